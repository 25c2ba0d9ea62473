//! The notice in the status line. It lasts until the next command.

use crate::app::change::Change;

/// Messages for the reader, one a line.
#[derive(Debug, Clone, Default)]
pub(in crate::app) struct Notice(Option<String>);

impl Notice {
    /// Creates a notice of `lines`.
    pub(in crate::app) fn new(lines: impl Iterator<Item = String>) -> Self {
        let mut notice = Self::default();
        for line in lines {
            notice.add(&line);
        }
        notice
    }

    /// Returns the text, if there is any.
    pub(in crate::app) fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// Applies a change of the notice. Other changes are none of its own.
    pub(in crate::app) fn react(&mut self, change: Change) -> Vec<Change> {
        match change {
            Change::Notice(text) => self.set(text),
            Change::AddedNotice(line) => self.add(&line),
            Change::OutdatedNotice(line) => self.remove(line),
            _ => Vec::new(),
        }
    }

    /// Replaces the text.
    fn set(&mut self, text: String) -> Vec<Change> {
        self.0 = Some(text);
        Vec::new()
    }

    /// Adds `line` below the others.
    pub(in crate::app) fn add(&mut self, line: &str) -> Vec<Change> {
        let before = self.0.take().map(|text| text + "\n").unwrap_or_default();
        self.set(before + line)
    }

    /// Removes every line that equals `line`.
    fn remove(&mut self, line: &str) -> Vec<Change> {
        if let Some(text) = &self.0 {
            let left: Vec<&str> = text.lines().filter(|other| *other != line).collect();
            self.0 = (!left.is_empty()).then(|| left.join("\n"));
        }
        Vec::new()
    }

    /// Removes all text.
    pub(in crate::app) fn clear(&mut self) {
        self.0 = None;
    }
}
