//! Front matter in YAML: names with text, or lists of text.
//!
//! `saphyr-parser` parses one entry at a time, so that a fault in one keeps no other from being read.

use std::{iter, ops::Range};

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde::Deserialize as _;
use toml::{Table, Value};

use crate::{
    stated::{MAX_FRONT_MATTER_BYTES, Stated, unclosed},
    statement::{Statement, has_field, joined_mistakes, mistake},
};

/// Front matter found at the beginning of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// The file begins with text. A line `---` at its beginning is a rule.
    Nothing,
    /// All lines so far are of front matter.
    Open,
    /// The range of the lines between the fences, and the offset of the text below them.
    Closed { front: Range<usize>, body: usize },
}

/// Finds front matter in YAML at the beginning of `content`.
pub(crate) fn find(content: &str) -> Found {
    let mut lines = content.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim_end() == "---") else { return Found::Nothing };
    let mut end = first.len();
    let (mut has_keys, mut is_sure, mut is_doubtful) = (false, false, false);
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            let is_front_matter = has_keys && (is_sure || !is_doubtful);
            let closed = Found::Closed { front: first.len()..end, body: end + line.len() };
            return if is_front_matter { closed } else { Found::Nothing };
        }
        if let Some(key) = key_of(line) {
            has_keys = true;
            is_sure |= has_field(&key);
            // Such as the name of a speaker.
            is_doubtful |= key.contains(' ') || line.starts_with(char::is_uppercase);
        } else if !has_keys && !is_blank(line) || has_keys && !continues(line) {
            return Found::Nothing;
        }
        end += line.len();
        if end > MAX_FRONT_MATTER_BYTES {
            return Found::Nothing;
        }
    }
    Found::Open
}

/// Returns the syntax error in front matter that [`find`] rejected. A text counts as front matter once it states a detail
/// that has a field.
pub(crate) fn fault(content: &str) -> Option<String> {
    let mut lines = content.split_inclusive('\n');
    lines.next().filter(|line| line.trim_end() == "---")?;
    let (mut is_meant, mut bytes) = (false, 0);
    for (index, line) in lines.enumerate() {
        if matches!(line.trim_end(), "---" | "...") {
            return None;
        }
        bytes += line.len();
        if bytes > MAX_FRONT_MATTER_BYTES {
            return is_meant.then(|| unclosed("---", " in the first 1 MB"));
        }
        match key_of(line) {
            Some(key) => is_meant |= has_field(&key),
            None if continues(line) => {}
            None => {
                let number = index + 2;
                return is_meant
                    .then(|| format!("line {number}: expected \"name: value\" or the closing ---"));
            }
        }
    }
    is_meant.then(|| unclosed("---", ""))
}

/// Returns the name, in lower case, that a line begins with: `name: value`.
fn key_of(line: &str) -> Option<String> {
    let (key, value) = line.split_once(':')?;
    let is_parted = value.is_empty() || value.starts_with(char::is_whitespace);
    let key = key.trim_matches(['"', '\'']);
    let is_of_key = |c: char| c.is_alphanumeric() || "_- .".contains(c);
    let is_key = is_parted && key.starts_with(char::is_alphanumeric) && key.chars().all(is_of_key);
    is_key.then(|| key.to_lowercase())
}

/// Returns `true` for a blank line and a comment.
fn is_blank(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with('#')
}

/// Returns `true` if a line belongs to the entry above it.
fn continues(line: &str) -> bool {
    is_blank(line) || line.starts_with([' ', '\t']) || line.trim_end() == "-" || line.starts_with("- ")
}

/// Reads front matter that begins on the second line of its file. Returns a notice about values that are not read, and about
/// those that are kept, but may be mistakes.
pub(crate) fn read(front: &str) -> (Statement, Option<String>) {
    let (mut stated, mut others, mut faults) = (Table::new(), Vec::new(), Vec::new());
    for Entry { line, key, text } in entries(front) {
        if !has_field(&key) {
            faults.extend(mistake(&key, None).map(|mistake| (line, mistake)));
            others.push(other(&key, text));
            continue;
        }
        let read = match value(&key, text) {
            Ok(None) => continue,
            Ok(Some(_)) if stated.contains_key(&key) => Err("it is stated twice".to_owned()),
            Ok(Some(value)) => {
                let entry = Table::from_iter([(key.clone(), value.clone())]);
                Stated::deserialize(entry).map(|_| value).map_err(|error| error.message().to_owned())
            }
            Err(fault) => Err(fault),
        };
        match read {
            Ok(value) => {
                faults.extend(mistake(&key, value.as_str()).map(|mistake| (line, mistake)));
                stated.insert(key, value);
            }
            Err(fault) => faults.push((line, format!("{key} not read ({})", fault.trim()))),
        }
    }
    // Each entry has been read alone.
    let stated = Stated::deserialize(stated).unwrap_or_default();
    let statement = Statement::with_others(stated, others);
    let notice = joined_mistakes("front matter", faults, statement.left_out());
    (statement, notice)
}

