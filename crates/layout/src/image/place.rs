//! Pictures in the flow of a song (`docs/spec/pages.md#7.3`, `#7.4`, `#7.5`).

use chordpro_song::Picture;
use indexmap::IndexMap;

use super::attribute::{Align, Anchor, Length, Offset, scales};
use super::placement::{self, Frame};
use super::prepare::{self, Graphic, GraphicKind, Prepared};
use super::size::{self, Size, SizeRequest};
use crate::element_font::FontElement;
use crate::elements::Element;
use crate::error::LayoutError;
use crate::flow::Flow;
use crate::page::{
    Cap, Item, ItemRange, Layer, Line, Link, PlacedForm, PlacedImage, Pt, Rect, Stroke, Tag,
    TagChild, TagNode,
};
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

impl Flow<'_, '_> {
    /// Places a picture, and goes below it where it takes space.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub(crate) fn image(
        &mut self,
        image: &Picture,
        element: &Element<'_>,
    ) -> Result<(), LayoutError> {
        let song = self.song;
        let Some(asset) = song.assets.get(&image.id) else {
            let id = &image.id;
            self.studio().warn(
                "unknown-image",
                Some(element.line),
                format!("Undefined image id: \"{id}\""),
            );
            let text = format!("Unhandled image type: asset={id}");
            let kind = FontElement::CommentBox;
            return self.comment_text(kind, &text, element.context, element.line);
        };
        let prepared = self.prepared(&image.id)?;
        let mut options = Options {
            element: &image.options,
            asset: &asset.options,
            line: element.line,
        };
        // A text block spends its width and its height on its own lines.
        let own: IndexMap<String, String>;
        if crate::textblock::lines(&asset.content).is_some() {
            own = without_size(&image.options);
            options.element = &own;
            options.asset = &NO_OPTIONS;
        }
        for graphic in &prepared.graphics {
            self.place_graphic(graphic, &prepared, &options)?;
        }
        Ok(())
    }

    /// Places the picture that spreads over the columns; the body of this page then starts below it.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub(crate) fn spread_image(&mut self) -> Result<(), LayoutError> {
        let song = self.song;
        let Some(spread) = &song.spread_image else {
            return Ok(());
        };
        let Some(asset) = song.assets.get(&spread.id) else {
            return Ok(());
        };
        let prepared = self.prepared(&spread.id)?;
        let Some(graphic) = prepared.graphics.first() else {
            return Ok(());
        };
        let options = Options {
            element: &asset.options,
            asset: &asset.options,
            line: asset.line,
        };
        let (left, right) = self.area;
        let area = Size {
            width: right - left,
            height: self.geometry.body_top() - self.geometry.margin_bottom,
        };
        let size = size::fit(graphic.size, &options.request(graphic), area);
        let x = left + (area.width - size.width) / 2.0;
        self.put(graphic, size, (x, self.y), &options);
        self.spread_space = size.height + spread.space;
        self.y = self.top - self.spread_space;
        Ok(())
    }

    /// The drawings of an asset, made when they are first asked for.
    pub(crate) fn prepared(&mut self, id: &str) -> Result<Prepared, LayoutError> {
        if let Some(prepared) = self.parts.prepared.get(id) {
            return Ok(prepared.clone());
        }
        let song = self.song;
        let Some(asset) = song.assets.get(id) else {
            return Ok(Prepared::default());
        };
        let available = (
            self.image_width(),
            self.geometry.body_top() - self.geometry.margin_bottom,
        );
        // A block that is shown within itself is not there yet.
        self.parts
            .prepared
            .insert(id.to_owned(), Prepared::default());
        let pictures = self.pictures_of_block(asset);
        let prepared = prepare::prepare(id, asset, available, &pictures, &mut self.studio())?;
        self.parts.prepared.insert(id.to_owned(), prepared.clone());
        Ok(prepared)
    }

    /// The width that pictures between the lines are fitted into. Without columns it is the whole page's, also where
    /// diagrams stand beside the text.
    fn image_width(&self) -> Pt {
        let whole = self.widest - self.area.0;
        self.columns.first_width().unwrap_or(whole) - self.indent
    }

    fn frame(&self) -> Frame {
        Frame {
            paper: Size {
                width: self.geometry.width,
                height: self.geometry.height,
            },
            // Diagrams beside the text do not make the page narrower.
            page: (self.area.0, self.widest),
            column: (self.left, self.right),
            top: self.geometry.body_top(),
            bottom: self.geometry.margin_bottom,
            line: (self.left + self.indent, self.y),
        }
    }

    fn place_graphic(
        &mut self,
        graphic: &Graphic,
        prepared: &Prepared,
        options: &Options<'_>,
    ) -> Result<(), LayoutError> {
        let anchor = options.get("anchor").map(Anchor::parse).unwrap_or_default();
        let body = self.geometry.body_top() - self.geometry.margin_bottom;
        let area = match anchor {
            Anchor::Paper => Size {
                width: self.geometry.width,
                height: self.geometry.height,
            },
            Anchor::Float => Size {
                width: self.image_width(),
                height: body,
            },
            _ => Size {
                width: self.image_width() + self.indent,
                height: body,
            },
        };
        let size = size::fit(graphic.size, &options.request(graphic), area);
        if anchor == Anchor::Float {
            return self.place_floating(graphic, size, area, prepared, options);
        }
        self.check_space(0.0)?;
        self.mark_end(self.y);
        self.draw_image_label();
        let align = options.align().unwrap_or(Align::Left);
        let corner = placement::anchored(anchor, size, align, options.offset(), &self.frame());
        let items = self.put(graphic, size, corner, options);
        if anchor == Anchor::AllPages {
            self.every_page.extend(items);
        }
        // It takes no room: it ends where it began.
        self.mark_end(self.y);
        Ok(())
    }

    fn place_floating(
        &mut self,
        graphic: &Graphic,
        size: Size,
        area: Size,
        prepared: &Prepared,
        options: &Options<'_>,
    ) -> Result<(), LayoutError> {
        let squeeze = |flow: &Self| {
            let room = flow.right - flow.left - flow.indent;
            if size.width > 0.0 {
                (room / size.width).clamp(0.0, 1.0)
            } else {
                1.0
            }
        };
        let mut xs = squeeze(self);
        if !self.check_space(size.height * xs)? {
            xs = squeeze(self);
        }
        self.mark_end(self.y);
        self.draw_image_label();
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
        let at = (self.left + self.indent, self.y);
        let right = if self.columns.count() > 1 {
            self.right
        } else {
            self.widest
        };
        let available = area.width.min(right - at.0);
        let corner = placement::float(drawn, align, offset, at, available, &self.frame());
        self.put(graphic, drawn, corner, options);
        let down = self.y - corner.1;
        self.y -= drawn.height + down * xs;
        self.mark_end(self.y);
        Ok(())
    }

    fn draw_image_label(&mut self) {
        let baseline = self.y - self.font(FontElement::Comment).baseline();
        self.draw_label(self.left + self.indent, baseline);
    }

    /// Draws a picture with its upper left corner at `corner`, its border and its link; gives what was drawn.
    fn put(
        &mut self,
        graphic: &Graphic,
        size: Size,
        corner: (Pt, Pt),
        options: &Options<'_>,
    ) -> Vec<Item> {
        let (left, top) = corner;
        let lower = top - size.height;
        let mut items = Vec::new();
        let right = left + size.width;
        // A box with a background is drawn at once, below what it holds.
        let is_box = options.get("background").is_some();
        if is_box {
            self.border((left, lower, right, top), options, &mut items);
        }
        items.push(item(graphic, size, left, lower));
        if !is_box {
            self.border((left, lower, right, top), options, &mut items);
        }
        let page = &mut self.page().page;
        let shapes = &mut page.layers.shapes;
        let start = shapes.len();
        shapes.extend(items.iter().cloned());
        let mut content = vec![TagChild::Items(ItemRange {
            layer: Layer::Shapes,
            start,
            end: shapes.len(),
        })];
        if let Some(href) = options.get("href") {
            let link = Tag::Link(page.links.len());
            page.links.push(Link {
                rect: [left, lower, right, top],
                target: textline::target(href, ""),
            });
            content = vec![TagNode::new(link, options.line, content).into_child()];
        }
        self.tag(Tag::Figure, options.line, content);
        items
    }

    fn border(
        &self,
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
        let color = self.typesetter.theme.ink("foreground");
        let Some(sides) = sides else {
            items.push(Item::Rect(Rect {
                x0: left,
                y0: lower,
                x1: right,
                y1: top,
                fill: options
                    .get("background")
                    .and_then(|color| self.typesetter.theme.paint(color)),
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
