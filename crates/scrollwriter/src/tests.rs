//! Tests of the encoder: examples of its bytes, and properties checked against a terminal emulator.

use std::num::NonZeroU16;

use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};
use ratatui::{
    buffer::{Buffer, Cell, CellWidth},
    layout::{Position, Rect},
    style::{Color, Modifier, Style},
};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::{
    AmbiguousWidth, FrameEncoder,
    grid::{Grid, Interner},
    scroll::{Direction, Scroll},
};

/// A terminal emulator and the encoder for it.
struct Stage {
    encoder: FrameEncoder,
    screen: vt100::Parser,
}

impl Stage {
    fn new((columns, rows): (u16, u16)) -> Self {
        let (columns, rows) = (NonZeroU16::new(columns).unwrap(), NonZeroU16::new(rows).unwrap());
        Self {
            encoder: FrameEncoder::new(AmbiguousWidth::Narrow),
            screen: vt100::Parser::new(rows, columns, 0),
        }
    }

    /// Creates a stage that shows `lines`.
    fn showing(lines: &[&str]) -> Self {
        let columns = lines.iter().map(|line| line.cell_width()).max().unwrap_or_default().max(20);
        let mut stage = Self::new((columns, u16::try_from(lines.len()).unwrap()));
        stage.show(lines);
        stage
    }

    /// Returns the bytes of a frame, with ␛ for Escape.
    fn draw(&mut self, paint: impl FnOnce(&mut Buffer), cursor: Option<Position>) -> String {
        let (rows, columns) = self.screen.screen().size();
        let mut wanted = Buffer::empty(Rect::new(0, 0, columns.get(), rows.get()));
        paint(&mut wanted);
        let written = self.encoder.encode(&wanted, cursor).to_vec();
        self.screen.process(&written);
        self.assert_shows(&wanted, cursor);
        String::from_utf8(written).unwrap().replace('\x1b', "␛")
    }

    /// Returns the bytes of a frame of `lines`, without the marks of synchronized output.
    fn show(&mut self, lines: &[&str]) -> String {
        self.paint(|buffer| write_lines(buffer, lines))
    }

    /// Returns the bytes of a frame, without the marks of synchronized output.
    fn paint(&mut self, paint: impl FnOnce(&mut Buffer)) -> String {
        let written = self.draw(paint, None);
        written.trim_start_matches("␛[?2026h").trim_end_matches("␛[?2026l").to_owned()
    }

    fn resize(&mut self, (columns, rows): (u16, u16)) {
        let (columns, rows) = (NonZeroU16::new(columns).unwrap(), NonZeroU16::new(rows).unwrap());
        self.screen.screen_mut().set_size(rows, columns);
    }

    #[track_caller]
    fn assert_shows(&self, wanted: &Buffer, cursor: Option<Position>) {
        let screen = self.screen.screen();
        let mut covered = 0;
        for position in wanted.area.positions() {
            let cell = screen.cell(position.y, position.x).unwrap();
            if covered > 0 {
                assert!(cell.is_wide_continuation(), "{position} is not covered");
                covered -= 1;
                continue;
            }
            covered = wanted[position].cell_width() - 1;
            let shown = if cell.has_contents() { cell.contents() } else { " " };
            assert_eq!(shown, wanted[position].symbol(), "at {position}");
            assert_eq!(seen(shown, look_of(cell)), seen(shown, wanted[position].style()), "at {position}");
        }
        assert_eq!(screen.hide_cursor(), cursor.is_none());
        if let Some(cursor) = cursor {
            assert_eq!(screen.cursor_position(), (cursor.y, cursor.x));
        }
        let pen = (screen.fgcolor(), screen.bgcolor(), screen.bold() || screen.dim() || screen.inverse());
        assert_eq!(pen, (vt100::Color::Default, vt100::Color::Default, false));
    }
}

fn write_lines(buffer: &mut Buffer, lines: &[&str]) {
    for (y, line) in (0..).zip(lines) {
        buffer.set_string(0, y, line, Style::new());
    }
}

