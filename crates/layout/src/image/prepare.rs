//! Prepares assets: drawings of the document with their natural size (`docs/spec/pages.md#7.1`).

use std::sync::Arc;

use chordpro_song::{Asset, AssetContent, Exceeded, Song};
use indexmap::IndexMap;

use super::alert;
use super::attribute::scales;
use super::size::Size;
use super::svg::SvgError;
use super::textblock;
use crate::diagram::{Instrument, Look};
use crate::draw_context::DrawContext;
use crate::drawings::SvgPart;
use crate::page::{Form, Origin, Picture, PictureData, Pt};
use crate::typeset::InlinePicture;

/// Something that can be placed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Graphic {
    /// What it is.
    pub kind: GraphicKind,
    /// Its natural size in points.
    pub size: Size,
    /// The scale that it comes with.
    pub design_scale: f64,
}

impl Graphic {
    /// How a drawing of this is scaled to have the size `drawn`.
    pub fn scale(&self, drawn: Size) -> (f64, f64) {
        let ratio = |part: Pt, whole: Pt| if whole > 0.0 { part / whole } else { 1.0 };
        (
            ratio(drawn.width, self.size.width),
            ratio(drawn.height, self.size.height),
        )
    }
}

/// What a [`Graphic`] is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum GraphicKind {
    /// A picture of the document, by index.
    Picture(usize),
    /// A form of the document, by index, with its left and its lower edge.
    Form {
        /// The index.
        index: usize,
        /// The left edge of its bounds.
        left: Pt,
        /// The lower edge of its bounds.
        lower: Pt,
    },
}

/// What an asset has become.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prepared {
    /// What is to be placed, one below the other; nothing where the asset cannot be had.
    pub graphics: Vec<Graphic>,
    /// Whether it stands at the left unless told otherwise: text blocks and the sign for failures do.
    pub is_left: bool,
}

/// Makes an asset ready, which the song calls `name`. `available` is the width and the height that there is for it, `pictures` are those in the lines of a
/// text block.
///
/// # Errors
/// [`Exceeded`] where pictures have more pixels than the budget allows.
pub(crate) fn prepare(
    name: &str,
    asset: &Asset,
    available: (Pt, Pt),
    pictures: &[Vec<InlinePicture>],
    context: &mut DrawContext<'_, '_>,
) -> Result<Prepared, Exceeded> {
    let prepared = match &asset.content {
        AssetContent::Bitmap {
            data,
            width,
            height,
            ..
        } => {
            let pixels = u64::from(*width).saturating_mul(u64::from(*height));
            context.budget.charge_pixels(pixels)?;
            let alternative = asset.options.get("title").map_or("", String::as_str);
            Prepared::one(Graphic {
                kind: GraphicKind::Picture(context.drawings.bitmap(
                    data,
                    alternative,
                    origin(asset, context.song),
                )),
                size: Size {
                    width: f64::from(*width),
                    height: f64::from(*height),
                },
                design_scale: 1.0,
            })
        }
        AssetContent::Delegated { delegate, data, .. } => match delegate.as_str() {
            "svg" => svg(name, asset, &data.join("\n"), context)?,
            "textblock" => {
                let form = textblock::form(data, &asset.options, available, pictures, context);
                Prepared {
                    is_left: true,
                    ..Prepared::one(placed_form(form, context))
                }
            }
            _ => failed(asset, context),
        },
        AssetContent::ChordDiagram { name } => {
            let kind = asset.options.get("type").map(String::as_str);
            chord(name, kind, context).map_or_else(|| failed(asset, context), Prepared::one)
        }
        AssetContent::Missing { .. } => Prepared::default(),
    };
    Ok(prepared)
}

/// The diagram of a chord, of the song or of the instrument, without its name.
pub fn chord(name: &str, kind: Option<&str>, context: &mut DrawContext<'_, '_>) -> Option<Graphic> {
    let song = context.song;
    let library = Arc::clone(&context.config.library);
    let chord = song.chords.get(name).or_else(|| library.by_name(name))?;
    let kind = kind.unwrap_or(&context.config.instrument.kind);
    let look = Look::new(Instrument::parse(kind), context);
    if !look.has(chord, context) {
        return None;
    }
    let index = look.form(chord, &chord.name, context);
    let bounds = context.drawings.form(index)?.bounds;
    Some(form_graphic(index, bounds, 1.0))
}

/// The sign that stands for what could not be drawn, at its natural size.
pub fn sign(context: &mut DrawContext<'_, '_>) -> Graphic {
    let index = context.drawings.sign(alert::sign);
    form_graphic(index, alert::sign().bounds, 1.0)
}

impl Prepared {
    fn one(graphic: Graphic) -> Prepared {
        Prepared {
            graphics: vec![graphic],
            is_left: false,
        }
    }
}

