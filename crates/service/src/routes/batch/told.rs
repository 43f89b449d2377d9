//! What a batch tells of its songs: as lines of JSON, or as a zip with a manifest.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chordpro_engine::Finding;
use serde_json::{Map, Value};

use super::spread::{Converted, Documents};
use crate::memory::Share;
use crate::problem::{Kind, Problem};
use crate::response::file_names::{Names, file_stem};
use crate::response::zip::{Content, Directory, TooLarge, deflate};
use crate::telemetry::request_id::RequestId;
use crate::worker::task::Packing;

/// The media type of lines of JSON.
pub(super) const LINES: &str = "application/x-ndjson";

/// The media type of a zip.
pub(super) const ZIP: &str = "application/zip";

/// Whether `Accept` names this media type.
pub(crate) fn accepts(headers: &HeaderMap, wanted: &str) -> bool {
    let values = headers.get_all(header::ACCEPT).iter();
    let mut ranges = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    ranges.any(|range| {
        let essence = range.split(';').next().unwrap_or_default();
        essence.trim().eq_ignore_ascii_case(wanted)
    })
}

/// How a batch is told.
pub(crate) enum Telling {
    /// As lines of JSON, each with its document in base64.
    Lines(RequestId),
    /// As a zip.
    Zip(Box<Zip>),
}

/// A zip being told.
pub(crate) struct Zip {
    id: RequestId,
    directory: Directory,
    names: Names,
    /// What the manifest says, one song a line.
    manifest: Vec<u8>,
    /// Whether there was no room for a song, and for any after it.
    is_full: bool,
}

/// What is to be sent.
pub(crate) type Piece = (Bytes, Option<Arc<Share>>);

impl Telling {
    /// As `Accept` says: as lines, unless it names a zip and no lines.
    pub(super) fn of(headers: &HeaderMap, id: &RequestId) -> Self {
        if accepts(headers, ZIP) && !accepts(headers, LINES) {
            Telling::zip(id)
        } else {
            Telling::Lines(id.clone())
        }
    }

    /// As a zip.
    pub(crate) fn zip(id: &RequestId) -> Self {
        Telling::Zip(Box::new(Zip {
            id: id.clone(),
            directory: Directory::default(),
            names: Names::default(),
            manifest: Vec::new(),
            is_full: false,
        }))
    }

    /// How the songs have to be packed for it.
    pub(crate) fn packing(&self) -> Packing {
        match self {
            Telling::Lines(_) => Packing::Plain,
            Telling::Zip(_) => Packing::Entries,
        }
    }

    /// The media type.
    pub(super) fn media_type(&self) -> &'static str {
        match self {
            Telling::Lines(_) => LINES,
            Telling::Zip(_) => ZIP,
        }
    }

    /// What is sent of a song.
    pub(crate) fn tell(&mut self, song: Converted) -> Vec<Piece> {
        match self {
            Telling::Lines(id) => vec![line(song, id)],
            Telling::Zip(zip) => zip.tell(song),
        }
    }

    /// The end of a zip, with its manifest or without.
    pub(crate) fn end_of_zip(self, has_manifest: bool) -> Result<Vec<u8>, TooLarge> {
        match self {
            Telling::Lines(_) => Ok(Vec::new()),
            Telling::Zip(zip) => zip.end(has_manifest),
        }
    }

    /// What is sent at the end.
    pub(crate) fn end(self) -> Result<Bytes, TooLarge> {
        match self {
            Telling::Lines(_) => Ok(Bytes::new()),
            Telling::Zip(zip) => zip.end(true).map(Bytes::from),
        }
    }
}

/// A song as a line of JSON.
fn line(song: Converted, id: &RequestId) -> Piece {
    let mut members = about(&song, id);
    let share = match song.made {
        Ok(documents) => {
            let name = name_of(&documents, song.name.as_deref());
            let name = format!("{name}.{}", documents.suffix);
            members.insert("filename".to_owned(), name.into());
            members.insert(
                "content".to_owned(),
                STANDARD.encode(&documents.bytes).into(),
            );
            Some(documents.share)
        }
        Err(_) => None,
    };
    let text = format!("{}\n", Value::Object(members));
    (text.into(), share)
}

