//! Where text that is too wide is cut (`docs/spec/pages.md#8.1`).

pub(crate) mod unspaced;

use chordpro_song::Span;

/// Punctuation after which a text may be cut; white space may be cut as well, and is then dropped.
const BREAKS: [char; 6] = ['-', '_', ',', '.', ':', ';'];

/// How far a run of white space is looked at; beyond, it does not matter which of its characters is dropped.
const LONGEST_RUN: usize = 4096;

/// Texts up to this length are measured as a whole first: most of them fit.
const SHORT: usize = 512;

/// A place where a text may be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    /// Where the head ends.
    head: usize,
    /// Where the rest starts.
    rest: usize,
}

/// Cuts `text` so that the head is no wider than `limit`, by `width`. Where that cannot be had, the head is as short as
/// it gets, and too wide. The rest is empty where everything fits.
///
/// The rule works from the right: of the characters that may be cut, the last one goes first, until the head fits.
/// Only heads are measured, so that a long text costs no more than its head.
pub(crate) fn cut(text: &str, limit: f64, mut width: impl FnMut(&str) -> f64) -> (&str, &str) {
    let whole = Place {
        head: text.len(),
        rest: text.len(),
    };
    if text.len() <= SHORT && width(text) <= limit {
        return (text, "");
    }
    let mut fits = |place: Place| width(text.get(..place.head).unwrap_or(text)) <= limit;
    let places = Places::new(text).chain([whole]);
    let best = if unspaced::is_written_without_spaces(text) {
        // A place of the rule goes before all others, as long as what comes before it fits.
        let all = unspaced::among(places, text);
        let best = furthest(all, |(place, _)| fits(place), |(_, of_rule)| of_rule);
        let first = || Places::new(text).next().unwrap_or(whole);
        best.map_or_else(first, |(place, _)| place)
    } else {
        let mut places = places;
        let first = places.next().unwrap_or(whole);
        furthest(places, fits, |_| true).unwrap_or(first)
    };
    (
        text.get(..best.head).unwrap_or(text),
        text.get(best.rest..).unwrap_or(""),
    )
}

/// The furthest place up to which everything fits, of those that are better than others if there is one; `None` where
/// nothing fits.
fn furthest<P: Copy>(
    mut places: impl Iterator<Item = P>,
    mut fits: impl FnMut(P) -> bool,
    is_better: impl Fn(P) -> bool,
) -> Option<P> {
    let mut best: Option<P> = None;
    let mut take = |fitting: &[P]| {
        let better = fitting.iter().rev().find(|place| is_better(**place));
        match (better, best) {
            (Some(better), _) => best = Some(*better),
            (None, Some(known)) if is_better(known) => {}
            (None, _) => best = fitting.last().copied().or(best),
        }
    };
    // Steps of growing length, until a head no longer fits; then halving between the last two.
    let mut step = 1usize;
    let mut between: Vec<P> = Vec::new();
    loop {
        between.clear();
        between.extend(places.by_ref().take(step));
        let Some(last) = between.last() else {
            break;
        };
        if fits(*last) {
            take(&between);
            step = step.saturating_mul(2);
        } else {
            let fitting = between.partition_point(|place| fits(*place));
            take(between.get(..fitting).unwrap_or_default());
            break;
        }
    }
    best
}

/// The places of a text where the rule can cut, from left to right.
///
/// Cutting at white space takes it from the head, whose last character then is no place any more; so of two white
/// characters in a row only the second one is one.
struct Places<'a> {
    text: &'a str,
    at: usize,
    /// The run of white space that is being looked at: where it ends, and whether its next character is a place.
    run: Option<(usize, bool)>,
}

impl<'a> Places<'a> {
    fn new(text: &'a str) -> Self {
        Places {
            text,
            at: 0,
            run: None,
        }
    }

    /// Whether a character is a place, before which `following` white characters lie to the right.
    fn is_place_before(&self, end: usize, following: usize) -> bool {
        // The last character of the text is never a place.
        let is_last_place = end < self.text.len();
        if following == 0 {
            true
        } else {
            is_last_place == following.is_multiple_of(2)
        }
    }
}

impl Iterator for Places<'_> {
    type Item = Place;

    fn next(&mut self) -> Option<Place> {
        loop {
            let rest = self.text.get(self.at..)?;
            let c = rest.chars().next()?;
            let start = self.at;
            let after = start + c.len_utf8();
            self.at = after;
            let is_white = c.is_whitespace();
            if !is_white && !BREAKS.contains(&c) {
                continue;
            }
            let is_place = match self.run {
                Some((end, is_place)) if start < end => {
                    self.run = Some((end, !is_place));
                    is_place
                }
                _ => {
                    let following = self.text.get(after..).unwrap_or("");
                    let (count, length) = following
                        .chars()
                        .take(LONGEST_RUN)
                        .take_while(|c| c.is_whitespace())
                        .fold((0, 0), |(count, length), c| {
                            (count + 1, length + c.len_utf8())
                        });
                    let end = after + length;
                    let is_place = self.is_place_before(end, count);
                    self.run = Some((end, !is_place));
                    is_place
                }
            };
            if is_place && start > 0 && after < self.text.len() {
                return Some(Place {
                    head: if is_white { start } else { after },
                    rest: after,
                });
            }
        }
    }
}

