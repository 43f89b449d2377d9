//! Lines and numbers that show the layout of a page (`pdf.showlayout`); `docs/spec/pages.md#9.2`.

use crate::composer::Composer;
use crate::element_font::{ElementFont, FontElement};
use crate::flowable::Frame;
use crate::geometry::Geometry;
use crate::page::{Cap, Color, Item, Line, Pt, Rect, Stroke};
use crate::paginator::Paginator;
use crate::position::Position;
use crate::typeset::Markup;

const RED: Color = Color { r: 255, g: 0, b: 0 };

/// The width of guides.
const WIDTH: Pt = 0.5;

/// The size of numbers.
const SIZE: Pt = 7.0;

/// Draws, where `pdf.showlayout` asks for it, the frame of the text area, where headings and footers begin, the edges of
/// columns and where the margins for labels end, on the current page. Pages that begin because the one before is full
/// have none of it.
pub(crate) fn guides(composer: &mut Composer<'_, '_>, pages: &mut Paginator<'_>) {
    if !composer.style.config.pdf.showlayout && !composer.shows_spacing() {
        return;
    }
    composer.measure = pages.position().measure_on_paper();
    let position = pages.position();
    let edges = lines(composer, position);
    numbers(composer, position, &edges);
    let flowable = composer.finish(0.0, Frame::Paper);
    composer.put(pages, flowable);
}

/// Where headings begin, where the body does and ends, and where footers begin.
fn heights(geometry: &Geometry) -> [Pt; 4] {
    let (top, bottom) = (geometry.body_top(), geometry.margin_bottom);
    [
        top + geometry.head_space,
        top,
        bottom,
        bottom - geometry.foot_space,
    ]
}

/// Draws the lines; gives the edges of columns between the first and the last one.
fn lines(composer: &mut Composer<'_, '_>, position: &Position) -> Vec<Pt> {
    let (left, right) = position.area;
    let [head, top, bottom, foot] = heights(&position.geometry);
    composer.shape(Item::Rect(Rect {
        x0: left,
        y0: bottom,
        x1: right,
        y1: top,
        fill: None,
        stroke: Some(Stroke {
            width: WIDTH,
            color: RED,
            cap: Cap::Square,
        }),
    }));
    for y in [head, foot] {
        guide(composer, (left, y), (right, y));
    }
    let starts = column_offsets(composer, position);
    let space = position.geometry.column_space;
    let edges: Vec<Pt> = starts
        .iter()
        .flat_map(|start| [left + start, left + start - space])
        .collect();
    let labels: Vec<Pt> = std::iter::once(0.0)
        .chain(starts)
        .map(|start| left + start + composer.indent)
        .filter(|_| composer.indent > 0.0)
        .collect();
    for x in edges.iter().chain(&labels) {
        guide(composer, (*x, bottom), (*x, top));
    }
    edges
}

/// Draws the numbers. What is drawn smaller is drawn larger before; numbers are those of the paper.
fn numbers(composer: &mut Composer<'_, '_>, position: &Position, edges: &[Pt]) {
    let (left, right) = position.area;
    let heights = heights(&position.geometry);
    let [_, top, _, _] = heights;
    let scale = composer.scale;
    let font = ElementFont {
        size: SIZE / scale,
        color: RED,
        background: None,
        has_frame: false,
        ..composer.font(FontElement::Grid)
    };
    composer.sets_in(&font);
    for y in heights {
        let text = shown(y * scale);
        let x = left - font.size / 2.0 - composer.width(&text, &font);
        guide_text(composer, x, y - 2.0, &text, &font);
    }
    // The number at the left is as exact as the margin; that at the right makes room for the margin's number.
    guide_text(composer, left, top + 4.0, &exact(left * scale), &font);
    let margin = exact((position.geometry.width - right) * scale);
    let x = right - composer.width(&margin, &font);
    guide_text(composer, x, top + 4.0, &shown(right * scale), &font);
    for edge in edges {
        let text = shown(edge * scale);
        let x = edge - composer.width(&text, &font) / 2.0;
        guide_text(composer, x, top + 4.0, &text, &font);
    }
}

