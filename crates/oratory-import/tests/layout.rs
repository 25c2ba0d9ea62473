//! Tests of the layout of Markdown.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use oratory_core::{
    document::text::{Document, Source},
    layout::rows::{Layout, Row, ScrollOffset},
};
use oratory_import::{File, import};
use proptest::prelude::*;

fn markdown(content: &str) -> Document {
    let source = Source { file: Some("talk.md".into()), ..Source::default() };
    import(File { source, ..File::default() }, content.into()).unwrap().remove(0)
}

proptest! {
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