/// Returns the style of `cell` on the screen.
fn look_of(cell: &vt100::Cell) -> Style {
    let colour = |colour| match colour {
        vt100::Color::Default => Color::Reset,
        vt100::Color::Idx(index) => Color::Indexed(index),
        vt100::Color::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
    };
    let attributes = [
        (cell.bold(), Modifier::BOLD),
        (cell.dim(), Modifier::DIM),
        (cell.italic(), Modifier::ITALIC),
        (cell.underline(), Modifier::UNDERLINED),
        (cell.inverse(), Modifier::REVERSED),
    ];
    let set = attributes.into_iter().filter(|(is_set, _)| *is_set).map(|(_, modifier)| modifier).collect();
    Style { add_modifier: set, ..Style::new().fg(colour(cell.fgcolor())).bg(colour(cell.bgcolor())) }
}

/// Normalizes a style to its visible part: palette colours for the named ones, and few attributes for a blank.
fn seen(symbol: &str, look: Style) -> Style {
    let colour = |colour| match colour {
        Some(Color::Black) => Some(Color::Indexed(0)),
        Some(Color::Red) => Some(Color::Indexed(1)),
        Some(Color::LightBlue) => Some(Color::Indexed(12)),
        other => other,
    };
    let mut look = Style { fg: colour(look.fg), bg: colour(look.bg), ..look };
    let is_lined = look.add_modifier.intersects(Modifier::UNDERLINED | Modifier::REVERSED);
    if symbol == " " && !is_lined {
        look.fg = None;
        look.add_modifier = Modifier::empty();
    }
    look
}

#[test]
fn first_frame_clears_the_screen() {
    let mut stage = Stage::new((20, 3));
    let written = stage.draw(|buffer| write_lines(buffer, &["", "  one"]), Some(Position::new(2, 1)));
    let expected = "␛[?2026h␛[?25l␛[r␛[m␛[2J␛[2;3Hone␛[3G␛[?25h␛[?2026l";
    assert_eq!(written, expected);
}

#[test]
fn unchanged_frame_writes_nothing() {
    let mut stage = Stage::new((20, 3));
    let cursor = Some(Position::new(2, 1));
    let paint = |buffer: &mut Buffer| write_lines(buffer, &["one", "two"]);
    assert_ne!(stage.draw(paint, cursor), "");
    assert_eq!(stage.draw(paint, cursor), "");
    assert_eq!(stage.draw(paint, Some(Position::new(3, 1))), "␛[?2026h␛[C␛[?2026l");
    assert_eq!(stage.draw(paint, None), "␛[?2026h␛[?25l␛[?2026l");
    assert_eq!(stage.draw(paint, None), "");
}

/// Returns words that differ in each row.
fn words(row: usize) -> String {
    let words =
        ["when", "in the", "course", "of human", "events", "it", "becomes", "necessary", "for", "one people"];
    let word = |place: usize| words[(row * row * 31 + row * place * 7 + place * place * 3) % words.len()];
    (0..6).map(word).fold(row.to_string(), |line, word| format!("{line} {word}"))
}

/// Returns a static list beside some rows, and a last line with the number of the first row.
fn page(from: usize) -> Vec<String> {
    let list = ["Speeches", "", "| A Speech", "| 12 min", "", "", "", "", "", ""];
    let row = |y: usize, list| format!("{list:12}{}", words(from + y));
    let rows = list.iter().enumerate().map(|(y, list)| row(y, list));
    rows.chain([format!(" row {from}")]).collect()
}

fn lines(page: &[String]) -> Vec<&str> {
    page.iter().map(String::as_str).collect()
}

#[test]
fn scrolling_down_shifts_rows_and_restores_the_list() {
    let mut stage = Stage::showing(&lines(&page(20)));
    let written = stage.show(&lines(&page(21)));
    // The last row but one is new. The list, which moved with the text, is written again.
    let expected = [
        "␛[1;10r␛[10H\n␛[r",
        "␛[HSpeeches\r\n          ␛[3;3HA Speech\r\n| 12 min",
        "␛[10;13H30 when of human course necessary for it",
        "␛[11;7H1",
    ];
    assert_eq!(written, expected.concat());
}

#[test]
fn scrolling_up_shifts_rows_back() {
    let mut stage = Stage::showing(&lines(&page(20)));
    let written = stage.show(&lines(&page(19)));
    assert!(written.starts_with("␛[1;10r␛[H␛M␛[r"), "{written}");
    assert!(written.len() < 180, "{written}");
}

