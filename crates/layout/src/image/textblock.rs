//! Text blocks: lines of text in a box of their own, placed like a picture (`docs/spec/pages.md#7.7`).

use chordpro_song::AssetContent;
use indexmap::IndexMap;

use super::attribute::Length;
use crate::colour::hexadecimal;
use crate::draw_context::{DrawContext, place};
use crate::element_font::{ElementFont, FontElement};
use crate::page::{Color, Form, Item, Pt, Rect};
use crate::textline::TextLine;
use crate::typeset::InlinePicture;

/// Where lines stand between two edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Flush {
    /// At the left, at the top.
    #[default]
    Start,
    /// In the middle.
    Middle,
    /// At the right, at the bottom.
    End,
}

/// How far lines are apart.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Spacing {
    /// This many times the height of each line.
    Flexible(f64),
    /// This many points.
    Fixed(Pt),
}

/// What a text block asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Layout {
    width: Option<Pt>,
    height: Option<Pt>,
    padding: Pt,
    flush: Flush,
    vertical: Flush,
    spacing: Spacing,
    background: Option<Color>,
}

/// Sets a text block. `available` is what a width or height in hundredths refers to, `pictures` are those of each line.
pub fn form(
    lines: &[String],
    options: &IndexMap<String, String>,
    available: (Pt, Pt),
    pictures: &[Vec<InlinePicture>],
    context: &mut DrawContext<'_, '_>,
) -> Form {
    let style = style(options).unwrap_or_else(|| {
        let name = options.get("textstyle").map_or("", String::as_str);
        context.warn(
            "unknown-text-style",
            None,
            format!("TextBlock: Unknown style \"{name}\", using \"text\""),
        );
        FontElement::Text
    });
    let font = font(options, context);
    let theme = &context.typesetter.theme;
    let points = |key: &str, whole: Pt| {
        options
            .get(key)
            .and_then(|text| Length::parse(text))
            .map(|length| length.of(whole))
    };
    let layout = Layout {
        width: points("width", available.0),
        height: points("height", available.1),
        padding: points("padding", available.0).unwrap_or(0.0),
        flush: flush(options.get("flush")),
        vertical: flush(options.get("vflush")),
        spacing: spacing(options.get("textspacing"), style, font.size, context),
        // A block with a border gets both at once, where it is placed.
        background: options
            .get("background")
            .filter(|_| !options.contains_key("border"))
            .and_then(|color| theme.paint(color)),
    };
    // The background of the style lies behind each line as that of a span does, close to it. Its frame is not drawn.
    let behind = font.background;
    let plain = ElementFont {
        background: None,
        has_frame: false,
        ..font
    };
    let set: Vec<TextLine> = lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let pictures = pictures.get(index).map_or(&[][..], Vec::as_slice);
            match behind {
                Some(color) if !line.is_empty() => {
                    let span = format!("<span background=\"{}\">{line}</span>", hexadecimal(color));
                    context.typesetter.verbatim_line(&span, &plain, pictures)
                }
                _ => context.typesetter.verbatim_line(line, &plain, pictures),
            }
        })
        .collect();
    compose(set, font.size, &layout)
}

fn compose(lines: Vec<TextLine>, size: Pt, layout: &Layout) -> Form {
    let heights: Vec<Pt> = lines
        .iter()
        .map(|line| {
            if line.is_empty() {
                size
            } else {
                line.ascent - line.descent
            }
        })
        .collect();
    let step = |height: Pt| match layout.spacing {
        Spacing::Flexible(factor) => height * factor,
        Spacing::Fixed(points) => points,
    };
    let content_width = lines.iter().map(|line| line.width).fold(0.0, f64::max);
    let content_height = heights.first().copied().unwrap_or(0.0)
        + heights
            .iter()
            .skip(1)
            .map(|height| step(*height))
            .sum::<f64>();
    let p = layout.padding;
    let inner_width = layout.width.map_or(content_width, |width| width - 2.0 * p);
    let inner_height = layout
        .height
        .map_or(content_height, |height| height - 2.0 * p);
    let spare = content_height - inner_height;
    let mut y = inner_height
        + match layout.vertical {
            Flush::Start => 0.0,
            Flush::Middle => spare / 2.0,
            Flush::End => spare,
        };
    let bounds = [-p, -p, inner_width + p, inner_height + p];
    let mut items = Vec::new();
    if let Some(color) = layout.background {
        let [x0, y0, x1, y1] = bounds;
        items.push(Item::Rect(Rect {
            x0,
            y0,
            x1,
            y1,
            fill: Some(color),
            stroke: None,
        }));
    }
    for (line, height) in lines.into_iter().zip(heights) {
        let x = match layout.flush {
            Flush::Start => 0.0,
            Flush::Middle => (inner_width - line.width) / 2.0,
            Flush::End => inner_width - line.width,
        };
        let baseline = y - line.ascent;
        place(line, x, baseline, &mut items);
        y -= step(height);
    }
    Form {
        bounds,
        items,
        alternative: String::new(),
    }
}

