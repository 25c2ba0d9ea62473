//! Tables of plain text that fit the width of the terminal.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use oratory_core::{Ambiguous, Markup, TextWidth, wrap_text};

use crate::cli::setup::Setup;

/// Blanks between two columns.
const GAP: usize = 2;

/// The least width of the column that takes the rest of a line.
const MIN_REST: usize = 8;

/// A column of a table.
#[derive(Debug)]
pub(super) struct Column {
    heading: String,
    is_right: bool,
    /// The most cells. `None` for the column that takes the rest of the line.
    max: Option<usize>,
}

impl Column {
    /// Creates a column of at most `max` cells, aligned to the left.
    pub(super) fn left(heading: &str, max: usize) -> Self {
        Self { heading: heading.to_owned(), is_right: false, max: Some(max) }
    }

    /// Creates a column of numbers.
    pub(super) fn right(heading: &str) -> Self {
        Self { heading: heading.to_owned(), is_right: true, max: Some(MAX_NUMBER) }
    }

    /// Creates the column that takes the rest of the line.
    pub(super) fn rest(heading: &str) -> Self {
        Self { heading: heading.to_owned(), is_right: false, max: None }
    }
}

/// The most cells of a number, and of the name of a speech above it.
const MAX_NUMBER: usize = 12;

/// The width of the output, and of its characters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    /// Columns of a line, or `usize::MAX`.
    pub(super) width: usize,
    pub(super) ambiguous: Ambiguous,
}

impl Page {
    pub(super) fn new(setup: &Setup) -> anyhow::Result<Self> {
        let width = match setup.table_width() {
            0 => usize::MAX,
            width => width.into(),
        };
        Ok(Self { width, ambiguous: setup.config()?.look.ambiguous })
    }

    /// Wraps a text into lines of `cells` cells.
    pub(super) fn wrapped(self, text: &str, cells: usize) -> Vec<String> {
        let cells = u16::try_from(cells).unwrap_or(u16::MAX).max(1);
        wrap_text(text, TextWidth { cells, ambiguous: self.ambiguous, markup: Markup::HIDDEN })
    }

    /// Prints lines, wrapped.
    pub(super) fn print_lines(self, lines: &[String], to: &mut dyn Write) -> io::Result<()> {
        let mut lines = lines.iter().flat_map(|line| self.wrapped(line, self.width));
        lines.try_for_each(|line| writeln!(to, "{line}"))
    }

    /// Prints lines above a table, wrapped, and a blank line.
    pub(super) fn print_heading(self, lines: &[String], to: &mut dyn Write) -> io::Result<()> {
        self.print_lines(lines, to)?;
        writeln!(to)
    }

    /// Prints a table with its headings.
    pub(super) fn print_table(
        self,
        columns: &[Column],
        rows: &[Vec<String>],
        to: &mut dyn Write,
    ) -> io::Result<()> {
        let headings = columns.iter().map(|column| column.heading.clone()).collect();
        let widths = self.widths(columns, &headings, rows);
        for row in std::iter::once(&headings).chain(rows) {
            let mut line = String::new();
            for ((cell, column), &width) in row.iter().zip(columns).zip(&widths) {
                let cell = self.cut(cell, width);
                let blanks = " ".repeat(width.saturating_sub(self.ambiguous.width(&cell)));
                if !line.is_empty() {
                    line += &" ".repeat(GAP);
                }
                line += &if column.is_right { blanks + &cell } else { cell.into_owned() + &blanks };
            }
            writeln!(to, "{}", self.cut(line.trim_end(), self.width))?;
        }
        Ok(())
    }

    /// Returns the widths of `columns`.
    fn widths(self, columns: &[Column], headings: &Vec<String>, rows: &[Vec<String>]) -> Vec<usize> {
        let mut widths = vec![0; columns.len()];
        for row in std::iter::once(headings).chain(rows) {
            for ((width, cell), column) in widths.iter_mut().zip(row).zip(columns) {
                *width = self.ambiguous.width(cell).min(column.max.unwrap_or(usize::MAX)).max(*width);
            }
        }
        if let Some(rest) = columns.iter().position(|column| column.max.is_none()) {
            let others = widths.iter().sum::<usize>() - widths[rest] + GAP * (columns.len() - 1);
            widths[rest] = self.width.saturating_sub(others).max(MIN_REST).min(widths[rest]);
        }
        widths
    }

    /// Returns a text that is cut with an ellipsis if it is wider than `cells`.
    fn cut(self, text: &str, cells: usize) -> Cow<'_, str> {
        if self.ambiguous.width(text) <= cells {
            return Cow::Borrowed(text);
        }
        let room = cells.saturating_sub(self.ambiguous.width(ELLIPSIS));
        Cow::Owned(format!("{}{ELLIPSIS}", self.ambiguous.head(text, room).trim_end()))
    }
}

const ELLIPSIS: &str = "…";
