//! Licences of the programs, their crates and fonts, as collected by `scripts/licences`.

use std::io::Read as _;

use flate2::read::GzDecoder;

/// The collected texts, compressed, in print order.
const PACKED: &[&[u8]] = &[
    include_bytes!("../data/licences.txt.gz"),
    #[cfg(feature = "freefont")]
    include_bytes!("../data/licences-freefont.txt.gz"),
];

/// The licences of the programs `chordpro` and `chordpro-api`, of all their crates, and of the embedded fonts: names
/// first, texts below. About 650 kB.
pub fn licences() -> String {
    let mut text = String::new();
    for packed in PACKED {
        GzDecoder::new(*packed)
            .read_to_string(&mut text)
            .expect("what is packed with the program can be unpacked");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_of_crates_and_fonts_are_there() {
        let text = licences();
        for piece in [
            "serde_json 1.",
            "Permission is hereby granted, free of charge",
            "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION",
            "SIL OPEN FONT LICENSE Version 1.1",
            "Bitstream Vera",
        ] {
            assert!(text.contains(piece), "{piece}");
        }
    }

    #[cfg(feature = "freefont")]
    #[test]
    fn the_licence_of_freefont_comes_with_its_exception() {
        let text = licences();
        for piece in [
            "GNU GENERAL PUBLIC LICENSE",
            "does not by itself cause the resulting document to be covered",
        ] {
            assert!(text.contains(piece), "{piece}");
        }
    }
}
