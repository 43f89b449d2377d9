//! Heads of sheets: `Key: D`, `Capo: 2nd fret`, `Künstler: …`, in the languages that sheets come in.

use crate::report::Taken;
use crate::song_text::SongText;

/// What a head becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    /// A directive of that name.
    Directive(&'static str),
    /// `{meta: NAME VALUE}`.
    Meta(&'static str),
    Capo,
    Tempo,
    Time,
    Key,
    /// Whoever wrote words and music.
    WordsAndMusic,
}

use Target::{Capo, Directive, Key, Meta, Tempo, Time, WordsAndMusic};

/// Names of heads in lower case.
const NAMES: &[(Target, &[&str])] = &[
    (
        Directive("title"),
        &[
            "title",
            "song title",
            "song",
            "titel",
            "titre",
            "título",
            "titulo",
            "titolo",
            "tytuł",
            "название",
            "nimi",
            "otsikko",
        ],
    ),
    (
        Directive("subtitle"),
        &[
            "subtitle",
            "sub title",
            "untertitel",
            "sous-titre",
            "subtítulo",
        ],
    ),
    (
        Directive("artist"),
        &[
            "artist",
            "artists",
            "band",
            "performer",
            "performed by",
            "künstler",
            "interpret",
            "interprète",
            "artiste",
            "artista",
            "intérprete",
            "esittäjä",
            "wykonawca",
            "исполнитель",
            "artysta",
            "by",
        ],
    ),
    (
        Directive("composer"),
        &[
            "composer",
            "music",
            "music by",
            "komponist",
            "musik",
            "melodie",
            "compositeur",
            "musique",
            "compositor",
            "música",
            "musica",
            "compositore",
            "componist",
            "muziek",
            "säveltäjä",
            "muzyka",
            "музыка",
            "author",
            "authors",
            "autor",
            "auteur",
            "writer",
            "writers",
            "written by",
            "songwriter",
        ],
    ),
    (
        Directive("lyricist"),
        &[
            "lyricist",
            "words",
            "words by",
            "lyrics by",
            "lyrics",
            "text",
            "texter",
            "dichter",
            "paroles",
            "parolier",
            "letra",
            "testo",
            "tekst",
            "sanat",
            "słowa",
            "слова",
        ],
    ),
    (
        WordsAndMusic,
        &[
            "words and music",
            "words & music",
            "words and music by",
            "words & music by",
            "text und musik",
            "text & musik",
            "paroles et musique",
            "letra y música",
            "letra e música",
        ],
    ),
    (
        Directive("arranger"),
        &[
            "arranger",
            "arr",
            "arr.",
            "arranged by",
            "arrangement",
            "satz",
            "bearbeitung",
        ],
    ),
    (
        Directive("copyright"),
        &["copyright", "copyrights", "©", "(c)", "rights"],
    ),
    (
        Directive("album"),
        &["album", "albums", "cd", "from the album"],
    ),
    (
        Directive("year"),
        &[
            "year", "released", "jahr", "année", "año", "ano", "anno", "jaar", "år", "rok", "год",
        ],
    ),
    (
        Directive("duration"),
        &[
            "duration",
            "length",
            "dauer",
            "durée",
            "duración",
            "duração",
            "durata",
        ],
    ),
    (
        Key,
        &[
            "key",
            "original key",
            "tonart",
            "tonalité",
            "tonalidad",
            "tono",
            "tom",
            "tonalità",
            "tonalidade",
            "toonsoort",
            "tonacja",
            "toonaart",
            "sävellaji",
            "тональность",
            "toneart",
            "tonart",
        ],
    ),
    (
        Capo,
        &[
            "capo",
            "kapo",
            "capodaster",
            "kapodaster",
            "capotraste",
            "cejilla",
            "cejuela",
            "capodastre",
            "каподастр",
        ],
    ),
    (
        Tempo,
        &["tempo", "bpm", "tempo (bpm)", "metronome", "speed", "темп"],
    ),
    (
        Time,
        &[
            "time",
            "time signature",
            "time sig",
            "meter",
            "metre",
            "takt",
            "taktart",
            "mesure",
            "compás",
            "compasso",
            "maatsoort",
            "metrum",
            "размер",
        ],
    ),
    (
        Meta("tuning"),
        &[
            "tuning",
            "guitar tuning",
            "stimmung",
            "accordage",
            "afinación",
            "afinação",
            "accordatura",
            "stemming",
            "строй",
        ],
    ),
    (
        Meta("ccli"),
        &[
            "ccli",
            "ccli song",
            "ccli song #",
            "ccli song number",
            "ccli number",
            "ccli #",
            "ccli no",
            "ccli no.",
        ],
    ),
    (
        Meta("ccli_license"),
        &[
            "ccli license",
            "ccli license #",
            "ccli licence",
            "cclilicense",
        ],
    ),
    (
        Meta("strumming"),
        &[
            "strumming",
            "strumming pattern",
            "strum",
            "schlagmuster",
            "rhythm pattern",
        ],
    ),
    (
        Meta("difficulty"),
        &["difficulty", "level", "schwierigkeit"],
    ),
    (
        Meta("transcriber"),
        &[
            "transcribed by",
            "tabbed by",
            "chords by",
            "submitted by",
            "transcriber",
        ],
    ),
    (Meta("flow"), &["flow", "verse order", "order", "ablauf"]),
    (Meta("genre"), &["genre", "style", "stil"]),
    (
        Meta("topic"),
        &[
            "topic", "topics", "theme", "themes", "thema", "keywords", "tags",
        ],
    ),
    (Meta("book"), &["book", "songbook", "liederbuch"]),
    (Meta("number"), &["number", "hymn number", "nummer"]),
    (Meta("publisher"), &["publisher", "verlag"]),
    (
        Meta("scripture"),
        &["scripture", "bible reference", "reference"],
    ),
    (Meta("difficulty"), &["grade"]),
    (Meta("feel"), &["feel"]),
    (Meta("pitch"), &["pitch"]),
    (Meta("midi"), &["midi"]),
    (
        Meta("transposed_key"),
        &["transposedkey", "transposed key", "in"],
    ),
];

/// A head in a line: its directive and value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    target: Target,
    value: String,
}

