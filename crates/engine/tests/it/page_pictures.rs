//! Appearance of pages: each page is compared with its picture in `tests/pictures`. `UPDATE_PICTURES=1` redraws the pictures.
//!
//! Pictures are greyscale at 50 dots per inch: enough to show a chord that moved by half a point, in a few kilobytes.

#![expect(
    clippy::indexing_slicing,
    reason = "pictures of the wrong size fail before"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use chordpro_engine::{ConfigSource, Engine, Format, PageChoice, Request};

/// The maximum difference between the mean greys of two blocks, of 255.
///
/// Machines can differ in the last bit of a coverage, which changes the grey of a pixel at the edge of a glyph by one or two.
/// A glyph that moves by a quarter of a pixel (a third of a point) changes the mean of its block by more than this.
const TOLERANCE: u32 = 4;

/// The edge of a block, in pixels.
const BLOCK: usize = 4;

/// Dots per inch.
const RESOLUTION: f64 = 50.0;

/// A page to compare.
struct Look {
    /// What it shows; also the name of its picture.
    name: &'static str,
    /// A file of `tests/songs`, or the song itself.
    song: &'static str,
    preset: Option<&'static str>,
    settings: &'static [(&'static str, &'static str)],
    /// The 1-based page.
    page: usize,
}

const PLAIN: Look = Look {
    name: "",
    song: "",
    preset: None,
    settings: &[("pdf.papersize", "a5")],
    page: 1,
};

const SONG: &str = "{title: Row the Boat}\n{subtitle: a round}\n{start_of_verse: Verse 1}\n[C]Row, row, [G7]row your [C]boat\n\
    [Am]gently [Dm7]down the [G7]stream\n{end_of_verse}\n{start_of_chorus}\n[F]Merrily, merrily, [C]merrily\n[G7]life is but a [C]dream\n\
    {end_of_chorus}\n{comment: twice}\n{comment_box: and again}\n{chorus}\n";

const LOOKS: [Look; 14] = [
    Look {
        name: "song-with-diagrams",
        song: "amazing-grace.cho",
        settings: &[],
        ..PLAIN
    },
    Look {
        name: "grid",
        song: "blues-grid.cho",
        settings: &[],
        ..PLAIN
    },
    Look {
        name: "tab",
        song: "{title: Tab}\n{start_of_tab: Intro}\ne|--0--3--|\nB|--1--0--|\nG|--0--0--|\n{end_of_tab}\n[C]Words [G]below\n",
        ..PLAIN
    },
    Look {
        name: "two-columns",
        song: SONG,
        settings: &[("pdf.papersize", "[420, 300]"), ("settings.columns", "2")],
        ..PLAIN
    },
    Look {
        name: "right-to-left",
        song: "hebrew.cho",
        settings: &[("pdf.papersize", "a5"), ("native.right-to-left", "true")],
        ..PLAIN
    },
    Look {
        name: "chinese",
        song: "chinese.cho",
        ..PLAIN
    },
    Look {
        name: "pictures",
        song: "picture.cho",
        settings: &[],
        ..PLAIN
    },
    Look {
        name: "labels",
        song: SONG,
        settings: &[
            ("pdf.papersize", "a5"),
            ("pdf.labels.width", "60"),
            ("pdf.labels.align", "right"),
        ],
        ..PLAIN
    },
    Look {
        name: "contents",
        song: "three-songs.cho",
        ..PLAIN
    },
    Look {
        name: "ukulele",
        song: SONG,
        preset: Some("ukulele"),
        ..PLAIN
    },
    Look {
        name: "modern",
        song: SONG,
        preset: Some("modern1"),
        ..PLAIN
    },
    Look {
        name: "keyboard",
        song: SONG,
        preset: Some("keyboard"),
        ..PLAIN
    },
    Look {
        name: "markup",
        song: "markup.cho",
        ..PLAIN
    },
    Look {
        name: "dark-with-chords-under-the-words",
        song: SONG,
        preset: Some("dark"),
        settings: &[("pdf.papersize", "a5"), ("settings.chords-under", "true")],
        ..PLAIN
    },
];

