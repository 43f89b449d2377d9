//! Pair kerning from the legacy `kern` table.
//!
//! Only subtables of format 0 are used; if several have a pair, the last one wins (`docs/spec/pages.md#1.3`).
//! Some bundled faces have 80 000 pairs, so pairs are looked up in the table's bytes instead of being read in.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI16, Ordering};

/// The number of characters, from U+0000 on, whose kerning is cached.
const REMEMBERED: usize = 128;

/// The marker for kerning that is not yet cached. A pair with exactly this value is looked up each time.
const UNKNOWN: i16 = i16::MIN;

type Row = Box<[AtomicI16]>;

/// The kerning pairs of a face, in font units.
#[derive(Debug)]
pub(crate) struct Kerning {
    subtables: Vec<Subtable>,
    /// Cached kerning among ASCII characters: a row for each left character, a value for each right one.
    rows: Box<[OnceLock<Row>]>,
}

/// The pairs of a subtable.
#[derive(Debug)]
enum Subtable {
    /// Sorted, in the table's bytes.
    Bytes {
        /// Offset of the first pair in the `kern` table.
        start: usize,
        /// The number of pairs.
        count: usize,
        /// The lowest pair.
        first: u32,
        /// The highest pair.
        last: u32,
    },
    /// Read in and sorted, because the font does not sort them.
    Read(Vec<(u32, i16)>),
}

/// What is known about the order of a face's pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pairs {
    /// They are sorted, as a test verifies.
    Sorted,
    /// Nothing.
    Unknown,
}

const PAIR: usize = 6;
const HEADER: usize = 14;

impl Kerning {
    /// Finds the subtables of a `kern` table; `None` if none can be used.
    pub(crate) fn read(table: &[u8], pairs: Pairs) -> Option<Self> {
        if read_u16(table, 0)? != 0 {
            return None;
        }
        let count = read_u16(table, 2)?;
        let mut subtables = Vec::new();
        let mut offset = 4_usize;
        for _ in 0..count {
            let Some(length) = read_u16(table, offset.saturating_add(2)) else {
                break;
            };
            let Some(coverage) = read_u16(table, offset.saturating_add(4)) else {
                break;
            };
            let mut length = usize::from(length);
            if coverage >> 8 == 0
                && let Some(pairs_count) = read_u16(table, offset.saturating_add(6))
            {
                // The length is a 16-bit number, which large subtables overflow, so the number of pairs is used.
                let needed = HEADER + PAIR * usize::from(pairs_count);
                length = length.max(needed);
                let start = offset.saturating_add(HEADER);
                subtables.extend(Subtable::find(
                    table,
                    start,
                    usize::from(pairs_count),
                    pairs,
                ));
            }
            if length == 0 {
                break;
            }
            offset = offset.saturating_add(length);
        }
        if subtables.is_empty() {
            return None;
        }
        Some(Kerning {
            subtables,
            rows: (0..REMEMBERED).map(|_| OnceLock::new()).collect(),
        })
    }

    /// The kerning between two glyphs.
    pub(crate) fn pair(&self, table: &[u8], left: u16, right: u16) -> i16 {
        let key = u32::from(left) << 16 | u32::from(right);
        self.subtables
            .iter()
            .rev()
            .find_map(|subtable| subtable.value(table, key))
            .unwrap_or(0)
    }

    /// The kerning between two characters, each given with its glyph; cached for ASCII.
    pub(crate) fn characters(
        &self,
        table: &[u8],
        (left, left_glyph): (char, u16),
        (right, right_glyph): (char, u16),
    ) -> i16 {
        let (Some(row), true) = (self.rows.get(left as usize), (right as usize) < REMEMBERED)
        else {
            return self.pair(table, left_glyph, right_glyph);
        };
        let row = row.get_or_init(|| {
            let values = std::iter::repeat_with(|| AtomicI16::new(UNKNOWN));
            values.take(REMEMBERED).collect()
        });
        let Some(known) = row.get(right as usize) else {
            return self.pair(table, left_glyph, right_glyph);
        };
        match known.load(Ordering::Relaxed) {
            UNKNOWN => {
                let value = self.pair(table, left_glyph, right_glyph);
                known.store(value, Ordering::Relaxed);
                value
            }
            value => value,
        }
    }
}

impl Subtable {
    fn find(table: &[u8], start: usize, count: usize, order: Pairs) -> Option<Self> {
        // A truncated subtable is used as far as it goes.
        let count = count.min(table.len().checked_sub(start)? / PAIR);
        let first = key_at(table, start)?;
        let last = key_at(table, start + PAIR * count.checked_sub(1)?)?;
        let (pairs, _) = table.get(start..)?.as_chunks::<PAIR>();
        let key = |[a, b, c, d, _, _]: &[u8; PAIR]| u32::from_be_bytes([*a, *b, *c, *d]);
        let is_sorted = |pairs: &[[u8; PAIR]]| pairs.is_sorted_by(|one, next| key(one) < key(next));
        if order == Pairs::Sorted || pairs.get(..count).is_some_and(is_sorted) {
            return Some(Subtable::Bytes {
                start,
                count,
                first,
                last,
            });
        }
        let mut pairs: Vec<(u32, i16)> = (0..count)
            .map_while(|n| {
                let at = start + PAIR * n;
                Some((key_at(table, at)?, read_i16(table, at + 4)?))
            })
            .collect();
        pairs.sort_by_key(|(key, _)| *key);
        // Of equal pairs, the last one wins.
        pairs.reverse();
        pairs.dedup_by_key(|(key, _)| *key);
        pairs.reverse();
        Some(Subtable::Read(pairs))
    }

