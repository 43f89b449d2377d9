//! Builder for the ChordPro text of an imported song: headers first, sections opened and closed, a source line for every line.

use std::collections::BTreeSet;

use crate::report::{ReportLine, Taken};
use crate::section::{Section, SectionKind};

/// A song as ChordPro text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ImportedSong {
    /// The name of its file in an archive.
    pub name: Option<String>,
    /// The ChordPro text; ends in a line end unless it is empty.
    pub text: String,
    /// The 1-based source line of each line of `text`.
    pub places: Vec<u32>,
    /// The classification of each source line, in source order.
    pub report: Vec<ReportLine>,
}

#[derive(Debug)]
struct Written {
    text: String,
    line: u32,
}

/// What is open at the current end of the text.
#[derive(Debug)]
enum Open {
    Nothing,
    /// A heading without content so far.
    Pending(Section, u32),
    /// An environment, with its name in directives.
    Environment(&'static str),
    /// Something opened by a directive of the source.
    Foreign,
}

/// A song that is being built.
#[derive(Debug)]
pub(crate) struct SongText {
    head: Vec<Written>,
    /// The headers written so far.
    seen: BTreeSet<String>,
    body: Vec<Written>,
    report: Vec<ReportLine>,
    open: Open,
    has_chorus: bool,
    has_blank: bool,
}

impl SongText {
    pub(crate) fn new() -> Self {
        SongText {
            head: Vec::new(),
            seen: BTreeSet::new(),
            body: Vec::new(),
            report: Vec::new(),
            open: Open::Nothing,
            has_chorus: false,
            has_blank: false,
        }
    }

    /// Reports the classification of `line`.
    pub(crate) fn report(&mut self, line: u32, taken: Taken) {
        self.report.push(ReportLine {
            line,
            taken,
            detail: None,
        });
    }

    /// Reports the classification of `line`, with the reason or the result.
    pub(crate) fn explain(&mut self, line: u32, taken: Taken, detail: impl Into<String>) {
        self.report.push(ReportLine {
            line,
            taken,
            detail: Some(detail.into()),
        });
    }

    /// Writes the header `{name: value}`; empty values are left out.
    pub(crate) fn head(&mut self, name: &str, value: &str, line: u32) {
        let value = one_line(value);
        if !value.is_empty() {
            let text = format!("{{{name}: {value}}}");
            // A source can repeat information, such as an author in two places.
            if self.seen.insert(text.clone()) {
                self.head.push(Written { text, line });
            }
        }
    }

    /// Whether a section with content is open.
    pub(crate) fn has_section(&self) -> bool {
        matches!(self.open, Open::Environment(_))
    }

    /// Whether only headers have been written.
    pub(crate) fn is_at_start(&self) -> bool {
        self.body.is_empty() && matches!(self.open, Open::Nothing)
    }

    /// Starts a section, which stays open until the next one starts or [`end`](Self::end) is called.
    pub(crate) fn begin(&mut self, section: Section, line: u32) {
        self.end(line);
        self.open = Open::Pending(section, line);
    }

    /// Closes what is open. A heading without content recalls the chorus, or becomes a comment.
    pub(crate) fn end(&mut self, line: u32) {
        match std::mem::replace(&mut self.open, Open::Nothing) {
            Open::Nothing | Open::Foreign => {}
            Open::Environment(name) => {
                self.body.push(Written {
                    text: format!("{{end_of_{name}}}"),
                    line,
                });
                self.has_blank = true;
            }
            Open::Pending(section, at) => {
                let text = if section.kind == SectionKind::Chorus && self.has_chorus {
                    match label(&section) {
                        Some(label) => format!("{{chorus: {label}}}"),
                        None => "{chorus}".to_owned(),
                    }
                } else {
                    format!("{{comment: {}}}", one_line(&section.label))
                };
                self.has_blank = true;
                self.push(text, at);
                self.has_blank = true;
            }
        }
    }

