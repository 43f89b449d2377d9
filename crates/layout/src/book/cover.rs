//! The cover of a book that has a title: title, subtitle, an emblem, the date (`docs/spec/pages.md#2.7`).

use std::sync::Arc;

use chordpro_config::{Config, Trust};
use chordpro_song::Song;

use super::contents::pseudo_song;
use super::values;
use crate::element_font::{ElementFont, FontElement};
use crate::error::LayoutError;
use crate::flow::{Flow, NumberStyle, Numbering, Plane, SongPage, Surroundings};
use crate::page::{Item, Layer, Origin, Picture, PictureData, PlacedImage, Pt, Tag};
use crate::typeset::Markup;

const TITLE_SIZE: Pt = 40.0;
const SUBTITLE_SIZE: Pt = 20.0;
const TOP_MARGIN: &str = "100";
const MAKER: &str = "<span href=\"https://chordpro.org\">ChordPro</span> %{chordpro.version}";
const DATE: &str = "%{today}";

/// The emblem: a chord diagram in a ring, 600 by 600 pixels.
static EMBLEM: &[u8] = include_bytes!("../../data/emblem.png");

/// The song that the cover is laid out as.
pub(crate) fn song(
    first: &Song,
    config: &Arc<Config>,
    title: &str,
    subtitle: Option<&str>,
) -> Song {
    let mut song = Song {
        surroundings: first.surroundings.clone(),
        ..pseudo_song(first, config, title)
    };
    if let Some(subtitle) = subtitle {
        song.meta.push("subtitle", subtitle);
    }
    song
}

/// The cover page of a book called as `song` is.
///
/// # Errors
/// [`LayoutError`].
pub(crate) fn page<'a>(
    song: &'a Song,
    surroundings: &mut Surroundings<'a>,
) -> Result<Vec<SongPage>, LayoutError> {
    let usual = &song.initial_config;
    let config = usual
        .set("pdf.margintop", TOP_MARGIN, Trust::Trusted)
        .map_or_else(|_| Arc::clone(usual), |(config, _)| Arc::new(config));
    let numbering = Numbering {
        first: 1,
        style: NumberStyle::Roman,
    };
    let mut flow = Flow::new(song, &config, numbering, surroundings)?;
    flow.fonts.get_mut(FontElement::Title).size = TITLE_SIZE;
    flow.fonts.get_mut(FontElement::Subtitle).size = SUBTITLE_SIZE;
    flow.new_page()?;
    flow.guides();
    flow.emblem();
    flow.titles();
    if flow.geometry.foot_space == 0.0 {
        return Ok(flow.pages);
    }
    let font = flow.font(FontElement::Footer);
    let baseline = flow.geometry.margin_bottom - flow.geometry.foot_space;
    let (left, right) = flow.area;
    flow.heading_text(&values::text(song, MAKER), left, baseline, &font);
    let date = values::text(song, DATE);
    let width = flow.width(&date, &font);
    flow.heading_text(&date, right - width, baseline, &font);
    Ok(flow.pages)
}

impl Flow<'_, '_> {
    fn heading_text(&mut self, text: &str, x: Pt, baseline: Pt, font: &ElementFont) {
        let line = self.typesetter.line(text, font, Markup::Parsed, &[]);
        let mut footer = Vec::new();
        self.place(x, baseline, line, Plane::Headings)
            .tag(Layer::HeadingText, &mut footer);
        self.tag(Tag::Footer, 0, footer);
    }

    /// The emblem is as wide as a column, in the middle of the body.
    fn emblem(&mut self) {
        let (left, right) = self.area;
        let top = self.geometry.body_top();
        let bottom = self.geometry.margin_bottom;
        let width = self.columns.first_width().unwrap_or(right - left);
        let side = width.min(top - bottom).max(0.0);
        let picture = self.surroundings.drawings.add_picture(Picture {
            data: PictureData::Bitmap(Arc::from(EMBLEM)),
            alternative: String::new(),
            origin: Origin::default(),
        });
        self.shape(Item::Image(PlacedImage {
            picture,
            x: (left + right - side) / 2.0,
            y: (top + bottom - side) / 2.0,
            width: side,
            height: side,
        }));
    }
}
