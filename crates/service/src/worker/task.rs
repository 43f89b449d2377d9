//! What travels between parent and worker.

use std::time::Duration;

use chordpro_engine::{
    ChordLookupError, ChordQuery, Diagnostic, Error, Exceeded, Finding, Format, Import,
    ImportedSong, Limits,
};
use serde::{Deserialize, Serialize};

use crate::request::chord_query::Theme;
use crate::request::convert_request::ConvertRequest;
use crate::response::compression::Coding;

/// What the worker sends.
#[derive(Debug, Serialize, Deserialize)]
pub enum FromWorker {
    /// It takes tasks, inside of this sandbox.
    Ready(super::sandbox::Confinement),
    /// The answer to a task; a document is the frame's body.
    Answer(Answer),
}

/// Work, and within which limits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Task {
    /// What to do.
    pub work: Work,
    /// The engine's limits.
    pub limits: Limits,
    /// How much time there is.
    pub time: Duration,
}

impl Task {
    /// Work within `limits`; the pool adds the time.
    pub fn new(work: Work, limits: Limits) -> Self {
        Task {
            work,
            limits,
            time: Duration::ZERO,
        }
    }
}

/// What a worker can do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Work {
    /// Songs to a document.
    Convert {
        /// What is asked for.
        convert_request: ConvertRequest,
        /// How the document is coded.
        coding: Coding,
    },
    /// One song of many to a document, or to one for each of its pages.
    Song {
        /// What is asked for.
        convert_request: ConvertRequest,
        /// How its bytes come.
        packing: Packing,
    },
    /// The song of a link to a document.
    Link {
        /// The song as it stands in the address.
        packed: String,
        /// Most bytes that it may have.
        most: u64,
        /// What is asked for, without its song.
        convert_request: ConvertRequest,
        /// How the document is coded.
        coding: Coding,
    },
    /// A song to what stands in addresses.
    Pack(Vec<u8>),
    /// The pages of songs for an editor, with all there is to know about them, as JSON.
    Preview {
        /// What is asked for.
        convert_request: ConvertRequest,
        /// How the answer is coded.
        coding: Coding,
    },
    /// What is wrong with songs.
    Lint(ConvertRequest),
    /// Sheets to ChordPro.
    Import(ConvertRequest),
    /// The diagram of one chord.
    Diagram {
        /// The chord, and for what it is drawn.
        query: ChordQuery,
        /// The width in pixels.
        size: Option<u16>,
        /// The colours.
        theme: Theme,
        /// Which of its shapes, from 1.
        position: u8,
        /// Whether fingers are shown.
        has_fingers: bool,
        /// SVG or PNG.
        format: Format,
        /// How the picture is coded.
        coding: Coding,
    },
    /// What songs are like, as JSON.
    Inspect(ConvertRequest),
    /// What is known of one chord, as JSON.
    Chord(ChordQuery),
    /// A small picture of each of these presets, as a JSON object of names to SVG.
    PresetPictures(Vec<String>),
    /// A tiny conversion, to see whether it works.
    Trial,
}

/// How a task ended.
#[derive(Debug, Serialize, Deserialize)]
pub enum Answer {
    /// With a document: the body of the frame.
    Document(Document),
    /// With the documents of one song of many: the body of the frame.
    Song(Box<SongDocument>),
    /// With findings.
    Findings(Vec<Finding>),
    /// With sheets as ChordPro.
    Sheets(Vec<Sheet>),
    /// The chord has no diagram at this position; how many it has.
    NoDiagram(usize),
    /// With JSON in the body of the frame: what is known of a chord, or what songs are like.
    Json,
    /// With a packed song in the body of the frame.
    Packed,
    /// It is no chord, or it cannot be looked up.
    NoChord(ChordLookupError),
    /// With a fault of the request, or out of its limits.
    Failed(Failure),
    /// With a panic, at this place of the source.
    Panicked(Option<String>),
}

/// What a document is like.
#[derive(Debug, Serialize, Deserialize)]
pub struct Document {
    /// The title of the first song or of the book.
    pub title: Option<String>,
    /// How it is coded: as asked for, where that made it shorter.
    pub coding: Coding,
    /// How many songs were read.
    pub songs: usize,
    /// How many pages it has; 0 where it has none.
    pub pages: usize,
    /// How many warnings and errors the songs have.
    pub warnings: usize,
}

/// How the documents of one song of many come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Packing {
    /// As one document, which is a zip where each page is one.
    Plain,
    /// As the entries of a zip, deflated.
    Entries,
}

