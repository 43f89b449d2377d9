//! Inline images in lines of text: `<img …/>` (`docs/spec/pages.md#7.6`).

use std::collections::BTreeMap;
use std::sync::Arc;

use chordpro_song::{Asset, AssetContent, AssetKind, Exceeded};
use indexmap::IndexMap;

use super::attribute::scales;
use super::prepare::{self, Graphic, GraphicKind, Prepared};
use super::size::Size;
use super::textblock;
use crate::draw_context::DrawContext;
use crate::page::Pt;
use crate::typeset::{InlineContent, InlinePicture, PictureRequest};

/// The attributes of a tag.
struct Tag<'t>(&'t PictureRequest);

impl Tag<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0
            .attributes
            .iter()
            .rev()
            .find(|(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(_, value)| value.as_str())
    }

    /// A length: points, or a multiple of the font size.
    fn length(&self, key: &str) -> Option<Pt> {
        let text = self.get(key)?.trim();
        let (number, unit) = if let Some(number) = text.strip_suffix("em") {
            (number, self.0.size)
        } else if let Some(number) = text.strip_suffix("ex") {
            (number, self.0.size / 2.0)
        } else {
            (text.strip_suffix("pt").unwrap_or(text), 1.0)
        };
        let number: f64 = number.trim().parse().ok()?;
        number.is_finite().then(|| (number * unit).clamp(-1e5, 1e5))
    }
}

/// The pictures of a song that were made ready, by id: those of its assets, and those that its markup names.
#[derive(Debug, Default)]
pub(crate) struct Pictures {
    prepared: BTreeMap<String, Prepared>,
    /// The width and the height that text blocks may refer to.
    pub(crate) available: (Pt, Pt),
}

impl Pictures {
    /// The drawings of an asset, made when they are first asked for.
    ///
    /// # Errors
    /// [`Exceeded`].
    pub(crate) fn asset(
        &mut self,
        id: &str,
        context: &mut DrawContext<'_, '_>,
    ) -> Result<Prepared, Exceeded> {
        if let Some(prepared) = self.prepared.get(id) {
            return Ok(prepared.clone());
        }
        let song = context.song;
        let Some(asset) = song.assets.get(id) else {
            return Ok(Prepared::default());
        };
        // A block that is shown within itself is not there yet.
        self.prepared.insert(id.to_owned(), Prepared::default());
        let pictures = self.of_block(asset, context);
        let prepared = prepare::prepare(id, asset, self.available, &pictures, context)?;
        self.prepared.insert(id.to_owned(), prepared.clone());
        Ok(prepared)
    }

    /// What becomes of the pictures that a text asks for, in order.
    pub(crate) fn inline(
        &mut self,
        requests: &[PictureRequest],
        context: &mut DrawContext<'_, '_>,
    ) -> Vec<InlinePicture> {
        requests
            .iter()
            .map(|request| self.inline_picture(&Tag(request), context))
            .collect()
    }

    /// The pictures in each line of a text block; none in other assets.
    fn of_block(
        &mut self,
        asset: &Asset,
        context: &mut DrawContext<'_, '_>,
    ) -> Vec<Vec<InlinePicture>> {
        let Some(lines) = textblock::lines(&asset.content) else {
            return Vec::new();
        };
        let font = textblock::font(&asset.options, context);
        lines
            .iter()
            .map(|line| {
                let requests = context.typesetter.pictures(line, &font);
                self.inline(&requests, context)
            })
            .collect()
    }

    fn inline_picture(
        &mut self,
        tag: &Tag<'_>,
        context: &mut DrawContext<'_, '_>,
    ) -> InlinePicture {
        let dx = tag.length("dx").unwrap_or(0.0);
        let dy = tag.length("dy").unwrap_or(0.0);
        let (graphic, natural) = match self.inline_graphic(tag, context) {
            Some(graphic) => (graphic, graphic.size),
            None => inline_sign(tag, context),
        };
        let drawn = drawn(tag, natural, graphic.kind);
        let content = match graphic.kind {
            GraphicKind::Picture(index) => InlineContent::Picture {
                index,
                width: drawn.width,
                height: drawn.height,
            },
            GraphicKind::Form { index, .. } => {
                let (scale_x, scale_y) = graphic.scale(drawn);
                InlineContent::Form {
                    index,
                    scale_x,
                    scale_y,
                }
            }
        };
        // A form's own corner goes to the place, not its origin.
        let (left, lower) = match graphic.kind {
            GraphicKind::Picture(_) => (0.0, 0.0),
            GraphicKind::Form { left, lower, .. } => {
                let (scale_x, scale_y) = graphic.scale(drawn);
                (left * scale_x, lower * scale_y)
            }
        };
        InlinePicture {
            content,
            advance: tag.length("w").unwrap_or(drawn.width + dx),
            dx: dx - left,
            dy: dy - lower,
            reach: ((dy + drawn.height).max(0.0), dy.min(0.0)),
        }
    }

