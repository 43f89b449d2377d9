//! Properties that hold for any bytes: one function per fuzz target. The fuzzer calls them with generated input, and the test
//! `crates/engine/tests/cases/corpus.rs` with every file of the corpus.

use std::borrow::Cow;
use std::sync::Arc;

use chordpro_chords::{Chord, Notation, Strictness, Transposition};
use chordpro_config::format::{Variables, interpolate};
use chordpro_engine::{
    AssetKind, Assets, ConfigSource, Diagrams, Engine, Format, Limits, Profile, Request, Trust,
};
use chordpro_imports::ImportOptions;
pub(crate) use chordpro_imports::SheetFormat;
use chordpro_song::markup;

/// A check of any bytes; it panics if a property does not hold.
pub(crate) type Check = fn(&[u8]);

/// The targets by name.
pub(crate) const TARGETS: [(&str, Check); 20] = [
    ("chord", chord),
    ("markup", markup),
    ("substitution", substitution),
    ("song", song),
    ("image", image),
    ("svg", svg),
    ("document", document),
    ("engine", engine),
    ("import_chords_over_lyrics", |data| {
        import(SheetFormat::ChordsOverLyrics, data);
    }),
    ("import_ultimate_guitar", |data| {
        import(SheetFormat::UltimateGuitar, data);
    }),
    ("import_onsong", |data| import(SheetFormat::OnSong, data)),
    ("import_opensong", |data| {
        import(SheetFormat::OpenSong, data);
    }),
    ("import_openlyrics", |data| {
        import(SheetFormat::OpenLyrics, data);
    }),
    ("import_songselect", |data| {
        import(SheetFormat::SongSelect, data);
    }),
    ("import_propresenter", |data| {
        import(SheetFormat::ProPresenter, data);
    }),
    ("import_planning_center", |data| {
        import(SheetFormat::PlanningCenter, data);
    }),
    ("import_ireal_pro", |data| {
        import(SheetFormat::IRealPro, data);
    }),
    ("import_musicxml", |data| {
        import(SheetFormat::MusicXml, data);
    }),
    ("import_chordii", |data| import(SheetFormat::Chordii, data)),
    ("import_songbook", |data| {
        import(SheetFormat::SongBook, data);
    }),
];

/// Any bytes as a sheet of one format: songs or an error; every line of a song has a source line.
pub(crate) fn import(format: SheetFormat, data: &[u8]) {
    let options = ImportOptions::default();
    let _ = chordpro_imports::detect(data, &options);
    let Ok(made) = chordpro_imports::import(data, Some(format), &options) else {
        return;
    };
    assert!(!made.songs.is_empty());
    let lines = data
        .iter()
        .filter(|byte| matches!(byte, b'\n' | b'\r'))
        .count()
        + 1;
    for song in made.songs {
        assert_eq!(song.text.lines().count(), song.places.len());
        if song.name.is_none()
            && !data.starts_with(&[0xFE, 0xFF])
            && !data.starts_with(&[0xFF, 0xFE])
        {
            assert!(song.places.iter().all(|place| *place as usize <= lines));
        }
    }
}

/// Any text as a chord: parsing ends, and transposing up and down again gives the same chord.
pub(crate) fn chord(data: &[u8]) {
    let Some((amount, text)) = data.split_first() else {
        return;
    };
    let amount = i32::from(i8::from_le_bytes([*amount]));
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let transposition = |amount: i32| {
        Transposition::parse(&format!("{amount}s")).expect("a number is a transposition")
    };
    let (up, down) = (transposition(amount), transposition(-amount));
    for system in ["common", "german", "latin", "solfege", "nashville", "roman"] {
        let notation = Notation::builtin(system).expect("the notation is built in");
        for strictness in [Strictness::Strict, Strictness::Relaxed] {
            let Some(chord) = notation.parse(text, strictness) else {
                continue;
            };
            let back = chord
                .transposed(&up, &notation)
                .transposed(&down, &notation);
            assert_eq!(ordinals(&back), ordinals(&chord));
        }
    }
}

