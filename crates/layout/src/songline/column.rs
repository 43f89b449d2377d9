//! Chords in a column beside the lyrics (`docs/spec/pages.md#4.6`).

use std::borrow::Cow;

use chordpro_song::Span;

use super::part::{Pair, Setting, source_of};
use super::rows::Rows;
use crate::bidi_text::text_bidi;
use crate::comment::chorus_indent;
use crate::composer::Composer;
use crate::label::draw_label;
use crate::page::Pt;
use crate::page_variables::{NumberStyle, interpolated};

/// Chords in a column of their own, the syllables that they belong to underlined.
pub(super) fn part_with_column(
    composer: &mut Composer<'_, '_>,
    part: &[Pair<'_>],
    phrases: &[Cow<'_, str>],
    setting: &Setting,
    indent: Pt,
    rows: &mut Rows,
) {
    let baseline = composer.measure.top - setting.lyrics.baseline().max(setting.chords.baseline());
    let offset = composer.style.config.pdf.chordscolumn;
    let body = composer.measure.left + composer.indent + indent;
    // A column left of the paper's edge changes places with the lyrics, which stand as far right of it.
    let origin = composer.measure.origin;
    let (column, lyrics) = match origin + body + offset {
        column if column < 0.0 => (body, -column - origin),
        _ => (body + offset, body),
    };
    let mut x = lyrics + chorus_indent(composer, setting.is_chorus);
    let mut names = String::new();
    for chord in part.iter().filter_map(|pair| pair.chord) {
        if !names.is_empty() {
            names.push_str(",  ");
        }
        names.push_str(chord.display.as_written());
    }
    // Here the label moves with the lyrics.
    draw_label(composer, x, baseline);
    let mut texts: Vec<(String, Span)> = Vec::with_capacity(part.len());
    for (index, pair) in part.iter().enumerate() {
        let phrase = phrases.get(index).map_or("", AsRef::as_ref);
        if pair.chord.is_none() {
            texts.push((phrase.to_owned(), pair.lyrics));
        } else if has_word(phrase) {
            let mut text = String::with_capacity(phrase.len() + "<u></u>".len());
            underline_word(phrase, index + 1 == part.len(), &mut text);
            texts.push((text, pair.lyrics));
        }
    }
    let font = &setting.lyrics;
    match setting.is_backward {
        Some(is_backward) => {
            let text: String = texts.iter().map(|(text, _)| text.as_str()).collect();
            let placed = text_bidi(composer, x, baseline, &text, font, is_backward);
            rows.words(placed, composer.source.at(source_of(part)));
        }
        None => {
            for (text, lyrics) in &texts {
                let placed = composer.text(x, baseline, text, font);
                x = placed.end;
                rows.words(placed, composer.source.at(*lyrics));
            }
        }
    }
    if !names.is_empty() {
        rows.names(composer.text(column, baseline, &names, &setting.chords));
    }
    if !composer.style.is_capo_drawn {
        composer.style.is_capo_drawn = true;
        let heading = &composer.style.config.pdf.capoheading;
        let heading = interpolated(
            heading,
            composer.song,
            composer.measure.page,
            NumberStyle::Decimal,
            &composer.style.config.metadata.separator,
        );
        if !heading.is_empty() && !composer.song.meta.values("capo").is_empty() {
            let y = baseline + setting.lyrics.size * composer.style.config.pdf.spacing.chords;
            rows.heading(composer.text(column, y, &heading, &setting.chords));
        }
    }
}

/// Whether a phrase has something to underline. The reference leaves out others, such as a hyphen or a comma alone.
fn has_word(phrase: &str) -> bool {
    let mut is_tag = false;
    phrase.chars().any(|c| {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            _ => return !is_tag && is_word(c),
        }
        false
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Adds `phrase` to `text` with its first word underlined; of a word that the next chord cuts, without its last letter.
fn underline_word(phrase: &str, is_last: bool, text: &mut String) {
    let mut start = 0;
    let mut rest = phrase;
    loop {
        if rest.starts_with('<')
            && let Some(end) = rest.find('>')
        {
            start += end + 1;
        } else {
            match rest.chars().next() {
                Some(c) if !is_word(c) => start += c.len_utf8(),
                _ => break,
            }
        }
        rest = phrase.get(start..).unwrap_or("");
    }
    let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    let (mut word, mut after) = rest.split_at(length);
    if !is_last && (after.is_empty() || after.starts_with('<')) {
        let cut = word.char_indices().next_back().map_or(0, |(at, _)| at);
        (word, after) = rest.split_at(cut);
    }
    text.push_str(phrase.get(..start).unwrap_or(""));
    if !word.is_empty() {
        text.push_str("<u>");
        text.push_str(word);
        text.push_str("</u>");
    }
    text.push_str(after);
}

#[cfg(test)]
mod tests {
    use crate::sample::{configured, line, pages, place, song};

    #[test]
    fn a_column_left_of_the_body_stays_there_unless_it_leaves_the_paper() {
        let first = |offset| {
            let columns = [("pdf.chordscolumn", offset)];
            let pages = pages(&configured(song(vec![line("[C]Hello")]), &columns));
            (place(&pages[0], "C").0, place(&pages[0], "Hello").0)
        };
        assert_eq!(first("-30"), (10.0, 40.0));
        assert_eq!(first("-100"), (40.0, 60.0));
    }
}
