//! The status line: position, search results, key hints.
//!
//! If there is too little room, a long title is shortened first. Then key hints are dropped, except those for
//! the help and the way out, then the minutes, the percentage, the help and the title. The paragraph number
//! and the counts are never dropped.

use oratory_core::{document::speech::Length, study::figures::duration};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{cells, fitted, row, wrapped, write, write_text};
use crate::{
    app::{
        App,
        finding::MatchStats,
        prompt::{LabelPrompt, Prompt, SearchPrompt},
    },
    command::{Command, Context, Motion, SearchOption},
    theme::{Role, Theme},
};

/// Draws the line, and above it a notice that does not fit.
pub(super) fn draw(app: &App, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(area) = row(area, 0) else { return };
    // Do nothing for a part of the screen that the text cannot reach.
    let above = app.notice().map_or(0, |notice| notice_lines(theme, notice, area).len()).min(area.y.into());
    let top = area.y - u16::try_from(above).unwrap_or(area.y);
    if buffer.area.bottom() <= top {
        return;
    }
    match prompt(app) {
        Some(prompt) => draw_prompt(theme, &Typing::new(app, theme, prompt, area), buffer),
        None => draw_status(app, theme, area, buffer),
    }
}

/// Returns the position of the cursor in the prompt, if there is one.
pub(super) fn cursor(app: &App, theme: &Theme, area: Rect) -> Option<Position> {
    let area = row(area, 0)?;
    let Typing { start, before, .. } = Typing::new(app, theme, prompt(app)?, area);
    Some(Position { x: start.saturating_add(before).min(area.right().saturating_sub(1)), y: area.y })
}

/// Returns the prompt in the status line.
fn prompt(app: &App) -> Option<&Prompt> {
    app.prompt().filter(|_| app.sheet().is_none())
}

/// Blank cells between the parts of the line.
const GAP: u16 = 3;

fn draw_status(app: &App, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let inner = inset(area);
    let notice = app.notice().unwrap_or_default();
    let nowhere = if app.is_walking() { "reading the folders…" } else { "no speeches" };
    let words = Words {
        place: Place::new(app).ok_or(nowhere),
        counts: counts(app),
        hints: hints(app),
        kept: kept_hints(app),
    };
    let fits = |form: &Form<'_>, notice: &str| {
        // A notice of several lines, or one that leaves too little room for the position, is drawn above.
        let is_above = notice.contains('\n') || form.is_cut && !notice.is_empty();
        form.least_width(theme, notice) <= inner.width && !is_above
    };
    // A notice may displace the key hints.
    let fitting = |notice: &str| {
        let least = if notice.is_empty() { words.kept } else { 0 };
        words.forms(least).find(|form| fits(form, notice))
    };
    let (form, beside) = match fitting(notice) {
        Some(form) => (Some(form), notice),
        None => (fitting("").or_else(|| words.forms(words.kept).last()), ""),
    };
    let Some(form) = form else { return };
    let place = form.place(theme, inner.width, beside);
    let parts = [(place.as_str(), Role::Strong), (form.counts, Role::Text), (beside, Role::Notice)];
    let mut x = inner.x;
    for (part, role) in parts.into_iter().filter(|(part, _)| !part.is_empty()) {
        x = write(theme, buffer, inner, x, part, theme.style(role)) + GAP;
    }
    let start = inner.right().saturating_sub(cells(theme, &form.keys));
    write(theme, buffer, inner, start, &form.keys, theme.style(Role::Faint));
    if beside.len() < notice.len() {
        draw_notice(notice, theme, area, buffer);
    }
}

/// Draws a notice in the rows above the status line, over the panes.
fn draw_notice(notice: &str, theme: &Theme, status: Rect, buffer: &mut Buffer) {
    let lines = notice_lines(theme, notice, status);
    let room = usize::from(status.y);
    for (line, above) in lines.iter().take(room).zip((1..=lines.len().min(room)).rev()) {
        let y = status.y - u16::try_from(above).unwrap_or(status.y);
        let area = Rect { y, ..status };
        let blank = " ".repeat(usize::from(area.width));
        write(theme, buffer, area, area.x, &blank, theme.style(Role::Text));
        write(theme, buffer, inset(area), inset(area).x, line, theme.style(Role::Notice));
    }
}

/// Wraps a notice into lines above the status line.
fn notice_lines(theme: &Theme, notice: &str, status: Rect) -> Vec<String> {
    notice.lines().flat_map(|line| wrapped(theme, line, inset(status).width)).collect()
}

/// Returns `area` without its first and last column.
fn inset(area: Rect) -> Rect {
    if area.width > 2 { Rect { x: area.x + 1, width: area.width - 2, ..area } } else { area }
}

