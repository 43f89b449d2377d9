//! Font subset: a face reduced to the glyphs that a document shows.
//!
//! A subset has only outlines and metrics: no hinting, which no PDF reader needs and which is most of a bundled
//! face, no names, and no unused glyphs.
//!
//! The PDF writer numbers the glyphs, and only when it writes the document. Until then, a
//! [stand-in](Excerpt::stand_in) without outlines takes the place of the face and records the order of its
//! glyphs. Outlines are thus copied once instead of being subset, drawn and compressed at every stage.

mod glyph;
mod table;

use std::collections::BTreeMap;
use std::ops::Range;

use ttf_parser::{RawFace, Tag};

pub(crate) use glyph::{Source, readable_parts};
pub(crate) use table::number;
use table::{assembled, name, set};

/// Tables with glyphs other than outlines, which cannot be subset.
const COLORED: [&[u8; 4]; 4] = [b"CBDT", b"COLR", b"SVG ", b"sbix"];

/// The position of a stand-in's mark: the font revision field.
const MARK: Range<usize> = 4..8;

/// The position of the signature of stand-ins: the creation date field.
const SIGN: Range<usize> = 20..28;
const STAND_IN: &[u8; 8] = b"stand-in";

/// The glyphs of a face that a document shows, and their components.
pub struct Excerpt<'a> {
    head: &'a [u8],
    hhea: &'a [u8],
    maxp: &'a [u8],
    hmtx: &'a [u8],
    /// Face-wide tables, for the PDF writer.
    name: &'a [u8],
    weights: Option<&'a [u8]>,
    post: Option<&'a [u8]>,
    outlines: Vec<u8>,
    /// The outline of each glyph as a byte range; none for blank glyphs.
    places: BTreeMap<u16, Range<usize>>,
}

impl<'a> Excerpt<'a> {
    /// A subset of a face; `None` if it has no TrueType outlines, has coloured glyphs, or is inconsistent.
    pub(crate) fn new(bytes: &'a [u8], wanted: &[u16]) -> Option<Self> {
        let raw = RawFace::parse(bytes, 0).ok()?;
        let table = |tag: &[u8; 4]| raw.table(Tag::from_bytes(tag));
        if COLORED.into_iter().any(|tag| table(tag).is_some()) {
            return None;
        }
        let head = table(b"head")?.get(..54)?;
        let hhea = table(b"hhea")?.get(..36)?;
        let maxp = table(b"maxp")?.get(..32)?;
        let source = glyph::Source {
            loca: table(b"loca")?,
            glyf: table(b"glyf")?,
            is_long: number(head, 50)? != 0,
            count: number(maxp, 4)?,
        };
        let hmtx = table(b"hmtx")?;
        let measured = usize::from(number(hhea, 34)?);
        if measured == 0 || hmtx.len() < measured * 4 {
            return None;
        }
        let (outlines, places) = source.outlines(wanted)?;
        Some(Excerpt {
            head,
            hhea,
            maxp,
            hmtx,
            name: table(b"name").unwrap_or_default(),
            weights: table(b"OS/2"),
            post: table(b"post").and_then(|post| post.get(4..32)),
            outlines,
            places,
        })
    }

    /// A font file with the metrics and the name of the face, and blank glyphs under the face's glyph ids.
    ///
    /// `mark` is a number of the caller's choice, to recognise the stand-in later.
    pub fn stand_in(&self, mark: u32) -> Option<Vec<u8>> {
        let last = *self.places.keys().next_back()?;
        let count = last.checked_add(1)?;
        let mut head = self.head.to_vec();
        head.get_mut(MARK)?.copy_from_slice(&mark.to_be_bytes());
        head.get_mut(SIGN)?.copy_from_slice(STAND_IN);
        // The writer tells fonts apart by this checksum.
        head.get_mut(8..12)?.copy_from_slice(&mark.to_be_bytes());
        head.get_mut(36..44)?.copy_from_slice(&self.extent());
        set(&mut head, 50, 0)?;
        // Every glyph stores its id in the side bearing field, to recover it later.
        let mut measures = vec![0; 4 * usize::from(count)];
        for glyph in self.places.keys() {
            let at = 4 * usize::from(*glyph);
            set(&mut measures, at, self.measure(*glyph).0)?;
            set(&mut measures, at + 2, *glyph)?;
        }
        let mut tables = vec![
            (*b"glyf", vec![0; 4]),
            (*b"head", head),
            (*b"hhea", self.hhea_of(count)?),
            (*b"hmtx", measures),
            (*b"loca", vec![0; 2 * (usize::from(count) + 1)]),
            (*b"maxp", self.maxp_of(count)?),
            (*b"name", name(self.name)),
        ];
        if let Some(weights) = self.weights {
            tables.insert(0, (*b"OS/2", weights.to_vec()));
        }
        if let Some(post) = self.post {
            // Version 3: without glyph names.
            tables.push((*b"post", [&[0, 3, 0, 0], post].concat()));
        }
        assembled(&tables)
    }

