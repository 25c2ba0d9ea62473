//! The bookmarks in print.

use std::io::Write;

use serde::Serialize;

use crate::{
    app::marks::Marks,
    store::Folders,
    study::citation::{citation, paragraph, quotation},
    text::{
        bookmark::{Became, Bookmark, Standing},
        details::collapse,
        library::Library,
    },
    work::trace,
};

/// In which form bookmarks are printed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// To be read.
    Plain,
    /// For notes.
    Markdown,
    /// For other programs: one object a line.
    Json,
}

/// What is printed of a bookmark.
#[derive(Debug, Serialize)]
struct Printed {
    /// The speech's id.
    speech: String,
    title: String,
    /// The paragraph's number now; if it has no place, the one that it had.
    paragraph: usize,
    /// `kept`, `moved`, `changed`, `lost` or `not here`.
    standing: &'static str,
    /// The paragraph's number when the bookmark was set.
    paragraph_then: usize,
    label: String,
    /// The paragraph; where it is not known any more, its first characters.
    quote: String,
    /// Where it is from, if the speech is there.
    citation: Option<String>,
    /// When it was set.
    time: String,
    /// The paragraph's place in the text in bytes, if it has one.
    offset: Option<usize>,
    /// The quotation with its citation, for who reads it.
    #[serde(skip)]
    quotation: String,
}

impl Form {
    /// The form that was asked for.
    pub(super) const fn new(markdown: bool, json: bool) -> Self {
        match (markdown, json) {
            (true, _) => Self::Markdown,
            (_, true) => Self::Json,
            _ => Self::Plain,
        }
    }
}

/// Prints bookmarks in the order of their texts; those without a place come last.
pub(super) fn print(
    bookmarks: Vec<Bookmark>,
    library: &Library,
    folders: &Folders,
    form: Form,
    to: &mut dyn Write,
) -> anyhow::Result<()> {
    // Of long texts it is not known yet whether they are those in which the bookmarks were set.
    for speech in library.iter().filter(|speech| speech.is_whole()) {
        speech.sha256();
    }
    let mut marks = Marks::default();
    marks.take(bookmarks, library);
    for (speech, bookmarks) in marks.untraced(library) {
        let speech = &library[speech];
        marks.take_traced(speech.sha256(), trace(speech, bookmarks, folders), library);
    }
    for (index, mark) in marks.all().iter().enumerate() {
        let printed = Printed::new(mark.bookmark.clone(), mark.standing, library);
        if index > 0 && !matches!(form, Form::Json) {
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
    fn new(bookmark: Bookmark, standing: Standing, library: &Library) -> Self {
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
            speech: bookmark.speech,
            title: bookmark.title,
            label: bookmark.label,
            standing,
        }
    }

    /// Says what became of it, and which number it had if that is another one now.
    fn standing(&self) -> String {
        let standing = match self.standing {
            "kept" => "unchanged",
            "not here" => "other text",
            standing => standing,
        };
        if self.paragraph == self.paragraph_then {
            return standing.to_owned();
        }
        format!("{standing} (formerly ¶ {})", self.paragraph_then)
    }
}

fn print_plain(printed: &Printed, to: &mut dyn Write) -> anyhow::Result<()> {
    let label =
        if printed.label.is_empty() { String::new() } else { format!("  {}", collapse(&printed.label)) };
    writeln!(to, "{}:{}  {}{label}", printed.speech, printed.paragraph, printed.standing())?;
    printed.quotation.lines().try_for_each(|line| writeln!(to, "  {line}"))?;
    Ok(())
}

fn print_markdown(printed: &Printed, to: &mut dyn Write) -> anyhow::Result<()> {
    let heading = if printed.label.is_empty() { &printed.title } else { &printed.label };
    writeln!(to, "## {} (¶ {})\n", escaped(&collapse(heading)), printed.paragraph)?;
    let lines: Vec<String> = printed.quotation.lines().map(|line| format!("> {}", escaped(line))).collect();
    // A line end inside a quotation is set by two blanks before it.
    writeln!(to, "{}", lines.join("  \n"))?;
    if printed.standing != Became::Kept.name() || printed.paragraph != printed.paragraph_then {
        writeln!(to, "\n*{}*", printed.standing())?;
    }
    Ok(())
}

/// Words that mean themselves in Markdown.
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
