//! Lines of lyrics with chords: their height, wrapping, and the position of chords and lyrics
//! (`docs/spec/pages.md#3.1`, `#4.1`, `#4.3`, `#4.4`, `#8.2`).

mod bidi;
mod column;
mod inline;
mod part;
mod rows;
mod wrapping;

use std::borrow::Cow;

use chordpro_song::{Line, markup};

use crate::chorus::begin_chorus_line;
use crate::comment::SimpleLines;
use crate::comment::{body_left, simple_lines};
use crate::composer::Composer;
use crate::element_font::FontElement;
use crate::error::LayoutError;
use crate::flowable::{Flowable, Frame, Point};
use crate::label::draw_label;
use crate::page::{Pt, SourcePlace, Tag};
use bidi::{part_bidi, runs_backward};
use column::part_with_column;
use inline::part_with_inline_chords;
use part::{
    MOST_MARKERS, Mode, Pair, Setting, chord_font, hyphenated, is_blank, is_split, line_setting,
    lyrics, lyrics_element, pairs, source_of,
};
use rows::Rows;
use wrapping::{further_indent, wrapped};

/// Makes rows of a lyrics line.
///
/// # Errors
/// [`LayoutError::Exceeded`].
pub(crate) fn songline(
    composer: &mut Composer<'_, '_>,
    rows: &mut Vec<Flowable>,
    line: &Line,
    context: &str,
    number: u32,
) -> Result<(), LayoutError> {
    let phrases = markup::balance(line.texts());
    let whole = pairs(line, &phrases);
    let mut setting = line_setting(composer, &whole, context == "chorus");
    if setting.mode != Mode::Lyrics {
        setting.is_backward = runs_backward(composer, &whole, &setting);
    }
    // Chords count for where a line is cut even where they are not shown.
    let is_cut_by_chords = setting.mode != Mode::Lyrics || line.has_brackets;
    let mut further = 0.0;
    let parts = if is_cut_by_chords && composer.style.config.settings.wraplines {
        further = further_indent(composer);
        wrapped(composer, whole, &setting, further)?
    } else {
        vec![whole]
    };
    if parts.len() > 1 && composer.resumed.is_none() {
        rows.push(room_for(composer, setting.height, parts.len()));
    }
    let first = composer.resumed.map_or(0, |(_, point)| point.part);
    for (index, part) in parts.iter().enumerate().skip(first) {
        composer.book.budget.tick()?;
        // Each part is a line of its own, which may lack chords; but the first one is as high as the whole line.
        let own = line_setting(composer, part, setting.is_chorus);
        let (height, indent) = match index {
            0 => (setting.height, 0.0),
            _ => (own.height, further),
        };
        let setting = Setting {
            height,
            is_backward: setting.is_backward,
            ..own
        };
        if setting.mode == Mode::Lyrics {
            lyrics_rows(composer, rows, part, &setting, indent, (index, number))?;
        } else {
            rows.push(part_row(composer, part, &setting, indent, (index, number)));
        }
    }
    Ok(())
}

/// Asks for the room of all parts of a line.
fn room_for(composer: &mut Composer<'_, '_>, height: Pt, parts: usize) -> Flowable {
    #[expect(clippy::cast_precision_loss, reason = "the number of parts is small")]
    let room = height * parts as f64;
    Flowable {
        room: Some(room),
        point: Some(Point::default()),
        ..composer.finish(0.0, Frame::Column)
    }
}

