//! The state of the program and its only entry: [`App::update`] takes a command or an event and returns effects.
//! It knows no terminal, disk or clock.

pub mod concordance;

pub mod finding;

pub mod jumps;

pub mod keeping;

pub mod loading;

pub mod marks;

pub mod page;

pub mod prompt;

pub mod reading;

pub mod sheet;

pub mod sidebar;

mod listing;

mod marking;

mod pointing;

mod quoting;

mod seeking;

mod setting;

mod typing;

use std::sync::Arc;

use jiff::Timestamp;
use oratory_core::{
    document::{
        library::Library,
        speech::{Length, Speech},
    },
    search::query::Options,
};

use self::{
    concordance::Concordance,
    finding::{Current, Search},
    jumps::{Jumps, Spot},
    keeping::Keeping,
    loading::Loading,
    marks::Marks,
    page::{Focus, Page, View},
    prompt::{Prompt, SearchPrompt},
    reading::{Column, Place, Reading},
    setting::Width,
    sheet::Sheet,
    sidebar::{Listing, Sidebar},
};
use crate::{
    command::{Command, Context, Motion},
    config::Config,
    effect::{Effect, Job},
    event::{Event, Input},
    places::name_in_messages,
};

/// The whole state of the program.
#[derive(Debug)]
pub struct App {
    config: Config,
    library: Library,
    /// The reader's position in each speech.
    readings: Vec<Reading>,
    /// The index of the speech that is open.
    open: usize,
    /// The index of the speech that was open before.
    before: Option<usize>,
    view: View,
    sidebar: Sidebar,
    prompt: Option<Prompt>,
    /// The popup over the panes.
    sheet: Option<Sheet>,
    search: Option<Search>,
    /// The match at which the last search was cleared, and the text in which it lies.
    cleared: Option<(Arc<Speech>, Current)>,
    marks: Marks,
    jumps: Jumps,
    keeping: Keeping,
    loading: Loading,
    concordance: Option<Concordance>,
    /// The search options that were toggled by key. They last until they are toggled again.
    options: Options,
    notice: Option<String>,
}

impl App {
    /// Opens the first speech at its title page.
    pub fn new(library: Library, config: Config, size: (u16, u16)) -> Self {
        let readings = library.iter().map(|speech| Reading::new(speech)).collect();
        let view = View {
            size,
            measure: config.text_width,
            ambiguous: config.look.ambiguous,
            list_width: config.list_width,
            list_shown: true,
            numbers: config.numbers,
            mouse: config.mouse,
            focus: Focus::Text,
        };
        let mut app = Self {
            config,
            library,
            readings,
            open: 0,
            before: None,
            view,
            sidebar: Sidebar::default(),
            prompt: None,
            sheet: None,
            search: None,
            cleared: None,
            marks: Marks::default(),
            jumps: Jumps::default(),
            keeping: Keeping::default(),
            loading: Loading::default(),
            concordance: None,
            options: Options::default(),
            notice: None,
        };
        app.notice = app.library.iter().find_map(|speech| remark(speech));
        if let Some(renamed) = app.config.renamed.clone() {
            app.tell(renamed);
        }
        app.settle();
        app.take_for_saved();
        app
    }

    /// Returns the effects that follow the first frame.
    pub fn start(&mut self) -> Vec<Effect> {
        let uncounted =
            |speech: &&Arc<Speech>| speech.is_whole() && matches!(speech.length(), Length::Estimated(_));
        let long: Vec<_> = self.library.iter().filter(uncounted).cloned().collect();
        let count = (!long.is_empty()).then_some(Effect::Work(Job::Count(long)));
        let walk = self.loading.is_walking.then_some(Effect::Work(Job::Walk));
        std::iter::once(Effect::Work(Job::ReadBookmarks))
            .chain(self.ask_for_text())
            .chain(self.ask_for_inputs())
            .chain(walk)
            .chain(count)
            .collect()
    }

    /// Notes that the library has folders, which a job will walk.
    pub const fn expect_shelves(&mut self) {
        self.loading.is_walking = true;
    }

    /// Returns the configuration.
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Returns the library.
    pub const fn library(&self) -> &Library {
        &self.library
    }

