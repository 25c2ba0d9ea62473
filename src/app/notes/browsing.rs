//! The actions of the reader in the notebook.

use oratory_core::Ambiguous;
use ratatui::layout::{Position, Rect};

use super::{Notes, annotations::Placed, notebook::Notebook};
use crate::{
    app::{
        change::Change,
        env::Env,
        library::Library,
        panes::{dragging::DOUBLE_CLICK, jumps::ReaderPosition, page::View, preview::Passage},
        sidebar::scope::Scope,
    },
    catalog::{DocumentId, Location},
    command::{Command, Context, Motion, Turn},
};

impl Notes {
    /// Returns the notebook.
    pub const fn notebook(&self) -> &Notebook {
        &self.notebook
    }

    /// Returns the annotation under the notebook's cursor, while it is open.
    pub fn selected(&self) -> Option<&Placed> {
        self.notebook.is_open().then(|| self.notebook.under_cursor(&self.annotations)).flatten()
    }

    /// Returns the ids of the annotations that the notebook shows, in its order, or of the ticked ones of them.
    pub fn shown_ids(&self) -> Vec<String> {
        self.notebook.shown_ids(&self.annotations)
    }

    /// Returns the passage of the annotation under the cursor: its own or, if it was not found, the proposed one. `None` if
    /// there is no room for the text.
    pub(crate) fn previewed(&self, view: &View) -> Option<Passage<'_>> {
        let placed = self.selected().filter(|_| view.has_notebook_text())?;
        if let Some((speech, range)) = placed.location.range() {
            // Of a paragraph, the start is shown.
            let end = if placed.annotation.is_bookmark() { range.start } else { range.end };
            return Some(Passage { speech, range: range.start..end, note: &placed.annotation.note });
        }
        let range = match placed.location {
            Location::NotLoaded { .. } => 0..0,
            _ => placed.candidate()?.bytes(),
        };
        Some(Passage { speech: placed.location.document()?, range, note: "" })
    }

    /// Opens or closes the notebook. The cursor goes to the annotation at the offset `here` in a speech, or to the last
    /// one before it.
    pub(crate) fn toggle_notebook(
        &mut self,
        here: (DocumentId, usize),
        library: &Library,
        scope: Option<&Scope>,
    ) -> Vec<Change> {
        if self.notebook.is_open() {
            return self.close_notebook();
        }
        self.notebook.open(here, &self.annotations, library, scope);
        // An empty notebook shows the reason itself.
        let read_error = self.annotations.read_error().filter(|_| !self.annotations.all().is_empty());
        read_error.map(Change::notice).into_iter().collect()
    }

    /// Closes the notebook.
    pub(crate) fn close_notebook(&mut self) -> Vec<Change> {
        self.notebook.close();
        Vec::new()
    }

    /// Applies a command that does something else in the notebook than elsewhere. Returns `None` for others.
    pub(crate) fn apply_in_notebook(
        &mut self,
        command: &Command,
        list: Rect,
        here: ReaderPosition,
        library: &Library,
        env: &Env<'_>,
    ) -> Option<Vec<Change>> {
        match *command {
            Command::Open => return Some(vec![Change::ReadSelected]),
            Command::SortList => self.notebook.sort_next(),
            Command::Tick => self.notebook.tick(),
            Command::RemoveBookmark => return Some(self.remove_selected(library, env)),
            Command::Press(x, y) => return Some(self.press((x, y), list, here, env)),
            Command::Drag(..) => {}
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Drops the filter of the notebook, or else closes it.
    pub(crate) fn cancel_notebook(&mut self) -> Vec<Change> {
        if self.notebook.filter().is_empty() {
            return self.close_notebook();
        }
        self.notebook.set_filter(String::new());
        Vec::new()
    }

    /// Sets the filter of the notebook. Returns `None` if it is closed.
    pub(crate) fn filter(&mut self, filter: &str) -> Option<Vec<Change>> {
        self.notebook.is_open().then(|| {
            self.notebook.set_filter(filter.to_owned());
            Vec::new()
        })
    }

    /// Moves the cursor of the notebook by one entry while its filter is typed. Returns `None` if it is closed.
    pub(crate) fn move_cursor(&mut self, motion: Motion) -> Option<Vec<Change>> {
        self.notebook.is_open().then(|| self.go_in_notebook(motion, None))
    }

    /// Moves the cursor of the notebook.
    pub(crate) fn go_in_notebook(&mut self, motion: Motion, count: Option<usize>) -> Vec<Change> {
        self.notebook.go(motion, count, &self.annotations);
        Vec::new()
    }

    /// Scrolls the notebook.
    pub(crate) fn scroll_notebook(&mut self, turn: Turn, library: &Library) -> Vec<Change> {
        self.notebook.scroll(turn == Turn::Down, &self.annotations, library);
        Vec::new()
    }

    /// Puts the cursor of the notebook on the annotation with `id`.
    pub(crate) fn select_annotation(&mut self, id: String) -> Vec<Change> {
        self.notebook.select_id(id);
        Vec::new()
    }

    /// Removes the ticked annotations, or else the one under the cursor.
    fn remove_selected(&mut self, library: &Library, env: &Env<'_>) -> Vec<Change> {
        let ids = if self.notebook.counts().ticked > 0 {
            self.shown_ids()
        } else {
            self.selected().map(|placed| placed.annotation.id.clone()).into_iter().collect()
        };
        self.remove(&ids, library, Context::Notebook, env)
    }

    /// Opens the speech of the annotation under the cursor at its passage, or explains why it was not found.
    pub(crate) fn read_selected(&self) -> Vec<Change> {
        let Some(Placed { annotation, location, .. }) = self.selected() else { return Vec::new() };
        if let Some((speech, range)) = location.range() {
            let end = if annotation.is_bookmark() { range.start } else { range.end };
            return vec![Change::LeaveList, Change::GoTo { speech, range: range.start..end }];
        }
        if let Location::NotLoaded { document } = *location {
            let delay = Change::Delay(Motion::Start, Some(annotation.paragraph));
            return vec![Change::LeaveList, Change::Open(document), delay];
        }
        vec![Change::ExplainOrphan(annotation.id.clone())]
    }

    /// Selects the annotation at column `x` and row `y`. The second press of a double click opens it.
    fn press(&mut self, (x, y): (u16, u16), list: Rect, here: ReaderPosition, env: &Env<'_>) -> Vec<Change> {
        let entry = list.contains(Position::new(x, y)).then(|| self.notebook.lines.entry_at(y - list.y));
        let Some(entry) = entry.flatten() else { return Vec::new() };
        let before = self.notebook.pressed.replace(((x, y), env.now));
        let is_double =
            before.is_some_and(|(at, then)| at == (x, y) && env.now.duration_since(then) <= DOUBLE_CLICK);
        if is_double && self.notebook.cursor() == entry {
            self.notebook.pressed = None;
            return vec![Change::ReadSelected, Change::Jumped(here)];
        }
        self.notebook.select(entry, &self.annotations);
        Vec::new()
    }

    /// Derives the entries of the notebook again if their source has changed, while it is open.
    pub(crate) fn refresh_notebook(&mut self, library: &Library, scope: Option<&Scope>) {
        if self.notebook.is_open() {
            self.notebook.refresh(&self.annotations, library, scope);
        }
    }

    /// Lays out the rows of the notebook in view, while it is open.
    pub(crate) fn refresh_notebook_lines(&mut self, library: &Library, list: Rect, ambiguous: Ambiguous) {
        if self.notebook.is_open() {
            let size = (list.width, list.height);
            self.notebook.refresh_lines(&self.annotations, library, size, ambiguous);
        }
    }
}
