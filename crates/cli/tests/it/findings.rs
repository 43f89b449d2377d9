//! Findings and imports of other formats.

use crate::support::{Folder, printed, said};

const ONSONG: &str = "Swing Low\nTraditional\nKey: D\n\nChorus:\nSwing [D]low, sweet [G]chariot\n";

#[test]
fn findings_decide_the_status_of_lint() {
    let folder = Folder::new("lint");
    folder.put("bad.cho", "{title: T}\n[Zork]x\n");
    assert_eq!(folder.run("--lint a.cho").status.code(), Some(0));
    let text = folder.run("--lint bad.cho");
    assert_eq!(text.status.code(), Some(1));
    assert!(
        printed(&text).starts_with("bad.cho:2:1: warning: "),
        "{}",
        printed(&text)
    );
    let json = printed(&folder.run("--lint=json bad.cho"));
    let findings: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert!(findings.pointer("/0/code").is_some(), "{json}");
    assert_eq!(folder.run("--lint=xml bad.cho").status.code(), Some(2));
}

#[test]
fn lint_reports_unknown_directives_with_the_one_that_was_meant() {
    let folder = Folder::new("unknown");
    folder.put("slip.cho", "{title: T}\n{comnent: x}\n[C]la\n");
    let output = folder.run("--lint slip.cho");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        printed(&output),
        "slip.cho:2:1: warning: Unknown directive: comnent: x [unknown-directive]\n    did you mean {comment}?\n\
         slip.cho:1:1: info: Song is missing {key} directive [missing-key]\n    fix: Add {key: C}\n"
    );
    // A conversion says nothing of them without --strict, as in the reference.
    assert_eq!(said(&folder.run("slip.cho -o slip.txt")), "");
}

#[test]
fn sheets_are_imported_into_files_and_to_the_output() {
    let folder = Folder::new("import");
    folder.put("swing.onsong", ONSONG);
    folder.put("b/swing.txt", "Title: Row\n\nC      G\nRow the boat\n");
    let output = folder.run("import swing.onsong");
    let chordpro = "{title: Swing Low}\n{artist: Traditional}\n{key: D}\n\n{start_of_chorus}\nSwing [D]low, sweet [G]chariot\n{end_of_chorus}\n";
    assert_eq!(printed(&output), chordpro);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("swing.onsong: OnSong (certain: "), "{said}");
    assert_eq!(
        folder
            .run("import swing.onsong b/swing.txt -o made")
            .status
            .code(),
        Some(0)
    );
    assert_eq!(folder.text("made/swing.cho"), chordpro);
    assert_eq!(
        folder.text("made/swing-2.cho"),
        "{title: Row}\n\n[C]Row the [G]boat\n"
    );
    folder.run("--import swing.onsong -o one.cho --verbose");
    assert_eq!(folder.text("one.cho"), chordpro);
}

#[test]
fn other_formats_are_read_where_they_are_named() {
    let folder = Folder::new("from");
    folder.put("swing.onsong", ONSONG);
    let text = printed(&folder.run("--from=onsong swing.onsong --generate=text"));
    assert!(text.starts_with("-- Title: Swing Low\n"), "{text}");
    // Without a word about the format, as the reference reads it.
    let text = printed(&folder.run("swing.onsong --generate=text"));
    assert!(!text.contains("-- Title: Swing Low\n-- Artist"), "{text}");
    let wrong = folder.run("--from=onsogn swing.onsong");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("onsong"));
    let refused = folder.run("import --from=opensong swing.onsong");
    assert_eq!(refused.status.code(), Some(255));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("OpenSong"));
}

#[test]
fn certain_corrections_are_shown_or_made_in_the_files() {
    let folder = Folder::new("fix");
    let song = "{titel: T}\r\n{key: C}\r\n{start_of_chrous}\r\n[C]one [Gmajj7]two\r\n{end_of_chrous}\r\n{cmoment: x}\r\n[Gsuss]la\r\n";
    folder.put("slips.cho", song);
    let shown = folder.run("lint --diff slips.cho");
    assert_eq!(folder.text("slips.cho"), song);
    let difference = printed(&shown);
    assert!(
        difference.contains("-{titel: T}") && difference.contains("+{title: T}"),
        "{difference}"
    );
    let fixed = folder.run("lint --fix slips.cho");
    assert_eq!(
        folder.text("slips.cho"),
        song.replace("titel", "title")
            .replace("chrous", "chorus")
            .replace("cmoment", "comment")
            .replace("Gmajj7", "Gmaj7")
    );
    // What may be meant in several ways is offered.
    let left = printed(&fixed);
    assert_eq!(fixed.status.code(), Some(1));
    assert!(
        left.contains("[unknown-chord]") && left.contains("fix: Change to Gsus"),
        "{left}"
    );
    assert!(!left.contains("unknown-directive"), "{left}");
}

#[test]
fn corrections_keep_the_encoding() {
    let folder = Folder::new("fix-encoding");
    let latin = |text: &str| -> Vec<u8> {
        text.chars()
            .map(|c| u8::try_from(u32::from(c)).expect("latin"))
            .collect()
    };
    let path = folder.0.join("latin.cho");
    std::fs::write(
        &path,
        latin("{title: H\u{f6}r}\n{key: C}\n{cmoment: \u{93}a\u{94}}\n[C]la\n\u{1a}"),
    )
    .expect("a file");
    assert_eq!(
        folder
            .run("lint --fix --profile=complete latin.cho")
            .status
            .code(),
        Some(0)
    );
    let fixed = std::fs::read(&path).expect("the file");
    assert_eq!(
        fixed,
        latin("{title: H\u{f6}r}\n{key: C}\n{comment: \u{93}a\u{94}}\n[C]la\n\u{1a}")
    );
}
