//! iReal Pro: links with chord charts, alone or in a web page. Charts become grids.

mod cells;
mod link;

use crate::context::Context;
use crate::head::Head;
use crate::limits::MAX_SONGS;
use crate::report::{ReportLine, Taken};
use crate::song_text::{ImportedSong, SongText};
use crate::{ImportError, SheetFormat};

pub(crate) use link::is_link;

/// Measures per row of a grid, as in iReal Pro.
const ROW: usize = 4;

/// Imports the charts of all links in a text.
pub(crate) fn read(text: &str, _: &Context<'_>) -> Result<Vec<ImportedSong>, ImportError> {
    let charts = link::charts(text);
    if charts.is_empty() {
        return Err(ImportError::malformed(
            SheetFormat::IRealPro,
            "it has no link that begins with irealb:// or irealbook://",
        ));
    }
    if charts.len() > MAX_SONGS {
        return Err(ImportError::TooLarge {
            format: SheetFormat::IRealPro,
            what: "the number of its charts",
            allowed: MAX_SONGS,
            unit: "charts",
        });
    }
    let mut songs: Vec<ImportedSong> = charts.iter().map(song).collect();
    if let Some(first) = songs.first_mut() {
        // The lines of a web page around its links.
        let others = (1..)
            .zip(text.lines())
            .filter(|(_, text)| !link::is_link(text));
        first.report.extend(others.map(|(line, _)| ReportLine {
            line,
            taken: Taken::Dropped,
            detail: Some("text of the web page".to_owned()),
        }));
        first.report.sort_by_key(|report| report.line);
    }
    Ok(songs)
}

fn song(chart: &link::Chart) -> ImportedSong {
    let mut song = SongText::new();
    let line = chart.line;
    song.explain(line, Taken::Title, "the title in the link");
    song.head("title", &chart.title, line);
    song.head("composer", &chart.composer, line);
    let key = chart.key.replace('-', "m");
    if let Some(key) = Head::named("key", &key) {
        key.write(&mut song, line);
    }
    let rows = cells::rows(&chart.music, ROW);
    let time = rows.iter().find_map(|row| row.time.as_deref());
    if let Some(time) = time {
        song.head("time", time, line);
    }
    if chart.tempo > 0 {
        song.head("tempo", &chart.tempo.to_string(), line);
    }
    song.head("meta", &format!("genre {}", chart.style), line);
    let mut is_first = true;
    for row in &rows {
        if let Some(section) = &row.section {
            song.begin(section.clone(), line);
        }
        if let Some(time) = row.time.as_deref().filter(|_| !is_first) {
            song.remark(format!("{{time: {time}}}"), line);
        }
        is_first = false;
        song.grid(&row.text, line);
    }
    song.explain(line, Taken::Grid, "the chart in the link");
    for left_out in cells::left_out(&chart.music) {
        song.explain(line, Taken::Dropped, left_out);
    }
    song.finish()
}
