//! The last step of writing a PDF: makes the writer's output smaller, and adds what the writer does not support.
//!
//! Objects without data are combined in compressed object streams (ISO 32000-1, 7.5.7), and the cross-reference table becomes a
//! stream (7.5.8). Data that the writer left uncompressed is compressed with one reused compressor, because creating one takes longer
//! than compressing a page of text. Fonts get their outlines here (see `Faces`).

mod deflate;
mod search;

use std::borrow::Cow;
use std::collections::BTreeSet;

use flate2::Decompress;

use super::face::Faces;
use deflate::{Compressor, Effort, decompressed};
use search::{Digits, find_last, number, split, split_last};

/// A height that no real destination has: it marks outline nodes without a destination.
pub(super) const NOWHERE: f32 = 31_991.0;

/// No destination is this far below the top of its page, except the marker [`NOWHERE`].
const LOWEST: f32 = -10_000.0;

/// The first line of every document; no feature used is newer than this version.
const VERSION: &[u8] = b"%PDF-1.7\n";

/// The number of objects per object stream: readers decompress a whole stream to get one of them.
const TOGETHER: usize = 200;

/// Data shorter than this, in bytes, is compressed quickly.
const SHORT: usize = 2048;

/// Packs a document, embeds its fonts, and adds entries to the document information.
///
/// `None` if the document does not have the form that our PDF writer produces.
pub(super) fn pack(bytes: &[u8], information: &[u8], faces: &Faces<'_>) -> Option<Vec<u8>> {
    let mut source = Source::read(bytes)?;
    source.inform(information);
    source.embed(faces)?;
    source.leave_out();
    source.packed(bytes)
}

/// A parsed document.
struct Source<'a> {
    /// The bytes before the first object.
    header: &'a [u8],
    /// The objects, by number.
    objects: Vec<Object<'a>>,
    /// The entries of the trailer, except its size.
    trailer: Vec<u8>,
    /// The first unused object number.
    next: u32,
}

struct Object<'a> {
    number: u32,
    /// The whole object, or the dictionary of its stream.
    body: Vec<u8>,
    data: Option<Cow<'a, [u8]>>,
}

