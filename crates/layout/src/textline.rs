//! A text set on one line, ready to be placed: fragments with their lines, backgrounds and links.
//! Specified in `docs/spec/pages.md#1.6`, `#1.7`.

use std::ops::Range;
use std::sync::Arc;

use chordpro_fonts::{FaceId, Glyph};
use chordpro_song::markup::{Lines, Style};

use crate::colour;
use crate::page::{
    Cap, Color, Item, ItemRange, Layer, Line, Link, PlacedForm, PlacedImage, Pt, Rect, Role,
    Stroke, Tag, TagChild, TagNode, Target, TextRun,
};
use crate::typeface::{LineMetrics, Metrics};
use crate::typeset::{InlineContent, InlinePicture};

/// Where text is placed: layers of a page, or the items of a form.
#[derive(Debug)]
pub struct Canvas<'a> {
    /// Takes the boxes behind whole texts.
    pub shapes: &'a mut Vec<Item>,
    /// Takes text, what lies behind a span of it, and its lines.
    pub text: &'a mut Vec<Item>,
    /// Takes links.
    pub links: &'a mut Vec<Link>,
    /// Takes the names of destinations on this page.
    pub destinations: &'a mut Vec<String>,
    /// Where a link to `#top` leads.
    pub bookmark: &'a str,
}

/// Where a text is on its page.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// Where it ends.
    pub end: Pt,
    /// Its items in the layer of texts.
    items: Range<usize>,
    /// The links in it: their numbers on the page, and the items that they cover.
    links: Vec<(usize, Range<usize>)>,
}

impl Placed {
    /// Nothing, at `end`.
    pub(crate) fn nothing(end: Pt) -> Self {
        Placed {
            end,
            items: 0..0,
            links: Vec::new(),
        }
    }

    /// Adds the items, which are in `layer`, to what a tag holds.
    pub(crate) fn tag(self, layer: Layer, children: &mut Vec<TagChild>) {
        let mut start = self.items.start;
        let mut add = |range: Range<usize>, link: Option<usize>| {
            if range.is_empty() {
                return;
            }
            let items = TagChild::Items(ItemRange::new(layer, range));
            children.push(match link {
                Some(link) => TagNode::new(Tag::Link(link), 0, vec![items]).into_child(),
                None => items,
            });
        };
        for (link, range) in self.links {
            add(start..range.start, None);
            start = range.end;
            add(range, Some(link));
        }
        add(start..self.items.end, None);
    }
}

/// A text set on one line.
#[derive(Debug, Clone, Default)]
pub struct TextLine {
    fragments: Vec<Fragment>,
    /// The advance width.
    pub width: Pt,
    /// The greatest height above the baseline; not negative.
    pub ascent: Pt,
    /// The greatest depth below the baseline; not positive.
    pub descent: Pt,
    background: Option<Color>,
    frame: Option<Color>,
}

/// A piece of a line in one style.
#[derive(Debug, Clone)]
pub(crate) struct Fragment {
    pub(crate) content: FragmentContent,
    pub(crate) width: Pt,
    /// Height above its own baseline.
    pub(crate) ascent: Pt,
    /// Depth below its own baseline, negative.
    pub(crate) descent: Pt,
    /// How far it is raised.
    pub(crate) rise: Pt,
    pub(crate) decoration: Option<Box<Decoration>>,
    /// Which way it runs within a line that runs both ways: odd from right to left.
    pub(crate) level: u8,
    /// Its turn within such a line where it is read; fragments stand in the order in which they are seen.
    pub(crate) turn: usize,
}

/// What a span draws besides its text.
#[derive(Debug, Clone)]
pub(crate) struct Decoration {
    pub(crate) style: Arc<Style>,
    /// The colour of lines that have none of their own: that of the element.
    pub(crate) line_color: Color,
    pub(crate) size: Pt,
    pub(crate) metrics: Metrics,
    pub(crate) background: Option<Color>,
}

#[derive(Debug, Clone)]
pub(crate) enum FragmentContent {
    Text {
        runs: Vec<Run>,
        size: Pt,
        color: Color,
        role: Role,
    },
    Strut {
        label: Option<String>,
    },
    Picture(InlinePicture),
}

/// Glyphs of one face.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) face: FaceId,
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) text: String,
    pub(crate) width: Pt,
}

/// The line width of frames around texts.
const FRAME: Pt = 0.5;

impl TextLine {
    /// The bytes of memory that it takes on a page.
    pub(crate) fn size(&self) -> u64 {
        let runs = self
            .fragments
            .iter()
            .filter_map(|fragment| match &fragment.content {
                FragmentContent::Text { runs, .. } => Some(runs),
                FragmentContent::Strut { .. } | FragmentContent::Picture(_) => None,
            })
            .flatten();
        let sizes = runs
            .map(|run| size_of::<Item>() + run.glyphs.len() * size_of::<Glyph>() + run.text.len());
        sizes.sum::<usize>() as u64
    }

