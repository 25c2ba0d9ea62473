//! The terminal: reads events, draws frames, carries out effects.
//!
//! One loop waits for keys, signals and results of the workers. Nothing else wakes it: an idle program uses no CPU
//! time.

mod answers;

mod clipboard;

mod events;

mod input;

mod renderer;

mod screen;

use std::{
    thread,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use oratory_core::search::query::Query;
use signal_hook::consts::SIGHUP;
use termina::{
    Event,
    event::{KeyEventKind, MouseButton, MouseEvent, MouseEventKind},
};

use self::{
    answers::{Answers, LATE},
    clipboard::Copies,
    events::{Inbox, MOST_WAITING, Outbox},
    screen::{Holder, Output},
};
use crate::{
    app::{App, env::Env},
    command::{Command, Context, Edit, Turn},
    config::Config,
    effect::{Effect, Job},
    event::{self, Input},
    keymap::key::Key,
    store,
    work::{Workers, World},
};

pub use self::{
    events::end_by,
    renderer::Renderer,
    screen::{Screen, has_keys, size},
};

/// A message to the event loop.
#[derive(Debug)]
pub enum Message {
    /// Input from the terminal.
    Event(Event),
    /// A signal asks the program to end.
    End(i32),
    /// A signal asks the program to suspend.
    Stop,
    /// The program was resumed.
    Continue,
    /// The size of the terminal changed.
    Resized,
    /// The terminal is gone.
    HangUp,
    /// The idle timer expired, or the disk is late.
    Rest,
    /// A job reported a result.
    Done(event::Event),
    /// All changes are saved.
    Saved,
}

impl From<event::Event> for Message {
    fn from(event: event::Event) -> Self {
        Self::Done(event)
    }
}

/// The app together with partial input: turns events into effects.
#[derive(Debug)]
pub struct InputHandler {
    /// The app.
    pub app: App,
    config: Config,
    /// Count typed before a movement.
    count: Option<usize>,
    /// Letters collected for a prompt.
    letters: String,
}

/// Limit of a count.
const LARGEST_COUNT: usize = 999_999;

impl InputHandler {
    /// Wraps an app, with no partial input.
    pub const fn new(app: App, config: Config) -> Self {
        Self { app, config, count: None, letters: String::new() }
    }

    /// Returns the configuration.
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Returns the effects that follow the first frame.
    pub fn start(&mut self, now: Timestamp) -> Vec<Effect> {
        self.app.start(&Env { config: &self.config, now })
    }

    /// Hands a command or an event to the app at the time `now`.
    pub fn update(&mut self, input: impl Into<Input>, now: Timestamp) -> Vec<Effect> {
        self.app.update(input, &Env { config: &self.config, now })
    }

    /// Handles an event. Letters in a prompt are collected and typed together, so that a search runs for a word and
    /// not for each of its prefixes.
    pub fn take(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        if let Some(letter) = self.letter(&event) {
            self.letters.push(letter);
            return if self.app.overlays().batches_letters() { Vec::new() } else { self.type_letters(now) };
        }
        let mut effects = self.type_letters(now);
        if let Event::Key(key) = event {
            if key.kind != KeyEventKind::Release {
                effects.extend(self.press(Key::from(key), now));
            }
            return effects;
        }
        effects.extend(self.command(event).map(|command| self.update(command, now)).unwrap_or_default());
        effects
    }

    /// Types the collected letters. Call this when no further event is waiting.
    pub fn type_letters(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.letters.is_empty() {
            return Vec::new();
        }
        let letters = std::mem::take(&mut self.letters);
        self.update(Command::Edit(Edit::Type(letters)), now)
    }

    /// Returns the letter that `event` types into a prompt.
    fn letter(&self, event: &Event) -> Option<char> {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release && self.app.context() == Context::Prompt => {
                Key::from(*key).typed()
            }
            _ => None,
        }
    }

    /// Translates an event into a command.
    fn command(&mut self, event: Event) -> Option<Command> {
        match event {
            Event::Paste(text) if self.app.context() == Context::Prompt => {
                Some(Command::Edit(Edit::Paste(text)))
            }
            Event::Mouse(mouse) => {
                self.count = None;
                pointed(mouse)
            }
            _ => None,
        }
    }

    /// Handles a key press. A key of another keyboard layout may stand for several keys.
    fn press(&mut self, key: Key, now: Timestamp) -> Vec<Effect> {
        let mut effects = Vec::new();
        for key in self.config.keymap.meant(self.app.context(), key) {
            if self.app.context() == Context::Prompt && key.typed().is_some() {
                // The previous key opened a prompt, where letters are text.
                break;
            }
            let command = self.key(key);
            effects.extend(self.update(command, now));
        }
        effects
    }

    fn key(&mut self, key: Key) -> Command {
        match (key.digit(), self.count) {
            // A count does not begin with zero.
            (Some(0), None) => return Command::Ignore,
            (Some(digit), count) => {
                let count = (count.unwrap_or(0) * 10 + digit).min(LARGEST_COUNT);
                self.count = Some(count);
                return Command::ShowCount(count);
            }
            (None, _) => {}
        }
        let count = self.count.take();
        match self.config.keymap.command(self.app.context(), key) {
            // Esc clears the count first.
            Some(Command::Cancel) if count.is_some() => Command::Ignore,
            Some(command) => command.clone().with_count(count),
            None => Command::UnknownKey(key.to_string()),
        }
    }
}

