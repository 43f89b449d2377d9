//! The diagrams of a document, each drawn once however often it is shown.

use std::collections::HashMap;

use chordpro_chords::Fingering;

use super::form::Look;
use crate::page::Color;

/// What a diagram is known by: equal keys draw the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DiagramKey {
    /// The number of the look among those of the document.
    pub look: usize,
    /// The fingering, or the keys pressed.
    pub fingering: Fingering,
    /// The root, for keys.
    pub root: u8,
    /// The colour of lines, where the chord has one of its own.
    pub foreground: Option<Color>,
    /// The name, for readers who cannot see the drawing.
    pub name: String,
}

/// Which form of the document shows which diagram.
#[derive(Debug, Default)]
pub struct DiagramCache {
    looks: Vec<Look>,
    forms: HashMap<DiagramKey, usize>,
}

impl DiagramCache {
    /// The number of a look, for [`DiagramKey`].
    pub fn look(&mut self, look: &Look) -> usize {
        // Songs mostly look alike, so that the last look is the likeliest.
        if let Some(number) = self.looks.iter().rposition(|known| known == look) {
            return number;
        }
        self.looks.push(look.clone());
        self.looks.len() - 1
    }

    /// The form that shows a diagram.
    pub fn form(&self, key: &DiagramKey) -> Option<usize> {
        self.forms.get(key).copied()
    }

    /// Keeps which form shows a diagram.
    pub fn keep(&mut self, key: DiagramKey, form: usize) {
        self.forms.insert(key, form);
    }
}
