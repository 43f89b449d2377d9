//! Diagrams show the fingerings of `{define}`; transposed chords and keyboards show what their names mean.

use chordpro_engine::{Engine, Format, Request};

/// The dump of a song's pages on an instrument, and the diagnostics.
fn pages(song: &str, defines: &[(&str, &str)]) -> (String, Vec<String>) {
    let mut request = Request::new(format!("{{title: T}}\n{song}"), Format::Pages);
    let owned = |(path, value): &(&str, &str)| ((*path).to_owned(), (*value).to_owned());
    request.options.defines = defines.iter().map(owned).collect();
    let artifact = Engine::new().convert(&request).expect("the song converts");
    let said = artifact.diagnostics.into_iter().map(|one| one.message);
    let said = said.collect();
    let dump = String::from_utf8(artifact.bytes).expect("a dump is text");
    (dump, said)
}

/// The drawing of the diagram called `name`; `None` if there is none.
fn diagram(dump: &str, name: &str) -> Option<String> {
    let (alone, with_frets) = (
        format!("\"Chord diagram: {name}\""),
        format!("\"Chord diagram: {name}, frets"),
    );
    let is_head = |line: &str| line.ends_with(&alone) || line.contains(&with_frets);
    let mut lines = dump.lines().skip_while(|line| !is_head(line));
    lines.next()?;
    let lines: Vec<&str> = lines.take_while(|line| line.starts_with("    ")).collect();
    Some(lines.join("\n"))
}

fn drawn(song: &str, name: &str) -> String {
    let (dump, said) = pages(song, &[]);
    diagram(&dump, name).unwrap_or_else(|| panic!("{name} is not drawn: {said:?}\n{dump}"))
}

const KEYBOARD: &[(&str, &str)] = &[("instrument.type", "keyboard")];

fn pressed(song: &str, name: &str) -> String {
    let (dump, said) = pages(song, KEYBOARD);
    diagram(&dump, name).unwrap_or_else(|| panic!("{name} is not drawn: {said:?}\n{dump}"))
}

/// The texts in a drawing, in drawing order.
fn texts(drawing: &str) -> Vec<&str> {
    drawing
        .lines()
        .filter(|line| line.trim_start().starts_with("text "))
        .filter_map(|line| line.split('"').nth(1))
        .collect()
}

#[test]
fn frets_are_dots_rings_and_crosses() {
    let drawing = drawn("{define: Zz frets x 1 0 2 3 N}\n[Zz]La\n", "Zz");
    assert_eq!(drawing.matches(" fill ").count(), 3, "{drawing}");
    assert_eq!(drawing.matches(" stroke ").count(), 1, "{drawing}");
    let open = drawn("{define: Zz frets 0 0 0 0 0 0}\n[Zz]La\n", "Zz");
    assert_eq!(open.matches(" stroke ").count(), 6, "{open}");
    // A cross is two lines.
    let crosses = drawing.lines().count() - 3 - 1;
    assert_eq!(crosses, open.lines().count() - 6 + 4, "{drawing}");
}

#[test]
fn fingers_are_shown_in_their_dots() {
    let drawing = drawn(
        "{define: Zz frets 1 2 3 4 0 x fingers 1 T - 4 x x}\n[Zz]La\n",
        "Zz",
    );
    assert_eq!(texts(&drawing), ["1", "T", "4"]);
}

#[test]
fn the_base_fret_stands_beside_the_diagram() {
    let low = drawn("{define: Zz base-fret 1 frets 1 1 1 1 1 1}\n[Zz]La\n", "Zz");
    assert_eq!(texts(&low), [""; 0]);
    let high = drawn("{define: Zz base-fret 7 frets 1 1 1 1 1 1}\n[Zz]La\n", "Zz");
    assert_eq!(texts(&high), ["7"]);
}

#[test]
fn a_copy_has_the_fingering_and_a_whole_copy_also_the_looks() {
    let copied = "{define: Yy frets 1 2 3 4 4 4 display D format \"(\\%{root})\"}\n\
                  {define: Zz copy Yy}\n{define: Xx copyall Yy}\n[Yy]La [Zz]la [Xx]la\n";
    let (dump, _) = pages(copied, &[]);
    let plain = drawn("{define: Zz frets 1 2 3 4 4 4}\n[Zz]La\n", "Zz");
    assert_eq!(diagram(&dump, "Zz"), Some(plain));
    assert_eq!(dump.matches("diagram \"(D)\"").count(), 2, "{dump}");
    assert!(
        diagram(&dump, "(D)").is_some() && diagram(&dump, "Xx").is_none(),
        "{dump}"
    );
}

#[test]
fn what_is_said_itself_wins_over_the_copy() {
    let song = "{define: Zz copy G frets 1 1 1 1 1 1}\n[Zz]La\n";
    let dots = |drawing: &str| drawing.matches("radius 2.40 fill").count();
    // The frets are its own; the fingers are those of G, 2 1 x x x 3, and are counted as in the reference.
    assert_eq!(dots(&drawn(song, "Zz")), 5);
    let own = "{define: Zz copy G frets 1 1 1 1 1 1 fingers 1 1 1 1 1 1}\n[Zz]La\n";
    let plain = "{define: Zz frets 1 1 1 1 1 1 fingers 1 1 1 1 1 1}\n[Zz]La\n";
    assert_eq!(drawn(own, "Zz"), drawn(plain, "Zz"));
}