impl Head {
    /// The head called `name`, where that is a known name.
    pub(crate) fn named(name: &str, value: &str) -> Option<Head> {
        let name = name.trim().trim_start_matches(['#', '*', '-', '•']).trim();
        // The longest name has some twenty letters.
        if name.is_empty() || name.len() > 40 {
            return None;
        }
        let name = name.to_lowercase();
        let (target, _) = NAMES
            .iter()
            .find(|(_, names)| names.contains(&name.as_str()))?;
        Some(Head {
            target: *target,
            value: value.trim().to_owned(),
        })
    }

    /// Whether it is the title.
    pub(crate) fn is_title(&self) -> bool {
        self.target == Directive("title")
    }

    /// Writes the head, and reports its line.
    pub(crate) fn write(&self, song: &mut SongText, line: u32) {
        let value = self.value.as_str();
        if value.is_empty() {
            song.explain(line, Taken::Dropped, "a head without a value");
            return;
        }
        let mut detail = None;
        match self.target {
            Directive(name) => song.head(name, value, line),
            Meta(name) => song.head("meta", &format!("{name} {value}"), line),
            WordsAndMusic => {
                song.head("composer", value, line);
                song.head("lyricist", value, line);
            }
            Capo => match capo(value) {
                Some(0) => detail = Some("no capo".to_owned()),
                Some(fret) => song.head("capo", &fret.to_string(), line),
                None => {
                    song.head("meta", &format!("capo_note {value}"), line);
                    detail = Some("no fret in it: kept as metadata".to_owned());
                }
            },
            Tempo => match number(value) {
                Some(number) => song.head("tempo", number, line),
                None => song.head("meta", &format!("tempo_note {value}"), line),
            },
            Time => match signature(value) {
                Some(time) => song.head("time", &time, line),
                None => {
                    song.head("meta", &format!("time_note {value}"), line);
                    detail = Some("no time signature: kept as metadata".to_owned());
                }
            },
            Key => match key(value) {
                Some(key) => song.head("key", &key, line),
                None => {
                    song.head("meta", &format!("key_note {value}"), line);
                    detail = Some("no key: kept as metadata".to_owned());
                }
            },
        }
        let taken = if self.is_title() {
            Taken::Title
        } else {
            Taken::Head
        };
        match detail {
            Some(detail) => song.explain(line, taken, detail),
            None => song.report(line, taken),
        }
    }
}

