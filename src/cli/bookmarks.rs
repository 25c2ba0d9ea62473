//! Prints bookmarks.

use std::io::Write;

use oratory_core::{
    anchor::bookmark::{Became, Bookmark, Standing},
    document::{details::collapse, library::Library, speech::Speech},
    study::citation::{citation, paragraph, quotation},
};
use serde::Serialize;

use super::naming::Named;
use crate::{
    app::marks::{Mark, Marks},
    store::Folders,
    work::trace,
};

/// Format of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Plain text.
    Plain,
    /// Markdown.
    Markdown,
    /// JSON, one object per line.
    Json,
}

/// Fields of a printed bookmark.
#[derive(Debug, Serialize)]
struct Printed {
    /// Id of the speech.
    speech: String,
    title: String,
    /// Current number of the paragraph, or its last known number.
    paragraph: usize,
    /// `kept`, `moved`, `changed`, `lost` or `not here`.
    standing: &'static str,
    /// Number of the paragraph when the bookmark was set.
    paragraph_then: usize,
    label: String,
    /// Text of the paragraph. If it was not found, its first characters as saved.
    quote: String,
    /// Citation, if the speech is available.
    citation: Option<String>,
    /// Time at which the bookmark was set.
    time: String,
    /// Byte offset of the paragraph, if it was found.
    offset: Option<usize>,
    /// Name by which every command finds the speech, if it is available. Otherwise its id.
    name: String,
    /// Quotation with citation, for readers.
    #[serde(skip)]
    quotation: String,
}

impl Form {
    /// Returns the format that the options select.
    pub(super) const fn new(markdown: bool, json: bool) -> Self {
        match (markdown, json) {
            (true, _) => Self::Markdown,
            (_, true) => Self::Json,
            _ => Self::Plain,
        }
    }
}

/// Resolves bookmarks against `library`. Returns them in the order of their texts, with those not found last.
pub(super) fn resolved(bookmarks: Vec<Bookmark>, library: &Library, folders: &Folders) -> Vec<Mark> {
    // Hash long texts now: hashes are computed lazily.
    for speech in library.iter().filter(|speech| speech.is_whole()) {
        speech.sha256();
    }
    let mut marks = Marks::default();
    marks.take(bookmarks, library);
    for (speech, bookmarks) in marks.untraced(library) {
        let speech = &library[speech];
        marks.take_traced(speech.sha256(), trace(speech, bookmarks, folders), library);
    }
    marks.all().to_vec()
}

/// Returns `true` if the bookmark belongs to one of the texts, and to the paragraphs selected in it.
pub(super) fn is_in(mark: &Mark, texts: &[Named], library: &Library) -> bool {
    let Some(speech) = mark.standing.speech().map(|index| &library[index]) else { return false };
    let block = mark.standing.place().map(|(_, block)| block);
    let number = block.and_then(|block| speech.number_of(block)).unwrap_or(mark.bookmark.paragraph);
    texts.iter().any(|named| {
        named.speech.sha256() == speech.sha256()
            && named.paragraphs.as_ref().is_none_or(|numbers| numbers.contains(&number))
    })
}

/// Prints bookmarks in `form`. `name` returns the name of a speech on the command line.
pub(super) fn print(
    marks: &[Mark],
    library: &Library,
    name: &dyn Fn(&Speech) -> String,
    form: Form,
    to: &mut dyn Write,
) -> anyhow::Result<()> {
    for (index, mark) in marks.iter().enumerate() {
        let printed = Printed::new(mark.bookmark.clone(), mark.standing, library, name);
        if index > 0 && form != Form::Json {
            writeln!(to)?;
        }
        match form {
            Form::Plain => print_plain(&printed, to)?,
            Form::Markdown => print_markdown(&printed, to)?,
            Form::Json => writeln!(to, "{}", serde_json::to_string(&printed)?)?,
        }
    }
    Ok(())
}

impl Printed {
    fn new(
        bookmark: Bookmark,
        standing: Standing,
        library: &Library,
        name: &dyn Fn(&Speech) -> String,
    ) -> Self {
        let name = standing.speech().map(|speech| name(&library[speech]));
        let there = standing.place().and_then(|(speech, block)| {
            let speech = &library[speech];
            Some((speech, speech.number_of(block)?, speech.block(block).range.start))
        });
        let more = if bookmark.at.goes_on() { "…" } else { "" };
        let kept = format!("{}{more}", collapse(&bookmark.at.quote));
        let standing = match (standing, there) {
            (Standing::Here { became, .. }, Some(_)) => became.name(),
            (Standing::Elsewhere, None) => "not here",
            _ => "lost",
        };
        Self {
            paragraph: there.map_or(bookmark.paragraph, |(_, number, _)| number),
            paragraph_then: bookmark.paragraph,
            quote: there
                .and_then(|(speech, number, _)| paragraph(speech, number))
                .unwrap_or_else(|| kept.clone()),
            citation: there.map(|(speech, number, _)| citation(speech.details(), number..=number)),
            quotation: there
                .and_then(|(speech, number, _)| quotation(speech, number..=number))
                .unwrap_or_else(|| format!("“{kept}”\n— {}, was ¶ {}", bookmark.title, bookmark.paragraph)),
            time: bookmark.time.to_string(),
            offset: there.map(|(_, _, start)| start),
            name: name.unwrap_or_else(|| bookmark.speech.clone()),
            speech: bookmark.speech,
            title: bookmark.title,
            label: bookmark.label,
            standing,
        }
    }

    /// Describes the status, with the former paragraph number if it has changed.
    fn status(&self) -> String {
        let status = match self.standing {
            "kept" => "unchanged",
            "changed" => "edited",
            "lost" => "not found",
            "not here" => "other text",
            other => other,
        };
        if self.paragraph == self.paragraph_then {
            return status.to_owned();
        }
        format!("{status} (formerly ¶ {})", self.paragraph_then)
    }
}

fn print_plain(printed: &Printed, to: &mut dyn Write) -> anyhow::Result<()> {
    let label =
        if printed.label.is_empty() { String::new() } else { format!("  {}", collapse(&printed.label)) };
    writeln!(to, "{}:{}  {}{label}", printed.name, printed.paragraph, printed.status())?;
    printed.quotation.lines().try_for_each(|line| writeln!(to, "  {line}"))?;
    Ok(())
}

fn print_markdown(printed: &Printed, to: &mut dyn Write) -> anyhow::Result<()> {
    let heading = if printed.label.is_empty() { &printed.title } else { &printed.label };
    writeln!(to, "## {} (¶ {})\n", escaped(&collapse(heading)), printed.paragraph)?;
    let lines: Vec<String> = printed.quotation.lines().map(|line| format!("> {}", escaped(line))).collect();
    // Two blanks before a line end make a line break in Markdown.
    writeln!(to, "{}", lines.join("  \n"))?;
    let is_unchanged = printed.standing == Became::Kept.name() && printed.paragraph == printed.paragraph_then;
    if !is_unchanged {
        writeln!(to, "\n*{}*", printed.status())?;
    }
    Ok(())
}

/// Escapes the special characters of Markdown.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
