//! The body of a song as it is laid out: its elements in order, recalled choruses in their places, with what follows from their
//! neighbours (`docs/spec/pages.md#3.4`, `#3.6`).

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use chordpro_config::{Config, Trust};
use chordpro_song::markup::Text;
use chordpro_song::{BlockKind, Setting, Song};

use crate::context::BookContext;
use crate::element_font::FontElement;
use crate::elements::{self, Element, ElementKind};
use crate::error::LayoutError;
use crate::keep_together;
use crate::page::{SourcePlace, Tag};
use crate::structure::Parent;

/// Recalls within recalls are followed this far.
const DEEPEST: u32 = 16;

/// The body of a song.
pub(crate) struct Body<'s> {
    /// Its elements.
    pub(crate) entries: Vec<Entry<'s>>,
    /// The ranges of elements that stay together, by where they begin.
    pub(crate) together: Vec<Range<usize>>,
    /// The index of the first element that shows something; that behind the last one where none does.
    pub(crate) first_shown: usize,
}

/// An element in its place.
pub(crate) struct Entry<'s> {
    /// The element.
    pub(crate) element: Element<'s>,
    /// The section that it is in; `None` outside of sections.
    pub(crate) section: Option<Parent>,
    /// Where it stands in the source.
    pub(crate) source: SourcePlace,
    /// What becomes of it here.
    pub(crate) part: Part<'s>,
}

/// What becomes of an element in its place.
pub(crate) enum Part<'s> {
    /// What its kind says.
    Plain,
    /// A blank line; whether nothing but blank lines follows next.
    Blank(bool),
    /// The diagrams of these chords: those that follow each other share their rows, and stand where the last of them does.
    Diagrams(Vec<&'s str>),
    /// The settings from here on.
    Settings(Arc<Config>),
    /// The beginning of a recalled chorus, whose elements follow.
    Quoted,
    /// A recall that is nested too deeply.
    TooDeep,
}

/// Where the sections of a body begin and end.
struct Sections<'e> {
    /// The kind of the section that goes on, empty outside; `None` behind the end of one.
    context: Option<&'e str>,
}

impl<'e> Sections<'e> {
    /// Takes the next element; gives whether it begins a section, or what stands outside of sections.
    fn enter(&mut self, element: &Element<'e>) -> bool {
        let begins = self.context != Some(element.context);
        self.context = match element.kind {
            ElementKind::SectionEnd => None,
            _ => Some(element.context),
        };
        begins
    }
}

/// Whether an element only says something about what follows.
pub(crate) fn is_setting(kind: &ElementKind<'_>) -> bool {
    matches!(
        kind,
        ElementKind::Label(_)
            | ElementKind::SectionEnd
            | ElementKind::GridShape(_)
            | ElementKind::Setting(_)
            | ElementKind::Key
    )
}

/// Whether an element has a label that becomes a comment.
fn has_comment(element: &Element<'_>, config: &Config) -> bool {
    let label = match element.kind {
        ElementKind::Label(label) => Some(label),
        ElementKind::GridShape(shape) => shape.label.as_ref().map(Text::as_written),
        _ => None,
    };
    label.is_some_and(|label| !label.is_empty())
        && FontElement::from_name(&config.pdf.labels.comment).is_some()
}

/// The paths that a song sets more than once.
fn repeated_settings(song: &Song) -> BTreeSet<&str> {
    let mut once = BTreeSet::new();
    let mut again = BTreeSet::new();
    for block in song.sections.iter().flat_map(|section| &section.blocks) {
        if let BlockKind::Setting(setting) = &block.kind
            && !once.insert(setting.path.as_str())
        {
            again.insert(setting.path.as_str());
        }
    }
    again
}

impl<'s> Body<'s> {
    /// The body of `song`, which begins with the settings `config`.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub(crate) fn new(
        song: &'s Song,
        config: &Arc<Config>,
        book: &mut BookContext<'_>,
    ) -> Result<Self, LayoutError> {
        let mut builder = Builder {
            book,
            repeated: repeated_settings(song),
            config: Arc::clone(config),
            entries: Vec::new(),
            together: Vec::new(),
        };
        let source = SourcePlace {
            input: song.source.input,
            ..SourcePlace::default()
        };
        builder.add(&elements::of_song(song), None, source, 0)?;
        let Builder {
            entries,
            mut together,
            ..
        } = builder;
        together.sort_by_key(|range| range.start);
        let shows = |entry: &Entry<'_>| {
            !is_setting(&entry.element.kind) || has_comment(&entry.element, config)
        };
        let first = entries.iter().position(shows);
        Ok(Body {
            first_shown: first.unwrap_or(entries.len()),
            entries,
            together,
        })
    }
}

