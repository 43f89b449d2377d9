//! The cover of a book that has a title: title, subtitle, an emblem, the date (clause 2.7).

use std::sync::Arc;

use chordpro_config::Config;
use chordpro_song::Song;

use super::contents::pseudo_song;
use super::values;
use crate::element_font::{ElementFont, FontElement};
use crate::error::LayoutError;
use crate::flow::{Flow, NumberStyle, Numbering, Plane, SongPage, Surroundings};
use crate::page::{Item, Picture, PictureData, PlacedImage, Pt};
use crate::typeset::Markup;

const TITLE_SIZE: Pt = 40.0;
const SUBTITLE_SIZE: Pt = 20.0;
const TOP_MARGIN: Pt = 100.0;
const MAKER: &str = "<span href=\"https://chordpro.org\">ChordPro</span> %{chordpro.version}";
const DATE: &str = "%{today}";

/// The emblem: a chord diagram in a ring, 600 by 600 pixels.
static EMBLEM: &[u8] = include_bytes!("../../data/emblem.png");

/// The song that the cover is laid out as.
pub(crate) fn song(first: &Song, config: &Arc<Config>, title: &str) -> Song {
    Song {
        surroundings: first.surroundings.clone(),
        ..pseudo_song(first, config, title)
    }
}

/// The cover page of a book called as `song` is.
///
/// # Errors
/// [`LayoutError`].
pub(crate) fn page<'a>(
    song: &'a Song,
    subtitle: Option<&str>,
    surroundings: &mut Surroundings<'a>,
) -> Result<Vec<SongPage>, LayoutError> {
    let config = Arc::clone(&song.initial_config);
    let numbering = Numbering {
        first: 1,
        style: NumberStyle::Roman,
    };
    let mut flow = Flow::new(song, &config, numbering, surroundings)?;
    flow.new_page()?;
    flow.emblem();
    let title_font = ElementFont {
        size: TITLE_SIZE,
        ..flow.font(FontElement::Title)
    };
    let subtitle_font = ElementFont {
        size: SUBTITLE_SIZE,
        ..flow.font(FontElement::Subtitle)
    };
    let top = flow.geometry.height - TOP_MARGIN + flow.geometry.head_space;
    let baseline = top - title_font.baseline();
    flow.centered(
        song.title.as_deref().unwrap_or_default(),
        baseline,
        &title_font,
    );
    let baseline = baseline - TITLE_SIZE * config.pdf.spacing.title;
    flow.centered(subtitle.unwrap_or_default(), baseline, &subtitle_font);
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
    fn centered(&mut self, text: &str, baseline: Pt, font: &ElementFont) {
        if text.is_empty() {
            return;
        }
        let (left, right) = self.area;
        let width = self.width(text, font);
        self.heading_text(text, (left + right - width) / 2.0, baseline, font);
    }

    fn heading_text(&mut self, text: &str, x: Pt, baseline: Pt, font: &ElementFont) {
        let line = self.typesetter.line(text, font, Markup::Parsed, &[]);
        self.place(x, baseline, line, Plane::Headings);
    }

    /// The emblem fills the width of the text, in the middle of the body.
    fn emblem(&mut self) {
        let (left, right) = self.area;
        let top = self.geometry.height - TOP_MARGIN;
        let bottom = self.geometry.margin_bottom;
        let side = (right - left).min(top - bottom).max(0.0);
        let picture = self.surroundings.drawings.add_picture(Picture {
            data: PictureData::Bitmap(Arc::from(EMBLEM)),
            alternative: String::new(),
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
