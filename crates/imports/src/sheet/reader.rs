//! Reads classified lines in order.

use super::class::{Class, ClassedLine, is_mark, is_verbatim};
use super::{Dialect, Special};
use crate::chord_line::ChordLine;
use crate::context::Context;
use crate::directive::Directive;
use crate::placement;
use crate::report::Taken;
use crate::section::{Section, SectionKind};
use crate::song_text::SongText;

/// Reads the lines of a sheet.
pub(super) fn read(lines: &[ClassedLine], dialect: &Dialect, context: &Context<'_>) -> SongText {
    let mut reader = Reader {
        song: SongText::new(),
        context,
        verbatim: None,
        has_music: lines.iter().any(is_music),
        is_before_music: true,
        ends_at_blank: ends_at_blank(lines) && !is_double_spaced(lines),
        is_double_spaced: is_double_spaced(lines),
    };
    let mut rest = reader.titles(lines, dialect);
    while let Some((line, after)) = rest.split_first() {
        rest = reader.line(line, after);
    }
    reader.song
}

/// Whether a line is music, so that the lines before it are headers and remarks.
fn is_music(line: &ClassedLine) -> bool {
    matches!(
        line.class,
        Class::Chords(_) | Class::Inline | Class::Tab | Class::Section(..)
    )
}

/// Whether a blank line ends a chorus: if only choruses have headings, the lines after the blank are a verse without a heading.
fn ends_at_blank(lines: &[ClassedLine]) -> bool {
    let sections = lines.iter().filter_map(|line| match &line.class {
        Class::Section(section, _) | Class::Special(Special::Section(section)) => {
            Some(section.kind)
        }
        _ => None,
    });
    let kinds: Vec<SectionKind> = sections.collect();
    kinds.contains(&SectionKind::Chorus)
        && !kinds.iter().any(|kind| matches!(kind, SectionKind::Verse))
}

/// Whether every line is followed by an empty one, as in text pasted from web pages.
fn is_double_spaced(lines: &[ClassedLine]) -> bool {
    let (mut close, mut spaced) = (0_usize, 0_usize);
    for window in lines.windows(3) {
        let [first, second, third] = window else {
            continue;
        };
        if matches!(first.class, Class::Chords(_)) {
            match (&second.class, &third.class) {
                (Class::Lyrics, _) => close += 1,
                (Class::Blank, Class::Lyrics) => spaced += 1,
                _ => {}
            }
        }
    }
    close == 0 && spaced > 1
}

struct Reader<'c, 'o> {
    song: SongText,
    context: &'c Context<'o>,
    /// The environment of the source whose lines are copied literally.
    verbatim: Option<String>,
    has_music: bool,
    is_before_music: bool,
    ends_at_blank: bool,
    is_double_spaced: bool,
}

