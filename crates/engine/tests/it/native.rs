//! Random combinations of the `native` settings on random songs: nothing is lost, nothing overlaps, and nothing leaves the
//! page.

use std::collections::BTreeSet;

use chordpro_engine::{Engine, Format, Input, Request};

/// A deterministic random number generator.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }

    fn one_of<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of.get(self.roll(of.len())).copied().unwrap_or_default()
    }
}

const SETTINGS: [&str; 4] = [
    "native.fit-to-page",
    "native.share-pages",
    "native.keep-sections",
    "native.no-widows",
];

/// A song with numbered words, so that each of them can be found on the pages.
fn song(dice: &mut Dice, number: usize) -> String {
    let mut words = 0;
    let mut word = || {
        words += 1;
        format!("w{number}q{words}")
    };
    let mut lines = vec![format!("{{title: Song {number}}}")];
    lines.push(
        dice.one_of(&[
            "",
            "",
            "{subtitle: Sub}",
            "{columns: 2}",
            "{columns: 3}",
            "{textsize: 16}",
            "{capo: 2}",
            "{+pdf.marginbottom: 120}",
            "{+pdf.margintop: 160}",
            "{+pdf.diagrams.show: right}",
            "{+pdf.diagrams.show: top}",
            "{no_diagrams}",
        ])
        .to_owned(),
    );
    for _ in 0..dice.roll(9) {
        let length = [1, 1, 2, 3, 4, 9, 30]
            .get(dice.roll(7))
            .copied()
            .unwrap_or(1);
        let (begin, end) = [
            ("{sov: One}", "{eov}"),
            ("{sob}", "{eob}"),
            ("{soc}", "{eoc}"),
            ("", ""),
            ("", ""),
            ("{sot}", "{eot}"),
            ("{start_of_textblock}", "{end_of_textblock}"),
        ]
        .get(dice.roll(7))
        .copied()
        .unwrap_or_default();
        lines.push(begin.to_owned());
        for _ in 0..length {
            lines.push(match begin {
                "{sot}" | "{start_of_textblock}" => word(),
                _ if dice.roll(3) == 0 => word(),
                _ => format!(
                    "[C]{} [{}]x",
                    word(),
                    dice.one_of(&["G", "Am", "F#m7", "Bb"])
                ),
            });
        }
        lines.push(end.to_owned());
        lines.push(match dice.roll(12) {
            0 => "{new_page}".to_owned(),
            1 => "{column_break}".to_owned(),
            2 => "{chorus}".to_owned(),
            3 => format!("{{comment: {}}}", word()),
            4 => "{sog}\n| C . | G . |\n{eog}".to_owned(),
            5 => "{chord: C}".to_owned(),
            6 => "{+native.keep-sections: true}".to_owned(),
            _ => String::new(),
        });
    }
    lines.join("\n") + "\n"
}

/// A run of text on a page.
#[derive(Debug)]
struct Run {
    page: usize,
    x: f64,
    y: f64,
    size: f64,
    is_body: bool,
    text: String,
}

/// The pages of a dump: their number, and the runs on them.
fn read(dump: &str) -> (usize, Vec<Run>) {
    let (mut pages, mut layer, mut runs) = (0, "", Vec::new());
    for line in dump.lines() {
        if line.starts_with("form ") || line.starts_with("picture ") {
            break;
        }
        pages += usize::from(line.starts_with("page "));
        if let Some(item) = line.strip_prefix("    text ") {
            let numbers: Vec<f64> = item
                .split(' ')
                .map_while(|part| part.parse().ok())
                .collect();
            let [x, y, size] = *numbers.as_slice() else {
                panic!("{line}");
            };
            // Diagrams have text among the shapes.
            if layer != "shapes" {
                let is_body = layer == "text";
                let text = item.split_once('"').map_or("", |(_, text)| text).to_owned();
                runs.push(Run {
                    page: pages,
                    x,
                    y,
                    size,
                    is_body,
                    text,
                });
            }
        } else if let Some(name) = line.strip_prefix("  ") {
            layer = name;
        }
    }
    (pages, runs)
}

