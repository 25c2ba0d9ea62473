//! Export and import of annotations: what is written is read back, and nothing is attached to a look-alike.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use std::{collections::BTreeSet, ops::Range, path::Path, sync::Arc};

use jiff::Timestamp;
use oratory_core::{
    Annotation, Document, ImportFormat, Imported, NotesFormat, Placement, Record, Speeches, Style,
    place_annotation,
};
use proptest::prelude::*;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// Terms of the context `http://www.w3.org/ns/anno.jsonld` that an annotation collection of texts may have, with the
/// objects on which the model allows them.
#[rustfmt::skip]
const TERMS: [(&str, &[&str]); 18] = [
    ("@context", &["AnnotationCollection"]),
    ("id", &["AnnotationCollection", "AnnotationPage", "Annotation", "Text"]),
    ("type", &["AnnotationCollection", "AnnotationPage", "Annotation", "TextualBody", "SpecificResource", "Text", "TextQuoteSelector", "TextPositionSelector"]),
    ("label", &["AnnotationCollection", "Text"]),
    ("total", &["AnnotationCollection"]),
    ("first", &["AnnotationCollection"]),
    ("startIndex", &["AnnotationPage"]),
    ("items", &["AnnotationPage"]),
    ("motivation", &["Annotation"]),
    ("created", &["Annotation"]),
    ("modified", &["Annotation"]),
    ("body", &["Annotation"]),
    ("target", &["Annotation"]),
    ("value", &["TextualBody"]),
    ("purpose", &["TextualBody"]),
    ("format", &["TextualBody", "Text"]),
    ("language", &["TextualBody", "Text"]),
    ("source", &["SpecificResource"]),
];

/// Terms of the selectors.
#[rustfmt::skip]
const SELECTOR_TERMS: [(&str, &[&str]); 6] = [
    ("selector", &["SpecificResource"]),
    ("exact", &["TextQuoteSelector"]),
    ("prefix", &["TextQuoteSelector"]),
    ("suffix", &["TextQuoteSelector"]),
    ("start", &["TextPositionSelector"]),
    ("end", &["TextPositionSelector"]),
];

/// Checks an object of the model and all in it.
fn validate(value: &Value) {
    match value {
        Value::Array(values) => values.iter().for_each(validate),
        Value::Object(object) => {
            let kind = object["type"].as_str().unwrap();
            for (name, inner) in object {
                let term = TERMS.iter().chain(&SELECTOR_TERMS).find(|(term, _)| term == name);
                let (_, kinds) = term.unwrap_or_else(|| panic!("{name} is no term of the context"));
                assert!(kinds.contains(&kind), "{name} is no property of {kind}");
                let is_right = match name.as_str() {
                    "total" | "startIndex" | "start" | "end" => inner.is_u64(),
                    "first" | "target" | "source" => inner.is_object(),
                    "items" | "body" | "selector" => inner.is_array(),
                    "created" | "modified" => inner
                        .as_str()
                        .is_some_and(|time| time.parse::<Timestamp>().is_ok() && time.ends_with('Z')),
                    "motivation" | "purpose" => ["bookmarking", "highlighting", "commenting", "tagging"]
                        .contains(&inner.as_str().unwrap()),
                    "id" => inner
                        .as_str()
                        .is_some_and(|id| id.is_ascii() && id.contains(':') && !id.contains(' ')),
                    _ => inner.is_string(),
                };
                assert!(is_right, "{name}: {inner}");
                validate(inner);
            }
        }
        _ => {}
    }
}

fn document(id: &str, text: &str) -> Arc<Document> {
    Arc::new(Document::of_paragraphs(id, text))
}

fn exported(format: NotesFormat, annotations: &[Annotation], document: Option<&Document>) -> String {
    let records = annotations.iter().map(|annotation| {
        let resolution = document.map(|document| annotation.resolve(document, None));
        Record::new(annotation, "talk".to_owned(), document, resolution)
    });
    format.text(&records.collect::<Vec<_>>(), Style::Chicago)
}

fn items(name: &str, content: &str) -> Vec<Imported> {
    ImportFormat::of(Path::new(name)).unwrap().read(content.as_bytes()).unwrap()
}

fn place_one(name: &str, content: &str, library: &[Arc<Document>]) -> Placement {
    let items = items(name, content);
    assert_eq!(items.len(), 1);
    place_annotation(&items[0], &Speeches::new(library.to_vec()), NOW)
}

