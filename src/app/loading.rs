//! Loading and evicting texts. A text is loaded when it is shown, and evicted after a while without use.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use super::{App, column, reading::Reading, remark};
use oratory_core::document::speech::{Length, Speech};

use crate::{
    command::{Command, Context, Motion},
    effect::{Effect, Job},
    places::Kept,
};

/// The state of loading.
#[derive(Debug, Clone, Default)]
pub struct Loading {
    /// Speeches being loaded.
    asked: BTreeSet<usize>,
    /// Speeches that could not be read, with the reason. Opening one tries again.
    failed: BTreeMap<usize, String>,
    /// Loaded speeches from folders, the most recently used at the end.
    here: VecDeque<usize>,
    /// A movement in a speech that waits until it is loaded.
    wish: Option<(usize, Motion, Option<usize>)>,
    /// The saved position in a speech that is being reloaded.
    again: Option<(usize, Kept)>,
    /// `true` while the folders are being walked.
    pub(super) is_walking: bool,
}

/// The notices about an action that has to wait.
const STILL_LOADING: &str = "the text is still loading";
const STILL_READING: &str = "still reading folders";

/// The most speeches from folders in memory. A screen full of concordance lines needs fewer.
const MOST_HERE: usize = 64;

impl App {
    /// Loads the speech in view, if it is not loaded.
    pub(super) fn ask_for_text(&mut self) -> Option<Effect> {
        self.speech()?;
        self.ask_for(self.shown())
    }

    /// Loads the texts that come from pipes, whether they are shown or not.
    pub(super) fn ask_for_inputs(&mut self) -> Vec<Effect> {
        let speeches = 0..self.library.len();
        speeches.filter_map(|index| if self.is_input(index) { self.ask_for(index) } else { None }).collect()
    }

    /// Returns `true` if a speech is the head of a text that comes from a pipe and has not been read to its end.
    fn is_input(&self, index: usize) -> bool {
        self.library.iter().nth(index).is_some_and(|speech| speech.file().is_none() && !speech.is_whole())
    }

    /// Returns `true` if the text in view is being read, so that at most its head is shown.
    pub fn is_loading(&self) -> bool {
        self.is_reading() && self.is_asked(self.shown())
    }

    /// Shows more of the head of a text that is being read.
    pub(super) fn take_head(&mut self, index: usize, head: Arc<Speech>) {
        if self.is_input(index) {
            self.readings[index].forget_rows();
            self.readings[index].begin(&head);
            self.library.replace(index, head);
        }
    }

    /// Loads a speech, unless it is loaded or being loaded.
    pub(super) fn ask_for(&mut self, index: usize) -> Option<Effect> {
        let speech = Arc::clone(&self.library[index]);
        let is_wanted = !speech.is_whole() && !self.loading.failed.contains_key(&index);
        let is_new = is_wanted && self.loading.asked.insert(index);
        is_new.then_some(Effect::Work(Job::Load(index, speech)))
    }

    /// Retries a speech that could not be read. Until now it has counted as searched.
    pub(super) fn try_again(&mut self, index: usize) {
        if self.loading.failed.remove(&index).is_some() {
            self.forget_hits(index);
        }
    }

    /// Records that a speech cannot be read. It counts as searched, without a match.
    pub(super) fn mark_unreadable(&mut self, index: usize, why: String) {
        self.loading.failed.insert(index, why);
    }

    /// Returns the reason why a speech cannot be read.
    pub fn fault(&self, index: usize) -> Option<&str> {
        let failed = self.loading.failed.get(&index).map(String::as_str);
        failed.or_else(|| self.library[index].fault())
    }

    /// Returns the number of speeches that cannot be read.
    pub fn unreadable(&self) -> usize {
        let faults = self.library.iter().filter(|speech| speech.fault().is_some()).count();
        faults + self.loading.failed.len()
    }

    /// Returns `true` if a speech is being loaded.
    pub(super) fn is_asked(&self, index: usize) -> bool {
        self.loading.asked.contains(&index)
    }

    /// Returns `true` while the folders are being walked.
    pub const fn is_walking(&self) -> bool {
        self.loading.is_walking
    }

    /// Returns `true` if the text in view is still being read.
    pub fn is_reading(&self) -> bool {
        self.speech().is_some_and(|speech| !speech.is_whole())
    }