/// The documents of one song of many. Their bytes follow each other in the body of the frame.
#[derive(Debug, Serialize, Deserialize)]
pub struct SongDocument {
    /// What they are like together.
    pub document: Document,
    /// Each of them.
    pub files: Vec<SongFile>,
    /// What was noticed about the song.
    pub findings: Vec<Finding>,
}

/// One of the documents of a song.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SongFile {
    /// The page that it shows, from 1, where each page is a document.
    pub page: Option<usize>,
    /// The CRC-32 of the document.
    pub crc: u32,
    /// How many bytes the document has.
    pub size: u32,
    /// How many bytes it takes in the body.
    pub length: usize,
}

/// What keeps a song from being converted.
#[derive(Debug, Serialize, Deserialize)]
pub struct SongFault {
    /// What is wrong.
    pub finding: Finding,
    /// The song that it is about, by its place from 0 and its name, where it keeps a request of several from being done.
    pub song: Option<(usize, String)>,
}

impl From<Diagnostic> for SongFault {
    fn from(diagnostic: Diagnostic) -> Self {
        SongFault {
            finding: diagnostic.into(),
            song: None,
        }
    }
}

/// A sheet as ChordPro.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sheet {
    /// The name that the request gives it.
    pub name: String,
    /// The name of the format that it was read in.
    pub from: String,
    /// `certain`, `likely` or `possible`.
    pub confidence: String,
    /// What shows the format.
    pub reason: String,
    /// Its songs.
    pub songs: Vec<SheetSong>,
}

/// A song of a sheet.
#[derive(Debug, Serialize, Deserialize)]
pub struct SheetSong {
    /// The name of its file within an archive.
    pub name: Option<String>,
    /// The ChordPro text.
    pub chordpro: String,
    /// For each line of the text the line of the sheet that it comes from, from 1.
    pub lines: Vec<u32>,
    /// What lines of the sheet were taken for: the line, the name of what it is, and why.
    pub report: Vec<(u32, String, Option<String>)>,
}

impl Sheet {
    /// The sheet called `name`.
    pub fn new(name: &str, import: Import) -> Self {
        let song = |song: ImportedSong| SheetSong {
            name: song.name,
            chordpro: song.text,
            lines: song.places,
            report: song
                .report
                .into_iter()
                .map(|line| (line.line, line.taken.name().to_owned(), line.detail))
                .collect(),
        };
        Sheet {
            name: name.to_owned(),
            from: import.detection.format.name().to_owned(),
            confidence: import.detection.confidence.name().to_owned(),
            reason: import.detection.reason.to_owned(),
            songs: import.songs.into_iter().map(song).collect(),
        }
    }

    /// About how many bytes it takes as JSON.
    pub fn size(&self) -> u64 {
        // A line of the report takes some fifty bytes beside its text.
        let songs = self.songs.iter().map(|song| {
            let details = song
                .report
                .iter()
                .map(|(_, _, detail)| detail.as_ref().map_or(0, String::len));
            song.chordpro.len()
                + 6 * song.lines.len()
                + 50 * song.report.len()
                + details.sum::<usize>()
        });
        songs.sum::<usize>() as u64
    }
}

/// An [`Error`] of the engine.
#[derive(Debug, Serialize, Deserialize)]
pub enum Failure {
    /// See [`Error::Exceeded`].
    Exceeded(Exceeded),
    /// See [`Error::Option`].
    Option {
        /// The name of the option.
        option: String,
        /// What is wrong with it.
        message: String,
    },
    /// See [`Error::Config`].
    Config(String),
    /// The song of a link cannot be unpacked.
    Packed(PackedFault),
    /// Songs that cannot be converted, see [`Error::Song`]; or in which there is no song.
    Songs(Vec<SongFault>),
    /// Any other.
    Internal(String),
}

/// What is wrong with the song of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PackedFault {
    /// It is no base64url of a whole DEFLATE stream.
    NotPacked,
    /// It has more than so many bytes.
    TooLarge(u64),
    /// There is nothing in it.
    Blank,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Exceeded(exceeded) => Failure::Exceeded(exceeded),
            Error::Option { option, message } => Failure::Option {
                option: option.to_owned(),
                message,
            },
            Error::Config { message } => Failure::Config(message),
            Error::Song(diagnostic) => Failure::Songs(vec![(*diagnostic).into()]),
            other => Failure::Internal(other.to_string()),
        }
    }
}
