//! Time and memory grow linearly with the size of a song, or end at a limit.

use std::fmt::Write as _;
use std::sync::LazyLock;
use std::time::Duration;

use chordpro_engine::{Engine, Format, Limits, Profile, Request};
use libtest_mimic::{Failed, Trial};

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::new);

/// The approximate size of the smaller songs in bytes: large enough that multiplying work reaches a limit in the larger ones.
const SMALL: usize = 24 << 10;
/// The maximum ratio of times for [`TIMES`] times the song. Linear growth gives 4, quadratic growth 16; songs that multiply up to
/// a limit reach 8.
const MAX_RATIO: f64 = 10.0;
/// The ratio of the larger to the smaller size.
const TIMES: usize = 4;
/// The memory that a conversion may use besides the song: libraries, configurations, the maximum result.
const MAX_MEMORY: u64 = 400 << 20;
/// Conversions faster than this pass, however their time grows.
const QUICK: Duration = Duration::from_millis(40);

/// All writers, in both profiles if they differ substantially.
const WRITERS: [(Format, Profile); 11] = [
    (Format::Text, Profile::Complete),
    (Format::Cho, Profile::Complete),
    (Format::Html, Profile::Complete),
    (Format::Json, Profile::Complete),
    (Format::Markdown, Profile::Complete),
    (Format::OpenSong, Profile::Complete),
    (Format::OpenLyrics, Profile::Complete),
    (Format::Meta, Profile::Complete),
    (Format::Text, Profile::Reference),
    (Format::Cho, Profile::Reference),
    (Format::Html, Profile::Reference),
];

/// A song of about `size` bytes: `head`, then `part` repeated.
fn repeated(head: &str, part: &str, size: usize) -> String {
    let mut song = format!("{{title: A}}\n{head}");
    song.push_str(&part.repeat(size / part.len()));
    song
}

/// `head`, then half of the size in `long` within `%`, and the other half in `part`.
fn halves(head: &str, long: &str, part: &str, size: usize) -> String {
    let long = long.repeat(size / 2 / long.len());
    repeated(&head.replace('%', &long), part, size / 2)
}

/// `part` repeated, with `#` replaced by a different number each time.
fn numbered(head: &str, part: &str, size: usize) -> String {
    let mut song = format!("{{title: A}}\n{head}");
    let mut number = 0;
    while song.len() < size {
        for piece in part.split_inclusive('#') {
            match piece.strip_suffix('#') {
                Some(piece) => write!(song, "{piece}{number}").expect("a string takes it"),
                None => song.push_str(piece),
            }
        }
        number += 1;
    }
    song
}

/// Whether to test every kind of song in every format, and songs of a megabyte.
fn is_long() -> bool {
    std::env::var_os("LONG_TESTS").is_some()
}

type Maker = fn(usize) -> String;

