//! The library: every speech, which of them are loaded, and their order in the list.
//!
//! A text is loaded when it is shown, and evicted after a while without use.

pub(crate) mod order;

mod titles;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, VecDeque},
    ops::Index,
    path::Path,
    sync::Arc,
};

use oratory_core::document::text::Length;

use self::{order::Order, titles::Prefixes};
use super::{change::Change, env::Env};
use crate::{
    catalog::{Catalog, Entry, Finder},
    command::{Command, Context},
    effect::Job,
    session::name_in_messages,
};

/// The speeches in the library.
#[derive(Debug, Clone, Default)]
pub struct Library {
    catalog: Catalog,
    /// Speeches being loaded.
    loading: BTreeSet<usize>,
    /// Speeches that could not be read, with the reason. Opening one tries again.
    failed: BTreeMap<usize, String>,
    /// Loaded speeches from folders, the most recently used at the end.
    recent: VecDeque<usize>,
    /// The speech that is loaded again because the reader asked for it.
    reloading: Option<usize>,
    /// `true` while the folders are being walked.
    is_walking: bool,
    order: Order,
    /// The indexes of the speeches in `order`.
    sequence: Vec<usize>,
    /// Number of times that `sequence` has been sorted.
    sorts: usize,
    prefixes: Prefixes,
}

/// Loaded speeches from folders that stay in memory. A screen full of concordance lines needs fewer.
const MAX_LOADED: usize = 64;

/// The notice about a command that needs a text.
pub(crate) const STILL_LOADING: &str = "the text is still loading";

/// The notice about a command that needs a folder.
pub(crate) const STILL_READING: &str = "still reading folders";

impl Library {
    /// Creates a library of the speeches in `catalog`.
    pub(crate) fn new(catalog: Catalog) -> Self {
        let mut library = Self { catalog, ..Self::default() };
        library.refresh();
        library
    }

    /// Returns the number of speeches.
    pub const fn len(&self) -> usize {
        self.catalog.len()
    }

    /// Returns `true` if there are no speeches.
    pub(crate) const fn is_empty(&self) -> bool {
        self.catalog.is_empty()
    }

