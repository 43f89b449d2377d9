//! Round trip: the ChordPro output of the complete profile reads back as the same song.

use chordpro_config::Config;
use chordpro_song::{Book, Budget, NoAssets, Profile, ReadOptions, SongInput, read_book};
use chordpro_writers::{WriteOptions, cho, text};

/// Songs, each with something that the reference loses on output.
const SONGS: [&str; 9] = [
    "{title: Lines}\n[C]a[]b [(G)]d [<b>D</b>]e [*rit.]f [|]g [Xyz]h\nplain\n",
    "{title: Labels}\n{soc: One}\n[C]x\n{eoc}\n{soc label=\"A \\\"b\\\"\"}\ny\n{eoc}\n\n{chorus: Last}\n",
    "{title: Grid}\n{sog shape=\"1+4x4+1\" label=\"Intro\"}\nA | C~D . . . | % . . . |1 G . . . :| [Am] end\n|s dn . up . |\n{eog}\n",
    "{title: Tab}\n{sot: Riff}\ne|--3--|'\n\n{eot}\n",
    "{title: Defines}\n{define: Bes base-fret 1 frets 1 1 3 3 3 1 fingers 1 1 2 3 4 1}\n{define: Cc copy C}\n[Bes]a [Cc]b\n{chord: Am}\n",
    "{title: Meta}\n{artist: A; B}\n{year: 1999}\n{key: G}\n{capo: 2}\n{tempo: 90}\n{columns: 2}\n[G]a\n{c: see %{title}}\n",
    "{title: Settings}\n{+lyrics-only}\n[C]a\n{-lyrics-only}\n[C]b\n{+pdf.chorus.indent: 5}\nc\n",
    "{title: Drawing}\n{start_of_svg label=\"L\"}\n<svg xmlns=\"u\"/>\n{end_of_svg}\nx\n",
    "{title: One}\na\n{new_song}\n{title: Two}\n[C]b\n",
];

fn read(song: &str) -> Book {
    let mut options = ReadOptions::default();
    options.backend = "chordpro".to_owned();
    let inputs = [SongInput::new("song", song)];
    let config = Config::builtin();
    read_book(
        &inputs,
        &config,
        &options,
        &NoAssets,
        &Budget::unbounded_time(),
    )
    .expect("the song is ordinary")
}

fn options() -> WriteOptions {
    let mut options = WriteOptions::default();
    options.profile = Profile::Complete;
    options
}

#[test]
fn what_is_written_reads_back_as_the_same_song() {
    for song in SONGS {
        let budget = Budget::unbounded_time();
        let first = read(song);
        let written = cho::write(&first, &options(), &budget).expect("no limit is met");
        let second = read(&written.text);
        let again = cho::write(&second, &options(), &budget).expect("no limit is met");
        assert_eq!(written.text, again.text, "of {song}");
        let shown = |book| {
            text::write(book, &options(), &budget)
                .expect("no limit is met")
                .text
        };
        assert_eq!(shown(&first), shown(&second), "of {song}");
    }
}

#[test]
fn nothing_is_lost_that_the_reference_loses() {
    let written: String = SONGS
        .iter()
        .map(|song| {
            cho::write(&read(song), &options(), &Budget::unbounded_time())
                .expect("no limit is met")
                .text
        })
        .collect();
    for kept in [
        "[Xyz]h",
        "{start_of_chorus label=\"A \\\"b\\\"\"}",
        "{chorus label=\"Last\"}",
        "{start_of_grid shape=\"1+4x4+1\" label=\"Intro\"}",
        "A | C~D . . . | % . . . |1 G . . . :| [Am] end",
        "|s dn . up . |",
        "{start_of_tab label=\"Riff\"}",
        "{+pdf.chorus.indent: 5}",
        "{start_of_svg label=\"L\"}",
    ] {
        assert!(written.contains(kept), "{kept} in\n{written}");
    }
}
