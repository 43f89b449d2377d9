//! Chord formulas: the intervals of a quality and an extension, such as `0 3 6 10` for `m7b5`.
//!
//! The reference has no such rules and only draws chords from its tables. Ours parse an extension piece by piece, so that names
//! in no table (`13#11`, `7-9-13`, and relaxed names such as `M7`, `6/9`, `(add9)`) have tones as well.

/// The intervals of a chord above its root, in semitones from 0 to 11, and those that can be omitted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Formula {
    /// The intervals by importance: root, third or its replacement, fifth, seventh or sixth, then the tensions.
    pub intervals: Vec<u8>,
    /// The intervals that can be omitted if there are too few strings or fingers; the least important come first.
    pub omissible: Vec<u8>,
    /// Intervals that may sound but are not part of the chord, such as the eleventh of a thirteenth chord.
    pub optional: Vec<u8>,
}

const NINTH: u8 = 2;
const FOURTH: u8 = 5;
const FIFTH: u8 = 7;
const SIXTH: u8 = 9;

impl Formula {
    /// The formula of a canonical quality (`""`, `-`, `+`, `0`, `h`) and an extension; `None` if a part of the extension is unknown.
    pub fn parse(quality: &str, extension: &str) -> Option<Formula> {
        let mut builder = Builder::of_quality(quality)?;
        let plain: String = extension
            .chars()
            .filter(|c| !matches!(c, '(' | ')' | ' ' | ',' | '/'))
            .collect();
        let mut rest = plain.as_str();
        while !rest.is_empty() {
            rest = builder.take(rest)?;
        }
        Some(builder.finish())
    }

    /// Whether the interval is part of the chord or optional.
    pub fn contains(&self, interval: u8) -> bool {
        self.intervals.contains(&interval) || self.optional.contains(&interval)
    }

    /// The intervals that always sound.
    pub fn essential(&self) -> impl Iterator<Item = u8> {
        self.intervals
            .iter()
            .copied()
            .filter(|interval| !self.omissible.contains(interval))
    }
}

#[derive(Default)]
struct Builder {
    is_diminished: bool,
    is_major_seventh: bool,
    plain_third: u8,
    third: Option<u8>,
    fifths: Vec<u8>,
    sixth: Option<u8>,
    seventh: Option<u8>,
    tensions: Vec<u8>,
    omitted: Vec<u8>,
    optional: Vec<u8>,
    highest: u8,
    has_number: bool,
}

impl Builder {
    fn of_quality(quality: &str) -> Option<Builder> {
        let (third, fifth) = match quality {
            "" => (4, FIFTH),
            "-" => (3, FIFTH),
            "+" => (4, 8),
            "0" | "h" => (3, 6),
            _ => return None,
        };
        Some(Builder {
            is_diminished: quality == "0",
            plain_third: third,
            third: Some(third),
            fifths: vec![fifth],
            seventh: (quality == "h").then_some(10),
            ..Builder::default()
        })
    }

