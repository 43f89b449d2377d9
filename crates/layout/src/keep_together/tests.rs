//! Tests of what stays together.

use chordpro_song::{Block, BlockKind, CommentStyle, SectionBuilder, SectionKind, Song, Span};

use crate::page::Role;
use crate::paginator::SongPage;
use crate::sample::{comment, configured, empty_song, line, pages, song, texts};

/// A song of verses, each with so many lines with chords; they are called by verse and line.
fn verses(lengths: &[usize]) -> Song {
    let (mut body, place) = (SectionBuilder::default(), Span::at_line(1));
    for (verse, length) in lengths.iter().enumerate() {
        body.start("verse", place);
        for n in 0..*length {
            body.push(line(&format!("[C]{verse}.{n}")), place);
        }
        body.end(place);
        body.push(BlockKind::Blank, place);
    }
    Song {
        sections: body.finish(),
        ..empty_song()
    }
}

/// The lyrics of each page: first and last line.
fn ends(pages: &[SongPage]) -> Vec<(String, String)> {
    pages
        .iter()
        .map(|page| {
            let mut lines = texts(page)
                .into_iter()
                .filter(|run| !matches!(run.role, Role::Chord | Role::Footer));
            let first = lines.next().map(|run| run.text.clone());
            let last = lines.next_back().map(|run| run.text.clone());
            let first = first.unwrap_or_default();
            (first.clone(), last.unwrap_or(first))
        })
        .collect()
}

fn page_ends(song: Song, setting: &str) -> Vec<(String, String)> {
    ends(&pages(&configured(song, &[(setting, "1")])))
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected
        .iter()
        .map(|(first, last)| ((*first).to_owned(), (*last).to_owned()))
        .collect()
}

#[test]
fn sections_are_cut_where_nothing_else_is_asked_for() {
    assert_eq!(
        ends(&pages(&verses(&[22, 8]))),
        pairs(&[("0.0", "1.3"), ("1.4", "1.7")])
    );
}

#[test]
fn a_section_that_does_not_end_on_a_page_begins_on_the_next() {
    assert_eq!(
        page_ends(verses(&[22, 8]), "native.keep-sections"),
        pairs(&[("0.0", "0.21"), ("1.0", "1.7")])
    );
}

#[test]
fn a_section_that_fits_on_no_page_is_cut() {
    assert_eq!(
        page_ends(verses(&[3, 30]), "native.keep-sections"),
        ends(&pages(&verses(&[3, 30])))
    );
}

#[test]
fn a_section_that_just_fits_stays() {
    assert_eq!(
        page_ends(verses(&[27]), "native.keep-sections"),
        pairs(&[("0.0", "0.26")])
    );
    assert_eq!(
        page_ends(verses(&[2, 27]), "native.keep-sections"),
        pairs(&[("0.0", "0.1"), ("1.0", "1.26")])
    );
}

#[test]
fn a_comment_goes_with_the_section_that_it_names() {
    let mut song = verses(&[22, 8]);
    let between = song
        .sections
        .iter_mut()
        .find(|section| section.kind == SectionKind::Bare)
        .expect("there is a blank line");
    between.blocks.push(Block {
        kind: comment(CommentStyle::Plain, "Chorus"),
        place: Span::at_line(1),
    });
    assert_eq!(
        page_ends(song, "native.keep-sections"),
        pairs(&[("0.0", "0.21"), ("Chorus", "1.7")])
    );
}

#[test]
fn paragraphs_count_where_there_are_no_sections() {
    let mut body: Vec<BlockKind> = (0..22).map(|n| line(&format!("[C]a{n}"))).collect();
    body.push(BlockKind::Blank);
    body.extend((0..8).map(|n| line(&format!("[C]b{n}"))));
    assert_eq!(
        page_ends(song(body), "native.keep-sections"),
        pairs(&[("a0", "a21"), ("b0", "b7")])
    );
}

#[test]
fn a_section_goes_to_the_next_column_first() {
    let song = configured(verses(&[22, 8]), &[("settings.columns", "2")]);
    let pages = pages(&configured(song, &[("native.keep-sections", "1")]));
    assert_eq!(pages.len(), 1);
    let (x, y) = crate::sample::place(&pages[0], "1.0");
    assert_eq!((x, y), (307.5, 739.2));
}

#[test]
fn the_first_line_of_a_section_is_not_left_behind() {
    let song = || verses(&[25, 8]);
    assert_eq!(ends(&pages(&song()))[0].1, "1.0");
    assert_eq!(
        page_ends(song(), "native.no-widows"),
        pairs(&[("0.0", "0.24"), ("1.0", "1.7")])
    );
}

#[test]
fn the_last_line_of_a_section_does_not_go_alone() {
    assert_eq!(ends(&pages(&verses(&[28])))[1].0, "0.27");
    assert_eq!(
        page_ends(verses(&[28]), "native.no-widows"),
        pairs(&[("0.0", "0.25"), ("0.26", "0.27")])
    );
}

#[test]
fn sections_of_up_to_three_lines_are_not_cut() {
    let first_of_second_page = |lengths: &[usize]| {
        let ends = page_ends(verses(lengths), "native.no-widows");
        ends.get(1).map(|(first, _)| first.clone())
    };
    let verse = Some("1.0".to_owned());
    assert_eq!(first_of_second_page(&[24, 2]), None);
    assert_eq!(first_of_second_page(&[25, 2]), verse);
    assert_eq!(first_of_second_page(&[24, 3]), verse);
    assert_eq!(first_of_second_page(&[24, 4]), Some("1.2".to_owned()));
}

#[test]
fn trying_leaves_no_trace() {
    let song = verses(&[5, 5, 5]);
    let before = pages(&song);
    let after = pages(&configured(
        song,
        &[("native.keep-sections", "1"), ("native.no-widows", "1")],
    ));
    assert_eq!(before.len(), after.len());
    assert_eq!(texts(&before[0]), texts(&after[0]));
}
