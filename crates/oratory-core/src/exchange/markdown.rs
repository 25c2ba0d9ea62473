//! Markdown that any parser of `CommonMark` reads as the words that are written, whatever they contain.

use super::{lines::LineRow, record::Record};
use crate::{document::details::collapse, study::citation::style::Style};

/// ASCII punctuation that may begin or end markup anywhere in a line, in `CommonMark` or in a common extension of it.
const MARKUP: &str = r"\`*_[]<>&~|$";

/// Returns annotations under a heading for each speech: quotation, citation, note, tags, and the state unless it is
/// unchanged.
pub(super) fn notes_as_markdown(records: &[Record<'_>], style: Style) -> String {
    let mut parts = Vec::new();
    let mut heading = None;
    for record in records {
        if heading.replace((record.title(), &record.name)) != Some((record.title(), &record.name)) {
            parts.push(headed(record.title()));
        }
        // The last line is the citation.
        let quotation = record.quotation(style);
        let (quote, citation) = quotation.rsplit_once('\n').unwrap_or((&quotation, ""));
        parts.push(quoted(&[&paragraphs(quote)[..], &paragraphs(citation)].concat()));
        parts.extend(paragraphs(&record.annotation.note));
        let tags = record.annotation.tags();
        if !tags.is_empty() {
            parts.push(format!("Tags: {}", escaped(&tags.join(", "))));
        }
        let status = record.status();
        if status != "unchanged" {
            parts.push(format!("*{status}*"));
        }
    }
    joined(&parts)
}

/// Returns concordance lines under a heading for each speech, each as a quotation with its citation. Lines of a speech
/// that are not together have the heading again.
pub(super) fn lines_as_markdown(rows: &[LineRow]) -> String {
    let mut parts = Vec::new();
    let mut heading = None;
    for row in rows {
        if heading.replace((&row.title, &row.name)) != Some((&row.title, &row.name)) {
            parts.push(headed(&row.title));
        }
        parts.push(quotation(row));
    }
    joined(&parts)
}

/// Returns phrases as headings, each with its counts and its places as quotations with their citations.
pub(super) fn phrases_as_markdown(phrases: impl Iterator<Item = (String, String, Vec<LineRow>)>) -> String {
    let mut parts = Vec::new();
    for (phrase, counts, rows) in phrases {
        parts.push(headed(&phrase));
        parts.extend(paragraphs(&counts));
        parts.extend(rows.iter().map(quotation));
    }
    joined(&parts)
}

/// Returns a line as a quotation with its citation.
fn quotation(row: &LineRow) -> String {
    let ellipsis = |is_cut| if is_cut { "…" } else { "" };
    let (before, after) = (ellipsis(row.is_cut.0), ellipsis(row.is_cut.1));
    let line = format!("{before}{}{}{}{after}", row.left, row.hit, row.right);
    let citation = row.citation.as_ref().map(|citation| format!("— {citation}"));
    let parts_of_line = [Some(line), citation].into_iter().flatten();
    let blocks: Vec<String> = parts_of_line.flat_map(|text| paragraphs(&text)).collect();
    quoted(&blocks)
}

/// Returns a table with `heading` above it, and names of columns without markup: its first line as a heading, each other line as a paragraph.
pub(super) fn table_as_markdown(
    heading: &[String],
    names: &[String],
    rows: impl Iterator<Item = Vec<String>>,
) -> String {
    let mut parts: Vec<String> = heading.iter().map(|line| escaped(&collapse(line))).collect();
    if let Some(first) = parts.first_mut() {
        first.insert_str(0, "## ");
    }
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let rule = line(&names.iter().map(|_| "---".to_owned()).collect::<Vec<_>>());
    // Inside a table, a number is never the beginning of a list.
    let cell = |cell: &String| if cell.parse::<f64>().is_ok() { cell.clone() } else { escaped(cell) };
    let rows = rows.map(|cells| line(&cells.iter().map(cell).collect::<Vec<_>>()));
    let table = [line(names), rule].into_iter().chain(rows).collect::<String>();
    parts.push(table.trim_end().to_owned());
    joined(&parts)
}

fn headed(title: &str) -> String {
    format!("## {}", escaped(&collapse(title)))
}

fn joined(parts: &[String]) -> String {
    if parts.is_empty() { String::new() } else { parts.join("\n\n") + "\n" }
}

/// Puts paragraphs into a block quotation.
fn quoted(paragraphs: &[String]) -> String {
    let lines = paragraphs.iter().flat_map(|paragraph| paragraph.lines().chain([""]));
    let mut lines: Vec<String> =
        lines.map(|line| format!("> {line}").trim_end_matches(' ').to_owned()).collect();
    lines.pop();
    lines.join("\n")
}

/// Returns the paragraphs of `text` as Markdown. Blank lines separate them, and other lines end in a hard line break.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = vec![Vec::new()];
    for line in text.split(['\n', '\r']).map(str::trim) {
        match paragraphs.last_mut() {
            Some(lines) if !line.is_empty() => lines.push(escaped(line)),
            Some(lines) if !lines.is_empty() => paragraphs.push(Vec::new()),
            _ => {}
        }
    }
    paragraphs.retain(|lines| !lines.is_empty());
    paragraphs.into_iter().map(|lines| lines.join("\\\n")).collect()
}

