//! The *Publication Manual of the American Psychological Association*, 7th edition.

use super::{
    dates,
    names::abbreviated,
    work::{Work, capitalized, ended, phrase, quoted_with_comma, text, without_stop},
};
use crate::document::details::Details;

/// Formats a citation in parentheses. A text without a speaker is cited by its title.
pub(super) fn in_text(work: &Work<'_>) -> String {
    let year = work.published().map(dates::apa_year);
    // Both years, the earlier first: “1900/2010”.
    let year =
        [original_year(work), year].into_iter().flatten().reduce(|one, other| format!("{one}/{other}"));
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
/// address, or the year of a speech that was published in a later one.
pub(super) fn reference(work: &Work<'_>) -> String {
    let Details { publisher, url, accessed, .. } = work.details;
    let title = title(work);
    let date = work.published().map(|date| format!("({})", dates::apa(date)));
    let author = work.author();
    // An organisation that publishes its own text is named once.
    let publisher = text(publisher.as_ref()).filter(|name| author.is_none_or(|author| author.full != name));
    let address = url.as_ref().map(|url| match accessed {
        Some(date) => format!("Retrieved {}, from {url}", dates::chicago(date)),
        None => url.to_string(),
    });
    let parts = match author {
        Some(author) => [Some(ended(&author.with_initials())), date, Some(title)],
        None => [Some(title), date, None],
    };
    let parts = parts.into_iter().chain([publisher]).flatten().map(|part| ended(&part));
    let original = original_year(work).map(|year| format!("(Original work published {year})"));
    parts.chain(address).chain(original).collect::<Vec<_>>().join(" ")
}

/// Returns the year of delivery if the text was published in another year.
fn original_year(work: &Work<'_>) -> Option<String> {
    let Details { delivered, reported, .. } = work.details;
    let [delivered, reported] = [delivered.as_ref()?, reported.as_ref()?].map(dates::apa_year);
    (delivered != reported).then_some(delivered)
}

/// Formats the title with the translator, unless that is also the publisher, and the description. The description takes
/// the place of a missing title.
fn title(work: &Work<'_>) -> String {
    let Details { publisher, translator, .. } = work.details;
    let translator = translator.as_ref().filter(|_| translator != publisher);
    let translator = translator.map(|translator| format!(" ({translator}, Trans.)")).unwrap_or_default();
    match work.title() {
        Some(title) => format!("{}{translator} {}", without_stop(title), description(work)),
        None => format!("{}{translator}", description(work)),
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
