//! The status line: where am I, what was found, what can I do.
//!
//! When there is too little room the keys go first, then the minutes, the per cent and the title. The
//! paragraph and the counts stay.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    row,
    theme::{Role, Theme},
    write,
};
use crate::{
    action::Action,
    app::{
        App,
        finding::Tally,
        prompt::{Prompt, SearchPrompt},
    },
    text::{
        glyph::{head, width},
        speech::Length,
    },
};

/// Draws the line. The cursor stands in the prompt, if there is one.
pub(super) fn draw(app: &App, theme: Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let area = row(area, 0)?;
    match app.prompt() {
        Some(Prompt::Search(prompt)) if app.help().is_none() => draw_prompt(app, theme, prompt, area, buffer),
        _ => {
            draw_status(app, theme, area, buffer);
            None
        }
    }
}

/// Blanks between the parts of the line.
const GAP: usize = 3;

fn draw_status(app: &App, theme: Theme, area: Rect, buffer: &mut Buffer) {
    // A blank column at either end.
    let columns = usize::from(area.width.saturating_sub(2));
    let notice = app.notice();
    let found = notice.map_or_else(|| counts(app), |notice| vec![notice.to_owned()]);
    let keys = hints(app);
    // The first form of place and counts that fits with the keys, else the first that fits at all.
    let places = places(app);
    let full = places.first().map_or("", String::as_str);
    let with_keys = found.iter().find(|found| {
        let parts = [full, found.as_str(), keys.as_str()];
        let used: usize = parts.iter().filter(|part| !part.is_empty()).map(|part| width(part) + GAP).sum();
        used <= columns + GAP
    });
    let (place, found, keys) = match (with_keys, found.is_empty()) {
        (Some(found), _) => (full, found.as_str(), keys.as_str()),
        (None, true) if width(full) + GAP + width(&keys) <= columns => (full, "", keys.as_str()),
        _ => {
            let shortest = found.last().map_or("", String::as_str);
            // What is said may be cut, but never the paragraph.
            let wanted = if notice.is_some() { width(shortest).min(columns / 2) } else { width(shortest) };
            let room = columns.saturating_sub(wanted + if wanted == 0 { 0 } else { GAP });
            let place = places.iter().find(|place| width(place) <= room).or_else(|| places.last());
            let place = place.map_or("", String::as_str);
            let left = columns.saturating_sub(width(place) + GAP);
            let fits = found.iter().find(|found| width(found) <= left);
            (place, fits.map_or_else(|| head(shortest, left), String::as_str), "")
        }
    };
    let inner = if area.width > 2 { Rect { x: area.x + 1, width: area.width - 2, ..area } } else { area };
    let end = write(buffer, inner, inner.x, place, theme.style(Role::Strong));
    let role = if notice.is_some() { Role::Notice } else { Role::Text };
    let gap = u16::from(!place.is_empty()) * 3;
    write(buffer, inner, end + gap, found, theme.style(role));
    let keys_width = u16::try_from(width(keys)).unwrap_or(u16::MAX);
    write(buffer, inner, inner.right().saturating_sub(keys_width), keys, theme.style(Role::Faint));
}

/// Where the reader is, from the longest form to the shortest.
fn places(app: &App) -> Vec<String> {
    let Some(speech) = app.speech() else { return vec!["no speeches".to_owned()] };
    let reading = app.reading(app.shown());
    let number = reading.current().and_then(|block| speech.number_of(block)).unwrap_or(0);
    let title = &speech.details().title;
    let paragraph = format!("¶ {number}/{}", speech.paragraph_count());
    let progress = reading.progress(speech);
    let percent = format!("{}%", floor(progress * 100.0));
    let minutes = minutes_left(app, progress);
    vec![
        format!("{title} · {paragraph} · {percent} · {minutes}"),
        format!("{title} · {paragraph} · {percent}"),
        format!("{title} · {paragraph}"),
        paragraph,
    ]
}

/// How long the rest takes to read.
fn minutes_left(app: &App, progress: f64) -> String {
    let length = app.speech().map_or(Length::Counted(0), |speech| speech.length());
    let rate = as_float(app.config().words_per_minute.max(1));
    let (sign, words) = match length {
        Length::Counted(words) => ("", words),
        Length::Estimated(words) => ("~", words),
    };
    let minutes = (as_float(words) * (1.0 - progress) / rate).ceil();
    if progress >= 1.0 { "end".to_owned() } else { format!("{sign}{} min left", floor(minutes)) }
}

