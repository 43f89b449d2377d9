//! How much memory blocks take while a book is kept.

use indexmap::IndexMap;

use crate::markup::Text;
use crate::{Block, BlockKind, ChordRef, GridRow, GridToken, Line, Section, Segment, SubCell};

/// What an allocation takes beside its bytes.
const ALLOCATION: usize = 16;

/// The bytes that a section takes. What sections share, such as chords, is not counted.
pub(crate) fn section_size(section: &Section) -> usize {
    let label = section.label.iter().map(|label| label.text.size());
    let blocks = section.blocks.iter().map(block_size);
    size_of::<Section>() + label.chain(blocks).sum::<usize>()
}

/// The bytes that a block takes.
pub(crate) fn block_size(block: &Block) -> usize {
    size_of::<Block>().saturating_add(kind_size(&block.kind))
}

fn kind_size(kind: &BlockKind) -> usize {
    match kind {
        BlockKind::Line(line) => line_size(line),
        BlockKind::Comment(comment) => line_size(&comment.content) + text(&comment.original),
        BlockKind::GridRow(row) => row_size(row),
        BlockKind::Picture(picture) => {
            let label = picture.label.as_ref().map_or(0, |label| label.text.size());
            text(&picture.id) + options(&picture.options) + label
        }
        BlockKind::TextBlock(block) => {
            text(&block.name) + texts(&block.data) + options(&block.options)
        }
        BlockKind::Diagrams(names) => texts(names),
        BlockKind::Recall(recall) => {
            let chorus = recall.of.as_deref().map_or(0, section_size);
            chorus + recall.label.as_ref().map_or(0, Text::size)
        }
        BlockKind::Change(change) => change.value.as_ref().map_or(0, text),
        BlockKind::Setting(setting) => text(&setting.path) + text(&setting.value),
        BlockKind::Tab(line) | BlockKind::Key(line) | BlockKind::Ignored(line) => text(line),
        BlockKind::Blank | BlockKind::Break(_) | BlockKind::StrayEnd => 0,
    }
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

fn line_size(line: &Line) -> usize {
    let texts = line.segments.iter().map(|segment| segment.text.size());
    let chords = line.chords().map(chord_size);
    let places = line.segments.capacity() * size_of::<Segment>();
    ALLOCATION + places + texts.chain(chords).sum::<usize>()
}

/// What a chord takes beside its place: annotations are made one by one, all others are shared.
fn chord_size(chord: &ChordRef) -> usize {
    if chord.is_annotation() {
        chord.name.len() + chord.display.size() + chord.plain.len() + 3 * 2 * ALLOCATION
    } else {
        0
    }
}

fn row_size(row: &GridRow) -> usize {
    let token = |token: &GridToken| match token {
        GridToken::Bar(bar) => text(&bar.symbol) + bar.volta.as_ref().map_or(0, text),
        GridToken::Chord(chord) => chord_size(chord),
        GridToken::Chords(cells) => cells.capacity() * size_of::<SubCell>(),
        GridToken::RepeatMeasure
        | GridToken::RepeatTwoMeasures
        | GridToken::Slash
        | GridToken::Space => 0,
    };
    let tokens = row.tokens.iter().map(token).sum::<usize>();
    let around = row.margin.iter().chain(&row.comment).map(line_size);
    let places = row.tokens.capacity() * size_of::<GridToken>();
    tokens + around.sum::<usize>() + places
}