    /// Returns the index of the open speech.
    pub const fn open(&self) -> usize {
        self.open
    }

    /// Returns the index of the speech in the reading pane: the open one, or a preview of the one under the
    /// list's cursor.
    pub fn shown(&self) -> usize {
        if self.view.focus == Focus::List && self.sidebar.listing == Listing::Speeches {
            let under_cursor = self.entries().get(self.sidebar.cursor).copied();
            return under_cursor.unwrap_or(self.open);
        }
        self.open
    }

    /// Returns the speech in the reading pane, or `None` if the library is empty.
    pub fn speech(&self) -> Option<&Arc<Speech>> {
        (self.shown() < self.library.len()).then(|| &self.library[self.shown()])
    }

    /// Returns the reader's position in a speech.
    pub fn reading(&self, speech: usize) -> &Reading {
        &self.readings[speech]
    }

    /// Returns the columns and rows of the screen.
    pub const fn size(&self) -> (u16, u16) {
        self.view.size
    }

    /// Returns `true` if mouse support is on.
    pub const fn has_mouse(&self) -> bool {
        self.view.mouse
    }

    /// Returns the pane that has the focus.
    pub const fn focus(&self) -> Focus {
        self.view.focus
    }

    /// Returns the list pane.
    pub const fn sidebar(&self) -> &Sidebar {
        &self.sidebar
    }

    /// Returns the open prompt.
    pub const fn prompt(&self) -> Option<&Prompt> {
        self.prompt.as_ref()
    }

    /// Returns the popup over the panes.
    pub const fn sheet(&self) -> Option<&Sheet> {
        self.sheet.as_ref()
    }

    /// Returns the current search.
    pub const fn search(&self) -> Option<&Search> {
        self.search.as_ref()
    }

    /// Returns `true` if a movement waits for a match that has not been found yet.
    pub fn awaits_hits(&self) -> bool {
        self.search.as_ref().is_some_and(|search| search.awaiting.is_some())
    }

    /// Returns `true` if the current search has not covered the library yet: speeches are still to be
    /// searched or found.
    pub fn is_search_partial(&self) -> bool {
        let search = self.search.as_ref();
        search.is_some_and(|search| self.loading.is_walking || search.left().next().is_some())
    }

    /// Returns `true` if more matches may come in.
    pub fn is_searching(&self) -> bool {
        self.is_search_partial() && self.search.as_ref().is_some_and(|search| !search.is_stopped)
    }

    /// Returns the bookmarks.
    pub const fn marks(&self) -> &Marks {
        &self.marks
    }

    /// Returns the notice, which lasts until the next key.
    pub fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// Returns the layout of the screen.
    pub fn page(&self) -> Page {
        let numbers = self.speech().map_or(0, |speech| speech.paragraph_count());
        let digits = u16::try_from(numbers.max(1).ilog10() + 1).unwrap_or(u16::MAX);
        Page::new(&self.view, digits, self.prompt.is_some())
    }

    /// Returns the context, which decides what keys do.
    pub const fn context(&self) -> Context {
        match (&self.sheet, &self.prompt, self.view.focus, self.sidebar.listing) {
            (Some(_), ..) => Context::Popup,
            (None, Some(_), ..) => Context::Prompt,
            (None, None, Focus::Text, _) => match &self.concordance {
                Some(concordance) if concordance.is_open() => Context::Concordance,
                _ => Context::Text,
            },
            (None, None, Focus::List, Listing::Speeches) => Context::List,
            (None, None, Focus::List, Listing::Bookmarks) => Context::Bookmarks,
            (None, None, Focus::List, Listing::Outline) => Context::Outline,
        }
    }

