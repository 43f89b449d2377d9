//! Collation of contents and outlines: the Unicode collation algorithm with its default table (`docs/spec/pages.md#2.8`).

use std::cmp::Ordering;

use feruca::{Collator, Tailoring};

/// Compares texts. Blanks and punctuation only decide between texts that are equal otherwise.
#[derive(Debug)]
pub struct Collation {
    collator: Collator,
}

impl Collation {
    /// The order of the reference.
    pub fn new() -> Collation {
        Collation {
            collator: Collator::new(Tailoring::Ducet, true, false),
        }
    }

    /// Compares two texts.
    pub fn compare(&mut self, left: &str, right: &str) -> Ordering {
        self.collator.collate(left, right)
    }
}

impl Default for Collation {
    fn default() -> Self {
        Collation::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_decide_last() {
        let mut words = ["zest", "éclair", "elder", "avocado", "apple", "eclair"];
        let mut collation = Collation::new();
        words.sort_by(|left, right| collation.compare(left, right));
        assert_eq!(
            words,
            ["apple", "avocado", "eclair", "éclair", "elder", "zest"]
        );
    }

    #[test]
    fn blanks_and_punctuation_hardly_count() {
        let mut collation = Collation::new();
        assert_eq!(collation.compare("ash grove, the", "ashy"), Ordering::Less);
        assert_eq!(collation.compare("'tis", "tip"), Ordering::Greater);
        assert_eq!(collation.compare("10", "a"), Ordering::Less);
    }
}
