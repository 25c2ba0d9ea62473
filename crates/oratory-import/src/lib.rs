//! Importers: documents from the bytes of a file.
//!
//! An importer finds the text, its blocks and its markup. What comes after it does not ask for the format of a file.
//! A new format is a new module beside `markdown`, chosen by the extension of the file in `Format::of`.
//!
//! ```
//! let document = oratory_import::import_text("talk", "Friends,\n\nwe meet here.\n");
//! assert_eq!(document.paragraph_count(), 2);
//! ```

mod archive;

mod block_range;

mod builder;

mod byline;

mod completion;

mod dateline;

mod docx;

mod encoding;

mod entities;

mod epub;

mod error;

mod extracted;

mod file;

mod flow;

mod format;

mod front_matter;

mod front_toml;

mod heading;

mod html;

mod label;

mod limits;

mod magic;

mod markdown;

mod markup;

mod odt;

mod office;

mod outside;

mod parts;

mod plain;

mod rows;

mod salutation;

mod stage;

mod stated;

mod statement;

mod subtitles;

mod tei;

mod title;

mod turns;

mod wide;

mod xml;

mod yaml;

use std::ops::Range;

use oratory_core::{Details, Document, Draft, Source, TitleSource};

use self::{
    completion::completed,
    encoding::{Extent, UTF_8_MARK, joined},
    file::decoded,
    format::Format,
    front_matter::{FrontMatter, is_front_matter_open, split_front_matter},
    front_toml::Part,
};

pub use self::{
    encoding::{Encoding, remove_cut_character},
    error::ImportError,
    file::File,
    front_matter::Sidecar,
    outside::{
        Outside,
        fault::Fault,
        folder::{FOLDER_FILE, Folder},
    },
    stated::MAX_FRONT_MATTER_BYTES,
};

/// Imports all of `file`. Its front matter may divide it into several documents.
///
/// # Errors
///
/// Fails if the file is not a text, or if there is not enough memory.
pub fn import(mut file: File, bytes: Vec<u8>) -> Result<Vec<Document>, ImportError> {
    let format = Format::of(file.source.file.as_deref(), &bytes);
    file.source.format = Some(format.name());
    if format.is_extracted() {
        return Ok(noticed(extracted::import(file, format, bytes)?));
    }
    let is_xml = Format::is_xml(file.source.file.as_deref(), &bytes);
    let (mut file, sidecar, content) = decoded(file, bytes, Extent::Whole)?;
    let notice = is_xml.then(|| "it is XML, but no TEI: shown with its markup".to_owned());
    file.source.notice = joined(file.source.notice, notice);
    Ok(noticed(documents(&file, sidecar, content)))
}

/// Adds a notice to documents without text.
fn noticed(documents: Vec<Document>) -> Vec<Document> {
    let noticed = |document: Document| {
        if document.block_count() > 0 { document } else { document.with_notice("it has no text") }
    };
    documents.into_iter().map(noticed).collect()
}

/// Imports the head of a file of `size` bytes in all. Returns the heads of its documents, each with an estimate of the
/// bytes of its whole text, or `None` if the front matter does not end in it. A last line that is incomplete is omitted.
/// If the text must be extracted from the whole file, the documents have details only.
///
/// # Errors
///
/// Fails if the file is not a text, or if there is not enough memory.
pub fn import_head(
    mut file: File,
    head: Vec<u8>,
    size: usize,
) -> Result<Option<Vec<(Document, usize)>>, ImportError> {
    let is_cut = head.len() < size;
    let format = Format::of(file.source.file.as_deref(), &head);
    file.source.format = Some(format.name());
    if format.is_extracted() {
        return extracted::import_head(file, format, head, size);
    }
    let size = if head.starts_with(UTF_8_MARK) { size - UTF_8_MARK.len() } else { size };
    let is_all_read = head.len() > 4 * MAX_FRONT_MATTER_BYTES;
    let (file, sidecar, mut content) = decoded(file, head, Extent::Head)?;
    if is_cut {
        content.truncate(content.rfind('\n').map_or(content.len(), |feed| feed + 1));
    }
    // In UTF-32, front matter takes four bytes for each character.
    if is_front_matter_open(&content) && !is_all_read {
        return Ok(None);
    }
    let (front, body, notice) = split_front_matter(&content, sidecar);
    let rest = size.saturating_sub(body_of(&content, body).start);
    let documents = if front.parts.is_empty() {
        vec![document(&file, &front, notice, content, body)]
    } else {
        // The parts may begin beyond the head.
        let nowhere = front.parts.iter().map(|_| 0..0).collect();
        parts_of(&file, notice.as_deref(), &content, &front, nowhere)
    };
    let share = rest / documents.len().max(1);
    Ok(Some(documents.into_iter().map(|document| (document, share)).collect()))
}

