//! The editor of a note: several lines in a popup, wrapped at its width.

use std::ops::Range;

use oratory_core::{Ambiguous, Annotation, TextWidth, wrap};
use ratatui_textarea::{CursorMove, DataCursor, TextArea};
use unicode_segmentation::UnicodeSegmentation;

use super::popup::{MARGIN, WIDEST};
use crate::command::Edit;

/// The longest note, in characters. Every key has to lay out all of it.
pub(super) const MAX_NOTE_CHARS: usize = 10_000;

/// The fewest rows of text that are shown where the screen has room for them.
const LEAST_ROWS: usize = 4;

/// A note being typed.
#[derive(Debug, Clone)]
pub(crate) struct NoteEditor {
    /// The annotation before the change.
    pub(crate) annotation: Annotation,
    area: TextArea<'static>,
    /// The rows, each with its line and the range in it.
    rows: Vec<(usize, Range<usize>)>,
    /// The first row in view.
    top: usize,
    /// The number of rows in view.
    height: usize,
    ambiguous: Ambiguous,
}

impl NoteEditor {
    /// Opens `note`, with the cursor at its end.
    pub(super) fn new(annotation: Annotation, note: &str) -> Self {
        let mut area = TextArea::from(note.split('\n'));
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        let ambiguous = Ambiguous::Narrow;
        Self { annotation, area, rows: Vec::new(), top: 0, height: 0, ambiguous }
    }

    /// Returns the text.
    pub(crate) fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Returns `true` if the text is another one than the saved note.
    pub(super) fn is_changed(&self) -> bool {
        self.text().trim() != self.annotation.note
    }

    /// Returns the rows in view.
    pub(crate) fn rows_in_view(&self) -> impl Iterator<Item = &str> {
        let rows = self.rows.iter().skip(self.top).take(self.height);
        rows.filter_map(|(line, range)| self.area.lines().get(*line)?.get(range.clone()))
    }

    /// Returns the number of rows in view.
    pub(crate) const fn height(&self) -> usize {
        self.height
    }

    /// Returns the column and row of the cursor in the view.
    pub(crate) fn cursor(&self) -> (usize, usize) {
        let (row, column) = self.cursor_row();
        (column, row.saturating_sub(self.top))
    }

    /// Lays out the text for a screen of this size.
    pub(super) fn refresh(&mut self, (columns, rows): (u16, u16), ambiguous: Ambiguous) {
        let widest = u16::try_from(WIDEST).unwrap_or(u16::MAX);
        // The cursor stands behind the last letter.
        let cells = columns.saturating_sub(MARGIN + 1).clamp(1, widest);
        let width = TextWidth { cells, ambiguous, ..TextWidth::default() };
        self.ambiguous = ambiguous;
        self.rows.clear();
        for (index, line) in self.area.lines().iter().enumerate() {
            self.rows.extend(wrap(line, 0..line.len(), width).into_iter().map(|row| (index, row)));
        }
        // The passage stays in view: the editor takes half of the screen, less its title.
        let most = (usize::from(rows) / 2).saturating_sub(1).max(1);
        self.height = self.rows.len().max(LEAST_ROWS).min(most);
        let row = self.cursor_row().0;
        self.top = self.top.min(row).max((row + 1).saturating_sub(self.height));
        self.top = self.top.min(self.rows.len().saturating_sub(self.height));
    }

    /// Returns the row and the column of the cursor.
    fn cursor_row(&self) -> (usize, usize) {
        let DataCursor(line, at) = self.area.cursor();
        let Some(text) = self.area.lines().get(line) else { return (0, 0) };
        let offset = text.char_indices().nth(at).map_or(text.len(), |(offset, _)| offset);
        let row = self.rows.iter().rposition(|(of, range)| *of == line && range.start <= offset).unwrap_or(0);
        let start = self.rows.get(row).map_or(0, |(_, range)| range.start.min(offset));
        (row, self.ambiguous.width(&text[start..offset]))
    }