    /// A line of lyrics, of chords, or of both.
    pub(crate) fn lyrics(&mut self, text: impl Into<String>, line: u32) {
        match &self.open {
            Open::Pending(section, at) => {
                let (section, at) = (section.clone(), *at);
                self.open_environment(section.kind.directive(), label(&section), at);
                self.has_chorus |= section.kind == SectionKind::Chorus;
            }
            Open::Environment("tab" | "grid") => self.end(line),
            Open::Nothing | Open::Environment(_) | Open::Foreign => {}
        }
        let text = text.into();
        // Such a start would make the line a directive or a remark.
        let text = if text.starts_with(['{', '#']) {
            format!(" {text}")
        } else {
            text
        };
        self.push(text, line);
    }

    /// A line of tablature.
    pub(crate) fn tab(&mut self, text: &str, line: u32) {
        self.verbatim("tab", text, line);
    }

    /// A line of a grid, such as `| C . | G . |`.
    pub(crate) fn grid(&mut self, text: &str, line: u32) {
        self.verbatim("grid", text, line);
    }

    fn verbatim(&mut self, name: &'static str, text: &str, line: u32) {
        match &self.open {
            Open::Environment(open) if *open == name => {}
            Open::Pending(section, at) => {
                let (section, at) = (section.clone(), *at);
                self.open_environment(name, Some(section.label), at);
            }
            Open::Nothing | Open::Environment(_) => {
                self.end(line);
                self.open_environment(name, None, line);
            }
            Open::Foreign => {}
        }
        self.push(text.trim_end().to_owned(), line);
    }

    fn open_environment(&mut self, name: &'static str, label: Option<String>, line: u32) {
        let text = match label {
            Some(label) => format!("{{start_of_{name}: {}}}", one_line(&label)),
            None => format!("{{start_of_{name}}}"),
        };
        self.has_blank = true;
        self.push(text, line);
        self.open = Open::Environment(name);
    }

    /// An empty line; several in a row are merged, and those at the edges of sections are dropped.
    pub(crate) fn blank(&mut self, line: u32) {
        if let Open::Environment("tab" | "grid") = self.open {
            self.end(line);
        }
        self.has_blank = true;
    }

    /// A remark.
    pub(crate) fn comment(&mut self, text: &str, line: u32) {
        let text = one_line(text);
        if !text.is_empty() {
            self.remark(format!("{{comment: {text}}}"), line);
        }
    }

    /// A directive in the body that is not a section.
    pub(crate) fn remark(&mut self, text: String, line: u32) {
        if let Open::Pending(section, at) = &self.open {
            let (section, at) = (section.clone(), *at);
            self.open_environment(section.kind.directive(), label(&section), at);
            self.has_chorus |= section.kind == SectionKind::Chorus;
        }
        self.push(text, line);
    }

    /// A directive that starts an environment which the source ends itself.
    pub(crate) fn raw_begin(&mut self, text: String, line: u32) {
        self.end(line);
        self.has_chorus |= text.starts_with("{start_of_chorus");
        self.push(text, line);
        self.open = Open::Foreign;
    }

    /// The directive that ends such an environment.
    pub(crate) fn raw_end(&mut self, text: String, line: u32) {
        self.has_blank = false;
        if matches!(self.open, Open::Foreign) {
            self.push(text, line);
            self.open = Open::Nothing;
        } else {
            // The environment was never started, or was started by the heading above it.
            self.end(line);
        }
    }

    /// A literal line of an environment of the source.
    pub(crate) fn raw(&mut self, text: &str, line: u32) {
        self.push(text.trim_end().to_owned(), line);
    }

    fn push(&mut self, text: String, line: u32) {
        if std::mem::take(&mut self.has_blank) && !self.body.is_empty() {
            let is_begun = self
                .body
                .last()
                .is_some_and(|last| last.text.starts_with("{start_of_"));
            if !is_begun {
                self.body.push(Written {
                    text: String::new(),
                    line,
                });
            }
        }
        self.body.push(Written { text, line });
    }