    /// Applies a command or an event at the time `now`, and returns the effects that follow.
    pub fn update(&mut self, input: impl Into<Input>, now: Timestamp) -> Vec<Effect> {
        let input = input.into();
        let is_command = matches!(input, Input::Command(_));
        if is_command {
            self.notice = None;
            self.marks.note_unseen();
        }
        let sought = self.search.as_ref().filter(|_| self.is_searching());
        let sought = sought.map(|search| Arc::clone(&search.query));
        let was_stopped = self.search.as_ref().is_some_and(|search| search.is_stopped);
        let (here, chosen) = (self.spot(), self.chosen());
        // Only a key, or a match that a key waits for, may move the reader.
        let moves = is_command || matches!(input, Input::Event(Event::MatchesCounted { .. }));
        let (jumps, steps) = match &input {
            Input::Command(command) => {
                (command.is_jump(), matches!(command, Command::JumpBack | Command::JumpForward))
            }
            Input::Event(_) => (false, false),
        };
        let mut effects = match input {
            Input::Command(command) if self.has_to_wait(&command) => Vec::new(),
            Input::Command(command) => self.apply(command, now),
            Input::Event(event) => self.receive(event),
        };
        self.note_chosen(chosen, now);
        self.settle();
        if let Some(query) = sought.filter(|_| self.search.is_none()) {
            // A search in no speeches cancels the one that nobody needs any more.
            effects.push(Effect::Work(Job::Search { query, speeches: Vec::new() }));
        }
        effects.extend(self.go_on_searching(was_stopped));
        effects.extend(self.look_after_marks());
        self.settle_sheet();
        let missing = self.settle_concordance();
        effects.extend(self.ask_for_text());
        effects.extend(missing.into_iter().filter_map(|speech| self.ask_for(speech)));
        // While a query is being typed, the reader has not left yet.
        let has_left = !steps && !matches!(self.prompt, Some(Prompt::Search(_)));
        // The match will move the reader away once it is found.
        let is_leaving = self.awaits_hits();
        if has_left && (jumps && (is_leaving || self.spot() != here) || self.open != here.speech) {
            self.jumps.leave(here);
        }
        if moves {
            self.note_change();
        }
        effects
    }

    /// Adds a notice below those since the last key.
    fn tell(&mut self, what: String) {
        match &mut self.notice {
            Some(said) => {
                said.push('\n');
                said.push_str(&what);
            }
            None => self.notice = Some(what),
        }
    }

    /// Returns `does` with the key for `command` in the text, to follow a notice. Empty if no key is bound.
    fn by_key(&self, command: &Command, does: &str) -> String {
        let key = self.config.keymap.hint(Context::Text, command);
        key.map(|(key, _)| format!(": {key} {does}")).unwrap_or_default()
    }

    /// Returns the reader's position. While a query is being typed, this is the position where it was begun.
    fn spot(&self) -> Spot {
        if let Some(Prompt::Search(prompt)) = &self.prompt {
            return prompt.origin.spot;
        }
        Spot {
            speech: self.open,
            place: self.readings.get(self.open).map(Reading::place).unwrap_or_default(),
        }
    }

    /// Goes back or forward in the jump list, or shows the notice `none`.
    fn jump(&mut self, step: fn(&mut Jumps, Spot) -> Option<Spot>, none: &str) {
        self.leave_list();
        let here = self.spot();
        match step(&mut self.jumps, here) {
            Some(Spot { speech, place }) => {
                self.open_speech(speech);
                self.return_to(place);
            }
            None => self.notice = Some(none.to_owned()),
        }
    }

    /// Goes to `place` in the open speech.
    fn return_to(&mut self, place: Place) {
        if let Some((reading, speech)) =
            self.readings.get_mut(self.open).zip(self.library.iter().nth(self.open))
        {
            reading.return_to(place, speech);
        }
    }

