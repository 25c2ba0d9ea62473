//! Messages to the event loop.

use crate::event::Event;

/// A reason for the event loop to wake up.
#[derive(Debug)]
pub(super) enum Message {
    /// Input from the terminal.
    Input(termina::Event),
    /// A job or a clipboard program reported a result.
    Event(Event),
    /// A signal asks the program to end.
    Terminated(i32),
    /// A signal asks the program to suspend.
    Suspend,
    /// The program was resumed.
    Resumed,
    /// The size of the terminal changed.
    Resized,
    /// The terminal is gone.
    HungUp,
    /// The time of the next autosave or of a late save has come.
    TimedOut,
    /// All changes are saved.
    Saved,
}

impl From<Event> for Message {
    fn from(event: Event) -> Self {
        Self::Event(event)
    }
}
