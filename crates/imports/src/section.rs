//! Section names in many languages.

/// The kinds of sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SectionKind {
    Verse,
    Chorus,
    Bridge,
    /// Any other, with the name in its directive: `intro`, `prechorus`, ….
    Part(&'static str),
}

impl SectionKind {
    /// The NAME in `start_of_NAME`.
    pub(crate) fn directive(self) -> &'static str {
        match self {
            SectionKind::Verse => "verse",
            SectionKind::Chorus => "chorus",
            SectionKind::Bridge => "bridge",
            SectionKind::Part(name) => name,
        }
    }
}

/// A section named by a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) kind: SectionKind,
    /// The heading without decoration.
    pub(crate) label: String,
}

impl Section {
    pub(crate) fn new(kind: SectionKind, label: impl Into<String>) -> Self {
        Section {
            kind,
            label: label.into(),
        }
    }
}

/// Whether a name is recognised as a section if it stands alone in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Recognised alone, because it is never sung.
    Alone,
    /// Only in brackets or with a colon.
    Marked,
}

use SectionKind::{Bridge, Chorus, Part, Verse};
use Standing::{Alone, Marked};

/// Names in lower case; if one is a prefix of another, the longer one comes first.
const NAMES: &[(&str, SectionKind, Standing)] = &[
    // English
    ("pre-chorus", Part("prechorus"), Alone),
    ("pre chorus", Part("prechorus"), Alone),
    ("prechorus", Part("prechorus"), Alone),
    ("post-chorus", Part("postchorus"), Alone),
    ("post chorus", Part("postchorus"), Alone),
    ("postchorus", Part("postchorus"), Alone),
    ("verse", Verse, Alone),
    ("stanza", Verse, Alone),
    ("chorus", Chorus, Alone),
    ("refrain", Chorus, Alone),
    ("middle eight", Bridge, Alone),
    ("middle 8", Bridge, Alone),
    ("bridge", Bridge, Alone),
    ("introduction", Part("intro"), Alone),
    ("intro", Part("intro"), Alone),
    ("outro", Part("outro"), Alone),
    ("ending", Part("outro"), Alone),
    ("coda", Part("outro"), Alone),
    ("interlude", Part("interlude"), Alone),
    ("instrumental", Part("instrumental"), Alone),
    ("turnaround", Part("turnaround"), Alone),
    ("breakdown", Part("breakdown"), Alone),
    ("solo", Part("solo"), Alone),
    ("vamp", Part("vamp"), Alone),
    ("riff", Part("riff"), Marked),
    ("break", Part("interlude"), Marked),
    ("hook", Part("hook"), Marked),
    ("tag", Part("tag"), Marked),
    ("end", Part("outro"), Marked),
    ("misc", Part("misc"), Marked),
    // German
    ("vorrefrain", Part("prechorus"), Alone),
    ("kehrvers", Chorus, Alone),
    ("strophe", Verse, Alone),
    ("vers", Verse, Alone),
    ("brücke", Bridge, Marked),
    ("zwischenspiel", Part("interlude"), Alone),
    ("vorspiel", Part("intro"), Alone),
    ("nachspiel", Part("outro"), Alone),
    ("schluss", Part("outro"), Marked),
    // French
    ("pré-refrain", Part("prechorus"), Alone),
    ("couplet", Verse, Alone),
    ("pont", Bridge, Marked),
    ("interlude", Part("interlude"), Alone),
    // Spanish and Portuguese
    ("pre-coro", Part("prechorus"), Alone),
    ("pre coro", Part("prechorus"), Alone),
    ("pré-refrão", Part("prechorus"), Alone),
    ("estribillo", Chorus, Alone),
    ("estrofa", Verse, Alone),
    ("refrão", Chorus, Alone),
    ("coro", Chorus, Marked),
    ("verso", Verse, Marked),
    ("puente", Bridge, Marked),
    ("ponte", Bridge, Marked),
    ("introducción", Part("intro"), Alone),
    ("introdução", Part("intro"), Alone),
    ("final", Part("outro"), Marked),
    // Italian
    ("ritornello", Chorus, Alone),
    ("strofa", Verse, Alone),
    // Dutch
    ("refrein", Chorus, Alone),
    ("tussenspel", Part("interlude"), Alone),
    ("brug", Bridge, Marked),
    // Scandinavian and Finnish
    ("refräng", Chorus, Alone),
    ("refreng", Chorus, Alone),
    ("omkvæd", Chorus, Alone),
    ("omkved", Chorus, Alone),
    ("mellomspill", Part("interlude"), Alone),
    ("mellanspel", Part("interlude"), Alone),
    ("säkeistö", Verse, Alone),
    ("kertosäe", Chorus, Alone),
    ("stick", Bridge, Marked),
    // Polish, Czech, Slovene
    ("zwrotka", Verse, Alone),
    ("refren", Chorus, Alone),
    ("refrén", Chorus, Alone),
    ("sloka", Verse, Alone),
    ("kitica", Verse, Alone),
    ("mostek", Bridge, Marked),
    // Russian and Ukrainian
    ("куплет", Verse, Alone),
    ("припев", Chorus, Alone),
    ("приспів", Chorus, Alone),
    ("проигрыш", Part("interlude"), Alone),
    ("вступление", Part("intro"), Alone),
    ("мост", Bridge, Marked),
];

