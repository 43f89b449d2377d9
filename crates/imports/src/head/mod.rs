//! Headers of sheets: `Key: D`, `Capo: 2nd fret`, `Künstler: …`, in many languages.

mod name;
mod value;

use std::fmt::Display;

use crate::report::Taken;
use crate::song_text::SongText;
use name::{NAMES, Target};

/// A header in a line: its directive and value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    target: Target,
    value: String,
}

impl Head {
    /// The header called `name`, if the name is known.
    pub(crate) fn named(name: &str, value: &str) -> Option<Head> {
        let name = name.trim().trim_start_matches(['#', '*', '-', '•']).trim();
        // The longest name has about twenty letters.
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
        self.target == Target::Directive("title")
    }

    /// Writes the header, and reports its line.
    pub(crate) fn write(&self, song: &mut SongText, line: u32) {
        let value = self.value.as_str();
        let taken = if self.is_title() {
            Taken::Title
        } else {
            Taken::Head
        };
        match self.target {
            _ if value.is_empty() => {
                song.explain(line, Taken::Dropped, "a head without a value");
                return;
            }
            Target::Directive(name) => song.head(name, value, line),
            Target::Meta(name) => song.head("meta", &format!("{name} {value}"), line),
            Target::WordsAndMusic => {
                song.head("composer", value, line);
                song.head("lyricist", value, line);
            }
            Target::Capo if value::capo(value) == Some(0) => {
                song.explain(line, taken, "no capo");
                return;
            }
            Target::Capo => self.write_value("capo", value::capo(value), song, line),
            Target::Tempo => self.write_value("tempo", value::number(value), song, line),
            Target::Time => self.write_value("time", value::signature(value), song, line),
            Target::Key => self.write_value("key", value::key(value), song, line),
        }
        song.report(line, taken);
    }

    /// Writes a parsed value; an unparsable one is kept as metadata.
    fn write_value(&self, name: &str, value: Option<impl Display>, song: &mut SongText, line: u32) {
        match value {
            Some(value) => song.head(name, &value.to_string(), line),
            None => song.head("meta", &format!("{name}_note {}", self.value), line),
        }
    }
}

/// The headers of a line: one, or several separated by bars, semicolons or wide gaps, or a capo without a colon.
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

/// The parts of a line that can be separate headers.
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
    let is_capo = |word: &str| word.eq_ignore_ascii_case("capo");
    if !line.split(' ').take(2).any(is_capo) {
        return None;
    }
    let lower = line.to_lowercase();
    let head = |value: &str| Head {
        target: Target::Capo,
        value: value.to_owned(),
    };
    if lower == "no capo" {
        return Some(head("no"));
    }
    let rest = lower.strip_prefix("capo")?;
    let rest = rest.strip_prefix(char::is_whitespace)?.trim_start();
    let is_short = rest.split_whitespace().count() <= 4;
    (is_short && !rest.contains(':') && value::capo(rest).is_some()).then(|| head(rest))
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