/// A form of the status line.
struct Form<'a> {
    /// The title, which is shortened to fit.
    title: &'a str,
    /// The position in the speech.
    place: String,
    counts: &'a str,
    keys: String,
    /// `true` if necessary information is cut off. A notice must not cause that.
    is_cut: bool,
}

/// The width from which a title may be shortened, in cells.
const LONG_TITLE: u16 = 16;

/// The fewest cells of a long title.
const LEAST_TITLE: u16 = 12;

/// Separates the title from the position.
const SEPARATOR: &str = " · ";

impl Form<'_> {
    /// Returns the width of the line with `notice` and the shortest form of the title.
    fn least_width(&self, theme: &Theme, notice: &str) -> u16 {
        let title = match cells(theme, self.title) {
            width if width > LONG_TITLE => LEAST_TITLE,
            width => width,
        };
        self.rest(theme, notice).saturating_add(title)
    }

    /// Returns the width of everything but the title.
    fn rest(&self, theme: &Theme, notice: &str) -> u16 {
        let separator = if self.title.is_empty() { 0 } else { cells(theme, SEPARATOR) };
        let others = [self.counts, notice, self.keys.as_str()].into_iter().filter(|part| !part.is_empty());
        let others = others.map(|part| cells(theme, part).saturating_add(GAP)).fold(0, u16::saturating_add);
        others.saturating_add(separator).saturating_add(cells(theme, &self.place))
    }

    /// Returns the title, shortened to fit, and the position in the speech.
    fn place(&self, theme: &Theme, columns: u16, notice: &str) -> String {
        if self.title.is_empty() {
            return self.place.clone();
        }
        let room = columns.saturating_sub(self.rest(theme, notice));
        format!("{}{SEPARATOR}{}", fitted(theme, self.title, room), self.place)
    }
}

/// The parts of the line, each from the longest form to the shortest.
struct Words<'a> {
    /// The reader's position, or the reason why there is none.
    place: Result<Place<'a>, &'static str>,
    counts: Vec<String>,
    /// The key hints, the least important first. The last one leads out.
    hints: Vec<String>,
    /// The number of key hints at the end that are kept as long as the title.
    kept: usize,
}

impl Words<'_> {
    /// Iterates over the forms of the line, from the longest to the shortest. They keep `least` key hints
    /// while the title is shown, and one of them while the paragraph is shown.
    fn forms(&self, least: usize) -> impl Iterator<Item = Form<'_>> {
        let least = least.min(self.hints.len());
        let with_keys = (least..=self.hints.len()).rev().map(|keys| self.form(0, self.count(0), keys));
        let shorter = (0..PARAGRAPH).map(move |at| self.form(at, self.count(1), least));
        let few = least.min(1);
        let shorter = shorter.chain([PARAGRAPH - 1, PARAGRAPH].map(|at| self.form(at, self.count(1), few)));
        let shortest = [(2, few), (1, 0)].map(|(count, keys)| self.form(PARAGRAPH, self.count(count), keys));
        // A truncated number would be a different number.
        let cut = (PARAGRAPH..Place::FORMS).flat_map(|at| [self.count(2), ""].map(|count| (at, count)));
        let cut = cut.map(|(at, count)| Form { is_cut: true, ..self.form(at, count, 0) });
        with_keys.chain(shorter).chain(shortest).chain(cut)
    }

    fn form<'a>(&'a self, place: usize, counts: &'a str, keys: usize) -> Form<'a> {
        let (title, place) = match &self.place {
            Ok(here) => (if place < PARAGRAPH { here.title } else { "" }, here.in_words(place)),
            Err(why) => ("", (*why).to_owned()),
        };
        let keys = self.hints[self.hints.len() - keys..].join("  ");
        Form { title, place, counts, keys, is_cut: false }
    }

    fn count(&self, at: usize) -> &str {
        self.counts.get(at).or_else(|| self.counts.last()).map_or("", String::as_str)
    }
}

/// The first form of the position without the title.
const PARAGRAPH: usize = 3;

/// The reader's position. Numbers that are unknown before the text is loaded are left out.
struct Place<'a> {
    title: &'a str,
    number: String,
    of: String,
    percent: usize,
    left: String,
    /// `true` if the text comes from an unfinished pipe, so that its length is unknown.
    is_loading: bool,
}

impl<'a> Place<'a> {
    /// The number of forms.
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
            is_loading: app.is_loading_input(),
        })
    }

    /// Formats the position without the title. A higher `form` is shorter.
    fn in_words(&self, form: usize) -> String {
        let Self { number, of, percent, left, .. } = self;
        match form {
            0 | 1 if self.is_loading => format!("¶ {number}/{of} · loading"),
            0 => format!("¶ {number}/{of} · {percent}% · {left}"),
            1 => format!("¶ {number}/{of} · {percent}%"),
            2 | PARAGRAPH => format!("¶ {number}/{of}"),
            4 => format!("¶ {number}"),
            _ => number.clone(),
        }
    }
}

