//! Movements by keys and by the mouse wheel.

use super::{
    change::{Change, StudyChange},
    env::Env,
    focused::Focused,
    pairing,
    panes::mouse::{self, Under},
};
use crate::command::{Context, Motion, Turn};

impl Focused<'_> {
    /// Moves what has the focus.
    #[rustfmt::skip]
    pub(super) fn go(self, motion: Motion, count: Option<usize>, env: &Env<'_>) -> Vec<Change> {
        if motion == Motion::Percent && count.is_none() {
            return vec![Change::notice("type a number first: 50% goes to the middle")];
        }
        let (page, open, times) = (self.page, self.panes.active().open(), count.unwrap_or(1));
        let is_match = matches!(motion, Motion::NextMatch | Motion::PreviousMatch);
        let is_pair = self.panes.is_pair() && self.search.active().is_none();
        match (motion, self.context) {
            (Motion::NextSpeech | Motion::PreviousSpeech, _) => self.sidebar.turn(motion, times, self.shown, self.library),
            (Motion::NextAnnotation, _) => self.notes.next(times, self.panes.active(), self.library),
            (Motion::PreviousAnnotation, _) => self.notes.previous(times, self.panes.active(), self.library),
            (_, Context::Concordance) if is_match => self.search.step_line(motion, times),
            _ if is_match && is_pair => vec![Change::Study(StudyChange::Step(motion, times))],
            _ if is_match && self.study.has_places() && self.search.active().is_none() => self.study.step(motion, times, self.library),
            _ if is_match => self.search.step_or_repeat((motion, times), self.last_search, self.library, open, env),
            (_, Context::Concordance | Context::Near) => self.search.move_line(motion, count, page.reading.height),
            (_, Context::Phrases | Context::Words) => self.study.go(motion, count, page.reading),
            (_, Context::Popup) => self.overlays.scroll_popup(motion, count),
            (_, Context::Notebook) => self.notes.go_in_notebook(motion, count),
            (_, Context::List | Context::Outline) => self.sidebar.go(motion, count, page.list.height),
            _ if self.panes.is_merged() => vec![Change::Study(StudyChange::Go(motion, count))],
            _ => self.panes.active_mut().go(motion, count, self.library, page),
        }
    }

    /// Scrolls what is under the pointer. In the list that has the focus, moves the cursor.
    pub(super) fn turn_wheel(self, turn: Turn, at: (u16, u16)) -> Vec<Change> {
        let motion = if turn == Turn::Up { Motion::RowUp } else { Motion::RowDown };
        let (page, pages, rows) = (self.page, self.pages, mouse::WHEEL_ROWS);
        match mouse::under_wheel(at, page, self.panes.is_pair().then_some(pages), self.context) {
            Under::Popup => self.overlays.scroll_popup(motion, Some(rows)),
            Under::Notebook => self.notes.scroll_notebook(turn, self.library),
            Under::Preview => self.panes.active_mut().scroll_cover(motion, rows),
            Under::Pane(number) => {
                pairing::scroll((self.study, self.panes), number, motion, self.library, pages)
            }
            Under::Study => self.study.scroll(turn, rows, page.reading),
            Under::List => self.sidebar.turn_wheel(turn, page.list.height),
            Under::Concordance => self.search.scroll_lines(turn, rows, page.reading.height),
            Under::Text => {
                self.panes.active_mut().change(self.shown, self.library, page, |reading, column| {
                    reading.go(motion, Some(rows), column);
                })
            }
        }
    }
}
