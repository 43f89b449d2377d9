//! Tasks that wait for a worker, fair between clients.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::outcome::{Done, Lost};
use super::task::Task;

/// Whether somebody waits for a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// Somebody does: it comes first.
    Interactive,
    /// It is one of many: it comes where nobody waits, and at times in between, so that many requests do not keep it from being done.
    Batch,
}

/// How many tasks that somebody waits for come before one of a batch.
const INTERACTIVE_RUN: u32 = 8;

/// Tasks that wait: those that somebody waits for, and those of batches.
#[derive(Default)]
pub(super) struct Queue {
    interactive: Lane,
    batch: Lane,
    /// Tasks that were taken since the last of a batch, while one waited.
    passed: u32,
    /// Tasks for the first worker alone.
    large: VecDeque<Pending>,
    pub(super) length: usize,
}

/// Tasks of one priority, by client: each client has its turn, whatever the others send.
#[derive(Default)]
struct Lane {
    waiting: HashMap<Arc<str>, VecDeque<Pending>>,
    /// Clients that have a task waiting, the next one first.
    turns: VecDeque<Arc<str>>,
}

/// A task and who waits for it.
pub(super) struct Pending {
    pub(super) client: Arc<str>,
    pub(super) priority: Priority,
    pub(super) task: Box<Task>,
    pub(super) deadline: Instant,
    pub(super) asked: Instant,
    pub(super) begun: Option<Instant>,
    pub(super) sender: oneshot::Sender<Result<Done, Lost>>,
}

impl Lane {
    fn push(&mut self, pending: Pending) {
        let client = &pending.client;
        let waiting = self.waiting.entry(Arc::clone(client)).or_default();
        if waiting.is_empty() {
            self.turns.push_back(Arc::clone(client));
        }
        waiting.push_back(pending);
    }

    /// The tasks of whoever has most.
    fn most(&mut self) -> Option<&mut VecDeque<Pending>> {
        self.waiting
            .values_mut()
            .max_by_key(|waiting| waiting.len())
    }

    fn pop(&mut self) -> Option<Pending> {
        let client = self.turns.pop_front()?;
        let waiting = self.waiting.get_mut(&client)?;
        let pending = waiting.pop_front();
        if waiting.is_empty() {
            self.waiting.remove(&client);
        } else {
            self.turns.push_back(client);
        }
        pending
    }

    /// Drops what nobody waits for any more; how many are left.
    fn sweep(&mut self) -> usize {
        let mut length = 0;
        self.waiting.retain(|_, waiting| {
            waiting.retain(|pending| !pending.sender.is_closed());
            length += waiting.len();
            !waiting.is_empty()
        });
        let Lane { waiting, turns } = self;
        turns.retain(|client| waiting.contains_key(client));
        length
    }
}

impl Queue {
    pub(super) fn push(&mut self, pending: Pending) {
        match pending.priority {
            Priority::Interactive => self.interactive.push(pending),
            Priority::Batch => self.batch.push(pending),
        }
        self.length += 1;
    }

    /// Takes a task out to make room for one of `client`: the newest of a batch, if somebody waits for the new one; else the newest of
    /// whoever has most waiting of its kind, if that is more than `client` would have with one more. A client that floods the queue waits
    /// behind itself.
    pub(super) fn give_way(&mut self, client: &str, priority: Priority) -> Option<Pending> {
        if priority == Priority::Interactive
            && let Some(most) = self.batch.most()
            && let Some(last) = most.pop_back()
        {
            self.length = self.length.saturating_sub(1);
            self.batch.sweep();
            return Some(last);
        }
        let lane = match priority {
            Priority::Interactive => &mut self.interactive,
            Priority::Batch => &mut self.batch,
        };
        let own = lane.waiting.get(client).map_or(0, VecDeque::len);
        let most = lane.most()?;
        if most.len() <= own + 1 {
            return None;
        }
        self.length = self.length.saturating_sub(1);
        most.pop_back()
    }

    pub(super) fn pop(&mut self, is_first: bool) -> Option<Pending> {
        if is_first && let Some(pending) = self.large.pop_front() {
            self.length = self.length.saturating_sub(1);
            return Some(pending);
        }
        let is_turn_of_batch = self.passed >= INTERACTIVE_RUN && !self.batch.turns.is_empty();
        let interactive = if is_turn_of_batch {
            None
        } else {
            self.interactive.pop()
        };
        let pending = match interactive {
            Some(pending) => {
                self.passed = if self.batch.turns.is_empty() {
                    0
                } else {
                    self.passed + 1
                };
                Some(pending)
            }
            None => {
                self.passed = 0;
                self.batch.pop()
            }
        }?;
        self.length = self.length.saturating_sub(1);
        Some(pending)
    }

