//! Converting chords over lyrics to ChordPro without reading the result.

use chordpro_chords::Strictness;
use chordpro_song::crd::{self, Classifier, CrdOptions};
use chordpro_song::decode::decode;

use crate::{Engine, Error, Request};

impl Engine {
    /// The ChordPro text of each input, one after the other.
    ///
    /// # Errors
    /// [`Error::Config`] and [`Error::Option`].
    pub fn import(&self, request: &Request) -> Result<String, Error> {
        let (config, _) = self.configuration(request)?;
        let settings = &config.a2crd;
        let options = CrdOptions {
            tabstop: usize::try_from(settings.tabstop).unwrap_or(0),
            infer_titles: settings.infer_titles && !request.options.fragment,
            classifier: Classifier::parse(settings.classifier.word()).unwrap_or_default(),
            strictness: Strictness::Strict,
            profile: request.options.profile,
        };
        let songs = request.inputs.iter().map(|input| {
            let text = decode(&input.content);
            crd::convert(&text, &config.notes, &options)
        });
        Ok(songs.collect())
    }
}
