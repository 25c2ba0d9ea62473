//! Bylines: lines below a title that name the speaker, such as “By Ann Lee”.

use oratory_core::{Draft, Kind, full_lines};

use crate::block_range::block_range;

/// Words that begin a byline: English, German, French, Spanish and Portuguese, Italian, Dutch, Swedish and Norwegian,
/// Danish, Polish.
const BEGINNINGS: [&str; 9] = ["by", "von", "par", "por", "di", "door", "av", "af", "przez"];

/// Words in names that may begin with a small letter.
const PARTICLES: [&str; 28] = [
    "af", "al", "av", "bin", "da", "dal", "das", "de", "degli", "del", "della", "den", "der", "di", "do",
    "dos", "du", "el", "ibn", "la", "le", "ten", "ter", "van", "von", "y", "zu", "zur",
];

/// Words that no name has. “By Land and Sea” is a title.
const NO_NAMES: [&str; 46] = [
    "a", "all", "an", "and", "any", "at", "but", "dem", "des", "die", "ein", "eine", "et", "every", "for",
    "from", "het", "il", "in", "it", "its", "les", "los", "las", "means", "my", "no", "not", "of", "on",
    "one", "or", "order", "our", "the", "their", "these", "this", "to", "un", "una", "und", "une", "way",
    "with", "your",
];

/// The most words of a name.
const MOST_WORDS: usize = 5;

/// Returns the name in a byline, without what follows a comma.
pub(crate) fn name(line: &str) -> Option<&str> {
    let line = line.trim_matches(|c: char| c.is_whitespace() || "*_—–".contains(c));
    let (first, rest) = line.split_once(char::is_whitespace)?;
    let name = rest.split([',', '(']).next()?.trim();
    (BEGINNINGS.contains(&first.to_lowercase().as_str()) && is_name(name)).then_some(name)
}

/// Returns `true` if words are certainly a name: each has a capital, and none is known from phrases.
fn is_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_of_name = |c: char| c.is_alphabetic() || "'’-.".contains(c);
    let is_particle = |word: &str| PARTICLES.contains(&word.to_lowercase().as_str());
    let is_word = |word: &&str| {
        word.chars().all(is_of_name)
            && (word.starts_with(char::is_uppercase) || is_particle(word))
            && !NO_NAMES.contains(&word.to_lowercase().as_str())
    };
    let ends_in_particle = words.last().is_none_or(|last| is_particle(last));
    let begins_in_particle = words.first().is_none_or(|first| first.starts_with(char::is_lowercase));
    (2..=MOST_WORDS).contains(&words.len())
        && words.iter().all(is_word)
        && !ends_in_particle
        && !begins_in_particle
}

/// Returns the speaker that a line of the title, or the block below it, names.
pub(crate) fn speaker<'a>(text: &'a str, draft: &Draft) -> Option<&'a str> {
    let (0, Kind::Heading(_)) = draft.kinds.first()? else { return None };
    let block =
        |index: usize| (index < draft.starts.len()).then(|| &text[block_range(text, &draft.starts, index)]);
    let below = block(1).filter(|below| full_lines(below).count() == 1);
    full_lines(block(0)?).skip(1).chain(below).find_map(name)
}

#[cfg(test)]
mod tests {
    use crate::import_text;

    #[test]
    fn byline_below_a_title_names_the_speaker() {
        for (byline, speaker) in [
            ("By Ann Lee", "Ann Lee"),
            ("BY ABRAHAM LINCOLN", "ABRAHAM LINCOLN"),
            ("By W. E. B. Du Bois", "W. E. B. Du Bois"),
            ("By Ann Lee, President of the Union", "Ann Lee"),
            ("Von Rosa Luxemburg", "Rosa Luxemburg"),
            ("Par Jean Jaurès", "Jean Jaurès"),
            ("Por Juan de la Cruz", "Juan de la Cruz"),
            ("Di Rosa D’Amico", "Rosa D’Amico"),
        ] {
            for gap in ["\n", "\n\n"] {
                let speech =
                    import_text("talk", &format!("THE DUTY OF ALL{gap}{byline}\n\nWe are one, and so on.\n"));
                assert_eq!(speech.details().speaker.as_deref(), Some(speaker), "{byline} {gap:?}");
                assert_eq!(speech.details().title, "THE DUTY OF ALL", "{byline} {gap:?}");
            }
        }
    }

    #[test]
    fn phrase_is_no_byline() {
        for line in [
            "By Land and Sea",
            "By Order of the King",
            "By the River",
            "By Candlelight",
            "By All Means",
            "By Ann",
            "By ann lee",
            "By Article 12",
            "Bye Ann Lee",
            "Par Excellence",
            "By van der",
        ] {
            let speech =
                import_text("talk", &format!("THE DUTY OF ALL\n\n{line}\n\nWe are one, and so on.\n"));
            assert_eq!(speech.details().speaker, None, "{line}");
        }
        let stated =
            import_text("talk", "+++\nspeaker = 'Bo Li'\n+++\nTHE DUTY OF ALL\n\nBy Ann Lee\n\nWe are one.");
        assert_eq!(stated.details().speaker.as_deref(), Some("Bo Li"));
        assert_eq!(
            import_text("talk", "By Ann Lee\n\nWe are one.").details().speaker,
            None,
            "no title above"
        );
    }
}