/// Translates a mouse event into an action.
const fn pointed(MouseEvent { kind, column, row, .. }: MouseEvent) -> Option<Command> {
    Some(match kind {
        MouseEventKind::Down(MouseButton::Left) => Command::Press(column, row),
        MouseEventKind::Drag(MouseButton::Left) => Command::Drag(column, row),
        MouseEventKind::ScrollUp => Command::Wheel(Turn::Up, column, row),
        MouseEventKind::ScrollDown => Command::Wheel(Turn::Down, column, row),
        _ => return None,
    })
}

/// Outcome of a session.
#[derive(Debug, Default)]
pub struct Ended {
    /// The signal that ended it, if any.
    pub signal: Option<i32>,
    /// Errors of saving at exit.
    pub unsaved: Vec<String>,
}

/// Runs the app until the user quits or a signal ends it.
///
/// # Errors
///
/// Fails if the terminal cannot be set up or written to.
pub fn run(app: App, config: Config, world: World) -> anyhow::Result<Ended> {
    let (outbox, inbox) = events::mailbox()?;
    let of_workers = outbox.clone();
    let workers = Workers::new(world, move |message| {
        of_workers.tell(message);
    });
    // A signal that arrives while the terminal is set up must restore it too.
    let signals = events::watch(&outbox, &inbox)?;
    let screen = Screen::take(app.panes().view().mouse)?;
    let renderer = Renderer::new(screen.output()?, config.look.ambiguous);
    let mut session = Session {
        input: InputHandler::new(app, config),
        renderer,
        screen,
        inbox,
        workers,
        jobs: Vec::new(),
        answers: Answers::default(),
        copies: Copies::default(),
        outbox: outbox.clone(),
        is_back: false,
    };
    session.look_at_size();
    session.renderer.draw(&session.input.app, session.input.config())?;
    // Work that the first frame does not need comes after it.
    events::listen(signals, &outbox, session.screen.exit());
    let effects = session.input.start(Timestamp::now());
    let signal = session.carry_out(effects).and_then(|_| {
        session.hand_out();
        Query::prepare(session.input.config().search_defaults);
        session.main_loop()
    });
    let unsaved = session.leave();
    Ok(Ended { signal: signal?, unsaved })
}

/// State of the event loop. On drop, the terminal is restored before the workers finish.
struct Session {
    input: InputHandler,
    renderer: Renderer<Output>,
    screen: Screen,
    /// Dropped before the workers, so that none of them blocks on a full channel.
    inbox: Inbox,
    workers: Workers<Message>,
    /// Jobs submitted after the frame is drawn, so that it does not wait for a thread to start.
    jobs: Vec<Job>,
    answers: Answers,
    copies: Copies,
    /// Sender for threads that report to the loop.
    outbox: Outbox,
    /// `true` if the program was suspended and resumed since the last frame.
    is_back: bool,
}

/// Reason to end: the signal, or `None` if the user quits.
type End = Option<i32>;

impl Session {
    fn main_loop(&mut self) -> anyhow::Result<End> {
        let mut rest = None;
        loop {
            self.is_back = false;
            let mut first = Some(self.inbox.next(rest.into_iter().chain(self.answers.late()).min()));
            for _ in 0..MOST_WAITING {
                let Some(message) = first.take().or_else(|| self.inbox.waiting()) else { break };
                if let Some(end) = self.take(message)? {
                    return Ok(end);
                }
            }
            let effects = self.input.type_letters(Timestamp::now());
            if let Some(end) = self.carry_out(effects)? {
                return Ok(end);
            }
            if let Some(end) = self.wait_for_hits()? {
                return Ok(end);
            }
            self.renderer.draw(&self.input.app, self.input.config())?;
            self.hand_out();
            self.input.app.look_ahead();
            rest = self.input.app.is_save_due().then(|| Instant::now() + REST);
        }
    }

