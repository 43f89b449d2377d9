//! Pictures in the flow of a song (`docs/spec/pages.md#7.3`, `#7.4`, `#7.5`).

use chordpro_song::Picture;
use indexmap::IndexMap;

use crate::comment::comment_text;
use crate::composer::Composer;
use crate::element_font::FontElement;
use crate::elements::Element;
use crate::error::LayoutError;
use crate::flowable::{Edge, Flowable};
use crate::image::attribute::{Align, Anchor, Length, Offset, scales};
use crate::image::placement::{self, Frame};
use crate::image::prepare::{Graphic, GraphicKind, Prepared};
use crate::image::size::{self, Size, SizeRequest};
use crate::label::draw_label;
use crate::page::{
    Cap, Item, ItemRange, Layer, Line, Link, PlacedForm, PlacedImage, Pt, Rect, Stroke, Tag,
    TagChild, TagNode,
};
use crate::place::Place;
use crate::position::Position;
use crate::textline;

/// The options of a picture: those of the element, then those of the asset.
struct Options<'o> {
    element: &'o IndexMap<String, String>,
    asset: &'o IndexMap<String, String>,
    /// The line of the source that asks for the picture.
    line: u32,
}

impl Options<'_> {
    fn get(&self, key: &str) -> Option<&str> {
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
        SizeRequest {
            width: self.get("width").and_then(Length::parse),
            height: self.get("height").and_then(Length::parse),
            scale: self
                .element
                .get("scale")
                .and_then(|text| scales(text))
                .unwrap_or((1.0, 1.0)),
            design_scale: if self.element.contains_key("scale") {
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
}

/// Places a picture, and goes below it where it takes space.
///
/// # Errors
/// [`LayoutError::Exceeded`].
pub(crate) fn place_picture(
    composer: &mut Composer<'_, '_>,
    place: &mut dyn Place,
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
            place,
            kind,
            &text,
            element.context,
            element.place.line,
        );
    };
    let prepared = composer.prepared(&image.id)?;
    let mut options = Options {
        element: &image.options,
        asset: &asset.options,
        line: element.place.line,
    };
    // A text block spends its width and its height on its own lines.
    let own: IndexMap<String, String>;
    if crate::image::textblock::lines(&asset.content).is_some() {
        own = without_size(&image.options);
        options.element = &own;
        options.asset = &NO_OPTIONS;
    }
    for graphic in &prepared.graphics {
        place_graphic(composer, place, graphic, &prepared, &options)?;
    }
    Ok(())
}

/// Places the picture that spreads over the columns; the body of this page then starts below it.
///
/// # Errors
/// [`LayoutError::Exceeded`].
pub(crate) fn spread_image(
    composer: &mut Composer<'_, '_>,
    place: &mut dyn Place,
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
        line: asset.line,
    };
    let (left, right) = place.position().area;
    let area = Size {
        width: right - left,
        height: place.position().body_height(),
    };
    let size = size::fit(graphic.size, &options.request(graphic), area);
    let x = left + (area.width - size.width) / 2.0;
    composer.start_on_paper(place);
    draw_graphic(composer, graphic, size, (x, composer.measure.top), &options);
    composer.put_unmarked(place, 0.0);
    let position = place.position_mut();
    position.spread_space = size.height + spread.space;
    position.y = position.column_top();
    Ok(())
}

fn frame_at(composer: &Composer<'_, '_>, position: &Position) -> Frame {
    Frame {
        paper: Size {
            width: position.geometry.width,
            height: position.geometry.height,
        },
        // Diagrams beside the text do not make the page narrower.
        page: (position.area.0, position.widest),
        column: (position.left, position.right),
        top: position.geometry.body_top(),
        bottom: position.geometry.margin_bottom,
        line: (position.left + composer.indent, position.y),
    }
}

fn place_graphic(
    composer: &mut Composer<'_, '_>,
    place: &mut dyn Place,
    graphic: &Graphic,
    prepared: &Prepared,
    options: &Options<'_>,
) -> Result<(), LayoutError> {
    let anchor = options.get("anchor").map(Anchor::parse).unwrap_or_default();
    let position = place.position();
    let (width, height) = position.available(composer.indent);
    let area = match anchor {
        Anchor::Paper => Size {
            width: position.geometry.width,
            height: position.geometry.height,
        },
        Anchor::Float => Size { width, height },
        _ => Size {
            width: width + composer.indent,
            height,
        },
    };
    let size = size::fit(graphic.size, &options.request(graphic), area);
    if anchor == Anchor::Float {
        return place_floating(composer, place, graphic, size, area, prepared, options);
    }
    place.make_room(0.0, composer)?;
    composer.start_on_paper(place);
    let top = composer.measure.top;
    composer.mark(top, Edge::End);
    draw_image_label(composer);
    composer.put_unmarked(place, 0.0);
    let align = options.align().unwrap_or(Align::Left);
    let frame = frame_at(composer, place.position());
    let corner = placement::anchored(anchor, size, align, options.offset(), &frame);
    draw_graphic(composer, graphic, size, corner, options);
    let picture = Flowable {
        is_repeated: anchor == Anchor::AllPages,
        ..composer.finish(0.0)
    };
    composer.put(place, picture);
    // It takes no room: it ends where it began.
    composer.mark(top, Edge::End);
    composer.put_unmarked(place, 0.0);
    Ok(())
}

