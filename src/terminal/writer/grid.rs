//! What stands in the cells of a screen, in a form that is quickly compared.

use std::{collections::HashMap, ops::Range};

use ratatui::{
    buffer::{Cell, CellWidth},
    style::{Color, Modifier},
};

/// What is drawn in a cell: one character, or the number of a cluster of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph(u32);

impl Glyph {
    pub(super) const BLANK: Self = Self(' ' as u32);

    /// What stands in a cell that a wide glyph to its left covers.
    pub(super) const COVERED: Self = Self(u32::MAX);

    /// The first number that is no character's.
    const FIRST_CLUSTER: u32 = char::MAX as u32 + 1;

    /// The character, unless it is a cluster.
    pub(super) const fn char(self) -> Option<char> {
        char::from_u32(self.0)
    }

    /// Whether it is a letter of ASCII.
    const fn is_letter(self) -> bool {
        self.0 < 0x80
    }

    /// Whether all terminals give it as many cells as it is drawn for: letters of Europe and East Asia, and the signs
    /// of this program. Clusters, pictures and the letters of all others are in doubt.
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

    /// A byte by which most glyphs can be told apart.
    pub(super) const fn mark(self) -> u8 {
        self.0.to_le_bytes()[0] ^ self.0.to_le_bytes()[1]
    }
}

/// A colour, as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Paint(u32);

impl Paint {
    /// The terminal's own.
    const OWN: Self = Self(0);

    /// The numbers of a palette begin here, those of red, green and blue at [`MIXED`](Self::MIXED).
    const PALETTE: u32 = 1 << 8;

    const MIXED: u32 = 1 << 24;

    const fn new(colour: Color) -> Self {
        // Most cells have these.
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

    /// What sets it. For a glyph the parameters count from 30, for what is behind it from 40.
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

/// Colours and attributes. Underlines have the colour of what they underline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) fg: Paint,
    pub(super) bg: Paint,
    pub(super) modifier: Modifier,
}

impl Look {
    pub(super) const PLAIN: Self = Self { fg: Paint::OWN, bg: Paint::OWN, modifier: Modifier::empty() };

    /// The attributes that are seen where nothing is drawn.
    const SEEN_ON_BLANKS: Modifier = Modifier::REVERSED
        .union(Modifier::UNDERLINED)
        .union(Modifier::SLOW_BLINK)
        .union(Modifier::RAPID_BLINK)
        .union(Modifier::CROSSED_OUT);

    /// That of a cell.
    const fn new(cell: &Cell) -> Self {
        Self { fg: Paint::new(cell.fg), bg: Paint::new(cell.bg), modifier: cell.modifier }
    }

    /// What is seen of this look in a blank.
    pub(super) fn of_blank(self) -> Self {
        let modifier = self.modifier.intersection(Self::SEEN_ON_BLANKS);
        if modifier.is_empty() { Self { fg: Paint::OWN, modifier, ..self } } else { self }
    }
}

/// A look, as the number under which it was drawn first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LookNumber(u16);

impl LookNumber {
    pub(super) const PLAIN: Self = Self(0);
}

/// Numbers for the clusters and the looks that have been drawn.
#[derive(Debug)]
pub(super) struct Drawn {
    numbers: HashMap<Box<str>, u32>,
    symbols: Vec<Box<str>>,
    looks: Vec<Look>,
}

impl Default for Drawn {
    fn default() -> Self {
        Self { numbers: HashMap::new(), symbols: Vec::new(), looks: vec![Look::PLAIN] }
    }
}

/// The look of a cell, and what is seen of it in a blank.
#[derive(Clone, Copy)]
struct Worn {
    fg: Color,
    bg: Color,
    modifier: Modifier,
    look: LookNumber,
    of_blank: LookNumber,
}

impl Worn {
    /// Whether a cell has this look: most have that of their neighbour.
    fn is_of(&self, cell: &Cell) -> bool {
        // Most colours are the terminal's own, which is sooner seen than whether two others are the same.
        let is_same = |one, other| matches!((one, other), (Color::Reset, Color::Reset)) || one == other;
        self.modifier == cell.modifier && is_same(self.fg, cell.fg) && is_same(self.bg, cell.bg)
    }
}

impl Drawn {
    /// Beyond so many clusters, those that are no longer seen are to be forgotten.
    const MANY: usize = 1 << 14;

    /// Beyond so many looks too, among which each is looked for.
    const MANY_LOOKS: usize = 1 << 10;

