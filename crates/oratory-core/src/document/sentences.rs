//! Sentences of a block, by Unicode's annex 29 with the exceptions for abbreviations that it leaves to the program.
//!
//! The annex ends a sentence at every full stop that a capital follows. “Mr. Lincoln” and “the U.S. Senate” need a
//! table: [`ABBREVIATIONS`] has one for each language. Ideographic full stops end a sentence without a blank after them,
//! and closing quotation marks belong to the sentence before them. The annex handles both.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Abbreviations of a language, in lower case and without their full stop.
struct Abbreviations {
    /// The primary subtag of the language.
    language: &'static str,
    /// Titles and others that never end a sentence: a name follows.
    titles: &'static [&'static str],
    /// Abbreviations before a number. They end a sentence if none follows: “No. We will not.”
    before_numbers: &'static [&'static str],
}

/// The table of abbreviations. That of English also serves texts whose language is unknown.
const ABBREVIATIONS: [Abbreviations; 8] = [
    Abbreviations {
        language: "en",
        titles: &[
            "mr", "mrs", "ms", "messrs", "mmes", "dr", "prof", "rev", "hon", "gen", "col", "maj", "capt",
            "cmdr", "lt", "sgt", "cpl", "adm", "brig", "gov", "sen", "rep", "pres", "supt", "st", "mt", "ft",
            "sr", "esq", "viz", "vs", "e.g", "i.e", "cf",
        ],
        before_numbers: &[
            "no", "nos", "vol", "vols", "ch", "chap", "sec", "secs", "art", "arts", "fig", "figs", "p", "pp",
            "par", "para", "paras", "pt", "op", "ca", "c", "jan", "feb", "mar", "apr", "jun", "jul", "aug",
            "sep", "sept", "oct", "nov", "dec",
        ],
    },
    Abbreviations {
        language: "de",
        titles: &[
            "hr", "hrn", "fr", "frl", "dr", "prof", "st", "gen", "hl", "bzw", "z.b", "d.h", "u.a", "vgl",
            "sog", "dipl", "ing",
        ],
        before_numbers: &["nr", "abs", "art", "bd", "s", "kap", "ziff", "ca"],
    },
    Abbreviations {
        language: "fr",
        titles: &[
            "m", "mm", "mme", "mmes", "mlle", "mlles", "dr", "me", "mgr", "st", "ste", "gén", "c.-à-d",
            "p.ex", "cf",
        ],
        before_numbers: &["no", "nos", "art", "p", "pp", "vol", "chap", "env"],
    },
    Abbreviations {
        language: "es",
        titles: &[
            "sr", "sra", "sres", "srta", "dr", "dra", "d", "dña", "gral", "cnel", "ud", "uds", "vd", "vds",
            "p.ej", "excmo",
        ],
        before_numbers: &["núm", "nro", "art", "pág", "págs", "vol", "cap"],
    },
    Abbreviations {
        language: "it",
        titles: &[
            "sig", "sig.ra", "sigg", "dott", "dott.ssa", "prof", "on", "gen", "avv", "ing", "mons", "p.es",
            "cfr",
        ],
        before_numbers: &["n", "nn", "art", "artt", "pag", "pagg", "vol", "cap"],
    },
    Abbreviations {
        language: "pt",
        titles: &["sr", "sra", "srs", "sras", "dr", "dra", "prof", "exmo", "exma", "gen", "cel", "p.ex"],
        before_numbers: &["n", "núm", "art", "pág", "págs", "vol", "cap"],
    },
    Abbreviations {
        language: "ru",
        titles: &[
            "г", "гг", "г-н", "г-жа", "тов", "т", "т.е", "т.к", "т.н", "им", "св", "акад", "проф", "ген",
            "ул", "гр",
        ],
        before_numbers: &["ст", "стр", "с", "п", "пп", "гл", "разд", "рис"],
    },
    Abbreviations {
        language: "nl",
        titles: &["dhr", "mevr", "mw", "dr", "prof", "ir", "mr", "drs", "bijv", "d.w.z", "nl"],
        before_numbers: &["nr", "art", "blz", "hfst"],
    },
];

