//! What someone may have meant who wrote a name that nothing has.

/// The one of `known` that is most like `name`, if one is like it at all, whatever the case.
pub fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    near(name, known).first().copied()
}

/// Those of `known` that are like `name`, whatever the case, the most like first.
pub fn near<'a>(name: &str, known: &[&'a str]) -> Vec<&'a str> {
    let likeness = |known: &str| strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase());
    let likely = known.iter().map(|known| (likeness(known), *known));
    let mut likely: Vec<_> = likely.filter(|(likeness, _)| *likeness > LEAST).collect();
    likely.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    likely.into_iter().map(|(_, known)| known).collect()
}

/// How like two names are, from 0 to 1 by Jaro and Winkler's measure, before one is taken for the other.
const LEAST: f64 = 0.75;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_like_is_meant_and_nothing_that_is_not_like_it() {
        let known = ["opening", "closing", "Closing Speech"];
        for (name, meant) in
            [("closng", Some("closing")), ("OPEN", Some("opening")), ("xyzzy", None), ("", None)]
        {
            assert_eq!(nearest(name, &known), meant, "{name}");
        }
        assert_eq!(near("clos", &known), ["closing", "Closing Speech"]);
        assert_eq!(nearest("closing", &[]), None);
    }
}
