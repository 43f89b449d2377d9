//! Texts that follow each other on one line of which parts run from right to left: their order is that of the line.

use chordpro_fonts::{FontBook, Levels, ShapedRun, visual_order};
use chordpro_song::markup;

use super::{Apostrophes, InlinePicture, Markup, Typesetter};
use crate::element_font::ElementFont;
use crate::textline::{Fragment, TextLine};
use crate::typeface::Typeface;

/// What stands for a picture or a strut.
const OBJECT: &str = "\u{fffc}";

/// The line that texts are set for.
#[derive(Debug)]
pub(super) enum Whole {
    /// None: each text is a line of its own.
    None,
    /// It is being read; nothing is set yet.
    Read(String),
    /// It is known, and texts up to a byte of it are set.
    Set {
        text: String,
        levels: Levels,
        at: usize,
    },
}

impl Whole {
    /// Takes a picture or a strut; gives its level.
    pub(super) fn object(&mut self) -> u8 {
        match self {
            Whole::None => 0,
            Whole::Read(text) => {
                text.push_str(OBJECT);
                0
            }
            Whole::Set { levels, at, .. } => {
                let level = levels.at(*at);
                *at = at.saturating_add(OBJECT.len());
                level
            }
        }
    }

    /// Takes the next text of the line; gives its parts in logical order, with their levels.
    pub(super) fn runs(
        &mut self,
        next: &str,
        fonts: &FontBook,
        typeface: &Typeface,
    ) -> Vec<(Vec<ShapedRun>, u8)> {
        match self {
            Whole::None => Vec::new(),
            Whole::Read(text) => {
                text.push_str(next);
                Vec::new()
            }
            Whole::Set { text, levels, at } => {
                let range = *at..at.saturating_add(next.len());
                *at = range.end;
                let (face, shaping) = (typeface.face, &typeface.shaping);
                let runs = levels.runs(range).into_iter();
                runs.map(|(run, level)| {
                    let is_backward = level % 2 == 1;
                    let shaped = fonts.shape_part(face, text, run, is_backward, shaping);
                    (shaped, level)
                })
                .collect()
            }
        }
    }
}

/// A text of a line that runs both ways.
#[derive(Debug)]
pub(crate) struct PartOfLine {
    /// What it consists of, in logical order.
    pub(crate) fragments: Vec<Fragment>,
    /// The level of what stands between it and the text before it.
    pub(crate) level: u8,
}

/// Fragments in the order in which they are seen, from that in which they are read.
pub(crate) fn from_left_to_right(fragments: impl Iterator<Item = Fragment>) -> Vec<Fragment> {
    let mut fragments: Vec<Option<Fragment>> = fragments.map(Some).collect();
    let levels = fragments.iter().flatten().map(|fragment| fragment.level);
    visual_order(&levels.collect::<Vec<u8>>())
        .into_iter()
        .filter_map(|at| fragments.get_mut(at)?.take())
        .collect()
}

impl Typesetter<'_> {
    /// Whether texts that follow each other make a paragraph from right to left; `None` where nothing runs that way.
    pub(crate) fn is_backward<'t>(
        &self,
        texts: impl Iterator<Item = &'t str> + Clone,
        font: &ElementFont,
    ) -> Option<bool> {
        let shaping = &self.typefaces.get(font.typeface).shaping;
        let fonts = self.typefaces.fonts();
        if !texts
            .clone()
            .any(|text| fonts.may_run_backward(text, shaping))
        {
            return None;
        }
        let whole: String = texts.map(markup::plain).collect();
        Some(fonts.is_backward(&whole, shaping))
    }

    /// Sets the texts of a line in the order of the whole line.
    pub(crate) fn bidi(
        &mut self,
        texts: &[(&str, Vec<InlinePicture>)],
        font: &ElementFont,
        is_backward: bool,
    ) -> Vec<PartOfLine> {
        self.set_bidi(
            texts,
            font,
            is_backward,
            (Markup::Parsed, Apostrophes::Curly),
        )
    }

    pub(super) fn set_bidi(
        &mut self,
        texts: &[(&str, Vec<InlinePicture>)],
        font: &ElementFont,
        is_backward: bool,
        (markup, apostrophes): (Markup, Apostrophes),
    ) -> Vec<PartOfLine> {
        // Reading says nothing about the markup; setting will.
        let said = self.warnings.len();
        self.whole = Whole::Read(String::new());
        let mut starts = Vec::with_capacity(texts.len());
        for (text, pictures) in texts {
            starts.push(match &self.whole {
                Whole::Read(whole) => whole.len(),
                _ => 0,
            });
            self.fragments(text, font, markup, apostrophes, pictures);
        }
        self.warnings.truncate(said);
        let text = match std::mem::replace(&mut self.whole, Whole::None) {
            Whole::Read(text) => text,
            Whole::None | Whole::Set { .. } => String::new(),
        };
        let levels = Levels::of(&text, is_backward);
        let before: Vec<u8> = starts.iter().map(|start| levels.between(*start)).collect();
        self.whole = Whole::Set {
            text,
            levels,
            at: 0,
        };
        let mut parts = Vec::with_capacity(texts.len());
        let mut turn = 0;
        for ((text, pictures), level) in texts.iter().zip(before) {
            let mut fragments = self.fragments(text, font, markup, apostrophes, pictures);
            for fragment in &mut fragments {
                fragment.turn = turn;
                turn += 1;
            }
            parts.push(PartOfLine { fragments, level });
        }
        self.whole = Whole::None;
        parts
    }

    /// A line of fragments that stand in this order from left to right.
    pub(crate) fn line_of(fragments: Vec<Fragment>, font: &ElementFont) -> TextLine {
        Self::text_line(fragments, font)
    }
}
