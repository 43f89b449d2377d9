//! OpenLyrics: XML with chords as elements in the lines of verses.

use roxmltree::Node;

use crate::context::Context;
use crate::head::Head;
use crate::report::Taken;
use crate::section::{Section, SectionKind};
use crate::song_text::{ImportedSong, SongText, one_line};
use crate::xml::{self, Xml, child, children};
use crate::{ImportError, SheetFormat};

const FORMAT: SheetFormat = SheetFormat::OpenLyrics;

/// Imports a song.
pub(crate) fn read(text: &str, _: &Context<'_>) -> Result<Vec<ImportedSong>, ImportError> {
    let text = xml::prepared(text, FORMAT)?;
    let xml = Xml::parse(&text, FORMAT)?;
    let root = xml.root();
    let lyrics = child(root, "lyrics")
        .ok_or_else(|| ImportError::malformed(FORMAT, "it has no element \"lyrics\""))?;
    let mut song = SongText::new();
    if let Some(properties) = child(root, "properties") {
        heads(&xml, properties, &mut song);
    }
    for verse in lyrics.children().filter(Node::is_element) {
        match verse.tag_name().name() {
            "verse" | "instrument" => read_verse(&xml, verse, &mut song),
            name => {
                let detail = format!("the element \"{name}\"");
                song.explain(xml.line(verse), Taken::Dropped, detail);
            }
        }
    }
    Ok(vec![song.finish()])
}

fn heads(xml: &Xml<'_>, properties: Node<'_, '_>, song: &mut SongText) {
    let mut is_first = true;
    for title in child(properties, "titles")
        .into_iter()
        .flat_map(|titles| children(titles, "title"))
    {
        let name = if is_first { "title" } else { "subtitle" };
        song.head(name, &xml::text(title), xml.line(title));
        song.report(
            xml.line(title),
            if is_first { Taken::Title } else { Taken::Head },
        );
        is_first = false;
    }
    for author in child(properties, "authors")
        .into_iter()
        .flat_map(|authors| children(authors, "author"))
    {
        let (name, line) = (xml::text(author), xml.line(author));
        match author.attribute("type") {
            Some("words") => song.head("lyricist", &name, line),
            Some("translation") => song.head("meta", &format!("translator {name}"), line),
            Some("arrangement") => song.head("arranger", &name, line),
            _ => song.head("composer", &name, line),
        }
        song.report(line, Taken::Head);
    }
    for property in properties.children().filter(Node::is_element) {
        property_head(xml, property, song);
    }
}

/// Headers from single properties and from lists.
fn property_head(xml: &Xml<'_>, property: Node<'_, '_>, song: &mut SongText) {
    let (value, line) = (xml::text(property), xml.line(property));
    let name = match property.tag_name().name() {
        "titles" | "authors" => return,
        "copyright" => "copyright",
        "ccliNo" => "ccli",
        "released" => "year",
        "key" => "key",
        "tempo" => "tempo",
        "timeSignature" => "time",
        "capo" => "capo",
        "verseOrder" => "flow",
        "publisher" => "publisher",
        "keywords" => "topic",
        "themes" => return list(xml, property, "theme", "topic", song),
        "songbooks" => return songbooks(xml, property, song),
        "comments" => {
            for comment in children(property, "comment") {
                song.comment(&xml::text(comment), xml.line(comment));
                song.report(xml.line(comment), Taken::Comment);
            }
            return;
        }
        "version" | "variant" | "transposition" => {
            let name = property.tag_name().name();
            song.head("meta", &format!("{name} {value}"), line);
            song.report(line, Taken::Head);
            return;
        }
        name => {
            song.explain(line, Taken::Dropped, format!("the property \"{name}\""));
            return;
        }
    };
    if let Some(head) = Head::named(name, &value)
        && !value.is_empty()
    {
        head.write(song, line);
    }
}

fn list(xml: &Xml<'_>, node: Node<'_, '_>, element: &'static str, name: &str, song: &mut SongText) {
    for item in children(node, element) {
        song.head(
            "meta",
            &format!("{name} {}", xml::text(item)),
            xml.line(item),
        );
        song.report(xml.line(item), Taken::Head);
    }
}

fn songbooks(xml: &Xml<'_>, node: Node<'_, '_>, song: &mut SongText) {
    for book in children(node, "songbook") {
        let line = xml.line(book);
        let name = book.attribute("name").unwrap_or("");
        let entry = book.attribute("entry").unwrap_or("");
        song.head("meta", &format!("book {name} {entry}"), line);
        song.report(line, Taken::Head);
    }
}