/// Grey values, row by row from the top.
#[derive(Clone)]
struct Grey {
    width: usize,
    values: Vec<u8>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn folder() -> PathBuf {
    root().join("tests/pictures")
}

fn drawn(look: &Look) -> Grey {
    let song = if look.song.ends_with(".cho") {
        fs::read_to_string(root().join("tests/songs").join(look.song)).expect("the song is there")
    } else {
        look.song.to_owned()
    };
    let mut request = Request::new(song, Format::Png);
    let options = &mut request.options;
    options.resolution = Some(RESOLUTION);
    options.page = Some(PageChoice::One(look.page));
    let preset = look
        .preset
        .map(|name| ConfigSource::Preset(name.to_owned()));
    options.configs.extend(preset);
    let settings = look.settings.iter();
    options.defines = settings
        .map(|(path, value)| ((*path).to_owned(), (*value).to_owned()))
        .collect();
    let artifact = Engine::new().convert(&request).expect("the song converts");
    decoded(&artifact.bytes).expect("the picture is a PNG")
}

/// A PNG of eight bits per channel, as grey; colours become the mean of their channels.
fn decoded(bytes: &[u8]) -> Option<Grey> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let mut data = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut data).ok()?;
    let values = match info.color_type {
        png::ColorType::Grayscale => data,
        png::ColorType::Rgb => {
            let pixels = data.as_chunks::<3>().0.iter();
            let sums = pixels.map(|pixel| pixel.iter().map(|part| u16::from(*part)).sum::<u16>());
            sums.map(|sum| u8::try_from(sum / 3).expect("a mean of bytes"))
                .collect()
        }
        other => panic!("pages have no {other:?}"),
    };
    Some(Grey {
        width: info.width as usize,
        values,
    })
}

fn encoded(width: usize, values: &[u8], color: png::ColorType) -> Vec<u8> {
    let mut bytes = Vec::new();
    let height = values.len() / width / color.samples();
    let size = |length: usize| u32::try_from(length).expect("a small picture");
    let mut encoder = png::Encoder::new(&mut bytes, size(width), size(height));
    encoder.set_color(color);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(values).expect("all pixels");
    writer.finish().expect("an end");
    bytes
}

/// The mean grey of every block; those at the right and lower edge can be smaller.
fn blocks(picture: &Grey) -> Vec<u32> {
    let rows: Vec<&[u8]> = picture.values.chunks(picture.width).collect();
    let mut means = Vec::new();
    for rows in rows.chunks(BLOCK) {
        for left in (0..picture.width).step_by(BLOCK) {
            let right = picture.width.min(left + BLOCK);
            let values = rows.iter().flat_map(|row| &row[left..right]);
            let (sum, count) = values.fold((0, 0), |(sum, count), value| {
                (sum + u32::from(*value), count + 1)
            });
            means.push(sum / count);
        }
    }
    means
}

/// The number of different blocks; `None` if the sizes differ.
fn differences(one: &Grey, other: &Grey) -> Option<usize> {
    if (one.width, one.values.len()) != (other.width, other.values.len()) {
        return None;
    }
    let (one, other) = (blocks(one), blocks(other));
    let pairs = one.iter().zip(&other);
    Some(
        pairs
            .filter(|(one, other)| one.abs_diff(**other) > TOLERANCE)
            .count(),
    )
}