    /// Drops what nobody waits for any more.
    pub(super) fn sweep(&mut self) {
        self.large.retain(|pending| !pending.sender.is_closed());
        self.length = self.interactive.sweep() + self.batch.sweep() + self.large.len();
    }

    /// Takes a task that was too large for another worker, for the first.
    pub(super) fn push_large(&mut self, pending: Pending) {
        self.large.push_back(pending);
        self.length += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::task::Work;
    use chordpro_engine::Limits;
    use std::time::Duration;

    fn pending(client: &str, number: u64) -> (Pending, oneshot::Receiver<Result<Done, Lost>>) {
        pending_as(Priority::Interactive, client, number)
    }

    fn pending_as(
        priority: Priority,
        client: &str,
        number: u64,
    ) -> (Pending, oneshot::Receiver<Result<Done, Lost>>) {
        let (sender, receiver) = oneshot::channel();
        let now = Instant::now();
        let mut limits = Limits::default();
        limits.pages = number;
        let pending = Pending {
            client: client.into(),
            priority,
            task: Box::new(Task::new(Work::Trial, limits)),
            deadline: now + Duration::from_secs(60),
            asked: now,
            begun: None,
            sender,
        };
        (pending, receiver)
    }

    fn popped(queue: &mut Queue) -> Option<u64> {
        queue.pop(false).map(|pending| pending.task.limits.pages)
    }

    #[test]
    fn clients_take_turns() {
        let mut queue = Queue::default();
        let mut receivers = Vec::new();
        for (client, number) in [("flood", 1), ("flood", 2), ("flood", 3), ("other", 4)] {
            let (pending, receiver) = pending(client, number);
            receivers.push(receiver);
            queue.push(pending);
        }
        let order: Vec<_> = std::iter::from_fn(|| popped(&mut queue)).collect();
        assert_eq!(order, [1, 4, 2, 3]);
        assert_eq!(queue.length, 0);
    }

    #[test]
    fn what_nobody_waits_for_gives_its_place_up() {
        let mut queue = Queue::default();
        let (first, gone) = pending("a", 1);
        let (second, _waiting) = pending("b", 2);
        queue.push(first);
        queue.push(second);
        drop(gone);
        queue.sweep();
        assert_eq!(queue.length, 1);
        assert_eq!(popped(&mut queue), Some(2));
        assert_eq!(popped(&mut queue), None);
    }

    #[test]
    fn a_client_that_floods_gives_way() {
        let mut queue = Queue::default();
        let mut receivers = Vec::new();
        for number in 1..=3 {
            let (pending, receiver) = pending("flood", number);
            receivers.push(receiver);
            queue.push(pending);
        }
        let last = queue
            .give_way("other", Priority::Interactive)
            .expect("has most");
        assert_eq!((last.task.limits.pages, queue.length), (3, 2));
        assert!(
            queue.give_way("flood", Priority::Interactive).is_none(),
            "not before itself"
        );
        let (other, _receiver) = pending("other", 4);
        queue.push(other);
        assert!(
            queue.give_way("other", Priority::Interactive).is_none(),
            "both would have two"
        );
    }

    #[test]
    fn what_somebody_waits_for_comes_before_a_batch_and_does_not_keep_it_out() {
        let mut queue = Queue::default();
        let mut receivers = Vec::new();
        for number in 1..=2 {
            let (pending, receiver) = pending_as(Priority::Batch, "batch", number);
            receivers.push(receiver);
            queue.push(pending);
        }
        for number in 11..=22 {
            let (pending, receiver) = pending("web", number);
            receivers.push(receiver);
            queue.push(pending);
        }
        let order: Vec<_> = std::iter::from_fn(|| popped(&mut queue)).collect();
        assert_eq!(
            order,
            [11, 12, 13, 14, 15, 16, 17, 18, 1, 19, 20, 21, 22, 2]
        );
    }

    #[test]
    fn a_batch_gives_way_to_whoever_waits() {
        let mut queue = Queue::default();
        let (pending, _receiver) = pending_as(Priority::Batch, "web", 1);
        queue.push(pending);
        assert!(queue.give_way("web", Priority::Batch).is_none());
        let last = queue
            .give_way("web", Priority::Interactive)
            .expect("a song");
        assert_eq!((last.task.limits.pages, queue.length), (1, 0));
        assert_eq!(popped(&mut queue), None);
    }
}
