//! The status line: where am I, what was found, what can I do.
//!
//! When there is too little room the keys go first, then the minutes, the per cent and the title. The
//! paragraph and the counts stay.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{cells, row, write};
use crate::{
    action::{Action, Context, Motion, SearchOption},
    app::{
        App,
        finding::Tally,
        prompt::{LabelPrompt, Prompt, SearchPrompt},
    },
    study::details::duration,
    text::{
        glyph::{tail, width},
        layout::wrap_line,
        speech::Length,
    },
    theme::{Role, Theme},
};

/// Draws the line, and above it the messages for which there is no room in it.
pub(super) fn draw(app: &App, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(area) = row(area, 0) else { return };
    // What is said is worked out for no part of the screen that it cannot reach.
    let above = app.notice().map_or(0, |notice| notice_lines(notice, area).len()).min(area.y.into());
    let top = area.y - u16::try_from(above).unwrap_or(area.y);
    if buffer.area.bottom() <= top {
        return;
    }
    match prompt(app) {
        Some(prompt) => draw_prompt(theme, &Typing::new(app, prompt, area), buffer),
        None => draw_status(app, theme, area, buffer),
    }
}

/// The cursor stands in the prompt, if there is one.
pub(super) fn cursor(app: &App, area: Rect) -> Option<Position> {
    let area = row(area, 0)?;
    let Typing { start, before, .. } = Typing::new(app, prompt(app)?, area);
    Some(Position { x: start.saturating_add(before).min(area.right().saturating_sub(1)), y: area.y })
}

/// What is being typed in the line.
fn prompt(app: &App) -> Option<&Prompt> {
    app.prompt().filter(|_| app.sheet().is_none())
}

/// Blanks between the parts of the line.
const PARTED: u16 = 3;

/// The same, to count with.
const GAP: usize = PARTED as usize;

fn draw_status(app: &App, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let inner = inset(area);
    let columns = usize::from(inner.width);
    let notice = app.notice().unwrap_or_default();
    let nowhere = if app.is_walking() { "reading the folders…" } else { "no speeches" };
    let place = Place::new(app).ok_or(nowhere);
    let words = Words { place, counts: counts(app), hints: hints(app) };
    let fits = |form: &Form, notice: &str| {
        // More than one thing has been said, or too little room would be left for the place.
        let stands_above = notice.contains('\n') || form.is_cut && !notice.is_empty();
        form.width(notice) <= columns && !stands_above
    };
    let fitting = |notice: &str| words.forms().find(|form| fits(form, notice));
    let (form, beside) = match fitting(notice) {
        Some(form) => (Some(form), notice),
        // Too long to stand beside the place, it stands above.
        None => (fitting("").or_else(|| words.forms().last()), ""),
    };
    let Some(form) = form else { return };
    let parts =
        [(form.place.as_str(), Role::Strong), (form.counts.as_str(), Role::Text), (beside, Role::Notice)];
    let mut x = inner.x;
    for (part, role) in parts.into_iter().filter(|(part, _)| !part.is_empty()) {
        x = write(buffer, inner, x, part, theme.style(role)) + PARTED;
    }
    let keys_width = cells(&form.keys);
    write(buffer, inner, inner.right().saturating_sub(keys_width), &form.keys, theme.style(Role::Faint));
    if beside.len() < notice.len() {
        draw_notice(notice, theme, area, buffer);
    }
}

/// Draws a message in the rows above the status line, over what is there.
fn draw_notice(notice: &str, theme: &Theme, status: Rect, buffer: &mut Buffer) {
    let lines = notice_lines(notice, status);
    let room = usize::from(status.y);
    for (line, above) in lines.iter().take(room).zip((1..=lines.len().min(room)).rev()) {
        let y = status.y - u16::try_from(above).unwrap_or(status.y);
        let area = Rect { y, ..status };
        write(buffer, area, area.x, &" ".repeat(usize::from(area.width)), theme.style(Role::Text));
        write(buffer, inset(area), inset(area).x, line, theme.style(Role::Notice));
    }
}

/// A message in as many lines as it takes above the status line.
fn notice_lines(notice: &str, status: Rect) -> Vec<String> {
    notice.lines().flat_map(|line| wrap_line(line, inset(status).width)).collect()
}

/// An area without a blank column at either end.
fn inset(area: Rect) -> Rect {
    if area.width > 2 { Rect { x: area.x + 1, width: area.width - 2, ..area } } else { area }
}

/// One way to put the status into words.
struct Form {
    place: String,
    counts: String,
    keys: String,
    /// Whether it says less than a reader has to know: no message is worth that.
    is_cut: bool,
}

impl Form {
    /// How many cells it takes together with a message.
    fn width(&self, notice: &str) -> usize {
        let parts = [self.place.as_str(), self.counts.as_str(), notice, self.keys.as_str()];
        let widths = parts.into_iter().filter(|part| !part.is_empty()).map(|part| width(part) + GAP);
        widths.sum::<usize>().saturating_sub(GAP)
    }
}

