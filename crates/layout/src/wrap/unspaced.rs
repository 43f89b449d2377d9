//! Scripts that are written without spaces between words: their lines may end between any two letters.

use unicode_segmentation::UnicodeSegmentation;

use super::Place;

/// How many characters are looked at to see how a text is written: more than a line holds.
const LOOKED_AT: usize = 512;

/// What may not begin a line.
const NOT_FIRST: &str = "、。，．・：；？！‥…ー〜々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ\
    ）」』】〕〉》｝］〗〙’”)]},.:;!?%ะาำๅๆฯຯະາໆ។៕၊။";

/// What may not end a line.
const NOT_LAST: &str = "（「『【〔〈《｛［〖〘‘“([{เแโใไເແໂໃໄ";

/// Whether words of a character's script are not parted by spaces.
pub(crate) fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a text has letters of such a script.
pub(super) fn is_written_without_spaces(text: &str) -> bool {
    !text.is_ascii() && text.chars().take(LOOKED_AT).any(is_unspaced)
}

/// The places of the rule with those between letters, from left to right, and whether they are of the rule.
pub(super) fn among(
    of_rule: impl Iterator<Item = Place>,
    text: &str,
) -> impl Iterator<Item = (Place, bool)> {
    let mut of_rule = of_rule.peekable();
    let mut between = between(text).peekable();
    std::iter::from_fn(move || {
        let own = of_rule.peek().copied();
        match between.peek().copied() {
            Some(at) if own.is_none_or(|own| at < own.head) => {
                between.next();
                Some((Place { head: at, rest: at }, false))
            }
            _ => of_rule.next().map(|place| (place, true)),
        }
    })
}

/// Where lines may end between two letters.
fn between(text: &str) -> impl Iterator<Item = usize> {
    let mut last: Option<&str> = None;
    text.grapheme_indices(true)
        .filter_map(move |(at, cluster)| may_part(last.replace(cluster)?, cluster).then_some(at))
}

/// Whether a line may end between two clusters.
fn may_part(before: &str, after: &str) -> bool {
    let (Some(last), Some(first)) = (before.chars().next(), after.chars().next()) else {
        return false;
    };
    let is_letter = |c: char| !c.is_whitespace() && !matches!(c, '<' | '>' | '&' | ';');
    (is_unspaced(last) || is_unspaced(first))
        && is_letter(last)
        && is_letter(first)
        && !NOT_LAST.contains(last)
        && !NOT_FIRST.contains(first)
}
