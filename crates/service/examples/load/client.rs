//! One client on one connection: what it asks for, and whether what comes is that.

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::service::{HOSTILE_KEY, KEY};

const SONG: &str = include_str!("../amazing-grace.cho");

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request, and what its answer must be like.
#[derive(Debug)]
pub(crate) struct ConvertRequest {
    bytes: Vec<u8>,
    status: u16,
    beginning: &'static str,
    /// What has to stand in the answer, where it is text.
    mark: String,
    least: usize,
}

impl ConvertRequest {
    /// `GET path`.
    pub(crate) fn get(path: &str) -> Self {
        let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\nX-API-Key: {KEY}\r\n\r\n");
        ConvertRequest {
            bytes: head.into_bytes(),
            status: 200,
            beginning: "",
            mark: String::new(),
            least: 1,
        }
    }

    /// The page as `format`, told from others by `number`.
    pub(crate) fn page(format: &str, number: u64) -> Self {
        let mark = format!("Sheet {number}.");
        let content = format!("{SONG}{{comment: {mark}}}\n");
        let body = serde_json::json!({ "content": content, "output_format": format });
        let (beginning, least) = match format {
            "pdf" => ("%PDF-", 10_000),
            "html" => ("<", 2_000),
            _ => ("", 1_000),
        };
        // What is drawn does not say what it shows.
        let mark = if matches!(format, "pdf" | "svg" | "png") {
            String::new()
        } else {
            mark
        };
        ConvertRequest {
            bytes: post("/convert", &body.to_string(), KEY),
            status: 200,
            beginning,
            mark,
            least,
        }
    }

    /// `POST` of JSON that is answered with `status`.
    pub(crate) fn post(path: &str, body: &str, status: u16) -> Self {
        ConvertRequest {
            bytes: post(path, body, KEY),
            status,
            ..ConvertRequest::get("")
        }
    }

    /// A conversion by a hostile client, for which any answer is right.
    pub(crate) fn hostile(body: &str) -> Self {
        ConvertRequest {
            bytes: post("/convert", body, HOSTILE_KEY),
            ..ConvertRequest::get("")
        }
    }
}

fn post(path: &str, body: &str, key: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nX-API-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Whether an answer was the right one, and whether the connection stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) is_right: bool,
    pub(crate) is_last: bool,
}

/// A connection to the service.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    bytes: Vec<u8>,
    piece: Vec<u8>,
    body: usize,
}

impl Connection {
    pub(crate) fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Connection {
            stream,
            bytes: Vec::new(),
            piece: vec![0; 64 << 10],
            body: 0,
        })
    }

    /// The connection itself, for who has nothing more to ask.
    pub(crate) fn into_stream(self) -> TcpStream {
        self.stream
    }

    /// The body of the last answer.
    pub(crate) fn body(&self) -> &[u8] {
        self.bytes.get(self.body..).unwrap_or_default()
    }

    /// Sends `order`, and reads its answer whole.
    pub(crate) fn ask(&mut self, order: &ConvertRequest) -> Result<Answer> {
        self.stream.write_all(&order.bytes)?;
        self.bytes.clear();
        let head = loop {
            self.more()?;
            let end = self.bytes.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = end {
                self.body = end + 4;
                break String::from_utf8_lossy(self.bytes.get(..end).unwrap_or_default())
                    .to_ascii_lowercase();
            }
        };
        let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name));
        let length = field("content-length: ").and_then(|text| text.parse::<usize>().ok());
        let length = length.ok_or(ErrorKind::InvalidData)?;
        while self.body().len() < length {
            self.more()?;
        }
        let status = head.get(9..12).and_then(|text| text.parse().ok());
        let body = self.body();
        let mark = order.mark.as_bytes();
        let is_right = status == Some(order.status)
            && body.len() == length
            && length >= order.least
            && body.starts_with(order.beginning.as_bytes())
            && (mark.is_empty() || body.windows(mark.len()).any(|part| part == mark));
        Ok(Answer {
            is_right,
            is_last: field("connection: close").is_some(),
        })
    }

    fn more(&mut self) -> Result<()> {
        let count = self.stream.read(&mut self.piece)?;
        if count == 0 {
            return Err(Error::from(ErrorKind::UnexpectedEof));
        }
        self.bytes
            .extend_from_slice(self.piece.get(..count).unwrap_or_default());
        Ok(())
    }
}