    pub(super) fn are_many(&self) -> bool {
        self.symbols.len() > Self::MANY || self.looks.len() > Self::MANY_LOOKS
    }

    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.symbols.len()
    }

    /// The look that has a number.
    pub(super) fn look(&self, number: LookNumber) -> Look {
        self.looks.get(usize::from(number.0)).copied().unwrap_or(Look::PLAIN)
    }

    /// The number of a look. Those beyond all numbers, of which no screen has so many, are plain.
    fn look_number(&mut self, look: Look) -> LookNumber {
        let at = self.looks.iter().position(|other| *other == look).unwrap_or_else(|| {
            self.looks.push(look);
            self.looks.len() - 1
        });
        u16::try_from(at).map_or(LookNumber::PLAIN, LookNumber)
    }

    fn worn(&mut self, cell: &Cell) -> Worn {
        let Cell { fg, bg, modifier, .. } = *cell;
        let look = Look::new(cell);
        Worn { fg, bg, modifier, look: self.look_number(look), of_blank: self.look_number(look.of_blank()) }
    }

    /// The glyph for what a cell has.
    fn glyph(&mut self, symbol: &str) -> Glyph {
        if let [byte] = symbol.as_bytes() {
            return Glyph((*byte).into());
        }
        let mut chars = symbol.chars();
        match (chars.next(), chars.next()) {
            (None, _) => Glyph::BLANK,
            (Some(single), None) => Glyph(single.into()),
            _ => self.cluster(symbol),
        }
    }

    fn cluster(&mut self, symbol: &str) -> Glyph {
        if let Some(number) = self.numbers.get(symbol) {
            return Glyph(*number);
        }
        let number = Glyph::FIRST_CLUSTER + u32::try_from(self.symbols.len()).unwrap_or_default();
        self.symbols.push(symbol.into());
        self.numbers.insert(symbol.into(), number);
        Glyph(number)
    }

    /// The cluster that a glyph is; nothing, if it is none.
    pub(super) fn symbol(&self, glyph: Glyph) -> &str {
        let index = glyph.0.checked_sub(Glyph::FIRST_CLUSTER).and_then(|index| usize::try_from(index).ok());
        index.and_then(|index| self.symbols.get(index)).map_or("", |symbol| symbol)
    }
}

/// A screen full of cells.
#[derive(Debug, Default)]
pub(super) struct Grid {
    columns: usize,
    cells: Cells,
    /// A row that is being put in.
    fresh: Cells,
}

/// Cells in a form that is quickly compared.
#[derive(Debug, Default)]
struct Cells {
    glyphs: Vec<Glyph>,
    /// That of a covered cell is the one of the glyph that covers it.
    looks: Vec<LookNumber>,
}

impl Cells {
    /// So many blanks.
    fn blank(count: usize) -> Self {
        Self { glyphs: vec![Glyph::BLANK; count], looks: vec![LookNumber::PLAIN; count] }
    }

    fn line(&self, cells: Range<usize>) -> Line<'_> {
        Line { glyphs: &self.glyphs[cells.clone()], looks: &self.looks[cells] }
    }

    fn copy_from(&mut self, cells: Range<usize>, line: Line<'_>) {
        self.glyphs[cells.clone()].copy_from_slice(line.glyphs);
        self.looks[cells].copy_from_slice(line.looks);
    }
}

/// One row of a grid.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) glyphs: &'a [Glyph],
    pub(super) looks: &'a [LookNumber],
}

impl PartialEq for Line<'_> {
    /// Whether the same is seen in two rows of one length. All of it is compared, since rows of which only the last
    /// cells differ are as frequent as others, and many cells at once take as long as one.
    fn eq(&self, other: &Self) -> bool {
        let glyphs =
            self.glyphs.iter().zip(other.glyphs).fold(0, |all, (one, other)| all | (one.0 ^ other.0));
        let looks = self.looks.iter().zip(other.looks).fold(0, |all, (one, other)| all | (one.0 ^ other.0));
        glyphs == 0 && looks == 0
    }
}

impl Line<'_> {
    /// Whether the same is seen in one cell of both.
    pub(super) fn is_same_at(self, other: Self, x: usize) -> bool {
        self.glyphs[x] == other.glyphs[x] && self.looks[x] == other.looks[x]
    }

    /// Where only blanks in the terminal's own colours follow.
    pub(super) fn ink_end(self) -> usize {
        let is_ink = |x: &usize| self.glyphs[*x] != Glyph::BLANK || self.looks[*x] != LookNumber::PLAIN;
        (0..self.glyphs.len()).rfind(is_ink).map_or(0, |last| last + 1)
    }

    /// Where the glyph that begins at `x` ends.
    pub(super) fn glyph_end(self, x: usize) -> usize {
        let covered = self.glyphs[x + 1..].iter().take_while(|glyph| **glyph == Glyph::COVERED);
        x + 1 + covered.count()
    }
}