/// Makes a body.
struct Builder<'s, 'c, 'a> {
    book: &'c mut BookContext<'a>,
    /// The paths that the song sets more than once.
    repeated: BTreeSet<&'s str>,
    /// The settings so far.
    config: Arc<Config>,
    entries: Vec<Entry<'s>>,
    together: Vec<Range<usize>>,
}

impl<'s> Builder<'s, '_, '_> {
    /// Adds elements that stand in `around`, in an input, or in what a line of it recalls, `depth` recalls deep.
    fn add(
        &mut self,
        elements: &[Element<'s>],
        around: Option<Parent>,
        input: SourcePlace,
        depth: u32,
    ) -> Result<(), LayoutError> {
        let together = keep_together::together(elements, &self.config.native);
        let mut indices = Vec::with_capacity(elements.len() + 1);
        let mut sections = Sections { context: Some("") };
        let mut section = around;
        let mut chords = Vec::new();
        for (index, element) in elements.iter().enumerate() {
            indices.push(self.entries.len());
            if sections.enter(element) {
                section = self.section_of(element, around);
            }
            let next = elements.get(index + 1).map(|next| &next.kind);
            let part = self.part(element, next, depth, &mut chords)?;
            let is_quoted = matches!(part, Part::Quoted);
            let mut source = input.at(element.place);
            self.entries.push(Entry {
                element: *element,
                section,
                source,
                part,
            });
            if let (true, ElementKind::Recall(recall)) = (is_quoted, element.kind)
                && let Some(chorus) = &recall.of
            {
                let body = elements::of_section(chorus);
                let count = u64::try_from(body.len()).unwrap_or(u64::MAX);
                self.book.budget.at_line(element.place.line);
                self.book.budget.charge_elements(count)?;
                source.recall.get_or_insert(element.place.line);
                self.add(&body, section, source, depth + 1)?;
            }
        }
        indices.push(self.entries.len());
        let index = |of: usize| indices.get(of).copied().unwrap_or_default();
        let together = together.into_iter();
        self.together
            .extend(together.map(|range| index(range.start)..index(range.end)));
        Ok(())
    }

    /// The section that an element begins, or what there is around all of them.
    fn section_of(&mut self, element: &Element<'_>, around: Option<Parent>) -> Option<Parent> {
        if element.context.is_empty() {
            return around;
        }
        self.book.sections += 1;
        Some(Parent {
            tag: Tag::Section(self.book.sections),
            line: element.place.line,
        })
    }

    fn part(
        &mut self,
        element: &Element<'s>,
        next: Option<&ElementKind<'_>>,
        depth: u32,
        chords: &mut Vec<&'s str>,
    ) -> Result<Part<'s>, LayoutError> {
        Ok(match element.kind {
            ElementKind::Empty => Part::Blank(matches!(
                next,
                Some(ElementKind::Empty | ElementKind::Ignored) | None
            )),
            ElementKind::Diagrams(names) => {
                chords.extend(names.iter().map(String::as_str));
                match next {
                    Some(ElementKind::Diagrams(_)) => Part::Diagrams(Vec::new()),
                    _ => Part::Diagrams(std::mem::take(chords)),
                }
            }
            ElementKind::Recall(_) if depth >= DEEPEST => Part::TooDeep,
            ElementKind::Recall(recall)
                if self.config.pdf.chorus.recall.quote && recall.of.is_some() =>
            {
                Part::Quoted
            }
            ElementKind::Setting(setting) => match self.set_again(setting) {
                Some(config) => {
                    self.config = Arc::clone(&config);
                    Part::Settings(config)
                }
                None => Part::Plain,
            },
            _ => Part::Plain,
        })
    }

    /// The settings after one that the song makes more than once; others are in force from the start.
    fn set_again(&self, setting: &Setting) -> Option<Arc<Config>> {
        // The reader has seen to it that the song may set this: else there is no configuration.
        if setting.config.is_none() || !self.repeated.contains(setting.path.as_str()) {
            return None;
        }
        let changed = self
            .config
            .set(&setting.path, &setting.value, Trust::Untrusted);
        changed.ok().map(|(config, _)| Arc::new(config))
    }
}
