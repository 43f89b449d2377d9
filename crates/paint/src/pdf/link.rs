//! Link annotations.

use chordpro_layout::{Document, Link, Target};
use krilla::action::{Action, LinkAction};
use krilla::annotation::{self, Annotation, LinkAnnotation};
use krilla::destination::Destination;
use krilla::geom::Rect;

use super::{Frame, navigation};

/// A link as an annotation; `None` if it has no target or no area.
pub(super) fn annotation(document: &Document, frame: Frame, link: &Link) -> Option<Annotation> {
    let [left, lower, right, upper] = link.rect;
    let rect = Rect::from_ltrb(
        frame.x(left),
        frame.y(upper),
        frame.x(right),
        frame.y(lower),
    )?;
    let (target, alternative) = match &link.target {
        Target::Uri(address) => (web(address.clone()), address.clone()),
        Target::Named(name) => {
            let page = *document.destinations.get(name)?;
            let place = navigation::named(document, name, page)?;
            (inside(place.into()), name.clone())
        }
        Target::Page(page) => {
            let place = navigation::top_of(document, *page)?;
            (inside(place.into()), format!("page {}", page + 1))
        }
        Target::Remote { file, name } => {
            let address = format!("{file}#{name}");
            (web(address.clone()), address)
        }
    };
    Some(Annotation::new_link(
        LinkAnnotation::new(rect, target),
        Some(alternative),
    ))
}

fn web(address: String) -> annotation::Target {
    annotation::Target::Action(Action::Link(LinkAction::new(address)))
}

fn inside(destination: Destination) -> annotation::Target {
    annotation::Target::Destination(destination)
}
