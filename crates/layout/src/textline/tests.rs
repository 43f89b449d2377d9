//! Lines, backgrounds and links of texts on the page.

use super::*;
use crate::sample::{line, lines, pages, place, rectangles, round, song, texts};

/// The baseline of the only line of a song.
const BASELINE: Pt = 751.2;

/// Heights above the baseline, and widths, of the lines that a text draws.
fn drawn(text: &str) -> Vec<(Pt, Pt)> {
    let pages = pages(&song(vec![line(text)]));
    lines(&pages[0])
        .iter()
        .map(|line| {
            (
                // What ends on half a hundredth is rounded up, whatever the height of the line leaves behind.
                round(line.from.1 - BASELINE + 1e-9),
                (line.width * 1000.0).round() / 1000.0,
            )
        })
        .collect()
}

#[test]
fn lines_along_a_text() {
    assert_eq!(drawn("<u>x</u>"), [(-1.2, 0.504)]);
    assert_eq!(drawn("<s>x</s>"), [(2.99, 0.504)]);
    assert_eq!(drawn("<span overline=\"single\">x</span>"), [(6.16, 0.504)]);
    assert_eq!(
        drawn("<span underline=\"double\">x</span>"),
        [(-0.88, 0.378), (-1.51, 0.378)]
    );
}

/// A song whose text font has these properties in `pdf.fontconfig`.
fn with_properties(text: &str, properties: &str) -> Vec<crate::paginator::SongPage> {
    let face = format!("{{\"\":{{\"file\":\"FreeSerif.ttf\",{properties}}}}}");
    let song = crate::sample::configured(
        song(vec![line(text)]),
        &[("pdf.fontconfig.own", &face), ("pdf.fonts.text", "own 12")],
    );
    pages(&song)
}

#[test]
fn a_face_may_say_where_its_lines_are() {
    let text = "<u>u</u><s>s</s><span overline=\"single\">o</span>";
    let drawn = |properties: &str| -> Vec<(Pt, Pt)> {
        let pages = with_properties(text, properties);
        lines(&pages[0])
            .iter()
            .map(|line| (round(line.from.1 - BASELINE), round(line.width)))
            .collect()
    };
    let all = "\"underline_thickness\":100,\"underline_position\":-200,\"strikeline_thickness\":60,\
               \"strikeline_position\":400,\"overline_thickness\":80,\"overline_position\":900";
    assert_eq!(drawn(all), [(-3.0, 1.2), (4.44, 0.72), (10.32, 0.96)]);
    assert_eq!(
        drawn("\"underline_thickness\":100"),
        [(-1.55, 1.2), (2.64, 1.2), (7.2, 1.2)]
    );
}

#[test]
fn a_face_may_ask_for_shaping() {
    let shaped = with_properties("office fi", "\"shaping\":1");
    let plain = with_properties("office fi", "\"shaping\":0");
    let glyphs = |pages: &[crate::paginator::SongPage]| texts(&pages[0])[0].glyphs.len();
    assert_eq!((glyphs(&plain), glyphs(&shaped)), (9, 6), "ffi and fi");
}

#[test]
fn raised_text_is_smaller() {
    let pages = pages(&song(vec![line("x<sup>2</sup><sub>3</sub>")]));
    let heights: Vec<(Pt, Pt)> = texts(&pages[0])
        .iter()
        .map(|run| (round(run.y - BASELINE), round(run.size)))
        .collect();
    assert_eq!(heights, [(0.0, 12.0), (3.0, 10.0), (-3.0, 10.0)]);
}

#[test]
fn a_background_reaches_further_at_its_right_end() {
    let text = "x<sup>2</sup><sub>3</sub> <span background=\"yellow\">bg</span> y";
    let pages = pages(&song(vec![line(text)]));
    let rect = rectangles(&pages[0])[0];
    let (x, _) = place(&pages[0], "bg");
    assert_eq!(round(x - rect.x0), 0.72);
    assert_eq!(round(rect.y0 - BASELINE), -6.74);
    assert_eq!(round(rect.y1 - BASELINE), 12.72);
}

#[test]
fn a_family_that_there_is_not_is_sans_serif() {
    let text = "<span font_desc=\"nosuch bold 12\">x</span> <span face=\"sans\">y</span> <span weight=\"heavy\">z</span> w";
    let pages = pages(&song(vec![line(text)]));
    let face = |text: &str| {
        let runs = texts(&pages[0]);
        let run = runs.iter().find(|run| run.text.trim() == text);
        run.expect("the text is on the page").face
    };
    assert_eq!(face("x"), face("y"));
    assert_eq!(face("z"), face("w"), "a weight alone changes nothing");
}

#[test]
fn links_lead_where_they_say() {
    assert_eq!(target("#top", "song_1"), Target::Named("song_1".to_owned()));
    assert_eq!(target("#x", ""), Target::Named("x".to_owned()));
    assert_eq!(
        target("other.pdf#x", ""),
        Target::Remote {
            file: "other.pdf".to_owned(),
            name: "x".to_owned()
        }
    );
    assert!(matches!(target("https://a.b/#c", ""), Target::Uri(_)));
}

#[test]
fn a_strut_is_as_wide_as_it_says_and_shows_nothing() {
    let pages = pages(&song(vec![line("<strut w=20 label=here/>x")]));
    assert_eq!(place(&pages[0], "x").0, 60.0);
    assert_eq!(pages[0].destinations, ["here"]);
}

#[test]
fn a_background_covers_a_strut_between_two_texts() {
    let text = "<span background=yellow>x<strut a=20 d=10 w=5/>y</span>";
    let pages = pages(&song(vec![line(text)]));
    let spans: Vec<(Pt, Pt)> = rectangles(&pages[0])
        .iter()
        .map(|rect| (round(rect.x0), round(rect.x1)))
        .collect();
    assert_eq!(spans, [(38.8, 53.18), (49.58, 58.84)]);
}
