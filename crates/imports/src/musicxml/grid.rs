//! Grids for scores without lyrics.

use super::events::{Event, Score};
use crate::song_text::SongText;

/// Measures per row.
const ROW: usize = 4;

/// A measure: the chords on its beats, and its source line.
struct Measure {
    cells: Vec<String>,
    line: u32,
}

/// Writes the chords.
pub(super) fn write(score: &Score, song: &mut SongText) {
    let (beats, unit) = score.time.unwrap_or((4, 4));
    let beats = usize::try_from(beats).unwrap_or(4);
    // Divisions per beat: divisions per quarter times the beat length in quarters.
    let beat = (score.divisions * 4 / i64::from(unit)).max(1);
    let mut rows = Rows {
        measures: Vec::new(),
    };
    for event in &score.events {
        match event {
            Event::Measure {
                is_new_system,
                line,
            } => {
                if rows.measures.len() == ROW || *is_new_system {
                    rows.end(song);
                }
                rows.measures.push(Measure {
                    cells: vec![".".to_owned(); beats],
                    line: *line,
                });
            }
            Event::Chord { name, at, .. } => {
                if let Some(measure) = rows.measures.last_mut() {
                    let place = usize::try_from(at / beat)
                        .unwrap_or(0)
                        .min(beats.saturating_sub(1));
                    if let Some(cell) = measure.cells.get_mut(place) {
                        // Two chords on the same beat share a cell.
                        *cell = if cell == "." {
                            name.clone()
                        } else {
                            format!("{cell}~{name}")
                        };
                    }
                }
            }
            Event::Heading(section, line) => {
                // The measure started before its mark.
                let begun = rows.measures.pop();
                rows.end(song);
                song.begin(section.clone(), *line);
                rows.measures.extend(begun);
            }
            Event::Note(_) | Event::EndOfLine => {}
        }
    }
    rows.end(song);
}

struct Rows {
    measures: Vec<Measure>,
}

impl Rows {
    fn end(&mut self, song: &mut SongText) {
        let Some(line) = self.measures.first().map(|measure| measure.line) else {
            return;
        };
        let mut text = String::from("|");
        for measure in self.measures.drain(..) {
            text.push(' ');
            text.push_str(&measure.cells.join(" "));
            text.push_str(" |");
        }
        song.grid(&text, line);
    }
}
