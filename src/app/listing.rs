//! The entries of the list: speeches, bookmarks or headings, filtered and sorted.

use std::{borrow::Cow, collections::HashMap};

use super::{
    App,
    page::Focus,
    sheet::{Sheet, Subject},
    sidebar::{Derivation, Listing, Sieve},
};
use oratory_core::{
    anchor::bookmark::{Bookmark, Location},
    document::speech::Speech,
    layout::grapheme::Ambiguous,
};

/// The most cells of a folder's name before a title.
const LONGEST_FOLDER: usize = 12;

/// The most cells of the end of a short name or path before a title.
const LONGEST_ENDING: usize = 18;

/// Returns the end of a short name or path, to be put before a title.
fn ending(name: &str) -> String {
    let end = Ambiguous::Narrow.tail(name, LONGEST_ENDING);
    format!("{}{end}:", if end.len() < name.len() { "…" } else { "" })
}

/// Returns the name of the folder of a speech's file.
fn folder_of(speech: &Speech) -> Option<Cow<'_, str>> {
    Some(speech.file()?.parent()?.file_name()?.to_string_lossy())
}

impl App {
    /// Returns the entries that pass the filter, as indexes in the library, among the bookmarks, or of
    /// blocks.
    pub fn entries(&self) -> &[usize] {
        &self.sidebar.entries.1
    }

    /// Returns the number of entries without a filter.
    pub fn entry_count(&self) -> usize {
        match self.sidebar.listing {
            Listing::Speeches => self.library.len(),
            Listing::Bookmarks => self.marks.all().len(),
            Listing::Outline => self.outlined().map_or(0, |speech| speech.headings().count()),
        }
    }

    /// Returns all speeches in the order of the list.
    pub(super) fn order(&self) -> Vec<usize> {
        let (by, kept) = &self.sidebar.sequence;
        // Loading a text may change its length or title, but should not move its entry.
        if *by == self.sidebar.order && kept.len() == self.library.len() {
            return kept.clone();
        }
        let mut order = self.library.found().to_vec();
        self.sidebar.order.sort(&mut order, |index| &self.library[index]);
        order
    }

    /// Rebuilds the entries if their inputs have changed.
    pub(super) fn derive_entries(&mut self) {
        if self.sidebar.sequence.0 != self.sidebar.order
            || self.sidebar.sequence.1.len() != self.library.len()
        {
            self.sidebar.sequence = (self.sidebar.order, self.order());
        }
        let derivation = Derivation {
            listing: self.sidebar.listing,
            filter: self.sidebar.filter.clone(),
            order: self.sidebar.order,
            open: if self.sidebar.listing == Listing::Outline { self.open } else { 0 },
            changes: (self.library.changes(), self.marks.changes()),
        };
        if self.sidebar.entries.0.as_ref() != Some(&derivation) {
            // Keep the cursor on the same entry.
            let under_cursor = self.entries().get(self.sidebar.cursor).copied();
            let before = self.sidebar.entries.0.as_ref();
            let is_same_list = before.is_some_and(|before| {
                before.listing == derivation.listing && before.filter == derivation.filter
            });
            let is_same_library = before.is_some_and(|before| before.changes.0 == derivation.changes.0);
            let entries = self.derived();
            if !is_same_library {
                self.sidebar.namesakes = self.namesakes();
            }
            let found = entries.iter().position(|&entry| Some(entry) == under_cursor);
            if let Some(found) = found.filter(|_| is_same_list && self.sidebar.listing == Listing::Speeches) {
                self.sidebar.cursor = found;
            }
            self.sidebar.entries = (Some(derivation), entries);
        }
    }