/// Imports the details of an e-book or an office document, with an estimate of the bytes of its text, for a list of many.
/// `None` for files of other formats, and if the text may state more.
///
/// # Errors
///
/// Fails if the file is damaged.
pub fn import_details(mut file: File, bytes: &[u8]) -> Result<Option<(Document, usize)>, ImportError> {
    let format = Format::of(file.source.file.as_deref(), bytes);
    file.source.format = Some(format.name());
    extracted::import_details(file, format, bytes)
}

/// Imports what a converter called `name` has printed for a file, as plain text.
///
/// # Errors
///
/// Fails if it is not a text, or if there is not enough memory.
pub fn import_converted(mut file: File, name: &str, bytes: Vec<u8>) -> Result<Vec<Document>, ImportError> {
    file.source.format = Some(Format::Plain.name());
    // The extension of the file says nothing about its text.
    let path = file.source.file.take();
    let decoded = decoded(file, bytes, Extent::Whole);
    let (mut file, sidecar, content) = decoded.map_err(|error| match error {
        ImportError::NotText(what) => {
            let what = what.split(": ").next().unwrap_or_default();
            ImportError::Damaged(format!("the converter {name} prints {what}, not a text"))
        }
        error => error,
    })?;
    file.source.file = path;
    Ok(noticed(documents(&file, sidecar, content)))
}

/// Makes a document of what is known of `file` without its text.
pub fn import_unread(mut file: File) -> Document {
    let sidecar = file::sidecar_of(&mut file);
    extracted::document(file, None, &sidecar, Draft::default())
}

/// Imports a plain text with `id`, as one document.
pub fn import_text(id: &str, content: &str) -> Document {
    let source = Source { id: id.to_owned(), ..Source::default() };
    let file = File { source, title: id.to_owned(), ..File::default() };
    let (front, body, notice) = split_front_matter(content, FrontMatter::default());
    document(&file, &front, notice, content.to_owned(), body)
}

/// Imports an earlier text of `document`, with its layout.
pub fn import_earlier(document: &Document, text: String) -> Document {
    let source = Source { id: document.id().to_owned(), ..document.source().clone() };
    draft(source, text, |_| document.details().clone())
}

/// Parses a content that its front matter may divide into several documents. If the front matter names a part that is
/// missing, `file` is one document with a notice.
fn documents(file: &File, sidecar: FrontMatter, content: String) -> Vec<Document> {
    let (front, body, mut notice) = split_front_matter(&content, sidecar);
    if !front.parts.is_empty() {
        match parts::parts(&content, body, &front) {
            Ok(parts) => return parts_of(file, notice.as_deref(), &content, &front, parts),
            Err(fault) => {
                let of_parts = front.parts.iter().filter_map(|part| part.notice.clone());
                notice = notice
                    .into_iter()
                    .chain(of_parts)
                    .chain([fault])
                    .reduce(|one, other| format!("{one}; {other}"));
            }
        }
    }
    vec![document(file, &front, notice, content, body)]
}

/// Parses a content that is one document, whose body follows after `body`.
fn document(
    file: &File,
    front: &FrontMatter,
    notice: Option<String>,
    mut content: String,
    body: usize,
) -> Document {
    let notice = joined(file.source.notice.clone(), notice);
    let source = Source { notice, layout: front.options.clone(), ..file.source.clone() };
    let body = body_of(&content, body);
    content.truncate(body.end);
    content.drain(..body.start);
    draft(source, content, |heading| match heading {
        Some(heading) => front.details(heading, TitleSource::Heading),
        None => front.details(&file.title, TitleSource::Name),
    })
}

/// Parses the parts of `file`, which lie in these ranges of its content. Each has the notice of the file and its own.
fn parts_of(
    file: &File,
    notice: Option<&str>,
    content: &str,
    front: &FrontMatter,
    ranges: Vec<Range<usize>>,
) -> Vec<Document> {
    let whole = front.whole();
    let notice = joined(file.source.notice.clone(), notice.map(ToOwned::to_owned));
    let part = |(index, (part, range)): (usize, (&Part, Range<usize>))| {
        let id = format!("{}#{}", file.source.id, index + 1);
        let notice = joined(notice.clone(), part.notice.clone());
        let source = Source { id, notice, layout: front.options.clone(), ..file.source.clone() };
        let content = &content[range];
        let text = content[body_of(content, 0)].to_owned();
        draft(source, text, |_| front.details_of(part, index + 1, &whole))
    };
    front.parts.iter().zip(ranges).enumerate().map(part).collect()
}

/// Finds the blocks of a text and their markup. `details` returns the metadata, given the first heading.
fn draft(source: Source, text: String, details: impl FnOnce(Option<&str>) -> Details) -> Document {
    let format = Format::named(source.format);
    let draft = match format {
        Format::Markdown => markdown::draft(&text, &source.layout),
        Format::Plain => plain::draft(&text, &source.layout),
        _ => extracted::draft(&text),
    };
    completed(source, Draft { text, ..draft }, format == Format::Plain, details)
}