/// Words that begin a sentence after an acronym such as “the U.S.” more often than they follow it within one.
const BEGINNINGS: [&str; 34] = [
    "A", "After", "All", "And", "As", "At", "But", "By", "For", "From", "He", "Here", "However", "I", "If",
    "In", "It", "Its", "Let", "My", "Now", "On", "Our", "She", "So", "That", "The", "There", "These", "They",
    "This", "To", "We", "You",
];

/// Divides a block into its sentences. The ranges are byte ranges of `text`, without the blanks between sentences.
///
/// Line ends within the block are blanks. `language` is a BCP 47 tag.
///
/// ```
/// use oratory_core::sentences;
///
/// let text = "Mr. Lincoln spoke. “We cannot consecrate\nthis ground.” He sat down.";
/// let found: Vec<&str> = sentences(text, Some("en")).into_iter().map(|range| &text[range]).collect();
/// assert_eq!(found, ["Mr. Lincoln spoke.", "“We cannot consecrate\nthis ground.”", "He sat down."]);
/// ```
pub fn sentences(text: &str, language: Option<&str>) -> Vec<Range<usize>> {
    // A line feed ends a sentence in annex 29. Each line end here has the same length as its replacement.
    let joined = text.replace(['\n', '\r'], " ");
    let table = table_of(language);
    let mut sentences: Vec<Range<usize>> = Vec::new();
    let (mut start, mut goes_on) = (0, false);
    for (from, piece) in joined.split_sentence_bound_indices() {
        // Where no blank follows a full stop, the annex includes an opening mark in the sentence before it.
        let bound = joined[..from + piece.len()].trim_end_matches(OPENING_MARKS).len().max(start);
        let end = start + joined[start..bound].trim_end().len();
        match sentences.last_mut() {
            Some(last) if goes_on => last.end = end.max(last.end),
            _ if end == start => {}
            _ => sentences.push(bound - joined[start..bound].trim_start().len()..end),
        }
        goes_on = goes_on_after(&joined[..end], &joined[bound..], table);
        start = bound;
    }
    let rest = start + joined[start..].trim_end().len();
    if start < rest {
        // Opening marks that open nothing.
        match sentences.last_mut() {
            Some(last) => last.end = rest,
            None => sentences.push(rest - joined[start..rest].trim_start().len()..rest),
        }
    }
    sentences
}

/// Marks that open a quotation or a remark.
const OPENING_MARKS: [char; 12] = ['“', '‘', '„', '«', '(', '[', '「', '『', '（', '【', '《', '〈'];

/// Returns the abbreviations of `language`, or those of English.
fn table_of(language: Option<&str>) -> &'static Abbreviations {
    let primary = language.and_then(|tag| tag.split(['-', '_']).next()).unwrap_or_default();
    let of = |table: &&Abbreviations| table.language.eq_ignore_ascii_case(primary);
    ABBREVIATIONS.iter().find(of).unwrap_or(&ABBREVIATIONS[0])
}

