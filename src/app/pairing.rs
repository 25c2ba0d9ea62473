//! Two speeches side by side: what moves in both panes.

use std::{ops::Range, sync::Arc};

use oratory_core::{Mode, ScrollOffset};

use super::{
    change::{Change, StudyChange},
    library::Library,
    notes::Notes,
    panes::{
        Panes,
        column::Column,
        mouse::WHEEL_ROWS,
        page::{self, Page},
        pane::Pane,
        position::Position,
        reading::Reading,
    },
    search::Search,
    session::Session,
    study::{
        Study,
        parallel::LaidOut,
        side_by_side::{Aligned, SideBySide},
    },
};
use crate::{
    catalog::DocumentId,
    command::{Motion, Turn},
};

/// Shows the notes that are open in the panes, and those under `block` in two versions. While paragraphs stand beside each
/// other, blank rows are added.
pub(super) fn show_notes(
    (study, panes): (&mut Study, &mut Panes),
    (notes, library): (&Notes, &Library),
    (shown, block): (DocumentId, Option<usize>),
    layout: [Page; 2],
) {
    if !panes.is_pair() {
        return panes.active_mut().set_notes(shown, notes.opened_in(shown, library));
    }
    let beside = study.beside_mut();
    let open: Vec<DocumentId> = panes.speeches();
    let texts = [0, 1].map(|number: usize| {
        let document = library.whole(open[number])?;
        let notes = notes.opened_in(open[number], library);
        Some(LaidOut { document: Arc::clone(document), width: layout[number].text_width(), notes })
    });
    let shown = match texts {
        [Some(a), Some(b)] if is_parallel(beside) && page::are_beside(layout) => {
            beside.lay_out([a, b]).notes().clone()
        }
        _ => {
            beside.forget_layout();
            [0, 1].map(|number: usize| notes.opened_in(open[number], library))
        }
    };
    if let Some((versions, [Some(a), Some(b)])) =
        beside.versions_mut().map(|versions| (versions, [0, 1].map(|side: usize| library.whole(open[side]))))
    {
        versions.set_notes(&shown, [a, b]);
        let side = panes.active_number();
        let block = block.and_then(|block| versions.block_of(side, block, [a, b][side]));
        versions.move_by(layout[0], |reading, column| reading.show_notes(block, column));
    }
    for (number, notes) in shown.into_iter().enumerate() {
        if let Some(pane) = panes.pane_mut(number) {
            pane.set_notes(pane.open(), notes);
        }
    }
}

fn is_parallel(beside: &SideBySide) -> bool {
    beside.mode() == Some(Mode::Parallel)
}

/// Updates the rows and matches in view in the pane that commands do not act on, if there are two. While paragraphs stand
/// beside each other, that pane follows the active one.
pub(super) fn refresh_other(
    (study, panes): (&mut Study, &mut Panes),
    search: &mut Search,
    library: &Library,
    layout: [Page; 2],
) {
    refresh_versions((study, panes), search, library, layout);
    let Some((number, speech)) = panes.other_number().zip(panes.other().map(Pane::open)) else { return };
    if is_parallel(study.beside()) {
        follow(study.beside(), panes, library, layout);
    }
    panes.refresh_other(library, layout[number], search.current_in(speech));
    if let Some(other) = panes.other() {
        search.refresh_other(library, other, layout[number]);
    }
}

/// Scrolls the pane that commands do not act on so that the paragraph beside the current one, or beside one in view, stands in
/// the same row.
fn follow(beside: &SideBySide, panes: &mut Panes, library: &Library, layout: [Page; 2]) -> Option<()> {
    let (here, there) = (panes.active_number(), panes.other_number()?);
    let documents = panes.speeches().into_iter().map(|speech| library.whole(speech));
    let documents = documents.collect::<Option<Vec<_>>>()?;
    let pairs = beside.pairs([0, 1].map(|side: usize| documents[side].paragraph_count()));
    let start = |side: usize, number: usize| {
        let document = documents[side];
        document.paragraph_numbered(number).map(|block| document.block(block).range.start)
    };
    let beside_of = |offset: usize| {
        let number = documents[here].number_of(documents[here].block_at(offset)?)?;
        (start(here, number) == Some(offset)).then(|| pairs.counterpart(here, number))?
    };
    let current = panes.active().here()?.current().and_then(|block| documents[here].number_of(block));
    let counterpart = current.and_then(|number| pairs.counterpart(here, number));
    let mut anchor = None;
    let is_laid_out = beside.parallel().is_some();
    panes.change_pane(here, library, layout[here], |reading, column| {
        // One above the other, only the current paragraph is aligned.
        let is_current = |offset| current.and_then(|number| start(here, number)) == Some(offset);
        let beside_of = |offset| beside_of(offset).filter(|_| is_laid_out || is_current(offset));
        anchor = reading.nearest_row(column, beside_of, is_laid_out);
    });
    let (height, number) = anchor.or_else(|| Some((0, counterpart?)))?;
    let offset = start(there, number)?;
    let block = counterpart.and_then(|number| documents[there].paragraph_numbered(number));
    panes.change_pane(there, library, layout[there], |reading, column| {
        reading.put_at(offset, height, block, column);
    });
    Some(())
}

