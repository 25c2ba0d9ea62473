//! The door to the terminal: events in, frames out, effects carried out.
//!
//! One loop waits for messages: keys, signals, and what the workers have done. Nothing else wakes it,
//! so an idle program does nothing at all.

mod answers;

mod canvas;

mod clipboard;

mod events;

mod input;

mod screen;

mod writer;

use std::{
    thread,
    time::{Duration, Instant},
};

use jiff::Timestamp;
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
    action::{Action, Context, Edit, Effect, Job, Turn},
    app::App,
    keymap::key::Key,
    store,
    text::search::Query,
    work::{Workers, World},
};

pub use self::{
    canvas::Canvas,
    events::end_by,
    screen::{Screen, has_keys, size},
};

/// What the loop is told.
#[derive(Debug)]
pub enum Message {
    /// What has come from the terminal.
    Event(Event),
    /// The program is to end, by this signal.
    End(i32),
    /// The program is to stop until it is continued.
    Stop,
    /// The program has been continued.
    Continue,
    /// The terminal has another size.
    Resized,
    /// The terminal is gone.
    HangUp,
    /// The reader has come to rest, or the disk is late.
    Rest,
    /// A job is done.
    Done(Action),
    /// All is saved that was to be.
    Saved,
}

impl From<Action> for Message {
    fn from(action: Action) -> Self {
        Self::Done(action)
    }
}

/// The app with what is being typed: what an event needs to become effects.
#[derive(Debug)]
pub struct Desk {
    /// The app.
    pub app: App,
    /// The number before a movement.
    count: Option<usize>,
    /// Letters that have come together for a prompt.
    letters: String,
}

/// Larger numbers than this are not typed before a movement by anyone.
const LARGEST_COUNT: usize = 999_999;

impl Desk {
    /// An app at which nothing has been typed.
    pub const fn new(app: App) -> Self {
        Self { app, count: None, letters: String::new() }
    }

    /// Takes an event. Letters wait for those that come with them, until they are typed together: a search is for a
    /// word, not for each of its beginnings.
    pub fn take(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        if let Some(letter) = self.letter(&event) {
            self.letters.push(letter);
            return if self.app.takes_letters_together() { Vec::new() } else { self.type_letters(now) };
        }
        let mut effects = self.type_letters(now);
        if let Event::Key(key) = event {
            if key.kind != KeyEventKind::Release {
                effects.extend(self.press(Key::from(key), now));
            }
            return effects;
        }
        effects.extend(self.action(event).map(|action| self.app.update(action, now)).unwrap_or_default());
        effects
    }

    /// Types the letters that have come: no event follows the last one at once.
    pub fn type_letters(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.letters.is_empty() {
            return Vec::new();
        }
        let letters = std::mem::take(&mut self.letters);
        self.app.update(Action::Edit(Edit::Type(letters)), now)
    }

    /// The letter that an event types into a prompt.
    fn letter(&self, event: &Event) -> Option<char> {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release && self.app.context() == Context::Prompt => {
                Key::from(*key).typed()
            }
            _ => None,
        }
    }

    /// What an event asks for.
    fn action(&mut self, event: Event) -> Option<Action> {
        match event {
            Event::Paste(text) if self.app.context() == Context::Prompt => {
                Some(Action::Edit(Edit::Paste(text)))
            }
            Event::Mouse(mouse) => {
                self.count = None;
                pointed(mouse)
            }
            _ => None,
        }
    }

    /// Does what a key press means, which on the keyboard of another script may be several keys.
    fn press(&mut self, key: Key, now: Timestamp) -> Vec<Effect> {
        let mut effects = Vec::new();
        for key in self.app.config().keymap.meant(self.app.context(), key) {
            if self.app.context() == Context::Prompt && key.typed().is_some() {
                // The key before it has opened a prompt, in which letters are text.
                break;
            }
            let action = self.key(key);
            effects.extend(self.app.update(action, now));
        }
        effects
    }

    fn key(&mut self, key: Key) -> Action {
        match (key.digit(), self.count) {
            // A zero begins no number.
            (Some(0), None) => return Action::Ignore,
            (Some(digit), count) => {
                let count = (count.unwrap_or(0) * 10 + digit).min(LARGEST_COUNT);
                self.count = Some(count);
                return Action::ShowCount(count);
            }
            (None, _) => {}
        }
        let count = self.count.take();
        match self.app.config().keymap.action(self.app.context(), key) {
            // A number is taken back first.
            Some(Action::Cancel) if count.is_some() => Action::Ignore,
            Some(action) => action.clone().with_count(count),
            None => Action::UnknownKey(key.to_string()),
        }
    }
}

