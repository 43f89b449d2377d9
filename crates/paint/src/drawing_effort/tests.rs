use super::*;

/// The work of a drawing of 100 by 100 on a canvas of that size.
fn effort(inside: &str) -> Effort {
    let text =
        format!("<svg xmlns='http://www.w3.org/2000/svg' width='100' height='100'>{inside}</svg>");
    let tree = usvg::Tree::from_str(&text, &usvg::Options::default()).expect("a drawing");
    let canvas = Canvas::new((100, 100)).expect("a canvas");
    canvas.nodes(tree.root(), Transform::identity())
}

const PAGE: &str = "<rect width='100' height='100'/>";
const DOTS: u64 = 10_000;

fn is_about(effort: Effort, pages: u64) -> bool {
    (pages * DOTS..pages * DOTS + DOTS).contains(&effort.dots)
}

#[test]
fn shapes_count_by_what_they_cover_of_the_canvas() {
    assert!(is_about(effort(PAGE), 1));
    assert!(is_about(effort(&PAGE.repeat(20)), 20));
    assert!(is_about(effort("<rect width='1000' height='1000'/>"), 1));
    assert!(is_about(effort("<rect width='10' height='10'/>"), 0));
    assert_eq!(effort(PAGE).memory, 0);
}

#[test]
fn layers_count_for_themselves() {
    let layer = effort(&format!("<g opacity='.5'>{PAGE}</g>"));
    assert!(is_about(layer, 4), "{layer:?}");
    let nested = format!(
        "{}{PAGE}{}",
        "<g opacity='.5'>".repeat(10),
        "</g>".repeat(10)
    );
    let nested = effort(&nested);
    assert!(nested.dots > 31 * DOTS, "{nested:?}");
    assert!(
        (10..13).contains(&(nested.memory / (DOTS * DOT))),
        "{nested:?}"
    );
}

#[test]
fn what_cuts_layers_out_counts() {
    let clip = format!("<clipPath id='c'>{PAGE}</clipPath><g clip-path='url(#c)'>{PAGE}</g>");
    let clip = effort(&clip);
    assert!(is_about(clip, 9), "{clip:?}");
    let mask = format!("<mask id='m'>{PAGE}</mask><g mask='url(#m)'>{PAGE}</g>");
    let mask = effort(&mask);
    assert!(mask.dots >= 10 * DOTS, "{mask:?}");
}

#[test]
fn layers_are_no_larger_than_the_rasteriser_makes_them() {
    let giant =
        effort("<g opacity='.5'><rect x='-9999' y='-9999' width='99999' height='99999'/></g>");
    assert!(is_about(giant, 100), "{giant:?}");
}

#[test]
fn patterns_and_dashes_count() {
    let tile = "<pattern id='p' patternUnits='userSpaceOnUse' width='9000' height='9000'>";
    let pattern = format!("{tile}{PAGE}</pattern><rect fill='url(#p)' width='9' height='9'/>");
    assert!(
        effort(&pattern).memory > 300 << 20,
        "{:?}",
        effort(&pattern)
    );
    let dashes = effort("<path stroke='red' stroke-dasharray='.0001' d='M0 0H100'/>");
    assert!(dashes.dots > 60_000_000, "{dashes:?}");
}