    /// Delays a movement beyond the loaded part of the text, and reports that. Returns `true` if the movement
    /// can still be made in the loaded part.
    pub(super) fn wish(&mut self, motion: Motion, count: Option<usize>) -> bool {
        if self.is_nothing_here() {
            self.loading.wish = Some((self.open, motion, count));
            self.say_still_read();
            return false;
        }
        let reaches_far = matches!(motion, Motion::End | Motion::Percent)
            || matches!(motion, Motion::Start) && count.is_some();
        if reaches_far && self.is_reading() {
            self.loading.wish = Some((self.open, motion, count));
            self.say_still_read();
        } else {
            self.loading.wish = None;
        }
        true
    }

    /// Returns `true` if nothing of the open speech is loaded yet.
    fn is_nothing_here(&self) -> bool {
        match self.library.iter().nth(self.open) {
            Some(speech) => {
                !speech.is_whole()
                    && speech.text().is_empty()
                    && !self.loading.failed.contains_key(&self.open)
            }
            None => self.is_walking(),
        }
    }

    /// Returns `true`, with a notice, if a command needs the whole text.
    pub(super) fn has_to_wait(&mut self, command: &Command) -> bool {
        // A bookmark stores a fingerprint of the whole text.
        let needs_all = matches!(command, Command::ToggleBookmark | Command::EditLabel);
        let needs_some = matches!(command, Command::Copy(_) | Command::ShowOutline);
        let is_partial = self.library.iter().nth(self.open).is_none_or(|speech| !speech.is_whole());
        let waits = self.context() != Context::Bookmarks
            && (needs_all && is_partial || needs_some && self.is_nothing_here());
        if waits && self.loading.failed.contains_key(&self.open) {
            self.notice = Some("cannot bookmark: the text could not be read to its end".to_owned());
        } else if waits {
            self.say_still_read();
        }
        waits
    }

    /// Reports that an action needs a text or a folder that is not read yet.
    pub(super) fn say_still_read(&mut self) {
        let what = if self.library.is_empty() { STILL_READING } else { STILL_LOADING };
        self.notice = Some(what.to_owned());
    }

    /// Removes `line` from the notice.
    fn clear_notice(&mut self, line: &str) {
        let left: Vec<&str> =
            self.notice.iter().flat_map(|notice| notice.lines()).filter(|l| *l != line).collect();
        let left = left.join("\n");
        self.notice = (!left.is_empty()).then_some(left);
    }

    /// Checks whether the file of the open speech has changed.
    pub(super) fn look_at_file(&self) -> Option<Effect> {
        let speech = self.library.iter().nth(self.open)?;
        speech.stamp().map(|_| Effect::Work(Job::Look(self.open, Arc::clone(speech))))
    }

    /// Reports that the file has changed, and which key reloads it.
    pub(super) fn say_changed(&mut self, index: usize) {
        if index != self.open {
            return;
        }
        let how = self.by_key(&Command::Reload, "reloads it");
        self.tell(format!("{} has changed{how}", self.library[index].id()));
    }

    /// Reloads the speech from its file.
    pub(super) fn reload(&mut self) -> Vec<Effect> {
        let open = self.open;
        let Some(speech) = self.library.iter().nth(open).filter(|speech| speech.file().is_some()).cloned()
        else {
            self.notice = Some("nothing to reload: this text does not come from a file".to_owned());
            return Vec::new();
        };
        if !speech.is_whole() || self.is_asked(open) {
            self.say_still_read();
            return Vec::new();
        }
        self.loading.again = Some((open, self.readings[open].kept(&speech)));
        self.loading.asked.insert(open);
        vec![Effect::Work(Job::Load(open, speech))]
    }

    /// Records that a speech is no longer being loaded, and clears the notice that it is.
    fn end_loading(&mut self, index: usize) {
        self.loading.asked.remove(&index);
        if index == self.open {
            self.clear_notice(STILL_LOADING);
        }
    }

