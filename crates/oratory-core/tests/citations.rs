//! Tests of the citation styles: every subset of the details, and worked examples.

#![expect(clippy::panic, reason = "a failing test may panic")]

use std::sync::Arc;

use oratory_core::{
    Date, Details, Document, Draft, STYLES, Source, Style, TitleSource, citation, references,
};
use proptest::{prelude::*, sample::subsequence};
use serde_json::Value;

type Stated<'a> = [(&'a str, &'a str)];

fn document(details: Details) -> Document {
    let source = Source { id: "talk".to_owned(), ..Source::default() };
    Document::new(source, Draft { details, text: "One.".to_owned(), starts: vec![0], ..Draft::default() })
}

/// Sets details by the names of front matter.
fn details(stated: &Stated<'_>) -> Details {
    let mut details = Details { title: "talk".to_owned(), ..Details::default() };
    for &(name, value) in stated {
        let text: Option<Arc<str>> = Some(value.into());
        let date = Some(Date::from(value));
        match name {
            "title" => {
                value.clone_into(&mut details.title);
                details.title_source = TitleSource::FrontMatter;
            }
            "speaker" => details.speaker = text,
            "family" => details.speaker_family = text,
            "given" => details.speaker_given = text,
            "kind" => details.kind = text,
            "occasion" => details.occasion = text,
            "place" => details.place = text,
            "delivered" => details.delivered = date,
            "reported" => details.reported = date,
            "publisher" => details.publisher = text,
            "translator" => details.translator = text,
            "language" => details.language = text,
            "url" => details.url = text,
            "accessed" => details.accessed = date,
            _ => panic!("{name}"),
        }
    }
    details
}

fn cited(stated: &Stated<'_>, style: Style) -> String {
    citation(&document(details(stated)), 8..=8, style)
}

const KOREAN: [(&str, &str); 3] = [("speaker", "Kim Jong Un"), ("family", "Kim"), ("given", "Jong Un")];
const AMERICAN: [(&str, &str); 3] =
    [("speaker", "Abraham Lincoln"), ("family", "Lincoln"), ("given", "Abraham")];
const ORGANISATION: [(&str, &str); 1] = [("speaker", "Central Committee")];
const TITLE: (&str, &str) = ("title", "A Talk");
const OCCASION: (&str, &str) = ("occasion", "Annual Meeting");
const PLACE: (&str, &str) = ("place", "Leeds");
const DELIVERED: (&str, &str) = ("delivered", "1921-03-05");
const REPORTED: (&str, &str) = ("reported", "1921-03-07");
const PUBLISHER: (&str, &str) = ("publisher", "The Gazette");
const TRANSLATOR: (&str, &str) = ("translator", "Bo Ek");
const URL: (&str, &str) = ("url", "https://x.example/a");
const ACCESSED: (&str, &str) = ("accessed", "2024-01-05");

