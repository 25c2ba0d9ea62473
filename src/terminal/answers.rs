//! How long the disk has not answered: what was to be saved is told of when it has been or could not be, and a disk
//! that is gone tells nothing.

use std::time::{Duration, Instant};

use crate::action::{Action, Job};

/// How long the disk may take before the reader is told: longer than a lock is waited for, which is told by itself.
pub(super) const LATE: Duration = Duration::from_secs(5);

/// What the disk has been asked for.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// How many answers are to come.
    awaited: usize,
    /// When the next one is late; `None` if none is awaited, or that has been told.
    late: Option<Instant>,
}

impl Answers {
    /// Notes a job that is handed out.
    pub(super) fn note_job(&mut self, job: &Job) {
        let answers = match job {
            Job::SaveBookmarks(changes, _) => changes.len(),
            Job::SavePlaces(_) => 1,
            _ => return,
        };
        if self.awaited == 0 {
            self.late = Some(Instant::now() + LATE);
        }
        self.awaited += answers;
    }

    /// Notes what a job has come to.
    pub(super) fn note(&mut self, done: &Action) {
        match done {
            Action::BookmarkSaved(..) | Action::PlacesSaved(_) => {
                self.awaited = self.awaited.saturating_sub(1);
            }
            // It is not known which.
            Action::JobFailed => self.awaited = 0,
            _ => return,
        }
        self.late = (self.awaited > 0).then(|| Instant::now() + LATE);
    }

    /// When the next answer is late, if that is to be told then.
    pub(super) const fn late(&self) -> Option<Instant> {
        self.late
    }

    /// Whether an answer is late that was not before.
    pub(super) fn has_grown_late(&mut self) -> bool {
        self.late.take_if(|late| *late <= Instant::now()).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_late_is_told_once_and_each_answer_is_waited_for_anew() {
        let mut answers = Answers::default();
        answers.note_job(&Job::Walk);
        assert_eq!(answers.late(), None);
        for _ in 0..2 {
            answers.note_job(&Job::SavePlaces(Box::default()));
        }
        assert!(answers.late().is_some() && !answers.has_grown_late());
        answers.late = Some(Instant::now());
        assert!(answers.has_grown_late() && !answers.has_grown_late());
        answers.note(&Action::PlacesSaved(Ok(())));
        assert!(answers.late().is_some());
        answers.note(&Action::PlacesSaved(Ok(())));
        assert_eq!(answers.late(), None);
    }
}