/// Returns the range of the body after `from`, without surrounding blank lines and the last line end.
fn body_of(content: &str, from: usize) -> Range<usize> {
    let body = &content[from..];
    let blank_head = body.len() - body.trim_start().len();
    let start = body[..blank_head].rfind('\n').map_or(0, |feed| feed + 1);
    let blank_tail = body.trim_end().len().max(start);
    let end = body[blank_tail..].find(['\n', '\r']).map_or(body.len(), |feed| blank_tail + feed);
    from + start..from + end
}

#[cfg(test)]
mod tests {
    use oratory_core::{Date, Kind, Length, Options, Query, SearchDefaults};
    use proptest::prelude::*;

    use super::*;

    const FRONT: &str = "+++\ntitle = \"A  Talk\"\nspeaker = \"Ann Lee\"\nreported = 2021-04-09\n+++\n";

    fn parse(content: &str) -> Document {
        import_text("talk", content)
    }

    fn blocks(speech: &Document) -> Vec<&str> {
        speech.blocks().map(|block| &speech.text()[block.range]).collect()
    }

    #[test]
    fn front_matter_is_taken_off_and_collapsed() {
        let speech = parse(&format!("{FRONT}\nOne.\n\nTwo. \n\n\n"));
        assert_eq!(speech.text(), "One.\n\nTwo. ");
        assert_eq!(speech.details().title, "A Talk");
        assert_eq!(speech.details().speaker.as_deref(), Some("Ann Lee"));
        assert_eq!(speech.details().reported.as_ref().map(Date::short).as_deref(), Some("9 Apr 2021"));
        assert_eq!(speech.details().occasion, None);
        assert_eq!(speech.title_page().text, "\nA Talk\nAnn Lee\nreported 9 April 2021\n\n");
        assert_eq!(speech.remark(), None);
    }

    #[test]
    fn search_sees_markdown_without_its_signs() {
        let content = "the **party** of *labour* and _unity_ of `code` [of](http://x.example) will\\_power, bread &amp; land\n\n\
            > We need **bread\n> and** roses, revolu-\n> tion\n\n## On *Unity*\n\n1. one **word**s\n2. ünd";
        let document = markdown(content);
        let matches = |pattern: &str, options| {
            let query = Query::new(pattern, options, SearchDefaults::default()).unwrap();
            let found = query.matches(&document, 0..document.block_count());
            found.map(|range| &document.text()[range]).collect::<Vec<_>>()
        };
        let (literal, exact) = (Options::default(), Options { exact: true, ..Options::default() });
        let (regex, word) = (Options { regex: true, ..literal }, Options { word: true, ..literal });
        for (pattern, hit) in [
            ("the party of labour", "the **party** of *labour"),
            ("labour and unity", "labour* and _unity"),
            ("unity of code", "unity_ of `code"),
            ("labour and unity of code of", "labour* and _unity_ of `code` [of"),
            ("will_power", "will\\_power"),
            ("bread & land", "bread &amp; land"),
            ("bread and roses", "bread\n> and** roses"),
            ("revolution", "revolu-\n> tion"),
            ("words", "word**s"),
            ("1. one", "1. one"),
        ] {
            for options in [literal, exact, regex, word] {
                assert_eq!(matches(pattern, options), [hit], "{options:?}");
            }
        }
        assert_eq!(matches("on unity", literal), ["On *Unity"]);
        assert!(matches("word", word).is_empty() && matches("x.example", literal).is_empty());
        for typed in ["**party**", "](http://x.example)", "&amp;", "*labour* and _unity_"] {
            assert_eq!(matches(typed, literal), [typed], "signs that are typed are found");
        }
    }

    #[test]
    fn long_details_and_headings_are_cut_and_marked() {
        let heap = format!("a{}", "\u{301}".repeat(128_000));
        let front = format!("+++\ntitle = \"{heap}\"\nspeaker = \"{}\"\n+++\n", "word ".repeat(9_000));
        let speech = parse(&format!("{front}One."));
        for detail in [speech.details().title.as_str(), speech.details().speaker.as_deref().unwrap()] {
            assert!(detail.ends_with('…') && (4000..4100).contains(&detail.len()), "{}", detail.len());
        }
        let content = format!("# {heap}\n\n## {}\n\nText.", "word ".repeat(9_000));
        let speech = markdown(&content);
        for heading in speech.headings().map(|heading| speech.heading(heading)) {
            assert!(heading.ends_with('…') && (4000..4100).contains(&heading.len()), "{}", heading.len());
        }
        assert!(speech.text().contains(&heap), "the text is verbatim");
    }

    #[test]
    fn a_block_ends_where_its_gap_begins_however_long_that_is() {
        for gap in ["\n\n".to_owned(), "\n".repeat(64), "\n \t".repeat(1000)] {
            let speech = parse(&format!("One.{gap}\nTwo.{gap}\nThree."));
            assert_eq!(blocks(&speech), ["One.", "Two.", "Three."]);
            assert_eq!(speech.gap_after(0).len(), gap.len() + 1);
        }
    }

