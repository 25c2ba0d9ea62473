//! Suggestions for misspelt names.

/// Returns the most similar of `known` to `name`, ignoring case, if one is similar enough.
pub fn closest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    similar(name, known).first().copied()
}

/// Returns those of `known` that are similar to `name`, ignoring case, the most similar first.
pub fn similar<'a>(name: &str, known: &[&'a str]) -> Vec<&'a str> {
    let likeness = |known: &str| strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase());
    let likely = known.iter().map(|known| (likeness(known), *known));
    let mut likely: Vec<_> = likely.filter(|(likeness, _)| *likeness > LEAST).collect();
    likely.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    likely.into_iter().map(|(_, known)| known).collect()
}

/// The least similarity of names, from 0 to 1 by Jaro and Winkler's measure.
const LEAST: f64 = 0.8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_like_is_meant_and_nothing_that_is_not_like_it() {
        let known = ["opening", "closing", "Closing Speech"];
        for (name, meant) in [
            ("closng", Some("closing")),
            ("OPEN", Some("opening")),
            ("xyzzy", None),
            ("nothing", None),
            ("", None),
        ] {
            assert_eq!(closest(name, &known), meant, "{name}");
        }
        assert_eq!(similar("clos", &known), ["closing", "Closing Speech"]);
        assert_eq!(closest("closing", &[]), None);
    }
}
