//! Whole songs in every format: each gives a document, the same one each time, and a hostile song does no harm.

use std::fs;
use std::path::Path;
use std::time::Duration;

use chordpro_engine::{Engine, Error, Format, Limit, Profile, Request};

fn songs() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/songs");
    let mut songs: Vec<_> = fs::read_dir(folder)
        .expect("the songs are part of the project")
        .map(|entry| entry.expect("an entry can be read").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|suffix| suffix == "cho" || suffix == "crd")
        })
        .map(|path| {
            let name = path
                .file_stem()
                .expect("a song has a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read(&path).expect("a song can be read"))
        })
        .collect();
    songs.sort();
    assert!(songs.len() >= 12, "there are {} songs", songs.len());
    songs
}

fn convert(content: &[u8], format: Format, profile: Profile) -> Vec<u8> {
    let request = Request::new(content, format).profile(profile);
    let artifact = Engine::new()
        .convert(&request)
        .expect("every song of ours converts");
    assert!(!artifact.bytes.is_empty());
    artifact.bytes
}

#[test]
fn every_song_converts_to_every_format_and_to_the_same_bytes_again() {
    for (name, content) in songs() {
        for format in Format::all() {
            for profile in [Profile::Reference, Profile::Complete] {
                let first = convert(&content, format, profile);
                let second = convert(&content, format, profile);
                assert!(
                    first == second,
                    "{name} to {} differs from run to run",
                    format.name()
                );
            }
        }
    }
}

#[test]
fn documents_begin_and_end_as_their_formats_do() {
    for (name, content) in songs() {
        let pdf = convert(&content, Format::Pdf, Profile::Complete);
        assert!(pdf.starts_with(b"%PDF-1."), "{name}");
        assert!(pdf.trim_ascii_end().ends_with(b"%%EOF"), "{name}");
        assert!(
            convert(&content, Format::Png, Profile::Complete).starts_with(b"\x89PNG"),
            "{name}"
        );
        for format in [
            Format::Text,
            Format::Cho,
            Format::Html,
            Format::Svg,
            Format::Json,
            Format::Markdown,
            Format::OpenSong,
            Format::OpenLyrics,
        ] {
            let bytes = convert(&content, format, Profile::Complete);
            let text = String::from_utf8(bytes).expect("text formats are UTF-8");
            assert!(!text.contains('\r'), "{name}");
            match format {
                Format::Html => assert!(
                    text.starts_with("<!DOCTYPE html>") && text.contains("</html>"),
                    "{name}"
                ),
                Format::Svg => assert!(text.contains("<svg") && text.contains("</svg>"), "{name}"),
                Format::Json => assert!(
                    text.starts_with('{') && text.trim_end().ends_with('}'),
                    "{name}"
                ),
                Format::OpenSong | Format::OpenLyrics => assert!(
                    text.starts_with("<?xml ") && text.ends_with("</song>\n"),
                    "{name}"
                ),
                _ => assert!(text.ends_with('\n'), "{name}"),
            }
        }
    }
}

#[test]
fn a_hostile_song_brings_no_script_and_no_reference_outward() {
    let hostile = songs()
        .into_iter()
        .find(|(name, _)| name == "hostile")
        .expect("there is a hostile song")
        .1;
    for profile in [Profile::Reference, Profile::Complete] {
        for format in [Format::Html, Format::Svg] {
            let text = String::from_utf8(convert(&hostile, format, profile)).expect("UTF-8");
            let text = without_styles(&text.to_lowercase());
            let mut tags = 0;
            for tag in text.split('<').skip(1) {
                tags += 1;
                let (name, mut rest) = tag.split_at(tag.find([' ', '>', '/']).unwrap_or(tag.len()));
                assert!(
                    !["script", "iframe", "object", "embed"].contains(&name),
                    "<{tag}"
                );
                while let Some((attribute, value)) = rest.split_once("=\"") {
                    let (value, after) = value.split_once('"').unwrap_or((value, ""));
                    if attribute.contains('>') {
                        break; // Text behind the tag.
                    }
                    let attribute = attribute.trim();
                    assert!(!attribute.starts_with("on"), "<{tag}");
                    if ["href", "src", "xlink:href"].contains(&attribute) {
                        let is_harmless = value.starts_with("data:image/") || !value.contains(':');
                        assert!(is_harmless, "<{tag}");
                    }
                    rest = after;
                }
            }
            assert!(tags > 20, "{tags} tags in {}", format.name());
        }
    }
}

/// The text without the contents of style elements, which end at the first `</style` and in which tags are only text.
fn without_styles(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some((before, style)) = rest.split_once("<style") {
        kept.push_str(before);
        rest = style.split_once("</style").map_or("", |(_, after)| after);
    }
    kept + rest
}

