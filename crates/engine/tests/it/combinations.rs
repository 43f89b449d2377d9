//! Songs, presets, formats and profiles in random combinations: none panics, each gives the same bytes again, and each stops when
//! it is cancelled.

use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chordpro_config::presets;
use chordpro_engine::{
    ConfigSource, Engine, Error, Format, Input, Limit, Limits, Profile, Request,
};
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// The songs of the project, by name.
fn songs() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/songs");
    let entries = fs::read_dir(folder).expect("the songs are part of the project");
    let mut songs: Vec<(String, Vec<u8>)> = entries
        .map(|entry| entry.expect("an entry can be read"))
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|suffix| suffix == "cho")
        })
        .map(|entry| {
            let content = fs::read(entry.path()).expect("a song can be read");
            (entry.file_name().to_string_lossy().into_owned(), content)
        })
        .collect();
    songs.sort();
    assert!(songs.len() > 10, "there are {} songs", songs.len());
    songs
}

/// One combination.
#[derive(Debug, Clone)]
struct Mixture {
    song: Index,
    presets: Vec<&'static str>,
    format: Format,
    profile: Profile,
    transpose: i8,
    transcode: Option<&'static str>,
    are_lyrics_only: bool,
}

const NOTATIONS: [&str; 8] = [
    "common",
    "dutch",
    "german",
    "latin",
    "scandinavian",
    "solfege",
    "nashville",
    "roman",
];

fn mixtures() -> impl Strategy<Value = Mixture> {
    let names: Vec<&'static str> = presets().iter().map(|preset| preset.name).collect();
    let formats: Vec<Format> = Format::all().collect();
    (
        any::<Index>(),
        subsequence(names, 0..4),
        proptest::sample::select(formats),
        prop_oneof![Just(Profile::Reference), Just(Profile::Complete)],
        -14..15_i8,
        proptest::option::of(proptest::sample::select(&NOTATIONS[..])),
        any::<bool>(),
    )
        .prop_map(
            |(song, presets, format, profile, transpose, transcode, are_lyrics_only)| Mixture {
                song,
                presets,
                format,
                profile,
                transpose,
                transcode,
                are_lyrics_only,
            },
        )
}

impl Mixture {
    fn request(&self, songs: &[(String, Vec<u8>)]) -> Request {
        let (name, content) = self.song.get(songs);
        let input = Input::new(name, content.clone());
        let mut request = Request::book([input], self.format)
            .profile(self.profile)
            .transpose(self.transpose)
            .resolution(36.0);
        for preset in &self.presets {
            request = request.preset(*preset);
        }
        if let Some(notation) = self.transcode {
            request = request.transcode(notation);
        }
        if self.are_lyrics_only {
            request = request.lyrics_only();
        }
        request
    }
}

/// Tests `count` combinations, the same in every run.
fn try_mixtures(count: u32, test: impl Fn(&Mixture) -> Result<(), TestCaseError>) {
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(count)
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, rng)
        .run(&mixtures(), |mixture| test(&mixture))
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn every_mixture_gives_the_same_answer_again() {
    let songs = songs();
    try_mixtures(200, |mixture| {
        // An engine with cached configurations gives the same result as a new one.
        let engine = Engine::new();
        let answer = |engine: &Engine| {
            let answer = engine.convert(&mixture.request(&songs));
            answer.map_err(|error| error.to_string())
        };
        let (first, second, third) = (answer(&engine), answer(&engine), answer(&Engine::new()));
        let bytes = |answer: &Result<chordpro_engine::Artifact, String>| {
            answer
                .as_ref()
                .map(|artifact| artifact.bytes.clone())
                .map_err(String::clone)
        };
        prop_assert!(bytes(&first) == bytes(&second), "not the same again");
        prop_assert!(
            bytes(&first) == bytes(&third),
            "not the same of a new engine"
        );
        match first {
            Ok(artifact) => {
                prop_assert!(!artifact.bytes.is_empty());
            }
            Err(error) => return Err(TestCaseError::fail(error)),
        }
        Ok(())
    });
}

