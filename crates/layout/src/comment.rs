//! Comments and tab lines (`docs/spec/pages.md#4.7`, `#4.8`, `#8.3`).

use chordpro_song::{Line, Span};

use crate::bidi_text::text_bidi;
use crate::chorus::begin_chorus_line;
use crate::composer::Composer;
use crate::element_font::FontElement;
use crate::error::LayoutError;
use crate::flowable::{Flowable, Point};
use crate::label::draw_label;
use crate::page::{Layer, Pt, Tag, TagNode};
use crate::structure;
use crate::textline::Placed;
use crate::wrap::{cut_span, is_as_written};

/// The text of a comment: chords stand in it as they are.
fn flattened(line: &Line) -> String {
    let mut text = String::new();
    for segment in &line.segments {
        if let Some(chord) = &segment.chord {
            text.push_str(chord.display.as_written());
        }
        text.push_str(segment.text.as_written());
    }
    text
}

/// How a text without chords is drawn.
pub(crate) struct SimpleLines<'l> {
    /// The part of it that tells whether it runs from right to left.
    pub(crate) words: &'l str,
    /// The font.
    pub(crate) kind: FontElement,
    /// The height of the first line; further ones are as high as their font asks.
    pub(crate) height: Pt,
    /// The indent of the first line.
    pub(crate) indent: Pt,
    /// Whether it stands in a chorus.
    pub(crate) is_chorus: bool,
    /// What it is.
    pub(crate) tag: Tag,
    /// Whether it goes on from rows that were drawn before.
    pub(crate) is_further: bool,
    /// The line of the source.
    pub(crate) line: u32,
    /// Where the text stands in that line; the whole element, where that is not known.
    pub(crate) lyrics: Option<Span>,
    /// Which part of its element it is.
    pub(crate) part: usize,
}

/// Draws a comment in the font of `kind`, wrapped. Its chords say nothing of where it begins.
pub(crate) fn comment_line(
    composer: &mut Composer<'_, '_>,
    rows: &mut Vec<Flowable>,
    kind: FontElement,
    comment: &Line,
    context: &str,
    line: u32,
) -> Result<(), LayoutError> {
    let words: String = comment.texts().collect();
    directed_text(
        composer,
        rows,
        kind,
        (&flattened(comment), &words),
        context,
        line,
    )
}

/// Draws a text in the font of `kind`, as a comment is drawn.
pub(crate) fn comment_text(
    composer: &mut Composer<'_, '_>,
    rows: &mut Vec<Flowable>,
    kind: FontElement,
    text: &str,
    context: &str,
    line: u32,
) -> Result<(), LayoutError> {
    directed_text(composer, rows, kind, (text, text), context, line)
}

fn directed_text(
    composer: &mut Composer<'_, '_>,
    rows: &mut Vec<Flowable>,
    kind: FontElement,
    (text, words): (&str, &str),
    context: &str,
    line: u32,
) -> Result<(), LayoutError> {
    let height = composer.font(kind).size * composer.style.config.pdf.spacing.lyrics;
    simple_lines(
        composer,
        rows,
        text,
        &SimpleLines {
            words,
            kind,
            height,
            indent: 0.0,
            is_chorus: context == "chorus",
            tag: Tag::Comment,
            is_further: false,
            line,
            lyrics: None,
            part: 0,
        },
    )
}

/// Whether a text without chords runs from right to left; `None` where nothing in it does. Further lines run as the whole text
/// does, whatever they begin with.
fn runs_backward(composer: &Composer<'_, '_>, text: &str, lines: &SimpleLines<'_>) -> Option<bool> {
    let font = composer.font(lines.kind);
    let of = |text| {
        composer
            .typesetter
            .is_backward(std::iter::once(text), &font)
    };
    match of(text) {
        Some(false) => of(lines.words).or(Some(false)),
        is_backward => is_backward,
    }
}

/// Makes rows of a text without chords, wrapped; each asks for its own room.
///
/// # Errors
/// [`LayoutError::Exceeded`].
pub(crate) fn simple_lines(
    composer: &mut Composer<'_, '_>,
    rows: &mut Vec<Flowable>,
    text: &str,
    lines: &SimpleLines<'_>,
) -> Result<(), LayoutError> {
    let part = lines.part;
    let is_backward = runs_backward(composer, text, lines);
    let mut at = composer.resumes_at(part);
    loop {
        composer.book.budget.tick()?;
        let rest = text.get(at..).unwrap_or_default();
        let font = composer.font(lines.kind);
        let (indent, height) = if at > 0 {
            let wrap_indent = composer.style.config.settings.wrapindent.clone();
            let height = font.size * composer.style.config.pdf.spacing.lyrics;
            (composer.width(&wrap_indent, &font), height)
        } else {
            (lines.indent, lines.height)
        };
        composer.begin_line(is_backward);
        if lines.is_chorus {
            begin_chorus_line(composer, height);
        }
        let x = body_left(composer, lines.is_chorus) + indent;
        let baseline = composer.measure.top - font.baseline();
        let (head, tail) = if composer.style.config.settings.wraplines {
            let limit = composer.measure.right - x;
            crate::wrap::cut(rest, limit, |head| composer.width(head, &font))
        } else {
            (rest, "")
        };
        draw_label(composer, x, baseline);
        composer.sets_in(&font);
        let placed = match is_backward {
            Some(is_backward) => text_bidi(composer, x, baseline, head, &font, is_backward),
            None => composer.text(x, baseline, head, &font),
        };
        let lyrics = place_of_row(text, rest, head, tail, lines.lyrics);
        tag_row(composer, lines, placed, lines.is_further || at > 0, lyrics);
        composer.pass_on_warnings(lines.line);
        rows.push(Flowable {
            point: Some(Point { part, at }),
            ..composer.row(Some(height), height)
        });
        if tail.is_empty() {
            return Ok(());
        }
        at = text.len() - tail.len();
    }
}