    /// Waits a moment for search results, to avoid a frame without them. Returns `Some` if the program is to end.
    fn wait_for_hits(&mut self) -> anyhow::Result<Option<End>> {
        if !self.input.app.search().is_awaited() {
            return Ok(None);
        }
        self.hand_out();
        let until = Instant::now() + MOMENT;
        while self.input.app.search().is_awaited()
            && Instant::now() < until
            && let Some(message) = self.inbox.told_within(until.saturating_duration_since(Instant::now()))
        {
            if let Some(end) = self.take(message)? {
                return Ok(Some(end));
            }
        }
        Ok(None)
    }

    /// Handles a message. Returns `Some` if the program is to end.
    fn take(&mut self, message: Message) -> anyhow::Result<Option<End>> {
        let now = Timestamp::now();
        let effects = match message {
            Message::Event(event) => {
                let mut effects = self.input.take(event, now);
                // Ctrl-Z pressed repeatedly suspends once.
                effects.retain(|effect| !(self.is_back && matches!(effect, Effect::Suspend)));
                effects
            }
            Message::Done(event) => {
                self.answers.note(&event);
                self.input.update(event, now)
            }
            Message::End(signal) => return Ok(Some(Some(signal))),
            Message::HangUp => return Ok(Some(Some(SIGHUP))),
            Message::Saved => Vec::new(),
            Message::Rest if self.answers.has_grown_late() => {
                self.input.update(event::Event::SaveIsLate(LATE), now)
            }
            Message::Rest => self.input.update(event::Event::Idle, now),
            Message::Stop => vec![Effect::Suspend],
            Message::Continue => vec![Effect::Repaint],
            Message::Resized => {
                self.look_at_size();
                Vec::new()
            }
        };
        self.carry_out(effects)
    }

    /// Carries out effects. Returns `Some` if the program is to end.
    fn carry_out(&mut self, effects: Vec<Effect>) -> anyhow::Result<Option<End>> {
        for effect in effects {
            let end = match effect {
                Effect::Quit => Some(None),
                Effect::Work(job) => {
                    self.jobs.push(job);
                    None
                }
                Effect::Suspend => self.suspend()?,
                Effect::Repaint => self.resume()?,
                Effect::Copy(text) => {
                    self.screen.copy(&text)?;
                    None
                }
                Effect::CopyWith { command, text, what } => {
                    self.copies.start(command, text, what, self.outbox.clone());
                    None
                }
                Effect::Mouse(on) => {
                    self.screen.set_mouse(on)?;
                    None
                }
            };
            if end.is_some() {
                return Ok(end);
            }
        }
        Ok(None)
    }

    /// Suspends the program until it is resumed. If nothing stops, redraws the page with a notice.
    fn suspend(&mut self) -> anyhow::Result<Option<End>> {
        self.put_in_order();
        let has_stopped = self.stop()?;
        self.is_back = true;
        let end = self.resume()?;
        if end.is_none() && !has_stopped {
            let notice = "cannot suspend: there is no shell to return to".to_owned();
            self.input.update(event::Event::Notice(notice), Timestamp::now());
        }
        Ok(end)
    }

    /// Stops the process group. Returns `true` if it was resumed, and `false` if nothing stopped.
    fn stop(&mut self) -> anyhow::Result<bool> {
        self.inbox.has_been_continued();
        self.screen.stop()?;
        // Another thread may handle SIGCONT, slightly later.
        let looks = ASIDE.as_millis() / BETWEEN_LOOKS.as_millis();
        Ok((0..looks).any(|look| {
            if look > 0 {
                thread::sleep(BETWEEN_LOOKS);
            }
            self.inbox.has_been_continued()
        }))
    }

    /// Saves everything before the program is suspended. The shell may kill a suspended program, and a lock held by
    /// one would block other instances.
    fn put_in_order(&mut self) {
        self.keep_places();
        self.workers.settle(PATIENCE);
    }

