//! The state of the program and its only entry: [`App::update`] takes a command or an event and returns effects.
//!
//! The state has eight owners. An owner changes only itself, and returns the consequences as a list of `Change`s. `App`
//! delivers them. The match in `App::react` is the one table that says who reacts to which change.

mod change;
mod closing;
pub(crate) mod copying;
pub(crate) mod env;
mod exporting;
mod focused;
mod keys;
pub(crate) mod library;
mod list;
mod moving;
pub(crate) mod notes;
pub(crate) mod overlays;
mod pairing;
pub(crate) mod panes;
mod querying;
pub(crate) mod search;
pub(crate) mod session;
pub(crate) mod sidebar;
pub(crate) mod study;

use std::sync::Arc;

use self::{
    change::Change,
    env::Env,
    focused::Focused,
    library::Library,
    notes::Notes,
    overlays::{Overlays, prompt},
    pairing::Pairing,
    panes::{Panes, column::Column, jumps, mouse, page, pane::Pane, reading::Reading},
    search::{Search, origin::SearchOrigin},
    session::{Session, Source},
    sidebar::Sidebar,
    study::{Origin, Study},
};
use crate::catalog::{Catalog, DocumentId, Entry};
use crate::{
    command::{Command, Context, Motion},
    config::Config,
    effect::{Comparing, Effect, Job, Part},
    event::{Event, Input},
    session::SavedSession,
};

/// The whole state of the program.
#[derive(Debug)]
pub struct App {
    library: Library,
    panes: Panes,
    sidebar: Sidebar,
    search: Search,
    notes: Notes,
    overlays: Overlays,
    session: Session,
    study: Study,
}

impl App {
    /// Opens the first speech at its title page, on a screen of `size` columns and rows.
    pub fn new(catalog: Catalog, config: &Config, size: (u16, u16)) -> Self {
        let library = Library::new(catalog);
        let mut app = Self {
            panes: Panes::new(&library, config, size),
            overlays: Overlays::new(library.first_remarks().chain(config.renamed.clone())),
            library,
            sidebar: Sidebar::default(),
            search: Search::default(),
            notes: Notes::default(),
            session: Session::default(),
            study: Study::default(),
        };
        app.mark_saved(config);
        app
    }

    /// Records that folders will be walked.
    pub const fn expect_folders(&mut self) {
        self.library.expect_folders();
    }

    /// Restores the saved session, or reports why it cannot be read.
    pub fn restore(&mut self, saved: Result<SavedSession, String>, config: &Config) {
        if let Err(reason) = self.session.restore(saved, self.panes.view_mut(), config) {
            self.overlays.notice.add(&reason);
        }
        self.panes.active_mut().restore_saved(&self.library, |speech| self.session.position_in(speech));
        self.mark_saved(config);
    }

    /// Opens the speech that was left open, if it is in the library.
    pub fn reopen(&mut self, config: &Config) {
        if let Some(open) = self.session.left_open(&self.library) {
            self.panes.active_mut().begin_at(open);
            self.mark_saved(config);
        }
    }

    /// Opens a speech at paragraph `number`, or at its saved position.
    pub(crate) fn open_at(&mut self, speech: &Arc<Entry>, number: Option<usize>) {
        let Some(id) = self.library.catalog().find_entry(speech) else { return };
        self.panes.active_mut().begin_at(id);
        if let Some(number) = number {
            self.change_page(id, |reading, column| reading.go_to_paragraph(number, column));
        }
        self.refresh_view();
        self.session.mark_changed();
    }

    /// Opens two speeches, or parts of them, side by side at the start.
    pub(crate) fn open_pair(
        &mut self,
        pair: [&Arc<Entry>; 2],
        parts: [Part; 2],
        how: Comparing,
        config: &Config,
    ) {
        let pair = pair.map(|speech| self.library.catalog().find_entry(speech).unwrap_or_default());
        for (id, _) in pair.into_iter().zip(&parts).filter(|(_, part)| part.is_none()) {
            self.change_page(id, |reading, column| reading.go(Motion::Start, None, column));
        }
        // Saved positions stay until the reader moves.
        self.mark_saved(config);
        self.study.beside_mut().open_at_start(pair, parts, how, &self.library);
    }

