//! Cells of a screen in a compact form that compares fast.

use std::{collections::HashMap, ops::Range};

use oratory_core::layout::grapheme::Ambiguous;
use ratatui::{
    buffer::Cell,
    style::{Color, Modifier},
};

/// Content of a cell: a character, or the number of a cluster of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph(u32);

impl Glyph {
    pub(super) const BLANK: Self = Self(' ' as u32);

    /// Content of a cell covered by the wide glyph to its left.
    pub(super) const COVERED: Self = Self(Spot::GLYPH);

    /// First number that is not a character.
    const FIRST_CLUSTER: u32 = char::MAX as u32 + 1;

    /// Returns the character, unless the glyph is a cluster.
    pub(super) const fn char(self) -> Option<char> {
        char::from_u32(self.0)
    }

    /// Returns `true` for an ASCII character.
    const fn is_ascii(self) -> bool {
        self.0 < 0x80
    }

    /// Returns `true` if all terminals agree on the width: letters of Europe and East Asia, and the symbols of this
    /// program. The width of clusters, emoji and all other letters may differ.
    pub(super) const fn is_sure(self) -> bool {
        matches!(
            self.0,
            0..0x300
                | 0x370..0x483
                | 0x48A..0x559
                | 0x1E00..0x1FFF
                | 0x2010..0x2028
                | 0x2030..0x205F
                | 0x2190..0x2300
                | 0x2400..0x2427
                | 0x2500..0x2600
                | 0x3000..0x302A
                | 0x3041..0x3097
                | 0x30A0..0x3100
                | 0x3400..0x4DC0
                | 0x4E00..0xA000
                | 0xAC00..0xD7A4
                | 0xFF01..0xFF61
                | 0x2_0000..0x3_FFFE
        )
    }

    /// Returns a byte that distinguishes most glyphs.
    pub(super) const fn mark(self) -> u8 {
        self.0.to_le_bytes()[0] ^ self.0.to_le_bytes()[1]
    }
}

/// A colour as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Paint(u32);

impl Paint {
    /// Default colour of the terminal.
    const OWN: Self = Self(0);

    /// First number of a palette colour. RGB colours begin at [`MIXED`](Self::MIXED).
    const PALETTE: u32 = 1 << 8;

    const MIXED: u32 = 1 << 24;

    const fn new(colour: Color) -> Self {
        // Most cells have the default colour.
        if matches!(colour, Color::Reset) {
            return Self::OWN;
        }
        Self(match colour {
            Color::Reset => 0,
            Color::Black => 1,
            Color::Red => 2,
            Color::Green => 3,
            Color::Yellow => 4,
            Color::Blue => 5,
            Color::Magenta => 6,
            Color::Cyan => 7,
            Color::Gray => 8,
            Color::DarkGray => 9,
            Color::LightRed => 10,
            Color::LightGreen => 11,
            Color::LightYellow => 12,
            Color::LightBlue => 13,
            Color::LightMagenta => 14,
            Color::LightCyan => 15,
            Color::White => 16,
            Color::Indexed(index) => Self::PALETTE + index as u32,
            Color::Rgb(red, green, blue) => Self::MIXED + u32::from_be_bytes([0, red, green, blue]),
        })
    }

    /// Returns the parameters that set the colour. `base` is 30 for the foreground and 40 for the background.
    pub(super) fn parameters(self, base: usize) -> Vec<usize> {
        let [_, red, green, blue] = self.0.to_be_bytes().map(usize::from);
        match self.0 {
            0 => vec![base + 9],
            1..=8 => vec![base + blue - 1],
            9..Self::PALETTE => vec![base + 60 + blue - 9],
            Self::PALETTE..Self::MIXED => vec![base + 8, 5, blue],
            Self::MIXED.. => vec![base + 8, 2, red, green, blue],
        }
    }
}

/// Colours and attributes. An underline has the colour of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) fg: Paint,
    pub(super) bg: Paint,
    pub(super) modifier: Modifier,
}

impl Look {
    pub(super) const PLAIN: Self = Self { fg: Paint::OWN, bg: Paint::OWN, modifier: Modifier::empty() };

    /// Attributes that are visible on a blank.
    const SEEN_ON_BLANKS: Modifier = Modifier::REVERSED
        .union(Modifier::UNDERLINED)
        .union(Modifier::SLOW_BLINK)
        .union(Modifier::RAPID_BLINK)
        .union(Modifier::CROSSED_OUT);

