//! Fonts in requests: used if configurations and songs name them, reported if they are unusable.

use std::sync::Arc;

use chordpro_engine::{
    Artifact, AssetKind, Assets, ConfigSource, Engine, Error, Format, Request, Trust,
};
use chordpro_fonts::{FaceBytes, FontBook};

/// Assets with one font.
struct OneFont(&'static str, Arc<[u8]>);

impl Assets for OneFont {
    fn open(&self, kind: AssetKind, name: &str, _: Option<&str>) -> Option<Arc<[u8]>> {
        (kind == AssetKind::Font && name == self.0).then(|| Arc::clone(&self.1))
    }
}

/// The bytes of a bundled font.
fn bundled(name: &str) -> Arc<[u8]> {
    let book = FontBook::bundled();
    let id = book.by_file(name).expect("the font is in the bundle");
    match book.face(id).bytes() {
        FaceBytes::Bundled(bytes) => Arc::from(*bytes),
        FaceBytes::Shared(bytes) => Arc::clone(bytes),
    }
}

const SONG: &str = "{title: T}\n[C]Row the boat\n";

fn converted(
    song: &str,
    format: Format,
    settings: &str,
    font: (&'static str, Arc<[u8]>),
) -> Result<Artifact, Error> {
    let mut request = Request::new(song, format);
    request.assets = Arc::new(OneFont(font.0, font.1));
    request.options.trust = Trust::Untrusted;
    request.options.configs = vec![ConfigSource::text("mine.json", settings)];
    Engine::new().convert(&request)
}

fn codes(artifact: &Artifact) -> Vec<&str> {
    let diagnostics = artifact.diagnostics.iter();
    diagnostics.map(|diagnostic| diagnostic.code).collect()
}

/// A font with one table truncated, emptied or overwritten.
fn damaged(font: &[u8], tag: &[u8; 4], damage: impl Fn(&mut [u8])) -> Arc<[u8]> {
    let mut bytes = font.to_vec();
    let number = |at: usize| {
        let bytes = bytes
            .get(at..at + 4)
            .and_then(|bytes| bytes.try_into().ok());
        u32::from_be_bytes(bytes.expect("a font has a table of tables")) as usize
    };
    let record = (12..12 + 16 * 40)
        .step_by(16)
        .find(|at| bytes.get(*at..*at + 4) == Some(tag))
        .expect("the font has the table");
    let (start, length) = (number(record + 8), number(record + 12));
    damage(
        bytes
            .get_mut(start..start + length)
            .expect("the table is within the font"),
    );
    bytes.into()
}

#[test]
fn a_font_that_was_sent_along_is_used() {
    let settings = r#"{"pdf": {"fonts": {"text": {"file": "Mine.ttf", "size": 12}}}}"#;
    let font = ("Mine.ttf", bundled("FreeMono.ttf"));
    let artifact = converted(SONG, Format::Pages, settings, font).expect("pages");
    assert_eq!(codes(&artifact), [""; 0]);
    let dump = String::from_utf8(artifact.bytes).expect("a dump is text");
    let line = dump.lines().find(|line| line.contains("Row the boat"));
    // It has the first id after the bundled faces.
    let number = format!("face {} lyrics", FontBook::bundled().len());
    assert!(line.is_some_and(|line| line.contains(&number)), "{dump}");
    // Font families, directives and images of pages use it, too.
    for (song, settings) in [
        (SONG, r#"{"pdf": {"fonts": {"text": "Mine.ttf 14"}}}"#),
        (
            SONG,
            r#"{"pdf": {"fontconfig": {"mine": {"": "Mine.ttf"}}, "fonts": {"text": "mine 14"}}}"#,
        ),
        ("{title: T}\n{textfont: Mine.ttf}\n[C]Row the boat\n", "{}"),
    ] {
        for format in [Format::Pages, Format::Pdf, Format::Svg, Format::Png] {
            let font = ("Mine.ttf", bundled("FreeMono.ttf"));
            let artifact = converted(song, format, settings, font).expect(settings);
            assert_eq!(codes(&artifact), [""; 0], "{settings} {format:?}");
            if format == Format::Pages {
                let dump = String::from_utf8(artifact.bytes).expect("a dump is text");
                assert!(dump.contains(&number), "{settings}: {dump}");
            }
        }
    }
}

#[test]
fn a_font_may_be_named_with_its_folder() {
    for (song, settings) in [
        ("{title: T}\n{textfont: fonts/Mine.ttf}\n[C]Row\n", "{}"),
        (
            "{title: T}\n[C]Row\n",
            r#"{"pdf": {"fonts": {"text": {"file": "fonts/Mine.ttf", "size": 12}}}}"#,
        ),
    ] {
        let mut request = Request::new(song, Format::Pages);
        request.options.trust = Trust::Trusted;
        request.assets = Arc::new(OneFont("fonts/Mine.ttf", bundled("FreeMono.ttf")));
        request.options.configs = vec![ConfigSource::text("mine.json", settings)];
        let artifact = Engine::new().convert(&request).expect(settings);
        assert_eq!(codes(&artifact), [""; 0], "{settings}");
        let dump = String::from_utf8(artifact.bytes).expect("a dump is text");
        let number = format!("face {} lyrics", FontBook::bundled().len());
        assert!(dump.contains(&number), "{settings}: {dump}");
    }
}

#[test]
fn outlines_of_the_other_kind_are_used_too() {
    let settings = r#"{"pdf": {"fonts": {"text": "Mine.otf 14"}}}"#;
    let font = ("Mine.otf", bundled("MuseJazzText.otf"));
    let artifact = converted(SONG, Format::Pdf, settings, font.clone()).expect("a document");
    assert_eq!(codes(&artifact), [""; 0]);
    let usual = converted(SONG, Format::Pdf, "{}", font.clone()).expect("a document");
    assert!(
        artifact.bytes != usual.bytes,
        "the font makes no difference"
    );
    let artifact = converted(SONG, Format::Pages, settings, font).expect("pages");
    let dump = String::from_utf8(artifact.bytes).expect("a dump is text");
    let number = format!("face {} lyrics", FontBook::bundled().len());
    assert!(dump.contains(&number), "{dump}");
}

#[test]
fn a_font_that_is_none_is_said_by_name_and_reason() {
    let settings = r#"{"pdf": {"fonts": {"text": "Mine.ttf 12"}}}"#;
    let font = ("Mine.ttf", Arc::from(*b"no font at all"));
    let error = converted(SONG, Format::Pdf, settings, font).expect_err("there is no such font");
    let said = error.to_string();
    assert!(
        said.starts_with("no font found for \"Mine.ttf\" (pdf.fonts.")
            && said.ends_with("): the font file cannot be read"),
        "{said}"
    );
    let song = "{title: T}\n{textfont: Mine.ttf}\n[C]Row the boat\n";
    let font = ("Mine.ttf", Arc::from(*b"no font at all"));
    let artifact = converted(song, Format::Pdf, "{}", font).expect("another font is taken");
    assert_eq!(codes(&artifact), ["unusable-font", "unknown-font"]);
    let said = artifact
        .diagnostics
        .first()
        .map(|said| said.message.as_str());
    assert_eq!(said, Some("Mine.ttf: the font file cannot be read"));
}

#[test]
fn a_broken_font_gives_an_answer_whatever_is_broken() {
    let whole = bundled("FreeSans.ttf");
    let song = "{title: É}\n[C]Rów the bóat ♯\n";
    let settings = r#"{"pdf": {"fonts": {"text": "Mine.ttf 12", "chord": "Mine.ttf 10"}}}"#;
    let mut fonts: Vec<(String, Arc<[u8]>)> = Vec::new();
    for length in [0, 4, 12, 100, 400, 5_000, whole.len() / 2, whole.len() - 1] {
        let cut = whole.get(..length).expect("it is shorter than the font");
        fonts.push((format!("cut off after {length}"), cut.into()));
    }
    for tag in [
        b"glyf", b"loca", b"head", b"hhea", b"hmtx", b"maxp", b"cmap", b"kern", b"name", b"OS/2",
        b"post", b"GPOS", b"GSUB",
    ] {
        let name = String::from_utf8_lossy(tag);
        for byte in [0, 1, 0x7f, 0x80, 0xff] {
            let font = damaged(&whole, tag, |table| table.fill(byte));
            fonts.push((format!("{name} full of {byte}"), font));
        }
        let font = damaged(&whole, tag, <[u8]>::reverse);
        fonts.push((format!("{name} backwards"), font));
    }
    let mut answers = (0, 0);
    for (damage, font) in fonts {
        for format in [Format::Pdf, Format::Svg] {
            let font = ("Mine.ttf", Arc::clone(&font));
            match converted(song, format, settings, font) {
                Ok(artifact) => {
                    assert!(!artifact.bytes.is_empty(), "{damage}");
                    answers.0 += 1;
                }
                Err(Error::Config { .. } | Error::Output(_)) => answers.1 += 1,
                Err(other) => panic!("{damage}: {other}"),
            }
        }
    }
    assert!(answers.0 > 20 && answers.1 > 20, "{answers:?}");
}
