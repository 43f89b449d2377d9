//! The songs of a batch as they arrive: one a line, each a body of `POST /convert`.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Request, header};
use bytes::{Buf, Bytes, BytesMut};
use http_body_util::BodyExt;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use super::spread::Song;
use crate::app::App;
use crate::memory::Share;
use crate::problem::{Kind, Problem};
use crate::request::convert_options::Packaging;
use crate::request::convert_request::{ConvertRequest, Goal};
use crate::routes::conversion::{may_have, reading_rules};
use crate::units;

/// How long the next piece of a body waits for memory, before it is tried again.
const PAUSE: Duration = Duration::from_millis(20);

/// A piece of the body, charged.
type Piece = (Bytes, Arc<Share>);

/// The lines of a body. What arrives is taken in as far as there is memory for it, while songs are converted, so that a client that
/// sends everything before it reads anything is not kept waiting.
pub(super) struct Lines {
    app: Arc<App>,
    pieces: mpsc::UnboundedReceiver<Result<Piece, Problem>>,
    /// The head of the request, for each line.
    head: Parts,
    buffer: BytesMut,
    /// What the bytes of the buffer are charged to, in order, with how many of them there are.
    charged: VecDeque<(usize, Arc<Share>)>,
    /// Bytes of a line that is too long, which are skipped.
    is_skipping: bool,
    index: usize,
    is_over: bool,
}

impl Lines {
    /// The lines of `body`, which came with `head`, of `client`.
    pub(super) fn new(app: &Arc<App>, head: Parts, body: Body, client: String) -> Self {
        let (sender, pieces) = mpsc::unbounded_channel();
        tokio::spawn(take_in(Arc::clone(app), body, client, sender));
        Lines {
            app: Arc::clone(app),
            pieces,
            head,
            buffer: BytesMut::new(),
            charged: VecDeque::new(),
            is_skipping: false,
            index: 0,
            is_over: false,
        }
    }

    /// The next song; `None` at the end. Nothing is lost where the future is dropped.
    pub(super) async fn next(&mut self) -> Option<Song> {
        loop {
            if let Some(song) = self.take_line() {
                return Some(song);
            }
            if self.is_over {
                return None;
            }
            match self.pieces.recv().await {
                Some(Ok((bytes, share))) => {
                    self.buffer.extend_from_slice(&bytes);
                    self.charged.push_back((bytes.len(), share));
                }
                Some(Err(problem)) => return Some(self.last(problem)),
                None => {
                    self.is_over = true;
                    if let Some(song) = self.take_rest() {
                        return Some(song);
                    }
                }
            }
        }
    }

    /// The next whole line of the buffer that is not blank, or the problem of one that is too long.
    fn take_line(&mut self) -> Option<Song> {
        let most = self.app.settings.conversions.max_content_size;
        loop {
            let Some(end) = memchr::memchr(b'\n', &self.buffer) else {
                if self.buffer.len() as u64 > most && !self.is_over {
                    let was_skipping = std::mem::replace(&mut self.is_skipping, true);
                    let length = self.buffer.len();
                    self.cut(length);
                    if !was_skipping {
                        return Some(self.refused(too_long(most)));
                    }
                }
                return None;
            };
            let (line, shares) = self.cut(end + 1);
            if std::mem::take(&mut self.is_skipping) {
                continue;
            }
            if line.len() as u64 > most.saturating_add(1) {
                return Some(self.refused(too_long(most)));
            }
            if !line.trim_ascii().is_empty() {
                return Some(self.song(&line, shares));
            }
        }
    }

    /// A last line without an end.
    fn take_rest(&mut self) -> Option<Song> {
        let length = self.buffer.len();
        let (line, shares) = self.cut(length);
        let is_song = !self.is_skipping && !line.trim_ascii().is_empty();
        is_song.then(|| self.song(&line, shares))
    }