    fn apply(&mut self, command: Command, now: Timestamp) -> Vec<Effect> {
        match command {
            Command::Move(Motion::NextMatch | Motion::PreviousMatch, _) | Command::ShowConcordance => {
                return self.apply_to_search(&command);
            }
            Command::Move(motion, count) => self.go(motion, count),
            Command::LastSpeech => self.go_back(),
            Command::JumpBack => self.jump(Jumps::back, "no earlier position in the jump list"),
            Command::JumpForward => self.jump(Jumps::forward, "no later position in the jump list"),
            Command::SwitchPane if self.view.focus == Focus::List => self.enter_text(),
            Command::SwitchPane | Command::FocusList => self.view.focus = Focus::List,
            Command::FocusText => self.enter_text(),
            Command::ToggleList => self.toggle_list(),
            Command::Open if self.context() == Context::Concordance => self.open_line(),
            Command::Open => self.open_entry(),
            Command::ShowHelp => self.show_keys(),
            Command::ShowDetails => return self.show_details(),
            Command::Copy(copied) => return self.copy(copied),
            Command::Narrow(steps) => self.set_measure(Width::Down(steps.unwrap_or(1))),
            Command::Widen(steps) => self.set_measure(Width::Up(steps.unwrap_or(1))),
            Command::ResetWidth => self.reset_measure(),
            Command::ToggleNumbers => self.toggle_numbers(),
            Command::ToggleMouse => return self.toggle_mouse(),
            Command::Press(..) | Command::Drag(..) | Command::Wheel(..) => self.point(&command),
            Command::Cancel => return self.cancel(),
            Command::Close | Command::Interrupt => return self.close(&command),
            Command::Suspend => return vec![Effect::Suspend],
            Command::Repaint => return vec![Effect::Repaint],
            Command::StartSearch => self.start_search(),
            Command::StartFilter => self.start_filter(),
            Command::Edit(edit) => return self.edit(edit),
            Command::RecallPrevious => return self.recall(SearchPrompt::recall_previous, Motion::RowUp),
            Command::RecallNext => return self.recall(SearchPrompt::recall_next, Motion::RowDown),
            Command::Toggle(option) => return self.toggle_option(option),
            Command::Accept => return self.accept(),
            Command::SortList if self.context() == Context::Concordance => return self.sort_concordance(),
            Command::SortList => self.sort_list(),
            Command::ShowOutline => self.toggle_outline(),
            Command::ToggleBookmark => return self.toggle_bookmark(now),
            Command::ShowBookmarks => self.toggle_bookmarks(),
            Command::EditLabel => self.start_label(now),
            Command::RemoveBookmark => return self.drop_under_cursor(),
            Command::UndoRemoval => return self.undo_drop(),
            Command::AttachBookmark => return self.attach(),
            Command::ShowCount(count) => self.notice = Some(count.to_string()),
            Command::Ignore => {}
            Command::UnknownKey(key) => self.say_unknown_key(&key),
            Command::Reload => return self.reload(),
        }
        Vec::new()
    }