    /// Returns the effects that follow the first frame.
    pub fn start(&mut self, env: &Env<'_>) -> Vec<Effect> {
        let mut changes = vec![Change::job(Job::ReadAnnotations), Change::job(Job::ReadDrafts)];
        changes.extend(self.library.request(self.shown()));
        changes.extend(self.library.start().into_iter().chain(self.study.beside().start()));
        changes.extend(self.study.refresh_overview(&self.library, None, self.page().list, env.config));
        self.deliver(changes, env)
    }

    /// Returns the library.
    pub const fn library(&self) -> &Library {
        &self.library
    }

    /// Returns the panes.
    pub const fn panes(&self) -> &Panes {
        &self.panes
    }

    /// Returns the list pane.
    pub const fn sidebar(&self) -> &Sidebar {
        &self.sidebar
    }

    /// Returns the search.
    pub const fn search(&self) -> &Search {
        &self.search
    }

    /// Returns the study views.
    pub(crate) const fn study(&self) -> &Study {
        &self.study
    }

    /// Returns the notes.
    pub const fn notes(&self) -> &Notes {
        &self.notes
    }

    /// Returns the prompt, the popup and the notice.
    pub const fn overlays(&self) -> &Overlays {
        &self.overlays
    }

    /// Returns the notice, which lasts until the next command.
    pub fn notice(&self) -> Option<&str> {
        self.overlays.notice.text()
    }

    /// Returns the open speech.
    pub fn open(&self) -> DocumentId {
        self.panes.active().open()
    }

    /// Returns the speech in the reading pane: the open one, or a preview of the one under the cursor of the list or
    /// the notebook.
    pub fn shown(&self) -> DocumentId {
        let passage = self.notes.previewed(self.panes.view()).map(|passage| passage.speech);
        passage.or_else(|| self.sidebar.preview()).unwrap_or_else(|| self.open())
    }

    /// Returns the entry of the speech in the reading pane, or `None` if the library is empty.
    pub fn speech(&self) -> Option<&Arc<Entry>> {
        self.library.get(self.shown())
    }

    /// Returns the division of the screen.
    pub fn page(&self) -> page::Page {
        let focus = keys::focus(&self.notes, &self.study, &self.search, &self.sidebar, &self.panes);
        let (prompt, many) = (self.overlays.input().is_some(), self.sidebar.has_many());
        self.panes.page(self.speech(), page::Occupied { focus, prompt, many })
    }

    /// Returns the division of the screen for each of two panes.
    pub fn pages(&self) -> [page::Page; 2] {
        self.panes.pages(&self.library, self.overlays.input().is_some())
    }

    /// Returns the context, which decides what keys do.
    pub(crate) fn context(&self) -> Context {
        keys::context(
            &self.overlays,
            &self.notes,
            &self.sidebar,
            &self.search,
            &self.study,
            self.panes.active(),
        )
    }

    /// Returns `true` if something may have to be saved once the reader is idle.
    pub fn is_save_due(&self) -> bool {
        self.session.is_due(&self.notes) || self.overlays.is_draft_due()
    }

    /// Wraps rows for the next movement while the program is idle.
    pub fn look_ahead(&mut self) {
        self.change_page(self.shown(), Reading::look_ahead);
    }

    /// Applies a command or an event, and returns the effects that follow.
    pub fn update(&mut self, input: impl Into<Input>, env: &Env<'_>) -> Vec<Effect> {
        let input = input.into();
        let (here, overrides) =
            (self.reader_position(), self.session.overrides(self.panes.view(), env.config));
        // Only a command, or a match that a pending command waits for, may change the position.
        let moves = matches!(input, Input::Command(_) | Input::Event(Event::MatchesCounted { .. }));
        let is_jump = matches!(&input, Input::Command(command) if command.is_jump());
        let is_in_jump_list = matches!(&input, Input::Command(command) if command.is_in_jump_list());
        let changes = match input {
            Input::Command(command) => {
                self.overlays.notice.clear();
                self.notes.end_reports(false);
                if command.leaves_speech() {
                    self.panes.active_mut().clear_selection();
                }
                match self.library.reason_unavailable(&command, self.open(), self.context()) {
                    Some(notice) => vec![notice],
                    None => self.apply(command, env),
                }
            }
            Input::Event(event) => self.receive(event, env),
        };
        let mut effects = self.deliver(changes, env);
        self.session.record_override(overrides, self.panes.view(), env);
        let followed = self.refresh(env);
        effects.extend(self.deliver(followed, env));
        let is_away = self.search.is_awaited() || self.reader_position() != here;
        let has_jumped = is_jump && is_away || self.open() != here.speech && !self.panes.is_pair();
        // While a query is being typed, the reader has not left yet.
        if has_jumped && !is_in_jump_list && self.overlays.search_prompt().is_none() {
            self.panes.active_mut().record_jump(here);
        }
        if moves {
            self.session.mark_changed();
        }
        effects
    }

