//! Texts of a song: as written, and cut into runs of equal style.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::parse::{Content, Fault, Pictures, Run, ShortCodes, parse};
use super::style::{Measure, Style};
use super::symbol::{letters, symbol};
use crate::text::offset_in;

/// A text of a song with its markup, which was parsed when the song was read. Cheap to clone.
///
/// Texts are equal where they are written in the same way.
#[derive(Clone)]
pub struct Text {
    written: Arc<str>,
    /// The runs; `None` for a text without a tag.
    markup: Option<Arc<Markup>>,
}

/// What the markup of a text says.
#[derive(Debug)]
struct Markup {
    /// The text that the runs are parts of, where it is not the text as written: tags carried over from segments before it
    /// stand at its front, closing ones at its end.
    balanced: Option<Box<str>>,
    runs: Vec<StoredRun>,
    faults: Vec<Fault>,
}

/// A part of a text in one style.
#[derive(Debug)]
struct StoredRun {
    content: StoredContent,
    style: Arc<Style>,
}

/// What a run holds; text as its place.
#[derive(Debug)]
enum StoredContent {
    Text(Range<usize>),
    Strut {
        width: Measure,
        ascend: Option<Measure>,
        descend: Option<Measure>,
        label: Option<String>,
    },
    Symbol(String),
    Image(Vec<(String, String)>),
}

impl Text {
    /// A text whose markup is its own.
    pub fn new(written: impl Into<Arc<str>>, codes: ShortCodes<'_>) -> Self {
        let written = written.into();
        let markup = written
            .contains('<')
            .then(|| Arc::new(Markup::of(&written, None, codes)));
        Text { written, markup }
    }

    /// A segment of a line, with the tags that are open around it in `balanced` ([`balance`](super::balance())).
    pub(crate) fn carried(written: &str, balanced: &str, codes: ShortCodes<'_>) -> Self {
        if written == balanced {
            return Text::new(written, codes);
        }
        Text {
            written: Arc::from(written),
            markup: Some(Arc::new(Markup::of(balanced, Some(balanced), codes))),
        }
    }

    /// The text as the song writes it, with its markup.
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// The text, where it has no markup.
    pub fn unmarked(&self) -> Option<&str> {
        self.markup.is_none().then_some(&*self.written)
    }

    /// The parts of equal style, in order.
    pub fn runs(&self) -> Vec<Run<'_>> {
        let Some(markup) = &self.markup else {
            return vec![Run {
                content: Content::Text(&self.written),
                style: Arc::default(),
            }];
        };
        let text = markup.balanced.as_deref().unwrap_or(&self.written);
        let runs = markup.runs.iter();
        runs.map(|run| Run {
            content: run.content.within(text),
            style: Arc::clone(&run.style),
        })
        .collect()
    }

    /// What is wrong with its markup in a format that shows these pictures.
    pub fn faults(&self, pictures: Pictures) -> impl Iterator<Item = &str> {
        let faults = self.markup.iter().flat_map(|markup| &markup.faults);
        faults.filter_map(move |fault| fault.message(pictures))
    }

    /// The text without markup, and without symbols.
    pub fn plain(&self) -> Cow<'_, str> {
        self.letters(|_| "")
    }

    /// The text without markup, its symbols as letters: `A<sym flat/>` is A♭.
    pub fn readable(&self) -> Cow<'_, str> {
        self.letters(|name| symbol(name).map_or("", letters))
    }

    fn letters(&self, of_symbol: impl Fn(&str) -> &'static str) -> Cow<'_, str> {
        let Some(markup) = &self.markup else {
            return Cow::Borrowed(&self.written);
        };
        let text = markup.balanced.as_deref().unwrap_or(&self.written);
        let runs = markup.runs.iter();
        Cow::Owned(
            runs.map(|run| match &run.content {
                StoredContent::Text(range) => text.get(range.clone()).unwrap_or_default(),
                StoredContent::Symbol(name) => of_symbol(name),
                StoredContent::Strut { .. } | StoredContent::Image(_) => "",
            })
            .collect(),
        )
    }

    /// Parses the text again, with other short codes; what was carried over from other segments is kept.
    pub(crate) fn parse_again(&mut self, codes: ShortCodes<'_>) {
        let Some(markup) = &self.markup else { return };
        let again = match markup.balanced.as_deref() {
            Some(balanced) => Markup::of(balanced, Some(balanced), codes),
            None => Markup::of(&self.written, None, codes),
        };
        self.markup = Some(Arc::new(again));
    }

    /// The bytes that the text takes beside its place.
    pub(crate) fn size(&self) -> usize {
        let markup = self.markup.as_ref().map_or(0, |markup| {
            let balanced = markup.balanced.as_ref().map_or(0, |text| text.len());
            let runs = markup.runs.capacity() * (size_of::<StoredRun>() + size_of::<Style>());
            let faults = markup.faults.capacity() * size_of::<Fault>();
            size_of::<Markup>() + balanced + runs + faults
        });
        self.written.len() + 2 * size_of::<usize>() + markup
    }
}

