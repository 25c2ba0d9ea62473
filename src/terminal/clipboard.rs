//! Copies text with the program that the configuration names. No other program is ever started.

use std::{
    io::Write as _,
    os::unix::process::CommandExt as _,
    process::{Command, Stdio},
    thread::{self, JoinHandle},
    time::Duration,
};

use super::{inbox::Outbox, message::Message};
use crate::event::Event;

/// Checks at exit for unfinished copies: two seconds.
const EXIT_CHECKS: usize = 200;

const CHECK_INTERVAL: Duration = Duration::from_millis(10);

/// Clipboard programs that are still running.
#[derive(Debug, Default)]
pub(super) struct ClipboardPrograms {
    running: Vec<JoinHandle<Result<(), String>>>,
}

impl ClipboardPrograms {
    /// Sends `text` to a program, on a thread. The result comes to the loop as a notice that names `what`.
    pub(super) fn start(&mut self, command: Vec<String>, text: String, what: String, outbox: Outbox) {
        self.running.retain(|copy| !copy.is_finished());
        self.running.push(thread::spawn(move || {
            let result = copy(&command, &text);
            let name = command.first().map_or("", String::as_str);
            let notice = match &result {
                Ok(()) => format!("copied {what} with {name}"),
                Err(error) => error.clone(),
            };
            outbox.send(Message::Event(Event::Notice(notice)));
            result
        }));
    }

    /// Waits a while for unfinished copies. Returns the errors of those that fail.
    pub(super) fn finish(&mut self) -> Vec<String> {
        self.running.retain(|copy| !copy.is_finished());
        for _ in 0..EXIT_CHECKS {
            if self.running.iter().all(JoinHandle::is_finished) {
                break;
            }
            thread::sleep(CHECK_INTERVAL);
        }
        let done = self.running.drain(..).filter(JoinHandle::is_finished);
        done.filter_map(|copy| copy.join().ok()?.err()).collect()
    }
}

/// Sends `text` to a program and waits for it to exit. The program gets its own process group: xclip and others
/// stay in the background to serve the text, and must not stop together with this program.
fn copy(command: &[String], text: &str) -> Result<(), String> {
    const ADVICE: &str = "check clipboard_command";
    let [name, arguments @ ..] = command else { return Ok(()) };
    let mut child = Command::new(name)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map_err(|error| format!("not copied: cannot start {name}: {error}: {ADVICE}"))?;
    let written = child.stdin.take().map_or(Ok(()), |mut input| input.write_all(text.as_bytes()));
    let status = child.wait().map_err(|error| format!("not copied: {name}: {error}"))?;
    match (status.success(), written) {
        (true, Ok(())) => Ok(()),
        (true, Err(_)) => Err(format!("not copied: {name} did not read the text: {ADVICE}")),
        (false, _) => Err(format!("not copied: {name} failed ({status}): {ADVICE}")),
    }
}
