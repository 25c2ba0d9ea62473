//! Passages: the text of any part of a document, as it is quoted.

use std::ops::{Range, RangeInclusive};

use super::{quotation_marks::alternated, reading::words_of};
use crate::document::{
    details::collapse,
    spans::SpanKind,
    text::{Document, Kind},
    units::Unit,
};

/// Returns the parts of the blocks in `range` that a passage consists of: those in numbered paragraphs. If there is none,
/// those in headings and other blocks, but never in page furniture.
pub fn passage_parts(document: &Document, range: &Range<usize>) -> Vec<Range<usize>> {
    let parts = |is_wanted: fn(Kind) -> bool| {
        let first = document.block_at(range.start).unwrap_or(0);
        let blocks = (first..document.block_count()).map(|index| document.block(index));
        let blocks = blocks.take_while(|block| block.range.start < range.end);
        let parts = blocks
            .filter(|block| is_wanted(block.kind))
            .map(|block| range.start.max(block.range.start)..range.end.min(block.range.end));
        parts.filter(|part| part.start < part.end).collect::<Vec<_>>()
    };
    let numbered = parts(Kind::is_numbered);
    if numbered.is_empty() { parts(|kind| kind != Kind::Furniture) } else { numbered }
}

/// Returns the numbers of the paragraphs that `range` touches, the first and the last.
pub fn passage_numbers(document: &Document, range: &Range<usize>) -> Option<RangeInclusive<usize>> {
    let parts = passage_parts(document, range);
    let number_at = |offset| document.number_of(document.block_at(offset)?);
    Some(number_at(parts.first()?.start)?..=number_at(parts.last()?.start)?)
}

/// Returns the words of a passage as they are [read](words_of), with white space collapsed in each line. Blank lines
/// separate paragraphs.
pub fn passage_text(document: &Document, range: &Range<usize>) -> String {
    let parts = passage_parts(document, range);
    let texts: Vec<String> = parts.into_iter().map(|part| collapsed_lines(document, part)).collect();
    texts.join("\n\n")
}

/// Returns the words of `range` with white space collapsed in each line.
fn collapsed_lines(document: &Document, range: Range<usize>) -> String {
    words_of(document, range).lines().map(collapse).collect::<Vec<_>>().join("\n")
}

/// Returns a passage in quotation marks, with an ellipsis at an end that cuts a sentence.
///
/// Each paragraph opens with a quotation mark, and only the last one closes with one (*The Chicago Manual of Style*,
/// 17th edition, 13.30). Quotation marks in them alternate between single and double. If all is said by one speaker, the
/// labels with the name are left out.
///
/// ```
/// use oratory_core::{Document, quoted};
///
/// let document = Document::of_paragraphs("talk", "Friends, we meet here. Welcome!");
/// assert_eq!(quoted(&document, &(9..21)), "“…we meet here”");
/// ```
pub fn quoted(document: &Document, range: &Range<usize>) -> String {
    let mut parts = passage_parts(document, range);
    let mut names = parts.iter().filter_map(|part| document.speaker_at(part.start));
    let first = names.next();
    if names.all(|name| Some(name) == first) {
        for part in &mut parts {
            *part = without_label(document, part.clone());
        }
    }
    let (before, after) = match (parts.first(), parts.last()) {
        (Some(first), Some(last)) => (cuts_before(document, first.start), cuts_after(document, last.end)),
        _ => (false, false),
    };
    let texts: Vec<String> = parts.into_iter().map(|part| collapsed_lines(document, part)).collect();
    let ellipsis = |is_cut| if is_cut { "…" } else { "" };
    let last = texts.len().saturating_sub(1);
    let quoted = texts.iter().enumerate().map(|(index, text)| {
        let (before, after) = (ellipsis(before && index == 0), ellipsis(after && index == last));
        format!("“{before}{}{after}", alternated(text))
    });
    format!("{}”", quoted.collect::<Vec<_>>().join("\n\n"))
}

/// Returns a part of a paragraph without the label of its speaker, unless it ends in the label.
fn without_label(document: &Document, part: Range<usize>) -> Range<usize> {
    let Some(block) = document.block_at(part.start).map(|block| document.block(block)) else { return part };
    let mut spans = document.spans(&block.range).iter();
    let label = spans.find(|span| span.kind == SpanKind::Speaker && span.range.start == block.range.start);
    match label.map(|label| label.range.end) {
        // “○議長　これより”, “The President. ——of these people”: only blanks belong to the label.
        Some(end) if part.start < end && end < part.end => end..part.end,
        _ => part,
    }
}

/// Returns `true` if a passage that begins at `offset` leaves out words of the sentence before it.
fn cuts_before(document: &Document, offset: usize) -> bool {
    let sentence = Unit::Sentence.after(document, offset);
    sentence.is_some_and(|sentence| has_words(document, sentence.start..offset))
}

/// Returns `true` if a passage that ends at `offset` leaves out words of the sentence after it.
fn cuts_after(document: &Document, offset: usize) -> bool {
    let sentence = Unit::Sentence.before(document, offset);
    sentence.is_some_and(|sentence| has_words(document, offset..sentence.end))
}

fn has_words(document: &Document, range: Range<usize>) -> bool {
    range.start < range.end && words_of(document, range).contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "Friends, “we meet” here. It is late; go home.\n\nHe said: “Stay.” They left";

    /// Returns the quotation of `part`, which occurs once.
    fn quoted_part(part: &str) -> String {
        let document = Document::of_paragraphs("talk", TEXT);
        let start = TEXT.find(part).unwrap();
        quoted(&document, &(start..start + part.len()))
    }

    #[test]
    fn ellipsis_is_at_an_end_that_cuts_a_sentence() {
        for (part, expected) in [
            ("Friends, “we meet” here.", "“Friends, ‘we meet’ here.”"),
            ("Friends, “we meet” here", "“Friends, ‘we meet’ here”"),
            ("we meet” here. It is late", "“…we meet’ here. It is late…”"),
            ("It is late; go home.", "“It is late; go home.”"),
            ("late", "“…late…”"),
            ("ate; go", "“…ate; go…”"),
            ("Stay.", "“…Stay.”"),
            ("They left", "“They left”"),
            ("home.\n\nHe", "“…home.\n\n“He…”"),
            (TEXT, "“Friends, ‘we meet’ here. It is late; go home.\n\n“He said: ‘Stay.’ They left”"),
        ] {
            assert_eq!(quoted_part(part), expected, "{part}");
        }
    }

    proptest! {
        #[test]
        fn words_of_any_passage_are_those_of_the_text(
            text in "([a-z]{1,5}[.,]? |[a-z]{1,4}\n|[a-z]\\.\n\n){1,20}", start in 0_usize..60, len in 1_usize..60,
        ) {
            let document = Document::of_paragraphs("talk", &text);
            let range = start.min(text.len())..(start + len).min(text.len());
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(words(&passage_text(&document, &range)), words(&text[range.clone()]));
            let quoted = quoted(&document, &range);
            prop_assert!(!quoted.contains(['[', ']']));
            prop_assert_eq!(words(&quoted.replace(['“', '”', '…'], "")), words(&text[range]));
        }
    }
}