/// What there is to say in the line, each from the longest form to the shortest.
struct Words<'a> {
    /// Where the reader is; or why that is nowhere.
    place: Result<Place<'a>, &'static str>,
    counts: Vec<String>,
    /// The keys, the most important first.
    hints: Vec<String>,
}

impl Words<'_> {
    /// The status in words, from the longest form to the shortest. Mostly the first is the one that fits.
    fn forms(&self) -> impl Iterator<Item = Form> {
        let with_keys = (0..=self.hints.len())
            .rev()
            .map(|shown| Form { keys: self.hints[..shown].join("  "), ..self.form(0, self.count(0), false) });
        let without_keys = (0..=PARAGRAPH).map(|at| self.form(at, self.count(1), false));
        // Half a number would be another number.
        let shortest = (PARAGRAPH..Place::FORMS)
            .flat_map(|at| [self.form(at, self.count(2), true), self.form(at, "", true)]);
        with_keys.chain(without_keys).chain(shortest)
    }

    fn form(&self, place: usize, counts: &str, is_cut: bool) -> Form {
        let place = self.place.as_ref().map_or_else(|why| (*why).to_owned(), |here| here.in_words(place));
        Form { place, counts: counts.to_owned(), keys: String::new(), is_cut }
    }

    fn count(&self, at: usize) -> &str {
        self.counts.get(at).or_else(|| self.counts.last()).map_or("", String::as_str)
    }
}

/// Which of the places in words has the paragraph and nothing else.
const PARAGRAPH: usize = 3;

/// Where the reader is. What is not known before the text has been read is not guessed.
struct Place<'a> {
    title: &'a str,
    number: String,
    of: String,
    percent: usize,
    left: String,
}

impl<'a> Place<'a> {
    /// In so many ways it is put into words.
    const FORMS: usize = 6;

    fn new(app: &'a App) -> Option<Self> {
        let speech = app.speech()?;
        let reading = app.reading(app.shown());
        let known =
            |number: usize, is_known: bool| if is_known { number.to_string() } else { "…".to_owned() };
        let number = reading.current().and_then(|block| speech.number_of(block)).unwrap_or(0);
        let progress = reading.progress(speech);
        Some(Self {
            title: &speech.details().title,
            number: known(number, speech.skipped() == 0),
            of: known(speech.paragraph_count(), speech.is_whole()),
            percent: floor(progress * 100.0),
            left: time_left(app, progress),
        })
    }

    /// From the longest form to the shortest.
    fn in_words(&self, form: usize) -> String {
        let Self { title, number, of, percent, left } = self;
        match form {
            0 => format!("{title} · ¶ {number}/{of} · {percent}% · {left}"),
            1 => format!("{title} · ¶ {number}/{of} · {percent}%"),
            2 => format!("{title} · ¶ {number}/{of}"),
            PARAGRAPH => format!("¶ {number}/{of}"),
            4 => format!("¶ {number}"),
            _ => number.clone(),
        }
    }
}

/// How long the rest takes to read.
fn time_left(app: &App, progress: f64) -> String {
    let length = app.speech().map_or(Length::Counted(0), |speech| speech.length());
    let rate = as_float(app.config().words_per_minute.max(1));
    let (sign, words) = match length {
        Length::Counted(words) => ("", words),
        Length::Estimated(words) => ("~", words),
    };
    let minutes = (as_float(words) * (1.0 - progress) / rate).ceil();
    if progress >= 1.0 { "end".to_owned() } else { format!("{sign}{} left", duration(floor(minutes))) }
}

/// What was found, from the longest form to the shortest.
fn counts(app: &App) -> Vec<String> {
    let Some(search) = app.search() else { return Vec::new() };
    let Tally { at, here, total, speeches, searched } = search.tally(app.shown());
    let partial = app.is_search_partial();
    if total == 0 && !partial {
        let not_found = "not found".to_owned();
        return vec![format!("{not_found}: {}", search.query.pattern()), not_found.clone(), not_found];
    }
    let at = at.map(|at| format!("{at}/")).unwrap_or_default();
    let more = if partial { "…" } else { "" };
    let of = app.library().len();
    let plural = if of == 1 { "speech" } else { "speeches" };
    let searched = if partial { format!(", {searched} searched") } else { String::new() };
    vec![
        format!("{at}{here} here · {total}{more} in {speeches} of {of} {plural}{searched}"),
        format!("{at}{here} · {total}{more} in {speeches}"),
        format!("{at}{here}"),
    ]
}