    #[test]
    fn the_numbered_paragraph_at_a_heading_is_the_one_before_it() {
        let speech = parse("Head One\n\nII\n\nText.\n\nIII\n\nIV\n\nMore.\n\nV");
        let numbered =
            (0..speech.block_count()).map(|block| speech.numbered_at(speech.block(block).range.start));
        assert_eq!(numbered.collect::<Vec<_>>(), [2, 2, 2, 2, 2, 5, 5].map(Some));
        assert_eq!(parse("II\n\nIII").numbered_at(3), None);
    }

    #[test]
    fn without_front_matter_all_is_text_and_the_id_is_the_title() {
        let speech = parse("One.\n+++\nTwo.\n+++\n");
        assert_eq!(speech.text(), "One.\n+++\nTwo.\n+++");
        assert_eq!(speech.details(), &Details { title: "talk".to_owned(), ..Details::default() });
        assert_eq!(speech.remark(), None);
    }

    #[test]
    fn front_matter_that_is_none_is_shown_and_its_line_named() {
        let faults = [
            ("+++\ntitle = \"a\"\nspeaker = Ann\n+++\nOne.", "line 3: "),
            ("+++\ntitle = \"a\"\nreported = 7\n+++\nOne.", "line 3: expected a date such as 2021-04-09"),
            ("+++\r\ntitle = 1\r\n+++\r\nOne.", "line 2: invalid type: integer `1`"),
            ("+++\ntitle = é\n+++\nOne.", "line 2: "),
            ("+++\ntitle = \"a\"\n\nOne.", "line 1: no closing +++ line: add one below the details"),
            ("+++", "line 1: no closing +++ line"),
            ("+++\n[[part]]\ntitle = \"a\"\n+++\nOne.", "line 2: missing field `heading`"),
            ("---\ntitle: a\n\nOne.", "line 4: expected \"name: value\" or the closing ---"),
            ("---\nfoo: 1\ndate: 1906\ntags:\n- x\nbroken\n---\nOne.", "line 6: expected \"name: value\" or"),
            ("---\ntitle: a\nspeaker: Ann", "line 1: no closing --- line: add one below the details"),
        ];
        for text in ["---\nOne: two\n\nThree.", "---\n\ntitle page", "---", "---\nOne.\n---\ntitle: a"] {
            assert_eq!(parse(text).remark(), None, "a rule: {text}");
        }
        for (content, fault) in faults {
            let speech = parse(content);
            assert_eq!(speech.text(), content);
            assert_eq!(speech.details().title, "talk");
            let found = speech.remark().unwrap();
            let fault = format!("front matter shown as text ({fault}");
            assert!(found.starts_with(&fault) && found.lines().count() == 1, "{found}");
        }
    }

    #[test]
    fn date_is_a_day_or_else_as_it_is_written() {
        let dated = |date: &str| {
            let speech = parse(&format!("+++\ndelivered = {date}\n+++\n"));
            speech.details().delivered.as_ref().map(ToString::to_string)
        };
        assert_eq!(dated("2021-04-09").as_deref(), Some("9 April 2021"));
        assert_eq!(dated("2021-04-09T10:00:00Z").as_deref(), Some("9 April 2021"));
        assert_eq!(dated("\"spring \\n1921\"").as_deref(), Some("spring 1921"));
        assert_eq!(dated("10:00:00").as_deref(), Some("10:00:00"));
        assert_eq!(dated("\"2021-04-09\"").as_deref(), Some("9 April 2021"));
        assert_eq!(dated("\"2021-02-30\"").as_deref(), Some("2021-02-30"));
        assert_eq!(dated("1906").as_deref(), Some("1906"));
        assert_eq!(dated("-1906").as_deref(), Some("-1906"));
        for words in ["1906-05", "1906?", "1906~", "190X", "-0043", "1906/1908"] {
            assert_eq!(dated(&format!("\"{words}\"")).as_deref(), Some(words));
        }
        assert_eq!(dated("\" \""), None);
    }