/// What the mouse asks for.
const fn pointed(MouseEvent { kind, column, row, .. }: MouseEvent) -> Option<Action> {
    Some(match kind {
        MouseEventKind::Down(MouseButton::Left) => Action::Press(column, row),
        MouseEventKind::Drag(MouseButton::Left) => Action::Drag(column, row),
        MouseEventKind::ScrollUp => Action::Wheel(Turn::Up, column, row),
        MouseEventKind::ScrollDown => Action::Wheel(Turn::Down, column, row),
        _ => return None,
    })
}

/// How a session has ended.
#[derive(Debug, Default)]
pub struct Ended {
    /// The signal that ended it, if one did.
    pub signal: Option<i32>,
    /// What could not be saved on the way out.
    pub unsaved: Vec<String>,
}

/// Shows the app until the reader leaves it, or a signal ends it.
///
/// # Errors
///
/// If the terminal cannot be set up or written to.
pub fn run(app: App, world: World) -> anyhow::Result<Ended> {
    let (outbox, inbox) = events::mailbox()?;
    let of_workers = outbox.clone();
    let workers = Workers::new(world, move |message| {
        of_workers.tell(message);
    });
    // A signal that comes while the terminal is being taken has to give it back too.
    let signals = events::watch(&outbox, &inbox)?;
    let screen = Screen::take(app.has_mouse())?;
    let canvas = Canvas::new(screen.output()?, app.config().look.ambiguous);
    let mut session = Session {
        desk: Desk::new(app),
        canvas,
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
    session.canvas.draw(&session.desk.app)?;
    // All that the first frame does not need comes after it.
    events::listen(signals, &outbox, session.screen.exit());
    let effects = session.desk.app.start();
    let signal = session.carry_out(effects).and_then(|_| {
        session.hand_out();
        Query::prepare(session.desk.app.config().manner);
        session.main_loop()
    });
    let unsaved = session.leave();
    Ok(Ended { signal: signal?, unsaved })
}

/// All that a message may change. The terminal is given back before the workers are waited for.
struct Session {
    desk: Desk,
    canvas: Canvas<Output>,
    screen: Screen,
    /// Gone before the workers are waited for, so that none of them waits for the loop.
    inbox: Inbox,
    workers: Workers<Message>,
    /// What is to be done once the frame is drawn: it need not wait for a thread to be started.
    jobs: Vec<Job>,
    answers: Answers,
    copies: Copies,
    /// For what reports to the loop from a thread of its own.
    outbox: Outbox,
    /// Whether the reader has suspended the program and come back since the last frame.
    is_back: bool,
}

/// That the program is to end, by a signal or by the reader.
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
            let effects = self.desk.type_letters(Timestamp::now());
            if let Some(end) = self.carry_out(effects)? {
                return Ok(end);
            }
            if let Some(end) = self.wait_for_hits()? {
                return Ok(end);
            }
            self.canvas.draw(&self.desk.app)?;
            self.hand_out();
            self.desk.app.look_ahead();
            rest = self.desk.app.is_keeping_due().then(|| Instant::now() + REST);
        }
    }

    /// Waits a moment for what has been searched for and is nearly there: a frame without it would be drawn for
    /// nobody. Tells whether the program is to end.
    fn wait_for_hits(&mut self) -> anyhow::Result<Option<End>> {
        if !self.desk.app.awaits_hits() {
            return Ok(None);
        }
        self.hand_out();
        let until = Instant::now() + MOMENT;
        while self.desk.app.awaits_hits()
            && Instant::now() < until
            && let Some(message) = self.inbox.told_within(until.saturating_duration_since(Instant::now()))
        {
            if let Some(end) = self.take(message)? {
                return Ok(Some(end));
            }
        }
        Ok(None)
    }

    /// Takes a message; tells whether it ends the program.
    fn take(&mut self, message: Message) -> anyhow::Result<Option<End>> {
        let now = Timestamp::now();
        let effects = match message {
            Message::Event(event) => {
                let mut effects = self.desk.take(event, now);
                // Whoever presses the key for it more than once wants to be gone once.
                effects.retain(|effect| !(self.is_back && matches!(effect, Effect::Suspend)));
                effects
            }
            Message::Done(action) => {
                self.answers.note(&action);
                self.desk.app.update(action, now)
            }
            Message::End(signal) => return Ok(Some(Some(signal))),
            Message::HangUp => return Ok(Some(Some(SIGHUP))),
            Message::Saved => Vec::new(),
            Message::Rest if self.answers.has_grown_late() => {
                self.desk.app.update(Action::SavingIsLate(LATE), now)
            }
            Message::Rest => self.desk.app.update(Action::Rest, now),
            Message::Stop => vec![Effect::Suspend],
            Message::Continue => vec![Effect::Repaint],
            Message::Resized => {
                self.look_at_size();
                Vec::new()
            }
        };
        self.carry_out(effects)
    }

    /// Carries out what the app wants done; tells whether that is to end the program.
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

    /// Stops until the program is continued. If nothing stops, redraws the page with a notice.
    fn suspend(&mut self) -> anyhow::Result<Option<End>> {
        self.put_in_order();
        let has_stopped = self.stop()?;
        self.is_back = true;
        let end = self.resume()?;
        if end.is_none() && !has_stopped {
            let notice = "cannot suspend: there is no shell to return to".to_owned();
            self.desk.app.update(Action::Notify(notice), Timestamp::now());
        }
        Ok(end)
    }

    /// Stops the process group. Returns `true` if it has been continued since, and `false` if nothing stopped.
    fn stop(&mut self) -> anyhow::Result<bool> {
        self.inbox.has_been_continued();
        self.screen.stop()?;
        // Another thread may handle SIGCONT, a little later.
        let looks = ASIDE.as_millis() / BETWEEN_LOOKS.as_millis();
        Ok((0..looks).any(|look| {
            if look > 0 {
                thread::sleep(BETWEEN_LOOKS);
            }
            self.inbox.has_been_continued()
        }))
    }

    /// Has all saved before the program stops. The shell may end it where it stands, and a lock that is held by a
    /// program that stands still would keep others waiting.
    fn put_in_order(&mut self) {
        self.keep_places();
        self.workers.settle(PATIENCE);
    }

    /// Hands out the jobs that have come up.
    fn hand_out(&mut self) {
        for job in self.jobs.drain(..) {
            self.answers.note_job(&job);
            self.workers.submit(job);
        }
    }

    /// Has the places saved that are not yet, after all that was to be done before.
    fn keep_places(&mut self) {
        let effects = self.desk.app.update(Action::KeepPlaces, Timestamp::now());
        self.jobs.extend(effects.into_iter().filter_map(|effect| match effect {
            Effect::Work(job) => Some(job),
            _ => None,
        }));
        self.hand_out();
    }

    /// Tells the app what size the terminal has now, if it is another one.
    fn look_at_size(&mut self) {
        let (columns, rows) = size();
        if (columns, rows) != self.desk.app.size() {
            self.desk.app.update(Action::Resize(columns, rows), Timestamp::now());
        }
    }

    /// Takes the terminal again, at the size that it has now, and forgets what was shown on it. A shell that ends the
    /// program continues it too, and keeps the terminal: tells whether that was what it was continued for.
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
        self.screen.enter(self.desk.app.has_mouse())?;
        self.look_at_size();
        self.canvas.forget();
        Ok(None)
    }

    /// Waits a moment for the end, or for the terminal, and stops again if there is neither. What is told meanwhile is
    /// taken, but nothing is drawn. Tells whether the program is to end.
    fn stand_by(&mut self) -> anyhow::Result<Option<End>> {
        let until = Instant::now() + ASIDE;
        while Instant::now() < until {
            match self.inbox.told_within(BETWEEN_LOOKS) {
                // It stops by itself, and looks by itself whether the terminal is there.
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
        // That may have taken a while, and who has brought it back meanwhile does not want it to stop.
        if self.screen.holder() == Holder::Another && !self.stop()? {
            // No shell is left that could bring it back.
            return Ok(Some(Some(SIGHUP)));
        }
        Ok(None)
    }

    /// Has all saved that is not yet, and tells what could not be: each reason once.
    fn leave(&mut self) -> Vec<String> {
        self.inbox.leave();
        self.keep_places();
        let mut unsaved = self.copies.finish();
        if !self.workers.mark(Message::Saved) {
            return unsaved;
        }
        let mut until = Instant::now() + ANSWER;
        while let Some(message) = self.inbox.told_within(until.saturating_duration_since(Instant::now())) {
            let Message::Done(action) = message else {
                if matches!(message, Message::Saved) {
                    return unsaved;
                }
                continue;
            };
            match action {
                Action::BookmarkSaved(_, Err(why)) | Action::PlacesSaved(Err(why)) => {
                    // However much else is to be saved, the reader is not kept for it: each is tried once more.
                    self.workers.hurry();
                    if !unsaved.contains(&why) {
                        unsaved.push(why);
                    }
                }
                Action::BookmarkSaved(..) | Action::PlacesSaved(_) | Action::BookmarksRead(_) => {}
                // The disk has no part in anything else.
                _ => continue,
            }
            until = Instant::now() + ANSWER;
        }
        unsaved.push(self.workers.give_up(ANSWER));
        unsaved
    }
}

/// What nobody notices: in this time some megabytes are searched.
const MOMENT: Duration = Duration::from_millis(1);

/// How long a program that was continued in the background stands by: the signal that ends it, or the terminal, may
/// come a little later than the one that continues it.
const ASIDE: Duration = Duration::from_millis(100);

/// How long after each other it looks whether the terminal has come.
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

/// How long the reader does nothing before the place is saved.
const REST: Duration = Duration::from_millis(500);

/// How long the reader who suspends the program waits for the disk.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long the reader who leaves the program waits for the next answer of the disk: one that comes with a lock takes
/// as long as that is waited for.
const ANSWER: Duration = store::PATIENCE.saturating_add(PATIENCE);
