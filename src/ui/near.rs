//! The words near the matches: a table of their positions above the lines, and a list of collocates.

use oratory_core::{NEAR_REACH, NEAR_SPAN, Neighbours, grouped, ratio_text};
use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    lines::ConcordancePane,
    text::{ELLIPSIS, after, fitted, last, under_cursor, width, write, write_sign, write_text},
};
use crate::{
    app::search::{concordance::MARGIN, near::Near},
    theme::{Role, Sign, Theme},
};

/// Cells of a count beside a word, with the blank before it.
const COUNT_CELLS: u16 = 5;

/// The narrowest column of words, in cells.
const MIN_COLUMN: u16 = 14;

/// The widest column of words, in cells.
const MAX_COLUMN: u16 = 22;

/// The widest form of the query between the words before and after, in cells.
const MAX_NODE: u16 = 16;

/// A column of the list: its name, its width, and the narrowest list that has it.
type Column = (&'static str, u16, u16);

/// The columns of the list after the word.
const COLUMNS: [Column; 6] = [
    ("before", 8, 62),
    ("after", 8, 62),
    ("near", 7, 0),
    ("elsewhere", 11, 30),
    ("log₂", 8, 46),
    ("G²", 9, 0),
];

/// Draws the words before and after the matches: a blank row, the names of the columns, and the most frequent words.
pub(super) fn draw_positions(
    pane: &ConcordancePane<'_>,
    mut rows: impl Iterator<Item = Rect>,
    buffer: &mut Buffer,
) {
    let theme = pane.theme;
    let near = pane.concordance.near();
    let Some(head) = rows.by_ref().nth(1) else { return };
    if near.count().of == 0 {
        write(theme, buffer, head, "counting words…", theme.style(Role::Notice));
        return;
    }
    let node = fitted(theme, pane.search.query.pattern(), MAX_NODE);
    let node_cells = width(theme, &node) + 2;
    let reach = (1..=NEAR_REACH).rev().find(|&reach| {
        let columns = 2 * u16::try_from(reach).unwrap_or(1);
        head.width.saturating_sub(node_cells) / columns >= MIN_COLUMN
    });
    let reach = u16::try_from(reach.unwrap_or(1)).unwrap_or(1);
    let cells = (head.width.saturating_sub(node_cells) / (2 * reach)).min(MAX_COLUMN);
    let margin = (head.width.saturating_sub(node_cells + 2 * reach * cells)) / 2;
    let column = |row: Rect, distance: isize| {
        let before = u16::try_from(distance + isize::try_from(reach).unwrap_or(0)).unwrap_or(0);
        let x = if distance < 0 { before * cells } else { (before - 1) * cells + node_cells };
        let x = margin + x;
        Rect { width: cells, ..after(row, x) }
    };
    write(theme, buffer, after(head, margin + reach * cells + 1), &node, theme.style(Role::Strong));
    let shown: Vec<&Neighbours> = near
        .count()
        .table
        .neighbours
        .iter()
        .filter(|neighbours| neighbours.distance.unsigned_abs() <= usize::from(reach))
        .collect();
    for neighbours in &shown {
        let side = if neighbours.distance < 0 { "before" } else { "after" };
        let name = format!("{} {side}", neighbours.distance.unsigned_abs());
        let own = words_of(column(head, neighbours.distance));
        write(theme, buffer, last(own, width(theme, &name)), &name, theme.style(Role::Faint));
    }
    for (index, row) in rows.take(pane.concordance.near_height().saturating_sub(2)).enumerate() {
        for neighbours in &shown {
            let Some((word, count)) = neighbours.words.get(index) else { continue };
            let own = column(row, neighbours.distance);
            let word = fitted_text(theme, word, words_of(own).width);
            write_text(
                theme,
                buffer,
                last(words_of(own), text_width(theme, &word)),
                &word,
                theme.style(Role::Text),
            );
            let place = after(own, words_of(own).width + 1);
            write(theme, buffer, place, &grouped(*count), theme.style(Role::Faint));
        }
    }
}

/// Returns the part of `column` for words, at whose right end they stand.
fn words_of(column: Rect) -> Rect {
    Rect { width: column.width.saturating_sub(COUNT_CELLS), ..column }
}

/// Draws the list of words near the matches.
pub(super) fn draw_list(pane: &ConcordancePane<'_>, area: Rect, buffer: &mut Buffer) {
    let theme = pane.theme;
    let near = pane.concordance.near();
    let mut rows = area.rows();
    let Some(title) = rows.next() else { return };
    draw_title(pane, near, title, buffer);
    let faint = theme.style(Role::Faint);
    if let Some(row) = rows.next() {
        let table = &near.count().table;
        let mut sums = format!("{} words near, {} elsewhere", grouped(table.near), grouped(table.elsewhere));
        if near.is_without_edges() {
            sums += " · without the, of…";
        }
        write(theme, buffer, row, &fitted(theme, &sums, row.width), faint);
    }
    let Some(head) = rows.nth(1) else { return };
    // A cell at the right end stays blank, as in the other lists.
    let head = Rect { width: head.width.saturating_sub(1), ..head };
    let columns: Vec<Column> = COLUMNS.iter().copied().filter(|(.., least)| head.width >= *least).collect();
    let taken: u16 = columns.iter().map(|(_, cells, _)| cells).sum();
    let word_cells = head.width.saturating_sub(taken).min(24);
    write(theme, buffer, Rect { width: word_cells, ..head }, "word", faint);
    let mut rest = after(head, word_cells);
    for (name, cells, _) in &columns {
        write_right(theme, name, *cells, Role::Faint, false, &mut rest, buffer);
    }
    for ((index, collocate), row) in (near.top()..).zip(near.rows(near.top())).zip(rows) {
        let is_under = index == near.cursor();
        if is_under {
            let margin = Rect { x: row.x.saturating_sub(MARGIN), width: 1, ..row };
            buffer.set_style(margin.union(row), theme.style(Role::Cursor));
            if margin.x < row.x {
                write_sign(buffer, margin, theme.sign(Sign::Bar), under_cursor(theme, Role::Bar, true));
            }
        }
        let word = fitted_text(theme, &collocate.word, word_cells.saturating_sub(1));
        write_text(theme, buffer, row, &word, under_cursor(theme, Role::Text, is_under));
        let mut rest = after(row, word_cells);
        for (name, cells, _) in &columns {
            let value = match *name {
                "before" => grouped(collocate.left),
                "after" => grouped(collocate.right),
                "near" => grouped(collocate.contrast.here),
                "elsewhere" => grouped(collocate.contrast.there),
                "G²" => format!("{:.2}", collocate.g2),
                _ => ratio_text(collocate.contrast, collocate.log_ratio),
            };
            write_right(theme, &value, *cells, Role::Text, is_under, &mut rest, buffer);
        }
    }
}

fn draw_title(pane: &ConcordancePane<'_>, near: &Near, row: Rect, buffer: &mut Buffer) {
    let ConcordancePane { theme, search, .. } = pane;
    let rest = write(theme, buffer, row, "Words near ", theme.style(Role::Title));
    let (count, matches) = (near.count(), near.count().table.matches);
    let counted = format!("{} match{}", grouped(matches), if matches == 1 { "" } else { "es" });
    let by = near.order().name();
    let progress = match (count.read < count.of, near.is_counting()) {
        (true, true) => format!(" · {} of {} speeches…", grouped(count.read), grouped(count.of)),
        (true, false) => {
            format!(" · stopped after {} of {} speeches", grouped(count.read), grouped(count.of))
        }
        (false, true) => " · counting…".to_owned(),
        (false, false) => String::new(),
    };
    let scope = search.scope().map(|scope| format!(" · in speeches with {scope}")).unwrap_or_default();
    let forms = [
        format!("   {counted} · {NEAR_SPAN} words to each side · {by}{scope}{progress}"),
        format!("   {counted} · {by}{progress}"),
        format!("   {counted}{progress}"),
    ];
    let pattern = search.query.pattern();
    let least = width(theme, pattern).min(rest.width / 3);
    let form = forms.iter().find(|form| width(theme, form) <= rest.width - least).unwrap_or(&forms[2]);
    let room = rest.width.saturating_sub(width(theme, form)).max(least);
    let pattern = fitted_text(theme, pattern, room);
    let rest = write_text(theme, buffer, rest, &pattern, theme.style(Role::Title));
    write(theme, buffer, rest, form, theme.style(Role::Faint));
}

/// Writes a value at the right end of a column, the first of `rest`.
fn write_right(
    theme: &Theme,
    value: &str,
    cells: u16,
    role: Role,
    is_under: bool,
    rest: &mut Rect,
    buffer: &mut Buffer,
) {
    let own = Rect { width: cells.min(rest.width), ..*rest };
    write(theme, buffer, last(own, width(theme, value)), value, under_cursor(theme, role, is_under));
    *rest = after(*rest, cells);
}

/// Returns words of a speech, cut with an ellipsis to fit into `cells` cells.
fn fitted_text(theme: &Theme, text: &str, cells: u16) -> String {
    if text_width(theme, text) <= cells {
        return text.to_owned();
    }
    let room = cells.saturating_sub(width(theme, ELLIPSIS));
    format!("{}{}", theme.ambiguous.head(text, room.into()), theme.words(ELLIPSIS))
}

fn text_width(theme: &Theme, text: &str) -> u16 {
    u16::try_from(theme.ambiguous.width(text)).unwrap_or(u16::MAX)
}