fn placed_form(form: Form, context: &mut DrawContext<'_, '_>) -> Graphic {
    let bounds = form.bounds;
    form_graphic(context.drawings.add_form(form), bounds, 1.0)
}

fn form_graphic(index: usize, [left, lower, right, upper]: [Pt; 4], design_scale: f64) -> Graphic {
    Graphic {
        kind: GraphicKind::Form { index, left, lower },
        size: Size {
            width: right - left,
            height: upper - lower,
        },
        design_scale,
    }
}

fn failed(asset: &Asset, context: &mut DrawContext<'_, '_>) -> Prepared {
    let name = match &asset.content {
        AssetContent::Delegated { delegate, .. } => delegate.as_str(),
        _ => "chord",
    };
    context.warn(
        "image-not-drawn",
        Some(asset.line),
        format!("Nothing here can draw \"{name}\", a sign stands in its place"),
    );
    let mut graphic = sign(context);
    graphic.design_scale = alert::PICTURE_SCALE;
    Prepared {
        is_left: true,
        ..Prepared::one(graphic)
    }
}

fn svg(
    name: &str,
    asset: &Asset,
    text: &str,
    context: &mut DrawContext<'_, '_>,
) -> Result<Prepared, Exceeded> {
    let key = (context.song.index, name.to_owned());
    let parts = match context.drawings.svg(&key) {
        Some(known) => known.clone(),
        None => {
            let read = read(asset, text, context)?;
            context.drawings.keep_svg(key, read.clone());
            read
        }
    };
    let scale = design_scale(&asset.options);
    let mut graphics = Vec::new();
    for part in parts {
        match part {
            Ok((index, (width, height))) => graphics.push(Graphic {
                kind: GraphicKind::Picture(index),
                size: Size { width, height },
                design_scale: scale,
            }),
            Err(reason) => context.warn(
                "unreadable-svg",
                Some(asset.line),
                format!("Picture left out: {reason}"),
            ),
        }
    }
    Ok(Prepared {
        graphics,
        is_left: false,
    })
}

/// Reads the drawings of an SVG into the document.
fn read(
    asset: &Asset,
    text: &str,
    context: &mut DrawContext<'_, '_>,
) -> Result<Vec<SvgPart>, Exceeded> {
    let read = parts(text).into_iter().map(|part| {
        let tree = match context.svg.read(part, context.budget) {
            Ok(tree) => tree,
            Err(SvgError::Exceeded(exceeded)) => return Err(exceeded),
            Err(error) => return Ok(Err(error.to_string())),
        };
        let size = (
            f64::from(tree.size().width()),
            f64::from(tree.size().height()),
        );
        let index = context.drawings.add_picture(Picture {
            data: PictureData::Svg(Arc::new(tree)),
            alternative: asset.options.get("title").cloned().unwrap_or_default(),
            origin: origin(asset, context.song),
        });
        Ok(Ok((index, size)))
    });
    read.collect()
}

/// Where `song` asks for an asset.
fn origin(asset: &Asset, song: &Song) -> Origin {
    Origin {
        source: Some(Arc::clone(&song.source.name)),
        line: Some(asset.line).filter(|line| *line > 0),
    }
}

fn design_scale(options: &IndexMap<String, String>) -> f64 {
    options
        .get("scale")
        .and_then(|text| scales(text))
        .map_or(1.0, |(x, _)| x)
}

/// The parts of a text that holds several SVGs one after the other.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(end) = end_of_svg(rest) {
        let (part, after) = rest.split_at(end);
        parts.push(part);
        rest = after;
    }
    if !rest.trim().is_empty() {
        parts.push(rest);
    }
    parts
}

/// Where the first outermost `<svg>` ends; `None` where nothing but blanks follows it.
fn end_of_svg(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(found) = text.get(at..)?.find('<') {
        let start = at + found;
        let tag = text.get(start..)?;
        let is_svg = |tag: &str| {
            tag.strip_prefix("svg").is_some_and(|rest| {
                !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == ':')
            })
        };
        let end = start + tag.find('>')? + 1;
        if tag.get(1..).is_some_and(is_svg) {
            let is_empty = text.get(start..end)?.ends_with("/>");
            depth += usize::from(!is_empty);
        } else if tag.get(2..).is_some_and(is_svg) && tag.starts_with("</") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return (!text.get(end..)?.trim().is_empty()).then_some(end);
            }
        }
        at = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_svgs_are_parted() {
        let one = "<svg a='1'><svg/><svg><g/></svg></svg>";
        let two = "<svg>2</svg>";
        let text = format!("{one}\n{two}\n");
        let found: Vec<_> = parts(&text).iter().map(|part| part.trim()).collect();
        assert_eq!(found, [one, two]);
        assert_eq!(parts(one), [one]);
    }
}