#[test]
fn half_a_page_keeps_the_other_half() {
    let mut stage = Stage::showing(&lines(&page(20)));
    let written = stage.show(&lines(&page(25)));
    assert!(written.starts_with("␛[1;10r␛[10H\n\n\n\n\n␛[r"), "{written}");
}

#[test]
fn unrelated_page_is_not_shifted() {
    let mut stage = Stage::showing(&lines(&page(20)));
    let written = stage.show(&lines(&page(50)));
    assert!(!written.contains("␛[r"), "{written}");
    assert!(written.len() < 700, "{} bytes: {written}", written.len());
}

#[test]
fn short_gaps_are_rewritten_and_long_ones_skipped() {
    let mut stage = Stage::showing(&["0123456789012345"]);
    assert_eq!(stage.show(&["x123x56789012x4x"]), "\rx123x␛[8Cx4x");
}

#[test]
fn blank_tail_is_erased() {
    let mut stage = Stage::showing(&["one long line", "two"]);
    assert_eq!(stage.show(&["one", "t"]), "␛[1;5H␛[K␛[2;2H  ");
}

#[test]
fn coloured_tail_is_written() {
    let mut stage = Stage::showing(&["one long line"]);
    let ground = Style::new().bg(Color::Indexed(17));
    let written = stage.paint(|buffer| {
        buffer.set_style(buffer.area, ground);
        buffer.set_string(0, 0, "one", ground);
    });
    assert_eq!(written, format!("\r␛[48;5;17mone{}␛[m", " ".repeat(17)));
}

#[test]
fn styles_change_with_the_fewest_bytes() {
    let mut stage = Stage::showing(&[""]);
    let bold = Style::new().bold();
    let written = stage.paint(|buffer| {
        buffer.set_string(0, 0, "bold", bold);
        // A blank looks the same in bold, so only red is added.
        buffer.set_string(5, 0, "red", bold.fg(Color::Red));
        buffer.set_string(8, 0, "faint", Style::new().dim());
        buffer.set_string(13, 0, "plain", Style::new());
    });
    assert_eq!(written, "␛[H␛[1mbold ␛[31mred␛[0;2mfaint␛[mplain");
}

#[test]
fn blank_covered_by_an_emoji_is_not_written() {
    let mut stage = Stage::showing(&["abcd"]);
    // Terminals disagree on its width, so the pen is positioned after it.
    assert_eq!(stage.show(&["❤\u{FE0F}xd"]), "\r❤\u{FE0F}␛[1;3Hx");
    assert_eq!(stage.show(&["abcd"]), "\rabc");
}

#[test]
fn wide_and_narrow_glyphs_replace_each_other() {
    let mut stage = Stage::showing(&["社會 x"]);
    // The remaining half of the second grapheme is written: terminals disagree on it.
    assert_eq!(stage.show(&["社a  x"]), "␛[3Ga ");
    assert_eq!(stage.show(&["a社 x"]), "\ra社 x ");
    assert_eq!(stage.show(&["社會 x"]), "\r社會 x");
    assert_eq!(stage.show(&["abcd x"]), "\rabcd");
}

#[test]
fn sound_mark_takes_one_cell() {
    let mut encoder = FrameEncoder::new(AmbiguousWidth::Narrow);
    let mut frame = Buffer::empty(Rect::new(0, 0, 5, 1));
    write(&mut frame, 0, 0, "ooooo", Style::new());
    encoder.encode(&frame, None);
    write(&mut frame, 0, 0, "ﾊﾟｶﾞx", Style::new());
    let written = String::from_utf8(encoder.encode(&frame, None).to_vec()).unwrap();
    assert!(written.contains("\x1b[Hﾊﾟ\x1b[1;3Hｶﾞ\x1b[1;5Hx"), "{written:?}");
}

#[test]
fn wide_glyph_without_room_is_blank() {
    let mut encoder = FrameEncoder::new(AmbiguousWidth::Narrow);
    let mut frame = Buffer::empty(Rect::new(0, 0, 2, 1));
    frame[(0, 0)].set_symbol("a");
    frame[(1, 0)].set_symbol("社");
    assert!(!String::from_utf8_lossy(encoder.encode(&frame, None)).contains('社'));
}