    /// Delivers changes to the owners that react to them, depth-first: the consequences of a change come before
    /// the next change. Returns the effects.
    fn deliver(&mut self, changes: Vec<Change>, env: &Env<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for change in changes {
            match change {
                Change::Effect(effect) => effects.push(effect),
                change => {
                    let further = self.react(change, env);
                    effects.extend(self.deliver(further, env));
                }
            }
        }
        effects
    }

    /// Hands `change` to the owners that react to it. Returns the consequences.
    #[rustfmt::skip]
    fn react(&mut self, change: Change, env: &Env<'_>) -> Vec<Change> {
        let (open, page) = (self.open(), self.page());
        let (library, active) = (&mut self.library, self.panes.active_mut());
        match change {
            Change::Effect(_) => vec![change],
            Change::Notice(_) | Change::AddedNotice(_) | Change::OutdatedNotice(_) => self.overlays.notice.react(change),
            Change::Open(speech) => self.panes.open(speech),
            Change::Opened(speech) => [self.session.record_opened(speech, active), library.retry(speech)].concat(),
            Change::StopConverting(speech) => library.stop_converting(speech, env),
            Change::EnterText => vec![Change::Open(self.shown()), Change::LeaveList],
            Change::LeaveList => [self.sidebar.leave(), self.notes.close_notebook()].concat(),
            Change::GoTo { speech, range } => vec![Change::Open(speech), Change::Show(range)],
            Change::Show(_) | Change::PutOnTop(_) | Change::ScrollTo(_) | Change::PointAt(_) => self.change_page(open, |reading, column| reading.react(change, column)),
            Change::ReturnTo(position) => active.return_to(position, library),
            Change::WidthSet => vec![self.panes.width_notice(page, env.config)],
            Change::TextPressed(x, y) => active.press_text((x, y), env.now, library, page),
            Change::OffsetPressed(offset) => self.notes.select_at(offset, active),
            Change::Select(range) => active.select_range(range, library),
            Change::ClearSelection => active.clear_selection(),
            Change::PassageSelected => active.count_passage(library, library.in_search_order(open, |id| !library.is_loading(id) && (id == open || self.sidebar.is_listed(id))), env.config.search_defaults),
            Change::Delay(motion, count) => active.delay(motion, count),
            Change::Jumped(start) => active.record_jump_inside(start),
            Change::SpeechesAdded { are_first } => [self.panes.grow(library, are_first), self.notes.place_all(library)].concat(),
            Change::FoldersWalked if library.is_empty() => vec![Change::MatchesFound],
            Change::FoldersWalked => [library.request_moved(self.session.moved_to(library)), vec![Change::PassageSelected], self.study.renew(library, self.sidebar.scope().as_ref())].concat(),
            Change::TextReplaced { speech, before, is_reload } => self.replace_text(speech, &before, is_reload, env),
            Change::Evicting(speech) => [self.session.record_evicted(speech, self.panes.evict(speech, library)), library.evict(speech)].concat(),
            Change::HeadReplaced(speech) => self.panes.replace_head(speech, library),
            Change::SearchBegun(words) => querying::begin(&mut self.overlays, &mut self.search, library, words, env),
            Change::QueryEdited(query) => self.search.follow_query(query, library, &SearchOrigin::of(active)),
            Change::OptionsChosen(options) => self.search.set_options(options),
            Change::QueryAccepted => querying::accept(&mut self.overlays, active, &mut self.search, &mut self.session, library),
            Change::QueryCancelled => querying::cancel(&mut self.overlays, active, &mut self.sidebar, &mut self.search, library),
            Change::SearchRest => self.search.search_rest(library, open),
            Change::NextMatch => self.focused().go(Motion::NextMatch, None, env),
            Change::MatchesFound => self.search.resume(library, &SearchOrigin::of(active)),
            Change::StepMatches(motion, times) => self.search.step(motion, times, library, &SearchOrigin::of(active)),
            Change::MatchesOutdated(speech) => [self.overlays.forget_matches(speech), self.search.forget(speech), self.study.forget(speech)].concat(),
            Change::AskForFilter(_) | Change::EditNote(_) | Change::ExplainOrphan(_) | Change::ClosePopup => self.overlays.react(change),
            Change::OpenEntry(entry) => [self.search.hide_concordance(), self.sidebar.open_entry(entry)].concat(),
            Change::ReadSelected => [self.search.hide_concordance(), self.study.cover_list(), self.notes.read_selected()].concat(),
            Change::MoveCursor(motion) => self.notes.move_cursor(motion).or_else(|| self.study.move_cursor(motion, page.reading)).or_else(|| self.search.move_in_filter(motion, page.reading.height)).unwrap_or_else(|| self.sidebar.go(motion, None, page.list.height)),
            Change::SelectAnnotation(_) | Change::MarkLines(_) => self.notes.react(change, env),
            Change::Filtered(filter) => self.notes.filter(&filter).or_else(|| self.study.set_filter(&filter)).or_else(|| self.search.filter_lines(&filter, library)).unwrap_or_else(|| self.sidebar.set_filter(filter)),
            Change::ListHeadings => self.sidebar.list_headings(active, library),
            Change::Study(change) => { let pages = self.pages(); Pairing { study: &mut self.study, panes: &mut self.panes, search: &mut self.search, session: &mut self.session, library: &mut self.library, pages }.react(change) }
            Change::ListMatches(query) => [self.sidebar.leave(), self.search.list_matches(query, library, open)].concat(),
            Change::ShowNotes(block) => self.show_notes(open, Some(block)),
            Change::AskForExport(subject) => exporting::ask(subject, &self.search, &self.study, library, &mut self.overlays),
            Change::Export(request) => exporting::export(request, &self.notes, library, (&self.search, &self.study), &mut self.overlays, env),
            Change::NoteEdited(annotation, note) => self.notes.set_note(*annotation, &note, library, env),
        }
    }

