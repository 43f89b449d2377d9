//! Cells of an iReal Pro chart: measures with chords, bar lines and marks, converted to rows of a grid.

use crate::section::{Section, SectionKind};

/// A row of a grid.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Row {
    /// The section that starts here.
    pub(super) section: Option<Section>,
    /// The time signature from here on.
    pub(super) time: Option<String>,
    pub(super) text: String,
}

/// A measure.
#[derive(Debug, Default)]
struct Measure {
    opening: &'static str,
    closing: &'static str,
    ending: Option<char>,
    cells: Vec<String>,
    section: Option<Section>,
    time: Option<String>,
    remark: String,
}

/// An empty cell.
const EMPTY: &str = ".";

/// The rows of a chart, with `measures` measures each.
pub(super) fn rows(music: &str, measures: usize) -> Vec<Row> {
    let mut beats = 4;
    let mut rows: Vec<Row> = Vec::new();
    let mut count = 0;
    let mut closing = "";
    for measure in read(music) {
        if let Some(time) = &measure.time {
            beats = time
                .split('/')
                .next()
                .and_then(|beats| beats.parse().ok())
                .unwrap_or(4);
        }
        let begins =
            count == 0 || count == measures || measure.section.is_some() || measure.time.is_some();
        let bar = bar(closing, measure.opening, begins);
        if begins {
            count = 0;
            finish(rows.last_mut(), closing);
            rows.push(Row {
                section: measure.section.clone(),
                time: measure.time.clone(),
                text: String::new(),
            });
        }
        if let Some(row) = rows.last_mut() {
            if !row.text.is_empty() {
                row.text.push(' ');
            }
            row.text.push_str(bar);
            row.text.extend(measure.ending);
            for cell in spread(&measure.cells, beats) {
                row.text.push(' ');
                row.text.push_str(&cell);
            }
        }
        closing = measure.closing;
        count += 1;
        if !measure.remark.is_empty() {
            finish(rows.last_mut(), closing);
            if let Some(row) = rows.last_mut() {
                row.text.push(' ');
                row.text.push_str(&measure.remark);
            }
            closing = "";
            count = 0;
        }
    }
    if count > 0 {
        finish(rows.last_mut(), closing);
    }
    rows
}

/// The bar line between two measures.
fn bar(closing: &str, opening: &'static str, begins_row: bool) -> &'static str {
    match (closing, opening) {
        (_, "|:") if begins_row || closing != ":|" => "|:",
        (":|", "|:") => ":|:",
        (":|", _) if !begins_row => ":|",
        ("||", _) if !begins_row => "||",
        (_, "||") => "||",
        _ => "|",
    }
}

fn finish(row: Option<&mut Row>, closing: &str) {
    if let Some(row) = row
        && !row.text.is_empty()
        && !row.text.ends_with('|')
        && !row.text.ends_with("|.")
    {
        row.text.push(' ');
        row.text
            .push_str(if closing.is_empty() { "|" } else { closing });
    }
}

/// The cells of a measure, distributed over its beats.
fn spread(cells: &[String], beats: usize) -> Vec<String> {
    let used = cells
        .iter()
        .rposition(|cell| cell != EMPTY)
        .map_or(0, |last| last + 1);
    // A measure that only repeats the previous one has one cell.
    let mut filled = cells.iter().filter(|cell| *cell != EMPTY);
    if let (Some(only), None) = (filled.next(), filled.next())
        && matches!(only.as_str(), "%" | "%%")
    {
        return vec![only.clone()];
    }
    if used > beats || cells.len() > beats {
        let kept = used.max(beats).min(cells.len());
        return cells.get(..kept).unwrap_or_default().to_vec();
    }
    let mut spread = vec![EMPTY.to_owned(); beats];
    let count = cells.len().max(1);
    for (index, cell) in cells.iter().enumerate() {
        if cell != EMPTY
            && let Some(place) = spread.get_mut(index * beats / count)
        {
            place.clone_from(cell);
        }
    }
    spread
}

/// The features of a chart that a grid cannot express, as reported.
pub(super) fn left_out(music: &str) -> Vec<&'static str> {
    let plain = without_texts(music);
    let mut found = Vec::new();
    for (mark, what) in [
        ('S', "the sign segno"),
        ('Q', "the sign coda"),
        ('f', "a fermata"),
        ('(', "alternative chords"),
    ] {
        if plain.contains(mark) {
            found.push(what);
        }
    }
    found
}