#[test]
fn empty_screen_does_no_harm() {
    let mut encoder = FrameEncoder::new(AmbiguousWidth::Narrow);
    for (columns, rows) in [(0, 0), (0, 3), (3, 0), (1, 1)] {
        let written = encoder.encode(&Buffer::empty(Rect::new(0, 0, columns, rows)), None);
        assert!(written.ends_with(b"\x1b[?2026l"));
    }
}

#[test]
fn change_of_size_redraws_everything() {
    let mut stage = Stage::showing(&["one", "two"]);
    stage.resize((30, 3));
    assert_eq!(stage.show(&["one", "two"]), "␛[?25l␛[r␛[m␛[2J␛[Hone\r\ntwo");
}

#[test]
fn forgotten_screen_is_redrawn_without_queries() {
    let mut stage = Stage::showing(&["one", "two"]);
    stage.screen.process(b"\x1b[2;5r\x1b[41m\x1b[2Jsomething else");
    stage.encoder.invalidate();
    assert_eq!(stage.show(&["one", "two"]), "␛[?25l␛[r␛[m␛[2J␛[Hone\r\ntwo");
}

#[test]
fn unused_clusters_are_forgotten() {
    // A letter with two combining marks.
    let mark = |number: u32| char::from_u32(0x300 + number % 64).unwrap();
    let letter = |number: u32| char::from_u32('a' as u32 + number % 26).unwrap();
    let cluster = |number| String::from_iter([letter(number >> 12), mark(number >> 6), mark(number)]);
    let mut stage = Stage::new((40, 26));
    for page in 0..26 {
        stage.paint(|buffer| {
            for (cell, number) in buffer.content.iter_mut().zip(page << 10..) {
                cell.set_symbol(&cluster(number));
            }
        });
        assert!(stage.encoder.interner.cluster_count() <= (1 << 14) + 2000);
    }
}

#[test]
fn best_scroll_is_found() {
    let grid = |from| {
        let mut grid = Grid::blank(120, 40);
        for y in 0..40 {
            let mut cells: Vec<Cell> = words(from + y).chars().map(Cell::from).collect();
            cells.resize(120, Cell::EMPTY);
            grid.set_row(y, &cells, &mut Interner::new(), AmbiguousWidth::Narrow);
        }
        grid
    };
    let scroll = |distance, direction| Some(Scroll { rows: 0..40, distance, direction });
    // The result does not depend on the previous scroll.
    for last in [None, scroll(3, Direction::Up), scroll(1, Direction::Down), scroll(39, Direction::Up)] {
        assert_eq!(Scroll::best(&grid(0), &grid(3), last.clone()), scroll(3, Direction::Up));
        assert_eq!(Scroll::best(&grid(3), &grid(0), last.clone()), scroll(3, Direction::Down));
        assert_eq!(Scroll::best(&grid(0), &grid(0), last), None);
    }
    assert_eq!(Scroll::best(&Grid::blank(120, 1), &Grid::blank(120, 1), None), None);
}

/// A change between two frames.
#[derive(Debug, Clone)]
enum Step {
    /// Scrolls the text beside the list.
    Scroll(usize),
    /// Writes something somewhere.
    Put(u16, u16, String, Style),
    /// Changes the style of the whole page.
    Ground(Style),
    Resize(u16, u16),
    Forget,
    Cursor(Option<(u16, u16)>),
}

fn style() -> impl Strategy<Value = Style> {
    let colour = || {
        prop_oneof![
            3 => Just(Color::Reset),
            1 => Just(Color::Red),
            1 => Just(Color::LightBlue),
            1 => Just(Color::Indexed(99)),
            1 => Just(Color::Rgb(1, 2, 3)),
        ]
    };
    let modifier = prop_oneof![
        3 => Just(Modifier::empty()),
        1 => Just(Modifier::BOLD),
        1 => Just(Modifier::DIM),
        1 => Just(Modifier::ITALIC | Modifier::BOLD),
        1 => Just(Modifier::UNDERLINED),
        1 => Just(Modifier::REVERSED | Modifier::DIM),
    ];
    (colour(), colour(), modifier).prop_map(|(fg, bg, set)| Style::new().fg(fg).bg(bg).add_modifier(set))
}

