//! The lines above a list of phrases: what it covers, what it can cover, and how much of the speeches it is.

use oratory_core::{Edges, Limits, OPEN_SPEECH, counted, grouped, percent};

use super::text::{fitted, width};
use crate::{
    app::{App, study::phrases::PhraseList},
    catalog::DocumentId,
    command::{Command, Context},
    config::Config,
    effect::{PhraseScope, ScopedPhrases},
    theme::Theme,
};

/// Blanks before the counts of the other scopes.
const GAP: &str = "   ";

/// Widest name of a speech, in cells.
const NAME_CELLS: u16 = 24;

/// Returns the short name of `speech` as it stands in a line of the program's own words.
pub(super) fn name(app: &App, theme: &Theme, speech: DocumentId) -> String {
    fitted(theme, &app.library().short_name(speech), NAME_CELLS)
}

/// Returns the title, as long as fits into `columns` cells.
pub(super) fn title(app: &App, config: &Config, theme: &Theme, columns: u16) -> String {
    let list = app.study().phrases();
    let Some(shown) = list.list() else {
        return if app.study().progress().is_some() {
            String::new()
        } else {
            "not searched to the end".to_owned()
        };
    };
    let details = details(list, shown);
    let order = list.order().name();
    let all = shown.phrases.rows.len();
    let count = match list.len() {
        some if some < all => format!("{} of {}", grouped(some), grouped(all)),
        _ => grouped(all),
    };
    let [long, short] = [true, false].map(|is_long| format!("{count} {}", scope(app, theme, shown, is_long)));
    let shortest = match shown.scope {
        PhraseScope::Used => format!("{count} in {}", others(app, shown)),
        _ => short.clone(),
    };
    let whole = |scope: &str, details: &[String]| {
        std::iter::once(scope)
            .chain(details.iter().map(String::as_str))
            .chain([order])
            .collect::<Vec<_>>()
            .join(" · ")
    };
    let [others, unnamed] = other_scopes(app, config, theme, list);
    let forms = [
        whole(&long, &details) + &others,
        whole(&short, &details) + &others,
        whole(&short, &[]) + &others,
        whole(&short, &details) + &unnamed,
        whole(&short, &details),
        whole(&short, &[]) + &unnamed,
        whole(&short, &[]),
        short.clone(),
        shortest,
    ];
    longest(theme, &forms, columns)
}

/// Returns the first form that fits into `columns` cells, or else the last.
fn longest(theme: &Theme, forms: &[String], columns: u16) -> String {
    let form = forms.iter().find(|form| width(theme, form) <= columns);
    form.or_else(|| forms.last()).cloned().unwrap_or_default()
}

/// Describes a scope after its count.
fn scope(app: &App, theme: &Theme, list: &ScopedPhrases, is_long: bool) -> String {
    let open = name(app, theme, list.speeches[OPEN_SPEECH].0);
    let unread = app.study().phrases().found().map_or(0, |found| found.unread);
    let filter = app.study().subject().filter.as_ref();
    let with = filter.map(|filter| format!(" with “{filter}”"));
    match list.scope {
        PhraseScope::Passage => "of the passage elsewhere".to_owned(),
        PhraseScope::Shared if is_long => format!("in both speeches{}", with.unwrap_or_default()),
        PhraseScope::Shared => "in both".to_owned(),
        PhraseScope::Repeated if is_long => format!("repeated in {open}"),
        PhraseScope::Repeated => format!("in {open}"),
        PhraseScope::Used => match with {
            _ if !is_long || unread > 0 => format!("of {open} in {}", others(app, list)),
            Some(with) => format!("of {open} in other speeches{with}"),
            None => format!("of {open} in other speeches of the library"),
        },
    }
}

/// Says how many other speeches have been searched.
fn others(app: &App, list: &ScopedPhrases) -> String {
    let found = app.study().phrases().found();
    let (unread, alike) = found.map_or((0, 0), |found| (found.unread, found.alike.len()));
    let read = list.speeches.len() - 1 + alike;
    match unread {
        0 => format!("{} others", grouped(read)),
        _ => format!("{} of {} others", grouped(read), grouped(read + unread)),
    }
}

