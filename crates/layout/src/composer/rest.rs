//! A composer that waits for what all songs share, while others have it.

use chordpro_song::Song;

use super::Composer;
use crate::context::BookContext;
use crate::drawing::Drawing;
use crate::image::inline::Pictures;
use crate::page::{Pt, SourcePlace};
use crate::position::Measure;
use crate::style::Style;
use crate::typeset::Typesetter;

/// What a composer is made of, but for what all songs share.
pub(crate) struct Resting<'a> {
    song: &'a Song,
    typesetter: Typesetter<'a>,
    style: Style,
    chord_size: Pt,
    indent: Pt,
    scale: f64,
    pictures: Pictures,
    measure: Measure,
    drawing: Drawing,
    shows_spacing: bool,
}

impl<'a> Resting<'a> {
    /// Takes what all songs share from a composer.
    pub(crate) fn new(composer: Composer<'a, '_>) -> Self {
        Resting {
            song: composer.song,
            typesetter: composer.typesetter,
            style: composer.style,
            chord_size: composer.chord_size,
            indent: composer.indent,
            scale: composer.scale,
            pictures: composer.pictures,
            measure: composer.measure,
            drawing: composer.drawing,
            shows_spacing: composer.shows_spacing,
        }
    }

    /// The composer, as it was.
    pub(crate) fn wake<'b>(self, book: &'b mut BookContext<'a>) -> Composer<'a, 'b> {
        Composer {
            song: self.song,
            book,
            typesetter: self.typesetter,
            style: self.style,
            chord_size: self.chord_size,
            indent: self.indent,
            scale: self.scale,
            pictures: self.pictures,
            section: None,
            source: SourcePlace {
                input: self.song.source.input,
                ..SourcePlace::default()
            },
            measure: self.measure,
            resumed: None,
            drawing: self.drawing,
            spare: Vec::new(),
            shows_spacing: self.shows_spacing,
        }
    }
}
