//! Writes escape sequences, the shortest that have the wanted effect.

use ratatui::style::{Color, Modifier};

use crate::{
    grid::{CellStyle, Glyph},
    scroll::{Direction, Scroll},
};

/// Begins a synchronized update: a terminal that supports it shows nothing until [`END_UPDATE`].
const BEGIN_UPDATE: &[u8] = b"\x1b[?2026h";

const END_UPDATE: &[u8] = b"\x1b[?2026l";

/// The bytes of a frame, and the terminal's cursor position and style after them.
#[derive(Debug)]
pub(crate) struct TermWriter {
    bytes: Vec<u8>,
    /// Column and row of the cursor. `None` where terminals may disagree.
    position: Option<(usize, usize)>,
    style: CellStyle,
}

impl TermWriter {
    /// Creates a writer for a terminal in an unknown state.
    pub(crate) fn new() -> Self {
        Self { bytes: BEGIN_UPDATE.to_vec(), position: None, style: CellStyle::PLAIN }
    }

    /// Begins a frame.
    pub(crate) fn begin(&mut self) {
        self.bytes.truncate(BEGIN_UPDATE.len());
    }

    /// Ends the frame and returns its bytes. They are empty if nothing was written.
    pub(crate) fn finish(&mut self) -> &[u8] {
        if self.bytes.len() == BEGIN_UPDATE.len() {
            return &[];
        }
        self.bytes.extend_from_slice(END_UPDATE);
        &self.bytes
    }

    pub(crate) const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Removes all but the first `len` bytes. The removed ones must not have changed the position or style.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.bytes.truncate(len);
    }

    pub(crate) const fn position(&self) -> Option<(usize, usize)> {
        self.position
    }

    pub(crate) fn show_cursor(&mut self) {
        self.bytes.extend_from_slice(b"\x1b[?25h");
    }

    pub(crate) fn hide_cursor(&mut self) {
        self.bytes.extend_from_slice(b"\x1b[?25l");
    }

    /// Clears a screen in an unknown state: resets the scroll margins and the style first.
    pub(crate) fn clear_screen(&mut self) {
        self.bytes.extend_from_slice(b"\x1b[r\x1b[m\x1b[2J");
        self.style = CellStyle::PLAIN;
        self.position = None;
    }

    /// Scrolls rows on a screen of `rows` rows.
    pub(crate) fn scroll(&mut self, scroll: &Scroll, rows: usize) {
        // New rows get the current background.
        self.set_style(CellStyle::PLAIN);
        let is_part = scroll.rows != (0..rows);
        if is_part {
            self.sequence(&[scroll.rows.start + 1, scroll.rows.end], b'r');
            // Setting the margins moves the cursor, but not to the same cell in all terminals.
            self.position = None;
        }
        match scroll.direction {
            Direction::Up => {
                self.move_to(0, scroll.rows.end - 1);
                self.bytes.extend(std::iter::repeat_n(b'\n', scroll.distance));
            }
            Direction::Down => {
                self.move_to(0, scroll.rows.start);
                self.bytes.extend(b"\x1bM".repeat(scroll.distance));
            }
        }
        if is_part {
            self.sequence(&[], b'r');
            self.position = None;
        }
    }

    /// Moves the cursor to column `x` and row `y`.
    pub(crate) fn move_to(&mut self, x: usize, y: usize) {
        match self.position {
            Some(position) if position == (x, y) => return,
            Some((_, row)) if x == 0 && row == y => self.bytes.push(b'\r'),
            Some((_, row)) if x == 0 && row + 1 == y => self.bytes.extend_from_slice(b"\r\n"),
            Some((from, row)) if row == y && from + 1 == x => self.sequence(&[], b'C'),
            Some((from, row)) if row == y && from < x => self.sequence(&[x - from], b'C'),
            Some((_, row)) if row == y => self.sequence(&[x + 1], b'G'),
            _ if (x, y) == (0, 0) => self.sequence(&[], b'H'),
            _ if x == 0 => self.sequence(&[y + 1], b'H'),
            _ => self.sequence(&[y + 1, x + 1], b'H'),
        }
        self.position = Some((x, y));
    }

    /// Writes a glyph of `width` cells on a screen of `columns` columns. `cluster` is its text if it is a cluster.
    pub(crate) fn write(&mut self, glyph: Glyph, cluster: &str, width: usize, columns: usize) {
        match glyph.char() {
            Some(c) if c.is_ascii() => self.bytes.extend(u8::try_from(c)),
            Some(c) => self.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => self.bytes.extend_from_slice(cluster.as_bytes()),
        }
        // After the last column, terminals disagree on the cursor position.
        self.position = match self.position {
            Some((x, y)) if x + width < columns && glyph.has_sure_width() => Some((x + width, y)),
            _ => None,
        };
    }

    /// Erases to the end of the row in default colours. The cursor stays.
    pub(crate) fn erase_to_row_end(&mut self) {
        self.set_style(CellStyle::PLAIN);
        self.sequence(&[], b'K');
    }

    /// Returns `true` if `glyph` looks the same in the current style as in `style`.
    pub(crate) fn fits(&self, glyph: Glyph, style: CellStyle) -> bool {
        self.style == style || glyph == Glyph::BLANK && self.style.on_blank() == style.on_blank()
    }

    /// Switches to `style`, unless it is set.
    pub(crate) fn set_style(&mut self, style: CellStyle) {
        if self.style == style {
            return;
        }
        let mut shortest = style_parameters(self.style, style);
        // From the default style, a reset is never shorter.
        if self.style != CellStyle::PLAIN {
            let mut from_reset = style_parameters(CellStyle::PLAIN, style);
            if !from_reset.is_empty() {
                from_reset.insert(0, 0);
            }
            if parameters_len(&from_reset) < parameters_len(&shortest) {
                shortest = from_reset;
            }
        }
        self.sequence(&shortest, b'm');
        self.style = style;
    }

    /// Writes a control sequence.
    fn sequence(&mut self, parameters: &[usize], end: u8) {
        self.bytes.extend_from_slice(b"\x1b[");
        for (index, parameter) in parameters.iter().enumerate() {
            if index > 0 {
                self.bytes.push(b';');
            }
            self.number(*parameter);
        }
        self.bytes.push(end);
    }

    fn number(&mut self, number: usize) {
        if number >= 10 {
            self.number(number / 10);
        }
        self.bytes.extend(u8::try_from(number % 10).map(|digit| b'0' + digit));
    }
}

