//! The notation of grids: shapes, margins, tokens (`docs/spec/language.md#5.4`).

use std::borrow::Cow;

use crate::markup::Text;
use crate::truth::is_set;
use crate::{Bar, GridShape};

/// Above this a grid has no meaning on any page; it keeps later arithmetic small.
const MOST_CELLS: u32 = 10_000;

/// What the argument of a grid's start says about its shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ShapeArgument {
    /// A new shape.
    Shape(GridShape),
    /// The shape stays; the text is a label.
    Label(String),
    /// A shape without measures.
    Zero,
}

/// Reads a shape such as `1+4x4+1 Label`.
pub(crate) fn parse_shape(text: &str) -> ShapeArgument {
    for has_left in [true, false] {
        for has_right in [true, false] {
            let Some(parts) = shape_parts(text, has_left, has_right) else {
                continue;
            };
            if !is_set(parts.measures) {
                return ShapeArgument::Zero;
            }
            return ShapeArgument::Shape(GridShape {
                measures: cells(parts.measures),
                beats: parts.beats.map_or(1, cells),
                left: parts.left.map_or(0, cells),
                right: parts.right.map_or(0, cells),
                label: parts.label.map(Text::from),
            });
        }
    }
    ShapeArgument::Label(text.to_owned())
}

struct ShapeParts<'t> {
    left: Option<&'t str>,
    measures: &'t str,
    beats: Option<&'t str>,
    right: Option<&'t str>,
    label: Option<&'t str>,
}

fn shape_parts(text: &str, has_left: bool, has_right: bool) -> Option<ShapeParts<'_>> {
    let (left, text) = if has_left {
        let (left, rest) = digits(text)?;
        (Some(left), rest.strip_prefix('+')?)
    } else {
        (None, text)
    };
    let (measures, text) = digits(text)?;
    let (beats, text) = match text.strip_prefix('x').and_then(digits) {
        Some((beats, rest)) => (Some(beats), rest),
        None => (None, text),
    };
    let (right, text) = if has_right {
        let (right, rest) = text.strip_prefix('+').and_then(digits)?;
        (Some(right), rest)
    } else {
        (None, text)
    };
    let label = if text.is_empty() {
        None
    } else {
        Some(text.strip_prefix(|c: char| c == ':' || c == '+' || c.is_whitespace())?)
    };
    Some(ShapeParts {
        left,
        measures,
        beats,
        right,
        label: label.filter(|label| !label.is_empty()),
    })
}

fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

fn cells(digits: &str) -> u32 {
    digits.parse().unwrap_or(MOST_CELLS).min(MOST_CELLS)
}

/// A grid line cut into its margin, its tokens' text, and its comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row<'l> {
    /// The text before the first bar.
    pub(crate) margin: Option<&'l str>,
    /// From the first bar on; empty where the line has no bar.
    pub(crate) cells: &'l str,
    /// The text after the last bar.
    pub(crate) comment: Option<&'l str>,
}

/// Cuts a trimmed, non-empty grid line.
pub(crate) fn split_row(line: &str) -> Row<'_> {
    let Some(last_bar) = line.rfind('|') else {
        return Row {
            margin: Some(line),
            cells: "",
            comment: None,
        };
    };
    let after = line.get(last_bar..).unwrap_or_default();
    let (line, comment) = match after.split_once(char::is_whitespace) {
        Some((token, comment)) => (
            line.get(..last_bar.saturating_add(token.len()))
                .unwrap_or_default(),
            Some(comment),
        ),
        None => (line, None),
    };
    let first_bar = line.find('|').unwrap_or(0);
    let (margin, cells) = line.split_at(first_bar);
    let margin = margin.trim_end();
    Row {
        // Before the first bar there is at least one character, or there is no margin at all; a margin of
        // blanks cannot be, because the line is trimmed.
        margin: (!margin.is_empty()).then_some(margin),
        cells,
        comment,
    }
}

/// The tokens of a row; a `<span …>` with blanks in it is one token up to its end.
pub(crate) fn split_tokens(cells: &str) -> Vec<Cow<'_, str>> {
    let mut tokens: Vec<Cow<'_, str>> = Vec::new();
    let mut is_open = false;
    for piece in cells.split_whitespace() {
        match tokens.last_mut() {
            Some(token) if is_open => {
                let token = token.to_mut();
                token.push(' ');
                token.push_str(piece);
            }
            _ => tokens.push(Cow::Borrowed(piece)),
        }
        is_open = if is_open {
            !piece.contains("</span>") || piece.ends_with("<span")
        } else {
            piece.ends_with("<span")
        };
    }
    tokens
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Class {
    /// A bar, which may begin or end a repeat.
    Bar {
        /// The bar.
        bar: Bar,
        /// Whether a repeat ends here.
        ends_repeat: bool,
        /// Whether a repeat begins here.
        begins_repeat: bool,
    },
    /// `%`.
    RepeatMeasure,
    /// `%%`.
    RepeatTwoMeasures,
    /// `/`.
    Slash,
    /// `.`.
    Space,
    /// One chord.
    Chord,
    /// Several chords, with `~` between them.
    Chords,
}

