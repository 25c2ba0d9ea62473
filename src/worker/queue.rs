//! A queue of tasks for a thread. A newer task removes those that it supersedes.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

/// Tasks waiting for a thread, in order.
#[derive(Debug)]
pub(super) struct Queue<T> {
    waiting: Mutex<Waiting<T>>,
    has_changed: Condvar,
}

#[derive(Debug)]
struct Waiting<T> {
    tasks: VecDeque<T>,
    /// `true` if no more tasks will come.
    is_closed: bool,
}

impl<T> Queue<T> {
    /// Creates an empty queue.
    pub(super) const fn new() -> Self {
        let waiting = Waiting { tasks: VecDeque::new(), is_closed: false };
        Self { waiting: Mutex::new(waiting), has_changed: Condvar::new() }
    }

    /// Adds `task` at the end.
    pub(super) fn push(&self, task: T) {
        self.push_replacing(task, |_| false, |_, task| Some(task));
    }

    /// Adds a task at the end, after removing every task that `is_needless`. The last task may absorb it: `joined`
    /// then returns `None`.
    pub(super) fn push_replacing(
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

    /// Waits for the next task. Returns `None` if the queue is closed and empty.
    pub(super) fn next(&self) -> Option<T> {
        let is_idle = |waiting: &mut Waiting<T>| waiting.tasks.is_empty() && !waiting.is_closed;
        let waiting = self.has_changed.wait_while(self.lock(), is_idle);
        waiting.unwrap_or_else(PoisonError::into_inner).tasks.pop_front()
    }

    /// Closes the queue: no more tasks will come.
    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.has_changed.notify_one();
    }

    /// The lock is never poisoned: tasks panic outside of it.
    fn lock(&self) -> MutexGuard<'_, Waiting<T>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn all_tasks_are_done_in_order() {
        let queue = Queue::new();
        thread::scope(|scope| {
            let done = scope.spawn(|| std::iter::from_fn(|| queue.next()).collect::<Vec<_>>());
            (0..100).for_each(|task| queue.push(task));
            queue.close();
            assert_eq!(done.join().unwrap(), (0..100).collect::<Vec<_>>());
        });
    }

    #[test]
    fn superseded_tasks_are_removed() {
        let queue = Queue::new();
        for task in [1, 12, 3, 14, 15] {
            queue.push_replacing(task, |&waiting| task > 10 && waiting > 10, |_, task| Some(task));
        }
        queue.close();
        assert_eq!(std::iter::from_fn(|| queue.next()).collect::<Vec<_>>(), [1, 3, 15]);
    }

    #[test]
    fn last_task_absorbs_a_task() {
        let queue = Queue::new();
        for task in ["a", "b", "-", "c", "d", "e"] {
            queue.push_replacing(
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
