//! Converts chords over lyrics to ChordPro without reading the result (`docs/spec/cli.md#6`).

use std::sync::Arc;

use chordpro_chords::Strictness;
use chordpro_config::view::Chordnames;
use chordpro_song::Budget;
use chordpro_song::crd::{self, Classifier, CrdOptions};
use chordpro_song::decode::decode;

use crate::{Engine, Error, Request};

impl Engine {
    /// The ChordPro text of each input, one after the other.
    ///
    /// # Errors
    /// [`Error::Config`] and [`Error::Option`]; [`Error::Exceeded`] where time is over, or the text is too long.
    pub fn import(&self, request: &Request) -> Result<String, Error> {
        let budget = Budget::new(request.limits.clone(), Arc::clone(&request.is_over));
        let (config, _) = self.configuration(request)?;
        let settings = &config.a2crd;
        let mut options = CrdOptions::default();
        options.tabstop = usize::try_from(settings.tabstop).unwrap_or(0);
        options.infer_titles = settings.infer_titles && !request.options.fragment;
        options.classifier = Classifier::parse(settings.classifier.word()).unwrap_or_default();
        options.strictness = match config.settings.chordnames {
            Chordnames::Strict => Strictness::Strict,
            Chordnames::Relaxed => Strictness::Relaxed,
        };
        options.profile = request.options.profile;
        let mut songs = String::new();
        for input in &request.inputs {
            budget.check_time()?;
            let text = decode(&input.content);
            songs.push_str(&crd::convert(&text, &config.notes, &options));
            budget.check_bytes(songs.len() as u64)?;
        }
        Ok(songs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, Input};

    const TEXT: &str = "Row\n\nCfoo   Gbar\nhello  world\n";

    fn request() -> Request {
        Request::new(TEXT, Format::Cho)
    }

    #[test]
    fn names_of_chords_are_as_strict_as_the_settings_say() {
        let import = |request: &Request| Engine::new().import(request).expect("a text");
        let mut request = request();
        assert_eq!(
            import(&request),
            "{title: Row}\n\nCfoo   Gbar\nhello  world\n"
        );
        let relaxed = ("settings.chordnames".to_owned(), "relaxed".to_owned());
        request.options.defines.push(relaxed);
        assert_eq!(
            import(&request),
            "{title: Row}\n\n[Cfoo]hello  [Gbar]world\n"
        );
    }

    #[test]
    fn every_input_is_converted_in_order() {
        let mut request = request();
        request.inputs.push(Input::new("two", "Two\n\nC\nx\n"));
        let text = Engine::new().import(&request).expect("a text");
        assert!(
            text.find("{title: Row}") < text.find("{title: Two}"),
            "{text}"
        );
    }

    #[test]
    fn limits_hold() {
        let mut late = request();
        late.is_over = Arc::new(|| true);
        let error = Engine::new().import(&late).expect_err("time is over");
        assert!(matches!(error, Error::Exceeded(_)), "{error}");
        let mut long = request();
        long.limits.bytes = 10;
        let error = Engine::new().import(&long).expect_err("too long");
        assert!(matches!(error, Error::Exceeded(_)), "{error}");
    }
}
