//! Chords memorised in one section and recalled with `^` in another (`docs/spec/language.md#2.5`).

use std::collections::HashMap;

/// A memory does not grow beyond this by repeats.
const MOST_REPEATED: usize = 10_000;

/// The chord memories of a song, and the one in use.
#[derive(Debug, Default)]
pub(crate) struct Memories {
    lists: HashMap<String, Vec<String>>,
    active: Option<Active>,
}

/// The memory that the section in force uses.
#[derive(Debug)]
struct Active {
    name: String,
    list: Vec<String>,
    position: usize,
    is_storing: bool,
}

/// What a recall gives.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Recalled {
    /// The content that was memorised.
    Content(String),
    /// The section has no memory.
    NoMemory,
    /// The memory is empty; it is not used again in this section.
    Empty,
    /// The memory has fewer entries than are asked for.
    Exhausted,
}

/// Whether a section memorises from its first chord on, or only after one that is not recalled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Storing {
    /// From the first chord on (grids).
    AtOnce,
    /// When the first token is a chord.
    WhenFirst,
}

impl Memories {
    /// Uses the memory `name` from its beginning.
    pub(crate) fn select(&mut self, name: &str, storing: Storing) {
        self.deselect();
        self.active = Some(Active {
            name: name.to_owned(),
            list: self.lists.remove(name).unwrap_or_default(),
            position: 0,
            is_storing: storing == Storing::AtOnce,
        });
    }

    /// Replaces the memory `name`, and uses it.
    pub(crate) fn set(&mut self, name: &str, chords: Vec<String>) {
        self.select(name, Storing::WhenFirst);
        if let Some(active) = &mut self.active {
            active.list = chords;
        }
    }

    /// Uses no memory any more.
    pub(crate) fn deselect(&mut self) {
        if let Some(active) = self.active.take() {
            self.lists.insert(active.name, active.list);
        }
    }

    /// Notes a chord that is written out.
    pub(crate) fn note(&mut self, content: &str) {
        let Some(active) = &mut self.active else {
            return;
        };
        if active.position == 0 {
            active.is_storing = true;
        }
        if active.is_storing {
            active.list.push(content.to_owned());
        }
        active.position = active.position.saturating_add(1);
    }

    /// The next memorised chord.
    pub(crate) fn recall(&mut self) -> Recalled {
        let Some(active) = &mut self.active else {
            return Recalled::NoMemory;
        };
        if active.position == 0 && active.list.is_empty() {
            self.deselect();
            return Recalled::Empty;
        }
        let content = active.list.get(active.position).cloned();
        active.position = active.position.saturating_add(1);
        content.map_or(Recalled::Exhausted, Recalled::Content)
    }

    /// How many chords the memory in use holds.
    pub(crate) fn len(&self) -> usize {
        self.active.as_ref().map_or(0, |active| active.list.len())
    }

    /// Appends a copy of the entries from `start` to `end`; tells how many those were. A memory that is very long
    /// already stays as it is, since each repeat may double it.
    pub(crate) fn repeat(&mut self, start: usize, end: usize) -> usize {
        let Some(active) = &mut self.active else {
            return 0;
        };
        let Some(repeated) = active.list.get(start..end) else {
            return 0;
        };
        let count = repeated.len();
        if active.list.len().saturating_add(count) > MOST_REPEATED {
            return 0;
        }
        active.list.extend(repeated.to_vec());
        active.position = active.position.saturating_add(count);
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(text: &str) -> Recalled {
        Recalled::Content(text.to_owned())
    }

    #[test]
    fn a_second_section_recalls_the_first() {
        let mut memories = Memories::default();
        memories.select("verse", Storing::WhenFirst);
        memories.note("C");
        memories.note("D");
        memories.select("verse", Storing::WhenFirst);
        assert_eq!(memories.recall(), content("C"));
        memories.note("X");
        assert_eq!(memories.recall(), Recalled::Exhausted);
        memories.select("verse", Storing::WhenFirst);
        assert_eq!(memories.recall(), content("C"));
        assert_eq!(memories.recall(), content("D"));
    }

    #[test]
    fn a_section_that_begins_with_a_chord_appends() {
        let mut memories = Memories::default();
        memories.select("verse", Storing::WhenFirst);
        memories.note("C");
        memories.select("verse", Storing::WhenFirst);
        memories.note("D");
        assert_eq!(memories.len(), 2);
    }

    #[test]
    fn an_empty_memory_is_not_asked_twice() {
        let mut memories = Memories::default();
        memories.select("verse", Storing::WhenFirst);
        assert_eq!(memories.recall(), Recalled::Empty);
        assert_eq!(memories.recall(), Recalled::NoMemory);
    }

    #[test]
    fn repeats_do_not_grow_for_ever() {
        let mut memories = Memories::default();
        memories.select("grid", Storing::AtOnce);
        memories.note("C");
        for _ in 0..100 {
            memories.repeat(0, memories.len());
        }
        let count = memories.len();
        assert!((2..=MOST_REPEATED).contains(&count), "{count}");
    }

    #[test]
    fn repeats_append_what_they_repeat() {
        let mut memories = Memories::default();
        memories.select("grid", Storing::AtOnce);
        memories.note("C");
        memories.note("D");
        assert_eq!(memories.repeat(1, 2), 1);
        memories.select("grid", Storing::WhenFirst);
        for expected in ["C", "D", "D"] {
            assert_eq!(memories.recall(), content(expected));
        }
    }
}
