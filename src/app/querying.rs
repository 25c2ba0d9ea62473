//! The beginning and the end of typing a query: it is accepted or cancelled.

use oratory_core::Options;

use super::{
    change::Change,
    env::Env,
    library::Library,
    overlays::{Overlays, prompt::Origin},
    panes::pane::Pane,
    search::{Search, origin::SearchOrigin},
    session::Session,
    sidebar::Sidebar,
};
use crate::command::Context;

/// Opens the search prompt. From a list, it searches the speech in view. A selected passage is searched for.
pub(super) fn open(
    overlays: &mut Overlays,
    origin: Origin,
    context: Context,
    pane: &Pane,
    search: &Search,
    library: &Library,
) -> Vec<Change> {
    let words = if context == Context::Selection { pane.selected_words(library) } else { None };
    overlays.open_search(Box::new(origin), search.options());
    // The text is opened before the search is put aside, because that may change its matches.
    vec![Change::EnterText, Change::SearchBegun(words)]
}

/// Puts the search before this one aside.
pub(super) fn begin(
    overlays: &mut Overlays,
    search: &mut Search,
    library: &Library,
    words: Option<(String, Options)>,
    env: &Env<'_>,
) -> Vec<Change> {
    let (suspended, cancelled) = search.suspend(library);
    overlays.set_suspended(suspended);
    let filled = words.map(|(words, options)| overlays.fill_search(&words, options, env));
    cancelled.into_iter().chain(filled.into_iter().flatten()).collect()
}

/// Accepts the query of the prompt: stays at the match, or goes to the first one. Enter on an empty line repeats the last
/// search, with the options toggled in the prompt.
pub(super) fn accept(
    overlays: &mut Overlays,
    pane: &mut Pane,
    search: &mut Search,
    session: &mut Session,
    library: &Library,
) -> Vec<Change> {
    let Some(prompt) = overlays.take_search_prompt() else { return Vec::new() };
    pane.clear_selection();
    if search.active().is_some() {
        session.add_search(prompt.searched());
        let (start, from) = (prompt.origin.position.offset(), SearchOrigin::of(pane));
        return search.accept(start, library, &from);
    }
    let is_changed = prompt.has_toggled && session.repeat_last_search(prompt.options);
    search.repeat_suspended(prompt.suspended, is_changed, library, pane.open())
}

/// Cancels the query of the prompt and restores the state before it.
pub(super) fn cancel(
    overlays: &mut Overlays,
    pane: &mut Pane,
    sidebar: &mut Sidebar,
    search: &mut Search,
    library: &Library,
) -> Vec<Change> {
    let Some(prompt) = overlays.take_search_prompt() else { return Vec::new() };
    let Origin { start, position, previous, sidebar: before } = *prompt.origin;
    pane.restore(position, start.speech, previous, library);
    *sidebar = before;
    search.resume_suspended(prompt.suspended, library, start.speech)
}
