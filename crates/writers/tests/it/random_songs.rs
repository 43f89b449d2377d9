//! Random songs: the ChordPro output reads back as the same song.

use chordpro_config::Config;
use chordpro_song::{Book, Budget, Exceeded, NoAssets, Profile, ReadOptions, SongInput, read_book};
use chordpro_writers::{WriteOptions, Written, cho, text};
use proptest::prelude::*;

/// Words of lyrics, comments and labels, including characters that are markup, a format or a quote elsewhere.
const WORDS: &str = "[a-zA-Zäßé漢]{1,8}( [a-zA-Z.,!?'\"&<>#*-]{1,6}){0,3}";

fn chord() -> impl Strategy<Value = String> {
    let names = "[A-G](#|b)?(m|7|maj7|sus4|m7)?(/[A-G])?";
    prop_oneof![
        6 => names.prop_map(|name| format!("[{name}]")),
        1 => names.prop_map(|name| format!("[({name})]")),
        1 => names.prop_map(|name| format!("[<b>{name}</b>]")),
        1 => "[a-z]{1,5}".prop_map(|text| format!("[*{text}]")),
        1 => Just("[]".to_owned()),
        1 => Just("[|]".to_owned()),
        1 => Just("[N.C.]".to_owned()),
        1 => Just("[Hmpf]".to_owned()),
    ]
}

fn lyrics() -> impl Strategy<Value = String> {
    let phrase = (prop::option::weighted(0.7, chord()), WORDS);
    prop::collection::vec(phrase, 1..5).prop_map(|phrases| {
        let line: String = phrases
            .into_iter()
            .map(|(chord, text)| format!("{}{text} ", chord.unwrap_or_default()))
            .collect();
        line.trim_end().to_owned()
    })
}

fn comment() -> impl Strategy<Value = String> {
    (
        "comment|comment_italic|comment_box",
        prop::option::of(chord()),
        WORDS,
    )
        .prop_map(|(name, chord, text)| format!("{{{name}: {}{text}}}", chord.unwrap_or_default()))
}

fn label() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => Just(String::new()),
        1 => "[A-Z][a-z]{1,8}( [0-9])?".prop_map(|text| format!(": {text}")),
        1 => "[A-Z][a-z' ]{1,8}".prop_map(|text| format!(" label=\"{text}\\\"x\\\\ \"")),
    ]
}

fn grid_line() -> impl Strategy<Value = String> {
    let cell = prop_oneof![
        3 => "[A-G](m|7)?",
        2 => Just(".".to_owned()),
        1 => Just("/".to_owned()),
        1 => Just("C~D".to_owned()),
    ];
    let measure = prop::collection::vec(cell, 1..4).prop_map(|cells| cells.join(" "));
    let bar = prop::sample::select(vec!["|", "||", "|:", ":|", "|1", "|."]);
    (
        prop::option::of("[A-Z]"),
        prop::collection::vec((bar, measure), 1..4),
        "( [a-z]{1,5})?",
    )
        .prop_map(|(margin, measures, comment)| {
            let mut line = margin.map_or_else(String::new, |margin| format!("{margin} "));
            for (at, (bar, cells)) in measures.iter().enumerate() {
                // A row starts with a bar that does not end a repeat.
                let bar = if at == 0 { "|" } else { bar };
                line.push_str(&format!("{bar} {cells} "));
            }
            format!("{line}|{comment}")
        })
}

fn section() -> impl Strategy<Value = String> {
    let lines = prop::collection::vec(
        prop_oneof![4 => lyrics().boxed(), 1 => comment().boxed()],
        1..4,
    );
    let tab = prop::collection::vec("[a-zA-Z|'<{-]{1,12}", 1..4);
    let grid = prop::collection::vec(grid_line(), 1..3);
    prop_oneof![
        4 => ("verse|chorus|bridge|intro", label(), lines).prop_map(|(name, label, lines)| {
            format!("{{start_of_{name}{label}}}\n{}\n{{end_of_{name}}}", lines.join("\n"))
        }),
        1 => (label(), tab).prop_map(|(label, lines)| {
            format!("{{start_of_tab{label}}}\n{}\n{{end_of_tab}}", lines.join("\n"))
        }),
        1 => grid.prop_map(|lines| {
            format!("{{start_of_grid shape=\"1+4x4+1\" label=\"G\"}}\n{}\n{{end_of_grid}}", lines.join("\n"))
        }),
    ]
}

fn directive() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\{(artist|composer|album): [A-Z][a-z]{1,6}(; [A-Z][a-z]{1,6})?\\}",
        "\\{year: (19|20)[0-9]{2}\\}",
        "\\{key: [A-G](#|b)?m?\\}",
        "\\{capo: [1-9]\\}",
        "\\{tempo: [1-9][0-9]\\}",
        "\\{columns: [12]\\}",
        // No transposition: a chorus recalled after one is written out, so the text would differ.
        Just("{new_page}".to_owned()),
        Just("{column_break}".to_owned()),
        Just("{chorus}".to_owned()),
        "\\{chorus: [A-Z][a-z]{1,6}\\}",
        "\\{text(size|colour): (1[0-9]|red)\\}".prop_filter("sizes are numbers", |text| {
            text.contains("size") != text.contains("red")
        }),
        "\\{define: X[a-z]{1,3} base-fret 1 frets x 3 2 0 1 0\\}",
        "\\{chord: [A-G]m?\\}",
        "\\{x_own: [a-z]{1,5}\\}",
        Just(String::new()),
    ]
}

fn song() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        3 => section().boxed(),
        3 => lyrics().boxed(),
        3 => directive().boxed(),
        1 => comment().boxed(),
    ];
    ("[A-Z][a-z]{0,8}", prop::collection::vec(part, 1..12))
        .prop_map(|(title, parts)| format!("{{title: {title}}}\n{}\n", parts.join("\n")))
}

fn read(song: &str) -> Book {
    let mut options = ReadOptions::default();
    options.backend = "chordpro".to_owned();
    options.profile = Profile::Complete;
    let inputs = [SongInput::new("song", song)];
    read_book(
        &inputs,
        &Config::builtin(),
        &options,
        &NoAssets,
        &Budget::unbounded_time(),
    )
    .expect("the song is ordinary")
}

type Writer = fn(&Book, &WriteOptions, &Budget) -> Result<Written, Exceeded>;

fn write(book: &Book, write: Writer) -> String {
    let mut options = WriteOptions::default();
    options.profile = Profile::Complete;
    write(book, &options, &Budget::unbounded_time())
        .expect("no limit is met")
        .text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_written_reads_back_as_the_same_song(songs in prop::collection::vec(song(), 1..3)) {
        let source = songs.join("{new_song}\n");
        let first = read(&source);
        let written = write(&first, cho::write);
        let second = read(&written);
        prop_assert_eq!(&write(&second, cho::write), &written, "of\n{}", source);
        // Apostrophes become typographic when they are written.
        let shown = |book: &Book| write(book, text::write).replace('\'', "’");
        prop_assert_eq!(shown(&second), shown(&first), "of\n{}written as\n{}", source, written);
        prop_assert_eq!(second.songs.len(), first.songs.len(), "of\n{}", source);
        for (first, second) in first.songs.iter().zip(&second.songs) {
            for name in ["title", "artist", "composer", "album", "year", "capo", "tempo"] {
                prop_assert_eq!(first.meta.values(name), second.meta.values(name), "{} of\n{}", name, source);
            }
        }
    }
}
