//! The surroundings of [`App::update`](super::App::update): everything that it needs besides its own state.

use jiff::Timestamp;

use crate::{
    command::{Command, Context},
    config::Config,
};

/// The configuration and the time at which a command or an event is handled.
#[derive(Debug, Clone, Copy)]
pub struct Env<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The present time.
    pub now: Timestamp,
}

impl Env<'_> {
    /// Returns the key for `command` in `context`, as text. `None` if no key is bound.
    pub(crate) fn key(&self, context: Context, command: &Command) -> Option<String> {
        self.config.keymap.hint(context, command).map(|(key, _)| key.to_string())
    }

    /// Returns `: KEY does`, to follow a notice, with the key for `command` in the text. Empty if no key is bound.
    pub(crate) fn remedy(&self, command: &Command, does: &str) -> String {
        self.key(Context::Text, command).map(|key| format!(": {key} {does}")).unwrap_or_default()
    }
}
