//! Diagrams in the flow of a song: at the top, the bottom or the right of its first page, or below its lines (`docs/spec/pages.md#5.1`).

use std::sync::Arc;

use chordpro_chords::Chord;
use chordpro_config::view::DiagramPosition;

use crate::composer::Composer;
use crate::diagram::placing::{Align, Measures, Row, Rows, SideColumns};
use crate::diagram::{Instrument, Look, look};
use crate::draw_context;
use crate::element_font::{ElementFont, FontElement};
use crate::error::LayoutError;
use crate::flowable::{Edge, Flowable, Frame};
use crate::page::{Item, ItemRange, Layer, PlacedForm, Pt, Tag, TagChild};
use crate::paginator::Paginator;
use crate::structure::Parent;
use crate::typeset::Markup;

/// Whether diagrams that belong to the foot of a page stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AtFoot {
    /// Not where songs may share the page.
    UnlessShared,
    /// In any case.
    Always,
}

/// Which name stands above a diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// The one that the song shows.
    AsShown,
    /// The plain one, whatever the formats of chords say.
    Plain,
}

/// Diagrams to be drawn, and how.
struct Set {
    chords: Vec<Arc<Chord>>,
    naming: Naming,
    look: Look,
    measures: Measures,
    align: Align,
    font: ElementFont,
    spacing: f64,
    /// The line of the source that asks for them; 0 where they are those of the song.
    line: u32,
}

/// The diagrams of a song, beside its lines.
const ASIDE: Parent = Parent {
    tag: Tag::Aside,
    line: 0,
};

/// Places the song's diagrams where its first page begins, unless they stand below.
///
/// # Errors
/// [`LayoutError::Exceeded`].
pub(crate) fn place_diagrams(
    composer: &mut Composer<'_, '_>,
    pages: &mut Paginator<'_>,
    at_foot: AtFoot,
) -> Result<(), LayoutError> {
    let position = diagram_position(composer, at_foot);
    let Some(set) = song_diagrams(composer) else {
        return Ok(());
    };
    let section = composer.section.replace(ASIDE);
    match position {
        DiagramPosition::Top => diagrams_at_top(composer, pages, &set)?,
        DiagramPosition::Bottom => diagrams_at_bottom(composer, pages, &set)?,
        DiagramPosition::Right => diagrams_at_right(composer, pages, &set),
        DiagramPosition::Below => {}
    }
    composer.section = section;
    Ok(())
}

/// Places the song's diagrams below its last line, where they stand there; gives whether the foot of a page is where
/// they belong.
///
/// # Errors
/// [`LayoutError::Exceeded`].
pub(crate) fn place_diagrams_below(
    composer: &mut Composer<'_, '_>,
    pages: &mut Paginator<'_>,
    at_foot: AtFoot,
) -> Result<bool, LayoutError> {
    if diagram_position(composer, at_foot) != DiagramPosition::Below {
        return Ok(false);
    }
    let Some(set) = song_diagrams(composer) else {
        return Ok(false);
    };
    composer.section = Some(ASIDE);
    composer.measure = pages.position().measure();
    let mut rows = Vec::new();
    diagrams_below(composer, &mut rows, &set);
    for row in rows {
        if let Some(room) = row.room {
            pages.make_room(room)?;
        }
        composer.put(pages, row);
    }
    Ok(asked_position(composer) == DiagramPosition::Bottom)
}

/// Makes rows of diagrams where they are asked for: `{chord}`.
pub(crate) fn diagrams_here(
    composer: &mut Composer<'_, '_>,
    rows: &mut Vec<Flowable>,
    names: &[&str],
    line: u32,
) {
    if names.is_empty() || composer.style.config.settings.lyrics_only {
        return;
    }
    if let Some(set) = diagram_set(composer, names, Naming::Plain, line) {
        diagrams_below(composer, rows, &set);
    }
}

fn instrument(composer: &Composer<'_, '_>) -> Instrument {
    Instrument::parse(&composer.style.config.instrument.kind)
}

