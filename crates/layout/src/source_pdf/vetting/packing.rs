//! How the streams of a document are packed.

use hayro_syntax::object::{Array, Dict, FromBytes, MaybeRef, Name};

use super::filters::Filter;

/// The most filters of a stream.
const MOST_FILTERS: usize = 4;
/// The word that begins the data of a stream.
const WORD: &[u8] = b"stream";
/// As much of an object as is looked at first.
const WINDOW: usize = 1 << 16;

/// The most objects in a stream of objects: all of their places are read for each one of them.
const MOST_OBJECTS: usize = 10_000;
/// What a table of objects takes in memory for each object.
const ENTRY: u64 = 64;

/// A stream that is packed by other filters than [`Filter::Flate`] alone, or is a table of objects.
pub(super) struct Packed<'b> {
    /// In the order of unpacking.
    pub(super) filters: Vec<Filter>,
    /// From its begin; where it ends, its filters tell.
    pub(super) data: &'b [u8],
    /// What each of its bytes takes in memory, where it is kept.
    pub(super) memory: u64,
}

/// The streams that are packed in an unusual way; `None` where that cannot be told, and where objects are packed so.
pub(super) fn unusual(bytes: &[u8]) -> Option<Vec<Packed<'_>>> {
    let mut found = Vec::new();
    // Objects are read once, but for those that have no end.
    let mut left = bytes.len().saturating_mul(4) + (4 << 20);
    for start in memchr::memmem::find_iter(bytes, b"obj") {
        let object = bytes.get(start + b"obj".len()..).unwrap_or_default();
        let object = without_blanks(object, &mut left)?;
        let Some(dict) = dictionary(object, &mut left)? else {
            continue;
        };
        let filters = filters(&dict)?;
        let is_flate = filters == [Filter::Flate];
        let memory = memory_of_table(&dict)?;
        // Objects in a stream: what is nested in them is looked at, so nothing may hide it.
        let holds_objects = dict.contains_key("N") && dict.contains_key("First");
        let is_plain = filters.is_empty() || is_flate && !is_predicted(&dict);
        let is_plain = is_plain && has_few_objects(&dict);
        if holds_objects && !is_plain {
            return None;
        }
        if memory == 0 && (filters.is_empty() || is_flate) {
            continue;
        }
        // Readers look for the data where they should stand, and if what stands there makes no sense, anywhere behind.
        let after = object.get(dict.data().len()..).unwrap_or_default();
        let next = without_blanks(after, &mut left)?;
        let first = memchr::memmem::find(after, WORD).unwrap_or(after.len());
        left = left.checked_sub(first)?;
        let first = after.get(first..).unwrap_or_default();
        let other = (first.len() != next.len()).then_some(first);
        for data in [Some(next), other].into_iter().flatten().filter_map(data) {
            if filters.contains(&Filter::Lzw { is_early: true }) {
                let filters = filters.iter().map(|filter| late(*filter)).collect();
                found.push(Packed {
                    filters,
                    data,
                    memory,
                });
            }
            let filters = filters.clone();
            found.push(Packed {
                filters,
                data,
                memory,
            });
        }
    }
    Some(found)
}

/// The dictionary that an object begins with, if any; `None` where nothing is left to look for its end.
fn dictionary<'b>(object: &'b [u8], left: &mut usize) -> Option<Option<Dict<'b>>> {
    if !object.starts_with(b"<<") {
        return Some(None);
    }
    let begin = object.get(..WINDOW).unwrap_or(object);
    let mut dict: Option<Dict<'_>> = Dict::from_bytes(begin);
    let mut read = dict.as_ref().map_or(begin.len(), |dict| dict.data().len());
    if dict.is_none() && begin.len() < object.len() {
        dict = Dict::from_bytes(object);
        read += object.len();
    }
    *left = left.checked_sub(read)?;
    Some(dict)
}

/// The filters of a stream before the first one of pictures; `None` where they cannot be told.
fn filters(dict: &Dict<'_>) -> Option<Vec<Filter>> {
    let mut filters = Vec::new();
    // The second key is that of other files, and of pictures within a page; readers take it here as well.
    for key in ["Filter", "F"] {
        match dict.get_raw::<Name<'_>>(key) {
            Some(MaybeRef::Ref(_)) => return None,
            Some(MaybeRef::NotRef(name)) => filters.extend(Filter::named(&name)),
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
                Some(filter) => filters.push(filter),
                None => break,
            }
        }
    }
    (filters.len() <= MOST_FILTERS).then_some(filters)
}

fn has_few_objects(dict: &Dict<'_>) -> bool {
    dict.get::<usize>("N")
        .is_some_and(|count| count <= MOST_OBJECTS)
}

/// What each byte of a table of objects takes in memory; 0 for all other streams, `None` for a table whose entries have no length,
/// and so no end.
fn memory_of_table(dict: &Dict<'_>) -> Option<u64> {
    let Some(widths) = dict.get::<[u8; 3]>("W") else {
        return Some(0);
    };
    let entry: u64 = widths.iter().map(|width| u64::from(*width)).sum();
    (entry > 0).then(|| ENTRY.div_ceil(entry))
}

/// The filters of a stream, in each way that they may be read; `None` where they cannot be told.
pub(super) fn readings(dict: &Dict<'_>) -> Option<Vec<Vec<Filter>>> {
    let filters = filters(dict)?;
    let other: Vec<Filter> = filters.iter().map(|filter| late(*filter)).collect();
    Some(if other == filters {
        vec![filters]
    } else {
        vec![filters, other]
    })
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

/// What follows a word that begins data.
fn data(begin: &[u8]) -> Option<&[u8]> {
    let data = begin.strip_prefix(WORD)?;
    let data = data.strip_prefix(b"\r").unwrap_or(data);
    Some(data.strip_prefix(b"\n").unwrap_or(data))
}

/// Without blanks and comments before it; `None` where nothing is left to look for their end.
fn without_blanks<'b>(bytes: &'b [u8], left: &mut usize) -> Option<&'b [u8]> {
    let mut rest = bytes;
    loop {
        rest = rest.trim_ascii_start();
        rest = match rest.split_first() {
            Some((b'%', comment)) => {
                let length = memchr::memchr2(b'\n', b'\r', comment).unwrap_or(comment.len());
                comment.get(length..).unwrap_or_default()
            }
            Some((0, after)) => after,
            _ => break,
        };
    }
    *left = left.checked_sub(bytes.len() - rest.len())?;
    Some(rest)
}
