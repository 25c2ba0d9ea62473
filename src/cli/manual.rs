//! The command `man`: writes manual pages in roff.

use std::io::{self, Write};

use anyhow::bail;
use clap::CommandFactory as _;
use clap_mangen::{
    Man,
    roff::{Inline, Roff, bold, italic, roman},
};

use super::{
    arguments::Arguments,
    help::{ABOUT, ENVIRONMENT, EXIT_STATUS, FILES, examples, fields, offsets},
    usage,
};
use crate::keymap::bindings::{BINDINGS, Task};

/// Writes the manual page of the command `name`, or of the program.
pub(super) fn write(name: Option<&str>, to: &mut dyn Write) -> anyhow::Result<()> {
    let mut program = Arguments::command();
    program.build();
    let command = match name {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(command) => command.clone(),
            None => bail!(usage::unknown_command(name)),
        },
    };
    let has_commands = command.has_subcommands();
    let page = Man::new(command);
    page.render_title(to)?;
    page.render_name_section(to)?;
    page.render_synopsis_section(to)?;
    page.render_description_section(to)?;
    if name.is_none() {
        Roff::new().control("PP", []).text([roman(ABOUT)]).to_writer(to)?;
    }
    page.render_options_section(to)?;
    if has_commands {
        page.render_subcommands_section(to)?;
    }
    sections(name, to)?;
    if name.is_none() {
        page.render_version_section(to)?;
    }
    Ok(())
}

/// Writes the sections that [`Man`] does not generate.
fn sections(command: Option<&str>, to: &mut dyn Write) -> io::Result<()> {
    let mut page = Roff::new();
    if command.is_none() {
        page.control("SH", ["KEYS"]);
        for task in Task::ALL {
            page.control("SS", [task.name()]);
            for binding in BINDINGS.iter().filter(|binding| binding.task == task) {
                let mut keys: Vec<Inline> =
                    binding.keys.iter().flat_map(|key| [roman(", "), bold(*key)]).collect();
                keys.remove(0);
                page.control("TP", []).text(keys).text([roman(binding.help)]);
            }
        }
        table(&mut page, "FILES", FILES);
        page.control("PP", []);
        page.text([roman("`oratory paths` prints where these files are.")]);
        table(&mut page, "ENVIRONMENT", ENVIRONMENT);
    }
    if !fields(command).is_empty() {
        table(&mut page, "FIELDS", fields(command));
    }
    if let Some(offsets) = offsets(command) {
        page.control("PP", []).text([roman(offsets)]);
    }
    table(&mut page, "EXIT STATUS", EXIT_STATUS);
    let mut examples = examples(command).peekable();
    if examples.peek().is_some() {
        page.control("SH", ["EXAMPLES"]).control("nf", []);
        for (line, help) in examples {
            page.text([bold(*line)]).text([roman(format!("    {help}"))]);
        }
        page.control("fi", []);
    }
    page.to_writer(to)
}

/// Adds a section of terms with descriptions.
fn table(page: &mut Roff, heading: &str, rows: &[(&str, &str)]) {
    page.control("SH", [heading]);
    for (term, help) in rows {
        page.control("TP", []).text([italic(*term)]).text([roman(*help)]);
    }
}