fn place_floating(
    composer: &mut Composer<'_, '_>,
    place: &mut dyn Place,
    graphic: &Graphic,
    size: Size,
    area: Size,
    prepared: &Prepared,
    options: &Options<'_>,
) -> Result<(), LayoutError> {
    let indent = composer.indent;
    let squeeze = |position: &Position| {
        let room = position.right - position.left - indent;
        if size.width > 0.0 {
            (room / size.width).clamp(0.0, 1.0)
        } else {
            1.0
        }
    };
    let mut xs = squeeze(place.position());
    if !place.make_room(size.height * xs, composer)? {
        xs = squeeze(place.position());
    }
    composer.start_on_paper(place);
    composer.mark(composer.measure.top, Edge::End);
    draw_image_label(composer);
    let align = if size.width >= area.width {
        Align::Left
    } else {
        options.align().unwrap_or(if prepared.is_left {
            Align::Left
        } else {
            Align::Center
        })
    };
    let drawn = Size {
        width: size.width * xs,
        height: size.height * xs,
    };
    let offset = options.offset();
    let at = (
        composer.measure.left + composer.indent,
        composer.measure.top,
    );
    let position = place.position();
    let right = if position.columns.count() > 1 {
        position.right
    } else {
        position.widest
    };
    let available = area.width.min(right - at.0);
    let frame = frame_at(composer, position);
    let corner = placement::float(drawn, align, offset, at, available, &frame);
    draw_graphic(composer, graphic, drawn, corner, options);
    let down = composer.measure.top - corner.1;
    let height = drawn.height + down * xs;
    composer.mark(composer.measure.top - height, Edge::End);
    composer.put_unmarked(place, height);
    Ok(())
}

fn draw_image_label(composer: &mut Composer<'_, '_>) {
    let baseline = composer.measure.top - composer.font(FontElement::Comment).baseline();
    draw_label(composer, composer.measure.left + composer.indent, baseline);
}

/// Draws a picture with its upper left corner at `corner`, its border and its link.
fn draw_graphic(
    composer: &mut Composer<'_, '_>,
    graphic: &Graphic,
    size: Size,
    corner: (Pt, Pt),
    options: &Options<'_>,
) {
    let (left, top) = corner;
    let lower = top - size.height;
    let mut items = Vec::new();
    let right = left + size.width;
    // A box with a background is drawn at once, below what it holds.
    let is_box = options.get("background").is_some();
    if is_box {
        border(composer, (left, lower, right, top), options, &mut items);
    }
    items.push(item(graphic, size, left, lower));
    if !is_box {
        border(composer, (left, lower, right, top), options, &mut items);
    }
    let drawing = &mut composer.drawing;
    let shapes = &mut drawing.shapes;
    let start = shapes.len();
    shapes.append(&mut items);
    let items = ItemRange::new(Layer::Shapes, start..shapes.len());
    let mut content = vec![TagChild::Items(items)];
    if let Some(href) = options.get("href") {
        let link = Tag::Link(drawing.links.len());
        drawing.links.push(Link {
            rect: [left, lower, right, top],
            target: textline::target(href, ""),
        });
        content = vec![TagNode::new(link, options.line, content).into_child()];
    }
    composer.tag(Tag::Figure, options.line, content);
}

fn border(
    composer: &Composer<'_, '_>,
    (left, lower, right, top): (Pt, Pt, Pt, Pt),
    options: &Options<'_>,
    items: &mut Vec<Item>,
) {
    let width = options.get("border").map(|text| match text.trim() {
        "" => 1.0,
        text => text.parse().unwrap_or(1.0),
    });
    let sides = options.get("bordertrbl");
    let width: Pt = width.unwrap_or(if sides.is_some() { 1.0 } else { 0.0 });
    if width <= 0.0 {
        return;
    }
    let color = composer.typesetter.theme.ink("foreground");
    let Some(sides) = sides else {
        items.push(Item::Rect(Rect {
            x0: left,
            y0: lower,
            x1: right,
            y1: top,
            fill: options
                .get("background")
                .and_then(|color| composer.typesetter.theme.paint(color)),
            stroke: Some(Stroke {
                width,
                color,
                cap: Cap::Butt,
            }),
        }));
        return;
    };
    for (side, from, to) in [
        ('t', (left, top), (right, top)),
        ('r', (right, top), (right, lower)),
        ('b', (left, lower), (right, lower)),
        ('l', (left, top), (left, lower)),
    ] {
        if sides.contains(side) {
            items.push(Item::Line(Line {
                from,
                to,
                width,
                color,
                cap: Cap::Square,
            }));
        }
    }
}

static NO_OPTIONS: std::sync::LazyLock<IndexMap<String, String>> =
    std::sync::LazyLock::new(IndexMap::new);

fn without_size(options: &IndexMap<String, String>) -> IndexMap<String, String> {
    options
        .iter()
        .filter(|(key, _)| !matches!(key.as_str(), "width" | "height"))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// A picture or form whose box has its lower left corner at (left, lower).
pub(crate) fn item(graphic: &Graphic, drawn: Size, left: Pt, lower: Pt) -> Item {
    match graphic.kind {
        GraphicKind::Picture(picture) => Item::Image(PlacedImage {
            picture,
            x: left,
            y: lower,
            width: drawn.width,
            height: drawn.height,
        }),
        GraphicKind::Form {
            index,
            left: form_left,
            lower: form_lower,
        } => {
            let (scale_x, scale_y) = graphic.scale(drawn);
            Item::Form(PlacedForm {
                form: index,
                x: left - form_left * scale_x,
                y: lower - form_lower * scale_y,
                scale_x,
                scale_y,
            })
        }
    }
}
