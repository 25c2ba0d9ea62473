//! The text of an office document while it is read, with the rows of its tables and the text boxes that interrupt it.

use std::mem;

use crate::{builder::Builder, rows::Rows};

/// A text that is being read, with a `state` of its own.
#[derive(Debug, Default)]
pub(crate) struct Flow<S> {
    pub(crate) builder: Builder,
    pub(crate) state: S,
    pub(crate) rows: Rows,
    /// The text boxes of the open paragraph.
    boxes: Builder,
    /// The text that this one interrupts, if it is that of a text box.
    around: Option<Box<Self>>,
}

impl<S: Default> Flow<S> {
    pub(crate) fn start_row(&mut self) {
        self.builder.end();
        self.rows.start_row();
    }

    pub(crate) fn end_row(&mut self) {
        self.builder.end();
        self.rows.end_row();
    }

    /// Interrupts the text by that of a text box.
    pub(crate) fn start_box(&mut self) {
        let within = Self { builder: self.builder.aside(), ..Self::default() };
        let around = mem::replace(self, within);
        self.around = Some(Box::new(around));
    }

    /// Goes on with the text around a text box. Its blocks follow the open paragraph.
    pub(crate) fn end_box(&mut self) {
        let Some(around) = self.around.take() else { return };
        let mut within = mem::replace(self, *around);
        self.builder.resume(&mut within.builder);
        self.boxes.add_aside(within.builder);
    }

    /// Ends a paragraph, and its block if `is_whole`. The text boxes in it follow.
    pub(crate) fn end_paragraph(&mut self, is_whole: bool) {
        self.builder.emphasize(&[]);
        if is_whole && self.rows.is_empty() {
            self.builder.end();
        }
        if !self.boxes.is_empty() {
            self.builder.add_aside(mem::take(&mut self.boxes));
        }
    }
}
