//! The notebook: the list of bookmarks and highlights with their notes, ordered, filtered and grouped.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
};

use jiff::Timestamp;
use oratory_core::loose;

use super::{
    annotations::{Annotations, Placed},
    note_filter::{NoteFilter, Searchable},
    notebook_lines::{Lines, note_lines},
};
use crate::{
    app::{
        library::{Library, titles::short_titles},
        list::{Extent, moved},
        sidebar::scope::Scope,
    },
    catalog::{DocumentId, Location},
    command::Motion,
};

/// The notebook, which covers the list and the text while it is open.
#[derive(Debug, Clone, Default)]
pub struct Notebook {
    is_open: bool,
    order: NoteOrder,
    /// The filter, or an empty string.
    filter: String,
    /// The ids of ticked annotations. They may be hidden by the filter.
    ticked: BTreeSet<String>,
    entries: Vec<NoteEntry>,
    counts: NoteCounts,
    /// The short name of each title.
    short: HashMap<String, String>,
    /// The entry under the cursor.
    cursor: usize,
    /// The id of the annotation under the cursor.
    selected: Option<String>,
    /// The state from which `entries` were derived.
    derived_from: Option<Source>,
    /// The words that the filter searches, once there has been one, with the version of the annotations.
    searchable: Option<(usize, Vec<Searchable>)>,
    /// The rows in view.
    pub(super) lines: Lines,
    /// The last press of the mouse.
    pub(super) pressed: Option<((u16, u16), Timestamp)>,
}

/// An order of the notebook.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum NoteOrder {
    /// The order of the list of speeches, then that of their texts.
    #[default]
    Place,
    /// The order of the last changes, the newest first.
    Time,
    /// Groups by tag.
    Tag,
}

/// An entry of the notebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoteEntry {
    /// The index among all annotations.
    pub(crate) index: usize,
    /// The heading of the group, if this is its first entry, and the number of entries in the group.
    pub(crate) heading: Option<(String, usize)>,
}

/// Counts of annotations.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct NoteCounts {
    /// All in the scope.
    pub(crate) all: usize,
    /// Those that pass the filter.
    pub(crate) shown: usize,
    /// Those of `shown` that have a note with more than tags.
    pub(crate) notes: usize,
    /// Those of `shown` that are ticked.
    pub(crate) ticked: usize,
}

/// The state from which the entries are derived. They are valid while it is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Source {
    order: NoteOrder,
    filter: String,
    scope: Option<String>,
    library: (usize, usize),
    notes: usize,
}

impl NoteOrder {
    /// Returns the next order.
    const fn next(self) -> Self {
        match self {
            Self::Place => Self::Time,
            Self::Time => Self::Tag,
            Self::Tag => Self::Place,
        }
    }

    /// Returns the description in the title.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Place => "by place",
            Self::Time => "newest first",
            Self::Tag => "by tag",
        }
    }
}

impl Notebook {
    /// Returns `true` while it is open.
    pub const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Opens it, with the cursor on the last annotation that begins before the offset `here` in a speech.
    pub(super) fn open(
        &mut self,
        here: (DocumentId, usize),
        annotations: &Annotations,
        library: &Library,
        scope: Option<&Scope>,
    ) {
        (self.is_open, self.cursor, self.selected, self.derived_from) = (true, 0, None, None);
        self.lines = Lines::default();
        self.ticked.clear();
        self.refresh(annotations, library, scope);
        let ranks = ranks(library);
        let here = (ranks.get(&here.0).copied(), here.1);
        let all = annotations.all();
        let before = self.entries.iter().enumerate().filter_map(|(entry, NoteEntry { index, .. })| {
            let key = place_key(&all[*index], &ranks);
            ((key.0, key.1) < here && state_group(&all[*index]).is_none()).then_some((key, entry))
        });
        self.cursor = before.max().map_or(0, |(_, entry)| entry);
        self.record_selected(annotations);
    }

    /// Closes it, and drops the filter.
    pub(super) fn close(&mut self) {
        self.is_open = false;
        self.filter.clear();
        // They take memory that nobody needs until the next time.
        (self.entries, self.searchable) = (Vec::new(), None);
    }

    /// Returns the order.
    pub(crate) const fn order(&self) -> NoteOrder {
        self.order
    }

    /// Switches to the next order.
    pub(super) fn sort_next(&mut self) {
        self.order = self.order.next();
    }

    /// Returns the filter, or an empty string.
    pub(crate) fn filter(&self) -> &str {
        &self.filter
    }

    /// Sets `filter`.
    pub(super) fn set_filter(&mut self, filter: String) {
        self.filter = filter;
    }

    /// Returns the filter of the list that limits the notebook to some speeches.
    pub(crate) fn scope(&self) -> Option<&str> {
        self.derived_from.as_ref()?.scope.as_deref()
    }