#[test]
fn a_display_is_the_name_that_is_shown() {
    let (dump, _) = pages("{define: G7 frets 1 2 3 3 2 1 display D9}\n[G7]La\n", &[]);
    assert!(
        diagram(&dump, "D9").is_some() && diagram(&dump, "G7").is_none(),
        "{dump}"
    );
    assert!(dump.contains("chord \"D9 \""), "{dump}");
}

#[test]
fn a_format_makes_the_name_that_is_shown() {
    let (dump, _) = pages(
        "{define: G7 frets 1 2 3 3 2 1 format \"(\\%{root})\"}\n[G7]La\n",
        &[],
    );
    assert!(dump.contains("chord \"(G) \""), "{dump}");
}

#[test]
fn a_diagram_can_be_off_or_of_a_colour() {
    let (off, _) = pages("{define: G diagram off}\n[G]La [C]la\n", &[]);
    assert!(
        diagram(&off, "G").is_none() && diagram(&off, "C").is_some(),
        "{off}"
    );
    let red = drawn("{define: G copy G diagram red}\n[G]La\n", "G");
    assert!(red.contains("#ff0000"), "{red}");
    assert!(!drawn("[G]La\n", "G").contains("#ff0000"));
}

#[test]
fn keys_are_those_that_are_pressed() {
    let minor = pressed("{define: C keys 0 3 7}\n[C]La\n", "C");
    assert_eq!(minor, pressed("[Cm]La\n", "Cm"));
    assert_ne!(minor, pressed("[C]La\n", "C"));
}

#[test]
fn keyboards_press_the_intervals_of_the_name() {
    let chords = [
        ("C", "0 4 7"),
        ("Cm", "0 3 7"),
        ("C7", "0 4 7 10"),
        ("Cmaj7", "0 4 7 11"),
        ("Cm7", "0 3 7 10"),
        ("Cdim", "0 3 6"),
        ("Caug", "0 4 8"),
        ("Csus4", "0 5 7"),
        ("Csus2", "0 2 7"),
        ("C6", "0 4 7 9"),
        ("C9", "0 4 7 10 14"),
    ];
    for (name, keys) in chords {
        let defined = pressed(&format!("{{define: C keys {keys}}}\n[C]La\n"), "C");
        assert_eq!(pressed(&format!("[{name}]La\n"), name), defined, "{name}");
    }
}

#[test]
fn keys_out_of_reach_are_refused() {
    let (_, said) = pages("{define: C keys 0 24}\n[C]La\n", KEYBOARD);
    assert!(
        said.iter()
            .any(|message| message.contains("invalid key \"24\"")),
        "{said:?}"
    );
}

#[test]
fn transposed_chords_have_the_diagram_of_what_they_become() {
    for (from, to) in [("C", "D"), ("Am7", "Bm7"), ("F#", "G#"), ("D/F#", "E/G#")] {
        let moved = format!("{{key: C}}\n{{transpose: 2}}\n[{from}]La\n");
        assert_eq!(
            drawn(&moved, to),
            drawn(&format!("[{to}]La\n"), to),
            "{from}"
        );
        let (keys, _) = pages(&moved, KEYBOARD);
        assert_eq!(
            diagram(&keys, to),
            Some(pressed(&format!("[{to}]La\n"), to)),
            "{from}"
        );
    }
}

#[test]
fn a_definition_keeps_its_name_when_chords_are_transposed() {
    let song = "{transpose: 2}\n{define: D frets 1 1 1 1 1 1}\n[C]La\n";
    let own = drawn("{define: D frets 1 1 1 1 1 1}\n[D]La\n", "D");
    assert_eq!(drawn(song, "D"), own);
}

#[test]
fn every_wrong_attribute_is_said() {
    let tries = [
        ("base-fret x frets 1 1 1 1 1 1", "base-fret"),
        (
            "base-fret 24 frets 1 1 1 1 1 1",
            "base-fret 24 out of range",
        ),
        ("frets 1 2", "fret positions (2, should be 6)"),
        (
            "frets 1 1 1 1 1 1 fingers 1 2",
            "finger settings (2, should be 6)",
        ),
        ("keys", "Invalid or missing keys"),
        ("copy Nope", "Unknown chord to copy: Nope"),
        ("copyall Nope", "Unknown chord to copy: Nope"),
        (
            "frets 1 1 1 1 1 1 display <b>C</b>",
            "should not contain markup",
        ),
        ("frets 1 1 1 1 1 1 colour red", "Invalid chord definition"),
    ];
    for (items, message) in tries {
        let (_, said) = pages(&format!("{{define: Zz {items}}}\n[C]La\n"), &[]);
        assert!(
            said.iter().any(|one| one.contains(message)),
            "{items}: {said:?}"
        );
    }
}
