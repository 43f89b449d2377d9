//! How the streams of a document are packed.

use std::collections::BTreeSet;

use hayro_syntax::object::{Array, Dict, FromBytes, MaybeRef, Name};

use super::filters::Filter;

/// The most filters of a stream.
const MOST_FILTERS: usize = 4;
/// The most different lists of filters.
const MOST_LISTS: usize = 16;
/// As much of an object as is looked at first.
const WINDOW: usize = 1 << 16;

/// The filters of all streams, each list of them once; `None` where that cannot be told, and where objects are packed in
/// another way than documents of good faith pack them.
pub(super) fn filters(bytes: &[u8]) -> Option<BTreeSet<Vec<Filter>>> {
    let mut lists = BTreeSet::from([vec![Filter::Flate]]);
    // Objects are read once, but for those that have no end.
    let mut left = bytes.len().saturating_mul(2) + (4 << 20);
    for start in memchr::memmem::find_iter(bytes, b"obj") {
        let object = without_blanks(bytes.get(start + b"obj".len()..).unwrap_or_default());
        if !object.starts_with(b"<<") {
            continue;
        }
        let begin = object.get(..WINDOW).unwrap_or(object);
        let dict: Option<Dict<'_>> = Dict::from_bytes(begin);
        let dict = if dict.is_none() && begin.len() < object.len() {
            left = left.checked_sub(begin.len() + object.len())?;
            Dict::from_bytes(object)
        } else {
            left = left.checked_sub(dict.as_ref().map_or(begin.len(), |dict| dict.data().len()))?;
            dict
        };
        let Some(dict) = dict else {
            continue;
        };
        let list = list(&dict)?;
        // Objects in a stream: what is nested in them is looked at, so nothing may hide it.
        let holds_objects = dict.contains_key("N") && dict.contains_key("First");
        let is_plain = list.is_empty() || list == [Filter::Flate] && !is_predicted(&dict);
        if holds_objects && !is_plain {
            return None;
        }
        if list.contains(&Filter::Lzw { is_early: true }) {
            lists.insert(list.iter().map(|filter| late(*filter)).collect());
        }
        lists.insert(list);
        if lists.len() > MOST_LISTS {
            return None;
        }
    }
    Some(lists)
}

/// The filters of a stream before the first one of pictures; `None` where they cannot be told.
fn list(dict: &Dict<'_>) -> Option<Vec<Filter>> {
    let mut list = Vec::new();
    // The second key is that of other files, and of pictures within a page; readers take it here as well.
    for key in ["Filter", "F"] {
        match dict.get_raw::<Name<'_>>(key) {
            Some(MaybeRef::Ref(_)) => return None,
            Some(MaybeRef::NotRef(name)) => list.extend(Filter::named(&name)),
            None => {}
        }
        let Some(names) = dict.get::<Array<'_>>(key) else {
            continue;
        };
        for name in names.raw_iter() {
            let MaybeRef::NotRef(name) = name else {
                return None;
            };
            match name.into_name().as_ref().and_then(Filter::named) {
                Some(filter) => list.push(filter),
                None => break,
            }
        }
    }
    (list.len() <= MOST_FILTERS).then_some(list)
}

/// Whether a stream is written as differences.
fn is_predicted(dict: &Dict<'_>) -> bool {
    ["DecodeParms", "DP"]
        .into_iter()
        .filter(|key| dict.contains_key(key))
        .any(|key| {
            let parameters: Option<Dict<'_>> = dict.get(key);
            parameters.is_none_or(|parameters| {
                parameters.contains_key("Predictor") && parameters.get("Predictor") != Some(1_u8)
            })
        })
}

fn late(filter: Filter) -> Filter {
    match filter {
        Filter::Lzw { .. } => Filter::Lzw { is_early: false },
        other => other,
    }
}

/// Without blanks and comments before it.
fn without_blanks(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    loop {
        rest = rest.trim_ascii_start();
        rest = match rest.split_first() {
            Some((b'%', comment)) => {
                let length = memchr::memchr2(b'\n', b'\r', comment).unwrap_or(comment.len());
                comment.get(length..).unwrap_or_default()
            }
            Some((0, after)) => after,
            _ => return rest,
        };
    }
}
