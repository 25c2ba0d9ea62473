//! The rows of tables. A row is a line if its cells have a paragraph each. Tables that only arrange text on a page have
//! more, and each paragraph is a block.

/// The open rows, the outermost first.
#[derive(Debug, Default)]
pub(crate) struct Rows(Vec<Row>);

/// A row of a table.
#[derive(Debug)]
struct Row {
    cells: usize,
    /// The paragraphs in the open cell.
    paragraphs: usize,
    /// `true` if the cells before have a paragraph each.
    is_line: bool,
}

impl Rows {
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn start_row(&mut self) {
        self.0.push(Row { cells: 0, paragraphs: 0, is_line: true });
    }

    pub(crate) fn end_row(&mut self) {
        self.0.pop();
        // A row in a cell is no part of a line.
        if let Some(row) = self.0.last_mut() {
            row.is_line = false;
        }
    }

    pub(crate) fn start_cell(&mut self) {
        if let Some(row) = self.0.last_mut() {
            row.is_line &= row.cells == 0 || row.paragraphs == 1;
            row.cells += 1;
            row.paragraphs = 0;
        }
    }

    pub(crate) fn start_paragraph(&mut self) {
        if let Some(row) = self.0.last_mut() {
            row.paragraphs += 1;
        }
    }

    /// Returns `true` if the open paragraph goes on in the line of its row. Headings and items never do.
    pub(crate) fn is_in_line(&mut self, is_prose: bool) -> bool {
        let Some(row) = self.0.last_mut() else { return false };
        row.is_line &= is_prose && row.paragraphs == 1;
        row.is_line
    }
}