/// Escapes `line` without white space at its ends. It must begin a line, after the mark of its block.
fn escaped(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len() + 8);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in line.char_indices() {
        let is_mark = match c {
            // Markers of lists, and the underline of a heading.
            '-' | '+' | '=' => at == 0,
            '.' | ')' => at == digits && digits > 0,
            // At the start of a heading and at its end. Before a word it is a tag.
            '#' => line[at + 1..].chars().next().is_none_or(|next| next.is_whitespace() || next == '#'),
            // CommonMark replaces NUL.
            '\0' => {
                escaped.push(char::REPLACEMENT_CHARACTER);
                continue;
            }
            _ => MARKUP.contains(c),
        };
        if is_mark {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;
    use crate::{
        anchor::{annotation::Annotation, resolution::Resolution},
        document::text::{Document, Draft},
    };

    /// Returns the words of Markdown, and the number of its headings, quotations and paragraphs. Other markup fails.
    fn read(markdown: &str) -> (Vec<String>, [usize; 3]) {
        let (mut text, mut counts) = (String::new(), [0; 3]);
        for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES) {
            match event {
                Event::Text(words) => text.push_str(&words),
                Event::SoftBreak | Event::HardBreak | Event::End(_) => text.push(' '),
                Event::Start(Tag::Heading { .. }) => counts[0] += 1,
                Event::Start(Tag::BlockQuote(_)) => counts[1] += 1,
                Event::Start(Tag::Paragraph) => counts[2] += 1,
                other => panic!("{other:?} in {markdown}"),
            }
        }
        (words(&text), counts)
    }

    fn words(text: &str) -> Vec<String> {
        text.replace('\0', "\u{fffd}").split_whitespace().map(ToOwned::to_owned).collect()
    }

    fn notes(document: &Document, annotations: &[Annotation]) -> String {
        let record = |annotation| {
            let resolution: Resolution = Annotation::resolve(annotation, document, None);
            Record::new(annotation, "talk".to_owned(), Some(document), Some(resolution))
        };
        notes_as_markdown(&annotations.iter().map(record).collect::<Vec<_>>(), Style::Chicago)
    }

    #[test]
    fn quotation_citation_note_and_tags_are_under_the_speech() {
        let document = Document::of_paragraphs("talk", "Friends,\n\nhe said \"no\".");
        let now = Timestamp::UNIX_EPOCH;
        let mut annotations = [1, 2].map(|number| Annotation::of_paragraph(&document, number, now).unwrap());
        "On thanks.\nAgain #formula".clone_into(&mut annotations[0].note);
        assert_eq!(
            notes(&document, &annotations),
            "## talk\n\n> “Friends,”\n>\n> — talk, para. 1.\n\nOn thanks.\\\nAgain #formula\n\nTags: formula\n\n> \
             “he said ‘no’.”\n>\n> — talk, para. 2.\n"
        );
        assert_eq!(notes(&document, &[]), "");
    }

    #[test]
    fn markup_in_words_is_escaped() {
        for (line, expected) in [
            ("# a # b #", r"\# a \# b \#"),
            ("#tag C#", r"#tag C\#"),
            ("1. a 2. b", r"1\. a 2. b"),
            ("12) a", r"12\) a"),
            ("- a - b", r"\- a - b"),
            ("+ a", r"\+ a"),
            ("===", r"\==="),
            ("<b>&amp; [x](y) *z* `c` ~~d~~", r"\<b\>\&amp; \[x\](y) \*z\* \`c\` \~\~d\~\~"),
            (r"C:\", r"C:\\"),
        ] {
            assert_eq!(escaped(line), expected);
        }
    }

    /// Text made of what is markup somewhere.
    fn hostile() -> impl Strategy<Value = String> {
        let piece = r"[#>\-+=*_`~|$&<!\[\]()\\0-9.:;/\t \r\u{a0}\u{0}a-c가é]|\n|\n\n|    |```|---|&amp;|<b>|<!--|\[a\]: b|1\. | - |https://a\.b";
        proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn parser_reads_the_words_that_were_written(text in hostile(), title in hostile(), note in hostile()) {
            let mut document = Document::of_paragraphs("talk", &text);
            prop_assume!(document.paragraph_count() > 0);
            let mut details = document.details().clone();
            details.title = format!("T{}", collapse(&title));
            let starts = document.blocks().map(|block| block.range.start).collect();
            let draft = Draft { details, text, starts, ..Draft::default() };
            document = Document::new(document.source().clone(), draft);
            let number = document.paragraph_count();
            let mut annotation = Annotation::of_paragraph(&document, number, Timestamp::UNIX_EPOCH).unwrap();
            annotation.note.clone_from(&note);
            let markdown = notes(&document, &[annotation.clone()]);
            let record = Record::new(&annotation, String::new(), Some(&document), Some(annotation.resolve(&document, None)));
            let tags = annotation.tags();
            let tags = if tags.is_empty() { String::new() } else { format!("Tags: {}", tags.join(", ")) };
            let expected = format!("{} {} {note} {tags}", document.details().title, record.quotation(Style::Chicago));
            let (read, counts) = read(&markdown);
            prop_assert_eq!(read, words(&expected), "{}", markdown);
            prop_assert_eq!([counts[0], counts[1]], [1, 1]);
        }
    }
}