fn without_texts(music: &str) -> String {
    let mut plain = String::with_capacity(music.len());
    let mut depth = 0_usize;
    for c in music.chars() {
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    plain
}

/// Parses the measures of a chart.
fn read(music: &str) -> Vec<Measure> {
    let mut measures = Vec::new();
    let mut measure = Measure::default();
    let mut root = String::new();
    let mut rest = music;
    while let Some(c) = rest.chars().next() {
        let from = rest;
        let after = rest.get(c.len_utf8()..).unwrap_or("");
        rest = after;
        match c {
            '|' => end(&mut measures, &mut measure, "|", "|"),
            '[' => end(&mut measures, &mut measure, "|", "||"),
            '{' => end(&mut measures, &mut measure, "|", "|:"),
            ']' => end(&mut measures, &mut measure, "||", "|"),
            '}' => end(&mut measures, &mut measure, ":|", "|"),
            'Z' => end(&mut measures, &mut measure, "|.", "|"),
            '*' => rest = mark(after, &mut measure),
            'T' => rest = time(after, &mut measure),
            'N' => {
                measure.ending = after.chars().next().filter(|c| matches!(c, '1'..='9'));
                rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
            }
            '<' => {
                let (text, tail) = after.split_once('>').unwrap_or((after, ""));
                // An asterisk and two digits give the height of the text.
                let text = match text.strip_prefix('*') {
                    Some(raised) => raised.trim_start_matches(|c: char| c.is_ascii_digit()),
                    None => text,
                };
                measure.remark = text.trim().replace(['|', '[', ']'], "");
                rest = tail;
            }
            '(' => rest = after.split_once(')').map_or("", |(_, tail)| tail),
            'x' => measure.cells.push("%".to_owned()),
            'r' => measure.cells.push("%%".to_owned()),
            'n' => measure.cells.push("N.C.".to_owned()),
            'p' => measure.cells.push("/".to_owned()),
            ' ' => measure.cells.push(EMPTY.to_owned()),
            'A'..='G' | 'W' => {
                let (name, tail) = chord(from, &root);
                if c != 'W' {
                    root = name.split('/').next().unwrap_or("").to_owned();
                }
                measure.cells.push(name);
                rest = tail;
            }
            _ => {}
        }
    }
    end(&mut measures, &mut measure, "|", "|");
    measures
}

/// Ends a measure unless it is empty; the next one starts with this bar line.
fn end(
    measures: &mut Vec<Measure>,
    measure: &mut Measure,
    closing: &'static str,
    opening: &'static str,
) {
    let is_filled = measure.cells.iter().any(|cell| cell != EMPTY);
    if is_filled {
        measure.closing = closing;
        measures.push(std::mem::take(measure));
    } else if let Some(last) = measures.last_mut() {
        // `|` and `Z` next to each other: the stronger line is used.
        if closing != "|" {
            last.closing = closing;
        }
        if !measure.remark.is_empty() && last.remark.is_empty() && measure.section.is_none() {
            last.remark = std::mem::take(&mut measure.remark);
        }
        measure.cells.clear();
    } else {
        measure.cells.clear();
    }
    if opening != "|" || measure.opening.is_empty() {
        measure.opening = opening;
    }
}

/// A rehearsal mark: `*A`, `*i`.
fn mark<'t>(after: &'t str, measure: &mut Measure) -> &'t str {
    let Some(letter) = after.chars().next() else {
        return after;
    };
    let section = match letter {
        'i' => Section::new(SectionKind::Part("intro"), "Intro"),
        'v' => Section::new(SectionKind::Verse, "Verse"),
        letter => Section::new(SectionKind::Part("part"), letter.to_string()),
    };
    measure.section = Some(section);
    after.get(letter.len_utf8()..).unwrap_or("")
}

/// A time signature: `T44`, `T68`, `T12` for twelve eighths.
fn time<'t>(after: &'t str, measure: &mut Measure) -> &'t str {
    let mut digits = after.chars();
    if let (Some(beats @ '1'..='9'), Some(unit @ '1'..='9')) = (digits.next(), digits.next()) {
        measure.time = Some(match (beats, unit) {
            ('1', '2') => "12/8".to_owned(),
            _ => format!("{beats}/{unit}"),
        });
        return digits.as_str();
    }
    after
}

