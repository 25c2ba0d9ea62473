//! What is kept from one session to the next beside the bookmarks: the place in each speech, the
//! searches, and how the reader last set the page.

use std::{collections::HashSet, fmt, ops::Range, sync::Arc};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::text::{
    layout::Anchor,
    library::{Library, name},
    quote::Quote,
    search::Options,
    speech::{Shape, Speech},
};

/// How many searches are kept: the last ones.
pub const MOST_SEARCHES: usize = 200;

/// How many positions are kept: the most recent ones.
pub const MOST_PLACES: usize = 500;

/// The beginning of the id of a text that comes from standard input or a pipe.
pub const INPUT_PREFIX: &str = "input-";

/// The version of the files that this program writes and reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version(i64);

/// All that is kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Places {
    /// The file's version.
    pub version: Version,
    /// How the reader last set the page.
    #[serde(default, skip_serializing_if = "Chosen::is_empty")]
    pub chosen: Chosen,
    /// The place in each speech, one a speech; the one that was open last is at the end.
    #[serde(default)]
    pub speeches: Vec<Kept>,
    /// The searches, the last at the end, none twice.
    #[serde(default)]
    pub searches: Vec<Searched>,
    /// The texts of which the reader has been told what became of the bookmarks in them, one a speech.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<Told>,
    /// What another version of the program put beside these; it is kept.
    #[serde(flatten)]
    pub other: toml::Table,
}

/// The place in one speech.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The speech's id.
    pub speech: String,
    /// The file from which it came, if it came from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The SHA-256 of its text, if that was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Where the page begins in the title page's text, if it does begin there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_page: Option<usize>,
    /// Where in the text the page begins, with the words that stand there.
    #[serde(flatten)]
    pub page: Quote,
    /// Where the current paragraph begins; absent where nothing is numbered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<usize>,
    /// How many blocks below the one in which the page begins the current paragraph is. Unlike `current`, it holds in
    /// a text of which only the bytes are others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    below: Option<usize>,
    /// The end of what has been read. Earlier versions of the program have this instead of `read`.
    #[serde(default)]
    furthest: usize,
    /// The parts of the text that have been read by moving through them.
    #[serde(default, skip_serializing_if = "ReadRanges::is_empty")]
    read: ReadRanges,
    /// What its file was like, if it came from one and had been read whole.
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

    /// Leaves out what lies beyond `end`.
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

/// What a file was like when a place in it was kept: while it is so, the place can be found before the file has
/// been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    /// Its size, in bytes.
    size: u64,
    /// When it was last changed, in nanoseconds since 1970.
    changed: i64,
    /// How its text was made.
    #[serde(flatten)]
    shape: Shape,
}

/// What the reader last set by key. What is as the configuration has it is absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Chosen {
    /// The width of the text column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<u16>,
    /// Whether paragraphs have their numbers beside them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<bool>,
    /// Whether the list is shown beside the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<bool>,
    /// Whether the mouse is the program's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mouse: Option<bool>,
    /// The time of the last change by key. What is older than the configuration file gives way to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<Timestamp>,
}

/// A search, to be had again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Searched {
    /// The query as typed.
    pub query: String,
    /// Whether it is a regular expression.
    #[serde(default, skip_serializing_if = "is_false")]
    pub regex: bool,
    /// Whether it is for whole words.
    #[serde(default, skip_serializing_if = "is_false")]
    pub word: bool,
    /// Whether it is to the letter.
    #[serde(default, skip_serializing_if = "is_false")]
    pub exact: bool,
}

/// A text of which the reader has been told what became of the bookmarks in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The speech's id.
    speech: String,
    /// The file from which it came, if it came from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// The SHA-256 of the text.
    sha256: String,
}

/// One change to what is kept. It carries no more than this copy of the program has changed, so that
/// it can be applied to whatever is kept at that moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// What was set by key since.
    pub chosen: Vec<Choice>,
    /// The places that have changed; that in the speech that is open is the last.
    pub speeches: Vec<Kept>,
    /// The searches that were made, in order.
    pub searches: Vec<Searched>,
    /// The texts of which the reader has been told what became of the bookmarks in them.
    pub told: Vec<Told>,
}

