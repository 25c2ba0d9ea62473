//! Detects a disk that does not answer. A save reports success or failure, but a disk that is gone reports nothing.

use std::time::{Duration, Instant};

use crate::{effect::Job, event::Event};

/// Time after which a missing answer is reported. Longer than the wait for a lock, which reports its own failure.
pub(super) const LATE: Duration = Duration::from_secs(5);

/// Requests to the disk.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// Number of answers still missing.
    awaited: usize,
    /// Time at which the next answer is late. `None` if none is awaited, or if the delay has been reported.
    late: Option<Instant>,
}

impl Answers {
    /// Counts a submitted job.
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

    /// Counts the answer to a job.
    pub(super) fn note(&mut self, done: &Event) {
        match done {
            Event::BookmarkSaved(..) | Event::SessionSaved(_) => {
                self.awaited = self.awaited.saturating_sub(1);
            }
            // It is unknown which job failed.
            Event::JobFailed => self.awaited = 0,
            _ => return,
        }
        self.late = (self.awaited > 0).then(|| Instant::now() + LATE);
    }

    /// Returns the time at which a missing answer is to be reported, if any.
    pub(super) const fn late(&self) -> Option<Instant> {
        self.late
    }

    /// Returns `true` once, when an answer has become late.
    pub(super) fn has_grown_late(&mut self) -> bool {
        self.late.take_if(|late| *late <= Instant::now()).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_answer_is_reported_once() {
        let mut answers = Answers::default();
        answers.note_job(&Job::Walk);
        assert_eq!(answers.late(), None);
        for _ in 0..2 {
            answers.note_job(&Job::SavePlaces(Box::default()));
        }
        assert!(answers.late().is_some() && !answers.has_grown_late());
        answers.late = Some(Instant::now());
        assert!(answers.has_grown_late() && !answers.has_grown_late());
        answers.note(&Event::SessionSaved(Ok(())));
        assert!(answers.late().is_some());
        answers.note(&Event::SessionSaved(Ok(())));
        assert_eq!(answers.late(), None);
    }
}