    pub(crate) fn new(
        fragments: Vec<Fragment>,
        background: Option<Color>,
        frame: Option<Color>,
    ) -> Self {
        let mut line = TextLine {
            background,
            frame,
            ..TextLine::default()
        };
        for fragment in &fragments {
            line.width += fragment.width;
            line.ascent = line.ascent.max(fragment.ascent + fragment.rise);
            line.descent = line.descent.min(fragment.descent + fragment.rise);
        }
        line.fragments = fragments;
        line
    }

    /// Whether it holds nothing at all.
    pub fn is_empty(&self) -> bool {
        self.fragments.is_empty()
    }

    /// Places the line with its first baseline exactly at `baseline`.
    pub fn place(self, x: Pt, baseline: Pt, canvas: &mut Canvas<'_>) -> Placed {
        if self.background.is_some() || self.frame.is_some() {
            canvas.shapes.push(Item::Rect(Rect {
                x0: x - 1.0,
                y0: baseline + self.descent - 1.0,
                x1: x + self.width + 1.0,
                y1: baseline + self.ascent + 1.0,
                fill: self.background,
                stroke: self.frame.map(|color| Stroke {
                    width: FRAME,
                    color,
                    cap: Cap::Square,
                }),
            }));
        }
        let spans = Spans {
            baseline,
            ascent: self.ascent,
            descent: self.descent,
        };
        let backgrounds = backgrounds(&self.fragments);
        let mut at = x;
        let first = canvas.text.len();
        let is_turned = self.fragments.iter().any(|fragment| fragment.turn > 0);
        let mut turns = Vec::new();
        let mut links = Vec::new();
        for (index, fragment) in self.fragments.into_iter().enumerate() {
            let turn = (fragment.turn, canvas.text.len());
            let link = canvas.links.len();
            if let Some(background) = backgrounds.get(index).and_then(Option::as_ref) {
                spans.background(background, at, canvas.text);
            }
            at = fragment.place(at, &spans, canvas);
            if canvas.links.len() > link {
                links.push((link, turn.1..canvas.text.len()));
            }
            if is_turned {
                turns.push((turn, canvas.text.len()));
            }
        }
        if !turns.is_sorted() {
            read_in_turn(turns, first, canvas.text, &mut links);
        }
        Placed {
            end: at,
            items: first..canvas.text.len(),
            links,
        }
    }
}

/// Puts what fragments placed, from `first` on, into the order of reading: of each, its turn with its first item, and the
/// item after its last one. Links go with them.
fn read_in_turn(
    mut turns: Vec<((usize, usize), usize)>,
    first: usize,
    items: &mut Vec<Item>,
    links: &mut Vec<(usize, Range<usize>)>,
) {
    let mut placed: Vec<Option<Item>> = items.drain(first..).map(Some).collect();
    let mut before = std::mem::take(links);
    turns.sort_unstable();
    for ((_, from), to) in turns {
        let start = items.len();
        let own = placed.get_mut(from.saturating_sub(first)..to.saturating_sub(first));
        items.extend(own.into_iter().flatten().filter_map(Option::take));
        let moved = before.extract_if(.., |(_, range)| range.start == from);
        links.extend(moved.map(|(link, _)| (link, start..items.len())));
    }
}

/// What lies behind a fragment.
struct Background {
    color: Color,
    width: Pt,
    /// Whether nothing with a background comes before.
    is_first: bool,
    /// Whether nothing with a background follows.
    is_last: bool,
}

/// The background of each fragment: it covers a strut between two fragments of the same background, and leaves out pictures.
/// Empty where none has one.
fn backgrounds(fragments: &[Fragment]) -> Vec<Option<Background>> {
    let color = |index: usize| fragments.get(index).and_then(Fragment::background);
    if (0..fragments.len()).all(|index| color(index).is_none()) {
        return Vec::new();
    }
    let strut = |index: usize| {
        let fragment: Option<&Fragment> = fragments.get(index);
        fragment.filter(|fragment| matches!(fragment.content, FragmentContent::Strut { .. }))
    };
    let is_marked = |index: usize| {
        let decoration = fragments
            .get(index)
            .and_then(|fragment| fragment.decoration.as_ref());
        decoration.is_some_and(|decoration| decoration.background.is_some())
    };
    fragments
        .iter()
        .enumerate()
        .map(|(index, fragment)| {
            let own = color(index)?;
            let next = strut(index + 1).filter(|_| color(index + 2) == Some(own));
            Some(Background {
                color: own,
                width: fragment.width + next.map_or(0.0, |strut| strut.width),
                is_first: !index.checked_sub(1).is_some_and(is_marked),
                is_last: !is_marked(index + 1),
            })
        })
        .collect()
}

/// The line that spans lie in.
struct Spans {
    baseline: Pt,
    ascent: Pt,
    descent: Pt,
}

impl Spans {
    fn background(&self, background: &Background, from: Pt, items: &mut Vec<Item>) {
        let edge = (self.ascent - self.descent) / 25.0;
        let to = from + background.width;
        items.push(Item::Rect(Rect {
            x0: if background.is_first {
                from - edge
            } else {
                from
            },
            y0: self.baseline + self.descent - edge,
            // The reference extends this end twice as far as the other.
            x1: if background.is_last {
                to + 2.0 * edge
            } else {
                to
            },
            y1: self.baseline + self.ascent + edge,
            fill: Some(background.color),
            stroke: None,
        }));
    }
}

