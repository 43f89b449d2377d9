//! Pages as text: one line an item, in painting order, with two decimals. Stable, for tests and for comparing layouts.
//! Where it is asked for, the structure of each page follows, in reading order.

use std::fmt::Write;

use crate::page::{
    Cap, Circle, Color, Document, Item, Line, Link, OutlineNode, Page, Path, PictureData, Rect,
    Segment, Stroke, TagChild, TagNode, Target,
};

/// Whether the dump shows the structure of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Structure {
    /// Items alone.
    #[default]
    Hidden,
    /// The tree of tags follows the items of each page.
    Shown,
}

/// The whole document.
pub fn document(document: &Document, structure: Structure) -> String {
    let mut dump = Dump {
        structure,
        ..Dump::default()
    };
    dump.information(document);
    for (index, page) in document.pages.iter().enumerate() {
        dump.page(index, page);
    }
    for (index, form) in document.forms.iter().enumerate() {
        let [left, lower, right, upper] = form.bounds;
        dump.line(
            0,
            format_args!(
                "form {index} {} {} {} {} {:?}",
                number(left),
                number(lower),
                number(right),
                number(upper),
                form.alternative
            ),
        );
        dump.items(&form.items);
    }
    for (index, picture) in document.pictures.iter().enumerate() {
        let kind = match &picture.data {
            PictureData::Bitmap(data) => format!("bitmap of {} bytes", data.len()),
            PictureData::Svg(tree) => {
                let size = tree.size();
                format!("svg {} {}", size.width(), size.height())
            }
            PictureData::Pdf(underlay) => format!("page {} of a document", underlay.page),
        };
        dump.line(
            0,
            format_args!("picture {index} {kind} {:?}", picture.alternative),
        );
    }
    dump.text
}

#[derive(Default)]
struct Dump {
    text: String,
    structure: Structure,
}

impl Dump {
    fn line(&mut self, depth: usize, text: std::fmt::Arguments<'_>) {
        for _ in 0..depth {
            self.text.push_str("  ");
        }
        self.text
            .write_fmt(text)
            .expect("writing to a string does not fail");
        self.text.push('\n');
    }

    fn information(&mut self, document: &Document) {
        let info = &document.info;
        let fields = [
            ("title", &info.title),
            ("author", &info.author),
            ("subject", &info.subject),
            ("keywords", &info.keywords),
            ("language", &info.language),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                self.line(0, format_args!("{name} {value:?}"));
            }
        }
        for (name, value) in &info.other {
            self.line(0, format_args!("{name} {value:?}"));
        }
        for label in &document.labels {
            let kind = if label.is_roman { "roman" } else { "decimal" };
            self.line(
                0,
                format_args!(
                    "label {} {kind} {:?} {}",
                    label.first, label.prefix, label.start
                ),
            );
        }
        for (name, page) in &document.destinations {
            self.line(0, format_args!("destination {name} {page}"));
        }
        self.outline(&document.outline, 0);
    }

    /// The depth of an outline is that of its levels, of which there are three.
    fn outline(&mut self, nodes: &[OutlineNode], depth: usize) {
        for node in nodes {
            let page = node.page.map_or("-".to_owned(), |page| page.to_string());
            let state = if node.is_collapsed { " closed" } else { "" };
            self.line(
                depth,
                format_args!("outline {page} {:?}{state}", node.title),
            );
            self.outline(&node.children, depth + 1);
        }
    }

    fn page(&mut self, index: usize, page: &Page) {
        self.line(
            0,
            format_args!(
                "page {index} {} {}",
                number(page.width),
                number(page.height)
            ),
        );
        if let Some(color) = page.background {
            self.line(1, format_args!("background {}", hexadecimal(color)));
        }
        if let Some(underlay) = &page.underlay {
            self.line(1, format_args!("underlay {}", underlay.page));
        }
        for (name, items) in [
            ("shapes", &page.layers.shapes),
            ("text", &page.layers.text),
            ("heading shapes", &page.layers.heading_shapes),
            ("heading text", &page.layers.heading_text),
        ] {
            if !items.is_empty() {
                self.line(1, format_args!("{name}"));
                self.items(items);
            }
        }
        for link in &page.links {
            self.link(link);
        }
        if self.structure == Structure::Shown {
            self.line(1, format_args!("structure"));
            for node in &page.structure {
                self.node(page, node, 2);
            }
        }
    }

    /// The depth of a tree is that of its tags, which are not nested in themselves.
    fn node(&mut self, page: &Page, node: &TagNode, depth: usize) {
        let name = node.tag.name();
        match node.line {
            Some(line) => self.line(depth, format_args!("{name} of line {line}")),
            None => self.line(depth, format_args!("{name}")),
        }
        for child in &node.children {
            match child {
                TagChild::Node(node) => self.node(page, node, depth + 1),
                TagChild::Blank => self.line(depth + 1, format_args!("blank")),
                TagChild::Items(range) => {
                    for item in page.layers.range(*range) {
                        match item {
                            Item::Text(run) => self.line(depth + 1, format_args!("{:?}", run.text)),
                            Item::Image(_) => self.line(depth + 1, format_args!("image")),
                            Item::Form(form) => {
                                self.line(depth + 1, format_args!("form {}", form.form));
                            }
                            Item::Line(_) | Item::Rect(_) | Item::Path(_) | Item::Circle(_) => {}
                        }
                    }
                }
            }
        }
    }

    fn link(&mut self, link: &Link) {
        let [left, lower, right, upper] = link.rect.map(number);
        let target = match &link.target {
            Target::Uri(uri) => format!("uri {uri:?}"),
            Target::Named(name) => format!("named {name:?}"),
            Target::Page(page) => format!("page {page}"),
            Target::Remote { file, name } => format!("remote {file:?} {name:?}"),
        };
        self.line(
            1,
            format_args!("link {left} {lower} {right} {upper} {target}"),
        );
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            let text = match item {
                Item::Text(run) => format!(
                    "text {} {} {} {} face {} {} {:?}",
                    number(run.x),
                    number(run.y),
                    number(run.size),
                    hexadecimal(run.color),
                    run.face.0,
                    run.role.name(),
                    run.text
                ),
                Item::Line(line) => self::line(line),
                Item::Rect(rect) => self::rect(rect),
                Item::Circle(circle) => self::circle(circle),
                Item::Path(path) => self::path(path),
                Item::Image(image) => format!(
                    "image {} {} {} {} {}",
                    image.picture,
                    number(image.x),
                    number(image.y),
                    number(image.width),
                    number(image.height)
                ),
                Item::Form(form) => format!(
                    "form {} {} {} scale {} {}",
                    form.form,
                    number(form.x),
                    number(form.y),
                    number(form.scale_x),
                    number(form.scale_y)
                ),
            };
            self.line(2, format_args!("{text}"));
        }
    }
}