    /// Returns the number of characters after an edit that inserts text, or 0 after other edits.
    pub(super) fn length_after(&self, edit: &Edit) -> usize {
        let added = match edit {
            Edit::Type(text) | Edit::Paste(text) => text.chars().count(),
            Edit::Yank => self.area.yank_text().chars().count(),
            Edit::Break => 1,
            _ => return 0,
        };
        self.text().chars().count() + added
    }

    /// Edits the text.
    pub(super) fn edit(&mut self, edit: Edit) {
        match edit {
            Edit::Type(text) | Edit::Paste(text) => {
                self.area.insert_str(inserted(&text));
            }
            Edit::Break => self.area.insert_newline(),
            Edit::Left => self.step(CursorMove::Back),
            Edit::Right => self.step(CursorMove::Forward),
            Edit::Up => self.step_row(|row| row.checked_sub(1)),
            Edit::Down => self.step_row(|row| Some(row + 1)),
            Edit::WordLeft => self.area.move_cursor(CursorMove::WordBack),
            Edit::WordRight => self.area.move_cursor(CursorMove::WordForward),
            Edit::Home => self.area.move_cursor(CursorMove::Head),
            Edit::End => self.area.move_cursor(CursorMove::End),
            Edit::Backspace => {
                let before = self.area.cursor();
                self.step(CursorMove::Back);
                let DataCursor(line, at) = self.area.cursor();
                let letters = if line == before.0 { before.1 - at } else { 1 };
                if before != self.area.cursor() {
                    self.area.delete_str(letters);
                }
            }
            Edit::Delete => {
                let DataCursor(line, at) = self.area.cursor();
                self.step(CursorMove::Forward);
                let after = self.area.cursor();
                let letters = if line == after.0 { after.1 - at } else { 1 };
                self.jump(line, at);
                if after != DataCursor(line, at) {
                    self.area.delete_str(letters);
                }
            }
            Edit::DeleteWord => {
                self.area.delete_word();
            }
            Edit::DeleteNextWord => {
                self.area.delete_next_word();
            }
            Edit::DeleteToStart => {
                self.area.delete_line_by_head();
            }
            Edit::DeleteToEnd => {
                self.area.delete_line_by_end();
            }
            Edit::Yank => {
                self.area.paste();
            }
        }
    }

    /// Moves the cursor by a grapheme.
    fn step(&mut self, to: CursorMove) {
        loop {
            let before = self.area.cursor();
            self.area.move_cursor(to);
            let DataCursor(line, at) = self.area.cursor();
            let text = self.area.lines().get(line).map_or("", String::as_str);
            let offset = text.char_indices().nth(at).map_or(text.len(), |(offset, _)| offset);
            let is_between = offset == text.len() || text.grapheme_indices(true).any(|(at, _)| at == offset);
            if is_between || self.area.cursor() == before {
                return;
            }
        }
    }

    /// Moves the cursor to another row, to the grapheme nearest to its column.
    fn step_row(&mut self, to: impl FnOnce(usize) -> Option<usize>) {
        let (row, column) = self.cursor_row();
        let Some((line, range)) = to(row).and_then(|row| self.rows.get(row)).cloned() else { return };
        let text = self.area.lines().get(line).map_or("", String::as_str);
        let is_last = self.rows.iter().all(|(of, other)| *of != line || other.start <= range.start);
        let (mut offset, mut passed) = (range.start, 0);
        for (at, grapheme) in text[range.clone()].grapheme_indices(true) {
            let next = range.start + at + grapheme.len();
            passed += self.ambiguous.width(grapheme);
            // The end of a row that is not the last belongs to the next one.
            if passed > column || next == range.end && !is_last {
                break;
            }
            offset = next;
        }
        let at = text[..offset].chars().count();
        self.jump(line, at);
    }

    fn jump(&mut self, line: usize, at: usize) {
        let [line, at] = [line, at].map(|index| u16::try_from(index).unwrap_or(u16::MAX));
        self.area.move_cursor(CursorMove::Jump(line, at));
    }
}

/// Returns typed or pasted text as it is inserted: with plain line ends, and other control characters as blanks.
fn inserted(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}