/// Returns `true` if the sentence that ends `before` goes on with `after`: its full stop is that of an abbreviation.
fn goes_on_after(before: &str, after: &str, table: &Abbreviations) -> bool {
    // “Why?” asked the member.
    if before.ends_with(['”', '’', '"', '\'', '»', ')']) {
        return after.trim_start().starts_with(char::is_lowercase);
    }
    let Some(rest) = before.strip_suffix('.') else { return false };
    let word =
        rest.rsplit(|c: char| c.is_whitespace() || "([{“‘\"'«„—–".contains(c)).next().unwrap_or_default();
    let next = after.trim_start().trim_start_matches(['“', '‘', '"', '\'', '«', '(', '[']);
    let lower = word.to_lowercase();
    let is_number_next = next.starts_with(|c: char| c.is_numeric() || "IVXLC".contains(c));
    if table.titles.contains(&lower.as_str()) {
        return true;
    }
    if table.before_numbers.contains(&lower.as_str()) {
        return is_number_next;
    }
    let is_initials = !word.is_empty()
        && word.split('.').all(|letter| letter.chars().count() == 1 && letter.chars().all(char::is_uppercase))
        // “I” and “A” are words.
        && word != "I";
    let first = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    // “J. Q. Adams” and “the U.S. Senate”, but “the U.S. We must”.
    is_initials && !first.is_empty() && !BEGINNINGS.contains(&first)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts whose sentences are separated by `|`, each with its language.
    const SENTENCES: [(&str, &str); 24] = [
        ("en", "Comrades, we meet today.|The harvest is in.|Is it enough?|It is!"),
        ("en", "Mr. Lincoln met Mrs. Stowe, Dr. Howe and Gen. Grant.|They agreed."),
        ("en", "J. Q. Adams and George W. Bush spoke in the U.S. Senate."),
        ("en", "We stand by the U.S.|We always did."),
        ("en", "See No. 5 and vol. II, p. 12, of Art. 3.|It is short."),
        ("en", "Shall we yield?|No.|We shall not."),
        ("en", "“Shall we yield?”|He paused.|“Never.”|Then he sat down."),
        ("en", "He said: “We come.|We stay.|We build.”|They cheered."),
        ("en", "(It is late.)|[Applause.]|Let us go."),
        ("en", "It cost 3.5 million.|It took 10.5 years… and more.|“Why?” asked the Rev. Mr. Hale."),
        ("en", "The Hon. Member for St. Ives spoke at 5 p.m. on Sept. 3.|He was brief."),
        ("en", "One line\nand the next.|Another\nline."),
        ("en", "They came from Washington, D.C., by train.|It rained."),
        ("en", "So did I.|The others went home."),
        ("de", "Hr. Dr. Meier sprach z.B. über Nr. 5.|Wir hören zu.|„Nie!“|Er ging."),
        ("fr", "M. Dupont et Mme. Curie parlent.|Vive la France !|Merci."),
        ("es", "El Sr. Pérez y la Sra. López hablan.|¿Por qué?|¡Basta!"),
        ("it", "Il Sig. Rossi legge l'art. 5.|Grazie."),
        ("pt", "O Sr. Silva falou.|A Sra. Costa ouviu."),
        ("ru", "Тов. Иванов говорил о гл. 5.|Мы слушали.|Почему?"),
        ("ko", "동지들!|우리는 오늘 모였습니다.|수확은 충분합니까?|그렇습니다."),
        ("zh", "同志们！|今天我们开会。|“为什么？”|他问。"),
        ("ja", "諸君。|今日は集まった。|なぜか？|「行こう。」|と彼は言った。"),
        ("hi", "साथियो।|हम आज मिले हैं।"),
    ];

    #[test]
    fn sentences_end_at_their_marks_and_not_at_abbreviations() {
        let mut count = 0;
        for (language, marked) in SENTENCES {
            let expected: Vec<&str> = marked.split('|').collect();
            let is_wide = matches!(language, "zh" | "ja");
            let text = expected.join(if is_wide { "" } else { " " });
            let found = sentences(&text, Some(language));
            let found: Vec<&str> = found.into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected);
            count += expected.len();
        }
        assert!(count >= 60, "{count}");
    }

    #[test]
    fn marks_that_open_nothing_belong_to_the_sentence_before() {
        for (text, sentence) in [("“", "“"), (" “ ", "“"), ("He sat down. “", "He sat down. “")] {
            let found: Vec<&str> = sentences(text, None).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, [sentence]);
        }
    }

    proptest! {
        #[test]
        fn sentences_are_the_text_without_the_blanks_between_them(text in "([A-Za-z.?! \n”“。가]|Mr. |U.S. |No. ){0,40}") {
            let found = sentences(&text, None);
            let words: String = found.iter().map(|range| &text[range.clone()]).collect();
            let without_blanks = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(without_blanks(&words), without_blanks(&text));
            prop_assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start));
            prop_assert!(found.iter().all(|range| text[range.clone()].trim() == &text[range.clone()]));
        }
    }
}
