//! The command `list`: prints names, dates and lengths of texts.

use std::{borrow::Cow, collections::BTreeMap, io::Write, path::Path};

use oratory_core::{
    Ambiguous, Date, Details, SPOKEN_PER_MINUTE, Share, TitleSource, collapse, format_duration, minutes,
    speaker_shares,
};
use serde::{Serialize, Serializer};

use super::{
    arguments::ListArguments,
    find::Finder,
    outcome::Outcome,
    output::print,
    setup::Setup,
    texts::{Entry, Texts},
};
use crate::config::Config;

/// Runs `oratory list`.
pub(super) fn list(arguments: &ListArguments, setup: &Setup) -> anyhow::Result<Outcome> {
    let finder = Finder::new(setup);
    let mut texts = Texts::find(&arguments.texts.0, &finder)?.without_duplicates().listed();
    let config = setup.config()?;
    if arguments.json {
        return print(|to| texts.read_each().try_for_each(|entry| print_json(&entry, config, &finder, to)));
    }
    texts.require_texts()?;
    let rows: Vec<_> = texts.read_each().map(|entry| row(&entry, config, &finder)).collect();
    print(|to| print_table(&rows, config.look.ambiguous, to))
}

/// Returns the cells of a speech: name, date, minutes, paragraphs, title, speaker.
fn row(entry: &Entry, config: &Config, finder: &Finder<'_>) -> [String; 6] {
    let speech = &entry.speech;
    let details = speech.details();
    let date = details.date();
    let unknown = || "–".to_owned();
    let length = (!entry.is_unconverted).then(|| {
        let minutes = format_duration(minutes(speech.reading_words(), config.words_per_minute));
        (minutes, format!("¶ {}", speech.paragraph_count()))
    });
    let (minutes, paragraphs) = length.unwrap_or_else(|| (unknown(), unknown()));
    [
        entry.name(finder),
        date.map_or_else(unknown, Date::short),
        minutes,
        paragraphs,
        details.title.clone(),
        details.speaker.as_deref().unwrap_or_default().to_owned(),
    ]
}

/// Prints cells in aligned columns.
pub(super) fn print_table(
    rows: &[impl AsRef<[String]>],
    ambiguous: Ambiguous,
    to: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut widths = Vec::new();
    for row in rows {
        widths.resize(row.as_ref().len().max(widths.len()), 0);
        for (width, cell) in widths.iter_mut().zip(row.as_ref()) {
            *width = ambiguous.width(cell).max(*width);
        }
    }
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.as_ref().iter().map(|cell| collapse(cell)).zip(&widths) {
            line += &cell;
            line += &" ".repeat(width.saturating_sub(ambiguous.width(&cell)) + 2);
        }
        writeln!(to, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A record of `list --json`.
#[derive(Debug, Serialize)]
struct Listed<'a> {
    name: &'a str,
    speech: &'a str,
    title: &'a str,
    /// `front-matter`, `heading`, or `name` if the text has no title.
    title_source: &'static str,
    file: Option<Cow<'a, str>>,
    #[serde(flatten)]
    named: Named<'a>,
    /// Details of other names, such as those in further columns of a table.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    other: BTreeMap<&'a str, &'a str>,
    /// `null` for a text that a converter prints, like the other figures.
    words: Option<usize>,
    paragraphs: Option<usize>,
    minutes: Option<usize>,
    minutes_spoken: Option<usize>,
    /// The share of each speaker, in texts in which several speak.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    speakers: Vec<ListedSpeaker>,
}

/// The details that have a name of their own, `null` if not stated.
#[derive(Debug)]
struct Named<'a>(&'a Details);

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(
            self.0.named().map(|(name, detail)| (name, detail.map(|detail| detail.iso().into_owned()))),
        )
    }
}

/// A speaker in a record of `list --json`.
#[derive(Debug, Serialize)]
struct ListedSpeaker {
    name: String,
    turns: usize,
    words: usize,
}

impl From<Share> for ListedSpeaker {
    fn from(Share { name, turns, words }: Share) -> Self {
        Self { name: name.to_string(), turns, words }
    }
}

fn print_json(entry: &Entry, config: &Config, finder: &Finder<'_>, to: &mut dyn Write) -> anyhow::Result<()> {
    let speech = &entry.speech;
    let details = speech.details();
    let words = speech.words();
    let known = |figure: usize| (!entry.is_unconverted).then_some(figure);
    let listed = Listed {
        name: &entry.name(finder),
        speech: speech.id(),
        title: &details.title,
        title_source: match details.title_source {
            TitleSource::FrontMatter => "front-matter",
            TitleSource::Heading => "heading",
            TitleSource::Name => "name",
        },
        file: speech.file().map(Path::to_string_lossy),
        named: Named(details),
        other: details.other.iter().map(|(name, value)| (&**name, &**value)).collect(),
        words: known(words),
        paragraphs: known(speech.paragraph_count()),
        minutes: known(minutes(speech.reading_words(), config.words_per_minute)),
        minutes_spoken: known(minutes(speech.reading_words(), SPOKEN_PER_MINUTE)),
        speakers: speaker_shares(speech).into_iter().map(ListedSpeaker::from).collect(),
    };
    writeln!(to, "{}", serde_json::to_string(&listed)?)?;
    Ok(())
}