    fn value(&self, table: &[u8], key: u32) -> Option<i16> {
        match self {
            Subtable::Bytes {
                start,
                count,
                first,
                last,
            } => {
                if key < *first || key > *last {
                    return None;
                }
                let (mut low, mut high) = (0, *count);
                while low < high {
                    let middle = low + (high - low) / 2;
                    let at = start + PAIR * middle;
                    match key_at(table, at)?.cmp(&key) {
                        std::cmp::Ordering::Less => low = middle + 1,
                        std::cmp::Ordering::Greater => high = middle,
                        std::cmp::Ordering::Equal => return read_i16(table, at + 4),
                    }
                }
                None
            }
            Subtable::Read(pairs) => pairs
                .binary_search_by_key(&key, |(key, _)| *key)
                .ok()
                .and_then(|n| pairs.get(n))
                .map(|(_, value)| *value),
        }
    }
}

fn read_u16(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..)?.first_chunk::<2>()?;
    Some(u16::from_be_bytes(*bytes))
}

fn read_i16(bytes: &[u8], at: usize) -> Option<i16> {
    let bytes = bytes.get(at..)?.first_chunk::<2>()?;
    Some(i16::from_be_bytes(*bytes))
}

fn key_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(subtables: &[&[(u16, u16, i16)]]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut put = |number: u16| out.extend(number.to_be_bytes());
        put(0);
        put(u16::try_from(subtables.len()).expect("few subtables"));
        for pairs in subtables {
            let count = u16::try_from(pairs.len()).expect("few pairs");
            for number in [0, 14 + 6 * count, 1, count, 0, 0, 0] {
                put(number);
            }
            for (left, right, value) in *pairs {
                put(*left);
                put(*right);
                put(value.cast_unsigned());
            }
        }
        out
    }

    #[test]
    fn the_last_subtable_that_has_a_pair_wins() {
        let bytes = table(&[&[(1, 2, -5), (1, 3, 7)], &[(1, 2, -9)]]);
        let kerning = Kerning::read(&bytes, Pairs::Unknown).expect("two subtables");
        assert_eq!(kerning.pair(&bytes, 1, 2), -9);
        assert_eq!(kerning.pair(&bytes, 1, 3), 7);
        assert_eq!(kerning.pair(&bytes, 2, 1), 0);
    }

    #[test]
    fn unsorted_pairs_are_found_and_the_last_of_equal_ones_wins() {
        let bytes = table(&[&[(3, 1, 30), (1, 2, 12), (3, 1, 31), (2, 2, 22)]]);
        let kerning = Kerning::read(&bytes, Pairs::Unknown).expect("a subtable");
        assert_eq!(kerning.pair(&bytes, 1, 2), 12);
        assert_eq!(kerning.pair(&bytes, 2, 2), 22);
        assert_eq!(kerning.pair(&bytes, 3, 1), 31);
    }

    #[test]
    fn a_table_cut_off_anywhere_gives_what_is_there() {
        let bytes = table(&[&[(1, 2, -5), (1, 3, 7)], &[(1, 2, -9)]]);
        let pairs_of = |length: usize| {
            let cut = bytes.get(..length).expect("it is not longer");
            let kerning = Kerning::read(cut, Pairs::Unknown)?;
            Some([(1, 2), (1, 3), (9, 9)].map(|(left, right)| kerning.pair(cut, left, right)))
        };
        let mut found: Vec<_> = (0..=bytes.len()).map(pairs_of).collect();
        found.dedup();
        // Nothing, the pairs of the first subtable one by one, and the second one over them.
        let expected = [[-5, 0, 0], [-5, 7, 0], [-9, 7, 0]].map(Some);
        assert_eq!(found[0], None);
        assert_eq!(found[1..], expected);
    }

    #[test]
    fn the_pairs_of_the_bundle_are_sorted() {
        for face in crate::bundle::faces() {
            let file = face.bytes();
            let tables = ttf_parser::Face::parse(file.as_ref(), 0).expect("a face");
            let table = tables
                .raw_face()
                .table(ttf_parser::Tag::from_bytes(b"kern"));
            let Some(kerning) = table.and_then(|table| Kerning::read(table, Pairs::Unknown)) else {
                continue;
            };
            let is_sorted = |subtable: &Subtable| matches!(subtable, Subtable::Bytes { .. });
            assert!(kerning.subtables.iter().all(is_sorted), "{}", face.name());
        }
    }
}
