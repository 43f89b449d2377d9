//! What a song is charged to the budget while it is read.

use crate::{Budget, Exceeded};

/// So many bytes of text that a song repeats count as one element of its body.
const TEXT_OF_AN_ELEMENT: usize = 64;

/// What a song takes, and whether that is too much: the song ends after the line that exceeds a limit.
pub(crate) struct Charges<'b> {
    budget: &'b Budget,
    exceeded: Option<Exceeded>,
    /// The length of all settings that the song made; every further setting copies some of them.
    settings_length: usize,
}

impl<'b> Charges<'b> {
    /// Nothing so far.
    pub(crate) fn new(budget: &'b Budget) -> Self {
        Charges {
            budget,
            exceeded: None,
            settings_length: 0,
        }
    }

    /// Charges body elements.
    pub(crate) fn charge(&mut self, count: usize) {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        if let Err(exceeded) = self.budget.charge_elements(count) {
            self.exceeded = Some(exceeded);
        }
    }

    /// Charges memory that the song keeps.
    pub(crate) fn charge_memory(&mut self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        if let Err(exceeded) = self.budget.charge_memory(bytes) {
            self.exceeded = Some(exceeded);
        }
    }

    /// Charges text that stands in the song more often than it was sent.
    pub(crate) fn charge_text(&mut self, bytes: usize) {
        let count = bytes / TEXT_OF_AN_ELEMENT;
        if count > 0 {
            self.charge(count);
        }
    }

    /// Charges a setting, which copies those made before.
    pub(crate) fn charge_setting(&mut self, elements: usize, length: usize) {
        self.settings_length = self.settings_length.saturating_add(length);
        self.charge(elements);
        self.charge_text(self.settings_length);
    }

    /// The limit that was exceeded, if any.
    pub(crate) fn exceeded(&self) -> Option<Exceeded> {
        self.exceeded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    #[test]
    fn repeated_text_counts_by_its_length() {
        let limits = Limits {
            elements: 2,
            ..Limits::default()
        };
        let budget = Budget::new(limits, std::sync::Arc::new(|| false));
        let mut charges = Charges::new(&budget);
        charges.charge_text(2 * TEXT_OF_AN_ELEMENT + 1);
        assert!(charges.exceeded().is_none());
        charges.charge_setting(0, TEXT_OF_AN_ELEMENT);
        assert!(charges.exceeded().is_some());
    }
}
