//! The filters that streams are packed with, as far as they have nothing to do with pictures.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::object::Name;
use weezl::{BitOrder, LzwStatus, decode::Decoder};

/// The most bytes between two filters. What is there is packed itself, and so never long.
const LONGEST_BETWEEN: usize = 32 << 20;

/// Takes what was unpacked, and how many bytes were read for it; gives whether more is wanted.
pub(super) type Take<'t> = dyn FnMut(&[u8], usize) -> bool + 't;

/// A filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Filter {
    AsciiHex,
    Ascii85,
    RunLength,
    Flate,
    Lzw {
        /// Whether codes grow longer one code early, as they do unless a document says otherwise.
        is_early: bool,
    },
}

impl Filter {
    /// The filter with a name; `None` for those of pictures, and for unknown ones.
    pub(super) fn named(name: &Name<'_>) -> Option<Filter> {
        Some(match name.as_ref() {
            b"ASCIIHexDecode" | b"AHx" => Filter::AsciiHex,
            b"ASCII85Decode" | b"A85" => Filter::Ascii85,
            b"RunLengthDecode" | b"RL" => Filter::RunLength,
            b"FlateDecode" | b"Fl" => Filter::Flate,
            b"LZWDecode" | b"LZW" => Filter::Lzw { is_early: true },
            _ => return None,
        })
    }

    /// Unpacks, part by part, for as long as `take` wants more; gives whether it always did. Broken data ends.
    fn unpack(self, packed: &[u8], take: &mut Take<'_>) -> bool {
        match self {
            Filter::AsciiHex => {
                let digits = letters(packed, |byte| byte.is_ascii_hexdigit());
                take(&hex(digits), digits.len())
            }
            Filter::Ascii85 => {
                let letters = letters(packed, |byte| matches!(byte, b'!'..=b'u' | b'z'));
                take(&base_85(letters), letters.len())
            }
            Filter::RunLength => run_length(packed, take),
            Filter::Flate if is_zlib(packed) => {
                read(ZlibDecoder::new(packed), ZlibDecoder::total_in, take)
            }
            Filter::Flate => read(DeflateDecoder::new(packed), DeflateDecoder::total_in, take),
            Filter::Lzw { is_early } => lzw(packed, is_early, take),
        }
    }
}

/// Unpacks by one filter after the other, like [`Filter::unpack`]; what is too long between them is not wanted either.
pub(super) fn unpack(filters: &[Filter], packed: &[u8], take: &mut Take<'_>) -> bool {
    let Some((first, rest)) = filters.split_first() else {
        return true;
    };
    if rest.is_empty() {
        return first.unpack(packed, take);
    }
    let mut between = Vec::new();
    let is_wanted = first.unpack(packed, &mut |part, read| {
        between.extend_from_slice(part);
        between.len() <= LONGEST_BETWEEN && take(&[], read)
    });
    is_wanted && unpack(rest, &between, take)
}

fn is_zlib(packed: &[u8]) -> bool {
    packed.first_chunk().is_some_and(|head: &[u8; 2]| {
        head[0] & 0xF == 8 && u16::from_be_bytes(*head).is_multiple_of(31)
    })
}

fn read<R: Read>(mut reader: R, total_in: fn(&R) -> u64, take: &mut Take<'_>) -> bool {
    let mut buffer = vec![0; 1 << 16];
    let mut before = 0;
    while let Ok(count @ 1..) = reader.read(&mut buffer) {
        let total = total_in(&reader);
        let read = usize::try_from(total - before).unwrap_or(usize::MAX);
        before = total;
        if !take(buffer.get(..count).unwrap_or_default(), read) {
            return false;
        }
    }
    true
}

fn lzw(packed: &[u8], is_early: bool, take: &mut Take<'_>) -> bool {
    let mut decoder = if is_early {
        Decoder::with_tiff_size_switch(BitOrder::Msb, 8)
    } else {
        Decoder::new(BitOrder::Msb, 8)
    };
    let mut buffer = vec![0; 1 << 16];
    let mut rest = packed;
    loop {
        let result = decoder.decode_bytes(rest, &mut buffer);
        let part = buffer.get(..result.consumed_out).unwrap_or_default();
        if !take(part, result.consumed_in) {
            return false;
        }
        rest = rest.get(result.consumed_in..).unwrap_or_default();
        if !matches!(result.status, Ok(LzwStatus::Ok)) {
            return true;
        }
    }
}

fn run_length(packed: &[u8], take: &mut Take<'_>) -> bool {
    let mut rest = packed;
    while let Some((&length, after)) = rest.split_first() {
        let (is_wanted, used) = match length {
            0..128 => {
                let used = usize::from(length) + 1;
                (take(after.get(..used).unwrap_or(after), used), used)
            }
            128 => return true,
            129.. => {
                let Some(byte) = after.first() else {
                    return true;
                };
                (take(&vec![*byte; 257 - usize::from(length)], 2), 1)
            }
        };
        if !is_wanted {
            return false;
        }
        rest = after.get(used..).unwrap_or_default();
    }
    true
}

/// What there is before the first byte that is neither a letter nor blank.
fn letters(packed: &[u8], is_letter: fn(u8) -> bool) -> &[u8] {
    let is_end = |byte: &u8| !is_letter(*byte) && !is_blank(*byte);
    let end = packed.iter().position(is_end).unwrap_or(packed.len());
    packed.get(..end).unwrap_or_default()
}

/// Whether a byte is a blank of documents.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

fn hex(letters: &[u8]) -> Vec<u8> {
    let mut digits = letters
        .iter()
        .filter_map(|letter| u8::try_from(char::from(*letter).to_digit(16)?).ok());
    let mut unpacked = Vec::new();
    while let Some(digit) = digits.next() {
        unpacked.push(digit << 4 | digits.next().unwrap_or_default());
    }
    unpacked
}

fn base_85(letters: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::new();
    let mut group = Vec::with_capacity(5);
    for letter in letters.iter().filter(|letter| !is_blank(**letter)) {
        if *letter == b'z' {
            unpacked.extend([0; 4]);
        } else {
            group.push(*letter);
        }
        if group.len() == 5 {
            unpacked.extend(of_base_85(&group));
            group.clear();
        }
    }
    // A group that is cut short is filled up, and as many bytes less are meant.
    if let Some(length) = group.len().checked_sub(1) {
        group.resize(5, b'u');
        unpacked.extend(of_base_85(&group).iter().take(length));
    }
    unpacked
}

fn of_base_85(group: &[u8]) -> [u8; 4] {
    let number = group.iter().fold(0_u32, |number, letter| {
        number
            .wrapping_mul(85)
            .wrapping_add(u32::from(letter - b'!'))
    });
    number.to_be_bytes()
}