/// Abbreviations, which are recognised only in brackets and before a colon.
const SHORT: &[(&str, SectionKind)] = &[
    ("pc", Part("prechorus")),
    ("ch", Chorus),
    ("vs", Verse),
    ("br", Bridge),
    ("v", Verse),
    ("c", Chorus),
    ("b", Bridge),
    ("p", Part("prechorus")),
    ("t", Part("tag")),
    ("i", Part("intro")),
    ("o", Part("outro")),
    ("e", Part("outro")),
    ("r", Chorus),
];

/// A heading in a line of text: in brackets, before a colon, or alone. Also returns the rest of the line.
pub(crate) fn heading(line: &str) -> Option<(Section, &str)> {
    let line = line.trim();
    if let Some(rest) = line.strip_prefix('[') {
        let (name, after) = rest.split_once(']')?;
        let after = after.trim_start_matches([':', '.']);
        let section = named(name, Standing::Marked)?;
        return Some((with_repeat(section, after), rest_of(after)));
    }
    let bare = undecorated(line);
    let name = bare.trim_end_matches([':', '.']);
    if !name.contains(':')
        && let Some(section) = named(name, Standing::Alone)
    {
        return Some((section, ""));
    }
    let (name, after) = line.split_once(':')?;
    let section = named(undecorated(name), Standing::Marked)?;
    Some((with_repeat(section, after), rest_of(after)))
}

/// The text of a line that is only a bracketed text but not a section: `[Guitar riff]`.
pub(crate) fn bracketed(line: &str) -> Option<&str> {
    let inner = line.trim().strip_prefix('[')?.strip_suffix(']')?;
    (!inner.contains(['[', ']'])).then(|| inner.trim())
}

/// The rest of the line after a heading, unless it is a repeat mark, which belongs to the heading.
fn rest_of(after: &str) -> &str {
    let after = after.trim();
    if is_repeat(after) { "" } else { after }
}

fn with_repeat(mut section: Section, after: &str) -> Section {
    let after = after.trim();
    if is_repeat(after) {
        section.label = format!("{} {after}", section.label);
    }
    section
}

/// Removes the usual decoration of a heading: `=== Verse ===`, `*Verse*`, `(Verse)`, `--- Verse ---`.
fn undecorated(line: &str) -> &str {
    line.trim_matches(|c: char| {
        matches!(c, '=' | '*' | '-' | '~' | '#' | '_' | '<' | '>') || c.is_whitespace()
    })
    .strip_prefix('(')
    .and_then(|inner| inner.strip_suffix(')'))
    .unwrap_or_else(|| {
        line.trim_matches(|c: char| {
            matches!(c, '=' | '*' | '-' | '~' | '#' | '_' | '<' | '>') || c.is_whitespace()
        })
    })
}

/// The section for an undecorated heading: a name with a number, a letter, a repeat mark, or words around it.
fn named(text: &str, standing: Standing) -> Option<Section> {
    let label = text.trim();
    // The longest headings have a few words: "Instrumental (guitar and piano)".
    if label.is_empty() || label.chars().count() > 40 {
        return None;
    }
    let lower = label.to_lowercase();
    let kind = plain(&lower, standing).or_else(|| {
        (standing == Standing::Marked)
            .then(|| worded(&lower))
            .flatten()
    })?;
    Some(Section::new(kind, label))
}

/// A name with only numbers and repeat marks around it.
fn plain(lower: &str, standing: Standing) -> Option<SectionKind> {
    let stripped =
        lower.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c.is_whitespace());
    let ordinal = stripped.len() < lower.len();
    for (name, kind, needs) in NAMES {
        let Some(rest) = stripped.strip_prefix(name) else {
            continue;
        };
        if (standing == Standing::Marked || *needs == Standing::Alone) && is_suffix(rest) {
            return Some(*kind);
        }
    }
    if standing == Standing::Alone || ordinal {
        return None;
    }
    SHORT.iter().find_map(|(name, kind)| {
        let rest = lower.strip_prefix(name)?;
        let digits = rest.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let is_short = rest.len().saturating_sub(digits.len()) <= 1
            && digits.chars().all(|c| c.is_ascii_digit())
            && (rest.is_empty() || !digits.is_empty());
        is_short.then_some(*kind)
    })
}

