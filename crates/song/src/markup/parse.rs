//! Cutting a text into spans of equal style.

use std::fmt::Write as _;
use std::sync::Arc;

use indexmap::IndexMap;

use super::attribute::{apply, apply_span, measure, words};
use super::style::{Measure, Style};
use super::symbol::{letters, symbol};
use super::tag::{Piece, pieces};

/// How many complaints about one text are kept.
const MOST_WARNINGS: usize = 8;

/// Which tags are known besides the built-in ones.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tags<'a> {
    /// Tags of the configuration (`markup.shortcodes`): name to span attributes. They win over the built-in ones.
    pub shortcodes: Option<&'a IndexMap<String, String>>,
    /// What becomes of `<img …/>` and `<sym …/>`: pages have them, text formats do not.
    pub pictures: Pictures,
}

/// Whether pictures and symbols in a text are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pictures {
    /// They are unknown tags.
    #[default]
    Unknown,
    /// Symbols are letters, pictures are unknown tags.
    Letters,
    /// They are [`Content::Image`] and [`Content::Symbol`].
    Known,
}

/// A text cut into spans.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parsed<'a> {
    /// The spans, in order; none of them is empty text.
    pub spans: Vec<Span<'a>>,
    /// What is wrong with the markup, in the reference's words.
    pub warnings: Vec<String>,
}

/// A part of a text in one style.
#[derive(Debug, Clone, PartialEq)]
pub struct Span<'a> {
    /// What it is.
    pub content: Content<'a>,
    /// Its style; shared by the spans of one tag.
    pub style: Arc<Style>,
}

/// What a span holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content<'a> {
    /// Text, never empty.
    Text(&'a str),
    /// `<strut …/>`: an invisible box.
    Strut {
        /// Its width.
        width: Measure,
        /// Its height above the baseline, where given.
        ascend: Option<Measure>,
        /// Its depth below the baseline, where given.
        descend: Option<Measure>,
        /// The destination that it makes.
        label: Option<String>,
    },
    /// `<sym NAME/>`: a glyph of the symbol font, by name.
    Symbol(String),
    /// `<img …/>`: its attributes as written, in order.
    Image(Vec<(String, String)>),
}

/// Cuts `text` into spans. Never fails: what is no markup is text, what is wrong is reported and dropped.
pub fn parse<'a>(text: &'a str, tags: &Tags<'_>) -> Parsed<'a> {
    let mut reader = Reader {
        parsed: Parsed::default(),
        style: Arc::default(),
        open: Vec::new(),
        mismatches: Vec::new(),
    };
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => reader.push(Content::Text(text)),
            Piece::Open {
                name,
                attributes,
                is_closed,
                source,
            } => {
                let tag = Tag {
                    name: name.to_lowercase(),
                    attributes,
                    source,
                };
                reader.open(tag, is_closed, tags);
            }
            Piece::Close { name } => reader.close(&name.to_lowercase()),
        }
    }
    reader.finish(text)
}

struct Reader<'a> {
    parsed: Parsed<'a>,
    style: Arc<Style>,
    /// Open tags, with the style from before each.
    open: Vec<(Tag<'a>, Arc<Style>)>,
    /// What is wrong with closing tags.
    mismatches: Vec<String>,
}

/// An opening tag.
struct Tag<'a> {
    /// Its name in small letters.
    name: String,
    attributes: &'a str,
    /// The whole of it.
    source: &'a str,
}

impl<'a> Reader<'a> {
    fn push(&mut self, content: Content<'a>) {
        self.parsed.spans.push(Span {
            content,
            style: Arc::clone(&self.style),
        });
    }

    fn warn(&mut self, warnings: Vec<String>) {
        let room = MOST_WARNINGS.saturating_sub(self.parsed.warnings.len());
        self.parsed.warnings.extend(warnings.into_iter().take(room));
    }

