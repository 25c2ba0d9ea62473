//! Tracks cursor position and style, and appends the shortest sequences that change them.

use ratatui::style::Modifier;

use super::grid::{Glyph, Look, Shift, Way};

/// Begins synchronized output: a terminal that supports it shows nothing until [`END`].
const BEGIN: &[u8] = b"\x1b[?2026h";

const END: &[u8] = b"\x1b[?2026l";

/// Writer of one frame.
#[derive(Debug)]
pub(super) struct Pen {
    frame: Vec<u8>,
    /// Column and row. `None` where terminals may disagree.
    at: Option<(usize, usize)>,
    look: Look,
}

impl Pen {
    /// Creates a pen with unknown position and style.
    pub(super) fn new() -> Self {
        Self { frame: BEGIN.to_vec(), at: None, look: Look::PLAIN }
    }

    /// Returns the length of the frame in bytes.
    pub(super) const fn len(&self) -> usize {
        self.frame.len()
    }

    /// Removes everything written after the first `len` bytes. It must not have changed the state of the pen.
    pub(super) fn truncate(&mut self, len: usize) {
        self.frame.truncate(len);
    }

    /// Returns the frame between its marks, or nothing if nothing was written.
    pub(super) fn finish(&mut self) -> &[u8] {
        if self.frame.len() <= BEGIN.len() {
            return &[];
        }
        self.frame.extend_from_slice(END);
        &self.frame
    }

    /// Begins the next frame.
    pub(super) fn turn_page(&mut self) {
        self.frame.truncate(BEGIN.len());
    }

    pub(super) const fn at(&self) -> Option<(usize, usize)> {
        self.at
    }

    pub(super) fn show_cursor(&mut self) {
        self.frame.extend_from_slice(b"\x1b[?25h");
    }

    pub(super) fn hide_cursor(&mut self) {
        self.frame.extend_from_slice(b"\x1b[?25l");
    }

    /// Clears a screen in an unknown state.
    pub(super) fn wipe(&mut self) {
        self.frame.extend_from_slice(b"\x1b[r\x1b[m\x1b[2J");
        self.look = Look::PLAIN;
        self.at = None;
    }

    /// Scrolls rows on a screen with `rows` rows. The new rows get the current background, so the style is reset first.
    pub(super) fn shift(&mut self, shift: &Shift, rows: usize) {
        self.set_look(Look::PLAIN);
        let is_part = shift.rows != (0..rows);
        if is_part {
            self.sequence(&[shift.rows.start + 1, shift.rows.end], b'r');
            // Setting the margins moves the cursor, but not to the same cell in all terminals.
            self.at = None;
        }
        match shift.way {
            Way::Up => {
                self.go(0, shift.rows.end - 1);
                self.frame.extend(std::iter::repeat_n(b'\n', shift.by));
            }
            Way::Down => {
                self.go(0, shift.rows.start);
                self.frame.extend(b"\x1bM".repeat(shift.by));
            }
        }
        if is_part {
            self.sequence(&[], b'r');
            self.at = None;
        }
    }

    /// Moves to column `x` and row `y`.
    pub(super) fn go(&mut self, x: usize, y: usize) {
        match self.at {
            Some(at) if at == (x, y) => return,
            Some((_, row)) if x == 0 && row == y => self.frame.push(b'\r'),
            Some((_, row)) if x == 0 && row + 1 == y => self.frame.extend_from_slice(b"\r\n"),
            Some((from, row)) if row == y && from + 1 == x => self.sequence(&[], b'C'),
            Some((from, row)) if row == y && from < x => self.sequence(&[x - from], b'C'),
            Some((_, row)) if row == y => self.sequence(&[x + 1], b'G'),
            _ if (x, y) == (0, 0) => self.sequence(&[], b'H'),
            _ if x == 0 => self.sequence(&[y + 1], b'H'),
            _ => self.sequence(&[y + 1, x + 1], b'H'),
        }
        self.at = Some((x, y));
    }