/// The keys that matter here, the most important first.
fn hints(app: &App) -> Vec<String> {
    let next_hit = Action::Move(Motion::NextHit, None);
    let context = app.context();
    let actions: &[Action] = match context {
        Context::Text if app.search().is_some_and(|search| search.tally(app.shown()).total > 0) => {
            &[next_hit, Action::Cancel]
        }
        Context::Text if app.search().is_some() => &[Action::Cancel],
        Context::Text => &[Action::ShowHelp, Action::StartSearch, Action::ToggleBookmark, Action::Close],
        Context::List => &[Action::Open, Action::Cancel, Action::StartFilter, Action::ShowHelp],
        Context::Bookmarks if app.can_attach() => {
            &[Action::Open, Action::AttachBookmark, Action::DropBookmark, Action::Cancel]
        }
        Context::Bookmarks => &[Action::Open, Action::DropBookmark, Action::UndoDrop, Action::Cancel],
        Context::Outline => &[Action::Open, Action::Cancel],
        Context::Concordance => &[Action::Open, Action::SortList, Action::Cancel],
        Context::Prompt if !matches!(app.prompt(), Some(Prompt::Search(_))) => {
            &[Action::Accept, Action::Cancel]
        }
        Context::Prompt => &[
            Action::Cancel,
            Action::Toggle(SearchOption::Regex),
            Action::Toggle(SearchOption::Word),
            Action::Toggle(SearchOption::Exact),
        ],
        Context::Sheet if app.can_attach() => &[Action::AttachBookmark, Action::Cancel],
        Context::Sheet if app.is_sheet_longer() => {
            &[Action::Move(Motion::RowDown, None), Action::Move(Motion::PageDown, None), Action::Cancel]
        }
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
    if let Some(notice) = app.notice() {
        return vec![notice.to_owned(), "a message".to_owned()];
    }
    match prompt {
        Prompt::Search(SearchPrompt { error: Some(error), .. }) => {
            vec![error.clone(), "no regex".to_owned()]
        }
        Prompt::Search(SearchPrompt { input, .. }) if !input.value().is_empty() => counts(app),
        Prompt::Filter(_) => vec![format!("{} of {}", app.entries().len(), app.entry_count())],
        Prompt::Search(_) | Prompt::Label(_) => {
            let hints = hints(app);
            (1..=hints.len()).rev().map(|shown| hints[..shown].join("  ")).collect()
        }
    }
}

/// How a prompt fills the line.
struct Typing<'a> {
    /// The line.
    area: Rect,
    /// What stands before what is typed.
    lead: String,
    /// Where what is typed begins.
    start: u16,
    /// The part of it that is seen.
    shown: &'a str,
    /// How many cells of that stand before the cursor.
    before: u16,
    /// How many columns there are for all this.
    room: u16,
    /// What is said at the right end: the counts, or what is wrong.
    said: String,
    /// Whether something is wrong.
    is_wrong: bool,
}

impl<'a> Typing<'a> {
    fn new(app: &App, prompt: &'a Prompt, area: Rect) -> Self {
        let columns = usize::from(area.width);
        let (lead, input) = (lead(prompt), prompt.input());
        let (line, said) = (input.value(), said_beside(app, prompt));
        let is_wrong =
            app.notice().is_some() || matches!(prompt, Prompt::Search(SearchPrompt { error: Some(_), .. }));
        // What is typed has its room first; what is wrong with it is said even if its head is cut off.
        let needed = width(&lead) + width(line) + 1 + GAP;
        let left = columns.saturating_sub(needed).max(if is_wrong { columns / 2 } else { 0 });
        let said = said.into_iter().find(|said| width(said) < left).unwrap_or_default();
        let room = area.width.saturating_sub(if said.is_empty() { 0 } else { cells(&said) + PARTED });
        let start = area.x + cells(&lead).min(room);
        let space = usize::from((area.x + room).saturating_sub(start).saturating_sub(1)).max(1);
        // The part of the line before the cursor, of which no more is seen than there is room for.
        let at = line.char_indices().nth(input.cursor()).map_or(line.len(), |(at, _)| at);
        let before = tail(&line[..at], space);
        let shown = &line[at - before.len()..];
        Self { area, lead, start, shown, before: cells(before), room, said, is_wrong }
    }
}

/// Draws the prompt, and beside it the counts or what is wrong.
fn draw_prompt(theme: &Theme, typing: &Typing<'_>, buffer: &mut Buffer) {
    let Typing { area, lead, start, shown, room, said, is_wrong, .. } = typing;
    let (lead_role, role) = if *is_wrong { (Role::Error, Role::Error) } else { (Role::Strong, Role::Text) };
    let left = Rect { width: *room, ..*area };
    write(buffer, left, area.x, lead, theme.style(lead_role));
    write(buffer, left, *start, shown, theme.style(Role::Text));
    write(buffer, *area, area.right().saturating_sub(cells(said) + 1), said, theme.style(role));
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count of words")]
const fn floor(value: f64) -> usize {
    value as usize
}

#[expect(clippy::cast_precision_loss, reason = "no text has 2^52 words")]
const fn as_float(value: usize) -> f64 {
    value as f64
}
