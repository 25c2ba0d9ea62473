//! Quotations with their citation, in the form of a footnote.

use std::{
    ops::{Range, RangeInclusive},
    sync::Arc,
};

use super::{quotation_marks::alternated, reading::words_of};
use crate::document::{
    details::{Date, Details, TitleSource, collapse},
    spans::SpanKind,
    text::Document,
};

/// Formats paragraphs `numbers` as one quotation with its [`citation`]. Returns `None` if one of them does not exist.
///
/// The label of a speaker whom the citation names is left out. If there are several, their labels stay.
///
/// Each paragraph opens with a quotation mark, and only the last one closes with one (*The Chicago Manual of Style*,
/// 17th edition, 13.30). Quotation marks in them alternate between single and double.
///
/// ```
/// use oratory_core::{document::text::Document, study::citation::quotation};
///
/// let document = Document::of_paragraphs("talk", "Friends,\n\nhe said \"no\".");
/// assert_eq!(quotation(&document, 2..=2).as_deref(), Some("“he said ‘no’.”\n— talk, para. 2."));
/// ```
pub fn quotation(document: &Document, numbers: RangeInclusive<usize>) -> Option<String> {
    let is_named = speakers(document, &numbers).len() < 2;
    let paragraphs: Option<Vec<String>> = numbers
        .clone()
        .map(|number| if is_named { words(document, number) } else { paragraph(document, number) })
        .collect();
    let paragraphs = paragraphs.filter(|paragraphs| !paragraphs.is_empty())?;
    let quoted: Vec<String> = paragraphs.iter().map(|words| format!("“{}", alternated(words))).collect();
    Some(format!("{}”\n— {}", quoted.join("\n\n"), citation(document, numbers)))
}

/// Returns the text of paragraph `number` as it is [read](words_of), with white space collapsed in each line, or `None`
/// if there is no such paragraph.
pub fn paragraph(document: &Document, number: usize) -> Option<String> {
    let block = document.paragraph_numbered(number)?;
    Some(collapsed_lines(document, document.block(block).range))
}

/// Returns the words of `range` with white space collapsed in each line.
fn collapsed_lines(document: &Document, range: Range<usize>) -> String {
    words_of(document, range).lines().map(collapse).collect::<Vec<_>>().join("\n")
}

/// Returns the text of paragraph `number` without the label of its speaker.
fn words(document: &Document, number: usize) -> Option<String> {
    let Range { start, end } = document.block(document.paragraph_numbered(number)?).range;
    let mut spans = document.spans(&(start..end)).iter();
    let label = spans.find(|span| span.kind == SpanKind::Speaker && span.range.start == start);
    // “○議長　これより”, “The President. ——of these people”: only blanks belong to the label.
    Some(collapsed_lines(document, label.map_or(start, |label| label.range.end)..end))
}

/// Returns the names of the speakers of paragraphs `numbers`, each of them once.
fn speakers(document: &Document, numbers: &RangeInclusive<usize>) -> Vec<Arc<str>> {
    let mut names: Vec<Arc<str>> = Vec::new();
    for block in numbers.clone().filter_map(|number| document.paragraph_numbered(number)) {
        let name = document.speaker_at(document.block(block).range.start);
        names.extend(name.filter(|name| !names.contains(name)).cloned());
    }
    if names.is_empty() { document.details().speaker.iter().cloned().collect() } else { names }
}

/// Formats the citation of paragraphs `numbers` as *The Chicago Manual of Style* (17th edition, 14.217) does for
/// lectures and papers, with paragraphs instead of pages. Unknown details are omitted with their punctuation. A file name
/// that replaces the title is not put in quotation marks. Of a text in which several speak, the speakers of
/// these paragraphs are named.
pub fn citation(document: &Document, numbers: RangeInclusive<usize>) -> String {
    let details = document.details();
    let Details { title, occasion, place, delivered, reported, publisher, translator, .. } = details;
    let day = |date: &Option<Date>| date.as_ref().map(|date| american(date).into());
    let given = [occasion.clone(), place.clone(), day(delivered)].into_iter().flatten();
    let given: Vec<Arc<str>> = [Arc::from("speech")].into_iter().chain(given).collect();
    let is_named = details.title_source == TitleSource::Name;
    let title = if is_named { title.clone() } else { format!("“{}”", alternated(title)) };
    // Of a bare name it is not known that it is a document.
    let is_known = !is_named || details.speaker.is_some() || given.len() > 1;
    let given = if is_known { format!(" ({})", given.join(", ")) } else { String::new() };
    let speaker = enumerated(&speakers(document, &numbers));
    let speaker = speaker.map(|speaker| format!("{speaker}, "));
    let head = speaker.into_iter().chain([format!("{title}{given}")]);
    // Name a translator who is also the publisher only once.
    let publisher = publisher.clone().filter(|publisher| translator.as_ref() != Some(publisher));
    let translator = translator.as_ref().map(|translator| format!("trans. {translator}").into());
    let (first, last) = numbers.into_inner();
    let numbers = if first == last { format!("para. {first}") } else { format!("paras. {first}–{last}") };
    let rest = [translator, publisher, day(reported), Some(numbers.into())].into_iter().flatten();
    let parts: Vec<Arc<str>> = [head.collect::<String>().into()].into_iter().chain(rest).collect();
    format!("{}.", parts.join(", "))
}

/// Joins names: `A, B and C`.
fn enumerated(names: &[Arc<str>]) -> Option<String> {
    match names {
        [] => None,
        [name] => Some(name.to_string()),
        [names @ .., last] => Some(format!("{} and {last}", names.join(", "))),
    }
}

/// Formats a date for a footnote: `April 9, 2021`.
fn american(date: &Date) -> String {
    match date {
        Date::Day(day) => day.strftime("%B %-d, %Y").to_string(),
        Date::Words(words) => words.to_string(),
    }
}