    /// Returns the counts of annotations.
    pub(crate) const fn counts(&self) -> NoteCounts {
        self.counts
    }

    /// Returns the entries that pass the filter.
    pub(crate) fn entries(&self) -> &[NoteEntry] {
        &self.entries
    }

    /// Returns the number of the entry under the cursor.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Returns the rows in view.
    pub(crate) const fn lines(&self) -> &Lines {
        &self.lines
    }

    /// Returns the short name of `title`.
    pub(super) fn short_title<'a>(&'a self, title: &'a str) -> &'a str {
        self.short.get(title).map_or(title, String::as_str)
    }

    /// Returns the annotation under the cursor.
    pub(super) fn under_cursor<'a>(&self, annotations: &'a Annotations) -> Option<&'a Placed> {
        annotations.all().get(self.entries.get(self.cursor)?.index)
    }

    /// Returns `true` if the annotation with this id is ticked.
    pub(super) fn is_ticked(&self, id: &str) -> bool {
        self.ticked.contains(id)
    }

    /// Ticks the annotation under the cursor, or removes its tick.
    pub(super) fn tick(&mut self) {
        if let Some(id) = self.selected.clone()
            && !self.ticked.remove(&id)
        {
            self.ticked.insert(id);
        }
    }

    /// Returns the ids of `annotations` shown, each once, or of the ticked ones of them, if there are any.
    pub(super) fn shown_ids(&self, annotations: &Annotations) -> Vec<String> {
        let all = annotations.all();
        let mut seen = HashSet::new();
        let shown = self.entries.iter().filter(|entry| seen.insert(entry.index));
        let shown = shown.filter_map(|entry| Some(&all.get(entry.index)?.annotation.id));
        let (ticked, others): (Vec<_>, Vec<_>) = shown.cloned().partition(|id| self.ticked.contains(id));
        if ticked.is_empty() { others } else { ticked }
    }

    /// Puts the cursor on `entry`.
    pub(super) fn select(&mut self, entry: usize, annotations: &Annotations) {
        self.cursor = entry.min(self.entries.len().saturating_sub(1));
        self.record_selected(annotations);
    }

    /// Puts the cursor on the annotation with `id`, once the entries are derived.
    pub(super) fn select_id(&mut self, id: String) {
        self.selected = Some(id);
        self.derived_from = None;
    }

    /// Moves the cursor.
    pub(super) fn go(&mut self, motion: Motion, count: Option<usize>, annotations: &Annotations) {
        let last = self.entries.len().saturating_sub(1);
        let extent = Extent { page: self.lines.entries_in_view().max(1), last };
        self.select(moved(self.cursor, motion, count, extent), annotations);
    }

    fn record_selected(&mut self, annotations: &Annotations) {
        self.selected = self.under_cursor(annotations).map(|placed| placed.annotation.id.clone());
    }

    /// Derives the entries again if their source has changed. The cursor stays on its annotation.
    pub(super) fn refresh(&mut self, annotations: &Annotations, library: &Library, scope: Option<&Scope>) {
        let source = Source {
            order: self.order,
            filter: self.filter.clone(),
            scope: scope.map(|scope| scope.filter.clone()),
            library: library.version(),
            notes: annotations.changes(),
        };
        let all = annotations.all();
        if self.derived_from.as_ref() != Some(&source) {
            self.derive(annotations, library, scope);
            self.derived_from = Some(source);
            let is_selected =
                |entry: &NoteEntry| self.selected.as_ref() == Some(&all[entry.index].annotation.id);
            // An annotation may be in several groups. Stay in the nearest one.
            let same = self.entries.iter().enumerate().filter(|(_, entry)| is_selected(entry));
            let nearest = same.map(|(at, _)| at).min_by_key(|at| at.abs_diff(self.cursor));
            self.select(nearest.unwrap_or(self.cursor), annotations);
        }
        let shown: HashSet<usize> = if self.ticked.is_empty() {
            HashSet::new()
        } else {
            self.entries.iter().map(|entry| entry.index).collect()
        };
        self.counts.ticked =
            shown.iter().filter(|&&index| self.ticked.contains(&all[index].annotation.id)).count();
    }

    fn derive(&mut self, annotations: &Annotations, library: &Library, scope: Option<&Scope>) {
        let all = annotations.all();
        let covered = |index: &usize| {
            let document = all[*index].location.document();
            scope.is_none_or(|scope| document.is_some_and(|document| scope.speeches.contains(&document)))
        };
        let mut shown: Vec<usize> = (0..all.len()).filter(covered).collect();
        self.counts.all = shown.len();
        let titles: BTreeSet<Cow<'_, str>> = shown.iter().map(|&index| title(&all[index], library)).collect();
        let titles: Vec<&str> = titles.iter().map(AsRef::as_ref).collect();
        let short = short_titles(&titles);
        self.short = titles.iter().map(|&title| title.to_owned()).zip(short).collect();
        if !self.filter.is_empty() {
            let filter = NoteFilter::new(&self.filter);
            let searchable = searchable(&mut self.searchable, annotations);
            shown.retain(|&index| filter.matches(&searchable[index]));
        }
        self.counts.shown = shown.len();
        let has_note = |index: &&usize| !note_lines(&all[**index].annotation).is_empty();
        self.counts.notes = shown.iter().filter(has_note).count();
        let ranks = ranks(library);
        shown.sort_by_cached_key(|&index| place_key(&all[index], &ranks));
        let (found, lost): (Vec<_>, Vec<_>) =
            shown.into_iter().partition(|&index| state_group(&all[index]).is_none());
        self.entries = in_order(self.order, found, all);
        for group in [NOT_FOUND, NOT_IN_LIBRARY] {
            let members = lost.iter().copied().filter(|&index| state_group(&all[index]) == Some(group));
            self.entries.extend(grouped(group, members.collect()));
        }
    }
}

