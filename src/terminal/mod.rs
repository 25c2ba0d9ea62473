//! The door to the terminal: events in, frames out, effects carried out.
//!
//! One loop waits for messages: keys, signals, and what the workers have done. Nothing else wakes it,
//! so an idle program does nothing at all.

mod canvas;

mod events;

mod screen;

mod writer;

use std::{
    iter,
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use crossterm::event::{Event, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use jiff::Timestamp;

use self::screen::Output;
use crate::{
    action::{Action, Context, Edit, Effect, Turn},
    app::App,
    keymap::key::Key,
    store,
    work::{Workers, World},
};

pub use self::{
    canvas::Canvas,
    screen::{Screen, has_keys, size},
};

/// What the loop is told.
#[derive(Debug)]
pub enum Message {
    /// What has come from the terminal.
    Event {
        /// What it is.
        event: Event,
        /// Whether another one has come with it, and will be told at once.
        is_followed: bool,
    },
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
    /// The reader has come to rest.
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

    /// Takes one event: the step of the loop, and of every test.
    pub fn step(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        let mut effects = self.take(event, now);
        effects.extend(self.type_letters(now));
        effects
    }

    /// Takes an event that another one follows at once. Letters wait for those that come with them: a search is
    /// for a word, not for each of its beginnings.
    pub fn take(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        if let Some(letter) = self.letter(&event) {
            self.letters.push(letter);
            return if self.app.takes_letters_together() { Vec::new() } else { self.type_letters(now) };
        }
        let mut effects = self.type_letters(now);
        effects.extend(self.action(event).map(|action| self.app.update(action, now)).unwrap_or_default());
        effects
    }

    /// Types the letters that have come.
    fn type_letters(&mut self, now: Timestamp) -> Vec<Effect> {
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
            Event::Key(key) if key.kind != KeyEventKind::Release => Some(self.key(key)),
            Event::Paste(text) if self.app.context() == Context::Prompt => {
                Some(Action::Edit(Edit::Paste(text)))
            }
            Event::Resize(columns, rows) => {
                let (columns, rows) = screen::usable((columns, rows));
                Some(Action::Resize(columns, rows))
            }
            Event::Mouse(mouse) => {
                self.count = None;
                pointed(mouse)
            }
            _ => None,
        }
    }

    fn key(&mut self, event: KeyEvent) -> Action {
        let key = Key::from(event);
        let context = self.app.context();
        let digit = key.typed().and_then(|c| c.to_digit(10)).and_then(|digit| usize::try_from(digit).ok());
        match (digit, self.count) {
            // A zero begins no number.
            (Some(0), None) => return Action::Ignore,
            (Some(digit), count) => {
                self.count = Some((count.unwrap_or(0) * 10 + digit).min(LARGEST_COUNT));
                return Action::Ignore;
            }
            (None, _) => {}
        }
        let count = self.count.take();
        match self.app.config().keymap.action(context, key) {
            // A number is taken back first.
            Some(Action::Cancel) if count.is_some() => Action::Ignore,
            Some(action) => action.clone().with_count(count),
            None => Action::Ignore,
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

/// How many messages may wait. Whoever has more waits too, so that a flood of keys is held back in the
/// terminal, and the reader sees a frame now and then while it lasts.
const MOST_WAITING: usize = 256;

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
    let (sender, received) = mpsc::sync_channel(MOST_WAITING);
    let mut workers = Workers::new(world, sender.clone());
    // Gone before the workers are waited for, so that none of them waits for the loop.
    let messages = received;
    // A signal that comes while the terminal is being taken has to give it back too.
    let signals = events::watch()?;
    let screen = Screen::take(app.has_mouse())?;
    let mut desk = Desk::new(app);
    let mut canvas = Canvas::new(screen.output()?);
    look_at_size(&mut desk);
    canvas.draw(&desk.app)?;
    // All that the first frame does not need comes after it.
    events::listen(signals, &sender);
    for effect in desk.app.start() {
        if let Effect::Work(job) = effect {
            workers.submit(job);
        }
    }
    let signal = main_loop(&mut desk, &mut canvas, &screen, &mut workers, &messages);
    let unsaved = leave(&mut desk, &mut workers, &messages);
    Ok(Ended { signal: signal?, unsaved })
}

/// Has all saved that is not yet, and tells what could not be: each reason once.
fn leave(desk: &mut Desk, workers: &mut Workers<Message>, messages: &Receiver<Message>) -> Vec<String> {
    keep_places(desk, workers);
    let mut unsaved = Vec::new();
    if !workers.mark(Message::Saved) {
        return unsaved;
    }
    while let Ok(message) = messages.recv_timeout(store::PATIENCE + PATIENCE) {
        match message {
            Message::Done(Action::BookmarkSaved(_, Err(why)) | Action::PlacesSaved(Err(why))) => {
                // However much else is to be saved, the reader is not kept for it: each is tried once more.
                workers.hurry();
                if !unsaved.contains(&why) {
                    unsaved.push(why);
                }
            }
            Message::Saved => break,
            _ => {}
        }
    }
    unsaved
}

fn main_loop(
    desk: &mut Desk,
    canvas: &mut Canvas<Output>,
    screen: &Screen,
    workers: &mut Workers<Message>,
    messages: &Receiver<Message>,
) -> anyhow::Result<Option<i32>> {
    let mut rest = None;
    while let Some(first) = next(messages, rest) {
        for message in waiting(messages, first).take(MOST_WAITING) {
            let effects = match message {
                Message::Event { event, is_followed: true } => desk.take(event, Timestamp::now()),
                Message::Event { event, is_followed: false } => desk.step(event, Timestamp::now()),
                Message::Done(action) => desk.app.update(action, Timestamp::now()),
                Message::End(signal) => return Ok(Some(signal)),
                Message::HangUp => return Ok(Some(signal_hook::consts::SIGHUP)),
                Message::Saved => Vec::new(),
                Message::Rest => desk.app.update(Action::Rest, Timestamp::now()),
                Message::Stop => vec![Effect::Suspend],
                Message::Continue => vec![Effect::Repaint],
                Message::Resized => {
                    look_at_size(desk);
                    Vec::new()
                }
            };
            for effect in effects {
                match effect {
                    Effect::Quit => return Ok(None),
                    Effect::Work(job) => workers.submit(job),
                    Effect::Suspend => {
                        // The shell may end the program where it stands, and a lock that is held by a
                        // program that stands still would keep others waiting.
                        keep_places(desk, workers);
                        workers.settle(PATIENCE);
                        screen.stop()?;
                        resume(desk, canvas, screen)?;
                    }
                    Effect::Repaint => resume(desk, canvas, screen)?,
                    Effect::Copy(text) => screen.copy(&text)?,
                    Effect::Mouse(on) => screen.set_mouse(on)?,
                }
            }
        }
        canvas.draw(&desk.app)?;
        desk.app.look_ahead();
        rest = desk.app.is_keeping_due().then(|| Instant::now() + REST);
    }
    Ok(None)
}

/// How long the reader does nothing before the place is saved.
const REST: Duration = Duration::from_millis(500);

/// How long the reader who suspends the program, or leaves it, waits for the disk.
const PATIENCE: Duration = Duration::from_secs(2);

/// The first message with all that are to be taken before a frame is drawn: those that wait, and those that
/// will be told at once.
fn waiting(messages: &Receiver<Message>, first: Message) -> impl Iterator<Item = Message> {
    let mut first = Some(first);
    let mut is_followed = false;
    iter::from_fn(move || {
        let next = || if is_followed { messages.recv().ok() } else { messages.try_recv().ok() };
        let message = first.take().or_else(next)?;
        // A message from elsewhere may come between two events.
        if let Message::Event { is_followed: followed, .. } = message {
            is_followed = followed;
        }
        Some(message)
    })
}

/// Waits for a message, but not beyond the moment at which the reader has come to rest.
fn next(messages: &Receiver<Message>, rest: Option<Instant>) -> Option<Message> {
    let Some(rest) = rest else { return messages.recv().ok() };
    match messages.recv_timeout(rest.saturating_duration_since(Instant::now())) {
        Ok(message) => Some(message),
        Err(RecvTimeoutError::Timeout) => Some(Message::Rest),
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

/// Has the places saved that are not yet.
fn keep_places(desk: &mut Desk, workers: &mut Workers<Message>) {
    for effect in desk.app.update(Action::KeepPlaces, Timestamp::now()) {
        if let Effect::Work(job) = effect {
            workers.submit(job);
        }
    }
}

/// Tells the app what size the terminal has now, if it is another one.
fn look_at_size(desk: &mut Desk) {
    let (columns, rows) = size();
    if (columns, rows) != desk.app.size() {
        desk.app.update(Action::Resize(columns, rows), Timestamp::now());
    }
}

/// Takes the terminal again, at the size that it has now, and forgets what was shown on it.
fn resume(desk: &mut Desk, canvas: &mut Canvas<Output>, screen: &Screen) -> anyhow::Result<()> {
    screen.enter(desk.app.has_mouse())?;
    look_at_size(desk);
    canvas.forget();
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::thread;

    use crossterm::event::KeyCode;

    use super::*;

    fn event(key: char, is_followed: bool) -> Message {
        Message::Event { event: Event::Key(KeyEvent::from(KeyCode::Char(key))), is_followed }
    }

    /// Keys, and `-` for anything else.
    fn told(messages: impl Iterator<Item = Message>) -> String {
        let key = |message| match message {
            Message::Event { event: Event::Key(KeyEvent { code: KeyCode::Char(key), .. }), .. } => key,
            _ => '-',
        };
        messages.map(key).collect()
    }

    #[test]
    fn keys_that_come_together_are_taken_before_a_frame_is_drawn() {
        let (sender, messages) = mpsc::sync_channel(MOST_WAITING);
        let slow = thread::spawn(move || {
            for message in [event('b', true), Message::Resized, event('c', false), event('d', false)] {
                // Later than the loop looks for it, but for the last.
                thread::sleep(Duration::from_millis(20));
                sender.send(message).unwrap();
            }
            sender
        });
        assert_eq!(told(waiting(&messages, event('a', true))), "ab-c");
        assert_eq!(told(messages.recv().into_iter()), "d");
        drop(slow.join().unwrap());
    }

    #[test]
    fn what_is_too_much_at_once_is_not_lost() {
        let (sender, messages) = mpsc::sync_channel(MOST_WAITING);
        for key in ['b', 'c'] {
            sender.send(event(key, true)).unwrap();
        }
        assert_eq!(told(waiting(&messages, event('a', true)).take(2)), "ab");
        assert_eq!(told(messages.try_iter()), "c");
    }
}
