//! Suggestions for misspelt names.

/// Returns the most similar of `known` to `name`, ignoring case, if one is similar enough.
pub fn closest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    similar(name, known).first().copied()
}

/// Returns those of `known` that are similar to `name`, ignoring case, the most similar first.
pub fn similar<'a>(name: &str, known: &[&'a str]) -> Vec<&'a str> {
    let mut similar = Vec::new();
    for &known in known {
        let similarity = strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase());
        if similarity > MIN_SIMILARITY {
            similar.push((similarity, known));
        }
    }
    similar.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    similar.into_iter().map(|(_, known)| known).collect()
}

/// The least similarity of names, from 0 to 1 in the Jaro-Winkler metric.
const MIN_SIMILARITY: f64 = 0.8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closest_name_is_suggested_if_it_is_similar_enough() {
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