/// The element whose font the block has: lyrics where it names none, nothing where it names what is none.
fn style(options: &IndexMap<String, String>) -> Option<FontElement> {
    match options.get("textstyle") {
        Some(name) => FontElement::from_name(name),
        None => Some(FontElement::Text),
    }
}

/// The font of a text block.
pub(crate) fn font(
    options: &IndexMap<String, String>,
    context: &DrawContext<'_, '_>,
) -> ElementFont {
    let mut font = *context
        .fonts
        .get(style(options).unwrap_or(FontElement::Text));
    if let Some(size) = options
        .get("textsize")
        .and_then(|text| size(text, font.size))
    {
        font.size = size;
    }
    if let Some(color) = options.get("textcolor") {
        font.color = context.typesetter.theme.ink(color);
    }
    font
}

/// A size: points, or a multiple of the font's own.
fn size(text: &str, own: Pt) -> Option<Pt> {
    let text = text.trim();
    let (number, factor) = if let Some(number) = text.strip_suffix('%') {
        (number, own / 100.0)
    } else if let Some(number) = text.strip_suffix("em") {
        (number, own)
    } else if let Some(number) = text.strip_suffix("ex") {
        (number, own / 2.0)
    } else {
        (text.strip_suffix("pt").unwrap_or(text), 1.0)
    };
    let number: f64 = number.trim().parse().ok()?;
    let size = number * factor;
    (size.is_finite() && size > 0.0).then(|| size.min(10_000.0))
}

fn flush(value: Option<&String>) -> Flush {
    match value.map(String::as_str) {
        Some("center" | "centre" | "middle") => Flush::Middle,
        Some("right" | "bottom") => Flush::End,
        _ => Flush::Start,
    }
}

/// Flexible unless a factor is given; styles that have a spacing of their own use it.
fn spacing(
    value: Option<&String>,
    style: FontElement,
    size: Pt,
    context: &DrawContext<'_, '_>,
) -> Spacing {
    let factor = value.and_then(|text| text.trim().parse::<f64>().ok());
    if let Some(factor) = factor.filter(|factor| factor.is_finite()) {
        return Spacing::Fixed(size * factor.clamp(-100.0, 100.0));
    }
    let set = &context.config.pdf.spacing;
    Spacing::Flexible(match style {
        FontElement::Title => set.title,
        FontElement::Subtitle => set.subtitle.unwrap_or(1.0),
        FontElement::Footer => set.footer.unwrap_or(1.0),
        FontElement::Grid => set.grid,
        FontElement::Tab => set.tab,
        FontElement::Toc => set.toc,
        FontElement::Empty => set.empty,
        _ => 1.0,
    })
}

/// The lines of an asset that is a text block.
pub fn lines(content: &AssetContent) -> Option<&[String]> {
    match content {
        AssetContent::Delegated { delegate, data, .. } if delegate == "textblock" => Some(data),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUT: Layout = Layout {
        width: None,
        height: None,
        padding: 0.0,
        flush: Flush::Start,
        vertical: Flush::Start,
        spacing: Spacing::Flexible(1.0),
        background: None,
    };

    fn line(width: Pt) -> TextLine {
        let mut line = TextLine::default();
        line.width = width;
        line.ascent = 10.8;
        line.descent = -3.624;
        line
    }

    #[test]
    fn a_block_is_as_large_as_its_content() {
        let form = compose(vec![], 12.0, &LAYOUT);
        assert_eq!(form.bounds, [0.0, 0.0, 0.0, 0.0]);
        // Lines without text are as high as the font is large.
        let form = compose(vec![line(50.0), line(80.0)], 12.0, &LAYOUT);
        assert_eq!(form.bounds, [0.0, 0.0, 80.0, 24.0]);
    }

    #[test]
    fn padding_counts_for_the_width_asked_for() {
        let layout = Layout {
            width: Some(200.0),
            padding: 5.0,
            ..LAYOUT
        };
        let form = compose(vec![line(50.0)], 12.0, &layout);
        assert_eq!(form.bounds, [-5.0, -5.0, 195.0, 17.0]);
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("80%", 12.0), Some(80.0 * 0.12));
        assert_eq!(size("2em", 12.0), Some(24.0));
        assert_eq!(size("9", 12.0), Some(9.0));
        assert_eq!(size("-9", 12.0), None);
    }
}
