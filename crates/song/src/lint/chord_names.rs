//! Names in brackets that are no chords, and the chords that were probably meant.

use std::collections::BTreeSet;

use indexmap::{IndexMap, IndexSet};

use super::Lint;
use crate::suggestion::Sureness;
use crate::{Edit, Fix, Span};

/// More places than these of one name, and more names, get no fix: a song of a megabyte may have as many.
const MAX_PLACES: usize = 500;
const MAX_NAMES: usize = 50;
/// Longer names are no chords with a slip.
const LONGEST: usize = 16;
/// As many chords are offered at most.
const MAX_OFFERED: usize = 3;
/// What names of chords are made of, besides the letters that they have.
const LETTERS: &str = "#bm24567913suadijgo/+-ABCDEFG";

/// Names that are no chords, with the places where they stand.
#[derive(Debug, Default)]
pub(crate) struct ChordSlips {
    names: IndexMap<String, Slip>,
    /// The names that chords are used by, and copied from.
    used: IndexSet<String>,
}

#[derive(Debug, Default)]
struct Slip {
    /// Its finding among those of the song.
    finding: Option<usize>,
    places: Vec<Span>,
    /// Whether it stands somewhere without brackets directly around it: in a grid, or in parentheses.
    is_bare: bool,
}

impl ChordSlips {
    /// Remembers that a chord is used by this name.
    pub(crate) fn note_use(&mut self, name: &str) {
        if !self.used.contains(name) {
            self.used.insert(name.to_owned());
        }
    }

    /// Whether a chord is used by this name.
    pub(crate) fn is_used(&self, name: &str) -> bool {
        self.used.contains(name)
    }

    /// Remembers the finding of a name.
    pub(crate) fn found(&mut self, name: &str, finding: usize) {
        if self.names.len() < MAX_NAMES {
            self.names.entry(name.to_owned()).or_default().finding = Some(finding);
        }
    }

    /// Remembers another place of a name that was found, and what is around it: its brackets, in lyrics.
    pub(crate) fn note(&mut self, name: &str, place: Span, around: Option<Span>) {
        if let Some(slip) = self.names.get_mut(name)
            && slip.places.len() < MAX_PLACES
            && !slip.places.contains(&place)
        {
            slip.places.push(place);
            let brackets = Span {
                column: place.column.saturating_sub(1),
                end_column: place.end_column.saturating_add(1),
                ..place
            };
            slip.is_bare |= around != Some(brackets);
        }
    }
}

impl Lint<'_, '_, '_> {
    /// Gives the findings of unknown chords their fixes, now that all chords of the song are known: `is_own` tells them.
    pub(crate) fn fix_chord_names(&mut self, slips: &ChordSlips, is_own: &dyn Fn(&str) -> bool) {
        for (name, slip) in &slips.names {
            let Slip {
                finding,
                places,
                is_bare,
            } = slip;
            let edits = |text: &str| -> Vec<Edit> {
                let edits = places.iter().map(|place| Edit::replace(*place, text));
                edits.collect()
            };
            if places.is_empty() || places.len() == MAX_PLACES {
                continue;
            }
            let mut fixes: Vec<Fix> = self
                .meant_chords(name, is_own)
                .into_iter()
                .map(|(chord, sureness)| {
                    Fix::new(format!("Change to {chord}"), edits(&chord)).if_sure(sureness)
                })
                .collect();
            if !is_bare {
                if let Some(chords) = self.separate_chords(name) {
                    let title = format!("Change to [{}]", chords.replace("][", "] ["));
                    fixes.push(Fix::new(title, edits(&chords)));
                }
                let text = format!("*{name}");
                fixes.push(Fix::new(format!("Write the text [{text}]"), edits(&text)));
            }
            let finding = finding.and_then(|at| self.source.findings_mut().get_mut(at));
            if let Some(finding) = finding {
                finding.fixes = fixes;
            }
        }
    }

    /// The chords that a name was probably meant to be, the likeliest first.
    fn meant_chords(&self, name: &str, is_own: &dyn Fn(&str) -> bool) -> Vec<(String, Sureness)> {
        if name.len() > LONGEST || name.contains(char::is_whitespace) && name.trim().contains("  ")
        {
            return Vec::new();
        }
        let certain = [plain_form(name), capital_form(name)];
        for form in certain.iter().flatten() {
            if (self.is_chord)(form) {
                return vec![(form.clone(), Sureness::Certain)];
            }
        }
        // What begins with no root was not meant to be a chord.
        let Some(root) = name.chars().next().map(String::from) else {
            return Vec::new();
        };
        if !(self.is_chord)(&root) {
            return Vec::new();
        }
        let slips: [fn(&str) -> Vec<String>; 4] = [doubled, swapped, without_one, with_another];
        let mut offered: Vec<(String, Sureness)> = Vec::new();
        for (kind, slip) in slips.iter().enumerate() {
            let mut forms: Vec<String> = slip(name)
                .into_iter()
                .collect::<BTreeSet<_>>()
                .into_iter()
                .filter(|form| form.starts_with(&root) && (self.is_chord)(form))
                .filter(|form| offered.iter().all(|(other, _)| other != form))
                .collect();
            // The song's own chords first, then short ones.
            let rank = |form: &String| (!is_own(form), form.len());
            forms.sort_by_key(rank);
            let is_certain = kind < 2
                && offered.is_empty()
                && forms.len() == 1
                && !self.has_chord_in_place(name, &root);
            let sureness = if is_certain {
                Sureness::Certain
            } else {
                Sureness::Likely
            };
            offered.extend(forms.into_iter().map(|form| (form, sureness)));
        }
        offered.truncate(MAX_OFFERED);
        offered
    }

    /// Whether another letter in the place of one makes the name a chord.
    fn has_chord_in_place(&self, name: &str, root: &str) -> bool {
        let length = name.chars().count();
        let forms = with_another(name);
        let mut forms = forms
            .iter()
            .filter(|form| form.starts_with(root) && form.chars().count() == length);
        forms.any(|form| (self.is_chord)(form))
    }

    /// Several chords in one pair of brackets, as the content of several.
    fn separate_chords(&self, name: &str) -> Option<String> {
        let chords: Vec<&str> = name
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | '|'))
            .filter(|part| !part.is_empty() && *part != "-")
            .collect();
        let all = chords.len() > 1
            && chords.len() <= LONGEST
            && chords.iter().all(|chord| (self.is_chord)(chord));
        all.then(|| chords.join("]["))
    }
}