const SONGS: &[(&str, Maker)] = &[
    ("open brackets", |n| repeated("", "[", n)),
    ("closed brackets", |n| repeated("", "[]", n)),
    ("bars in brackets", |n| repeated("", "[|]", n)),
    ("chords", |n| repeated("", "[C]", n)),
    ("chords over syllables", |n| repeated("", "[Am7/G]la ", n)),
    ("unknown chords", |n| numbered("", "[x#]", n)),
    ("distinct chords", |n| numbered("", "[C#x]", n)),
    ("open angles", |n| repeated("", "<", n)),
    ("angles and line ends", |n| repeated("", "<\n", n)),
    ("empty tags", |n| repeated("", "<>", n)),
    ("unclosed tags", |n| repeated("", "<b>", n)),
    ("unclosed spans", |n| {
        repeated("", "<span size=smaller>x", n)
    }),
    ("unclosed tags and chords", |n| repeated("", "<b>x[C]", n)),
    ("unclosed tags, a line each", |n| repeated("", "<i>a\n", n)),
    ("wrongly closed tags", |n| repeated("[C]", "<b>x</i>", n)),
    ("closing tags", |n| repeated("[C]", "</i>", n)),
    ("unknown tags", |n| numbered("", "<u#>", n)),
    ("a long tag over many phrases", |n| {
        halves("<span color='%'>", "x", "[C]a", n)
    }),
    ("tags in chords", |n| repeated("", "[<b>C</b>]a", n)),
    ("tags in comments", |n| repeated("", "{c: <b>a<i>b}\n", n)),
    ("links", |n| repeated("", "<a href='http://x'>x</a>", n)),
    ("symbols", |n| repeated("", "<sym flat/>", n)),
    ("struts", |n| repeated("", "<strut width=1/>", n)),
    ("open braces", |n| repeated("", "{", n)),
    ("open braces, a line each", |n| repeated("", "{\n", n)),
    ("empty directives", |n| repeated("", "{}\n", n)),
    ("unknown directives", |n| repeated("", "{foo: bar}\n", n)),
    ("open format strings", |n| repeated("", "%{", n)),
    ("nested format strings", |n| repeated("", "%{title|", n)),
    ("format strings", |n| repeated("", "%{title}", n)),
    ("format strings of much", |n| {
        halves("{artist: %}\n", "x", "%{artist}\n", n)
    }),
    ("comments of much", |n| {
        halves("{artist: %}\n", "x", "{c: %{artist}}\n", n)
    }),
    ("many values", |n| {
        halves("%", "{artist: a}\n", "%{artist}\n", n)
    }),
    ("metadata", |n| numbered("", "{meta: artist a#}\n", n)),
    ("names of metadata", |n| {
        numbered("{+metadata.strict: false}\n", "{meta: a# b}\n", n)
    }),
    ("a title of much", |n| halves("{title: %}\n", "x", "a\n", n)),
    ("titles", |n| repeated("", "{title: a}\n", n)),
    ("subtitles", |n| repeated("", "{st: a}\n", n)),
    ("line ends", |n| repeated("", "\n", n)),
    ("carriage returns", |n| repeated("", "\r", n)),
    ("continued lines", |n| repeated("", "\\\n", n)),
    ("escapes", |n| repeated("", "\\u0041", n)),
    ("tabulators", |n| repeated("x", "\t", n)),
    ("blanks", |n| repeated("x", " ", n) + "y"),
    ("apostrophes", |n| repeated("", "'", n)),
    ("wide characters", |n| repeated("", "[C]漢[D]e\u{301}", n)),
    ("zeros", |n| repeated("", "\0", n)),
    ("songs", |n| repeated("", "{ns}\n{t: B}\n[C]x\n", n)),
    ("songs with titles alone", |n| {
        repeated("", "{ns}\nx\ny\n", n)
    }),
    ("comments", |n| repeated("", "{c: [C]a}\n", n)),
    ("hidden comments", |n| repeated("", "# x\n", n)),
    ("sections", |n| repeated("", "{sov}\n[C]a\n{eov}\n", n)),
    ("sections never closed", |n| {
        numbered("", "{start_of_a#}\n", n)
    }),
    ("a section with a long name", |n| {
        halves("{start_of_%}\n", "x", "{chorus}\n", n)
    }),
    ("labels", |n| numbered("", "{sov: Verse #}\na\n{eov}\n", n)),
    ("a long label", |n| {
        halves("{sov: %}\n", "x", "a\n{eov}\n{sov: b}\n", n)
    }),
    ("labels of many lines", |n| {
        repeated("{sov label=\"a", "\\nb", n) + "\"}\nx\n{eov}\n"
    }),
    ("tabs", |n| repeated("{sot}\n", "e|--3--\n", n)),
    ("recalls of a long line", |n| {
        halves("{soc}\n%\n{eoc}\n", "x", "{chorus}\n", n)
    }),
    ("recalls of many chords", |n| {
        halves("{soc}\n%\n{eoc}\n", "[C]a", "{chorus}\n", n)
    }),
    ("recalls of many lines", |n| {
        halves("{soc}\n%{eoc}\n", "[C]a\n", "{chorus}\n", n)
    }),
    ("recalls of a long tab line", |n| {
        halves("{soc}\n{c: %}\n{eoc}\n", "x", "{chorus}\n", n)
    }),
    ("transposed recalls", |n| {
        halves("{soc}\n%\n{eoc}\n", "[C]a", "{transpose: 1}\n{chorus}\n", n)
    }),
    ("labelled recalls", |n| {
        halves("{soc: A}\n%{eoc}\n", "[C]a\n", "{chorus: B}\n", n)
    }),
    ("chords by heart", |n| {
        repeated("{sov}\n[C]a[D]b\n{eov}\n", "{sov}\n[^]a[^]b\n{eov}\n", n)
    }),
    ("a long chord by heart", |n| {
        halves("{sov}\n[%]\n{eov}\n", "x", "{sov}\n[^]\n{eov}\n", n)
    }),
    ("keys", |n| repeated("", "{key: G}\n", n)),
    ("keys and transpositions", |n| {
        halves("%", "{key: G}\n", "{transpose: 1}\n", n)
    }),
    ("transpositions", |n| {
        repeated("", "{transpose: 1}\n[C]a\n", n)
    }),
    ("capos", |n| repeated("", "{capo: 2}\n", n)),
    ("definitions", |n| {
        numbered("", "{define: X# frets 1 2 3 3 2 1}\n", n)
    }),
    ("definitions of one chord", |n| {
        repeated("", "{define: C frets 1 2 3 3 2 1}\n[C]a\n", n)
    }),
    ("definitions that copy", |n| {
        repeated(
            "{define: X frets 1 2 3 3 2 1}\n",
            "{define: X copy X}\n[X]a\n",
            n,
        )
    }),
    ("definitions with a format", |n| {
        repeated("{define: C format \"%{root}%{root}\"}\n", "[C]a", n)
    }),
    ("a definition with a long format", |n| {
        halves("{define: C format \"%\"}\n", "x", "[C]a", n)
    }),
    ("diagrams", |n| repeated("", "{chord: C}\n", n)),
    ("diagrams apart", |n| repeated("", "{chord: Am}\nx\n", n)),
    ("settings", |n| repeated("", "{+pdf.columns: 2}\n", n)),
    ("settings that append", |n| {
        repeated("", "{+metadata.keys.>: x}\n", n)
    }),
    ("switches", |n| repeated("", "{+lyrics-only}\n", n)),
    ("fonts", |n| repeated("", "{textfont: Arial 12}\n", n)),
    ("fonts taken back", |n| {
        halves("%", "{ts: 12}\n", "{ts}\n", n)
    }),
    ("grid cells", |n| repeated("{sog}\n", "| C . ", n)),
    ("grid lines", |n| repeated("{sog}\n", "| C . . . |\n", n)),
    ("a wide grid cell", |n| {
        halves("{sog}\n| % |\n", "x", "| C |\n", n)
    }),
    ("a grid line with many cells", |n| {
        halves("{sog}\n% |\n", "| C ", "| C |\n", n)
    }),
    ("grid repeats", |n| {
        repeated("{sog}\n| C |: D ", "| %% ", n) + "|\n"
    }),
    ("grid margins", |n| repeated("{sog}\n", "a | C | b\n", n)),
    ("grid spans", |n| {
        repeated("{sog}\n| ", "<span x> ", n) + "|\n"
    }),
    ("grid volts", |n| repeated("{sog}\n", "|1 C :|2 ", n)),
    ("strums", |n| repeated("{sog}\n|s ", "dn . up ", n) + "|\n"),
    ("cells of many chords", |n| {
        repeated("{sog}\n| ", "C~", n) + " |\n"
    }),
    ("text blocks", |n| {
        repeated("", "{start_of_textblock}\na\n{end_of_textblock}\n", n)
    }),
    ("drawings", |n| {
        repeated("", "{start_of_svg}\n<svg/>\n{end_of_svg}\n", n)
    }),
    ("one drawing again and again", |n| {
        halves(
            "{start_of_svg id=a}\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\">%</svg>\n{end_of_svg}\n",
            "<g/>",
            "{image: id=a}\n",
            n,
        )
    }),
    ("pictures not found", |n| {
        numbered("", "{image: a#.png}\n", n)
    }),
    ("attributes", |n| {
        repeated("{image: a.png", " b=c", n) + "}\n"
    }),
    ("quotes", |n| repeated("{sov label=\"", "\\\"", n) + "\"}\n"),
    ("selectors", |n| repeated("", "{comment-guitar!: a}\n", n)),
    ("hyphens", |n| repeated("{comment", "-a", n) + "}\n"),
    ("separators", |n| repeated("{artist: ", "a; ", n) + "}\nx\n"),
    ("chords over lyrics", |n| "C  D\na  b\n".repeat(n / 10)),
    ("a line of chords over lyrics", |n| {
        "C ".repeat(n / 2) + "\nx\n"
    }),
];