    #[test]
    fn impossible_date_is_reported_and_kept_but_is_no_date() {
        let fault = |name: &str, date: &str| {
            format!(
                "{name}: {date} is not in the calendar (kept, but not used): correct it, or write the year \
                 alone"
            )
        };
        for (front, line, name, date) in [
            ("+++\ntitle = 'a'\ndelivered = 2021-02-30 # then\n+++\n", 3, "delivered", "2021-02-30"),
            ("+++\ndate = '1999-13-45'\ntitle = 'a'\n+++\n", 2, "date", "1999-13-45"),
            ("+++\ntitle = 'a'\nreported=1900-02-29\n+++\n", 3, "reported", "1900-02-29"),
            ("---\ntitle: a\nx: y\ndate: 2021-02-30\n---\n", 4, "date", "2021-02-30"),
            ("---\ntitle: a\naccessed: '1906-00-00'\n---\n", 3, "accessed", "1906-00-00"),
        ] {
            let speech = parse(&format!("{front}One."));
            let reported = format!("front matter, line {line}: {}", fault(name, date));
            assert_eq!((speech.remark(), speech.text()), (Some(&*reported), "One."));
            let details = speech.details();
            assert_eq!((details.title.as_str(), details.date()), ("a", None));
            let kept = details.named().into_iter().filter_map(|(_, detail)| Some(detail?.iso().into_owned()));
            assert_eq!(kept.collect::<Vec<_>>(), [date]);
            assert!(!speech.title_page().text.contains(date));
        }
        let front = "+++\n[[part]]\nheading = 'One'\n[[part]]\nheading = 'Two'\ndate = 1906-02-30\nspeker = 'Ann'\n+++\n";
        let parts = import_as("both.txt", &format!("{front}One\n\nA.\n\nTwo\n\nB.\n"));
        let reported = format!(
            "front matter, line 6: {}; line 7: unknown detail speker (kept): did you mean speaker?",
            fault("date", "1906-02-30")
        );
        assert_eq!(
            [0, 1].map(|part| parts[part].remark()),
            [None, Some(&*reported)],
            "each part has its own"
        );
        let missing = import_as("both.txt", &format!("{front}One\n\nA.\n"));
        let remark =
            format!("{reported}; no line is \"Two\", or it is out of order: the file is shown as one text");
        assert_eq!((missing.len(), missing[0].remark()), (1, Some(&*remark)));
        let other = |speech: &Document| speech.details().other.first().map(|(_, value)| value.to_string());
        assert_eq!((other(&parts[0]), other(&parts[1]).as_deref()), (None, Some("Ann")));
    }

    #[test]
    fn unknown_detail_in_front_matter_is_kept_and_a_misspelt_one_reported() {
        let toml = "+++\nspeker = 'Ann Lee'\nparty = ['A', 'B']\nTitle = 'x'\n[extra]\nyear = 1906\n+++\n";
        let yaml = "---\nspeker: Ann Lee\nparty: [A, B]\nextra: {year: 1906}\ndraft: false\n---\n";
        for (front, notice, kept) in [
            (
                toml,
                "front matter, line 2: unknown detail speker (kept): did you mean speaker?; line 4: unknown detail Title \
                 (kept): write title",
                ["Title: x", "extra.year: 1906", "party: A, B", "speker: Ann Lee"],
            ),
            (
                yaml,
                "front matter, line 2: unknown detail speker (kept): did you mean speaker?",
                ["speker: Ann Lee", "party: A, B", "extra: {year: 1906}", "draft: false"],
            ),
            (
                "---\nspeaker-given: Ann\nPlace: Leeds\nspeaker: Ann Lee\nspeker: A\nb: B\nc: C\n---\n",
                "front matter, line 2: unknown detail speaker-given (kept): write speaker_given; line 5: unknown detail speker \
                 (kept): did you mean speaker?",
                ["speaker-given: Ann", "speker: A", "b: B", "c: C"],
            ),
        ] {
            let speech = parse(&format!("{front}One."));
            assert_eq!((speech.remark(), speech.text()), (Some(notice), "One."));
            let other = speech.details().other.iter().map(|(name, value)| format!("{name}: {value}"));
            assert_eq!(other.collect::<Vec<_>>(), kept);
        }
    }

    #[test]
    fn details_beyond_the_limit_are_reported_once() {
        for (fence, sign) in [("+++", " = "), ("---", ": ")] {
            let others: Vec<String> = (0..10_000).map(|number| format!("n{number}{sign}'x'\n")).collect();
            let others = others.concat();
            let speech = parse(&format!("{fence}\nspeker{sign}'Ann'\ntitle{sign}'a'\n{others}{fence}\nOne."));
            let remark = "front matter, line 2: unknown detail speker (kept): did you mean speaker?; 9,001 details left out: \
                          the limit is 1,000";
            assert_eq!((speech.remark(), speech.details().other.len()), (Some(remark), 1_000), "{fence}");
        }
    }

    #[test]
    fn line_ends_of_either_kind_part_paragraphs() {
        let front = FRONT.replace('\n', "\r\n");
        let speech = parse(&format!("{front}\r\nOne\r\nand a half.\r\n\r\nTwo.\r\n\r\n\r\nThree.\r\n"));
        assert_eq!(speech.details().title, "A Talk");
        assert_eq!(blocks(&speech), ["One\r\nand a half.", "Two.", "Three."]);
        assert_eq!([0, 1, 2].map(|index| speech.section_ends_after(index)), [false, true, false]);
        assert!(speech.text().ends_with("Three."));
    }

    #[test]
    fn a_text_without_a_word_has_no_blocks() {
        for content in ["", "\n", " ", " \n\u{a0}\n\t\r\n ", FRONT, "\r", "\u{2029}\n\u{3000}"] {
            let speech = parse(content);
            assert_eq!((speech.block_count(), speech.paragraph_count(), speech.words()), (0, 0, 0));
            assert_eq!(speech.text().trim(), "");
            assert_eq!((speech.block_at(0), speech.paragraph(1), speech.number_of(0)), (None, None, None));
        }
    }