    /// Submits pending jobs.
    fn hand_out(&mut self) {
        for job in self.jobs.drain(..) {
            self.answers.note_job(&job);
            self.workers.submit(job);
        }
    }

    /// Saves pending reading positions, after all earlier jobs.
    fn keep_places(&mut self) {
        let effects = self.input.update(event::Event::SaveSession, Timestamp::now());
        self.jobs.extend(effects.into_iter().filter_map(|effect| match effect {
            Effect::Work(job) => Some(job),
            _ => None,
        }));
        self.hand_out();
    }

    /// Reports a changed size of the terminal to the app.
    fn look_at_size(&mut self) {
        let (columns, rows) = size();
        if (columns, rows) != self.input.app.panes().view().size {
            self.input.update(event::Event::Resized(columns, rows), Timestamp::now());
        }
    }

    /// Sets up the terminal again after a suspension, and redraws. A shell that kills a suspended program also
    /// resumes it, but keeps the terminal. Returns `Some` if the program is to end.
    fn resume(&mut self) -> anyhow::Result<Option<End>> {
        loop {
            match self.screen.holder() {
                Holder::Us => break,
                Holder::Nobody => {
                    self.screen.let_go();
                    return Ok(Some(Some(SIGHUP)));
                }
                Holder::Another => {
                    self.screen.let_go();
                    if let Some(end) = self.stand_by()? {
                        return Ok(Some(end));
                    }
                }
            }
        }
        self.screen.enter(self.input.app.panes().view().mouse)?;
        self.look_at_size();
        self.renderer.invalidate();
        Ok(None)
    }

    /// In the background: waits a moment for a signal or for the terminal, then stops again. Handles messages but
    /// draws nothing. Returns `Some` if the program is to end.
    fn stand_by(&mut self) -> anyhow::Result<Option<End>> {
        let until = Instant::now() + ASIDE;
        while Instant::now() < until {
            match self.inbox.told_within(BETWEEN_LOOKS) {
                // These are handled below: the loop stops by itself and checks the terminal by itself.
                None | Some(Message::Stop | Message::Continue | Message::Resized) => {}
                Some(message) => {
                    if let Some(end) = self.take(message)? {
                        return Ok(Some(end));
                    }
                }
            }
            if self.screen.holder() != Holder::Another {
                return Ok(None);
            }
        }
        self.put_in_order();
        // That may have taken a while: if the program is in the foreground by now, it must not stop.
        if self.screen.holder() == Holder::Another && !self.stop()? {
            // No shell is left that could resume the program.
            return Ok(Some(Some(SIGHUP)));
        }
        Ok(None)
    }

    /// Saves everything, and returns the errors, each once.
    fn leave(&mut self) -> Vec<String> {
        self.inbox.leave();
        self.keep_places();
        let mut unsaved = self.copies.finish();
        if !self.workers.mark(Message::Saved) {
            return unsaved;
        }
        let mut until = Instant::now() + ANSWER;
        while let Some(message) = self.inbox.told_within(until.saturating_duration_since(Instant::now())) {
            let Message::Done(event) = message else {
                if matches!(message, Message::Saved) {
                    return unsaved;
                }
                continue;
            };
            match event {
                event::Event::BookmarkSaved(_, Err(why)) | event::Event::SessionSaved(Err(why)) => {
                    // However much is left to save, do not keep the user waiting: try each save once more.
                    self.workers.hurry();
                    if !unsaved.contains(&why) {
                        unsaved.push(why);
                    }
                }
                event::Event::BookmarkSaved(..)
                | event::Event::SessionSaved(_)
                | event::Event::BookmarksRead(_) => {}
                // The disk is not involved in any other message.
                _ => continue,
            }
            until = Instant::now() + ANSWER;
        }
        unsaved.push(self.workers.give_up(ANSWER));
        unsaved
    }
}

/// Wait for search results before a frame. A search covers several megabytes in this time.
const MOMENT: Duration = Duration::from_millis(1);

/// Time that a program resumed in the background waits for its terminal, or for the signal that ends it.
const ASIDE: Duration = Duration::from_millis(100);

/// Interval between checks for the terminal.
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

/// Idle time before reading positions are saved.
const REST: Duration = Duration::from_millis(500);

/// Maximum wait for the disk before a suspension.
const PATIENCE: Duration = Duration::from_secs(2);

/// Maximum wait for each answer of the disk at exit. An answer may itself wait for a lock.
const ANSWER: Duration = store::LOCK_TIMEOUT.saturating_add(PATIENCE);
