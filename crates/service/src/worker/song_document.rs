//! One song of many: its documents, and what was noticed about it.

use std::iter;

use chordpro_engine::{Artifact, Engine, Exceeded, Finding, Limit, Limits, PageChoice};

use super::archive;
use super::conversion::{IsOver, count_warnings_of, described, request};
use super::song_names::SongNames;
use super::task::{Failure, Packing, SongDocument, SongFile};
use crate::request::convert_request::ConvertRequest;
use crate::response::zip::{self, Content};

/// Most findings of one song that are told.
const MAX_FINDINGS: usize = 100;

/// Converts the song: what became of it, and the bytes of its documents.
pub(super) fn make(
    engine: &Engine,
    convert_request: ConvertRequest,
    packing: Packing,
    limits: &Limits,
    is_over: IsOver,
) -> Result<(SongDocument, Vec<u8>), Failure> {
    let is_archive = convert_request.options.is_archive(convert_request.format);
    let has_pages = is_archive && convert_request.options.engine.page == Some(PageChoice::All);
    if packing == Packing::Plain && is_archive {
        let (document, bytes) = archive::make(engine, convert_request, limits, is_over)?;
        let files = vec![SongFile {
            page: None,
            crc: 0,
            size: 0,
            length: bytes.len(),
        }];
        let findings = Vec::new();
        return Ok((
            SongDocument {
                document,
                files,
                findings,
            },
            bytes,
        ));
    }
    let songs = SongNames::of(&convert_request);
    let artifact = engine
        .convert(&request(convert_request, limits.clone(), is_over))
        .map_err(|error| songs.failure(error))?;
    songs.refuse_blank(&artifact.diagnostics)?;
    if artifact.length() > limits.bytes {
        return Err(too_long(limits));
    }
    packed(artifact, packing, has_pages, limits)
}

fn too_long(limits: &Limits) -> Failure {
    Failure::Exceeded(Exceeded::new(Limit::Bytes, limits.bytes))
}

fn packed(
    mut artifact: Artifact,
    packing: Packing,
    has_pages: bool,
    limits: &Limits,
) -> Result<(SongDocument, Vec<u8>), Failure> {
    let diagnostics = std::mem::take(&mut artifact.diagnostics);
    let warnings = count_warnings_of(&diagnostics);
    let findings = diagnostics.into_iter().take(MAX_FINDINGS);
    let findings = findings.map(Finding::from).collect();
    let further = std::mem::take(&mut artifact.further_pages);
    let (mut document, first) = described(artifact);
    document.warnings = warnings;
    let (mut files, mut body) = (Vec::new(), Vec::new());
    for (number, content) in (1..).zip(iter::once(first).chain(further)) {
        let page = has_pages.then_some(number);
        let (bytes, about) = match packing {
            Packing::Plain => (content, Content { crc: 0, size: 0 }),
            Packing::Entries => zip::deflate(&content).map_err(|_| too_long(limits))?,
        };
        files.push(SongFile {
            page,
            crc: about.crc,
            size: about.size,
            length: bytes.len(),
        });
        if body.is_empty() {
            body = bytes;
        } else {
            body.extend(bytes);
        }
    }
    let made = SongDocument {
        document,
        files,
        findings,
    };
    Ok((made, body))
}
