//! Speeches as plain text: the title page, then the paragraphs, one line each unless a width is given.

use std::io::{self, BufWriter, Write};

use anyhow::Context as _;

use crate::text::{
    layout::wrap_block,
    library::Library,
    speech::{Block, Kind, Speech, TitleLine},
};

/// Prints all speeches. A reader who has seen enough may close the pipe: that is no error.
pub(super) fn print(library: &Library, width: u16, to: &mut dyn Write) -> anyhow::Result<()> {
    match print_all(library, width, BufWriter::new(to)) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed.context("cannot write to the output"),
    }
}

fn print_all(library: &Library, width: u16, mut to: impl Write) -> io::Result<()> {
    for (index, speech) in library.iter().enumerate() {
        if index > 0 {
            write!(to, "\n\n")?;
        }
        let page = speech.title_page();
        for (_, line) in page.lines.iter().filter(|(role, _)| *role != TitleLine::Blank) {
            writeln!(to, "{}", &page.text[line.clone()])?;
        }
        for block in speech.blocks() {
            writeln!(to)?;
            print_block(speech, &block, width, &mut to)?;
        }
    }
    to.flush()
}

/// Prints a block's lines: line ends inside a paragraph are blanks, those of a signature stay.
fn print_block(speech: &Speech, block: &Block, width: u16, to: &mut impl Write) -> io::Result<()> {
    let text = speech.text();
    if width > 0 {
        for row in wrap_block(speech, block, width) {
            writeln!(to, "{}", one_line(text[row].trim_end()))?;
        }
        return Ok(());
    }
    match block.kind {
        Kind::Paragraph(_) => writeln!(to, "{}", one_line(&text[block.range.clone()])),
        Kind::Signature => text[block.range.clone()].lines().try_for_each(|line| writeln!(to, "{line}")),
    }
}

fn one_line(text: &str) -> String {
    text.replace("\r\n", " ").replace('\n', " ")
}