/// Where the song's diagrams stand. The foot of a page is for one song only: where pages are shared, they stand below,
/// unless that would take a page more.
fn diagram_position(composer: &Composer<'_, '_>, at_foot: AtFoot) -> DiagramPosition {
    let is_shared = composer.style.config.native.share_pages
        && composer.book.are_pages_shared
        && at_foot == AtFoot::UnlessShared;
    match asked_position(composer) {
        DiagramPosition::Bottom if is_shared => DiagramPosition::Below,
        position => position,
    }
}

fn asked_position(composer: &Composer<'_, '_>) -> DiagramPosition {
    match composer.song.settings.diagram_position.as_deref() {
        Some("top") => DiagramPosition::Top,
        Some("bottom") => DiagramPosition::Bottom,
        Some("right") => DiagramPosition::Right,
        Some("below") => DiagramPosition::Below,
        _ => match instrument(composer) {
            Instrument::Strings => composer.style.config.pdf.diagrams.show,
            Instrument::Keyboard => composer.style.config.pdf.kbdiagrams.show,
        },
    }
}

fn song_diagrams(composer: &mut Composer<'_, '_>) -> Option<Set> {
    if composer.style.config.settings.lyrics_only {
        return None;
    }
    let list = composer.song.diagrams.as_ref()?;
    let names: Vec<&str> = list.chords.iter().map(String::as_str).collect();
    diagram_set(composer, &names, Naming::AsShown, 0)
}

/// The diagrams of these chords; those that have none are left out. `None` where nothing is left.
fn diagram_set(
    composer: &mut Composer<'_, '_>,
    names: &[&str],
    naming: Naming,
    line: u32,
) -> Option<Set> {
    let instrument = instrument(composer);
    let song = composer.song;
    let font = composer.font(FontElement::Diagram);
    let spacing = composer.style.config.pdf.spacing.diagramchords;
    let context = composer.draw_context();
    let look = Look::new(instrument, &context);
    let chords: Vec<Arc<Chord>> = names
        .iter()
        .filter_map(|name| song.chords.get(*name))
        .filter(|chord| chord.diagram.as_deref() != Some("0") && look.has(chord, &context))
        .cloned()
        .collect();
    let align = match instrument {
        Instrument::Strings => composer.style.config.pdf.diagrams.align,
        Instrument::Keyboard => composer.style.config.pdf.kbdiagrams.align,
    };
    (!chords.is_empty()).then(|| Set {
        chords,
        naming,
        measures: look.measures(font.size, spacing),
        look,
        align: look::align(align),
        font,
        spacing,
        line,
    })
}

fn diagrams_at_bottom(
    composer: &mut Composer<'_, '_>,
    pages: &mut Paginator<'_>,
    set: &Set,
) -> Result<(), LayoutError> {
    let position = pages.position_mut();
    let width = position.area.1 - position.area.0;
    let rows = Rows::new(set.measures, set.chords.len(), width, set.align);
    #[expect(clippy::cast_precision_loss, reason = "rows are few")]
    let height = rows.rows(set.chords.len()) as f64 * set.measures.row();
    let mut y = position.geometry.margin_bottom + height;
    position.bottom = y;
    y -= set.measures.row_gap;
    diagram_rows_at(composer, pages, set, &rows, y)?;
    Ok(())
}

fn diagrams_at_top(
    composer: &mut Composer<'_, '_>,
    pages: &mut Paginator<'_>,
    set: &Set,
) -> Result<(), LayoutError> {
    let position = pages.position();
    let (width, top) = (position.area.1 - position.area.0, position.y);
    let rows = Rows::new(set.measures, set.chords.len(), width, set.align);
    let y = diagram_rows_at(composer, pages, set, &rows, top)?;
    pages.position_mut().lower_top(y);
    Ok(())
}

/// Draws rows from `y` down; gives where they end. The body's position is what decides on a break, as in the reference.
fn diagram_rows_at(
    composer: &mut Composer<'_, '_>,
    pages: &mut Paginator<'_>,
    set: &Set,
    rows: &Rows,
    mut y: Pt,
) -> Result<Pt, LayoutError> {
    let mut chords = set.chords.as_slice();
    while !chords.is_empty() {
        pages.make_room(set.measures.row())?;
        composer.measure = pages.position().measure_on_paper();
        composer.mark(y, Edge::Start);
        let row = rows.next(chords.len());
        chords = diagram_row(composer, set, chords, row, composer.measure.left, y);
        y -= set.measures.row();
        composer.mark(y, Edge::End);
        let flowable = composer.finish(0.0, Frame::Paper);
        composer.put(pages, flowable);
    }
    Ok(y)
}

