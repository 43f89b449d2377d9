//! Faults inside of structured values: in an element of a list, or an entry of a map.

use std::fmt::Display;

use super::kinds::words;
use super::reader::{Rule, Scalar, shown};
use crate::{Map, Value};

/// The maximum number of faults reported for one setting.
const MOST_FAULTS: usize = 20;

/// A fault at one place in a value.
pub(crate) struct Fault {
    /// The place, relative to the setting.
    pub(crate) place: String,
    /// The kind of fault.
    pub(crate) kind: FaultKind,
    /// The valid values.
    pub(crate) expected: String,
}

/// The kinds of faults.
pub(crate) enum FaultKind {
    /// The part has an invalid value.
    Wrong(String),
    /// The part is missing.
    Missing,
    /// There is no part of that name.
    Unknown,
}

/// Collects faults while it tracks the current part.
#[derive(Default)]
pub(crate) struct Parts {
    path: Vec<String>,
    faults: Vec<Fault>,
}

impl Parts {
    /// Whether there are no faults.
    pub(crate) fn has_no_fault(&self) -> bool {
        self.faults
            .iter()
            .all(|fault| matches!(fault.kind, FaultKind::Unknown))
    }

    /// The faults.
    pub(crate) fn into_faults(self) -> Vec<Fault> {
        self.faults
    }

    /// Reads one part; reports `expected` if it is invalid and no more specific fault was reported.
    pub(crate) fn part<'v, T>(
        &mut self,
        step: impl Display,
        value: &'v Value,
        expected: &str,
        read: impl FnOnce(&'v Value, &mut Parts) -> Option<T>,
    ) -> Option<T> {
        let before = self.faults.len();
        self.path.push(step.to_string());
        let result = read(value, self);
        if result.is_none() && self.faults.len() == before {
            self.say(FaultKind::Wrong(shown(value)), expected);
        }
        self.path.pop();
        result
    }

    /// Reads every element of a list; `None` if one of them is invalid.
    pub(crate) fn each<'v, T>(
        &mut self,
        list: &'v [Value],
        expected: &str,
        mut read: impl FnMut(&'v Value, &mut Parts) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut result = Some(Vec::with_capacity(list.len()));
        for (index, item) in list.iter().enumerate() {
            match (self.part(index, item, expected, &mut read), &mut result) {
                (Some(item), Some(items)) => items.push(item),
                _ => result = None,
            }
        }
        result
    }

    /// Reads a scalar part; a missing part is `None`.
    pub(crate) fn scalar<T: Scalar>(&mut self, map: &Map, key: &str) -> Option<Option<T>> {
        let Some(value) = map.get(key) else {
            return Some(None);
        };
        self.part(key, value, &T::expected(&Rule::ANY), |value, parts| {
            T::read_parts(value, &Rule::ANY, parts)
        })
        .map(Some)
    }

    /// Reports every key of `map` that is not in `known` as having no effect; keys that start with `_` are private.
    pub(crate) fn only(&mut self, map: &Map, known: &[&str]) {
        for key in map.keys() {
            if !known.contains(&key.as_str()) && !key.starts_with('_') {
                self.path.push(key.clone());
                self.say(FaultKind::Unknown, &words(known));
                self.path.pop();
            }
        }
    }

    /// Whether `map` has all of `keys`; reports the missing ones.
    pub(crate) fn has(&mut self, map: &Map, keys: &[&str]) -> bool {
        let before = self.faults.len();
        let mut has_all = true;
        for key in keys.iter().filter(|key| !map.contains_key(**key)) {
            has_all = false;
            self.path.push((*key).to_owned());
            self.say(FaultKind::Missing, &format!("all of {}", words(keys)));
            self.path.pop();
        }
        debug_assert!(has_all || self.faults.len() > before || self.is_full());
        has_all
    }

    fn is_full(&self) -> bool {
        self.faults.len() >= MOST_FAULTS
    }

    fn say(&mut self, kind: FaultKind, expected: &str) {
        if !self.is_full() {
            self.faults.push(Fault {
                place: self.path.join("."),
                kind,
                expected: expected.to_owned(),
            });
        }
    }
}