/// Calls `check` with every subset of the details.
fn for_each_subset(check: impl Fn(&Stated<'_>)) {
    let single = [TITLE, ("kind", "address"), OCCASION, PLACE, DELIVERED, REPORTED, PUBLISHER, URL, ACCESSED];
    for speaker in [&[][..], &KOREAN, &AMERICAN, &ORGANISATION] {
        for translator in [&[][..], &[TRANSLATOR], &[("translator", "The Gazette")]] {
            for subset in 0..1 << single.len() {
                let chosen = (0..single.len()).filter(|index| subset >> index & 1 == 1);
                let chosen: Vec<_> = chosen.map(|index| single[index]).collect();
                check(&[speaker, translator, &chosen].concat());
            }
        }
    }
}

/// Returns the words that the styles must show for a detail, in the order of [`STYLES`]. Empty for a style that does
/// not show it.
#[rustfmt::skip]
fn shown(stated: &Stated<'_>, name: &str) -> [&'static str; 11] {
    let value = |name: &str| stated.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let has = |name: &str| value(name).is_some();
    match name {
        "title" if has("speaker") => [
            "“A Talk” (", "“A Talk,” para. 8.", "", "", "", "“A Talk.”", "“A Talk.”", "A Talk", "{A Talk}",
            "\"title\":\"A Talk\"", "TI  - A Talk\n",
        ],
        "title" => [
            "“A Talk” (", "“A Talk,” para. 8.", "(“A Talk,” par. 8)", "(“A Talk,”", "talk", "“A Talk.”", "“A Talk.”",
            "A Talk", "{A Talk}", "\"title\":\"A Talk\"", "TI  - A Talk\n",
        ],
        "speaker" if value("family") == Some("Kim") => [
            "Kim Jong Un, ", "Kim, ", "(Kim, par. 8)", "(Kim, ", "@kim", "Kim Jong Un. ", "Kim Jong Un. ",
            "Kim, J. U. ", "{Kim, Jong Un}",
            "[{\"family\":\"Kim\",\"given\":\"Jong Un\",\"static-ordering\":true}]", "AU  - Kim, Jong Un\n",
        ],
        "speaker" if has("family") => [
            "Abraham Lincoln, ", "Lincoln, ", "(Lincoln, par. 8)", "(Lincoln, ", "@lincoln", "Lincoln, Abraham. ",
            "Lincoln, Abraham. ", "Lincoln, A. ", "{Lincoln, Abraham}",
            "[{\"family\":\"Lincoln\",\"given\":\"Abraham\"}]", "AU  - Lincoln, Abraham\n",
        ],
        "speaker" => [
            "Central Committee, ", "Central Committee, ", "(Central Committee, par. 8)", "(Central Committee, ",
            "@committee", "Central Committee. ", "Central Committee. ", "Central Committee. ",
            "{{Central Committee}}", "[{\"literal\":\"Central Committee\"}]", "AU  - Central Committee\n",
        ],
        "kind" => [
            "(address", "", "", "", "", "Address", "", "[Address transcript]", "{address}", "\"genre\":\"Address\"",
            "M3  - Address\n",
        ],
        "occasion" => [
            "Annual Meeting", "", "", "", "", "Annual Meeting", "Annual Meeting", "",
            "eventtitle = {Annual Meeting}", "\"event-title\":\"Annual Meeting\"", "T2  - Annual Meeting\n",
        ],
        "place" => [
            "Leeds", "", "", "", "", "Leeds", "Leeds", "", "venue      = {Leeds}", "\"event-place\":\"Leeds\"",
            "CY  - Leeds\n",
        ],
        "delivered" => [
            "March 5, 1921", "", "", "1921, para. 8", "1921", "March 5, 1921", "5 Mar. 1921",
            if has("reported") { "" } else { "(1921, March 5)." },
            "1921-03-05", "[[1921,3,5]]", "DA  - 1921/03/05/\nPY  - 1921\n",
        ],
        "reported" if has("delivered") => [
            "March 7, 1921", "", "", "", "", "March 7, 1921", "7 Mar. 1921", "(1921, March 7).",
            "date       = {1921-03-07}",
            "\"issued\":{\"date-parts\":[[1921,3,7]]}", "",
        ],
        "reported" => [
            "March 7, 1921", "", "", "1921, para. 8", "1921", "March 7, 1921", "7 Mar. 1921", "(1921, March 7).",
            "date       = {1921-03-07}", "\"issued\":{\"date-parts\":[[1921,3,7]]}",
            "DA  - 1921/03/07/\nPY  - 1921\n",
        ],
        "publisher" => [
            "The Gazette", "", "", "", "", "The Gazette", "The Gazette", "The Gazette.", "The Gazette",
            "\"publisher\":\"The Gazette\"", "PB  - The Gazette\n",
        ],
        "translator" if value("translator") == Some("Bo Ek") => [
            "trans. Bo Ek", "", "", "", "", "Translated by Bo Ek", "Translated by Bo Ek", "(Bo Ek, Trans.)",
            "{Translated by Bo Ek}", "\"translator\":[{\"literal\":\"Bo Ek\"}]", "A4  - Bo Ek\n",
        ],
        "translator" => [
            "trans. The Gazette", "", "", "", "", "Translated by The Gazette", "Translated by The Gazette",
            "The Gazette", "{Translated by The Gazette}", "\"translator\":[{\"literal\":\"The Gazette\"}]",
            "A4  - The Gazette\n",
        ],
        "url" => [
            "https://x.example/a.", "", "", "", "", "https://x.example/a.", "https://x.example/a.",
            "https://x.example/a", "{https://x.example/a}", "\"URL\":\"https://x.example/a\"",
            "UR  - https://x.example/a\n",
        ],
        "accessed" if has("url") => [
            "accessed January 5, 2024, https", "", "", "", "", "Accessed January 5, 2024. https",
            "Accessed 5 Jan. 2024.", "Retrieved January 5, 2024, from https", "urldate    = {2024-01-05}",
            "\"accessed\":{\"date-parts\":[[2024,1,5]]}", "Y2  - 2024/01/05/\n",
        ],
        _ => [""; 11],
    }
}

const fn is_record(style: Style) -> bool {
    matches!(style, Style::Biblatex | Style::CslJson | Style::Ris)
}

/// Returns what is wrong with the punctuation of a citation.
fn fault(style: Style, cited: &str) -> Option<&'static str> {
    let mut wrong = [", ,", ",,", "..", ". .", " .", " ,", ",.", "()", "( ", " )", "“”", "{}"].into_iter();
    let pairs = [('(', ')'), ('[', ']'), ('{', '}'), ('“', '”')];
    let end = match style {
        Style::Mla | Style::Apa => ")",
        Style::Pandoc | Style::CslJson => "]",
        Style::Biblatex => "\n}",
        Style::Ris => "\nER  - ",
        Style::ApaReference if cited.contains("https") => "/a",
        _ => ".",
    };
    if !is_record(style) && (cited.contains("  ") || cited.lines().count() != 1) {
        Some("blanks")
    } else if pairs.iter().any(|(open, close)| cited.matches(*open).count() != cited.matches(*close).count())
    {
        Some("pairs")
    } else if !cited.ends_with(end) {
        Some("end")
    } else {
        wrong.find(|wrong| cited.contains(wrong))
    }
}