    #[rustfmt::skip]
    fn apply(&mut self, command: Command, env: &Env<'_>) -> Vec<Change> {
        if let Command::Press(x, y) = command && !self.focused().is_covered() { self.panes.activate_at((x, y), self.pages()) }
        let (open, shown, context, page, position) = (self.open(), self.shown(), self.context(), self.page(), self.reader_position());
        let library = &mut self.library;
        let in_notebook = (context == Context::Notebook).then(|| self.notes.apply_in_notebook(&command, page.list, position, library, env));
        let in_concordance = context.is_concordance().then(|| self.search.apply_in_concordance(&command, page.reading, position, library, env));
        let is_in_view = !self.overlays.is_any_open() && context != Context::Notebook;
        let in_view = || if is_in_view { self.study.apply(&command, library, env) } else { None };
        let typed = || self.overlays.apply(&command, || self.session.searches(), env);
        if let Some(changes) = in_notebook.or(in_concordance).flatten().or_else(in_view).or_else(typed) { return changes; }
        if let Some(changes) = self.panes.apply(&command, page, library, env.config) { return changes; }
        let is_pair = self.panes.is_pair();
        let active = self.panes.active_mut();
        match command {
            Command::SwitchPane if is_pair => self.panes.switch(),
            Command::Move(motion, count) => self.focused().go(motion, count, env),
            Command::LastSpeech => active.switch_back(),
            Command::JumpBack => active.jump(jumps::Jumps::back, "no earlier position in the jump list"),
            Command::JumpForward => active.jump(jumps::Jumps::forward, "no later position in the jump list"),
            Command::SwitchPane if self.sidebar.has_focus() => vec![Change::EnterText],
            Command::SwitchPane | Command::FocusList => self.sidebar.focus(),
            Command::FocusText => vec![Change::EnterText],
            Command::ToggleList => { self.panes.show_list(page.list.is_empty()); self.sidebar.toggle(!page.list.is_empty(), !self.page().list.is_empty()) }
            Command::Open => vec![Change::OpenEntry(self.sidebar.cursor())],
            Command::StartSearch => querying::open(&mut self.overlays, prompt::Origin::new(position, shown, active, &self.sidebar), context, active, &self.search, library),
            Command::StartFilter => self.overlays.open_filter(self.study.filter().unwrap_or_else(|| if context == Context::Notebook { self.notes.notebook().filter() } else { self.sidebar.filter() })),
            Command::ToggleBookmark => self.notes.toggle(notes::current(active, library), library, context, env),
            Command::EditNote => self.notes.edit_note(self.notes.selected(), notes::current(active, library), library, env),
            Command::ShowNotes => self.notes.toggle_opened(notes::current(active, library), library, env),
            Command::ShowConcordance if context.is_concordance() && self.study.is_covered() => [self.search.unlist_matches(library, open), self.study.uncover()].concat(),
            Command::ShowConcordance => self.search.toggle_concordance(self.session.last_search(), library, open, env),
            Command::ShowStudy(view) => self.study.toggle(view, (open, shown), Origin::of(position, active), library, self.sidebar.scope().as_ref(), env),
            Command::Export => exporting::export_shown(context, &self.notes),
            Command::Reload => library.reload(open),
            Command::ShowOutline => self.sidebar.toggle_outline(library, shown),
            Command::SortList => library.sort_next(self.search.active().is_some()),
            Command::ShowNotebook => self.notes.toggle_notebook(active.end_of_current(library), library, self.sidebar.scope().as_ref()),
            Command::UndoRemoval => self.overlays.reopen_note(&self.notes, library).unwrap_or_else(|| self.notes.undo(open, library)),
            Command::AttachBookmark => self.notes.attach(self.overlays.orphan_id(&self.notes), notes::current(active, library), library, context, env),
            Command::Select => active.toggle_selection(self.search.current_in(open), library),
            Command::MoveEnd(motion, count) => active.move_end(motion, count, library, page),
            Command::Copy(form, count) => copying::copy(copying::selected(&self.search, library, active, count), form, env.config),
            Command::ShowHelp => self.overlays.toggle_help(context),
            Command::ShowDetails => self.overlays.toggle_details(shown, library),
            Command::Press(..) | Command::Drag(..) if self.overlays.is_any_open() => Vec::new(),
            Command::Press(x, y) => mouse::press((x, y), page, &self.sidebar, active),
            Command::Drag(x, y) => mouse::drag((x, y), page, active, library),
            Command::Wheel(turn, x, y) => self.focused().turn_wheel(turn, (x, y)),
            Command::Cancel => self.focused().cancel(env),
            Command::Close => self.focused().close(env),
            Command::Interrupt => self.focused().interrupt(env),
            Command::Suspend => vec![Change::Effect(Effect::Suspend)],
            Command::Repaint => vec![Change::Effect(Effect::Repaint)],
            Command::ShowCount(count) => vec![Change::Notice(count.to_string())],
            Command::UnknownKey(key) => vec![keys::unknown(&key, context, env)],
            // The others belong to views that are not on the screen.
            _ => Vec::new(),
        }
    }

