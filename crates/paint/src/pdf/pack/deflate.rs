//! Compression and decompression of streams.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

/// Compression levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// For outlines, which have little repetition, and for short texts, for which a custom code does not pay: half
    /// the time of the other level, and a sixth more bytes.
    Quick,
    /// For pages. The common level 6 takes twice as long and saves a sixth of the bytes.
    Usual,
}

impl Effort {
    fn level(self) -> Compression {
        match self {
            Effort::Quick => Compression::new(1),
            Effort::Usual => Compression::new(2),
        }
    }
}

/// A reusable compressor.
pub(super) struct Compressor(Compress);

impl Compressor {
    pub(super) fn new() -> Self {
        Compressor(Compress::new(Effort::Usual.level(), true))
    }

    pub(super) fn compressed(&mut self, data: &[u8], effort: Effort) -> Option<Vec<u8>> {
        self.0.reset();
        self.0.set_level(effort.level()).ok()?;
        let mut out = Vec::with_capacity(data.len() / 2 + 64);
        loop {
            let read = usize::try_from(self.0.total_in()).ok()?;
            let rest = data.get(read..)?;
            match self.0.compress_vec(rest, &mut out, FlushCompress::Finish) {
                Ok(Status::StreamEnd) => return Some(out),
                Ok(_) => out.reserve(out.len().max(64)),
                Err(_) => return None,
            }
        }
    }
}

/// The data of a compressed stream; `None` if it is broken.
pub(super) fn decompressed(decompressor: &mut Decompress, data: &[u8]) -> Option<Vec<u8>> {
    decompressor.reset(true);
    let mut out = Vec::with_capacity(4 * data.len() + 1024);
    loop {
        let read = usize::try_from(decompressor.total_in()).ok()?;
        let rest = data.get(read..)?;
        match decompressor.decompress_vec(rest, &mut out, FlushDecompress::Finish) {
            Ok(Status::StreamEnd) => return Some(out),
            Ok(_) if out.len() == out.capacity() => out.reserve(out.len()),
            Ok(_) | Err(_) => return None,
        }
    }
}
