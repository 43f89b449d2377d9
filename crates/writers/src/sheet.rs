//! A song for the formats of other programs: sections of lines with chords and lyrics, without markup.

use std::borrow::Cow;

use chordpro_song::markup::{self, Text};
use chordpro_song::{
    Block, BlockKind, Book, Diagnostic, GridRow, GridToken, Line, Recall, SectionKind, Severity,
    Song, SubCell,
};

/// A section.
#[derive(Debug, Default)]
pub(crate) struct SheetSection<'a> {
    /// The name of its environment: `verse`, `chorus`, ….
    pub(crate) kind: &'a str,
    pub(crate) label: Option<Cow<'a, str>>,
    pub(crate) lines: Vec<SheetLine<'a>>,
    /// Whether it only recalls the chorus.
    pub(crate) is_recall: bool,
}

/// A line.
#[derive(Debug)]
pub(crate) enum SheetLine<'a> {
    /// Lyrics, each piece with the chord before it.
    Sung(Vec<SheetPiece<'a>>),
    /// A remark, or a line of a tab or a grid.
    Remark(Cow<'a, str>),
    Blank,
}

/// A piece of a line.
#[derive(Debug)]
pub(crate) struct SheetPiece<'a> {
    pub(crate) chord: Option<SheetChord<'a>>,
    pub(crate) words: Cow<'a, str>,
}

/// The text above the lyrics.
#[derive(Debug)]
pub(crate) struct SheetChord<'a> {
    pub(crate) text: Cow<'a, str>,
    /// Whether it is a remark, such as `x2`.
    pub(crate) is_annotation: bool,
}

/// The only song that a single-song document can hold: the first, with a warning for every other.
pub(crate) fn only_song<'b>(book: &'b Book, format: &str) -> (Option<&'b Song>, Vec<Diagnostic>) {
    let mut songs = book.songs.iter().filter(|song| !song.is_blank);
    let first = songs.next();
    let left_out = songs.map(|song| {
        let message = format!("{format} holds one song: this one is left out");
        let mut diagnostic = Diagnostic::new("song-left-out", Severity::Warning, message);
        diagnostic.source = Some(song.source.name.clone());
        diagnostic
    });
    (first, left_out.collect())
}

/// The sections of a song. Content between sections gets separate sections.
pub(crate) fn sheet(song: &Song) -> Vec<SheetSection<'_>> {
    let mut made: Vec<SheetSection<'_>> = Vec::new();
    for section in &song.sections {
        if section.kind == SectionKind::Bare {
            made.extend(section.blocks.iter().filter_map(between));
            continue;
        }
        let mut sheet = SheetSection {
            kind: section.kind.name(),
            label: section.heading().map(Text::readable),
            ..SheetSection::default()
        };
        let mut recalls = Vec::new();
        for block in &section.blocks {
            match &block.kind {
                BlockKind::Recall(recall) => recalls.push(recalled(recall)),
                _ => sheet.lines.extend(line(block)),
            }
        }
        made.push(sheet);
        made.append(&mut recalls);
    }
    made
}

/// Content between sections: a recall, or a remark.
fn between(block: &Block) -> Option<SheetSection<'_>> {
    match &block.kind {
        BlockKind::Recall(recall) => Some(recalled(recall)),
        BlockKind::Blank => None,
        _ => Some(SheetSection {
            kind: "remark",
            lines: vec![line(block)?],
            ..SheetSection::default()
        }),
    }
}

fn recalled(recall: &Recall) -> SheetSection<'_> {
    SheetSection {
        kind: "chorus",
        label: recall.label.as_ref().map(Text::readable),
        lines: Vec::new(),
        is_recall: true,
    }
}

fn line(block: &Block) -> Option<SheetLine<'_>> {
    Some(match &block.kind {
        BlockKind::Line(line) => SheetLine::Sung(pieces(line)),
        BlockKind::Tab(text) => SheetLine::Remark(text.into()),
        BlockKind::GridRow(row) => SheetLine::Remark(row_text(row).into()),
        BlockKind::Comment(comment) => {
            let texts = comment.content.segments.iter();
            let texts: Vec<Cow<'_, str>> = texts.map(|segment| segment.text.readable()).collect();
            SheetLine::Remark(texts.concat().into())
        }
        BlockKind::Blank => SheetLine::Blank,
        _ => return None,
    })
}

fn pieces(line: &Line) -> Vec<SheetPiece<'_>> {
    let pieces = line.segments.iter().map(|segment| SheetPiece {
        chord: segment.chord.as_ref().map(|chord| SheetChord {
            text: Cow::Borrowed(&*chord.plain),
            is_annotation: chord.is_annotation(),
        }),
        words: segment.text.readable(),
    });
    pieces.collect()
}

/// A grid row in ChordPro syntax.
fn row_text(row: &GridRow) -> String {
    let cell = |cell: &SubCell| match cell {
        SubCell::Empty => ".".to_owned(),
        SubCell::Slash => "/".to_owned(),
        SubCell::Chord(chord) => chord.plain.to_string(),
    };
    let tokens = row.tokens.iter().map(|token| match token {
        GridToken::Bar(bar) => format!("{}{}", bar.symbol, bar.volta.as_deref().unwrap_or("")),
        GridToken::RepeatMeasure => "%".to_owned(),
        GridToken::RepeatTwoMeasures => "%%".to_owned(),
        GridToken::Slash => "/".to_owned(),
        GridToken::Space => ".".to_owned(),
        GridToken::Chord(chord) => chord.plain.to_string(),
        GridToken::Chords(cells) => cells.iter().map(cell).collect::<Vec<_>>().join("~"),
    });
    tokens.collect::<Vec<_>>().join(" ")
}

/// Writes a text escaped for XML.
pub(crate) fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML does not allow other control characters, not even as references.
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
}

/// Writes `<name>value</name>` on a line; nothing for an empty value.
pub(crate) fn push_element(out: &mut String, indent: &str, name: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    out.push_str(indent);
    out.push_str(&format!("<{name}>"));
    push_escaped(out, value);
    out.push_str(&format!("</{name}>\n"));
}

/// The values of a metadata item, without markup, joined.
pub(crate) fn joined(song: &Song, name: &str, separator: &str) -> String {
    let values = song.meta.values(name).iter();
    let values: Vec<Cow<'_, str>> = values.map(|value| markup::readable(value)).collect();
    values.join(separator)
}

/// The title of a song, without markup.
pub(crate) fn title(song: &Song) -> Cow<'_, str> {
    markup::readable(song.title.as_deref().unwrap_or(""))
}
