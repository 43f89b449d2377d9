//! Keys with dots: `a.b.0: x`.

use super::{DEEPEST, GREATEST_INDEX};
use crate::{Map, Value};

/// The number of nulls that indexes of one text may still add to lists.
pub(super) struct Gaps(usize);

impl Gaps {
    /// The limit for one text.
    pub(super) fn new() -> Self {
        Gaps(10 * GREATEST_INDEX)
    }
}

/// Inserts a value at a key with dots; existing values stay.
pub(super) fn insert(
    map: &mut Map,
    key: &str,
    value: Value,
    depth: usize,
    gaps: &mut Gaps,
) -> Result<(), &'static str> {
    let steps: Vec<&str> = key.split('.').take(DEEPEST + 2).collect();
    if depth + steps.len() > DEEPEST {
        return Err("too many maps and lists in each other");
    }
    let (first, rest) = steps.split_first().ok_or("a key is missing")?;
    if index(first).is_some() {
        return Err("a list cannot be at the top of a combined key");
    }
    let mut node = map.entry((*first).to_owned()).or_default();
    for step in rest {
        node = match index(step) {
            Some(index) => element(node, index, gaps)?,
            None => {
                if node.is_null() {
                    *node = Value::empty_map();
                }
                node.as_map_mut()
                    .ok_or("a combined key leads into what is no hash")?
                    .entry((*step).to_owned())
                    .or_default()
            }
        };
    }
    *node = value;
    Ok(())
}

fn element<'v>(
    node: &'v mut Value,
    index: i64,
    gaps: &mut Gaps,
) -> Result<&'v mut Value, &'static str> {
    if node.is_null() {
        *node = Value::List(Vec::new());
    }
    let Value::List(list) = node else {
        return Err("a combined key leads into what is no array");
    };
    let place = if index < 0 {
        usize::try_from(index.unsigned_abs())
            .ok()
            .and_then(|back| list.len().checked_sub(back))
    } else {
        usize::try_from(index).ok()
    };
    let place = place
        .filter(|place| *place <= GREATEST_INDEX)
        .ok_or("an array index is out of range")?;
    if place >= list.len() {
        let added = place + 1 - list.len();
        gaps.0 = gaps.0.checked_sub(added).ok_or("too many gaps in arrays")?;
        list.resize(place + 1, Value::Null);
    }
    list.get_mut(place).ok_or("an array index is out of range")
}

/// A step as an integer.
fn index(step: &str) -> Option<i64> {
    let digits = step.strip_prefix(['+', '-']).unwrap_or(step);
    let is_integer = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_integer.then(|| step.parse().unwrap_or(i64::MAX))
}