/// A heading of several words that include a name: "Final Chorus", "Guitar Solo", "Verse 1 (softly)".
fn worded(lower: &str) -> Option<SectionKind> {
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    NAMES.iter().find_map(|(name, kind, needs)| {
        if *needs == Standing::Marked && name.chars().count() < 4 {
            return None;
        }
        let (before, after) = lower.split_once(name)?;
        (is_edge(before.chars().next_back()) && is_edge(after.chars().next())).then_some(*kind)
    })
}

/// What can follow a name: a number, a letter, a Roman numeral, a repeat mark, or words in parentheses.
fn is_suffix(rest: &str) -> bool {
    if rest.chars().next().is_some_and(char::is_alphabetic) {
        return false;
    }
    let mut rest = rest.trim();
    if let Some((before, _)) = rest
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
    {
        rest = before.trim();
    }
    rest.split_whitespace().all(|word| {
        let word =
            word.trim_matches(|c: char| matches!(c, '#' | '.' | ':' | '-' | ',' | '&' | '/'));
        word.is_empty()
            || is_repeat(word)
            || word.chars().all(|c| c.is_ascii_digit())
            || matches!(
                word,
                "i" | "ii" | "iii" | "iv" | "v" | "vi" | "repeat" | "and"
            )
            || (word.chars().count() == 1 && word.chars().all(|c| c.is_ascii_alphabetic()))
            || word
                .strip_suffix(|c: char| c.is_ascii_alphabetic())
                .is_some_and(|digits| {
                    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
                })
    })
}

/// Repeat marks: `x2`, `2x`, `×2`, `(x2)`, `(2 times)`.
pub(crate) fn is_repeat(word: &str) -> bool {
    let word = word
        .strip_prefix(['(', '['])
        .map_or(word, |inner| inner.trim_end_matches([')', ']']));
    let word = word.strip_suffix(" times").map_or(word, |count| count);
    let marks = ['x', 'X', '×'];
    let count = word
        .strip_prefix(marks)
        .or_else(|| word.strip_suffix(marks))
        .map(str::trim);
    let is_number = |count: &str| {
        !count.is_empty() && count.len() <= 2 && count.bytes().all(|b| b.is_ascii_digit())
    };
    count.is_some_and(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Option<(SectionKind, String, String)> {
        heading(line).map(|(section, rest)| (section.kind, section.label, rest.to_owned()))
    }

    #[test]
    fn headings_stand_in_brackets_before_colons_and_alone() {
        for (line, kind, label) in [
            ("[Verse 1]", Verse, "Verse 1"),
            ("Verse 1:", Verse, "Verse 1"),
            ("VERSE 2", Verse, "VERSE 2"),
            ("Chorus x2", Chorus, "Chorus x2"),
            ("[Chorus] x2", Chorus, "Chorus x2"),
            ("=== Bridge ===", Bridge, "Bridge"),
            ("(Chorus)", Chorus, "Chorus"),
            ("[V1]", Verse, "V1"),
            ("[C]", Chorus, "C"),
            ("Refrain :", Chorus, "Refrain"),
            ("1. Strophe", Verse, "1. Strophe"),
            ("[Final Chorus]", Chorus, "Final Chorus"),
            ("[Guitar Solo]", Part("solo"), "Guitar Solo"),
            ("Pre-Chorus", Part("prechorus"), "Pre-Chorus"),
            ("Припев:", Chorus, "Припев"),
            ("Verse 2a", Verse, "Verse 2a"),
        ] {
            assert_eq!(
                of(line),
                Some((kind, label.into(), String::new())),
                "{line}"
            );
        }
    }

    #[test]
    fn what_follows_a_heading_is_handed_back() {
        assert_eq!(
            of("[Intro] G D Em"),
            Some((Part("intro"), "Intro".into(), "G D Em".into()))
        );
        assert_eq!(
            of("Verse: C G"),
            Some((Verse, "Verse".into(), "C G".into()))
        );
    }

    #[test]
    fn lyrics_are_no_headings() {
        for line in [
            "Verses that I sing",
            "The chorus sings",
            "Final",
            "End",
            "C",
            "Am",
            "Chorus of angels",
            "He said: the verse is long",
            "[Am7]",
            "",
        ] {
            assert_eq!(of(line), None, "{line}");
        }
        assert!(of("[G]").is_none());
    }

    #[test]
    fn repeats_are_counts() {
        for word in ["x2", "2x", "X 3", "(x2)", "×2", "(2x)"] {
            assert!(is_repeat(word), "{word}");
        }
        for word in ["x", "2", "xx", "x222", "ex2"] {
            assert!(!is_repeat(word), "{word}");
        }
    }
}
