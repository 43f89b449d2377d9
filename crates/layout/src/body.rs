//! The element loop (`docs/spec/pages.md#3.4`).

use std::sync::Arc;

use chordpro_config::Trust;
use chordpro_song::Setting;
use chordpro_song::markup::Text;

use crate::comment::{comment_line, comment_text, tab_line};
use crate::composer::{Composer, PendingLabel};
use crate::control::change_style;
use crate::diagrams::{AtFoot, diagrams_here, place_diagrams, place_diagrams_below};
use crate::element_font::FontElement;
use crate::elements::{self, Element, ElementKind};
use crate::error::LayoutError;
use crate::grid_row::{grid_row, grid_shape};
use crate::guides::guides;
use crate::keep_together;
use crate::keep_together::keep_together;
use crate::paginator::Paginator;
use crate::picture::{place_picture, spread_image};
use crate::place::Place;
use crate::recall::{Depth, comment_font, put_recall};
use crate::songline::songline;
use crate::structure::Parent;

/// Whether an element only says something about what follows.
fn is_setting(kind: &ElementKind<'_>) -> bool {
    matches!(
        kind,
        ElementKind::Label(_)
            | ElementKind::SectionEnd
            | ElementKind::GridShape(_)
            | ElementKind::Setting(_)
            | ElementKind::Key
    )
}

/// Where the sections of a body begin and end.
struct Sections<'e> {
    /// The kind of the section that goes on, empty outside; `None` behind the end of one.
    context: Option<&'e str>,
}

/// What an element begins.
#[derive(Clone, Copy)]
enum Begun {
    /// A section, in a line of the source.
    Section(u32),
    /// What stands outside of sections.
    Outside,
}

impl<'e> Sections<'e> {
    /// Takes the next element; gives what it begins, if anything.
    fn enter(&mut self, element: &Element<'e>) -> Option<Begun> {
        let context = element.context;
        let begun = if context.is_empty() {
            Begun::Outside
        } else {
            Begun::Section(element.place.line)
        };
        let begun = (self.context != Some(context)).then_some(begun);
        self.context = match element.kind {
            ElementKind::SectionEnd => None,
            _ => Some(context),
        };
        begun
    }
}

/// Lays out the whole body: the first page, all elements, what comes after them. Gives whether diagrams that belong to
/// the foot of a page took a page of their own below the song.
///
/// # Errors
/// [`LayoutError::Exceeded`], [`LayoutError::RecallKind`].
pub(crate) fn body(
    composer: &mut Composer<'_, '_>,
    pages: &mut Paginator<'_>,
    at_foot: AtFoot,
) -> Result<bool, LayoutError> {
    pages.new_page(composer)?;
    let elements = elements::of_song(composer.song);
    let shows =
        |element: &Element<'_>| !is_setting(&element.kind) || has_comment(composer, element);
    let first = elements.iter().position(shows);
    let first = first.unwrap_or(elements.len());
    elements_with(
        composer,
        pages,
        &elements,
        Depth::default(),
        |this, place, index| {
            if index == first {
                prepare(this, place, at_foot)?;
                guides(this, place);
            }
            Ok(())
        },
    )?;
    if first == elements.len() {
        guides(composer, pages);
    }
    let count = pages.pages.len();
    let is_foot_wanted = place_diagrams_below(composer, pages, at_foot)?;
    Ok(is_foot_wanted && pages.pages.len() > count)
}

/// Prepares the first page for the first element that shows something: diagrams, text blocks, the spread picture.
/// Text blocks are set here: later fonts of the song are not theirs.
///
/// # Errors
/// [`LayoutError::Exceeded`].
fn prepare(
    composer: &mut Composer<'_, '_>,
    place: &mut dyn Place,
    diagrams: AtFoot,
) -> Result<(), LayoutError> {
    place_diagrams(composer, place, diagrams)?;
    composer.pictures.available = place.position().available(composer.indent);
    let song = composer.song;
    for (id, asset) in &song.assets {
        if crate::image::textblock::lines(&asset.content).is_some() {
            composer.prepared(id)?;
        }
    }
    spread_image(composer, place)
}