#[test]
fn every_subset_of_the_details_is_shown_and_punctuated() {
    for_each_subset(|stated| {
        let document = document(details(stated));
        for (index, (style, name, _)) in STYLES.into_iter().enumerate() {
            let cited = citation(&document, 8..=8, style);
            assert_eq!(fault(style, &cited), None, "{name}: {cited}\n{stated:?}");
            for (detail, _) in stated {
                let words = shown(stated, detail)[index];
                assert!(cited.contains(words), "{name}, {detail}, {words:?}: {cited}\n{stated:?}");
            }
            let is_numbered = cited.contains("para. 8") || cited.contains("par. 8");
            assert_eq!(is_numbered, style.cites_paragraphs(), "{cited}");
        }
    });
}

#[test]
fn each_detail_is_separated_from_its_neighbours() {
    const LEADS: [&str; 9] = [", ", ". ", ".” ", "(", "“", "rans. ", "by ", "ccessed ", "etrieved "];
    const TRAILS: [&str; 7] = [", ", ".", ")", "”", ",”", " (", " ["];
    const VALUES: [&str; 9] = [
        "Annual Meeting",
        "Leeds",
        "March 5, 1921",
        "5 Mar. 1921",
        "The Gazette",
        "Bo Ek",
        "March 7, 1921",
        "January 5, 2024",
        "A Talk",
    ];
    for_each_subset(|stated| {
        let document = document(details(stated));
        for (style, name, _) in STYLES.into_iter().filter(|(style, ..)| !is_record(*style)) {
            let cited = citation(&document, 8..=8, style);
            for value in VALUES {
                for (at, _) in cited.match_indices(value) {
                    let (before, after) = (&cited[..at], &cited[at + value.len()..]);
                    let is_led = before.is_empty() || LEADS.iter().any(|lead| before.ends_with(lead));
                    let is_trailed = after.is_empty() || TRAILS.iter().any(|trail| after.starts_with(trail));
                    assert!(is_led && is_trailed, "{name}: {value} in {cited}");
                }
            }
        }
    });
}

