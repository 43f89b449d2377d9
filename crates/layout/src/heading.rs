//! Titles, subtitles and footers (`docs/spec/pages.md#2.4`).
//!
//! They are drawn when the whole song is laid out, with the fonts as they are at its end.

use std::borrow::Cow;

use chordpro_config::format::{Variables, interpolate};
use chordpro_config::view::{Heading, HeadingRow, PageClass, Titles};
use chordpro_song::{Song, SongVariables};

use crate::LayoutError;
use crate::composer::Composer;
use crate::element_font::FontElement;
use crate::geometry::Side;
use crate::page::{Layer, Pt, Tag, TagChild, TagNode};
use crate::paginator::{NumberStyle, Paginator};
use crate::place::Place;
use crate::position::PageFacts;
use crate::typeset::Markup;

/// The variables of a song on one of its pages.
pub struct PageVariables<'a> {
    song: SongVariables<'a>,
    page: [String; 1],
    side: [String; 1],
    class: [String; 1],
    pages: [String; 1],
}

impl<'a> PageVariables<'a> {
    /// The variables of `song` on a page; `page` is its number as shown.
    pub fn new(song: &'a Song, page: String, side: Side, class: PageClass, pages: usize) -> Self {
        PageVariables {
            song: SongVariables::new(song),
            page: [page],
            side: [side.name().to_owned()],
            class: [class.name().to_owned()],
            pages: [pages.to_string()],
        }
    }
}

impl Variables for PageVariables<'_> {
    fn values(&self, name: &str) -> Option<Cow<'_, [String]>> {
        match name {
            "page" => Some(Cow::Borrowed(&self.page)),
            "page.side" => Some(Cow::Borrowed(&self.side)),
            "page.class" => Some(Cow::Borrowed(&self.class)),
            "pages" => Some(Cow::Borrowed(&self.pages)),
            _ => self.song.values(name),
        }
    }
}

/// A number in lower case roman numerals.
pub fn roman(number: u32) -> String {
    const NUMERALS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    // Books have fewer pages than this; beyond, numerals would only grow longer.
    if number >= 10_000 {
        return number.to_string();
    }
    let mut rest = number;
    let mut text = String::new();
    for (value, numeral) in NUMERALS {
        while rest >= value {
            text.push_str(numeral);
            rest -= value;
        }
    }
    text
}

/// The classes that a class takes headings from, in order.
fn fallbacks(class: PageClass) -> &'static [PageClass] {
    match class {
        PageClass::First => &[PageClass::First, PageClass::Title, PageClass::Default],
        PageClass::Title => &[PageClass::Title, PageClass::Default],
        PageClass::Default => &[PageClass::Default],
        PageClass::Filler => &[],
    }
}

/// What a heading is on pages of a class: only the first page of a song has its title.
fn heading_tag(heading: Heading, class: PageClass) -> Tag {
    let is_first = matches!(class, PageClass::First | PageClass::Title);
    match heading {
        Heading::Footer => Tag::Footer,
        Heading::Title if is_first => Tag::Title,
        Heading::Subtitle if is_first => Tag::Subtitle,
        Heading::Title | Heading::Subtitle => Tag::RunningHead,
    }
}

impl Composer<'_, '_> {
    /// A format string with the song's values, and those of a page whose number is shown as `style` says.
    pub(crate) fn interpolated(&self, text: &str, page: PageFacts, style: NumberStyle) -> String {
        if !text.contains("%{") {
            return text.to_owned();
        }
        let number = match style {
            NumberStyle::Decimal => page.number.to_string(),
            NumberStyle::Roman => roman(page.number),
        };
        let variables = PageVariables::new(self.song, number, page.side, page.class, page.count);
        interpolate(text, &variables, &self.style.config.metadata.separator)
            .text
            .into_owned()
    }

    /// Draws the headings of all pages. They are read before the body, footers behind it.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`]: each page has its own copy of them.
    pub(crate) fn headings(&mut self, pages: &mut Paginator<'_>) -> Result<(), LayoutError> {
        self.book.budget.at_line(0);
        for index in 0..pages.pages.len() {
            self.titles_of(pages, index);
            self.footer_of(pages, index);
            self.pass_on_warnings(0);
            self.book.budget.tick()?;
        }
        Ok(())
    }

    /// Draws the titles of all pages, but no footers.
    pub(crate) fn titles(&mut self, pages: &mut Paginator<'_>) {
        for index in 0..pages.pages.len() {
            self.titles_of(pages, index);
            self.pass_on_warnings(0);
        }
    }

    fn titles_of(&mut self, pages: &mut Paginator<'_>, index: usize) {
        let pdf = self.style.config.pdf.clone();
        if pdf.headspace == 0.0 {
            return;
        }
        let title = self.font(FontElement::Title);
        let y = pdf.papersize.height - pdf.margintop + pdf.headspace - title.baseline();
        let spacing = pdf.spacing.title;
        let (y, mut titles) = self.heading(pages, index, Heading::Title, y, spacing);
        let spacing = pdf.spacing.subtitle.unwrap_or(1.0);
        let (_, subtitles) = self.heading(pages, index, Heading::Subtitle, y, spacing);
        titles.extend(subtitles);
        if let Some(structure) = pages.structure(index) {
            structure.splice(0..0, titles);
        }
    }

    fn footer_of(&mut self, pages: &mut Paginator<'_>, index: usize) {
        let pdf = self.style.config.pdf.clone();
        if pdf.footspace == 0.0 {
            return;
        }
        let y = pdf.marginbottom - pdf.footspace;
        let spacing = pdf.spacing.footer.unwrap_or(1.0);
        let (_, footers) = self.heading(pages, index, Heading::Footer, y, spacing);
        if let Some(structure) = pages.structure(index) {
            structure.extend(footers);
        }
    }

