//! Whether a PDF from outside can be read without being drawn into endless work.
//!
//! The reader of documents goes down into objects as deep as they are nested, keeps every node of the tree of pages, and
//! unpacks streams whole. What it would come upon is looked at first, with no trust in how the document says it is built.

mod filters;
mod names;
mod nesting;
mod packing;
mod page_tree;
mod trees;
mod weight;

use chordpro_song::{Budget, Exceeded};

use filters::{Filter, is_blank, unpack};
use names::after_name;
use nesting::Nesting;
use trees::Trees;
pub(crate) use weight::Lengths;

/// The most bytes that a stream unpacks to: a page scanned in full colour has a hundred million.
const LONGEST_STREAM: u64 = 128 << 20;
/// The most bytes that all streams are and unpack to.
const LONGEST: u64 = 512 << 20;
/// Copies of a document while it is taken over: its objects, as they are collected, and within the result.
const COPIES: u64 = 3;

/// Whether a document is worth the effort. What its reader keeps of it is charged.
///
/// # Errors
/// The time is over, or the document takes more memory than there is.
pub(crate) fn is_sound(bytes: &[u8], budget: &Budget) -> Result<bool, Exceeded> {
    let is_short = Vetting::new(budget).is_short(bytes);
    // It may have ended with the budget.
    budget.tick()?;
    if !is_short {
        return Ok(false);
    }
    budget.charge_memory((bytes.len() as u64).saturating_mul(COPIES))?;
    let Some(extent) = page_tree::extent(bytes, budget)? else {
        return Ok(false);
    };
    budget.charge_memory(extent.memory())?;
    Ok(true)
}

/// What was seen of a document so far.
struct Vetting<'a> {
    budget: &'a Budget,
    trees: Trees,
    /// How much all streams may still be, and unpack to.
    left: u64,
    /// The bytes of streams that may hold objects, which the reader keeps.
    objects: u64,
}

impl<'a> Vetting<'a> {
    fn new(budget: &'a Budget) -> Self {
        Vetting {
            budget,
            trees: Trees::default(),
            left: LONGEST,
            objects: 0,
        }
    }

    /// Whether a document and all that is packed in it is short, flat and narrow enough.
    fn is_short(&mut self, bytes: &[u8]) -> bool {
        let mut nesting = Nesting::default();
        if !(nesting.follow(bytes) && self.trees.count(bytes)) {
            return false;
        }
        // What is encrypted cannot be looked at; the reference reads no such document either.
        let is_encrypted = after_name(bytes, b"Encrypt").next().is_some();
        let Some(unusual) = (!is_encrypted).then(|| packing::unusual(bytes)).flatten() else {
            return false;
        };
        let are_short = unusual
            .iter()
            .all(|stream| self.is_short_stream(stream.data, &stream.filters, stream.memory));
        // Whatever a reader could take for a stream.
        are_short && streams(bytes).all(|data| self.is_short_stream(data, &[Filter::Flate], 0))
    }

    /// Whether a stream that is packed by `filters` is no longer than it may be, and neither are the trees in it. What is not
    /// packed so is broken, and short. Each byte takes `memory` while the document is read.
    fn is_short_stream(&mut self, packed: &[u8], filters: &[Filter], memory: u64) -> bool {
        let mut nesting = None;
        let mut length = 0;
        // Objects are packed in this way only.
        let may_hold_objects = filters == [Filter::Flate];
        let mut take = |part: &[u8], read: usize| {
            length += part.len() as u64;
            let Some(rest) = self.left.checked_sub((part.len() + read) as u64) else {
                return false;
            };
            self.left = rest;
            let kept = (part.len() as u64).saturating_mul(memory);
            if length > LONGEST_STREAM
                || self.budget.charge_memory(kept).is_err()
                || self.budget.tick().is_err()
            {
                return false;
            }
            if !may_hold_objects {
                return true;
            }
            // The brackets of pictures and fonts mean nothing.
            let nesting = nesting.get_or_insert_with(|| holds_objects(part).then(Nesting::default));
            let Some(nesting) = nesting else {
                return self.trees.count(part);
            };
            self.objects += part.len() as u64;
            self.budget.check_memory(self.objects).is_ok()
                && nesting.follow(part)
                && self.trees.count(part)
        };
        if filters.is_empty() {
            return take(&[], 0);
        }
        unpack(filters, packed, &mut take)
    }
}

