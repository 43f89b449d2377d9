//! OpenSong: XML whose lyrics are text with a mark at the start of each line.

use roxmltree::Node;

use crate::chord_line::ChordLine;
use crate::head::Head;
use crate::placement;
use crate::report::Taken;
use crate::section::{self, Section, SectionKind};
use crate::song_text::{ImportedSong, SongText};
use crate::xml::{self, Xml};
use crate::{Context, ImportError, SheetFormat};

const FORMAT: SheetFormat = SheetFormat::OpenSong;

/// Elements of a song that are metadata, and the names of their heads.
const HEADS: &[(&str, &str)] = &[
    ("author", "author"),
    ("copyright", "copyright"),
    ("key", "key"),
    ("capo", "capo"),
    ("tempo", "tempo"),
    ("time_sig", "time"),
    ("timesig", "time"),
    ("ccli", "ccli"),
    ("hymn_number", "number"),
    ("theme", "topic"),
    ("alttheme", "topic"),
    ("presentation", "flow"),
];

/// Elements that are kept as metadata under their own names.
const OTHERS: &[&str] = &["aka", "user1", "user2", "user3"];

/// Elements that only the program itself needs.
const SETTINGS: &[&str] = &[
    "style",
    "backgrounds",
    "linked_songs",
    "pitch",
    "restrictions",
    "preferred_fret",
    "lyrics",
    "title",
];

/// Reads a song.
pub(crate) fn read(text: &str, context: &Context<'_>) -> Result<Vec<ImportedSong>, ImportError> {
    let text = xml::prepared(text, FORMAT)?;
    let xml = Xml::parse(&text, FORMAT)?;
    let root = xml.root();
    let lyrics = xml::child(root, "lyrics")
        .ok_or_else(|| ImportError::malformed(FORMAT, "it has no element \"lyrics\""))?;
    let mut song = SongText::new();
    heads(&xml, &mut song);
    let start = lyrics.first_child().map_or(1, |text| xml.line(text));
    read_lyrics(&lyric_text(lyrics), start, context, &mut song);
    Ok(vec![song.finish()])
}

fn lyric_text(lyrics: Node<'_, '_>) -> String {
    lyrics.children().filter_map(|child| child.text()).collect()
}

fn heads(xml: &Xml<'_>, song: &mut SongText) {
    let root = xml.root();
    if let Some(title) = xml::child(root, "title") {
        song.head("title", &xml::text(title), xml.line(title));
        song.report(xml.line(title), Taken::Title);
    }
    for element in root.children().filter(Node::is_element) {
        let name = element.tag_name().name();
        let (value, line) = (xml::text(element), xml.line(element));
        if let Some((_, head)) = HEADS.iter().find(|(element, _)| *element == name)
            && let Some(head) = Head::named(head, &value)
        {
            if !value.is_empty() {
                head.write(song, line);
            }
        } else if OTHERS.contains(&name) {
            if !value.is_empty() {
                song.head("meta", &format!("{name} {value}"), line);
                song.report(line, Taken::Head);
            }
        } else if !SETTINGS.contains(&name) && !value.is_empty() {
            song.explain(line, Taken::Dropped, format!("the element \"{name}\""));
        }
    }
}

/// A verse of a section whose lines have numbers in front.
struct Verse {
    number: char,
    lines: Vec<(String, u32)>,
}

/// The section being read: its lines in order, or its verses one after the other.
struct Stanza {
    section: Option<(Section, u32)>,
    verses: Vec<Verse>,
}

fn read_lyrics(text: &str, start: u32, context: &Context<'_>, song: &mut SongText) {
    let mut stanza = Stanza {
        section: None,
        verses: Vec::new(),
    };
    let mut chords: Option<(ChordLine, u32)> = None;
    for line in crate::sheet::lines(text, 0) {
        let number = line.number.saturating_add(start).saturating_sub(1);
        let text = line.text.as_ref();
        let mut characters = text.chars();
        let mark = characters.next();
        if !matches!(mark, Some(' ' | '1'..='9')) {
            alone(chords.take(), &mut stanza, song);
        }
        match mark {
            None => blank(&mut stanza, song, number),
            Some('[') => {
                flush(&mut stanza, song);
                heading(text, number, &mut stanza, song);
            }
            Some('.') => {
                let marks = ChordLine::parse(characters.as_str(), &context.names);
                match marks {
                    Some(marks) => chords = Some((marks, number)),
                    None if characters.as_str().trim().is_empty() => {
                        song.report(number, Taken::Blank);
                    }
                    None => {
                        song.comment(characters.as_str(), number);
                        song.explain(number, Taken::Comment, "a line of chords without chords");
                    }
                }
            }
            Some(';') => {
                song.comment(characters.as_str(), number);
                song.report(number, Taken::Comment);
            }
            Some('-') if text.starts_with("-!!") || text.starts_with("---") => {
                flush(&mut stanza, song);
                song.remark("{new_page}".to_owned(), number);
                song.report(number, Taken::Directive);
            }
            Some('|') if text.trim_matches('|').trim().is_empty() => {
                blank(&mut stanza, song, number);
            }
            Some(verse @ '1'..='9') => {
                let sung = sung(characters.as_str(), chords.as_ref());
                numbered(&mut stanza, verse, (sung, number));
                report_sung(chords.as_ref(), number, song);
            }
            Some(_) => {
                let lyrics = text.strip_prefix(' ').unwrap_or(text);
                let (used, lyrics) = (chords.take(), lyrics.trim_end());
                if lyrics.is_empty() {
                    alone(used, &mut stanza, song);
                    blank(&mut stanza, song, number);
                    continue;
                }
                begin(&mut stanza, song);
                let place = used.as_ref().map_or(number, |(_, line)| *line);
                song.lyrics(sung(lyrics, used.as_ref()), place);
                report_sung(used.as_ref(), number, song);
            }
        }
    }
    alone(chords, &mut stanza, song);
    flush(&mut stanza, song);
}

