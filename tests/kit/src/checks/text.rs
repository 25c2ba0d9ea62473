//! Checks any bytes as a text: blocks and gaps cover it, and it wraps at any width.

use std::{fs, sync::Arc};

use oratory::store::{
    options::{ReadOptions, Unread},
    texts::{self, Extent},
};
use oratory_core::{
    Ambiguous, Annotation, BlockRange, Document, Figures, Kind, Layout, Markup, Resolution, Row, RowKind,
    ScrollOffset, Source, Style, is_blank, quotation, shown_parts, wrap_block,
};
use oratory_import::{File, import_head};

/// Encodings that may be requested.
const ENCODINGS: [Option<&str>; 6] =
    [None, Some("utf-8"), Some("utf-16le"), Some("windows-1252"), Some("shift_jis"), Some("euc-kr")];

/// The line between a sidecar and its text.
const SIDECAR_END: &[u8] = b"\n%%\n";

const TEXT_WIDTHS: [u16; 4] = [0, 2, 13, 68];

/// The first byte selects format and encoding: `0` for plain UTF-8, `1` for Markdown. From `<` on, a sidecar comes first,
/// up to a line `%%`.
pub fn check(bytes: &[u8]) {
    let Some((&how, content)) = bytes.split_first() else { return };
    let how = usize::from(how.wrapping_sub(b'0'));
    let (ending, encoding) = if how % 2 == 0 { ("txt", how / 2) } else { ("md", how / 2) };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("talk.{ending}"));
    let has_sidecar = how / 2 >= ENCODINGS.len() && how / 2 < 2 * ENCODINGS.len();
    let end = content.windows(SIDECAR_END.len()).position(|window| window == SIDECAR_END);
    let content = match end.filter(|_| has_sidecar) {
        Some(end) => {
            fs::write(path.with_extension("toml"), &content[..end]).unwrap();
            &content[end + SIDECAR_END.len()..]
        }
        None => content,
    };
    fs::write(&path, content).unwrap();
    let encoding = ENCODINGS[encoding % ENCODINGS.len()].map(|name| name.parse().unwrap());
    let options = ReadOptions { encoding, ..ReadOptions::default() };
    let speeches = match texts::open(&path, Extent::FirstFrame, options) {
        Ok(speeches) => speeches,
        Err(unread) => {
            let is_no_text = matches!(&unread, Unread::Failed(why) if why.contains(": it is a"));
            assert!(is_no_text, "{unread:?}");
            return;
        }
    };
    let documents: Vec<_> = speeches.iter().map(|speech| speech.whole().unwrap()).collect();
    for (entry, speech) in speeches.iter().zip(&documents) {
        check_document(speech);
        assert_eq!(texts::load(entry, options, &|| true).unwrap().whole().unwrap().text(), speech.text());
        let shelved = entry.evicted();
        assert_eq!((shelved.id(), shelved.document().is_some()), (speech.id(), false));
        check_rows(&shelved.in_pane(), &TEXT_WIDTHS[2..3]);
    }
    if let (Ok(text), None) = (str::from_utf8(content), encoding)
        && !text.starts_with('\u{feff}')
        && documents.iter().all(|speech| speech.source().encoding == Some("UTF-8"))
    {
        if !has_sidecar {
            check_front_matter(text, &documents);
        }
        check_sketch(text);
    }
}

/// Checks what holds for any document.
pub(super) fn check_document(speech: &Document) {
    check_blocks(speech);
    check_numbers(speech);
    check_rows(speech, &TEXT_WIDTHS);
    check_graphemes(speech.text());
    check_places(speech);
}

/// Blocks and the gaps between them cover the text.
fn check_blocks(speech: &Document) {
    let text = speech.text();
    let mut at = speech.blocks().next().map_or(text.len(), |first| first.range.start);
    assert!(is_blank(&text[..at]));
    for block in speech.blocks() {
        assert_eq!(block.range.start, at);
        let words = &text[block.range.clone()];
        assert!(!words.is_empty() && words == words.trim());
        for offset in [block.range.start, block.range.end - 1] {
            assert_eq!(speech.block_at(offset), Some(block.index));
        }
        let gap = speech.gap_after(block.index);
        assert_eq!(gap.start, block.range.end);
        assert!(is_blank(&text[gap.clone()]));
        at = gap.end;
    }
    assert_eq!(at, text.len());
    assert!(is_blank(&text[speech.end()..]));
}

/// Paragraph numbers count from 1 and lead to their paragraphs.
fn check_numbers(speech: &Document) {
    let mut count = 0;
    let mut headings = speech.headings();
    for block in speech.blocks() {
        if block.kind.is_numbered() {
            count += 1;
            assert_eq!(speech.number_of(block.index), Some(count));
            assert_eq!(speech.paragraph_numbered(count), Some(block.index));
            assert_eq!(speech.numbered_at(block.range.start), Some(block.index));
        } else {
            assert_eq!(speech.number_of(block.index), None);
        }
        if matches!(block.kind, Kind::Heading(_)) {
            assert_eq!(headings.next(), Some(block.index));
        }
    }
    assert_eq!(headings.next(), None);
    assert_eq!(speech.paragraph_count(), count);
    assert_eq!(speech.paragraph_numbered(count + 1), None);
    assert_eq!(speech.paragraph(usize::MAX), speech.paragraph(count));
}