fn ordinals(chord: &Chord) -> (Option<u8>, Option<u8>) {
    let ordinal = |note: &Option<chordpro_chords::Note>| note.as_ref().map(|note| note.ordinal);
    (ordinal(&chord.root), ordinal(&chord.bass))
}

/// Any text as markup: the text without markup is part of the input, and phrases grow only by the tags carried over.
pub(crate) fn markup(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let plain = markup::plain(&text);
    assert!(plain.len() <= text.len());
    assert!(markup::strip(&text).len() <= text.len());
    let parsed = markup::parse(&text, markup::ShortCodes::default());
    let texts: String = parsed
        .runs
        .iter()
        .filter_map(|run| match &run.content {
            markup::Content::Text(text) => Some(*text),
            _ => None,
        })
        .collect();
    assert_eq!(texts, plain);
    let phrases: Vec<String> = text.split('|').map(str::to_owned).collect();
    let balanced = markup::balance(phrases.iter().map(String::as_str));
    assert_eq!(balanced.len(), phrases.len());
    for (balanced, phrase) in balanced.iter().zip(&phrases) {
        assert!(balanced.contains(phrase.as_str()));
        assert_eq!(markup::plain(balanced), markup::plain(phrase));
    }
}

struct Song(Vec<String>);

impl Variables for Song {
    fn values(&self, name: &str) -> Option<Cow<'_, [String]>> {
        match name {
            "title" => Some(Cow::Borrowed(&self.0)),
            "artist" => Some(Cow::Owned(vec!["A".to_owned(), "%{title}".to_owned()])),
            "empty" => Some(Cow::Owned(Vec::new())),
            _ => None,
        }
    }
}

/// Any text as a format string: it ends within its limits. The text before the first line end is the title.
pub(crate) fn substitution(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (title, text) = text.split_once('\n').unwrap_or(("Title", &text));
    let made = interpolate(text, &Song(vec![title.to_owned()]), "; ");
    assert!(made.text.len() <= text.len().max(1 << 17));
}

/// Any bytes as a song in the format selected by the first byte: a result, never a crash.
pub(crate) fn song(data: &[u8]) {
    let Some((first, song)) = data.split_first() else {
        return;
    };
    let formats: Vec<Format> = Format::all().collect();
    let format = formats
        .get(usize::from(*first) % formats.len())
        .expect("a remainder is in range");
    let _ = convert(&request(song, *format));
}

/// Assets that return the same file for every name.
#[derive(Debug)]
struct OneFile(Arc<[u8]>);

impl Assets for OneFile {
    fn open(&self, kind: AssetKind, _: &str, _: Option<&str>) -> Option<Arc<[u8]>> {
        let is_file = matches!(kind, AssetKind::Image | AssetKind::Document);
        is_file.then(|| Arc::clone(&self.0))
    }
}

/// Any bytes as an image, in the formats that show it.
pub(crate) fn image(data: &[u8]) {
    shown(
        "{title: A}\n{image: a.png width=20}\nb <img src=a.png/>\n",
        data,
    );
}

/// Any bytes as an SVG, in the formats that show it.
pub(crate) fn svg(data: &[u8]) {
    shown("{title: A}\n{image: a.svg}\n", data);
}

/// Any bytes as a PDF, used as the cover of a book and as a background.
pub(crate) fn document(data: &[u8]) {
    let mut request = request(b"{title: A}\n[C]b\n", Format::Pdf);
    request.assets = Arc::new(OneFile(data.into()));
    define(&mut request, "pdf.songbook.cover", "a.pdf");
    define(&mut request, "pdf.formats.first.background", "a.pdf:2");
    let _ = convert(&request);
}