fn blank(stanza: &mut Stanza, song: &mut SongText, number: u32) {
    if stanza.verses.is_empty() {
        song.blank(number);
    }
    song.report(number, Taken::Blank);
}

fn report_sung(chords: Option<&(ChordLine, u32)>, line: u32, song: &mut SongText) {
    if let Some((_, above)) = chords {
        song.report(*above, Taken::ChordsAbove);
    }
    song.report(line, Taken::Lyrics);
}

/// Chords that no lyrics follow.
fn alone(chords: Option<(ChordLine, u32)>, stanza: &mut Stanza, song: &mut SongText) {
    if let Some((chords, line)) = chords
        && stanza.verses.is_empty()
    {
        begin(stanza, song);
        song.lyrics(chords.alone(), line);
        song.report(line, Taken::Chords);
    }
}

/// A line of lyrics with the chords above it. Lines that underscores draw are left out, and so are marks of slides.
fn sung(lyrics: &str, chords: Option<&(ChordLine, u32)>) -> String {
    let lyrics = lyrics.replace('[', "(").replace(']', ")");
    let placed = match chords {
        Some((chords, _)) => placement::place(chords, &lyrics),
        None => lyrics.trim().to_owned(),
    };
    placed.replace('_', "").replace('|', "")
}

fn heading(text: &str, number: u32, stanza: &mut Stanza, song: &mut SongText) {
    let name = section::bracketed(text).unwrap_or_else(|| text.trim_matches(['[', ']', ' ']));
    let section = tagged(name).or_else(|| section::heading(text).map(|(section, _)| section));
    let section = section.unwrap_or_else(|| Section::new(SectionKind::Verse, name));
    song.explain(number, Taken::Section, section.kind.directive());
    stanza.section = Some((section, number));
}

/// The section that a tag of OpenSong names: a letter and perhaps a number.
fn tagged(name: &str) -> Option<Section> {
    let mut letters = name.chars();
    let letter = letters.next()?;
    let number = letters.as_str().trim();
    let is_number = number.chars().all(|c| c.is_ascii_alphanumeric()) && number.len() <= 3;
    if !is_number || number.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let (kind, word) = match letter.to_ascii_uppercase() {
        'V' => (SectionKind::Verse, "Verse"),
        'C' => (SectionKind::Chorus, "Chorus"),
        'B' => (SectionKind::Bridge, "Bridge"),
        'P' => (SectionKind::Part("prechorus"), "Pre-Chorus"),
        'T' => (SectionKind::Part("tag"), "Tag"),
        'I' => (SectionKind::Part("intro"), "Intro"),
        'E' | 'O' => (SectionKind::Part("outro"), "Outro"),
        _ => return None,
    };
    let label = if number.is_empty() {
        word.to_owned()
    } else {
        format!("{word} {number}")
    };
    Some(Section::new(kind, label))
}

fn numbered(stanza: &mut Stanza, number: char, line: (String, u32)) {
    match stanza
        .verses
        .iter_mut()
        .find(|verse| verse.number == number)
    {
        Some(verse) => verse.lines.push(line),
        None => stanza.verses.push(Verse {
            number,
            lines: vec![line],
        }),
    }
}

/// Begins the section whose heading has been read.
fn begin(stanza: &mut Stanza, song: &mut SongText) {
    write_verses(stanza, song);
    if let Some((section, line)) = stanza.section.take() {
        song.begin(section, line);
    }
}

/// Ends a section.
fn flush(stanza: &mut Stanza, song: &mut SongText) {
    write_verses(stanza, song);
    if let Some((section, line)) = stanza.section.take() {
        song.begin(section, line);
        song.end(line);
    }
}

fn write_verses(stanza: &mut Stanza, song: &mut SongText) {
    if stanza.verses.is_empty() {
        return;
    }
    let (section, line) = stanza
        .section
        .take()
        .unwrap_or_else(|| (Section::new(SectionKind::Verse, "Verse"), 1));
    for verse in stanza.verses.drain(..) {
        let word = section
            .label
            .trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let label = format!("{word} {}", verse.number);
        song.begin(Section::new(section.kind, label), line);
        for (text, number) in verse.lines {
            song.lyrics(text, number);
        }
    }
}
