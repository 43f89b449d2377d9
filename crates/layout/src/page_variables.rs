//! What texts on a page can tell of it: its number, side and class, and the values of its song (`docs/spec/pages.md#2.4`).

use std::borrow::Cow;

use chordpro_config::format::{Variables, interpolate};
use chordpro_config::view::PageClass;
use chordpro_song::{Song, SongVariables};

use crate::geometry::Side;
use crate::position::PageFacts;

/// How the numbers of pages are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum NumberStyle {
    /// `1`, `2`, `3`.
    #[default]
    Decimal,
    /// `i`, `ii`, `iii`.
    Roman,
}

/// The variables of a song on one of its pages.
pub(crate) struct PageVariables<'a> {
    song: SongVariables<'a>,
    page: [String; 1],
    side: [String; 1],
    class: [String; 1],
    pages: [String; 1],
}

impl<'a> PageVariables<'a> {
    /// The variables of `song` on a page; `page` is its number as shown.
    pub(crate) fn new(
        song: &'a Song,
        page: String,
        side: Side,
        class: PageClass,
        pages: usize,
    ) -> Self {
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

/// `text`, a format string, with the values of `song` and those of a page whose number is shown as `style` says. Values of one
/// item are joined by `separator`.
pub(crate) fn interpolated(
    text: &str,
    song: &Song,
    page: PageFacts,
    style: NumberStyle,
    separator: &str,
) -> String {
    if !text.contains("%{") {
        return text.to_owned();
    }
    let number = match style {
        NumberStyle::Decimal => page.number.to_string(),
        NumberStyle::Roman => roman(page.number),
    };
    let variables = PageVariables::new(song, number, page.side, page.class, page.count);
    interpolate(text, &variables, separator).text.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_numerals() {
        let shown: Vec<String> = [1, 4, 9, 14, 40, 1999].into_iter().map(roman).collect();
        assert_eq!(shown, ["i", "iv", "ix", "xiv", "xl", "mcmxcix"]);
    }
}
