//! The order in which a page is written: that of reading, as far as nothing comes to lie over what it lay under.
//!
//! Programs that take the text out of a page take it in the order of its commands.

use chordpro_layout::{Item, Layers, Role};

/// Shapes, then headings, the body, diagrams, and footers.
pub(super) fn for_reading(layers: &Layers) -> Vec<&Item> {
    let planes = [
        (&layers.shapes, Turn::Shapes, Turn::Body),
        (&layers.heading_shapes, Turn::Shapes, Turn::Headings),
        (&layers.heading_text, Turn::Headings, Turn::Headings),
        (&layers.text, Turn::Body, Turn::Body),
    ];
    let mut items: Vec<(Turn, &Item)> = planes
        .into_iter()
        .flat_map(|(items, shapes, text)| {
            items
                .iter()
                .map(move |item| (turn(item, shapes, text), item))
        })
        .collect();
    items.sort_by_key(|(turn, _)| *turn);
    items.into_iter().map(|(_, item)| item).collect()
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Shapes,
    Headings,
    Body,
    Diagrams,
    Footers,
}

fn turn(item: &Item, shapes: Turn, text: Turn) -> Turn {
    match item {
        Item::Text(run) => match run.role {
            Role::Footer => Turn::Footers,
            Role::Diagram => Turn::Diagrams,
            _ => text,
        },
        Item::Form(_) => Turn::Diagrams,
        Item::Line(_) | Item::Rect(_) | Item::Path(_) | Item::Circle(_) | Item::Image(_) => shapes,
    }
}
