//! Tests of diagrams on strings.

use super::*;
use crate::diagram::sketch::tests::Em;

const BLACK: StringColors = StringColors {
    foreground: Color::BLACK,
    dot: Color::BLACK,
    number: Color::WHITE,
    is_number_paper: true,
};

fn style() -> StringStyle {
    StringStyle {
        cell_width: 6.0,
        cell_height: 6.0,
        line_width: 0.1,
        nut_width: 5.0,
        cells: 4,
        dot_size: 0.8,
        barre: BarreStyle::Line,
        barre_width: 0.8,
        fingers: FingerNumbers::InDots,
        base_fret_text: "%s".to_owned(),
        base_fret_side: Side::Left,
        gap: 3.95,
        row_gap: 3.0,
    }
}

fn fingering(base_fret: u8, frets: &[i8], fingers: &str) -> Fingering {
    Fingering {
        base_fret,
        frets: frets
            .iter()
            .map(|&fret| u8::try_from(fret).map_or(Fret::Muted, Fret::At))
            .collect(),
        fingers: fingers
            .chars()
            .map(|finger| (finger != 'x').then_some(finger))
            .collect(),
        ..Fingering::default()
    }
}

fn c_major() -> Fingering {
    fingering(1, &[-1, 3, 2, 0, 1, 0], "x32x1x")
}

fn near(left: f64, right: f64) {
    assert!((left - right).abs() < 0.005, "{left} is not {right}");
}

fn lines(sketch: &Sketch) -> Vec<&Line> {
    sketch
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Line(line) => Some(line),
            _ => None,
        })
        .collect()
}

fn circles(sketch: &Sketch) -> Vec<&Circle> {
    sketch
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Circle(circle) => Some(circle),
            _ => None,
        })
        .collect()
}

/// The measured diagram has its origin at (93.7, 64.0).
#[test]
fn the_grid_of_a_guitar_chord_is_where_it_was_measured() {
    let (sketch, _) = draw(&c_major(), &style(), BLACK, None, &Em);
    let lines = lines(&sketch);
    for (index, y) in [61.6, 55.6, 49.6, 43.6, 37.6].into_iter().enumerate() {
        near(lines[index].from.1 + 64.0, y);
        near(lines[index].from.0 + 93.7, 93.4);
        near(lines[index].to.0 + 93.7, 124.0);
    }
    near(lines[5].from.1 + 64.0, 64.3);
    near(lines[5].to.1 + 64.0, 37.3);
    for (index, y) in [64.0, 63.4, 62.8, 62.2].into_iter().enumerate() {
        near(lines[11 + index].from.1 + 64.0, y);
    }
    near(lines[15].from.1 + 64.0, 68.30);
    near(lines[15].to.1 + 64.0, 65.20);
    assert_eq!(lines.len(), 17);
}

#[test]
fn dots_and_open_strings_are_where_they_were_measured() {
    let (sketch, skipped) = draw(&c_major(), &style(), BLACK, None, &Em);
    let circles = circles(&sketch);
    near(circles[1].center.1 + 64.0, 52.6);
    near(circles[1].radius, 2.4);
    near(circles[2].center.1 + 64.0, 66.70);
    near(circles[2].radius, 1.6);
    assert_eq!(skipped, None);
}

#[test]
fn finger_numbers_stand_in_their_dots() {
    let (sketch, _) = draw(&c_major(), &style(), BLACK, None, &Em);
    let found: Vec<_> = sketch
        .captions
        .iter()
        .map(|caption| (caption.text.as_str(), (caption.baseline + 64.0).round()))
        .collect();
    assert_eq!(found, [("3", 45.0), ("2", 51.0), ("1", 57.0)]);
    near(sketch.captions[0].size, 4.8);
}

#[test]
fn numbers_in_the_colour_of_the_dots_are_left_out() {
    let colors = StringColors {
        number: Color::BLACK,
        ..BLACK
    };
    let (sketch, _) = draw(&c_major(), &style(), colors, None, &Em);
    assert!(sketch.captions.is_empty());
}