#[test]
fn records_of_every_subset_are_well_formed() {
    for_each_subset(|stated| {
        let document = document(details(stated));
        let json = citation(&document, 8..=8, Style::CslJson);
        let items: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(items.as_array().unwrap().len(), 1, "{json}");
        let key = items[0]["id"].as_str().unwrap();
        assert!(!key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{key}");
        let ris = citation(&document, 8..=8, Style::Ris);
        let is_tag = |tag: &str| tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        for line in ris.lines() {
            assert!(line.split_once("  - ").is_some_and(|(tag, _)| tag.len() == 2 && is_tag(tag)), "{line}");
        }
        assert!(ris.starts_with("TY  - ") && ris.contains(&format!("\nID  - {key}\n")), "{ris}");
        let record = citation(&document, 8..=8, Style::Biblatex);
        let (head, fields) = record.split_once('\n').unwrap();
        assert_eq!(head, format!("@unpublished{{{key},"));
        for line in fields.lines().filter(|line| *line != "}") {
            assert!(line.starts_with("  ") && line.contains(" = {") && line.ends_with("},"), "{line}");
        }
        assert_eq!(citation(&document, 8..=8, Style::Pandoc), format!("[@{key}, para. 8]"));
    });
}

/// A style, the details, and the citation.
type Example = (Style, &'static Stated<'static>, &'static str);

const EVERYTHING: &Stated<'static> = &[
    ("speaker", "Abraham Lincoln"),
    ("family", "Lincoln"),
    ("given", "Abraham"),
    TITLE,
    OCCASION,
    PLACE,
    DELIVERED,
    REPORTED,
    PUBLISHER,
    TRANSLATOR,
    URL,
    ACCESSED,
    ("language", "en-GB"),
];

const UNTITLED: &Stated<'static> =
    &[("speaker", "Ann Lee"), ("family", "Lee"), ("given", "Ann"), OCCASION, PLACE, DELIVERED];

const WITHOUT_SPEAKER: &Stated<'static> = &[TITLE, OCCASION, REPORTED, PUBLISHER];

const LETTER: &Stated<'static> = &[
    ("speaker", "Martin Luther King Jr."),
    ("family", "King"),
    ("given", "Martin Luther"),
    ("title", "Letter from Birmingham Jail"),
    ("kind", "letter"),
    ("delivered", "1963-04-16"),
    ("reported", "2024"),
    ("publisher", "The Archive"),
];

const QUESTION: &Stated<'static> = &[("title", "Who Said “No”?"), ("delivered", "1906-05")];