/// Returns the time to read the rest of the speech.
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

/// Returns the counts of matches, from the longest form to the shortest.
fn counts(app: &App) -> Vec<String> {
    let Some(search) = app.search() else { return Vec::new() };
    let MatchStats { at, here, total, speeches, searched } = search.stats(app.shown());
    let partial = app.is_search_partial();
    let unreadable = match app.unreadable() {
        0 => String::new(),
        count => format!(" · {count} unreadable"),
    };
    if total == 0 && !partial {
        let not_found = "not found".to_owned();
        let shorter = format!("{not_found}{unreadable}");
        return vec![format!("{not_found}: {}{unreadable}", search.query.pattern()), shorter, not_found];
    }
    let at = at.map(|at| format!("{at}/")).unwrap_or_default();
    let more = if partial { "…" } else { "" };
    let of = app.library().len();
    let plural = if of == 1 { "speech" } else { "speeches" };
    let searched = if partial { format!(", {searched} searched") } else { String::new() };
    vec![
        format!("{at}{here} here · {total}{more} in {speeches} of {of} {plural}{searched}{unreadable}"),
        format!("{at}{here} · {total}{more} in {speeches}{unreadable}"),
        format!("{at}{here}"),
    ]
}

/// Returns the number of key hints that are kept as long as the title: the way out, and in the text the help.
fn kept_hints(app: &App) -> usize {
    if app.context() == Context::Text && app.search().is_none() { 2 } else { 1 }
}

/// Returns the key hints, the least important first. The last one leads out.
fn hints(app: &App) -> Vec<String> {
    let context = app.context();
    let commands: &[Command] = match context {
        Context::Text if app.search().is_some_and(|search| search.stats(app.shown()).total > 0) => &[
            Command::Move(Motion::PreviousMatch, None),
            Command::Move(Motion::NextMatch, None),
            Command::Cancel,
        ],
        Context::Text if app.search().is_some() => &[Command::Cancel],
        Context::Text => &[Command::ToggleBookmark, Command::StartSearch, Command::ShowHelp, Command::Close],
        Context::List => &[Command::ShowHelp, Command::StartFilter, Command::Open, Command::Cancel],
        Context::Bookmarks if app.can_attach() => {
            &[Command::RemoveBookmark, Command::AttachBookmark, Command::Open, Command::Cancel]
        }
        Context::Bookmarks if app.entries().is_empty() && app.marks().can_undo() => {
            &[Command::UndoRemoval, Command::Cancel]
        }
        Context::Bookmarks if app.entries().is_empty() => &[Command::Cancel],
        Context::Bookmarks => {
            &[Command::UndoRemoval, Command::RemoveBookmark, Command::Open, Command::Cancel]
        }
        Context::Outline => &[Command::Open, Command::Cancel],
        Context::Concordance => &[Command::SortList, Command::Open, Command::Cancel],
        Context::Prompt => return prompt_hints(app),
        Context::Popup if app.can_attach() => &[Command::AttachBookmark, Command::Cancel],
        Context::Popup if app.is_sheet_longer() => {
            &[Command::Move(Motion::RowDown, None), Command::Move(Motion::PageDown, None), Command::Cancel]
        }
        Context::Popup => &[Command::Cancel],
    };
    let mut hints: Vec<String> = commands.iter().filter_map(|command| hint(app, command)).collect();
    if let [Command::Move(Motion::NextMatch, _), Command::Move(Motion::PreviousMatch, _), ..] = commands
        && hints.len() == commands.len()
    {
        // Keep the pair together. One of them alone would suggest that there is no other.
        let previous = hints.remove(1);
        hints[0] = format!("{}  {previous}", hints[0]);
    }
    hints
}

/// Returns the key hints of the prompt, the least important first.
fn prompt_hints(app: &App) -> Vec<String> {
    let options = [SearchOption::Regex, SearchOption::Word, SearchOption::Exact].map(Command::Toggle);
    let commands: &[Command] = match app.prompt() {
        Some(Prompt::Search(_)) => &options,
        _ => &[Command::Accept],
    };
    commands.iter().chain([&Command::Cancel]).filter_map(|command| hint(app, command)).collect()
}

/// Returns the hint for `command`: a key and a word.
fn hint(app: &App, command: &Command) -> Option<String> {
    let (key, word) = app.config().keymap.hint(app.context(), command)?;
    let word = match (command, app.prompt()) {
        (Command::Cancel, _) => way_out(app),
        (Command::Accept, Some(Prompt::Label(_))) => "save",
        (Command::Accept, Some(Prompt::Filter(_))) => "keep",
        _ => word,
    };
    Some(format!("{key} {word}"))
}