#[test]
fn bracket_deserts_end_in_time() {
    let deserts = [
        "[", "]", "[]", "[C]", "{", "}", "{c:", "<b>", "<", "%{", "\\", "|", "~", "[[C]]x", "\n",
        "#", "{soc}\n", "[^]",
    ];
    let (mut written, mut exceeded) = (0, 0);
    for desert in deserts {
        let content = format!("{{title: T}}\n{}", desert.repeat((1 << 20) / desert.len()));
        for format in [Format::Text, Format::Html, Format::Pdf] {
            let start = processor_time();
            let result = Engine::new().convert(&Request::new(content.as_bytes(), format));
            let taken = processor_time() - start;
            assert!(
                taken < Duration::from_secs(20),
                "{desert:?} to {} took {taken:?}",
                format.name()
            );
            // An error is a valid result, too: limits exist to be met.
            match result {
                Ok(artifact) => {
                    assert!(!artifact.bytes.is_empty(), "{desert:?}");
                    written += 1;
                }
                Err(Error::Exceeded(e))
                    if matches!(e.limit, Limit::Elements | Limit::Pages | Limit::Bytes) =>
                {
                    exceeded += 1;
                }
                Err(other) => panic!("{desert:?} to {}: {other}", format.name()),
            }
        }
    }
    assert_eq!((written, exceeded), (51, 3));
}

#[test]
fn a_thousand_recalls_of_a_long_chorus_end_with_an_answer() {
    let chorus = "[C]la [G]la [Am]la\n".repeat(1000);
    let content = format!(
        "{{title: T}}\n{{soc}}\n{chorus}{{eoc}}\n{}",
        "{chorus}\n".repeat(1000)
    );
    for format in [Format::Text, Format::Html, Format::Cho, Format::Pdf] {
        let start = processor_time();
        let result = Engine::new().convert(&Request::new(content.as_bytes(), format));
        let taken = processor_time() - start;
        let name = format.name();
        assert!(taken < Duration::from_secs(20), "{name} took {taken:?}");
        assert!(
            matches!(result, Err(Error::Exceeded(e)) if e.limit == Limit::Elements),
            "{name}: {:?}",
            result.map(|artifact| artifact.bytes.len())
        );
    }
}

/// The processor time of this thread, which other load on the machine hardly affects.
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.try_into().expect("processor time is never negative")
}

#[test]
fn time_grows_with_the_song_and_not_faster() {
    let line = "The [Am]wheel goes [G/B]round and [F]round\n";
    let time = |lines: usize| {
        let content = format!("{{title: T}}\n{}", line.repeat(lines));
        let request = Request::new(content.into_bytes(), Format::Html);
        let engine = Engine::new();
        (0..3)
            .map(|_| {
                let start = processor_time();
                engine.convert(&request).expect("plain lines convert");
                processor_time() - start
            })
            .min()
            .expect("three runs")
    };
    let (short, long) = (time(2_000), time(16_000));
    assert!(
        long < short * 8 * 3,
        "8 times the song took {long:?} instead of {short:?}"
    );
}

#[test]
fn odd_bytes_are_read_as_some_text() {
    let inputs: [(&[u8], &str); 9] = [
        (b"", ""),
        (b"\n\n", ""),
        (b"\xff\xfe", ""),
        (b"\xff\xfe\x00", "-- Title: \u{fffd}\n"),
        (b"\x00\x00\xfe\xff\x00\x11\xff\xff", "-- Title: \u{fffd}\n"),
        (b"\xef\xbb\xbf{title: \xff}", "-- Title: \u{fffd}\n"),
        (b"\xe9\xe8 {title: latin}", "-- Title: éè {title: latin}\n"),
        (b"\x00\x00\x00", "-- Title: \0\0\0\n"),
        (
            b"{title: \x01\x02\x1b[31m}\n\x0b\x0c",
            "-- Title: \u{1}\u{2}\u{1b}[31m\n\n",
        ),
    ];
    for (input, text) in inputs {
        for format in Format::all() {
            let result = Engine::new().convert(&Request::new(input, format));
            let artifact = result.unwrap_or_else(|error| panic!("{input:?}: {error}"));
            if format == Format::Text {
                assert_eq!(artifact.bytes, text.as_bytes(), "{input:?}");
            } else if !text.is_empty() {
                assert!(artifact.bytes.len() > 10, "{input:?} to {}", format.name());
            }
        }
    }
}

#[test]
fn a_song_without_any_directive_keeps_its_chords() {
    let song = b"[C]Amazing grace, how [F]sweet the [C]sound\nThat [C]saved a [G]wretch";
    let text =
        String::from_utf8(convert(song, Format::Text, Profile::Complete)).expect("text is UTF-8");
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(
        lines
            .iter()
            .filter(|line| line.trim_start().starts_with('C'))
            .count(),
        2,
        "{text}"
    );
    assert!(
        !text.contains("[C]") && !text.contains("-- Title"),
        "{text}"
    );
    let html =
        String::from_utf8(convert(song, Format::Html, Profile::Complete)).expect("HTML is UTF-8");
    assert!(html.contains("Amazing"), "{html}");
}