const EXAMPLES: &[Example] = &[
    (
        Style::Chicago,
        EVERYTHING,
        "Abraham Lincoln, “A Talk” (speech, Annual Meeting, Leeds, March 5, 1921), trans. Bo Ek, The Gazette, \
         March 7, 1921, para. 8, accessed January 5, 2024, https://x.example/a.",
    ),
    (Style::ChicagoShort, EVERYTHING, "Lincoln, “A Talk,” para. 8."),
    (
        Style::ChicagoBibliography,
        EVERYTHING,
        "Lincoln, Abraham. “A Talk.” Speech, Annual Meeting, Leeds, March 5, 1921. Translated by Bo Ek. The Gazette, \
         March 7, 1921. Accessed January 5, 2024. https://x.example/a.",
    ),
    (Style::Mla, EVERYTHING, "(Lincoln, par. 8)"),
    (
        Style::MlaWorksCited,
        EVERYTHING,
        "Lincoln, Abraham. “A Talk.” Annual Meeting, 5 Mar. 1921, Leeds. Translated by Bo Ek, The Gazette, \
         7 Mar. 1921, https://x.example/a. Accessed 5 Jan. 2024. Transcript.",
    ),
    (Style::Apa, EVERYTHING, "(Lincoln, 1921, para. 8)"),
    (
        Style::ApaReference,
        EVERYTHING,
        "Lincoln, A. (1921, March 7). A Talk (Bo Ek, Trans.) [Speech transcript]. The Gazette. Retrieved \
         January 5, 2024, from https://x.example/a",
    ),
    (Style::Pandoc, EVERYTHING, "[@lincoln1921talk, para. 8]"),
    (
        Style::Biblatex,
        EVERYTHING,
        "@unpublished{lincoln1921talk,\n  author     = {Lincoln, Abraham},\n  title      = {A Talk},\n  \
         type       = {speech},\n  eventtitle = {Annual Meeting},\n  eventdate  = {1921-03-05},\n  \
         venue      = {Leeds},\n  date       = {1921-03-07},\n  howpublished = {The Gazette},\n  \
         note       = {Translated by Bo Ek},\n  url        = {https://x.example/a},\n  \
         urldate    = {2024-01-05},\n  langid     = {british},\n}",
    ),
    (
        Style::Ris,
        EVERYTHING,
        "TY  - SLIDE\nAU  - Lincoln, Abraham\nTI  - A Talk\nT2  - Annual Meeting\nCY  - Leeds\n\
         DA  - 1921/03/05/\nPY  - 1921\nM3  - Speech\nA4  - Bo Ek\nPB  - The Gazette\n\
         UR  - https://x.example/a\nY2  - 2024/01/05/\nLA  - en-GB\nID  - lincoln1921talk\nER  - ",
    ),
    // The name of the file is not a title.
    (Style::Chicago, UNTITLED, "Ann Lee, talk (speech, Annual Meeting, Leeds, March 5, 1921), para. 8."),
    (Style::ChicagoShort, UNTITLED, "Lee, speech, March 5, 1921, para. 8."),
    (Style::ChicagoBibliography, UNTITLED, "Lee, Ann. Speech, Annual Meeting, Leeds, March 5, 1921."),
    (Style::Mla, UNTITLED, "(Lee, par. 8)"),
    (Style::MlaWorksCited, UNTITLED, "Lee, Ann. Speech. Annual Meeting, 5 Mar. 1921, Leeds. Transcript."),
    (Style::Apa, UNTITLED, "(Lee, 1921, para. 8)"),
    (Style::ApaReference, UNTITLED, "Lee, A. (1921, March 5). [Speech transcript]."),
    (Style::Pandoc, UNTITLED, "[@lee1921speech, para. 8]"),
    (
        Style::Biblatex,
        UNTITLED,
        "@unpublished{lee1921speech,\n  author     = {Lee, Ann},\n  title      = {[Speech]},\n  \
         type       = {speech},\n  eventtitle = {Annual Meeting},\n  venue      = {Leeds},\n  \
         date       = {1921-03-05},\n}",
    ),
    (
        Style::CslJson,
        UNTITLED,
        "[{\"id\":\"lee1921speech\",\"type\":\"speech\",\"author\":[{\"family\":\"Lee\",\"given\":\"Ann\"}],\
         \"genre\":\"Speech\",\"event-title\":\"Annual Meeting\",\"event-place\":\"Leeds\",\
         \"issued\":{\"date-parts\":[[1921,3,5]]}}]",
    ),
    (
        Style::Ris,
        UNTITLED,
        "TY  - SLIDE\nAU  - Lee, Ann\nTI  - [Speech]\nT2  - Annual Meeting\nCY  - Leeds\nDA  - 1921/03/05/\n\
         PY  - 1921\nM3  - Speech\nID  - lee1921speech\nER  - ",
    ),
    // The title takes the place of a missing speaker.
    (
        Style::Chicago,
        WITHOUT_SPEAKER,
        "“A Talk” (speech, Annual Meeting), The Gazette, March 7, 1921, para. 8.",
    ),
    (Style::ChicagoShort, WITHOUT_SPEAKER, "“A Talk,” para. 8."),
    (
        Style::ChicagoBibliography,
        WITHOUT_SPEAKER,
        "“A Talk.” Speech, Annual Meeting. The Gazette, March 7, 1921.",
    ),
    (Style::Mla, WITHOUT_SPEAKER, "(“A Talk,” par. 8)"),
    (
        Style::MlaWorksCited,
        WITHOUT_SPEAKER,
        "“A Talk.” Annual Meeting. The Gazette, 7 Mar. 1921. Transcript.",
    ),
    (Style::Apa, WITHOUT_SPEAKER, "(“A Talk,” 1921, para. 8)"),
    (Style::ApaReference, WITHOUT_SPEAKER, "A Talk [Speech transcript]. (1921, March 7). The Gazette."),
    (Style::Pandoc, WITHOUT_SPEAKER, "[@1921talk, para. 8]"),
    // A letter is no transcript. It was published in another year than it was written.
    (
        Style::ChicagoBibliography,
        LETTER,
        "King, Martin Luther, Jr. “Letter from Birmingham Jail.” Letter, April 16, 1963. The Archive, 2024.",
    ),
    (
        Style::MlaWorksCited,
        LETTER,
        "King, Martin Luther, Jr. “Letter from Birmingham Jail.” 16 Apr. 1963. The Archive, 2024. Letter.",
    ),
    (Style::Apa, LETTER, "(King, 1963/2024, para. 8)"),
    (
        Style::ApaReference,
        LETTER,
        "King, M. L., Jr. (2024). Letter from Birmingham Jail [Letter]. The Archive. (Original work published 1963)",
    ),
    (Style::Pandoc, LETTER, "[@king1963letter, para. 8]"),
    // Marks of a title, and a month.
    (Style::ChicagoShort, QUESTION, "“Who Said ‘No’?,” para. 8."),
    (Style::ChicagoBibliography, QUESTION, "“Who Said ‘No’?” Speech, May 1906."),
    (Style::MlaWorksCited, QUESTION, "“Who Said ‘No’?” May 1906. Transcript."),
    (Style::ApaReference, QUESTION, "Who Said “No”? [Speech transcript]. (1906, May)."),
    // Nothing but the name of a file.
    (Style::Chicago, &[], "talk, para. 8."),
    (Style::ChicagoShort, &[], "talk, para. 8."),
    (Style::ChicagoBibliography, &[], "talk."),
    (Style::Mla, &[], "(talk, par. 8)"),
    (Style::MlaWorksCited, &[], "talk."),
    (Style::Apa, &[], "(talk, para. 8)"),
    (Style::ApaReference, &[], "talk."),
    (Style::Pandoc, &[], "[@talk, para. 8]"),
    (Style::CslJson, &[], "[{\"id\":\"talk\",\"type\":\"speech\",\"title\":\"[talk]\"}]"),
];

