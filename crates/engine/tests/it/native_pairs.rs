//! Pairs of `native` settings: what each guarantees holds beside any other, and nothing gets lost.

use std::collections::{BTreeMap, BTreeSet};

use chordpro_engine::{Engine, Format, Input, Request};
use chordpro_fonts::{FaceId, FontBook};

const FIT: &str = "native.fit-to-page";
const KEEP: &str = "native.keep-sections";
const SHARE: &str = "native.share-pages";
const WIDOWS: &str = "native.no-widows";
const RIGHT: &str = "native.right-to-left";
const FALLBACK: &str = "native.fallback-fonts";

/// All settings of the group, each with a value other than its default.
const SETTINGS: [(&str, &str); 6] = [
    (FIT, "1"),
    (KEEP, "1"),
    (SHARE, "1"),
    (WIDOWS, "1"),
    (RIGHT, "1"),
    (FALLBACK, "0"),
];

/// The settings of the group that affect chords.
const MUSIC: [&str; 6] = [
    "native.capo",
    "native.generated-diagrams",
    "native.key",
    "native.minor-degrees",
    "native.simplify",
    "native.spelling",
];

/// The edges of the text area on A4 with default margins.
const LEFT_EDGE: f64 = 40.0;
const RIGHT_EDGE: f64 = 555.0;
const LOWER_EDGE: f64 = 40.0;

/// The start of the second of two columns.
const SECOND_COLUMN: f64 = 307.0;

/// More lines than this may not fit on a page, because larger sections do not.
const MOST_LINES: usize = 20;

/// A song whose lines can be found on pages, because each has a unique word.
#[derive(Default)]
struct Tune {
    text: String,
    /// The words of its sections, one per line.
    sections: Vec<Vec<String>>,
    /// The words of right-to-left lines.
    backward: Vec<String>,
    has_other_scripts: bool,
    /// Whether the text font lacks some of its characters.
    has_missing_characters: bool,
}

/// The kind of lines in a section.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Verse,
    Chorus,
    /// Lines outside of any section.
    Paragraph,
    Tab,
    Hebrew,
    Chinese,
    Picture,
    Block,
}

use Kind::{Block, Chinese, Chorus, Hebrew, Paragraph, Picture, Tab, Verse};

fn tune(number: usize, head: &str, sections: &[(Kind, usize)]) -> Tune {
    let mut tune = Tune {
        text: format!("{{title: Song {number}}}\n{head}"),
        ..Tune::default()
    };
    let mut count = 0;
    for (kind, length) in sections {
        let (start, end) = match kind {
            Verse | Hebrew => ("{start_of_verse: One}\n", "{end_of_verse}\n\n"),
            Chorus => ("{start_of_chorus}\n", "{end_of_chorus}\n\n"),
            Paragraph | Chinese | Picture => ("", "\n"),
            Tab => ("{start_of_tab}\n", "{end_of_tab}\n\n"),
            Block => ("{start_of_textblock}\n", "{end_of_textblock}\n\n"),
        };
        let mut words = Vec::new();
        tune.text.push_str(start);
        for _ in 0..*length {
            count += 1;
            let word = format!("w{number}q{count}");
            tune.text.push_str(&match kind {
                Verse | Chorus | Paragraph => format!("[C]{word} la [G7]la\n"),
                Tab => format!("e|--{count}--| {word}\n"),
                Hebrew => format!("[C]שלום {word} [Am]עולם\n"),
                Chinese => format!("[C]好一朵 {word} [Am]美丽的\n"),
                Picture => format!(
                    "{{start_of_svg}}\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"40\">\
                     <rect width=\"{count}\" height=\"20\"/></svg>\n{{end_of_svg}}\n{word}\n"
                ),
                Block => format!("{word}\n"),
            });
            if *kind == Hebrew {
                tune.backward.push(word.clone());
            }
            words.push(word);
        }
        tune.text.push_str(end);
        tune.has_other_scripts |= [Hebrew, Chinese].contains(kind);
        tune.has_missing_characters |= *kind == Chinese;
        // Blocks are drawings, whose words are elsewhere in a dump.
        if *kind != Block {
            tune.sections.push(words);
        }
    }
    tune
}

