//! Outline limits for glyph programs with subroutines (`CFF`).
//!
//! The programs are traced without drawing. Constructs that readers interpret differently are rejected, so that the calculated
//! work is what they do.

use super::MOST_PER_GLYPH;

/// The maximum call depth of subroutines: readers stop at 10, or at 64.
const DEEPEST: usize = 64;
/// The maximum number of operands on the stack.
const MOST_OPERANDS: usize = 48;
/// The maximum number of hints in a glyph.
const MOST_HINTS: usize = 1000;

/// Whether every glyph ends within the limits, and the total is proportional to the size of the table; `None` if the
/// table cannot be parsed.
pub(super) fn is_reasonable(table: &[u8]) -> Option<bool> {
    let start = usize::from(*table.get(2)?);
    let (_, at) = Index::read(table, start)?;
    let (tops, at) = Index::read(table, at)?;
    let (_, at) = Index::read(table, at)?;
    let (global, _) = Index::read(table, at)?;
    let top = Dict::read(tops.get(0)?)?;
    let [at] = top.glyphs?;
    let (glyphs, _) = Index::read(table, at)?;
    // Each font in the table has its own subroutines.
    let mut local = Vec::new();
    let mut fonts_of_glyphs = None;
    if let Some([at]) = top.fonts {
        let (fonts, _) = Index::read(table, at)?;
        for font in 0..fonts.count {
            let font = Dict::read(fonts.get(font)?)?;
            local.push(subroutines(table, font.private)?);
        }
        let [at] = top.select?;
        fonts_of_glyphs = Some(selection(table.get(at..)?, glyphs.count)?);
    } else {
        local.push(subroutines(table, top.private)?);
    }
    let mut left = table.len().saturating_mul(16).saturating_add(1 << 20);
    for glyph in 0..glyphs.count {
        let Some(bytes) = glyphs.get(glyph) else {
            continue;
        };
        let font = match &fonts_of_glyphs {
            Some(fonts) => fonts.get(glyph).copied().map(usize::from),
            None => Some(0),
        };
        let most = MOST_PER_GLYPH.min(left);
        let mut program = Program {
            global,
            local: font.and_then(|font| local.get(font).copied()).flatten(),
            operands: Vec::new(),
            hints: 0,
            has_mask: false,
            left: most,
        };
        if program.follow(bytes, DEEPEST).is_err() {
            return Some(false);
        }
        left -= most - program.left;
    }
    Some(true)
}

/// The subroutines of a font in the table; empty if it has none, `None` if they cannot be parsed.
fn subroutines(table: &[u8], private: Option<[usize; 2]>) -> Option<Option<Index<'_>>> {
    let Some([length, start]) = private else {
        return Some(None);
    };
    let dict = Dict::read(table.get(start..start.checked_add(length)?)?)?;
    let Some([offset]) = dict.subroutines else {
        return Some(None);
    };
    Some(Some(Index::read(table, start.checked_add(offset)?)?.0))
}

/// The font in the table that each glyph belongs to.
fn selection(bytes: &[u8], count: usize) -> Option<Vec<u8>> {
    match bytes.first()? {
        0 => bytes.get(1..count.checked_add(1)?).map(<[u8]>::to_vec),
        3 => {
            let ranges = bytes.get(3..)?.chunks_exact(3).take(unsigned(bytes, 1, 2)?);
            let mut fonts: Vec<u8> = Vec::with_capacity(count);
            for range in ranges {
                let first = unsigned(range, 0, 2)?;
                // Ranges are contiguous, and the first starts at the first glyph.
                let is_next = if fonts.is_empty() {
                    first == 0
                } else {
                    first > fonts.len() - 1
                };
                let last = fonts.last().copied();
                if !is_next || first > count {
                    return None;
                }
                fonts.resize(first, last.unwrap_or_default());
                fonts.push(*range.get(2)?);
            }
            let last = *fonts.last()?;
            fonts.resize(count, last);
            Some(fonts)
        }
        _ => None,
    }
}

/// A big-endian number of `length` bytes.
fn unsigned(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(
        bytes
            .iter()
            .fold(0, |number, byte| number << 8 | usize::from(*byte)),
    )
}

