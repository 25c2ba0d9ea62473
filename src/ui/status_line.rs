//! The status line: where am I, what was found, what can I do.
//!
//! When there is too little room the keys go first, then the minutes, the per cent and the title. The
//! paragraph and the counts stay.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{row, write};
use crate::{
    action::{Action, Context, Motion, SearchOption},
    app::{
        App,
        finding::Tally,
        prompt::{LabelPrompt, Prompt, SearchPrompt},
    },
    text::{
        glyph::{head, width},
        speech::Length,
    },
    theme::{Role, Theme},
};

/// Draws the line. The cursor stands in the prompt, if there is one.
pub(super) fn draw(app: &App, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let area = row(area, 0)?;
    match app.prompt() {
        Some(prompt) if app.sheet().is_none() => Some(draw_prompt(app, theme, prompt, area, buffer)),
        _ => {
            draw_status(app, theme, area, buffer);
            None
        }
    }
}

/// Blanks between the parts of the line.
const GAP: usize = 3;

fn draw_status(app: &App, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    // A blank column at either end.
    let inner = if area.width > 2 { Rect { x: area.x + 1, width: area.width - 2, ..area } } else { area };
    let columns = usize::from(inner.width);
    let notice = app.notice().unwrap_or_default();
    let forms = forms(app);
    let fits = |form: &&Form| form.width(notice) <= columns;
    let Some(form) = forms.iter().find(fits).or_else(|| forms.last()) else { return };
    // Where even the shortest form leaves no room for all of a message, its end is cut.
    let room = columns.saturating_sub(form.width("") + GAP);
    let parts = [
        (form.place.as_str(), Role::Strong),
        (form.counts.as_str(), Role::Text),
        (head(notice, room.max(columns.saturating_sub(form.width("x") - 1))), Role::Notice),
    ];
    let mut x = inner.x;
    for (part, role) in parts.into_iter().filter(|(part, _)| !part.is_empty()) {
        x = write(buffer, inner, x, part, theme.style(role)) + 3;
    }
    let keys_width = u16::try_from(width(&form.keys)).unwrap_or(u16::MAX);
    write(buffer, inner, inner.right().saturating_sub(keys_width), &form.keys, theme.style(Role::Faint));
}

/// One way to put the status into words.
struct Form {
    place: String,
    counts: String,
    keys: String,
}

impl Form {
    /// How many cells it takes together with a message.
    fn width(&self, notice: &str) -> usize {
        let parts = [self.place.as_str(), self.counts.as_str(), notice, self.keys.as_str()];
        let widths = parts.into_iter().filter(|part| !part.is_empty()).map(|part| width(part) + GAP);
        widths.sum::<usize>().saturating_sub(GAP)
    }
}