/// Songs that exercise every setting: slightly and much too long for a page, with sections that end just after a page break, in
/// columns, from right to left, in other scripts, with images; and books of them.
fn books() -> Vec<Vec<Tune>> {
    let everything = |number| {
        let sections = [
            (Verse, 3),
            (Tab, 2),
            (Hebrew, 1),
            (Chinese, 1),
            (Picture, 1),
            (Block, 2),
            (Chorus, 2),
        ];
        tune(number, "{subtitle: Sub}\n{comment: slow}\n", &sections)
    };
    let short = |number| tune(number, "", &[(Verse, 3), (Paragraph, 2)]);
    let long = |number| {
        tune(
            number,
            "",
            &[(Verse, 8), (Chorus, 8), (Verse, 8), (Paragraph, 7)],
        )
    };
    vec![
        vec![everything(0)],
        vec![long(0)],
        vec![tune(0, "", &[(Verse, 12); 7])],
        vec![tune(0, "{columns: 2}\n", &[(Verse, 7); 10])],
        vec![tune(
            0,
            "{columns: 2}\n{textsize: 14}\n",
            &[
                (Verse, 11),
                (Chorus, 5),
                (Paragraph, 3),
                (Verse, 13),
                (Verse, 2),
            ],
        )],
        vec![tune(
            0,
            "",
            &[
                (Verse, 25),
                (Verse, 8),
                (Paragraph, 2),
                (Chorus, 3),
                (Verse, 12),
            ],
        )],
        vec![tune(0, "", &[(Verse, 24), (Verse, 3), (Chorus, 28)])],
        vec![tune(0, "", &[(Paragraph, 28)])],
        vec![tune(0, "", &[(Hebrew, 9), (Hebrew, 9), (Hebrew, 12)])],
        vec![tune(0, "", &[(Chinese, 16), (Chinese, 14)])],
        vec![tune(
            0,
            "",
            &[
                (Paragraph, 9),
                (Picture, 3),
                (Verse, 9),
                (Picture, 2),
                (Verse, 5),
            ],
        )],
        vec![short(0), short(1), short(2)],
        vec![
            short(0),
            long(1),
            everything(2),
            short(3),
            tune(4, "", &[(Hebrew, 4)]),
        ],
    ]
}

/// A run of text on a page.
struct Run {
    page: usize,
    /// Whether it is neither title nor footer.
    is_body: bool,
    x: f64,
    y: f64,
    right: f64,
    size: f64,
    face: u32,
    role: String,
    text: String,
}

/// A book after layout.
struct Laid {
    dump: String,
    pages: usize,
    runs: Vec<Run>,
    /// The forms and images: their kind, and their corners as far as the dump has them.
    placed: Vec<(String, Vec<f64>)>,
    /// The diagnostics, with the number of the song.
    said: BTreeSet<(String, String)>,
}

impl Laid {
    fn out(book: &[Tune], settings: &[(&str, &str)]) -> Self {
        let mut request = Request::new("", Format::Pages);
        request.inputs = book
            .iter()
            .zip(0..)
            .map(|(tune, number)| Input::new(&format!("{number}"), tune.text.as_bytes()))
            .collect();
        request.options.contents = Some(false);
        request.options.defines = settings
            .iter()
            .map(|(path, value)| ((*path).to_owned(), (*value).to_owned()))
            .collect();
        let artifact = Engine::new().convert(&request).expect("the book converts");
        let said = artifact.diagnostics.iter().map(|one| {
            let source = one.source.as_deref().unwrap_or_default();
            (one.code.to_owned(), source.to_owned())
        });
        let dump = String::from_utf8(artifact.bytes).expect("a dump is text");
        Laid::read(dump, said.collect())
    }