    /// The picture; `None` where the sign stands for it.
    fn inline_graphic(
        &mut self,
        tag: &Tag<'_>,
        context: &mut DrawContext<'_, '_>,
    ) -> Option<Graphic> {
        if tag.get("builtin") == Some("alert") {
            return None;
        }
        if let Some(name) = tag.get("chord") {
            return prepare::chord(name, tag.get("type"), context);
        }
        let Some(id) = tag.get("id") else {
            return self.opened(tag.get("src").unwrap_or_default(), context);
        };
        if context.song.assets.contains_key(id) {
            let prepared = self.asset(id, context).ok()?;
            return prepared.graphics.first().copied();
        }
        let key = format!("<img id>{id}");
        let is_first = self.prepared.insert(key, Prepared::default()).is_none();
        if is_first {
            context.warn(
                "unknown-image",
                None,
                format!("Unknown image ID in <img>: {id}"),
            );
        }
        None
    }

    /// A picture that the tag names by its file.
    fn opened(&mut self, source: &str, context: &mut DrawContext<'_, '_>) -> Option<Graphic> {
        let key = format!("<img>{source}");
        if let Some(prepared) = self.prepared.get(&key) {
            return prepared.graphics.first().copied();
        }
        let song = context.song;
        let data = context
            .assets
            .open(AssetKind::Image, source, Some(&song.source.name));
        let content = data.and_then(|data| content(source, &data));
        let Some(content) = content else {
            self.prepared.insert(key, Prepared::default());
            context.warn(
                "missing-image",
                None,
                "Missing image for an <img> of the song",
            );
            return None;
        };
        let asset = Asset {
            content,
            options: IndexMap::new(),
            line: 0,
            context: Arc::from(""),
        };
        let prepared = prepare::prepare(&key, &asset, (0.0, 0.0), &[], context).ok()?;
        let graphic = prepared.graphics.first().copied();
        self.prepared.insert(key, prepared);
        graphic
    }
}

/// The sign for what cannot be shown, as wide as the letters are high.
fn inline_sign(tag: &Tag<'_>, context: &mut DrawContext<'_, '_>) -> (Graphic, Size) {
    let graphic = prepare::sign(context);
    let scale = tag.0.size / graphic.size.width.max(1.0);
    let size = Size {
        width: graphic.size.width * scale,
        height: graphic.size.height * scale,
    };
    (graphic, size)
}

fn content(source: &str, data: &Arc<[u8]>) -> Option<AssetContent> {
    if let Ok(size) = imagesize::blob_size(data) {
        return Some(AssetContent::Bitmap {
            source: source.to_owned(),
            data: Arc::clone(data),
            subtype: String::new(),
            width: u32::try_from(size.width).ok()?,
            height: u32::try_from(size.height).ok()?,
        });
    }
    let text = std::str::from_utf8(data).ok()?;
    text.contains("<svg").then(|| AssetContent::Delegated {
        source: source.to_owned(),
        delegate: "svg".to_owned(),
        data: text.lines().map(str::to_owned).collect(),
    })
}

/// The size that the tag asks for. A bitmap keeps its height where only a width is given, as in the reference.
fn drawn(tag: &Tag<'_>, natural: Size, kind: GraphicKind) -> Size {
    let scale = tag.get("scale").and_then(scales).unwrap_or((1.0, 1.0));
    let width = tag.length("width");
    let height = tag.length("height");
    let keeps_ratio = matches!(kind, GraphicKind::Form { .. });
    let ratio = |part: Pt, whole: Pt| if whole > 0.0 { part / whole } else { 1.0 };
    let size = match (width, height) {
        (Some(width), Some(height)) => Size { width, height },
        (Some(width), None) => Size {
            width,
            height: if keeps_ratio {
                natural.height * ratio(width, natural.width)
            } else {
                natural.height
            },
        },
        (None, Some(height)) => Size {
            width: natural.width,
            height,
        },
        (None, None) => natural,
    };
    Size {
        width: size.width * scale.0,
        height: size.height * scale.1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(attributes: &[(&str, &str)]) -> PictureRequest {
        PictureRequest {
            attributes: attributes
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
            size: 12.0,
        }
    }

    #[test]
    fn a_bitmap_with_only_a_width_keeps_its_height() {
        let natural = Size {
            width: 100.0,
            height: 50.0,
        };
        let request = request(&[("width", "20")]);
        let size = drawn(&Tag(&request), natural, GraphicKind::Picture(0));
        assert_eq!((size.width, size.height), (20.0, 50.0));
        let form = GraphicKind::Form {
            index: 0,
            left: 0.0,
            lower: 0.0,
        };
        let size = drawn(&Tag(&request), natural, form);
        assert_eq!((size.width, size.height), (20.0, 10.0));
    }

    #[test]
    fn lengths_can_be_multiples_of_the_font_size() {
        let request = request(&[("dx", "2em"), ("dy", "1ex"), ("w", "7pt")]);
        let tag = Tag(&request);
        assert_eq!(tag.length("dx"), Some(24.0));
        assert_eq!(tag.length("dy"), Some(6.0));
        assert_eq!(tag.length("w"), Some(7.0));
        assert_eq!(tag.length("h"), None);
    }
}
