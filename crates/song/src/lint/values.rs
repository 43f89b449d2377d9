//! Metadata whose values are no capo, tempo, time or duration.

use super::Lint;
use crate::suggestion::{self, Sureness};
use crate::{Diagnostic, Edit, Fix, Severity};

/// The highest fret that a capo can be at.
const MAX_CAPO: u32 = 24;
/// The fastest beats in a minute that anybody plays.
const MAX_TEMPO: f64 = 999.0;

impl Lint<'_, '_, '_> {
    /// Looks at the value of an item of the metadata.
    pub(crate) fn check_value(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let finding = match name {
            "capo" if !is_capo(value) => {
                let message = format!("Invalid capo: \"{value}\" (0 to {MAX_CAPO})");
                let finding = Diagnostic::new("invalid-capo", Severity::Warning, message);
                (
                    finding,
                    leading_number(value).filter(|number| is_capo(number)),
                )
            }
            "tempo" if !is_tempo(value) => {
                let message = format!("Invalid tempo: \"{value}\" (beats in a minute)");
                let finding = Diagnostic::new("invalid-tempo", Severity::Warning, message);
                (
                    finding,
                    leading_number(value).filter(|number| is_tempo(number)),
                )
            }
            "time" if !is_time(value) => {
                let message = format!("Invalid time: \"{value}\" (such as 3/4)");
                let finding = Diagnostic::new("invalid-time", Severity::Warning, message);
                let slashed = value.replacen(['-', ':', '\\', '|'], "/", 1);
                (finding, Some(slashed).filter(|time| is_time(time)))
            }
            "duration" if !is_duration(value) => {
                let message = format!("Invalid duration: \"{value}\" (such as 3:45)");
                let finding = Diagnostic::new("invalid-duration", Severity::Warning, message);
                (finding, None)
            }
            _ => return,
        };
        let (mut finding, meant) = finding;
        if let (Some(meant), Some(place)) = (meant, self.source.lines.span_of(value)) {
            let edit = Edit::replace(place, meant.clone());
            finding = finding.with_fix(Fix::certain(format!("Change to {meant}"), vec![edit]));
        }
        self.source.add(finding);
    }

    /// The fix of a key that is none: `C major` is C, `A minor` is Am.
    pub(crate) fn key_fix(&self, value: &str) -> Option<Fix> {
        let place = self.source.lines.span_of(value.trim())?;
        let mut words = value.split_whitespace();
        let tonic = words.next()?;
        let mut letters = tonic.chars();
        let tonic = format!(
            "{}{}",
            letters.next()?.to_ascii_uppercase(),
            letters.as_str()
        );
        let mode = words.next().unwrap_or_default().to_lowercase();
        let key = match mode.as_str() {
            "" | "major" | "maj" | "dur" => tonic,
            "minor" | "min" | "moll" => format!("{tonic}m"),
            _ => return None,
        };
        let is_key = chordpro_chords::Key::parse(&key, &self.config.notes).is_some();
        (is_key && words.next().is_none()).then(|| {
            let edit = Edit::replace(place, key.clone());
            Fix::certain(format!("Change to {key}"), vec![edit])
        })
    }

    /// An item that no list of the configuration has, with the one that was probably meant.
    pub(crate) fn unknown_item(&self, name: &str, finding: Diagnostic) -> Diagnostic {
        let keys = self.config.metadata.keys.iter().map(String::as_str);
        let Some((key, sureness)) = suggestion::meant(name, keys) else {
            return finding.with_hint(
                "it is not kept: write its name into metadata.keys, or switch metadata.strict off",
            );
        };
        let finding = finding.with_hint(format!("did you mean {key}?"));
        match self.item_fix(name, key, sureness) {
            Some(fix) => finding.with_fix(fix),
            None => finding,
        }
    }

    /// Changes the name of the item in the line being read, where it stands there once.
    fn item_fix(&self, name: &str, key: &str, sureness: Sureness) -> Option<Fix> {
        let line = self.source.shown.as_ref()?.shown();
        let directive = self.source.focus?;
        let lower = line.to_ascii_lowercase();
        let mut found = lower.match_indices(name);
        let (at, _) = found.next()?;
        if found.next().is_some() || directive.line != directive.end_line {
            return None;
        }
        let indent = line.len().checked_sub(line.trim_start().len())?;
        let before = line.get(indent..at)?.chars().count();
        let start = directive.column.checked_add(u32::try_from(before).ok()?)?;
        let end = start.checked_add(u32::try_from(name.chars().count()).ok()?)?;
        let place = crate::Span {
            column: start,
            end_column: end,
            ..directive
        };
        let fix = Fix::new(format!("Change to {key}"), vec![Edit::replace(place, key)]);
        Some(fix.if_sure(sureness))
    }
}

fn is_capo(value: &str) -> bool {
    value.parse::<u32>().is_ok_and(|fret| fret <= MAX_CAPO)
}

fn is_tempo(value: &str) -> bool {
    value
        .parse::<f64>()
        .is_ok_and(|beats| beats > 0.0 && beats <= MAX_TEMPO)
}

/// `3/4`, `2+3/8`, or several of them.
fn is_time(value: &str) -> bool {
    let is_one = |time: &str| {
        let Some((beats, unit)) = time.split_once('/') else {
            return false;
        };
        let is_count = |text: &str| {
            text.trim()
                .parse::<u32>()
                .is_ok_and(|count| (1..=64).contains(&count))
        };
        beats.split('+').all(is_count)
            && matches!(unit.trim().parse(), Ok(1_u32 | 2 | 4 | 8 | 16 | 32))
    };
    is_one(value) || value.split_whitespace().all(is_one)
}

/// Seconds, `m:ss` or `h:mm:ss`.
fn is_duration(value: &str) -> bool {
    let parts: Vec<&str> = value.split(':').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    parts.len() <= 3
        && parts.iter().all(is_number)
        && parts
            .iter()
            .skip(1)
            .all(|part| part.parse::<u32>().is_ok_and(|part| part < 60))
}

/// The number that a value begins with: `3rd fret`, `120 bpm`.
fn leading_number(value: &str) -> Option<String> {
    let end = value.find(|c: char| !c.is_ascii_digit())?;
    let rest = value.get(end..)?;
    // `2.5` and `1/4` are other numbers.
    let is_word = rest
        .trim_start()
        .starts_with(|c: char| c.is_alphabetic() || c == '.' && rest.len() == 1);
    let number = value.get(..end)?;
    (is_word && !number.is_empty()).then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_players_write() {
        assert!(is_capo("0") && is_capo("12") && !is_capo("x") && !is_capo("25") && !is_capo("-1"));
        assert!(is_tempo("120") && is_tempo("92.5") && !is_tempo("fast") && !is_tempo("0"));
        assert!(
            is_time("3/4")
                && is_time("2+3/8")
                && is_time("3/4 4/4")
                && !is_time("5")
                && !is_time("4/5")
        );
        assert!(
            is_duration("3:45")
                && is_duration("245")
                && !is_duration("3:75")
                && !is_duration("long")
        );
    }

    #[test]
    fn a_number_with_words_behind_it_is_meant() {
        assert_eq!(leading_number("3rd fret").as_deref(), Some("3"));
        assert_eq!(leading_number("120 bpm").as_deref(), Some("120"));
        for other in ["fast", "2-3", "2.5", "7"] {
            assert_eq!(leading_number(other), None, "{other}");
        }
    }
}
