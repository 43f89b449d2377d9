//! Which of the songs of a request is at fault.

use std::sync::Arc;

use chordpro_engine::{Diagnostic, Error};

use super::task::{Failure, SongFault};
use crate::request::convert_request::ConvertRequest;

/// The diagnostic of an input in which there is no song.
const BLANK: &str = "no-songs";

/// The names of a request's songs, in order.
#[derive(Debug)]
pub(super) struct SongNames(Vec<Arc<str>>);

impl SongNames {
    /// Those of `order`.
    pub(super) fn of(convert_request: &ConvertRequest) -> Self {
        let names = convert_request
            .inputs
            .iter()
            .map(|input| Arc::clone(&input.name));
        SongNames(names.collect())
    }

    /// A failure of the engine over all songs.
    pub(super) fn failure(&self, error: Error) -> Failure {
        match error {
            Error::Song(diagnostic) => {
                let at = self.place(&diagnostic);
                Failure::Songs(vec![self.finding(*diagnostic, at)])
            }
            other => other.into(),
        }
    }

    /// Refuses a request with inputs in which there is no song.
    pub(super) fn refuse_blank(&self, diagnostics: &[Diagnostic]) -> Result<(), Failure> {
        let blank = diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.code == BLANK)
            .map(|diagnostic| self.finding(diagnostic.clone(), self.place(diagnostic)));
        let blank: Vec<SongFault> = blank.collect();
        if blank.is_empty() {
            Ok(())
        } else {
            Err(Failure::Songs(blank))
        }
    }

    /// The place of the song that a diagnostic is about: as it says, else by its name, where only one has it.
    fn place(&self, diagnostic: &Diagnostic) -> Option<usize> {
        diagnostic.input.or_else(|| {
            let source = diagnostic.source.as_ref()?;
            let mut named = self
                .0
                .iter()
                .enumerate()
                .filter(|(_, name)| *name == source);
            let (at, _) = named.next()?;
            named.next().is_none().then_some(at)
        })
    }

    /// One song needs no name to be found.
    fn finding(&self, diagnostic: Diagnostic, at: Option<usize>) -> SongFault {
        let at = at.filter(|_| self.0.len() > 1);
        let name = at.and_then(|at| self.0.get(at));
        let mut fault = SongFault::from(diagnostic);
        fault.song = name.zip(at).map(|(name, at)| (at, name.to_string()));
        fault
    }
}
