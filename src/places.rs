//! The saved session: the position in each speech, the searches, and the settings changed by key.

use std::{
    collections::HashSet,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use oratory_core::{
    anchor::{saved_path::SavedPath, selector::Selector},
    document::{
        library::{Library, name},
        text::Document,
    },
    layout::rows::ScrollOffset,
    search::query::Options,
};
use serde::{Deserialize, Serialize};

/// The most searches that are saved.
pub const MOST_SEARCHES: usize = 200;

/// The most positions that are saved. The oldest are dropped.
pub const MOST_PLACES: usize = 500;

/// The beginning of the id of a text that comes from standard input or a pipe.
pub const INPUT_PREFIX: &str = "input-";

/// Returns the name of a speech in messages: its id, or `standard input` and `pipe` for a text without a file.
pub fn name_in_messages(speech: &Document) -> &str {
    match speech.id() {
        id if speech.file().is_some() || !id.starts_with(INPUT_PREFIX) => id,
        _ if speech.details().title == "Pipe" => "pipe",
        _ => "standard input",
    }
}

/// The saved session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    /// The settings changed by key.
    #[serde(default, skip_serializing_if = "Chosen::is_empty")]
    pub chosen: Chosen,
    /// The position in each speech, that of the speech opened last at the end.
    #[serde(default)]
    pub speeches: Vec<Kept>,
    /// The searches without duplicates, the last at the end.
    #[serde(default)]
    pub searches: Vec<Searched>,
    /// The texts whose bookmark changes have been reported, one for each speech.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<Told>,
}

/// The saved position in a speech.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The speech's id.
    pub speech: String,
    /// The file of the speech, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<SavedPath>,
    /// The SHA-256 of the text, if it was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The scroll offset in the text of the title page, if the page begins there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_page: Option<usize>,
    /// The scroll offset in the text, with the text at that position.
    #[serde(flatten)]
    pub page: Selector,
    /// The offset of the current paragraph, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<usize>,
    /// The distance from the first block of the page to the current paragraph, in blocks. Unlike `current`,
    /// it survives changes of offsets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    below: Option<usize>,
    /// The end of the part that has been read. Earlier versions of the program wrote this instead of `read`.
    #[serde(default)]
    furthest: usize,
    /// The parts of the text that have been read by moving through them.
    #[serde(default, skip_serializing_if = "ReadRanges::is_empty")]
    read: ReadRanges,
    /// The state of the file when the position was saved.
    #[serde(flatten)]
    seen: Option<Seen>,
}

/// Parts of a text as ranges of offsets, in order, without overlaps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReadRanges(Vec<(usize, usize)>);

impl ReadRanges {
    /// Adds a range, and joins it with those that it overlaps or touches.
    pub fn add(&mut self, Range { mut start, mut end }: Range<usize>) {
        if start >= end {
            return;
        }
        self.0.retain(|&(other_start, other_end)| {
            let touches = other_start <= end && start <= other_end;
            if touches {
                (start, end) = (start.min(other_start), end.max(other_end));
            }
            !touches
        });
        let at = self.0.partition_point(|&(other, _)| other < start);
        self.0.insert(at, (start, end));
    }

    /// Adds all ranges of `other`.
    pub fn extend(&mut self, other: &Self) {
        for &(start, end) in &other.0 {
            self.add(start..end);
        }
    }

    /// Truncates the ranges at `end`.
    pub fn truncate(&mut self, end: usize) {
        self.0.retain(|&(start, _)| start < end);
        if let Some((_, last)) = self.0.last_mut() {
            *last = end.min(*last);
        }
    }

    /// Returns how many bytes the ranges cover together.
    pub fn bytes(&self) -> usize {
        self.0.iter().map(|(start, end)| end - start).sum()
    }

    /// Returns `true` if there is no range.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the end of the last range, or 0 without one.
    pub fn end(&self) -> usize {
        self.0.last().map_or(0, |&(_, end)| end)
    }
}

/// The state of a file when a position in it was saved, by which a moved file is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    /// Its size, in bytes.
    size: u64,
    /// The modification time, in nanoseconds since 1970.
    changed: i64,
}

/// Settings changed by key. Those that agree with the configuration are absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Chosen {
    /// The text width.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<u16>,
    /// `true` if paragraph numbers are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<bool>,
    /// `true` if the list is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<bool>,
    /// `true` if mouse support is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mouse: Option<bool>,
    /// The time of the last change. Changes older than the configuration file are dropped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<Timestamp>,
}

/// A search in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Searched {
    /// The query as typed.
    pub query: String,
    /// `true` for a regular expression.
    #[serde(default, skip_serializing_if = "is_false")]
    pub regex: bool,
    /// `true` for whole words.
    #[serde(default, skip_serializing_if = "is_false")]
    pub word: bool,
    /// `true` for an exact search.
    #[serde(default, skip_serializing_if = "is_false")]
    pub exact: bool,
}