#[test]
fn worked_examples() {
    for (style, stated, expected) in EXAMPLES {
        assert_eq!(cited(stated, *style), *expected, "{}", style.name());
    }
}

#[test]
fn organisation_that_publishes_its_own_text() {
    let stated = [&ORGANISATION[..], &[TITLE, REPORTED, ("publisher", "Central Committee")]].concat();
    for (style, expected) in [
        (Style::ApaReference, "Central Committee. (1921, March 7). A Talk [Speech transcript]."),
        (
            Style::ChicagoBibliography,
            "Central Committee. “A Talk.” Speech. Central Committee, March 7, 1921.",
        ),
        (Style::Apa, "(Central Committee, 1921, para. 8)"),
        (Style::Pandoc, "[@committee1921talk, para. 8]"),
    ] {
        assert_eq!(cited(&stated, style), expected);
    }
}

#[test]
fn title_that_ends_in_quotation_marks_takes_the_sign_inside() {
    for (title, sentence, comma) in [
        ("On “Unity”", "“On ‘Unity.’”", "“On ‘Unity,’ para. 8."),
        ("Of the Workers’", "“Of the Workers’.”", "“Of the Workers’,” para. 8."),
        ("Why?", "“Why?”", "“Why?,” para. 8."),
        ("On Bread.", "“On Bread.”", "“On Bread,” para. 8."),
        ("To Acme Inc.", "“To Acme Inc.”", "“To Acme Inc.,” para. 8."),
        ("In the U.S.", "“In the U.S.”", "“In the U.S.,” para. 8."),
        ("And So…", "“And So…”", "“And So…,” para. 8."),
    ] {
        let comma = comma.replace("’ para", "’” para");
        assert!(cited(&[("title", title)], Style::ChicagoBibliography).starts_with(sentence), "{title}");
        assert_eq!(cited(&[("title", title)], Style::ChicagoShort), comma);
    }
}

