//! The *Publication Manual of the American Psychological Association*, 7th edition.

use super::{
    dates,
    names::abbreviated,
    work::{Work, capitalized, ended, phrase, quoted_with_comma, text},
};
use crate::document::details::Details;

/// Formats a citation in parentheses. A text without a speaker is cited by its title.
pub(super) fn in_text(work: &Work<'_>) -> String {
    let year = work.spoken().map(dates::apa_year);
    let rest = phrase([year, work.paragraphs("para.", "paras.")]);
    match (abbreviated(&work.speakers, "&"), work.quoted_title(), rest) {
        (None, Some(title), Some(rest)) => format!("({} {rest})", quoted_with_comma(&title)),
        (None, Some(title), None) => format!("(“{title}”)"),
        (names, _, rest) => {
            let first = names.unwrap_or_else(|| description(work));
            format!("({})", phrase([Some(first), rest]).unwrap_or_default())
        }
    }
}

/// Formats an entry of the reference list. The title of a text without a speaker comes first. No full stop follows an
/// address.
pub(super) fn reference(work: &Work<'_>) -> String {
    let Details { publisher, translator, url, accessed, .. } = work.details;
    let title = title(work);
    let date = work.spoken().map(|date| format!("({})", dates::apa(date)));
    let author = work.author();
    // An organisation that publishes its own text is named once.
    let publisher = text(publisher.as_ref()).filter(|name| author.is_none_or(|author| author.full != name));
    // A translator who is also the publisher too.
    let is_translated = translator.is_some() && *translator != work.details.publisher;
    let title = match translator {
        Some(translator) if is_translated => format!("{} ({translator}, Trans.)", title.0),
        _ => title.0,
    } + &title.1;
    let address = url.as_ref().map(|url| match accessed {
        Some(date) => format!("Retrieved {}, from {url}", dates::chicago(date)),
        None => url.to_string(),
    });
    let parts = match author {
        Some(author) => [Some(ended(&author.with_initials())), date, Some(title)],
        None => [Some(title), date, None],
    };
    let parts = parts.into_iter().chain([publisher]).flatten().map(|part| ended(part.trim_start()));
    parts.chain(address).collect::<Vec<_>>().join(" ")
}

/// Returns the title, if there is one, and the description that follows it: ` [Speech transcript]`.
fn title(work: &Work<'_>) -> (String, String) {
    match work.title() {
        Some(title) => (title.to_owned(), format!(" {}", description(work))),
        None => (String::new(), format!(" {}", description(work))),
    }
}

/// Returns the description in brackets: `[Speech transcript]`, `[Letter]`, or the bare name of a file.
fn description(work: &Work<'_>) -> String {
    if !work.is_known() {
        return work.description();
    }
    let transcript = if work.is_spoken() { " transcript" } else { "" };
    format!("[{}{transcript}]", capitalized(work.kind()))
}
