//! Two panes: opening a second one, switching between them, and going back to one.

use std::ops::Range;

use super::{
    Panes,
    mouse::WHEEL_ROWS,
    page::{Page, pane_at},
    pane::Pane,
    position::Position,
    reading::Reading,
};
use crate::{
    app::{
        change::{Change, StudyChange},
        library::Library,
    },
    catalog::{DocumentId, Entry},
    command::Motion,
    session::SavedPosition,
};

impl Panes {
    /// Returns `true` if there are two panes.
    pub(crate) const fn is_pair(&self) -> bool {
        self.all.len() > 1
    }

    /// Returns the number of the pane that commands do not act on, if there are two.
    pub(crate) fn other_number(&self) -> Option<usize> {
        self.is_pair().then_some(1 - self.active)
    }

    /// Returns the pane that commands do not act on, if there are two.
    pub(crate) fn other(&self) -> Option<&Pane> {
        self.all.get(self.other_number()?)
    }

    /// Returns the pane that commands do not act on, if there are two.
    pub(crate) fn other_mut(&mut self) -> Option<&mut Pane> {
        let number = self.other_number()?;
        self.all.get_mut(number)
    }

    /// Returns a pane by its number.
    pub(crate) fn pane_mut(&mut self, number: usize) -> Option<&mut Pane> {
        self.all.get_mut(number)
    }

    /// Returns the reader's position in `speech`: in the pane in which it is open, or else in the active one.
    pub(crate) fn reading(&self, speech: DocumentId) -> Option<&Reading> {
        let other = self.other().filter(|other| other.open() == speech && self.active().open() != speech);
        other.unwrap_or_else(|| self.active()).reading(speech)
    }

    /// Opens two speeches beside each other. The active pane is the one with the open speech, or else the first.
    pub(crate) fn open_pair(&mut self, pair: [DocumentId; 2]) -> Vec<Change> {
        let mut changes = self.close_pair();
        let side = usize::from(pair[0] != self.active().open() && pair[1] == self.active().open());
        changes.extend(self.active_mut().switch_to(pair[side]));
        let beside = self.active().beside(pair[1 - side]);
        self.all.insert(1 - side, beside);
        self.active = side;
        changes.extend((pair[0] != pair[1]).then(|| Change::Opened(pair[1 - side])));
        changes
    }

    /// Goes back to one pane. The active one stays, and knows the position in the other speech.
    pub(crate) fn close_pair(&mut self) -> Vec<Change> {
        if let Some(number) = self.other_number() {
            let other = self.all.remove(number);
            (self.active, self.is_merged) = (0, false);
            self.active_mut().take_position_of(other);
        }
        Vec::new()
    }

    /// Records whether two speeches are shown in one column.
    pub(crate) fn set_merged(&mut self, is_merged: bool) {
        self.is_merged = is_merged && self.is_pair();
    }

    /// Returns `true` if two speeches are shown in one column.
    pub(crate) const fn is_merged(&self) -> bool {
        self.is_merged
    }

    /// Makes the other pane the active one.
    pub(crate) fn switch(&mut self) -> Vec<Change> {
        self.active = self.other_number().unwrap_or(self.active);
        Vec::new()
    }

    /// Makes the pane under the pointer the active one, if there are two.
    pub(crate) fn activate_at(&mut self, at: (u16, u16), pages: [Page; 2]) {
        if let Some(number) = pane_at(pages, at).filter(|_| self.is_pair() && !self.is_merged) {
            self.active = number;
        }
    }

    /// Returns the speeches that are open.
    pub(crate) fn speeches(&self) -> Vec<DocumentId> {
        self.all.iter().map(Pane::open).collect()
    }

    /// Scrolls the speech in a pane.
    pub(crate) fn scroll_pane(
        &mut self,
        number: usize,
        motion: Motion,
        library: &Library,
        page: Page,
    ) -> Vec<Change> {
        self.change_pane(number, library, page, |reading, column| {
            reading.go(motion, Some(WHEEL_ROWS), column);
        });
        Vec::new()
    }

    /// Opens `speech`: in the pane in which it is open, or in the active one. A third speech ends the pair.
    pub(crate) fn open(&mut self, speech: DocumentId) -> Vec<Change> {
        match self.other().map(Pane::open) {
            None => self.active_mut().switch_to(speech),
            Some(_) if self.active().open() == speech => Vec::new(),
            Some(other) if other == speech => self.switch(),
            Some(_) => vec![Change::Study(StudyChange::LeavePair), Change::Open(speech)],
        }
    }

    /// Replaces the text of a speech like [`Pane::replace_text`], in all panes. Returns the reader's position before.
    pub(crate) fn replace_text(
        &mut self,
        speech: DocumentId,
        texts: (&Entry, &Entry),
        saved: Option<&SavedPosition>,
        is_reload: bool,
    ) -> Position {
        let position = self.active_mut().replace_text(speech, texts, saved, is_reload);
        let is_open = self.active().open() == speech;
        let there =
            self.other_mut().map(|other| (other.open(), other.replace_text(speech, texts, saved, is_reload)));
        there.filter(|(open, _)| *open == speech && !is_open).map_or(position, |(_, position)| position)
    }

    /// Clears selections in a text that has changed like [`Pane::clear_outdated`], in all panes.
    pub(crate) fn clear_outdated(&mut self, speech: DocumentId, before: &Entry, now: &Entry) -> Vec<Change> {
        self.all.iter_mut().flat_map(|pane| pane.clear_outdated(speech, before, now)).collect()
    }

    /// Forgets the rows of a speech like [`Pane::evict`], in all panes. Returns the reader's position.
    pub(crate) fn evict(&mut self, speech: DocumentId, library: &Library) -> Option<SavedPosition> {
        if let Some(other) = self.other_mut() {
            other.evict(speech, library);
        }
        self.active_mut().evict(speech, library)
    }

    /// Makes the movement that was delayed until `speech` is loaded, in the pane that it was made in. `page` is that of a
    /// single pane, `pages` are those of two.
    pub(crate) fn run_delayed(
        &mut self,
        speech: DocumentId,
        library: &Library,
        (page, pages): (Page, [Page; 2]),
    ) {
        if !self.is_pair() {
            return self.active_mut().run_delayed(speech, library, page);
        }
        for (pane, page) in self.all.iter_mut().zip(pages) {
            pane.run_delayed(speech, library, page);
        }
    }

    /// Re-wraps the rows of the pane that commands do not act on.
    pub(crate) fn refresh_other(
        &mut self,
        library: &Library,
        page: Page,
        current_match: Option<Range<usize>>,
    ) {
        if let Some(other) = self.other_mut() {
            other.refresh(other.open(), library, page, current_match, false);
        }
    }
}
