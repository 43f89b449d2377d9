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
    directory: Directory,
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
        let (deflated, about) = deflate(content)?;
        self.add_deflated(name, &deflated, about)
    }

    /// Adds a document that is deflated already.
    ///
    /// # Errors
    /// [`TooLarge`].
    pub fn add_deflated(
        &mut self,
        name: &str,
        deflated: &[u8],
        about: Content,
    ) -> Result<(), TooLarge> {
        let head = self.directory.add(name, deflated.len(), about)?;
        self.bytes.extend(head);
        self.bytes.extend(deflated);
        Ok(())
    }

    /// How many bytes there are so far.
    pub fn length(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// The finished archive.
    ///
    /// # Errors
    /// [`TooLarge`].
    pub fn finish(mut self) -> Result<Vec<u8>, TooLarge> {
        self.bytes.extend(self.directory.finish()?);
        Ok(self.bytes)
    }
}

/// What a document is before it is deflated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// Its CRC-32.
    pub crc: u32,
    /// Its size in bytes.
    pub size: u32,
}

/// The document deflated.
///
/// # Errors
/// [`TooLarge`].
pub fn deflate(content: &[u8]) -> Result<(Vec<u8>, Content), TooLarge> {
    let mut crc = Crc::new();
    crc.update(content);
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    let deflated = encoder
        .write_all(content)
        .and_then(|()| encoder.finish())
        .map_err(|_| TooLarge)?;
    let about = Content {
        crc: crc.sum(),
        size: u32::try_from(content.len()).map_err(|_| TooLarge)?,
    };
    Ok((deflated, about))
}

/// The directory of an archive whose entries are sent as they are made.
#[derive(Debug, Default)]
pub struct Directory {
    /// How many bytes of the archive there are.
    offset: u64,
    entries: Vec<u8>,
    count: u16,
}

impl Directory {
    /// Notes an entry of so many deflated bytes; what stands before them.
    ///
    /// # Errors
    /// [`TooLarge`].
    pub fn add(
        &mut self,
        name: &str,
        deflated: usize,
        content: Content,
    ) -> Result<Vec<u8>, TooLarge> {
        let offset = u32::try_from(self.offset).map_err(|_| TooLarge)?;
        let name_length = u16::try_from(name.len()).map_err(|_| TooLarge)?;
        let deflated_size = u32::try_from(deflated).map_err(|_| TooLarge)?;
        self.count = self.count.checked_add(1).ok_or(TooLarge)?;
        let mut fields = Vec::new();
        for field in [20, UTF8, 8, 0, DATE] {
            fields.extend(u16::to_le_bytes(field));
        }
        for field in [content.crc, deflated_size, content.size] {
            fields.extend(u32::to_le_bytes(field));
        }
        fields.extend(name_length.to_le_bytes());
        fields.extend([0, 0]);
        let head = [b"PK\x03\x04", fields.as_slice(), name.as_bytes()].concat();
        self.entries.extend(b"PK\x01\x02\x14\x00");
        self.entries.extend(&fields);
        // No comment, first disk, no attributes.
        self.entries.extend([0; 10]);
        self.entries.extend(offset.to_le_bytes());
        self.entries.extend(name.as_bytes());
        self.offset += head.len() as u64 + deflated as u64;
        Ok(head)
    }

    /// How many entries there are.
    pub fn count(&self) -> u16 {
        self.count
    }

    /// The end of the archive.
    ///
    /// # Errors
    /// [`TooLarge`].
    pub fn finish(self) -> Result<Vec<u8>, TooLarge> {
        let start = u32::try_from(self.offset).map_err(|_| TooLarge)?;
        let size = u32::try_from(self.entries.len()).map_err(|_| TooLarge)?;
        let mut bytes = self.entries;
        bytes.extend(b"PK\x05\x06\x00\x00\x00\x00");
        bytes.extend(self.count.to_le_bytes());
        bytes.extend(self.count.to_le_bytes());
        bytes.extend(size.to_le_bytes());
        bytes.extend(start.to_le_bytes());
        bytes.extend([0, 0]);
        Ok(bytes)
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
