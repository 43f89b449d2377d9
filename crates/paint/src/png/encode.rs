//! PNG encoding.

use std::io::{self, Write};

use chordpro_song::{Budget, Exceeded, Limit};
use png::{BitDepth, ColorType, Compression, Encoder, Filter, StreamWriter, Writer};
use tiny_skia::Pixmap;

use crate::PaintError;

/// The number of bytes in a chunk of the file.
const CHUNK: usize = 64 << 10;

/// The colour type of a file. Pages without colours are written as greyscale, a third of the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colors {
    Grey,
    Rgb,
}

impl Colors {
    /// The colour type that the pixels need.
    pub(super) fn of(pixels: &[u8]) -> Self {
        let (pixels, _) = pixels.as_chunks::<4>();
        let is_grey = pixels
            .iter()
            .all(|[red, green, blue, _]| red == green && green == blue);
        if is_grey { Colors::Grey } else { Colors::Rgb }
    }

    /// Appends pixels, which are all opaque.
    fn push(self, out: &mut Vec<u8>, pixels: &[u8]) {
        let (pixels, _) = pixels.as_chunks::<4>();
        match self {
            Colors::Grey => out.extend(pixels.iter().map(|[red, ..]| *red)),
            Colors::Rgb => out.extend(
                pixels
                    .iter()
                    .flat_map(|[red, green, blue, _]| [*red, *green, *blue]),
            ),
        }
    }
}

/// Encodes a complete picture.
pub(super) fn encode(pixmap: &Pixmap) -> Result<Vec<u8>, PaintError> {
    let colors = Colors::of(pixmap.data());
    let mut data = Vec::new();
    colors.push(&mut data, pixmap.data());
    let mut out = Vec::with_capacity(1 << 16);
    let mut writer = encoder(&mut out, (pixmap.width(), pixmap.height()), colors)
        .write_header()
        .map_err(failed(u64::MAX))?;
    let written = writer.write_image_data(&data);
    written.map_err(failed(u64::MAX))?;
    writer.finish().map_err(failed(u64::MAX))?;
    Ok(out)
}

/// Starts a file of `size` pixels in `out`, limited to the size of a result; for a [`BandWriter`].
pub(super) fn start<'a>(
    out: &'a mut Vec<u8>,
    size: (u32, u32),
    colors: Colors,
    budget: &Budget,
) -> Result<Writer<Bounded<'a>>, PaintError> {
    let limit = budget.limits().bytes;
    encoder(Bounded { out, limit }, size, colors)
        .write_header()
        .map_err(failed(limit))
}

/// Writes a picture in bands, from the top.
pub(super) struct BandWriter<'a, W: Write> {
    stream: StreamWriter<'a, W>,
    colors: Colors,
    width: u32,
    row: Vec<u8>,
    /// The maximum size of the result in bytes.
    limit: u64,
}

impl<'a, W: Write> BandWriter<'a, W> {
    /// A writer of rows with `width` pixels, in the file's colour type.
    pub(super) fn new(
        file: &'a mut Writer<W>,
        width: u32,
        colors: Colors,
        budget: &Budget,
    ) -> Result<Self, PaintError> {
        let limit = budget.limits().bytes;
        let stream = file.stream_writer_with_size(CHUNK);
        Ok(BandWriter {
            stream: stream.map_err(failed(limit))?,
            limit,
            colors,
            width,
            row: Vec::new(),
        })
    }

    /// Appends the rows of a band.
    pub(super) fn push(&mut self, pixels: &[u8]) -> Result<(), PaintError> {
        for row in pixels.chunks_exact(self.width as usize * 4) {
            self.row.clear();
            self.colors.push(&mut self.row, row);
            self.stream
                .write_all(&self.row)
                .map_err(|error| failed(self.limit)(error.into()))?;
        }
        Ok(())
    }

    /// Finishes the picture.
    pub(super) fn finish(self) -> Result<(), PaintError> {
        self.stream.finish().map_err(failed(self.limit))
    }
}

fn encoder<W: Write>(out: W, (width, height): (u32, u32), colors: Colors) -> Encoder<'static, W> {
    let mut encoder = Encoder::new(out, width, height);
    encoder.set_color(match colors {
        Colors::Grey => ColorType::Grayscale,
        Colors::Rgb => ColorType::Rgb,
    });
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    encoder.set_filter(Filter::Up);
    encoder
}

/// A file that stops growing at the maximum size.
pub(super) struct Bounded<'a> {
    out: &'a mut Vec<u8>,
    limit: u64,
}

impl Write for Bounded<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.out.len().saturating_add(bytes.len()) as u64;
        if length > self.limit {
            return Err(io::Error::other("the result is too long"));
        }
        self.out.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writing to memory fails only if the result exceeds its maximum size.
fn failed(limit: u64) -> impl Fn(png::EncodingError) -> PaintError {
    move |error| match error {
        png::EncodingError::IoError(_) => Exceeded::new(Limit::Bytes, limit).into(),
        _ => PaintError::Format("the picture cannot be written".to_owned()),
    }
}