/// Makes rows of a part without chords. `index` is its place in the line, `number` that of the line in the source.
fn lyrics_rows(
    composer: &mut Composer<'_, '_>,
    rows: &mut Vec<Flowable>,
    part: &[Pair<'_>],
    setting: &Setting,
    indent: Pt,
    (index, number): (usize, u32),
) -> Result<(), LayoutError> {
    let words = lyrics(part);
    let lines = SimpleLines {
        words: &words,
        kind: lyrics_element(setting.is_chorus),
        height: setting.height,
        indent,
        is_chorus: setting.is_chorus,
        tag: Tag::Line,
        is_further: index > 0,
        line: number,
        lyrics: Some(source_of(part)),
        part: index,
    };
    simple_lines(composer, rows, &words, &lines)
}

/// The row of a part with chords.
fn part_row(
    composer: &mut Composer<'_, '_>,
    part: &[Pair<'_>],
    setting: &Setting,
    indent: Pt,
    (index, number): (usize, u32),
) -> Flowable {
    composer.begin_line(setting.is_backward);
    composer.sets_in(&setting.lyrics);
    if setting.is_chorus {
        begin_chorus_line(composer, setting.height);
    }
    let mut read = Rows::default();
    draw_part(composer, part, setting, indent, &mut read);
    let read = read.tagged(setting.mode == Mode::Under);
    if index > 0 {
        composer.tag_further(Tag::Line, number, read);
    } else {
        composer.tag(Tag::Line, number, read);
    }
    composer.pass_on_warnings(number);
    Flowable {
        point: Some(Point { part: index, at: 0 }),
        ..composer.row(Some(setting.height), setting.height)
    }
}

/// Draws a part of a line at the current height.
fn draw_part(
    composer: &mut Composer<'_, '_>,
    part: &[Pair<'_>],
    setting: &Setting,
    indent: Pt,
    rows: &mut Rows,
) {
    let phrases = hyphenated(part);
    match setting.mode {
        Mode::Column => part_with_column(composer, part, &phrases, setting, indent, rows),
        Mode::Inline => part_with_inline_chords(composer, part, &phrases, setting, indent, rows),
        _ => part_with_chords(composer, part, &phrases, setting, indent, rows),
    }
}

/// Chords above or under the lyrics (`docs/spec/pages.md#4.3`).
fn part_with_chords(
    composer: &mut Composer<'_, '_>,
    part: &[Pair<'_>],
    phrases: &[Cow<'_, str>],
    setting: &Setting,
    indent: Pt,
    rows: &mut Rows,
) {
    let spacing = &composer.style.config.pdf.spacing;
    let top = composer.measure.top;
    let (lyrics_at, chords_at) = if setting.mode == Mode::Under {
        // The lyrics stand as deep as chords would, and the distance is counted in sizes of `text`.
        let text = composer.style.fonts.get(FontElement::Text);
        (
            top - setting.chords.baseline(),
            top - setting.lyrics.baseline() - text.size * spacing.lyrics,
        )
    } else {
        (
            top - setting.lyrics.baseline() - setting.chords.size * spacing.chords,
            top - setting.chords.baseline(),
        )
    };
    let baselines = (lyrics_at, chords_at);
    if part_bidi(composer, part, phrases, setting, indent, baselines, rows) {
        return;
    }
    let blank = composer.width(" ", &setting.lyrics);
    let mut x = body_left(composer, setting.is_chorus) + indent;
    for (index, pair) in part.iter().enumerate() {
        let phrase = phrases.get(index).map_or("", AsRef::as_ref);
        let mut chord_end = x;
        if let Some(chord) = pair.chord {
            let font = chord_font(chord, setting);
            let text = format!("{} ", chord.display.as_written());
            let placed = composer.text(x, chords_at, &text, &font);
            chord_end = placed.end;
            rows.chord(chord, placed, composer.source.at(pair.brackets));
        }
        draw_label(composer, composer.measure.left + composer.indent, lyrics_at);
        let lyrics_end = if !phrase.is_empty() && is_blank(phrase) {
            #[expect(clippy::cast_precision_loss, reason = "a count of blanks")]
            let count = phrase.chars().count() as f64;
            rows.blank();
            chord_end + count * blank
        } else if phrase.is_empty() {
            x
        } else {
            let placed = composer.text(x, lyrics_at, phrase, &setting.lyrics);
            let end = placed.end;
            rows.words(placed, composer.source.at(pair.lyrics));
            end
        };
        x = if chord_end > lyrics_end {
            let marked = match part.get(index + 1) {
                Some(next) if is_split(phrase, next.phrase) => {
                    let source = composer.source.at(pair.lyrics);
                    let between = (lyrics_end, chord_end);
                    split_marker(composer, between, lyrics_at, setting, rows, source)
                }
                _ => chord_end,
            };
            marked.max(chord_end)
        } else {
            lyrics_end
        };
    }
}

/// Draws the split marker from the end of a syllable to the end of its chord (`docs/spec/pages.md#4.4`); returns where it ends.
fn split_marker(
    composer: &mut Composer<'_, '_>,
    (from, to): (Pt, Pt),
    baseline: Pt,
    setting: &Setting,
    rows: &mut Rows,
    source: SourcePlace,
) -> Pt {
    let marker = composer.style.config.pdf.split_marker.clone();
    let font = &setting.lyrics;
    composer.sets_in(font);
    let end = to - composer.width(&marker.end, font);
    let mut x = from;
    let mut next = if marker.start.is_empty() {
        marker.repeat.as_str()
    } else {
        marker.start.as_str()
    };
    for _ in 0..MOST_MARKERS {
        if x >= end {
            break;
        }
        if next.is_empty() {
            x = end;
            break;
        }
        let before = x;
        let placed = composer.text(x, baseline, next, font);
        x = placed.end;
        rows.words(placed, source);
        if x <= before {
            x = end;
        }
        next = marker.repeat.as_str();
    }
    if !marker.end.is_empty() {
        let placed = composer.text(x, baseline, &marker.end, font);
        x = placed.end;
        rows.words(placed, source);
    }
    x
}

#[cfg(test)]
mod tests {
    use chordpro_song::BlockKind;

    use crate::sample::{configured, line, lines, pages, place, round, section, song};

    fn labelled(text: &str) -> chordpro_song::Song {
        crate::sample::labelled(song(vec![line(text)]), "Verse 1")
    }

    #[test]
    fn chords_stand_above_lyrics() {
        let pages = pages(&song(vec![line("[G]Swing")]));
        assert_eq!(place(&pages[0], "G "), (40.0, 753.0));
        assert_eq!(place(&pages[0], "Swing"), (40.0, 739.2));
    }

    #[test]
    fn chords_stand_under_lyrics_where_asked_for() {
        let song = configured(
            song(vec![line("[G]Swing")]),
            &[("settings.chords-under", "1")],
        );
        let pages = pages(&song);
        assert_eq!(place(&pages[0], "Swing").1, 753.0);
        assert_eq!(place(&pages[0], "G ").1, 736.8);
    }

    #[test]
    fn a_chord_wider_than_its_syllable_moves_what_follows() {
        let pages = pages(&labelled("Hello [C]world a[Gmaj7sus4]b[D]c"));
        let page = &pages[0];
        assert_eq!(place(page, "Verse 1"), (40.0, 739.2));
        assert_eq!(place(page, "Hello ").0, 88.02);
        assert_eq!(place(page, "C ").0, 116.72);
        assert_eq!(place(page, "b").0, 151.72);
        assert_eq!(place(page, "c").0, 204.31);
    }

    #[test]
    fn blank_phrases_start_after_their_chord() {
        let pages = pages(&song(vec![line("[C]    [D]x")]));
        assert_eq!(place(&pages[0], "D ").0, 61.88);
        assert_eq!(place(&pages[0], "x").0, 61.88);
    }

    #[test]
    fn inline_chords_stand_among_the_lyrics() {
        let song = configured(
            song(vec![line("Hello [C]world a[Gmaj7]b")]),
            &[("settings.inline-chords", "1")],
        );
        let pages = pages(&song);
        let page = &pages[0];
        assert_eq!(place(page, "Hello "), (40.0, 751.2));
        assert_eq!(place(page, "[C]").0, 68.69);
        assert_eq!(place(page, "world a").0, 81.35);
        assert_eq!(place(page, "[Gmaj7]").0, 116.36);
        assert_eq!(place(page, "b").0, 151.08);
    }

    #[test]
    fn chords_in_a_column_at_the_left() {
        let song = configured(
            song(vec![line("[C]Hello [D]you")]),
            &[("pdf.chordscolumn", "-300")],
        );
        let pages = pages(&song);
        assert_eq!(place(&pages[0], "C,  D").0, 40.0);
        assert_eq!(place(&pages[0], "Hello").0, 260.0);
    }

    #[test]
    fn the_chords_of_wrapped_lines_are_indented_with_them() {
        let text = "[C]many words of a line that goes on and on ".repeat(4);
        let song = configured(song(vec![line(&text)]), &[("pdf.chordscolumn", "300")]);
        let page = &pages(&song)[0];
        assert_eq!(place(page, "C,  C,  C").0, 340.0);
        assert_eq!(place(page, "C").0, 345.78);
    }

    #[test]
    fn blank_syllables_vanish_beside_a_column_of_chords() {
        let song = configured(
            song(vec![line("[C][G] [Am]many")]),
            &[("pdf.chordscolumn", "400")],
        );
        assert_eq!(place(&pages(&song)[0], "many").0, 40.0);
    }

    #[test]
    fn markup_goes_on_behind_a_chord() {
        let pages = pages(&song(vec![line("<b>bo[C]ld</b>")]));
        let faces: Vec<_> = crate::sample::texts(&pages[0])
            .into_iter()
            .filter(|run| run.text != "C ")
            .map(|run| run.face)
            .collect();
        assert_eq!(faces.len(), 2);
        assert_eq!(faces[0], faces[1]);
    }

    #[test]
    fn a_long_line_is_wrapped_with_an_indent() {
        let text = "[C]word ".to_owned() + &"and another [D]word ".repeat(10);
        let pages = pages(&labelled(&text));
        let starts: Vec<f64> = crate::sample::texts(&pages[0])
            .iter()
            .filter(|run| run.y < 730.0 && run.y > 700.0)
            .map(|run| round(run.x))
            .collect();
        assert_eq!(starts[0], 93.81);
    }

    #[test]
    fn parts_without_chords_are_lines_of_lyrics() {
        let text =
            "very long text without any chord that goes on and on ".repeat(3) + "[C]then one";
        let pages = pages(&song(vec![line(&text)]));
        let heights: Vec<f64> = crate::sample::texts(&pages[0])
            .iter()
            .map(|run| round(run.y))
            .collect();
        assert_eq!(heights[..2], [751.2, 712.8]);
    }

    #[test]
    fn a_line_that_ends_on_the_limit_stays_on_the_page() {
        let body = (0..28).map(|_| line("[C]x")).collect();
        let pages = pages(&song(body));
        assert_eq!(pages.len(), 2);
        assert_eq!(crate::sample::texts(&pages[1]).len(), 3);
    }

    #[test]
    fn the_bar_of_a_chorus_goes_along_its_lines() {
        let mut song = song(Vec::new());
        let blocks = vec![line("[C]a"), BlockKind::Blank, line("[C]b")];
        song.sections = vec![section("chorus", blocks)];
        let pages = pages(&song);
        let pieces: Vec<(f64, f64, f64)> = lines(&pages[0])
            .iter()
            .map(|line| (round(line.from.0), round(line.from.1), round(line.to.1)))
            .collect();
        assert_eq!(pieces, [(32.0, 762.0, 735.6), (32.0, 723.6, 697.2)]);
    }
}