    #[rustfmt::skip]
    fn receive(&mut self, event: Event, env: &Env<'_>) -> Vec<Change> {
        let (open, shown) = (self.open(), self.shown());
        let library = &mut self.library;
        match event {
            Event::MatchesCounted { query, match_index } => self.search.store(&query, match_index, library),
            Event::LinesArranged(query, arrangement, lines) => self.search.store_arranged(&query, &arrangement, lines),
            Event::NearCounted(query, count) => self.search.store_near(&query, count),
            Event::TextsFound(speeches, has_more) => library.add(speeches, has_more),
            Event::TextsIgnored(line) => vec![Change::AddedNotice(line)],
            Event::TextUnreadable(speech, reason) => library.mark_unreadable(speech, reason),
            Event::LoadStopped(speech) => library.forget_load(speech, open),
            Event::TextLoaded(speech, loaded) => library.store(speech, loaded, open, self.panes.other().map_or(shown, Pane::open)),
            Event::FileChanged(speech, file) => library.report_changed_file(speech, file, open, env),
            Event::FiguresComputed(speech, figures) => self.overlays.store_figures(speech, figures),
            Event::StudyProgressed { number, done, of } => self.study.store_progress(number, (done, of)),
            Event::StudyGrew(number, answer) => self.study.store_part(number, answer, library),
            Event::Studied(number, answer) => self.study.store(number, answer, library),
            Event::OverviewComputed(pair, facts) => self.study.store_overview(pair, facts),
            Event::Exported(request, outcome) => exporting::report(request, outcome, &mut self.overlays),
            Event::WordsCounted => self.notes.resolve_again(),
            Event::SentencesCounted => Vec::new(),
            Event::PassageCounted { query, match_index } => self.panes.active_mut().store_counts(&query, match_index),
            Event::AnnotationsRead(read) => self.notes.store_read(read, library),
            Event::AnnotationsResolved(text, resolutions) => self.notes.store_resolutions(&text, resolutions, library),
            Event::AnnotationSaved(change, saved) => [self.overlays.finish_draft(&change, saved.is_ok()), self.notes.report_saved(&change, saved)].concat(),
            Event::DraftsRead(read) => read.map_or_else(|reason| vec![Change::AddedNotice(reason)], |drafts| self.overlays.offer_drafts(drafts, &self.notes, env)),
            Event::DraftSaved(id, saved) => self.overlays.report_draft(&id, saved),
            Event::AnnotationsRewritten(count) => vec![notes::rewritten(count)],
            Event::Resized(columns, rows) => self.panes.resize((columns, rows)),
            Event::Idle => self.save_when_idle(env.config),
            Event::SaveSession => [self.notes.save_rest(library), self.overlays.save_all_drafts(), self.save_session(env.config)].concat(),
            Event::SessionSaved(saved) => self.session.report_saved(saved, Source::new(library, &self.panes, &self.notes, (&self.overlays, &self.study), env.config)),
            Event::SaveIsLate(waited) => vec![session::late(waited)],
            Event::JobFailed { is_export } => exporting::report_failed(is_export, &mut self.overlays),
            Event::Notice(notice) => vec![Change::Notice(notice)],
        }
    }

