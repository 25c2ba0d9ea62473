//! The actions of the reader in the concordance.

use std::{ops::Range, sync::Arc};

use oratory_core::{Collocate, NEAR_SPAN, counted, grouped};
use ratatui::layout::{Position, Rect};

use super::{
    Search,
    concordance::{Concordance, LineView, Row, speeches_with_matches},
    lines::speeches,
    matches::ActiveSearch,
    near::NearView,
};
use crate::{
    app::{
        change::Change,
        env::Env,
        library::Library,
        panes::{dragging::DOUBLE_CLICK, jumps::ReaderPosition},
    },
    catalog::DocumentId,
    command::{Command, Motion},
    effect::{Job, Lines, NearRows},
};

impl Search {
    /// Applies a command that means something else in the concordance, which is drawn in `area`. Returns `None` for others.
    pub(crate) fn apply_in_concordance(
        &mut self,
        command: &Command,
        area: Rect,
        here: ReaderPosition,
        library: &Library,
        env: &Env<'_>,
    ) -> Option<Vec<Change>> {
        let is_list = self.concordance()?.near().is_list();
        Some(match *command {
            Command::Open if is_list => self.keep_lines_near(library),
            Command::Open => self.open_line_under_cursor(library),
            Command::SortList if is_list => self.sort_near(),
            Command::SortList => self.sort_lines(library, env),
            Command::Tick => self.tick(library),
            Command::Unfold => self.unfold(library),
            Command::EditNote => self.mark(library),
            Command::StartFilter => match self.not_ready("lines can be filtered", library, env) {
                Some(notice) => vec![notice],
                None => vec![Change::AskForFilter(self.concordance()?.view().filter.clone())],
            },
            Command::ShowNear => self.show_near(library, env),
            Command::ToggleEdgeWords => self.toggle_edges(),
            Command::ToggleList => {
                let how = env.remedy(&Command::Cancel, "leads back to it");
                vec![Change::Notice(format!("the list is beside the text{how}"))]
            }
            Command::Press(x, y) => self.press((x, y), area, here, library, env),
            Command::Drag(..) => Vec::new(),
            _ => return None,
        })
    }

    /// Ticks the line under the cursor, or removes its tick.
    fn tick(&mut self, library: &Library) -> Vec<Change> {
        let Some((active, concordance)) = self.active.as_mut().zip(self.concordance.as_mut()) else {
            return Vec::new();
        };
        if let Some((speech, matched)) = under_cursor(concordance)
            && let Some(text) = library.whole(speech)
        {
            active.ticks.toggle(speech, &matched, text);
            if concordance.view().is_filtered() {
                concordance.apply_ticks(&active.ticks);
            }
        }
        Vec::new()
    }

    /// Opens the line under the cursor in place, or closes it.
    fn unfold(&mut self, library: &Library) -> Vec<Change> {
        if let Some(concordance) = &mut self.concordance {
            concordance.unfold(library);
        }
        Vec::new()
    }

    /// Asks for a note on the ticked lines, or on the one under the cursor.
    fn mark(&self, library: &Library) -> Vec<Change> {
        let Some((active, concordance)) = self.active.as_ref().zip(self.concordance.as_ref()) else {
            return Vec::new();
        };
        let mut marked = active.ticks.in_order(&active.sequence(library));
        if marked.is_empty() {
            let line = under_cursor(concordance);
            marked.extend(
                line.and_then(|(speech, matched)| {
                    Some((speech, Arc::clone(library.whole(speech)?), matched))
                }),
            );
        }
        if marked.is_empty() {
            vec![Change::notice("no line to mark")]
        } else {
            vec![Change::MarkLines(marked)]
        }
    }

    /// Shows the words near the matches: their positions, then the list, then none. A worker counts them.
    fn show_near(&mut self, library: &Library, env: &Env<'_>) -> Vec<Change> {
        if let Some(notice) = self.not_ready("words near the matches are counted", library, env) {
            return vec![notice];
        }
        let Some((active, concordance)) = self.active.as_ref().zip(self.concordance.as_mut()) else {
            return Vec::new();
        };
        if active.total() == 0 {
            return vec![Change::notice("no match: there are no words near it")];
        }
        concordance.near.show_next();
        if concordance.near().view() == NearView::Closed || !concordance.near.begin_count() {
            return Vec::new();
        }
        let query = Arc::clone(&active.query);
        vec![Change::job(Job::CountNear { query, speeches: speeches(active, library) })]
    }

    /// Leaves edge words out of the list of words near the matches, or shows them again.
    fn toggle_edges(&mut self) -> Vec<Change> {
        if let Some(concordance) = &mut self.concordance {
            concordance.near.toggle_edges();
        }
        Vec::new()
    }

    /// Returns `true` if the list of words near the matches is shown.
    pub(crate) fn has_near_list(&self) -> bool {
        self.concordance().is_some_and(|concordance| concordance.near().is_list())
    }

    /// Returns `true` if Esc leads back to all lines of the concordance: from the words near them, or from a filter.
    pub(crate) fn is_inside(&self) -> bool {
        let concordance = self.concordance();
        concordance
            .is_some_and(|concordance| concordance.near().is_list() || concordance.view().is_filtered())
    }