/// The heading of the annotations that were not found in their texts.
const NOT_FOUND: &str = "Not found";

/// The heading of the annotations of other texts.
const NOT_IN_LIBRARY: &str = "In texts that are not open";

/// Returns the group of an annotation that cannot be read in its place.
fn state_group(placed: &Placed) -> Option<&'static str> {
    match placed.location {
        Location::NotInLibrary => Some(NOT_IN_LIBRARY),
        _ if placed.is_orphan() => Some(NOT_FOUND),
        _ => None,
    }
}

/// Returns the entries of annotations that were found, in `order`.
fn in_order(order: NoteOrder, mut found: Vec<usize>, all: &[Placed]) -> Vec<NoteEntry> {
    match order {
        NoteOrder::Place => {}
        NoteOrder::Time => found.sort_by_key(|&index| Reverse(all[index].annotation.modified())),
        NoteOrder::Tag => {
            let mut tags: BTreeMap<String, (String, Vec<usize>)> = BTreeMap::new();
            let mut untagged = Vec::new();
            for index in found {
                let own = all[index].annotation.tags();
                if own.is_empty() {
                    untagged.push(index);
                }
                for tag in own {
                    let (_, members) =
                        tags.entry(loose(tag)).or_insert_with(|| (format!("#{tag}"), Vec::new()));
                    // A note may have two forms of one tag.
                    if members.last() != Some(&index) {
                        members.push(index);
                    }
                }
            }
            let groups = tags.into_values().map(|(name, members)| grouped(&name, members));
            return groups.chain([grouped("No tag", untagged)]).flatten().collect();
        }
    }
    found.into_iter().map(|index| NoteEntry { index, heading: None }).collect()
}

/// Returns the entries of a group.
fn grouped(name: &str, members: Vec<usize>) -> Vec<NoteEntry> {
    let count = members.len();
    let heading = |at| (at == 0).then(|| (name.to_owned(), count));
    members.into_iter().enumerate().map(|(at, index)| NoteEntry { index, heading: heading(at) }).collect()
}

/// Returns the title of an annotation's speech, which may have changed.
pub(super) fn title<'a>(placed: &'a Placed, library: &'a Library) -> Cow<'a, str> {
    placed
        .location
        .document()
        .map_or_else(|| placed.annotation.title.as_str().into(), |document| library.title(document))
}

/// Returns the position of each speech in the list.
fn ranks(library: &Library) -> HashMap<DocumentId, usize> {
    library.sequence().iter().enumerate().map(|(rank, &speech)| (speech, rank)).collect()
}

/// Returns the sort key of an annotation in the order of places. In a text that is not loaded, this is where it was
/// saved.
fn place_key(placed: &Placed, ranks: &HashMap<DocumentId, usize>) -> (Option<usize>, usize, Reverse<usize>) {
    let rank = placed.location.document().and_then(|document| ranks.get(&document).copied());
    let selector = &placed.annotation.selector;
    let range = placed.location.range().map(|(_, range)| range);
    let range = range.unwrap_or_else(|| selector.start..selector.end.unwrap_or(selector.start));
    (rank, range.start, Reverse(range.end))
}

/// Returns what the filter searches. It is derived once for each version of `annotations`.
fn searchable<'a>(
    known: &'a mut Option<(usize, Vec<Searchable>)>,
    annotations: &Annotations,
) -> &'a [Searchable] {
    let changes = annotations.changes();
    let known = known.get_or_insert_with(|| (changes.wrapping_add(1), Vec::new()));
    if known.0 != changes {
        *known =
            (changes, annotations.all().iter().map(|placed| Searchable::of(&placed.annotation)).collect());
    }
    &known.1
}