/// Returns the bytes of a movement by `cells` cells to the right.
pub(crate) const fn move_right_len(cells: usize) -> usize {
    match cells {
        0 => 0,
        1 => 3,
        2..10 => 4,
        10..100 => 5,
        _ => 6,
    }
}

/// Returns the bytes of `parameters` in a control sequence.
fn parameters_len(parameters: &[usize]) -> usize {
    // Each parameter has its digits and a separator.
    parameters.iter().map(|parameter| parameter.checked_ilog10().map_or(2, |log| log as usize + 2)).sum()
}

/// Attributes, each with the SGR parameters that set and reset it.
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

/// The sixteen colours that terminals define, in the order of their SGR parameters.
const TERMINAL_COLOURS: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// First SGR parameter of the foreground colours.
const FOREGROUND: usize = 30;

/// First SGR parameter of the background colours.
const BACKGROUND: usize = 40;

/// Returns the SGR parameters that change the style from `from` to `to`.
fn style_parameters(from: CellStyle, to: CellStyle) -> Vec<usize> {
    let mut parameters = Vec::new();
    let mut set = from.modifier;
    for (modifier, _, off) in ATTRIBUTES {
        if set.contains(modifier) && !to.modifier.contains(modifier) {
            parameters.push(off);
            // One parameter may reset two attributes.
            for (other, ..) in ATTRIBUTES.iter().filter(|(.., other_off)| *other_off == off) {
                set.remove(*other);
            }
        }
    }
    let added = ATTRIBUTES.iter().filter(|(modifier, ..)| to.modifier.difference(set).contains(*modifier));
    parameters.extend(added.map(|(_, on, _)| on));
    if from.fg != to.fg {
        parameters.extend(colour_parameters(to.fg, FOREGROUND));
    }
    if from.bg != to.bg {
        parameters.extend(colour_parameters(to.bg, BACKGROUND));
    }
    parameters
}

/// Returns the SGR parameters of a colour. `base` is [`FOREGROUND`] or [`BACKGROUND`].
fn colour_parameters(colour: Color, base: usize) -> Vec<usize> {
    match colour {
        Color::Indexed(index) => vec![base + 8, 5, index.into()],
        Color::Rgb(red, green, blue) => vec![base + 8, 2, red.into(), green.into(), blue.into()],
        named => match TERMINAL_COLOURS.iter().position(|known| *known == named) {
            Some(dark @ ..8) => vec![base + dark],
            Some(light) => vec![base + 60 + light - 8],
            None => vec![base + 9],
        },
    }
}
