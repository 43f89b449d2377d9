//! `GET /presets`: the presets as people choose them, with small pictures of styles.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::app::App;
use crate::hex::fingerprint;
use crate::middleware::request_outcome::RequestOutcome;
use crate::problem::Problem;
use crate::request::preset_cards::{STYLE, cards};
use crate::response::compression::FixedText;
use crate::response::conditional;
use crate::routes::conversion::{self, Turn};
use crate::worker::task::{Answer, Work};

/// What drawing the pictures counts as, where conversions are counted by format.
const WORK: &str = "presets";

/// The answer: it is the same for as long as the program is.
struct PresetList {
    text: FixedText,
    tag: HeaderValue,
}

/// Made when it is first asked for.
static LIST: OnceCell<PresetList> = OnceCell::const_new();

/// Handles `GET /presets`. There is no secret in it: it needs no key.
pub async fn presets(State(app): State<Arc<App>>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let mut outcome = RequestOutcome::default();
    let made = LIST
        .get_or_try_init(|| PresetList::make(&app, &request, &mut outcome))
        .await;
    let mut response = match made {
        Ok(list) => list.answer(&request.headers),
        Err(problem) => problem.into_response(),
    };
    *RequestOutcome::of(&mut response) = outcome;
    response
}

impl PresetList {
    /// Has a worker draw the pictures.
    async fn make(
        app: &App,
        request: &Parts,
        outcome: &mut RequestOutcome,
    ) -> Result<Self, Problem> {
        let styles = cards().iter().filter(|card| card.group == STYLE);
        let names = styles.map(|card| card.name.to_owned()).collect();
        let turn = Turn::of(app, &request.extensions);
        let work = Work::PresetPictures(names);
        let made = conversion::run(app, WORK, turn, outcome, work).await?;
        let Answer::Json = made.answer else {
            return Err(conversion::fault("the worker gave no pictures"));
        };
        let pictures: BTreeMap<String, String> = serde_json::from_slice(&made.bytes)
            .map_err(|_| conversion::fault("the worker gave other pictures"))?;
        let list: Vec<Value> = cards()
            .iter()
            .map(|card| {
                json!({
                    "name": card.name,
                    "label": card.label,
                    "group": card.group,
                    "text": card.text,
                    "picture": pictures.get(card.name),
                    "config": card.config,
                    "order": card.order,
                })
            })
            .collect();
        let text = Value::from(list).to_string();
        let tag = format!("\"{}\"", fingerprint(text.as_bytes()));
        Ok(PresetList {
            text: FixedText::new("application/json", text),
            tag: HeaderValue::from_str(&tag)
                .map_err(|_| conversion::fault("a digest in hexadecimal is text"))?,
        })
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let tag = self.tag.to_str().unwrap_or_default();
        let is_held = conditional::holds_any(headers) || conditional::holds_tag(headers, tag);
        let mut response = if is_held {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            self.text.answer(headers)
        };
        let fields = response.headers_mut();
        fields.insert(header::ETAG, self.tag.clone());
        fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        fields.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        response
    }
}
