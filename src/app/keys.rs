//! Notices about what could not be done: keys that do nothing, failed jobs.

use super::{
    change::Change,
    env::Env,
    notes::Notes,
    overlays::Overlays,
    panes::{Panes, page::Focus, pane::Pane},
    search::Search,
    sidebar::{Listing, Sidebar},
    study::Study,
};
use crate::{
    command::{Command, Context},
    keymap::key::Key,
};

/// The notice about a job that panicked.
pub(super) const JOB_FAILED: &str = "internal error: a background job failed (details on exit)";

/// Returns the context, which decides what keys do.
pub(super) fn context(
    overlays: &Overlays,
    notes: &Notes,
    sidebar: &Sidebar,
    search: &Search,
    study: &Study,
    pane: &Pane,
) -> Context {
    match sidebar.listing() {
        _ if overlays.has_popup() => Context::Popup,
        _ if overlays.note().is_some() => Context::Note,
        _ if overlays.input().is_some() => Context::Prompt,
        _ if notes.notebook().is_open() => Context::Notebook,
        _ if study.context() == Some(Context::SideBySide) && pane.selected().is_some() => Context::Selection,
        _ if let Some(context) = study.context() => context,
        _ if !sidebar.has_focus() && search.has_near_list() => Context::Near,
        _ if !sidebar.has_focus() && search.concordance().is_some() => Context::Concordance,
        _ if !sidebar.has_focus() && pane.selected().is_some() => Context::Selection,
        _ if !sidebar.has_focus() => Context::Text,
        Listing::Speeches => Context::List,
        Listing::Outline => Context::Outline,
    }
}

/// Returns the part of the screen above the status line that has the focus.
pub(super) fn focus(
    notes: &Notes,
    study: &Study,
    search: &Search,
    sidebar: &Sidebar,
    panes: &Panes,
) -> Focus {
    if notes.notebook().is_open() {
        Focus::Notebook
    } else if panes.is_pair() {
        Focus::Pane(panes.active_number())
    } else if study.view().is_some() {
        Focus::Study
    } else if sidebar.has_focus() {
        Focus::List
    } else if search.concordance().is_some() {
        Focus::Study
    } else {
        Focus::Text
    }
}

/// Reports that `key` does nothing in `context`, and which key shows the help.
pub(super) fn unknown(key: &str, context: Context, env: &Env<'_>) -> Change {
    if context == Context::Near && is_key_of(Context::Concordance, key, env) {
        let how = env.key(context, &Command::Cancel);
        let how = how.map(|key| format!(": {key} returns to them")).unwrap_or_default();
        return Change::Notice(format!("this key works only in the lines of the concordance{how}"));
    }
    let is_study =
        context.is_concordance() || matches!(context, Context::Notebook | Context::Phrases | Context::Words);
    if is_study && is_key_of(Context::Text, key, env) {
        return needs_text(key, context, env);
    }
    let help = env.key(context, &Command::ShowHelp);
    let help = help.map(|help| format!(": {help} shows the keys")).unwrap_or_default();
    Change::Notice(format!("{key} does nothing here{help}"))
}

/// Returns `true` if a key does something in a context.
fn is_key_of(context: Context, key: &str, env: &Env<'_>) -> bool {
    let key = key.parse::<Key>().ok();
    key.is_some_and(|key| env.config.keymap.command(context, key).is_some())
}

/// Reports that `key` works in the text only, and how to get there from the concordance or the notebook.
fn needs_text(key: &str, context: Context, env: &Env<'_>) -> Change {
    let ways = match context {
        Context::Notebook => {
            [(Command::Open, "opens this passage"), (Command::Cancel, "closes the notebook")]
        }
        Context::Concordance => {
            [(Command::Open, "opens this match"), (Command::Cancel, "closes the concordance")]
        }
        Context::Words | Context::Near => {
            [(Command::Open, "lists the lines"), (Command::Cancel, "goes back")]
        }
        _ => [(Command::Open, "goes on"), (Command::Cancel, "goes back")],
    };
    let ways: Vec<String> = ways
        .iter()
        .filter_map(|(command, does)| Some(format!("{} {does}", env.key(context, command)?)))
        .collect();
    let ways = if ways.is_empty() { String::new() } else { format!(": {}", ways.join(", ")) };
    Change::Notice(format!("{key} works only in the text{ways}"))
}