/// The place of a row in the source, where `text` stands at `whole`: its own where it is as it is written.
fn place_of_row(
    text: &str,
    rest: &str,
    head: &str,
    tail: &str,
    whole: Option<Span>,
) -> Option<Span> {
    let whole = whole?;
    if !is_as_written(text, whole) {
        return Some(whole);
    }
    let (_, of_rest) = cut_span(whole, "", rest);
    Some(if tail.is_empty() {
        of_rest
    } else {
        cut_span(of_rest, head, tail).0
    })
}

/// Tags a row of a text without chords.
fn tag_row(
    composer: &mut Composer<'_, '_>,
    lines: &SimpleLines<'_>,
    placed: Placed,
    is_further: bool,
    lyrics: Option<Span>,
) {
    let mut row = Vec::new();
    placed.tag(Layer::Text, &mut row);
    if let Some(lyrics) = lyrics {
        structure::locate(&mut row, composer.source.at(lyrics));
    }
    if row.is_empty() {
        return;
    }
    if lines.tag == Tag::Line {
        row = vec![TagNode::new(Tag::Words, 0, row).into_child()];
    }
    if is_further {
        composer.tag_further(lines.tag, lines.line, row);
    } else {
        composer.tag(lines.tag, lines.line, row);
    }
}

/// Draws a line of a tab.
pub(crate) fn tab_line(
    composer: &mut Composer<'_, '_>,
    text: &str,
    context: &str,
    line: u32,
) -> Flowable {
    let font = composer.font(FontElement::Tab);
    let height = font.size * composer.style.config.pdf.spacing.tab;
    let is_chorus = context == "chorus";
    if is_chorus {
        begin_chorus_line(composer, height);
    }
    let x = body_left(composer, is_chorus);
    let baseline = composer.measure.top - font.baseline();
    composer.sets_in(&font);
    draw_label(composer, x, baseline);
    let placed = composer.literal(x, baseline, text, &font);
    composer.tag_text(Tag::Tab, line, placed);
    Flowable {
        point: Some(Point::default()),
        ..composer.row(Some(height), height)
    }
}

/// Where a line of the body starts.
pub(crate) fn body_left(composer: &Composer<'_, '_>, is_chorus: bool) -> Pt {
    composer.measure.left + composer.indent + chorus_indent(composer, is_chorus)
}

/// How far a line is indented because it is one of a chorus.
pub(crate) fn chorus_indent(composer: &Composer<'_, '_>, is_chorus: bool) -> Pt {
    if is_chorus {
        composer.style.config.pdf.chorus.indent
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use chordpro_song::{BlockKind, CommentStyle};

    use crate::page::Color;
    use crate::sample::{comment, line, pages, place, rectangles, round, song};

    #[test]
    fn a_comment_has_a_box_tight_around_it() {
        let pages = pages(&song(vec![
            line("[C]x"),
            comment(CommentStyle::Plain, "This is a comment"),
            comment(CommentStyle::Boxed, "see [Am]chord"),
        ]));
        let page = &pages[0];
        assert_eq!(place(page, "This is a comment"), (40.0, 724.8));
        assert_eq!(place(page, "see Amchord").1, 710.4);
        let boxes = rectangles(page);
        let rect = boxes[0];
        assert_eq!(
            [rect.x0, rect.y0, rect.x1, rect.y1].map(round),
            [39.0, 720.2, 135.13, 736.6]
        );
        assert_eq!(
            rect.fill,
            Some(Color {
                r: 0xe5,
                g: 0xe5,
                b: 0xe5
            })
        );
        assert_eq!(rect.stroke, None);
        assert_eq!(boxes[1].fill, None);
        assert_eq!(boxes[1].stroke.map(|stroke| stroke.width), Some(0.5));
    }

    #[test]
    fn tabs_show_their_tags_and_curl_their_apostrophes() {
        let pages = pages(&song(vec![BlockKind::Tab("E|--<b>0</b>-'-".to_owned())]));
        assert_eq!(place(&pages[0], "E|--<b>0</b>-\u{2019}-"), (40.0, 754.0));
    }

    #[test]
    fn the_rest_of_a_line_with_chords_is_indented_by_the_last_size() {
        let text = "[C]many words of a line that goes on and on ".repeat(4);
        let second = |before: Vec<BlockKind>| {
            let mut elements = before;
            elements.push(line(text.trim()));
            let pages = pages(&song(elements));
            let words = crate::sample::texts(&pages[0]);
            let wrapped = words
                .iter()
                .rev()
                .find(|run| run.text.starts_with("go"))
                .map(|run| round(run.x));
            wrapped.expect("the line is wrapped")
        };
        assert_eq!(second(vec![]), 45.78);
        // Tabs have letters of ten points.
        assert_eq!(second(vec![BlockKind::Tab("E|--0--|".to_owned())]), 44.82);
    }

    #[test]
    fn the_rest_of_a_wrapped_comment_is_indented() {
        let text = "many words of a comment ".repeat(8);
        let pages = pages(&song(vec![comment(CommentStyle::Plain, text.trim())]));
        let second = crate::sample::texts(&pages[0])[1];
        assert_eq!((round(second.x), round(second.y)), (45.71, 736.8));
    }
}