/// An INDEX structure: a list of byte strings.
#[derive(Clone, Copy)]
struct Index<'a> {
    count: usize,
    width: usize,
    offsets: &'a [u8],
    data: &'a [u8],
}

impl<'a> Index<'a> {
    /// The list at an offset, and its end.
    fn read(table: &'a [u8], at: usize) -> Option<(Index<'a>, usize)> {
        let count = unsigned(table, at, 2)?;
        if count == 0 {
            let empty = Index {
                count,
                width: 1,
                offsets: &[],
                data: &[],
            };
            return Some((empty, at + 2));
        }
        let width = unsigned(table, at + 2, 1)?;
        if !(1..=4).contains(&width) {
            return None;
        }
        let start = at + 3;
        let end = start + (count + 1) * width;
        let offsets = table.get(start..end)?;
        let length = unsigned(offsets, count * width, width)?.checked_sub(1)?;
        let data = table.get(end..end.checked_add(length)?)?;
        let index = Index {
            count,
            width,
            offsets,
            data,
        };
        Some((index, end + length))
    }

    fn get(&self, number: usize) -> Option<&'a [u8]> {
        if number >= self.count {
            return None;
        }
        let offset =
            |number: usize| unsigned(self.offsets, number * self.width, self.width)?.checked_sub(1);
        self.data.get(offset(number)?..offset(number + 1)?)
    }

    /// The subroutine that an operand calls: operands are biased, so that 0 is in the middle.
    fn called(&self, operand: i32) -> Option<&'a [u8]> {
        let middle = match self.count {
            0..1240 => 107,
            1240..33900 => 1131,
            _ => 32768,
        };
        self.get(usize::try_from(operand.checked_add(middle)?).ok()?)
    }
}

/// The offsets in a dictionary.
#[derive(Default)]
struct Dict {
    glyphs: Option<[usize; 1]>,
    private: Option<[usize; 2]>,
    fonts: Option<[usize; 1]>,
    select: Option<[usize; 1]>,
    subroutines: Option<[usize; 1]>,
}

impl Dict {
    /// Parses a dictionary; `None` if it is malformed or gives an offset twice.
    fn read(bytes: &[u8]) -> Option<Dict> {
        let mut dict = Dict::default();
        let mut operands: Vec<Option<i32>> = Vec::new();
        let mut rest = bytes;
        while let Some((first, after)) = rest.split_first() {
            rest = after;
            match first {
                0..=21 => {
                    let mut operator = u16::from(*first);
                    if *first == 12 {
                        let (second, after) = rest.split_first()?;
                        rest = after;
                        operator = 0x0c00 | u16::from(*second);
                    }
                    match operator {
                        17 => once(&mut dict.glyphs, &operands)?,
                        18 => once(&mut dict.private, &operands)?,
                        19 => once(&mut dict.subroutines, &operands)?,
                        0x0c24 => once(&mut dict.fonts, &operands)?,
                        0x0c25 => once(&mut dict.select, &operands)?,
                        _ => {}
                    }
                    operands.clear();
                }
                29 => {
                    let (bytes, after) = rest.split_first_chunk::<4>()?;
                    operands.push(Some(i32::from_be_bytes(*bytes)));
                    rest = after;
                }
                30 => {
                    // A real number ends in a nibble of ones.
                    let is_last = |byte: &u8| byte & 0x0f == 0x0f || byte & 0xf0 == 0xf0;
                    rest = rest.get(rest.iter().position(is_last)? + 1..)?;
                    operands.push(None);
                }
                28 | 32..=254 => {
                    let (number, after) = short(*first, rest)?;
                    operands.push(Some(number));
                    rest = after;
                }
                _ => return None,
            }
        }
        Some(dict)
    }
}

/// Stores operands if the slot is still empty.
fn once<const N: usize>(slot: &mut Option<[usize; N]>, operands: &[Option<i32>]) -> Option<()> {
    if slot.is_some() || operands.len() != N {
        return None;
    }
    let mut numbers = [0; N];
    for (number, operand) in numbers.iter_mut().zip(operands) {
        *number = usize::try_from((*operand)?).ok()?;
    }
    *slot = Some(numbers);
    Some(())
}