impl<'a> Source<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let end = find_last(bytes, b"startxref\n")?;
        let table: usize = number(bytes.get(end + 10..)?)?.try_into().ok()?;
        let (lines, trailer) = split(bytes.get(table..end)?, b"trailer\n<<")?;
        // `xref`, the first number and the count, then a line of 20 bytes for each object.
        let lines = split(lines.strip_prefix(b"xref\n")?, b"\n")?.1;
        let mut places: Vec<(usize, u32)> = Vec::new();
        for (line, index) in lines.chunks_exact(20).zip(0_u32..) {
            if line.get(17) == Some(&b'n') {
                places.push((number(line)?.try_into().ok()?, index));
            }
        }
        let next = u32::try_from(lines.len() / 20).ok()?;
        places.sort_unstable();
        let ends = places.iter().skip(1).map(|(at, _)| *at).chain([table]);
        let mut objects = places
            .iter()
            .zip(ends)
            .map(|((at, index), end)| Object::read(bytes.get(*at..end)?, *index))
            .collect::<Option<Vec<_>>>()?;
        objects.sort_unstable_by_key(|object| object.number);

        let trailer = trailer.trim_ascii_end().strip_suffix(b">>")?;
        let (before, after) = split(trailer, b"/Size ")?;
        let after = after.trim_start_matches_digits();
        Some(Source {
            header: bytes.get(..places.first()?.0)?,
            objects,
            trailer: [before, after].concat(),
            next,
        })
    }

    /// Adds entries to the document information.
    fn inform(&mut self, entries: &[u8]) {
        let known = split(&self.trailer, b"/Info ").and_then(|(_, rest)| number(rest));
        let known = known.and_then(|known| {
            let mut objects = self.objects.iter_mut();
            objects.find(|object| u64::from(object.number) == known)
        });
        if let Some(information) = known {
            if let Some(kept) = information.body.strip_suffix(b">>") {
                information.body = [kept, entries, b">>"].concat();
            }
            return;
        }
        self.trailer
            .extend(format!("/Info {} 0 R", self.next).into_bytes());
        self.objects.push(Object {
            number: self.next,
            body: [b"<<", entries, b">>"].concat(),
            data: None,
        });
        self.next += 1;
    }

    /// Replaces stand-ins by their fonts.
    fn embed(&mut self, faces: &Faces<'_>) -> Option<()> {
        let files: Vec<u64> = self
            .objects
            .iter()
            .filter(|object| object.body.starts_with(b"<</Type/FontDescriptor"))
            .filter_map(|object| number(split(&object.body, b"/FontFile2 ")?.1))
            .collect();
        let mut decompressor = Decompress::new(true);
        for file in files {
            let file = u32::try_from(file).ok()?;
            let place = self
                .objects
                .binary_search_by_key(&file, |object| object.number);
            let object = self.objects.get_mut(place.ok()?)?;
            let written = decompressed(&mut decompressor, object.data.as_deref()?)?;
            if let Some(font) = faces.embedded(&written) {
                let length = font.len();
                object.body = format!("<</Length {length}/Length1 {length}>>").into_bytes();
                object.data = Some(Cow::Owned(font));
            }
        }
        Some(())
    }

    /// Removes entries that the writer cannot omit.
    ///
    /// Destinations of outline nodes that lead nowhere. The type of page labels, because readers that search for the key of the prefix
    /// find the type instead. The glyph lists of fonts, because they are those of the stand-ins and lack the components of
    /// composite glyphs, which archival standards forbid (ISO 19005-2, 6.2.11.4.2).
    fn leave_out(&mut self) {
        let nowhere: BTreeSet<u32> = self
            .objects
            .iter()
            .filter(|object| object.is_nowhere())
            .map(|object| object.number)
            .collect();
        let lists: BTreeSet<u32> = self
            .objects
            .iter_mut()
            .filter_map(Object::take_glyph_list)
            .collect();
        self.objects
            .retain(|object| !nowhere.contains(&object.number) && !lists.contains(&object.number));
        for object in &mut self.objects {
            if let Some(label) = object.body.strip_prefix(b"<</Type/PageLabel") {
                object.body = [b"<<", label].concat();
            }
            if !nowhere.is_empty()
                && let Some((kept, place)) = split_last(&object.body, b"/Dest ")
                && place.trim_start_matches_digits() == b" 0 R>>"
                && number(place)
                    .is_some_and(|place| nowhere.iter().any(|at| u64::from(*at) == place))
            {
                object.body = [kept, b">>"].concat();
            }
        }
    }

    fn packed(mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut compressor = Compressor::new();
        let mut out = Vec::with_capacity(bytes.len());
        out.extend(VERSION);
        out.extend(split(self.header, b"\n")?.1);
        let objects = std::mem::take(&mut self.objects);
        let (streams, rest): (Vec<_>, Vec<_>) = objects
            .into_iter()
            .partition(|object| object.data.is_some());
        let mut places = vec![Place::Free; usize::try_from(self.next).ok()?];
        for object in &streams {
            *places.get_mut(usize::try_from(object.number).ok()?)? = Place::At(out.len());
            object.write(&mut compressor, &mut out)?;
        }
        for together in rest.chunks(TOGETHER) {
            let stream = self.next;
            self.next += 1;
            for (object, index) in together.iter().zip(0..) {
                *places.get_mut(usize::try_from(object.number).ok()?)? = Place::In(stream, index);
            }
            places.push(Place::At(out.len()));
            write_together(stream, together, &mut compressor, &mut out)?;
        }
        let start = out.len();
        places.push(Place::At(start));
        let table: Vec<u8> = places.into_iter().flat_map(Place::entry).collect();
        let table = compressor.compressed(&table, Effort::Quick)?;
        let head = format!(
            "{} 0 obj\n<</Type/XRef/Length {}/Filter/FlateDecode/W[1 4 2]/Size {}",
            self.next,
            table.len(),
            self.next + 1,
        );
        out.extend(head.into_bytes());
        out.extend(&self.trailer);
        out.extend(b">>\nstream\n");
        out.extend(table);
        out.extend(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF").into_bytes());
        Some(out)
    }
}

impl<'a> Object<'a> {
    fn read(bytes: &'a [u8], number: u32) -> Option<Self> {
        let head = format!("{number} 0 obj\n");
        let body = bytes.strip_prefix(head.as_bytes())?.trim_ascii_end();
        let body = body.strip_suffix(b"endobj")?.trim_ascii_end();
        let Some(body) = body.strip_suffix(b"\nendstream") else {
            return Some(Object {
                number,
                body: body.to_vec(),
                data: None,
            });
        };
        let (dictionary, data) = split(body, b">>\nstream\n")?;
        let length = split(dictionary, b"/Length ").and_then(|(_, rest)| self::number(rest))?;
        (u64::try_from(data.len()).ok()? == length).then(|| Object {
            number,
            body: [dictionary, b">>"].concat(),
            data: Some(Cow::Borrowed(data)),
        })
    }