/// Returns a detail that has no field. A value that is neither text nor a list of texts is kept as it is written.
fn other(key: &str, entry: &str) -> (String, String) {
    let (name, written) = entry.split_once(':').unwrap_or((entry, ""));
    let value = match value(key, entry) {
        Ok(None) => String::new(),
        Ok(Some(Value::String(text))) => text,
        Ok(Some(value)) => value.to_string(),
        Err(_) => written.to_owned(),
    };
    (name.trim_matches(['"', '\'']).to_owned(), value)
}

/// A name with its value.
struct Entry<'a> {
    /// The line in the file, from 1.
    line: usize,
    key: String,
    /// The lines of the entry.
    text: &'a str,
}

/// Divides front matter into its entries.
fn entries(front: &str) -> impl Iterator<Item = Entry<'_>> {
    let mut lines = front.split_inclusive('\n').enumerate().peekable();
    let mut start = 0;
    iter::from_fn(move || {
        let (key, line) = loop {
            let (index, line) = lines.next()?;
            if let Some(key) = key_of(line) {
                break (key, (index + 2, line));
            }
            start += line.len();
        };
        let mut end = start + line.1.len();
        while let Some((_, more)) = lines.next_if(|(_, more)| key_of(more).is_none()) {
            end += more.len();
        }
        let text = &front[start..end];
        start = end;
        Some(Entry { line: line.0, key, text })
    })
}

/// Parses the value of an entry. `None` if it is empty.
fn value(key: &str, entry: &str) -> Result<Option<Value>, String> {
    let events = Parser::new_from_str(entry).map(|event| event.map(|(event, _)| event));
    let events = events.collect::<Result<Vec<_>, _>>().map_err(|error| error.info().to_owned())?;
    let [Event::StreamStart, Event::DocumentStart(_), Event::MappingStart(..), Event::Scalar(..), value @ ..] =
        &events[..]
    else {
        return Err(NOT_TEXT.to_owned());
    };
    let [value @ .., Event::MappingEnd, Event::DocumentEnd, Event::StreamEnd] = value else {
        return Err(NOT_TEXT.to_owned());
    };
    let is_list = key == "speakers";
    match value {
        [value] => {
            let (text, style) = scalar(value)?;
            let is_plain = style == ScalarStyle::Plain;
            Ok(match text {
                "" | "~" | "null" if is_plain => None,
                "true" | "false" if is_plain => Some(Value::Boolean(text == "true")),
                text if is_list => Some(Value::Array(vec![text.into()])),
                text => Some(text.into()),
            })
        }
        [Event::SequenceStart(0, None), items @ .., Event::SequenceEnd] => {
            let items = items.iter().map(|item| scalar(item).map(|(text, _)| text));
            let items = items.collect::<Result<Vec<_>, _>>()?;
            let list = || items.iter().map(|&item| item.into()).collect();
            Ok(Some(if is_list { Value::Array(list()) } else { items.join(", ").into() }))
        }
        _ => Err(NOT_TEXT.to_owned()),
    }
}

/// The fault of a value beyond text and lists of text.
const NOT_TEXT: &str = "expected text or a list of texts";