/// Rows that are moved; blank ones come in where they come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shift {
    /// The rows between which it happens.
    pub(super) rows: Range<usize>,
    /// By how many rows.
    pub(super) by: usize,
    /// Where to.
    pub(super) way: Way,
}

/// Where rows move to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// To the top.
    Up,
    /// To the bottom.
    Down,
}

impl Grid {
    /// A grid of blanks.
    pub(super) fn blank(columns: usize, rows: usize) -> Self {
        Self { columns, cells: Cells::blank(columns * rows), fresh: Cells::blank(columns) }
    }

    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    pub(super) fn rows(&self) -> usize {
        self.cells.glyphs.len().checked_div(self.columns).unwrap_or_default()
    }

    pub(super) fn line(&self, y: usize) -> Line<'_> {
        self.cells.line(y * self.columns..(y + 1) * self.columns)
    }

    /// Puts a row of cells in, and tells whether anything in it is another now.
    ///
    /// What stands in a cell that a wide glyph covers is left out: if the blank beside an emoji were written, it
    /// would cut the emoji in two. What has no room or no width is not there.
    pub(super) fn set_row(&mut self, y: usize, cells: &[Cell], drawn: &mut Drawn) -> bool {
        let Some(first) = cells.first() else { return false };
        let (mut covered, mut worn) = (0, drawn.worn(first));
        let mut look = LookNumber::PLAIN;
        let places = self.fresh.glyphs.iter_mut().zip(&mut self.fresh.looks);
        for (x, ((place, place_of_look), cell)) in places.zip(cells).enumerate() {
            let mut glyph = Glyph::COVERED;
            if covered > 0 {
                covered -= 1;
            } else {
                if !worn.is_of(cell) {
                    worn = drawn.worn(cell);
                }
                glyph = drawn.glyph(cell.symbol());
                if !glyph.is_letter() {
                    let width = usize::from(cell.cell_width());
                    covered = width.saturating_sub(1);
                    if width == 0 || x + width > cells.len() {
                        (glyph, covered) = (Glyph::BLANK, 0);
                    }
                }
                look = if glyph == Glyph::BLANK { worn.of_blank } else { worn.look };
            }
            (*place, *place_of_look) = (glyph, look);
        }
        // To compare a row at once takes less than to do it cell by cell.
        let is_changed = self.line(y) != self.fresh.line(0..self.columns);
        if is_changed {
            let cells = y * self.columns..(y + 1) * self.columns;
            self.cells.copy_from(cells, self.fresh.line(0..self.columns));
        }
        is_changed
    }

    /// Takes over a row from another grid.
    pub(super) fn take_over(&mut self, y: usize, other: &Self) {
        let cells = y * self.columns..(y + 1) * self.columns;
        self.cells.copy_from(cells.clone(), other.cells.line(cells));
    }

    /// Moves rows; blank ones come in.
    pub(super) fn shift(&mut self, shift: &Shift) {
        let cells = shift.rows.start * self.columns..shift.rows.end * self.columns;
        let by = shift.by * self.columns;
        let (glyphs, looks) = (&mut self.cells.glyphs[cells.clone()], &mut self.cells.looks[cells]);
        let len = glyphs.len();
        let fresh = match shift.way {
            Way::Up => {
                glyphs.copy_within(by.., 0);
                looks.copy_within(by.., 0);
                len - by..len
            }
            Way::Down => {
                glyphs.copy_within(..len - by, by);
                looks.copy_within(..len - by, by);
                0..by
            }
        };
        glyphs[fresh.clone()].fill(Glyph::BLANK);
        looks[fresh].fill(LookNumber::PLAIN);
    }

    /// Numbers the clusters and looks that are in use anew.
    pub(super) fn renumber(&mut self, drawn: &mut Drawn) {
        let old = std::mem::take(drawn);
        for glyph in &mut self.cells.glyphs {
            if glyph.char().is_none() && *glyph != Glyph::COVERED {
                *glyph = drawn.cluster(old.symbol(*glyph));
            }
        }
        for look in &mut self.cells.looks {
            *look = drawn.look_number(old.look(*look));
        }
    }
}