    /// Updates what follows from the state: the rows and matches in view, the popup, the concordance. Returns
    /// requests for what is missing. The order matters: matches in view need rows, and rows need the list's entries.
    fn refresh(&mut self, env: &Env<'_>) -> Vec<Change> {
        self.refresh_view();
        let (open, page) = (self.open(), self.page());
        let is_reported = || self.library.get(open).is_some_and(|speech| self.session.has_reported(speech));
        let mut changes = self.notes.resolve(open, &self.library, is_reported);
        if self.overlays.search_prompt().is_none() {
            let (current, is_awaited) = (self.search.current_in(open), self.search.is_awaited());
            changes.extend(self.panes.active_mut().follow_match(current, is_awaited, &self.library));
        }
        self.overlays.refresh((self.panes.view().size.0, page.status.y), &self.library, &self.notes, env);
        changes.extend(self.search.follow_scope(self.sidebar.scope(), &self.library, open));
        let missing = self.search.refresh_concordance(&self.library, page.reading, env.config);
        let studied = self.study.refresh(&self.library, page.reading, env.config.look.ambiguous);
        let (shown, other) = (self.shown(), self.panes.other().map(Pane::open));
        changes.extend(self.library.follow(shown, other));
        for speech in std::iter::once(shown).chain(missing).chain(studied) {
            changes.extend(self.library.request(speech));
        }
        let scope = self.sidebar.scope();
        changes.extend(self.study.refresh_overview(&self.library, scope.as_ref(), page.list, env.config));
        changes
    }

    /// Updates the list's entries, the rows in view and the matches in view.
    fn refresh_view(&mut self) {
        let open = self.open();
        self.library.refresh();
        self.library.sort_by_matches(|speech| self.search.matches_in(speech));
        self.sidebar.refresh_entries(&self.library, open);
        self.notes.refresh_notebook(&self.library, self.sidebar.scope().as_ref());
        pairing::merge((&mut self.study, &mut self.panes), &self.library);
        let (page, pages, shown) = (self.page(), self.pages(), self.shown());
        if self.notes.notebook().is_open() {
            self.notes.refresh_notebook_lines(&self.library, page.list, self.panes.view().ambiguous);
            let previewed = self.notes.previewed(self.panes.view());
            self.panes.active_mut().cover(previewed, &self.library, page);
            return self.search.refresh_view(shown, &self.library, self.panes.active(), page);
        }
        self.sidebar.refresh_view(open, page.list.height);
        let is_reading = shown == open && self.overlays.prompt().is_none();
        let current = self.search.current_in(shown);
        self.show_notes(shown, None);
        self.panes.active_mut().refresh(shown, &self.library, page, current, is_reading);
        self.search.refresh_view(shown, &self.library, self.panes.active(), page);
        pairing::refresh_other((&mut self.study, &mut self.panes), &mut self.search, &self.library, pages);
    }