fn read_verse(xml: &Xml<'_>, verse: Node<'_, '_>, song: &mut SongText) {
    let line = xml.line(verse);
    let name = verse.attribute("name").unwrap_or("");
    if is_other(name) {
        // Content that belongs to no section.
        song.explain(line, Taken::Section, "other");
        song.end(line);
    } else {
        let section = named(name, verse.attribute("lang"));
        song.explain(line, Taken::Section, section.kind.directive());
        song.begin(section, line);
    }
    for lines in children(verse, "lines") {
        if let Some(part) = lines.attribute("part") {
            song.comment(part, xml.line(lines));
        }
        let mut sung = Sung::default();
        collect(xml, lines, &mut sung, song);
        sung.end(song);
        if let Some(repeat) = lines.attribute("repeat") {
            song.comment(&format!("x{repeat}"), xml.line(lines));
        }
    }
}

/// Whether a verse's name marks it as no section: `o`, `o2`.
fn is_other(name: &str) -> bool {
    let rest = name.strip_prefix(['o', 'O']);
    rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The section for a verse's name: `v1`, `c`, `b2`, `p`.
fn named(name: &str, language: Option<&str>) -> Section {
    let digits = name.trim_start_matches(|c: char| c.is_alphabetic());
    let letters = name
        .get(..name.len().saturating_sub(digits.len()))
        .unwrap_or("");
    let (kind, word) = match letters.to_lowercase().as_str() {
        "v" | "verse" => (SectionKind::Verse, "Verse"),
        "c" | "chorus" => (SectionKind::Chorus, "Chorus"),
        "b" | "bridge" => (SectionKind::Bridge, "Bridge"),
        "p" => (SectionKind::Part("prechorus"), "Pre-Chorus"),
        "i" | "intro" => (SectionKind::Part("intro"), "Intro"),
        "e" | "ending" | "outro" => (SectionKind::Part("outro"), "Ending"),
        "solo" => (SectionKind::Part("solo"), "Solo"),
        "music" => (SectionKind::Part("instrumental"), "Instrumental"),
        _ => (SectionKind::Verse, letters),
    };
    let mut label = format!("{word} {digits}").trim().to_owned();
    if let Some(language) = language {
        label = format!("{label} ({language})");
    }
    Section::new(kind, label)
}

/// The line being read.
#[derive(Debug, Default)]
struct Sung {
    text: String,
    line: u32,
}

impl Sung {
    fn push(&mut self, text: &str, line: u32) {
        if self.text.is_empty() {
            self.line = line;
        }
        self.text.push_str(text);
    }

    fn end(&mut self, song: &mut SongText) {
        let text = one_line(&std::mem::take(&mut self.text));
        let remark = text
            .strip_prefix("[*")
            .and_then(|rest| rest.strip_suffix(']'));
        if let Some(remark) = remark.filter(|remark| !remark.contains(']')) {
            song.comment(remark, self.line);
            song.report(self.line, Taken::Comment);
        } else if !text.is_empty() {
            song.lyrics(text, self.line);
            song.report(self.line, Taken::Lyrics);
        }
    }
}

/// Collects the text and chords of lines. The limit on nesting depth bounds the recursion.
fn collect(xml: &Xml<'_>, node: Node<'_, '_>, sung: &mut Sung, song: &mut SongText) {
    for part in node.children() {
        let line = xml.line(part);
        if part.is_text() {
            let text = part.text().unwrap_or("");
            sung.push(&text.replace('[', "(").replace(']', ")"), line);
            continue;
        }
        if !part.is_element() {
            continue;
        }
        match part.tag_name().name() {
            "br" => sung.end(song),
            "line" => {
                collect(xml, part, sung, song);
                sung.end(song);
            }
            "chord" => {
                sung.push(&format!("[{}]", chord(part)), line);
                collect(xml, part, sung, song);
            }
            "beat" => {
                collect(xml, part, sung, song);
                sung.push(" ", line);
            }
            "comment" => {
                let text = one_line(&xml::text(part)).replace(['[', ']'], "");
                sung.push(&format!("[*{text}]"), line);
            }
            _ => collect(xml, part, sung, song),
        }
    }
}

/// The name of a chord, given as a whole, or as root, structure and bass.
fn chord(node: Node<'_, '_>) -> String {
    if let Some(name) = node.attribute("name") {
        return clean(name);
    }
    let root = node.attribute("root").unwrap_or("");
    let structure = match node.attribute("structure") {
        None | Some("major" | "") => "",
        Some("minor" | "min") => "m",
        Some("min7") => "m7",
        Some("augmented") => "+",
        Some("diminished") => "dim",
        Some(other) => other,
    };
    let bass = node
        .attribute("bass")
        .map_or_else(String::new, |bass| format!("/{bass}"));
    clean(&format!("{root}{structure}{bass}"))
}

fn clean(name: &str) -> String {
    one_line(name).replace(['[', ']'], "")
}
