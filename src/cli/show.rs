//! The command `show`: prints speeches, or some of their paragraphs.

use std::io::{self, IsTerminal as _, Write};

use oratory_core::{
    Ambiguous, Block, Document, Markup, TextWidth, TitleLine, TitleSource, block_lines, shown_parts, text_of,
    wrap_block, wrap_text,
};

use super::{
    arguments::ShowArguments,
    blocks::print_blocks,
    find::Finder,
    outcome::Outcome,
    output::print,
    setup::Setup,
    texts::{Entry, Texts},
};

/// Runs `oratory show`.
pub(super) fn show(arguments: ShowArguments, setup: &Setup) -> anyhow::Result<Outcome> {
    let ShowArguments { texts, numbers, blocks, json } = arguments;
    let finder = Finder::new(setup);
    let texts = Texts::find(&texts.or_input(), &finder)?.read_all()?;
    if blocks {
        return print(|to| print_blocks(&texts, json, &finder, to));
    }
    print_texts(&texts, Setting { numbers, ..Setting::new(setup) })
}

/// Layout of printed texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// Columns of a line, or 0 for no wrapping, as [`Setup::print_width`] returns it.
    width: u16,
    ambiguous: Ambiguous,
    /// The signs of markup, as configured.
    markup: Markup,
    /// `--numbers`.
    numbers: bool,
    /// Print a made-up title, such as the name of the file, if a text states none.
    made_up_titles: bool,
}

impl Setting {
    /// Returns the layout without paragraph numbers. In a pipe, nothing is added to the text, not even the name of
    /// its file.
    pub(super) fn new(setup: &Setup) -> Self {
        Self {
            width: setup.print_width(),
            // A mistake in the configuration must not keep a text from being printed.
            ambiguous: setup.config().map_or(Ambiguous::Narrow, |config| config.look.ambiguous),
            markup: setup.config().map_or(Markup::SHOWN, |config| config.markup),
            numbers: false,
            made_up_titles: io::stdout().is_terminal(),
        }
    }
}

/// Prints texts, or the paragraphs selected in them.
pub(super) fn print_texts(texts: &[Entry], setting: Setting) -> anyhow::Result<Outcome> {
    print(|to| write_texts(texts, setting, to))
}

fn write_texts(texts: &[Entry], setting: Setting, to: &mut dyn Write) -> anyhow::Result<()> {
    for (index, Entry { speech, paragraphs, .. }) in texts.iter().enumerate() {
        if index > 0 {
            writeln!(to)?;
        }
        let mut is_begun = false;
        let blocks: Box<dyn Iterator<Item = Block>> = if paragraphs.is_empty() {
            if index > 0 {
                writeln!(to)?;
            }
            is_begun = print_title_page(speech, setting, to)?;
            Box::new(speech.blocks())
        } else {
            let indices = paragraphs.iter().cloned().flatten().filter_map(|number| speech.paragraph(number));
            Box::new(indices.map(|index| speech.block(index)))
        };
        for block in blocks {
            if std::mem::replace(&mut is_begun, true) {
                writeln!(to)?;
            }
            print_block(speech, &block, setting, to)?;
        }
    }
    Ok(())
}

/// Prints `line`, wrapped at the width unless that is 0.
pub(super) fn print_wrapped(line: &str, setting: Setting, to: &mut dyn Write) -> io::Result<()> {
    let Setting { width: cells, ambiguous, .. } = setting;
    if cells == 0 {
        return writeln!(to, "{line}");
    }
    let lines = wrap_text(line, TextWidth { cells, ambiguous, ..TextWidth::default() });
    lines.iter().try_for_each(|line| writeln!(to, "{line}"))
}

/// Prints the title page. Returns `true` unless nothing was printed.
fn print_title_page(speech: &Document, setting: Setting, to: &mut dyn Write) -> anyhow::Result<bool> {
    let page = speech.title_page();
    let has_title = setting.made_up_titles || speech.details().title_source == TitleSource::FrontMatter;
    let mut is_printed = false;
    for (role, line) in &page.lines {
        match role {
            TitleLine::Blank => continue,
            TitleLine::Title if !has_title => continue,
            _ => {}
        }
        print_wrapped(&page.text[line.clone()], setting, to)?;
        is_printed = true;
    }
    Ok(is_printed)
}

/// Prints `block` with its markup. Lines of prose are joined. Lines of lists, tables, code and signatures are kept.
fn print_block(speech: &Document, block: &Block, setting: Setting, to: &mut dyn Write) -> anyhow::Result<()> {
    let text = speech.text();
    let margin = if setting.numbers { speech.paragraph_count().to_string().len() + 2 } else { 0 };
    let mut lead = match speech.number_of(block.index) {
        Some(number) if setting.numbers => format!("{number:>0$}  ", margin - 2),
        _ => " ".repeat(margin),
    };
    let lines: Vec<String> = match setting.width {
        0 => text_of(speech, block.range.clone(), setting.markup).lines().map(ToOwned::to_owned).collect(),
        columns => {
            let columns = columns.saturating_sub(u16::try_from(margin).unwrap_or(u16::MAX));
            let (cells, ambiguous) = (columns.max(1), setting.ambiguous);
            let width = TextWidth { cells, ambiguous, markup: setting.markup };
            let row = |row: &str, indent: u16| {
                let mut line = " ".repeat(indent.into());
                line.extend(setting.ambiguous.row_graphemes(row).map(|grapheme| grapheme.symbol));
                line
            };
            let shown = |range| -> String {
                let parts = shown_parts(speech, &range, setting.markup).into_iter();
                parts.map(|part| &text[part]).collect()
            };
            if block_lines(speech, block).len() > 1 {
                wrap_block(speech, block, width).map(|(range, indent)| row(&shown(range), indent)).collect()
            } else {
                let prose = text_of(speech, block.range.clone(), setting.markup);
                wrap_text(&prose, width).iter().map(|line| row(line, 0)).collect()
            }
        }
    };
    for line in lines {
        writeln!(to, "{}", format!("{lead}{line}").trim_end())?;
        lead = " ".repeat(margin);
    }
    Ok(())
}