/// The heads of a line: one, or several with bars, semicolons or wide gaps between them, or a capo without a colon.
pub(crate) fn heads(line: &str) -> Option<Vec<Head>> {
    let line = line.trim();
    if let Some(capo) = capo_line(line) {
        return Some(vec![capo]);
    }
    let (name, value) = line.split_once(':')?;
    let first = Head::named(name, value)?;
    let mut heads = Vec::new();
    for part in parts(line) {
        let Some((name, value)) = part.split_once(':') else {
            return Some(vec![first]);
        };
        match Head::named(name, value) {
            Some(head) => heads.push(head),
            None => return Some(vec![first]),
        }
    }
    Some(if heads.len() > 1 { heads } else { vec![first] })
}

/// The parts of a line that may be heads of their own.
fn parts(line: &str) -> Vec<&str> {
    line.split(['|', ';', '\t', '·', '•'])
        .flat_map(|part| part.split("  "))
        .flat_map(|part| part.split(", "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// `Capo 2`, `Capo on 2nd fret`, `No capo`, `2nd fret capo`.
fn capo_line(line: &str) -> Option<Head> {
    let lower = line.to_lowercase();
    let head = |value: &str| Head {
        target: Capo,
        value: value.to_owned(),
    };
    if lower == "no capo" {
        return Some(head("no"));
    }
    let rest = lower.strip_prefix("capo")?;
    let rest = rest.strip_prefix(char::is_whitespace)?.trim_start();
    let is_short = rest.split_whitespace().count() <= 4;
    (is_short && !rest.contains(':') && capo(rest).is_some()).then(|| head(rest))
}

/// The fret of a capo: `2`, `2nd fret`, `fret 2`, `II`, `no`.
fn capo(value: &str) -> Option<u32> {
    let lower = value.to_lowercase();
    if matches!(
        lower.trim(),
        "no" | "none" | "no capo" | "kein" | "sans" | "0" | "-"
    ) {
        return Some(0);
    }
    let first = lower.split(|c: char| !c.is_alphanumeric()).find(|word| {
        word.starts_with(|c: char| c.is_ascii_digit())
            || matches!(*word, "i" | "ii" | "iii" | "iv" | "v" | "vi" | "vii")
    })?;
    let roman = ["i", "ii", "iii", "iv", "v", "vi", "vii"];
    if let Some(index) = roman.iter().position(|numeral| *numeral == first) {
        return u32::try_from(index + 1).ok();
    }
    let digits = number(first)?;
    digits.parse().ok().filter(|fret| *fret < 24)
}

/// The first whole number in a text.
fn number(value: &str) -> Option<&str> {
    let start = value.find(|c: char| c.is_ascii_digit())?;
    let rest = value.get(start..)?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest.get(..end).filter(|digits| digits.len() <= 4)
}

/// A time signature: `4/4`, `C`.
fn signature(value: &str) -> Option<String> {
    let value = value.trim();
    if value.eq_ignore_ascii_case("common") || value == "C" {
        return Some("4/4".to_owned());
    }
    let mut words = value.split_whitespace().filter(|word| word.contains('/'));
    let (beats, unit) = words.next()?.split_once('/')?;
    let is_number = |text: &str| text.parse::<u8>().is_ok_and(|n| n > 0);
    (is_number(beats) && is_number(unit)).then(|| format!("{beats}/{unit}"))
}

/// A key: `D`, `Em`, `[D]`, `Bb major`, `F# minor`, `e-Moll`.
fn key(value: &str) -> Option<String> {
    let value = value.trim().trim_matches(['[', ']', '(', ')']);
    let mut words = value.split(|c: char| c.is_whitespace() || c == '-' || c == '/' || c == ',');
    let note = words.next()?;
    let mode = words.next().unwrap_or("").to_lowercase();
    let mut letters = note.chars();
    let first = letters.next()?;
    let rest = letters.as_str();
    if !matches!(first.to_ascii_uppercase(), 'A'..='H') {
        return None;
    }
    let rest = rest.replace('♭', "b").replace('♯', "#");
    let (accidental, tail) = match rest.strip_prefix(['b', '#']) {
        Some(tail) => rest.split_at(rest.len().saturating_sub(tail.len())),
        None => ("", rest.as_str()),
    };
    let is_minor = match tail {
        "" => first.is_ascii_lowercase() && !mode.starts_with("maj"),
        "m" | "min" | "mi" => true,
        "maj" | "is" => false,
        _ => return None,
    };
    let is_minor = is_minor
        || matches!(
            mode.as_str(),
            "minor" | "min" | "m" | "moll" | "mineur" | "menor" | "minore"
        );
    let first = first.to_ascii_uppercase();
    let minor = if is_minor { "m" } else { "" };
    Some(format!("{first}{accidental}{minor}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(line: &str) -> String {
        let mut song = SongText::new();
        for head in heads(line).expect("a head") {
            head.write(&mut song, 1);
        }
        song.finish().text
    }

    #[test]
    fn values_are_read_as_people_write_them() {
        for (line, expected) in [
            ("Capo: 2nd fret", "{capo: 2}\n"),
            ("CAPO : 3", "{capo: 3}\n"),
            ("Capo 2", "{capo: 2}\n"),
            ("Capo on 5th fret", "{capo: 5}\n"),
            ("Capo: III", "{capo: 3}\n"),
            ("Capo: no capo", ""),
            ("Tempo: ca. 92 bpm", "{tempo: 92}\n"),
            ("Time: 6/8", "{time: 6/8}\n"),
            ("Key: [D]", "{key: D}\n"),
            ("Key: F# minor", "{key: F#m}\n"),
            ("Tonart: e-Moll", "{key: Em}\n"),
            ("Key: B♭", "{key: Bb}\n"),
            ("Tuning: E A D G B E", "{meta: tuning E A D G B E}\n"),
            ("Text: Anna", "{lyricist: Anna}\n"),
            ("CCLI Song # : 123", "{meta: ccli 123}\n"),
            (
                "Words and Music: A. B.",
                "{composer: A. B.}\n{lyricist: A. B.}\n",
            ),
            (
                "Key: G | Capo: 3 | Tempo: 72",
                "{key: G}\n{capo: 3}\n{tempo: 72}\n",
            ),
            ("Key: D  Capo: 2", "{key: D}\n{capo: 2}\n"),
        ] {
            assert_eq!(written(line), expected, "{line}");
        }
    }

    #[test]
    fn what_has_no_meaning_is_kept() {
        assert_eq!(written("Key: high"), "{meta: key_note high}\n");
        assert_eq!(written("Time: slow"), "{meta: time_note slow}\n");
        assert_eq!(written("Title: One: two"), "{title: One: two}\n");
    }

    #[test]
    fn lyrics_are_no_heads() {
        for line in ["He said: go", "Capo", "capo di tutti capi", "Hello", ": x"] {
            assert_eq!(heads(line), None, "{line}");
        }
    }
}