    /// Whether it is the destination of an outline node that leads nowhere; heights count from the lower edge of the page.
    fn is_nowhere(&self) -> bool {
        if !self.body.starts_with(b"[") {
            return false;
        }
        let place = split(&self.body, b"/XYZ ").map(|(_, place)| place);
        let height = place.and_then(|place| place.split(|byte| *byte == b' ').nth(1));
        let height =
            height.and_then(|height| std::str::from_utf8(height).ok()?.parse::<f32>().ok());
        height.is_some_and(|height| height < LOWEST)
    }

    /// Removes the glyph list from a font descriptor; returns the number of the list.
    fn take_glyph_list(&mut self) -> Option<u32> {
        if !self.body.starts_with(b"<</Type/FontDescriptor") {
            return None;
        }
        let (before, after) = split(&self.body, b"/CIDSet ")?;
        let list = u32::try_from(number(after)?).ok()?;
        let after = after.trim_start_matches_digits().strip_prefix(b" 0 R")?;
        self.body = [before, after].concat();
        Some(list)
    }

    /// The compression level for its data.
    fn effort(&self) -> Effort {
        let is_short = self.data.as_ref().is_some_and(|data| data.len() < SHORT);
        if is_short || split(&self.body, b"/Length1 ").is_some() {
            Effort::Quick
        } else {
            Effort::Usual
        }
    }

    fn write(&self, compressor: &mut Compressor, out: &mut Vec<u8>) -> Option<()> {
        let data = self.data.as_deref()?;
        out.extend(format!("{} 0 obj\n", self.number).into_bytes());
        // Search engines look for the metadata of a document without decompressing it.
        let is_plain = split(&self.body, b"/Filter").is_none()
            && split(&self.body, b"/Type/Metadata").is_none();
        if is_plain {
            let (before, after) = split(&self.body, b"/Length ")?;
            let data = compressor.compressed(data, self.effort())?;
            out.extend(before);
            out.extend(format!("/Length {}/Filter/FlateDecode", data.len()).into_bytes());
            out.extend(after.trim_start_matches_digits());
            out.extend(b"\nstream\n");
            out.extend(data);
        } else {
            out.extend(&self.body);
            out.extend(b"\nstream\n");
            out.extend(data);
        }
        out.extend(b"\nendstream\nendobj\n");
        Some(())
    }
}

fn write_together(
    stream: u32,
    objects: &[Object<'_>],
    compressor: &mut Compressor,
    out: &mut Vec<u8>,
) -> Option<()> {
    let (mut head, mut bodies) = (String::new(), Vec::new());
    for object in objects {
        head.push_str(&format!("{} {} ", object.number, bodies.len()));
        bodies.extend(&object.body);
        bodies.push(b'\n');
    }
    let first = head.len();
    let data = compressor.compressed(&[head.as_bytes(), &bodies].concat(), Effort::Usual)?;
    let head = format!(
        "{stream} 0 obj\n<</Type/ObjStm/Length {}/Filter/FlateDecode/N {}/First {first}>>\nstream\n",
        data.len(),
        objects.len(),
    );
    out.extend(head.into_bytes());
    out.extend(data);
    out.extend(b"\nendstream\nendobj\n");
    Some(())
}

/// The location of an object.
#[derive(Clone, Copy)]
enum Place {
    /// No object has this number.
    Free,
    At(usize),
    /// In the object stream with this number, at this index.
    In(u32, u16),
}

impl Place {
    /// Its entry in the cross-reference stream: seven bytes.
    fn entry(self) -> [u8; 7] {
        let (kind, place, index) = match self {
            Place::Free => (0, 0, u16::MAX),
            // The budget ends documents long before four gigabytes.
            Place::At(at) => (1, u32::try_from(at).unwrap_or(u32::MAX), 0),
            Place::In(stream, index) => (2, stream, index),
        };
        let [a, b, c, d] = place.to_be_bytes();
        let [e, f] = index.to_be_bytes();
        [kind, a, b, c, d, e, f]
    }
}

#[cfg(test)]
mod tests;