    fn derived(&self) -> Vec<usize> {
        let entries: Vec<(usize, String)> = match self.sidebar.listing {
            Listing::Speeches => {
                let title = |index: usize| (index, self.library[index].details().title.clone());
                self.order().into_iter().map(title).collect()
            }
            Listing::Bookmarks => {
                let said = |Bookmark { title, label, selector, .. }: &Bookmark| {
                    format!("{label} {title} {}", selector.quote)
                };
                let marks = self.marks.all().iter().enumerate();
                marks.map(|(index, mark)| (index, said(&mark.bookmark).trim_start().to_owned())).collect()
            }
            Listing::Outline => {
                let speech = self.outlined();
                let heading = |index: usize| Some((index, speech?.heading(index)));
                speech.into_iter().flat_map(Speech::headings).filter_map(heading).collect()
            }
        };
        let filter = &self.sidebar.filter;
        if filter.is_empty() {
            return entries.into_iter().map(|(index, _)| index).collect();
        }
        let mut sieve = Sieve::new(filter);
        let mut rank = |index: usize, said: &str| {
            let (speaker, name) = self.speaker_and_name(index);
            let both = speaker.map(|speaker| format!("{speaker} {said}"));
            let all = [Some(said), speaker, both.as_deref(), name].into_iter().flatten();
            all.filter_map(|said| sieve.rank(said)).min()
        };
        let ranked = entries.iter().filter_map(|(index, said)| Some((rank(*index, said)?, *index)));
        let mut ranked: Vec<(u32, usize)> = ranked.collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, index)| index).collect()
    }

    /// Returns speaker and short name of a speech in a list of speeches. The filter searches them too.
    fn speaker_and_name(&self, index: usize) -> (Option<&str>, Option<&str>) {
        if self.sidebar.listing != Listing::Speeches {
            return (None, None);
        }
        let speech = &self.library[index];
        (speech.details().speaker.as_deref(), Some(speech.id()))
    }

    /// Returns prefixes for titles that several speeches share: the folder, or else the short name.
    fn namesakes(&self) -> HashMap<usize, String> {
        let mut by_title: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, speech) in self.library.iter().enumerate() {
            by_title.entry(&speech.details().title).or_default().push(index);
        }
        let alike = by_title.into_values().filter(|alike| alike.len() > 1);
        alike.flat_map(|alike| self.told_apart(&alike)).collect()
    }

    /// Returns prefixes for speeches that share one title: for each, the first form that no other one has.
    fn told_apart(&self, alike: &[usize]) -> Vec<(usize, String)> {
        let forms = |index: usize| {
            let speech = &self.library[index];
            let folder = folder_of(speech)
                .map(|folder| format!("{}/", Ambiguous::Narrow.head(&folder, LONGEST_FOLDER)));
            [folder, Some(ending(speech.id())), speech.file().map(|file| ending(&file.to_string_lossy()))]
        };
        let mut counts: HashMap<String, usize> = HashMap::new();
        for form in alike.iter().flat_map(|&index| forms(index)).flatten() {
            *counts.entry(form).or_default() += 1;
        }
        let told = |index: usize| {
            let own = forms(index).into_iter().flatten();
            Some((index, own.into_iter().find(|form| counts.get(form) == Some(&1))?))
        };
        alike.iter().filter_map(|&index| told(index)).collect()
    }

    /// Returns the title of a speech, with a prefix if another speech has the same title.
    pub fn title(&self, index: usize) -> Cow<'_, str> {
        let title = self.library[index].details().title.as_str();
        match self.sidebar.namesakes.get(&index) {
            Some(before) => format!("{before} {title}").into(),
            None => title.into(),
        }
    }

    /// Returns the speech whose headings are listed.
    fn outlined(&self) -> Option<&Speech> {
        (self.open < self.library.len()).then(|| &*self.library[self.open])
    }

    /// Changes the order of the speeches.
    pub(super) fn sort_list(&mut self) {
        let order = self.sidebar.order.next();
        self.sidebar.order = order;
        self.sidebar.sequence = Default::default();
        self.notice = Some(format!("sorted {}", order.name()));
    }

    /// Toggles the list of headings.
    pub(super) fn toggle_outline(&mut self) {
        if self.sidebar.listing == Listing::Outline {
            self.leave_list();
            return;
        }
        if self.speech().is_none_or(|speech| speech.headings().next().is_none()) {
            // A text that is still loading may have some.
            if self.is_reading() {
                self.say_still_read();
            } else {
                self.notice = Some("no headings in this speech".to_owned());
            }
            return;
        }
        self.enter_text();
        // Puts the cursor on the heading above the current paragraph.
        let here = self.readings.get(self.open).and_then(super::reading::Reading::current).unwrap_or(0);
        let above =
            self.outlined().map_or(0, |speech| speech.headings().filter(|&block| block <= here).count());
        self.view.focus = Focus::List;
        self.sidebar.turn_to(Listing::Outline, above.saturating_sub(1));
    }

    /// Opens the entry under the list's cursor.
    pub(super) fn open_entry(&mut self) {
        self.put_concordance_back();
        match self.sidebar.listing {
            Listing::Speeches => self.enter_text(),
            Listing::Bookmarks => self.open_mark(),
            Listing::Outline => {
                let Some(&block) = self.entries().get(self.sidebar.cursor) else { return };
                self.leave_list();
                let page = self.page();
                if let Some(speech) = self.speech().cloned() {
                    self.readings[self.open].put_on_top(block, super::column(&speech, page));
                }
            }
        }
    }

    /// Goes to the bookmark under the list's cursor, or shows why it was not found.
    fn open_mark(&mut self) {
        let Some(mark) = self.mark_under_cursor() else { return };
        if let Some((speech, block)) = mark.location.position() {
            self.open_speech(speech);
            self.leave_list();
            let start = self.library[speech].block(block).range.start;
            self.show(&(start..start));
            return;
        }
        match mark.location {
            Location::NotLoaded { document: speech } => {
                let number = mark.bookmark.paragraph;
                self.open_speech(speech);
                self.leave_list();
                self.wish(crate::command::Motion::Start, Some(number));
            }
            Location::Resolved { .. } | Location::NotInLibrary => {
                self.sheet = Some(Sheet::new(Subject::Lost(mark.bookmark.id.clone())));
            }
        }
    }
}