/// Returns the word for the effect of Esc.
fn way_out(app: &App) -> &'static str {
    match app.context() {
        Context::Prompt => "cancel",
        Context::Popup | Context::Concordance => "close",
        Context::List | Context::Bookmarks | Context::Outline if app.sidebar().filter.is_empty() => "back",
        Context::Text if app.came_from_concordance() => "back",
        Context::List | Context::Bookmarks | Context::Outline | Context::Text => "clear",
    }
}

/// Returns the text before the input: the name of the prompt, and the options that are on.
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

/// Returns the text at the right end of a prompt, from the longest form to the shortest.
fn beside_prompt(app: &App, prompt: &Prompt) -> Vec<String> {
    if let Some(notice) = app.notice() {
        return vec![notice.to_owned(), "a message".to_owned()];
    }
    let hints = prompt_hints(app);
    let counts = match prompt {
        Prompt::Search(SearchPrompt { error: Some(error), .. }) => {
            return vec![error.clone(), "bad regex".to_owned()];
        }
        Prompt::Search(SearchPrompt { input, .. }) if !input.value().is_empty() => counts(app),
        Prompt::Filter(_) => vec![format!("{} of {}", app.entries().len(), app.entry_count())],
        Prompt::Search(_) | Prompt::Label(_) => {
            return (0..hints.len()).map(|from| hints[from..].join("  ")).collect();
        }
    };
    let Some(way_out) = hints.last() else { return counts };
    let with_way_out = counts.iter().map(|count| format!("{count}   {way_out}"));
    with_way_out.chain(counts.last().cloned()).collect()
}

/// A prompt laid out in the status line.
struct Typing<'a> {
    /// The line.
    area: Rect,
    /// The text before the input.
    lead: String,
    /// The first column of the input.
    start: u16,
    /// The visible part of the input.
    shown: &'a str,
    /// The width of the visible part before the cursor.
    before: u16,
    /// The columns for lead and input.
    room: u16,
    /// The text at the right end: the counts, or an error.
    beside: String,
    /// `true` if the text at the right end is an error.
    is_wrong: bool,
}

impl<'a> Typing<'a> {
    fn new(app: &App, theme: &Theme, prompt: &'a Prompt, area: Rect) -> Self {
        let columns = usize::from(area.width);
        let (lead, input) = (lead(prompt), prompt.input());
        let (line, beside) = (input.value(), beside_prompt(app, prompt));
        let is_wrong =
            app.notice().is_some() || matches!(prompt, Prompt::Search(SearchPrompt { error: Some(_), .. }));
        // The input has priority, but an error is shown even if it hides the head of the input.
        let needed = theme.width(&lead) + theme.ambiguous.width(line) + 1 + usize::from(GAP);
        let left = columns.saturating_sub(needed).max(if is_wrong { columns / 2 } else { 0 });
        let beside = beside.into_iter().find(|words| theme.width(words) < left).unwrap_or_default();
        let room = area.width.saturating_sub(if beside.is_empty() { 0 } else { cells(theme, &beside) + GAP });
        let start = area.x + cells(theme, &lead).min(room);
        let space = usize::from((area.x + room).saturating_sub(start).saturating_sub(1)).max(1);
        let at = line.char_indices().nth(input.cursor()).map_or(line.len(), |(at, _)| at);
        let before = theme.ambiguous.tail(&line[..at], space);
        let shown = &line[at - before.len()..];
        let before = u16::try_from(theme.ambiguous.width(before)).unwrap_or(u16::MAX);
        Self { area, lead, start, shown, before, room, beside, is_wrong }
    }
}

/// Draws the prompt, and beside it the counts or an error.
fn draw_prompt(theme: &Theme, typing: &Typing<'_>, buffer: &mut Buffer) {
    let Typing { area, lead, start, shown, room, beside, is_wrong, .. } = typing;
    let (lead_role, role) = if *is_wrong { (Role::Error, Role::Error) } else { (Role::Strong, Role::Text) };
    let left = Rect { width: *room, ..*area };
    write(theme, buffer, left, area.x, lead, theme.style(lead_role));
    write_text(theme, buffer, left, *start, shown, theme.style(Role::Text));
    let at = area.right().saturating_sub(cells(theme, beside) + 1);
    write(theme, buffer, *area, at, beside, theme.style(role));
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count of words")]
const fn floor(value: f64) -> usize {
    value as usize
}

#[expect(clippy::cast_precision_loss, reason = "no text has 2^52 words")]
const fn as_float(value: usize) -> f64 {
    value as f64
}
