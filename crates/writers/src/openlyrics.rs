//! OpenLyrics 0.9: XML with chords as elements in the lines of verses (<https://docs.openlyrics.org>).

use std::collections::BTreeMap;

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
    let (song, diagnostics) = only_song(book, "OpenLyrics");
    let mut text = String::new();
    if let Some(song) = song {
        budget.at_song(song.index);
        let sections = sheet(song);
        let names = names(&sections);
        text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        text.push_str(
            "<song xmlns=\"http://openlyrics.info/namespace/2009/song\" version=\"0.9\">\n",
        );
        properties(song, &names, &mut text);
        text.push_str("  <lyrics>\n");
        for (section, name) in sections.iter().zip(&names) {
            budget.tick()?;
            if !section.is_recall && !section.lines.is_empty() {
                write_verse(section, name, &mut text);
            }
            budget.check_bytes(text.len() as u64)?;
        }
        text.push_str("  </lyrics>\n</song>\n");
    }
    budget.check_bytes(text.len() as u64)?;
    Ok(Written { text, diagnostics })
}

/// The unique names of verses: a letter and a number. A recall has the name of the chorus before it.
fn names(sections: &[SheetSection<'_>]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut chorus = "c".to_owned();
    let mut names = Vec::with_capacity(sections.len());
    for section in sections {
        if section.is_recall {
            names.push(chorus.clone());
            continue;
        }
        let letter = match section.kind {
            "verse" => "v",
            "chorus" => "c",
            "bridge" => "b",
            "prechorus" => "p",
            "intro" => "i",
            "outro" => "e",
            _ => "o",
        };
        let count = counts.entry(letter).or_default();
        *count += 1;
        // Most songs have one chorus, and numbered verses.
        let name = if *count == 1 && letter != "v" {
            letter.to_owned()
        } else {
            format!("{letter}{count}")
        };
        if letter == "c" {
            chorus.clone_from(&name);
        }
        names.push(name);
    }
    names
}

fn properties(song: &Song, names: &[String], out: &mut String) {
    out.push_str("  <properties>\n    <titles>\n");
    push_element(out, "      ", "title", &title(song));
    for subtitle in &song.subtitles {
        push_element(out, "      ", "title", subtitle);
    }
    out.push_str("    </titles>\n");
    authors(song, out);
    for (name, item) in [
        ("copyright", "copyright"),
        ("ccliNo", "ccli"),
        ("released", "year"),
        ("key", "key"),
        ("timeSignature", "time"),
        ("publisher", "publisher"),
    ] {
        push_element(out, "    ", name, &joined(song, item, "; "));
    }
    let tempo = joined(song, "tempo", "; ");
    if !tempo.is_empty() {
        out.push_str("    <tempo type=\"bpm\">");
        push_escaped(out, &tempo);
        out.push_str("</tempo>\n");
    }
    if names.len() > 1 {
        push_element(out, "    ", "verseOrder", &names.join(" "));
    }
    out.push_str("  </properties>\n");
}

fn authors(song: &Song, out: &mut String) {
    let mut authors = Vec::new();
    for (item, kind) in [
        ("composer", " type=\"music\""),
        ("lyricist", " type=\"words\""),
        ("artist", ""),
    ] {
        authors.extend(song.meta.values(item).iter().map(|name| (kind, name)));
    }
    if authors.is_empty() {
        return;
    }
    out.push_str("    <authors>\n");
    for (kind, name) in authors {
        out.push_str(&format!("      <author{kind}>"));
        push_escaped(out, name);
        out.push_str("</author>\n");
    }
    out.push_str("    </authors>\n");
}

fn write_verse(section: &SheetSection<'_>, name: &str, out: &mut String) {
    out.push_str(&format!("    <verse name=\"{name}\">\n      <lines>"));
    let mut is_first = true;
    for line in &section.lines {
        if !std::mem::take(&mut is_first) {
            out.push_str("<br/>");
        }
        match line {
            SheetLine::Sung(pieces) => {
                for piece in pieces {
                    write_piece(piece, out);
                }
            }
            SheetLine::Remark(text) => {
                out.push_str("<comment>");
                push_escaped(out, text);
                out.push_str("</comment>");
            }
            SheetLine::Blank => {}
        }
    }
    out.push_str("</lines>\n    </verse>\n");
}

fn write_piece(piece: &SheetPiece<'_>, out: &mut String) {
    match &piece.chord {
        Some(chord) if chord.is_annotation => {
            out.push_str("<comment>");
            push_escaped(out, chord.text.trim_start_matches('*'));
            out.push_str("</comment>");
        }
        Some(chord) => {
            out.push_str("<chord name=\"");
            push_escaped(out, &chord.text);
            out.push_str("\"/>");
        }
        None => {}
    }
    push_escaped(out, &piece.words);
}
