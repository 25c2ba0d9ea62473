//! Which speeches are being loaded, could not be read, or had their conversion stopped.

use std::sync::Arc;

use super::{Library, STILL_CONVERTING, STILL_LOADING};
use crate::{
    app::{change::Change, env::Env},
    catalog::DocumentId,
    command::Command,
    effect::Job,
};

impl Library {
    /// Loads a speech, unless it is loaded or being loaded.
    pub(crate) fn request(&mut self, id: DocumentId) -> Option<Change> {
        let speech = Arc::clone(self.get(id)?);
        let is_wanted = speech.is_partial() && !self.is_given_up(id);
        let is_new = is_wanted && self.loading.insert(id);
        is_new.then_some(Change::job(Job::Load(id, speech)))
    }

    /// Returns `true` if a speech is not loaded although it is shown, because it cannot be read or was stopped.
    pub(super) fn is_given_up(&self, id: DocumentId) -> bool {
        self.failed.contains_key(&id) || self.stopped.contains(&id)
    }

    /// Returns `true` if a speech is being loaded by a converter.
    fn is_converting(&self, id: DocumentId) -> bool {
        self.is_loading(id) && self.get(id).is_some_and(|speech| speech.is_converted())
    }

    /// Returns `true` if a converter loads a speech and has not been stopped.
    pub(crate) fn can_stop_converting(&self, id: DocumentId) -> bool {
        self.is_converting(id) && !self.stopped.contains(&id)
    }

    /// Stops the converter that loads a speech, and says how to start it again.
    pub(crate) fn stop_converting(&mut self, id: DocumentId, env: &Env<'_>) -> Vec<Change> {
        self.stopped.insert(id);
        let how = env.remedy(&Command::Reload, "starts it again");
        vec![Change::job(Job::StopLoad(id)), Change::Notice(format!("the converter was stopped{how}"))]
    }

    /// Stops the conversion of the speech that the reader has left, now that `shown` is shown, unless the `other` pane shows
    /// it. It starts again when the reader comes back.
    pub(crate) fn follow(&mut self, shown: DocumentId, other: Option<DocumentId>) -> Option<Change> {
        let left = self.shown.replace(shown).filter(|left| *left != shown && Some(*left) != other)?;
        self.stopped.remove(&left);
        self.is_converting(left).then_some(Change::job(Job::StopLoad(left)))
    }

    /// Records that the load of a speech was stopped.
    pub(crate) fn forget_load(&mut self, id: DocumentId, open: DocumentId) -> Vec<Change> {
        self.loading.remove(&id);
        self.reloading.take_if(|reloading| *reloading == id);
        if id == open {
            [STILL_LOADING, STILL_CONVERTING].map(Change::OutdatedNotice).into()
        } else {
            Vec::new()
        }
    }

    /// Tries again to load a speech that could not be read. Until now it has counted as searched.
    pub(crate) fn retry(&mut self, id: DocumentId) -> Vec<Change> {
        self.stopped.remove(&id);
        match self.failed.remove(&id) {
            Some(_) => vec![Change::MatchesOutdated(id)],
            None => Vec::new(),
        }
    }

    /// Records that a speech cannot be read. It counts as searched, without a match.
    pub(crate) fn mark_unreadable(&mut self, id: DocumentId, reason: String) -> Vec<Change> {
        self.failed.insert(id, reason);
        Vec::new()
    }
}