fn shown(song: &str, data: &[u8]) {
    for format in [Format::Pdf, Format::Png, Format::Svg, Format::Html] {
        let mut request = request(song.as_bytes(), format);
        request.assets = Arc::new(OneFile(data.into()));
        request.options.resolution = Some(36.0);
        let _ = convert(&request);
    }
}

/// Any options and any bytes as songs: every format gives a result, and the same one again. The first line has the
/// options, one letter each.
pub(crate) fn engine(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n');
    let (options, song) = data.split_at(end.unwrap_or(0));
    let formats: Vec<Format> = Format::all().collect();
    for (at, format) in formats.iter().enumerate() {
        let mut request = request(song, *format);
        for letter in options.iter().take(16) {
            choose(&mut request, *letter);
        }
        request.options.resolution = Some(36.0);
        let made = convert(&request);
        // Repeated for one of the formats; repeating all would take twice the time.
        if song.len() % formats.len() == at {
            assert!(
                made == convert(&request),
                "{} differs the second time",
                format.name()
            );
        }
    }
}

/// Sets the option for `letter`.
fn choose(request: &mut Request, letter: u8) {
    let options = &mut request.options;
    match letter {
        b'a'..=b'm' => options.transpose = Some((i32::from(letter) - 103).to_string()),
        b'n' => options.transcode = Some("nashville".to_owned()),
        b'o' => options.transcode = Some("roman".to_owned()),
        b'p' => options.transcode = Some("german".to_owned()),
        b'q' => options.transcode = Some("latin".to_owned()),
        b'r' => options.profile = Profile::Reference,
        b's' => options.strict = true,
        b't' => options.trust = Trust::Trusted,
        b'u' => options.diagrams = Some(Diagrams::User),
        b'v' => options.diagrams = Some(Diagrams::None),
        b'w' => options.contents = Some(true),
        b'x' => options.from = Some(SheetFormat::ChordsOverLyrics),
        b'y' => options.single_space = true,
        b'z' => options.fragment = true,
        b'A' => options.decapo = true,
        b'B' => options.lyrics_only = true,
        b'C' => options.reference_mode = true,
        b'D' => options.title = Some("A <b>book</b> of %{songs}".to_owned()),
        b'E' => options.vertical_space = Some(3.5),
        b'F' => options.start_page = Some(2),
        b'G' => options.backend.push(("tagged".to_owned(), "1".to_owned())),
        b'H' => options.backend.push(("expand".to_owned(), "1".to_owned())),
        b'I' => options.backend.push(("text".to_owned(), "text".to_owned())),
        b'J' => define(request, "instrument.type", "keyboard"),
        b'K' => define(request, "pdf.columns", "3"),
        b'L' => define(request, "settings.inline-chords", "1"),
        b'M' => define(request, "settings.suppress-empty-chords", "0"),
        b'N' => define(request, "settings.wrapindent", "y"),
        b'O' => options
            .configs
            .push(ConfigSource::Preset("ukulele".to_owned())),
        b'P' => options
            .configs
            .push(ConfigSource::Preset("modern1".to_owned())),
        b'Q' => options
            .configs
            .push(ConfigSource::Preset("dark".to_owned())),
        b'R' => options
            .meta
            .push(("artist".to_owned(), "<i>A; B".to_owned())),
        _ => {}
    }
}

fn define(request: &mut Request, path: &str, value: &str) {
    let defines = &mut request.options.defines;
    defines.push((path.to_owned(), value.to_owned()));
}

fn request(song: &[u8], format: Format) -> Request {
    let mut limits = Limits::default();
    limits.elements = 20_000;
    limits.pages = 50;
    limits.pixels = 4_000_000;
    limits.bytes = 16 << 20;
    Request::new(song, format).limits(limits)
}

/// The document, or the error.
fn convert(request: &Request) -> Result<Vec<u8>, String> {
    thread_local! {
        static ENGINE: Engine = Engine::new();
    }
    let result = ENGINE.with(|engine| engine.convert(request));
    result
        .map(|artifact| artifact.bytes)
        .map_err(|error| error.to_string())
}
