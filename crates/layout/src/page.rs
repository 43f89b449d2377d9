//! Pages of placed items: the contract between layout and the painters.
//!
//! Lengths are points (1/72 inch), the origin is the lower left corner of the page, y grows up.

use std::collections::BTreeMap;

pub use chordpro_config::view::PageLayout;
use std::sync::Arc;

use chordpro_fonts::{FaceId, Glyph};

use crate::source_pdf::SourcePdf;
pub use crate::structure::{ItemRange, Layer, SourcePlace, Tag, TagChild, TagNode};

/// A length in points.
pub type Pt = f64;

/// A whole document.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The pages, in order.
    pub pages: Vec<Page>,
    /// Drawings that are placed by [`Item::Form`].
    pub forms: Vec<Form>,
    /// Pictures that are placed by [`Item::Image`].
    pub pictures: Vec<Picture>,
    /// The outline's top nodes.
    pub outline: Vec<OutlineNode>,
    /// Named destinations: name to page index.
    pub destinations: BTreeMap<String, usize>,
    /// Page labels, by first page index, ascending.
    pub labels: Vec<PageLabels>,
    /// Document information.
    pub info: Info,
    /// Which pages each song takes, in book order; for CSV.
    pub songs: Vec<SongPages>,
    /// Which pages the other parts take, in order; for CSV.
    pub parts: Vec<PartPages>,
}

/// The pages of a part of a book that is no song.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartPages {
    /// `Cover`, `Front Matter`, `Table of Contents` or `Back Matter`.
    pub title: &'static str,
    /// 0-based index of its first page in the document.
    pub first: usize,
    /// How many pages it takes.
    pub count: usize,
}

/// The pages of one song.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SongPages {
    /// Index of the song in its book.
    pub song: usize,
    /// 0-based index of its first page in the document.
    pub first: usize,
    /// How many pages it takes.
    pub count: usize,
    /// The title of a document in the place of a song, which has none of its own: what the document calls itself, or
    /// else the name of its file.
    pub title: Option<String>,
}

/// One page.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Width in points.
    pub width: Pt,
    /// Height in points.
    pub height: Pt,
    /// The theme's background, where it is not plain paper.
    pub background: Option<Color>,
    /// A page of another PDF below everything: index into [`Document::pictures`] and 0-based page.
    pub underlay: Option<Underlay>,
    /// What is drawn, from bottom to top; within a layer in order.
    pub layers: Layers,
    /// What it is and how it is read: a tree over the items of the layers. What no tag names is decoration.
    pub structure: Vec<TagNode>,
    /// Links.
    pub links: Vec<Link>,
}

/// A page of an imported document.
#[derive(Debug, Clone)]
pub struct Underlay {
    /// The document.
    pub pdf: SourcePdf,
    /// 0-based page in it.
    pub page: usize,
}

/// The layers of a page, bottom to top (`docs/spec/pages.md#0.3`).
#[derive(Debug, Clone, Default)]
pub struct Layers {
    /// Shapes, diagrams, block images.
    pub shapes: Vec<Item>,
    /// Text of the body.
    pub text: Vec<Item>,
    /// Shapes of headings.
    pub heading_shapes: Vec<Item>,
    /// Text of headings and footers.
    pub heading_text: Vec<Item>,
}

impl Layers {
    /// All items, bottom to top.
    pub fn iter(&self) -> impl Iterator<Item = &Item> {
        self.shapes
            .iter()
            .chain(&self.text)
            .chain(&self.heading_shapes)
            .chain(&self.heading_text)
    }
}

/// Something placed.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// Text.
    Text(TextRun),
    /// A straight line.
    Line(Line),
    /// A rectangle.
    Rect(Rect),
    /// A path.
    Path(Path),
    /// A circle.
    Circle(Circle),
    /// A picture.
    Image(PlacedImage),
    /// A re-used drawing.
    Form(PlacedForm),
}

/// Glyphs of one face, size and colour on one baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct TextRun {
    /// Where the pen starts.
    pub x: Pt,
    /// The baseline.
    pub y: Pt,
    /// The face.
    pub face: FaceId,
    /// The font size in points.
    pub size: Pt,
    /// The colour.
    pub color: Color,
    /// The glyphs in visual order, in thousandths of the em.
    pub glyphs: Vec<Glyph>,
    /// The text, in logical order; what is copied and searched.
    pub text: String,
    /// What it is in the song.
    pub role: Role,
}

/// What a piece of text is in the song: for tagging, and for style sheets of SVG.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Role {
    /// A title.
    Title,
    /// A subtitle.
    Subtitle,
    /// A footer.
    Footer,
    /// Lyrics.
    #[default]
    Lyrics,
    /// A chord.
    Chord,
    /// An annotation.
    Annotation,
    /// A comment.
    Comment,
    /// A line of a tab.
    Tab,
    /// Content of a grid.
    Grid,
    /// A label.
    Label,
    /// The name of a diagram, or text in one.
    Diagram,
    /// A line of the contents.
    Contents,
}

impl Role {
    /// The role in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Role::Title => "title",
            Role::Subtitle => "subtitle",
            Role::Footer => "footer",
            Role::Lyrics => "lyrics",
            Role::Chord => "chord",
            Role::Annotation => "annotation",
            Role::Comment => "comment",
            Role::Tab => "tab",
            Role::Grid => "grid",
            Role::Label => "label",
            Role::Diagram => "diagram",
            Role::Contents => "contents",
        }
    }
}

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Color {
    /// Red, 0 to 255.
    pub r: u8,
    /// Green, 0 to 255.
    pub g: u8,
    /// Blue, 0 to 255.
    pub b: u8,
}