    /// Iterates over the speeches in the order of their indexes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Entry>> {
        self.catalog.iter()
    }

    /// Returns the speech with this index.
    pub(crate) fn get(&self, index: usize) -> Option<&Arc<Entry>> {
        (index < self.catalog.len()).then(|| &self.catalog[index])
    }

    /// Returns an index for looking up many speeches.
    pub(crate) fn finder(&self) -> Finder<'_> {
        self.catalog.finder()
    }

    /// Returns the index of the speech with this SHA-256, or else of the one called `id` in this file.
    pub(crate) fn find(&self, sha256: Option<&str>, id: &str, file: Option<&Path>) -> Option<usize> {
        self.catalog.find(sha256, id, file)
    }

    /// Returns the speeches in the order of their indexes.
    pub const fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Returns the numbers of changes and of sorts so far. Values derived from the library are valid while both are
    /// the same.
    pub(crate) const fn version(&self) -> (usize, usize) {
        (self.catalog.changes(), self.sorts)
    }

    /// Returns the indexes of all speeches in the order of the list.
    pub(crate) fn sequence(&self) -> &[usize] {
        &self.sequence
    }

    /// Returns the order of the list.
    pub(crate) const fn order(&self) -> Order {
        self.order
    }

    /// Switches to the next order.
    pub(crate) fn sort_next(&mut self) -> Vec<Change> {
        self.order = self.order.next();
        self.sort();
        vec![Change::Notice(format!("sorted {}", self.order.name()))]
    }

    fn sort(&mut self) {
        self.sorts += 1;
        self.sequence = self.catalog.found().to_vec();
        self.order.sort(&mut self.sequence, |index| &self.catalog[index]);
    }

    /// Updates what follows from the catalog. Loading a text may change its length or title, but does not move
    /// its entry.
    pub(crate) fn refresh(&mut self) {
        if self.sequence.len() != self.catalog.len() {
            self.sort();
        }
        self.prefixes.refresh(&self.catalog);
    }

    /// Returns the title of a speech, with a prefix if another speech has the same title.
    pub(crate) fn title(&self, index: usize) -> Cow<'_, str> {
        let title = self.catalog[index].details().title.as_str();
        match self.prefixes.get(index) {
            Some(prefix) => format!("{prefix} {title}").into(),
            None => title.into(),
        }
    }

    /// Records that folders will be walked.
    pub(crate) const fn expect_folders(&mut self) {
        self.is_walking = true;
    }

    /// Returns `true` while the folders are being walked.
    pub(crate) const fn is_walking(&self) -> bool {
        self.is_walking
    }

    /// Returns the reason why a speech cannot be read.
    pub(crate) fn fault(&self, index: usize) -> Option<&str> {
        self.failed.get(&index).map(String::as_str).or_else(|| self.catalog[index].fault())
    }

    /// Returns the number of speeches that cannot be read.
    pub(crate) fn unreadable(&self) -> usize {
        let faults = self.catalog.iter().filter(|speech| speech.fault().is_some()).count();
        faults + self.failed.len()
    }

    /// Returns `true` if a speech is being loaded.
    pub(crate) fn is_loading(&self, index: usize) -> bool {
        self.loading.contains(&index)
    }

    /// Returns `true` if a speech is the head of a text that comes from a pipe and has not been read to its end.
    pub(crate) fn is_input(&self, index: usize) -> bool {
        self.get(index).is_some_and(|speech| speech.file().is_none() && !speech.is_whole())
    }

    /// Returns `true` if a speech is not loaded whole.
    pub(crate) fn is_partial(&self, index: usize) -> bool {
        self.get(index).is_some_and(|speech| !speech.is_whole())
    }

    /// Returns `true` if nothing of a speech is loaded, but will be.
    pub(crate) fn is_awaited(&self, index: usize) -> bool {
        match self.get(index) {
            Some(speech) => {
                !speech.is_whole() && speech.text().is_empty() && !self.failed.contains_key(&index)
            }
            None => self.is_walking,
        }
    }

    /// Returns the notice about a command that needs a text or a folder that is not read yet.
    pub(crate) fn still_reading(&self) -> Change {
        Change::notice(if self.is_empty() { STILL_READING } else { STILL_LOADING })
    }

    /// Loads a speech, unless it is loaded or being loaded.
    pub(crate) fn request(&mut self, index: usize) -> Option<Change> {
        let speech = Arc::clone(self.get(index)?);
        let is_wanted = !speech.is_whole() && !self.failed.contains_key(&index);
        let is_new = is_wanted && self.loading.insert(index);
        is_new.then_some(Change::job(Job::Load(index, speech)))
    }

    /// Returns the effects that follow the first frame: texts from pipes are loaded whether they are shown or
    /// not, folders are walked, and the words of long texts are counted.
    pub(crate) fn start(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        for index in 0..self.len() {
            if self.is_input(index) {
                changes.extend(self.request(index));
            }
        }
        if self.is_walking {
            changes.push(Change::job(Job::WalkFolders));
        }
        let is_uncounted = |speech: &&Arc<Entry>| speech.is_whole() && is_long(speech);
        let uncounted = self.catalog.iter().filter(is_uncounted);
        let uncounted: Vec<_> = uncounted.map(|speech| Arc::clone(speech.document())).collect();
        if !uncounted.is_empty() {
            changes.push(Change::job(Job::CountWords(uncounted)));
        }
        changes
    }

    /// Tries again to load a speech that could not be read. Until now it has counted as searched.
    pub(crate) fn retry(&mut self, index: usize) -> Vec<Change> {
        match self.failed.remove(&index) {
            Some(_) => vec![Change::MatchesOutdated(index)],
            None => Vec::new(),
        }
    }

    /// Records that a speech cannot be read. It counts as searched, without a match.
    pub(crate) fn mark_unreadable(&mut self, index: usize, reason: String) -> Vec<Change> {
        self.failed.insert(index, reason);
        Vec::new()
    }

    /// Reloads a speech from its file.
    pub(crate) fn reload(&mut self, index: usize) -> Vec<Change> {
        let Some(speech) = self.get(index).filter(|speech| speech.file().is_some()).cloned() else {
            return vec![Change::notice("nothing to reload: this text does not come from a file")];
        };
        if !speech.is_whole() || self.is_loading(index) {
            return vec![self.still_reading()];
        }
        self.reloading = Some(index);
        self.loading.insert(index);
        vec![Change::job(Job::Load(index, speech))]
    }

    /// Checks whether the file of a speech has changed.
    pub(crate) fn check_file(&self, index: usize) -> Vec<Change> {
        let speech = self.get(index).filter(|speech| speech.stamp().is_some());
        speech.map(|speech| Change::job(Job::CheckFile(index, Arc::clone(speech)))).into_iter().collect()
    }

    /// Reports that the file of the open speech has changed, and which key reloads it.
    pub(crate) fn report_changed_file(&self, index: usize, open: usize, env: &Env<'_>) -> Vec<Change> {
        if index != open {
            return Vec::new();
        }
        let how = env.remedy(&Command::Reload, "reloads it");
        vec![Change::AddedNotice(format!("{} has changed{how}", self.catalog[index].id()))]
    }

    /// Stores a loaded speech or more of its head, or reports why it cannot be read. `shown` and `open` are the
    /// speeches that the reader sees.
    pub(crate) fn store(
        &mut self,
        index: usize,
        loaded: Result<Arc<Entry>, String>,
        open: usize,
        shown: usize,
    ) -> Vec<Change> {
        if let Ok(head) = &loaded
            && !head.is_whole()
        {
            if !self.is_input(index) {
                return Vec::new();
            }
            self.catalog.replace(index, Arc::clone(head));
            return vec![Change::HeadReplaced(index)];
        }
        self.loading.remove(&index);
        let mut changes = Vec::new();
        if index == open {
            changes.push(Change::OutdatedNotice(STILL_LOADING));
        }
        let is_reload = self.reloading.take_if(|reloading| *reloading == index).is_some();
        let speech = match loaded {
            Ok(speech) => speech,
            Err(reason) => {
                self.failed.insert(index, reason.clone());
                changes.extend([Change::AddedNotice(reason), Change::SearchRest]);
                return changes;
            }
        };
        changes.extend(self.retry(index));
        if index == shown
            && let Some(remark) = remark(&speech)
        {
            changes.push(Change::AddedNotice(remark));
        }
        if is_long(&speech) {
            changes.push(Change::job(Job::CountWords(vec![Arc::clone(speech.document())])));
        }
        let before = Arc::clone(&self.catalog[index]);
        if before.stamp() != speech.stamp() {
            changes.push(Change::MatchesOutdated(index));
        }
        self.catalog.replace(index, Arc::clone(&speech));
        changes.push(Change::TextReplaced { speech: index, before, is_reload });
        if is_reload {
            changes.push(Change::Notice(format!("reloaded {}", speech.id())));
        }
        changes.extend(self.evict_surplus(index, [open, shown]));
        changes
    }

    /// Evicts the least recently used speeches if many are loaded, but none of those in view.
    fn evict_surplus(&mut self, loaded: usize, in_view: [usize; 2]) -> Vec<Change> {
        self.recent.retain(|&recent| recent != loaded);
        // A pipe cannot be read again.
        if self.catalog[loaded].file().is_some() {
            self.recent.push_back(loaded);
        }
        let mut evicted = Vec::new();
        while self.recent.len() > MAX_LOADED {
            let Some(oldest) = self.recent.pop_front() else { break };
            if in_view.contains(&oldest) {
                self.recent.push_back(oldest);
            } else {
                evicted.push(Change::Evicting(oldest));
            }
        }
        evicted
    }

    /// Evicts the text of a speech from memory.
    pub(crate) fn evict(&mut self, index: usize) -> Vec<Change> {
        let details = Arc::new(self.catalog[index].evicted());
        self.catalog.replace(index, details);
        Vec::new()
    }

    /// Adds speeches that were found in folders or in a pipe. `has_more` is `true` while more may follow, and `None` if
    /// that depends on the folders.
    pub(crate) fn add(&mut self, speeches: Vec<Arc<Entry>>, has_more: Option<bool>) -> Vec<Change> {
        self.is_walking = has_more.unwrap_or(self.is_walking);
        let are_first = self.is_empty();
        let mut changes = Vec::new();
        if !(self.is_walking && speeches.is_empty()) {
            changes.push(Change::OutdatedNotice(STILL_READING));
        }
        for speech in speeches {
            if let (Some(remark), true) = (remark(&speech), speech.is_whole()) {
                changes.push(Change::AddedNotice(remark));
            }
            if !self.catalog.add(speech) {
                // It was opened before the folders were walked, and moves to its position in the list.
                self.sequence.clear();
            }
        }
        self.refresh();
        changes.push(Change::SpeechesAdded { are_first });
        if !self.is_walking {
            changes.push(Change::FoldersWalked);
        }
        changes
    }

    /// Loads speeches that seem to be moved files. They are recognized by their text.
    pub(crate) fn request_moved(&mut self, moved: Vec<usize>) -> Vec<Change> {
        let moved = moved.into_iter().take(MAX_LOADED / 2);
        let requests: Vec<Change> = moved.filter_map(|index| self.request(index)).collect();
        requests.into_iter().chain([Change::SearchRest]).collect()
    }

    /// Opens the speech `steps` entries further down the list than `shown`, wrapping around.
    pub(crate) fn turn(&self, shown: usize, steps: usize) -> Vec<Change> {
        let len = self.sequence.len();
        if len == 1 && !self.is_walking {
            return vec![Change::notice("this is the only speech")];
        }
        match self.sequence.iter().position(|&index| index == shown) {
            Some(position) => {
                vec![Change::LeaveList, Change::Open(self.sequence[(position + steps) % len])]
            }
            None if self.is_walking => vec![self.still_reading()],
            None => Vec::new(),
        }
    }

    /// Opens the speech `steps` entries further up the list than `shown`, wrapping around.
    pub(crate) fn turn_back(&self, shown: usize, steps: usize) -> Vec<Change> {
        let len = self.len().max(1);
        self.turn(shown, len - steps % len)
    }

    /// Returns the notice that a command has to wait for the open text, if it does. A bookmark needs the whole text,
    /// because it stores a fingerprint of it.
    pub(crate) fn reason_unavailable(
        &self,
        command: &Command,
        open: usize,
        context: Context,
    ) -> Option<Change> {
        let needs_all = matches!(command, Command::ToggleBookmark | Command::EditLabel);
        let needs_some = matches!(command, Command::Copy(_) | Command::ShowOutline);
        let is_partial = self.get(open).is_none_or(|speech| !speech.is_whole());
        let waits = needs_all && is_partial || needs_some && self.is_awaited(open);
        if !waits || context == Context::Bookmarks {
            return None;
        }
        Some(match self.failed.get(&open) {
            Some(_) => Change::notice("cannot bookmark: the text could not be read to its end"),
            None => self.still_reading(),
        })
    }

    /// Returns the index of the first speech that can be read.
    pub(crate) fn first_readable(&self) -> usize {
        self.catalog.iter().position(|speech| speech.fault().is_none()).unwrap_or(0)
    }

    /// Returns the first notice about how a speech was read.
    pub(crate) fn first_remark(&self) -> Option<String> {
        self.catalog.iter().find_map(|speech| remark(speech))
    }

    /// Returns the speeches that are due: the one with the index `first`, then the others in the order of the list.
    pub(crate) fn in_search_order(
        &self,
        first: usize,
        is_due: impl Fn(usize) -> bool,
    ) -> Vec<(usize, Arc<Entry>)> {
        let others = self.sequence.iter().copied().filter(|&index| index != first);
        let order = std::iter::once(first).filter(|&first| first < self.len()).chain(others);
        order.filter(|&index| is_due(index)).map(|index| (index, Arc::clone(&self.catalog[index]))).collect()
    }
}

impl Index<usize> for Library {
    type Output = Arc<Entry>;

    fn index(&self, index: usize) -> &Arc<Entry> {
        &self.catalog[index]
    }
}

/// Returns `true` if the words of a speech are still to be counted.
fn is_long(speech: &Entry) -> bool {
    matches!(speech.length(), Length::Estimated(_))
}

/// Returns the notice about how a speech was read, such as its encoding.
fn remark(speech: &Entry) -> Option<String> {
    Some(format!("{}: {}", name_in_messages(speech), speech.remark()?))
}
