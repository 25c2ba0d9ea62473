//! Notices about a search.

use crate::{
    app::{change::Change, env::Env, library::Library},
    catalog::DocumentId,
    command::{Command, Context, Motion},
};

pub(super) const PAST_THE_LAST: &str = "last match passed, continuing at the first";

pub(super) const STILL_SEARCHING: &str = "still searching";

/// Returns the notice that there is no search, and which key starts one.
pub(super) fn no_search(env: &Env<'_>) -> Change {
    let key = env.key(Context::Text, &Command::StartSearch);
    let how = key.map(|key| format!(": press {key}")).unwrap_or_default();
    Change::Notice(format!("no search yet{how}"))
}

/// Returns the notice that the search was stopped, and which key resumes it.
pub(super) fn stopped(env: &Env<'_>) -> Change {
    let how = env.remedy(&Command::Move(Motion::NextMatch, None), "in the text resumes it");
    Change::Notice(format!("search stopped{how}"))
}

/// Returns the notice that the search has wrapped around.
pub(super) fn wrapped_around(motion: Motion) -> Change {
    Change::notice(match motion {
        Motion::PreviousMatch => "first match passed, continuing at the last",
        _ => PAST_THE_LAST,
    })
}

/// Returns the notice that the search continues in another speech.
pub(super) fn continued(speech: DocumentId, library: &Library) -> Change {
    Change::Notice(format!("continued in {}", library[speech].details().title))
}
