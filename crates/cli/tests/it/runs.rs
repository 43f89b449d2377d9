//! Runs of the program: files, exit statuses, standard output and standard error.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::{Folder, SONG, printed, said};

#[test]
fn a_status_of_zero_means_that_the_output_is_there() {
    let folder = Folder::new("status");
    folder.put("junk.pdf", "no document");
    folder.put("empty.txt", "# nothing\n");
    folder.put("setting.cho", "{+nosuch.key: 1}\n[C]x\n");
    let good = folder.run("a.cho -o o.txt");
    assert_eq!(good.status.code(), Some(0), "{}", said(&good));
    assert!(folder.text("o.txt").contains("Row the boat"));
    for (line, status, message) in [
        ("", 1, "No input files"),
        (
            "nosuch.cho -o o1.txt",
            2,
            "nosuch.cho: No such file or directory",
        ),
        (
            "a.cho -o nosuch/o1.txt",
            2,
            "nosuch/o1.txt: No such file or directory",
        ),
        ("a.cho -o o1.foo", 2, "unknown suffix"),
        ("a.cho --generate=Foo -o o1.txt", 2, "No backend for Foo"),
        ("a.cho --bogus -o o1.txt", 2, "Unknown option: bogus"),
        (
            "a.cho --config=nosuch -o o1.txt",
            2,
            "nosuch: No such file or directory",
        ),
        (
            "a.cho --userconfig=nosuch -o o1.txt",
            2,
            "nosuch: No such file or directory",
        ),
        (
            "a.cho -x much -o o1.txt",
            2,
            "Invalid transpose value: much",
        ),
        (
            "a.cho -xc klingon -o o1.txt",
            2,
            "No transcoder for klingon",
        ),
        ("a.cho -P a99 -o o1.pdf", 255, "Unhandled paper size: a99"),
        (
            "a.cho --define=foo.bar=1 -o o1.txt",
            255,
            "Key foo is scalar, not hash",
        ),
        ("a.cho --cover=nosuch.pdf -o o1.pdf", 2, "not found"),
        (
            "--filelist=nosuch -o o1.txt",
            2,
            "nosuch: No such file or directory",
        ),
        ("setting.cho -o o1.txt", 2, "Key nosuch is scalar, not hash"),
        ("--filelist=empty.txt -o o1.txt", 1, "No input files"),
        (
            "a.cho junk.pdf -o o1.pdf",
            255,
            "junk.pdf does not appear to be a valid PDF",
        ),
        (
            "nosuch.pdf -o o1.pdf",
            2,
            "nosuch.pdf: No such file or directory (skipped)",
        ),
    ] {
        let output = folder.run(line);
        assert_eq!(
            output.status.code(),
            Some(status),
            "{line}: {}",
            said(&output)
        );
        assert!(said(&output).contains(message), "{line}: {}", said(&output));
        assert!(!folder.has("o1.txt") && !folder.has("o1.pdf"), "{line}");
    }
}

#[test]
fn documents_stand_among_songs() {
    let folder = Folder::new("documents");
    assert!(folder.run("a.cho -o own.pdf").status.success());
    folder.put("list", "a.cho\nnosuch.pdf\nown.pdf\na.cho\n");
    let output = folder.run("--filelist=list --csv -o book.pdf");
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("nosuch.pdf: No such file or directory (skipped)"));
    let table = folder.text("book.csv");
    let titles: Vec<&str> = table
        .lines()
        .filter_map(|row| row.split(';').next())
        .collect();
    assert_eq!(titles, ["title", "Boat", "Boat", "Boat"]);
}

#[test]
fn the_last_output_counts_and_a_dash_is_the_standard_output() {
    let folder = Folder::new("output");
    folder.run("a.cho -o o.txt -o p.cho");
    assert!(!folder.has("o.txt") && folder.text("p.cho").contains("[C]Row"));
    let text = folder.run("a.cho --generate=Text -o -");
    assert!(
        printed(&text).starts_with("-- Title: Boat\n"),
        "{}",
        printed(&text)
    );
    assert!(folder.run("a.cho -o -").stdout.starts_with(b"%PDF-"));
}

#[test]
fn names_of_outputs_take_metadata_but_no_folders() {
    let folder = Folder::new("names");
    let output = folder.run("a.cho -o %{title}-%{artist}.txt");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(folder.has("Boat-We_You.txt"));
}

