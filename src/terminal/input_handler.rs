//! Turns terminal input into commands: counts, letters in a prompt, mouse.

use jiff::Timestamp;
use termina::{
    Event,
    event::{KeyEventKind, MouseButton, MouseEvent, MouseEventKind},
};

use crate::{
    app::{App, env::Env},
    command::{Command, Edit, Turn},
    config::Config,
    effect::Effect,
    event::Input,
    keymap::key::Key,
};

/// Largest count that can be typed.
const MAX_COUNT: usize = 999_999;

/// The app together with partial input: turns terminal input into effects.
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

impl InputHandler {
    /// Wraps `app`, with no partial input.
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

    /// Handles `event`. Letters in a prompt are collected and typed together, so that a search runs for a word and
    /// not for each of its prefixes.
    pub fn handle(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
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
            Event::Key(key) if key.kind != KeyEventKind::Release && self.app.context().is_typing() => {
                Key::from(*key).typed()
            }
            _ => None,
        }
    }

    /// Translates `event` into a command.
    fn command(&mut self, event: Event) -> Option<Command> {
        match event {
            Event::Paste(text) if self.app.context().is_typing() => Some(Command::Edit(Edit::Paste(text))),
            Event::Mouse(mouse) => {
                self.count = None;
                mouse_command(mouse)
            }
            _ => None,
        }
    }

    /// Handles a key press. A key of another keyboard layout may stand for several keys.
    fn press(&mut self, key: Key, now: Timestamp) -> Vec<Effect> {
        let mut effects = Vec::new();
        for key in self.config.keymap.meant(self.app.context(), key) {
            if self.app.context().is_typing() && key.typed().is_some() {
                // The previous key opened a prompt, where letters are text.
                break;
            }
            let command = self.command_of_key(key);
            effects.extend(self.update(command, now));
        }
        effects
    }

    /// Returns the command of `key`. Digits are collected into the count of the next one.
    fn command_of_key(&mut self, key: Key) -> Command {
        match (key.digit(), self.count) {
            // A count does not begin with zero.
            (Some(0), None) => return Command::Ignore,
            (Some(digit), count) => {
                let count = (count.unwrap_or(0) * 10 + digit).min(MAX_COUNT);
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

/// Translates a mouse event into a command.
const fn mouse_command(MouseEvent { kind, column, row, .. }: MouseEvent) -> Option<Command> {
    Some(match kind {
        MouseEventKind::Down(MouseButton::Left) => Command::Press(column, row),
        MouseEventKind::Drag(MouseButton::Left) => Command::Drag(column, row),
        MouseEventKind::ScrollUp => Command::Wheel(Turn::Up, column, row),
        MouseEventKind::ScrollDown => Command::Wheel(Turn::Down, column, row),
        _ => return None,
    })
}