/// Whether a stream that begins like this could hold objects: it then begins with numbers, or with a comment.
fn holds_objects(start: &[u8]) -> bool {
    let blanks = start.iter().take_while(|byte| is_blank(**byte)).count();
    let rest = start.get(blanks..).unwrap_or_default();
    let digits = rest
        .iter()
        .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'))
        .count();
    match rest.get(digits) {
        Some(b'%') | None => true,
        Some(after) => digits > 0 && is_blank(*after),
    }
}

/// Whatever could be the data of a stream.
fn streams(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let starts = memchr::memmem::find_iter(bytes, b"stream");
    let is_end = |start: usize| {
        bytes
            .get(..start)
            .is_some_and(|before| before.ends_with(b"end"))
    };
    starts
        .filter(move |start| !is_end(*start))
        .filter_map(|start| {
            let rest = bytes.get(start + b"stream".len()..)?;
            rest.strip_prefix(b"\r\n")
                .or(rest.strip_prefix(b"\n"))
                .or(rest.strip_prefix(b"\r"))
        })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn is_sound(bytes: &[u8]) -> bool {
        Vetting::new(&Budget::unbounded_time()).is_short(bytes)
    }

    fn packed(content: &[u8]) -> Vec<u8> {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
        packed.write_all(content).expect("it is packed");
        packed.finish().expect("it is packed")
    }

    fn object(dict: &str, data: &[u8]) -> Vec<u8> {
        let begin = format!("1 0 obj % a comment\n<< {dict} >>stream\n");
        [begin.as_bytes(), data, b"\nendstream\nendobj\n"].concat()
    }

    fn stream(content: &[u8]) -> Vec<u8> {
        object("/Filter/FlateDecode", &packed(content))
    }

    /// By [`Filter::Lzw`], the fastest way: each code is the one that is made next.
    fn lzw(content: &[u8]) -> Vec<u8> {
        weezl::encode::Encoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8)
            .encode(content)
            .expect("it is packed")
    }

    fn hex(content: &[u8]) -> Vec<u8> {
        content
            .iter()
            .flat_map(|byte| format!("{byte:02x} ").into_bytes())
            .collect()
    }

    fn base_85(content: &[u8]) -> Vec<u8> {
        let groups = content.chunks(4).flat_map(|group| {
            let mut four = [0; 4];
            four[..group.len()].copy_from_slice(group);
            let mut number = u32::from_be_bytes(four);
            let mut letters = [0; 5];
            for letter in letters.iter_mut().rev() {
                *letter = b'!' + u8::try_from(number % 85).expect("a digit");
                number /= 85;
            }
            letters.into_iter().take(group.len() + 1)
        });
        groups.chain(*b"~>").collect()
    }

    #[test]
    fn ordinary_objects_are_sound() {
        let object = b"<</A[(a]) <5b5b> (\\)[) [1 2]]/B<</C<</D 1>>>>>> % [[[\n";
        assert!(is_sound(&object.repeat(10_000)));
        assert!(is_sound(&stream(&object.repeat(10_000))));
        assert!(is_sound(b""));
        assert!(is_sound(&stream(&vec![b'['; 100_000])), "a picture");
    }

    #[test]
    fn objects_nested_without_end_are_not() {
        for part in [
            "[",
            "<</A",
            "[(])",
            "[(\\)])",
            "[((]))",
            "[%]\n",
            "[<]>",
            "<</A(>>)",
            "[ (a) [ ] ",
        ] {
            let nested = part.repeat(1_000);
            assert!(!is_sound(nested.as_bytes()), "{part}");
            assert!(!is_sound(format!("(([[)\\{nested}").as_bytes()), "{part}");
            for begin in ["10 0 ", " % a\n10 0 ", "+10\n"] {
                let objects = format!("{begin}{nested}");
                assert!(!is_sound(&stream(objects.as_bytes())), "{part}");
            }
        }
    }

    #[test]
    fn trees_without_end_are_not_sound() {
        for part in [
            "<</Kids[2 0 R]>>",
            "<</K#69ds[2 0 R]>>",
            "<</#4B#69#64#73 [2 0 R]>>",
        ] {
            assert!(is_sound(part.repeat(1_000).as_bytes()));
            assert!(!is_sound(part.repeat(3_000).as_bytes()));
            assert!(!is_sound(&stream(part.repeat(3_000).as_bytes())));
        }
        let wide = |count: usize| format!("<</Kids[{}]>>", "3 0 R ".repeat(count));
        assert!(is_sound(wide(5_000).as_bytes()));
        assert!(!is_sound(wide(50_000).as_bytes()));
        let elsewhere = |count: usize| format!("<</Kids 9 0 R>> [{}]", "3 0 R ".repeat(count));
        assert!(is_sound(elsewhere(30_000).as_bytes()));
        assert!(!is_sound(elsewhere(100_000).as_bytes()));
    }

    #[test]
    fn streams_that_unpack_to_anything_are_not_sound() {
        assert!(is_sound(&stream(&vec![b' '; 1 << 20])));
        assert!(!is_sound(&stream(&vec![b' '; 200 << 20])));
        assert!(!is_sound(&stream(&vec![b' '; 100 << 20]).repeat(6)));
    }

    #[test]
    fn streams_are_unpacked_by_all_their_filters() {
        let long = vec![b' '; 200 << 20];
        let twice = packed(&packed(&long));
        for (filters, data) in [
            ("[/FlateDecode/FlateDecode]", twice.clone()),
            ("[/Fl /#46lateDecode]", twice.clone()),
            ("[/ASCIIHexDecode/FlateDecode]", hex(&packed(&long))),
            ("[/A85 % and\n /Fl /DCTDecode]", base_85(&packed(&long))),
            ("/LZWDecode", lzw(&long)),
            ("[/RL/RunLengthDecode/Fl]", {
                // Runs of the two bytes that are a run of zeros.
                let runs = [[129, 0].as_slice(); 8].concat();
                let twice: Vec<u8> = runs.chunks(2).flat_map(|run| [1, run[0], run[1]]).collect();
                twice.repeat(1 << 20)
            }),
        ] {
            let data = object(&format!("/Filter {filters}"), &data);
            assert!(!is_sound(&data), "{filters}");
        }
        let short = b"1 0 obj (short) endobj ".repeat(100);
        for (filters, data) in [
            ("[/FlateDecode/FlateDecode]", packed(&packed(&short))),
            ("[/AHx/Fl]", hex(&packed(&short))),
            ("[/A85/Fl]", base_85(&packed(&short))),
            ("/LZWDecode", lzw(&short)),
            ("/DCTDecode", packed(&long[..1 << 20])),
        ] {
            let data = object(&format!("/Filter {filters}"), &data);
            assert!(is_sound(&data.repeat(20)), "{filters}");
        }
        assert!(!is_sound(&object("/Filter 5 0 R", &twice)));
        assert!(!is_sound(&object("/Filter [/Fl 5 0 R]", &twice)));
    }

    #[test]
    fn filters_give_what_was_packed() {
        let content: Vec<u8> = (0..5_000_u32)
            .map(|number| ((number * number) >> 7) as u8)
            .collect();
        for (filters, data) in [
            (vec![Filter::Flate], packed(&content)),
            (vec![Filter::Flate], packed(&content)[2..].to_vec()),
            (vec![Filter::Lzw { is_early: true }], lzw(&content)),
            (
                vec![Filter::AsciiHex, Filter::Flate],
                hex(&packed(&content)),
            ),
            (vec![Filter::Ascii85], base_85(&content)),
            (vec![Filter::Ascii85], base_85(&content[1..])),
            (vec![Filter::RunLength], {
                let runs = content.chunks(128);
                runs.flat_map(|run| [&[run.len() as u8 - 1], run].concat())
                    .collect()
            }),
        ] {
            let mut unpacked = Vec::new();
            assert!(unpack(&filters, &data, &mut |part, _| {
                unpacked.extend_from_slice(part);
                true
            }));
            assert!(content.ends_with(&unpacked), "{filters:?}");
            assert!(unpacked.len() >= content.len() - 1, "{filters:?}");
        }
    }

    #[test]
    fn objects_are_packed_so_that_they_can_be_looked_at() {
        let objects = packed(b"1 0 2 10 <</A 1>> <</B 2>>");
        let holding = |more: &str| object(&format!("/N 2/First 9{more}"), &objects);
        assert!(is_sound(&holding("/Filter/FlateDecode")));
        assert!(is_sound(&holding(
            "/Filter[/FlateDecode]/DecodeParms<</Predictor 1>>"
        )));
        assert!(!is_sound(&holding(
            "/Filter[/FlateDecode]/DecodeParms<</Predictor 12>>"
        )));
        assert!(!is_sound(&holding(
            "/Filter[/FlateDecode]/DecodeParms[<</Predictor 12>>]"
        )));
        assert!(!is_sound(&holding("/Filter[/AHx/Fl]")));
        assert!(is_sound(&object("/Filter[/AHx/Fl]", &hex(&objects))));
    }

    #[test]
    fn tables_of_objects_have_an_end() {
        let table = |more: &str, length| {
            let dict = format!("/Type/XRef/Size 9/Filter/FlateDecode{more}");
            object(&dict, &packed(&vec![0; length]))
        };
        assert!(is_sound(&table("/W[1 2 1]", 1 << 20)));
        assert!(!is_sound(&table("/W[1 2 1]", 64 << 20)), "too many entries");
        assert!(!is_sound(&table("/W[0 0 0]", 1)), "entries of no length");
        let objects = |count: &str| {
            let dict = format!("/Type/ObjStm/First 9/N {count}/Filter/FlateDecode");
            object(&dict, &packed(b"1 0 2 10 <</A 1>>"))
        };
        assert!(is_sound(&objects("2")));
        assert!(!is_sound(&objects("1000000")));
        assert!(!is_sound(&objects("5 0 R")));
    }

    #[test]
    fn what_is_encrypted_cannot_be_looked_at() {
        assert!(!is_sound(b"trailer <</Root 1 0 R/Encrypt 2 0 R>>"));
        assert!(!is_sound(b"trailer <</#45ncrypt<</V 5>>>>"));
        assert!(is_sound(b"(Encrypt)"));
    }

    #[test]
    fn objects_without_end_are_not_read_again_and_again() {
        assert!(!is_sound(&b"1 0 obj<</A(".repeat(100_000)));
        assert!(is_sound(&b"1 0 obj<</A()>>endobj ".repeat(100_000)));
        assert!(!is_sound(&b"1 0 obj%".repeat(100_000)), "a comment");
        // Each of them may have all that follows as its data.
        let objects = |filter: &str, between: &str| {
            let begin = format!("1 0 obj<</Filter/{filter}>>{between}\n");
            begin.repeat(50_000) + &" ".repeat(1 << 20)
        };
        assert!(is_sound(objects("AHx", "stream").as_bytes()), "no digits");
        assert!(!is_sound(objects("A85", "stream").as_bytes()));
        assert!(!is_sound(objects("RL", "stream").as_bytes()));
        assert!(!is_sound(objects("RL", "").as_bytes()));
    }
}