#[test]
fn a_barre_line_joins_its_first_and_last_string() {
    let chord = fingering(1, &[1, 3, 3, 2, 1, 1], "134211");
    let (sketch, _) = draw(&chord, &style(), BLACK, None, &Em);
    let barre = lines(&sketch)
        .into_iter()
        .find(|line| line.width > 1.0)
        .expect("a barre");
    near(barre.from.1 + 64.0, 58.60);
    near(barre.width, 3.84);
    near(barre.to.0 - barre.from.0, 30.0);
    assert_eq!(circles(&sketch).len(), 5);
    assert_eq!(sketch.captions.len(), 5);
}

#[test]
fn an_arc_barre_is_two_arcs_and_keeps_all_dots() {
    let chord = fingering(1, &[1, 3, 3, 2, 1, 1], "134211");
    let arc = StringStyle {
        barre: BarreStyle::Arc,
        ..style()
    };
    let (sketch, _) = draw(&chord, &arc, BLACK, None, &Em);
    let paths: Vec<_> = sketch
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Path(path) => Some(path),
            _ => None,
        })
        .collect();
    assert_eq!(paths.len(), 2);
    let Some(Segment::Move(x, y)) = paths[0].segments.first() else {
        panic!("a path begins with a move");
    };
    near(x + 40.0, 37.90);
    near(y + 64.0, 65.50);
    assert_eq!(circles(&sketch).len(), 6);
}

#[test]
fn an_arc_barre_has_its_number_at_its_ends() {
    let chord = fingering(1, &[1, 3, 3, 2, 1, 1], "134211");
    let arc = StringStyle {
        barre: BarreStyle::Arc,
        ..style()
    };
    let (sketch, _) = draw(&chord, &arc, BLACK, None, &Em);
    let numbers: Vec<&str> = sketch
        .captions
        .iter()
        .map(|caption| caption.text.as_str())
        .collect();
    assert_eq!(numbers, ["1", "3", "4", "2", "1"]);
}

#[test]
fn without_fingers_there_are_dots_and_no_barre() {
    let chord = fingering(1, &[1, 3, 3, 2, 1, 1], "134211");
    let plain = StringStyle {
        fingers: FingerNumbers::Hidden,
        ..style()
    };
    let (sketch, _) = draw(&chord, &plain, BLACK, None, &Em);
    assert_eq!(circles(&sketch).len(), 6);
    assert_eq!(sketch.items.len(), lines(&sketch).len() + 6);
    assert!(lines(&sketch).iter().all(|line| line.width < 1.0));
    assert!(sketch.captions.is_empty());
}

#[test]
fn the_base_fret_stands_left_of_the_first_fret() {
    let chord = fingering(3, &[1, 3, 3, 2, 1, 1], "134211");
    let (sketch, _) = draw(&chord, &style(), BLACK, None, &Em);
    let caption = sketch.captions.last().expect("a base fret");
    assert_eq!(caption.text, "3");
    near(caption.size, 7.0588);
    near(caption.baseline + 64.0, 56.50);
    near(caption.x, -2.856);
    assert!(lines(&sketch).iter().all(|line| line.from.1 <= 0.31));
}

#[test]
fn only_the_first_dot_below_the_grid_is_left_out() {
    let chord = fingering(1, &[5, 5, 0, 0, 0, 0], "");
    let (sketch, skipped) = draw(&chord, &style(), BLACK, None, &Em);
    assert_eq!(skipped, Some(5));
    let filled = circles(&sketch)
        .into_iter()
        .filter(|circle| circle.fill.is_some())
        .count();
    assert_eq!(filled, 1);
}

#[test]
fn fingers_below_are_larger_and_make_the_form_higher() {
    let below = StringStyle {
        fingers: FingerNumbers::Below,
        ..style()
    };
    let (plain, _) = draw(&c_major(), &style(), BLACK, None, &Em);
    let (sketch, _) = draw(&c_major(), &below, BLACK, None, &Em);
    near(sketch.captions[0].size, 6.72);
    near(sketch.captions[0].baseline, -33.0);
    assert_eq!(sketch.captions[0].color, Color::BLACK);
    near(plain.bounds[1] - sketch.bounds[1], 6.6);
}
