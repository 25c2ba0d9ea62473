//! Closing what is open: Esc, `q` and Ctrl-c.

use super::{change::Change, env::Env, focused::Focused, sidebar::Listing};
use crate::{command::Context, effect::Effect};

impl Focused<'_> {
    /// Closes the topmost of popup or prompt, notebook, selection, study view, concordance, list and highlight. It never quits.
    pub(super) fn cancel(self, env: &Env<'_>) -> Vec<Change> {
        let is_searching = self.panes.is_pair() && self.search.active().is_some();
        let returns_to_study = self.study.is_covered() && !self.search.is_inside();
        if self.overlays.is_any_open() {
            self.overlays.cancel(self.notes, env)
        } else if self.notes.notebook().is_open() {
            self.notes.cancel_notebook()
        } else if self.context == Context::Selection {
            let uncovered = self.study.uncover_from(self.panes.active().selected());
            [uncovered, self.panes.active_mut().clear_selection()].concat()
        } else if self.study.view().is_some() && !is_searching {
            self.study.cancel()
        } else if returns_to_study && self.context.is_concordance() {
            let open = self.panes.active().open();
            [self.search.unlist_matches(self.library, open), self.study.uncover()].concat()
        } else if self.sidebar.has_focus() {
            self.sidebar.cancel()
        } else if self.study.is_covered() && self.search.active().is_none() {
            self.study.uncover()
        } else {
            self.search.cancel(self.library)
        }
    }

    /// Closes what is open over the text, or quits.
    pub(super) fn close(self, env: &Env<'_>) -> Vec<Change> {
        let is_view = self.context.is_concordance() || self.context == Context::Selection;
        let is_study = self.study.view().is_some() && !self.study.is_start_view();
        if is_view || self.is_covered() || is_study {
            return self.cancel(env);
        }
        vec![Change::Effect(Effect::Quit)]
    }

    /// Stops an export, a question, a search or a converter that is still running, or closes like [`Focused::close`].
    pub(super) fn interrupt(self, env: &Env<'_>) -> Vec<Change> {
        if self.context == Context::Note {
            return self.overlays.interrupt_note(self.notes, env);
        }
        if !self.overlays.is_any_open()
            && let Some(changes) = self.overlays.stop_exports().or_else(|| self.study.interrupt())
        {
            return changes;
        }
        let stops = !self.is_covered() && self.search.can_stop(self.library);
        if stops {
            return self.search.stop(env);
        }
        let open = self.panes.active().open();
        if self.library.can_stop_converting(open) {
            return vec![Change::StopConverting(open)];
        }
        self.close(env)
    }

    /// Returns `true` if a popup, a prompt or a list covers the text.
    pub(super) fn is_covered(&self) -> bool {
        let is_list = self.sidebar.listing() != Listing::Speeches;
        let covers_text = || self.sidebar.has_focus() && self.page.reading.is_empty();
        self.overlays.is_any_open() || self.notes.notebook().is_open() || is_list || covers_text()
    }
}
