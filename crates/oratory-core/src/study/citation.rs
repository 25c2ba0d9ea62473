//! Quotations with their citation, in the form of a footnote.

use std::{ops::RangeInclusive, sync::Arc};

use super::quotation_marks::alternated;
use crate::document::{
    details::{Date, Details, TitleSource, collapse},
    text::Document,
};

/// Formats paragraphs `numbers` as one quotation with its [`citation`]. Returns `None` if one of them does not exist.
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
    let paragraphs: Option<Vec<String>> = numbers.clone().map(|number| paragraph(document, number)).collect();
    let paragraphs = paragraphs.filter(|paragraphs| !paragraphs.is_empty())?;
    let quoted: Vec<String> = paragraphs.iter().map(|words| format!("“{}", alternated(words))).collect();
    Some(format!("{}”\n— {}", quoted.join("\n\n"), citation(document.details(), numbers)))
}

/// Returns the text of paragraph `number` with white space collapsed, or `None` if there is no such paragraph.
pub fn paragraph(document: &Document, number: usize) -> Option<String> {
    let block = document.paragraph_numbered(number)?;
    Some(collapse(&document.text()[document.block(block).range]))
}

/// Formats the citation of paragraphs `numbers` as *The Chicago Manual of Style* (17th edition, 14.217) does for
/// lectures and papers, with paragraphs instead of pages. Unknown details are omitted with their punctuation. A file name
/// that replaces the title is not put in quotation marks.
pub fn citation(details: &Details, numbers: RangeInclusive<usize>) -> String {
    let Details { title, speaker, occasion, place, delivered, reported, publisher, translator, .. } = details;
    let day = |date: &Option<Date>| date.as_ref().map(|date| american(date).into());
    let given = [occasion.clone(), place.clone(), day(delivered)].into_iter().flatten();
    let given: Vec<Arc<str>> = [Arc::from("speech")].into_iter().chain(given).collect();
    let is_named = details.title_source == TitleSource::Name;
    let title = if is_named { title.clone() } else { format!("“{}”", alternated(title)) };
    // Of a bare name it is not known that it is a document.
    let is_known = !is_named || speaker.is_some() || given.len() > 1;
    let given = if is_known { format!(" ({})", given.join(", ")) } else { String::new() };
    let head = speaker.iter().map(|speaker| format!("{speaker}, ")).chain([format!("{title}{given}")]);
    // Name a translator who is also the publisher only once.
    let publisher = publisher.clone().filter(|publisher| translator.as_ref() != Some(publisher));
    let translator = translator.as_ref().map(|translator| format!("trans. {translator}").into());
    let (first, last) = numbers.into_inner();
    let numbers = if first == last { format!("para. {first}") } else { format!("paras. {first}–{last}") };
    let rest = [translator, publisher, day(reported), Some(numbers.into())].into_iter().flatten();
    let parts: Vec<Arc<str>> = [head.collect::<String>().into()].into_iter().chain(rest).collect();
    format!("{}.", parts.join(", "))
}

/// Formats a date for a footnote: `April 9, 2021`.
fn american(date: &Date) -> String {
    match date {
        Date::Day(day) => day.strftime("%B %-d, %Y").to_string(),
        Date::Words(words) => words.to_string(),
    }
}
