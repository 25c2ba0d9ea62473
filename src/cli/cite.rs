//! The commands `quote` and `cite`: print quotations with their citation, and citations alone.

use std::{ffi::OsString, io::Write};

use anyhow::bail;
use oratory_core::{Style, quotation, references};

use super::{
    arguments::{CiteArguments, QuoteArguments},
    find::Finder,
    outcome::Outcome,
    output::print,
    setup::Setup,
    show::{Setting, print_wrapped},
    texts::{Entry, Texts},
};

/// Runs `oratory quote`.
pub(super) fn quote(arguments: &QuoteArguments, setup: &Setup) -> anyhow::Result<Outcome> {
    if arguments.texts.0.is_empty() {
        bail!("quote needs a text and its paragraphs, for example: oratory quote closing:8");
    }
    let style = style(arguments.style, setup);
    let finder = Finder::new(setup);
    let mut quotations = Vec::new();
    for entry in read(&arguments.texts.0, &finder)? {
        if entry.paragraphs.is_empty() {
            let name = entry.name(&finder);
            bail!("quote needs paragraphs: write {name}:1 or {name}:1-3");
        }
        let ranges = entry.paragraphs.iter().cloned();
        quotations.extend(ranges.filter_map(|numbers| quotation(&entry.speech, numbers, style)));
    }
    let text = quotations.join("\n\n");
    print(|to| print_lines(&text, Setting::new(setup), to))
}

/// Runs `oratory cite`.
pub(super) fn cite(arguments: &CiteArguments, setup: &Setup) -> anyhow::Result<Outcome> {
    if arguments.texts.0.is_empty() {
        bail!("cite needs a text, for example: oratory cite closing:8");
    }
    let style = style(arguments.style, setup);
    let entries = read(&arguments.texts.0, &Finder::new(setup))?;
    let mut cited = Vec::new();
    for Entry { speech, paragraphs, .. } in &entries {
        if paragraphs.is_empty() {
            cited.push((&**speech, None));
        }
        cited.extend(paragraphs.iter().map(|numbers| (&**speech, Some(numbers.clone()))));
    }
    let text = references(&cited, style);
    match style {
        // A line break in a record could change its meaning.
        Style::Biblatex | Style::CslJson | Style::Ris => print(|to| Ok(to.write_all(text.as_bytes())?)),
        _ => print(|to| print_lines(&text, Setting::new(setup), to)),
    }
}

fn read(words: &[OsString], finder: &Finder<'_>) -> anyhow::Result<Vec<Entry>> {
    Texts::find(words, finder)?.read_all()
}

/// Returns the style of `--style`, or else the configured one. A mistake in the configuration must not keep a text from
/// being cited.
pub(super) fn style(given: Option<Style>, setup: &Setup) -> Style {
    given.unwrap_or_else(|| setup.config().map_or_else(|_| Style::default(), |config| config.citation))
}

fn print_lines(text: &str, setting: Setting, to: &mut dyn Write) -> anyhow::Result<()> {
    text.lines().try_for_each(|line| Ok(print_wrapped(line, setting, to)?))
}
