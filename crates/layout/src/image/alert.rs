//! The alert sign, shown in place of a picture that could not be drawn (`docs/spec/pages.md#7.1`).

use crate::page::{Cap, Color, Form, Item, Path, Pt, Segment, Stroke};

/// The sign's natural width in points.
pub const WIDTH: Pt = 20.0;
/// The sign's natural height in points.
pub const HEIGHT: Pt = 18.0;
/// The scale of the sign where it stands for a picture.
pub const PICTURE_SCALE: f64 = 3.0;

const RED: Color = Color { r: 255, g: 0, b: 0 };

/// A triangle with an exclamation mark; the origin is its lower left corner.
pub fn sign() -> Form {
    let fill = |points: &[(Pt, Pt)]| {
        Item::Path(Path {
            segments: polygon(points),
            fill: Some(RED),
            stroke: None,
        })
    };
    Form {
        bounds: [0.0, 0.0, WIDTH, HEIGHT],
        items: vec![
            Item::Path(Path {
                segments: polygon(&[(1.0, 1.0), (19.0, 1.0), (10.0, 17.0)]),
                fill: None,
                stroke: Some(Stroke {
                    width: 2.0,
                    color: RED,
                    cap: Cap::Butt,
                }),
            }),
            fill(&[(9.0, 3.0), (11.0, 3.0), (11.0, 5.0), (9.0, 5.0)]),
            fill(&[(8.5, 11.0), (9.0, 6.0), (11.0, 6.0), (11.5, 11.0)]),
        ],
        alternative: "A picture that could not be drawn".to_owned(),
    }
}

fn polygon(points: &[(Pt, Pt)]) -> Vec<Segment> {
    points
        .iter()
        .enumerate()
        .map(|(index, &(x, y))| match index {
            0 => Segment::Move(x, y),
            _ => Segment::Line(x, y),
        })
        .chain([Segment::Close])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Measured at 60 units nominal: corners at (3,3), (57,3), (30,51), stroke 6, square 27 to 33 by 9 to 15.
    #[test]
    fn the_sign_has_the_measured_corners() {
        let form = sign();
        let Some(Item::Path(triangle)) = form.items.first() else {
            panic!("the triangle comes first");
        };
        assert_eq!(triangle.segments[1], Segment::Line(19.0, 1.0));
        assert_eq!(
            triangle.stroke.map(|stroke| stroke.width * PICTURE_SCALE),
            Some(6.0)
        );
        let Some(Item::Path(square)) = form.items.get(1) else {
            panic!("the square follows");
        };
        assert_eq!(square.segments[0], Segment::Move(9.0, 3.0));
        assert_eq!(HEIGHT * PICTURE_SCALE, 54.0);
    }
}