/// Tells what a token is.
pub(crate) fn classify(token: &str) -> Class {
    let bar = |ends_repeat, begins_repeat| Class::Bar {
        bar: Bar {
            symbol: token.to_owned(),
            volta: None,
            is_aligned: false,
        },
        ends_repeat,
        begins_repeat,
    };
    match token {
        "|:" | "{" => bar(false, true),
        ":|" | "}" => bar(true, false),
        ":|:" | "}{" => bar(true, true),
        "|" | "||" | "|." => bar(false, false),
        "%" => Class::RepeatMeasure,
        "%%" => Class::RepeatTwoMeasures,
        "/" => Class::Slash,
        "." => Class::Space,
        _ => match volta(token) {
            Some(bar) => Class::Bar {
                bar,
                ends_repeat: false,
                begins_repeat: false,
            },
            None if token.contains('~') => Class::Chords,
            None => Class::Chord,
        },
    }
}

/// A bar with the number of an ending: `|1`, `:|2>`.
fn volta(token: &str) -> Option<Bar> {
    let (symbol, rest) = match token.strip_prefix(":|") {
        Some(rest) => (":|", rest),
        None => ("|", token.strip_prefix('|')?),
    };
    let (number, is_aligned) = match rest.strip_suffix('>') {
        Some(number) => (number, true),
        None => (rest, false),
    };
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(Bar {
        symbol: symbol.to_owned(),
        volta: Some(number.to_owned()),
        is_aligned,
    })
}

/// How a row of strums is marked: by the letter at the end of its first bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StrumMark {
    /// `|S`: bars and cells are drawn.
    WithBars,
    /// `|s`: strums alone.
    Plain,
}

/// Takes the mark of a strum line from its first token. Whatever is last in that token is cut off, as the
/// reference does.
pub(crate) fn take_strum_mark(token: &mut Cow<'_, str>) -> Option<StrumMark> {
    let rest = token.strip_prefix('|')?;
    let mark = rest.chars().rfind(|c| matches!(c, 's' | 'S'))?;
    token.to_mut().pop();
    Some(if mark == 'S' {
        StrumMark::WithBars
    } else {
        StrumMark::Plain
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> (u32, u32, u32, u32, Option<String>) {
        match parse_shape(text) {
            ShapeArgument::Shape(s) => (
                s.measures,
                s.beats,
                s.left,
                s.right,
                s.label.map(|label| label.as_written().to_owned()),
            ),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn shapes_have_measures_beats_and_margins() {
        assert_eq!(shape("4"), (4, 1, 0, 0, None));
        assert_eq!(shape("1+4x2+4 Intro"), (4, 2, 1, 4, Some("Intro".into())));
        assert_eq!(shape("4+Foo"), (4, 1, 0, 0, Some("Foo".into())));
        assert_eq!(shape("4x4:Lab x"), (4, 4, 0, 0, Some("Lab x".into())));
        assert_eq!(shape("6+1"), (1, 1, 6, 0, None));
        assert_eq!(shape("0+6+1"), (6, 1, 0, 1, None));
        assert_eq!(shape("4x0"), (4, 0, 0, 0, None));
    }

    #[test]
    fn other_texts_are_labels() {
        assert_eq!(
            parse_shape("Some label"),
            ShapeArgument::Label("Some label".into())
        );
        assert_eq!(parse_shape("4xFoo"), ShapeArgument::Label("4xFoo".into()));
    }

    #[test]
    fn a_grid_has_measures() {
        assert_eq!(parse_shape("0"), ShapeArgument::Zero);
        assert_eq!(parse_shape("0x4"), ShapeArgument::Zero);
    }

    #[test]
    fn margin_and_comment_are_outside_the_bars() {
        assert_eq!(
            split_row("A | C . | D | twice [G]"),
            Row {
                margin: Some("A"),
                cells: "| C . | D |",
                comment: Some("twice [G]")
            }
        );
        assert_eq!(
            split_row("| C |"),
            Row {
                margin: None,
                cells: "| C |",
                comment: None
            }
        );
        assert_eq!(
            split_row("words"),
            Row {
                margin: Some("words"),
                cells: "",
                comment: None
            }
        );
        assert_eq!(split_row(":| C |").margin, Some(":"));
    }

    #[test]
    fn spans_are_one_token() {
        assert_eq!(
            split_tokens("| <span color=red>C</span> D |"),
            ["|", "<span color=red>C</span>", "D", "|"]
        );
    }

    #[test]
    fn voltas_have_a_number() {
        let Class::Bar { bar, .. } = classify(":|2>") else {
            panic!("a bar")
        };
        assert_eq!(
            (bar.symbol.as_str(), bar.volta.as_deref(), bar.is_aligned),
            (":|", Some("2"), true)
        );
        assert_eq!(classify("||:"), Class::Chord);
        assert_eq!(classify("A~B"), Class::Chords);
    }

    #[test]
    fn a_strum_mark_is_cut_off() {
        let mut token = Cow::Borrowed("|S");
        assert_eq!(take_strum_mark(&mut token), Some(StrumMark::WithBars));
        assert_eq!(token, "|");
        let mut token = Cow::Borrowed("|sx");
        assert_eq!(take_strum_mark(&mut token), Some(StrumMark::Plain));
        assert_eq!(token, "|s");
        assert_eq!(take_strum_mark(&mut Cow::Borrowed("|")), None);
    }
}