    /// Treats the present state as saved.
    fn mark_saved(&mut self, config: &Config) {
        self.refresh_view();
        let source =
            Source::new(&self.library, &self.panes, &self.notes, (&self.overlays, &self.study), config);
        self.session.mark_saved(source);
    }

    /// Returns the reader's position. While a query is being typed, this is the position where it was begun.
    fn reader_position(&self) -> jumps::ReaderPosition {
        let origin = self.overlays.search_prompt().map(|prompt| prompt.origin.start);
        origin.unwrap_or_else(|| self.panes.active().reader_position())
    }

    /// Changes the position in a speech, which is laid out on the page.
    fn change_page(&mut self, id: DocumentId, change: impl FnOnce(&mut Reading, Column<'_>)) -> Vec<Change> {
        let page = self.page();
        self.panes.active_mut().change(id, &self.library, page, change)
    }

    /// Puts the notes that are open under their passages in a speech, and scrolls to those under `block`.
    fn show_notes(&mut self, id: DocumentId, block: Option<usize>) -> Vec<Change> {
        let (pages, at) = (self.pages(), (id, block));
        pairing::show_notes((&mut self.study, &mut self.panes), (&self.notes, &self.library), at, pages);
        self.change_page(id, |reading, column| reading.show_notes(block, column))
    }

    /// Returns the owners, one of which has the focus.
    fn focused(&mut self) -> Focused<'_> {
        Focused {
            context: self.context(),
            shown: self.shown(),
            page: self.page(),
            pages: self.pages(),
            last_search: self.session.last_search(),
            library: &self.library,
            panes: &mut self.panes,
            sidebar: &mut self.sidebar,
            search: &mut self.search,
            notes: &mut self.notes,
            overlays: &mut self.overlays,
            study: &mut self.study,
        }
    }

    /// Replaces the text of a speech that was loaded, or loaded again.
    fn replace_text(&mut self, id: DocumentId, old: &Entry, is_reload: bool, env: &Env<'_>) -> Vec<Change> {
        let text = &self.library[id];
        let saved = self.session.position_in(text);
        let cleared = self.panes.clear_outdated(id, old, text);
        let position = self.panes.replace_text(id, (old, text), saved, is_reload);
        let source =
            Source::new(&self.library, &self.panes, &self.notes, (&self.overlays, &self.study), env.config);
        self.session.carry_saved(id, position, is_reload, source);
        self.notes.place_all(&self.library);
        self.refresh_view();
        let pages = (self.page(), self.pages());
        self.panes.run_delayed(id, &self.library, pages);
        let mut changes = self.overlays.request_figures(id, &self.library);
        changes.extend((id == self.open()).then_some(Change::MatchesFound));
        changes.extend([Change::SearchRest, Change::PassageSelected]);
        changes.extend(cleared.into_iter().chain(self.study.beside_mut().forget_text(id)));
        changes
    }

    /// Saves what has changed while the reader is idle, and checks the file of the open speech. Reports of bookmarks
    /// count as seen now, unless a prompt has covered them.
    fn save_when_idle(&mut self, config: &Config) -> Vec<Change> {
        self.notes.end_reports(self.overlays.prompt().is_none());
        let mut changes = [self.save_session(config), self.overlays.save_draft()].concat();
        changes.extend(self.notes.save_found(&self.library));
        if !changes.is_empty() {
            changes.extend(self.library.check_files(self.panes.speeches()));
        }
        changes
    }

    fn save_session(&mut self, config: &Config) -> Vec<Change> {
        let source =
            Source::new(&self.library, &self.panes, &self.notes, (&self.overlays, &self.study), config);
        self.session.save(source)
    }
}
