//! The saved session: the position in each speech, past searches, and settings changed by key.
//!
//! The names of fields in the file, `places.toml`, are those of version 0.1.

use std::{
    collections::HashSet,
    ops::Range,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use oratory_core::{Annotation, Document, Options, SavedPath, ScrollOffset, Selector, Source, document_name};
use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, DocumentId, Entry};

/// Maximum number of saved searches.
pub(crate) const MAX_SEARCHES: usize = 200;

/// Maximum number of saved positions. The oldest are dropped.
pub(crate) const MAX_POSITIONS: usize = 500;

/// Maximum number of saved pairings. The oldest are dropped.
const MAX_PAIRINGS: usize = 100;

/// Start of the id of a text from standard input or a pipe.
pub(crate) const INPUT_PREFIX: &str = "input-";

/// Returns the name of a speech in messages: its id, or `standard input` or `pipe` for a text without a file.
pub(crate) fn name_in_messages<'a>(source: &'a Source, title: &str) -> &'a str {
    match source.id.as_str() {
        id if source.file.is_some() || !id.starts_with(INPUT_PREFIX) => id,
        _ if title == "Pipe" => "pipe",
        _ => "standard input",
    }
}

/// The content of `places.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSession {
    #[serde(default, rename = "chosen", skip_serializing_if = "Overrides::is_empty")]
    pub(crate) overrides: Overrides,
    /// The position in each speech. That of the speech opened last is at the end.
    #[serde(default, rename = "speeches")]
    pub positions: Vec<SavedPosition>,
    /// Searches without duplicates, the last at the end.
    #[serde(default)]
    pub(crate) searches: Vec<SavedSearch>,
    /// The text of each speech in which changes of bookmarks were reported.
    #[serde(default, rename = "told", skip_serializing_if = "Vec::is_empty")]
    reported: Vec<ReportedText>,
    /// The shifted pairings of paragraphs, the last at the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) pairings: Vec<SavedPairing>,
}

/// The saved position in a speech.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedPosition {
    /// Id of the speech.
    pub speech: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<SavedPath>,
    /// SHA-256 of the text, if it was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sha256: Option<String>,
    /// Scroll offset in the text of the title page, if the page begins there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title_page: Option<usize>,
    /// Scroll offset in the text, with the words there.
    #[serde(flatten)]
    page: Selector,
    /// Offset of the current paragraph, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    current: Option<usize>,
    /// Distance from the first block of the page to the current paragraph, in blocks. Unlike `current`, it holds in
    /// an edited text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    below: Option<usize>,
    /// End of the part that has been read. Programs before 0.1 wrote it instead of `read`.
    #[serde(default)]
    furthest: usize,
    /// Parts of the text that have been read.
    #[serde(default, skip_serializing_if = "ReadRanges::is_empty")]
    read: ReadRanges,
    /// The file when the position was saved.
    #[serde(flatten)]
    stamp: Option<FileStamp>,
}

/// A note that was being typed and has not been saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SavedDraft {
    /// The note as it was typed.
    pub note: String,
    /// The annotation before the change.
    pub annotation: Annotation,
}

/// A change to the drafts of notes.
#[derive(Debug, Clone, PartialEq)]
pub enum DraftChange {
    /// Adds a draft, or replaces that of the same annotation.
    Save(Box<SavedDraft>),
    /// Removes the draft of the annotation with this id.
    Remove(String),
}

impl DraftChange {
    /// Returns the id of the annotation.
    pub(crate) fn id(&self) -> &String {
        match self {
            Self::Save(draft) => &draft.annotation.id,
            Self::Remove(id) => id,
        }
    }
}

/// Parts of a text that have been read, as ranges of offsets. They are sorted and do not overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReadRanges(Vec<(usize, usize)>);

impl ReadRanges {
    /// Adds a range, and merges it with those that it overlaps or touches.
    pub(crate) fn add(&mut self, Range { mut start, mut end }: Range<usize>) {
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
        let index = self.0.partition_point(|&(other, _)| other < start);
        self.0.insert(index, (start, end));
    }

    /// Adds all ranges of `other`.
    pub(crate) fn extend(&mut self, other: &Self) {
        for &(start, end) in &other.0 {
            self.add(start..end);
        }
    }

