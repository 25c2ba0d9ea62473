//! Facts about the two speeches in the list, at its foot, each with the key that shows more.

use oratory_core::{Overview, grouped};
use ratatui::{buffer::Buffer, layout::Rect};

use super::text::{fitted, last, nth_row, width, wrapped, write};
use crate::{
    app::App,
    command::{Command, Context, View},
    config::Config,
    theme::{Role, Theme},
};

/// The most words, and rows of words, of a speech.
const MAX_WORDS: usize = 6;
const MAX_WORD_ROWS: usize = 4;

/// Rows that stay blank above the long form. The list should not look full.
const MIN_BLANK_ROWS: usize = 4;

/// Blanks between two words.
const GAP: &str = "  ";

/// A row of the block: the facts, or a heading with its key.
struct Row {
    text: String,
    key: Option<String>,
    is_heading: bool,
}

/// Draws the facts in the last rows of `area`, which is blank. The long form gives way to the short one, and the short one to
/// the list.
pub(super) fn draw(app: &App, config: &Config, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(([one, other], facts)) = app.study().overview().filter(|_| config.overview) else { return };
    let names = [one, other].map(|speech| app.library().short_name(speech).into_owned());
    let block = Block { facts, names, config, theme, columns: area.width };
    let height = usize::from(area.height);
    let (long, short) = (block.long(), block.short());
    let with_last = |rows: Vec<Row>| rows.into_iter().chain(block.side_by_side()).collect::<Vec<Row>>();
    let rows = if long.len() + 2 + MIN_BLANK_ROWS <= height {
        with_last(long)
    } else if short.len() + 2 <= height {
        with_last(short)
    } else {
        short
    };
    let Some(first) = height.checked_sub(rows.len()) else { return };
    for (y, row) in (first..).zip(rows) {
        let Some(cells) = u16::try_from(y).ok().and_then(|y| nth_row(area, y)) else { return };
        let role = if row.is_heading { Role::Text } else { Role::Faint };
        let key = row.key.unwrap_or_default();
        let room = cells.width.saturating_sub(if key.is_empty() { 0 } else { width(theme, &key) + 1 });
        write(theme, buffer, cells, &fitted(theme, &row.text, room), theme.style(role));
        write(theme, buffer, last(cells, width(theme, &key)), &key, theme.style(Role::Strong));
    }
}

/// The facts, with what is needed to write them.
struct Block<'a> {
    facts: &'a Overview,
    names: [String; 2],
    config: &'a Config,
    theme: &'a Theme,
    columns: u16,
}

impl Block<'_> {
    /// Returns the rows of the long form: the most frequent words of each speech have their own heading.
    fn long(&self) -> Vec<Row> {
        let mut rows = self.phrases();
        let mut key = Some(View::Words);
        for (name, words) in self.names.iter().zip([&self.facts.only_a, &self.facts.only_b]) {
            let lines = self.lines(words.iter().take(MAX_WORDS));
            if !lines.is_empty() {
                rows.push(Row { text: String::new(), key: None, is_heading: false });
                rows.push(self.heading(format!("Only in {name}"), key.take()));
                rows.extend(lines.into_iter().take(MAX_WORD_ROWS));
            }
        }
        rows
    }

    /// Returns the rows of the short form: the most frequent word of each speech under one heading.
    fn short(&self) -> Vec<Row> {
        let mut rows = self.phrases();
        let Overview { only_a, only_b, .. } = self.facts;
        let lines = self.lines(only_a.first().into_iter().chain(only_b.first()));
        if !lines.is_empty() {
            rows.push(Row { text: String::new(), key: None, is_heading: false });
            rows.push(self.heading("Only in one".to_owned(), Some(View::Words)));
            rows.extend(lines);
        }
        rows
    }

    /// Returns the rows on phrases.
    fn phrases(&self) -> Vec<Row> {
        let Overview { phrases, longest, .. } = *self.facts;
        let text = match phrases {
            0 => "no phrases".to_owned(),
            1 => format!("1 phrase of {longest} words"),
            _ => format!("{} phrases, the longest of {longest} words", grouped(phrases)),
        };
        let lines = wrapped(self.theme, &text, self.columns.max(1));
        let lines = lines.into_iter().map(|text| Row { text, key: None, is_heading: false });
        std::iter::once(self.heading("In both".to_owned(), Some(View::Phrases))).chain(lines).collect()
    }

    /// Returns the rows on the two texts beside each other.
    fn side_by_side(&self) -> [Row; 2] {
        let blank = Row { text: String::new(), key: None, is_heading: false };
        [blank, self.heading("Side by side".to_owned(), Some(View::SideBySide))]
    }

    /// Returns a heading with the key that opens `view`.
    fn heading(&self, text: String, view: Option<View>) -> Row {
        let key = view.and_then(|view| self.config.keymap.hint(Context::Text, &Command::ShowStudy(view)));
        Row { text, key: key.map(|(key, _)| key.to_string()), is_heading: true }
    }

    /// Returns words with their counts, as many in a row as fit.
    fn lines<'w>(&self, words: impl Iterator<Item = &'w (Box<str>, usize)>) -> Vec<Row> {
        let mut lines: Vec<String> = Vec::new();
        for (word, count) in words {
            let word = format!("{word} {}", grouped(*count));
            match lines.last_mut() {
                Some(line)
                    if self.theme.width(line) + GAP.len() + self.theme.width(&word)
                        <= usize::from(self.columns) =>
                {
                    line.push_str(GAP);
                    line.push_str(&word);
                }
                _ => lines.push(word),
            }
        }
        lines.into_iter().map(|text| Row { text, key: None, is_heading: false }).collect()
    }
}