/// A number of up to three bytes, and the rest.
fn short(first: u8, rest: &[u8]) -> Option<(i32, &[u8])> {
    match first {
        28 => {
            let (bytes, rest) = rest.split_first_chunk::<2>()?;
            Some((i16::from_be_bytes(*bytes).into(), rest))
        }
        32..=246 => Some((i32::from(first) - 139, rest)),
        247..=250 => {
            let (second, rest) = rest.split_first()?;
            Some((
                (i32::from(first) - 247) * 256 + i32::from(*second) + 108,
                rest,
            ))
        }
        251..=254 => {
            let (second, rest) = rest.split_first()?;
            Some((
                -(i32::from(first) - 251) * 256 - i32::from(*second) - 108,
                rest,
            ))
        }
        _ => None,
    }
}

/// The program of a glyph takes too much work, or readers would interpret it differently.
struct TooMuch;

/// How a part of a program ends.
#[derive(PartialEq, Eq)]
enum End {
    /// Control returns to the caller.
    Return,
    /// The glyph ends; also if it is malformed, so that readers give up.
    Glyph,
}

/// The state of a glyph's program.
struct Program<'a> {
    global: Index<'a>,
    local: Option<Index<'a>>,
    /// Integers, and `None` for other numbers.
    operands: Vec<Option<i32>>,
    hints: usize,
    has_mask: bool,
    /// The number of bytes that may still be read.
    left: usize,
}

impl<'a> Program<'a> {
    fn follow(&mut self, bytes: &'a [u8], depth: usize) -> Result<End, TooMuch> {
        let mut rest = bytes;
        while let Some((first, after)) = rest.split_first() {
            let before = rest.len();
            rest = after;
            match *first {
                28 | 32..=254 => match short(*first, rest) {
                    Some((number, after)) => {
                        self.operands.push(Some(number));
                        rest = after;
                    }
                    None => return Ok(End::Glyph),
                },
                255 => {
                    let Some(after) = rest.get(4..) else {
                        return Ok(End::Glyph);
                    };
                    self.operands.push(None);
                    rest = after;
                }
                1 | 3 | 18 | 23 => self.declare_hints()?,
                19 | 20 => {
                    if !self.operands.is_empty() {
                        self.declare_hints()?;
                    }
                    self.has_mask = true;
                    let Some(after) = rest.get(self.hints.div_ceil(8)..) else {
                        return Ok(End::Glyph);
                    };
                    rest = after;
                }
                10 | 29 => {
                    let Some(operand) = self.operands.pop() else {
                        return Ok(End::Glyph);
                    };
                    let list = if *first == 29 {
                        Some(self.global)
                    } else {
                        self.local
                    };
                    let (Some(operand), Some(depth)) = (operand, depth.checked_sub(1)) else {
                        return Err(TooMuch);
                    };
                    let Some(called) = list.and_then(|list| list.called(operand)) else {
                        return Ok(End::Glyph);
                    };
                    // The call itself costs work, too.
                    self.spend(1)?;
                    if self.follow(called, depth)? == End::Glyph {
                        return Ok(End::Glyph);
                    }
                }
                11 => return Ok(End::Return),
                // With operands, it composes two other glyphs, which not every reader supports.
                14 if self.operands.len() >= 4 => return Err(TooMuch),
                12 => match rest.split_first() {
                    Some((34..=37, after)) => {
                        self.operands.clear();
                        rest = after;
                    }
                    _ => return Ok(End::Glyph),
                },
                4..=8 | 21 | 22 | 24..=27 | 30 | 31 => self.operands.clear(),
                _ => return Ok(End::Glyph),
            }
            if self.operands.len() > MOST_OPERANDS {
                return Ok(End::Glyph);
            }
            self.spend(before - rest.len())?;
        }
        Ok(End::Return)
    }

    fn spend(&mut self, bytes: usize) -> Result<(), TooMuch> {
        self.left = self.left.checked_sub(bytes).ok_or(TooMuch)?;
        Ok(())
    }

    /// Hints are declared before the first mask, which has one bit for each.
    fn declare_hints(&mut self) -> Result<(), TooMuch> {
        self.hints += self.operands.len() / 2;
        self.operands.clear();
        if self.has_mask || self.hints > MOST_HINTS {
            return Err(TooMuch);
        }
        Ok(())
    }
}