/// Returns the text of a scalar without anchor or tag.
fn scalar<'a>(event: &'a Event<'_>) -> Result<(&'a str, ScalarStyle), String> {
    match event {
        Event::Scalar(text, style, 0, None) => Ok((text, *style)),
        _ => Err(NOT_TEXT.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use oratory_core::{Date, Details, Document};
    use proptest::prelude::*;

    use super::*;
    use crate::import_text;

    fn imported(front: &str) -> Document {
        import_text("talk", &format!("---\n{front}---\n\nFriends.\n\nWe meet.\n"))
    }

    #[test]
    fn each_form_of_a_value_is_read() {
        let forms = [
            ("title: On Unity # not this\n", "On Unity"),
            ("title: 'It''s: \"so\"'\n", "It's: \"so\""),
            ("\"title\": \"On \\\"Unity\\\" \\u00e9\"\n", "On \"Unity\" é"),
            ("title: >-\n  On\n\n  Unity\n", "On Unity"),
            ("title: |\n  On\n  Unity\n", "On Unity"),
            ("title: On\n  Unity\n", "On Unity"),
            ("title:\n  On Unity\n", "On Unity"),
            ("title: 1984\n", "1984"),
            ("title: No\n", "No"),
            ("Title: On Unity\n", "On Unity"),
            ("# A file\n\nlayout: post\ntitle: On Unity\ntags: {a: [b]}\n", "On Unity"),
            ("title: [On, 'Unity']\n", "On, Unity"),
            ("title:\n- On\n- Unity\n", "On, Unity"),
            ("title:\n  - On\n  - Unity\n", "On, Unity"),
            ("title: \n", "talk"),
            ("title: ~\n", "talk"),
        ];
        for (front, title) in forms {
            for front in [front.to_owned(), front.replace('\n', "\r\n")] {
                let speech = imported(&front);
                assert_eq!((speech.details().title.as_str(), speech.remark()), (title, None), "{front:?}");
                assert_eq!((speech.paragraph_count(), speech.text()), (2, "Friends.\n\nWe meet."));
            }
        }
    }

    #[test]
    fn usual_names_are_the_details() {
        let front = "author: Ann Lee\ndate: 1921-03-05\nlang: en\nurl: http://x.example\nevent: A Congress\n\
                     location: Leeds\npublisher: P\ntranslator: T\nreported: \"1921-03-06\"\n\
                     speaker_family: Lee\nspeaker_given: Ann\ngenre: letter\nurldate: 2024-01-05\n";
        let toml = "+++\nauthor = 'Ann Lee'\ndate = 1921-03-05\nlang = 'en'\nurl = 'http://x.example'\n\
                    event = 'A Congress'\nlocation = 'Leeds'\npublisher = 'P'\ntranslator = 'T'\n\
                    reported = '1921-03-06'\nspeaker_family = 'Lee'\nspeaker_given = 'Ann'\n\
                    kind = 'letter'\naccessed = 2024-01-05\n+++\nFriends.";
        let speech = imported(front);
        assert_eq!(speech.details(), import_text("talk", toml).details());
        let Details { speaker_family, speaker_given, kind, source, url, accessed, .. } = speech.details();
        let texts = [speaker_family, speaker_given, kind, source, url].map(Option::as_deref);
        assert_eq!(texts, [Some("Lee"), Some("Ann"), Some("letter"), None, Some("http://x.example")]);
        assert_eq!(accessed.as_ref(), Some(&Date::from("2024-01-05")));
        let page = speech.title_page();
        assert_eq!(
            page.text,
            "\ntalk\nAnn Lee\nA Congress\ndelivered 5 March 1921 · Leeds · reported 6 March 1921 · P\n\n"
        );
        let details = imported("by: Bo\nauthor: Ann\nspeaker: Cy\ndate: spring 1921\n");
        assert_eq!(details.details().speaker.as_deref(), Some("Cy"), "the first name of several");
        assert_eq!(
            details.details().delivered.as_ref().map(ToString::to_string).as_deref(),
            Some("spring 1921")
        );
    }

    #[test]
    fn a_value_that_is_not_read_is_named_with_its_line_and_keeps_no_other_from_being_read() {
        let faults = [
            ("author: {name: Ann}\n", "line 3: author not read (expected text or a list of texts)"),
            ("author:\n  name: Ann\n", "line 3: author not read (expected text or a list of texts)"),
            ("author: [[Ann]]\n", "line 3: author not read (expected text or a list of texts)"),
            ("author: &a Ann\n", "line 3: author not read (expected text or a list of texts)"),
            ("author: !!str Ann\n", "line 3: author not read (expected text or a list of texts)"),
            ("author: *a\n", "line 3: author not read ("),
            ("author: On Unity: Ann\n", "line 3: author not read (mapping values are not allowed"),
            ("author: 'Ann\n", "line 3: author not read ("),
            ("accessed: [[a]]\n", "line 3: accessed not read (expected text or a list of texts)"),
            (
                "speaker_family: {a: b}\n",
                "line 3: speaker_family not read (expected text or a list of texts)",
            ),
            ("kind: false\n", "line 3: kind not read (invalid type: boolean `false`"),
            ("url: true\n", "line 3: url not read (invalid type: boolean `true`"),
            ("author: true\n", "line 3: author not read (invalid type: boolean `true`"),
            ("x: y\ntitle: z\n", "line 4: title not read (it is stated twice)"),
            ("paragraphs: words\n", "line 3: paragraphs not read (unknown variant `words`, expected `lines`"),
            ("headings: maybe\n", "line 3: headings not read (invalid type: string \"maybe\""),
        ];
        for (front, fault) in faults {
            let speech = imported(&format!("title: On Unity\n{front}lang: en\n"));
            let remark = speech.remark().unwrap_or_default();
            assert!(remark.starts_with(&format!("front matter, {fault}")), "{front:?} {remark}");
            let details = speech.details();
            assert_eq!((details.title.as_str(), details.language.as_deref()), ("On Unity", Some("en")));
            assert_eq!((details.speaker.as_deref(), speech.text()), (None, "Friends.\n\nWe meet."));
        }
    }

    #[test]
    fn a_rule_at_the_head_of_a_text_is_no_front_matter() {
        for text in [
            "---\n\nFriends.\n\n---\n\nWe meet.",
            "---\nUnity: a talk\n\nFriends.",
            "---\n---\nFriends.",
            "---\nUnity: a talk\nFriends.\n---\n",
            "---\nTHE PRESIDENT: Order.\n---\nMR. LEE: Friends.",
            "---\n- one\n---\n",
            "--- \n# Unity\n---\n",
            "----\ntitle: a\n----\n",
            " ---\ntitle: a\n---\n",
        ] {
            let speech = import_text("talk", text);
            assert_eq!((speech.text(), speech.remark()), (text.trim_end_matches('\n'), None));
        }
        // One that states a detail was meant as such.
        for (text, line) in
            [("---\ntitle: On Unity\n\nFriends.", 4), ("---\ntitle: On Unity\nFriends.\n---", 3)]
        {
            let speech = import_text("talk", text);
            assert_eq!(speech.text(), text);
            assert!(
                speech.remark().unwrap().starts_with(&format!("front matter shown as text (line {line}: "))
            );
        }
        assert_eq!(find("---\ntitle: a\n"), Found::Open);
        assert_eq!(find("---\ntitle: a\nFriends.\n"), Found::Nothing);
    }

    #[test]
    fn three_dots_close_it_too() {
        assert_eq!(import_text("talk", "---\ntitle: On Unity\n...\nFriends.").text(), "Friends.");
    }

    #[test]
    fn overrides_change_the_layout() {
        let text = "ON BREAD\n\nFriends,\nwe meet.\n";
        let cases = [
            ("", "", (1, 1)),
            ("headings: false\n", "headings = false\n", (2, 0)),
            ("paragraphs: lines\n", "paragraphs = \"lines\"\n", (2, 1)),
            ("paragraphs: blank-lines\n", "paragraphs = 'blank-lines'\n", (1, 1)),
            ("speakers: Ann\njoin: false\n", "speakers = ['Ann']\njoin = false\n", (1, 1)),
            ("speakers: [Ann, Bo]\n", "speakers = ['Ann', 'Bo']\n", (1, 1)),
        ];
        for (yaml, toml, counts) in cases {
            for content in [format!("---\ntitle: a\n{yaml}---\n{text}"), format!("+++\n{toml}+++\n{text}")] {
                let speech = import_text("talk", &content);
                assert_eq!((speech.paragraph_count(), speech.headings().count()), counts, "{content}");
                assert_eq!(speech.remark(), None, "{content}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_front_matter_is_read_or_shown(
            front in r#"((title|by|a|speakers|date)?(: ?|  |- |[|>]\n  |[\[\]{}"'&*!%@`#?,:\-a-zé가\t]|\r?\n){0,9}\n){0,6}"#,
        ) {
            let content = format!("---\n{front}---\nFriends.");
            let speech = import_text("talk", &content);
            prop_assert!(speech.text() == "Friends." || speech.text() == content);
        }
    }
}