    /// A font file with the glyphs in the given order, which starts with the glyph for missing characters; their
    /// components follow.
    ///
    /// `None` if a glyph is not in the subset.
    pub fn font(&self, order: &[u16]) -> Option<Vec<u8>> {
        let mut numbers: BTreeMap<u16, u16> = BTreeMap::new();
        let mut glyphs: Vec<u16> = Vec::with_capacity(self.places.len());
        for glyph in order.iter().chain(self.places.keys()) {
            let next = u16::try_from(glyphs.len()).ok()?;
            if *numbers.entry(*glyph).or_insert(next) == next {
                glyphs.push(*glyph);
            }
        }
        let count = u16::try_from(glyphs.len()).ok()?;
        let mut outlines = Vec::with_capacity(self.outlines.len() + 4 * glyphs.len());
        let mut offsets = vec![0];
        let mut measures = Vec::with_capacity(4 * glyphs.len());
        for glyph in glyphs {
            let outline = self.outlines.get(self.places.get(&glyph)?.clone())?;
            glyph::renumbered(outline, &numbers, &mut outlines)?;
            outlines.resize(outlines.len().next_multiple_of(2), 0);
            offsets.push(outlines.len());
            let (advance, bearing) = self.measure(glyph);
            measures.extend(advance.to_be_bytes());
            measures.extend(bearing.to_be_bytes());
        }
        let is_long = outlines.len() > 2 * usize::from(u16::MAX);
        let loca = if is_long {
            let long = offsets.iter().map(|at| u32::try_from(*at).ok());
            let long = long.collect::<Option<Vec<_>>>()?;
            long.into_iter().flat_map(u32::to_be_bytes).collect()
        } else {
            let short = offsets.iter().map(|at| u16::try_from(at / 2).ok());
            let short = short.collect::<Option<Vec<_>>>()?;
            short.into_iter().flat_map(u16::to_be_bytes).collect()
        };
        let mut head = self.head.to_vec();
        set(&mut head, 50, u16::from(is_long))?;
        assembled(&[
            (*b"glyf", outlines),
            (*b"head", head),
            (*b"hhea", self.hhea_of(count)?),
            (*b"hmtx", measures),
            (*b"loca", loca),
            (*b"maxp", self.maxp_of(count)?),
        ])
    }

    /// The advance and the side bearing of a glyph.
    fn measure(&self, glyph: u16) -> (u16, u16) {
        let glyph = usize::from(glyph);
        let measured = number(self.hhea, 34).map_or(0, usize::from);
        // The last advance applies to all glyphs after it; some faces omit the last bearings.
        let advance = number(self.hmtx, 4 * glyph.min(measured.saturating_sub(1)));
        let bearing = match glyph.checked_sub(measured) {
            None => 4 * glyph + 2,
            Some(beyond) => 4 * measured + 2 * beyond,
        };
        let bearing = number(self.hmtx, bearing);
        (advance.unwrap_or(0), bearing.unwrap_or(0))
    }

    /// The bounding box of all glyphs, in the format of the head table.
    fn extent(&self) -> [u8; 8] {
        let boxes = self.places.values().filter_map(|place| {
            let outline = self.outlines.get(place.clone())?;
            let side = |at| Some(number(outline, at)?.cast_signed());
            Some([side(2)?, side(4)?, side(6)?, side(8)?])
        });
        let all = boxes.reduce(|all, one| {
            let [left, low, right, high] = one;
            [
                all[0].min(left),
                all[1].min(low),
                all[2].max(right),
                all[3].max(high),
            ]
        });
        let [left, low, right, high] = all.unwrap_or_default().map(i16::to_be_bytes);
        [
            left[0], left[1], low[0], low[1], right[0], right[1], high[0], high[1],
        ]
    }

    fn hhea_of(&self, count: u16) -> Option<Vec<u8>> {
        let mut hhea = self.hhea.to_vec();
        set(&mut hhea, 34, count)?;
        Some(hhea)
    }

    fn maxp_of(&self, count: u16) -> Option<Vec<u8>> {
        let mut maxp = self.maxp.to_vec();
        set(&mut maxp, 4, count)?;
        // Storage, functions, instructions and stack, needed only for hinting.
        for place in [16, 18, 20, 22, 24, 26] {
            set(&mut maxp, place, 0)?;
        }
        Some(maxp)
    }
}

/// The glyph order of a [stand-in](Excerpt::stand_in) in a written document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The mark of the stand-in.
    pub mark: u32,
    /// The face's glyph ids in the document's order.
    pub order: Vec<u16>,
}

impl Outcome {
    /// Reads it from a font file that was made from a stand-in; `None` for any other font file.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let raw = RawFace::parse(bytes, 0).ok()?;
        let table = |tag: &[u8; 4]| raw.table(Tag::from_bytes(tag));
        let head = table(b"head")?;
        if head.get(SIGN)? != STAND_IN {
            return None;
        }
        let mark = u32::from_be_bytes(head.get(MARK)?.try_into().ok()?);
        let measured = usize::from(number(table(b"hhea")?, 34)?);
        let hmtx = table(b"hmtx")?;
        let order = (0..usize::from(number(table(b"maxp")?, 4)?)).map(|index| {
            let at = match index.checked_sub(measured) {
                None => 4 * index + 2,
                Some(beyond) => 4 * measured + 2 * beyond,
            };
            number(hmtx, at)
        });
        Some(Outcome {
            mark,
            order: order.collect::<Option<_>>()?,
        })
    }
}

#[cfg(all(test, feature = "freefont"))]
mod tests;