/// A text whose bookmark changes have been reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The speech's id.
    speech: String,
    /// The file of the speech, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<SavedPath>,
    /// The SHA-256 of the text.
    sha256: String,
}

/// A change to the saved session. It contains only what this process has changed, so that it can be applied
/// to a file that other processes write too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// The changed settings.
    pub chosen: Vec<Choice>,
    /// The changed positions, that of the open speech last.
    pub speeches: Vec<Kept>,
    /// The new searches, in order.
    pub searches: Vec<Searched>,
    /// The texts whose bookmark changes have been reported since.
    pub told: Vec<Told>,
}

impl Kept {
    /// Creates the saved form of a position.
    pub fn new(
        speech: &Document,
        scroll_offset: ScrollOffset,
        current: Option<usize>,
        read: ReadRanges,
    ) -> Self {
        let title_page = match scroll_offset {
            ScrollOffset::Title(offset) => Some(offset),
            ScrollOffset::Text(_) => None,
        };
        Self {
            speech: speech.id().to_owned(),
            file: speech.file().map(SavedPath::from),
            sha256: speech.identity().map(ToOwned::to_owned),
            title_page,
            page: Selector::at(speech.text(), scroll_offset.offset()),
            current: current.map(|block| speech.block(block).range.start),
            below: current.and_then(|block| block.checked_sub(speech.block_at(scroll_offset.offset())?)),
            furthest: read.end(),
            read,
            seen: Seen::of(speech),
        }
    }

    /// Returns the scroll offset in `speech`. If the text has been edited, the quote is looked for.
    pub fn scroll_offset(&self, speech: &Document) -> ScrollOffset {
        self.title_page
            .map_or_else(|| ScrollOffset::Text(self.offset(speech)), ScrollOffset::Title)
            .clamped_to(speech)
    }

    /// Returns the block of the current paragraph. In the same text it has the same distance from the page in
    /// bytes, in another text the same distance in blocks.
    pub fn current(&self, speech: &Document) -> Option<usize> {
        let page = self.offset(speech);
        if let Some(below) = self.below.filter(|_| !self.stands_in(speech)) {
            let block = speech.block_at(page)?.saturating_add(below).min(speech.block_count() - 1);
            return speech.numbered_at(speech.block(block).range.start);
        }
        let offset = (page + self.current?).saturating_sub(self.page.offset);
        speech.numbered_at(offset.min(speech.text().len()))
    }

    /// Returns the parts of the text that have been read.
    pub fn read(&self) -> ReadRanges {
        let mut read = ReadRanges::default();
        if self.read.is_empty() {
            read.add(0..self.furthest);
        }
        // The file may have been edited by hand. Adding the ranges one by one sorts them.
        read.extend(&self.read);
        read
    }

    /// Returns `true` if the text at the position is unchanged.
    pub fn stands_in(&self, speech: &Document) -> bool {
        self.page.matches_at(speech.text(), self.page.offset)
    }

    /// Returns `true` if the position is in the text with this SHA-256.
    fn is_in_text(&self, sha256: Option<&str>) -> bool {
        self.sha256.is_some() && self.sha256.as_deref() == sha256
    }

    /// Returns `true` if the position is in this speech of this file, whatever its text.
    fn is_in_file(&self, id: &str, file: Option<&Path>) -> bool {
        name(&self.speech, self.file.as_deref()) == name(id, file)
    }

    /// Returns the offset of the page.
    fn offset(&self, speech: &Document) -> usize {
        let text = speech.text();
        self.page.find(text).unwrap_or_else(|| text.floor_char_boundary(self.page.offset))
    }
}

impl Seen {
    /// Returns the state of the file of a speech, if there is one.
    fn of(speech: &Document) -> Option<Self> {
        let (size, changed) = speech.stamp()?;
        Some(Self { size, changed: i64::try_from(changed).ok()? })
    }

    fn stamp(self) -> Option<(u64, u128)> {
        Some((self.size, u128::try_from(self.changed).ok()?))
    }
}

/// A setting changed by key, or reset (`None`) to the configured value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The text width.
    Measure(Option<u16>),
    /// Visibility of the paragraph numbers.
    Numbers(Option<bool>),
    /// Visibility of the list.
    List(Option<bool>),
    /// Mouse support.
    Mouse(Option<bool>),
    /// The time of the last change by key.
    Changed(Option<Timestamp>),
}

impl Choice {
    const fn apply(self, chosen: &mut Chosen) {
        match self {
            Self::Measure(measure) => chosen.measure = measure,
            Self::Numbers(numbers) => chosen.numbers = numbers,
            Self::List(list) => chosen.list = list,
            Self::Mouse(mouse) => chosen.mouse = mouse,
            Self::Changed(changed) => chosen.changed = changed,
        }
    }
}