    /// Writes a glyph of `cells` cells. `symbol` is its text if it is a cluster.
    pub(super) fn write(&mut self, glyph: Glyph, symbol: &str, cells: usize, columns: usize) {
        match glyph.char() {
            Some(c) if c.is_ascii() => self.frame.extend(u8::try_from(c)),
            Some(c) => self.frame.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => self.frame.extend_from_slice(symbol.as_bytes()),
        }
        // After the last column, the cursor position is ambiguous.
        self.at = match self.at {
            Some((x, y)) if x + cells < columns && glyph.is_sure() => Some((x + cells, y)),
            _ => None,
        };
    }

    /// Erases to the end of the row in default colours. The cursor stays.
    pub(super) fn erase_tail(&mut self) {
        self.set_look(Look::PLAIN);
        self.sequence(&[], b'K');
    }

    /// Returns `true` if `glyph` in style `look` would look right in the current style.
    pub(super) fn is_right(&self, glyph: Glyph, look: Look) -> bool {
        self.look == look || glyph == Glyph::BLANK && self.look.of_blank() == look.of_blank()
    }

    /// Changes the style.
    pub(super) fn set_look(&mut self, look: Look) {
        if self.look == look {
            return;
        }
        let mut shortest = parameters(self.look, look);
        // From the default style, a reset is never shorter.
        if self.look != Look::PLAIN {
            let mut anew = parameters(Look::PLAIN, look);
            if !anew.is_empty() {
                anew.insert(0, 0);
            }
            if length(&anew) < length(&shortest) {
                shortest = anew;
            }
        }
        self.sequence(&shortest, b'm');
        self.look = look;
    }

    /// Appends a control sequence.
    fn sequence(&mut self, parameters: &[usize], end: u8) {
        self.frame.extend_from_slice(b"\x1b[");
        for (index, parameter) in parameters.iter().enumerate() {
            if index > 0 {
                self.frame.push(b';');
            }
            self.number(*parameter);
        }
        self.frame.push(end);
    }

    fn number(&mut self, number: usize) {
        if number >= 10 {
            self.number(number / 10);
        }
        self.frame.extend(u8::try_from(number % 10).map(|digit| b'0' + digit));
    }
}

/// Returns the bytes of a movement by `cells` cells to the right.
pub(super) const fn step_cost(cells: usize) -> usize {
    match cells {
        0 => 0,
        1 => 3,
        2..10 => 4,
        10..100 => 5,
        _ => 6,
    }
}

/// Returns the bytes of `parameters` in a sequence.
fn length(parameters: &[usize]) -> usize {
    let digits = |parameter: &usize| parameter.checked_ilog10().map_or(1, |log| log as usize + 1);
    parameters.iter().map(|parameter| digits(parameter) + 1).sum()
}

/// Attributes, each with the parameters that set and reset it.
const ATTRIBUTES: [(Modifier, usize, usize); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// Returns the parameters that change style `from` into `to`.
fn parameters(from: Look, to: Look) -> Vec<usize> {
    let mut parameters = Vec::new();
    let mut left = from.modifier;
    for (modifier, _, off) in ATTRIBUTES {
        if left.contains(modifier) && !to.modifier.contains(modifier) {
            parameters.push(off);
            // The same parameter resets another attribute too.
            let gone = ATTRIBUTES.iter().filter(|(_, _, other)| *other == off);
            gone.for_each(|(modifier, ..)| left.remove(*modifier));
        }
    }
    let added = ATTRIBUTES.iter().filter(|(modifier, ..)| to.modifier.difference(left).contains(*modifier));
    parameters.extend(added.map(|(_, on, _)| on));
    if from.fg != to.fg {
        parameters.extend(to.fg.parameters(30));
    }
    if from.bg != to.bg {
        parameters.extend(to.bg.parameters(40));
    }
    parameters
}
