//! Popups over the panes: the help, the details of a speech, a bookmark that was not found.

use std::ops::Range;

use jiff::Timestamp;
use oratory_core::{
    Ambiguous, Figures, RangeSelector, SPOKEN_PER_MINUTE, TextWidth, collapse, format_duration, grouped,
    minutes, wrap_text,
};

use crate::catalog::{DocumentId, Entry, Location};
use crate::{
    app::{
        env::Env,
        library::Library,
        list::{Extent, moved},
        notes::{Notes, annotations::Placed},
    },
    command::{Command, Context, Motion},
    keymap::{bindings::Task, key::Key},
};

/// A popup and its scroll position.
#[derive(Debug, Clone)]
pub(crate) struct Popup {
    /// The subject of the popup.
    pub(crate) subject: Subject,
    /// The heading of the section at which the popup opens. It is marked.
    start: Option<&'static str>,
    /// `true` if the popup is at that section, or was scrolled from there.
    is_placed: bool,
    /// The first line in view.
    top: usize,
    /// The lines of each column, from left to right. There is at least one column.
    columns: Vec<Vec<Line>>,
    /// The rows of the screen for the lines.
    height: usize,
}

/// The subject of a popup.
#[derive(Debug, Clone)]
pub(crate) enum Subject {
    /// The keys.
    Keys,
    /// The details of this speech, and its figures once they are computed.
    Details(DocumentId, Option<Figures>),
    /// The bookmark with this id, which was not found.
    Orphan(String),
}

/// Blank columns to the left and right of a popup, together.
pub(crate) const MARGIN: u16 = 4;

/// Blank cells between columns.
pub(crate) const GAP: u16 = 3;

/// The narrowest of several columns, in cells.
const NARROWEST: u16 = 60;

/// The longest excerpt of a proposed paragraph, in cells.
const LONGEST_PROPOSED: usize = 600;

/// The widest text of a popup, in cells.
pub(super) const WIDEST: usize = 76;

/// A line of a popup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// The heading of a section.
    Heading(String),
    /// A name, which may be empty; the column of the text after it; and that text.
    Entry(String, u16, String),
    /// A blank line.
    Blank,
}

/// A section: a heading, and entries of name and text.
struct Section {
    heading: String,
    entries: Vec<(String, String)>,
}

impl Popup {
    /// Creates a popup scrolled to its top.
    pub(super) const fn new(subject: Subject) -> Self {
        Self { subject, start: None, is_placed: false, top: 0, columns: Vec::new(), height: 0 }
    }

    /// Creates the help, scrolled to the keys of `context`.
    pub(super) fn help(context: Context) -> Self {
        let start = match context {
            Context::Text | Context::Popup => None,
            Context::Selection => Some(Task::Selecting),
            Context::List | Context::Outline => Some(Task::Speeches),
            Context::Notebook => Some(Task::Notebook),
            Context::Concordance => Some(Task::Concordance),
            Context::Near => Some(Task::Near),
            Context::Phrases => Some(Task::Phrases),
            Context::Words => Some(Task::Words),
            Context::SideBySide => Some(Task::SideBySide),
            Context::Prompt | Context::Note => Some(Task::Typing),
        };
        Self { start: start.map(Task::name), ..Self::new(Subject::Keys) }
    }

    /// Returns the lines of each column, from the first in view on.
    pub(crate) fn columns_in_view(&self) -> impl ExactSizeIterator<Item = &[Line]> {
        self.columns.iter().map(|lines| lines.get(self.top..).unwrap_or_default())
    }

    /// Returns `true` if a line is the heading at which the popup opens.
    pub(crate) fn is_start(&self, line: &Line) -> bool {
        matches!(line, Line::Heading(heading) if self.start == Some(heading))
    }

    /// Returns the lines in view, and the number of all lines, of the longest column.
    pub(crate) fn position(&self) -> (Range<usize>, usize) {
        let len = self.len();
        (self.top..len.min(self.top + self.height), len)
    }

    /// Returns the id of the bookmark that was not found, if the popup shows one.
    pub(crate) fn orphan(&self) -> Option<&str> {
        match &self.subject {
            Subject::Orphan(id) => Some(id),
            _ => None,
        }
    }

    /// Returns `true` if the popup has more lines than fit.
    pub(crate) fn has_more_than_fits(&self) -> bool {
        self.last_top() > 0
    }

