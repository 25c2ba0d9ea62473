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

/// Returns the entry of `known` that `name` probably misspells: one edit away, or two in a long name. Short names are never
/// corrected.
pub fn misspelt<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let name = name.to_lowercase();
    let distance = |known: &&str| strsim::damerau_levenshtein(&name, &known.to_lowercase());
    let limit = |known: &&str| match known.len() {
        0..5 => 0,
        5..9 => 1,
        _ => 2,
    };
    if name.len() > 100 {
        return None;
    }
    let near = known.iter().copied().filter(|known| (1..=limit(known)).contains(&distance(known)));
    near.min_by_key(distance)
}

/// The least similarity of names, from 0 to 1 in the Jaro-Winkler metric.
const MIN_SIMILARITY: f64 = 0.8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelling_is_told_from_another_name() {
        let known = ["speaker", "place", "date", "translator"];
        for (name, meant) in [
            ("speeker", Some("speaker")),
            ("Speakre", Some("speaker")),
            ("plac", Some("place")),
            ("transaltr", Some("translator")),
            ("speaker", None),
            ("rate", None),
            ("party", None),
            ("speaker_id", None),
            ("", None),
        ] {
            assert_eq!(misspelt(name, &known), meant, "{name}");
        }
    }

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
