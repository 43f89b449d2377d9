//! Document information: title, author and the other keys of `pdf.info` (`docs/spec/pages.md#2.9`).

use chordpro_song::{Song, markup};

use super::values;
use crate::page::{Info, PageLayout};

/// The information of a document whose first song is `song`. `title` is the book's own title, which the configured one
/// overrides.
pub fn info(song: &Song, title: Option<&str>) -> Info {
    let mut info = Info {
        title: title.or(song.title.as_deref()).map(str::to_owned),
        page_layout: Some(song.config.pdf.page_layout)
            .filter(|layout| *layout != PageLayout::Unset),
        ..Info::default()
    };
    for (key, value) in &song.config.pdf.info {
        let text = markup::strip(&values::text(song, value)).into_owned();
        if text.is_empty() {
            continue;
        }
        match key.to_lowercase().as_str() {
            "title" => info.title = Some(text),
            "author" => info.author = Some(text),
            "subject" => info.subject = Some(text),
            "keywords" => info.keywords = Some(text),
            "language" | "lang" => info.language = Some(text),
            _ => {
                info.other.insert(capitalized(key), text);
            }
        }
    }
    info
}

fn capitalized(key: &str) -> String {
    let mut rest = key.chars();
    rest.next()
        .map(|first| first.to_uppercase().chain(rest).collect())
        .unwrap_or_default()
}