/// Every style says something about a partial date, and adds no other one.
#[test]
fn partial_dates_in_every_style() {
    let expected = [
        ("1906", ["1906", "1906", "1906", "{1906}", "[[1906]]", "DA  - 1906///\nPY  - 1906\n"]),
        (
            "1906-05",
            ["May 1906", "May 1906", "1906, May", "{1906-05}", "[[1906,5]]", "DA  - 1906/05//\nPY  - 1906\n"],
        ),
        (
            "1906~",
            [
                "ca. 1906",
                "Circa 1906",
                "ca. 1906",
                "{1906~}",
                "[[1906]],\"circa\":true",
                "DA  - 1906///1906~\nPY  - 1906\n",
            ],
        ),
        ("190X", ["190X", "190X", "190X", "{190X}", "{\"literal\":\"190X\"}", "DA  - ///190X\nM3"]),
        ("-0043", ["-0043", "-0043", "-0043", "{-0043}", "{\"literal\":\"-0043\"}", "DA  - ///-0043\nM3"]),
        (
            "1906/1908",
            [
                "1906–1908",
                "1906–1908",
                "1906–1908",
                "{1906/1908}",
                "[[1906],[1908]]",
                "DA  - 1906///1906-1908\nPY  - 1906\n",
            ],
        ),
        (
            "spring 1921",
            [
                "spring 1921",
                "spring 1921",
                "spring 1921",
                "year       = {spring 1921}",
                "{\"literal\":\"spring 1921\"}",
                "DA  - ///spring 1921\nM3",
            ],
        ),
    ];
    let styles = [
        Style::ChicagoBibliography,
        Style::MlaWorksCited,
        Style::ApaReference,
        Style::Biblatex,
        Style::CslJson,
        Style::Ris,
    ];
    for (date, words) in expected {
        for (style, words) in styles.into_iter().zip(words) {
            let cited = cited(&[TITLE, ("delivered", date)], style);
            assert!(cited.contains(words), "{}: {cited}", style.name());
        }
        // The footnote cites it as it is written.
        assert_eq!(
            cited(&[TITLE, ("delivered", date)], Style::Chicago),
            format!("“A Talk” (speech, {date}), para. 8.")
        );
    }
}

#[test]
fn words_that_are_no_date_are_a_note_of_a_record() {
    let stated = [TITLE, ("delivered", "in May"), REPORTED, TRANSLATOR, ("accessed", "last year")];
    let record = cited(&stated, Style::Biblatex);
    assert!(record.contains("{Delivered in May. Translated by Bo Ek. Accessed last year}"), "{record}");
    assert!(!record.contains("eventdate") && !record.contains("urldate"), "{record}");
}

#[test]
fn letter_is_private_unless_it_was_published() {
    for (kind, publisher, csl, ris) in [
        ("open letter", None, "personal_communication", "PCOMM"),
        ("letter", Some(PUBLISHER), "document", "GEN"),
        ("essay", None, "document", "GEN"),
        ("radio address", Some(PUBLISHER), "speech", "SLIDE"),
    ] {
        let stated = [&[TITLE, ("kind", kind)], publisher.as_slice()].concat();
        assert!(cited(&stated, Style::CslJson).contains(&format!("\"type\":\"{csl}\"")), "{kind}");
        assert!(cited(&stated, Style::Ris).starts_with(&format!("TY  - {ris}\n")), "{kind}");
    }
}

#[test]
fn range_of_paragraphs_is_in_the_plural() {
    let document = document(details(&[&KOREAN[..], &[TITLE, REPORTED]].concat()));
    let cited = [Style::Chicago, Style::ChicagoShort, Style::Mla, Style::Apa, Style::Pandoc]
        .map(|style| citation(&document, 8..=9, style));
    assert!(cited[0].ends_with(", paras. 8–9."), "{}", cited[0]);
    assert_eq!(
        cited[1..],
        [
            "Kim, “A Talk,” paras. 8–9.",
            "(Kim, pars. 8–9)",
            "(Kim, 1921, paras. 8–9)",
            "[@kim1921talk, paras. 8–9]"
        ]
    );
}

#[test]
fn whole_text_is_cited_without_paragraphs() {
    let document = document(details(&[&KOREAN[..], &[TITLE, REPORTED]].concat()));
    for (style, expected) in [
        (Style::Chicago, "Kim Jong Un, “A Talk” (speech), March 7, 1921.\n"),
        (Style::ChicagoShort, "Kim, “A Talk.”\n"),
        (Style::Mla, "(Kim)\n"),
        (Style::Apa, "(Kim, 1921)\n"),
        (Style::Pandoc, "[@kim1921talk]\n"),
    ] {
        assert_eq!(references(&[(&document, None)], style), expected);
    }
}