/// The name without blanks, and with plain signs.
fn plain_form(name: &str) -> Option<String> {
    let plain: String = name
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '♯' => '#',
            '♭' => 'b',
            '－' | '–' | '−' => '-',
            c => c,
        })
        .collect();
    (plain != name && !plain.is_empty()).then_some(plain)
}

/// The name with its root in upper case.
fn capital_form(name: &str) -> Option<String> {
    let mut letters = name.chars();
    let first = letters.next().filter(char::is_ascii_lowercase)?;
    let rest = letters.as_str();
    let rest = rest.split_once('/').map_or_else(
        || rest.to_owned(),
        |(quality, bass)| {
            let mut bass = bass.to_owned();
            if let Some(note) = bass.get_mut(..1) {
                note.make_ascii_uppercase();
            }
            format!("{quality}/{bass}")
        },
    );
    Some(format!("{}{rest}", first.to_ascii_uppercase()))
}

/// The name with one of two equal letters in a row.
fn doubled(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let pairs = letters.windows(2).enumerate();
    pairs
        .filter(|(_, pair)| pair.first() == pair.last())
        .map(|(at, _)| without(&letters, at))
        .collect()
}

fn without(letters: &[char], at: usize) -> String {
    let kept = letters.iter().enumerate().filter(|(place, _)| *place != at);
    kept.map(|(_, letter)| *letter).collect()
}

fn swapped(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    (1..letters.len())
        .map(|at| {
            let mut letters = letters.clone();
            letters.swap(at - 1, at);
            letters.into_iter().collect()
        })
        .collect()
}

fn without_one(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    (1..letters.len()).map(|at| without(&letters, at)).collect()
}

/// The name with another letter in the place of one behind the root, or with one more.
fn with_another(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut forms = Vec::new();
    for at in 1..=letters.len() {
        let (front, back) = letters.split_at(at);
        for letter in LETTERS.chars() {
            let with = |rest: &[char]| {
                front
                    .iter()
                    .chain([&letter])
                    .chain(rest)
                    .collect::<String>()
            };
            forms.push(with(back));
            if let Some((_, rest)) = back.split_first() {
                forms.push(with(rest));
            }
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_undone() {
        assert_eq!(plain_form("F♯ m").as_deref(), Some("F#m"));
        assert_eq!(plain_form("Fm"), None);
        assert_eq!(capital_form("am/g").as_deref(), Some("Am/G"));
        assert_eq!(capital_form("Am"), None);
        assert!(doubled("Gmajj7").contains(&"Gmaj7".to_owned()));
        assert!(swapped("Gamj7").contains(&"Gmaj7".to_owned()));
        assert!(without_one("Gxm").contains(&"Gm".to_owned()));
        assert!(with_another("Gmaj").contains(&"Gmaj7".to_owned()));
        assert!(
            with_another("Gmax7")
                .iter()
                .all(|form| form.starts_with('G'))
        );
    }
}
