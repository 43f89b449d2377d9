//! `POST /import`: sheets of other formats as ChordPro, with a report of what every line was taken for.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::request::convert_request::Goal;
use crate::routes::conversion;
use crate::worker::task::{Answer, Sheet, SheetSong, Work};

/// What importing counts as, where conversions are counted by format.
const WORK: &str = "import";

/// Handles `POST /import`. It takes what `POST /convert` takes.
pub async fn import(State(app): State<Arc<App>>, request: Request) -> Response {
    let kind = (WORK, Goal::ChordPro);
    conversion::tell(&app, request, kind, Work::Import, |answer, _| {
        let Answer::Sheets(sheets) = answer else {
            return None;
        };
        let sheets: Vec<Value> = sheets.into_iter().map(sheet).collect();
        Some(Json(json!({ "sheets": sheets })).into_response())
    })
    .await
}

fn sheet(sheet: Sheet) -> Value {
    json!({
        "name": sheet.name,
        "from": sheet.from,
        "confidence": sheet.confidence,
        "reason": sheet.reason,
        "songs": sheet.songs.into_iter().map(song).collect::<Vec<_>>(),
    })
}

fn song(song: SheetSong) -> Value {
    let mut members = Map::new();
    if let Some(name) = song.name {
        members.insert("name".to_owned(), name.into());
    }
    members.insert("chordpro".to_owned(), song.chordpro.into());
    members.insert("lines".to_owned(), song.lines.into());
    let report = song.report.into_iter().map(|(line, taken, detail)| {
        let mut members = Map::new();
        members.insert("line".to_owned(), line.into());
        members.insert("taken".to_owned(), taken.into());
        if let Some(detail) = detail {
            members.insert("detail".to_owned(), detail.into());
        }
        Value::Object(members)
    });
    members.insert("report".to_owned(), report.collect());
    Value::Object(members)
}
