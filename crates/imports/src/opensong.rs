//! OpenSong: XML whose lyrics are text with a marker at the start of each line.

use roxmltree::Node;

use crate::chord_line::ChordLine;
use crate::context::Context;
use crate::head::Head;
use crate::placement;
use crate::report::Taken;
use crate::section::{self, Section, SectionKind};
use crate::song_text::{ImportedSong, SongText};
use crate::xml::{self, Xml};
use crate::{ImportError, SheetFormat};

const FORMAT: SheetFormat = SheetFormat::OpenSong;

/// Metadata elements and the names of their headers.
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

/// Elements that only OpenSong uses.
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

/// Imports a song.
pub(crate) fn read(text: &str, context: &Context<'_>) -> Result<Vec<ImportedSong>, ImportError> {
    let text = xml::prepared(text, FORMAT)?;
    let xml = Xml::parse(&text, FORMAT)?;
    let root = xml.root();
    let lyrics = xml::child(root, "lyrics")
        .ok_or_else(|| ImportError::malformed(FORMAT, "it has no element \"lyrics\""))?;
    let mut song = SongText::new();
    heads(&xml, &mut song);
    let start = lyrics.first_child().map_or(1, |text| xml.line(text));
    let mut reader = Lyrics {
        song,
        context,
        section: None,
        verses: Vec::new(),
        chords: None,
    };
    reader.read(&lyric_text(lyrics), start);
    Ok(vec![reader.song.finish()])
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

/// A verse of a section whose lines start with numbers.
struct Verse {
    number: char,
    lines: Vec<(String, u32)>,
}

/// Lyrics that are being read.
struct Lyrics<'c, 'o> {
    song: SongText,
    context: &'c Context<'o>,
    /// The heading that has no lines yet.
    section: Option<(Section, u32)>,
    /// The verses of a section whose lines start with numbers.
    verses: Vec<Verse>,
    /// The chords above the next line, and their line number.
    chords: Option<(ChordLine, u32)>,
}

impl Lyrics<'_, '_> {
    /// Reads the text of the element, which starts in line `start` of the source.
    fn read(&mut self, text: &str, start: u32) {
        for line in crate::sheet::lines(text, 0) {
            let number = line.number.saturating_add(start).saturating_sub(1);
            self.line(line.text.as_ref(), number);
        }
        self.flush();
    }

    fn line(&mut self, text: &str, number: u32) {
        let mut characters = text.chars();
        let mark = characters.next();
        let rest = characters.as_str();
        if !matches!(mark, Some(' ' | '1'..='9')) {
            self.chords_alone();
        }
        match mark {
            Some('[') => self.heading(text, number),
            Some('.') => self.chord_line(rest, number),
            Some(';') => {
                self.song.comment(rest, number);
                self.song.report(number, Taken::Comment);
            }
            Some('-') if text.starts_with("-!!") || text.starts_with("---") => {
                self.song.remark("{new_page}".to_owned(), number);
                self.song.report(number, Taken::Directive);
            }
            Some('|') if text.trim_matches('|').trim().is_empty() => self.blank(number),
            Some(verse @ '1'..='9') => self.numbered(verse, rest, number),
            _ => self.sung(text.strip_prefix(' ').unwrap_or(text).trim_end(), number),
        }
    }

    fn chord_line(&mut self, text: &str, number: u32) {
        match ChordLine::parse(text, &self.context.names) {
            Some(chords) => self.chords = Some((chords, number)),
            None if text.trim().is_empty() => self.song.report(number, Taken::Blank),
            None => {
                self.song.comment(text, number);
                let detail = "a line of chords without chords";
                self.song.explain(number, Taken::Comment, detail);
            }
        }
    }

    /// A line of lyrics without a number.
    fn sung(&mut self, lyrics: &str, number: u32) {
        if lyrics.is_empty() {
            self.chords_alone();
            self.blank(number);
            return;
        }
        self.begin();
        let chords = self.chords.take();
        let place = chords.as_ref().map_or(number, |(_, line)| *line);
        self.song
            .lyrics(with_chords(lyrics, chords.as_ref()), place);
        self.report(chords.as_ref(), number);
    }

    /// A line of one of several verses that share their chords.
    fn numbered(&mut self, number: char, lyrics: &str, line: u32) {
        let text = with_chords(lyrics, self.chords.as_ref());
        match self.verses.iter_mut().find(|verse| verse.number == number) {
            Some(verse) => verse.lines.push((text, line)),
            None => self.verses.push(Verse {
                number,
                lines: vec![(text, line)],
            }),
        }
        let chords = self.chords.as_ref().map(|(_, above)| *above);
        if let Some(above) = chords {
            self.song.report(above, Taken::ChordsAbove);
        }
        self.song.report(line, Taken::Lyrics);
    }

    fn report(&mut self, chords: Option<&(ChordLine, u32)>, line: u32) {
        if let Some((_, above)) = chords {
            self.song.report(*above, Taken::ChordsAbove);
        }
        self.song.report(line, Taken::Lyrics);
    }

    fn blank(&mut self, number: u32) {
        if self.verses.is_empty() {
            self.song.blank(number);
        }
        self.song.report(number, Taken::Blank);
    }

    /// Writes chords without lyrics below.
    fn chords_alone(&mut self) {
        if let Some((chords, line)) = self.chords.take()
            && self.verses.is_empty()
        {
            self.begin();
            self.song.lyrics(chords.alone(), line);
            self.song.report(line, Taken::Chords);
        }
    }

    fn heading(&mut self, text: &str, number: u32) {
        self.flush();
        let name = section::bracketed(text).unwrap_or_else(|| text.trim_matches(['[', ']', ' ']));
        let section = tagged(name)
            .or_else(|| section::heading(text).map(|(section, _)| section))
            .unwrap_or_else(|| Section::new(SectionKind::Verse, name));
        let kind = section.kind.directive();
        self.song.explain(number, Taken::Section, kind);
        self.section = Some((section, number));
    }

    /// Starts the section whose heading was read.
    fn begin(&mut self) {
        self.write_verses();
        if let Some((section, line)) = self.section.take() {
            self.song.begin(section, line);
        }
    }

    /// Ends a section.
    fn flush(&mut self) {
        self.chords_alone();
        self.write_verses();
        if let Some((section, line)) = self.section.take() {
            self.song.begin(section, line);
            self.song.end(line);
        }
    }

    fn write_verses(&mut self) {
        if self.verses.is_empty() {
            return;
        }
        let section = self.section.take();
        let (section, line) =
            section.unwrap_or_else(|| (Section::new(SectionKind::Verse, "Verse"), 1));
        let word = section
            .label
            .trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        for verse in self.verses.drain(..) {
            let label = format!("{word} {}", verse.number);
            self.song.begin(Section::new(section.kind, label), line);
            for (text, number) in verse.lines {
                self.song.lyrics(text, number);
            }
        }
    }
}

/// A lyrics line with the chords above it. Lines of underscores and slide marks are left out.
fn with_chords(lyrics: &str, chords: Option<&(ChordLine, u32)>) -> String {
    let lyrics = lyrics.replace('[', "(").replace(']', ")");
    let placed = match chords {
        Some((chords, _)) => placement::place(chords, &lyrics),
        None => lyrics.trim().to_owned(),
    };
    placed.replace(['_', '|'], "")
}

/// The section for an OpenSong tag: a letter and an optional number.
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
