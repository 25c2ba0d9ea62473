//! Keys, and how they are written: `j`, `G`, `Space`, `PgDn`, `Ctrl-f`, `Alt-r`, `F1`.

use std::{fmt, str::FromStr};

use termina::event::{KeyCode, KeyEvent, Modifiers};

use super::layouts;

/// A key with its modifiers. Shift is part of the character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    code: KeyCode,
    modifiers: Modifiers,
}

impl Key {
    /// Returns the character that the key types, or `None` for `Ctrl-f` or `PgDn`.
    pub(crate) const fn typed(self) -> Option<char> {
        match (self.code, self.modifiers) {
            (KeyCode::Char(c), Modifiers::NONE) => Some(c),
            _ => None,
        }
    }

    /// Returns the key without Shift, if it is pressed with Shift.
    pub(super) fn without_shift(self) -> Option<Self> {
        let modifiers = self.modifiers - Modifiers::SHIFT;
        (modifiers != self.modifiers).then_some(Self { modifiers, ..self })
    }

    /// Returns the value of the decimal digit that the key types, in any script.
    pub(crate) fn digit(self) -> Option<usize> {
        self.typed().and_then(layouts::digit)
    }

    /// Returns the keys at the same positions of a Latin layout, if the key types a letter of another script.
    pub(super) fn latin(self) -> Vec<Self> {
        let KeyCode::Char(c) = self.code else { return Vec::new() };
        layouts::latin(c).chars().map(|c| Self { code: KeyCode::Char(c), ..self }).collect()
    }
}

impl From<KeyEvent> for Key {
    /// Drops Shift, except from arrows to the side. Characters are upper case already.
    fn from(event: KeyEvent) -> Self {
        let shift = if has_shift(event.code) { Modifiers::SHIFT } else { Modifiers::NONE };
        let kept = Modifiers::CONTROL | Modifiers::ALT | shift;
        Self { code: event.code, modifiers: event.modifiers & kept }
    }
}

/// Returns `true` for the keys that mean something else with Shift. Terminals that do not report Shift send the key alone.
const fn has_shift(code: KeyCode) -> bool {
    matches!(code, KeyCode::Left | KeyCode::Right)
}

/// Keys that type no visible character, with their names in `[keys]`.
const NAMED: &[(&str, KeyCode)] = &[
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Escape),
    ("Tab", KeyCode::Tab),
    ("Backspace", KeyCode::Backspace),
    ("Del", KeyCode::Delete),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("Insert", KeyCode::Insert),
    ("Shift-Tab", KeyCode::BackTab),
];

impl FromStr for Key {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let mut name = written;
        let mut modifiers = Modifiers::NONE;
        for (prefix, modifier) in
            [("Ctrl-", Modifiers::CONTROL), ("Alt-", Modifiers::ALT), ("Shift-", Modifiers::SHIFT)]
        {
            if prefix == "Shift-" && !matches!(name, "Shift-Left" | "Shift-Right") {
                continue;
            }
            if let Some(rest) = name.strip_prefix(prefix).filter(|rest| !rest.is_empty()) {
                name = rest;
                modifiers |= modifier;
            }
        }
        let code = code_of(name).ok_or_else(|| {
            format!("unknown key {written:?}: write keys as j, G, Space, PgDn, Ctrl-f, Alt-r or F1")
        })?;
        match code {
            // Terminals send the same byte for both.
            KeyCode::Char(c) if modifiers.contains(Modifiers::CONTROL) => {
                let same = match c {
                    'i' => "Tab".to_owned(),
                    'm' => "Enter".to_owned(),
                    '[' => "Esc".to_owned(),
                    c if c.is_uppercase() => format!("Ctrl-{}", c.to_lowercase()),
                    c if c.is_ascii_lowercase() || c == ' ' => return Ok(Self { code, modifiers }),
                    _ => {
                        return Err(format!(
                            "{written} is not sent by every terminal: choose a letter with Ctrl-"
                        ));
                    }
                };
                Err(format!("{written} is the same key as {same} in a terminal: write {same}"))
            }
            KeyCode::Char(c) if c.is_control() || c.is_whitespace() && c != ' ' => {
                Err(format!("{written:?} is not a key name: write Tab, Enter or Space"))
            }
            _ => Ok(Self { code, modifiers }),
        }
    }
}

/// Returns the key called `name`: a character, a name of [`NAMED`], or `F1` to `F12`.
fn code_of(name: &str) -> Option<KeyCode> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return Some(KeyCode::Char(c));
    }
    if let Some((_, code)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Some(*code);
    }
    let number = name.strip_prefix('F')?.parse().ok()?;
    (1..=12).contains(&number).then_some(KeyCode::Function(number))
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.modifiers.contains(Modifiers::CONTROL) {
            f.write_str("Ctrl-")?;
        }
        if self.modifiers.contains(Modifiers::ALT) {
            f.write_str("Alt-")?;
        }
        if self.modifiers.contains(Modifiers::SHIFT) {
            f.write_str("Shift-")?;
        }
        match (NAMED.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, KeyCode::Char(c)) => write!(f, "{c}"),
            (None, KeyCode::Function(number)) => write!(f, "F{number}"),
            // Keys with neither a name nor a character cannot be bound.
            (None, other) => write!(f, "{other:?}"),
        }
    }
}
