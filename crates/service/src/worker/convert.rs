//! The work itself: songs to documents, findings and diagrams.

use std::collections::BTreeMap;
use std::sync::Arc;

use chordpro_engine::{
    Engine, Error, Exceeded, Finding, Format, Input, Limit, Limits, Request, look_up_chord,
};

use super::archive;
use super::conversion::{IsOver, described, request};
use super::diagram::{Drawn, Picture, diagram};
use super::packed_song;
use super::preview;
use super::song_document;
use super::song_names::SongNames;
use super::task::{Answer, Document, Failure, Sheet, Task, Work};
use crate::request::convert_request::ConvertRequest;
use crate::response::compression::Coding;

/// The song of a trial.
const TRIAL: &str = "{title: Health}\n[C]Still [G]here\n";

/// Does a task: the answer, and the document where it has one.
pub(super) fn perform(engine: &Engine, task: Task, is_over: IsOver) -> (Answer, Vec<u8>) {
    let Task { work, limits, .. } = task;
    let made = match work {
        Work::Convert {
            convert_request,
            coding,
        } => {
            let made = if convert_request.options.is_archive(convert_request.format) {
                archive::make(engine, convert_request, &limits, is_over)
            } else {
                document(engine, convert_request, limits, is_over)
            };
            made.map(|(document, bytes)| coded(document, bytes, coding))
        }
        Work::Song {
            convert_request,
            packing,
        } => song_document::make(engine, convert_request, packing, &limits, is_over)
            .map(|(document, bytes)| (Answer::Song(Box::new(document)), bytes)),
        Work::Link {
            packed,
            most,
            convert_request,
            coding,
        } => linked(&packed, most, convert_request)
            .and_then(|convert_request| document(engine, convert_request, limits, is_over))
            .map(|(document, bytes)| coded(document, bytes, coding)),
        Work::Pack(text) => Ok((Answer::Packed, packed_song::pack(&text).into_bytes())),
        Work::Preview {
            convert_request,
            coding,
        } => preview::make(engine, convert_request, &limits, &is_over)
            .map(|(document, bytes)| coded(document, bytes, coding)),
        Work::Lint(convert_request) => {
            let songs = SongNames::of(&convert_request);
            findings(engine, convert_request, limits, is_over).map_err(|error| songs.failure(error))
        }
        Work::Import(convert_request) => {
            let songs = SongNames::of(&convert_request);
            sheets(engine, convert_request, limits, is_over).map_err(|error| songs.failure(error))
        }
        Work::Diagram {
            query,
            size,
            theme,
            position,
            has_fingers,
            format,
            coding,
        } => {
            let picture = Picture {
                size,
                theme,
                has_fingers,
                format,
            };
            let song = |text: String| {
                let mut request = Request::new(text, format);
                request.limits = limits.clone();
                request.is_over = Arc::clone(&is_over);
                request.options.fragment = true;
                request
            };
            diagram(engine, &query, position, picture, song).map(|drawn| match drawn {
                Drawn::Picture(artifact) => {
                    let (document, bytes) = described(*artifact);
                    coded(document, bytes, coding)
                }
                Drawn::Nothing(answer) => (answer, Vec::new()),
            })
        }
        Work::Inspect(convert_request) => {
            let songs = SongNames::of(&convert_request);
            inspected(engine, convert_request, limits, is_over)
                .map_err(|error| songs.failure(error))
        }
        Work::Chord(query) => Ok(match look_up_chord(&query) {
            Ok(report) => (
                Answer::Json,
                serde_json::to_vec(&report).unwrap_or_default(),
            ),
            Err(error) => (Answer::NoChord(error), Vec::new()),
        }),
        Work::PresetPictures(names) => preset_pictures(engine, &names, &limits, &is_over)
            .map(|pictures| (Answer::Json, pictures))
            .map_err(Failure::from),
        Work::Trial => engine
            .convert(&Request::new(TRIAL, Format::Text))
            .map(|artifact| {
                let (document, bytes) = described(artifact);
                (Answer::Document(document), bytes)
            })
            .map_err(Failure::from),
    };
    made.unwrap_or_else(|failure| (Answer::Failed(failure), Vec::new()))
}