/// What is told of a song beside its documents.
fn about(song: &Converted, id: &RequestId) -> Map<String, Value> {
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
    add("index", song.index.into());
    if let Some(name) = &song.name {
        add("name", name.as_str().into());
    }
    match &song.made {
        Ok(documents) => {
            let document = &documents.song.document;
            add("status", 200.into());
            add("media_type", documents.media_type.into());
            add("songs", document.songs.into());
            if document.pages > 0 {
                add("pages", document.pages.into());
            }
            add("warnings", document.warnings.into());
            let findings = documents.song.findings.iter();
            add("findings", findings.map(Finding::to_json).collect());
        }
        Err(problem) => {
            add("status", problem.kind().status().as_u16().into());
            add("problem", problem.body(id));
        }
    }
    members
}

/// What the documents of a song are called, without the suffix.
fn name_of(documents: &Documents, given: Option<&str>) -> String {
    let title = documents.song.document.title.as_deref();
    let given = given.map(|name| name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let name = title
        .and_then(file_stem)
        .or_else(|| given.and_then(file_stem));
    name.unwrap_or_else(|| "song".to_owned())
}

impl Zip {
    fn tell(&mut self, mut song: Converted) -> Vec<Piece> {
        let (mut pieces, mut files) = (Vec::new(), Vec::new());
        if let Ok(documents) = &song.made {
            let name = self.names.free(name_of(documents, song.name.as_deref()));
            match self.entries(documents, &name, &mut files) {
                Ok(entries) if !self.is_full => pieces = entries,
                _ => {
                    self.is_full = true;
                    let detail = "a zip has no room for more: 4 GiB, or 65 000 files; ask for application/x-ndjson";
                    song.made = Err(Problem::new(Kind::TooLarge, detail));
                    files.clear();
                }
            }
        }
        let mut members = about(&song, &self.id);
        members.insert("files".to_owned(), files.into());
        if !self.manifest.is_empty() {
            self.manifest.extend(b",\n");
        }
        self.manifest
            .extend(Value::Object(members).to_string().into_bytes());
        pieces
    }

    fn entries(
        &mut self,
        documents: &Documents,
        name: &str,
        files: &mut Vec<Value>,
    ) -> Result<Vec<Piece>, TooLarge> {
        let mut rest = documents.bytes.clone();
        let mut pieces = Vec::new();
        for file in &documents.song.files {
            if self.directory.count() >= MAX_FILES || self.is_full {
                return Err(TooLarge);
            }
            let page = file
                .page
                .map_or_else(String::new, |page| format!("-{page}"));
            let name = format!("{name}{page}.{}", documents.suffix);
            let content = Content {
                crc: file.crc,
                size: file.size,
            };
            let deflated = rest.split_to(file.length.min(rest.len()));
            let head = self.directory.add(&name, deflated.len(), content)?;
            pieces.push((head.into(), None));
            pieces.push((deflated, Some(Arc::clone(&documents.share))));
            files.push(name.into());
        }
        Ok(pieces)
    }

    /// The end of the zip, with its manifest if it should have one.
    fn end(mut self, has_manifest: bool) -> Result<Vec<u8>, TooLarge> {
        let mut bytes = Vec::new();
        if has_manifest {
            let manifest = [b"{\"songs\": [\n", self.manifest.as_slice(), b"\n]}\n"].concat();
            let (deflated, content) = deflate(&manifest)?;
            bytes.extend(
                self.directory
                    .add("manifest.json", deflated.len(), content)?,
            );
            bytes.extend(deflated);
        }
        bytes.extend(self.directory.finish()?);
        Ok(bytes)
    }
}

/// Most files of a zip, but for its manifest.
const MAX_FILES: u16 = 65_000;