impl Chosen {
    /// Returns the settings that differ from `before`.
    pub fn since(&self, before: &Self) -> Vec<Choice> {
        let changes = [
            (self.measure != before.measure).then_some(Choice::Measure(self.measure)),
            (self.numbers != before.numbers).then_some(Choice::Numbers(self.numbers)),
            (self.list != before.list).then_some(Choice::List(self.list)),
            (self.mouse != before.mouse).then_some(Choice::Mouse(self.mouse)),
            (self.changed != before.changed).then_some(Choice::Changed(self.changed)),
        ];
        changes.into_iter().flatten().collect()
    }

    /// Returns the changes if they are newer than the configuration file, which was edited at `configured`.
    #[must_use]
    pub fn newer_than(self, configured: Option<Timestamp>) -> Self {
        let is_newer =
            configured.is_none_or(|configured| self.changed.is_some_and(|changed| changed > configured));
        if is_newer { self } else { Self::default() }
    }

    /// Returns `true` if all settings agree with the configuration.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Searched {
    /// Creates a search from a query and its options.
    pub fn new(query: &str, Options { regex, word, exact }: Options) -> Self {
        Self { query: query.to_owned(), regex, word, exact }
    }

    /// Returns the options of the search.
    pub const fn options(&self) -> Options {
        Options { regex: self.regex, word: self.word, exact: self.exact }
    }
}

impl Told {
    /// Records that the bookmarks in the text with this SHA-256 have been reported.
    pub fn of(speech: &Document, sha256: &str) -> Self {
        let file = speech.file().map(SavedPath::from);
        Self { speech: speech.id().to_owned(), file, sha256: sha256.to_owned() }
    }

    /// Returns the name that identifies the speech.
    fn name(&self) -> PathBuf {
        name(&self.speech, self.file.as_deref())
    }
}

impl Places {
    /// Returns `true` if the bookmark changes in the present text of `speech` have been reported.
    pub fn has_told(&self, speech: &Document) -> bool {
        let name = name(speech.id(), speech.file());
        let told = self.told.iter().find(|told| told.name() == name);
        told.is_some_and(|told| speech.identity() == Some(&told.sha256))
    }

    /// Returns the saved position in the text of `speech`, or else in the speech of its name and file.
    pub fn of(&self, speech: &Document) -> Option<&Kept> {
        let same = self.speeches.iter().rev().find(|kept| kept.is_in_text(speech.identity()));
        same.or_else(|| self.speeches.iter().rev().find(|kept| kept.is_in_file(speech.id(), speech.file())))
    }

    /// Returns speeches whose files look like moved ones: a position is saved for a missing file of the same
    /// size and modification time.
    pub fn moved_to(&self, library: &Library) -> Vec<usize> {
        let is_gone = |kept: &&Kept| {
            kept.file.is_some() && library.find(None, &kept.speech, kept.file.as_deref()).is_none()
        };
        let gone = self.speeches.iter().filter(is_gone).filter_map(|kept| kept.seen?.stamp());
        let gone: HashSet<(u64, u128)> = gone.collect();
        let is_moved = |speech: &Arc<Document>| speech.stamp().is_some_and(|stamp| gone.contains(&stamp));
        let moved = library.iter().enumerate().filter(|(_, speech)| is_moved(speech));
        moved.map(|(index, _)| index).collect()
    }

    /// Applies a change. Everything else stays as it is.
    pub fn apply(&mut self, change: &Change) {
        for chosen in &change.chosen {
            chosen.apply(&mut self.chosen);
        }
        for new in &change.speeches {
            // Another process may have recorded more as read.
            let mut read = new.read();
            self.speeches.retain(|old| {
                let is_same =
                    old.is_in_text(new.sha256.as_deref()) || old.is_in_file(&new.speech, new.file.as_deref());
                if is_same && (old.sha256 == new.sha256) {
                    read.extend(&old.read());
                }
                !is_same
            });
            self.speeches.push(Kept { furthest: read.end(), read, ..new.clone() });
        }
        keep_last(&mut self.speeches, MOST_PLACES);
        for new in &change.searches {
            self.searches.retain(|old| old != new);
            self.searches.push(new.clone());
        }
        keep_last(&mut self.searches, MOST_SEARCHES);
        for new in &change.told {
            self.told.retain(|old| old.name() != new.name());
            self.told.push(new.clone());
        }
        keep_last(&mut self.told, MOST_PLACES);
    }
}

impl Change {
    /// Returns `true` if nothing changes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn keep_last<T>(all: &mut Vec<T>, most: usize) {
    let surplus = all.len().saturating_sub(most);
    all.drain(..surplus);
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands in a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}