    #[test]
    fn a_line_of_invisible_characters_is_blank() {
        let speech =
            parse("One.\n\u{a0}\nTwo.\n\u{200b}\nThree.\n\u{feff} \u{2060}\nFour\u{200b}.\n\u{200b}");
        assert_eq!(blocks(&speech), ["One.", "Two.", "Three.", "Four\u{200b}."]);
    }

    #[test]
    fn blanks_around_a_block_are_not_its_own() {
        let speech = parse("\n  One. \u{a0}\n \n\tTwo.\t\n");
        assert_eq!(speech.text(), "  One. \u{a0}\n \n\tTwo.\t");
        assert_eq!(blocks(&speech), ["One.", "Two."]);
        assert_eq!([0, 1, 2, 8, 9].map(|offset| speech.block_at(offset)), [Some(0); 5]);
        assert_eq!([14, 1_000].map(|offset| speech.block_at(offset)), [Some(1); 2]);
    }

    #[test]
    fn the_speaker_s_name_at_the_end_is_a_signature() {
        let speech = parse(&format!("{FRONT}One.\n\nTwo.\n\n  Ann  Lee\n9 April\n"));
        assert_eq!(speech.paragraph_count(), 2);
        assert_eq!(speech.block(2).kind, Kind::Signature);
        assert_eq!(blocks(&speech)[2], "Ann  Lee\n9 April");
        assert_eq!((speech.number_of(2), speech.paragraph(3)), (None, Some(1)));

        assert_eq!(parse(&format!("{FRONT}Ann Lee\n")).block(0).kind, Kind::Heading(1), "nothing is signed");
        assert_eq!(parse(&format!("{FRONT}One.\n\nAnn Lee spoke.\n")).paragraph_count(), 2);
        let kind = parse("One.\n\nAnn Lee\n").block(1).kind;
        assert_eq!(kind, Kind::Signature, "a heading stands before text");
    }

    #[test]
    fn headings_have_no_number() {
        let speech = parse("The First Part\n\nIt begins.\n\nII\n\nIt goes on.\n\nIt ends,\n\nAnn Lee\n");
        let kinds: Vec<_> = speech.blocks().map(|block| block.kind).collect();
        let (heading, paragraph) = (Kind::Heading(1), Kind::Paragraph);
        assert_eq!(kinds, [heading, paragraph, heading, paragraph, paragraph, Kind::Signature]);
        assert_eq!(speech.headings().collect::<Vec<_>>(), [0, 2]);
        assert_eq!([1, 2, 3, 4].map(|number| speech.paragraph(number)), [Some(1), Some(3), Some(4), Some(4)]);
        assert_eq!(speech.words(), 7, "headings are not counted");
        assert_eq!(speech.details().title, "The First Part", "the first is the title, if there is no other");
    }

    fn import_as(name: &str, content: &str) -> Vec<Document> {
        let id = name.split('.').next().unwrap_or_default().to_owned();
        let source = Source { id, file: Some(name.into()), ..Source::default() };
        import(File { source, ..File::default() }, content.into()).unwrap()
    }

    fn markdown(content: &str) -> Document {
        import_as("talk.md", content).remove(0)
    }

    #[test]
    fn a_heading_in_markdown_needs_no_blank_lines() {
        let content = "## On *Unity*\nWe are one.\nAll of us.\n# 2\n\n#none\n";
        let speech = markdown(content);
        assert_eq!(blocks(&speech), ["## On *Unity*", "We are one.\nAll of us.", "# 2", "#none"]);
        assert_eq!(speech.headings().collect::<Vec<_>>(), [0, 2]);
        assert_eq!(speech.details().title, "On Unity");
        assert_eq!(parse(content).block_count(), 2);
    }

    #[test]
    fn a_heading_in_markdown_may_be_indented_by_three_blanks() {
        let speech = markdown("   # One\nTwo.\n\n    # three\nfour\n   ## Five\nSix.");
        // More blanks make code.
        assert_eq!(blocks(&speech), ["# One", "Two.", "# three", "four", "## Five", "Six."]);
        assert_eq!(speech.headings().collect::<Vec<_>>(), [0, 4]);
    }

    #[test]
    fn code_between_fences_in_markdown_is_one_block() {
        let content = "# On Code\n\nAs here:\n```sh\n# no heading\n\n\nls\n```\nThat is all.\n\n~~~\n\n# Nor This\n~~~\n\n# Two\nEnd.";
        let speech = markdown(content);
        let (code, other) = ("```sh\n# no heading\n\n\nls\n```", "~~~\n\n# Nor This\n~~~");
        assert_eq!(blocks(&speech), ["# On Code", "As here:", code, "That is all.", other, "# Two", "End."]);
        assert_eq!((speech.headings().collect::<Vec<_>>(), speech.paragraph_count()), (vec![0, 5], 3));
        assert_eq!(parse(content).block_count(), 6);
    }

