//! Detects chords-over-lyrics input and converts it (`docs/spec/language.md#1.3`).

use std::borrow::Cow;
use std::sync::Arc;

use chordpro_chords::Strictness;
use chordpro_config::{Config, view};

use crate::crd::{self, Classifier, CrdOptions};
use crate::{Diagnostic, Profile, ReadOptions, Severity, SongInput};

/// The text to read.
pub(crate) struct Import<'t> {
    pub(crate) text: Cow<'t, str>,
    /// Says that the text was converted.
    pub(crate) diagnostic: Option<Diagnostic>,
}

/// Converts the text of an input where it is chords over lyrics.
pub(crate) fn import<'t>(
    text: Cow<'t, str>,
    input: &SongInput,
    config: &Config,
    options: &ReadOptions,
) -> Import<'t> {
    if options.is_fragment || !is_chords_over_lyrics(&text, config, options) {
        return Import {
            text,
            diagnostic: None,
        };
    }
    // Whoever asks for the conversion need not be told.
    let diagnostic = options.chords_over_lyrics.is_none().then(|| {
        let message = format!("Converting {} to ChordPro format", input.name);
        let mut diagnostic = Diagnostic::new("converted", Severity::Info, message);
        diagnostic.source = Some(Arc::clone(&input.name));
        diagnostic
    });
    let converted = crd::convert(&text, &config.notes, &crd_options(config, options));
    Import {
        text: Cow::Owned(converted),
        diagnostic,
    }
}

fn crd_options(config: &Config, options: &ReadOptions) -> CrdOptions {
    CrdOptions {
        tabstop: usize::try_from(config.a2crd.tabstop).unwrap_or(0),
        infer_titles: config.a2crd.infer_titles,
        classifier: match config.a2crd.classifier {
            view::Classifier::PctChords => Classifier::Percentage,
            view::Classifier::Classic => Classifier::Classic,
        },
        strictness: strictness(config),
        profile: options.profile,
    }
}

/// How strictly chord names are read.
pub(crate) fn strictness(config: &Config) -> Strictness {
    match config.settings.chordnames {
        view::Chordnames::Strict => Strictness::Strict,
        view::Chordnames::Relaxed => Strictness::Relaxed,
    }
}

fn is_chords_over_lyrics(text: &str, config: &Config, options: &ReadOptions) -> bool {
    match options.chords_over_lyrics {
        Some(choice) => choice,
        None => {
            crd::looks_like_it(text)
                && (options.profile == Profile::Reference
                    || !crd::has_only_comments(text)
                        && !crd::has_bracket_chords(text, &config.notes, strictness(config)))
        }
    }
}
