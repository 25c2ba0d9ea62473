//! The event loop: messages in, frames and effects out.

use std::{
    thread,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use oratory_core::Query;
use signal_hook::consts::SIGHUP;

use super::{
    clipboard::ClipboardPrograms,
    inbox::{Inbox, Outbox, mailbox},
    input_handler::InputHandler,
    message::Message,
    pending_saves::{PendingSaves, SAVE_TIMEOUT},
    renderer::Renderer,
    screen::{Output, Screen, size},
    signals,
};
use crate::{
    app::App,
    config::Config,
    effect::{Effect, Job},
    event::Event,
    store,
    worker::{Workers, World},
};

/// The most messages handled before a frame is drawn.
const MAX_MESSAGES_PER_FRAME: usize = 256;

/// Longest wait for matches before a frame is drawn without them. A search covers several megabytes in this time.
const MATCH_WAIT: Duration = Duration::from_millis(1);

/// Idle time before reading positions are saved.
const AUTOSAVE_DELAY: Duration = Duration::from_millis(500);

/// Longest wait for unfinished saves before a suspension.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(2);

/// Longest wait for each answer of the disk at exit. An answer may itself wait for a lock.
const EXIT_TIMEOUT: Duration = store::LOCK_TIMEOUT.saturating_add(FLUSH_TIMEOUT);

/// Interval between checks after the program was resumed.
const RESUME_CHECK_INTERVAL: Duration = Duration::from_millis(10);

/// Checks after which a program without the terminal stops again, and a stop without effect is reported.
const RESUME_CHECKS: usize = 10;

/// Outcome of a run.
#[derive(Debug, Default)]
pub struct Ended {
    /// The signal that ended it, if any.
    pub(crate) signal: Option<i32>,
    /// Errors of saving at exit.
    pub(crate) unsaved: Vec<String>,
}

/// Runs `app` until the user quits or a signal ends it.
///
/// # Errors
///
/// Fails if the terminal cannot be set up or written to.
pub fn run(app: App, config: Config, world: World) -> anyhow::Result<Ended> {
    let (outbox, inbox) = mailbox()?;
    let from_workers = outbox.clone();
    let workers = Workers::new(world, move |message| {
        from_workers.send(message);
    });
    // A signal that arrives while the terminal is set up must restore it too.
    let watched = signals::watch(&outbox, &inbox)?;
    let screen = Screen::new(app.panes().view().mouse)?;
    let renderer = Renderer::new(screen.output()?, config.look.ambiguous);
    let mut event_loop = EventLoop {
        input: InputHandler::new(app, config),
        renderer,
        screen,
        inbox,
        workers,
        jobs: Vec::new(),
        pending_saves: PendingSaves::default(),
        clipboard_programs: ClipboardPrograms::default(),
        outbox: outbox.clone(),
        was_suspended: false,
        end: None,
    };
    event_loop.check_size();
    event_loop.renderer.draw(&event_loop.input.app, event_loop.input.config())?;
    // Work that the first frame does not need comes after it.
    signals::listen(watched, &outbox, event_loop.screen.restorer());
    let result = event_loop.run();
    let unsaved = event_loop.save_all();
    let signal = match event_loop.end {
        Some(End::Signal(signal)) => Some(signal),
        Some(End::Quit) | None => None,
    };
    result.map(|()| Ended { signal, unsaved })
}

/// State of the event loop. On drop, the terminal is restored before the workers finish.
struct EventLoop {
    input: InputHandler,
    renderer: Renderer<Output>,
    screen: Screen,
    /// Dropped before the workers, so that none of them blocks on a full channel.
    inbox: Inbox,
    workers: Workers<Message>,
    /// Jobs to submit once the frame is drawn, so that it does not wait for a thread to start.
    jobs: Vec<Job>,
    pending_saves: PendingSaves,
    clipboard_programs: ClipboardPrograms,
    /// Sender for threads that report to the loop.
    outbox: Outbox,
    /// `true` if the program was suspended and resumed since the last frame.
    was_suspended: bool,
    /// Set once the loop is to end.
    end: Option<End>,
}

/// Reason to end.
#[derive(Debug, Clone, Copy)]
enum End {
    Quit,
    Signal(i32),
}

impl EventLoop {
    /// Handles messages until the program is to end.
    fn run(&mut self) -> anyhow::Result<()> {
        let effects = self.input.start(Timestamp::now());
        self.carry_out(effects)?;
        self.submit_jobs();
        Query::prepare(self.input.config().search_defaults);
        let mut autosave = None;
        loop {
            self.was_suspended = false;
            self.handle_waiting(autosave)?;
            self.wait_for_matches()?;
            if self.end.is_some() {
                return Ok(());
            }
            self.renderer.draw(&self.input.app, self.input.config())?;
            self.submit_jobs();
            self.input.app.look_ahead();
            autosave = self.input.app.is_save_due().then(|| Instant::now() + AUTOSAVE_DELAY);
        }
    }

    /// Waits for a message, until the time `autosave`. Handles it and the others that wait.
    fn handle_waiting(&mut self, autosave: Option<Instant>) -> anyhow::Result<()> {
        let timeout = autosave.into_iter().chain(self.pending_saves.deadline()).min();
        let first = self.inbox.receive(timeout);
        self.handle(first)?;
        for _ in 1..MAX_MESSAGES_PER_FRAME {
            if self.end.is_some() {
                return Ok(());
            }
            let Some(message) = self.inbox.try_receive() else { break };
            self.handle(message)?;
        }
        let effects = self.input.type_letters(Timestamp::now());
        self.carry_out(effects)
    }

    /// Waits a moment for matches, to avoid a frame without them.
    fn wait_for_matches(&mut self) -> anyhow::Result<()> {
        if !self.input.app.search().is_awaited() {
            return Ok(());
        }
        self.submit_jobs();
        let deadline = Instant::now() + MATCH_WAIT;
        while self.end.is_none() && self.input.app.search().is_awaited() && Instant::now() < deadline {
            let left = deadline.saturating_duration_since(Instant::now());
            let Some(message) = self.inbox.receive_from_threads(left) else { break };
            self.handle(message)?;
        }
        Ok(())
    }

    fn handle(&mut self, message: Message) -> anyhow::Result<()> {
        let now = Timestamp::now();
        let effects = match message {
            Message::Input(event) => {
                let mut effects = self.input.handle(event, now);
                // Ctrl-Z pressed repeatedly suspends once.
                effects.retain(|effect| !(self.was_suspended && matches!(effect, Effect::Suspend)));
                effects
            }
            Message::Event(event) => {
                self.pending_saves.note_event(&event);
                self.input.update(event, now)
            }
            Message::TimedOut if self.pending_saves.take_late() => {
                self.input.update(Event::SaveIsLate(SAVE_TIMEOUT), now)
            }
            Message::TimedOut => self.input.update(Event::Idle, now),
            Message::Suspend => vec![Effect::Suspend],
            Message::Resumed => vec![Effect::Repaint],
            Message::Resized => {
                self.check_size();
                Vec::new()
            }
            Message::Terminated(signal) => {
                self.end = Some(End::Signal(signal));
                Vec::new()
            }
            Message::HungUp => {
                self.end = Some(End::Signal(SIGHUP));
                Vec::new()
            }
            Message::Saved => Vec::new(),
        };
        self.carry_out(effects)
    }

    /// Carries out effects until one of them ends the program.
    fn carry_out(&mut self, effects: Vec<Effect>) -> anyhow::Result<()> {
        for effect in effects {
            match effect {
                Effect::Quit => self.end = Some(End::Quit),
                Effect::Work(job) => self.jobs.push(job),
                Effect::Suspend => self.suspend()?,
                Effect::Repaint => self.resume()?,
                Effect::Copy(text) => self.screen.copy(&text)?,
                Effect::CopyWith { command, text, what } => {
                    self.clipboard_programs.start(command, text, what, self.outbox.clone());
                }
                Effect::Mouse(on) => self.screen.set_mouse(on)?,
            }
            if self.end.is_some() {
                break;
            }
        }
        Ok(())
    }

    /// Suspends the program until it is resumed. If nothing stops, shows a notice.
    fn suspend(&mut self) -> anyhow::Result<()> {
        self.flush_saves();
        let has_stopped = self.stop()?;
        self.was_suspended = true;
        self.resume()?;
        if self.end.is_none() && !has_stopped {
            let notice = "cannot suspend: there is no shell to return to".to_owned();
            self.input.update(Event::Notice(notice), Timestamp::now());
        }
        Ok(())
    }

    /// Stops the process group. Returns `true` if it was resumed, and `false` if nothing stopped.
    fn stop(&self) -> anyhow::Result<bool> {
        self.inbox.take_resumed();
        self.screen.stop()?;
        // Another thread may handle SIGCONT, slightly later.
        for _ in 0..RESUME_CHECKS {
            if self.inbox.take_resumed() {
                return Ok(true);
            }
            thread::sleep(RESUME_CHECK_INTERVAL);
        }
        Ok(false)
    }

    /// Sets up the terminal again and redraws, once the program has it.
    fn resume(&mut self) -> anyhow::Result<()> {
        while !self.screen.is_in_foreground() {
            self.wait_in_background()?;
            if self.end.is_some() {
                return Ok(());
            }
        }
        self.screen.set_up(self.input.app.panes().view().mouse)?;
        self.check_size();
        self.renderer.invalidate();
        Ok(())
    }

    /// Waits a moment for the terminal or for the signal that ends the program, then stops again. A shell that kills a
    /// suspended program also resumes it, but keeps the terminal.
    fn wait_in_background(&mut self) -> anyhow::Result<()> {
        for _ in 0..RESUME_CHECKS {
            match self.inbox.receive_from_threads(RESUME_CHECK_INTERVAL) {
                None | Some(Message::Suspend | Message::Resumed | Message::Resized) => {}
                Some(message) => self.handle(message)?,
            }
            if self.end.is_some() || self.screen.is_in_foreground() {
                return Ok(());
            }
        }
        self.flush_saves();
        // That may have taken a while: a program in the foreground must not stop.
        if !self.screen.is_in_foreground() && !self.stop()? {
            // No shell is left that could resume the program.
            self.end = Some(End::Signal(SIGHUP));
        }
        Ok(())
    }

    /// Saves everything before the program is suspended. The shell may kill a suspended program, and a lock held by
    /// one would block other instances.
    fn flush_saves(&mut self) {
        self.save_session();
        self.workers.wait_until_saved(FLUSH_TIMEOUT);
    }

    fn submit_jobs(&mut self) {
        for job in self.jobs.drain(..) {
            self.pending_saves.note_job(&job);
            self.workers.submit(job);
        }
    }

    /// Saves the reading positions, after all earlier jobs.
    fn save_session(&mut self) {
        let effects = self.input.update(Event::SaveSession, Timestamp::now());
        self.jobs.extend(effects.into_iter().filter_map(|effect| match effect {
            Effect::Work(job) => Some(job),
            _ => None,
        }));
        self.submit_jobs();
    }

    /// Reports a changed size of the terminal to the app.
    fn check_size(&mut self) {
        let (columns, rows) = size();
        if (columns, rows) != self.input.app.panes().view().size {
            self.input.update(Event::Resized(columns, rows), Timestamp::now());
        }
    }

    /// Saves everything at exit. Returns the errors, each once.
    fn save_all(&mut self) -> Vec<String> {
        self.inbox.note_end();
        self.save_session();
        let mut unsaved = self.clipboard_programs.finish();
        if !self.workers.notify_when_saved(Message::Saved) {
            return unsaved;
        }
        let mut deadline = Instant::now() + EXIT_TIMEOUT;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.inbox.receive_from_threads(left) {
                Some(Message::Saved) => return unsaved,
                Some(Message::Event(event)) if is_answer_of_disk(&event) => {
                    if let Event::AnnotationSaved(_, Err(reason))
                    | Event::DraftSaved(_, Err(reason))
                    | Event::SessionSaved(Err(reason)) = event
                    {
                        // Do not keep the user waiting: try each other save only once.
                        self.workers.stop_waiting();
                        if !unsaved.contains(&reason) {
                            unsaved.push(reason);
                        }
                    }
                    deadline = Instant::now() + EXIT_TIMEOUT;
                }
                Some(_) => {}
                None => break,
            }
        }
        unsaved.push(self.workers.give_up(EXIT_TIMEOUT));
        unsaved
    }
}

const fn is_answer_of_disk(event: &Event) -> bool {
    matches!(
        event,
        Event::AnnotationSaved(..)
            | Event::DraftSaved(..)
            | Event::SessionSaved(_)
            | Event::AnnotationsRead(_)
            | Event::DraftsRead(_)
    )
}