    /// Truncates the ranges at `end`.
    pub(crate) fn truncate(&mut self, end: usize) {
        self.0.retain(|&(start, _)| start < end);
        if let Some((_, last)) = self.0.last_mut() {
            *last = end.min(*last);
        }
    }

    /// Returns the length of all ranges together, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.0.iter().map(|(start, end)| end - start).sum()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the end of the last range, or 0 without ranges.
    pub fn end(&self) -> usize {
        self.0.last().map_or(0, |&(_, end)| end)
    }
}

/// Size and modification time of a file, by which it is recognized after it was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct FileStamp {
    size: u64,
    /// Nanoseconds since 1970.
    changed: i64,
}

impl FileStamp {
    fn of(speech: &Entry) -> Option<Self> {
        let (size, changed) = speech.stamp()?;
        Some(Self { size, changed: i64::try_from(changed).ok()? })
    }

    /// Returns the form in which [`Entry::stamp`] has it.
    fn to_pair(self) -> Option<(u64, u128)> {
        Some((self.size, u128::try_from(self.changed).ok()?))
    }
}

impl SavedPosition {
    /// Creates the saved form of a position, if a text is loaded. `current` is the block of the current paragraph.
    pub fn new(
        speech: &Entry,
        scroll_offset: ScrollOffset,
        current: Option<usize>,
        read: ReadRanges,
    ) -> Option<Self> {
        let document = speech.document()?;
        let title_page = match scroll_offset {
            ScrollOffset::Title(offset) => Some(offset),
            // The next session begins without notes.
            ScrollOffset::Note(..) | ScrollOffset::Text(_) => None,
        };
        Some(Self {
            speech: speech.id().to_owned(),
            file: speech.file().map(SavedPath::from),
            sha256: speech.identity().map(ToOwned::to_owned),
            title_page,
            page: Selector::at(document.text(), scroll_offset.offset()),
            current: current.map(|block| document.block(block).range.start),
            below: current.and_then(|block| block.checked_sub(document.block_at(scroll_offset.offset())?)),
            furthest: read.end(),
            read,
            stamp: FileStamp::of(speech),
        })
    }

    /// Returns the scroll offset in `speech`. In an edited text, it is where the same words are.
    pub(crate) fn scroll_offset(&self, speech: &Document) -> ScrollOffset {
        let offset =
            self.title_page.map_or_else(|| ScrollOffset::Text(self.page(speech)), ScrollOffset::Title);
        offset.clamped_to(speech)
    }

    /// Returns the block of the current paragraph. Its distance from the page stays: in an unedited text in bytes, in
    /// any other in blocks.
    pub(crate) fn current(&self, speech: &Document) -> Option<usize> {
        let page = self.page(speech);
        if let Some(below) = self.below.filter(|_| !self.is_unedited(speech)) {
            let block = speech.block_at(page)?.saturating_add(below).min(speech.block_count() - 1);
            return speech.numbered_at(speech.block(block).range.start);
        }
        let offset = (page + self.current?).saturating_sub(self.page.offset);
        speech.numbered_at(offset.min(speech.text().len()))
    }

    /// Returns the parts of the text that have been read.
    pub(crate) fn read(&self) -> ReadRanges {
        let mut read = ReadRanges::default();
        if self.read.is_empty() {
            read.add(0..self.furthest);
        }
        // A file edited by hand may have them in any order. Adding them one by one sorts them.
        read.extend(&self.read);
        read
    }

    /// Returns `true` if the words at the page are those that were saved.
    pub(crate) fn is_unedited(&self, speech: &Document) -> bool {
        self.page.matches_at(speech.text(), self.page.offset)
    }

    /// Returns `true` if the position is in the text with this SHA-256.
    fn is_in_text(&self, sha256: Option<&str>) -> bool {
        self.sha256.is_some() && self.sha256.as_deref() == sha256
    }

    /// Returns `true` if the position is in this speech of this file, whatever its text.
    fn is_in_file(&self, id: &str, file: Option<&Path>) -> bool {
        document_name(&self.speech, self.file.as_deref()) == document_name(id, file)
    }

    /// Returns the offset of the page.
    fn page(&self, speech: &Document) -> usize {
        let text = speech.text();
        self.page.find(text).unwrap_or_else(|| text.floor_char_boundary(self.page.offset))
    }
}

