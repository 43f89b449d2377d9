//! Songs in addresses: raw DEFLATE (RFC 1951) of the text, as base64url without padding (RFC 4648).

use std::io::{Read, Write};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::task::PackedFault;

/// The text as it stands in an address, the same for the same text.
pub(super) fn pack(text: &[u8]) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    // A vector takes whatever is written to it.
    let packed = encoder.write_all(text).and_then(|()| encoder.finish());
    URL_SAFE_NO_PAD.encode(packed.unwrap_or_default())
}

/// The text of a song that has at most `most` bytes. Nothing beyond them is unpacked.
pub(super) fn unpack(packed: &str, most: u64) -> Result<Vec<u8>, PackedFault> {
    let deflated = URL_SAFE_NO_PAD
        .decode(packed)
        .map_err(|_| PackedFault::NotPacked)?;
    let mut text = Vec::new();
    let mut decoder = DeflateDecoder::new(deflated.as_slice());
    (&mut decoder)
        .take(most.saturating_add(1))
        .read_to_end(&mut text)
        .map_err(|_| PackedFault::NotPacked)?;
    if text.len() as u64 > most {
        return Err(PackedFault::TooLarge(most));
    }
    if decoder.total_in() != deflated.len() as u64 {
        return Err(PackedFault::NotPacked);
    }
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(PackedFault::Blank);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_song_is_the_same_again() {
        let song = "{title: Ä}\n[C]La [G]la\n".repeat(20);
        let packed = pack(song.as_bytes());
        assert!(packed.len() < song.len() / 2 && !packed.contains(['+', '/', '=']));
        assert_eq!(unpack(&packed, 1 << 20), Ok(song.into_bytes()));
    }

    #[test]
    fn what_is_not_whole_is_no_song() {
        let packed = pack(b"{title: A}\n[C]La la la la la la");
        let cut = packed.get(..packed.len() - 8).expect("longer");
        let more = format!("{packed}AAAA");
        for wrong in [cut, more.as_str(), "A", "====", "a+b/", "_____"] {
            assert_eq!(unpack(wrong, 100), Err(PackedFault::NotPacked), "{wrong}");
        }
        assert_eq!(unpack(&pack(b" \n "), 100), Err(PackedFault::Blank));
    }

    #[test]
    fn a_bomb_is_unpacked_no_further_than_a_song_may_be_long() {
        let bomb = pack(&vec![b' '; 8 << 20]);
        assert!(bomb.len() < 16 << 10, "{}", bomb.len());
        assert_eq!(unpack(&bomb, 1 << 20), Err(PackedFault::TooLarge(1 << 20)));
    }
}