/// Returns the words at which the only annotation of a file was placed, or `None` if they were not found.
fn placed_words(name: &str, content: &str, library: &[Arc<Document>]) -> Option<(String, String)> {
    match place_one(name, content, library) {
        Placement::Placed(annotation, document) => {
            let range = annotation.selector.start..annotation.selector.end.unwrap();
            Some((document.id().to_owned(), document.text()[range].to_owned()))
        }
        Placement::NotFound(annotation) => {
            assert!(annotation.is_unplaced());
            assert!(annotation.resolve(&library[0], None).found().is_none(), "attached later");
            None
        }
        Placement::WithoutWords => panic!("{content}"),
    }
}

fn quote(source: &str, exact: &str, prefix: &str, suffix: &str) -> String {
    serde_json::json!({ "id": "http://a/1", "target": { "source": source, "selector": {
        "type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix } } })
    .to_string()
}

const TALK: &str = "Comrades,\n\nthe harvest is in, and it is a good one for all of us who have worked.\n\nComrades,\n\nthe \
    winter will be long, so we store what we have, as our fathers did before us in their time.\n\nThe harvest is over.";

#[test]
fn words_with_context_are_found_as_after_an_edit() {
    let edited = TALK
        .replace("all of us who have worked", "everyone")
        .replace("Comrades,\n\nthe winter", "And\n\nthe winter");
    for text in [TALK, &edited, &format!("Before.\n\n{TALK}")] {
        let library = [document("other", "Nothing is here."), document("talk", text)];
        let words =
            |exact, prefix, suffix| placed_words("a.jsonld", &quote("talk", exact, prefix, suffix), &library);
        let talk = |words: &str| Some(("talk".to_owned(), words.to_owned()));
        let (prefix, suffix) = ("the winter will be long, so ", ", as our fathers did before us");
        assert_eq!(words("we store what we have", prefix, suffix), talk("we store what we have"));
        // Another context is another passage.
        assert_eq!(
            words("we store what we have", "In the cellar of the house, ", " and nobody will ever know"),
            None
        );
        assert_eq!(words("we eat what we have", prefix, suffix), None);
    }
    // A passage whose middle has changed, between ends that are known.
    let old =
        "the winter will be long, so we store what we have, as our fathers did before us in their time.";
    let new = TALK.replace(" so we store what we have,", " so let us keep what we own,");
    let long = format!("{old} {old}").replace("time. the", "time, and so it always was, and will be. The");
    let text = TALK.replace(old, &long);
    let now = text.replace("and so it always was,", "and thus it ever was,");
    let library = [document("talk", &now)];
    let edited =
        placed_words("a.jsonld", &quote("", &long, "Comrades,\n\n", "\n\nThe harvest is over."), &library);
    assert_eq!(edited.unwrap().1, long.replace("and so it always was,", "and thus it ever was,"));
    let library = [document("talk", &new)];
    assert_eq!(
        placed_words("a.jsonld", &quote("", old, "Comrades,\n\n", "\n\nThe harvest is over."), &library),
        None
    );
}

#[test]
fn words_alone_are_found_where_there_is_one_place() {
    let library =
        [document("talk", TALK), document("other", "We talk of the winter, and of nothing else at all.")];
    let row = |words: &str, title: &str| format!("Highlight,Title\n\"{words}\",{title}\n");
    let placed = |words: &str, title: &str| placed_words("a.csv", &row(words, title), &library);
    let talk = |words: &str| Some(("talk".to_owned(), words.to_owned()));
    assert_eq!(placed("a good one", "talk"), talk("a good one"));
    assert_eq!(placed("a  good\none", "Talk"), talk("a good one"));
    assert_eq!(placed("winter", "talk"), talk("winter"));
    // Twice in the speech; in another speech; not named.
    for (words, title) in [
        ("Comrades,", "talk"),
        ("harvest is", "talk"),
        ("harvest", "other"),
        ("a good one", ""),
        ("winter", "Dune"),
    ] {
        assert_eq!(placed(words, title), None, "{words} in {title}");
    }
    assert_eq!(placed("us", "talk"), None);
    let inside = [document("talk", "The cells of the cell.")];
    assert_eq!(
        placed_words("a.csv", &row("cell", "talk"), &inside),
        None,
        "a part of a word is a look-alike"
    );
    assert_eq!(placed("our", "talk"), talk("our"));
    let long = "the winter will be long, so we store what we have, as our fathers did";
    assert_eq!(placed(long, ""), talk(long));
    let copies = [document("a", TALK), document("b", TALK)];
    assert!(placed_words("a.csv", &row(long, ""), &copies).is_some(), "copies of one text");
    let versions = [document("a", TALK), document("b", &format!("{TALK}\n\nBye."))];
    assert_eq!(placed_words("a.csv", &row(long, ""), &versions), None, "either of two texts is none");
}

#[test]
fn quotes_and_dashes_may_differ() {
    let text = "Friends,\n\nhe said: “We won’t go – not now,\nnot ever”; and they did.\n\nWe stay here.";
    let library = [document("talk", text)];
    let row = |words: &str, title: &str| {
        placed_words(
            "a.csv",
            &format!("Highlight,Title\n\"{}\",{title}\n", words.replace('"', "\"\"")),
            &library,
        )
    };
    let passage = "“We won’t go – not now,\nnot ever”";
    assert_eq!(row("\"We won't go - not now, not ever\"", "talk").unwrap().1, passage);
    assert_eq!(row("We won't go -- not now, not ever", "talk").unwrap().1, passage.trim_matches(['“', '”']));
    // Too few words to be sure.
    assert_eq!(row("\"We won't go", "talk"), None);
    assert_eq!(row("We won't go - not now, not ever", "Dune"), None);
}

#[test]
fn position_alone_needs_the_name_of_the_speech() {
    let library = [document("talk", "가나다 라마바.")];
    let position = |source: &str, end: usize| {
        format!(
            r#"{{"target":{{"source":"{source}","selector":{{"type":"TextPositionSelector","start":4,"end":{end}}}}}}}"#
        )
    };
    let named = "urn:oratory:speech:talk";
    assert_eq!(placed_words("a.jsonld", &position(named, 7), &library).unwrap().1, "라마바");
    assert_eq!(placed_words("a.jsonld", &position(named, 99), &library), None);
    assert_eq!(placed_words("a.jsonld", &position("http://elsewhere", 7), &library), None);
    assert!(matches!(
        place_one("a.jsonld", r#"{"target":"http://b","body":"x"}"#, &library),
        Placement::WithoutWords
    ));
}

/// Returns the ranges, the notes and the times of annotations.
fn facts(annotations: &[Annotation]) -> BTreeSet<String> {
    let fact = |annotation: &Annotation| {
        let Annotation { kind, selector, note, created, modified, paragraph, last_paragraph, sha256, .. } =
            annotation;
        format!(
            "{kind:?} {selector:?} {note:?} {created} {modified:?} {paragraph} {last_paragraph:?} {sha256}"
        )
    };
    annotations.iter().map(fact).collect()
}

/// A range, its note, a time, and `true` if the note was changed later.
type Drawn = (Range<usize>, String, i64, bool);

/// A text with words that occur often, and ranges of it with notes.
fn annotated() -> impl Strategy<Value = (String, Vec<Drawn>)> {
    let text = "((we|the|cell|Zeal|가나|é|e\u{301}|\u{1F600}|<b>|#a|\"x\"|=1),? ?(\n|\n\n|\r\n)?){1,40}";
    (
        text,
        proptest::collection::vec(
            (any::<[prop::sample::Index; 2]>(), note(), 0..2_000_000_000_i64, any::<bool>()),
            1..5,
        ),
    )
        .prop_map(|(text, all)| {
            // A selection never ends inside a character as readers see it.
            let is_inside = |at: usize| text[at..].starts_with('\u{301}') || text[..at].ends_with('\r');
            let offsets =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).filter(|&at| !is_inside(at));
            let offsets: Vec<usize> = offsets.collect();
            let ranges = all.into_iter().map(|(ends, note, time, is_modified)| {
                let [one, other] = ends.map(|end| offsets[end.index(offsets.len())]);
                (one.min(other)..one.max(other), note, time, is_modified)
            });
            let ranges = ranges.collect();
            (text, ranges)
        })
}

fn note() -> impl Strategy<Value = String> {
    "([a-z]{1,3}|#a|#b-c|\\(#d\\)|\"|,|\n|\r\n|가|=| ){0,8}"
}

fn annotations(document: &Document, ranges: Vec<(Range<usize>, String, i64, bool)>) -> Vec<Annotation> {
    let mut all: Vec<Annotation> = Vec::new();
    for (range, note, time, is_modified) in ranges {
        let created = Timestamp::new(time, 123_456_000).unwrap();
        let Some(annotation) = Annotation::new(document, range, created) else { continue };
        if all.iter().all(|other| !other.shares_range(&annotation)) {
            all.push(Annotation { note, modified: is_modified.then_some(Timestamp::MAX), ..annotation });
        }
    }
    all
}

fn placed(items: &[Imported], library: &[Arc<Document>]) -> Vec<Annotation> {
    let library = Speeches::new(library.to_vec());
    let placed = items.iter().filter_map(|item| match place_annotation(item, &library, NOW) {
        Placement::Placed(annotation, _) => Some(*annotation),
        _ => None,
    });
    placed.collect()
}

proptest! {
    #[test]
    fn web_annotations_restore_every_record((text, ranges) in annotated()) {
        let talk = document("talk", &text);
        let all = annotations(&talk, ranges);
        let written = exported(NotesFormat::JsonLd, &all, Some(&talk));
        validate(&serde_json::from_str(&written).unwrap());
        let library = [document("other", "we the cell Zeal"), Arc::clone(&talk)];
        let read = placed(&items("a.jsonld", &written), &library);
        prop_assert_eq!(facts(&read), facts(&all));
        let ids = |all: &[Annotation]| all.iter().map(|annotation| annotation.id.clone()).collect::<Vec<_>>();
        prop_assert_eq!(ids(&read), ids(&all));
    }

    #[test]
    fn table_restores_what_it_places((text, ranges) in annotated()) {
        let talk = document("talk", &text);
        let mut all = annotations(&talk, ranges);
        for annotation in &mut all {
            annotation.modified = None;
        }
        let written = exported(NotesFormat::Csv, &all, Some(&talk));
        let rows = items("a.csv", &written);
        prop_assert_eq!(rows.len(), all.len());
        for (row, annotation) in rows.iter().zip(&all) {
            let words = &talk.text()[annotation.selector.start..annotation.selector.end.unwrap()];
            match place_annotation(row, &Speeches::new(vec![Arc::clone(&talk)]), NOW) {
                Placement::Placed(read, _) => prop_assert_eq!(facts(&[*read]), facts(std::slice::from_ref(annotation))),
                Placement::NotFound(read) => {
                    prop_assert_eq!((&read.note, read.created), (&annotation.note, annotation.created));
                    let [all, first] = [&text, words.split_whitespace().next().unwrap()].map(|text| text.nfd().collect::<String>());
                    let count = all.char_indices().filter(|&(at, _)| all[at..].starts_with(&first)).count();
                    prop_assert!(count > 1, "{:?} is in one place", words);
                }
                Placement::WithoutWords => prop_assert!(false),
            }
        }
    }

    #[test]
    fn orphans_are_restored_as_orphans((text, ranges) in annotated()) {
        let talk = document("talk", &text);
        let all = annotations(&talk, ranges);
        let written = exported(NotesFormat::JsonLd, &all, None);
        validate(&serde_json::from_str(&written).unwrap());
        for (item, annotation) in items("a.jsonld", &written).iter().zip(&all) {
            let Placement::NotFound(read) = place_annotation(item, &Speeches::new(vec![document("other", "Nothing.")]), NOW) else {
                panic!("{annotation:?} was found")
            };
            let exact = |annotation: &Annotation| annotation.selector.exact.clone();
            prop_assert_eq!((&read.id, exact(&read), &read.note), (&annotation.id, exact(annotation), &annotation.note));
            prop_assert_eq!((&read.selector.prefix, &read.selector.suffix), (&annotation.selector.prefix, &annotation.selector.suffix));
            prop_assert_eq!((read.created, read.modified), (annotation.created, annotation.modified));
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(content in proptest::collection::vec(any::<u8>(), 0..80), json in "[\\[\\]{}\":,a0-9 targesloxi]{0,60}") {
        for name in ["a.csv", "a.jsonld"] {
            let format = ImportFormat::of(Path::new(name)).unwrap();
            for content in [&content[..], json.as_bytes()] {
                if let Err(fault) = format.read(content) {
                    prop_assert!(fault.line >= 1 && fault.reason.lines().count() == 1, "{:?}", fault);
                }
            }
        }
    }
}