    fn open(&mut self, tag: Tag<'a>, is_closed: bool, tags: &Tags<'_>) {
        let (name, attributes) = (tag.name.as_str(), tag.attributes);
        let mut warnings = Vec::new();
        let before = Arc::clone(&self.style);
        let shortcode = tags.shortcodes.and_then(|codes| codes.get(name));
        let equivalent = shortcode
            .map(String::as_str)
            .or_else(|| (name == "span").then_some(attributes))
            .or_else(|| built_in(name));
        if let Some(attributes) = equivalent {
            apply_span(attributes, Arc::make_mut(&mut self.style), &mut warnings);
        } else if is_closed {
            match (name, tags.pictures) {
                ("strut", _) => self.strut(attributes, &mut warnings),
                ("sym", Pictures::Known) => {
                    if let Some(name) = self.symbol(attributes, &mut warnings) {
                        self.push(Content::Symbol(name));
                    }
                }
                ("sym", Pictures::Letters) => {
                    let name = self.symbol(attributes, &mut warnings);
                    if let Some(glyph) = name.as_deref().and_then(symbol) {
                        self.push(Content::Text(letters(glyph)));
                    }
                }
                ("img", Pictures::Known) => self.push(Content::Image(pairs(attributes))),
                _ => warnings.push(format!("Invalid markup: \"{name}\"")),
            }
        } else {
            warnings.push(format!("Invalid markup: \"{name}\""));
        }
        self.warn(warnings);
        if is_closed {
            self.style = before;
        } else {
            self.open.push((tag, before));
        }
    }

    fn close(&mut self, name: &str) {
        match self.open.last() {
            Some((open, _)) if open.name == name => {
                if let Some((_, style)) = self.open.pop() {
                    self.style = style;
                }
            }
            _ if self.mismatches.len() >= MOST_WARNINGS => {}
            Some((open, _)) => {
                let open = &open.name;
                self.mismatches
                    .push(format!("Closing <{name}> but <{open}> is open"));
            }
            None => {
                self.mismatches
                    .push(format!("Closing <{name}> but no markup is open"));
            }
        }
    }

    fn strut(&mut self, attributes: &str, warnings: &mut Vec<String>) {
        let (mut width, mut ascend, mut descend, mut label) = (None, None, None, None);
        for (key, value) in pairs(attributes) {
            let target = match key.as_str() {
                "width" | "w" => &mut width,
                "ascend" | "a" => &mut ascend,
                "descend" | "d" => &mut descend,
                "label" => {
                    label = Some(value);
                    continue;
                }
                _ => {
                    warnings.push(format!("Unknown strut attribute: \"{key}\""));
                    continue;
                }
            };
            *target = measure(&value.to_lowercase(), self.style.size).or(*target);
        }
        self.push(Content::Strut {
            width: width.unwrap_or_default(),
            ascend,
            descend,
            label,
        });
    }

    /// Takes over the looks of a symbol; its name.
    fn symbol(&mut self, attributes: &str, warnings: &mut Vec<String>) -> Option<String> {
        let mut name = None;
        for word in words(attributes) {
            match word.split_once('=') {
                None if symbol(&word.to_lowercase()).is_some() => {
                    name = Some(word.to_lowercase());
                }
                Some((key @ ("size" | "color" | "bgcolor" | "href"), value)) => {
                    apply(key, value, Arc::make_mut(&mut self.style), warnings);
                }
                other => {
                    // The reference takes a word for a switch, and `no` for its negation.
                    let key = other
                        .map_or_else(|| word.strip_prefix("no").unwrap_or(&word), |(key, _)| key);
                    warnings.push(format!("Unknown attribute in <sym>: {key} (ignored)"));
                }
            }
        }
        name
    }

    fn finish(mut self, text: &str) -> Parsed<'a> {
        if !self.open.is_empty() {
            let mut unclosed = "Unclosed markup:".to_owned();
            for (tag, _) in self.open.iter().rev().take(32) {
                let _ = write!(unclosed, " {}", tag.source.to_lowercase());
            }
            self.mismatches.push(unclosed);
        }
        let errors = self.mismatches.iter();
        self.parsed
            .warnings
            .extend(errors.map(|error| format!("Markup error: \"{text}\"\n  {error}")));
        self.parsed
    }
}

