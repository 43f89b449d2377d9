//! Pixels to a PNG file.

use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use tiny_skia::Pixmap;

use crate::PaintError;

/// Writes the pixels, which are all opaque; pages without colours as grey, a third of the size.
pub(super) fn encode(pixmap: &Pixmap) -> Result<Vec<u8>, PaintError> {
    let (pixels, _) = pixmap.data().as_chunks::<4>();
    let is_grey = pixels
        .iter()
        .all(|[red, green, blue, _]| red == green && green == blue);
    let (color, data): (ColorType, Vec<u8>) = if is_grey {
        let data = pixels.iter().map(|[red, ..]| *red).collect();
        (ColorType::Grayscale, data)
    } else {
        let data = pixels
            .iter()
            .flat_map(|[red, green, blue, _]| [*red, *green, *blue])
            .collect();
        (ColorType::Rgb, data)
    };
    let mut out = Vec::with_capacity(1 << 16);
    let mut encoder = Encoder::new(&mut out, pixmap.width(), pixmap.height());
    encoder.set_color(color);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    encoder.set_filter(Filter::Up);
    let failed = |_| PaintError::Format("the picture cannot be written".to_owned());
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&data).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(out)
}
