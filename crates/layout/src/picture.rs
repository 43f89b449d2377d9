//! The pictures of a song (`docs/spec/pages.md#7.2`, `#7.3`): what their options ask for, as values.

use chordpro_song::Picture;
use indexmap::IndexMap;

use crate::comment::comment_text;
use crate::composer::Composer;
use crate::element_font::FontElement;
use crate::elements::Element;
use crate::error::LayoutError;
use crate::flowable::{Edge, Flowable, Frame, Marks};
use crate::image::attribute::{Align, Anchor, Length, Offset, scales};
use crate::image::block::{Border, PictureBlock};
use crate::image::prepare::{Graphic, Prepared};
use crate::image::size::{self, Size, SizeRequest};
use crate::image::textblock;
use crate::label::draw_label;
use crate::paginator::Paginator;
use crate::textline;

/// The options of a picture: those of the element, then those of the asset.
struct Options<'o> {
    element: &'o IndexMap<String, String>,
    asset: &'o IndexMap<String, String>,
    /// Whether they ask for no width and no height.
    is_sizeless: bool,
}

impl Options<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        if self.is_sizeless && matches!(key, "width" | "height") {
            return None;
        }
        self.element
            .get(key)
            .or_else(|| self.asset.get(key))
            .map(String::as_str)
    }

    fn align(&self) -> Option<Align> {
        if let Some(align) = self.get("align").and_then(Align::parse) {
            return Some(align);
        }
        self.get("center").map(|value| match value {
            "0" | "false" | "no" => Align::Left,
            _ => Align::Center,
        })
    }

    fn request(&self, graphic: &Graphic) -> SizeRequest {
        let scale = self.element.get("scale");
        SizeRequest {
            width: self.get("width").and_then(Length::parse),
            height: self.get("height").and_then(Length::parse),
            scale: scale.and_then(|text| scales(text)).unwrap_or((1.0, 1.0)),
            design_scale: if scale.is_some() {
                1.0
            } else {
                graphic.design_scale
            },
        }
    }

    fn offset(&self) -> (Offset, Offset) {
        let offset = |key| self.get(key).map(Offset::parse).unwrap_or_default();
        (offset("x"), offset("y"))
    }

    fn border(&self, composer: &Composer<'_, '_>) -> Option<Border> {
        let theme = &composer.typesetter.theme;
        let width = self.get("border").map(|text| match text.trim() {
            "" => 1.0,
            text => text.parse().unwrap_or(1.0),
        });
        let sides = self.get("bordertrbl");
        let background = self.get("background");
        let width = width.or_else(|| sides.map(|_| 1.0))?;
        Some(Border {
            width,
            color: theme.ink("foreground"),
            sides: sides.map(str::to_owned),
            background: background.and_then(|color| theme.paint(color)),
            is_below: background.is_some(),
        })
    }

    /// A picture by these options, which line `line` of the source asks for.
    fn block(
        &self,
        graphic: &Graphic,
        prepared: &Prepared,
        line: u32,
        composer: &Composer<'_, '_>,
    ) -> PictureBlock {
        PictureBlock {
            graphic: *graphic,
            request: self.request(graphic),
            anchor: self.get("anchor").map(Anchor::parse).unwrap_or_default(),
            align: self.align(),
            is_left: prepared.is_left,
            offset: self.offset(),
            border: self.border(composer),
            link: self.get("href").map(|href| textline::target(href, "")),
            line,
            source: composer.source_of(line),
            indent: composer.indent,
        }
    }
}

/// Makes flowables of a picture: one of each drawing that it holds.
///
/// # Errors
/// [`LayoutError::Exceeded`].
pub(crate) fn picture(
    composer: &mut Composer<'_, '_>,
    rows: &mut Vec<Flowable>,
    image: &Picture,
    element: &Element<'_>,
) -> Result<(), LayoutError> {
    let song = composer.song;
    let Some(asset) = song.assets.get(&image.id) else {
        let id = &image.id;
        let message = format!("Undefined image id: \"{id}\"");
        let line = Some(element.place.line);
        let warning = composer
            .draw_context()
            .warning("unknown-image", line, message);
        composer.drawing.diagnostics.push(warning);
        let text = format!("Unhandled image type: asset={id}");
        let kind = FontElement::CommentBox;
        return comment_text(
            composer,
            rows,
            kind,
            &text,
            element.context,
            element.place.line,
        );
    };
    let prepared = composer.prepared(&image.id)?;
    let none = IndexMap::new();
    // A text block spends its width and its height on its own lines, and its other options.
    let is_block = textblock::lines(&asset.content).is_some();
    let options = Options {
        element: &image.options,
        asset: if is_block { &none } else { &asset.options },
        is_sizeless: is_block,
    };
    for graphic in &prepared.graphics {
        let block = options.block(graphic, &prepared, element.place.line, composer);
        let baseline = composer.measure.top - composer.font(FontElement::Comment).baseline();
        draw_label(composer, composer.measure.left + composer.indent, baseline);
        // It is marked where it begins as where it ends.
        let marks = composer.marks().map(|marks| Marks {
            first: Edge::End,
            ..marks
        });
        rows.push(Flowable {
            marks,
            picture: Some(Box::new(block)),
            ..composer.finish(0.0, Frame::Column)
        });
    }
    Ok(())
}

/// Places the picture that spreads over the columns; the body of this page then starts below it.
///
/// # Errors
/// [`LayoutError::Exceeded`].
pub(crate) fn spread_picture(
    composer: &mut Composer<'_, '_>,
    pages: &mut Paginator<'_>,
) -> Result<(), LayoutError> {
    let song = composer.song;
    let Some(spread) = &song.spread_image else {
        return Ok(());
    };
    let Some(asset) = song.assets.get(&spread.id) else {
        return Ok(());
    };
    let prepared = composer.prepared(&spread.id)?;
    let Some(graphic) = prepared.graphics.first() else {
        return Ok(());
    };
    let options = Options {
        element: &asset.options,
        asset: &asset.options,
        is_sizeless: false,
    };
    let block = options.block(graphic, &prepared, asset.line, composer);
    let position = pages.position();
    let (left, right) = position.area;
    let area = Size {
        width: right - left,
        height: position.body_height(),
    };
    let size = size::fit(graphic.size, &block.request, area);
    let x = left + (area.width - size.width) / 2.0;
    block.draw_at(size, (x, position.y), &mut composer.drawing);
    let flowable = composer.finish(0.0, Frame::Paper);
    composer.put(pages, flowable);
    let position = pages.position_mut();
    position.spread_space = size.height + spread.space;
    position.y = position.column_top();
    Ok(())
}