    /// Lays out the lines for an area of `columns` by `rows` cells.
    pub(super) fn refresh(
        &mut self,
        (columns, rows): (u16, u16),
        library: &Library,
        notes: &Notes,
        env: &Env<'_>,
    ) {
        let sections = match &self.subject {
            Subject::Keys => keys(env),
            Subject::Details(speech, figures) => details(library, *speech, figures.as_ref(), env),
            Subject::Orphan(id) => {
                let placed = notes.annotations().get(id);
                placed.map(|placed| orphan(placed, library, env)).unwrap_or_default()
            }
        };
        let count = if matches!(self.subject, Subject::Keys) { column_count(columns) } else { 1 };
        let lines = set(&sections, column_width(columns, count), env.config.look.ambiguous);
        self.columns = divided(&lines, count);
        self.height = rows.into();
        if !std::mem::replace(&mut self.is_placed, true) {
            let is_start = |line: &Line| self.is_start(line);
            self.top = self.columns.iter().find_map(|lines| lines.iter().position(is_start)).unwrap_or(0);
        }
        self.top = self.top.min(self.last_top());
    }

    /// Scrolls the popup.
    pub(super) fn go(&mut self, motion: Motion, count: Option<usize>) {
        let extent = Extent { page: self.height.max(1), last: self.last_top() };
        self.top = moved(self.top, motion, count, extent);
    }

    /// Returns the top line when the popup is scrolled to its end.
    fn last_top(&self) -> usize {
        self.len().saturating_sub(self.height)
    }