fn request(song: &str, format: Format, profile: Profile) -> Request {
    // A limit would end a conversion early and hide how its work grows.
    let mut limits = Limits::default();
    limits.bytes = 64 << 20;
    Request::new(song, format).profile(profile).limits(limits)
}

/// The processor time of this thread, which excludes other load on the machine.
fn computed() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("time goes forward")
}

/// The time that a conversion takes, and the peak memory of this thread.
fn measured(song: &str, format: Format, profile: Profile) -> (Duration, u64) {
    let request = request(song, format, profile);
    let mut took = Duration::ZERO;
    let memory = allocation_counter::measure(|| {
        let start = computed();
        let result = ENGINE.convert(&request);
        took = computed().saturating_sub(start);
        drop(result);
    });
    (took, memory.bytes_max)
}

/// The complaint about a kind of song in one format, if any.
fn complaint(maker: Maker, format: Format, profile: Profile) -> Option<String> {
    let (small, large) = (maker(SMALL), maker(SMALL * TIMES));
    let mut ratio = f64::MAX;
    // Caches filled by other tests can slow some measurements down, but hardly five.
    for _ in 0..5 {
        let (long, memory) = measured(&large, format, profile);
        if memory > MAX_MEMORY {
            return Some(format!("needs {} MB", memory >> 20));
        }
        if long < QUICK {
            return None;
        }
        let (short, _) = measured(&small, format, profile);
        ratio = ratio.min(long.as_secs_f64() / short.as_secs_f64());
        if ratio < MAX_RATIO {
            return None;
        }
    }
    Some(format!("grows {ratio:.0} times for {TIMES} times the song"))
}

