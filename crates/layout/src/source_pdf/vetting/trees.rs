//! How many nodes trees have.

use super::names::after_name;

/// The most nodes of the tree of pages, and of other trees.
const MOST_NODES: usize = 2_000;
/// The most branches of all nodes.
const MOST_BRANCHES: usize = 20_000;
/// The most references in a list, which may be that of a node's branches.
const MOST_REFERENCES: usize = 50_000;

/// The nodes of trees so far, and their branches.
#[derive(Default)]
pub(super) struct Trees {
    nodes: usize,
    branches: usize,
    /// In the list that was begun last.
    references: usize,
}

impl Trees {
    /// Goes on with `bytes`; gives whether there are not too many.
    pub(super) fn count(&mut self, bytes: &[u8]) -> bool {
        for branches in after_name(bytes, b"Kids") {
            self.nodes += 1;
            let mut lists = branches.split(|byte| matches!(byte, b']' | b'>'));
            let list = lists.next().unwrap_or_default();
            self.branches += memchr::memchr_iter(b'R', list).count();
            if self.nodes > MOST_NODES || self.branches > MOST_BRANCHES {
                return false;
            }
        }
        for at in memchr::memchr3_iter(b'[', b']', b'R', bytes) {
            self.references = match bytes.get(at) {
                Some(b'R') => self.references + 1,
                _ => 0,
            };
            if self.references > MOST_REFERENCES {
                return false;
            }
        }
        true
    }
}