/// Whether a text is as long as its place in the source, and so has its columns.
pub(crate) fn is_as_written(text: &str, place: Span) -> bool {
    let length = place.end_column.saturating_sub(place.column);
    place.line > 0 && place.line == place.end_line && columns(text) == length
}

/// The places of the beginning and of the rest of a text, which stands as it is written; what is between them is dropped.
pub(crate) fn cut_span(place: Span, head: &str, rest: &str) -> (Span, Span) {
    let head = Span {
        end_column: place.column.saturating_add(columns(head)),
        ..place
    };
    let rest = Span {
        column: place.end_column.saturating_sub(columns(rest)),
        ..place
    };
    (head, rest)
}

fn columns(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::cast_precision_loss, reason = "small numbers of characters")]
    fn by_count(text: &str) -> f64 {
        text.chars().count() as f64
    }

    /// The rule as it is written: cut at the last place, until it fits.
    fn naive(text: &str, limit: usize) -> (String, String) {
        let chars: Vec<char> = text.chars().collect();
        let mut head = chars.len();
        let mut rest = chars.len();
        while head > limit {
            let place = (1..head.saturating_sub(1))
                .rev()
                .find(|at| chars[*at].is_whitespace() || BREAKS.contains(&chars[*at]));
            let Some(at) = place else { break };
            rest = at + 1;
            head = if chars[at].is_whitespace() {
                at
            } else {
                at + 1
            };
        }
        (
            chars[..head].iter().collect(),
            chars[rest..].iter().collect(),
        )
    }

    #[test]
    fn white_space_is_dropped_and_punctuation_stays() {
        assert_eq!(
            cut("well-known words here", 12.0, by_count),
            ("well-known", "words here")
        );
        assert_eq!(
            cut("well-known words", 7.0, by_count),
            ("well-", "known words")
        );
    }

    #[test]
    fn a_text_that_fits_is_not_cut() {
        assert_eq!(cut("two words", 9.0, by_count), ("two words", ""));
    }

    #[test]
    fn a_long_word_stays_too_wide() {
        assert_eq!(
            cut("incomprehensible", 4.0, by_count),
            ("incomprehensible", "")
        );
        assert_eq!(
            cut("incomprehensible word", 4.0, by_count),
            ("incomprehensible", "word")
        );
    }

    #[test]
    fn it_does_what_cutting_from_the_right_does() {
        for text in [
            "a b  c",
            "a  b   c d",
            "foo, bar - baz",
            " a b ",
            "a b  ",
            "a  ",
            "--",
            "a-b",
            "...a...b",
            "x   y",
            "one two,  three; four -- five",
            "",
            "a",
            "  ",
        ] {
            for limit in 0..text.chars().count() + 2 {
                let (head, rest) = cut(text, by_count(&"x".repeat(limit)), by_count);
                assert_eq!(
                    (head.to_owned(), rest.to_owned()),
                    naive(text, limit),
                    "{text:?} at {limit}"
                );
            }
        }
    }

    #[test]
    fn what_is_written_without_spaces_is_cut_between_its_letters() {
        assert_eq!(cut("好一朵美丽的", 4.0, by_count), ("好一朵美", "丽的"));
        assert_eq!(cut("好一朵。美丽", 3.0, by_count), ("好一", "朵。美丽"));
        assert_eq!(cut("好一「朵」", 3.0, by_count), ("好一", "「朵」"));
        assert_eq!(cut("ไม้เมืองไทย", 5.0, by_count), ("ไม้", "เมืองไทย"));
        assert_eq!(cut("น้ำใจ", 2.0, by_count), ("น้ำใจ", ""), "no letter fits");
        assert_eq!(cut("<b>好</b>", 3.0, by_count), ("<b>好</b>", ""));
    }

    #[test]
    fn spaces_go_before_places_between_letters() {
        assert_eq!(cut("好一朵 美丽的", 6.0, by_count), ("好一朵", "美丽的"));
        assert_eq!(cut("好一朵美 丽的", 3.0, by_count), ("好一朵", "美 丽的"));
        assert_eq!(cut("well 好一朵", 3.0, by_count), ("well", "好一朵"));
    }

    #[test]
    fn cutting_a_long_text_without_spaces_measures_little_of_it() {
        let text = "好".repeat(100_000);
        let mut measured = 0;
        let (head, _) = cut(&text, 40.0, |head| {
            measured += head.len();
            by_count(head)
        });
        assert_eq!(head.chars().count(), 40);
        assert!(measured < 3_000, "{measured}");
    }

    #[test]
    fn cutting_a_long_text_measures_little_of_it() {
        let text = "word ".repeat(200_000);
        let mut measured = 0;
        let (head, _) = cut(&text, 80.0, |head| {
            measured += head.len();
            by_count(head)
        });
        assert_eq!(head.len(), 79);
        assert!(measured < 2_000, "{measured}");
    }
}
