//! Selecting a passage: by key, by the next match, and the counts of its words.

use std::{
    collections::BTreeMap,
    ops::Range,
    ptr,
    sync::{Arc, Weak},
};

use oratory_core::{Document, MAX_QUERY_CHARS, MatchIndex, Options, Query, SearchDefaults};

use super::{
    page::Page,
    pane::Pane,
    selection::{Counts, Selection, moved, searched},
};
use crate::{
    app::{change::Change, library::Library},
    catalog::{DocumentId, Entry},
    command::EndMotion,
    effect::Job,
};

/// The most steps of a movement by count. A step looks at a page of text, and a key must not take seconds.
const MAX_STEPS: usize = 9_999;

impl Pane {
    /// Returns the selected passage of the open speech.
    pub(crate) fn selected(&self) -> Option<&Selection> {
        self.selected.as_ref().filter(|selection| selection.speech == self.open())
    }

    /// Returns the selected words, to be searched for, and the options of the search.
    pub(crate) fn selected_words(&self, library: &Library) -> Option<(String, Options)> {
        let selection = self.selected()?;
        Some(searched(library.document(selection.speech)?, &selection.range))
    }

    /// Clears the selection.
    pub(crate) fn clear_selection(&mut self) -> Vec<Change> {
        self.selected = None;
        Vec::new()
    }

    /// Selects the current match `matched`, or else the current sentence. Clears the selection if there is one.
    pub(crate) fn toggle_selection(
        &mut self,
        matched: Option<Range<usize>>,
        library: &Library,
    ) -> Vec<Change> {
        if self.selected().is_some() {
            return self.clear_selection();
        }
        let nothing = || vec![Change::notice("no text to select")];
        let Some(document) = library.document(self.open()) else { return nothing() };
        let reading = self.here();
        let range = matched.clone().or_else(|| reading?.current_sentence(document));
        let Some(range) = range else { return nothing() };
        self.set_selection(document, range, matched)
    }

    /// Selects `range` of the open speech.
    pub(crate) fn select_range(&mut self, range: Range<usize>, library: &Library) -> Vec<Change> {
        let Some(document) = library.document(self.open()) else { return Vec::new() };
        self.set_selection(document, range, None)
    }

    fn set_selection(
        &mut self,
        document: &Document,
        range: Range<usize>,
        matched: Option<Range<usize>>,
    ) -> Vec<Change> {
        let selection = Selection::new(self.open(), document, range);
        self.selected = selection.map(|selection| Selection { matched, ..selection });
        vec![Change::PassageSelected]
    }

    /// Moves an end of the selection, and shows it.
    pub(crate) fn move_end(
        &mut self,
        motion: EndMotion,
        count: Option<usize>,
        library: &Library,
        page: Page,
    ) -> Vec<Change> {
        let Some(selection) = self.selected() else { return Vec::new() };
        let Some(document) = library.document(selection.speech) else { return Vec::new() };
        let (mut range, matched) = (selection.range.clone(), selection.matched.clone());
        for _ in 0..count.unwrap_or(1).min(MAX_STEPS) {
            match moved(document, &range, motion) {
                Some(next) if next != range => range = next,
                _ => break,
            }
        }
        let is_start = matches!(motion, EndMotion::StartOn | EndMotion::StartBack);
        let changes = self.set_selection(document, range, matched);
        let Some(range) = self.selected().map(|selection| selection.range.clone()) else { return changes };
        let last = document.text().floor_char_boundary(range.end - 1);
        let end = if is_start { range.start..range.start + 1 } else { last..range.end };
        self.change(self.open(), library, page, |reading, column| reading.show(&end, column));
        changes
    }

    /// Puts the current match in the place of a selected match. Clears a selection of another speech, unless a match there
    /// is about to take its place.
    pub(crate) fn follow_match(
        &mut self,
        current: Option<Range<usize>>,
        is_awaited: bool,
        library: &Library,
    ) -> Vec<Change> {
        let open = self.open();
        let Some(selection) = &self.selected else { return Vec::new() };
        let is_here = selection.speech == open;
        match (&selection.matched, current) {
            (Some(matched), Some(current)) if !is_here || *matched != current => {
                let Some(document) = library.document(open) else { return Vec::new() };
                self.set_selection(document, current.clone(), Some(current))
            }
            _ if is_here || is_awaited => Vec::new(),
            _ => self.clear_selection(),
        }
    }

    /// Clears the selection if the text of its speech has changed, and says so.
    pub(crate) fn clear_outdated(&mut self, speech: DocumentId, before: &Entry, now: &Entry) -> Vec<Change> {
        let texts = before.document().zip(now.document());
        // The head of a text, and the whole, begin alike.
        let is_same = texts.is_some_and(|(before, now)| now.text().starts_with(before.text()));
        match self.selected.take_if(|selection| selection.speech == speech && !is_same) {
            Some(_) => vec![Change::AddedNotice("selection cleared: the text has changed".to_owned())],
            None => Vec::new(),
        }
    }

    /// Returns the job that counts the passages with the same words in `speeches`.
    pub(crate) fn count_passage(
        &mut self,
        library: &Library,
        speeches: Vec<(DocumentId, Arc<Entry>)>,
        defaults: SearchDefaults,
    ) -> Vec<Change> {
        let Some(selection) = &mut self.selected else { return Vec::new() };
        let Some(document) = library.document(selection.speech) else { return Vec::new() };
        // A match lies within one paragraph.
        let [first, last] = [selection.range.start, selection.range.end - 1].map(|at| document.block_at(at));
        if selection.range.len() > MAX_QUERY_CHARS || first != last {
            return Vec::new();
        }
        let (words, options) = searched(document, &selection.range);
        let Ok(query) = Query::new(&words, options, defaults) else { return Vec::new() };
        let query = Arc::new(query);
        selection.counts = Some(Counts { query: Arc::clone(&query), counted: BTreeMap::new() });
        vec![Change::job(Job::CountPassage { query, speeches })]
    }

    /// Stores counts of passages, unless they are those of another selection.
    pub(crate) fn store_counts(
        &mut self,
        query: &Weak<Query>,
        counts: Vec<(DocumentId, MatchIndex)>,
    ) -> Vec<Change> {
        let own = self.selected.as_mut().and_then(|selection| selection.counts.as_mut());
        if let Some(own) = own.filter(|own| ptr::eq(Arc::as_ptr(&own.query), query.as_ptr())) {
            own.counted.extend(counts.into_iter().map(|(speech, index)| (speech, index.total())));
        }
        Vec::new()
    }
}