/// Goes to the current paragraph of two versions in both panes, so that commands act on it.
fn panes_follow(study: &mut Study, panes: &mut Panes, library: &Library, layout: [Page; 2]) {
    let Some(versions) = study.beside_mut().versions_mut() else { return };
    let merged = versions.reading().current().and_then(|block| versions.block(block));
    let numbers = merged.map_or([None; 2], |merged| merged.numbers);
    for (number, paragraph) in numbers.into_iter().enumerate() {
        if let Some(paragraph) = paragraph {
            let go = |reading: &mut Reading, column: Column<'_>| reading.go_to_paragraph(paragraph, column);
            panes.change_pane(number, library, layout[number], go);
        }
    }
    versions.followed = positions(panes);
}

/// Returns the positions in both panes.
fn positions(panes: &Panes) -> [Option<Position>; 2] {
    [0, 1].map(|number: usize| panes.all().get(number)?.here().map(Reading::position))
}

/// Puts two versions into one column, as soon as they are compared and loaded.
pub(super) fn merge((study, panes): (&mut Study, &mut Panes), library: &Library) {
    if panes.is_pair() {
        study.beside_mut().merge(library);
    }
    panes.set_merged(study.beside().versions().is_some());
}

/// Wraps two versions in one column, and follows what has moved in the active pane, such as a search.
fn refresh_versions(
    (study, panes): (&mut Study, &mut Panes),
    search: &Search,
    library: &Library,
    layout: [Page; 2],
) {
    let (side, speech, now) = (panes.active_number(), panes.active().open(), positions(panes));
    let (document, current) = (library.whole(speech), panes.active().current());
    let Some(versions) = study.beside_mut().versions_mut() else { return };
    versions.move_by(layout[0], Reading::rewrap);
    let (Some(document), Some((_, block))) = (document, current) else { return };
    if now[side] == versions.followed[side] || block >= document.block_count() {
        return;
    }
    let is_here = |found: &Range<usize>| document.block_at(found.start) == Some(block);
    let range = search.current_in(speech).filter(is_here).unwrap_or_else(|| document.block(block).range);
    versions.show(side, &(range.start..range.start + 1), layout[0]);
    versions.followed = now;
}

/// Scrolls a pane by the wheel. While paragraphs stand beside each other, both are scrolled.
pub(super) fn scroll(
    (study, panes): (&Study, &mut Panes),
    number: usize,
    motion: Motion,
    library: &Library,
    layout: [Page; 2],
) -> Vec<Change> {
    if study.beside().versions().is_some() {
        return vec![Change::Study(StudyChange::Go(motion, Some(WHEEL_ROWS)))];
    }
    let number = if is_parallel(study.beside()) { panes.active_number() } else { number };
    panes.scroll_pane(number, motion, library, layout[number])
}

/// The owners that take part in a comparison, and the pages of both panes.
pub(super) struct Pairing<'a> {
    pub(super) study: &'a mut Study,
    pub(super) panes: &'a mut Panes,
    pub(super) search: &'a mut Search,
    pub(super) session: &'a mut Session,
    pub(super) library: &'a Library,
    pub(super) pages: [Page; 2],
}