impl<'c> Reader<'c, '_> {
    /// Reads one or two title lines at the top. Returns the remaining lines.
    fn titles<'l>(&mut self, lines: &'l [ClassedLine], dialect: &Dialect) -> &'l [ClassedLine] {
        let has_title = lines.iter().any(|line| match &line.class {
            Class::Heads(heads) => heads.iter().any(crate::head::Head::is_title),
            Class::Directive => {
                Directive::parse(&line.text).is_some_and(|directive| directive.name == "title")
            }
            Class::Special(Special::Heads(heads)) => heads.iter().any(|(name, _)| *name == "title"),
            _ => false,
        });
        if has_title || !dialect.has_title_lines {
            return lines;
        }
        let blanks = lines
            .iter()
            .take_while(|line| line.class == Class::Blank)
            .count();
        let top = lines.get(blanks..).unwrap_or_default();
        let run = top
            .iter()
            .take_while(|line| line.class == Class::Lyrics)
            .count();
        // Four or more consecutive lines are a stanza.
        if run == 0 || run > 3 {
            return lines;
        }
        for line in lines.iter().take(blanks) {
            self.song.report(line.number, Taken::Blank);
        }
        let mut titles = 0;
        for (line, name) in top
            .iter()
            .take(run.min(2))
            .zip(["title", dialect.second_line])
        {
            self.song.head(name, &line.text, line.number);
            let detail = format!("line {} of the sheet, taken for the {name}", line.number);
            let taken = if name == "title" {
                Taken::Title
            } else {
                Taken::Head
            };
            self.song.explain(line.number, taken, detail);
            titles += 1;
        }
        top.get(titles..).unwrap_or_default()
    }

    /// Reads a line, and the next one if they belong together. Returns the remaining lines.
    fn line<'l>(&mut self, line: &ClassedLine, after: &'l [ClassedLine]) -> &'l [ClassedLine] {
        let number = line.number;
        if self.verbatim.is_some() {
            self.verbatim_line(line);
            return after;
        }
        if is_music(line) {
            self.is_before_music = false;
        }
        match &line.class {
            Class::Blank => self.blank(number),
            Class::Special(special) => self.special(special, number),
            Class::Directive => self.directive(line),
            Class::Heads(heads) => {
                for head in heads {
                    head.write(&mut self.song, number);
                }
            }
            Class::Section(section, rest) => {
                self.section(section, number);
                if let Some(rest) = rest {
                    let rest = ClassedLine {
                        number,
                        ..(**rest).clone()
                    };
                    return self.line(&rest, after);
                }
            }
            Class::Chords(chords) => return self.chords(chords, line, after),
            Class::Inline => self.sung(line.text.trim(), number),
            Class::Lyrics => self.lyrics(line),
            Class::Tab => {
                self.song.tab(&line.text, number);
                self.song.report(number, Taken::Tab);
            }
            Class::Definitions(definitions) => {
                for definition in definitions {
                    self.song.remark(definition.clone(), number);
                }
                self.song.report(number, Taken::Definition);
            }
            Class::Comment(text) => self.comment(text, number),
            Class::Rule => self.song.explain(number, Taken::Dropped, "a rule"),
        }
        after
    }

    fn section(&mut self, section: &Section, number: u32) {
        self.song.begin(section.clone(), number);
        let kind = section.kind.directive();
        self.song.explain(number, Taken::Section, kind);
    }

    fn comment(&mut self, text: &str, number: u32) {
        self.song.comment(text, number);
        self.song.report(number, Taken::Comment);
    }

    /// Writes a line with its chords in brackets, or without chords.
    fn sung(&mut self, text: &str, number: u32) {
        let text = self.marked(text);
        self.song.lyrics(text, number);
        self.song.report(number, Taken::Lyrics);
    }

    fn blank(&mut self, number: u32) {
        if self.ends_at_blank && self.song.has_section() {
            self.song.end(number);
        }
        self.song.blank(number);
        self.song.report(number, Taken::Blank);
    }

    fn special(&mut self, special: &Special, number: u32) {
        match special {
            Special::Heads(heads) => {
                for (name, value) in heads {
                    self.song.head(name, value, number);
                }
                let is_title = heads.iter().any(|(name, _)| *name == "title");
                self.song
                    .report(number, if is_title { Taken::Title } else { Taken::Head });
            }
            Special::Section(section) => {
                self.is_before_music = false;
                self.section(section, number);
            }
            Special::Comment(text) => self.comment(text, number),
            Special::Directive(text) => {
                self.song.remark(text.clone(), number);
                self.song.report(number, Taken::Directive);
            }
            Special::Dropped(reason) => self.song.explain(number, Taken::Dropped, *reason),
            // The classifier has already replaced the line by the text.
            Special::Text(_) => {}
        }
    }

    fn directive(&mut self, line: &ClassedLine) {
        let Some(directive) = Directive::parse(&line.text) else {
            return;
        };
        directive.write(&mut self.song, line.number);
        let begun = directive.begins().filter(|name| is_verbatim(name));
        self.verbatim = begun.map(str::to_owned);
    }

    fn verbatim_line(&mut self, line: &ClassedLine) {
        let directive = Directive::parse(&line.text);
        if let Some(directive) = directive
            && directive.ends() == self.verbatim.as_deref()
        {
            self.verbatim = None;
            directive.write(&mut self.song, line.number);
        } else {
            let is_tab = self.verbatim.as_deref() == Some("tab");
            self.song.raw(&line.text, line.number);
            self.song
                .report(line.number, if is_tab { Taken::Tab } else { Taken::Grid });
        }
    }

    fn chords<'l>(
        &mut self,
        chords: &ChordLine,
        line: &ClassedLine,
        after: &'l [ClassedLine],
    ) -> &'l [ClassedLine] {
        let (lyrics, rest) = match after {
            [lyrics, rest @ ..] if is_sung(lyrics) => (lyrics, rest),
            [blank, lyrics, rest @ ..]
                if self.is_double_spaced && blank.class == Class::Blank && is_sung(lyrics) =>
            {
                self.song
                    .explain(blank.number, Taken::Blank, "between chords and lyrics");
                (lyrics, rest)
            }
            _ => {
                if let Some(grid) = chords.grid(&line.text) {
                    self.song.grid(&grid, line.number);
                    self.song.report(line.number, Taken::Grid);
                } else {
                    self.song.lyrics(chords.alone(), line.number);
                    self.song.report(line.number, Taken::Chords);
                }
                return after;
            }
        };
        let text = without_brackets(&lyrics.text);
        // Findings are mostly about chords, so the line number is the chord line's.
        self.song
            .lyrics(placement::place(chords, &text), line.number);
        if chords.has_bars {
            self.song
                .explain(line.number, Taken::ChordsAbove, "bar lines are left out");
        } else {
            self.song.report(line.number, Taken::ChordsAbove);
        }
        self.song.report(lyrics.number, Taken::Lyrics);
        rest
    }

    fn lyrics(&mut self, line: &ClassedLine) {
        let text = line.text.trim();
        if self.is_before_music && self.has_music && !self.context.options.is_fragment {
            self.song.comment(text, line.number);
            self.song
                .explain(line.number, Taken::Comment, "text before the music");
        } else {
            self.sung(text, line.number);
        }
    }

    /// A text whose bracketed parts are chords or become annotations.
    fn marked(&self, text: &str) -> String {
        if !text.contains('[') {
            return text.to_owned();
        }
        let mut marked = String::with_capacity(text.len() + 8);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('[') {
            marked.push_str(before);
            let Some((inner, tail)) = after.split_once(']') else {
                // An unclosed bracket would start a chord.
                marked.push('(');
                marked.push_str(&after.replace('[', "("));
                return marked;
            };
            let inner = inner.trim();
            if is_mark(inner, &self.context.names) || inner.starts_with('*') || inner.is_empty() {
                let is_silent = crate::chord_name::is_no_chord(inner);
                marked.push_str(&format!("[{}]", if is_silent { "N.C." } else { inner }));
            } else if let Some(names) = self.several(inner) {
                marked.push_str(&names);
            } else {
                marked.push_str(&format!("[*{}]", inner.replace('[', "")));
            }
            rest = tail;
        }
        marked.push_str(rest);
        marked
    }

    /// Several chords in one pair of brackets: `[G D]`, `[G - D]`.
    fn several(&self, inner: &str) -> Option<String> {
        let chords = ChordLine::parse(inner, &self.context.names)?;
        (chords.marks.len() > 1).then(|| chords.alone().replace("] [", "]["))
    }
}

/// Whether chords can stand above a line.
fn is_sung(line: &ClassedLine) -> bool {
    matches!(line.class, Class::Lyrics | Class::Comment(_))
        && !line.text.trim_start().starts_with(['#', '['])
}

/// Lyrics below chords: bracketed text there is not a chord.
fn without_brackets(text: &str) -> String {
    if text.contains(['[', ']']) {
        text.replace('[', "(").replace(']', ")")
    } else {
        text.to_owned()
    }
}
