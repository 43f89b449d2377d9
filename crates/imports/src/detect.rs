//! Format detection: recognises formats by their content.

use crate::chord_line::ChordLine;
use crate::chord_name::ChordNames;
use crate::directive::Directive;
use crate::section;
use crate::sheet::{self, begins_with_chord, has_chords_in_brackets};
use crate::{
    SheetFormat, archive, chordii, ireal, musicxml, onsong, planning_center, songbook, songselect,
    ultimate, xml,
};

/// The confidence in a detected format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Possible: nothing contradicts it.
    Possible,
    /// Most sheets with such content are in this format, but others are not.
    Likely,
    /// Only this format has such content.
    Certain,
}

impl Confidence {
    /// The name in lower case, as written to JSON.
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Possible => "possible",
            Confidence::Likely => "likely",
            Confidence::Certain => "certain",
        }
    }
}

/// A detected format with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detection {
    /// The format.
    pub format: SheetFormat,
    /// The confidence.
    pub confidence: Confidence,
    /// The feature that the format was recognised by.
    pub reason: &'static str,
}

impl Detection {
    /// Whether it is certainly a format other than ChordPro.
    pub(crate) fn is_certainly_foreign(&self) -> bool {
        self.confidence == Confidence::Certain && self.format != SheetFormat::ChordPro
    }
}

const fn found(format: SheetFormat, confidence: Confidence, reason: &'static str) -> Detection {
    Detection {
        format,
        confidence,
        reason,
    }
}

use Confidence::{Certain, Likely, Possible};

/// The format of an archive, by its file names; `None` if it has no songs.
pub(crate) fn archived(content: &[u8]) -> Option<Detection> {
    if !archive::is_archive(content) {
        return None;
    }
    // Nothing is unpacked: the callback sees each name and accepts none.
    let (has_score, has_song) = (std::cell::Cell::new(false), std::cell::Cell::new(false));
    archive::files(content, SheetFormat::OnSong, |name| {
        has_score.set(has_score.get() || musicxml::is_score(name));
        has_song.set(has_song.get() || onsong::is_song(name));
        false
    })
    .ok()?;
    if has_score.get() {
        Some(found(
            SheetFormat::MusicXml,
            Certain,
            "an archive with a score",
        ))
    } else if has_song.get() {
        Some(found(SheetFormat::OnSong, Certain, "an archive with songs"))
    } else {
        None
    }
}

/// The format of a text that is certainly not ChordPro. A directive makes it uncertain, so most songs are decided by their first line.
pub(crate) fn certainly_foreign(text: &str, names: &ChordNames) -> Option<Detection> {
    by_marks(text)
        .or_else(|| (!has_directives(text)).then(|| by_traits(text, names)))
        .filter(Detection::is_certainly_foreign)
}

/// The format of a text. Text without features of any format is possibly ChordPro.
pub(crate) fn detected(text: &str, names: &ChordNames) -> Detection {
    by_marks(text).unwrap_or_else(|| by_traits(text, names))
}

fn by_traits(text: &str, names: &ChordNames) -> Detection {
    let traits = Traits::of(text, names);
    if traits.directives > 0 {
        return among_directives(&traits);
    }
    if traits.has_ultimate_marks {
        return found(
            SheetFormat::UltimateGuitar,
            Certain,
            "marks such as [ch] or [tab]",
        );
    }
    if traits.has_songselect_terms {
        return found(
            SheetFormat::SongSelect,
            Certain,
            "the terms of SongSelect below the song",
        );
    }
    if traits.commands > 0 {
        return found(
            SheetFormat::PlanningCenter,
            Certain,
            "commands of Planning Center",
        );
    }
    if traits.bracket_chords > 0 {
        return among_bracket_chords(&traits);
    }
    if traits.chord_lines > 0 {
        return among_chord_lines(&traits);
    }
    if traits.headings() > 0 {
        return found(
            SheetFormat::ProPresenter,
            Likely,
            "names of sections, and no chords",
        );
    }
    found(
        SheetFormat::ChordPro,
        Possible,
        "neither chords nor marks of any format",
    )
}

fn by_marks(text: &str) -> Option<Detection> {
    if songselect::is_import_file(text) {
        return Some(found(
            SheetFormat::SongSelect,
            Certain,
            "the head of an import file of SongSelect",
        ));
    }
    if ireal::is_link(text) && !has_directives(text) {
        return Some(found(SheetFormat::IRealPro, Certain, "a link to iReal Pro"));
    }
    let (root, namespace) = xml::root(text)?;
    match root {
        "song" if namespace.contains("openlyrics") => Some(found(
            SheetFormat::OpenLyrics,
            Certain,
            "the namespace of OpenLyrics",
        )),
        "song" if text.contains("<verse") && text.contains("<lines") => Some(found(
            SheetFormat::OpenLyrics,
            Likely,
            "an element \"song\" with verses of lines",
        )),
        "song" if text.contains("<lyrics") => Some(found(
            SheetFormat::OpenSong,
            Certain,
            "an element \"song\" with lyrics as text",
        )),
        "score-partwise" | "score-timewise" => Some(found(
            SheetFormat::MusicXml,
            Certain,
            "the root element of MusicXML",
        )),
        _ => None,
    }
}

