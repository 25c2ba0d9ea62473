//! What waits for a thread: in its order, but for what a newer task has made needless, which is let go of at once.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

/// Tasks between those who ask for them and the thread that does them.
#[derive(Debug)]
pub(super) struct Queue<T> {
    waiting: Mutex<Waiting<T>>,
    has_changed: Condvar,
}

#[derive(Debug)]
struct Waiting<T> {
    tasks: VecDeque<T>,
    /// Whether no more will come.
    is_closed: bool,
}

impl<T> Queue<T> {
    /// A queue in which nothing waits.
    pub(super) const fn new() -> Self {
        let waiting = Waiting { tasks: VecDeque::new(), is_closed: false };
        Self { waiting: Mutex::new(waiting), has_changed: Condvar::new() }
    }

    /// Puts a task at the end.
    pub(super) fn push(&self, task: T) {
        self.push_among(task, |_| false, |_, task| Some(task));
    }

    /// Puts a task at the end. Those before it that need not be done any more are taken out, and the last of what
    /// is left may take it in, if it does not give it back.
    pub(super) fn push_among(
        &self,
        task: T,
        is_needless: impl Fn(&T) -> bool,
        joined: impl FnOnce(&mut T, T) -> Option<T>,
    ) {
        let mut waiting = self.lock();
        waiting.tasks.retain(|task| !is_needless(task));
        let apart = match waiting.tasks.back_mut() {
            Some(last) => joined(last, task),
            None => Some(task),
        };
        waiting.tasks.extend(apart);
        self.has_changed.notify_one();
    }

    /// Waits for the next task. `None` if all are done and no more will come.
    pub(super) fn next(&self) -> Option<T> {
        let is_idle = |waiting: &mut Waiting<T>| waiting.tasks.is_empty() && !waiting.is_closed;
        let waiting = self.has_changed.wait_while(self.lock(), is_idle);
        waiting.unwrap_or_else(PoisonError::into_inner).tasks.pop_front()
    }

    /// No more tasks will come.
    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.has_changed.notify_one();
    }

    /// A task that panics does so outside of this.
    fn lock(&self) -> MutexGuard<'_, Waiting<T>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn tasks_are_done_in_order_to_the_last() {
        let queue = Queue::new();
        thread::scope(|scope| {
            let done = scope.spawn(|| std::iter::from_fn(|| queue.next()).collect::<Vec<_>>());
            (0..100).for_each(|task| queue.push(task));
            queue.close();
            assert_eq!(done.join().unwrap(), (0..100).collect::<Vec<_>>());
        });
    }

    #[test]
    fn what_is_needless_does_not_wait() {
        let queue = Queue::new();
        for task in [1, 12, 3, 14, 15] {
            queue.push_among(task, |&waiting| task > 10 && waiting > 10, |_, task| Some(task));
        }
        queue.close();
        assert_eq!(std::iter::from_fn(|| queue.next()).collect::<Vec<_>>(), [1, 3, 15]);
    }

    #[test]
    fn what_goes_with_the_last_is_done_with_it() {
        let queue = Queue::new();
        for task in ["a", "b", "-", "c", "d", "e"] {
            queue.push_among(
                task.to_owned(),
                |_| false,
                |last, task| {
                    if last == "-" || task == "-" {
                        return Some(task);
                    }
                    last.push_str(&task);
                    None
                },
            );
        }
        queue.close();
        assert_eq!(std::iter::from_fn(|| queue.next()).collect::<Vec<_>>(), ["ab", "-", "cde"]);
    }
}