    /// Returns the style of a cell.
    const fn new(cell: &Cell) -> Self {
        Self { fg: Paint::new(cell.fg), bg: Paint::new(cell.bg), modifier: cell.modifier }
    }

    /// Returns the visible part of the style on a blank.
    pub(super) fn of_blank(self) -> Self {
        let modifier = self.modifier.intersection(Self::SEEN_ON_BLANKS);
        if modifier.is_empty() { Self { fg: Paint::OWN, modifier, ..self } } else { self }
    }
}

/// Number of a style, in the order of first use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LookNumber(u32);

impl LookNumber {
    pub(super) const PLAIN: Self = Self(0);

    /// Number of styles that can be numbered.
    const COUNT: usize = 1 << Spot::GLYPH.leading_zeros();
}

/// Visible content of a cell: a glyph, and in the bits above it the number of its style. A covered cell has the
/// style of its glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot(u32);

impl Spot {
    /// A blank in default colours.
    const BLANK: Self = Self::new(Glyph::BLANK, LookNumber::PLAIN);

    /// Bits of the glyph: enough for every character, with room for clusters above the last one.
    const GLYPH: u32 = (1 << 21) - 1;

    const fn new(glyph: Glyph, look: LookNumber) -> Self {
        Self(glyph.0 | look.0 << Self::GLYPH.count_ones())
    }

    pub(super) const fn glyph(self) -> Glyph {
        Glyph(self.0 & Self::GLYPH)
    }

    pub(super) const fn look(self) -> LookNumber {
        LookNumber(self.0 >> Self::GLYPH.count_ones())
    }

    pub(super) fn is_blank(self) -> bool {
        self.glyph() == Glyph::BLANK
    }

    fn is_covered(self) -> bool {
        self.glyph() == Glyph::COVERED
    }
}

/// Numbers of the clusters and styles in use.
#[derive(Debug)]
pub(super) struct Drawn {
    numbers: HashMap<Box<str>, u32>,
    symbols: Vec<Box<str>>,
    looks: Vec<Look>,
    /// Width of ambiguous characters in the terminal.
    ambiguous: Ambiguous,
}

/// Style of a cell, and its visible part on a blank.
#[derive(Clone, Copy)]
struct Worn {
    fg: Color,
    bg: Color,
    modifier: Modifier,
    look: LookNumber,
    of_blank: LookNumber,
}

impl Worn {
    /// Style of a blank cell.
    const PLAIN: Self = Self {
        fg: Color::Reset,
        bg: Color::Reset,
        modifier: Modifier::empty(),
        look: LookNumber::PLAIN,
        of_blank: LookNumber::PLAIN,
    };

    /// Returns `true` if `cell` has the default style.
    const fn is_plain(cell: &Cell) -> bool {
        cell.modifier.is_empty() && matches!((cell.fg, cell.bg), (Color::Reset, Color::Reset))
    }

    /// Returns `true` if `cell` has this style. Most cells share the style of their neighbour.
    fn is_of(&self, cell: &Cell) -> bool {
        self.modifier == cell.modifier && self.fg == cell.fg && self.bg == cell.bg
    }
}

impl Drawn {
    /// Creates an empty table for a terminal that shows `ambiguous` characters in that width.
    pub(super) fn new(ambiguous: Ambiguous) -> Self {
        Self { numbers: HashMap::new(), symbols: Vec::new(), looks: vec![Look::PLAIN], ambiguous }
    }

    /// Returns an empty table for the same terminal.
    pub(super) fn emptied(&self) -> Self {
        Self::new(self.ambiguous)
    }

    /// Number of clusters above which unused ones are forgotten.
    const MANY: usize = 1 << 14;

    /// Number of styles above which unused ones are forgotten. Half of the available numbers, so that a whole frame
    /// of new ones fits.
    const MANY_LOOKS: usize = LookNumber::COUNT / 2;