#[test]
fn every_preset_converts_to_every_format() {
    let engine = Engine::new();
    let song = "{title: Row}\n{key: C}\n{soc}\n[C]Row the [G7]boat\n{eoc}\n{sog}\n| C . | G . |\n{eog}\n{chorus}\n";
    for preset in presets() {
        for format in Format::all() {
            let mut request = Request::new(song, format);
            request.options.resolution = Some(36.0);
            let preset = ConfigSource::Preset(preset.name.to_owned());
            request.options.configs = vec![preset.clone()];
            let artifact = engine.convert(&request);
            let artifact = artifact.unwrap_or_else(|error| panic!("{preset:?}: {error}"));
            assert!(!artifact.bytes.is_empty(), "{preset:?}");
        }
    }
}

/// A request that is cancelled at the `moment`-th check, and the count of checks.
fn until(mut request: Request, moment: u64) -> (Request, Arc<AtomicU64>) {
    let questions = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&questions);
    request.is_over = Arc::new(move || count.fetch_add(1, Ordering::Relaxed) >= moment);
    (request, questions)
}

#[test]
fn whenever_time_is_over_a_conversion_ends_soon_and_says_so() {
    let songs = songs();
    let ended = Cell::new(0);
    try_mixtures(60, |mixture| {
        let (request, all) = until(mixture.request(&songs), u64::MAX);
        let whole = Engine::new().convert(&request).is_ok();
        let all = all.load(Ordering::Relaxed);
        for part in [0, 1, 2, 3] {
            let moment = all * part / 4;
            let (request, asked) = until(mixture.request(&songs), moment);
            let answer = Engine::new().convert(&request);
            if moment < all && whole {
                let is_said =
                    matches!(answer, Err(Error::Exceeded(e)) if e.limit == Limit::Deadline);
                prop_assert!(is_said, "question {moment} of {all}: no deadline");
                ended.set(ended.get() + 1);
            }
            let after = asked.load(Ordering::Relaxed).saturating_sub(moment);
            prop_assert!(after <= 20, "{after} questions after the time was over");
        }
        Ok(())
    });
    assert!(ended.get() > 180, "{} conversions ended", ended.get());
}

/// Tightens a limit so far that a song exceeds it.
type Tighten = fn(&mut Limits);

#[test]
fn every_limit_ends_a_conversion_by_its_name() {
    let songs = songs();
    let limits: [(Tighten, Limit); 3] = [
        (|limits| limits.elements = 3, Limit::Elements),
        (|limits| limits.pages = 0, Limit::Pages),
        (|limits| limits.bytes = 10, Limit::Bytes),
    ];
    for (tighten, limit) in limits {
        let (name, content) = songs
            .iter()
            .find(|(_, song)| song.len() > 500)
            .expect("a song");
        let mut request = Request::new(content.clone(), Format::Pdf);
        tighten(&mut request.limits);
        let answer = Engine::new().convert(&request);
        assert!(
            matches!(answer, Err(Error::Exceeded(exceeded)) if exceeded.limit == limit),
            "{name}: {limit:?} is not said"
        );
    }
}

#[test]
fn whatever_the_limits_are_the_result_keeps_to_them() {
    let songs = songs();
    let (kept, met) = (Cell::new(0), Cell::new(0));
    try_mixtures(60, |mixture| {
        for bytes in [1, 1000, 20_000] {
            let mut request = mixture.request(&songs);
            request.limits.bytes = bytes;
            request.limits.pages = 2;
            match Engine::new().convert(&request) {
                Ok(artifact) => {
                    let length = u64::try_from(artifact.bytes.len()).unwrap_or(u64::MAX);
                    prop_assert!(length <= bytes, "{length} bytes where {bytes} are allowed");
                    prop_assert!(artifact.pages <= 2, "{} pages", artifact.pages);
                    kept.set(kept.get() + 1);
                }
                Err(Error::Exceeded(e)) if matches!(e.limit, Limit::Bytes | Limit::Pages) => {
                    met.set(met.get() + 1);
                }
                Err(other) => return Err(TestCaseError::fail(other.to_string())),
            }
        }
        Ok(())
    });
    assert!(
        kept.get() > 30 && met.get() > 60,
        "{} kept, {} met",
        kept.get(),
        met.get()
    );
}