fn diagrams_below(composer: &mut Composer<'_, '_>, rows: &mut Vec<Flowable>, set: &Set) {
    let width = composer.measure.right - composer.indent;
    let shape = Rows::new(set.measures, set.chords.len(), width, set.align);
    let mut chords = set.chords.as_slice();
    while !chords.is_empty() {
        // A row that would be spread stays at the left here.
        let row = Row {
            pitch: set.measures.pitch(),
            ..shape.next(chords.len())
        };
        let left = composer.measure.left + composer.indent;
        chords = diagram_row(composer, set, chords, row, left, composer.measure.top);
        let height = set.measures.row();
        rows.push(composer.row(Some(height), height));
    }
}

fn diagrams_at_right(composer: &mut Composer<'_, '_>, pages: &mut Paginator<'_>, set: &Set) {
    composer.measure = pages.position().measure_on_paper();
    let position = pages.position_mut();
    let height = position.body_height();
    let side = SideColumns::new(set.measures, set.chords.len(), height);
    let left = position.left + (position.area.1 - position.area.0) - side.width;
    let top = position.y;
    let space = position.geometry.column_space;
    let right = left - space;
    position.narrow(right, composer.columns(right - position.area.0, space));
    let mut chords = set.chords.as_slice();
    let mut y = top;
    while !chords.is_empty() {
        let row = Row {
            count: side.columns.min(chords.len()),
            offset: 0.0,
            pitch: set.measures.pitch(),
        };
        chords = diagram_row(composer, set, chords, row, left, y);
        y -= set.measures.row();
    }
    let flowable = composer.finish(0.0, Frame::Paper);
    composer.put(pages, flowable);
}

/// Draws a row whose slot begins at `y`; gives the chords that are left.
fn diagram_row<'c>(
    composer: &mut Composer<'_, '_>,
    set: &Set,
    chords: &'c [Arc<Chord>],
    row: Row,
    left: Pt,
    y: Pt,
) -> &'c [Arc<Chord>] {
    let (now, later) = chords
        .split_at_checked(row.count.max(1))
        .unwrap_or((chords, &[]));
    let mut x = left + row.offset;
    for chord in now {
        draw_diagram(composer, set, chord, x, y);
        x += row.pitch;
    }
    later
}

fn draw_diagram(composer: &mut Composer<'_, '_>, set: &Set, chord: &Chord, x: Pt, y: Pt) {
    let mut context = composer.draw_context();
    let is_changed = chord.untransposed.is_some() || chord.untranscoded.is_some();
    let mut name = match set.naming {
        Naming::Plain if !is_changed => chord.name.clone(),
        _ => chordpro_song::shown_name(chord, context.config).to_string(),
    };
    let form = set.look.form(chord, &name, &mut context);
    if set.look.is_questionable(chord, &context) {
        name.push('?');
    }
    let mut font = set.font;
    if let Some(color) = chord.diagram.as_deref() {
        font.color = context.typesetter.theme.ink(color);
    }
    let width = context.typesetter.width(&name, &font);
    let line = context.typesetter.line(&name, &font, Markup::Parsed, &[]);
    let left = x + (set.measures.width - width) / 2.0;
    let baseline = y - font.baseline();
    composer.sets_in(&font);
    let shapes = &mut composer.drawing.shapes;
    let start = shapes.len();
    draw_context::place(line, left, baseline, shapes);
    shapes.push(Item::Form(PlacedForm {
        form,
        x,
        y: y - set.look.origin(set.font.size, set.spacing),
        scale_x: 1.0,
        scale_y: 1.0,
    }));
    let items = ItemRange::new(Layer::Shapes, start..shapes.len());
    composer.tag(Tag::Diagram, set.line, vec![TagChild::Items(items)]);
}