/// The new page beside the old one, with both overlaid in between: removed parts are red, added parts blue.
fn difference_picture(stored: &Grey, drawn: &Grey) -> Vec<u8> {
    let height = |picture: &Grey| picture.values.len() / picture.width;
    let at = |picture: &Grey, x: usize, y: usize| {
        let is_within = x < picture.width;
        picture
            .values
            .get(y * picture.width + x)
            .copied()
            .filter(|_| is_within)
            .unwrap_or(255)
    };
    let width = stored.width.max(drawn.width);
    let mut pixels = Vec::new();
    for y in 0..height(stored).max(height(drawn)) {
        pixels.extend((0..width).flat_map(|x| [at(stored, x, y); 3]));
        pixels.extend((0..width).flat_map(|x| {
            let (old, new) = (at(stored, x, y), at(drawn, x, y));
            [new, old.min(new), old]
        }));
        pixels.extend((0..width).flat_map(|x| [at(drawn, x, y); 3]));
    }
    encoded(3 * width, &pixels, png::ColorType::Rgb)
}

/// The complaint about a page, if any.
fn complaint(look: &Look, is_update: bool) -> Option<String> {
    let drawn = drawn(look);
    let ink = drawn
        .values
        .iter()
        .filter(|value| value.abs_diff(drawn.values[0]) > 100)
        .count();
    assert!(ink > 200, "{}: the page is nearly empty", look.name);
    let path = folder().join(look.name).with_extension("png");
    let stored = fs::read(&path).ok().and_then(|bytes| decoded(&bytes));
    let count = stored.as_ref().map(|stored| differences(stored, &drawn));
    if count == Some(Some(0)) {
        return None;
    }
    if is_update {
        let bytes = encoded(drawn.width, &drawn.values, png::ColorType::Grayscale);
        fs::write(&path, bytes).expect("a picture can be written");
        return None;
    }
    let Some(stored) = stored else {
        return Some(format!(
            "{}: there is no picture {}",
            look.name,
            path.display()
        ));
    };
    let what = match count.flatten() {
        Some(count) => format!("{count} blocks differ"),
        None => "its size differs".to_owned(),
    };
    let shown = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    fs::create_dir_all(&shown).expect("a folder can be made");
    let shown = shown.join(look.name).with_extension("png");
    fs::write(&shown, difference_picture(&stored, &drawn)).expect("a picture can be written");
    Some(format!("{}: {what}, see {}", look.name, shown.display()))
}

#[test]
fn pages_look_as_their_pictures_do() {
    let is_update = std::env::var_os("UPDATE_PICTURES").is_some();
    let complaints = LOOKS.iter().filter_map(|look| complaint(look, is_update));
    let complaints: Vec<String> = complaints.collect();
    assert!(
        complaints.is_empty(),
        "{}\nlook at them, then run with UPDATE_PICTURES=1",
        complaints.join("\n")
    );
    let files = fs::read_dir(folder()).expect("the pictures are part of the project");
    let files = files.map(|entry| entry.expect("an entry can be read").file_name());
    let files: BTreeSet<String> = files
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    let names = LOOKS.iter().map(|look| format!("{}.png", look.name));
    assert_eq!(files, names.collect(), "each picture is that of a page");
}

#[test]
fn a_move_by_half_a_point_is_seen_and_noise_is_not() {
    let drawn = |settings: &'static [(&'static str, &'static str)]| {
        let song = "{title: A}\n[C]la la [G7]la la\n";
        drawn(&Look {
            song,
            settings,
            ..PLAIN
        })
    };
    let one = drawn(&[]);
    for settings in [
        &[("pdf.marginleft", "40.5")],
        &[("pdf.spacing.chords", "1.25")],
        &[("pdf.fonts.text.size", "12.2")],
        &[("pdf.fonts.chord.color", "#777777")],
    ] {
        let count = differences(&one, &drawn(settings)).expect("pages of one size");
        assert!(count > 0, "{settings:?} makes no difference");
    }
    let noise = one.values.iter().zip(0_usize..).map(|(value, n)| {
        let more = i8::try_from(n * 7919 % 7).expect("it is small") - 3;
        value.saturating_add_signed(more)
    });
    let noisy = Grey {
        width: one.width,
        values: noise.collect(),
    };
    assert_ne!(noisy.values, one.values);
    assert_eq!(differences(&one, &noisy), Some(0));
}