impl Pairing<'_> {
    /// Applies a change of a study view.
    pub(super) fn react(&mut self, change: StudyChange) -> Vec<Change> {
        let active = self.panes.active_number();
        match change {
            StudyChange::Step(motion, times) if self.study.beside().versions().is_some() => {
                self.step_change(motion, times)
            }
            StudyChange::Go(motion, count) => self.go(motion, count),
            StudyChange::PointAt(x, y) => self.point_at((x, y)),
            StudyChange::Step(motion, times) => {
                let view = self.panes.active().here().map_or(0..0, Reading::in_view);
                let is_back = motion == Motion::PreviousMatch;
                let notice = self.study.beside_mut().step(active, &view, (is_back, times));
                self.align_current(active);
                notice.into_iter().collect()
            }
            StudyChange::NextCounterpart => {
                let notice = self.study.beside_mut().next_counterpart(active);
                self.align_current(active);
                notice.into_iter().collect()
            }
            StudyChange::Shift(turn) => self.shift(turn),
            StudyChange::Compare(pair, wanted) => {
                let changes = [self.search.hide_concordance(), self.panes.open_pair(pair)].concat();
                let changes = [changes, self.study.compare(pair, wanted)].concat();
                let shifts = self.session.shifts_of(pair, self.library);
                self.study.beside_mut().set_shifts(shifts);
                changes
            }
            StudyChange::Return => self.study.uncover(),
            StudyChange::AlignAgain => self.align_again(),
            StudyChange::LeavePair => [self.study.leave_pair(), self.panes.close_pair()].concat(),
            StudyChange::Ask => self.study.ask(self.library),
            StudyChange::Leave => [self.study.cover(), self.search.hide_concordance()].concat(),
            StudyChange::ShowWanted => self.show_wanted(),
        }
    }

    /// Shows the current passage and its counterpart at the same height.
    fn align_current(&mut self, leading: usize) {
        if let Some(ranges) = self.study.beside().current_ranges() {
            self.align(&ranges, leading);
        }
    }

    fn align(&mut self, ranges: &[Range<usize>; 2], leading: usize) {
        if self.ranges_exist(ranges) {
            self.panes.align(ranges, leading, (self.library, self.pages));
            let scroll_offsets = self.scroll_offsets();
            self.study.beside_mut().aligned = Some(Aligned { ranges: ranges.clone(), scroll_offsets });
        }
    }

    /// Aligns the ranges that were aligned last once more, unless a pane has been scrolled since.
    fn align_again(&mut self) -> Vec<Change> {
        let aligned = self.study.beside().aligned.clone();
        let aligned = aligned.filter(|aligned| aligned.scroll_offsets == self.scroll_offsets());
        if let Some(Aligned { ranges, .. }) = aligned {
            let current = self.panes.current_blocks();
            self.align(&ranges, self.panes.active_number());
            self.panes.set_current_blocks(&current, self.library, self.pages);
        }
        Vec::new()
    }

    fn scroll_offsets(&self) -> [Option<ScrollOffset>; 2] {
        positions(self.panes).map(|position| position.map(Position::scroll_offset))
    }

    /// Returns `true` if both texts are loaded and have these ranges.
    fn ranges_exist(&self, ranges: &[Range<usize>; 2]) -> bool {
        self.panes.all().iter().zip(ranges).all(|(pane, range)| {
            let document = self.library.document(pane.open());
            document.is_some_and(|document| document.text().get(range.clone()).is_some())
        })
    }

    /// Goes to the next or previous change of two versions.
    fn step_change(&mut self, motion: Motion, times: usize) -> Vec<Change> {
        let page = self.pages[0];
        let Some(versions) = self.study.beside_mut().versions_mut() else { return Vec::new() };
        let notice = versions.step(page, motion == Motion::PreviousMatch, times);
        self.panes_follow();
        notice.map(Change::notice).into_iter().collect()
    }

    /// Moves in two versions that stand in one column.
    fn go(&mut self, motion: Motion, count: Option<usize>) -> Vec<Change> {
        let page = self.pages[0];
        if let Some(versions) = self.study.beside_mut().versions_mut() {
            versions.move_by(page, |reading, column| reading.go(motion, count, column));
            self.panes_follow();
        }
        Vec::new()
    }

    /// Selects the paragraph at a column and row of the screen.
    fn point_at(&mut self, (x, y): (u16, u16)) -> Vec<Change> {
        let page = self.pages[0];
        let versions =
            self.study.beside_mut().versions_mut().filter(|_| page.reading.contains((x, y).into()));
        if let Some(versions) = versions {
            let row = usize::from(y - page.reading.y);
            versions.move_by(page, |reading, column| reading.point_at(row, column.speech));
            self.panes_follow();
        }
        Vec::new()
    }

    /// Goes to the current paragraph of two versions in both panes, so that commands act on it.
    fn panes_follow(&mut self) {
        panes_follow(self.study, self.panes, self.library, self.pages);
    }

    /// Moves the paragraphs beside the current one, and those below, down or up by one.
    fn shift(&mut self, turn: Turn) -> Vec<Change> {
        let beside = self.study.beside_mut();
        if !is_parallel(beside) {
            return vec![Change::notice("paragraphs can be shifted only in the parallel comparison (s)")];
        }
        let here = self.panes.active_number();
        let count = |speech| self.library.document(speech).map_or(0, |document| document.paragraph_count());
        let counts = self.panes.speeches().into_iter().map(count).collect::<Vec<_>>();
        let number = self.panes.active().current();
        let number = number.and_then(|(open, block)| self.library.document(open)?.number_of(block));
        let (Some(pair), Some(number), &[a, b]) = (beside.pair(), number, &counts[..]) else {
            return Vec::new();
        };
        match beside.shift([a, b], (here, number), turn) {
            Some(shifts) => {
                let changes = self.session.save_shifts(pair, shifts, self.library);
                let beside = self.study.beside().pairs([a, b]).counterpart(here, number);
                let beside = beside.map_or_else(|| "none".to_owned(), |beside| format!("¶ {beside}"));
                [changes, vec![Change::Notice(format!("¶ {number} is beside {beside} now"))]].concat()
            }
            None => vec![Change::notice("no paragraph beside this one or below it to shift")],
        }
    }

    /// Shows the ranges that were asked for, once both texts are loaded and compared.
    fn show_wanted(&mut self) -> Vec<Change> {
        let Some(ranges) = self.study.beside().wanted().filter(|ranges| self.ranges_exist(ranges)) else {
            return Vec::new();
        };
        if self.study.beside().compared().is_some() {
            self.study.beside_mut().select_shown(&ranges);
        }
        self.align(&ranges, self.panes.active_number());
        Vec::new()
    }
}
