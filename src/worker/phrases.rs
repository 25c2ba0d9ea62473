//! Finds the phrases of a speech, in all scopes of their list.

use std::{collections::HashMap, ops::Range, sync::Arc};

use jiff::civil;
use oratory_core::{
    Date, Limits, OPEN_SPEECH, PhraseOrder, PhraseSearch, Phrases, repeated_phrases, shared_phrases,
};

use crate::{
    catalog::{DocumentId, Entry},
    effect::{Indexed, PhraseScope, ScopedPhrases, Uses},
    event::FoundPhrases,
};

/// The speeches in which phrases are searched for.
pub(super) struct PhraseFinder {
    /// The passage whose phrases are searched for, as a byte range.
    passage: Option<Range<usize>>,
    /// The others that have been read.
    others: Vec<Indexed>,
    /// The days of all others.
    days: HashMap<DocumentId, Option<civil::Date>>,
    /// The least length and number in several speeches, and in one.
    across: Limits,
    within: Limits,
}

impl PhraseFinder {
    /// Creates a finder, to which the other speeches are added once they have been read.
    pub(super) fn new(
        others: &[(DocumentId, Arc<Entry>)],
        passage: Option<Range<usize>>,
        across: Limits,
        within: Limits,
    ) -> Self {
        let days = others.iter().map(|(id, other)| (*id, day_of(other))).collect();
        Self { passage, others: Vec::new(), days, across, within }
    }

    /// Adds other speeches.
    pub(super) fn add(&mut self, others: Vec<Indexed>) {
        self.others.extend(others);
    }

    /// Finds the phrases in all scopes: of the passage first, then those in other speeches, then those that are repeated. Returns
    /// `None` once they are not `wanted` any more.
    pub(super) fn find(&self, open: &Indexed, wanted: &dyn Fn() -> bool) -> Option<FoundPhrases> {
        let mut alike = Vec::new();
        let of_passage = self.passage.as_ref().map(|range| self.of_passage(open, range));
        let mut lists: Vec<Arc<ScopedPhrases>> = of_passage.into_iter().collect();
        match (&self.others[..], self.days.len()) {
            (_, 0) | ([], 1) => {}
            ([other], 1) => lists.push(self.shared(open, other)),
            _ => lists.push(self.used_in_others(open, &mut alike, wanted)?),
        }
        lists.push(self.repeated_in(open));
        if let ([other], 1) = (&self.others[..], self.days.len()) {
            lists.push(self.repeated_in(other));
        }
        wanted().then(|| FoundPhrases { lists, alike, unread: self.days.len() - self.others.len() })
    }

    /// Returns the phrases within a passage, a byte range, that are elsewhere too.
    fn of_passage(&self, open: &Indexed, range: &Range<usize>) -> Arc<ScopedPhrases> {
        let index = &open.1;
        let mut search = PhraseSearch::of_passage(index, index.words_at(range), self.within);
        search.add_rest(OPEN_SPEECH + 1);
        let mut speeches = vec![open.clone(), open.clone()];
        for other in &self.others {
            search.add(speeches.len(), &other.1);
            speeches.push(other.clone());
        }
        self.list(PhraseScope::Passage, search.phrases(), self.within, speeches)
    }

    fn shared(&self, open: &Indexed, other: &Indexed) -> Arc<ScopedPhrases> {
        let phrases = shared_phrases(&open.1, &other.1, self.across);
        self.list(PhraseScope::Shared, phrases, self.across, vec![open.clone(), other.clone()])
    }

    /// Returns the phrases that others have too. Those that are largely the open speech are left out.
    fn used_in_others(
        &self,
        open: &Indexed,
        alike: &mut Vec<DocumentId>,
        wanted: &dyn Fn() -> bool,
    ) -> Option<Arc<ScopedPhrases>> {
        let mut search = PhraseSearch::new(&open.1, self.across);
        let mut speeches = vec![open.clone()];
        for other in &self.others {
            if !wanted() {
                return None;
            }
            if search.add_unless_alike(speeches.len(), &other.1) {
                speeches.push(other.clone());
            } else {
                alike.push(other.0);
            }
        }
        let mut phrases = search.phrases();
        phrases.sort(PhraseOrder::Spread);
        Some(self.list(PhraseScope::Used, phrases, self.across, speeches))
    }

    fn repeated_in(&self, speech: &Indexed) -> Arc<ScopedPhrases> {
        let phrases = repeated_phrases(&speech.1, self.within);
        self.list(PhraseScope::Repeated, phrases, self.within, vec![speech.clone()])
    }

    fn list(
        &self,
        scope: PhraseScope,
        phrases: Phrases,
        limits: Limits,
        speeches: Vec<Indexed>,
    ) -> Arc<ScopedPhrases> {
        let counted = if scope == PhraseScope::Shared { 2 } else { 1 };
        let covered = speeches.iter().take(counted).enumerate();
        let covered = covered.map(|(number, (_, index))| phrases.covered(number, index.len())).collect();
        let days: Vec<Option<civil::Date>> =
            speeches.iter().map(|(speech, _)| self.days.get(speech).copied().flatten()).collect();
        let day = |number: usize| days[number];
        let of_library = matches!(scope, PhraseScope::Used | PhraseScope::Passage) && self.days.len() > 1;
        let rows = phrases.rows.iter().filter(|_| of_library);
        let uses = rows.filter_map(|phrase| {
            let (first, last) = phrases.uses(phrase, day)?;
            Some(Uses { first, last, day: day(first) })
        });
        let uses = uses.collect();
        Arc::new(ScopedPhrases { scope, phrases, limits, speeches, covered, uses })
    }
}

/// Returns the day of delivery of `speech`, or else of the report.
fn day_of(speech: &Entry) -> Option<civil::Date> {
    speech.details().date().and_then(Date::earliest_day)
}
