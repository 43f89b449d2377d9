//! Bitmaps: decoding of PNG, JPEG, GIF and WebP files to pixels.

use std::io::Cursor;

use chordpro_song::{Budget, Exceeded};

/// Pixels with straight alpha, row by row from the top: red, green, blue, opacity.
#[derive(Debug, Clone)]
pub(crate) struct Bitmap {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pixels: Vec<u8>,
}

/// The type of a bitmap file, detected from its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Png,
    Jpeg,
    Gif,
    WebP,
}

/// The type of a bitmap file.
pub(crate) fn kind(bytes: &[u8]) -> Option<Kind> {
    match imagesize::image_type(bytes).ok()? {
        imagesize::ImageType::Png => Some(Kind::Png),
        imagesize::ImageType::Jpeg => Some(Kind::Jpeg),
        imagesize::ImageType::Gif => Some(Kind::Gif),
        imagesize::ImageType::Webp => Some(Kind::WebP),
        _ => None,
    }
}

/// Charges the pixels that a file declares, at `depth` bytes per pixel in memory, before any is decoded.
///
/// # Errors
/// [`Limit::Pixels`](chordpro_song::Limit::Pixels), [`Limit::Memory`](chordpro_song::Limit::Memory).
pub(crate) fn charge(bytes: &[u8], depth: u64, budget: &Budget) -> Result<(), Exceeded> {
    let Ok(size) = imagesize::blob_size(bytes) else {
        return Ok(());
    };
    let pixels = (size.width as u64).saturating_mul(size.height as u64);
    budget.charge_pixels(pixels)?;
    budget.charge_memory(pixels.saturating_mul(depth))
}

/// Decodes a bitmap; `None` if it is broken. Must be charged first.
pub(crate) fn decode(bytes: &[u8]) -> Option<Bitmap> {
    let bitmap = match kind(bytes)? {
        Kind::Png => png(bytes),
        Kind::Jpeg => jpeg(bytes),
        Kind::Gif => gif(bytes),
        Kind::WebP => webp(bytes),
    }?;
    let expected = (bitmap.width as usize)
        .checked_mul(bitmap.height as usize)?
        .checked_mul(4)?;
    (bitmap.pixels.len() == expected && expected > 0).then_some(bitmap)
}

fn png(bytes: &[u8]) -> Option<Bitmap> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let mut data = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut data).ok()?;
    data.truncate(info.buffer_size());
    let pixels = match info.color_type {
        png::ColorType::Rgba => data,
        png::ColorType::Rgb => opaque(&data),
        png::ColorType::Grayscale => data
            .iter()
            .flat_map(|grey| grey_pixel(*grey, 255))
            .collect(),
        png::ColorType::GrayscaleAlpha => data
            .as_chunks::<2>()
            .0
            .iter()
            .flat_map(|[grey, opacity]| grey_pixel(*grey, *opacity))
            .collect(),
        png::ColorType::Indexed => return None,
    };
    Some(Bitmap {
        width: info.width,
        height: info.height,
        pixels,
    })
}

fn jpeg(bytes: &[u8]) -> Option<Bitmap> {
    use zune_jpeg::zune_core::colorspace::ColorSpace;
    use zune_jpeg::zune_core::options::DecoderOptions;

    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(Cursor::new(bytes), options);
    let data = decoder.decode().ok()?;
    let info = decoder.info()?;
    Some(Bitmap {
        width: u32::from(info.width),
        height: u32::from(info.height),
        pixels: opaque(&data),
    })
}

/// The first frame.
fn gif(bytes: &[u8]) -> Option<Bitmap> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(Cursor::new(bytes)).ok()?;
    let (width, height) = (decoder.width(), decoder.height());
    let frame = decoder.read_next_frame().ok()??;
    let mut pixels = vec![0; usize::from(width) * usize::from(height) * 4];
    let stride = usize::from(width) * 4;
    let length = usize::from(frame.width.min(width.saturating_sub(frame.left))) * 4;
    let rows = pixels
        .chunks_exact_mut(stride.max(1))
        .skip(frame.top.into());
    let sources = frame
        .buffer
        .chunks_exact((usize::from(frame.width) * 4).max(1));
    for (row, source) in rows.zip(sources) {
        let start = usize::from(frame.left) * 4;
        if let (Some(row), Some(source)) = (
            row.get_mut(start..start.saturating_add(length)),
            source.get(..length),
        ) {
            row.copy_from_slice(source);
        }
    }
    Some(Bitmap {
        width: width.into(),
        height: height.into(),
        pixels,
    })
}

fn webp(bytes: &[u8]) -> Option<Bitmap> {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).ok()?;
    let (width, height) = decoder.dimensions();
    let mut data = vec![0; decoder.output_buffer_size()?];
    decoder.read_image(&mut data).ok()?;
    Some(Bitmap {
        width,
        height,
        pixels: if decoder.has_alpha() {
            data
        } else {
            opaque(&data)
        },
    })
}

fn opaque(rgb: &[u8]) -> Vec<u8> {
    rgb.as_chunks::<3>()
        .0
        .iter()
        .flat_map(|[red, green, blue]| [*red, *green, *blue, 255])
        .collect()
}

fn grey_pixel(grey: u8, opacity: u8) -> [u8; 4] {
    [grey, grey, grey, opacity]
}
