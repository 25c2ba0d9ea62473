//! Invariants of the app and its frame.

use oratory::App;
use oratory::Entry;
use oratory_core::{Ambiguous, Document, Layout, Row, RowKind, ScrollOffset};
use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use crate::harness::Reader;

/// Checks all invariants.
pub fn check(reader: &Reader) {
    let (buffer, cursor) = reader.draw();
    check_cells(&buffer);
    assert!(buffer.area.is_empty() || buffer.area.contains(cursor), "{cursor:?} is not in {:?}", buffer.area);
    let app = reader.app();
    check_panes(app, buffer.area);
    check_search(app);
    assert!(app.sidebar().cursor() < app.sidebar().entries().len().max(1));
    if let Some(speech) = app.speech() {
        check_place(app, speech);
        check_rows(app, &speech.in_pane());
    }
}

/// Every symbol fits its cells and contains no control character.
fn check_cells(buffer: &Buffer) {
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let cell = &buffer[(x, y)];
            assert!(!cell.symbol().chars().any(char::is_control), "{:?} at {x},{y}", cell.symbol());
            x += u16::try_from(cell.symbol().width().max(1)).unwrap();
        }
        assert_eq!(x, buffer.area.width, "row {y} is too wide");
    }
}

fn check_panes(app: &App, screen: Rect) {
    let page = app.page();
    let panes = [
        page.list,
        page.rule,
        page.reading,
        page.bar,
        page.numbers,
        page.column,
        page.scroll_bar,
        page.status,
    ];
    for pane in panes.into_iter().filter(|pane| !pane.is_empty()) {
        assert_eq!(screen.intersection(pane), pane);
    }
}

/// The reading position is valid.
fn check_place(app: &App, speech: &Entry) {
    let Some(speech) = speech.whole() else { return };
    let Some(reading) = app.panes().active().reading(app.shown()) else { return };
    let (text, at) = match reading.scroll_offset() {
        ScrollOffset::Title(at) => (speech.title_page().text.as_str(), at),
        ScrollOffset::Note(at, _) | ScrollOffset::Text(at) => (speech.text(), at),
    };
    assert!(text.is_char_boundary(at), "{:?} of {}", reading.scroll_offset(), text.len());
    assert!(reading.current().is_none_or(|block| speech.number_of(block).is_some()));
    assert_eq!(reading.current().is_some(), speech.paragraph_count() > 0);
    assert!(reading.read().end() <= speech.text().len());
    assert!((0.0..=1.0).contains(&reading.progress(speech)));
}

/// The rows are consecutive rows of the text and fit into the column.
fn check_rows(app: &App, speech: &Document) {
    let Some(reading) = app.panes().active().in_view(app.shown()) else { return };
    let (column, rows) = (app.page().column, reading.rows());
    if column.is_empty() {
        return;
    }
    assert!(!rows.is_empty() && rows.len() <= usize::from(column.height));
    assert!(rows.is_sorted_by(|one, next| one.scroll_offset() < next.scroll_offset()));
    for row in rows {
        let text = match row.kind {
            RowKind::Title(_) => speech.title_page().text.as_str(),
            RowKind::Gap | RowKind::Block(_) => speech.text(),
            RowKind::Note { block, .. } => {
                let notes = reading.notes().iter().find(|notes| notes.block == block);
                notes.map_or("", |notes| &notes.text)
            }
        };
        let widths = || {
            Ambiguous::Narrow
                .row_graphemes(&text[row.range.clone()])
                .map(|grapheme| grapheme.width)
                .filter(|&w| w > 0)
        };
        assert!(widths().sum::<u16>() <= column.width || widths().count() == 1, "{row:?}");
    }
    let layout = Layout::new(speech, app.page().text_width()).with_notes(reading.notes());
    assert_eq!(
        rows,
        layout.page(rows[0].scroll_offset(), rows.len()),
        "rows are consecutive, with the open notes"
    );
    let is_next = |(one, next): (&Row, &Row)| {
        one.block().is_none() || one.block() != next.block() || one.range.end == next.range.start
    };
    assert!(rows.iter().zip(&rows[1..]).all(is_next));
}

/// Matches are sorted and counted correctly.
fn check_search(app: &App) {
    let Some(search) = app.search().active() else { return };
    let hits = search.touching(&(0..usize::MAX));
    assert!(hits.iter().all(|hit| hit.start < hit.end));
    assert!(hits.is_sorted_by(|one, next| one.end <= next.start));
    let stats = search.stats(app.open());
    assert!(stats.here <= stats.total && stats.speeches <= stats.searched);
    assert!(stats.at.is_none_or(|at| (1..=stats.here).contains(&at)));
    if let Some(current) = search.current() {
        let speech = app.library()[current.speech].whole();
        assert!(speech.is_none_or(|speech| {
            speech.text().get(current.range.clone()).is_some_and(|hit| !hit.is_empty())
        }));
    }
}
