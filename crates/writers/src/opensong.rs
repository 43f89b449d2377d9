//! OpenSong: XML whose lyrics are text with a marker at the start of each line (<http://www.opensong.org/home/file-formats>).

use chordpro_song::{Book, Budget, Exceeded, Song};

use crate::sheet::{
    SheetLine, SheetPiece, SheetSection, joined, only_song, push_element, push_escaped, sheet,
    title,
};
use crate::{WriteOptions, Written};

/// Writes the first song of `book`, because a document holds one. Other songs are reported.
///
/// # Errors
/// A limit of the budget was exceeded.
pub fn write(book: &Book, _: &WriteOptions, budget: &Budget) -> Result<Written, Exceeded> {
    let (song, diagnostics) = only_song(book, "OpenSong");
    let mut text = String::new();
    if let Some(song) = song {
        budget.at_song(song.index);
        text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<song>\n");
        heads(song, &mut text);
        let mut lyrics = String::new();
        for section in sheet(song) {
            budget.tick()?;
            write_section(&section, &mut lyrics);
            budget.check_bytes((text.len() + lyrics.len()) as u64)?;
        }
        text.push_str("  <lyrics>");
        push_escaped(&mut text, lyrics.trim_end());
        text.push_str("\n</lyrics>\n</song>\n");
    }
    budget.check_bytes(text.len() as u64)?;
    Ok(Written { text, diagnostics })
}

fn heads(song: &Song, out: &mut String) {
    let mut element = |name: &str, value: &str| push_element(out, "  ", name, value);
    element("title", &title(song));
    let authors = ["composer", "lyricist", "artist"].map(|name| joined(song, name, ", "));
    let mut authors: Vec<String> = authors
        .into_iter()
        .filter(|author| !author.is_empty())
        .collect();
    authors.dedup();
    // The performer is only listed as author if there is no other.
    if authors.len() > 1 && !song.meta.values("artist").is_empty() {
        authors.pop();
    }
    element("author", &authors.join(" & "));
    for (name, item) in [
        ("copyright", "copyright"),
        ("key", "key"),
        ("capo", "capo"),
        ("tempo", "tempo"),
        ("time_sig", "time"),
        ("ccli", "ccli"),
        ("hymn_number", "number"),
        ("theme", "topic"),
        ("presentation", "flow"),
        ("aka", "subtitle"),
    ] {
        element(name, &joined(song, item, "; "));
    }
}

/// The tag of a section: a letter and an optional number, else its label.
fn tag(section: &SheetSection<'_>) -> String {
    let (letter, word) = match section.kind {
        "verse" => ("V", "Verse"),
        "chorus" => ("C", "Chorus"),
        "bridge" => ("B", "Bridge"),
        "prechorus" => ("P", "Pre-Chorus"),
        "tag" => ("T", "Tag"),
        "intro" => ("I", "Intro"),
        "outro" => ("E", "Outro"),
        kind => ("", kind),
    };
    let Some(label) = section.label.as_deref() else {
        return if letter.is_empty() { word } else { letter }.to_owned();
    };
    let number = label.strip_prefix(word).map(str::trim);
    match number {
        Some(number) if !letter.is_empty() && number.chars().all(|c| c.is_ascii_digit()) => {
            format!("{letter}{number}")
        }
        _ => label.replace(['[', ']', '\n'], " "),
    }
}

fn write_section(section: &SheetSection<'_>, out: &mut String) {
    if section.kind != "remark" {
        out.push_str(&format!("[{}]\n", tag(section)));
    }
    for line in &section.lines {
        match line {
            SheetLine::Sung(pieces) => write_line(pieces, out),
            SheetLine::Remark(text) => {
                for line in text.lines() {
                    out.push_str(&format!(";{line}\n"));
                }
            }
            SheetLine::Blank => out.push('\n'),
        }
    }
    out.push('\n');
}

/// Writes a chord line and a lyrics line. If chords are wider than the words below them, blanks between words and
/// underscores inside words make room.
fn write_line(pieces: &[SheetPiece<'_>], out: &mut String) {
    let (mut chords, mut words) = (String::new(), String::new());
    let (mut chord_width, mut word_width) = (0_usize, 0_usize);
    for piece in pieces {
        if let Some(chord) = &piece.chord {
            if chord_width >= word_width && chord_width > 0 {
                let missing = chord_width + 1 - word_width;
                let is_in_word = words.ends_with(char::is_alphanumeric)
                    && piece.words.starts_with(char::is_alphanumeric);
                let filling = if is_in_word { "_" } else { " " };
                words.push_str(&filling.repeat(missing));
                word_width += missing;
            }
            let padding = word_width.saturating_sub(chord_width);
            let name = chord.text.replace(char::is_whitespace, "_");
            chord_width += padding + width_of(&name);
            chords.push_str(&" ".repeat(padding));
            chords.push_str(&name);
        }
        words.push_str(&piece.words);
        word_width += width_of(&piece.words);
    }
    if !chords.is_empty() {
        out.push_str(&format!(".{chords}\n"));
    }
    if !words.trim().is_empty() || chords.is_empty() {
        out.push_str(&format!(" {}\n", words.trim_end()));
    }
}

/// The width of a text in columns, one per character.
fn width_of(text: &str) -> usize {
    let width = |c| unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
    text.chars().map(width).sum()
}