/// Returns the settings of a list that are not the usual ones.
fn details(list: &PhraseList, shown: &ScopedPhrases) -> Vec<String> {
    let limits = shown.limits;
    let mut details = Vec::new();
    if !list.filter().trim().is_empty() {
        details.push(format!("only “{}”", list.filter().trim()));
    }
    if limits.words != Limits::OF_A_PAIR.words || shown.scope == PhraseScope::Used {
        details.push(length(shown));
    }
    let unread = list.found().map_or(0, |found| found.unread);
    if unread > 0 && shown.scope != PhraseScope::Used {
        details.push(format!("{} not read", counted(unread, "speech")));
    }
    if limits.edges == Edges::Any {
        details.push("any edges".to_owned());
    }
    details
}

/// Describes the least length of the phrases.
pub(super) fn length(list: &ScopedPhrases) -> String {
    let language = list.speeches[OPEN_SPEECH].1.language().unwrap_or_default();
    let (least, unit) = match language.get(..2) {
        Some("zh" | "ja") => (list.limits.characters, "character"),
        _ => (list.limits.words, "word"),
    };
    let plural = if least == 1 { "" } else { "s" };
    format!("{least} {unit}{plural} or more")
}

/// Describes the other scopes, after the key that goes to the next: with their names, and without.
fn other_scopes(app: &App, config: &Config, theme: &Theme, list: &PhraseList) -> [String; 2] {
    let other = |list: &ScopedPhrases| {
        let scope = match list.scope {
            PhraseScope::Passage => "of the passage".to_owned(),
            PhraseScope::Used => "in others".to_owned(),
            PhraseScope::Shared | PhraseScope::Repeated => scope(app, theme, list, false),
        };
        format!("{} {scope}", grouped(list.phrases.rows.len()))
    };
    let others: Vec<String> = list.other_lists().map(other).collect();
    let key = config.keymap.hint(Context::Phrases, &Command::NextScope).filter(|_| !others.is_empty());
    let Some((key, _)) = key else { return [String::new(), String::new()] };
    let lists = if others.len() == 1 { "other list" } else { "other lists" };
    [others.join(" · "), lists.to_owned()].map(|others| format!("{GAP}{key}: {others}"))
}

/// Returns the share of the speeches that is in phrases, and the speeches that are left out, as long as fits into `columns`
/// cells.
pub(super) fn coverage_line(app: &App, theme: &Theme, columns: u16) -> String {
    let list = app.study().phrases();
    let Some((found, shown)) = list.found().zip(list.list()) else { return String::new() };
    let covered = shown.covered.iter().zip(&shown.speeches);
    let covered: Vec<(usize, usize, String)> = covered
        .map(|(&covered, (speech, index))| match list.passage() {
            Some(passage) if shown.scope == PhraseScope::Passage => {
                (covered, index.words_at(passage).len(), "the passage".to_owned())
            }
            _ => (covered, index.len(), name(app, theme, *speech)),
        })
        .collect();
    let shares =
        covered.iter().map(|(covered, words, name)| format!("{} of {name}", percent(*covered, *words)));
    let shares = shares.collect::<Vec<_>>().join(", ");
    let forms = match &covered[..] {
        [] => Vec::new(),
        _ => vec![coverage(&covered), format!("they cover {shares}"), shares],
    };
    let alike: Vec<String> = match shown.scope {
        PhraseScope::Used => found.alike.iter().map(|&speech| name(app, theme, speech)).collect(),
        _ => Vec::new(),
    };
    let alike = match &alike[..] {
        [] => return longest(theme, &forms, columns),
        [one] => format!("{one} is largely this text, and left out"),
        [one, more @ ..] => format!("{one} and {} more are largely this text, and left out", more.len()),
    };
    let forms = forms.into_iter().map(|form| format!("{form} · {alike}")).chain([alike.clone()]);
    longest(theme, &forms.collect::<Vec<_>>(), columns)
}

/// Says how many words of speeches are in phrases, given these counts, those of all words, and the names.
fn coverage(speeches: &[(usize, usize, String)]) -> String {
    let speeches = speeches.iter().enumerate().map(|(at, (covered, words, name))| {
        let all = if at == 0 { counted(*words, "word") } else { grouped(*words) };
        format!("{} of {all} of {name} ({})", grouped(*covered), percent(*covered, *words))
    });
    format!("they cover {}", speeches.collect::<Vec<_>>().join(", "))
}
