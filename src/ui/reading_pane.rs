//! The reading pane: the rows in view with their hits, and the margins beside them.

use std::ops::Range;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use super::{Run, put, row, rows, simplify_signs, write, write_styled};
use crate::{
    app::{App, finding::Search, page::Page, reading::Reading},
    text::{
        glyph::{ink, row_glyphs},
        layout::{Anchor, Content, Row, wrap_line},
        markdown::{Look, looks},
        speech::{Format, Kind, Speech},
        title_page::TitleLine,
    },
    theme::{Role, Theme},
};

/// Draws what stands beside the text: bar, bookmarks, numbers, scroll bar.
pub(super) fn draw_margins(app: &App, theme: &Theme, page: Page, buffer: &mut Buffer) {
    let Some(speech) = app.speech() else { return };
    scroll_bar(app, theme, page.scroll_bar, speech, buffer);
    for (y, _) in rows(page.reading, buffer.area) {
        let Some(line) = app.reading(app.shown()).rows().get(usize::from(y)) else { break };
        margins(app, theme, page, y, line, buffer);
    }
}

/// Draws the text.
pub(super) fn draw(app: &App, theme: &Theme, page: Page, buffer: &mut Buffer) {
    let Some(speech) = app.speech().filter(|_| !page.reading.is_empty()) else { return };
    let mut markup = Markup::default();
    let lines = app.reading(app.shown()).rows();
    if let Some(why) = speech.fault() {
        draw_fault(why, theme, (page.column, lines.len()), buffer);
    }
    for (y, area) in rows(page.column, buffer.area) {
        let Some(line) = lines.get(usize::from(y)) else { break };
        markup.turn_to(line.block(), speech);
        draw_row(app, theme, line, (speech, &markup), area, buffer);
    }
}

/// Says below the title of a speech that could not be read why that is so.
fn draw_fault(why: &str, theme: &Theme, (column, top): (Rect, usize), buffer: &mut Buffer) {
    let said = wrap_line(why, column.width.max(1));
    for (y, area) in rows(column, buffer.area) {
        let line = usize::from(y).checked_sub(top).and_then(|at| said.get(at));
        if let Some(line) = line {
            write(buffer, area, area.x, line, theme.style(Role::Notice));
        }
    }
}

/// The cursor stands at the current hit if that is in view, else at the first row of the current paragraph that is.
pub(super) fn cursor(app: &App, page: Page) -> Option<Position> {
    let speech = app.speech().filter(|_| !page.reading.is_empty())?;
    let reading = app.reading(app.shown());
    let lines = || (0..page.column.height).zip(reading.rows()).filter(|(_, line)| line.block().is_some());
    let hit = current_hit(app);
    let at_hit = hit.and_then(|hit| {
        lines().find_map(|(y, line)| {
            let area = row(page.column, y)?;
            let x = area.x.checked_add(column_of(hit, speech, line)?)?;
            (x < area.right()).then_some(Position { x, y: area.y })
        })
    });
    let at_paragraph = || {
        let (y, _) = lines().find(|(_, line)| line.block() == reading.current())?;
        Some(row(page.column, y)?.as_position())
    };
    at_hit.or_else(at_paragraph).or_else(|| Some(page.column.as_position()))
}

/// The current hit, if it is in the speech that is shown.
fn current_hit(app: &App) -> Option<&Range<usize>> {
    let current = app.search().and_then(Search::current).filter(|current| current.speech == app.shown());
    current.map(|current| &current.range)
}

/// How far from its beginning a row has the first glyph of a hit.
fn column_of(hit: &Range<usize>, speech: &Speech, line: &Row) -> Option<u16> {
    if hit.start >= line.range.end || hit.end <= line.range.start {
        return None;
    }
    let mut column = line.indent;
    for glyph in row_glyphs(&speech.text()[line.range.clone()]).filter(|glyph| glyph.width > 0) {
        if hit.contains(&(line.range.start + glyph.range.start)) {
            return Some(column);
        }
        column += glyph.width;
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
        // A page of one row that is blank would look as if nothing were there.
        Content::Gap | Content::Title(TitleLine::Blank) if app.page().column.height == 1 => {
            return put(buffer, area, '·', theme.style(Role::Faint));
        }
        Content::Gap => return,
        Content::Title(TitleLine::Title) => (&speech.title_page().text, Role::Title),
        Content::Title(TitleLine::Speaker) => (&speech.title_page().text, Role::Text),
        Content::Title(_) => (&speech.title_page().text, Role::Faint),
        Content::Block(_) => {
            return draw_text(app, theme, line, (speech, markup), area, buffer);
        }
    };
    write(buffer, area, area.x, &text[line.range.clone()], theme.style(role));
    if line.content == Content::Title(TitleLine::Report) {
        // What parts the details in this line is no word of the text.
        simplify_signs(theme, area, buffer);
    }
}

