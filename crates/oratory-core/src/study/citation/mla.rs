//! The *MLA Handbook*, 9th edition, with paragraph numbers for texts without pages.

use super::{
    dates,
    names::{Name, abbreviated},
    work::{Work, capitalized, phrase, quoted_sentence, quoted_with_comma, sentences, text},
};
use crate::document::details::Details;

/// Formats a citation in parentheses, with the first element of the entry in the list of works cited.
pub(super) fn in_text(work: &Work<'_>) -> String {
    let paragraphs = work.paragraphs("par.", "pars.");
    let names = abbreviated(&work.speakers, "and");
    match (names, work.quoted_title(), paragraphs) {
        (None, Some(title), Some(paragraphs)) => format!("({} {paragraphs})", quoted_with_comma(&title)),
        (None, Some(title), None) => format!("(“{title}”)"),
        (names, _, paragraphs) => {
            let first = names.unwrap_or_else(|| work.description());
            format!("({})", phrase([Some(first), paragraphs]).unwrap_or_default())
        }
    }
}

/// Formats an entry of the list of works cited. A text without a title is described.
pub(super) fn works_cited(work: &Work<'_>) -> String {
    let Details { occasion, place, delivered, translator, reported, url, accessed, .. } = work.details;
    let title = work.quoted_title().map(|title| quoted_sentence(&title));
    let event = [text(occasion.as_ref()), delivered.as_ref().map(dates::mla), text(place.as_ref())];
    let translator = text(translator.as_ref()).map(|translator| format!("Translated by {translator}"));
    let date = reported.as_ref().map(dates::mla);
    let medium = if work.is_spoken() {
        work.is_known().then(|| "Transcript".to_owned())
    } else {
        title.as_ref().map(|_| work.description())
    };
    sentences([
        work.author().map(Name::inverted),
        title.or_else(|| Some(work.description())),
        phrase(event).map(|event| begun(&event)),
        phrase([translator, work.publisher(), date, text(url.as_ref())]).map(|published| begun(&published)),
        accessed.as_ref().map(|date| format!("Accessed {}", dates::mla(date))),
        medium,
    ])
}

/// Capitalizes `circa` at the beginning of an element.
fn begun(element: &str) -> String {
    if element.starts_with("circa ") { capitalized(element) } else { element.to_owned() }
}
