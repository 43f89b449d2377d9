//! Pages, letters and images of absurd sizes: each gives a document, or an error with its reason, within
//! the budget.

use std::sync::Arc;
use std::time::Duration;

use chordpro_engine::{
    Artifact, AssetKind, Assets, ConfigSource, Engine, Error, Format, Limit, Request,
};

const SONG: &str = "{title: Row}\n{subtitle: the boat}\n{start_of_verse: Verse}\n[C]Row, row, [G7]row your boat\n\
    {end_of_verse}\n{soc}\n[F]Gently <big>down</big> the stream\n{eoc}\n{chorus}\n{sot}\ne|--3--|\n{eot}\n\
    {sog}\n| C . | %% . | . G |\n{eog}\n{comment_box: Merrily}\n";

/// Assets with one image, whatever its name.
struct Picture(Arc<[u8]>);

impl Assets for Picture {
    fn open(&self, kind: AssetKind, _: &str, _: Option<&str>) -> Option<Arc<[u8]>> {
        (kind == AssetKind::Image).then(|| Arc::clone(&self.0))
    }
}

/// The processor time of this thread, which excludes other load on the machine.
fn computed() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("time goes forward")
}

/// Converts with a deadline that is distant for the program, but near for a human.
fn converted(
    song: &str,
    format: Format,
    settings: &str,
    picture: &[u8],
) -> Result<Artifact, Error> {
    let mut request = Request::new(song, format);
    request.options.configs = vec![ConfigSource::text("absurd.json", settings)];
    request.assets = Arc::new(Picture(picture.into()));
    let begin = computed();
    request.is_over = Arc::new(move || computed().saturating_sub(begin) > Duration::from_secs(30));
    let result = Engine::new().convert(&request);
    assert!(
        !matches!(result, Err(Error::Exceeded(e)) if e.limit == Limit::Deadline),
        "it takes too long: {settings}"
    );
    result
}

/// The number of pages of a document, or why there is none.
fn answer(result: &Result<Artifact, Error>, what: &str) -> String {
    match result {
        Ok(artifact) => {
            assert!(artifact.bytes.len() > 500, "{what}");
            assert!(artifact.bytes.len() < 50_000_000, "{what}");
            format!("{} pages", artifact.pages)
        }
        Err(error) => error.to_string(),
    }
}

/// The results of all formats, which differ only in the limits on images.
fn answers(song: &str, settings: &str, picture: &[u8]) -> String {
    let formats = [Format::Pdf, Format::Svg, Format::Png];
    let mut answers: Vec<String> = formats
        .iter()
        .map(|format| answer(&converted(song, *format, settings, picture), settings))
        .collect();
    answers.dedup();
    answers.join(", ")
}