/// The numbered words, including those of text blocks. Words from trial layouts can remain among the forms.
fn words(dump: &str) -> BTreeSet<&str> {
    dump.split('"')
        .flat_map(|text| text.split(' '))
        .filter(|word| word.starts_with('w') && word.contains('q'))
        .collect()
}

fn order(runs: &[Run]) -> Vec<&str> {
    let runs = runs
        .iter()
        .filter(|run| run.is_body && run.text.contains('q'));
    runs.map(|run| run.text.trim_end_matches(['"', ' ']))
        .collect()
}

/// Lines that overlap, or are outside of the page.
fn faults(runs: &[Run], paper: (f64, f64)) -> Vec<String> {
    let mut found = Vec::new();
    for (index, run) in runs.iter().enumerate() {
        let lowest = if run.is_body { 38.0 } else { 10.0 };
        if run.x < 30.0 || run.x > paper.0 || run.y < lowest || run.y > paper.1 - 5.0 {
            found.push(format!("outside: {run:?}"));
        }
        for other in runs
            .iter()
            .skip(index + 1)
            .take_while(|other| other.page == run.page)
        {
            let is_beside = (run.x - other.x).abs() >= 1.0;
            let is_apart = (run.y - other.y).abs() >= 0.65 * run.size.min(other.size);
            if !is_beside && !is_apart {
                found.push(format!("over each other: {run:?} and {other:?}"));
            }
        }
    }
    found
}

fn converted(songs: &[String], defines: &[(&str, &str)]) -> String {
    let mut request = Request::new("", Format::Pages);
    request.inputs = songs
        .iter()
        .map(|song| Input::new("song.cho", song.as_bytes()))
        .collect();
    request.options.defines = defines
        .iter()
        .map(|(path, value)| ((*path).to_owned(), (*value).to_owned()))
        .collect();
    let artifact = Engine::new().convert(&request).expect("the book converts");
    String::from_utf8(artifact.bytes).expect("a dump is text")
}

#[test]
fn no_mixture_of_settings_loses_or_covers_anything() {
    let mut pages_saved = 0;
    for seed in 0..30 {
        let mut dice = Dice(seed);
        dice.roll(2);
        let songs: Vec<String> = (0..=dice.roll(5))
            .map(|number| song(&mut dice, number))
            .collect();
        let layout = match dice.roll(7) {
            0 => ("pdf.songbook.dual-pages", "0"),
            1 => ("settings.columns", "2"),
            2 => ("pdf.songbook.align-songs-extend", "1"),
            3 => ("pdf.songbook.align-songs-spread", "1"),
            4 => ("pdf.chorus.recall.quote", "1"),
            5 => ("pdf.head-first-only", "1"),
            _ => ("settings.lyrics-only", "1"),
        };
        let plain = converted(&songs, &[layout]);
        let (plain_pages, plain_runs) = read(&plain);
        for mixture in 1..16_usize {
            let mut defines = vec![layout];
            let on = SETTINGS
                .iter()
                .enumerate()
                .filter(|(bit, _)| mixture >> bit & 1 == 1);
            defines.extend(on.map(|(_, setting)| (*setting, "1")));
            let dump = converted(&songs, &defines);
            let (pages, runs) = read(&dump);
            let what = || format!("{defines:?}\n{}", songs.join("---\n"));
            assert_eq!(words(&dump), words(&plain), "{}", what());
            assert_eq!(order(&runs), order(&plain_runs), "{}", what());
            assert_eq!(faults(&runs, (595.0, 842.0)), [""; 0], "{}", what());
            if mixture < 4 {
                assert!(
                    pages <= plain_pages,
                    "{pages}, not {plain_pages}: {}",
                    what()
                );
                pages_saved += plain_pages - pages;
            }
            assert!(
                dump == converted(&songs, &defines),
                "not the same again: {}",
                what()
            );
        }
    }
    assert!(pages_saved > 30, "{pages_saved}");
}
