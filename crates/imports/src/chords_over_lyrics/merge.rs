//! Merging of a chord line with the lyrics line below it.

/// Inserts the words of the chord line, in brackets, at their columns in the lyrics.
pub(super) fn merge(chords: &str, lyrics: &str) -> String {
    let mut merged = String::with_capacity(chords.len().saturating_add(lyrics.len()));
    let mut lyrics = lyrics.chars();
    let mut rest = chords;
    loop {
        let word = rest.trim_start();
        if word.is_empty() {
            break;
        }
        let blanks = rest.len().saturating_sub(word.len());
        let blanks = rest
            .get(..blanks)
            .map_or(0, |blanks| blanks.chars().count());
        merged.extend(lyrics.by_ref().take(blanks));
        let end = word.find(char::is_whitespace).unwrap_or(word.len());
        let (chord, after) = word.split_at_checked(end).unwrap_or((word, ""));
        merged.push('[');
        merged.push_str(chord);
        merged.push(']');
        merged.extend(lyrics.by_ref().take(chord.chars().count()));
        rest = after;
    }
    merged.push_str(lyrics.as_str());
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_stand_where_they_stood() {
        assert_eq!(merge("C   Gm x2", "Hello wörld"), "[C]Hell[Gm]o w[x2]örld");
    }

    #[test]
    fn nothing_is_padded_beyond_the_lyrics() {
        assert_eq!(merge("C        G", "short"), "[C]short[G]");
        assert_eq!(merge("C G ", ""), "[C][G]");
    }
}
