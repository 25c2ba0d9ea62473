//! Prints speeches: the title page, then the paragraphs, one per line unless a width is given.

use std::{
    borrow::Cow,
    io::{self, Write},
    iter,
    ops::Range,
};

use super::naming::Named;
use oratory_core::{
    document::{
        details::{TitleSource, collapse},
        speech::{Block, Speech},
        title_page::TitleLine,
    },
    layout::{
        grapheme::Ambiguous,
        joined::on_one_line,
        rows::{TextWidth, block_lines, wrap_block, wrap_line},
    },
};

/// Settings for printing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// Columns of a line. 0 means no wrapping.
    pub(super) width: u16,
    /// Width of ambiguous characters.
    pub(super) ambiguous: Ambiguous,
    /// Print paragraph numbers.
    pub(super) numbers: bool,
    /// Print a made-up title, such as the name of the file, if a text states none.
    pub(super) made_up_titles: bool,
}

/// Prints texts, or the paragraphs selected in them.
pub(super) fn show(texts: &[Named], setting: Setting, to: &mut dyn Write) -> anyhow::Result<()> {
    for (index, Named { speech, paragraphs }) in texts.iter().enumerate() {
        if index > 0 {
            writeln!(to)?;
        }
        let blocks: Vec<Block> = match paragraphs {
            Some(numbers) => {
                let of_number = |number| speech.paragraph(number).map(|index| speech.block(index));
                numbers.clone().filter_map(of_number).collect()
            }
            None => speech.blocks().collect(),
        };
        let mut is_begun = false;
        if paragraphs.is_none() {
            if index > 0 {
                writeln!(to)?;
            }
            is_begun = print_title_page(speech, setting, to)?;
        }
        for block in &blocks {
            if std::mem::replace(&mut is_begun, true) {
                writeln!(to)?;
            }
            print_block(speech, block, setting, to)?;
        }
    }
    Ok(())
}

/// Prints quotations, separated by blank lines.
pub(super) fn print_quotations(
    quotations: &[String],
    setting: Setting,
    to: &mut dyn Write,
) -> anyhow::Result<()> {
    for (index, quotation) in quotations.iter().enumerate() {
        if index > 0 {
            writeln!(to)?;
        }
        for line in quotation.lines() {
            print_wrapped(line, setting, to)?;
        }
    }
    Ok(())
}

/// Prints a line, wrapped at the width unless that is 0.
fn print_wrapped(line: &str, setting: Setting, to: &mut dyn Write) -> io::Result<()> {
    let Setting { width: cells, ambiguous, .. } = setting;
    if cells == 0 {
        return writeln!(to, "{line}");
    }
    let lines = wrap_line(line, TextWidth { cells, ambiguous });
    lines.iter().try_for_each(|line| writeln!(to, "{line}"))
}

/// Prints the title page. Returns `true` unless it is empty.
fn print_title_page(speech: &Speech, setting: Setting, to: &mut dyn Write) -> anyhow::Result<bool> {
    let page = speech.title_page();
    let has_title = setting.made_up_titles || speech.details().title_source == TitleSource::FrontMatter;
    let lines = || {
        page.lines.iter().filter(|(role, _)| match role {
            TitleLine::Blank => false,
            TitleLine::Title => has_title,
            _ => true,
        })
    };
    for (_, line) in lines() {
        print_wrapped(&page.text[line.clone()], setting, to)?;
    }
    Ok(lines().next().is_some())
}

/// Prints a block. Line ends in prose become spaces. Lines of lists, tables, code and signatures are kept.
fn print_block(speech: &Speech, block: &Block, setting: Setting, to: &mut dyn Write) -> anyhow::Result<()> {
    let text = speech.text();
    let margin = if setting.numbers { speech.paragraph_count().to_string().len() + 2 } else { 0 };
    let mut lead = match speech.number_of(block.index) {
        Some(number) if setting.numbers => format!("{number:>0$}  ", margin - 2),
        _ => " ".repeat(margin),
    };
    let lines: Vec<String> = match setting.width {
        0 => {
            let lines = block_lines(speech, block).into_iter();
            lines.map(|(line, _)| on_one_line(&text[line]).into_owned()).collect()
        }
        columns => {
            let columns = columns.saturating_sub(u16::try_from(margin).unwrap_or(u16::MAX));
            let row = |(row, indent): (Range<usize>, u16)| {
                let indent = Cow::Owned(" ".repeat(indent.into()));
                let graphemes = setting.ambiguous.row_graphemes(&text[row]);
                iter::once(indent).chain(graphemes.map(|grapheme| grapheme.symbol)).collect()
            };
            let width = TextWidth { cells: columns.max(1), ambiguous: setting.ambiguous };
            wrap_block(speech, block, width).map(row).collect()
        }
    };
    for line in lines {
        writeln!(to, "{}", format!("{lead}{line}").trim_end())?;
        lead = " ".repeat(margin);
    }
    Ok(())
}

/// Prints a table. The last column may have any width.
pub(super) fn print_table(
    rows: &[Vec<String>],
    ambiguous: Ambiguous,
    to: &mut dyn Write,
) -> anyhow::Result<()> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| ambiguous.width(cell)).max();
    let widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or(0)).collect();
    for row in rows {
        let mut line = String::new();
        for (cell, wide) in row.iter().map(|cell| collapse(cell)).zip(&widths) {
            line += &cell;
            line += &" ".repeat(wide.saturating_sub(ambiguous.width(&cell)) + 2);
        }
        writeln!(to, "{}", line.trim_end())?;
    }
    Ok(())
}
