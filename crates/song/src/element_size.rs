//! How much memory an element takes while a book is kept.

use indexmap::IndexMap;

use crate::{ChordRef, Element, ElementKind, GridLine, GridToken, SongLine, SubCell};

/// What an allocation takes beside its bytes.
const ALLOCATION: usize = 16;

/// The bytes that an element takes. What elements share, such as chords, is not counted.
pub(crate) fn element_size(element: &Element) -> usize {
    let own = size_of::<Element>();
    own.saturating_add(match &element.kind {
        ElementKind::SongLine(line) => line_size(line),
        ElementKind::Comment(comment) => line_size(&comment.content) + text(&comment.original),
        ElementKind::GridLine(line) | ElementKind::StrumLine(line) => grid_size(line),
        ElementKind::Image(image) => text(&image.id) + options(&image.options),
        ElementKind::Delegate(delegate) => {
            text(&delegate.name) + texts(&delegate.data) + options(&delegate.options)
        }
        ElementKind::Diagrams(names) => texts(names),
        ElementKind::Recall(recall) => {
            let body = recall
                .body
                .iter()
                .flatten()
                .map(element_size)
                .sum::<usize>();
            body + recall.label.as_ref().map_or(0, text)
        }
        ElementKind::Control(control) => {
            text(&control.item) + control.value.as_ref().map_or(0, text)
        }
        ElementKind::Setting(setting) => text(&setting.path) + text(&setting.value),
        ElementKind::TabLine(line)
        | ElementKind::Key(line)
        | ElementKind::Label(line)
        | ElementKind::Ignored(line) => text(line),
        ElementKind::Empty
        | ElementKind::NewPage
        | ElementKind::ColumnBreak
        | ElementKind::SectionEnd
        | ElementKind::GridShape(_) => 0,
    })
}

fn text(text: &String) -> usize {
    text.capacity() + ALLOCATION
}

fn texts(texts: &[String]) -> usize {
    texts.iter().map(text).sum::<usize>() + size_of_val(texts)
}

fn options(options: &IndexMap<String, String>) -> usize {
    let one = |(key, value)| text(key) + text(value) + 3 * size_of::<String>();
    options.iter().map(one).sum()
}

fn line_size(line: &SongLine) -> usize {
    let phrases = line.phrases.capacity() * size_of::<String>();
    let chords = line.chords.as_ref().map_or(0, Vec::capacity) * size_of::<Option<ChordRef>>();
    let annotations = line.chords.iter().flatten().flatten().map(chord_size);
    let texts = line.phrases.iter().chain(&line.original).map(text);
    2 * ALLOCATION + phrases + chords + annotations.chain(texts).sum::<usize>()
}

/// What a chord takes beside its place: annotations are made one by one, all others are shared.
fn chord_size(chord: &ChordRef) -> usize {
    if chord.is_annotation() {
        chord.name.len() + chord.display.len() + chord.plain.len() + 3 * 2 * ALLOCATION
    } else {
        0
    }
}

fn grid_size(line: &GridLine) -> usize {
    let token = |token: &GridToken| match token {
        GridToken::Bar(bar) => text(&bar.symbol) + bar.volta.as_ref().map_or(0, text),
        GridToken::Chord(chord) => chord_size(chord),
        GridToken::Chords(cells) => cells.capacity() * size_of::<SubCell>(),
        _ => 0,
    };
    let tokens = line.tokens.iter().map(token).sum::<usize>();
    let around = line.margin.iter().chain(&line.comment).map(line_size);
    let places = line.tokens.capacity() * size_of::<GridToken>();
    tokens + around.sum::<usize>() + places + text(&line.original)
}