/// At any width, the rows cover the blocks in order, and no row is wider than necessary.
fn check_rows(speech: &Document, measures: &[u16]) {
    for &measure in measures {
        let layout = Layout::new(speech, measure);
        let rows: Vec<Row> = layout.rows_from(ScrollOffset::START).collect();
        assert!(rows.is_sorted_by_key(Row::scroll_offset));
        for row in &rows {
            let text = match row.kind {
                RowKind::Title(_) => &speech.title_page().text,
                RowKind::Gap | RowKind::Block(_) | RowKind::Note { .. } => speech.text(),
            };
            // Times of subtitles are hidden.
            let parts = match row.kind {
                RowKind::Block(_) => shown_parts(speech, &row.range, Markup::SHOWN),
                _ => vec![row.range.clone()],
            };
            let shown: String = parts.into_iter().map(|part| &text[part]).collect();
            let widths =
                || Ambiguous::Narrow.row_graphemes(&shown).map(|grapheme| grapheme.width).filter(|&w| w > 0);
            let cells: usize = widths().map(usize::from).sum();
            assert!(
                cells + usize::from(row.indent) <= usize::from(measure.max(1)) || widths().count() == 1,
                "{row:?} has {cells} cells"
            );
        }
        let mut in_blocks = rows.iter().filter(|row| row.block().is_some()).peekable();
        for block in speech.blocks() {
            let mut at = block.range.start;
            while let Some(row) = in_blocks.next_if(|row| row.block() == Some(block.index)) {
                assert_eq!(row.range.start, at);
                assert!(row.range.end > at && speech.text().is_char_boundary(row.range.end));
                at = row.range.end;
            }
            assert_eq!(at, block.range.end);
            assert_eq!(wrap_block(speech, &block, measure.max(1)).last().unwrap().0.end, at);
        }
        assert!(in_blocks.next().is_none());
        let mut upwards: Vec<Row> = layout.rows_above(ScrollOffset::Text(speech.text().len())).collect();
        upwards.reverse();
        assert_eq!(upwards, rows[..rows.len() - 1]);
        for row in rows.iter().step_by(rows.len() / 4 + 1) {
            assert_eq!(layout.rows_from(row.scroll_offset()).next().as_ref(), Some(row));
        }
    }
}

/// Graphemes cover the text, and none contains a control character.
fn check_graphemes(text: &str) {
    let mut at = 0;
    for grapheme in Ambiguous::Narrow.graphemes(text) {
        assert_eq!(grapheme.range.start, at);
        assert!(grapheme.range.end > at && text.is_char_boundary(grapheme.range.end));
        assert!(!grapheme.symbol.chars().any(char::is_control), "{:?}", grapheme.symbol);
        at = grapheme.range.end;
    }
    assert_eq!(at, text.len());
    let cells: usize = Ambiguous::Narrow.graphemes(text).map(|grapheme| usize::from(grapheme.width)).sum();
    assert_eq!(Ambiguous::Narrow.width(text), cells);
}

/// Every paragraph can be cited, and its bookmark is found again.
fn check_places(speech: &Document) {
    assert_eq!(Figures::of(speech).words, speech.words());
    let now = "2026-11-24T10:00:00Z".parse().unwrap();
    for number in (1..=speech.paragraph_count()).take(16) {
        let quoted = quotation(speech, number..=number, Style::Chicago).unwrap();
        assert!(quoted.ends_with(&format!("para. {number}.")), "{quoted}");
        let mark = Annotation::of_paragraph(speech, number, now).unwrap();
        let block = speech.paragraph(number).unwrap();
        let resolution = mark.resolve(speech, None);
        let is_there = |found: BlockRange| (found.block, found.bytes()) == (block, speech.block(block).range);
        assert!(matches!(resolution, Resolution::Exact(found) if is_there(found)), "{resolution:?}");
    }
}

/// Front matter removed from the text is in the details. Otherwise it stays in the text.
fn check_front_matter(content: &str, speeches: &[&Arc<Document>]) {
    let one = speeches[0];
    if content.lines().next().is_some_and(|line| line.trim_end() == "---") {
        assert_eq!(speeches.len(), 1);
        // A rule is text, and YAML is not.
        assert!(content.trim_end().ends_with(one.text().trim_end()));
        return;
    }
    let is_fence = |line: &str| line.trim_end() == "+++";
    let begins = content.lines().next().is_some_and(is_fence);
    let says = |what: &str| one.remark().is_some_and(|remark| remark.contains(what));
    let is_read = says("no line is");
    if says("front matter shown as text") || is_read || !begins {
        assert_eq!(speeches.len(), 1);
        assert!(if is_read {
            content.trim().ends_with(one.text().trim())
        } else {
            one.text().trim() == content.trim()
        });
        return;
    }
    let lines = || content.split_inclusive('\n').skip(1);
    let front: String = lines().take_while(|line| !is_fence(line)).collect();
    let body: String = lines().skip_while(|line| !is_fence(line)).skip(1).collect();
    let mut rest = body.as_str();
    for speech in speeches {
        let at = rest.find(speech.text()).unwrap();
        rest = &rest[at + speech.text().len()..];
    }
    assert!(body.trim_end().ends_with(speeches.last().unwrap().text().trim_end()));
    let front: toml::Table = front.parse().unwrap();
    let parts = front.get("part").and_then(|parts| parts.as_array()).map_or(0, Vec::len);
    assert_eq!(speeches.len(), parts.max(1));
    if let (0, Some(title)) = (parts, front.get("title").and_then(|title| title.as_str())) {
        let title: Vec<&str> = title.split_whitespace().collect();
        assert!(title.is_empty() || one.details().title == title.join(" "));
    }
}

/// The head of a file yields as many speeches as the file, without text.
fn check_sketch(content: &str) {
    for name in ["talk.txt", "talk.md"] {
        let source = Source { id: "talk".to_owned(), file: Some(name.into()), ..Source::default() };
        let file = File { source, ..File::default() };
        let documents = import_head(file, content.as_bytes().to_vec(), content.len() * 2).unwrap();
        for (speech, _) in documents.unwrap_or_default() {
            check_rows(&speech, &TEXT_WIDTHS[2..3]);
        }
    }
}