/// Draws one row of the speech, with the hits that touch it.
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
    let hits = app.search().map_or(&[][..], |search| search.touching(&line.range));
    let current = current_hit(app);
    let text = ink(&speech.text()[line.range.clone()]);
    let mut hits = hits.iter().peekable();
    write_styled(buffer, area, area.x, (text, row_glyphs(text)), |offset| {
        let offset = line.range.start + offset;
        while hits.next_if(|hit| hit.end <= offset).is_some() {}
        let (style, end) = match hits.peek() {
            Some(hit) if hit.start <= offset => {
                let is_current = Some(*hit) == current;
                (theme.style(if is_current { Role::CurrentHit } else { Role::Hit }), hit.end)
            }
            next => {
                let (style, end) = markup.style(theme, offset, plain);
                (style, next.map_or(end, |hit| end.min(hit.start)))
            }
        };
        Run { style, end: end - line.range.start }
    });
}

/// What a block is made of in Markdown.
#[derive(Debug, Default)]
struct Markup {
    /// The block, and where it begins.
    block: Option<(usize, usize)>,
    /// Its looks, each with the offset in it from which it holds.
    looks: Vec<(usize, Look)>,
}

/// Of a longer block the marks are not told: a frame is to cost the same wherever it is.
const LONGEST_MARKED: usize = 16 * 1024;

impl Markup {
    /// Looks at a block, if it is in Markdown and another one.
    fn turn_to(&mut self, block: Option<usize>, speech: &Speech) {
        let Some(block) = block.filter(|_| speech.format() == Format::Markdown) else { return };
        if self.block.is_some_and(|(before, _)| before == block) {
            return;
        }
        let range = speech.block(block).range;
        self.block = Some((block, range.start));
        self.looks = if range.len() <= LONGEST_MARKED { looks(&speech.text()[range]) } else { Vec::new() };
    }

    /// The style of what stands at an offset of the text, and the offset up to which it is the same.
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

/// Draws what stands to the left of a row: the bar of the current paragraph, and at a paragraph's
/// first row its bookmark and its number.
fn margins(app: &App, theme: &Theme, page: Page, y: u16, line: &Row, buffer: &mut Buffer) {
    let Some((block, speech)) = line.block().zip(app.speech()) else { return };
    if app.reading(app.shown()).current() == Some(block)
        && let Some(area) = row(page.bar, y)
    {
        put(buffer, area, '▌', theme.style(Role::Bar));
    }
    let is_first = speech.block(block).range.start == line.range.start;
    let (true, Some(number), Some(area)) = (is_first, speech.number_of(block), row(page.numbers, y)) else {
        return;
    };
    if app.marks().at(app.shown(), block).next().is_some() {
        put(buffer, area, '◆', theme.style(Role::Mark));
    }
    let digits = usize::from(area.width.saturating_sub(2));
    if digits == 0 {
        return;
    }
    write(buffer, area, area.x + 1, &format!("{number:>digits$}"), theme.style(Role::Faint));
}

/// Draws the scroll bar: the part of the text that is in view, with the places of bookmarks and hits.
fn scroll_bar(app: &App, theme: &Theme, area: Rect, speech: &Speech, buffer: &mut Buffer) {
    let len = speech.extent().max(1);
    let height = usize::from(area.height);
    let shown = app.shown();
    let view = view(app.reading(shown), speech.skipped());
    for (y, place) in rows(area, buffer.area) {
        // The bytes for which this row of the bar stands.
        let (from, to) = (len * usize::from(y) / height, (len * (usize::from(y) + 1)).div_ceil(height));
        let in_view = from < view.end && to > view.start;
        let (sign, style) = if app.search().is_some_and(|search| search.is_in_bar(usize::from(y))) {
            ('▪', theme.style(Role::Strong))
        } else if has_bookmark(app, shown, speech, from, to) {
            ('◆', theme.style(Role::Mark))
        } else if in_view {
            ('┃', Style::new())
        } else {
            ('│', theme.style(Role::Faint))
        };
        let style = if in_view { style } else { style.patch(theme.style(Role::Faint)) };
        put(buffer, place, sign, style);
    }
}

/// The part of the text in view, to its very ends where the rows reach them; so many bytes stand before what is
/// here of it.
fn view(reading: &Reading, skipped: usize) -> Range<usize> {
    let view = reading.in_view();
    let start = if reading.top() <= Anchor::Text(0) { 0 } else { view.start };
    skipped + start..skipped + view.end.max(start)
}

fn has_bookmark(app: &App, index: usize, speech: &Speech, from: usize, to: usize) -> bool {
    app.marks().blocks(index).any(|block| (from..to).contains(&speech.block(block).range.start))
}