    /// Returns the number of lines of the longest column.
    fn len(&self) -> usize {
        self.columns.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// Returns the number of columns side by side in an area that is `columns` cells wide.
fn column_count(columns: u16) -> u16 {
    (columns.saturating_sub(MARGIN - GAP) / (NARROWEST + GAP)).max(1)
}

/// Returns the width in cells of one of `count` columns.
pub(crate) const fn column_width(columns: u16, count: u16) -> u16 {
    (columns.saturating_sub(MARGIN) + GAP) / count - GAP
}

/// Divides lines into `count` columns that are as short as possible. A column begins with a heading.
fn divided(lines: &[Line], count: u16) -> Vec<Vec<Line>> {
    let count = usize::from(count);
    let heights = lines.len().div_ceil(count)..lines.len();
    let fitting = heights.map(|height| columns_of(lines, height)).find(|columns| columns.len() <= count);
    let mut columns = fitting.unwrap_or_else(|| vec![lines.to_vec()]);
    columns.resize(count, Vec::new());
    columns
}

/// Puts sections into columns of `height`. A longer section is a column of its own.
fn columns_of(lines: &[Line], height: usize) -> Vec<Vec<Line>> {
    let mut columns = vec![Vec::new()];
    for section in lines.split(|line| *line == Line::Blank) {
        let column = columns.last().map_or(0, Vec::len);
        if column > 0 && column + 1 + section.len() > height {
            columns.push(Vec::new());
        }
        if let Some(column) = columns.last_mut() {
            column.extend((!column.is_empty()).then_some(Line::Blank));
            column.extend_from_slice(section);
        }
    }
    columns
}

/// Lays out sections in lines. A text stands beside its name, or below it if there is too little room.
fn set(sections: &[Section], columns: u16, ambiguous: Ambiguous) -> Vec<Line> {
    let columns = usize::from(columns).max(1);
    let names = sections.iter().flat_map(|section| &section.entries).map(|(name, _)| name.as_str());
    let widest =
        |words: &mut dyn Iterator<Item = &str>| words.map(|word| ambiguous.width(word)).max().unwrap_or(0);
    // A longer name, such as that of several keys, takes several rows.
    let longest_word = widest(&mut names.clone().flat_map(str::split_whitespace));
    let name_cells = widest(&mut names.clone()).min(longest_word.max(columns / 3));
    let beside = name_cells + 2;
    let is_beside = columns >= beside + 24;
    let indent = if is_beside { beside } else { 2 };
    let room = u16::try_from(columns.saturating_sub(indent).clamp(1, WIDEST)).unwrap_or(u16::MAX);
    let room = TextWidth { cells: room, ambiguous, ..TextWidth::default() };
    let indent = u16::try_from(indent).unwrap_or(u16::MAX);
    let mut lines = Vec::new();
    for Section { heading, entries } in sections {
        if !lines.is_empty() {
            lines.push(Line::Blank);
        }
        let whole = TextWidth { cells: u16::try_from(columns).unwrap_or(u16::MAX), ..room };
        lines.extend(wrap_text(heading, whole).into_iter().map(Line::Heading));
        for (name, said) in entries {
            if !is_beside && !name.is_empty() {
                lines.push(Line::Entry(name.clone(), indent, String::new()));
            }
            let name = if is_beside { name.as_str() } else { "" };
            let mut names = name_rows(name, name_cells, ambiguous).into_iter();
            let mut said = wrap_text(said, room).into_iter();
            loop {
                let (name, said) = (names.next(), said.next());
                if name.is_none() && said.is_none() {
                    break;
                }
                lines.push(Line::Entry(name.unwrap_or_default(), indent, said.unwrap_or_default()));
            }
        }
    }
    lines
}

/// Divides `name` into rows of at most this width. Keys are not broken at their hyphens.
fn name_rows(name: &str, cells: usize, ambiguous: Ambiguous) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for word in name.split(' ') {
        match rows.last_mut() {
            Some(row) if ambiguous.width(row) + 1 + ambiguous.width(word) <= cells => {
                row.push(' ');
                row.push_str(word);
            }
            _ => rows.push(word.to_owned()),
        }
    }
    rows
}

fn keys(env: &Env<'_>) -> Vec<Section> {
    let keymap = &env.config.keymap;
    let joined = |keys: Vec<Key>| keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let section = |task: Task| Section {
        heading: task.name().to_owned(),
        entries: keymap
            .of_task(task)
            .filter(|(keys, _)| !keys.is_empty())
            .map(|(keys, help)| (joined(keys), help.to_owned()))
            .collect(),
    };
    Task::ALL.map(section).into_iter().chain([progress()]).collect()
}

/// Explains the two figures of progress.
fn progress() -> Section {
    let entries = [
        ("¶ 7/37 · 15%", "status line: the current paragraph, and how far into the speech it is"),
        (
            "read 22%",
            "list: how much of the speech you have moved through (rows, pages, paragraphs, the wheel); jumps and \
             searches do not count",
        ),
    ];
    let entries = entries.map(|(name, meaning)| (name.to_owned(), meaning.to_owned())).into();
    Section { heading: "Progress".to_owned(), entries }
}

fn details(library: &Library, id: DocumentId, figures: Option<&Figures>, env: &Env<'_>) -> Vec<Section> {
    let speech = &*library[id];
    let fault = library.fault(id).map(|reason| ("cannot be read".to_owned(), reason.to_owned()));
    let notice = speech.source().notice.as_ref().map(|notice| ("notice".to_owned(), notice.clone()));
    let of_text = Section {
        heading: speech.details().title.clone(),
        entries: fault.into_iter().chain(of_file(speech)).chain(notice).chain(stated(speech)).collect(),
    };
    if library.unread(id).is_some() {
        return vec![of_text];
    }
    let counted = |count: fn(&Figures, usize) -> String| {
        figures.map_or_else(|| "…".to_owned(), |figures| count(figures, env.config.words_per_minute))
    };
    let named = |name: &str, value: String| (name.to_owned(), value);
    let paragraphs =
        if speech.is_partial() { "…".to_owned() } else { speech.paragraph_count().to_string() };
    let length = Section {
        heading: "Length".to_owned(),
        entries: vec![
            named("words", counted(|figures, _| figures.words.to_string())),
            named("paragraphs", paragraphs),
            named("contents", counted(|figures, _| figures.contents.clone())),
            named("sentences", counted(|figures, _| sentences(figures))),
            named("read in", counted(|figures, rate| time(figures.reading_words, rate))),
            named("spoken in", counted(|figures, _| time(figures.reading_words, SPOKEN_PER_MINUTE))),
        ],
    };
    let identity = Section {
        heading: "Identity".to_owned(),
        entries: vec![
            named("short name", speech.id().to_owned()),
            named("SHA-256", counted(|figures, _| figures.sha256.clone())),
        ],
    };
    vec![of_text, length, identity]
}

/// Returns the entries about the file of `speech`, if it has one.
fn of_file(speech: &Entry) -> Vec<(String, String)> {
    let Some(file) = speech.file() else { return Vec::new() };
    let named = |name: &str, value: String| (name.to_owned(), value);
    let mut entries = vec![named("file", file.to_string_lossy().into_owned())];
    entries.extend(speech.source().format.map(|format| named("format", format.to_owned())));
    let converter = speech.source().converter.as_ref();
    entries.extend(converter.map(|command| named("converter", command.to_string())));
    let stamp = speech.stamp();
    let changed = stamp
        .and_then(|(_, changed)| Timestamp::from_second(i64::try_from(changed / 1_000_000_000).ok()?).ok());
    let sidecar = speech.source().sidecar.as_ref();
    entries.extend(sidecar.map(|(sidecar, _)| named("sidecar", sidecar.to_string_lossy().into_owned())));
    entries.extend(stamp.map(|(size, _)| {
        named("size", format!("{} bytes", grouped(usize::try_from(size).unwrap_or(usize::MAX))))
    }));
    entries.extend(speech.source().encoding.map(|encoding| named("encoding", encoding.to_owned())));
    entries.extend(
        changed.map(|changed| named("changed", changed.strftime("%-d %B %Y, %H:%M UTC").to_string())),
    );
    entries
}

/// Returns the entries of the details, and one entry that names the missing ones. Details from the
/// properties of the file are marked, because a program may have filled them in.
fn stated(speech: &Entry) -> Vec<(String, String)> {
    let details = speech.details();
    let named = details.named();
    let missing: Vec<&str> =
        named.iter().filter(|(_, detail)| detail.is_none()).map(|(name, _)| *name).collect();
    let missing = (!missing.is_empty()).then(|| ("not stated".to_owned(), missing.join(", ")));
    let properties = &speech.source().properties;
    let origin = |name| if properties.contains(&name) { " (file properties)" } else { "" };
    let title =
        properties.contains(&"title").then(|| ("title".to_owned(), format!("as above{}", origin("title"))));
    let stated = named
        .into_iter()
        .filter_map(|(name, detail)| Some((name.to_owned(), format!("{}{}", detail?, origin(name)))));
    let other = details.other.iter().map(|(name, value)| (name.to_string(), value.to_string()));
    title.into_iter().chain(stated).chain(other).chain(missing).collect()
}

fn sentences(figures: &Figures) -> String {
    match figures.mean_sentence() {
        Some(mean) => {
            let (count, longest) = (figures.sentences, figures.longest_sentence);
            format!("{count} ({mean:.1} words on average, longest {longest})")
        }
        None => "0".to_owned(),
    }
}

fn time(words: usize, rate: usize) -> String {
    format!("{}, at {rate} words a minute", format_duration(minutes(words, rate)))
}

fn orphan(placed: &Placed, library: &Library, env: &Env<'_>) -> Vec<Section> {
    let bookmark = &placed.annotation;
    let named = |name: &str, value: &str| (name.to_owned(), collapse(value));
    let why = match placed.location {
        Location::NotInLibrary => "speech not in this library: open its file or folder",
        _ if bookmark.is_bookmark() => "paragraph not found; the bookmark is kept until you remove it",
        _ => "passage not found; the highlight is kept until you remove it",
    };
    let place = format!("{}, ¶ {}", bookmark.title, bookmark.paragraph);
    let (own, after) = own_and_after(&bookmark.selector);
    let mut entries = vec![named("last seen at", &place), named("reason", why)];
    if !bookmark.note.is_empty() {
        entries.push(named("note", &bookmark.note));
    }
    entries.extend([
        named("set", &bookmark.created.strftime("%-d %B %Y, %H:%M UTC").to_string()),
        named("text", &own),
        named("text before", &bookmark.selector.prefix),
        named("text after", &after),
    ]);
    let heading = if bookmark.is_bookmark() { "Bookmark not found" } else { "Highlight not found" };
    let reason = Section { heading: heading.to_owned(), entries };
    std::iter::once(reason).chain(proposed(placed, library, env)).collect()
}

/// Returns the text of an annotation, as far as it was saved, and what follows it. In a file of version 1, the rest of
/// the paragraph follows the quote.
fn own_and_after(selector: &RangeSelector) -> (String, String) {
    let RangeSelector { end, exact, sha256, suffix, .. } = selector;
    if end.is_some() {
        let more = if sha256.is_some() { "…" } else { "" };
        return (format!("{exact}{more}"), suffix.clone());
    }
    let (rest, after) = suffix.split_once('\n').unwrap_or((suffix, ""));
    let more = if after.is_empty() && !rest.is_empty() { "…" } else { "" };
    (format!("{exact}{rest}{more}"), after.to_owned())
}

/// Returns the section that proposes a paragraph or a passage for an annotation that was not found.
fn proposed(placed: &Placed, library: &Library, env: &Env<'_>) -> Option<Section> {
    let speech = library.document(placed.location.document()?)?;
    let candidate = placed.candidate()?;
    let number = speech.number_of(speech.numbered_at(candidate.start)?)?;
    let text = speech.text().get(candidate.bytes())?;
    let head = Ambiguous::Narrow.head(text, LONGEST_PROPOSED);
    let more = if head.len() < text.len() { "…" } else { "" };
    let kind = placed.annotation.kind.name();
    let how = match env.key(Context::Popup, &Command::AttachBookmark) {
        Some(key) => format!("{key} attaches the {kind} there"),
        None => format!("no key is bound to attach the {kind}"),
    };
    let heading =
        if placed.annotation.is_bookmark() { "Most similar paragraph" } else { "Most similar passage" };
    let entries = vec![(format!("¶ {number}"), format!("{}{more}", collapse(head))), (String::new(), how)];
    Some(Section { heading: heading.to_owned(), entries })
}
