//! Attacks by untrusted input, row by row of the table in `docs/security.md`, through the engine's public interface, as the service
//! uses it. Everything outside of the request is reachable only through `Assets`, so a spy there sees every attempt.

mod code;
mod files;
mod growth;
mod traces;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chordpro_engine::{
    Artifact, AssetKind, Assets, ConfigSource, Engine, Error, Format, Profile, Request,
};

/// Plays a file of the machine: returns a secret for every request, and records the requests.
#[derive(Default)]
struct Spy(Mutex<Vec<(AssetKind, String)>>);

const SECRET: &str = "s3cr3t-of-the-machine";

impl Assets for Spy {
    fn open(&self, kind: AssetKind, name: &str, _: Option<&str>) -> Option<Arc<[u8]>> {
        let mut asked = self.0.lock().expect("no thread failed");
        asked.push((kind, name.to_owned()));
        Some(Arc::from(SECRET.as_bytes()))
    }

    fn variable(&self, name: &str) -> Option<String> {
        let mut asked = self.0.lock().expect("no thread failed");
        asked.push((AssetKind::Config, format!("${name}")));
        Some(SECRET.to_owned())
    }
}

struct Attempt {
    result: Result<Artifact, Error>,
    asked: Vec<(AssetKind, String)>,
}

impl Attempt {
    /// The resulting document as text.
    fn text(&self) -> String {
        match &self.result {
            Ok(artifact) => String::from_utf8_lossy(&artifact.bytes).into_owned(),
            Err(error) => panic!("there is no document: {error}"),
        }
    }

    fn codes(&self) -> Vec<&str> {
        match &self.result {
            Ok(artifact) => artifact
                .diagnostics
                .iter()
                .map(|diagnostic| diagnostic.code)
                .collect(),
            Err(_) => Vec::new(),
        }
    }

    /// The recorded requests, except for the bundled font, which an owner may replace.
    fn asked(&self) -> Vec<&(AssetKind, String)> {
        let own = (AssetKind::Font, "MuseJazzText.otf".to_owned());
        self.asked.iter().filter(|asked| **asked != own).collect()
    }

    /// Everything that a client sees: the document and the diagnostics.
    fn shown(&self) -> String {
        match &self.result {
            Ok(artifact) => {
                assert!(!artifact.bytes.is_empty());
                let said = artifact.diagnostics.iter().map(|one| one.message.as_str());
                self.text() + &said.collect::<String>()
            }
            Err(error) => error.to_string(),
        }
    }

    /// Checks that nothing was requested, and nothing of the machine is shown.
    fn is_harmless(&self, what: &str) {
        assert!(self.asked().is_empty(), "{what}: {:?}", self.asked());
        assert!(!self.shown().contains(SECRET), "{what}");
    }
}

fn attempt_with(change: impl FnOnce(&mut Request), song: &str, format: Format) -> Attempt {
    let spy = Arc::new(Spy::default());
    let mut request = Request::new(song, format);
    request.assets = Arc::clone(&spy) as Arc<dyn Assets>;
    request.options.profile = Profile::Complete;
    let begin = Instant::now();
    request.is_over = Arc::new(move || begin.elapsed() > Duration::from_secs(60));
    change(&mut request);
    let result = Engine::new().convert(&request);
    assert!(
        !matches!(
            result,
            Err(Error::Exceeded(e)) if e.limit == chordpro_engine::Limit::Deadline
        ),
        "it takes too long: {song}"
    );
    let asked = spy.0.lock().expect("no thread failed").clone();
    Attempt { result, asked }
}

fn attempt(song: &str, format: Format) -> Attempt {
    attempt_with(|_| {}, song, format)
}

/// A song with settings, as lines at its top.
fn with_settings(settings: &str) -> String {
    format!("##config: json\n# {settings}\n{{title: T}}\n[C]Row the boat\n")
}

/// Settings that must be rejected by name, from a song and from a request alike.
fn refused(settings: &str) {
    for format in [Format::Pdf, Format::Html, Format::Text] {
        let of_song = attempt(&with_settings(settings), format);
        of_song.is_harmless(settings);
        assert!(
            of_song.codes().contains(&"denied-setting"),
            "{settings}: {:?}",
            of_song.codes()
        );
        let of_request = attempt_with(
            |request| {
                let source = ConfigSource::text("mine.json", settings);
                request.options.configs.push(source);
            },
            "{title: T}\n[C]Row",
            format,
        );
        of_request.is_harmless(settings);
        assert!(of_request.codes().contains(&"denied-setting"), "{settings}");
    }
}
