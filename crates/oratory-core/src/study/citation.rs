//! Quotations with their citation, and references to whole texts.
//!
//! Each style is a pure function of a [`Work`]. Details that are missing are left out with their punctuation.

mod apa;

mod biblatex;

mod chicago;

mod csl;

mod dates;

mod key;

mod mla;

mod names;

mod ris;

pub(crate) mod style;

mod work;

use std::{
    collections::HashMap,
    ops::{Range, RangeInclusive},
    sync::Arc,
};

use self::{names::Name, style::Style, work::Work};
use super::passage::{passage_numbers, passage_text, quoted};
use crate::document::text::Document;

/// Formats paragraphs `numbers` as one quotation with its [`citation`] in `style`. Returns `None` if one of them does not exist.
///
/// ```
/// use oratory_core::{Document, Style, quotation};
///
/// let document = Document::of_paragraphs("talk", "Friends,\n\nhe said \"no\".");
/// let quotation = quotation(&document, 2..=2, Style::Chicago);
/// assert_eq!(quotation.as_deref(), Some("“he said ‘no’.”\n— talk, para. 2."));
/// ```
pub fn quotation(document: &Document, numbers: RangeInclusive<usize>, style: Style) -> Option<String> {
    quotation_of(document, &paragraph_range(document, numbers)?, style)
}

/// Formats a passage as a quotation with its [`citation`]. Returns `None` if it touches no numbered paragraph.
pub fn quotation_of(document: &Document, range: &Range<usize>, style: Style) -> Option<String> {
    let numbers = passage_numbers(document, range)?;
    Some(format!("{}\n— {}", quoted(document, range), citation(document, numbers, style)))
}

/// Returns the text of paragraph `number` as it is [read](passage_text), or `None` if there is no such paragraph.
pub fn paragraph_text(document: &Document, number: usize) -> Option<String> {
    Some(passage_text(document, &paragraph_range(document, number..=number)?))
}

/// Returns the range of paragraphs `numbers`, or `None` if one of them does not exist.
pub fn paragraph_range(document: &Document, numbers: RangeInclusive<usize>) -> Option<Range<usize>> {
    let range_of = |number| Some(document.block(document.paragraph_numbered(number)?).range);
    let (first, last) = numbers.into_inner();
    Some(range_of(first)?.start..range_of(last.max(first))?.end).filter(|_| first <= last)
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

/// Formats the citation of paragraphs `numbers` in `style`. Of a text in which several speak, the speakers of these
/// paragraphs are named.
pub fn citation(document: &Document, numbers: RangeInclusive<usize>, style: Style) -> String {
    let mut citation = references(&[(document, Some(numbers))], style);
    citation.truncate(citation.trim_end_matches('\n').len());
    citation
}

/// Formats references to texts, or to paragraphs of them, in `style`: one per line, or the content of a `.bib`,
/// `.csl.json` or `.ris` file. Styles that describe whole texts list each text once. Citation keys are unique.
pub fn references(cited: &[(&Document, Option<RangeInclusive<usize>>)], style: Style) -> String {
    let names = cited.iter().map(|(document, numbers)| match numbers {
        Some(numbers) => speakers(document, numbers),
        None => document.details().speaker.iter().cloned().collect(),
    });
    let names: Vec<Vec<Arc<str>>> = names.collect();
    let details: Vec<_> =
        cited.iter().map(|(document, _)| document.details().without_impossible_dates()).collect();
    let works = cited.iter().zip(&names).zip(&details).map(|(((_, numbers), names), details)| {
        let speakers = names.iter().map(|name| Name::among(details, name)).collect();
        Work { details, speakers, numbers: numbers.clone(), key: String::new() }
    });
    let mut works: Vec<Work<'_>> = works.collect();
    let mut texts = HashMap::new();
    let mut firsts: Vec<usize> = Vec::new();
    for (index, (document, _)) in cited.iter().enumerate() {
        texts.entry((document.id(), document.file())).or_insert_with(|| {
            firsts.push(index);
            firsts.len() - 1
        });
    }
    if style.has_keys() {
        let mut keys: Vec<String> = firsts.iter().map(|&index| key::key(&works[index])).collect();
        key::make_unique(&mut keys);
        for (work, (document, _)) in works.iter_mut().zip(cited) {
            let text = texts.get(&(document.id(), document.file()));
            work.key = text.and_then(|&text| keys.get(text)).cloned().unwrap_or_default();
        }
    }
    if !style.cites_paragraphs() {
        let mut index = 0..;
        works.retain(|_| index.next().is_some_and(|index| firsts.binary_search(&index).is_ok()));
    }
    formatted(&works, style)
}

fn formatted(works: &[Work<'_>], style: Style) -> String {
    let format = match style {
        Style::Chicago => chicago::note,
        Style::ChicagoShort => chicago::short,
        Style::ChicagoBibliography => chicago::bibliography,
        Style::Mla => mla::in_text,
        Style::MlaWorksCited => mla::works_cited,
        Style::Apa => apa::in_text,
        Style::ApaReference => apa::reference,
        Style::Pandoc => pandoc,
        Style::Biblatex => biblatex::record,
        Style::Ris => ris::record,
        Style::CslJson => {
            // Text and numbers can always be written as JSON.
            let item = |work: &Work<'_>| serde_json::to_string(&csl::item(work)).unwrap_or_default();
            return format!("[{}]\n", works.iter().map(item).collect::<Vec<_>>().join(",\n"));
        }
    };
    let separator = if style.cites_paragraphs() { "\n" } else { "\n\n" };
    works.iter().map(format).collect::<Vec<_>>().join(separator) + "\n"
}

/// Formats a citation in Pandoc's Markdown: `[@kim2021closing, para. 8]`.
fn pandoc(work: &Work<'_>) -> String {
    let paragraphs = work.paragraphs("para.", "paras.").map(|paragraphs| format!(", {paragraphs}"));
    format!("[@{}{}]", work.key, paragraphs.unwrap_or_default())
}
