//! The cover of a book that has a title: title, subtitle, an emblem, the date (`docs/spec/pages.md#2.7`).

use std::rc::Rc;
use std::sync::Arc;

use chordpro_config::{Config, Trust};
use chordpro_song::Song;

use super::contents::pseudo_song;
use super::values;
use crate::composer::Composer;
use crate::context::BookContext;
use crate::element_font::{ElementFont, FontElement};
use crate::error::LayoutError;
use crate::flowable::Frame;
use crate::guides::guides;
use crate::heading::titles;
use crate::page::{Item, Layer, Origin, Picture, PictureData, PlacedImage, Pt, Tag, TagNode};
use crate::page_variables::NumberStyle;
use crate::paginator::{Numbering, Paginator, SongPage};
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
    context: &mut BookContext<'a>,
) -> Result<Vec<SongPage>, LayoutError> {
    let usual = &song.initial_config;
    let config = usual
        .set("pdf.margintop", TOP_MARGIN, Trust::Trusted)
        .map_or_else(|_| Arc::clone(usual), |(config, _)| Arc::new(config));
    let numbering = Numbering {
        first: 1,
        style: NumberStyle::Roman,
    };
    let mut composer = Composer::new(song, &config, context)?;
    let fonts = &mut composer.style.fonts;
    Rc::make_mut(fonts).get_mut(FontElement::Title).size = TITLE_SIZE;
    Rc::make_mut(fonts).get_mut(FontElement::Subtitle).size = SUBTITLE_SIZE;
    let mut pages = Paginator::new(
        composer.start(),
        composer.paper(),
        numbering,
        composer.book.budget,
    );
    pages.new_page()?;
    guides(&mut composer, &mut pages);
    emblem(&mut composer, &mut pages);
    titles(&mut composer, &mut pages);
    let geometry = pages.position().geometry;
    if geometry.foot_space != 0.0 {
        let font = composer.font(FontElement::Footer);
        let baseline = geometry.margin_bottom - geometry.foot_space;
        let (left, right) = pages.position().area;
        let maker = values::text(song, MAKER);
        footer_text(&mut composer, &mut pages, &maker, (left, baseline), &font);
        let date = values::text(song, DATE);
        let width = composer.width(&date, &font);
        footer_text(
            &mut composer,
            &mut pages,
            &date,
            (right - width, baseline),
            &font,
        );
    }
    composer.finish_song();
    Ok(pages.pages)
}

fn footer_text(
    composer: &mut Composer<'_, '_>,
    pages: &mut Paginator<'_>,
    text: &str,
    place: (Pt, Pt),
    font: &ElementFont,
) {
    let line = composer.typesetter.line(text, font, Markup::Parsed, &[]);
    let mut footer = Vec::new();
    pages
        .place_heading(0, place, line, &composer.song.bookmark)
        .tag(Layer::HeadingText, &mut footer);
    if let Some(structure) = pages.structure(0) {
        structure.push(TagNode::new(Tag::Footer, 0, footer));
    }
}

/// The emblem is as wide as a column, in the middle of the body.
fn emblem(composer: &mut Composer<'_, '_>, pages: &mut Paginator<'_>) {
    composer.measure = pages.position().measure_on_paper();
    let position = pages.position();
    let (left, right) = position.area;
    let top = position.geometry.body_top();
    let bottom = position.geometry.margin_bottom;
    let width = position.columns.first_width().unwrap_or(right - left);
    let side = width.min(top - bottom).max(0.0);
    let picture = composer.book.drawings.add_picture(Picture {
        data: PictureData::Bitmap(Arc::from(EMBLEM)),
        alternative: String::new(),
        origin: Origin::default(),
    });
    composer.shape(Item::Image(PlacedImage {
        picture,
        x: (left + right - side) / 2.0,
        y: (top + bottom - side) / 2.0,
        width: side,
        height: side,
    }));
    let flowable = composer.finish(0.0, Frame::Paper);
    composer.put(pages, flowable);
}
