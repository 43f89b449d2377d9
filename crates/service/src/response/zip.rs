//! Archives of several documents: zip, deflated, the same bytes for the same content.

use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// Date and time of every entry: 1980 began, the earliest that the format knows, so that no clock shows in the bytes.
const DATE: u16 = 0x21;

/// Flag that names are UTF-8.
const UTF8: u16 = 0x0800;

/// An archive being written.
#[derive(Debug, Default)]
pub struct Archive {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

/// The archive would be larger than the format allows (4 GiB, or 65535 entries).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

impl Archive {
    /// Adds a document.
    ///
    /// # Errors
    /// [`TooLarge`].
    pub fn add(&mut self, name: &str, content: &[u8]) -> Result<(), TooLarge> {
        let offset = u32::try_from(self.bytes.len()).map_err(|_| TooLarge)?;
        let size = u32::try_from(content.len()).map_err(|_| TooLarge)?;
        let name_length = u16::try_from(name.len()).map_err(|_| TooLarge)?;
        let mut crc = Crc::new();
        crc.update(content);
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        let deflated = encoder
            .write_all(content)
            .and_then(|()| encoder.finish())
            .map_err(|_| TooLarge)?;
        let deflated_size = u32::try_from(deflated.len()).map_err(|_| TooLarge)?;
        let mut head = Vec::new();
        for field in [20, UTF8, 8, 0, DATE] {
            head.extend(u16::to_le_bytes(field));
        }
        for field in [crc.sum(), deflated_size, size] {
            head.extend(u32::to_le_bytes(field));
        }
        head.extend(name_length.to_le_bytes());
        head.extend([0, 0]);
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&head);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(&deflated);
        self.directory.extend(b"PK\x01\x02\x14\x00");
        self.directory.extend(&head);
        // No comment, first disk, no attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(offset.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.count = self.count.checked_add(1).ok_or(TooLarge)?;
        Ok(())
    }

    /// The finished archive.
    ///
    /// # Errors
    /// [`TooLarge`].
    pub fn finish(mut self) -> Result<Vec<u8>, TooLarge> {
        let start = u32::try_from(self.bytes.len()).map_err(|_| TooLarge)?;
        let size = u32::try_from(self.directory.len()).map_err(|_| TooLarge)?;
        self.bytes.append(&mut self.directory);
        self.bytes.extend(b"PK\x05\x06\x00\x00\x00\x00");
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(size.to_le_bytes());
        self.bytes.extend(start.to_le_bytes());
        self.bytes.extend([0, 0]);
        Ok(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn an_entry_inflates_to_what_was_added() {
        let mut archive = Archive::default();
        archive.add("ä.txt", b"hello hello hello").expect("small");
        let bytes = archive.finish().expect("small");
        let name_length = usize::from(bytes[26]);
        let size = u32::from_le_bytes(bytes[18..22].try_into().expect("four")) as usize;
        let data = &bytes[30 + name_length..30 + name_length + size];
        let mut text = String::new();
        flate2::read::DeflateDecoder::new(data)
            .read_to_string(&mut text)
            .expect("deflate");
        assert_eq!(text, "hello hello hello");
        assert_eq!(&bytes[30..30 + name_length], "ä.txt".as_bytes());
    }

    #[test]
    fn the_directory_points_at_the_entries() {
        let mut archive = Archive::default();
        archive.add("a", b"1").expect("small");
        archive.add("b", b"2").expect("small");
        let bytes = archive.finish().expect("small");
        let end = &bytes[bytes.len() - 22..];
        assert_eq!(&end[..4], b"PK\x05\x06");
        assert_eq!(u16::from_le_bytes([end[10], end[11]]), 2);
        let start = u32::from_le_bytes(end[16..20].try_into().expect("four")) as usize;
        assert_eq!(&bytes[start..start + 4], b"PK\x01\x02");
    }
}
