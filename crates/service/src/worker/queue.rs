//! Tasks that wait for a worker, fair between clients.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::outcome::{Done, Lost};
use super::task::Task;

/// Tasks that wait, by client: each client has its turn, whatever the others send.
#[derive(Default)]
pub(super) struct Queue {
    waiting: HashMap<Arc<str>, VecDeque<Pending>>,
    /// Clients that have a task waiting, the next one first.
    turns: VecDeque<Arc<str>>,
    /// Tasks for the first worker alone.
    large: VecDeque<Pending>,
    pub(super) length: usize,
}

/// A task and who waits for it.
pub(super) struct Pending {
    pub(super) client: Arc<str>,
    pub(super) task: Box<Task>,
    pub(super) deadline: Instant,
    pub(super) asked: Instant,
    pub(super) begun: Option<Instant>,
    pub(super) sender: oneshot::Sender<Result<Done, Lost>>,
}

impl Queue {
    pub(super) fn push(&mut self, pending: Pending) {
        let client = &pending.client;
        let waiting = self.waiting.entry(Arc::clone(client)).or_default();
        if waiting.is_empty() {
            self.turns.push_back(Arc::clone(client));
        }
        waiting.push_back(pending);
        self.length += 1;
    }

    /// Takes the newest task of whoever has most waiting out, if that is more than `client` would have with one more: a client that
    /// floods the queue waits behind itself.
    pub(super) fn give_way(&mut self, client: &str) -> Option<Pending> {
        let own = self.waiting.get(client).map_or(0, VecDeque::len);
        let most = self
            .waiting
            .values_mut()
            .max_by_key(|waiting| waiting.len())?;
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
        let client = self.turns.pop_front()?;
        let waiting = self.waiting.get_mut(&client)?;
        let pending = waiting.pop_front();
        if waiting.is_empty() {
            self.waiting.remove(&client);
        } else {
            self.turns.push_back(client);
        }
        self.length = self.length.saturating_sub(1);
        pending
    }

    /// Drops what nobody waits for any more.
    pub(super) fn sweep(&mut self) {
        let mut length = 0;
        self.waiting.retain(|_, waiting| {
            waiting.retain(|pending| !pending.sender.is_closed());
            length += waiting.len();
            !waiting.is_empty()
        });
        let Queue { waiting, turns, .. } = self;
        turns.retain(|client| waiting.contains_key(client));
        self.large.retain(|pending| !pending.sender.is_closed());
        self.length = length + self.large.len();
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
        let (sender, receiver) = oneshot::channel();
        let now = Instant::now();
        let mut limits = Limits::default();
        limits.pages = number;
        let pending = Pending {
            client: client.into(),
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
        let last = queue.give_way("other").expect("has most");
        assert_eq!((last.task.limits.pages, queue.length), (3, 2));
        assert!(queue.give_way("flood").is_none(), "not before itself");
        let (other, _receiver) = pending("other", 4);
        queue.push(other);
        assert!(queue.give_way("other").is_none(), "both would have two");
    }
}
