//! Outline limits for composite glyphs (`glyf`).

use super::MOST_PER_GLYPH;
use crate::excerpt::{Source, number, readable_parts};

/// The recursion limit of the outline reader.
const DEEPEST: usize = 32;

/// Whether no glyph contains itself, or so many others that drawing it takes too long.
pub(super) fn is_reasonable(glyf: &[u8], loca: &[u8], head: &[u8], maxp: &[u8]) -> bool {
    let (Some(format), Some(count)) = (number(head, 50), number(maxp, 4)) else {
        return true;
    };
    let source = Source {
        loca,
        glyf,
        is_long: format != 0,
        count,
    };
    let mut costs = vec![None; usize::from(count)];
    let mut open = Vec::new();
    for glyph in 0..count {
        let bytes = source.glyph(glyph).unwrap_or_default();
        if bytes.len() > MOST_PER_GLYPH {
            return false;
        }
        let parts = readable_parts(bytes);
        if parts.is_empty() {
            set(&mut costs, glyph, bytes.len());
        } else {
            open.push((glyph, bytes.len(), parts));
        }
    }
    for _ in 0..DEEPEST {
        let before = open.len();
        let mut is_too_much = false;
        open.retain(|(glyph, own, parts)| {
            let cost = parts.iter().try_fold(*own, |sum, part| {
                // A component that the font does not have costs nothing.
                let cost = costs.get(usize::from(*part)).copied();
                Some(sum.saturating_add(cost.unwrap_or(Some(0))?))
            });
            let Some(cost) = cost else {
                return true;
            };
            is_too_much |= cost > MOST_PER_GLYPH;
            set(&mut costs, *glyph, cost);
            false
        });
        if is_too_much {
            return false;
        }
        if open.len() == before {
            break;
        }
    }
    open.is_empty()
}

fn set(costs: &mut [Option<usize>], glyph: u16, cost: usize) {
    if let Some(slot) = costs.get_mut(usize::from(glyph)) {
        *slot = Some(cost);
    }
}
