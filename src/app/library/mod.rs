//! The library: every speech, which of them are loaded, and their order in the list.
//!
//! A text is loaded when it is shown, and evicted after a while without use.

mod loading;
pub(crate) mod order;

pub(crate) mod titles;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    ops::Index,
    path::PathBuf,
    sync::Arc,
};

use jiff::civil;
use oratory_core::{Ambiguous, Document, Length, Reference, shared_words};
use oratory_import::Outside;

use self::{order::Order, titles::prefixes};
use super::{change::Change, env::Env};
use crate::{
    catalog::{Catalog, DocumentId, Entry},
    command::{Command, Context},
    effect::Job,
    event::ChangedFile,
    session::name_in_messages,
};

/// The speeches in the library.
#[derive(Debug, Clone, Default)]
pub struct Library {
    catalog: Catalog,
    /// Speeches being loaded.
    loading: BTreeSet<DocumentId>,
    /// Speeches that could not be read, with the reason. Opening one tries again.
    failed: BTreeMap<DocumentId, String>,
    /// Speeches whose conversion the reader has stopped. It starts again when they are shown again.
    stopped: BTreeSet<DocumentId>,
    /// The speech that the reader saw last.
    shown: Option<DocumentId>,
    /// Loaded speeches from folders, the most recently used at the end.
    recent: VecDeque<DocumentId>,
    /// The speech that is loaded again because the reader asked for it.
    reloading: Option<DocumentId>,
    /// Files beside the texts whose change was reported, until they are read again.
    changed_files: BTreeSet<PathBuf>,
    /// `true` while the folders are being walked.
    is_walking: bool,
    order: Order,
    /// The speeches in `order`.
    sequence: Vec<DocumentId>,
    /// Number of times that `sequence` has been sorted.
    sorts: usize,
    /// The numbers of matches by which `sequence` has been sorted.
    matches: HashMap<DocumentId, usize>,
    /// Prefixes of titles that are not unique.
    prefixes: HashMap<DocumentId, String>,
    /// Numbers of words that all titles begin with and end with.
    shared_words: (usize, usize),
    /// Number of speeches in the catalog that cannot be read.
    faults: usize,
    /// The width of the widest date in ISO form, or 0 if no speech has one.
    date_width: usize,
    /// `true` if the speeches have several speakers.
    has_several_speakers: bool,
    /// The number of changes to the catalog from which `prefixes` and `faults` were derived.
    derived_from: Option<usize>,
}

/// Loaded speeches from folders that stay in memory. A screen full of concordance lines needs fewer.
const MAX_LOADED: usize = 64;

/// The notice about a command that needs a text.
pub(crate) const STILL_LOADING: &str = "the text is still loading";

