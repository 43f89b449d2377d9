//! Where chords and words of such lines stand.

use chordpro_fonts::width;

use chordpro_song::CommentStyle;

use crate::page::{Pt, TextRun};
use crate::paginator::SongPage;
use crate::sample::{comment, configured, labelled, line, pages, round, song, texts};

fn page(text: &str) -> SongPage {
    pages(&song(vec![line(text)])).remove(0)
}

fn run<'p>(page: &'p SongPage, text: &str) -> &'p TextRun {
    let found = texts(page).into_iter().find(|run| run.text == text);
    found.unwrap_or_else(|| panic!("no text {text:?} on the page"))
}

/// The left and right edge of a text.
fn edges(page: &SongPage, text: &str) -> (Pt, Pt) {
    let run = run(page, text);
    let end = run.x + width(&run.glyphs) * run.size / 1000.0;
    (round(run.x), round(end))
}

/// The words at one height, from left to right; faces that have no blanks set those apart.
fn row(page: &SongPage, y: Pt) -> Vec<&str> {
    let mut runs = texts(page);
    runs.retain(|run| round(run.y) == y);
    runs.sort_by(|a, b| a.x.total_cmp(&b.x));
    let words = runs.iter().map(|run| run.text.trim());
    words.filter(|word| !word.is_empty()).collect()
}

#[test]
fn chords_stand_over_the_right_ends_of_phrases_that_go_on_to_the_left() {
    let page = page("[C]שלום [Am7]עולם");
    assert_eq!(row(&page, 739.2), ["עולם", "שלום"]);
    let (left, middle) = edges(&page, "עולם");
    let (start, right) = edges(&page, "שלום");
    assert!(left == 40.0 && middle < start, "{left} {middle} {start}");
    assert_eq!(edges(&page, "C").1, right);
    assert_eq!(edges(&page, "Am7").1, middle);
    assert_eq!(run(&page, "C").y, run(&page, "Am7").y);
}

#[test]
fn words_of_the_other_direction_keep_their_order_over_chords() {
    let page = page("[C]שלום [G]my [D]friend [A]טוב");
    assert_eq!(row(&page, 739.2), ["טוב", "my", "friend", "שלום"]);
    assert_eq!(edges(&page, "G").0, edges(&page, "my ").0);
    assert_eq!(edges(&page, "D").0, edges(&page, "friend").0);
    assert_eq!(edges(&page, "A").1, edges(&page, "טוב").1);
}

#[test]
fn lines_from_left_to_right_turn_only_what_runs_backward_over_a_chord() {
    let page = page("[C]abc [G]אבג [D]דהו [A]def");
    assert_eq!(row(&page, 739.2), ["abc", "דהו", "אבג", "def"]);
    assert_eq!(edges(&page, "G").1, edges(&page, "אבג").1);
    assert_eq!(edges(&page, "D").1, edges(&page, "דהו").1);
    assert_eq!(edges(&page, "A").0, edges(&page, "def").0);
}

#[test]
fn a_word_from_right_to_left_stays_where_it_is_in_its_line() {
    let page = page("[C]abc [G]אבג def");
    assert_eq!(row(&page, 739.2), ["abc", "אבג", "def"]);
    assert_eq!(edges(&page, "G").1, edges(&page, "אבג").1);
}

#[test]
fn a_chord_wider_than_its_syllable_moves_what_follows_to_the_left() {
    let page = page("[Gmaj7sus4]א[D]ב");
    let chord = edges(&page, "Gmaj7sus4");
    assert_eq!(edges(&page, "א").1, chord.1);
    assert!(edges(&page, "ב").1 < chord.0);
    assert_eq!(edges(&page, "D").1, edges(&page, "ב").1);
}

#[test]
fn a_split_marker_fills_what_a_wide_chord_leaves() {
    let song = configured(
        song(vec![line("[Gmaj7sus4]א[D]ב")]),
        &[("pdf.split-marker", "[\"-\",\"=\",\">\"]")],
    );
    let page = pages(&song).remove(0);
    let words = row(&page, 739.2);
    assert_eq!((words.len(), words[0], words[2]), (3, "ב", "א"));
    assert!(words[1].starts_with("-=") && words[1].ends_with("=>"));
    assert_eq!(edges(&page, words[1]).1, edges(&page, "א").0);
}

#[test]
fn chords_without_words_follow_each_other_to_the_left() {
    let page = page("[C]שיר [D][E]  [F]");
    assert_eq!(row(&page, 753.0), ["F", "E", "D", "C"]);
}

#[test]
fn the_first_part_of_a_wrapped_line_holds_its_first_words() {
    let page = page(&("[C]ראש ".to_owned() + &"ועוד [D]מילה ".repeat(16) + "[E]סוף"));
    let first = row(&page, 739.2);
    assert_eq!(first.last(), Some(&"ראש"));
    assert!(run(&page, "סוף").y < 739.2);
    assert_eq!(
        round(texts(&page).iter().map(|run| run.x).fold(Pt::MAX, Pt::min)),
        40.0
    );
}

#[test]
fn letters_join_over_a_chord() {
    let alone = page("[C]ب");
    let joined = page("[C]بب[G]ب");
    let id = |page: &SongPage| run(page, "ب").glyphs[0].id;
    assert_ne!(id(&alone), id(&joined));
}