/// The leading chord of a text, and the rest. `W` repeats the previous chord over another bass.
fn chord<'t>(text: &'t str, root: &str) -> (String, &'t str) {
    let first = text.chars().next().unwrap_or('W');
    let body = text.get(1..).unwrap_or("");
    let end = body
        .find(|c: char| {
            !matches!(
                c,
                '+' | '-' | '^' | '0'
                    ..='9' | 'h' | 'o' | 'b' | '#' | 's' | 'u' | 'a' | 'd' | 'l' | 't'
            )
        })
        .unwrap_or(body.len());
    let (quality, mut tail) = body.split_at_checked(end).unwrap_or((body, ""));
    let mut bass = String::new();
    if let Some(note) = tail.strip_prefix('/')
        && let Some(letter) = note.chars().next().filter(|c| matches!(c, 'A'..='G'))
    {
        let rest = note.get(1..).unwrap_or("");
        let accidental = rest.chars().next().filter(|c| matches!(c, 'b' | '#'));
        bass = format!("/{letter}");
        bass.extend(accidental);
        tail = rest.get(usize::from(accidental.is_some())..).unwrap_or("");
    }
    if first == 'W' {
        return (format!("{root}{bass}"), tail);
    }
    let accidental = quality.chars().next().filter(|c| matches!(c, 'b' | '#'));
    let quality = quality
        .get(usize::from(accidental.is_some())..)
        .unwrap_or("");
    let mut name = first.to_string();
    name.extend(accidental);
    (format!("{name}{}{bass}", self::quality(quality)), tail)
}

/// The quality of a chord in ChordPro notation.
fn quality(quality: &str) -> String {
    let named = match quality {
        "^" => "maj7",
        "-^" | "-^7" => "mmaj7",
        "h" | "h7" => "m7b5",
        "h9" => "m9b5",
        "o" => "dim",
        "o7" => "dim7",
        "+" => "aug",
        "7+" => "aug7",
        "7sus" => "7sus4",
        "9sus" => "9sus4",
        "13sus" => "13sus4",
        "2" => "sus2",
        _ => "",
    };
    if !named.is_empty() {
        return named.to_owned();
    }
    quality.replace('^', "maj").replace('-', "m")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(music: &str) -> Vec<String> {
        rows(music, 4).into_iter().map(|row| row.text).collect()
    }

    #[test]
    fn measures_become_rows_of_a_grid() {
        assert_eq!(
            grid("[T44C^7   |A-7   |D-7   |G7   ]"),
            ["|| Cmaj7 . . . | Am7 . . . | Dm7 . . . | G7 . . . ||"]
        );
        assert_eq!(grid("[C G |F   Z"), ["|| C . G . | F . . . |."]);
    }

    #[test]
    fn repeats_and_endings_are_kept() {
        assert_eq!(
            grid("{T44C   |G   |N1F   |C   }|N2F   |C   Z"),
            [
                "|: C . . . | G . . . |1 F . . . | C . . . :|",
                "|2 F . . . | C . . . |."
            ]
        );
        assert_eq!(
            grid("[C   | x  |r|  |F  Z"),
            ["|| C . . . | % | %% | F . . . |."]
        );
    }

    #[test]
    fn marks_begin_sections() {
        let rows = rows("*A[T34C  |G  ]*B[F  |C  Z", 4);
        let labels: Vec<&str> = rows
            .iter()
            .map(|row| row.section.as_ref().map_or("", |s| s.label.as_str()))
            .collect();
        assert_eq!(labels, ["A", "B"]);
        assert_eq!(rows[0].time.as_deref(), Some("3/4"));
        assert_eq!(rows[0].text, "|| C . . | G . . ||");
    }

    #[test]
    fn qualities_are_written_as_in_chordpro() {
        for (music, name) in [
            ("B-7", "Bm7"),
            ("Bb^7", "Bbmaj7"),
            ("F#h7", "F#m7b5"),
            ("Eo7", "Edim7"),
            ("A7sus", "A7sus4"),
            ("C/E", "C/E"),
            ("G7b9", "G7b9"),
            ("C-^7", "Cmmaj7"),
            ("Db^9/Ab", "Dbmaj9/Ab"),
            ("C7alt", "C7alt"),
        ] {
            assert_eq!(chord(music, ""), (name.to_owned(), ""), "{music}");
        }
    }

    #[test]
    fn texts_stand_behind_rows() {
        assert_eq!(
            grid("[C   |G   <*12D.C. al Fine>]"),
            ["|| C . . . | G . . . || D.C. al Fine"]
        );
    }
}
