//! The page for players lists all instruments.

use chordpro_chords::{Instrument, Tuning};

#[test]
fn the_page_for_players_has_every_instrument_and_its_strings() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/music.md");
    let page = std::fs::read_to_string(path).expect("the page is part of the project");
    let listed: Vec<&str> = page
        .lines()
        .skip_while(|line| *line != "## Instruments")
        .take_while(|line| *line != "## Diagrams")
        .filter(|line| line.starts_with("| `"))
        .collect();
    let expected: Vec<String> = Instrument::all()
        .iter()
        .map(|instrument| {
            let strings: Vec<&str> = instrument
                .tuning()
                .into_iter()
                .flat_map(Tuning::pitches)
                .collect();
            let strings = if strings.is_empty() {
                "keys".to_owned()
            } else {
                strings.join(" ")
            };
            format!("| `{}` | {strings} |", instrument.name())
        })
        .collect();
    assert_eq!(listed, expected);
}