/// What was found, from the longest form to the shortest.
fn counts(app: &App) -> Vec<String> {
    let Some(search) = app.search() else { return Vec::new() };
    let Tally { at, here, total, speeches, partial } = search.tally(app.shown());
    if total == 0 && !partial {
        return vec![format!("not found: {}", search.query.pattern()), "not found".to_owned()];
    }
    let at = at.map(|at| format!("{at}/")).unwrap_or_default();
    let more = if partial { "…" } else { "" };
    let of = app.library().len();
    let plural = if of == 1 { "speech" } else { "speeches" };
    vec![
        format!("{at}{here} here · {total}{more} in {speeches} of {of} {plural}"),
        format!("{at}{here} · {total}{more} in {speeches}"),
    ]
}

/// The keys that matter here.
fn hints(app: &App) -> String {
    let context = app.context();
    let is_close = |action: &Action| matches!(action, Action::Close);
    let found = app.search().is_some() && app.prompt().is_none();
    let wanted: &[fn(&Action) -> bool] = match app.context() {
        crate::action::Context::Text if found => &[
            |a| matches!(a, Action::Move(crate::action::Motion::NextHit, _)),
            |a| matches!(a, Action::Cancel),
        ],
        crate::action::Context::Text => &[
            |a| matches!(a, Action::StartSearch),
            |a| matches!(a, Action::ToggleBookmark),
            |a| matches!(a, Action::ShowHelp),
            |a| matches!(a, Action::Close),
        ],
        crate::action::Context::List => &[
            |a| matches!(a, Action::Open),
            |a| matches!(a, Action::Cancel),
            |a| matches!(a, Action::ShowHelp),
        ],
        crate::action::Context::Bookmarks => &[
            |a| matches!(a, Action::Open),
            |a| matches!(a, Action::DropBookmark),
            |a| matches!(a, Action::UndoDrop),
            |a| matches!(a, Action::Cancel),
        ],
        crate::action::Context::Prompt => &[|a| matches!(a, Action::Accept), |a| matches!(a, Action::Cancel)],
        crate::action::Context::Help => &[|a| matches!(a, Action::Cancel)],
    };
    let _ = is_close;
    let hint = |what: &fn(&Action) -> bool| app.config().keymap.hint(context, what);
    let hints = wanted.iter().filter_map(hint).map(|(key, hint)| format!("{key} {hint}"));
    hints.collect::<Vec<_>>().join("  ")
}

/// Draws the prompt with the options that are on, and beside it the counts or what is wrong.
fn draw_prompt(
    app: &App,
    theme: Theme,
    prompt: &SearchPrompt,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let columns = usize::from(area.width);
    let options =
        [(prompt.options.regex, "regex"), (prompt.options.word, "words"), (prompt.options.exact, "exact")];
    let on: Vec<_> = options.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect();
    let lead = if on.is_empty() { "/".to_owned() } else { format!("{} /", on.join(" ")) };
    let line = prompt.input.value();
    let said = match (&prompt.error, line.is_empty()) {
        (Some(error), _) => vec![error.clone(), "?".to_owned()],
        (None, true) => vec![hints(app)],
        (None, false) => counts(app),
    };
    // The line has at least a third of the room, whatever is said beside it.
    let used = width(&lead) + width(line) + 1 + GAP;
    let room = columns.saturating_sub(used).max(columns * 2 / 3 * usize::from(prompt.error.is_some()));
    let said = said.iter().find(|said| width(said) < room).map_or("", String::as_str);
    let line_width = columns.saturating_sub(if said.is_empty() { 0 } else { width(said) + GAP });
    let line_area = Rect { width: u16::try_from(line_width).unwrap_or(area.width), ..area };
    let start = write(buffer, line_area, area.x, &lead, theme.style(Role::Strong));
    let space = usize::from(line_area.right().saturating_sub(start)).max(1);
    let scroll = prompt.input.visual_scroll(space.saturating_sub(1).max(1));
    let shown = tail(line, scroll);
    write(buffer, line_area, start, shown, theme.style(Role::Text));
    let role = if prompt.error.is_some() { Role::Error } else { Role::Faint };
    let said_width = u16::try_from(width(said)).unwrap_or(u16::MAX);
    write(buffer, area, area.right().saturating_sub(said_width + 1), said, theme.style(role));
    let cursor = u16::try_from(prompt.input.visual_cursor().saturating_sub(scroll)).unwrap_or(u16::MAX);
    let last = area.right().saturating_sub(1);
    Some(Position::new(start.saturating_add(cursor).min(last), area.y))
}

/// What is left of `text` without the glyphs that lie in its first `cells` cells.
fn tail(text: &str, cells: usize) -> &str {
    &text[head(text, cells).len()..]
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count of words")]
fn floor(value: f64) -> usize {
    value as usize
}

#[expect(clippy::cast_precision_loss, reason = "no text has 2^52 words")]
fn as_float(value: usize) -> f64 {
    value as f64
}