    /// Applies an event.
    fn receive(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::MatchesCounted { query, match_index } => self.take_hits(&query, match_index),
            Event::MatchesSorted(query, by, sorted) => self.take_sorted(&query, by, sorted),
            Event::TextsFound(speeches, more) => {
                return self.take_shelf(speeches, more.unwrap_or(self.loading.is_walking));
            }
            Event::TextLoaded(index, Ok(head)) if !head.is_whole() => self.take_head(index, head),
            Event::TextLoaded(index, read) => return self.take_text(index, read),
            Event::TextsIgnored(line) => self.tell(line),
            Event::TextUnreadable(index, why) => self.mark_unreadable(index, why),
            Event::FileChanged(index) => self.say_changed(index),
            Event::FiguresComputed(index, figures) => self.take_figures(index, figures),
            Event::BookmarksResolved(text, resolutions) => {
                self.marks.take_resolutions(&text, resolutions, &self.library);
            }
            Event::BookmarksRead(read) => self.take_bookmarks(read),
            Event::BookmarkSaved(change, saved) => {
                return self.report_saved(&change, saved).into_iter().collect();
            }
            Event::BookmarksRestored(count) => self.report_restored(count),
            Event::Resized(columns, rows) => self.view.size = (columns, rows),
            Event::WordsCounted => self.marks.look_again(),
            Event::Idle => return self.rest(),
            Event::SaveSession => return self.save_again().into_iter().chain(self.keep_places()).collect(),
            Event::SessionSaved(saved) => self.report_kept(saved),
            Event::SaveIsLate(waited) => self.say_late(waited),
            Event::JobFailed => return self.report_fault(),
            Event::Notice(notice) => self.notice = Some(notice),
        }
        Vec::new()
    }

    /// Reports that a background job has panicked, and redraws the screen over its message.
    fn report_fault(&mut self) -> Vec<Effect> {
        let said = "internal error: a background job failed (details on exit)";
        self.notice = Some(said.to_owned());
        vec![Effect::Repaint]
    }

    /// Updates what follows from the state: the rows in view, the parts read, the matches in view.
    fn settle(&mut self) {
        let page = self.page();
        self.derive_entries();
        let has_keys = self.view.focus == Focus::List;
        if !has_keys {
            self.sidebar.select_speech(self.open);
        }
        self.sidebar.settle(page.list.height, has_keys);
        let shown = self.shown();
        let Some(speech) = self.speech().cloned() else { return };
        let page = self.page();
        if page.column.is_empty() {
            return;
        }
        let reading = &mut self.readings[shown];
        reading.settle(column(&speech, page));
        let current = self.search.as_ref().and_then(Search::current);
        let current = current.filter(|current| current.speech == shown).map(|current| current.range.clone());
        reading.hold(current, &speech);
        reading.mark_read(shown == self.open && self.prompt.is_none());
        if let Some(search) = &mut self.search {
            let rows = usize::from(page.scroll_bar.height);
            search.look_at(shown, &speech, reading.blocks_in_view(), reading.in_view(), rows);
        }
    }

    /// Wraps rows for the next movement while the program is idle.
    pub fn look_ahead(&mut self) {
        let page = self.page();
        if let Some(speech) = self.speech().cloned() {
            let shown = self.shown();
            self.readings[shown].look_ahead(column(&speech, page));
        }
    }

    fn go(&mut self, motion: Motion, count: Option<usize>) {
        if motion == Motion::Percent && count.is_none() {
            self.notice = Some("type a number first: 50% goes to the middle".to_owned());
            return;
        }
        match (motion, self.context()) {
            (Motion::NextSpeech, _) => self.turn_speeches(count.unwrap_or(1)),
            (Motion::PreviousSpeech, _) => {
                let speeches = self.library.len().max(1);
                self.turn_speeches(speeches - count.unwrap_or(1) % speeches);
            }
            (Motion::NextMatch | Motion::PreviousMatch, Context::Concordance) => {
                self.step_in_concordance(motion, count.unwrap_or(1));
            }
            (Motion::NextMatch | Motion::PreviousMatch, _) => self.step_hits(motion, count.unwrap_or(1)),
            (_, Context::Concordance) => self.move_in_concordance(motion, count),
            (_, Context::Popup) => self.scroll_sheet(motion, count),
            (_, Context::List | Context::Bookmarks | Context::Outline) => self.move_cursor(motion, count),
            (_, Context::Text | Context::Prompt) => {
                let page = self.page();
                let leads_on = self.wish(motion, count);
                if let Some(speech) = self.speech().cloned().filter(|_| leads_on) {
                    self.readings[self.open].go(motion, count, column(&speech, page));
                }
            }
        }
    }

    /// Opens the speech `index`.
    fn open_speech(&mut self, index: usize) {
        if index != self.open && index < self.library.len() {
            self.note_place(index);
            self.try_again(index);
            self.before = Some(self.open);
            self.open = index;
        }
    }

    /// Opens the speech `steps` entries further down the list, wrapping around.
    fn turn_speeches(&mut self, steps: usize) {
        let order = self.order();
        if order.len() == 1 && !self.is_walking() {
            self.notice = Some("this is the only speech".to_owned());
            return;
        }
        let shown = order.iter().position(|&index| index == self.shown());
        match shown {
            Some(place) => {
                self.open_speech(order[(place + steps) % order.len()]);
                self.leave_list();
            }
            None if self.is_walking() => self.say_still_read(),
            None => {}
        }
    }

    fn go_back(&mut self) {
        match self.before {
            Some(before) => {
                self.open_speech(before);
                self.leave_list();
            }
            None => self.notice = Some("no other speech has been opened yet".to_owned()),
        }
    }

    /// Opens the speech in the reading pane and moves the focus to its text.
    fn enter_text(&mut self) {
        self.open_speech(self.shown());
        self.leave_list();
    }

    /// Moves the focus from the list back to the open speech.
    fn leave_list(&mut self) {
        self.view.focus = Focus::Text;
        self.sidebar.listing = Listing::Speeches;
        self.sidebar.filter.clear();
    }

    fn toggle_list(&mut self) {
        if !self.page().list.is_empty() {
            self.view.list_shown = false;
            self.leave_list();
            return;
        }
        self.view.list_shown = true;
        if self.page().list.is_empty() {
            // There is no room for the list beside the text.
            self.view.focus = Focus::List;
        }
    }

    /// Brings `range` of the open speech into view and makes its paragraph the current one.
    fn show(&mut self, range: &std::ops::Range<usize>) {
        let page = self.page();
        if let Some(speech) = self.speech().cloned() {
            let reading = &mut self.readings[self.open];
            reading.settle(column(&speech, page));
            reading.show(range, column(&speech, page));
        }
    }

    fn move_cursor(&mut self, motion: Motion, count: Option<usize>) {
        let room = Sidebar::room(self.page().list.height);
        let last = self.entries().len().saturating_sub(1);
        self.sidebar.cursor = scrolled(self.sidebar.cursor, motion, count, Extent { page: room, last });
    }

    /// Closes the topmost of prompt, popup, list and highlight. It never quits.
    fn cancel(&mut self) -> Vec<Effect> {
        if self.sheet.take().is_some() {
            return Vec::new();
        }
        if self.prompt.is_some() {
            return self.cancel_prompt();
        }
        if !self.sidebar.filter.is_empty() {
            self.sidebar.filter.clear();
        } else if self.view.focus == Focus::List {
            self.leave_list();
        } else if self.concordance().is_some() {
            self.close_concordance();
        } else if !self.return_to_concordance() {
            self.clear_search();
        }
        Vec::new()
    }

    fn close(&mut self, command: &Command) -> Vec<Effect> {
        let list_covers_text = self.view.focus == Focus::List && self.page().reading.is_empty();
        let bookmarks = self.sidebar.listing != Listing::Speeches;
        let is_over = self.sheet.is_some() || self.prompt.is_some() || bookmarks || list_covers_text;
        // Ctrl-C first stops a search that is still running.
        if matches!(command, Command::Interrupt) && !is_over && self.is_searching() {
            return self.stop_search();
        }
        if is_over || self.context() == Context::Concordance {
            return self.cancel();
        }
        vec![Effect::Quit]
    }
}