/// Settings changed by key, which override the configuration. `None` if they agree with it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Overrides {
    #[serde(rename = "measure", skip_serializing_if = "Option::is_none")]
    pub(crate) text_width: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) numbers: Option<bool>,
    /// `true` if the signs of markup are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) markup: Option<bool>,
    /// `true` if the times of subtitles are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) times: Option<bool>,
    /// `true` if the list is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) list: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mouse: Option<bool>,
    /// Time of the last change by key. An edit of the configuration after it drops the overrides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) changed: Option<Timestamp>,
}

/// A change to a setting that overrides the configuration, with its new value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Override {
    /// Text width.
    TextWidth(Option<u16>),
    /// Paragraph numbers.
    Numbers(Option<bool>),
    /// Visibility of the signs of markup.
    Markup(Option<bool>),
    /// Visibility of the times of subtitles.
    Times(Option<bool>),
    /// Visibility of the list.
    List(Option<bool>),
    /// Mouse support.
    Mouse(Option<bool>),
    /// Time of the last change by key.
    Changed(Option<Timestamp>),
}

impl Overrides {
    /// Returns the settings that differ from `before`.
    pub(crate) fn since(&self, before: &Self) -> Vec<Override> {
        let changes = [
            (self.text_width != before.text_width).then_some(Override::TextWidth(self.text_width)),
            (self.numbers != before.numbers).then_some(Override::Numbers(self.numbers)),
            (self.markup != before.markup).then_some(Override::Markup(self.markup)),
            (self.times != before.times).then_some(Override::Times(self.times)),
            (self.list != before.list).then_some(Override::List(self.list)),
            (self.mouse != before.mouse).then_some(Override::Mouse(self.mouse)),
            (self.changed != before.changed).then_some(Override::Changed(self.changed)),
        ];
        changes.into_iter().flatten().collect()
    }

    const fn apply(&mut self, change: Override) {
        match change {
            Override::TextWidth(text_width) => self.text_width = text_width,
            Override::Numbers(numbers) => self.numbers = numbers,
            Override::Markup(markup) => self.markup = markup,
            Override::Times(times) => self.times = times,
            Override::List(list) => self.list = list,
            Override::Mouse(mouse) => self.mouse = mouse,
            Override::Changed(changed) => self.changed = changed,
        }
    }

    /// Returns the overrides unless the configuration was edited after them, at `edited`.
    #[must_use]
    pub(crate) fn newer_than(self, edited: Option<Timestamp>) -> Self {
        let is_newer = edited.is_none_or(|edited| self.changed.is_some_and(|changed| changed > edited));
        if is_newer { self } else { Self::default() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A search in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSearch {
    /// The query as it was typed.
    pub(crate) query: String,
    /// `true` for a regular expression.
    #[serde(default, skip_serializing_if = "is_false")]
    regex: bool,
    /// `true` for whole words.
    #[serde(default, skip_serializing_if = "is_false")]
    word: bool,
    /// `true` for exact matching.
    #[serde(default, skip_serializing_if = "is_false")]
    exact: bool,
}

impl SavedSearch {
    /// Creates the saved form of a search.
    pub fn new(query: &str, Options { regex, word, exact }: Options) -> Self {
        Self { query: query.to_owned(), regex, word, exact }
    }

    pub(crate) const fn options(&self) -> Options {
        Options { regex: self.regex, word: self.word, exact: self.exact }
    }
}

/// A text in which changes of bookmarks were reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedText {
    speech: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<SavedPath>,
    sha256: String,
}

impl ReportedText {
    /// Records a report for the text of `speech` with this SHA-256.
    pub(crate) fn new(speech: &Entry, sha256: &str) -> Self {
        let file = speech.file().map(SavedPath::from);
        Self { speech: speech.id().to_owned(), file, sha256: sha256.to_owned() }
    }

    fn name(&self) -> PathBuf {
        document_name(&self.speech, self.file.as_deref())
    }
}

/// The pairing of the paragraphs of two speeches that are compared, where it was shifted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedPairing {
    /// The names of the speeches in alphabetical order.
    pub(crate) speeches: [SavedPath; 2],
    /// Numbers of paragraphs of the first speech, each with the number of rows by which the second is moved from there on.
    pub(crate) shifts: Vec<(usize, isize)>,
}

impl SavedPairing {
    /// Returns the names of two speeches in alphabetical order, and `true` if that turns them.
    pub(crate) fn names(pair: [&Entry; 2]) -> ([SavedPath; 2], bool) {
        let [a, b] = pair.map(|speech| document_name(speech.id(), speech.file()));
        let is_turned = a > b;
        let names = if is_turned { [b, a] } else { [a, b] };
        (names.map(|name| SavedPath::from(name.as_path())), is_turned)
    }
}

/// A change to the saved session. It contains only what this instance has changed, because other instances write the
/// same file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionChange {
    /// Changed settings.
    pub overrides: Vec<Override>,
    /// Changed positions, that of the open speech last.
    pub positions: Vec<SavedPosition>,
    /// New searches, in order.
    pub searches: Vec<SavedSearch>,
    /// New reports.
    pub reported: Vec<ReportedText>,
    /// Changed pairings, in order.
    pub pairings: Vec<SavedPairing>,
}