impl Markup {
    fn of(text: &str, balanced: Option<&str>, codes: ShortCodes<'_>) -> Self {
        let parsed = parse(text, codes);
        let runs = parsed.runs.into_iter().map(|run| StoredRun {
            content: StoredContent::of(run.content, text),
            style: run.style,
        });
        Markup {
            balanced: balanced.map(Box::from),
            runs: runs.collect(),
            faults: parsed.faults,
        }
    }
}

impl StoredContent {
    fn of(content: Content<'_>, whole: &str) -> Self {
        match content {
            Content::Text(text) => {
                let start = offset_in(whole, text).unwrap_or_default();
                StoredContent::Text(start..start.saturating_add(text.len()))
            }
            Content::Strut {
                width,
                ascend,
                descend,
                label,
            } => StoredContent::Strut {
                width,
                ascend,
                descend,
                label,
            },
            Content::Symbol(name) => StoredContent::Symbol(name),
            Content::Image(attributes) => StoredContent::Image(attributes),
        }
    }

    fn within<'t>(&self, text: &'t str) -> Content<'t> {
        match self {
            StoredContent::Text(range) => {
                Content::Text(text.get(range.clone()).unwrap_or_default())
            }
            StoredContent::Strut {
                width,
                ascend,
                descend,
                label,
            } => Content::Strut {
                width: *width,
                ascend: *ascend,
                descend: *descend,
                label: label.clone(),
            },
            StoredContent::Symbol(name) => Content::Symbol(name.clone()),
            StoredContent::Image(attributes) => Content::Image(attributes.clone()),
        }
    }
}

impl Default for Text {
    fn default() -> Self {
        Text {
            written: Arc::from(""),
            markup: None,
        }
    }
}

impl From<&str> for Text {
    /// A text with the built-in markup.
    fn from(written: &str) -> Self {
        Text::new(written, ShortCodes::default())
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.written.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(text: &Text) -> Vec<(String, bool)> {
        let runs = text.runs().into_iter();
        runs.map(|run| {
            let is_styled = *run.style != Style::default();
            match run.content {
                Content::Text(text) => (text.to_owned(), is_styled),
                other => (format!("{other:?}"), is_styled),
            }
        })
        .collect()
    }

    #[test]
    fn markup_becomes_runs_and_what_was_written_stays() {
        let text = Text::from("a<b>b</b><sym flat/>");
        assert_eq!(text.as_written(), "a<b>b</b><sym flat/>");
        assert_eq!(
            contents(&text),
            [
                ("a".to_owned(), false),
                ("b".to_owned(), true),
                ("Symbol(\"flat\")".to_owned(), false)
            ]
        );
        assert_eq!((&*text.plain(), &*text.readable()), ("ab", "ab♭"));
    }

    #[test]
    fn a_text_without_tags_is_one_run() {
        let text = Text::from("5 > 3");
        assert_eq!(text.unmarked(), Some("5 > 3"));
        assert_eq!(contents(&text), [("5 > 3".to_owned(), false)]);
        assert!(matches!(text.plain(), Cow::Borrowed(_)));
    }

    #[test]
    fn a_segment_has_the_style_that_was_open_before_it() {
        let text = Text::carried("ld</b> x", "<b>ld</b> x", ShortCodes::default());
        assert_eq!(text.as_written(), "ld</b> x");
        assert_eq!(
            contents(&text),
            [("ld".to_owned(), true), (" x".to_owned(), false)]
        );
        assert_eq!(text.faults(Pictures::Known).count(), 0);
    }
}
