//! *The Chicago Manual of Style*, 17th edition: lectures and papers (14.217), with paragraphs instead of pages.

use super::{
    dates,
    names::{Name, enumerated},
    work::{Work, capitalized, ended, phrase, quoted_sentence, quoted_with_comma, sentences, text},
};
use crate::document::details::{Date, Details};

/// Formats a footnote. A file name that replaces the title is not put in quotation marks.
pub(super) fn note(work: &Work<'_>) -> String {
    let Details { title, translator, reported, .. } = work.details;
    let quoted = work.quoted_title().map(|title| format!("“{title}”"));
    let title = quoted.unwrap_or_else(|| title.clone());
    let held = held(work, dates::note).map(|held| format!(" ({held})")).unwrap_or_default();
    let names: Vec<&str> = work.speakers.iter().map(|name| name.full).collect();
    let parts = [
        enumerated(&names),
        Some(format!("{title}{held}")),
        text(translator.as_ref()).map(|translator| format!("trans. {translator}")),
        work.publisher(),
        reported.as_ref().map(dates::note),
        work.paragraphs("para.", "paras."),
        accessed(work, "accessed"),
        text(work.details.url.as_ref()),
    ];
    ended(&phrase(parts).unwrap_or_default())
}

/// Formats a footnote for a text that has been cited before. A text without a title is described by kind and date.
pub(super) fn short(work: &Work<'_>) -> String {
    let names: Vec<&str> = work.speakers.iter().map(|name| name.short()).collect();
    let names = enumerated(&names);
    let paragraphs = work.paragraphs("para.", "paras.");
    let Some(title) = work.quoted_title() else {
        let date = work.spoken().map(dates::chicago).filter(|_| work.is_known());
        let kind = if work.is_known() { work.kind().to_owned() } else { work.description() };
        return ended(&phrase([names, Some(kind), date, paragraphs]).unwrap_or_default());
    };
    match paragraphs {
        None => phrase([names, Some(quoted_sentence(&title))]).unwrap_or_default(),
        Some(paragraphs) => {
            let head = phrase([names, Some(quoted_with_comma(&title))]).unwrap_or_default();
            ended(&format!("{head} {paragraphs}"))
        }
    }
}

/// Formats an entry of a bibliography.
pub(super) fn bibliography(work: &Work<'_>) -> String {
    let Details { translator, reported, url, .. } = work.details;
    let title = match work.quoted_title() {
        Some(title) => Some(quoted_sentence(&title)),
        None => (!work.is_known()).then(|| work.description()),
    };
    sentences([
        work.author().map(Name::inverted),
        title,
        held(work, dates::chicago).map(|held| capitalized(&held)),
        text(translator.as_ref()).map(|translator| format!("Translated by {translator}")),
        phrase([work.publisher(), reported.as_ref().map(dates::chicago)]).map(|date| begun(&date)),
        accessed(work, "Accessed"),
        text(url.as_ref()),
    ])
}

/// Formats kind, occasion, place and date of delivery.
fn held(work: &Work<'_>, format: fn(&Date) -> String) -> Option<String> {
    let Details { occasion, place, delivered, .. } = work.details;
    let kind = work.is_known().then(|| work.kind().to_owned());
    let date = delivered.as_ref().map(format);
    phrase([kind, text(occasion.as_ref()), text(place.as_ref()), date])
}

fn accessed(work: &Work<'_>, verb: &str) -> Option<String> {
    work.details.accessed.as_ref().map(|date| format!("{verb} {}", dates::chicago(date)))
}

/// Capitalizes `ca.` at the beginning of a sentence.
fn begun(date: &str) -> String {
    date.strip_prefix("ca. ").map_or_else(|| date.to_owned(), |date| format!("Ca. {date}"))
}