/// A realistic song, repeated up to `size` bytes.
fn long_song(size: usize) -> String {
    const VERSES: &str = "{start_of_verse: Verse}\n\
        A[G]mazing [G7]grace, how [C]sweet the [G]sound,\nThat saved a <i>wretch</i> like [D]me!\n\
        {end_of_verse}\n\n{start_of_chorus}\nI [G]once was [G7]lost, but [C]now am [G]found,\n\
        Was [Em]blind, but [D]now I [G]see.\n{end_of_chorus}\n\n{comment: Softly [G]}\n\
        {start_of_grid}\n| G . | G7 . | C . | G . |\n{end_of_grid}\n\
        {start_of_tab}\ne|--3--|\n{end_of_tab}\n\n";
    repeated("{artist: John Newton}\n{key: G}\n", VERSES, size)
}

/// A long song, of a megabyte with `LONG_TESTS`, takes four times as long as a quarter of it.
fn complaint_about_a_long_song(format: Format, profile: Profile) -> Option<String> {
    let quarter = if is_long() { 256 << 10 } else { 64 << 10 };
    let least = [quarter, 2 * quarter, 4 * quarter].map(|size| {
        let song = long_song(size);
        let times = (0..3).map(|_| {
            let request = request(&song, format, profile);
            let start = computed();
            let artifact = ENGINE.convert(&request).expect("no limit is met");
            assert!(!artifact.bytes.is_empty());
            computed().saturating_sub(start)
        });
        times.min().unwrap_or_default().as_secs_f64()
    });
    let [quarter, half, whole] = least;
    // Twice what linear growth takes, and half of what quadratic growth does.
    (half / quarter > 4.0 || whole / quarter > 8.0)
        .then(|| format!("takes {quarter:.3} s, {half:.3} s, {whole:.3} s"))
}

/// A test for each kind of songs, in all formats if there is time, else in every third one, beginning with another for each kind;
/// and one for each format with a long song.
pub(crate) fn tests() -> Vec<Trial> {
    let step = if is_long() { 1 } else { 3 };
    let kinds = (0..).zip(SONGS).map(move |(number, &(name, maker))| {
        Trial::test(format!("growth/{name}"), move || {
            let complaints: Vec<String> = WRITERS
                .into_iter()
                .skip(number % step)
                .step_by(step)
                .filter_map(|(format, profile)| {
                    let complaint = complaint(maker, format, profile)?;
                    Some(format!("{}, {profile:?}: {complaint}", format.name()))
                })
                .collect();
            finish(&complaints)
        })
    });
    let long_songs = WRITERS.into_iter().map(|(format, profile)| {
        let name = format!("growth/a long song to {}, {profile:?}", format.name());
        Trial::test(name, move || {
            finish(complaint_about_a_long_song(format, profile).as_slice())
        })
    });
    kinds.chain(long_songs).collect()
}

fn finish(complaints: &[String]) -> Result<(), Failed> {
    if complaints.is_empty() {
        return Ok(());
    }
    Err(complaints.join("\n").into())
}
