//! Archives of songs: zip files, unpacked in memory within limits.

use std::io::Read;

use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive};

use crate::limits::{MAX_BYTES, MAX_ENTRIES};
use crate::{ImportError, SheetFormat};

/// The maximum number of files read from an archive, and of bytes that they unpack to.
struct Allowance {
    entries: usize,
    bytes: usize,
}

/// A file of an archive.
#[derive(Debug)]
pub(crate) struct ArchivedFile {
    pub(crate) name: String,
    pub(crate) content: Vec<u8>,
}

/// Whether bytes start like a zip file.
pub(crate) fn is_archive(content: &[u8]) -> bool {
    content.starts_with(b"PK\x03\x04") || content.starts_with(b"PK\x05\x06")
}

/// The files for which `is_wanted` accepts the name, in archive order. No other file is unpacked.
///
/// # Errors
/// [`ImportError::Malformed`] if it is not a zip file or uses a compression other than deflate, [`ImportError::TooLarge`] if it
/// unpacks to more than the limit.
pub(crate) fn files(
    content: &[u8],
    format: SheetFormat,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Vec<ArchivedFile>, ImportError> {
    let broken = |_| ImportError::malformed(format, "the archive is damaged");
    let archive = ZipArchive::from_slice(content).map_err(broken)?;
    let mut left = Allowance {
        entries: MAX_ENTRIES,
        bytes: MAX_BYTES,
    };
    let mut files = Vec::new();
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().map_err(broken)? {
        left.entries = left
            .entries
            .checked_sub(1)
            .ok_or_else(|| too_large(format, "the number of its files", MAX_ENTRIES, "files"))?;
        let raw = entry.file_path();
        let name = String::from_utf8_lossy(raw.as_ref()).into_owned();
        if entry.is_dir() || !is_wanted(&name) {
            continue;
        }
        let method = entry.compression_method();
        let local = archive.get_entry(entry.wayfinder()).map_err(broken)?;
        let content = unpacked(local.data(), method, format, &mut left.bytes)?;
        files.push(ArchivedFile { name, content });
    }
    Ok(files)
}

fn unpacked(
    data: &[u8],
    method: CompressionMethod,
    format: SheetFormat,
    left: &mut usize,
) -> Result<Vec<u8>, ImportError> {
    let mut content = Vec::new();
    // One byte more than allowed reveals that there is more.
    let limit = left.saturating_add(1) as u64;
    let read = match method {
        CompressionMethod::STORE => data.take(limit).read_to_end(&mut content),
        CompressionMethod::DEFLATE => DeflateDecoder::new(data)
            .take(limit)
            .read_to_end(&mut content),
        _ => {
            return Err(ImportError::malformed(
                format,
                "the archive is compressed in a way that is not read",
            ));
        }
    };
    read.map_err(|_| ImportError::malformed(format, "the archive is damaged"))?;
    *left = left.checked_sub(content.len()).ok_or_else(|| {
        too_large(
            format,
            "what the archive unpacks to",
            MAX_BYTES >> 20,
            "MiB",
        )
    })?;
    Ok(content)
}

fn too_large(
    format: SheetFormat,
    what: &'static str,
    allowed: usize,
    unit: &'static str,
) -> ImportError {
    ImportError::TooLarge {
        format,
        what,
        allowed,
        unit,
    }
}