#[test]
fn spans_of_a_phrase_follow_each_other_to_the_left() {
    let page = page("[C]<b>אבג</b> דהו [D]שיר");
    assert_eq!(row(&page, 739.2), ["שיר", "דהו", "אבג"]);
}

#[test]
fn chords_among_the_words_stand_before_them() {
    let song = configured(
        song(vec![line("[C]שלום [G]עולם")]),
        &[("settings.inline-chords", "1")],
    );
    let page = pages(&song).remove(0);
    assert_eq!(row(&page, 751.2), ["עולם", "[G]", "שלום", "[C]"]);
}

#[test]
fn underlined_words_beside_a_column_of_chords_follow_each_other_to_the_left() {
    let song = configured(
        song(vec![line("[C]שלום רב [G]עולם")]),
        &[("pdf.chordscolumn", "400")],
    );
    let page = pages(&song).remove(0);
    assert_eq!(row(&page, 751.2)[..3], ["עולם", "רב", "שלום"]);
}

/// The words of a page in the order of reading.
fn read(page: &SongPage) -> Vec<&str> {
    let words = texts(page).into_iter().map(|run| run.text.trim());
    words.filter(|word| !word.is_empty()).collect()
}

#[test]
fn lines_without_chords_run_as_a_whole_whatever_cuts_them() {
    let text = "<b>אבג</b> דהו <span color=\"red\">שיר song</span> טוב";
    let of_line = page(text);
    let of_comment = pages(&song(vec![comment(CommentStyle::Plain, text)])).remove(0);
    for page in [&of_line, &of_comment] {
        let y = round(texts(page)[0].y);
        assert_eq!(row(page, y), ["טוב", "song", "שיר", "דהו", "אבג"]);
        assert_eq!(read(page), ["אבג", "דהו", "שיר", "song", "טוב"]);
    }
}

#[test]
fn the_words_of_a_comment_tell_where_it_begins() {
    let row_of = |text: &str| {
        let page = pages(&song(vec![comment(CommentStyle::Plain, text)])).remove(0);
        let y = round(texts(&page)[0].y);
        row(&page, y).join(" ")
    };
    assert_eq!(row_of("[Am] אבג"), "אבג Am");
    assert_eq!(row_of("Am אבג"), "Am אבג");
    assert_eq!(row_of("[Am] 12 [G7]"), "Am 12 G7");
}

#[test]
fn further_lines_run_as_the_first_one_does() {
    let text = "שיר ".to_owned() + &"abc אבג דה ".repeat(30);
    let page = page(&text);
    let mut starts = Vec::new();
    let mut last = None;
    for run in texts(&page) {
        if last.replace(round(run.y)) != Some(round(run.y)) {
            starts.push(run);
        }
    }
    assert!(starts.len() > 2);
    for start in starts {
        let others = texts(&page);
        let right = others
            .iter()
            .filter(|run| round(run.y) == round(start.y))
            .map(|run| run.x)
            .fold(0.0, Pt::max);
        assert_eq!(start.x, right, "{}", start.text);
    }
}

#[test]
fn letters_join_over_the_border_of_a_span() {
    let alone = page("ب");
    let joined = page("بب<b>ب</b>");
    let id = |page: &SongPage| texts(page).last().expect("a letter").glyphs[0].id;
    assert_ne!(id(&alone), id(&joined));
}

#[test]
fn lines_begin_at_the_right_where_that_is_asked_for() {
    let text = "[C]ראש ".to_owned() + &"ועוד [D]מילה ".repeat(16) + "[Gmaj7sus4]סוף";
    let lines = || {
        let comment = comment(CommentStyle::Plain, "לאט");
        let song = song(vec![line(&text), line("שיר"), line("[C]left"), comment]);
        labelled(song, "בית")
    };
    let as_usual = pages(&lines()).remove(0);
    let asked = configured(lines(), &[("native.right-to-left", "true")]);
    let asked = pages(&asked).remove(0);
    // What stood at the left stands as far from the right, in the same order.
    let (usual, mirrored) = (texts(&as_usual), texts(&asked));
    assert_eq!(usual.len(), mirrored.len());
    let ends = |run: &TextRun| {
        let end = run.x + width(&run.glyphs) * run.size / 1000.0;
        (round(run.x), round(end))
    };
    for (usual, mirrored) in usual.iter().zip(&mirrored) {
        assert_eq!(usual.text, mirrored.text);
        if usual.text.contains("left") {
            assert_eq!(usual.x, mirrored.x);
        }
    }
    let outer = |runs: &[&TextRun], text: &str| {
        let run = runs.iter().find(|run| run.text.trim() == text);
        ends(run.expect("a run"))
    };
    for text in ["בית", "שיר", "לאט"] {
        let ((left, _), (_, right)) = (outer(&usual, text), outer(&mirrored, text));
        assert_eq!(round(left - 40.0), round(555.0 - right), "{text}");
    }
    let first = outer(&mirrored, "ראש").1;
    assert_eq!(
        first,
        outer(&mirrored, "שיר").1,
        "lines begin below each other"
    );
    assert_eq!(outer(&mirrored, "C").1, first);
    assert!(
        outer(&mirrored, "סוף").1 < first,
        "further parts are indented"
    );
}