    /// Parses one piece of the extension; returns the rest.
    fn take<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        if let Some(rest) = self.take_word(text) {
            return Some(rest);
        }
        for (signs, shift) in [(["b", "♭", "-"], -1_i8), (["#", "♯", "+"], 1)] {
            for sign in signs {
                if let Some(rest) = text.strip_prefix(sign) {
                    return match degree(rest) {
                        Some((degree, rest)) => self.alter(degree, shift).map(|()| rest),
                        // "7+" is augmented.
                        None if shift > 0 && rest.is_empty() => self.alter(5, 1).map(|()| rest),
                        None => None,
                    };
                }
            }
        }
        let (degree, rest) = degree(text)?;
        self.number(degree)?;
        Some(rest)
    }

    fn take_word<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let word = |words: &[&str]| words.iter().find_map(|word| text.strip_prefix(word));
        if let Some(rest) = word(&["maj", "Maj", "ma", "M"]) {
            return self.major(rest, false);
        }
        if let Some(rest) = word(&["Δ", "^"]) {
            return self.major(rest, true);
        }
        if let Some(rest) = word(&["sus"]) {
            return Some(self.suspend(rest));
        }
        if let Some(rest) = word(&["add"]) {
            return self.add(rest);
        }
        if let Some(rest) = word(&["no", "omit"]) {
            let (degree, rest) = degree(rest)?;
            match degree {
                1 => self.omitted.push(0),
                3 => self.third = None,
                5 => self.fifths.clear(),
                _ => return None,
            }
            return Some(rest);
        }
        if let Some(rest) = word(&["alt"]) {
            self.seventh = Some(10);
            self.fifths = vec![8];
            self.tensions = vec![3];
            self.optional.extend([1, 6]);
            return Some(rest);
        }
        if let Some(rest) = word(&["dim", "°", "⁰"]) {
            self.is_diminished = true;
            (self.third, self.fifths) = (Some(3), vec![6]);
            return Some(rest);
        }
        if let Some(rest) = word(&["ø", "h"]) {
            (self.third, self.fifths, self.seventh) = (Some(3), vec![6], Some(10));
            return Some(rest);
        }
        if let Some(rest) = word(&["aug"]) {
            self.fifths = vec![8];
            return Some(rest);
        }
        None
    }

    /// Parses the rest after `maj`: with a number, the seventh is major; a sign alone (`Δ`) implies a major seventh.
    fn major<'a>(&mut self, rest: &'a str, is_sign: bool) -> Option<&'a str> {
        match degree(rest) {
            Some((degree @ (7 | 9 | 11 | 13), after)) => {
                self.is_major_seventh = true;
                self.seventh = None;
                self.number(degree)?;
                Some(after)
            }
            Some((6, after)) => {
                self.number(6)?;
                Some(after)
            }
            _ => {
                if is_sign {
                    self.seventh = Some(11);
                }
                Some(rest)
            }
        }
    }

    fn suspend<'a>(&mut self, rest: &'a str) -> &'a str {
        self.third = Some(FOURTH);
        match degree(rest) {
            Some((2, after)) => {
                self.third = Some(NINTH);
                after
            }
            Some((4, after)) => after,
            Some((9, after)) => {
                // In chord tables, "sus9" has always meant the added ninth.
                self.third = Some(self.plain_third);
                self.tension(NINTH);
                after
            }
            _ => rest,
        }
    }

    fn add<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let (shift, text) = match text.chars().next()? {
            'b' | '♭' => (-1_i8, text.trim_start_matches(['b', '♭'])),
            '#' | '♯' => (1, text.trim_start_matches(['#', '♯'])),
            _ => (0, text),
        };
        let (degree, rest) = degree(text)?;
        let interval = natural(degree)?.checked_add_signed(shift)?;
        self.tension(interval);
        Some(rest)
    }

    /// A number: the first is the height of the stack of thirds, later ones add a tone.
    fn number(&mut self, degree: u8) -> Option<()> {
        match degree {
            5 if !self.has_number && self.seventh.is_none() => self.third = None,
            // "C4" is another name of "Csus4".
            4 if !self.has_number => self.third = Some(FOURTH),
            6 => self.sixth = Some(SIXTH),
            7 | 9 | 11 | 13 if self.seventh.is_none() && self.sixth.is_none() => self.stack(degree),
            // "m9maj7", "h9": the seventh is already set.
            7 => {}
            9 | 11 | 13 if !self.has_number => self.stack(degree),
            _ => self.tension(natural(degree)?),
        }
        self.has_number = true;
        Some(())
    }

    fn stack(&mut self, degree: u8) {
        let seventh = match (self.is_major_seventh, self.is_diminished) {
            (true, _) => 11,
            (false, true) => SIXTH,
            (false, false) => 10,
        };
        self.seventh = Some(self.seventh.unwrap_or(seventh));
        self.highest = degree;
        if degree >= 9 {
            self.tension(NINTH);
        }
        match degree {
            11 => self.tension(FOURTH),
            13 => {
                self.optional.push(FOURTH);
                self.tension(SIXTH);
            }
            _ => {}
        }
    }

    fn alter(&mut self, degree: u8, shift: i8) -> Option<()> {
        let interval = natural(degree)?.checked_add_signed(shift)?;
        match degree {
            5 => {
                self.fifths.retain(|fifth| *fifth != FIFTH);
                self.fifths.push(interval);
            }
            7 if shift > 0 => self.seventh = Some(11),
            7 => self.seventh = Some(10),
            9 | 11 | 13 => {
                let natural = natural(degree)?;
                self.tensions.retain(|tension| *tension != natural);
                self.optional.retain(|tension| *tension != natural);
                self.tension(interval.checked_rem(12)?);
                // "b13" and "#9" imply a seventh; "C#9" is a root, "Cb9" is not.
                if self.seventh.is_none() && !self.has_number {
                    self.seventh = Some(10);
                }
            }
            4 | 6 => self.tension(interval),
            _ => return None,
        }
        self.has_number = true;
        Some(())
    }

    fn tension(&mut self, interval: u8) {
        if !self.tensions.contains(&interval) {
            self.tensions.push(interval);
        }
    }

    fn finish(self) -> Formula {
        let mut intervals = vec![0];
        let parts = self
            .third
            .into_iter()
            .chain(self.fifths.iter().copied())
            .chain(self.sixth)
            .chain(self.seventh)
            .chain(self.tensions.iter().copied());
        for interval in parts {
            if !intervals.contains(&interval) {
                intervals.push(interval);
            }
        }
        let mut omissible = self.omissible(&intervals);
        intervals.retain(|interval| !self.omitted.contains(interval));
        omissible.retain(|interval| intervals.contains(interval));
        let mut optional = self.optional;
        optional.retain(|interval| !intervals.contains(interval));
        Formula {
            intervals,
            omissible,
            optional,
        }
    }

    /// The perfect fifth of chords with four or more tones, the root of five or more, the ninth of stacked elevenths and thirteenths,
    /// and the third that clashes with an eleventh.
    fn omissible(&self, intervals: &[u8]) -> Vec<u8> {
        let mut omissible = Vec::new();
        if self.third == Some(4) && self.seventh.is_some() && self.tensions.contains(&FOURTH) {
            omissible.push(4);
        }
        if intervals.len() >= 4 {
            omissible.push(FIFTH);
        }
        if intervals.len() >= 5 {
            omissible.push(0);
        }
        if self.highest >= 11 || (self.highest == 9 && intervals.len() > 5) {
            omissible.push(NINTH);
        }
        omissible
    }
}