fn has_directives(text: &str) -> bool {
    sheet::lines(text, 8).any(|line| Directive::parse(&line.text).is_some())
}

/// The format of a text with directives; only ChordPro can be certain ([`certainly_foreign`] relies on it).
fn among_directives(traits: &Traits) -> Detection {
    if traits.has_songselect_terms {
        return found(
            SheetFormat::SongSelect,
            Likely,
            "ChordPro with the terms or numbers of SongSelect",
        );
    }
    if traits.own_directives > 0 {
        return found(
            SheetFormat::SongBook,
            Likely,
            "directives of SongBook or SongbookPro",
        );
    }
    if traits.old_definitions > 0 {
        return found(
            SheetFormat::Chordii,
            Likely,
            "definitions of chords as rows of numbers",
        );
    }
    if traits.heads > 0 && traits.colon_headings > 0 && traits.directives <= 2 {
        return found(
            SheetFormat::OnSong,
            Likely,
            "heads and sections with a colon",
        );
    }
    found(SheetFormat::ChordPro, Certain, "directives of ChordPro")
}

fn among_bracket_chords(traits: &Traits) -> Detection {
    match (
        traits.heads > 0,
        traits.colon_headings > 0,
        traits.bare_headings > 0,
    ) {
        (true, true, _) => found(
            SheetFormat::OnSong,
            Certain,
            "heads, sections with a colon, chords in brackets",
        ),
        (_, true, _) => found(
            SheetFormat::OnSong,
            Likely,
            "sections with a colon, chords in brackets",
        ),
        (_, _, true) => found(
            SheetFormat::PlanningCenter,
            Likely,
            "names of sections alone in lines, chords in brackets",
        ),
        (true, ..) => found(SheetFormat::OnSong, Likely, "heads, chords in brackets"),
        _ => found(SheetFormat::ChordPro, Likely, "chords in brackets"),
    }
}

fn among_chord_lines(traits: &Traits) -> Detection {
    if traits.bracket_headings > 0 {
        let confidence = if traits.has_ultimate_heads {
            Certain
        } else {
            Likely
        };
        return found(
            SheetFormat::UltimateGuitar,
            confidence,
            "sections in brackets, chords over lyrics",
        );
    }
    let confidence = if traits.chords_over_lyrics > 0 {
        Likely
    } else {
        Possible
    };
    found(
        SheetFormat::ChordsOverLyrics,
        confidence,
        "lines of chords above lines of lyrics",
    )
}

/// Counts of distinguishing features in a text.
#[derive(Debug, Default)]
struct Traits {
    directives: usize,
    own_directives: usize,
    old_definitions: usize,
    commands: usize,
    heads: usize,
    bracket_headings: usize,
    colon_headings: usize,
    bare_headings: usize,
    bracket_chords: usize,
    chord_lines: usize,
    chords_over_lyrics: usize,
    has_ultimate_marks: bool,
    has_ultimate_heads: bool,
    has_songselect_terms: bool,
}

impl Traits {
    fn of(text: &str, names: &ChordNames) -> Self {
        let mut traits = Traits::default();
        let mut is_below_chords = false;
        for line in sheet::lines(text, 8) {
            let line = line.text.trim();
            let was_below = std::mem::take(&mut is_below_chords);
            if line.is_empty() {
                continue;
            }
            traits.marks(line);
            if let Some(directive) = Directive::parse(line) {
                traits.directive(&directive, line);
            } else if begins_with_chord(line, names) {
                traits.bracket_chords += 1;
            } else if section::heading(line).is_some() {
                traits.heading(line);
            } else if crate::head::heads(line).is_some() {
                traits.heads += 1;
                let lower = line.to_lowercase();
                traits.has_ultimate_heads |= ["tuning", "difficulty"]
                    .iter()
                    .any(|head| lower.starts_with(head));
            } else if has_chords_in_brackets(line, names) {
                traits.bracket_chords += 1;
            } else if ChordLine::parse(line, names).is_some() {
                traits.chord_lines += 1;
                is_below_chords = true;
            } else if was_below {
                traits.chords_over_lyrics += 1;
            }
        }
        traits
    }

    fn marks(&mut self, line: &str) {
        self.has_ultimate_marks |= ultimate::has_marks(line);
        self.has_songselect_terms |= line.contains("SongSelect") || line.contains("CCLI Song #");
        self.has_ultimate_heads |= line.to_lowercase().contains(" chords by ");
        if planning_center::is_command(line) {
            self.commands += 1;
        }
    }

    fn directive(&mut self, directive: &Directive<'_>, line: &str) {
        self.directives += 1;
        self.has_songselect_terms |=
            matches!(directive.name.as_str(), "ccli" | "cclisong" | "cclilicense");
        if songbook::is_own(&directive.name) {
            self.own_directives += 1;
        }
        if chordii::definition(line).is_some() {
            self.old_definitions += 1;
        }
    }

    fn heading(&mut self, line: &str) {
        if line.starts_with('[') {
            self.bracket_headings += 1;
        } else if line.contains(':') {
            self.colon_headings += 1;
        } else {
            self.bare_headings += 1;
        }
    }

    fn headings(&self) -> usize {
        self.bracket_headings + self.colon_headings + self.bare_headings
    }
}