    pub(super) fn are_many(&self) -> bool {
        self.symbols.len() > Self::MANY || self.looks.len() > Self::MANY_LOOKS
    }

    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.symbols.len()
    }

    /// Returns the style with `number`.
    pub(super) fn look(&self, number: LookNumber) -> Look {
        let index = usize::try_from(number.0).ok();
        index.and_then(|index| self.looks.get(index)).copied().unwrap_or(Look::PLAIN)
    }

    /// Returns the number of a style. When all numbers are taken, which no screen needs, the style is plain.
    fn look_number(&mut self, look: Look) -> LookNumber {
        let at = self.looks.iter().position(|other| *other == look).unwrap_or(self.looks.len());
        let Some(number) = u32::try_from(at).ok().filter(|_| at < LookNumber::COUNT) else {
            return LookNumber::PLAIN;
        };
        if at == self.looks.len() {
            self.looks.push(look);
        }
        LookNumber(number)
    }

    fn worn(&mut self, cell: &Cell) -> Worn {
        let Cell { fg, bg, modifier, .. } = *cell;
        let look = Look::new(cell);
        Worn { fg, bg, modifier, look: self.look_number(look), of_blank: self.look_number(look.of_blank()) }
    }

    /// Returns the glyph for the symbol of a cell.
    fn glyph(&mut self, symbol: &str) -> Glyph {
        let mut chars = symbol.chars();
        match (chars.next(), chars.next()) {
            (None, _) => Glyph::BLANK,
            (Some(single), None) => Glyph(single.into()),
            _ => self.cluster(symbol),
        }
    }

    /// Returns the glyph of a cluster. When all numbers are taken, which no screen needs, it is blank.
    fn cluster(&mut self, symbol: &str) -> Glyph {
        if let Some(number) = self.numbers.get(symbol) {
            return Glyph(*number);
        }
        let count = u32::try_from(self.symbols.len()).ok();
        let number = count.and_then(|count| Glyph::FIRST_CLUSTER.checked_add(count));
        let Some(number) = number.filter(|number| *number < Glyph::COVERED.0) else { return Glyph::BLANK };
        self.symbols.push(symbol.into());
        self.numbers.insert(symbol.into(), number);
        Glyph(number)
    }

    /// Returns the text of a cluster, or an empty string for any other glyph.
    pub(super) fn symbol(&self, glyph: Glyph) -> &str {
        let index = glyph.0.checked_sub(Glyph::FIRST_CLUSTER).and_then(|index| usize::try_from(index).ok());
        index.and_then(|index| self.symbols.get(index)).map_or("", |symbol| symbol)
    }
}

/// Cells of a screen.
#[derive(Debug, Default)]
pub(super) struct Grid {
    columns: usize,
    spots: Vec<Spot>,
    /// Buffer for the row being set.
    fresh: Vec<Spot>,
}

/// Converts `cells` into `spots`. This takes most of the time of a frame. Nearly all cells hold a letter or a blank
/// in default colours, and take the fast path.
fn put_in(spots: &mut [Spot], cells: &[Cell], drawn: &mut Drawn) {
    let mut worn = Worn::PLAIN;
    let mut are_narrow = true;
    for (spot, cell) in spots.iter_mut().zip(cells) {
        let glyph = if let [byte] = cell.symbol().as_bytes() {
            Glyph((*byte).into())
        } else {
            are_narrow = are_narrow && drawn.ambiguous.cluster_width(cell.symbol()) == 1;
            drawn.glyph(cell.symbol())
        };
        let look = if Worn::is_plain(cell) {
            LookNumber::PLAIN
        } else {
            if !worn.is_of(cell) {
                worn = drawn.worn(cell);
            }
            if glyph == Glyph::BLANK { worn.of_blank } else { worn.look }
        };
        *spot = Spot::new(glyph, look);
    }
    if !are_narrow {
        cover(spots, cells, drawn);
    }
}

/// Marks the cells covered by wide glyphs.
///
/// The content of a covered cell is ignored: writing the blank beside an emoji would cut the emoji in two. A glyph
/// without room or without width is dropped.
fn cover(spots: &mut [Spot], cells: &[Cell], drawn: &mut Drawn) {
    let mut x = 0;
    while let Some(cell) = cells.get(x) {
        let spot = spots[x];
        let width =
            if spot.glyph().is_ascii() { 1 } else { drawn.ambiguous.cluster_width(cell.symbol()).into() };
        if width == 0 || x + width > cells.len() {
            spots[x] = Spot::new(Glyph::BLANK, drawn.worn(cell).of_blank);
            x += 1;
        } else {
            spots[x + 1..x + width].fill(Spot::new(Glyph::COVERED, spot.look()));
            x += width;
        }
    }
}

