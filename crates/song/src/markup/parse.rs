//! Cutting a text into runs of equal style.

use std::fmt::Write as _;
use std::sync::Arc;

use chordpro_config::Config;
use indexmap::IndexMap;

use super::attribute::{apply, apply_span, measure, words};
use super::style::{Measure, Style};
use super::symbol::symbol;
use super::tag::{Piece, pieces};

/// How many complaints about one text are kept.
const MOST_FAULTS: usize = 8;

/// The tags that a configuration adds (`markup.shortcodes`): names with the attributes of the span that each stands for. They
/// win over the built-in ones.
#[derive(Debug, Clone, Copy, Default)]
pub struct ShortCodes<'a>(Option<&'a IndexMap<String, String>>);

impl<'a> ShortCodes<'a> {
    /// Those of a configuration.
    pub fn of(config: &'a Config) -> Self {
        ShortCodes::new(&config.markup.shortcodes)
    }

    /// These.
    pub fn new(codes: &'a IndexMap<String, String>) -> Self {
        ShortCodes((!codes.is_empty()).then_some(codes))
    }

    fn get(self, name: &str) -> Option<&'a str> {
        self.0?.get(name).map(String::as_str)
    }
}

/// Which of the things that are no letters a format shows. What it does not show is wrong markup there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pictures {
    /// None: `<sym …/>` and `<img …/>` are unknown tags (the text formats of the reference).
    Unknown,
    /// Symbols, as letters; `<img …/>` is an unknown tag.
    Letters,
    /// All (pages).
    Known,
}

/// A complaint about the markup of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, in the reference's words.
    message: String,
    place: FaultPlace,
}

/// Where a fault is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FaultPlace {
    Everywhere,
    /// Where symbols are not known.
    WithoutSymbols,
    /// Where symbols are known.
    WithSymbols,
    /// Where pictures are not known.
    WithoutPictures,
}

impl Fault {
    /// The message, where it concerns a format that shows these pictures.
    pub fn message(&self, pictures: Pictures) -> Option<&str> {
        let concerns = match self.place {
            FaultPlace::Everywhere => true,
            FaultPlace::WithoutSymbols => pictures == Pictures::Unknown,
            FaultPlace::WithSymbols => pictures != Pictures::Unknown,
            FaultPlace::WithoutPictures => pictures != Pictures::Known,
        };
        concerns.then_some(self.message.as_str())
    }
}

/// A text cut into runs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parsed<'a> {
    /// The runs, in order; none of them is empty text.
    pub runs: Vec<Run<'a>>,
    /// What is wrong with the markup.
    pub faults: Vec<Fault>,
}

/// A part of a text in one style.
#[derive(Debug, Clone, PartialEq)]
pub struct Run<'a> {
    /// What it is.
    pub content: Content<'a>,
    /// Its style; shared by the runs of one tag.
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

