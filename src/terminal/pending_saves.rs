//! Detects a disk that does not answer. A save reports success or failure, but a disk that is gone reports nothing.

use std::time::{Duration, Instant};

use crate::{effect::Job, event::Event};

/// Time after which a save without an answer is reported. Longer than the wait for a lock, which reports its own
/// failure.
pub(super) const SAVE_TIMEOUT: Duration = Duration::from_secs(5);

/// Saves that have not been answered.
#[derive(Debug, Default)]
pub(super) struct PendingSaves {
    count: usize,
    /// Time at which the next answer is late. `None` if none is awaited, or if the delay has been reported.
    deadline: Option<Instant>,
}

impl PendingSaves {
    /// Counts the saves of a submitted job.
    pub(super) fn note_job(&mut self, job: &Job) {
        let saves = match job {
            Job::SaveAnnotations(changes, ..) => changes.len(),
            Job::SaveSession(_) | Job::SaveDraft(_) => 1,
            _ => return,
        };
        if self.count == 0 {
            self.deadline = Some(Instant::now() + SAVE_TIMEOUT);
        }
        self.count += saves;
    }

    /// Counts the answer to a save.
    pub(super) fn note_event(&mut self, event: &Event) {
        match event {
            Event::AnnotationSaved(..) | Event::DraftSaved(..) | Event::SessionSaved(_) => {
                self.count = self.count.saturating_sub(1);
            }
            // It is unknown which job failed.
            Event::JobFailed { .. } => self.count = 0,
            _ => return,
        }
        self.deadline = (self.count > 0).then(|| Instant::now() + SAVE_TIMEOUT);
    }

    /// Returns the time at which a missing answer is to be reported, if any.
    pub(super) const fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Returns `true` once when an answer has become late.
    pub(super) fn take_late(&mut self) -> bool {
        self.deadline.take_if(|deadline| *deadline <= Instant::now()).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_answer_is_reported_once() {
        let mut saves = PendingSaves::default();
        saves.note_job(&Job::WalkFolders);
        assert_eq!(saves.deadline(), None);
        for _ in 0..2 {
            saves.note_job(&Job::SaveSession(Box::default()));
        }
        assert!(saves.deadline().is_some() && !saves.take_late());
        saves.deadline = Some(Instant::now());
        assert!(saves.take_late() && !saves.take_late());
        saves.note_event(&Event::SessionSaved(Ok(())));
        assert!(saves.deadline().is_some());
        saves.note_event(&Event::SessionSaved(Ok(())));
        assert_eq!(saves.deadline(), None);
    }
}
