//! What there is: the speeches, and where the program's files are.

use std::io::Write;

use super::{naming::Named, show::print_table};
use crate::{
    config::Config,
    store::{Folders, bookmarks, config, places},
    study::details::minutes,
    text::details::Date,
};

/// Lists speeches: name, date, minutes, paragraphs, title, speaker.
pub(super) fn list(texts: &[Named], config: &Config, to: &mut dyn Write) -> anyhow::Result<()> {
    let rows: Vec<Vec<String>> = texts
        .iter()
        .map(|Named { speech, .. }| {
            let details = speech.details();
            let date = details.delivered.as_ref().or(details.reported.as_ref());
            vec![
                speech.id().to_owned(),
                date.map_or_else(|| "–".to_owned(), Date::short),
                format!("{} min", minutes(speech.words(), config.words_per_minute)),
                format!("¶ {}", speech.paragraph_count()),
                details.title.clone(),
                details.speaker.clone().unwrap_or_default(),
            ]
        })
        .collect();
    print_table(&rows, to)
}

/// Prints the paths of the program's files.
pub(super) fn paths(folders: &Folders, to: &mut dyn Write) -> anyhow::Result<()> {
    let files = [
        ("config", config::path(folders)),
        ("bookmarks", bookmarks::path(folders)),
        ("places", places::path(folders)),
    ];
    for (name, path) in files {
        writeln!(to, "{name:<9}  {}", path.display())?;
    }
    Ok(())
}