/// Cuts `text` into runs. Never fails: what is no markup is text, what is wrong is reported and dropped.
pub fn parse<'a>(text: &'a str, codes: ShortCodes<'_>) -> Parsed<'a> {
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
                reader.open(tag, is_closed, codes);
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
        self.parsed.runs.push(Run {
            content,
            style: Arc::clone(&self.style),
        });
    }

    fn complain(&mut self, place: FaultPlace, messages: impl IntoIterator<Item = String>) {
        // Each symbol is one where none are known; those do not count against what is wrong everywhere.
        let is_symbol = |place| place == FaultPlace::WithoutSymbols;
        let faults = self.parsed.faults.iter();
        let kept = faults.filter(|fault| is_symbol(fault.place) == is_symbol(place));
        let room = MOST_FAULTS.saturating_sub(kept.count());
        let faults = messages.into_iter().map(|message| Fault { message, place });
        self.parsed.faults.extend(faults.take(room));
    }

    fn open(&mut self, tag: Tag<'a>, is_closed: bool, codes: ShortCodes<'_>) {
        let (name, attributes) = (tag.name.as_str(), tag.attributes);
        let unknown = || format!("Invalid markup: \"{name}\"");
        let mut warnings = Vec::new();
        let before = Arc::clone(&self.style);
        let equivalent = codes
            .get(name)
            .or_else(|| (name == "span").then_some(attributes))
            .or_else(|| built_in(name));
        let mut place = FaultPlace::Everywhere;
        if let Some(attributes) = equivalent {
            apply_span(attributes, Arc::make_mut(&mut self.style), &mut warnings);
        } else if is_closed {
            match name {
                "strut" => self.strut(attributes, &mut warnings),
                "sym" => {
                    self.complain(FaultPlace::WithoutSymbols, [unknown()]);
                    place = FaultPlace::WithSymbols;
                    if let Some(name) = self.symbol(attributes, &mut warnings) {
                        self.push(Content::Symbol(name));
                    }
                }
                "img" => {
                    place = FaultPlace::WithoutPictures;
                    warnings.push(unknown());
                    self.push(Content::Image(pairs(attributes)));
                }
                _ => warnings.push(unknown()),
            }
        } else {
            warnings.push(unknown());
        }
        self.complain(place, warnings);
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
            _ if self.mismatches.len() >= MOST_FAULTS => {}
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
        self.parsed.faults.extend(errors.map(|error| Fault {
            message: format!("Markup error: \"{text}\"\n  {error}"),
            place: FaultPlace::Everywhere,
        }));
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

    const NONE: ShortCodes<'static> = ShortCodes(None);

    fn faults(parsed: &Parsed<'_>, pictures: Pictures) -> Vec<String> {
        let messages = parsed
            .faults
            .iter()
            .filter_map(|fault| fault.message(pictures));
        messages.map(str::to_owned).collect()
    }

    #[test]
    fn nested_tags_add_up_and_closing_restores() {
        let parsed = parse("a<b>b<i>c</i></b>d", NONE);
        let styles: Vec<_> = parsed
            .runs
            .iter()
            .map(|run| (run.content.clone(), run.style.weight, run.style.slant))
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
        assert!(parsed.faults.is_empty());
    }

    #[test]
    fn what_does_not_match_is_reported() {
        let parsed = parse("<i><B Color=red>x</i>", NONE);
        assert_eq!(
            faults(&parsed, Pictures::Known),
            [
                "Markup error: \"<i><B Color=red>x</i>\"\n  Closing <i> but <b> is open",
                "Markup error: \"<i><B Color=red>x</i>\"\n  Unclosed markup: <b color=red> <i>",
            ]
        );
    }

    #[test]
    fn the_last_symbol_that_is_known_counts() {
        let parsed = parse("<sym flat sharp nosuch zip=3/>", NONE);
        let contents: Vec<_> = parsed.runs.iter().map(|run| run.content.clone()).collect();
        assert_eq!(contents, [Content::Symbol("sharp".into())]);
        assert_eq!(
            faults(&parsed, Pictures::Known),
            [
                "Unknown attribute in <sym>: such (ignored)",
                "Unknown attribute in <sym>: zip (ignored)",
            ]
        );
    }

    #[test]
    fn unknown_tags_vanish_and_their_content_stays() {
        let parsed = parse("a<br/>b", NONE);
        assert_eq!(parsed.runs.len(), 2);
        assert_eq!(
            faults(&parsed, Pictures::Unknown),
            ["Invalid markup: \"br\""]
        );
    }

    #[test]
    fn symbols_and_pictures_are_faults_where_they_are_not_shown() {
        let text = "<sym flat color=red/><img src=a.png/>";
        let pages = parse(text, NONE);
        assert_eq!(
            pages.runs.first().map(|run| &run.content),
            Some(&Content::Symbol("flat".into()))
        );
        assert_eq!(
            pages.runs.last().map(|run| &run.content),
            Some(&Content::Image(vec![("src".into(), "a.png".into())]))
        );
        let unknown = ["Invalid markup: \"sym\"", "Invalid markup: \"img\""];
        assert_eq!(faults(&pages, Pictures::Unknown), unknown);
        assert_eq!(faults(&pages, Pictures::Letters), [unknown[1]]);
        assert!(faults(&pages, Pictures::Known).is_empty());
    }

    #[test]
    fn shortcodes_win_over_built_in_tags() {
        let codes = IndexMap::from([("b".to_owned(), "color=red".to_owned())]);
        let parsed = parse("<b>x</b>", ShortCodes::new(&codes));
        let style = &parsed.runs.first().expect("one span").style;
        assert_eq!(style.color.as_deref(), Some("red"));
        assert_eq!(style.weight, None);
    }

    #[test]
    fn many_tags_take_linear_time() {
        let (runs, warnings) = linear("<b>x</i>", 160_000, |text| {
            let parsed = parse(text, NONE);
            (parsed.runs.len(), parsed.faults.len())
        });
        assert_eq!(runs, 20_000);
        assert!((1..=2 * MOST_FAULTS + 1).contains(&warnings), "{warnings}");
    }
}