impl Color {
    /// Black.
    pub const BLACK: Color = Color { r: 0, g: 0, b: 0 };
    /// White.
    pub const WHITE: Color = Color {
        r: 255,
        g: 255,
        b: 255,
    };
}

/// How lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Cap {
    /// At the end point.
    #[default]
    Butt,
    /// Rounded, half the width beyond.
    Round,
    /// Square, half the width beyond.
    Square,
}

/// A straight line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Start.
    pub from: (Pt, Pt),
    /// End.
    pub to: (Pt, Pt),
    /// Stroke width.
    pub width: Pt,
    /// Colour.
    pub color: Color,
    /// Ends.
    pub cap: Cap,
}

/// A rectangle.
#[derive(Debug, Clone, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x0: Pt,
    /// Lower edge.
    pub y0: Pt,
    /// Right edge.
    pub x1: Pt,
    /// Upper edge.
    pub y1: Pt,
    /// Fill.
    pub fill: Option<Color>,
    /// Stroke: width and colour.
    pub stroke: Option<Stroke>,
}

/// A circle.
#[derive(Debug, Clone, PartialEq)]
pub struct Circle {
    /// Centre.
    pub center: (Pt, Pt),
    /// Radius.
    pub radius: Pt,
    /// Fill.
    pub fill: Option<Color>,
    /// Stroke.
    pub stroke: Option<Stroke>,
}

/// A path.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Its segments.
    pub segments: Vec<Segment>,
    /// Fill (non-zero winding).
    pub fill: Option<Color>,
    /// Stroke.
    pub stroke: Option<Stroke>,
}

/// A segment of a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Segment {
    /// Begin a sub-path.
    Move(Pt, Pt),
    /// A straight line.
    Line(Pt, Pt),
    /// A cubic curve: two control points, end point.
    Curve(Pt, Pt, Pt, Pt, Pt, Pt),
    /// Close the sub-path.
    Close,
}

/// A stroke.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Width.
    pub width: Pt,
    /// Colour.
    pub color: Color,
    /// Ends; joins follow: mitre for butt and square, round for round.
    pub cap: Cap,
}

/// A placed picture: lower left corner and size.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedImage {
    /// Index into [`Document::pictures`].
    pub picture: usize,
    /// Left edge.
    pub x: Pt,
    /// Lower edge.
    pub y: Pt,
    /// Width.
    pub width: Pt,
    /// Height.
    pub height: Pt,
}

/// A placed form: its origin goes to (x, y), its units are scaled.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedForm {
    /// Index into [`Document::forms`].
    pub form: usize,
    /// Where the form's origin goes.
    pub x: Pt,
    /// Where the form's origin goes.
    pub y: Pt,
    /// Horizontal scale.
    pub scale_x: f64,
    /// Vertical scale.
    pub scale_y: f64,
}

/// A drawing in its own coordinates, placed where it is wanted.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// Left, lower, right, upper.
    pub bounds: [Pt; 4],
    /// What is drawn.
    pub items: Vec<Item>,
    /// What it shows, for readers who cannot see it (`Chord diagram: C`).
    pub alternative: String,
}

/// A picture.
#[derive(Debug, Clone)]
pub struct Picture {
    /// What it is made of.
    pub data: PictureData,
    /// What it shows, for readers who cannot see it.
    pub alternative: String,
    /// Where the song asks for it.
    pub origin: Origin,
}

/// Where a song asks for something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The name of the song's file; `None` for what the document has by itself.
    pub source: Option<Arc<str>>,
    /// The line in it, from 1.
    pub line: Option<u32>,
}

/// What a picture is made of.
#[derive(Debug, Clone)]
pub enum PictureData {
    /// A PNG, JPEG, GIF or WebP file; the type is told by its content.
    Bitmap(Arc<[u8]>),
    /// A parsed SVG; drawn into the placed rectangle.
    Svg(Arc<usvg::Tree>),
    /// A page of a PDF.
    Pdf(Underlay),
}

/// A link on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Left, lower, right, upper.
    pub rect: [Pt; 4],
    /// Where it leads.
    pub target: Target,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A web address.
    Uri(String),
    /// A named destination of this document.
    Named(String),
    /// A 0-based page of this document.
    Page(usize),
    /// A named destination of another document.
    Remote {
        /// The file.
        file: String,
        /// The destination in it.
        name: String,
    },
}

/// A node of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineNode {
    /// The text shown.
    pub title: String,
    /// The 0-based page it leads to.
    pub page: Option<usize>,
    /// Nodes below.
    pub children: Vec<OutlineNode>,
    /// Whether it is shown closed.
    pub is_collapsed: bool,
}

/// The labels of a range of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLabels {
    /// 0-based first page of the range.
    pub first: usize,
    /// Whether numbers are lower case roman numerals, else decimal.
    pub is_roman: bool,
    /// Put before the number.
    pub prefix: String,
    /// The number of the first page.
    pub start: u32,
}

/// Document information.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Info {
    /// The title.
    pub title: Option<String>,
    /// The author.
    pub author: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// The keywords.
    pub keywords: Option<String>,
    /// The natural language, as a BCP 47 tag, where known.
    pub language: Option<String>,
    /// How a viewer lays out the pages at first; one at a time where absent.
    pub page_layout: Option<PageLayout>,
    /// Further keys of `pdf.info`, first letter in upper case.
    pub other: BTreeMap<String, String>,
}
