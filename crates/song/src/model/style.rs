//! Changes of font, size and colour within a song.

/// A change of font, size or colour from here on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StyleChange {
    /// What changes its looks.
    pub element: StyledElement,
    /// Which of its looks.
    pub property: StyleProperty,
    /// The new value, as the song writes it; `None` goes back to the configured one.
    pub value: Option<String>,
}

/// What font, size and colour directives change (`{textsize}`, `{chordfont}`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StyledElement {
    /// Chords over lyrics.
    Chord,
    /// Lyrics of a chorus.
    Chorus,
    /// Chord diagrams.
    Diagrams,
    /// The foot of pages.
    Footer,
    /// Grids.
    Grid,
    /// Labels of sections.
    Label,
    /// Tabs.
    Tab,
    /// Lyrics.
    Text,
    /// The title.
    Title,
    /// The contents.
    Toc,
}

impl StyledElement {
    /// All of them, by name.
    pub const ALL: [StyledElement; 10] = [
        StyledElement::Chord,
        StyledElement::Chorus,
        StyledElement::Diagrams,
        StyledElement::Footer,
        StyledElement::Grid,
        StyledElement::Label,
        StyledElement::Tab,
        StyledElement::Text,
        StyledElement::Title,
        StyledElement::Toc,
    ];

    /// The name in directives.
    pub fn name(self) -> &'static str {
        match self {
            StyledElement::Chord => "chord",
            StyledElement::Chorus => "chorus",
            StyledElement::Diagrams => "diagrams",
            StyledElement::Footer => "footer",
            StyledElement::Grid => "grid",
            StyledElement::Label => "label",
            StyledElement::Tab => "tab",
            StyledElement::Text => "text",
            StyledElement::Title => "title",
            StyledElement::Toc => "toc",
        }
    }
}

/// What a [`StyleChange`] changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StyleProperty {
    /// The font.
    Font,
    /// The size.
    Size,
    /// The colour.
    Color,
}

impl StyleProperty {
    /// The name as directives write it (`color` in the American way, as the reference does).
    pub fn name(self) -> &'static str {
        match self {
            StyleProperty::Font => "font",
            StyleProperty::Size => "size",
            StyleProperty::Color => "color",
        }
    }
}

/// A font size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FontSize {
    /// Points.
    Points(f64),
    /// Per cent of the last size that was given in points.
    Percent(f64),
}

impl StyleChange {
    /// The new size; `None` where the change is none of a size, or goes back to the configured one.
    pub fn size(&self) -> Option<FontSize> {
        let value = self.value.as_deref()?.trim();
        let number = |text: &str| text.parse::<f64>().ok().filter(|n| n.is_finite());
        if self.property != StyleProperty::Size {
            return None;
        }
        match value.strip_suffix('%') {
            Some(value) => number(value).map(FontSize::Percent),
            None => number(value).map(FontSize::Points),
        }
    }
}
