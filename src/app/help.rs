//! The help: the keys in force, by task, set in lines.

use crate::{
    keymap::{Keymap, Task},
    text::glyph::width,
};

/// Columns to the left and right of the help, together.
pub const MARGIN: u16 = 4;

/// One line of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpLine {
    /// A task.
    Heading(&'static str),
    /// Keys, and what they do.
    Keys(String, String),
    /// Nothing.
    Blank,
}

/// The help on a page of `columns` cells: what a key does stands beside it, or below it where that
/// leaves too little room.
pub fn lines(keymap: &Keymap, columns: u16) -> Vec<HelpLine> {
    let columns = usize::from(columns).max(1);
    let keys_width = keys_width(keymap);
    let beside = columns >= keys_width + 24;
    let text_width = if beside { columns - keys_width } else { columns.saturating_sub(2).max(1) };
    let mut lines = Vec::new();
    for task in Task::ALL {
        if !lines.is_empty() {
            lines.push(HelpLine::Blank);
        }
        lines.push(HelpLine::Heading(task.name()));
        for (keys, help) in keymap.of_task(task) {
            let mut keys = join(&keys);
            if !beside {
                lines.push(HelpLine::Keys(std::mem::take(&mut keys), String::new()));
            }
            for line in textwrap::wrap(help, text_width) {
                let lead = if beside { std::mem::take(&mut keys) } else { "  ".to_owned() };
                lines.push(HelpLine::Keys(lead, line.into_owned()));
            }
        }
    }
    lines
}

/// The width of the column of keys, with the blanks that part it from the next.
pub fn keys_width(keymap: &Keymap) -> usize {
    let keys = Task::ALL.into_iter().flat_map(|task| keymap.of_task(task));
    keys.map(|(keys, _)| width(&join(&keys))).max().unwrap_or(0) + 2
}

fn join(keys: &[crate::keymap::Key]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