    /// Changes the order of the list of words near the matches.
    fn sort_near(&mut self) -> Vec<Change> {
        let order = self.concordance.as_mut().map(|concordance| concordance.near.sort_next());
        order.map(|order| Change::Notice(format!("sorted {}", order.name()))).into_iter().collect()
    }

    /// Returns the words near the matches as they are listed, with the lines above them, for an export. `None` if there are none.
    pub(crate) fn near_to_export(&self, library: &Library) -> Option<NearRows> {
        let (active, near) = (self.active.as_ref()?, self.concordance()?.near());
        let rows: Vec<Collocate> = near.rows(0).cloned().collect();
        let count = near.count();
        let table = &count.table;
        let stopped = if count.read < count.of {
            format!(" · {} of {} read", grouped(count.read), counted(count.of, "speech"))
        } else {
            String::new()
        };
        let heading = vec![
            format!(
                "words near {} · {} in {} of {} · {} to each side · {}{stopped}",
                active.query.pattern(),
                counted(table.matches, "match"),
                grouped(speeches_with_matches(active, library).len()),
                counted(active.speech_count(library), "speech"),
                counted(NEAR_SPAN, "word"),
                near.order().name()
            ),
            format!("{} near, {} elsewhere", counted(table.near, "word"), grouped(table.elsewhere)),
        ];
        (!rows.is_empty()).then_some((heading, rows))
    }

    /// Shows only the lines of the word under the cursor of the list.
    fn keep_lines_near(&mut self, library: &Library) -> Vec<Change> {
        let Some(concordance) = &mut self.concordance else { return Vec::new() };
        let Some(word) = concordance.near().under_cursor().map(|row| row.word.clone()) else {
            return Vec::new();
        };
        concordance.near.close();
        let view = LineView { near: Some(word), ..concordance.view().clone() };
        self.arrange(view, library)
    }

    /// Filters the lines. Returns `None` if the concordance is not shown.
    pub(crate) fn filter_lines(&mut self, filter: &str, library: &Library) -> Option<Vec<Change>> {
        let requested = self.concordance()?.requested();
        let view = LineView { filter: filter.to_owned(), ..requested.clone() };
        Some(self.arrange(view, library))
    }

    /// Moves the cursor by one line while the filter is typed. Returns `None` if the concordance is not shown.
    pub(crate) fn move_in_filter(&mut self, motion: Motion, height: u16) -> Option<Vec<Change>> {
        self.concordance()?;
        Some(self.move_line(motion, None, height))
    }

    /// Selects the line at column `x` and row `y`, or the first of a speech. The second press of a double click opens it.
    fn press(
        &mut self,
        (x, y): (u16, u16),
        area: Rect,
        here: ReaderPosition,
        library: &Library,
        env: &Env<'_>,
    ) -> Vec<Change> {
        let Some(concordance) = &mut self.concordance else { return Vec::new() };
        if !area.contains(Position::new(x, y)) {
            return Vec::new();
        }
        let before = concordance.pressed.replace(((x, y), env.now));
        let is_double =
            before.is_some_and(|(at, then)| at == (x, y) && env.now.duration_since(then) <= DOUBLE_CLICK);
        let row = usize::from(y - area.y);
        if concordance.near().is_list() {
            let is_row = concordance.near.press(row);
            return if is_row && is_double { self.keep_lines_near(library) } else { Vec::new() };
        }
        match concordance.row(row) {
            Some(Row::Line(line)) if is_double && concordance.cursor() == line => {
                concordance.pressed = None;
                let mut changes = self.open_line_under_cursor(library);
                changes.push(Change::Jumped(here));
                return changes;
            }
            Some(Row::Line(line)) => concordance.select(line),
            Some(Row::Speech(speech)) => self.select_first_line_of(speech, library),
            None => {}
        }
        Vec::new()
    }

    /// Returns the lines to export: those that are ticked, or else all that are shown.
    pub(crate) fn lines_to_export(&self, library: &Library) -> Option<Lines> {
        let active = self.active.as_ref()?;
        let shown = self.concordance().and_then(Concordance::shown);
        let chosen = if active.ticks.len() > 0 {
            Some(ticked(active, shown, library))
        } else {
            shown.map(<[_]>::to_vec)
        };
        Some(Lines { query: Arc::clone(&active.query), chosen, speeches: speeches(active, library) })
    }
}

/// Returns the match in the line under the cursor.
fn under_cursor(concordance: &Concordance) -> Option<(DocumentId, Range<usize>)> {
    let line = concordance.under_cursor()?;
    Some((line.speech, line.matched.clone()?))
}

/// Returns the ticked matches, those of the lines that are shown first and in their order.
fn ticked(
    active: &ActiveSearch,
    shown: Option<&[(DocumentId, Range<usize>)]>,
    library: &Library,
) -> Vec<(DocumentId, Range<usize>)> {
    let is_ticked = |(speech, matched): &&(DocumentId, Range<usize>)| active.ticks.has(*speech, matched);
    let mut ticked: Vec<_> = shown.into_iter().flatten().filter(is_ticked).cloned().collect();
    if ticked.len() < active.ticks.len() {
        let all = active.ticks.in_order(&active.sequence(library));
        let hidden: Vec<_> = all
            .into_iter()
            .map(|(speech, _, matched)| (speech, matched))
            .filter(|line| !ticked.contains(line))
            .collect();
        ticked.extend(hidden);
    }
    ticked
}
