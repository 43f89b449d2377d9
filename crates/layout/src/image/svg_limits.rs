//! What an SVG would grow to.
//!
//! usvg resolves references by copying, so that a short file can grow without bound; some of its steps take time with the
//! square of what they work on.

use usvg::roxmltree::{Document, Node};

/// A file that would grow larger, or is nested deeper, than is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLarge;

/// The most elements that a file may have after all references are resolved.
pub(super) const MAX_ELEMENTS: usize = 50_000;
/// The deepest that elements may be nested, references included.
const DEEPEST: usize = 64;
/// The most bytes of text that a file may show after all references are resolved: a line of text takes time with the square of its length.
const MOST_LETTERS: usize = 20_000;
/// The most that the bytes of style sheets times the elements may be: every rule is tried on every element.
const MOST_MATCHES: usize = 50_000_000;
/// The most that the bytes of texts times the spans in them may be: every span has the whole of its text set.
const MOST_SETTINGS: usize = 1_000_000;

/// Walks the document as it would be with all references resolved, and gives up beyond the limits. Gives how many elements it has.
pub(super) fn check(document: &Document<'_>) -> Result<u64, TooLarge> {
    let targets: std::collections::HashMap<&str, Node<'_, '_>> = document
        .descendants()
        .filter_map(|node| Some((node.attribute("id")?, node)))
        .collect();
    let mut stack = vec![(document.root_element(), 1)];
    let mut count = 0usize;
    let mut letters = 0usize;
    let mut style = 0usize;
    let mut settings = 0usize;
    while let Some((node, depth)) = stack.pop() {
        count += 1;
        let text = node
            .children()
            .filter_map(|child| child.text().filter(|_| child.is_text()));
        let length = text.map(str::len).sum::<usize>();
        match node.tag_name().name() {
            "style" => style = style.saturating_add(length),
            "text" => {
                letters = letters.saturating_add(length);
                settings = settings.saturating_add(effort(&node));
            }
            "tspan" | "textPath" | "tref" | "a" => {
                letters = letters.saturating_add(length);
            }
            _ => {}
        }
        let is_too_much = count > MAX_ELEMENTS
            || depth > DEEPEST
            || letters > MOST_LETTERS
            || settings > MOST_SETTINGS;
        if is_too_much || has_giant_curves(&node) {
            return Err(TooLarge);
        }
        stack.extend(
            node.children()
                .filter(Node::is_element)
                .map(|child| (child, depth + 1)),
        );
        let times = if node.attributes().any(|a| a.name().starts_with("marker")) {
            vertices(&node)
        } else {
            1
        };
        for attribute in node.attributes() {
            let reference = match attribute.name() {
                "href" => attribute.value().trim().strip_prefix('#'),
                _ => None,
            };
            for id in reference.into_iter().chain(urls(attribute.value())) {
                let Some(target) = targets.get(id).filter(|target| !is_gradient(target)) else {
                    continue;
                };
                count = count.saturating_add(times);
                if count > MAX_ELEMENTS {
                    return Err(TooLarge);
                }
                stack.extend(std::iter::repeat_n((*target, depth + 1), times));
            }
        }
        if node.tag_name().name() == "style" {
            let text = node.text().unwrap_or_default();
            let is_plain = urls(text).all(|id| targets.get(id).is_none_or(is_gradient));
            if !is_plain {
                return Err(TooLarge);
            }
        }
    }
    if style.saturating_mul(count) > MOST_MATCHES {
        return Err(TooLarge);
    }
    Ok(count as u64)
}

fn is_gradient(node: &Node<'_, '_>) -> bool {
    matches!(
        node.tag_name().name(),
        "linearGradient" | "radialGradient" | "stop"
    )
}

/// At most how many vertices a path or a polygon has: each shows a marker.
fn vertices(node: &Node<'_, '_>) -> usize {
    let points = node.attribute("d").or_else(|| node.attribute("points"));
    points.map_or(2, |points| points.len() / 2 + 2)
}

/// The names in `url(#name)`.
fn urls(text: &str) -> impl Iterator<Item = &str> {
    text.split("url(").skip(1).filter_map(|rest| {
        let inside = rest.split(')').next()?;
        inside
            .trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'')
            .strip_prefix('#')
    })
}

/// The bytes of a text times the spans in it.
fn effort(text: &Node<'_, '_>) -> usize {
    let mut letters = 0usize;
    let mut spans = 0usize;
    for node in text.descendants() {
        if node.is_text() {
            letters = letters.saturating_add(node.text().map_or(0, str::len));
        } else {
            spans += 1;
        }
    }
    letters.saturating_mul(spans)
}

/// Whether an element has curves, or a size that curves are measured by, beyond a million: circles are put together of more
/// pieces the larger they are.
fn has_giant_curves(node: &Node<'_, '_>) -> bool {
    let is_measure = |name: &str| {
        matches!(
            name,
            "r" | "rx" | "ry" | "d" | "width" | "height" | "viewBox" | "font-size"
        )
    };
    let is_font = |value: &str| {
        let mut fonts = value.split("font").skip(1);
        fonts.any(|rest| is_giant(rest.split([';', '}']).next().unwrap_or_default()))
    };
    node.attributes().any(|attribute| match attribute.name() {
        "style" | "font" => is_font(attribute.value()),
        name => is_measure(name) && is_giant(attribute.value()),
    }) || (node.tag_name().name() == "style" && node.text().is_some_and(is_font))
}

/// Whether a text has a number of eight digits or more before the point, or with an exponent of more than 6.
fn is_giant(text: &str) -> bool {
    let mut digits = 0;
    let mut is_behind_point = false;
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '0'..='9' if is_behind_point || (digits == 0 && character == '0') => {}
            '0'..='9' => digits += 1,
            '.' => is_behind_point = true,
            'e' | 'E' => {
                rest.next_if_eq(&'+');
                let mut exponent = 0u32;
                while let Some(digit) = rest.peek().and_then(|next| next.to_digit(10)) {
                    exponent = exponent.saturating_mul(10).saturating_add(digit);
                    rest.next();
                }
                if exponent > 6 {
                    return true;
                }
                (digits, is_behind_point) = (0, false);
            }
            _ => (digits, is_behind_point) = (0, false),
        }
        if digits > 7 {
            return true;
        }
    }
    false
}
