//! Songs in many scripts: every character has a glyph, and text extracted from the page is in reading order.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use chordpro_engine::{Artifact, Engine, Format, Request};
use hayro_syntax::Pdf;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{self, Array, Dict, Object, Stream};

const SONGS: [&str; 17] = [
    "arabic",
    "armenian",
    "bengali",
    "chinese",
    "emoji",
    "georgian",
    "greek",
    "hebrew",
    "hindi",
    "japanese",
    "kalinka",
    "korean",
    "persian",
    "tamil",
    "thai",
    "ukrainian",
    "vietnamese",
];

fn song(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/songs");
    fs::read_to_string(folder.join(name).with_extension("cho")).expect("the song is there")
}

fn converted(song: &str, format: Format, backend: &[(&str, &str)]) -> Artifact {
    let mut request = Request::new(song, format);
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    request.options.backend = backend.iter().map(owned).collect();
    Engine::new().convert(&request).expect("the song converts")
}

/// A text without blanks, which depend on layout.
fn dense(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The words of a song, line by line, without chords and markup.
fn lines(song: &str) -> Vec<String> {
    let is_words = |line: &&str| !line.is_empty() && !line.starts_with(['{', '#']);
    let lines: Vec<String> = song
        .lines()
        .filter(is_words)
        .map(|line| dense(&without(&without(line, '[', ']'), '<', '>')))
        .collect();
    assert!(lines.len() > 1, "the song has words: {song}");
    lines
}

fn without(text: &str, open: char, close: char) -> String {
    let mut parts = text.split(open);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut all, part| {
        all.push_str(part.split_once(close).map_or(part, |(_, after)| after));
        all
    })
}

#[test]
fn every_character_of_every_script_has_a_glyph() {
    for name in SONGS {
        let artifact = converted(&song(name), Format::Pdf, &[]);
        let codes = artifact.diagnostics.iter().map(|found| found.code);
        assert_eq!(codes.collect::<Vec<_>>(), [""; 0], "{name}");
        let svg = converted(&song(name), Format::Svg, &[]).bytes;
        let svg = String::from_utf8(svg).expect("an SVG is text");
        let glyphs = svg.split("<use href=\"#g").skip(1);
        let glyphs = glyphs.filter_map(|glyph| glyph.split_once('"')?.0.split_once('-'));
        let mut count = 0;
        for (_, glyph) in glyphs {
            assert_ne!(glyph, "0", "{name} has a box");
            count += 1;
        }
        assert!(count > 20, "{name} has {count} glyphs");
    }
}

#[test]
fn words_come_back_from_an_svg_in_the_order_of_reading() {
    for name in SONGS {
        let song = song(name);
        let svg = converted(&song, Format::Svg, &[("text", "text")]).bytes;
        let svg = String::from_utf8(svg).expect("an SVG is text");
        let words: String = svg
            .split('<')
            .filter(|part| part.contains("class=\"lyrics\""))
            .filter_map(|part| Some(part.split_once('>')?.1))
            .collect();
        let expected = lines(&song).concat();
        assert!(
            dense(&words).contains(&expected),
            "{name}\n{words}\n{expected}"
        );
    }
}

#[test]
fn lines_come_back_from_a_pdf_in_the_order_of_reading() {
    for name in SONGS {
        let song = song(name);
        let pdf = converted(&song, Format::Pdf, &[("tagged", "1")]).bytes;
        let text = dense(&read(pdf));
        let mut from = 0;
        for line in lines(&song) {
            let found = text.get(from..).and_then(|rest| rest.find(&line));
            let Some(at) = found else {
                panic!("{name}: {line}\nis not in\n{text}");
            };
            from += at + line.len();
        }
    }
}

#[test]
fn cells_of_grids_are_read_apart() {
    let song = "{title: Grid}\n{start_of_grid: 2x2}\n| C . | G7 Am |\n{end_of_grid}\n";
    let text = read(converted(song, Format::Pdf, &[("tagged", "1")]).bytes);
    assert!(text.contains("C G7 Am"), "{text}");
    let plain = read(converted(song, Format::Pdf, &[]).bytes);
    assert!(plain.contains("CG7Am"), "{plain}");
}

#[test]
fn columns_are_read_one_after_the_other() {
    let song = "{title: T}\n{columns: 2}\n[C]left [G]line\n{column_break}\n[D]right [A]side\n";
    for tagged in ["0", "1"] {
        let text = read(converted(song, Format::Pdf, &[("tagged", tagged)]).bytes);
        assert!(text.contains("C G left lineD A right side"), "{text}");
    }
    let svg = converted(song, Format::Svg, &[("text", "text")]).bytes;
    let svg = String::from_utf8(svg).expect("an SVG is text");
    let parts = svg.split(['<', '>']).skip(2).step_by(2);
    let text = parts.collect::<String>();
    assert!(text.contains("C G left lineD A right side"), "{text}");
}