/// The span attributes that a built-in tag stands for.
fn built_in(name: &str) -> Option<&'static str> {
    Some(match name {
        "b" | "strong" => "weight=bold",
        "i" | "emp" => "style=italic",
        "u" => "underline=single",
        "s" => "strikethrough=true",
        "tt" => "face=monospace",
        "big" => "size=larger",
        "small" => "size=smaller",
        "sub" => "size=smaller rise=-30%",
        "sup" => "size=smaller rise=30%",
        _ => return None,
    })
}

/// The attributes as pairs; a word without `=` has an empty value.
fn pairs(attributes: &str) -> Vec<(String, String)> {
    words(attributes)
        .into_iter()
        .map(|word| match word.split_once('=') {
            Some((key, value)) => (key.to_lowercase(), value.to_owned()),
            None => (word.to_lowercase(), String::new()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::style::{Slant, Weight};
    use super::*;
    use crate::growth::linear;

    const PAGES: Tags<'static> = Tags {
        shortcodes: None,
        pictures: Pictures::Known,
    };

    #[test]
    fn nested_tags_add_up_and_closing_restores() {
        let parsed = parse("a<b>b<i>c</i></b>d", &Tags::default());
        let styles: Vec<_> = parsed
            .spans
            .iter()
            .map(|span| (span.content.clone(), span.style.weight, span.style.slant))
            .collect();
        assert_eq!(
            styles,
            [
                (Content::Text("a"), None, None),
                (Content::Text("b"), Some(Weight::Bold), None),
                (Content::Text("c"), Some(Weight::Bold), Some(Slant::Italic)),
                (Content::Text("d"), None, None),
            ]
        );
        assert!(parsed.warnings.is_empty());
    }

    #[test]
    fn what_does_not_match_is_reported() {
        let parsed = parse("<i><B Color=red>x</i>", &Tags::default());
        assert_eq!(
            parsed.warnings,
            [
                "Markup error: \"<i><B Color=red>x</i>\"\n  Closing <i> but <b> is open",
                "Markup error: \"<i><B Color=red>x</i>\"\n  Unclosed markup: <b color=red> <i>",
            ]
        );
    }

    #[test]
    fn the_last_symbol_that_is_known_counts() {
        let parsed = parse("<sym flat sharp nosuch zip=3/>", &PAGES);
        let contents: Vec<_> = parsed.spans.into_iter().map(|span| span.content).collect();
        assert_eq!(contents, [Content::Symbol("sharp".into())]);
        assert_eq!(
            parsed.warnings,
            [
                "Unknown attribute in <sym>: such (ignored)",
                "Unknown attribute in <sym>: zip (ignored)",
            ]
        );
    }

    #[test]
    fn unknown_tags_vanish_and_their_content_stays() {
        let parsed = parse("a<br/>b", &Tags::default());
        assert_eq!(parsed.spans.len(), 2);
        assert_eq!(parsed.warnings, ["Invalid markup: \"br\""]);
    }

    #[test]
    fn symbols_and_pictures_are_known_on_pages_only() {
        let text = "<sym flat color=red/><img src=a.png/>";
        let pages = parse(text, &PAGES);
        assert_eq!(
            pages.spans.first().map(|span| &span.content),
            Some(&Content::Symbol("flat".into()))
        );
        assert_eq!(
            pages.spans.last().map(|span| &span.content),
            Some(&Content::Image(vec![("src".into(), "a.png".into())]))
        );
        assert!(parse(text, &Tags::default()).spans.is_empty());
    }

    #[test]
    fn shortcodes_win_over_built_in_tags() {
        let codes = IndexMap::from([("b".to_owned(), "color=red".to_owned())]);
        let tags = Tags {
            shortcodes: Some(&codes),
            ..Tags::default()
        };
        let parsed = parse("<b>x</b>", &tags);
        let style = &parsed.spans.first().expect("one span").style;
        assert_eq!(style.color.as_deref(), Some("red"));
        assert_eq!(style.weight, None);
    }

    #[test]
    fn many_tags_take_linear_time() {
        let (spans, warnings) = linear("<b>x</i>", 160_000, |text| {
            let parsed = parse(text, &Tags::default());
            (parsed.spans.len(), parsed.warnings.len())
        });
        assert_eq!(spans, 20_000);
        assert!(
            (1..=2 * MOST_WARNINGS + 1).contains(&warnings),
            "{warnings}"
        );
    }
}