    fn read(dump: String, said: BTreeSet<(String, String)>) -> Self {
        let (mut pages, mut layer) = (0, "");
        let (mut runs, mut placed) = (Vec::new(), Vec::new());
        let fonts = FontBook::bundled();
        for line in dump.lines() {
            if line.starts_with("form ") || line.starts_with("picture ") {
                break;
            }
            pages += usize::from(line.starts_with("page "));
            let Some(item) = line.strip_prefix("    ") else {
                layer = line.trim();
                continue;
            };
            let (head, text) = item.split_once('"').unwrap_or((item, ""));
            let parts: Vec<&str> = head.split_whitespace().collect();
            let numbers: Vec<f64> = parts.iter().filter_map(|part| part.parse().ok()).collect();
            match (parts.as_slice(), numbers.as_slice()) {
                (["text", .., role], [x, y, size, face]) if layer != "shapes" => {
                    let text = text.trim_end_matches('"').to_owned();
                    let face = *face as u32;
                    runs.push(Run {
                        page: pages,
                        is_body: layer == "text",
                        x: *x,
                        y: *y,
                        right: x + fonts.width(FaceId(face), &text) * size / 1000.0,
                        size: *size,
                        face,
                        role: (*role).to_owned(),
                        text,
                    });
                }
                (["image", ..], [_, x, y, width, height]) => {
                    placed.push(("image".to_owned(), vec![*x, *y, x + width, y + height]));
                }
                (["form", ..], [number, x, y, ..]) => {
                    let name = form_name(&dump, *number as usize);
                    placed.push((name, vec![*x, *y]));
                }
                _ => {}
            }
        }
        Laid {
            dump,
            pages,
            runs,
            placed,
            said,
        }
    }

    /// The pages and columns of the lines with these words.
    fn places(&self, words: &[String]) -> Vec<(usize, bool)> {
        let place = |word: &String| {
            let run = self.run(word);
            (run.page, run.x >= SECOND_COLUMN)
        };
        words.iter().map(place).collect()
    }

    fn run(&self, word: &str) -> &Run {
        let has_word = |run: &&Run| run.text.split_whitespace().any(|one| one == word);
        let mut found = self.runs.iter().filter(has_word);
        let run = found
            .next()
            .unwrap_or_else(|| panic!("{word} is lost:\n{}", self.dump));
        assert!(
            found.next().is_none(),
            "{word} is there twice:\n{}",
            self.dump
        );
        run
    }

    /// The number of each character in the texts of each kind, and of each drawing on a page.
    fn contents(&self) -> BTreeMap<(String, char), usize> {
        let mut counts = BTreeMap::new();
        for run in self.runs.iter().filter(|run| run.is_body) {
            for character in run.text.chars().filter(|c| !c.is_whitespace()) {
                *counts.entry((run.role.clone(), character)).or_default() += 1;
            }
        }
        for (name, _) in &self.placed {
            *counts.entry((name.clone(), '\0')).or_default() += 1;
        }
        counts
    }

    /// Images of the document that are on no page.
    fn lost_pictures(&self) -> usize {
        let listed = self
            .dump
            .lines()
            .filter(|line| line.starts_with("picture "));
        let placed = self
            .dump
            .lines()
            .filter_map(|line| line.strip_prefix("    image "));
        let placed: BTreeSet<&str> = placed.filter_map(|item| item.split(' ').next()).collect();
        listed.count() - placed.len()
    }

    fn has_said(&self, code: &str, song: usize) -> bool {
        self.said.contains(&(code.to_owned(), song.to_string()))
    }

    /// Everything outside of the text area.
    fn strays(&self) -> Vec<String> {
        let mut strays = Vec::new();
        for run in self.runs.iter().filter(|run| run.is_body) {
            let is_within = run.x >= LEFT_EDGE - 0.1
                && run.right <= RIGHT_EDGE + run.size
                && (LOWER_EDGE - 0.1..842.0).contains(&run.y);
            if !is_within {
                strays.push(format!("{:?} at {} {}", run.text, run.x, run.y));
            }
        }
        for (name, corners) in &self.placed {
            if corners.iter().any(|number| !(0.0..=842.0).contains(number)) {
                strays.push(format!("{name} at {corners:?}"));
            }
        }
        strays
    }
}

/// The identity of a form: the text in it.
fn form_name(dump: &str, number: usize) -> String {
    let start = format!("\nform {number} ");
    let (_, rest) = dump.split_once(&start).expect("the form is listed");
    let (line, _) = rest.split_once('\n').unwrap_or((rest, ""));
    line.split('"').nth(1).unwrap_or_default().to_owned()
}

/// The number of lines in each part of a section that is in a separate column.
fn pieces(places: &[(usize, bool)]) -> Vec<usize> {
    let pieces = places.chunk_by(|one, other| one == other);
    pieces.map(<[_]>::len).collect()
}