/// The text of a tagged PDF as extracted by direction-aware programs: each run has a separate tag.
fn read(bytes: Vec<u8>) -> String {
    let pdf = Pdf::new(Arc::new(bytes)).expect("a document");
    let mut text = String::new();
    for page in pdf.pages().iter() {
        let fonts = &page.resources().fonts;
        let characters: BTreeMap<String, BTreeMap<u16, String>> = fonts
            .keys()
            .filter_map(|name| {
                let font: Dict<'_> = fonts.get(&*name)?;
                let map: Stream<'_> = font.get(b"ToUnicode")?;
                Some((name.as_str().to_owned(), mapping(&map.decoded().ok()?)))
            })
            .collect();
        let mut reader = Reader::default();
        let mut operations = page.typed_operations();
        while let Some(operation) = operations.next() {
            reader.take(&operation, &characters);
        }
        reader.turn();
        text.push_str(&reader.text);
    }
    text
}

/// The characters of a font's glyphs.
fn mapping(stream: &[u8]) -> BTreeMap<u16, String> {
    let stream = String::from_utf8_lossy(stream);
    let mut map = BTreeMap::new();
    let sections = stream.split("beginbfchar").skip(1);
    for section in sections.filter_map(|rest| rest.split("endbfchar").next()) {
        for line in section.lines() {
            let parts: Vec<&str> = line.split(['<', '>']).collect();
            if let [_, code, _, characters, _] = parts.as_slice() {
                let code = u16::from_str_radix(code, 16).expect("a number");
                map.insert(code, utf16(&digits(characters)));
            }
        }
    }
    assert!(!stream.contains("beginbfrange"), "ranges are not written");
    map
}

fn digits(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks(2);
    let pairs = pairs.filter_map(|pair| std::str::from_utf8(pair).ok());
    let bytes = pairs.map(|pair| u8::from_str_radix(pair, 16).expect("a number"));
    bytes.collect()
}

/// Two-byte numbers.
fn pairs(bytes: &[u8]) -> impl Iterator<Item = u16> {
    bytes.chunks_exact(2).map(|pair| match pair {
        [high, low] => u16::from_be_bytes([*high, *low]),
        _ => unreachable!("pairs have two bytes"),
    })
}

fn utf16(bytes: &[u8]) -> String {
    String::from_utf16(&pairs(bytes).collect::<Vec<_>>()).expect("characters")
}

#[derive(Default)]
struct Reader {
    text: String,
    /// The current run, from left to right.
    row: Vec<String>,
    font: String,
    /// For each enclosing marked content, whether it has its own text.
    marks: Vec<bool>,
}

impl Reader {
    fn take(
        &mut self,
        operation: &TypedInstruction<'_, '_>,
        characters: &BTreeMap<String, BTreeMap<u16, String>>,
    ) {
        match operation {
            TypedInstruction::TextFont(font) => font.0.as_str().clone_into(&mut self.font),
            TypedInstruction::BeginMarkedContentWithProperties(mark) => {
                let properties = Dict::try_from(mark.1.clone()).unwrap_or_default();
                if properties.contains_key(b"MCID") {
                    self.turn();
                }
                let given: Option<object::String<'_>> = properties.get(b"ActualText");
                self.marks.push(given.is_some());
                if let Some(given) = given {
                    self.row.push(match given.as_bytes() {
                        [0xfe, 0xff, units @ ..] => utf16(units),
                        bytes => String::from_utf8_lossy(bytes).into_owned(),
                    });
                }
            }
            TypedInstruction::BeginMarkedContent(_) => self.marks.push(false),
            TypedInstruction::EndMarkedContent(_) => {
                self.marks.pop();
            }
            TypedInstruction::ShowText(show) => self.show(show.0.as_bytes(), characters),
            TypedInstruction::ShowTexts(show) => {
                let parts: &Array<'_> = show.0;
                for part in parts.iter::<Object<'_>>() {
                    if let Object::String(part) = part {
                        self.show(part.as_bytes(), characters);
                    }
                }
            }
            _ => {}
        }
    }

    fn show(&mut self, codes: &[u8], characters: &BTreeMap<String, BTreeMap<u16, String>>) {
        for code in pairs(codes) {
            assert_ne!(code, 0, "a box");
            if !self.marks.contains(&true) {
                let text = characters.get(&self.font).and_then(|map| map.get(&code));
                self.row.push(text.expect("glyphs have characters").clone());
            }
        }
    }

    /// Reads the text shown from left to right, which may run the other way.
    fn turn(&mut self) {
        let is_letter = |c: char| {
            matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
                && !c.is_numeric()
        };
        let is_backward = |text: &String| text.chars().any(is_letter);
        if self.row.iter().any(is_backward) {
            self.row.reverse();
        }
        self.text.extend(self.row.drain(..));
    }
}
