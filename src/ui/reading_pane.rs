//! The reading pane: the rows in view with their matches, and the margins beside them.

use std::ops::Range;

use oratory_core::{
    document::{
        markdown::{Look, looks},
        speech::{Format, Kind, Speech},
        title_page::TitleLine,
    },
    layout::{
        grapheme::{Ambiguous, trim_row},
        rows::{Content, Row, ScrollOffset},
    },
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use super::{Run, put, row, rows, wrapped, write, write_styled, write_text};
use crate::{
    app::{
        App,
        finding::Search,
        page::{MARK_WIDTH, Page},
        reading::Reading,
    },
    theme::{Role, Sign, Theme},
};

/// Draws the margins and the text.
pub(super) fn draw(app: &App, theme: &Theme, page: Page, buffer: &mut Buffer) {
    let Some(speech) = app.speech().filter(|_| !page.reading.is_empty()) else { return };
    scroll_bar(app, theme, page.scroll_bar, speech, buffer);
    let mut markup = Markup::default();
    let lines = app.reading(app.shown()).rows();
    if let Some(why) = speech.fault() {
        draw_fault(why, theme, (page.column, lines.len()), buffer);
    }
    for (y, area) in rows(page.column, buffer.area) {
        let Some(line) = lines.get(usize::from(y)) else { break };
        margins(app, theme, page, y, line, buffer);
        markup.turn_to(line.block(), speech);
        draw_row(app, theme, line, (speech, &markup), area, buffer);
    }
}

/// Draws the reason why a speech could not be read, below its title.
fn draw_fault(why: &str, theme: &Theme, (column, top): (Rect, usize), buffer: &mut Buffer) {
    let lines = wrapped(theme, why, column.width.max(1));
    for (y, area) in rows(column, buffer.area) {
        let line = usize::from(y).checked_sub(top).and_then(|at| lines.get(at));
        if let Some(line) = line {
            write(theme, buffer, area, area.x, line, theme.style(Role::Notice));
        }
    }
}

/// Returns the first cell of the current match if it is in view, or else of the first row in view of the
/// current paragraph.
pub(super) fn cursor(app: &App, page: Page) -> Option<Position> {
    let speech = app.speech().filter(|_| !page.reading.is_empty())?;
    let reading = app.reading(app.shown());
    let ambiguous = page.text_width().ambiguous;
    let lines = || (0..page.column.height).zip(reading.rows()).filter(|(_, line)| line.block().is_some());
    let at_match = current_match(app).and_then(|current| {
        lines().find_map(|(y, line)| {
            let area = row(page.column, y)?;
            let x = area.x.checked_add(column_of(current, speech, line, ambiguous)?)?;
            (x < area.right()).then_some(Position { x, y: area.y })
        })
    });
    let at_paragraph = || {
        let (y, _) = lines().find(|(_, line)| line.block() == reading.current())?;
        Some(row(page.column, y)?.as_position())
    };
    at_match.or_else(at_paragraph).or_else(|| Some(page.column.as_position()))
}

/// Returns the current match, if it is in the speech in view.
fn current_match(app: &App) -> Option<&Range<usize>> {
    let current = app.search().and_then(Search::current).filter(|current| current.speech == app.shown());
    current.map(|current| &current.range)
}

/// Returns the column in a row of the first grapheme of `found`, if there is one.
fn column_of(found: &Range<usize>, speech: &Speech, line: &Row, ambiguous: Ambiguous) -> Option<u16> {
    if found.start >= line.range.end || found.end <= line.range.start {
        return None;
    }
    let mut column = line.indent;
    let text = &speech.text()[line.range.clone()];
    for grapheme in ambiguous.row_graphemes(text).filter(|grapheme| grapheme.width > 0) {
        if found.contains(&(line.range.start + grapheme.range.start)) {
            return Some(column);
        }
        column += grapheme.width;
    }
    None
}

/// Draws one row of text.
fn draw_row(
    app: &App,
    theme: &Theme,
    line: &Row,
    (speech, markup): (&Speech, &Markup),
    area: Rect,
    buffer: &mut Buffer,
) {
    let area = Rect { x: area.x + line.indent, width: area.width.saturating_sub(line.indent), ..area };
    let (text, role) = match line.content {
        // A page of one blank row would make the speech look empty.
        Content::Gap | Content::Title(TitleLine::Blank) if app.page().column.height == 1 => {
            return put(buffer, area, theme.sign(Sign::NoMatch), theme.style(Role::Faint));
        }
        Content::Gap => return,
        Content::Title(TitleLine::Title) => (&speech.title_page().text, Role::Title),
        Content::Title(TitleLine::Speaker) => (&speech.title_page().text, Role::Text),
        Content::Title(_) => (&speech.title_page().text, Role::Faint),
        Content::Block(_) => {
            return draw_text(app, theme, line, (speech, markup), area, buffer);
        }
    };
    let (words, style) = (&text[line.range.clone()], theme.style(role));
    // The separators in this line come from the program.
    if line.content == Content::Title(TitleLine::Report) {
        write(theme, buffer, area, area.x, words, style);
    } else {
        write_text(theme, buffer, area, area.x, words, style);
    }
}

/// Draws one row of the speech, with its matches.
fn draw_text(
    app: &App,
    theme: &Theme,
    line: &Row,
    (speech, markup): (&Speech, &Markup),
    area: Rect,
    buffer: &mut Buffer,
) {
    let is_heading = line.block().is_some_and(|block| speech.block(block).kind == Kind::Heading);
    let plain = theme.style(if is_heading { Role::Title } else { Role::Text });
    let matches = app.search().map_or(&[][..], |search| search.touching(&line.range));
    let current = current_match(app);
    let text = trim_row(&speech.text()[line.range.clone()]);
    let mut matches = matches.iter().peekable();
    write_styled(buffer, area, area.x, (text, theme.ambiguous.row_graphemes(text)), |offset| {
        let offset = line.range.start + offset;
        while matches.next_if(|found| found.end <= offset).is_some() {}
        let (style, end) = match matches.peek() {
            Some(found) if found.start <= offset => {
                let is_current = Some(*found) == current;
                (theme.style(if is_current { Role::CurrentHit } else { Role::Hit }), found.end)
            }
            next => {
                let (style, end) = markup.style(theme, offset, plain);
                (style, next.map_or(end, |found| end.min(found.start)))
            }
        };
        Run { style, end: end - line.range.start }
    });
}

/// The Markdown markup of a block.
#[derive(Debug, Default)]
struct Markup {
    /// The index and first byte of the block.
    block: Option<(usize, usize)>,
    /// The styles, each with the offset at which it begins.
    looks: Vec<(usize, Look)>,
}

/// The longest block with styled markup, in bytes. Parsing a longer one takes too long for a frame.
const LONGEST_MARKED: usize = 16 * 1024;

impl Markup {
    /// Parses `block`, unless it is already parsed or not Markdown.
    fn turn_to(&mut self, block: Option<usize>, speech: &Speech) {
        let Some(block) = block.filter(|_| speech.format() == Format::Markdown) else { return };
        if self.block.is_some_and(|(before, _)| before == block) {
            return;
        }
        let range = speech.block(block).range;
        self.block = Some((block, range.start));
        self.looks = if range.len() <= LONGEST_MARKED { looks(&speech.text()[range]) } else { Vec::new() };
    }

    /// Returns the style at an offset of the text, and the offset at which the next style begins.
    fn style(&self, theme: &Theme, offset: usize, plain: Style) -> (Style, usize) {
        let Some((_, start)) = self.block else { return (plain, usize::MAX) };
        let next = self.looks.partition_point(|&(from, _)| from <= offset - start);
        let look = next.checked_sub(1).map(|here| self.looks[here].1).unwrap_or_default();
        let mut style = plain;
        if look.is_sign {
            style = style.patch(theme.style(Role::Faint));
        }
        if look.is_emphasised {
            style = style.italic();
        }
        if look.is_strong {
            style = style.bold();
        }
        let end = self.looks.get(next).map(|&(end, _)| end);
        (style, end.map_or(usize::MAX, |end| start + end))
    }
}

/// Draws the left margin of a row: the bar beside the current paragraph, and in the first row of a paragraph
/// its bookmark and number.
fn margins(app: &App, theme: &Theme, page: Page, y: u16, line: &Row, buffer: &mut Buffer) {
    let Some((block, speech)) = line.block().zip(app.speech()) else { return };
    if app.reading(app.shown()).current() == Some(block)
        && let Some(area) = row(page.bar, y)
    {
        put(buffer, area, theme.sign(Sign::Bar), theme.style(Role::Bar));
    }
    let is_first = speech.block(block).range.start == line.range.start;
    let (true, Some(number), Some(area)) = (is_first, speech.number_of(block), row(page.numbers, y)) else {
        return;
    };
    if app.marks().at(app.shown(), block).next().is_some() {
        put(buffer, area, theme.sign(Sign::Bookmark), theme.style(Role::Mark));
    }
    let digits = usize::from(area.width.saturating_sub(MARK_WIDTH + 1));
    if digits > 0 {
        let number = format!("{number:>digits$}");
        write(theme, buffer, area, area.x + MARK_WIDTH, &number, theme.style(Role::Faint));
    }
}

/// Draws the scroll bar: the part of the text in view, bookmarks and matches.
fn scroll_bar(app: &App, theme: &Theme, area: Rect, speech: &Speech, buffer: &mut Buffer) {
    let len = speech.extent().max(1);
    let height = usize::from(area.height);
    let shown = app.shown();
    let view = view(app.reading(shown), speech.skipped());
    for (y, place) in rows(area, buffer.area) {
        // The byte range of this row of the bar.
        let (from, to) = (len * usize::from(y) / height, (len * (usize::from(y) + 1)).div_ceil(height));
        let in_view = from < view.end && to > view.start;
        let (sign, style) = if app.search().is_some_and(|search| search.is_in_bar(usize::from(y))) {
            (Sign::Match, theme.style(Role::Strong))
        } else if has_bookmark(app, shown, speech, from, to) {
            (Sign::Bookmark, theme.style(Role::Mark))
        } else if in_view {
            (Sign::Thumb, Style::new())
        } else {
            (Sign::Track, theme.style(Role::Faint))
        };
        let style = if in_view { style } else { style.patch(theme.style(Role::Faint)) };
        put(buffer, place, theme.sign(sign), style);
    }
}

/// Returns the byte range in view, extended to the very start and end of the text if the rows reach them.
/// `skipped` bytes of the file come before the text.
fn view(reading: &Reading, skipped: usize) -> Range<usize> {
    let view = reading.in_view();
    let start = if reading.top() <= ScrollOffset::Text(0) { 0 } else { view.start };
    skipped + start..skipped + view.end.max(start)
}

/// Returns `true` if a bookmark is set in these bytes of a speech.
fn has_bookmark(app: &App, index: usize, speech: &Speech, from: usize, to: usize) -> bool {
    app.marks().blocks(index).any(|block| (from..to).contains(&speech.block(block).range.start))
}