impl SessionChange {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl SavedSession {
    /// Returns `true` if a position in `file` is saved.
    pub(crate) fn has_position_in(&self, file: &Path) -> bool {
        self.positions.iter().any(|position| position.file.as_deref() == Some(file))
    }

    /// Returns `true` if changes of bookmarks in the present text of `speech` were reported.
    pub(crate) fn has_reported(&self, speech: &Entry) -> bool {
        let name = document_name(speech.id(), speech.file());
        let reported = self.reported.iter().find(|reported| reported.name() == name);
        reported.is_some_and(|reported| speech.identity() == Some(&reported.sha256))
    }

    /// Returns the saved position in the text of `speech`, or else in the speech of its name and file.
    pub(crate) fn position_in(&self, speech: &Entry) -> Option<&SavedPosition> {
        let mut latest_first = self.positions.iter().rev();
        let in_text = latest_first.clone().find(|position| position.is_in_text(speech.identity()));
        in_text.or_else(|| latest_first.find(|position| position.is_in_file(speech.id(), speech.file())))
    }

    /// Returns the speeches whose files seem to have been moved: a position is saved for a missing file with the same
    /// [`FileStamp`].
    pub(crate) fn moved_speeches(&self, library: &Catalog) -> Vec<DocumentId> {
        let mut missing: HashSet<(u64, u128)> = HashSet::new();
        for SavedPosition { speech, file, stamp, .. } in &self.positions {
            if file.is_some() && library.find(None, speech, file.as_deref()).is_none() {
                missing.extend(stamp.and_then(FileStamp::to_pair));
            }
        }
        let is_moved = |speech: &Entry| speech.stamp().is_some_and(|stamp| missing.contains(&stamp));
        library.iter().filter(|(_, speech)| is_moved(speech)).map(|(id, _)| id).collect()
    }

    /// Applies `change`. Everything else stays.
    pub fn apply(&mut self, change: &SessionChange) {
        for change in &change.overrides {
            self.overrides.apply(*change);
        }
        for new in &change.positions {
            let mut read = new.read();
            self.positions.retain(|old| {
                let is_same =
                    old.is_in_text(new.sha256.as_deref()) || old.is_in_file(&new.speech, new.file.as_deref());
                // Another instance may have recorded more as read.
                if is_same && old.sha256 == new.sha256 {
                    read.extend(&old.read());
                }
                !is_same
            });
            self.positions.push(SavedPosition { furthest: read.end(), read, ..new.clone() });
        }
        for new in &change.searches {
            self.searches.retain(|old| old != new);
            self.searches.push(new.clone());
        }
        for new in &change.reported {
            self.reported.retain(|old| old.name() != new.name());
            self.reported.push(new.clone());
        }
        for new in &change.pairings {
            self.pairings.retain(|old| old.speeches != new.speeches);
            if !new.shifts.is_empty() {
                self.pairings.push(new.clone());
            }
        }
        keep_last(&mut self.pairings, MAX_PAIRINGS);
        keep_last(&mut self.positions, MAX_POSITIONS);
        keep_last(&mut self.searches, MAX_SEARCHES);
        keep_last(&mut self.reported, MAX_POSITIONS);
    }
}

fn keep_last<T>(entries: &mut Vec<T>, max: usize) {
    let surplus = entries.len().saturating_sub(max);
    entries.drain(..surplus);
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}
