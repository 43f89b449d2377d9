//! Headers of a score: title, authors, key, time and tempo.

use roxmltree::Node;

use super::events::Score;
use crate::head::Head;
use crate::report::Taken;
use crate::song_text::SongText;
use crate::xml::{self, Xml, child, children};

/// Writes the headers of a score.
pub(super) fn write(xml: &Xml<'_>, score: &Score, song: &mut SongText) {
    let root = xml.root();
    let work = child(root, "work").and_then(|work| child(work, "work-title"));
    let movement = child(root, "movement-title");
    let filled = |node: &Node<'_, '_>| !xml::text(*node).is_empty();
    let mut titles = [work, movement].into_iter().flatten().filter(filled);
    match titles.next().or_else(|| credit(root, "title")) {
        Some(title) => {
            song.head("title", &xml::text(title), xml.line(title));
            song.report(xml.line(title), Taken::Title);
            let first = xml::text(title);
            if let Some(second) = titles.next().filter(|second| xml::text(*second) != first) {
                song.head("subtitle", &xml::text(second), xml.line(second));
                song.report(xml.line(second), Taken::Head);
            }
        }
        None => song.explain(1, Taken::Dropped, "the score has no title"),
    }
    if let Some(identification) = child(root, "identification") {
        creators(xml, identification, song);
    }
    let line = score.line.max(1);
    if let Some(key) = &score.key {
        song.head("key", key, line);
    }
    if let Some((beats, unit)) = score.time {
        song.head("time", &format!("{beats}/{unit}"), line);
    }
    if let Some(tempo) = score
        .tempo
        .as_deref()
        .and_then(|tempo| Head::named("tempo", tempo))
    {
        tempo.write(song, line);
    }
}

fn credit<'a, 't: 'a>(root: Node<'a, 't>, kind: &'static str) -> Option<Node<'a, 't>> {
    children(root, "credit")
        .find(|credit| children(*credit, "credit-type").any(|typed| xml::text(typed) == kind))
        .and_then(|credit| child(credit, "credit-words"))
}

fn creators(xml: &Xml<'_>, identification: Node<'_, '_>, song: &mut SongText) {
    for creator in children(identification, "creator") {
        let name = match creator.attribute("type") {
            Some("composer") => "composer",
            Some("lyricist" | "poet") => "lyricist",
            Some("arranger") => "arranger",
            _ => "artist",
        };
        song.head(name, &xml::text(creator), xml.line(creator));
        song.report(xml.line(creator), Taken::Head);
    }
    for rights in children(identification, "rights") {
        song.head("copyright", &xml::text(rights), xml.line(rights));
        song.report(xml.line(rights), Taken::Head);
    }
}
