//! Whether a PDF from outside can be read without being drawn into endless work.
//!
//! The reader of documents goes down into objects as deep as they are nested, keeps every node of the tree of pages, and
//! unpacks streams whole. What it would come upon is looked at first, without understanding the document.

use std::collections::{BTreeSet, VecDeque};
use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, ObjectIdentifier};

/// The deepest that arrays and dictionaries are nested; those of good documents are a few.
const DEEPEST: usize = 500;
/// The most nodes of the tree of pages, and of other trees.
const MOST_NODES: usize = 2_000;
/// The most branches of all nodes.
const MOST_BRANCHES: usize = 20_000;
/// The most references in a list, which may be that of a node's branches.
const MOST_REFERENCES: usize = 50_000;
/// The most bytes that a stream unpacks to: a page scanned in full colour has a hundred million.
const LONGEST_STREAM: u64 = 128 << 20;
/// The most bytes that all streams unpack to.
const LONGEST: u64 = 512 << 20;

/// Whether a document is worth the effort.
pub(crate) fn is_sound(bytes: &[u8]) -> bool {
    let mut trees = Trees::default();
    let mut nesting = Nesting::default();
    if !(nesting.follow(bytes) && trees.count(bytes)) {
        return false;
    }
    let mut left = LONGEST;
    let mut buffer = vec![0; 1 << 16];
    for packed in streams(bytes) {
        let mut nesting = None;
        let mut unpacked = ZlibDecoder::new(packed).take(LONGEST_STREAM + 1);
        let mut length = 0_u64;
        // Where the data is broken, or packed in another way, readers get no further either.
        while let Ok(count @ 1..) = unpacked.read(&mut buffer) {
            let part = buffer.get(..count).unwrap_or_default();
            length += part.len() as u64;
            // The brackets of pictures and fonts mean nothing.
            let nesting = nesting.get_or_insert_with(|| holds_objects(part).then(Nesting::default));
            let is_flat = nesting.as_mut().is_none_or(|nesting| nesting.follow(part));
            if length > LONGEST_STREAM || !is_flat || !trees.count(part) {
                return false;
            }
        }
        match left.checked_sub(length) {
            Some(rest) => left = rest,
            None => return false,
        }
    }
    true
}

/// Whether every node of the tree of pages is there once. The painter's reader follows each branch to its end, and 40 nodes that
/// each name the next one twice have 2^40 ends.
pub(crate) fn has_tree(pdf: &Pdf) -> bool {
    let xref = pdf.xref();
    let catalog: Option<Dict<'_>> = xref.get(xref.root_id());
    let Some(root) = catalog.and_then(|catalog| catalog.get::<Dict<'_>>("Pages")) else {
        return true;
    };
    let mut seen: BTreeSet<ObjectIdentifier> = root.obj_id().into_iter().collect();
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        let Some(kids) = node.get::<Array<'_>>("Kids") else {
            continue;
        };
        for kid in kids.raw_iter() {
            let kid: Option<Dict<'_>> = match kid {
                MaybeRef::Ref(id) => {
                    let id = ObjectIdentifier::from(id);
                    if !seen.insert(id) {
                        return false;
                    }
                    xref.get(id)
                }
                MaybeRef::NotRef(object) => object.into_dict(),
            };
            let is_node = |kid: &Dict<'_>| {
                let kind: Option<Name<'_>> = kid.get("Type");
                kind.is_some_and(|kind| kind.as_ref() == b"Pages")
            };
            nodes.extend(kid.filter(is_node));
        }
    }
    true
}

