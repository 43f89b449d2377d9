//! Transpositions: semitones, and the accidentals to spell the result with (`docs/spec/language.md#7.7.1`).

use std::fmt;

use crate::{Key, Semitones};

/// The accidentals of a transposition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Accidentals {
    /// By the sign of the amount.
    #[default]
    ByDirection,
    /// Sharps (`s`, `#`, `♯`).
    Sharps,
    /// Flats (`f`, `b`, `♭`).
    Flats,
    /// The accidentals of the key (`k`).
    ByKey,
}

/// A transposition.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Transposition {
    /// Semitones up (positive) or down.
    pub amount: Semitones,
    /// The requested accidentals.
    pub forced: Accidentals,
    /// +1 spells with sharps, -1 with flats, 0 leaves it undecided.
    pub direction: i8,
    /// The key in force, set by `{key}`.
    pub key: Option<Key>,
}

impl Transposition {
    /// Parses `2`, `-3`, `+1s`, `4f`, `3k`; `None` for anything else. Amounts beyond the integer range are clamped.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        let end = digits
            .find(|character: char| !character.is_ascii_digit())
            .unwrap_or(digits.len());
        let (digits, suffix) = digits.split_at_checked(end)?;
        if digits.is_empty() {
            return None;
        }
        let size = digits.parse::<i32>().unwrap_or(i32::MAX);
        let amount = if text.starts_with('-') { -size } else { size };
        let (forced, direction) = match suffix {
            "" => (Accidentals::ByDirection, sign(amount)),
            "s" | "#" | "♯" => (Accidentals::Sharps, 1),
            "f" | "b" | "♭" => (Accidentals::Flats, -1),
            "k" => (Accidentals::ByKey, sign(amount)),
            _ => return None,
        };
        Some(Transposition {
            amount,
            forced,
            direction,
            key: None,
        })
    }

    /// A transposition by semitones only.
    pub fn by(amount: Semitones) -> Self {
        Transposition {
            amount,
            direction: sign(amount),
            ..Transposition::default()
        }
    }

    /// This transposition followed by `other`.
    #[must_use]
    pub fn plus(&self, other: &Transposition) -> Self {
        let is_forced = other.forced != Accidentals::ByDirection;
        let amount = self.amount.saturating_add(other.amount);
        let forced = if is_forced { other.forced } else { self.forced };
        let follows_key = self.forced == Accidentals::ByKey || other.forced == Accidentals::ByKey;
        let direction = match (&other.key, &self.key) {
            (Some(key), _) if other.forced == Accidentals::ByKey => direction_in(key),
            (_, Some(key)) if follows_key => direction_in(key),
            _ if !is_forced && self.forced == Accidentals::ByDirection => sign(amount),
            _ if is_forced => other.direction,
            _ => self.direction,
        };
        Transposition {
            amount,
            forced,
            direction,
            key: other.key.clone().or_else(|| self.key.clone()),
        }
    }

    /// The same transposition with `amount` more semitones.
    #[must_use]
    pub fn plus_semitones(&self, amount: Semitones) -> Self {
        Transposition {
            amount: self.amount.saturating_add(amount),
            ..self.clone()
        }
    }

    /// The inverse transposition.
    #[must_use]
    pub fn inverted(&self) -> Self {
        Transposition {
            amount: self.amount.saturating_neg(),
            // The reference keeps the old direction, and drops a forced one.
            direction: if self.forced == Accidentals::ByDirection {
                self.direction
            } else {
                0
            },
            ..self.clone()
        }
    }

    /// The same transposition in a key.
    #[must_use]
    pub fn with_key(&self, key: Option<Key>) -> Self {
        let direction = match &key {
            Some(key) if self.forced == Accidentals::ByKey => direction_in(key),
            _ => self.direction,
        };
        Transposition {
            key,
            direction,
            ..self.clone()
        }
    }

    /// Whether it prints as `0`: no semitones, nothing forced, no direction, no key.
    pub fn is_zero(&self) -> bool {
        *self == Transposition::default()
    }

    /// Whether it changes chords: some semitones, or forced accidentals.
    pub fn is_effective(&self) -> bool {
        self.amount != 0 || self.forced != Accidentals::ByDirection
    }
}

impl fmt::Display for Transposition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.amount == 0 {
            f.write_str("0")?;
        } else {
            write!(f, "{:+}", self.amount)?;
        }
        f.write_str(match self.forced {
            Accidentals::ByDirection => "",
            Accidentals::Sharps => "s",
            Accidentals::Flats => "f",
            Accidentals::ByKey => "k",
        })?;
        if let Some(key) = &self.key {
            f.write_str(&key.name)?;
        }
        f.write_str(match self.direction {
            0 => "",
            1.. => "+",
            _ => "-",
        })
    }
}

fn sign(amount: Semitones) -> i8 {
    match amount {
        0 => 0,
        1.. => 1,
        _ => -1,
    }
}

fn direction_in(key: &Key) -> i8 {
    if key.is_flat { -1 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Transposition {
        Transposition::parse(text).expect("a transposition")
    }

    fn key(is_flat: bool) -> Key {
        Key {
            name: "X".to_owned(),
            ordinal: 0,
            is_minor: false,
            is_flat,
        }
    }

    #[test]
    fn the_suffix_decides_the_accidentals() {
        assert_eq!(parse("2").direction, 1);
        assert_eq!(parse("-3").direction, -1);
        assert_eq!(parse("-3s").direction, 1);
        assert_eq!(parse("+3♭").direction, -1);
        for text in ["", "+", "s", "2S", "2ss", "1.5", " 1", "--1"] {
            assert_eq!(Transposition::parse(text), None, "{text}");
        }
    }

    #[test]
    fn huge_amounts_do_not_overflow() {
        let huge = parse("99999999999999999999");
        assert_eq!(huge.plus(&huge).amount, i32::MAX);
        assert_eq!(huge.inverted().amount, -i32::MAX);
    }

    #[test]
    fn the_direction_follows_the_sum_unless_forced() {
        assert_eq!(parse("2").plus(&parse("-5")), parse("-3"));
        assert_eq!(parse("-1").plus(&parse("+2")), parse("1"));
        let sharps = parse("1").plus(&parse("1s"));
        assert_eq!(sharps, parse("2s"));
        assert_eq!(sharps.plus(&parse("-4")), parse("-2s"));
        assert_eq!(sharps.plus(&parse("0f")), parse("2f"));
    }

    #[test]
    fn a_key_decides_where_asked() {
        assert_eq!(parse("3k").with_key(Some(key(true))).direction, -1);
        assert_eq!(parse("3s").with_key(Some(key(true))).direction, 1);
        let sum = parse("0").with_key(Some(key(true))).plus(&parse("3k"));
        assert_eq!(sum.direction, -1);
        assert_eq!(
            parse("0")
                .with_key(Some(key(true)))
                .plus(&parse("3"))
                .direction,
            1
        );
    }

    #[test]
    fn only_a_plain_zero_is_zero() {
        assert!(parse("0").is_zero());
        assert!(!parse("0s").is_zero());
        assert!(parse("0s").is_effective());
        let with_key = parse("0").with_key(Some(key(false)));
        assert!(!with_key.is_zero());
        assert!(!with_key.is_effective());
        assert_eq!(parse("0").to_string(), "0");
        assert_eq!(parse("-2s").to_string(), "-2s+");
    }
}
