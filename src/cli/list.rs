//! Prints lists of speeches, and the paths of the program's files.

use std::{borrow::Cow, io::Write, path::Path};

use oratory_core::{
    document::details::Date,
    study::figures::{SPOKEN_PER_MINUTE, duration, minutes},
};
use serde::Serialize;

use super::{
    catalog::{Catalog, Entry},
    show::print_table,
};
use crate::{
    config::Config,
    store::{Folders, bookmarks, config, copies, paths::shown, places},
};

/// Lists speeches: name, date, minutes, paragraphs, title, speaker.
pub(super) fn list(texts: &mut Catalog, config: &Config, to: &mut dyn Write) -> anyhow::Result<()> {
    let row = |Entry { name, speech, .. }: Entry| {
        let details = speech.details();
        let date = details.delivered.as_ref().or(details.reported.as_ref());
        vec![
            name,
            date.map_or_else(|| "–".to_owned(), Date::short),
            duration(minutes(speech.words(), config.words_per_minute)),
            format!("¶ {}", speech.paragraph_count()),
            details.title.clone(),
            details.speaker.as_deref().unwrap_or_default().to_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = texts.map(row).collect();
    print_table(&rows, config.look.ambiguous, to)
}

/// JSON record of a speech.
#[derive(Debug, Serialize)]
struct Listed<'a> {
    /// Name by which every command finds the speech.
    name: &'a str,
    /// Id of the speech.
    speech: &'a str,
    title: &'a str,
    file: Option<Cow<'a, str>>,
    speaker: Option<&'a str>,
    occasion: Option<&'a str>,
    place: Option<&'a str>,
    delivered: Option<String>,
    reported: Option<String>,
    publisher: Option<&'a str>,
    translator: Option<&'a str>,
    language: Option<&'a str>,
    source: Option<&'a str>,
    words: usize,
    paragraphs: usize,
    minutes: usize,
    minutes_spoken: usize,
}

/// Lists speeches as JSON, one object per line.
pub(super) fn list_json(texts: &mut Catalog, config: &Config, to: &mut dyn Write) -> anyhow::Result<()> {
    for Entry { name, speech, .. } in texts {
        let details = speech.details();
        let date = |date: &Option<Date>| date.as_ref().map(iso);
        let words = speech.words();
        let listed = Listed {
            name: &name,
            speech: speech.id(),
            title: &details.title,
            file: speech.file().map(shown),
            speaker: details.speaker.as_deref(),
            occasion: details.occasion.as_deref(),
            place: details.place.as_deref(),
            delivered: date(&details.delivered),
            reported: date(&details.reported),
            publisher: details.publisher.as_deref(),
            translator: details.translator.as_deref(),
            language: details.language.as_deref(),
            source: details.source.as_deref(),
            words,
            paragraphs: speech.paragraph_count(),
            minutes: minutes(words, config.words_per_minute),
            minutes_spoken: minutes(words, SPOKEN_PER_MINUTE),
        };
        writeln!(to, "{}", serde_json::to_string(&listed)?)?;
    }
    Ok(())
}

/// Formats a date for other programs: a full date as `2021-04-09`.
pub(super) fn iso(date: &Date) -> String {
    match date {
        Date::Day(day) => day.to_string(),
        Date::Words(words) => words.to_string(),
    }
}

/// Prints the paths of the program's files. `config` is the path given with `--config`.
pub(super) fn paths(folders: &Folders, config: Option<&Path>, to: &mut dyn Write) -> anyhow::Result<()> {
    let files = [
        ("config", config.map_or_else(|| config::path(folders), Path::to_owned)),
        ("bookmarks", bookmarks::path(folders)),
        ("texts", copies::folder(folders)),
        ("places", places::path(folders)),
    ];
    for (name, path) in files {
        writeln!(to, "{name:<9}  {}", path.display())?;
    }
    Ok(())
}