    /// Draws the rows of a heading from `y` down; gives where the next row would be, and a tag for each.
    fn heading(
        &mut self,
        pages: &mut Paginator<'_>,
        index: usize,
        heading: Heading,
        y: Pt,
        spacing: f64,
    ) -> (Pt, Vec<TagNode>) {
        let mut tags = Vec::new();
        let facts = pages.facts(index);
        let PageFacts { class, side, .. } = facts;
        let Some(rows) = self.heading_rows(class, side, heading) else {
            return (y, tags);
        };
        let font = self.font(match heading {
            Heading::Title => FontElement::Title,
            Heading::Subtitle => FontElement::Subtitle,
            Heading::Footer => FontElement::Footer,
        });
        let (left, right) = pages.position().geometry.text_area(side);
        let mut y = y;
        for row in rows {
            let mut children = Vec::new();
            for (place, part) in row.iter().enumerate() {
                let text = self.interpolated(part, facts, pages.number_style());
                if text.is_empty() {
                    continue;
                }
                self.sets_in(&font);
                let requests = self.typesetter.pictures(&text, &font);
                let pictures = self.inline_pictures(&requests);
                let width = self.typesetter.width_with(&text, &font, &pictures);
                let x = match place {
                    0 => left,
                    1 => (right + left - width) / 2.0,
                    _ => right - width,
                };
                let line = self
                    .typesetter
                    .line(&text, &font, Markup::Parsed, &pictures);
                if !children.is_empty() {
                    children.push(TagChild::Blank);
                }
                pages
                    .place_heading(index, (x, y), line, &self.song.bookmark)
                    .tag(Layer::HeadingText, &mut children);
            }
            if !children.is_empty() {
                tags.push(TagNode::new(heading_tag(heading, class), 0, children));
            }
            y -= font.size * spacing;
        }
        (y, tags)
    }

    /// The rows of a heading on pages of a class and side.
    fn heading_rows(
        &self,
        class: PageClass,
        side: Side,
        heading: Heading,
    ) -> Option<Vec<HeadingRow>> {
        let formats = &self.style.config.pdf.formats;
        let (rows, is_for_side) = fallbacks(class).iter().find_map(|class| {
            let even = (side == Side::Left)
                .then(|| formats.class_even(*class).heading(heading))
                .flatten();
            match even {
                Some(rows) => Some((rows, true)),
                None => Some((formats.class(*class).heading(heading)?, false)),
            }
        })?;
        let titles = self.titles_place();
        Some(
            rows.iter()
                .map(|row| {
                    let [left, center, right] = row.clone();
                    let [left, center, right] = match titles {
                        Titles::Left => [center, left, right],
                        Titles::Right => [left, right, center],
                        Titles::Center => [left, center, right],
                    };
                    if side == Side::Left && !is_for_side {
                        [right, center, left]
                    } else {
                        [left, center, right]
                    }
                })
                .collect(),
        )
    }

    /// Where the song's titles go.
    fn titles_place(&self) -> Titles {
        if self.style.config.pdf.titles_directive_ignore {
            return Titles::Center;
        }
        match self.song.settings.titles.as_deref() {
            Some("left") => Titles::Left,
            Some("right") => Titles::Right,
            Some("center" | "centre") => Titles::Center,
            _ => self.style.config.settings.titles,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{configured, line, pages, place, song};

    fn titled(title: &str, subtitle: &str, body: Vec<chordpro_song::BlockKind>) -> Song {
        let mut song = song(body);
        song.meta.push("title", title);
        if !subtitle.is_empty() {
            song.meta.push("subtitle", subtitle);
        }
        song
    }

    #[test]
    fn roman_numerals() {
        let shown: Vec<String> = [1, 4, 9, 14, 40, 1999].into_iter().map(roman).collect();
        assert_eq!(shown, ["i", "iv", "ix", "xiv", "xl", "mcmxcix"]);
    }

    #[test]
    fn titles_are_centred_and_subtitles_stand_below() {
        let song = titled("Swing Low Sweet Chariot", "spiritual", vec![line("x")]);
        let pages = pages(&song);
        assert_eq!(place(&pages[0], "Swing Low Sweet Chariot"), (220.91, 809.4));
        assert_eq!(place(&pages[0], "spiritual").1, 792.6);
    }

    #[test]
    fn an_apostrophe_is_measured_wider_than_it_is_drawn() {
        let song = titled("Don't 'quote'", "", vec![line("x")]);
        assert_eq!(
            place(&pages(&song)[0], "Don\u{2019}t \u{2019}quote\u{2019}").0,
            258.69
        );
    }

    #[test]
    fn left_pages_have_their_footers_mirrored() {
        let song = titled("T", "", (0..60).map(|_| line("[C]x")).collect());
        let pages = pages(&song);
        assert_eq!(place(&pages[1], "2"), (40.0, 20.0));
        assert_eq!(place(&pages[2], "T"), (40.0, 20.0));
    }

    #[test]
    fn without_headings_on_other_pages_the_body_starts_higher() {
        let song = titled("T", "", (0..60).map(|_| line("x")).collect());
        let song = configured(song, &[("pdf.head-first-only", "1")]);
        assert_eq!(place(&pages(&song)[1], "x").1, 811.2);
    }

    #[test]
    fn a_directive_moves_titles() {
        let mut song = titled("T", "", vec![line("x")]);
        song.settings.titles = Some("left".to_owned());
        assert_eq!(place(&pages(&song)[0], "T").0, 40.0);
    }
}