#[test]
fn pages_of_any_size_end_in_time() {
    for (settings, pages) in [
        (r#"{"pdf": {"papersize": [1, 1]}}"#, 1),
        (
            r#"{"pdf": {"papersize": [1, 1], "margintop": 0, "marginbottom": 0, "marginleft": 0, "marginright": 0}}"#,
            1,
        ),
        (r#"{"pdf": {"papersize": [1e9, 1e9]}}"#, 1),
        (r#"{"pdf": {"papersize": [-595, -842]}}"#, 1),
        (r#"{"pdf": {"papersize": [1e9, 1]}}"#, 1),
        (
            r#"{"pdf": {"margintop": 500, "marginbottom": 500, "marginleft": 400, "marginright": 400}}"#,
            21,
        ),
        (
            r#"{"pdf": {"margintop": -1e9, "marginbottom": -1e9, "marginleft": -1e9, "marginright": -1e9}}"#,
            1,
        ),
        (r#"{"pdf": {"headspace": 1e9, "footspace": -1e9}}"#, 1),
        (r#"{"settings": {"columns": 1000}}"#, 1),
        (
            r#"{"settings": {"columns": -3}, "pdf": {"columnspace": -50}}"#,
            1,
        ),
        (
            r#"{"settings": {"columns": ["1e9%", "*", 0, "*"]}, "pdf": {"columnspace": 1e9}}"#,
            1,
        ),
        (r#"{"pdf": {"showlayout": true, "papersize": [3, 3]}}"#, 1),
    ] {
        let expected = format!("{pages} pages");
        assert_eq!(answers(SONG, settings, b""), expected, "{settings}");
    }
}

#[test]
fn letters_and_lines_of_any_size_end_in_time() {
    for (settings, pages) in [
        (
            r#"{"pdf": {"fonts": {"text": {"size": 1e9}, "chord": {"size": 1e9}, "title": {"size": 1e9}}}}"#,
            1,
        ),
        (
            r#"{"pdf": {"fonts": {"text": {"size": 0}, "chord": {"size": 0}, "title": {"size": 0}}}}"#,
            1,
        ),
        (
            r#"{"pdf": {"fonts": {"text": {"size": -12}, "chord": {"size": -9}, "empty": {"size": -1}}}}"#,
            1,
        ),
        (
            r#"{"pdf": {"fonts": {"text": "serif 1e9", "chord": "sans -4", "grid": "sans 0"}}}"#,
            1,
        ),
        (
            r#"{"pdf": {"spacing": {"lyrics": -5, "chords": -5, "empty": -5, "title": -5, "grid": -1, "tab": -1}}}"#,
            1,
        ),
        (
            r#"{"pdf": {"spacing": {"lyrics": 1e9, "chords": 1e9, "empty": 1e9}}}"#,
            1,
        ),
        (
            r#"{"pdf": {"chorus": {"indent": 1e9, "bar": {"offset": -1e9, "width": 1e9}}}}"#,
            1,
        ),
        (
            r#"{"pdf": {"labels": {"width": -1e9}, "chordscolumn": -1e9}}"#,
            1,
        ),
        (
            r#"{"pdf": {"diagrams": {"width": 1e9, "height": 1e9, "hspace": -1e9, "vspace": -1e9}}}"#,
            1,
        ),
        (
            r#"{"pdf": {"diagrams": {"width": -6, "height": -6, "vcells": -4, "linewidth": -1, "dotsize": 1e9}}}"#,
            1,
        ),
        (
            r#"{"pdf": {"diagrams": {"show": "right", "hspace": 1e-9, "width": 1e-9}}}"#,
            1,
        ),
        (
            r#"{"pdf": {"grids": {"cellbar": {"width": 1e9}, "symbols": {"color": ""}}}}"#,
            1,
        ),
    ] {
        let expected = format!("{pages} pages");
        assert_eq!(answers(SONG, settings, b""), expected, "{settings}");
    }
    for (song, pages) in [
        ("{textsize: 1e9}\n[C]a\n", 1),
        ("{textsize: -5}\n{chordsize: 0}\n[C]a\n", 1),
        ("{textsize: 100000%}\n{textsize: 100000%}\n[C]a\n", 2),
        ("{columns: 4000000000}\n[C]a\n{column_break}\n[C]b\n", 1),
        (
            "{start_of_grid 100000+100000x100000+1}\n| C |\n{end_of_grid}\n",
            1,
        ),
        (
            "[C]a<span size=\"1000000pt\" rise=\"1e9pt\">b</span><strut w=1e9/>\n",
            1,
        ),
        (
            "{start_of_textblock width=1e9 height=-1e9 padding=1e9 textsize=1e9}\na\n{end_of_textblock}\n",
            1,
        ),
    ] {
        let expected = format!("{pages} pages");
        assert_eq!(answers(song, "{}", b""), expected, "{song}");
    }
}

#[test]
fn a_hundred_thousand_small_sections_end_in_time() {
    let song = "{soc}\n{eoc}\n".repeat(50_000) + &"{sov: A}\n{eov}\n".repeat(50_000) + "[C]end\n";
    let artifact = converted(&song, Format::Pdf, "{}", b"").expect("a document");
    assert_eq!(artifact.pages, 1);
}

/// A PNG that declares this size, with almost no data.
fn empty_png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend(b"\0\0\0\0IDAT\0\0\0\0\0\0\0\0IEND\0\0\0\0");
    bytes
}

#[test]
fn pictures_of_any_size_end_in_time() {
    let nested = |depth: usize| {
        let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"100\">";
        let groups = "<g transform=\"scale(2)\">".repeat(depth);
        format!("{head}{groups}{}</svg>", "</g>".repeat(depth))
    };
    let doubling: String = (1..30)
        .map(|n| {
            format!(
                "<g id=\"g{n}\"><use href=\"#g{0}\"/><use href=\"#g{0}\"/></g>",
                n - 1
            )
        })
        .collect();
    let svg = |body: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
             width=\"100\" height=\"100\">{body}</svg>"
        )
    };
    let pictures: Vec<(&str, Vec<u8>)> = vec![
        ("an enormous bitmap", empty_png(1_000_000_000, 1_000_000_000)),
        ("a bitmap without width", empty_png(0, 10)),
        ("a bitmap of one line", empty_png(u32::MAX, 1)),
        (
            "an enormous drawing",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1e30\" height=\"1e30\"><rect width=\"1e30\" height=\"9\"/></svg>".to_vec(),
        ),
        ("groups in groups", nested(100_000).into_bytes()),
        (
            "uses of uses",
            svg(&format!("<g id=\"g0\"><rect width=\"9\" height=\"9\"/></g>{doubling}<use href=\"#g29\"/>")).into_bytes(),
        ),
        (
            "a use of itself",
            svg("<g id=\"a\"><use href=\"#b\"/></g><g id=\"b\"><use href=\"#a\"/></g><use href=\"#a\"/>").into_bytes(),
        ),
        (
            "entities of entities",
            format!(
                "<!DOCTYPE svg [<!ENTITY a \"aaaaaaaaaa\">{}]>{}",
                ('b'..='j')
                    .zip('a'..)
                    .map(|(name, part)| format!("<!ENTITY {name} \"{}\">", format!("&{part};").repeat(10)))
                    .collect::<String>(),
                svg("<text>&j;</text>")
            )
            .into_bytes(),
        ),
        (
            "a pattern of a million tiles",
            svg("<pattern id=\"p\" width=\"1e-4\" height=\"1e-4\" patternUnits=\"userSpaceOnUse\"><rect width=\"1\" height=\"1\"/></pattern><rect fill=\"url(#p)\" width=\"100\" height=\"100\"/>").into_bytes(),
        ),
        (
            "a filter that blurs everything",
            svg("<filter id=\"f\"><feGaussianBlur stdDeviation=\"1e9\"/></filter><rect filter=\"url(#f)\" width=\"100\" height=\"100\"/>").into_bytes(),
        ),
    ];
    for (what, picture) in &pictures {
        for song in [
            "{title: A}\n{image: picture}\n[C]la\n",
            "{title: A}\n{image: picture width=1e9 scale=1e9}\n[C]la\n",
        ] {
            let is_too_large = ["an enormous bitmap", "a bitmap of one line"].contains(what);
            let expected = if is_too_large {
                "song 1, line 2: the pictures exceed the limit of 200000000 pixels"
            } else {
                "1 pages"
            };
            assert_eq!(answers(song, "{}", picture), expected, "{what}");
        }
    }
}

#[test]
fn pictures_that_cannot_be_read_are_said() {
    let mut bmp = b"BM".to_vec();
    bmp.resize(18, 0);
    bmp.extend([2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0]);
    bmp.resize(100, 0);
    for (what, picture) in [("cut off", empty_png(4, 4)), ("another kind", bmp)] {
        for format in [Format::Pdf, Format::Svg, Format::Png] {
            let song = "{title: A}\n{image: picture}\n{image: picture}\n[C]la\n";
            let artifact = converted(song, format, "{}", &picture).expect("a document");
            let said: Vec<_> = artifact
                .diagnostics
                .iter()
                .map(|said| (said.code, said.line, said.message.as_str()))
                .collect();
            let message = "Picture left out: its file cannot be read";
            assert!(
                said.contains(&("unreadable-image", Some(2), message)),
                "{what}: {said:?}"
            );
        }
    }
}

#[test]
fn resolutions_of_any_size_end_in_time() {
    for resolution in [0.0, -1.0, 1e-9, 1e9, f64::NAN, f64::INFINITY] {
        let mut request = Request::new(SONG, Format::Png);
        request.options.resolution = Some(resolution);
        let resolution = resolution.to_string();
        assert_eq!(
            answer(&Engine::new().convert(&request), &resolution),
            "a page of that size and resolution cannot be painted",
            "{resolution}"
        );
    }
}