    /// The finished song, with its headers first.
    pub(crate) fn finish(mut self) -> ImportedSong {
        let last = self.body.last().map_or(1, |written| written.line);
        self.end(last);
        let mut song = ImportedSong::default();
        let gap = (!self.head.is_empty() && !self.body.is_empty()).then(|| Written {
            text: String::new(),
            line: self.body.first().map_or(1, |first| first.line),
        });
        for written in self.head.into_iter().chain(gap).chain(self.body) {
            song.text.push_str(&written.text);
            song.text.push('\n');
            song.places.push(written.line);
        }
        self.report.sort_by_key(|line| line.line);
        song.report = self.report;
        song
    }
}

/// The label of a section's directive; none if it only repeats the directive's name.
fn label(section: &Section) -> Option<String> {
    let label = one_line(&section.label);
    let is_plain = label.is_empty() || section.kind == SectionKind::Chorus && label == "Chorus";
    (!is_plain).then_some(label)
}

/// A text as a directive argument: on one line, without characters that would end the directive early.
pub(crate) fn one_line(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(build: impl FnOnce(&mut SongText)) -> String {
        let mut text = SongText::new();
        build(&mut text);
        text.finish().text
    }

    #[test]
    fn heads_come_first_and_sections_are_closed() {
        let text = built(|text| {
            text.begin(Section::new(SectionKind::Verse, "Verse 1"), 1);
            text.lyrics("[G]one", 2);
            text.blank(3);
            text.lyrics("two", 4);
            text.blank(5);
            text.begin(Section::new(SectionKind::Chorus, "Chorus"), 6);
            text.lyrics("three", 7);
            text.head("title", "T", 8);
        });
        assert_eq!(
            text,
            "{title: T}\n\n{start_of_verse: Verse 1}\n[G]one\n\ntwo\n{end_of_verse}\n\n{start_of_chorus}\nthree\n{end_of_chorus}\n"
        );
    }

    #[test]
    fn a_heading_without_text_recalls_the_chorus() {
        let chorus = || Section::new(SectionKind::Chorus, "Chorus");
        let text = built(|text| {
            text.begin(chorus(), 1);
            text.lyrics("one", 2);
            text.begin(chorus(), 3);
            text.begin(Section::new(SectionKind::Chorus, "Chorus x2"), 4);
            text.begin(Section::new(SectionKind::Bridge, "Bridge"), 5);
        });
        assert_eq!(
            text,
            "{start_of_chorus}\none\n{end_of_chorus}\n\n{chorus}\n\n{chorus: Chorus x2}\n\n{comment: Bridge}\n"
        );
    }

    #[test]
    fn tablature_takes_the_heading_above_it() {
        let text = built(|text| {
            text.begin(Section::new(SectionKind::Part("solo"), "Solo"), 1);
            text.tab("e|--1--|", 2);
            text.blank(3);
            text.lyrics("after", 4);
        });
        assert_eq!(
            text,
            "{start_of_tab: Solo}\ne|--1--|\n{end_of_tab}\n\nafter\n"
        );
    }

    #[test]
    fn lyrics_never_become_directives() {
        assert_eq!(built(|text| text.lyrics("{x}", 1)), " {x}\n");
        assert_eq!(built(|text| text.lyrics("#1", 1)), " #1\n");
    }

    #[test]
    fn every_line_has_its_place() {
        let mut text = SongText::new();
        text.head("title", "T", 1);
        text.begin(Section::new(SectionKind::Verse, "Verse"), 3);
        text.lyrics("a", 4);
        let song = text.finish();
        assert_eq!(song.places, [1, 3, 3, 4, 4]);
        assert_eq!(song.text.lines().count(), song.places.len());
    }
}
