//! The panes: what is open, the reader's position in it, and how the screen is divided.

mod aligning;

pub(crate) mod column;

pub(crate) mod jumps;

pub(crate) mod page;

pub(crate) mod pane;

mod pair;

pub(crate) mod position;

pub(crate) mod reading;

pub(crate) mod mouse;

pub(crate) mod preview;

pub(crate) mod settings;

pub(crate) mod dragging;

mod selecting;

pub(crate) mod selection;

mod sentences;

mod showing;

mod turns;

use std::sync::Arc;

use self::{
    page::{Focus, Occupied, Page, View},
    pane::Pane,
};
use super::{
    change::{Change, StudyChange},
    library::Library,
};
use crate::catalog::{DocumentId, Entry};
use crate::config::Config;

/// One or two panes with a text, and the settings of the screen.
#[derive(Debug, Clone)]
pub struct Panes {
    /// Never empty. There are two while two speeches are side by side.
    all: Vec<Pane>,
    /// The index of the pane that commands act on.
    active: usize,
    /// `true` if two speeches are shown in one column.
    is_merged: bool,
    view: View,
}

impl Panes {
    /// Creates one pane, in which the first speech is open at its title page.
    pub(crate) fn new(library: &Library, config: &Config, size: (u16, u16)) -> Self {
        let view = View {
            size,
            text_width: config.text_width,
            ambiguous: config.look.ambiguous,
            list_width: config.list_width,
            list_shown: true,
            numbers: config.numbers,
            markup: config.markup,
            mouse: config.mouse,
        };
        Self { all: vec![Pane::new(library)], active: 0, is_merged: false, view }
    }

    /// Returns the pane that commands act on.
    pub fn active(&self) -> &Pane {
        &self.all[self.active]
    }

    /// Returns the pane that commands act on.
    pub(crate) fn active_mut(&mut self) -> &mut Pane {
        &mut self.all[self.active]
    }

    /// Returns the panes, of which there are one or two.
    pub fn all(&self) -> &[Pane] {
        &self.all
    }

    /// Returns the number of the pane that commands act on.
    pub(crate) const fn active_number(&self) -> usize {
        self.active
    }

    /// Returns the settings of the screen.
    pub const fn view(&self) -> &View {
        &self.view
    }

    /// Returns the settings of the screen.
    pub(crate) const fn view_mut(&mut self) -> &mut View {
        &mut self.view
    }

    /// Shows or hides the list.
    pub(crate) const fn show_list(&mut self, is_shown: bool) {
        self.view.list_shown = is_shown;
    }

    /// Sets the size of the screen, in columns and rows.
    pub(crate) fn resize(&mut self, size: (u16, u16)) -> Vec<Change> {
        self.view.size = size;
        vec![Change::Study(StudyChange::AlignAgain)]
    }

    /// Divides the screen for `speech`.
    pub(crate) fn page(&self, speech: Option<&Arc<Entry>>, occupied: Occupied) -> Page {
        let numbers = speech.map_or(0, |speech| speech.paragraph_count());
        let digits = u16::try_from(numbers.max(1).ilog10() + 1).unwrap_or(u16::MAX);
        let focus = match occupied.focus {
            Focus::Pane(_) if self.is_merged => Focus::Merged,
            focus => focus,
        };
        Page::new(&self.view, digits, Occupied { focus, ..occupied })
    }

    /// Divides the screen for the speeches of two panes.
    pub(crate) fn pages(&self, library: &Library, prompt: bool) -> [Page; 2] {
        [0, 1].map(|number| {
            let speech = self.all.get(number).and_then(|pane| library.get(pane.open()));
            self.page(speech, Occupied { focus: Focus::Pane(number), prompt, many: false })
        })
    }

    /// Adds positions for speeches that were added to `library`. Opens the first one that can be read if they are
    /// its first ones.
    pub(crate) fn grow(&mut self, library: &Library, are_first: bool) -> Vec<Change> {
        for pane in &mut self.all {
            pane.grow(library);
            if are_first {
                pane.begin_at(library.first_readable());
            }
        }
        Vec::new()
    }

    /// Shows more of the head of a text that is being read.
    pub(crate) fn replace_head(&mut self, speech: DocumentId, library: &Library) -> Vec<Change> {
        for pane in &mut self.all {
            pane.replace_head(speech, &library[speech]);
        }
        Vec::new()
    }
}