/// Labels of the lines with these words that do not start at the right edge, or the words if there are no labels.
fn ragged(laid: &Laid, words: &[String]) -> Vec<String> {
    let mut ends = BTreeMap::new();
    for word in words {
        let run = laid.run(word);
        let is_beside = |one: &&Run| one.page == run.page && one.y == run.y && one.is_body;
        for one in laid.runs.iter().filter(is_beside) {
            let end = ends.entry((word, one.role == "label")).or_insert(0.0_f64);
            *end = end.max(one.right);
        }
    }
    let has_labels = ends.keys().any(|(_, is_label)| *is_label);
    let ends_of = |is_label: bool| {
        let ends = ends
            .iter()
            .filter(move |((_, label), _)| *label == is_label);
        ends.map(|((word, _), end)| (*word, *end))
    };
    let edge = match ends_of(false).next() {
        Some((_, end)) if has_labels => end,
        _ => RIGHT_EDGE,
    };
    let is_off = |end: f64, edge: f64| (end - edge).abs() > 0.1;
    let words = ends_of(false).filter(|(_, end)| is_off(*end, edge));
    let labels = ends_of(true).filter(|(_, end)| is_off(*end, RIGHT_EDGE));
    let off = words.chain(labels);
    off.map(|(word, end)| format!("the line of {word} ends at {end}, not {edge}"))
        .collect()
}

/// The guarantees of the settings in force that a book violates.
fn broken(book: &[Tune], laid: &Laid, settings: &BTreeSet<&str>) -> Vec<String> {
    let mut broken = laid.strays();
    for (song, tune) in book.iter().enumerate() {
        let words: Vec<String> = tune.sections.concat();
        let places = laid.places(&words);
        if settings.contains(FIT) && !laid.has_said("does-not-fit", song) {
            let pages: BTreeSet<usize> = places.iter().map(|place| place.0).collect();
            if pages.len() != 1 {
                broken.push(format!("song {song} should fit, and is on {pages:?}"));
            }
        }
        for section in &tune.sections {
            let pieces = pieces(&laid.places(section));
            let what = || format!("the section {section:?} is in {pieces:?}");
            if settings.contains(KEEP) && section.len() <= MOST_LINES && pieces.len() > 1 {
                broken.push(what());
            }
            let is_lonely = pieces.first() == Some(&1) || pieces.last() == Some(&1);
            if settings.contains(WIDOWS) && pieces.len() > 1 && is_lonely {
                broken.push(what());
            }
        }
        if settings.contains(RIGHT) && !settings.contains(FALLBACK) {
            broken.extend(ragged(laid, &tune.backward));
        }
    }
    if settings.contains(FALLBACK) {
        let lyrics = laid.runs.iter().filter(|run| run.role == "lyrics");
        let faces: BTreeSet<u32> = lyrics.map(|run| run.face).collect();
        if faces.len() != 1 {
            broken.push(format!("words are in the faces {faces:?}"));
        }
        for (song, tune) in book.iter().enumerate() {
            if tune.has_missing_characters != laid.has_said("missing-character", song) {
                broken.push(format!("song {song}: {:?}", laid.said));
            }
        }
    }
    broken
}

#[test]
fn every_setting_of_the_group_is_among_these() {
    let rows = chordpro_config::rows();
    let paths = rows.iter().map(|row| row.path.as_str());
    // Settings that change the chords of a song, or what is said about it, do not change its layout.
    let elsewhere = |path: &str| MUSIC.contains(&path) || path == "native.findings";
    let paths = paths.filter(|path| path.starts_with("native.") && !elsewhere(path));
    let paths: BTreeSet<&str> = paths.collect();
    assert_eq!(paths, SETTINGS.iter().map(|(path, _)| *path).collect());
}

/// The faults of a book laid out with some settings; `plain` is the same book without settings.
fn faults(book: &[Tune], plain: &Laid, laid: &Laid, settings: &[(&str, &str)]) -> Vec<String> {
    let names: BTreeSet<&str> = settings.iter().map(|(path, _)| *path).collect();
    let mut faults = broken(book, laid, &names);
    if laid.contents() != plain.contents() {
        faults.push("something is lost, or new".to_owned());
    }
    let is_known = names.contains(FIT) || names.contains(SHARE);
    if !is_known && laid.lost_pictures() > 0 {
        faults.push(format!("{} pictures are lost", laid.lost_pictures()));
    }
    faults
}