#[test]
fn references_to_several_texts() {
    let named = |id: &str, title: &str| {
        let stated = [&KOREAN[..], &[("title", title), REPORTED]].concat();
        let source = Source { id: id.to_owned(), ..Source::default() };
        Document::new(source, Draft { details: details(&stated), ..Draft::default() })
    };
    let [first, second, third] =
        [named("a", "The Closing Words"), named("b", "Closing Speech"), named("c", "Opening Speech")];
    let cited = [(&first, None), (&second, Some(1..=1)), (&first, Some(2..=3)), (&third, None)];
    let keys = "[@kim1921closinga]\n[@kim1921closingb, para. 1]\n[@kim1921closinga, paras. 2–3]\n[@kim1921opening]\n";
    assert_eq!(references(&cited, Style::Pandoc), keys);
    let records = references(&cited, Style::Biblatex);
    let heads: Vec<&str> = records.lines().filter(|line| line.starts_with('@')).collect();
    assert_eq!(
        heads,
        ["@unpublished{kim1921closinga,", "@unpublished{kim1921closingb,", "@unpublished{kim1921opening,"]
    );
    let items: Vec<Value> = serde_json::from_str(&references(&cited, Style::CslJson)).unwrap();
    let ids: Vec<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["kim1921closinga", "kim1921closingb", "kim1921opening"]);
    let ris = references(&cited, Style::Ris);
    assert_eq!((ris.matches("TY  - ").count(), ris.matches("ER  - \n").count()), (3, 3));
    let entries = references(&cited, Style::ChicagoBibliography);
    assert_eq!(entries.split("\n\n").count(), 3);
    for (style, ..) in STYLES {
        assert!(references(&[], style).trim().len() < 3, "nothing is cited");
    }
}

#[test]
fn styles_are_found_by_their_names() {
    for (style, name, _) in STYLES {
        assert_eq!((Style::named(name), style.name()), (Some(style), name));
    }
    assert_eq!(Style::named("harvard"), None);
    assert_eq!(Style::names_for_paragraphs(), ["chicago", "chicago-short", "mla", "apa", "pandoc"]);
}

/// All details that are text or dates.
const NAMES: [&str; 14] = [
    "title",
    "speaker",
    "family",
    "given",
    "kind",
    "occasion",
    "place",
    "delivered",
    "reported",
    "publisher",
    "translator",
    "language",
    "url",
    "accessed",
];

/// Returns `true` if the braces in `record` are balanced, as programs that read it count them.
fn has_balanced_braces(record: &str) -> bool {
    let mut depth = 0;
    for c in record.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

proptest! {
    #[test]
    fn any_details_make_records_that_can_be_read(
        names in subsequence(&NAMES[..], 0..=NAMES.len()),
        values in prop::collection::vec(r#"[a-cA-C0-9X{}&%$\#_~^\\"'“”‘’,.?!/*é가漢 \-]{1,12}"#, NAMES.len()),
    ) {
        let values = values.iter().map(|value| value.trim());
        let stated = names.iter().copied().zip(values).filter(|(_, value)| !value.is_empty());
        let stated: Vec<_> = stated.collect();
        let document = document(details(&stated));
        let items: Value = serde_json::from_str(&citation(&document, 1..=2, Style::CslJson)).unwrap();
        let field = |name: &str| stated.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        for (name, csl) in [("title", "title"), ("occasion", "event-title"), ("publisher", "publisher"), ("url", "URL")] {
            if let Some(value) = field(name) {
                prop_assert_eq!(&items[0][csl], value);
            }
        }
        let record = citation(&document, 1..=2, Style::Biblatex);
        prop_assert!(has_balanced_braces(&record), "{}", record);
        for line in record.lines().skip(1).filter(|line| *line != "}") {
            prop_assert!(has_balanced_braces(line) && line.ends_with("},"), "{}", line);
        }
        let ris = citation(&document, 1..=2, Style::Ris);
        prop_assert!(ris.lines().all(|line| line.get(2..6) == Some("  - ")), "{}", ris);
        for (style, name, _) in STYLES {
            let cited = citation(&document, 1..=2, style);
            prop_assert!(!cited.is_empty() && !cited.ends_with('\n'), "{}", name);
            prop_assert!(cited.lines().count() == 1 || matches!(style, Style::Biblatex | Style::Ris), "{}", name);
        }
        let key = items[0]["id"].as_str().unwrap();
        prop_assert!(!key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{}", key);
    }
}