/// The request of a link with its song.
fn linked(
    packed: &str,
    most: u64,
    mut convert_request: ConvertRequest,
) -> Result<ConvertRequest, Failure> {
    let text = packed_song::unpack(packed, most).map_err(Failure::Packed)?;
    convert_request.inputs = vec![Input::new("song.cho", text)];
    Ok(convert_request)
}

/// The document in this coding, where that makes it shorter.
fn coded(document: Document, bytes: Vec<u8>, coding: Coding) -> (Answer, Vec<u8>) {
    let (coding, bytes) = match coding.compress(&bytes) {
        Some(packed) => (coding, packed),
        None => (Coding::Identity, bytes),
    };
    (Answer::Document(Document { coding, ..document }), bytes)
}

/// What is wrong with songs, as long as it can be told in the size of a document.
fn findings(
    engine: &Engine,
    convert_request: ConvertRequest,
    limits: Limits,
    is_over: IsOver,
) -> Result<(Answer, Vec<u8>), Error> {
    let max_bytes = limits.bytes;
    let findings = engine.lint(&request(convert_request, limits, is_over))?;
    let findings: Vec<Finding> = findings.into_iter().map(Finding::from).collect();
    if findings.iter().map(Finding::size).sum::<usize>() as u64 > max_bytes {
        return Err(Exceeded::new(Limit::Bytes, max_bytes).into());
    }
    Ok((Answer::Findings(findings), Vec::new()))
}

/// Sheets as ChordPro, as long as their report can be told in the size of a document.
fn sheets(
    engine: &Engine,
    convert_request: ConvertRequest,
    limits: Limits,
    is_over: IsOver,
) -> Result<(Answer, Vec<u8>), Error> {
    let max_bytes = limits.bytes;
    let request = request(convert_request, limits, is_over);
    let imports = engine.import(&request)?;
    let inputs = request.inputs.iter().zip(imports);
    let sheets: Vec<Sheet> = inputs
        .map(|(input, import)| Sheet::new(&input.name, import))
        .collect();
    if sheets.iter().map(Sheet::size).sum::<u64>() > max_bytes {
        return Err(Exceeded::new(Limit::Bytes, max_bytes).into());
    }
    Ok((Answer::Sheets(sheets), Vec::new()))
}

/// What songs are like, as JSON.
fn inspected(
    engine: &Engine,
    convert_request: ConvertRequest,
    limits: Limits,
    is_over: IsOver,
) -> Result<(Answer, Vec<u8>), Error> {
    let songs = engine.inspect(&request(convert_request, limits, is_over))?;
    let found = serde_json::json!({ "songs": songs });
    Ok((Answer::Json, found.to_string().into_bytes()))
}

/// The song that shows how presets look.
const SAMPLE: &str = include_str!("sample.cho");

fn preset_pictures(
    engine: &Engine,
    names: &[String],
    limits: &Limits,
    is_over: &IsOver,
) -> Result<Vec<u8>, Error> {
    let mut pictures = BTreeMap::new();
    for name in names {
        let mut sample = Request::new(SAMPLE, Format::Svg).preset(name);
        sample.limits = limits.clone();
        sample.is_over = Arc::clone(is_over);
        pictures.insert(name, engine.miniature(&sample)?);
    }
    Ok(serde_json::to_vec(&pictures).unwrap_or_default())
}

fn document(
    engine: &Engine,
    convert_request: ConvertRequest,
    limits: Limits,
    is_over: IsOver,
) -> Result<(Document, Vec<u8>), Failure> {
    let songs = SongNames::of(&convert_request);
    let artifact = engine
        .convert(&request(convert_request, limits, is_over))
        .map_err(|error| songs.failure(error))?;
    songs.refuse_blank(&artifact.diagnostics)?;
    Ok(described(artifact))
}