/// The notice about a command that needs a text that a converter prints.
const STILL_CONVERTING: &str = "the text is still being converted";

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

    /// Returns the speech with `id`.
    pub(crate) fn get(&self, id: DocumentId) -> Option<&Arc<Entry>> {
        self.catalog.get(id)
    }

    /// Returns the document of a speech, as far as it is loaded.
    pub(crate) fn document(&self, id: DocumentId) -> Option<&Arc<Document>> {
        self.get(id)?.document()
    }

    /// Returns the document of a speech if all of it is loaded.
    pub(crate) fn whole(&self, id: DocumentId) -> Option<&Arc<Document>> {
        self.get(id)?.whole()
    }

    /// Returns the speeches in the order of their ids.
    pub const fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Returns the numbers of changes and of sorts so far. Values derived from the library are valid while both are
    /// the same.
    pub(crate) const fn version(&self) -> (usize, usize) {
        (self.catalog.changes(), self.sorts)
    }

    /// Returns all speeches in the order of the list.
    pub(crate) fn sequence(&self) -> &[DocumentId] {
        &self.sequence
    }

    /// Returns the order of the list.
    pub(crate) const fn order(&self) -> Order {
        self.order
    }

    /// Switches to the next order. Without a search, there are no matches to sort by.
    pub(crate) fn sort_next(&mut self, has_search: bool) -> Vec<Change> {
        let has = |has: &dyn Fn(&Entry) -> bool| self.catalog.entries().any(|entry| has(entry));
        let applies = |order| match order {
            Order::Matches => has_search,
            Order::Date => has(&|entry| entry.details().date().is_some()),
            Order::Path => has(&|entry| entry.file().is_some()),
            Order::Speaker => has(&|entry| entry.details().speaker.is_some()),
            Order::Found | Order::Title | Order::Length => true,
        };
        let mut order = self.order.next();
        while !applies(order) {
            order = order.next();
        }
        self.order = order;
        self.sort();
        vec![Change::Notice(format!("sorted {}", self.order.name()))]
    }

    /// Sorts the speeches by their numbers of matches, if that is their order and the numbers have changed.
    pub(crate) fn sort_by_matches(&mut self, matches: impl Fn(DocumentId) -> usize) {
        if self.order != Order::Matches {
            return;
        }
        let found = self.catalog.found().iter();
        let matches = found.map(|&id| (id, matches(id))).filter(|(_, matches)| *matches > 0).collect();
        if self.matches != matches {
            self.matches = matches;
            self.sort();
        }
    }

    fn sort(&mut self) {
        self.sorts += 1;
        self.sequence = self.catalog.found().to_vec();
        self.order.sort(&mut self.sequence, &self.matches, |id| &self.catalog[id]);
    }

    /// Updates what follows from the catalog. Loading a text may change its length or title, but does not move
    /// its entry.
    pub(crate) fn refresh(&mut self) {
        if self.sequence.len() != self.catalog.len() {
            self.sort();
        }
        let changes = self.catalog.changes();
        if self.derived_from.replace(changes) != Some(changes) {
            self.prefixes = prefixes(&self.catalog);
            let titles: Vec<&str> =
                self.catalog.entries().map(|speech| speech.details().title.as_str()).collect();
            self.shared_words = shared_words(&titles);
            let dates = self.catalog.entries().filter_map(|speech| speech.details().date());
            self.date_width = dates.map(|date| Ambiguous::Narrow.width(&date.iso())).max().unwrap_or(0);
            let mut speakers = self.catalog.entries().map(|speech| speech.details().speaker.as_deref());
            let first = speakers.next();
            self.has_several_speakers = speakers.any(|speaker| Some(speaker) != first);
            self.faults = self.catalog.entries().filter(|speech| speech.fault().is_some()).count();
        }
    }

    /// Returns the title of a speech, with a prefix if another speech has the same title.
    pub(crate) fn title(&self, id: DocumentId) -> Cow<'_, str> {
        let title = self.catalog[id].details().title.as_str();
        match self.prefixes.get(&id) {
            Some(prefix) => format!("{prefix} {title}").into(),
            None => title.into(),
        }
    }

    /// Returns the title of a speech without the words that all titles share: `Opening` of “Opening Speech”.
    pub(crate) fn short_name(&self, id: DocumentId) -> Cow<'_, str> {
        let title = self.title(id);
        let (start, end) = self.shared_words;
        if (start, end) == (0, 0) || self.prefixes.contains_key(&id) {
            return title;
        }
        let words: Vec<&str> = title.split_whitespace().collect();
        words[start..words.len() - end].join(" ").into()
    }

    /// Returns the reference to a speech by `pattern`, or else its short name.
    pub(crate) fn reference(&self, id: DocumentId, pattern: &Reference) -> Cow<'_, str> {
        pattern.of(self.catalog[id].details()).map_or_else(|| self.short_name(id), Cow::Owned)
    }

    /// Returns the day of a speech, or the first one that its date may mean.
    pub(crate) fn day(&self, id: DocumentId) -> Option<civil::Date> {
        self.catalog[id].details().date()?.earliest_day()
    }

    /// Returns the width of the widest date in ISO form, or 0 if no speech has one.
    pub(crate) const fn date_width(&self) -> usize {
        self.date_width
    }

    /// Returns `true` if the speeches have several speakers.
    pub(crate) const fn has_several_speakers(&self) -> bool {
        self.has_several_speakers
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
    pub(crate) fn fault(&self, id: DocumentId) -> Option<&str> {
        self.failed.get(&id).map(String::as_str).or_else(|| self.catalog[id].fault())
    }

    /// Returns the reason why a speech has no text. One whose file cannot be read any more may still have it.
    pub(crate) fn unread(&self, id: DocumentId) -> Option<&str> {
        self.fault(id).filter(|_| self.catalog[id].whole().is_none())
    }

    /// Returns the number of speeches that cannot be read.
    pub(crate) fn unreadable(&self) -> usize {
        self.faults + self.failed.len()
    }

    /// Returns `true` if a speech is being loaded.
    pub(crate) fn is_loading(&self, id: DocumentId) -> bool {
        self.loading.contains(&id)
    }

    /// Returns `true` if a speech is the head of a text that comes from a pipe and has not been read to its end.
    pub(crate) fn is_input(&self, id: DocumentId) -> bool {
        self.get(id).is_some_and(|speech| speech.file().is_none() && speech.is_partial())
    }

    /// Returns `true` if the text of a speech, or the rest of it, can be loaded.
    pub(crate) fn is_partial(&self, id: DocumentId) -> bool {
        self.get(id).is_some_and(|speech| speech.is_partial())
    }

    /// Returns `true` if nothing of a speech is loaded, but will be.
    pub(crate) fn is_awaited(&self, id: DocumentId) -> bool {
        match self.get(id) {
            Some(speech) => {
                let is_empty = speech.document().is_none_or(|document| document.text().is_empty());
                is_empty && speech.is_partial() && !self.is_given_up(id)
            }
            None => self.is_walking,
        }
    }

    /// Returns the notice about a command that needs a text or a folder that is not read yet.
    pub(crate) fn still_reading(&self, id: DocumentId) -> Change {
        Change::notice(if self.is_empty() {
            STILL_READING
        } else if self.can_stop_converting(id) {
            STILL_CONVERTING
        } else {
            STILL_LOADING
        })
    }

    /// Returns the effects that follow the first frame: texts from pipes are loaded whether they are shown or
    /// not, folders are walked, and the words of long texts are counted.
    pub(crate) fn start(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        for id in self.sequence.clone() {
            if self.is_input(id) {
                changes.extend(self.request(id));
            }
        }
        if self.is_walking {
            changes.push(Change::job(Job::WalkFolders));
        }
        let uncounted: Vec<_> = self.catalog.entries().filter_map(|speech| uncounted(speech)).collect();
        if !uncounted.is_empty() {
            changes.push(Change::job(Job::CountWords(uncounted)));
        }
        changes
    }

    /// Reloads a speech from its file.
    pub(crate) fn reload(&mut self, id: DocumentId) -> Vec<Change> {
        let Some(speech) = self.get(id).filter(|speech| speech.file().is_some()).cloned() else {
            return vec![Change::notice("nothing to reload: this text does not come from a file")];
        };
        if speech.is_partial() && self.is_given_up(id) {
            return self.retry(id);
        }
        if speech.is_partial() || self.is_loading(id) {
            return vec![self.still_reading(id)];
        }
        self.reloading = Some(id);
        self.loading.insert(id);
        vec![Change::job(Job::Load(id, speech))]
    }

    /// Checks whether the files of speeches have changed.
    pub(crate) fn check_files(&self, ids: Vec<DocumentId>) -> Vec<Change> {
        let speeches = ids.into_iter().filter_map(|id| Some((id, self.get(id)?)));
        let files = speeches.filter(|(_, speech)| speech.stamp().is_some());
        files.map(|(id, speech)| Change::job(Job::CheckFile(id, Arc::clone(speech)))).collect()
    }

    /// Reports that the file of the open speech, or else `file`, which states details of it, has changed, and which key reads it
    /// again. A file of many speeches is reported once.
    pub(crate) fn report_changed_file(
        &mut self,
        id: DocumentId,
        file: ChangedFile,
        open: DocumentId,
        env: &Env<'_>,
    ) -> Vec<Change> {
        if id != open || self.is_loading(id) {
            return Vec::new();
        }
        let (name, does) = match file {
            ChangedFile::Text => (self.catalog[id].id().to_owned(), "reloads it"),
            ChangedFile::Beside(file) => {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                let name = name.replace(char::is_control, "\u{FFFD}");
                if !self.changed_files.insert(file) {
                    return Vec::new();
                }
                (name, "reads it again")
            }
        };
        vec![Change::AddedNotice(format!("{name} has changed{}", env.remedy(&Command::Reload, does)))]
    }

    /// Stores a loaded speech or more of its head, or reports why it cannot be read. `shown` and `open` are the
    /// speeches that the reader sees.
    pub(crate) fn store(
        &mut self,
        id: DocumentId,
        loaded: Result<Arc<Entry>, String>,
        open: DocumentId,
        shown: DocumentId,
    ) -> Vec<Change> {
        if let Ok(head) = &loaded
            && head.is_partial()
        {
            if !self.is_input(id) {
                return Vec::new();
            }
            self.catalog.replace(id, Arc::clone(head));
            return vec![Change::HeadReplaced(id)];
        }
        self.loading.remove(&id);
        let mut changes = Vec::new();
        if id == open {
            changes.extend([STILL_LOADING, STILL_CONVERTING].map(Change::OutdatedNotice));
        }
        let is_reload = self.reloading.take_if(|reloading| *reloading == id).is_some();
        let speech = match loaded {
            Ok(speech) => speech,
            Err(reason) => {
                self.failed.insert(id, reason.clone());
                changes.extend([Change::AddedNotice(reason), Change::SearchRest]);
                return changes;
            }
        };
        changes.extend(self.retry(id));
        let before = Arc::clone(&self.catalog[id]);
        let is_told =
            !is_reload && before.whole().is_some() && before.source().notice == speech.source().notice;
        let remark = remark(&speech).filter(|_| !is_told);
        let remarks = speech.folder_faults().iter().cloned().chain(remark).filter(|_| id == shown);
        let remarks: Vec<Change> = remarks.map(Change::AddedNotice).collect();
        let (remarks, remarks_on_reload) =
            if is_reload { (Vec::new(), remarks) } else { (remarks, Vec::new()) };
        changes.extend(remarks);
        if let Some(document) = uncounted(&speech) {
            changes.push(Change::job(Job::CountWords(vec![document])));
        }
        if before.stamp() != speech.stamp() || before.source().sidecar != speech.source().sidecar {
            changes.push(Change::MatchesOutdated(id));
        }
        self.catalog.replace(id, Arc::clone(&speech));
        if is_reload {
            changes.push(Change::Notice(format!("reloaded {}", speech.id())));
            changes.extend(self.renew_details(id, &before));
        }
        changes.push(Change::TextReplaced { speech: id, before, is_reload });
        changes.extend(remarks_on_reload);
        changes.extend(self.evict_surplus(id, [open, shown]));
        changes
    }

    /// Renews the details of the other speeches whose folders have files that have changed between `before` and the speech that
    /// has been reloaded. Those that are not loaded are renewed once they are.
    fn renew_details(&mut self, reloaded: DocumentId, before: &Entry) -> Vec<Change> {
        let now: BTreeSet<_> = files_beside(&self.catalog[reloaded]).collect();
        let stale: BTreeSet<_> = files_beside(before).filter(|file| !now.contains(file)).cloned().collect();
        if stale.is_empty() {
            return Vec::new();
        }
        self.changed_files.retain(|file| stale.iter().all(|(path, _)| path != file));
        let is_stale = |speech: &Entry| files_beside(speech).any(|file| stale.contains(file));
        let others = self.catalog.iter().filter(|(_, speech)| is_stale(speech));
        let others: Vec<_> = others.map(|(id, speech)| (id, Arc::clone(speech))).collect();
        let mut changes = Vec::new();
        for (id, speech) in others {
            if speech.whole().is_none() {
                // Whoever loads it now, reads the folders too.
                self.catalog.replace(id, Arc::new(speech.evicted().in_folders(None)));
            } else if self.loading.insert(id) {
                changes.push(Change::job(Job::Load(id, speech)));
            }
        }
        changes
    }

    /// Evicts the least recently used speeches if many are loaded, but none of those in view.
    fn evict_surplus(&mut self, loaded: DocumentId, in_view: [DocumentId; 2]) -> Vec<Change> {
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
    pub(crate) fn evict(&mut self, id: DocumentId) -> Vec<Change> {
        let details = Arc::new(self.catalog[id].evicted());
        self.catalog.replace(id, details);
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
            if let (Some(remark), false) = (remark(&speech), speech.is_partial()) {
                changes.push(Change::AddedNotice(remark));
            }
            if !self.catalog.add(Arc::clone(&speech)) {
                // It was opened before the folders were walked, and moves to its position in the list.
                self.sequence.clear();
                changes.extend(self.load_in_folders(&speech));
            }
        }
        self.refresh();
        changes.push(Change::SpeechesAdded { are_first });
        if !self.is_walking {
            changes.push(Change::FoldersWalked);
        }
        changes
    }

    /// Loads a speech again that was opened before its folders were read, if they state something about it. `walked` is
    /// its entry with what they state.
    fn load_in_folders(&mut self, walked: &Entry) -> Option<Change> {
        let outside = walked.outside().filter(|outside| !outside.is_empty())?;
        let id = self.catalog.find(None, walked.id(), walked.file())?;
        let opened = &self.catalog[id];
        // Whoever loads it now, reads the folders too.
        if opened.outside().is_some() || !self.loading.insert(id) {
            return None;
        }
        let speech = opened.evicted().in_folders(Some(outside.clone()));
        Some(Change::job(Job::Load(id, Arc::new(speech))))
    }

    /// Loads speeches that seem to be moved files. They are recognized by their text.
    pub(crate) fn request_moved(&mut self, moved: Vec<DocumentId>) -> Vec<Change> {
        let moved = moved.into_iter().take(MAX_LOADED / 2);
        let requests: Vec<Change> = moved.filter_map(|id| self.request(id)).collect();
        requests.into_iter().chain([Change::SearchRest]).collect()
    }

    /// Returns the notice that `command` has to wait for the open text, if it does. A bookmark needs the whole text,
    /// because it stores a fingerprint of it.
    pub(crate) fn reason_unavailable(
        &self,
        command: &Command,
        open: DocumentId,
        context: Context,
    ) -> Option<Change> {
        let needs_all = matches!(command, Command::ToggleBookmark | Command::EditNote);
        let needs_some = matches!(command, Command::Copy(..) | Command::ShowOutline);
        let is_partial = self.get(open).is_none_or(|speech| speech.is_partial());
        let waits = needs_all && is_partial || needs_some && self.is_awaited(open);
        if !waits || context == Context::Notebook {
            return None;
        }
        Some(match self.failed.get(&open) {
            Some(_) => Change::notice("cannot bookmark: the text could not be read to its end"),
            None if self.stopped.contains(&open) => Change::notice("the converter of this text was stopped"),
            None => self.still_reading(open),
        })
    }

    /// Returns the first speech that can be read.
    pub(crate) fn first_readable(&self) -> DocumentId {
        self.catalog.iter().find(|(_, speech)| speech.fault().is_none()).map(|(id, _)| id).unwrap_or_default()
    }

    /// Returns the faults in the files of folders, and the first notice about how a speech was read.
    pub(crate) fn first_remarks(&self) -> impl Iterator<Item = String> {
        let faults = self.catalog.entries().find(|speech| !speech.folder_faults().is_empty());
        let faults = faults.map(|speech| speech.folder_faults().to_vec());
        faults.into_iter().flatten().chain(self.catalog.entries().find_map(|speech| remark(speech)))
    }

    /// Returns the speeches that are due: `first`, then the others in the order of the list.
    pub(crate) fn in_search_order(
        &self,
        first: DocumentId,
        is_due: impl Fn(DocumentId) -> bool,
    ) -> Vec<(DocumentId, Arc<Entry>)> {
        let others = self.sequence.iter().copied().filter(|&id| id != first);
        let order = std::iter::once(first).filter(|&first| self.get(first).is_some()).chain(others);
        order.filter(|&id| is_due(id)).map(|id| (id, Arc::clone(&self.catalog[id]))).collect()
    }
}

impl Index<DocumentId> for Library {
    type Output = Arc<Entry>;

    fn index(&self, id: DocumentId) -> &Arc<Entry> {
        &self.catalog[id]
    }
}

/// Returns a document that is loaded and whose words are still to be counted.
fn uncounted(speech: &Entry) -> Option<Arc<Document>> {
    speech.whole().filter(|document| matches!(document.length(), Length::Estimated(_))).cloned()
}

/// Returns the notice about how `speech` was read, such as its encoding.
fn remark(speech: &Entry) -> Option<String> {
    let remark = speech.fault().or_else(|| speech.source().notice.as_deref())?;
    Some(format!("{}: {remark}", name_in_messages(speech.source(), &speech.details().title)))
}

/// Returns the files of its folders that state details of `speech`, each with its stamp when it was read.
fn files_beside(speech: &Entry) -> impl Iterator<Item = &(PathBuf, Option<(u64, u128)>)> {
    let folders = speech.outside().into_iter().flat_map(Outside::folders);
    folders.flat_map(|(folder, _)| folder.files())
}