    #[test]
    fn lines_that_no_hand_broke_are_paragraphs() {
        let long = "word ".repeat(30);
        assert_eq!(parse(&format!("{long}\nTwo.\n{long}")).paragraph_count(), 3);
        assert_eq!(parse("One\ntwo\nthree.").paragraph_count(), 1);
        assert_eq!(
            parse(&format!("{long}\n{long}\n\n{long}")).paragraph_count(),
            3,
            "with blank lines or without"
        );
    }

    #[test]
    fn parts_of_a_name_belong_to_the_speaker_beside_whom_they_are_stated() {
        let front = "+++\nspeaker = \"Ann Lee\"\nspeaker_family = \"Lee\"\nurl = \"http://x.example\"\n\
                     [[part]]\nheading = \"One\"\n[[part]]\nheading = \"Two\"\nspeaker = \"Bo Ek\"\n+++\n";
        let speeches = import_as("both.txt", &format!("{front}One\n\nFriends.\n\nTwo\n\nFarewell.\n"));
        let families = speeches.iter().map(|speech| speech.details().speaker_family.as_deref());
        assert_eq!(families.collect::<Vec<_>>(), [Some("Lee"), None]);
        assert!(speeches.iter().all(|speech| speech.details().url.as_deref() == Some("http://x.example")));
    }

    #[test]
    fn a_text_of_several_speeches_is_divided() {
        let front = "+++\nspeaker = \"Ann Lee\"\nreported = 1921-03-05\n[[part]]\nheading = \"Opening Speech\"\n\
                     [[part]]\nheading = \"Closing Speech\"\ntitle = \"The End\"\nreported = 1921-03-06\n+++\n";
        let body = "Opening and Closing Speech\n\nOpening Speech \n\nFriends.\n\nAnn Lee\n\nClosing Speech\n\nFarewell.\n\n\n";
        let read = |content: String| import_as("both.txt", &content);
        let speeches = read(format!("{front}{body}"));
        let taken =
            speeches.iter().map(|speech| (speech.id(), speech.details().title.as_str(), speech.text()));
        assert_eq!(
            taken.collect::<Vec<_>>(),
            [("both#1", "Opening Speech", "Friends.\n\nAnn Lee"), ("both#2", "The End", "Farewell.")]
        );
        assert_eq!(speeches[0].block(1).kind, Kind::Signature, "what is stated of both holds of each");
        let days = speeches.iter().map(|speech| speech.details().reported.as_ref().unwrap().short());
        assert_eq!(days.collect::<Vec<_>>(), ["5 Mar 1921", "6 Mar 1921"]);

        let whole = read(format!("{front}{}", body.replace("Closing Speech\n\nF", "Closing speech\n\nF")));
        assert_eq!(whole.len(), 1);
        assert!(whole[0].text().starts_with("Opening and Closing"));
        assert!(
            whole[0].remark().unwrap().starts_with("no line is \"Closing Speech\""),
            "{:?}",
            whole[0].remark()
        );
    }

    #[test]
    fn the_heading_of_a_part_is_its_line_exactly() {
        let read = |body: &str| {
            let content =
                format!("+++\n[[part]]\nheading = \"One\"\n[[part]]\nheading = \"Two\"\n+++\n{body}");
            import_as("both.txt", &content)
        };
        let texts = |body: &str| read(body).iter().map(|speech| speech.text().to_owned()).collect::<Vec<_>>();
        assert_eq!(texts("One\n\nA.\n\n  Two\n\nTwo \t\r\n\nB.\n"), ["A.\n\n  Two", "B."]);
        for body in ["One\n\nA.\n\n Two\n\nB.", "\tOne\n\nTwo\n\nB.", "One\n\n\u{a0}Two\n\nB."] {
            let whole = read(body);
            assert!(
                whole.len() == 1 && whole[0].remark().unwrap().ends_with("shown as one text"),
                "{body:?}"
            );
        }
    }

    #[test]
    fn head_ends_with_a_line_in_every_encoding() {
        // The last byte of U+4E0A is that of a line feed.
        let ideographs = "오늘 上上上上\r\n\r\n우리는 모였다\n\n".repeat(500);
        let utf_16 =
            |order: fn(u16) -> [u8; 2]| ideographs.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let prose = "Товарищи! Сегодня мы собрались,\r\nчтобы говорить о мире и о хлебе.\n\n".repeat(500);
        let (russian, _, _) = encoding_rs::WINDOWS_1251.encode(&prose);
        for (bytes, content) in [
            (utf_16(u16::to_le_bytes), &ideographs),
            (utf_16(u16::to_be_bytes), &ideographs),
            (ideographs.clone().into(), &ideographs),
            (russian.into(), &prose),
        ] {
            for cut in 4_090..4_096 {
                let head = import_head(File::default(), bytes[..cut].to_vec(), bytes.len()).unwrap().unwrap();
                let rest = content.strip_prefix(head[0].0.text()).unwrap_or("another text");
                assert!(rest.starts_with(['\r', '\n']), "{rest}");
            }
        }
        let whole = import_head(File::default(), b"One.\n\nTw".to_vec(), 8).unwrap().unwrap();
        assert_eq!(whole[0].0.text(), "One.\n\nTw", "standard input, so far");
    }