impl Fragment {
    fn background(&self) -> Option<Color> {
        let is_text = matches!(self.content, FragmentContent::Text { .. });
        let decoration = self.decoration.as_ref().filter(|_| is_text);
        decoration.and_then(|decoration| decoration.background)
    }

    fn place(self, x: Pt, spans: &Spans, canvas: &mut Canvas<'_>) -> Pt {
        let baseline = spans.baseline + self.rise;
        let end = x + self.width;
        match self.content {
            FragmentContent::Text {
                runs,
                size,
                color,
                role,
            } => {
                let mut at = x;
                let first = canvas.text.len();
                for run in runs {
                    canvas.text.push(Item::Text(TextRun {
                        x: at,
                        y: baseline,
                        face: run.face,
                        size,
                        color,
                        glyphs: run.glyphs,
                        text: run.text,
                        role,
                    }));
                    at += run.width;
                }
                if self.level % 2 == 1
                    && let Some(own) = canvas.text.get_mut(first..)
                {
                    // They are read from the right.
                    own.reverse();
                }
            }
            FragmentContent::Strut { label } => canvas.destinations.extend(label),
            FragmentContent::Picture(picture) => {
                let (x, y) = (x + picture.dx, baseline + picture.dy);
                match picture.content {
                    InlineContent::Picture {
                        index,
                        width,
                        height,
                    } => canvas.text.push(Item::Image(PlacedImage {
                        picture: index,
                        x,
                        y,
                        width,
                        height,
                    })),
                    InlineContent::Form {
                        index,
                        scale_x,
                        scale_y,
                    } => canvas.text.push(Item::Form(PlacedForm {
                        form: index,
                        x,
                        y,
                        scale_x,
                        scale_y,
                    })),
                }
            }
        }
        if let Some(decoration) = self.decoration {
            decoration.draw_lines(x, end, baseline, canvas.text);
            if let Some(link) = &decoration.style.link {
                canvas.links.push(Link {
                    rect: [
                        x,
                        spans.baseline + spans.descent,
                        end,
                        spans.baseline + spans.ascent,
                    ],
                    target: target(link, canvas.bookmark),
                });
            }
        }
        end
    }
}

/// Where an address leads: `#name` within the document, `file.pdf#name` to another one, else to the web.
pub fn target(link: &str, bookmark: &str) -> Target {
    match link.split_once('#') {
        Some(("", "top")) => Target::Named(bookmark.to_owned()),
        Some(("", name)) => Target::Named(name.to_owned()),
        Some((file, name))
            if file.to_ascii_lowercase().ends_with(".pdf") && !file.contains("://") =>
        {
            Target::Remote {
                file: file.to_owned(),
                name: name.to_owned(),
            }
        }
        _ => Target::Uri(link.to_owned()),
    }
}

impl Decoration {
    fn draw_lines(&self, from: Pt, to: Pt, baseline: Pt, items: &mut Vec<Item>) {
        let style = &self.style;
        let scale = self.size / 1000.0;
        let height = self.metrics.underline_thickness * scale;
        let x_height = self.metrics.x_height * scale;
        let mut line = |y: Pt, width: Pt, color: &Option<Arc<str>>| {
            items.push(Item::Line(Line {
                from: (from, y),
                to: (to, y),
                width,
                color: color.as_deref().map_or(self.line_color, |name| {
                    colour::paint(name).unwrap_or(Color::BLACK)
                }),
                cap: Cap::Butt,
            }));
        };
        let thickness = |line: LineMetrics| {
            let own = line.thickness.map(|thickness| thickness * scale);
            own.unwrap_or(height)
        };
        let depth = -self.metrics.underline_position * scale;
        match style.underline {
            Lines::None => {}
            Lines::Single => line(
                baseline - depth - height / 2.0,
                height,
                &style.underline_color,
            ),
            Lines::Double => {
                let top = baseline - depth + 0.125 * height;
                line(top, 0.75 * height, &style.underline_color);
                line(top - 1.25 * height, 0.75 * height, &style.underline_color);
            }
        }
        if style.is_struck {
            let height = thickness(self.metrics.strike);
            let edge = self.metrics.strike.position.map(|edge| edge * scale);
            let edge = baseline + edge.unwrap_or(0.6 * x_height);
            line(edge - height / 2.0, height, &style.strike_color);
        }
        let height = thickness(self.metrics.overline);
        let edge = self.metrics.overline.position.map(|edge| edge * scale);
        let over = baseline + edge.unwrap_or(x_height + 2.0 * height);
        match style.overline {
            Lines::None => {}
            Lines::Single => line(over - height / 2.0, height, &style.overline_color),
            Lines::Double => {
                line(over + 0.125 * height, 0.75 * height, &style.overline_color);
                line(over - 1.125 * height, 0.75 * height, &style.overline_color);
            }
        }
    }
}

#[cfg(test)]
mod tests;