impl Default for Version {
    fn default() -> Self {
        Self(1)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Kept {
    /// The position of a reader: where the page begins, the block that is the current paragraph, and what has been
    /// read.
    pub fn new(speech: &Speech, anchor: Anchor, current: Option<usize>, read: ReadRanges) -> Self {
        let title_page = match anchor {
            Anchor::Title(offset) => Some(offset),
            Anchor::Text(_) => None,
        };
        let page = Quote::at(speech.text(), anchor.offset());
        Self {
            speech: speech.id().to_owned(),
            file: speech.file().map(ToOwned::to_owned),
            sha256: speech.identity().map(ToOwned::to_owned),
            title_page,
            page: Quote { offset: speech.skipped() + page.offset, ..page },
            current: current.map(|block| speech.skipped() + speech.block(block).range.start),
            below: current.and_then(|block| block.checked_sub(speech.block_at(anchor.offset())?)),
            furthest: read.end(),
            read,
            seen: Seen::of(speech),
        }
    }

    /// Where the page begins in `speech`, which may have been edited: where the quote stands.
    pub fn anchor(&self, speech: &Speech) -> Anchor {
        self.title_page.map_or_else(|| Anchor::Text(self.offset(speech)), Anchor::Title).within(speech)
    }

    /// The block that is the current paragraph: in the same text, as far from the page's beginning as it was; in
    /// another one, as many blocks below.
    pub fn current(&self, speech: &Speech) -> Option<usize> {
        let page = self.offset(speech);
        if let Some(below) = self.below.filter(|_| !self.stands_in(speech)) {
            let block = speech.block_at(page)?.saturating_add(below).min(speech.block_count() - 1);
            return speech.numbered_at(speech.block(block).range.start);
        }
        let offset = (page + self.current?).saturating_sub(self.page.offset);
        speech.numbered_at(offset.min(speech.text().len()))
    }

    /// The parts of the text that have been read.
    pub fn read(&self) -> ReadRanges {
        let mut read = ReadRanges::default();
        if self.read.is_empty() {
            read.add(0..self.furthest);
        }
        // The file may have been edited by hand: this puts the ranges in order.
        read.extend(&self.read);
        read
    }

    /// How the text was made in which the place was kept, if the file of `speech` is still the same by all that
    /// is seen from outside.
    pub fn shape(&self, speech: &Speech) -> Option<Shape> {
        let seen = self.seen.filter(|seen| seen.stamp() == speech.stamp())?;
        Some(seen.shape)
    }

    /// Whether the place is where it was, to the letter.
    pub fn stands_in(&self, speech: &Speech) -> bool {
        let offset = self.page.offset.checked_sub(speech.skipped());
        offset.is_some_and(|offset| self.page.stands_at(speech.text(), offset))
    }

    /// Whether it is a place in the same text.
    fn is_in_text(&self, sha256: Option<&str>) -> bool {
        self.sha256.is_some() && self.sha256.as_deref() == sha256
    }

    /// Whether it is a place in what has this name in this file, whatever the text is.
    fn is_in_file(&self, id: &str, file: Option<&str>) -> bool {
        name(&self.speech, self.file.as_deref()) == name(id, file)
    }

    /// Where the page begins in what is here of the text.
    fn offset(&self, speech: &Speech) -> usize {
        let offset = self.page.offset.saturating_sub(speech.skipped());
        let page = Quote { offset, ..self.page.clone() };
        page.find(speech.text()).unwrap_or_else(|| speech.text().floor_char_boundary(offset))
    }
}

impl Seen {
    /// What the file of a speech is like, if there is one and all is known.
    fn of(speech: &Speech) -> Option<Self> {
        let (size, changed) = speech.stamp()?;
        Some(Self { size, changed: i64::try_from(changed).ok()?, shape: speech.shape()? })
    }

    fn stamp(self) -> Option<(u64, u128)> {
        Some((self.size, u128::try_from(self.changed).ok()?))
    }
}

/// One thing that was set by key, or set back to what the configuration has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The width of the text column.
    Measure(Option<u16>),
    /// Whether paragraphs have their numbers beside them.
    Numbers(Option<bool>),
    /// Whether the list is shown beside the text.
    List(Option<bool>),
    /// Whether the mouse is the program's.
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
    /// What has been set since it was like `before`.
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

    /// Whether all is as the configuration has it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Searched {
    /// A search for `query`, so meant.
    pub fn new(query: &str, Options { regex, word, exact }: Options) -> Self {
        Self { query: query.to_owned(), regex, word, exact }
    }

    /// How it is meant.
    pub const fn options(&self) -> Options {
        Options { regex: self.regex, word: self.word, exact: self.exact }
    }
}

impl Told {
    /// That it has been told of the text with this SHA-256, which is that of a speech.
    pub fn of(speech: &Speech, sha256: &str) -> Self {
        let file = speech.file().map(ToOwned::to_owned);
        Self { speech: speech.id().to_owned(), file, sha256: sha256.to_owned() }
    }

    /// What tells it from that of another speech.
    fn name(&self) -> String {
        name(&self.speech, self.file.as_deref())
    }
}

impl Places {
    /// Whether the reader has been told what became of the bookmarks in a speech as it is now.
    pub fn has_told(&self, speech: &Speech) -> bool {
        let name = name(speech.id(), speech.file());
        let told = self.told.iter().find(|told| told.name() == name);
        told.is_some_and(|told| speech.identity() == Some(&told.sha256))
    }

    /// The place in a speech: in the same text, wherever it was read; else in what had its name in its file.
    pub fn of(&self, speech: &Speech) -> Option<&Kept> {
        let same = self.speeches.iter().rev().find(|kept| kept.is_in_text(speech.identity()));
        same.or_else(|| self.speeches.iter().rev().find(|kept| kept.is_in_file(speech.id(), speech.file())))
    }

    /// The speeches of a library in which there seem to be places that were kept in files that are not in it: theirs are
    /// of the same size, and were changed at the same moment.
    pub fn moved_to(&self, library: &Library) -> Vec<usize> {
        let is_gone = |kept: &&Kept| {
            kept.file.is_some() && library.find(None, &kept.speech, kept.file.as_deref()).is_none()
        };
        let gone = self.speeches.iter().filter(is_gone).filter_map(|kept| kept.seen?.stamp());
        let gone: HashSet<(u64, u128)> = gone.collect();
        let is_moved = |speech: &Arc<Speech>| speech.stamp().is_some_and(|stamp| gone.contains(&stamp));
        let moved = library.iter().enumerate().filter(|(_, speech)| is_moved(speech));
        moved.map(|(index, _)| index).collect()
    }

    /// Makes a change. What it does not name stays as it is.
    pub fn apply(&mut self, change: &Change) {
        for chosen in &change.chosen {
            chosen.apply(&mut self.chosen);
        }
        for new in &change.speeches {
            // Another copy of the program may have read on.
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
    /// Whether nothing changes.
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
