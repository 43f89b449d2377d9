//! Evaluates the selectors of conditional directives (`docs/spec/language.md#4.2`).

use crate::SongVariables;
use crate::song_reader::SongReader;
use crate::truth::is_true;

impl SongReader<'_, '_> {
    /// Whether a directive with this selector is for this song: for its instrument, its user, or its metadata.
    pub(crate) fn is_selected(&self, selector: &str) -> bool {
        match selector.strip_suffix('!') {
            Some(selector) => !self.matches(selector),
            None => self.matches(selector),
        }
    }

    fn matches(&self, selector: &str) -> bool {
        if selector.is_empty() {
            return false;
        }
        let surroundings = &self.song.surroundings;
        let user = match self.config.user.name.as_str() {
            "" => surroundings.user_name.as_str(),
            name => name,
        };
        if selector == self.config.instrument.kind.to_lowercase() || selector == user.to_lowercase()
        {
            return true;
        }
        match selector {
            "bookmark" | "chordpro.songsource" => SongVariables::reading(&self.song, &self.config)
                .lookup(selector)
                .is_some_and(|values| values.first().is_some_and(|value| is_true(value))),
            _ => self.song.meta.first(selector).is_some_and(is_true),
        }
    }
}