/// The number at the start of `text`, and the rest.
fn degree(text: &str) -> Option<(u8, &str)> {
    [
        ("13", 13),
        ("11", 11),
        ("9", 9),
        ("7", 7),
        ("6", 6),
        ("5", 5),
        ("4", 4),
        ("3", 3),
        ("2", 2),
        ("1", 1),
    ]
    .into_iter()
    .find_map(|(digits, degree)| Some((degree, text.strip_prefix(digits)?)))
}

/// The interval of a degree of the major scale, reduced to one octave.
fn natural(degree: u8) -> Option<u8> {
    Some(match degree {
        2 | 9 => NINTH,
        3 => 4,
        4 | 11 => FOURTH,
        5 => FIFTH,
        6 | 13 => SIXTH,
        7 => 11,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intervals(quality: &str, extension: &str) -> Vec<u8> {
        Formula::parse(quality, extension)
            .unwrap_or_else(|| panic!("{quality}{extension}"))
            .intervals
    }

    #[test]
    fn numbers_stack_thirds() {
        assert_eq!(intervals("", ""), [0, 4, 7]);
        assert_eq!(intervals("", "7"), [0, 4, 7, 10]);
        assert_eq!(intervals("-", "maj7"), [0, 3, 7, 11]);
        assert_eq!(intervals("", "maj9"), [0, 4, 7, 11, 2]);
        assert_eq!(intervals("", "13"), [0, 4, 7, 10, 2, 9]);
        assert_eq!(intervals("0", "7"), [0, 3, 6, 9]);
        assert_eq!(intervals("", "h9"), [0, 3, 6, 10, 2]);
        assert_eq!(intervals("-", "9maj7"), [0, 3, 7, 11, 2]);
    }

    #[test]
    fn later_numbers_add_a_tone() {
        assert_eq!(intervals("", "69"), [0, 4, 7, 9, 2]);
        assert_eq!(intervals("", "6/9"), [0, 4, 7, 9, 2]);
        assert_eq!(intervals("", "711"), [0, 4, 7, 10, 5]);
        assert_eq!(intervals("", "911"), [0, 4, 7, 10, 2, 5]);
        assert_eq!(intervals("", "9add6"), [0, 4, 7, 10, 2, 9]);
    }

    #[test]
    fn alterations_take_the_place_of_the_natural_tone() {
        assert_eq!(intervals("", "7b5"), [0, 4, 6, 10]);
        assert_eq!(intervals("", "7-9-13"), [0, 4, 7, 10, 1, 8]);
        assert_eq!(intervals("", "13b9"), [0, 4, 7, 10, 9, 1]);
        assert_eq!(intervals("", "7+"), [0, 4, 8, 10]);
        assert_eq!(intervals("", "9#5"), [0, 4, 8, 10, 2]);
        assert_eq!(intervals("-", "b6"), [0, 3, 7, 8]);
        assert_eq!(intervals("-", "#7"), [0, 3, 7, 11]);
    }

    #[test]
    fn suspensions_replace_the_third() {
        assert_eq!(intervals("", "sus"), [0, 5, 7]);
        assert_eq!(intervals("", "7sus2"), [0, 2, 7, 10]);
        assert_eq!(intervals("", "4"), [0, 5, 7]);
        assert_eq!(intervals("-", "sus9"), [0, 3, 7, 2]);
        assert_eq!(intervals("", "13sus4"), [0, 5, 7, 10, 2, 9]);
        assert_eq!(intervals("", "7susadd3"), [0, 5, 7, 10, 4]);
    }

    #[test]
    fn every_extension_of_strict_names_has_a_formula() {
        for (quality, extension) in crate::extension::known() {
            assert!(
                Formula::parse(quality, extension).is_some(),
                "{quality}{extension}"
            );
        }
        assert_eq!(Formula::parse("", "oda"), None);
    }

    #[test]
    fn the_fifth_goes_first_and_altered_tones_stay() {
        let omissible = |quality, extension| {
            Formula::parse(quality, extension)
                .map(|formula| formula.omissible)
                .unwrap_or_default()
        };
        assert_eq!(omissible("", ""), [0; 0]);
        assert_eq!(omissible("", "7"), [7]);
        assert_eq!(omissible("", "9"), [7, 0]);
        assert_eq!(omissible("", "11"), [4, 7, 0, 2]);
        assert_eq!(omissible("", "7b5"), [0; 0]);
        assert_eq!(omissible("", "7#5#9"), [0]);
    }
}