/// Whether a stream that begins like this could hold objects: it then begins with numbers, or with a comment.
fn holds_objects(start: &[u8]) -> bool {
    let is_blank = |byte: &u8| matches!(byte, 0 | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ');
    let blanks = start.iter().take_while(|byte| is_blank(byte)).count();
    let rest = start.get(blanks..).unwrap_or_default();
    let digits = rest
        .iter()
        .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'))
        .count();
    match rest.get(digits) {
        Some(b'%') | None => true,
        Some(after) => digits > 0 && is_blank(after),
    }
}

/// Whatever could be the data of a stream.
fn streams(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let starts = memchr::memmem::find_iter(bytes, b"stream");
    starts.filter_map(|start| {
        let rest = bytes.get(start + b"stream".len()..)?;
        rest.strip_prefix(b"\r\n")
            .or(rest.strip_prefix(b"\n"))
            .or(rest.strip_prefix(b"\r"))
    })
}

/// How deep objects are nested for a reader that begins anywhere.
///
/// Brackets within strings and comments do not count, and whether a bracket is within one hangs on where the reader begins.
/// All beginnings are followed together: at each place there is the deepest nesting outside of strings, the one within as
/// many parentheses, and so on.
#[derive(Default)]
struct Nesting {
    plain: usize,
    comment: usize,
    digits: usize,
    /// Within one parenthesis, two, …
    strings: VecDeque<usize>,
    is_escaped: bool,
    before: u8,
}

impl Nesting {
    /// Goes on with `bytes`; gives whether nothing is nested too deeply.
    fn follow(&mut self, bytes: &[u8]) -> bool {
        bytes.iter().all(|byte| {
            self.step(*byte);
            self.plain <= DEEPEST
        })
    }

    fn step(&mut self, byte: u8) {
        let is_escaped = std::mem::take(&mut self.is_escaped);
        let before = std::mem::replace(&mut self.before, byte);
        match byte {
            b'\\' => self.is_escaped = !is_escaped,
            b'(' if is_escaped => self.enter(0),
            b'(' => {
                let plain = std::mem::take(&mut self.plain);
                if self.strings.len() > DEEPEST {
                    self.strings.pop_back();
                }
                self.strings.push_front(plain);
            }
            b')' if is_escaped => self.plain = 0,
            b')' => self.plain = self.strings.pop_front().unwrap_or_default(),
            b'%' => self.comment = self.comment.max(std::mem::take(&mut self.plain)),
            b'\n' | b'\r' => self.plain = self.plain.max(std::mem::take(&mut self.comment)),
            b'[' => self.plain += 1,
            b']' => self.plain = self.plain.saturating_sub(1),
            // One alone is the begin of digits, two are that of a dictionary.
            b'<' if before == b'<' => {
                self.plain = self.plain.max(std::mem::take(&mut self.digits)) + 1;
                self.before = 0;
            }
            b'<' => self.digits = self.digits.max(std::mem::take(&mut self.plain)),
            b'>' if before == b'>' => {
                self.plain = self.plain.saturating_sub(1);
                self.before = 0;
            }
            b'>' => self.plain = self.plain.max(std::mem::take(&mut self.digits)),
            _ => {}
        }
    }

    /// What is outside of strings begins one.
    fn enter(&mut self, parentheses: usize) {
        let plain = std::mem::take(&mut self.plain);
        match self.strings.get_mut(parentheses) {
            Some(string) => *string = plain.max(*string),
            None => self.strings.push_back(plain),
        }
    }
}

/// The nodes of trees so far, and their branches.
#[derive(Default)]
struct Trees {
    nodes: usize,
    branches: usize,
    /// In the list that was begun last.
    references: usize,
}

impl Trees {
    /// Goes on with `bytes`; gives whether there are not too many.
    fn count(&mut self, bytes: &[u8]) -> bool {
        for start in memchr::memchr_iter(b'/', bytes) {
            let rest = bytes.get(start + 1..).unwrap_or_default();
            let Some(branches) = after_kids(rest) else {
                continue;
            };
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

/// What follows the name `Kids`, whose letters may be written as numbers.
fn after_kids(name: &[u8]) -> Option<&[u8]> {
    let mut rest = name;
    for letter in b"Kids" {
        rest = match rest.split_first()? {
            (first, after) if first == letter => after,
            (b'#', after) => {
                let (number, after) = after.split_at_checked(2)?;
                let number = u8::from_str_radix(str::from_utf8(number).ok()?, 16);
                if number != Ok(*letter) {
                    return None;
                }
                after
            }
            _ => return None,
        };
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn stream(content: &[u8]) -> Vec<u8> {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
        packed.write_all(content).expect("it is packed");
        let packed = packed.finish().expect("it is packed");
        [b"<< >>stream\n".as_slice(), &packed, b"\nendstream"].concat()
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
}