/// Returns the notice about how a speech was read, such as its encoding.
fn remark(speech: &Speech) -> Option<String> {
    Some(format!("{}: {}", name_in_messages(speech), speech.remark()?))
}

/// Returns the text column of a speech on a page.
fn column(speech: &Speech, page: Page) -> Column<'_> {
    Column { speech, width: page.text_width(), height: usize::from(page.column.height) }
}

/// The size of a list: the entries in view at once, and the last position.
#[derive(Debug, Clone, Copy)]
struct Extent {
    page: usize,
    last: usize,
}

/// Returns the position in a list after a movement.
fn scrolled(from: usize, motion: Motion, count: Option<usize>, Extent { page, last }: Extent) -> usize {
    let times = count.unwrap_or(1);
    let whole = page.saturating_sub(1).max(1);
    let half = (page / 2).max(1);
    let to = match (motion, count) {
        (Motion::Start | Motion::End, Some(number)) => number.saturating_sub(1),
        (Motion::Start, None) => 0,
        (Motion::End, None) => last,
        (Motion::Percent, Some(percent)) => percent_of(last, percent),
        (Motion::RowDown, _) => from.saturating_add(times),
        (Motion::RowUp, _) => from.saturating_sub(times),
        (Motion::PageDown, _) => from.saturating_add(times.saturating_mul(whole)),
        (Motion::PageUp, _) => from.saturating_sub(times.saturating_mul(whole)),
        (Motion::HalfPageDown, _) => from.saturating_add(times.saturating_mul(half)),
        (Motion::HalfPageUp, _) => from.saturating_sub(times.saturating_mul(half)),
        _ => from,
    };
    to.min(last)
}

/// Returns `percent` per cent of `whole`, at most all of it.
fn percent_of(whole: usize, percent: usize) -> usize {
    // The product may overflow `usize`.
    let part = whole as u128 * percent.min(100) as u128 / 100;
    usize::try_from(part).unwrap_or(usize::MAX)
}