fn line(line: &Line) -> String {
    format!(
        "line {} {} {} {} width {} {} {}",
        number(line.from.0),
        number(line.from.1),
        number(line.to.0),
        number(line.to.1),
        number(line.width),
        cap(line.cap),
        hexadecimal(line.color)
    )
}

fn rect(rect: &Rect) -> String {
    format!(
        "rect {} {} {} {}{}",
        number(rect.x0),
        number(rect.y0),
        number(rect.x1),
        number(rect.y1),
        paint(rect.fill, rect.stroke)
    )
}

fn circle(circle: &Circle) -> String {
    format!(
        "circle {} {} radius {}{}",
        number(circle.center.0),
        number(circle.center.1),
        number(circle.radius),
        paint(circle.fill, circle.stroke)
    )
}

fn path(path: &Path) -> String {
    let mut text = String::from("path");
    for segment in &path.segments {
        let (letter, points): (char, Vec<f64>) = match *segment {
            Segment::Move(x, y) => ('M', vec![x, y]),
            Segment::Line(x, y) => ('L', vec![x, y]),
            Segment::Curve(a, b, c, d, e, f) => ('C', vec![a, b, c, d, e, f]),
            Segment::Close => ('Z', Vec::new()),
        };
        text.push(' ');
        text.push(letter);
        for point in points {
            text.push(' ');
            text.push_str(&number(point));
        }
    }
    text + &paint(path.fill, path.stroke)
}

fn paint(fill: Option<Color>, stroke: Option<Stroke>) -> String {
    let mut text = String::new();
    if let Some(color) = fill {
        text += &format!(" fill {}", hexadecimal(color));
    }
    if let Some(stroke) = stroke {
        text += &format!(
            " stroke {} {} {}",
            number(stroke.width),
            cap(stroke.cap),
            hexadecimal(stroke.color)
        );
    }
    text
}

fn cap(cap: Cap) -> &'static str {
    match cap {
        Cap::Butt => "butt",
        Cap::Round => "round",
        Cap::Square => "square",
    }
}

fn hexadecimal(color: Color) -> String {
    format!("#{:02x}{:02x}{:02x}", color.r, color.g, color.b)
}

/// Two decimals; what rounds to nothing has no sign.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    if text == "-0.00" {
        "0.00".to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_lines_with_two_decimals() {
        let mut page = Page {
            width: 595.0,
            height: 842.0,
            ..Page::default()
        };
        page.layers.shapes.push(Item::Line(Line {
            from: (32.0, 762.0),
            to: (32.0, -0.001),
            width: 1.0,
            color: Color::BLACK,
            cap: Cap::Square,
        }));
        page.links.push(Link {
            rect: [40.0, 1.0, 50.5, 2.0],
            target: Target::Page(3),
        });
        let pages = Document {
            pages: vec![page],
            ..Document::default()
        };
        let text = document(&pages, Structure::Hidden);
        assert_eq!(
            text,
            "page 0 595.00 842.00\n  shapes\n    \
             line 32.00 762.00 32.00 0.00 width 1.00 square #000000\n  \
             link 40.00 1.00 50.50 2.00 page 3\n"
        );
    }
}