/// Lays out elements in order.
pub(crate) fn elements(
    composer: &mut Composer<'_, '_>,
    place: &mut dyn Place,
    elements: &[Element<'_>],
    depth: Depth,
) -> Result<(), LayoutError> {
    elements_with(composer, place, elements, depth, |_, _, _| Ok(()))
}

/// Lays out elements in order; `before` is called with the index of each that is to come.
fn elements_with(
    composer: &mut Composer<'_, '_>,
    place: &mut dyn Place,
    elements: &[Element<'_>],
    depth: Depth,
    mut before: impl FnMut(&mut Composer<'_, '_>, &mut dyn Place, usize) -> Result<(), LayoutError>,
) -> Result<(), LayoutError> {
    let mut together = keep_together::together(elements, &composer.style.config.native)
        .into_iter()
        .peekable();
    let mut rest = elements.iter().enumerate().peekable();
    let mut chords: Vec<&str> = Vec::new();
    let (around, source) = (composer.section, composer.source);
    let mut sections = Sections { context: Some("") };
    while let Some((index, element)) = rest.next() {
        before(composer, place, index)?;
        if let Some(begun) = sections.enter(element) {
            enter_section(composer, begun, around);
        }
        composer.book.budget.at_line(element.place.line);
        composer.book.budget.tick()?;
        if place.is_full() {
            break;
        }
        while let Some(range) = together.next_if(|range| range.start == index) {
            let range = elements.get(range).unwrap_or_default();
            keep_together(composer, place, range, depth)?;
        }
        composer.source = source.at(element.place);
        let next = rest.peek().map(|(_, element)| &element.kind);
        if let ElementKind::Diagrams(names) = &element.kind {
            // Diagrams that follow each other share their rows.
            chords.extend(names.iter().map(String::as_str));
            if !matches!(next, Some(ElementKind::Diagrams(_))) {
                place.position_mut().ignores_blanks = false;
                let chords = std::mem::take(&mut chords);
                diagrams_here(composer, place, &chords, element.place.line)?;
            }
            continue;
        }
        put_element(composer, place, element, next, depth)?;
        if !composer.drawing.diagnostics.is_empty() {
            // What is said about an element that draws nothing.
            composer.put_unmarked(place, 0.0);
        }
    }
    (composer.section, composer.source) = (around, source);
    Ok(())
}

/// Enters a section, or goes back to what there is `around` all of them.
fn enter_section(composer: &mut Composer<'_, '_>, begun: Begun, around: Option<Parent>) {
    composer.section = match begun {
        Begun::Section(line) => Some(composer.new_section(line)),
        Begun::Outside => around,
    };
}

fn put_element(
    composer: &mut Composer<'_, '_>,
    place: &mut dyn Place,
    element: &Element<'_>,
    next: Option<&ElementKind<'_>>,
    depth: Depth,
) -> Result<(), LayoutError> {
    match &element.kind {
        ElementKind::Empty => {
            let goes_on = matches!(next, Some(ElementKind::Empty | ElementKind::Ignored) | None);
            blank_line(composer, place, goes_on);
            return Ok(());
        }
        ElementKind::Ignored | ElementKind::Control(_) => {}
        kind if is_setting(kind) => {}
        _ => place.position_mut().ignores_blanks = false,
    }
    let context = element.context;
    match &element.kind {
        ElementKind::SongLine(line) => songline(composer, place, line, context, element.place.line),
        ElementKind::TabLine(text) => tab_line(composer, place, text, context, element.place.line),
        ElementKind::Comment(comment) => comment_line(
            composer,
            place,
            comment_font(comment.style),
            &comment.content,
            context,
            element.place.line,
        ),
        ElementKind::GridLine(line) => grid_row(composer, place, line, element.place.line),
        ElementKind::Image(image) => place_picture(composer, place, image, element),
        ElementKind::Recall(recall) => {
            put_recall(composer, place, recall, element.place.line, depth)
        }
        ElementKind::NewPage => {
            place.new_page(composer)?;
            guides(composer, place);
            Ok(())
        }
        ElementKind::ColumnBreak => place.break_column(composer),
        ElementKind::Control(control) => {
            change_style(composer, control);
            Ok(())
        }
        // Without chords there are no grids, nor their labels.
        ElementKind::Label(_)
            if context == "grid" && composer.style.config.settings.lyrics_only =>
        {
            Ok(())
        }
        ElementKind::Label(label) => put_label(composer, place, label, context, element.place.line),
        ElementKind::GridShape(shape) => {
            grid_shape(composer, shape);
            match &shape.label {
                Some(_) if composer.style.config.settings.lyrics_only => Ok(()),
                Some(label) => put_label(
                    composer,
                    place,
                    label.as_written(),
                    context,
                    element.place.line,
                ),
                None => Ok(()),
            }
        }
        ElementKind::Setting(setting) => {
            set_again(composer, setting);
            Ok(())
        }
        ElementKind::Empty
        | ElementKind::Diagrams(_)
        | ElementKind::TextBlock
        | ElementKind::Key
        | ElementKind::SectionEnd
        | ElementKind::Ignored => Ok(()),
    }
}

/// Takes over a setting that the song makes more than once; others are in force from the start.
fn set_again(composer: &mut Composer<'_, '_>, setting: &Setting) {
    // The reader has seen to it that the song may set this: else there is no configuration.
    if setting.config.is_none() || !composer.repeated_settings.contains(&setting.path) {
        return;
    }
    let changed = composer
        .style
        .config
        .set(&setting.path, &setting.value, Trust::Untrusted);
    if let Ok((config, _)) = changed {
        composer.typesetter.configure(&config);
        composer.style.config = Arc::new(config);
    }
}

/// A blank line: it moves on without asking for space, and is left out at the start of a page that was asked for.
/// `goes_on` says whether nothing but blank lines follows next.
pub(crate) fn blank_line(composer: &mut Composer<'_, '_>, place: &mut dyn Place, goes_on: bool) {
    let position = place.position_mut();
    if position.ignores_blanks {
        position.ignores_blanks = goes_on;
        return;
    }
    let height = composer.font(FontElement::Empty).size * composer.style.config.pdf.spacing.empty;
    composer.start_row(place);
    composer.put_row(place, height);
}

/// Whether an element has a label that becomes a comment.
fn has_comment(composer: &Composer<'_, '_>, element: &Element<'_>) -> bool {
    let label = match element.kind {
        ElementKind::Label(label) => Some(label),
        ElementKind::GridShape(shape) => shape.label.as_ref().map(Text::as_written),
        _ => None,
    };
    label.is_some_and(|label| !label.is_empty())
        && FontElement::from_name(&composer.style.config.pdf.labels.comment).is_some()
}

/// Keeps the label for the next line, or makes a comment of it.
pub(crate) fn put_label(
    composer: &mut Composer<'_, '_>,
    place: &mut dyn Place,
    label: &str,
    context: &str,
    line: u32,
) -> Result<(), LayoutError> {
    let kind = FontElement::from_name(&composer.style.config.pdf.labels.comment);
    match kind.filter(|_| !label.is_empty()) {
        Some(kind) => comment_text(composer, place, kind, label, context, line),
        None => {
            composer.style.pending_label = (!label.is_empty()).then(|| PendingLabel {
                text: label.to_owned(),
                line,
            });
            Ok(())
        }
    }
}