    /// Takes so many bytes out of the buffer, and what they are charged to.
    fn cut(&mut self, length: usize) -> (Bytes, Vec<Arc<Share>>) {
        let bytes = self.buffer.copy_to_bytes(length);
        let (mut left, mut shares) = (length, Vec::new());
        while left > 0
            && let Some((charged, share)) = self.charged.front_mut()
        {
            shares.push(Arc::clone(share));
            let used = left.min(*charged);
            (*charged, left) = (*charged - used, left - used);
            if *charged == 0 {
                self.charged.pop_front();
            }
        }
        (bytes, shares)
    }

    /// The song of a line.
    fn song(&mut self, line: &Bytes, shares: Vec<Arc<Share>>) -> Song {
        let most = self.app.settings.conversions.max_batch;
        if self.index >= most {
            let detail =
                format!("a batch has at most {most} songs (MAX_BATCH): send the others in another");
            let problem = Problem::new(Kind::TooLarge, detail)
                .with("allowed", most.into())
                .with("setting", "MAX_BATCH".into());
            return self.last(problem);
        }
        let request = self.read(line);
        let index = self.index;
        self.index += 1;
        Song {
            index,
            request,
            shares,
        }
    }

    fn read(&self, line: &Bytes) -> Result<ConvertRequest, Problem> {
        let mut head = Request::new(()).into_parts().0;
        head.uri.clone_from(&self.head.uri);
        let json = HeaderValue::from_static("application/json");
        head.headers.insert(header::CONTENT_TYPE, json);
        let rules = reading_rules(&self.app);
        let request = ConvertRequest::read(&head, line, rules, Goal::Document)?;
        if request.options.packaging == Packaging::Separate {
            let detail =
                "options.separate has no meaning in a batch: each line is a document of its own";
            return Err(Problem::field_fault(
                "options.separate",
                "/options/separate",
                detail,
            ));
        }
        may_have(&self.head.extensions, request.format)?;
        Ok(request)
    }

    fn refused(&mut self, problem: Problem) -> Song {
        let index = self.index;
        self.index += 1;
        Song {
            index,
            request: Err(problem),
            shares: Vec::new(),
        }
    }

    /// The last song, whatever else may come.
    fn last(&mut self, problem: Problem) -> Song {
        self.is_over = true;
        self.buffer.clear();
        self.charged.clear();
        self.pieces.close();
        self.refused(problem)
    }
}

fn too_long(most: u64) -> Problem {
    let detail = format!(
        "this line is longer than the limit of {} (MAX_CONTENT_SIZE)",
        units::format_size(most)
    );
    Problem::new(Kind::TooLarge, detail)
        .with("allowed", most.into())
        .with("setting", "MAX_CONTENT_SIZE".into())
}

/// Takes a body in, as far as there is memory for it.
async fn take_in(
    app: Arc<App>,
    mut body: Body,
    client: String,
    pieces: mpsc::UnboundedSender<Result<Piece, Problem>>,
) {
    let patience = app.settings.connections.body_timeout;
    loop {
        let frame = match timeout(patience, body.frame()).await {
            Ok(None) => return,
            Ok(Some(Ok(frame))) => frame,
            Ok(Some(Err(_))) => {
                let _ = pieces.send(Err(Problem::invalid("the body broke off before its end")));
                return;
            }
            Err(_) => {
                let detail = format!(
                    "nothing more of the body arrived within {}",
                    units::format_duration(patience)
                );
                let _ = pieces.send(Err(Problem::new(Kind::Slow, detail)));
                return;
            }
        };
        let Ok(bytes) = frame.into_data() else {
            continue;
        };
        let share = loop {
            if pieces.is_closed() {
                return;
            }
            match app.body_memory.clients.share(&client, bytes.len() as u64) {
                Ok(share) => break Arc::new(share),
                Err(_) => sleep(PAUSE).await,
            }
        };
        if pieces.send(Ok((bytes, share))).is_err() {
            return;
        }
    }
}
