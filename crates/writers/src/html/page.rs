//! Our own page: responsive, with embedded style sheet, without scripts.

use chordpro_config::Config;
use chordpro_song::{Assets, Book, Budget, Exceeded, Song, markup};

use super::escape::{push_attribute, push_text};
use super::song::PageWriter;
use super::styles::{push_sheet, sheets};
use crate::WriteOptions;
use crate::render::Notes;

const STYLE: &str = include_str!("style.css");

/// Writes the page.
pub(super) fn write(
    out: &mut String,
    book: &Book,
    options: &WriteOptions,
    assets: &dyn Assets,
    budget: &Budget,
    notes: &mut Notes,
) -> Result<(), Exceeded> {
    push_head(out, book, options, assets);
    if book.songs.len() > 1 {
        push_contents(out, book);
    }
    out.push_str("<main>\n");
    for song in &book.songs {
        PageWriter::new(out, song, options, budget, notes).song()?;
    }
    out.push_str("</main>\n</body>\n</html>\n");
    Ok(())
}

/// The title of a song without markup.
fn title(song: &Song) -> std::borrow::Cow<'_, str> {
    markup::readable(song.title.as_deref().unwrap_or("Untitled"))
}

fn push_head(out: &mut String, book: &Book, options: &WriteOptions, assets: &dyn Assets) {
    out.push_str("<!DOCTYPE html>\n<html");
    let first = book.songs.first();
    if let Some(language) = first.and_then(language) {
        out.push_str(" lang=\"");
        push_attribute(out, language);
        out.push('"');
    }
    out.push_str(
        ">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
    );
    match (first, book.songs.len()) {
        (Some(song), 1) => push_text(out, &title(song)),
        _ => out.push_str("Songs"),
    }
    out.push_str("</title>\n");
    if options.has_styles() {
        push_styles(out, first, assets);
    }
    out.push_str("</head>\n<body>\n");
}

fn push_styles(out: &mut String, first: Option<&Song>, assets: &dyn Assets) {
    out.push_str("<style>\n");
    out.push_str(STYLE);
    out.push_str("</style>\n");
    let builtin = Config::builtin();
    let config = first.map_or(&builtin, |song| &song.initial_config);
    let defaults = sheets(&builtin);
    for (medium, file) in sheets(config) {
        // The reference's own sheets are not part of its output, and ours are embedded above.
        if !defaults.contains(&(medium, file)) {
            push_sheet(out, medium, file, assets);
        }
    }
}

/// The language of a song, if its metadata contain a language tag.
fn language(song: &Song) -> Option<&str> {
    ["lang", "language"]
        .iter()
        .filter_map(|name| song.meta.first(name))
        .find(|tag| {
            let mut parts = tag.split('-');
            let is_primary = |part: &str| (2..=3).contains(&part.len());
            parts.next().is_some_and(is_primary)
                && tag.len() <= 35
                && tag
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

fn push_contents(out: &mut String, book: &Book) {
    out.push_str("<nav class=\"contents\" aria-label=\"Contents\">\n<ol>\n");
    for song in book.songs.iter().filter(|song| song.is_in_contents()) {
        out.push_str("<li><a href=\"#song-");
        out.push_str(&song.index.to_string());
        out.push_str("\">");
        push_text(out, &title(song));
        out.push_str("</a></li>\n");
    }
    out.push_str("</ol>\n</nav>\n");
}