    #[test]
    fn file_that_is_not_a_text_is_refused() {
        let pdf = b"%PDF-1.7\n".to_vec();
        let error = import(File::default(), pdf.clone()).unwrap_err();
        assert_eq!(error.to_string(), "it is a PDF: convert it, for example with `pdftotext FILE`");
        assert_eq!(import_head(File::default(), pdf, 10_000).unwrap_err(), error);
    }

    #[test]
    fn the_speeches_of_a_head_are_those_that_are_named() {
        let content =
            "+++\n[[part]]\nheading = \"One\"\n[[part]]\nheading = \"Two\"\n+++\nOne\n\nIt begins.\n";
        let source = Source { id: "both".to_owned(), ..Source::default() };
        let head = import_head(File { source, ..File::default() }, content.into(), 10_000).unwrap();
        let speeches = head.unwrap();
        let titles: Vec<_> =
            speeches.iter().map(|(speech, _)| (speech.id(), speech.details().title.as_str())).collect();
        assert_eq!(titles, [("both#1", "One"), ("both#2", "Two")]);
        assert!(speeches.iter().all(|(speech, bytes)| *bytes > 4_000 && speech.text().is_empty()));
    }

    #[test]
    fn words_that_a_hyphen_joins_are_one() {
        let words = |text: &str| parse(text).words();
        assert_eq!(words("rock-solid"), 1);
        assert_eq!(words("comrades-in-arms, cells'"), 2);
        assert_eq!(words("well\u{2010}known well\u{2011}known"), 2);
        assert_eq!(words("bonds–this, a - b, c -d, --"), 6);
        assert_eq!(words("the Party's 1,000\n\ncells"), 4);
        assert_eq!(parse(&format!("{FRONT}One two.\n\nAnn Lee")).words(), 2, "the signature is not counted");
    }

    #[test]
    fn a_long_text_is_estimated_until_it_is_counted() {
        let speech = parse(&"words ".repeat(20_000));
        assert_eq!(speech.length(), Length::Estimated(20_000));
        assert_eq!(speech.words(), 20_000);
        assert_eq!(speech.length(), Length::Counted(20_000));
    }

    proptest! {
        #[test]
        fn ranges_and_gaps_are_the_text(lines in r"([ \t\r\n\u{a0}\u{85}a가é+.]{0,6}\n{0,3}){0,12}") {
            let speech = parse(&lines);
            let head = speech.blocks().next().map_or_else(|| speech.text(), |first| &speech.text()[..first.range.start]);
            let mut joined = head.to_owned();
            prop_assert_eq!(joined.trim(), "");
            for block in speech.blocks() {
                let text = &speech.text()[block.range.clone()];
                prop_assert!(!text.is_empty() && text.trim() == text);
                prop_assert_eq!(speech.block_at(block.range.start), Some(block.index));
                prop_assert_eq!(speech.block_at(block.range.end), Some(block.index));
                let gap = &speech.text()[speech.gap_after(block.index)];
                prop_assert_eq!(gap.trim(), "");
                joined += text;
                joined += gap;
            }
            prop_assert_eq!(joined, speech.text());
            prop_assert!(lines.contains(speech.text()));
            prop_assert_eq!(speech.text().trim(), lines.trim());
        }

        #[test]
        fn a_number_and_its_block_name_each_other(paragraphs in 0_usize..6, signed: bool) {
            let mut content = FRONT.to_owned() + &"One.\n\n".repeat(paragraphs);
            content += if signed { "Ann Lee" } else { "" };
            let speech = parse(&content);
            for number in 1..=speech.paragraph_count() {
                prop_assert_eq!(speech.paragraph(number).and_then(|index| speech.number_of(index)), Some(number));
            }
            let numbers = (0..=speech.block_count()).filter_map(|index| speech.number_of(index));
            prop_assert!(numbers.eq(1..=speech.paragraph_count()));
            prop_assert_eq!(speech.paragraph(0), speech.paragraph(1));
            prop_assert_eq!(speech.paragraph(usize::MAX), speech.paragraph(speech.paragraph_count()));
        }

        #[test]
        fn any_front_matter_is_parsed_or_shown(front in r#"[a-z="'\[\]{}.#\-+:0-9é가\r\n ]{0,40}"#) {
            let content = format!("+++\n{front}\n+++\nOne.");
            let speech = parse(&content);
            prop_assert!(speech.remark().is_none() || speech.text() == content);
        }
    }
}