fn step() -> impl Strategy<Value = Step> {
    let text = "([a-c ]|[社會각·┃]|e\u{301}|❤\u{FE0F}|  ){0,20}";
    prop_oneof![
        4 => (0_usize..40).prop_map(Step::Scroll),
        4 => (0_u16..40, 0_u16..14, text, style()).prop_map(|(x, y, text, style)| Step::Put(x, y, text, style)),
        1 => style().prop_map(Step::Ground),
        1 => (1_u16..40, 1_u16..14).prop_map(|(columns, rows)| Step::Resize(columns, rows)),
        1 => Just(Step::Forget),
        2 => any::<Option<(u16, u16)>>().prop_map(Step::Cursor),
    ]
}

/// Source of a frame.
struct Scene {
    size: (u16, u16),
    from: usize,
    ground: Style,
    marks: Vec<(u16, u16, String, Style)>,
    cursor: Option<(u16, u16)>,
}

impl Scene {
    fn cursor(&self) -> Option<Position> {
        self.cursor.map(|(x, y)| Position::new(x % self.size.0, y % self.size.1))
    }

    fn paint(&self, text: &[(String, Style)], buffer: &mut Buffer) {
        buffer.set_style(buffer.area, self.ground);
        let last = buffer.area.height.saturating_sub(1);
        for y in 0..last {
            write(buffer, 0, y, ["list", "社會", "", "b"][usize::from(y) % 4], Style::new().bold());
            let (words, style) = &text[(self.from + usize::from(y)) % text.len()];
            write(buffer, 8, y, words, *style);
        }
        write(buffer, 0, last, &format!("row {}", self.from), Style::new().reversed());
        for (x, y, text, style) in &self.marks {
            write(buffer, *x, *y, text, *style);
        }
    }
}

/// Writes text, styling the blanks that it covers.
fn write(buffer: &mut Buffer, x: u16, y: u16, text: &str, style: Style) {
    let mut x = x;
    for cluster in text.graphemes(true) {
        let end = x + u16::try_from(AmbiguousWidth::Narrow.of(cluster)).unwrap();
        if end > buffer.area.width || y >= buffer.area.height {
            return;
        }
        // Remove a wide grapheme that is cut: half of it would be covered.
        if x > 0 && buffer[(x - 1, y)].cell_width() > 1 {
            buffer[(x - 1, y)].set_symbol(" ");
        }
        for covered in x..end {
            buffer[(covered, y)].reset();
            buffer[(covered, y)].set_style(style);
        }
        buffer[(x, y)].set_symbol(cluster);
        x = end;
    }
}

proptest! {
    /// The screen always shows the wanted frame, and the same frame again writes nothing.
    #[test]
    fn screen_shows_the_wanted_frame(
        text in prop::collection::vec(("([a-e ]|[社會각·┃]|e\u{301}|❤\u{FE0F}){0,30}", style()), 9),
        steps in prop::collection::vec(step(), 1..16),
    ) {
        let mut scene =
            Scene { size: (36, 12), from: 0, ground: Style::new(), marks: Vec::new(), cursor: None };
        let mut stage = Stage::new(scene.size);
        for step in steps {
            match step {
                Step::Scroll(from) => scene.from = from,
                Step::Put(x, y, text, style) => scene.marks.push((x, y, text, style)),
                Step::Ground(style) => scene.ground = style,
                Step::Resize(columns, rows) => {
                    scene.size = (columns, rows);
                    stage.resize(scene.size);
                }
                Step::Forget => {
                    stage.screen.process(b"\x1b[2;3r\x1b[7m\x1b[Hx\x1b[?25h");
                    stage.encoder.invalidate();
                }
                Step::Cursor(cursor) => scene.cursor = cursor,
            }
            stage.draw(|buffer| scene.paint(&text, buffer), scene.cursor());
            assert_eq!(stage.draw(|buffer| scene.paint(&text, buffer), scene.cursor()), "");
        }
    }
}

#[test]
fn ambiguous_character_covers_two_cells_where_the_terminal_shows_it_so() {
    let mut wanted = Buffer::empty(Rect::new(0, 0, 8, 1));
    for (x, symbol) in [(0, "“"), (2, "a"), (3, "”"), (5, "b")] {
        wanted[(x, 0)].set_symbol(symbol);
    }
    let mut encoder = FrameEncoder::new(AmbiguousWidth::Wide);
    let written = String::from_utf8(encoder.encode(&wanted, None).to_vec()).unwrap();
    assert!(written.contains("“a”b"), "no blank is written into the second cell: {written:?}");
}
