//! Links.

use std::fmt::Write as _;

use chordpro_layout::{Link, Target};

use super::Frame;
use super::write::{escaped, number};

/// The allowed URL schemes: others could run programs of the reader.
const SCHEMES: [&str; 4] = ["http:", "https:", "mailto:", "tel:"];

/// Draws a link as an area; links to places in the document lead to other pictures and are left out.
pub(super) fn draw(out: &mut String, frame: Frame, link: &Link) {
    let Target::Uri(address) = &link.target else {
        return;
    };
    let is_allowed = SCHEMES.iter().any(|scheme| {
        address
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    if !is_allowed {
        return;
    }
    let [left, lower, right, upper] = link.rect;
    let _ = write!(
        out,
        "<a href=\"{}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" pointer-events=\"all\"/></a>",
        escaped(address),
        number(left),
        number(frame.y(upper)),
        number(right - left),
        number(upper - lower),
    );
}
