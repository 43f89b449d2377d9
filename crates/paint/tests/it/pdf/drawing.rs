//! Text, shapes and forms: the drawing commands of a page.

use std::sync::Arc;

use chordpro_layout::{Document, Item, Layers, Link, Page, PlacedForm, Role, Target};
use hayro_syntax::Pdf;

use super::{commands, count, painted};
use crate::sample;

#[test]
fn text_stands_at_its_pen_with_kerning_as_adjustments() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    page.layers = Layers::default();
    page.layers.text = sample::text("FreeSerif.ttf", 12.0, (40.0, 740.0), "AVA", Role::Lyrics);
    sample::tag(page);
    insta::assert_snapshot!(commands(painted(&document), 0));
}

#[test]
fn shapes_are_drawn_with_their_widths_and_colours() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    page.layers.text.clear();
    page.layers.heading_text.clear();
    sample::tag(page);
    insta::assert_snapshot!(commands(painted(&document), 0));
}

#[test]
fn text_comes_in_the_order_of_reading() {
    let mut document = Document::default();
    let mut layers = Layers::default();
    let line = |at, text, role| sample::text("FreeSans.ttf", 10.0, at, text, role);
    layers.shapes = line((10.0, 30.0), "G", Role::Diagram);
    layers
        .shapes
        .push(sample::line((0.0, 0.0), (9.0, 0.0), 1.0));
    layers.text = line((10.0, 60.0), "words", Role::Lyrics);
    layers.heading_text = line((10.0, 5.0), "foot", Role::Footer);
    layers
        .heading_text
        .extend(line((10.0, 80.0), "head", Role::Title));
    document.pages.push(Page {
        width: 100.0,
        height: 100.0,
        layers,
        ..Page::default()
    });
    document.pages.iter_mut().for_each(sample::tag);
    let commands = commands(painted(&document), 0);
    let place = |text: &str| commands.find(text).unwrap();
    // Their heights, in the writer's coordinates.
    let order = [" l", "10 20 Tm", "10 40 Tm", "10 70 Tm", "10 95 Tm"].map(place);
    assert!(order.is_sorted(), "{order:?}");
}

#[test]
fn lines_that_follow_one_another_and_look_alike_are_one_path() {
    let mut document = sample::document();
    let layers = &mut document.pages.first_mut().unwrap().layers;
    layers.shapes.clear();
    for (x, width) in [(10.0, 1.0), (20.0, 1.0), (30.0, 2.0), (40.0, 1.0)] {
        let line = sample::line((x, 10.0), (x, 20.0), width);
        layers.shapes.push(line);
    }
    // A cross among them, and an upright line after it.
    for (from, to) in [(10.0, 20.0), (20.0, 10.0), (20.0, 20.0)] {
        let line = sample::line((from, 10.0), (to, 20.0), 1.0);
        layers.shapes.push(line);
    }
    let commands = commands(painted(&document), 0);
    let count = |operator| {
        commands
            .split_whitespace()
            .filter(|word| *word == operator)
            .count()
    };
    assert_eq!(count("l"), 7);
    assert_eq!(count("S"), 5);
}

#[test]
fn a_drawing_used_twice_is_written_once() {
    let bytes = painted(&sample::document());
    assert_eq!(count(&bytes, "/Subtype/Form"), 1);
    assert_eq!(commands(bytes, 0).matches(" Do").count(), 2);
}

#[test]
fn a_drawing_used_once_is_part_of_its_page() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    let second = page
        .layers
        .shapes
        .iter()
        .rposition(|item| matches!(item, Item::Form(_)))
        .unwrap();
    page.layers.shapes.remove(second);
    sample::tag(page);
    let bytes = painted(&document);
    assert_eq!(count(&bytes, "/Subtype/Form"), 0);
    // Its dots are drawn nevertheless.
    assert!(commands(bytes, 0).matches(" c\n").count() > 4);
}

#[test]
fn a_drawing_that_holds_itself_is_left_out() {
    let mut document = sample::document();
    let form = document.forms.first_mut().unwrap();
    form.items.push(Item::Form(PlacedForm {
        form: 0,
        x: 0.0,
        y: 0.0,
        scale_x: 1.0,
        scale_y: 1.0,
    }));
    assert_eq!(count(&painted(&document), "/Subtype/Form"), 1);
}

#[test]
fn absurd_places_do_no_harm() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    for value in [f64::NAN, f64::INFINITY, -1e300] {
        page.layers
            .shapes
            .push(sample::line((value, 0.0), (0.0, value), value));
        let mut runs = sample::text(
            "FreeSerif.ttf",
            12.0,
            (value, value),
            "absurd",
            Role::Lyrics,
        );
        if let Some(Item::Text(run)) = runs.first_mut() {
            run.size = value;
            run.text = "ä".to_owned();
        }
        page.layers.text.append(&mut runs);
        page.links.push(Link {
            rect: [value; 4],
            target: Target::Page(0),
        });
    }
    sample::tag(page);
    let bytes = painted(&document);
    assert_eq!(Pdf::new(Arc::new(bytes.clone())).unwrap().pages().len(), 1);
    let commands = commands(bytes, 0);
    let is_number = |word: &str| !["NaN", "nan", "inf", "-inf"].contains(&word);
    assert!(commands.split_whitespace().all(is_number), "{commands}");
    assert!(
        commands.contains("40 102 Tm"),
        "the rest is there: {commands}"
    );
}
