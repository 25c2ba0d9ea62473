//! What each part of the screen looks like: attributes of the terminal, and the sixteen colours where
//! they are wanted. Whatever a colour says, an attribute or a sign says too.

use ratatui::style::{Color, Modifier, Style};

/// A part that looks different from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The text itself.
    Text,
    /// A title.
    Title,
    /// What stands back: details, numbers, rules, keys.
    Faint,
    /// What stands out a little: the place in the status line, keys in the help.
    Strong,
    /// The bar of the current paragraph and of the open speech.
    Bar,
    /// A bookmark's mark.
    Mark,
    /// A hit.
    Hit,
    /// The current hit.
    CurrentHit,
    /// The list's cursor.
    Cursor,
    /// A message.
    Notice,
    /// What is wrong with a query.
    Error,
}

/// The terminal's own look.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    /// Whether colours are used beside attributes.
    pub colours: bool,
}

impl Theme {
    /// The style of a part.
    pub fn style(self, role: Role) -> Style {
        let (modifier, fore, back) = match role {
            Role::Text => (Modifier::empty(), None, None),
            Role::Title | Role::Strong | Role::Notice => (Modifier::BOLD, None, None),
            Role::Faint => (Modifier::DIM, None, None),
            Role::Bar => (Modifier::empty(), Some(Color::Blue), None),
            Role::Mark | Role::Error => (Modifier::BOLD, Some(Color::Red), None),
            Role::Hit => (Modifier::UNDERLINED, Some(Color::Black), Some(Color::Yellow)),
            Role::CurrentHit => (Modifier::BOLD.union(Modifier::REVERSED), None, None),
            Role::Cursor => (Modifier::REVERSED, None, None),
        };
        let style = Style::new().add_modifier(modifier);
        match (self.colours, fore, back) {
            (true, Some(fore), Some(back)) => style.fg(fore).bg(back),
            (true, Some(fore), None) => style.fg(fore),
            _ => style,
        }
    }
}