    /// Takes over a loaded speech, or reports why it cannot be read.
    pub(super) fn take_text(&mut self, index: usize, read: Result<Arc<Speech>, String>) -> Vec<Effect> {
        let speech = match read {
            Ok(speech) => speech,
            Err(why) => {
                self.end_loading(index);
                self.loading.failed.insert(index, why.clone());
                self.loading.again.take_if(|(again, _)| *again == index);
                self.tell(why);
                return self.search_what_is_left().into_iter().collect();
            }
        };
        self.end_loading(index);
        self.try_again(index);
        if index == self.shown()
            && let Some(remark) = remark(&speech)
        {
            self.tell(remark);
        }
        let is_long = matches!(speech.length(), Length::Estimated(_));
        let count = is_long.then(|| Effect::Work(Job::Count(vec![Arc::clone(&speech)])));
        if self.library[index].stamp() != speech.stamp() {
            self.forget_hits(index);
        }
        let before = Arc::clone(&self.library[index]);
        let (was, has_moved) = (self.readings[index].shown_place(), self.readings[index].has_moved());
        self.library.replace(index, Arc::clone(&speech));
        self.readings[index].forget_rows();
        let again = self.loading.again.take_if(|(again, _)| *again == index);
        match &again {
            Some((_, kept)) => {
                self.readings[index].restore(kept, &speech);
                self.notice = Some(format!("reloaded {}", speech.id()));
            }
            None if !has_moved => self.restore_place(index),
            None => {
                self.readings[index].carry(&before, &speech);
                if let Some(kept) = self.keeping.kept(&speech) {
                    self.readings[index].add_read(kept);
                }
            }
        }
        self.take_for_saved_in(index, was);
        if again.is_some() {
            self.save_anew(index);
        }
        self.marks.place_again(&self.library);
        self.settle();
        self.go_on(index, &speech);
        self.put_back(index);
        let study = self.study(index, speech);
        count.into_iter().chain(study).chain(self.search_what_is_left()).collect()
    }

    /// Makes the movement that waited for the text.
    fn go_on(&mut self, index: usize, speech: &Speech) {
        if let Some((_, motion, count)) = self.loading.wish.take_if(|(wish, ..)| *wish == index) {
            let page = self.page();
            self.readings[index].go(motion, count, column(speech, page));
        }
        if index == self.open {
            self.resume();
        }
    }

    /// Evicts the least recently used speech if many are loaded. The position in it is recorded first,
    /// because that needs its text.
    fn put_back(&mut self, index: usize) {
        self.loading.here.retain(|&here| here != index);
        // A pipe cannot be read again.
        if self.library[index].file().is_some() {
            self.loading.here.push_back(index);
        }
        while self.loading.here.len() > MOST_HERE {
            let Some(oldest) = self.loading.here.pop_front() else { return };
            if oldest == self.open || oldest == self.shown() {
                self.loading.here.push_back(oldest);
                continue;
            }
            self.note_before_put_back(oldest);
            let shelved = Arc::new(self.library[oldest].shelved());
            self.library.replace(oldest, shelved);
            self.readings[oldest].forget_rows();
        }
    }

    /// Adds speeches that were found in folders.
    pub(super) fn take_shelf(&mut self, speeches: Vec<Arc<Speech>>, more: bool) -> Vec<Effect> {
        self.loading.is_walking = more;
        let is_first = self.library.is_empty();
        if !(more && speeches.is_empty()) {
            self.clear_notice(STILL_READING);
        }
        for speech in speeches {
            let reading = Reading::new(&speech);
            if let (Some(why), true) = (remark(&speech), speech.is_whole()) {
                self.tell(why);
            }
            if self.library.add(speech) {
                self.readings.push(reading);
            } else {
                // It was opened before the folders were walked, and moves to its position in the list.
                self.sidebar.sequence = Default::default();
            }
        }
        if is_first {
            // Unreadable texts are reported. Open the first readable one.
            self.open = self.library.iter().position(|speech| speech.fault().is_none()).unwrap_or(0);
        }
        if let Some(search) = &mut self.search {
            search.grow(self.library.len());
        }
        self.marks.place_again(&self.library);
        if more {
            return Vec::new();
        }
        if self.library.is_empty() {
            self.resume();
        }
        // A moved file is recognized by its text, which must be loaded for that.
        let moved = self.keeping.moved_to(&self.library);
        let moved: Vec<_> =
            moved.into_iter().take(MOST_HERE / 2).filter_map(|index| self.ask_for(index)).collect();
        moved.into_iter().chain(self.search_what_is_left()).collect()
    }
}