#[test]
fn a_dash_is_the_standard_input() {
    let folder = Folder::new("input");
    let mut program = folder
        .command()
        .args(["-", "--generate=Text"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = program.stdin.take().expect("an input");
    input.write_all(SONG.as_bytes()).expect("it reads");
    drop(input);
    let output = program.wait_with_output().expect("it ends");
    assert!(printed(&output).contains("Row the boat"));
}

#[test]
fn a_transposition_of_zero_does_nothing() {
    let folder = Folder::new("zero");
    folder.run("a.cho -o a.txt");
    let output = folder.run("a.cho --transpose=0 -o b.txt");
    assert_eq!(output.status.code(), Some(0));
    assert!(folder.text("b.txt").contains("Row the boat"));
    assert_eq!(folder.text("a.txt"), folder.text("b.txt"));
}

#[test]
fn keys_capos_and_simpler_chords_are_options() {
    let folder = Folder::new("players");
    folder.put("p.cho", "{title: P}\n{key: Eb}\n[Eb]La [Cm7]la\n");
    for (options, chords) in [
        ("--transpose=Bb --spelling=key", "Bb Gm7"),
        ("--transpose=1 --spelling=reference", "E  C#m7"),
        ("--capo=3", "C  Am7"),
        ("--simplify=extensions", "Eb Cm"),
        ("--key=D --transpose=1 --spelling=key", "E  Dbm7"),
    ] {
        let output = folder.run(&format!("p.cho {options} -o p.txt"));
        assert_eq!(
            output.status.code(),
            Some(0),
            "{options}: {}",
            said(&output)
        );
        let text = folder.text("p.txt");
        assert!(text.contains(chords), "{options}: {text}");
    }
    for wrong in [
        "--key=much",
        "--capo=12",
        "--simplify=all",
        "--capo=1 --decapo",
    ] {
        let output = folder.run(&format!("p.cho {wrong} -o q.txt"));
        assert_ne!(output.status.code(), Some(0), "{wrong}");
    }
    folder.put("q.cho", "{title: Q}\n[Eb]La [Ab]la [Bb7]la [Eb]la\n");
    let output = folder.run("q.cho --inspect");
    let found = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(found.contains("\"detected\": \"Eb\""), "{found}");
}

#[test]
fn lists_name_songs_beside_them_with_options_of_their_own() {
    let folder = Folder::new("lists");
    folder.put("songs/one.cho", "{title: One}\n[C]x\n");
    folder.put("songs/two.cho", "{title: Two}\n[C]x\n");
    folder.put(
        "songs/list.txt",
        "# mine\n\n--title \"My Book\"\none.cho\r\ntwo.cho --define settings.transpose=2 --meta artist=Me\n",
    );
    let output = folder.run("--filelist=songs/list.txt a.cho -o o.cho");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let text = folder.text("o.cho");
    let places: Vec<usize> = ["{title: One}", "{title: Two}", "[D]x", "{title: Boat}"]
        .iter()
        .map(|part| text.find(part).unwrap_or_else(|| panic!("{part}: {text}")))
        .collect();
    assert!(places.is_sorted(), "{text}");
    folder.put("bad.txt", "a.cho --transpose=2\n");
    let output = folder.run("--filelist=bad.txt -o p.cho");
    assert_eq!(output.status.code(), Some(255));
    assert!(said(&output).contains("Error in filelist: a.cho --transpose=2"));
}

#[test]
fn reference_mode_knows_few_options_and_no_settings_of_songs() {
    let folder = Folder::new("reference");
    folder.put("chordpro.json", "settings.transpose: 2");
    folder.put("s.cho", "{title: T}\n{+settings.transpose: 2}\n[C]x\n");
    let output = folder.run("s.cho -R -o o.cho");
    assert!(said(&output).starts_with("Running in reference mode.\n"));
    assert!(folder.text("o.cho").contains("[C]x"));
    assert_eq!(folder.run("s.cho -R --transpose=2").status.code(), Some(2));
}

#[test]
fn the_program_tells_about_itself() {
    let folder = Folder::new("about");
    for (line, beginning) in [
        ("--version", "This is ChordPro core 6.101.0"),
        ("-V", "This is ChordPro core 6.101.0"),
        ("--about", "This is ChordPro core 6.101.0"),
        ("--help", "This is ChordPro core 6.101.0"),
        ("--licences", "Licences of the programs"),
        ("-?", "This is ChordPro core 6.101.0"),
        ("--man-page", ".TH CHORDPRO 1"),
        ("--completions=bash", "complete "),
        ("--completions=zsh", "#compdef chordpro"),
        ("--completions=fish", "complete -c chordpro"),
    ] {
        let output = folder.run(line);
        assert_eq!(output.status.code(), Some(0), "{line}");
        assert!(
            printed(&output).starts_with(beginning),
            "{line}: {}",
            printed(&output)
        );
        assert_eq!(said(&output), "", "{line}");
    }
    let version = printed(&folder.run("--version"));
    let (release, build) = (chordpro_engine::VERSION, chordpro_engine::BUILD);
    assert_eq!(
        version,
        format!("This is ChordPro core 6.101.0 (chordpro-api {release})\nbuild {build}\n")
    );
    let output = folder.run("--ident a.cho -o o.txt");
    assert!(printed(&output).starts_with("This is ChordPro core") && folder.has("o.txt"));
    assert_eq!(folder.run("--completions=csh").status.code(), Some(2));
}

#[test]
fn completions_for_bash_are_ones_that_bash_reads() {
    let folder = Folder::new("bash");
    let completions = printed(&folder.run("--completions=bash"));
    let script = format!("{completions}complete -p chordpro");
    let output = Command::new("bash")
        .args(["-c", &script])
        .output()
        .expect("this test needs bash, as the scripts of the project do");
    assert!(output.status.success(), "{}", said(&output));
    assert!(printed(&output).contains("--transpose"));
}

#[test]
fn pages_that_are_pictures_go_into_a_file_each() {
    let folder = Folder::new("pages");
    let song = "{title: Long}\n[C]one\n{new_page}\n[C]two\n";
    folder.put("long.cho", song);
    for format in ["png", "svg"] {
        let output = folder.run(&format!("long.cho -o x.{format}"));
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(folder.has(&format!("x-1.{format}")) && folder.has(&format!("x-2.{format}")));
        assert!(!folder.has(&format!("x.{format}")) && !folder.has(&format!("x-3.{format}")));
        folder.run(&format!("a.cho -o one.{format}"));
        assert!(folder.has(&format!("one.{format}")) && !folder.has(&format!("one-1.{format}")));
        folder.run(&format!("long.cho --page=2 -o two.{format}"));
        assert!(folder.has(&format!("two.{format}")) && !folder.has(&format!("two-2.{format}")));
    }
    assert_eq!(folder.text("two.svg"), folder.text("x-2.svg"));
    let output = folder.run("long.cho --generate=svg -o -");
    assert!(printed(&output).contains("<svg"));
    assert!(said(&output).contains("has 2 pages"), "{}", said(&output));
}

#[test]
fn where_there_is_no_song_there_is_a_warning_and_no_page() {
    let folder = Folder::new("nosong");
    folder.put("new.cho", "{new_song}\n");
    folder.put("comments.cho", "{new_song}\n# only\n# comments\n");
    folder.put("empty.cho", "");
    for name in ["new", "comments", "empty"] {
        for format in ["pdf", "png", "svg"] {
            let output = folder.run(&format!("{name}.cho -o {name}.{format}"));
            assert_eq!(output.status.code(), Some(0), "{}", said(&output));
            let warning = format!("No songs found in {name}.cho");
            assert!(said(&output).contains(&warning), "{}", said(&output));
            assert!(!folder.has(&format!("{name}.{format}")), "{name} {format}");
        }
    }
    folder.put("unknown.cho", "# none\n{instrument: Ukulele}\n");
    let output = folder.run("a.cho unknown.cho a.cho -o book.txt");
    assert!(said(&output).contains("No songs found in unknown.cho"));
    assert_eq!(folder.text("book.txt").matches("New song").count(), 1);
}

#[test]
fn metadata_given_again_replaces_what_was_given_before() {
    let folder = Folder::new("meta");
    folder.put("m.cho", "{title: T}\n{c: %{artist}}\n[C]la\n");
    folder.run("m.cho --meta artist=A --meta Artist=B -o m.txt");
    assert!(
        folder.text("m.txt").contains("-- B"),
        "{}",
        folder.text("m.txt")
    );
}
