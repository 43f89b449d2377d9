//! Hand-made songs for tests, and what is found on their pages.

use std::sync::Arc;

use chordpro_config::Config;
use chordpro_fonts::FontBook;
use chordpro_song::{
    BlockKind, Budget, ChordInfo, ChordRef, Comment, CommentStyle, Diagnostic, Label,
    Line as Lyrics, Meta, NoAssets, Section, SectionBuilder, SectionKind, Segment, Song,
    SongSettings, Source, Span,
};

use crate::context::BookContext;
use crate::page::{Item, Line, Pt, Rect, TextRun};
use crate::paginator::{Numbering, SongPage};
use crate::song::{Extension, lay_out_song};

/// A song without a body.
pub(crate) fn empty_song() -> Song {
    let config = Config::builtin();
    Song {
        title: None,
        subtitles: Vec::new(),
        meta: Meta::default(),
        preamble: Vec::new(),
        sections: Vec::new(),
        assets: indexmap::IndexMap::new(),
        spread_image: None,
        defines: Vec::new(),
        chords: indexmap::IndexMap::new(),
        diagrams: None,
        labels: Vec::new(),
        settings: SongSettings::default(),
        system: "common".to_owned(),
        is_movable: false,
        source: Source {
            name: "song".into(),
            line: 1,
            input: 0,
            title: chordpro_song::Span::default(),
        },
        index: 1,
        bookmark: "song_1".to_owned(),
        surroundings: Arc::default(),
        config: Arc::clone(&config),
        initial_config: config,
        diagnostics: Vec::new(),
        is_missing: false,
        is_blank: false,
        transposed: 0,
        document: None,
    }
}

/// A song with a body, outside of any section.
pub(crate) fn song(blocks: Vec<BlockKind>) -> Song {
    let mut body = SectionBuilder::default();
    for kind in blocks {
        body.push(kind, Span::at_line(1));
    }
    Song {
        sections: body.finish(),
        ..empty_song()
    }
}

/// A section that has not ended.
pub(crate) fn section(name: &str, blocks: Vec<BlockKind>) -> Section {
    let mut body = SectionBuilder::default();
    body.start(name, Span::at_line(1));
    for kind in blocks {
        body.push(kind, Span::at_line(1));
    }
    body.finish().remove(0)
}

/// Puts a label at the front of a song, outside of any section.
pub(crate) fn labelled(mut song: Song, label: &str) -> Song {
    let mut section = Section::new(SectionKind::Bare, Span::at_line(1));
    section.label = Some(Label {
        text: label.into(),
        place: Span::at_line(1),
    });
    song.sections.insert(0, section);
    song.labels.push(label.to_owned());
    song
}

/// A song with a changed configuration.
pub(crate) fn configured(mut song: Song, changes: &[(&str, &str)]) -> Song {
    let mut config = Config::clone(&song.initial_config);
    for (path, value) in changes {
        config = config
            .set(path, value, chordpro_config::Trust::Trusted)
            .expect("a setting")
            .0;
    }
    song.config = Arc::new(config);
    song.initial_config = Arc::clone(&song.config);
    song
}

fn chord(name: &str) -> ChordRef {
    ChordRef {
        name: name.into(),
        display: name.trim_start_matches('*').into(),
        plain: name.into(),
        format: None,
        info: if name.starts_with('*') {
            ChordInfo::Annotation
        } else {
            ChordInfo::NoChord
        },
    }
}

/// The segments of a line with brackets.
pub(crate) fn content(text: &str) -> Lyrics {
    let mut parts = text.split('[');
    let first = parts.next().unwrap_or_default();
    let rest: Vec<(&str, &str)> = parts.filter_map(|part| part.split_once(']')).collect();
    if rest.is_empty() {
        return Lyrics::plain(text);
    }
    let mut line = Lyrics {
        has_brackets: true,
        ..Lyrics::default()
    };
    let segment = |chord, text: &str| Segment {
        chord,
        text: text.into(),
        place: Span::default(),
        lyrics: Span::default(),
    };
    if !first.is_empty() {
        line.segments.push(segment(None, first));
    }
    let rest = rest.into_iter();
    line.segments
        .extend(rest.map(|(name, text)| segment(Some(chord(name)), text)));
    line
}

/// A lyrics line.
pub(crate) fn line(text: &str) -> BlockKind {
    BlockKind::Line(content(text))
}

/// A comment.
pub(crate) fn comment(style: CommentStyle, text: &str) -> BlockKind {
    BlockKind::Comment(Comment {
        style,
        content: content(text),
        original: text.to_owned(),
    })
}

/// The pages of a song.
pub(crate) fn pages(song: &Song) -> Vec<SongPage> {
    laid_out(song).0
}

/// What is said about a song.
pub(crate) fn diagnostics(song: &Song) -> Vec<Diagnostic> {
    laid_out(song).1
}

fn laid_out(song: &Song) -> (Vec<SongPage>, Vec<Diagnostic>) {
    let fonts = FontBook::bundled();
    let budget = Budget::unbounded_time();
    let mut context = BookContext::new(&fonts, &NoAssets, &budget);
    let pages = lay_out_song(song, Numbering::default(), Extension::None, &mut context)
        .expect("a song can be laid out");
    (pages, context.diagnostics)
}

/// All texts of a page.
pub(crate) fn texts(page: &SongPage) -> Vec<&TextRun> {
    page.page
        .layers
        .iter()
        .filter_map(|item| match item {
            Item::Text(run) => Some(run),
            _ => None,
        })
        .collect()
}

/// Where a text stands: x and baseline, rounded to hundredths.
pub(crate) fn place(page: &SongPage, text: &str) -> (Pt, Pt) {
    let found = texts(page).into_iter().find(|run| run.text == text);
    let run = found.unwrap_or_else(|| panic!("no text {text:?} on the page"));
    (round(run.x), round(run.y))
}

/// All lines of a page.
pub(crate) fn lines(page: &SongPage) -> Vec<&Line> {
    page.page
        .layers
        .iter()
        .filter_map(|item| match item {
            Item::Line(line) => Some(line),
            _ => None,
        })
        .collect()
}

/// All rectangles of a page.
pub(crate) fn rectangles(page: &SongPage) -> Vec<&Rect> {
    page.page
        .layers
        .iter()
        .filter_map(|item| match item {
            Item::Rect(rect) => Some(rect),
            _ => None,
        })
        .collect()
}

/// A length rounded to hundredths.
pub(crate) fn round(value: Pt) -> Pt {
    (value * 100.0).round() / 100.0
}
