//! Draws rows of grids on the page (`docs/spec/pages.md#6.1`, `#6.2`, `#6.3`, `#6.4`).

use chordpro_config::Config;
use chordpro_song::{ChordInfo, ChordRef, GridRow};

use super::cells::{self, Alignment, Cells, Content, RowKind};
use super::{GridStyle, RowFrame};
use crate::colour::{self, Theme};
use crate::element_font::{ElementFont, ElementFonts, FontElement};
use crate::page::{Layer, Tag, TagChild, TagNode};
use crate::textline::Canvas;
use crate::typeset::{Markup, Typesetter};

impl GridStyle {
    /// The style of grids by the configuration, with the fonts as they are now.
    pub fn new(config: &Config, theme: &Theme, fonts: &ElementFonts) -> GridStyle {
        let set = &config.pdf.grids;
        GridStyle {
            size: fonts.get(FontElement::Grid).size,
            spacing: config.pdf.spacing.grid,
            stretch: set.stretch,
            symbol_color: theme.ink(&set.symbols.color),
            foreground: theme.ink("foreground"),
            volta_number_color: colour::parse(&set.volta.color.0).unwrap_or(colour::UNKNOWN),
            volta_color: theme.ink(&set.volta.color),
            volta_span: set.volta.span,
            cell_line_width: set.cellbar.width,
            cell_line_color: theme.ink(&set.cellbar.color),
        }
    }
}

/// Draws a row: bars into the shapes, texts above them. Gives its cells, as they are read.
pub fn draw(
    line: &GridRow,
    kind: RowKind,
    layout: (&Cells, &RowFrame, &GridStyle),
    alignment: &mut Alignment,
    setting: (&mut Typesetter<'_>, &ElementFonts),
    canvas: &mut Canvas<'_>,
) -> Vec<TagChild> {
    let (cells, frame, style) = layout;
    let (typesetter, fonts) = setting;
    // Of the grid's font the background does not count; there remains that of the page.
    let background = typesetter.theme.paint("background");
    let row = cells::place(line, kind, cells, frame, style, alignment);
    canvas.shapes.extend(row.items);
    let mut tags = Vec::new();
    for text in row.texts {
        let plain = |element| ElementFont {
            background,
            ..*fonts.get(element)
        };
        let (content, font) = match text.content {
            Content::Chord(chord) => match strum(chord) {
                Some(glyph) => (glyph.to_string(), *fonts.get(FontElement::GridStrum)),
                None => (
                    chord.display.as_written().to_owned(),
                    plain(FontElement::Grid),
                ),
            },
            Content::Slash => ("/".to_owned(), plain(FontElement::Grid)),
            Content::Margin(text) => (text, *fonts.get(FontElement::GridMargin)),
            Content::Volta(number) => (
                format!(
                    "<span color='{}'><sup>{number}</sup></span>",
                    colour::hexadecimal(style.volta_number_color)
                ),
                *fonts.get(FontElement::Grid),
            ),
        };
        let mut cell = Vec::new();
        typesetter
            .line(&content, &font, Markup::Parsed, &[])
            .place(text.x, frame.baseline, canvas)
            .tag(Layer::Text, &mut cell);
        if !tags.is_empty() {
            tags.push(TagChild::Blank);
        }
        tags.push(TagNode::new(Tag::Cell, 0, cell).into_child());
    }
    tags
}

fn strum(chord: &ChordRef) -> Option<char> {
    match chord.info {
        ChordInfo::Strum { glyph } => Some(glyph),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chordpro_fonts::FontBook;
    use chordpro_song::{Bar, GridToken};

    use super::*;
    use crate::grid::tests::frame;
    use crate::page::Item;
    use crate::typeface::Typefaces;
    use chordpro_song::GridShape;

    /// Measured: the number stands one line width right of its bar, in 8.33 points.
    #[test]
    fn the_number_of_a_volta_is_small_and_blue() {
        let config = Config::builtin();
        let fonts = FontBook::bundled();
        let mut typesetter = Typesetter::new(Typefaces::new(&fonts), &config);
        let theme = Theme::default();
        let elements = ElementFonts::new(&config, &config, &theme, &mut typesetter.typefaces)
            .expect("the built-in fonts exist");
        let line = GridRow {
            tokens: vec![GridToken::Bar(Bar {
                symbol: "|".to_owned(),
                volta: Some("1".to_owned()),
                is_aligned: false,
            })],
            ..GridRow::default()
        };
        let shape = GridShape {
            measures: 4,
            beats: 4,
            left: 0,
            right: 0,
            label: None,
        };
        let style = GridStyle::new(&config, &theme, &elements);
        let cells = Cells::new(&shape, 515.0, 5.0);
        let (mut shapes, mut text) = (Vec::new(), Vec::new());
        let mut canvas = Canvas {
            shapes: &mut shapes,
            text: &mut text,
            links: &mut Vec::new(),
            destinations: &mut Vec::new(),
            bookmark: "",
        };
        draw(
            &line,
            RowKind::Chords,
            (&cells, &frame(), &style),
            &mut Alignment::default(),
            (&mut typesetter, &elements),
            &mut canvas,
        );
        let Some(Item::Text(run)) = text.first() else {
            panic!("the number is text");
        };
        assert!((run.size - 8.33).abs() < 0.01);
        assert!((run.x - 41.5).abs() < 0.01);
        assert_eq!((run.color.r, run.color.g, run.color.b), (0, 0, 255));
        assert_eq!(shapes.len(), 1);
    }
}