/// The status in words, from the longest form to the shortest.
fn forms(app: &App) -> Vec<Form> {
    let (places, counts, hints) = (places(app), counts(app), hints(app));
    let counts = |at: usize| counts.get(at).or_else(|| counts.last()).cloned().unwrap_or_default();
    let place = |at: usize| places.get(at).cloned().unwrap_or_default();
    let with_keys = (0..=hints.len()).rev().map(|shown| Form {
        place: place(0),
        counts: counts(0),
        keys: hints[..shown].join("  "),
    });
    let without_keys =
        (0..places.len()).map(|at| Form { place: place(at), counts: counts(1), keys: String::new() });
    with_keys.chain(without_keys).collect()
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

/// The keys that matter here, the most important first.
fn hints(app: &App) -> Vec<String> {
    let next_hit = Action::Move(Motion::NextHit, None);
    let context = app.context();
    let actions: &[Action] = match context {
        Context::Text if app.search().is_some() => &[next_hit, Action::Cancel],
        Context::Text => &[Action::ShowHelp, Action::StartSearch, Action::ToggleBookmark, Action::Close],
        Context::List => &[Action::Open, Action::Cancel, Action::ShowHelp],
        Context::Bookmarks => &[Action::Open, Action::DropBookmark, Action::UndoDrop, Action::Cancel],
        Context::Prompt if !matches!(app.prompt(), Some(Prompt::Search(_))) => {
            &[Action::Accept, Action::Cancel]
        }
        Context::Prompt => &[
            Action::Cancel,
            Action::Toggle(SearchOption::Regex),
            Action::Toggle(SearchOption::Word),
            Action::Toggle(SearchOption::Exact),
        ],
        Context::Sheet => &[Action::Cancel],
    };
    let hint = |action: &Action| app.config().keymap.hint(context, action);
    actions.iter().filter_map(hint).map(|(key, hint)| format!("{key} {hint}")).collect()
}

/// What stands before the line being typed: what it is, and the options that are on.
fn lead(prompt: &Prompt) -> String {
    match prompt {
        Prompt::Search(SearchPrompt { options, .. }) => {
            let options = [(options.regex, "regex "), (options.word, "words "), (options.exact, "exact ")];
            options.into_iter().filter(|(on, _)| *on).map(|(_, name)| name).chain(["/"]).collect()
        }
        Prompt::Label(LabelPrompt { bookmark, .. }) => format!("label of ¶ {}: ", bookmark.paragraph),
        Prompt::Filter(_) => "filter: ".to_owned(),
    }
}

/// What is to be said beside the line being typed, from the longest form to the shortest.
fn said_beside(app: &App, prompt: &Prompt) -> Vec<String> {
    match prompt {
        Prompt::Search(SearchPrompt { error: Some(error), .. }) => {
            vec![error.clone(), "not a regex".to_owned()]
        }
        Prompt::Search(SearchPrompt { input, .. }) if !input.value().is_empty() => counts(app),
        Prompt::Filter(_) => vec![format!("{} of {}", app.entries().len(), app.entry_count())],
        Prompt::Search(_) | Prompt::Label(_) => {
            let hints = hints(app);
            (1..=hints.len()).rev().map(|shown| hints[..shown].join("  ")).collect()
        }
    }
}

/// Draws the prompt, and beside it the counts or what is wrong; tells where the cursor stands.
fn draw_prompt(app: &App, theme: &Theme, prompt: &Prompt, area: Rect, buffer: &mut Buffer) -> Position {
    let columns = usize::from(area.width);
    let (lead, input) = (lead(prompt), prompt.input());
    let (line, said) = (input.value(), said_beside(app, prompt));
    let is_wrong = matches!(prompt, Prompt::Search(SearchPrompt { error: Some(_), .. }));
    // What is typed has its room first; what is wrong with it is said even if its head is cut off.
    let needed = width(&lead) + width(line) + 1 + GAP;
    let room = columns.saturating_sub(needed).max(if is_wrong { columns / 2 } else { 0 });
    let said = said.iter().find(|said| width(said) < room).map_or("", String::as_str);
    let said_width = u16::try_from(width(said)).unwrap_or(u16::MAX);
    let line_width = area.width.saturating_sub(if said.is_empty() { 0 } else { said_width + 3 });
    let line_area = Rect { width: line_width, ..area };
    let start = write(buffer, line_area, area.x, &lead, theme.style(Role::Strong));
    let space = usize::from(line_area.right().saturating_sub(start).saturating_sub(1)).max(1);
    let scroll = input.visual_scroll(space);
    let shown = &line[head(line, scroll).len()..];
    write(buffer, line_area, start, shown, theme.style(Role::Text));
    let role = if is_wrong { Role::Error } else { Role::Text };
    write(buffer, area, area.right().saturating_sub(said_width + 1), said, theme.style(role));
    let cursor = u16::try_from(input.visual_cursor().saturating_sub(scroll)).unwrap_or(u16::MAX);
    Position::new(start.saturating_add(cursor).min(area.right().saturating_sub(1)), area.y)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count of words")]
const fn floor(value: f64) -> usize {
    value as usize
}

#[expect(clippy::cast_precision_loss, reason = "no text has 2^52 words")]
const fn as_float(value: usize) -> f64 {
    value as f64
}