/// A row of a grid.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a>(pub(super) &'a [Spot]);

impl PartialEq for Line<'_> {
    /// Returns `true` if both rows look the same. Compares all cells: an early exit does not pay, since rows often
    /// differ only in the last cells.
    fn eq(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).fold(0, |all, (one, other)| all | (one.0 ^ other.0)) == 0
    }
}

impl Line<'_> {
    /// Returns the visible content of the cell at `x`.
    pub(super) const fn at(self, x: usize) -> Spot {
        self.0[x]
    }

    /// Returns the column after which only blanks in default colours follow.
    pub(super) fn ink_end(self) -> usize {
        self.0.iter().rposition(|spot| *spot != Spot::BLANK).map_or(0, |last| last + 1)
    }

    /// Returns the first column of the glyph that covers `x`.
    pub(super) fn glyph_start(self, x: usize) -> usize {
        self.0[..=x].iter().rposition(|spot| !spot.is_covered()).unwrap_or(x)
    }

    /// Returns the column after the glyph that begins at `x`.
    pub(super) fn glyph_end(self, x: usize) -> usize {
        x + 1 + self.0[x + 1..].iter().take_while(|spot| spot.is_covered()).count()
    }

    /// Returns `true` if `x` shows the rest of a wide glyph.
    pub(super) fn is_covered(self, x: usize) -> bool {
        self.0.get(x).is_some_and(|spot| spot.is_covered())
    }
}

/// Rows to scroll. Blank rows replace those that move away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shift {
    /// Rows of the scroll region.
    pub(super) rows: Range<usize>,
    /// Distance in rows.
    pub(super) by: usize,
    /// Direction.
    pub(super) way: Way,
}

/// Direction of a scroll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// To the top.
    Up,
    /// To the bottom.
    Down,
}

impl Grid {
    /// Creates a grid of blanks.
    pub(super) fn blank(columns: usize, rows: usize) -> Self {
        Self { columns, spots: vec![Spot::BLANK; columns * rows], fresh: vec![Spot::BLANK; columns] }
    }

    pub(super) const fn columns(&self) -> usize {
        self.columns
    }

    pub(super) fn rows(&self) -> usize {
        self.spots.len().checked_div(self.columns).unwrap_or_default()
    }

    pub(super) fn line(&self, y: usize) -> Line<'_> {
        Line(&self.spots[y * self.columns..(y + 1) * self.columns])
    }

    /// Sets a row. Returns `true` if it has changed.
    pub(super) fn set_row(&mut self, y: usize, cells: &[Cell], drawn: &mut Drawn) -> bool {
        put_in(&mut self.fresh, cells, drawn);
        // Comparing a whole row is faster than comparing cell by cell.
        let is_changed = self.line(y) != Line(&self.fresh);
        if is_changed {
            self.spots[y * self.columns..(y + 1) * self.columns].copy_from_slice(&self.fresh);
        }
        is_changed
    }

    /// Copies a row from another grid.
    pub(super) fn take_over(&mut self, y: usize, other: &Self) {
        self.spots[y * self.columns..(y + 1) * self.columns].copy_from_slice(other.line(y).0);
    }

    /// Scrolls rows, filling with blanks.
    pub(super) fn shift(&mut self, shift: &Shift) {
        let spots = &mut self.spots[shift.rows.start * self.columns..shift.rows.end * self.columns];
        let (by, len) = (shift.by * self.columns, spots.len());
        match shift.way {
            Way::Up => {
                spots.copy_within(by.., 0);
                spots[len - by..].fill(Spot::BLANK);
            }
            Way::Down => {
                spots.copy_within(..len - by, by);
                spots[..by].fill(Spot::BLANK);
            }
        }
    }

    /// Renumbers the clusters and styles in use.
    pub(super) fn renumber(&mut self, drawn: &mut Drawn) {
        let empty = drawn.emptied();
        let old = std::mem::replace(drawn, empty);
        for spot in &mut self.spots {
            let glyph = match spot.glyph() {
                glyph if glyph.char().is_none() && glyph != Glyph::COVERED => {
                    drawn.cluster(old.symbol(glyph))
                }
                glyph => glyph,
            };
            *spot = Spot::new(glyph, drawn.look_number(old.look(spot.look())));
        }
    }
}
