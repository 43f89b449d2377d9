//! `GET /song/{packed}.{svg,png,pdf,html}`: the song that stands in the address.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chordpro_engine::Format;

use crate::app::App;
use crate::memory::Share;
use crate::middleware::authentication::Proof;
use crate::middleware::request_outcome::RequestOutcome;
use crate::problem::{Kind, Problem};
use crate::request::convert_request::{ConvertRequest, LINKED};
use crate::response::cache::{Answer, Digest, Fingerprint};
use crate::response::compression::Coding;
use crate::response::conditional;
use crate::routes::conversion::{self, Turn};
use crate::routes::convert;
use crate::security::api_keys::Key;
use crate::telemetry::metrics::CacheOutcome;
use crate::timestamp;
use crate::units;
use crate::worker::task::Work;

/// Where links begin.
pub const PATH: &str = "/song/";

/// Longest time for which what a link leads to may be kept: a day.
const LONGEST_KEPT: Duration = Duration::from_secs(86_400);

/// What a link asks for.
pub(super) struct LinkTarget {
    packed: String,
    /// What it leads to, without its song.
    convert_request: ConvertRequest,
}

/// What a link leads to.
pub(super) struct Linked {
    /// The document; `None` where the client has it already.
    pub(super) answer: Option<(Answer, Arc<Share>)>,
    fingerprint: Fingerprint,
}

impl LinkTarget {
    /// Reads the address of a link.
    ///
    /// # Errors
    /// It is too long, leads to no format of links, or its options are wrong.
    pub(super) fn read(app: &App, address: &Uri) -> Result<Self, Problem> {
        let (path, query) = (address.path(), address.query().unwrap_or(""));
        let (length, most) = (
            path.len() as u64 + query.len() as u64 + 1,
            app.settings.conversions.max_link_size,
        );
        if length > most {
            let detail = format!(
                "the address has {length} bytes, and a link at most {} (MAX_LINK_SIZE): send the song to POST /convert",
                units::format_size(most)
            );
            return Err(Problem::new(Kind::LongTarget, detail)
                .with("allowed", most.into())
                .with("setting", "MAX_LINK_SIZE".into()));
        }
        let file = path.strip_prefix(PATH).unwrap_or_default();
        let (packed, suffix) = file.rsplit_once('.').unwrap_or_default();
        let format = LINKED.into_iter().find(|format| format.name() == suffix);
        let is_packed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        match format {
            Some(format) if !packed.is_empty() && packed.bytes().all(is_packed) => Ok(LinkTarget {
                packed: packed.to_owned(),
                convert_request: ConvertRequest::of_link(
                    query,
                    format,
                    &app.settings.listen.time_zone,
                )?,
            }),
            _ => Err(Problem::new(
                Kind::NotFound,
                "a link to a song is /song/ and the packed song, which ends in .svg, .png, .pdf or .html",
            )),
        }
    }

    /// The format that it leads to.
    pub(super) fn format(&self) -> Format {
        self.convert_request.format
    }

    fn fingerprint(&self, coding: Coding) -> Fingerprint {
        let mut digest = Digest::of_this_build();
        for part in [
            b"link",
            self.packed.as_bytes(),
            &self.convert_request.fingerprint().0,
        ] {
            digest.add(part);
        }
        digest.finish().coded(coding)
    }

    /// What it leads to: kept, or made by a worker.
    pub(super) async fn follow(
        self,
        app: &Arc<App>,
        (extensions, headers): (&Extensions, &HeaderMap),
        account: &mut RequestOutcome,
    ) -> Result<Linked, Problem> {
        let turn = Turn::of(app, extensions);
        let format = self.format();
        conversion::may_have(extensions, format)?;
        account.format = Some(format.name());
        let coding = Coding::of(format.media_type(), headers);
        let fingerprint = self.fingerprint(coding);
        let mut count = |outcome| {
            account.cache = Some(outcome);
            app.metrics.cache(outcome);
        };
        let has_it = conditional::holds_tag(headers, &fingerprint.entity_tag());
        if has_it {
            count(CacheOutcome::Unchanged);
            return Ok(Linked {
                answer: None,
                fingerprint,
            });
        }
        let kept = fingerprint.kept_for(&turn.client);
        let (answer, share) = match app.answers.get(&kept) {
            Some(answer) => {
                count(CacheOutcome::Hit);
                let share = conversion::charge(app, &turn.client, answer.bytes.len())?;
                (answer, share)
            }
            None => {
                count(CacheOutcome::Miss);
                let work = Work::Link {
                    packed: self.packed,
                    most: app.settings.conversions.max_content_size,
                    convert_request: self.convert_request.clone(),
                    coding,
                };
                let made = convert::make(app, &self.convert_request, work, turn, account).await?;
                app.answers.insert(kept, &made.0);
                made
            }
        };
        Ok(Linked {
            answer: Some((answer, share)),
            fingerprint,
        })
    }
}

/// Handles `GET /song/{file}`.
pub async fn song(State(app): State<Arc<App>>, request: Request) -> Response {
    let mut account = RequestOutcome::default();
    let (parts, _) = request.into_parts();
    let followed = async {
        let target = LinkTarget::read(&app, &parts.uri)?;
        let from = (&parts.extensions, &parts.headers);
        target.follow(&app, from, &mut account).await
    };
    let mut response = match followed.await {
        Ok(linked) => shown(linked, &parts.extensions),
        Err(problem) => problem.into_response(),
    };
    *RequestOutcome::of(&mut response) = account;
    response
}

fn shown(linked: Linked, extensions: &Extensions) -> Response {
    let tag = linked.fingerprint;
    let mut response = match linked.answer {
        None => StatusCode::NOT_MODIFIED.into_response(),
        Some((answer, share)) => convert::document(&answer, &tag, share),
    };
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&tag.entity_tag()) {
        headers.insert(header::ETAG, value);
    }
    if let Ok(value) = HeaderValue::from_str(&keeping(extensions)) {
        headers.insert(header::CACHE_CONTROL, value);
    }
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    response
}

/// By whom, and for how long, what a link leads to may be kept: by all where anybody may follow it, until it expires.
pub(super) fn keeping(extensions: &Extensions) -> String {
    let conditions = extensions.get::<Key>().map(Key::conditions);
    // On another page a key with origins does not count.
    let is_bound = conditions.is_some_and(|conditions| conditions.origins.is_some());
    let (by, seconds) = match extensions.get::<Proof>() {
        Some(Proof::Link { expires }) => {
            let left = expires.saturating_sub(timestamp::now().0);
            ("public", left.min(LONGEST_KEPT.as_secs()))
        }
        Some(Proof::Public) if !is_bound => ("public", LONGEST_KEPT.as_secs()),
        _ => ("private", LONGEST_KEPT.as_secs()),
    };
    format!("{by}, max-age={seconds}")
}

/// Has problems be shown as pictures where a picture is asked for, unless the client prefers JSON.
pub async fn picture_problems(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_picture = [".svg", ".png"].iter().any(|end| path.ends_with(end));
    let accept = request.headers().get(header::ACCEPT);
    let takes_json = accept
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("json"));
    let mut response = next.run(request).await;
    if is_picture
        && !takes_json
        && let Some(problem) = response.extensions_mut().remove::<Problem>()
    {
        response.extensions_mut().insert(problem.as_picture());
    }
    response
}