/// The faults of two settings together; `without` has only the other one.
fn faults_beside(book: &[Tune], both: &Laid, without: &Laid, setting: &str) -> Vec<String> {
    let mut faults = Vec::new();
    // A setting that does not concern a song changes nothing.
    let is_idle = match setting {
        RIGHT => book.iter().all(|tune| tune.backward.is_empty()),
        FALLBACK => book.iter().all(|tune| !tune.has_other_scripts),
        SHARE => book.len() == 1,
        _ => false,
    };
    if is_idle && both.dump != without.dump {
        faults.push(format!("{setting} has an effect"));
    }
    if [FIT, SHARE].contains(&setting) && both.pages > without.pages {
        faults.push(format!("{} pages, not {}", both.pages, without.pages));
    }
    faults
}

#[test]
fn any_two_settings_keep_what_each_promises() {
    let mut all = Vec::new();
    let mut effects: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, book) in books().iter().enumerate() {
        let mut note = |settings: &[(&str, &str)], faults: Vec<String>| {
            let faults = faults.into_iter();
            all.extend(faults.map(|fault| format!("book {number}, {settings:?}: {fault}")));
        };
        let plain = Laid::out(book, &[]);
        let alone = SETTINGS.map(|setting| Laid::out(book, &[setting]));
        for (first, setting) in SETTINGS.into_iter().enumerate() {
            let laid = &alone[first];
            *effects.entry(setting.0).or_default() += usize::from(laid.dump != plain.dump);
            note(&[setting], faults(book, &plain, laid, &[setting]));
            for (second, other) in SETTINGS.into_iter().enumerate().skip(first + 1) {
                let pair = [setting, other];
                let both = Laid::out(book, &pair);
                note(&pair, faults(book, &plain, &both, &pair));
                note(&pair, faults_beside(book, &both, &alone[second], setting.0));
                note(&pair, faults_beside(book, &both, &alone[first], other.0));
                if both.dump != Laid::out(book, &pair).dump {
                    note(&pair, vec!["not the same again".to_owned()]);
                }
            }
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
    for (setting, _) in SETTINGS {
        let count = effects.get(setting).copied().unwrap_or_default();
        assert!(count > 0, "{setting} changes no book");
    }
}

#[test]
fn a_song_that_fits_on_a_page_stays_as_it_is() {
    let song = "{title: T}\nBefore\n\n{start_of_verse}\n[C]one two three four five six seven eight [G]nine ten eleven \
        twelve thirteen fourteen fifteen sixteen [C]seventeen eighteen nineteen\n{textsize: 40}\n[C]Big\n{end_of_verse}\n";
    let book = [Tune {
        text: song.to_owned(),
        ..Tune::default()
    }];
    let plain = Laid::out(&book, &[]);
    for setting in SETTINGS {
        let laid = Laid::out(&book, &[setting]);
        assert_eq!(laid.dump, plain.dump, "{}", setting.0);
    }
}

#[test]
fn every_picture_stands_on_a_page() {
    let rects: String = (0..400)
        .map(|n| {
            format!(
                "<rect x=\"{}\" y=\"{}\" width=\"1.{n}\" height=\"2\"/>",
                n % 100,
                n % 37
            )
        })
        .collect();
    let lines: String = (0..34).map(|n| format!("[C]line {n} words\n")).collect();
    let song = format!(
        "{{title: T}}\n{{start_of_svg}}\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"40\">{rects}</svg>\n\
         {{end_of_svg}}\n{lines}"
    );
    let book = [Tune {
        text: song,
        ..Tune::default()
    }];
    let full = tune(0, "", &[(Verse, 20)]);
    let pair = [full, tune(1, "", &[(Picture, 1), (Verse, 9)])];
    for book in [&book[..], &pair[..]] {
        for setting in SETTINGS {
            let laid = Laid::out(book, &[setting]);
            assert_eq!(laid.lost_pictures(), 0, "{}", setting.0);
            let images = laid.placed.iter().filter(|(name, _)| name == "image");
            assert_eq!(images.count(), 1, "{}", setting.0);
        }
    }
}
