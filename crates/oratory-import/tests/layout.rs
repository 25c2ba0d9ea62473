//! Tests of the layout of Markdown.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use oratory_core::{Document, Layout, Markup, Row, ScrollOffset, Source, TextWidth, shown_parts};
use oratory_import::{File, import};
use proptest::prelude::*;

fn markdown(content: &str) -> Document {
    let source = Source { file: Some("talk.md".into()), ..Source::default() };
    import(File { source, ..File::default() }, content.into()).unwrap().remove(0)
}

/// Returns the rows of a text without its markup.
fn rows_without_markup(content: &str, cells: u16) -> Vec<String> {
    let document = markdown(content);
    let width = TextWidth { cells, markup: Markup::HIDDEN, ..TextWidth::default() };
    let rows = Layout::new(&document, width).rows_from(ScrollOffset::Text(0));
    let shown = rows.map(|row| {
        let parts =
            if row.block().is_some() { shown_parts(&document, &row.range, Markup::HIDDEN) } else { vec![] };
        let text: String = parts.into_iter().map(|part| &document.text()[part]).collect();
        format!("{}{}", " ".repeat(row.indent.into()), text.trim_end())
    });
    shown.collect()
}

#[test]
fn rows_without_markup_are_filled_with_the_text() {
    let cases: [(&str, &[&str]); 10] = [
        ("We **need** *bread* now.", &["We need", "bread now."]),
        ("# On *Unity* #", &["On Unity"]),
        ("Part\n====", &["Part"]),
        ("> one\n>\n> **two** three", &["one", "two three"]),
        ("- one *two* three\n- 4", &["- one two", "  three", "- 4"]),
        ("1. *one*", &["1. one"]),
        ("```sh\nls -l\n\nls\n```", &["ls -l", "", "ls"]),
        ("```\n```", &["```", "```"]),
        ("***a*** **b**", &["a b"]),
        ("2 * 3 * 4", &["2 * 3 * 4"]),
    ];
    for (text, rows) in cases {
        assert_eq!(rows_without_markup(text, 10), rows, "{text:?}");
    }
}

proptest! {
    #[test]
    fn rows_without_markup_tile_each_block(
        text in "([-a*>#_ ]{0,9}|\\*\\*b c\\*\\*|\n```\n|===|\\*d\\* e é가|\n|\n\n){0,14}",
        cells in 3_u16..24,
    ) {
        let document = markdown(&text);
        let width = TextWidth { cells, markup: Markup::HIDDEN, ..TextWidth::default() };
        let layout = Layout::new(&document, width);
        let all: Vec<Row> = layout.rows_from(ScrollOffset::Text(0)).filter(|row| row.block().is_some()).collect();
        let mut shown = String::new();
        for block in document.blocks() {
            let rows: Vec<&Row> = all.iter().filter(|row| row.block() == Some(block.index)).collect();
            prop_assert_eq!(rows.first().unwrap().range.start, block.range.start);
            prop_assert_eq!(rows.last().unwrap().range.end, block.range.end);
            prop_assert!(rows.windows(2).all(|pair| pair[0].range.end == pair[1].range.start));
        }
        for row in &all {
            let parts = shown_parts(&document, &row.range, Markup::HIDDEN);
            shown.extend(parts.into_iter().map(|part| &document.text()[part]));
            prop_assert_eq!(layout.rows_from(row.scroll_offset()).next(), Some(row.clone()));
        }
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
        prop_assert_eq!(letters(&shown), letters(document.text()));
    }

    #[test]
    fn code_is_wrapped_line_by_line_with_its_blank_lines(
        lines in "((```|~~~|  ```|# [a-z]{1,9}| {0,5}[a-z]{1,9}( [a-z]{1,30})?|- [a-z]|\r|)(\n|\n\n)){0,14}",
        text_width in 3_u16..24,
    ) {
        let document = markdown(&lines);
        let layout = Layout::new(&document, text_width);
        let all: Vec<Row> = layout.rows_from(ScrollOffset::Text(0)).collect();
        let mut end = None;
        for (index, row) in all.iter().enumerate() {
            prop_assert_eq!(layout.rows_from(row.scroll_offset()).next(), Some(row.clone()));
            let above: Vec<Row> = layout.rows_above(row.scroll_offset()).take(index).collect();
            prop_assert!(above.iter().rev().eq(&all[..index]));
            if let Some(block) = row.block() {
                let start = document.block(block).range.start;
                prop_assert_eq!(row.range.start, end.filter(|end| *end > start).unwrap_or(start));
                end = Some(row.range.end);
            }
        }
    }
}