/// Where columns start, from the first on, without the first. With chords in a column that is the one there is.
fn column_offsets(composer: &Composer<'_, '_>, position: &Position) -> Vec<Pt> {
    let chords = composer.style.config.pdf.chordscolumn;
    if chords != 0.0 {
        return vec![chords];
    }
    let (columns, area) = (&position.columns, position.area);
    (1..columns.count())
        .map(|column| columns.edges(column, area).0 - area.0)
        .collect()
}

fn guide(composer: &mut Composer<'_, '_>, from: (Pt, Pt), to: (Pt, Pt)) {
    composer.shape(Item::Line(Line {
        from,
        to,
        width: WIDTH,
        color: RED,
        cap: Cap::Square,
    }));
}

fn guide_text(
    composer: &mut Composer<'_, '_>,
    x: Pt,
    baseline: Pt,
    text: &str,
    font: &ElementFont,
) {
    let line = composer.typesetter.line(text, font, Markup::Literal, &[]);
    composer.place(x, baseline, line);
}

/// A length in points with at most one decimal.
fn shown(value: Pt) -> String {
    ((value * 10.0).round() / 10.0).to_string()
}

/// A length in points, without what reckoning left behind the sixth decimal.
fn exact(value: Pt) -> String {
    ((value * 1e6).round() / 1e6).to_string()
}

#[cfg(test)]
mod tests {
    use chordpro_song::{BlockKind, Song};

    use crate::page::{Color, Item};
    use crate::sample::{configured, line, pages, round, song, texts};

    #[test]
    fn pages_that_were_not_asked_for_have_no_guides() {
        let lines = (0..60).map(|_| line("a")).collect();
        let song = configured(song(lines), &[("pdf.showlayout", "1")]);
        let guides: Vec<usize> = pages(&song)
            .iter()
            .map(|page| {
                let red = Color { r: 255, g: 0, b: 0 };
                texts(page).iter().filter(|run| run.color == red).count()
            })
            .collect();
        assert_eq!(guides, [6, 0]);
    }

    #[test]
    fn marks_show_where_lines_begin_and_end() {
        let lines = || vec![line("[C]a"), BlockKind::Blank, line("b")];
        let marks = |song: &Song| {
            let page = pages(song).remove(0).page;
            let marks = page.layers.iter().filter_map(|item| match item {
                Item::Line(line) if line.width == 0.25 => Some((line.from, line.to.0)),
                _ => None,
            });
            marks
                .map(|((x, y), to)| (x, round(y), to))
                .collect::<Vec<_>>()
        };
        assert!(marks(&song(lines())).is_empty());
        let shown = marks(&configured(song(lines()), &[("debug.spacing", "1")]));
        let edges = [762.0, 735.6, 735.6, 723.6, 723.6, 709.2];
        let expected = edges.chunks(2).flat_map(|edge| {
            let (start, end) = (edge[0], edge[1]);
            [(0.0, start, 100.0), (100.0, end, 200.0)]
        });
        assert_eq!(shown, expected.collect::<Vec<_>>());
    }

    #[test]
    fn numbers_have_one_decimal_and_that_at_the_left_all() {
        let changes = [
            ("pdf.showlayout", "1"),
            ("pdf.marginleft", "150.556"),
            ("pdf.marginright", "7"),
            ("pdf.marginbottom", "33.36"),
        ];
        let pages = pages(&configured(song(vec![line("a")]), &changes));
        let runs = texts(&pages[0]);
        let at = |text: &str| {
            let run = runs.iter().find(|run| run.text == text);
            let run = run.unwrap_or_else(|| panic!("no {text}"));
            (run.x * 100.0).round() / 100.0
        };
        assert_eq!(at("150.556"), 150.56);
        assert_eq!(at("588"), 584.11);
        assert!(at("33.4") < at("588"));
    }
}
