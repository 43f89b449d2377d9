//! Assembly of classified lines as ChordPro (`docs/spec/language.md#12.3`, `docs/spec/outputs.md#12.5`, `#12.6`).

use super::class::{Class, Line};
use super::fingering::{self, LineFingering};
use super::{SheetOptions, merge};
use chordpro_song::Profile;

/// Assembles the ChordPro text.
pub(super) fn assemble(lines: &[Line], options: &SheetOptions) -> String {
    let mut assembly = Assembly {
        rest: lines,
        written: String::new(),
        profile: options.profile,
    };
    assembly.preamble();
    if options.infer_titles {
        assembly.titles();
    }
    assembly.before_the_music();
    assembly.music();
    assembly.written
}

struct Assembly<'a> {
    rest: &'a [Line],
    written: String,
    profile: Profile,
}

impl<'a> Assembly<'a> {
    fn next(&mut self) -> Option<&'a Line> {
        let (line, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(line)
    }

    fn class(&self, index: usize) -> Option<Class> {
        self.rest.get(index).map(|line| line.class)
    }

    fn write(&mut self, line: &str) {
        self.written.push_str(line);
        self.written.push('\n');
    }

    fn preamble(&mut self) {
        while let Some(Class::Blank | Class::Comment) = self.class(0)
            && let Some(line) = self.next()
        {
            if line.class == Class::Comment {
                self.write(&format!("{{comment:{}}}", line.text));
            } else {
                self.write(&line.text);
            }
        }
    }

    fn titles(&mut self) {
        for directive in ["title", "subtitle"] {
            if self.class(0) != Some(Class::Lyrics) {
                return;
            }
            if let Some(line) = self.next() {
                self.write(&format!("{{{directive}: {}}}", line.text));
            }
        }
    }

    /// Writes text before the first chords over lyrics or tab as comments.
    fn before_the_music(&mut self) {
        while let (Some(first), Some(second), Some(third)) =
            (self.class(0), self.class(1), self.class(2))
        {
            if (first, second) == (Class::Chords, Class::Lyrics) || second == Class::Tab {
                return;
            }
            let Some(line) = self.next() else { return };
            if matches!(first, Class::Chords | Class::Lyrics) && third == Class::Tab {
                self.write_comment(line);
                return;
            }
            match first {
                Class::Lyrics | Class::Comment => self.write_comment(line),
                Class::Fingering => self.write_fingerings(line),
                Class::Directive => {
                    self.write_directive(line);
                }
                Class::Chords if self.profile == Profile::Complete => {
                    self.write(&merge::merge(&line.text, ""));
                }
                Class::Chords | Class::Blank | Class::Tab => self.write(&line.text),
            }
        }
    }

    fn music(&mut self) {
        while let Some(first) = self.class(0) {
            let second = self.class(1);
            let begins_tab = first == Class::Tab
                || (matches!(first, Class::Chords | Class::Lyrics) && second == Some(Class::Tab));
            if begins_tab {
                self.write_tab();
                continue;
            }
            let Some(line) = self.next() else { return };
            match first {
                Class::Fingering => self.write_fingerings(line),
                Class::Blank => self.write(""),
                Class::Comment => self.write_comment(line),
                Class::Chords if second == Some(Class::Lyrics) => {
                    let lyrics = self.next().map_or("", |line| line.text.as_str());
                    self.write(&merge::merge(&line.text, lyrics));
                }
                Class::Chords => self.write(&merge::merge(&line.text, "")),
                Class::Directive => {
                    let had_tab = self.write_directive(line);
                    // The reference loses everything after a marked tab.
                    if had_tab && self.profile == Profile::Reference {
                        return;
                    }
                }
                Class::Lyrics | Class::Tab => self.write(&line.text),
            }
        }
    }

    /// Writes the line as a comment.
    fn write_comment(&mut self, line: &Line) {
        let text = line.text.replacen('[', "", 1).replacen(']', "", 1);
        if text.is_empty() {
            self.write("");
        } else {
            self.write(&format!("{{comment: {text}}}"));
        }
    }

    fn write_fingerings(&mut self, line: &Line) {
        let directives: Vec<String> = fingering::fingerings(&line.text)
            .iter()
            .map(LineFingering::directive)
            .collect();
        for directive in directives {
            self.write(&directive);
        }
    }

    /// Writes a directive; if it starts a tab, copies the tab to its end. Returns whether it started one.
    fn write_directive(&mut self, line: &Line) -> bool {
        self.write(&line.text);
        if !self.is_tab(&line.text, "{sot}", &["sot", "start_of_tab"]) {
            return false;
        }
        while let Some(line) = self.next() {
            self.write(&line.text);
            if self.is_tab(&line.text, "{eot}", &["eot", "end_of_tab"]) {
                break;
            }
        }
        true
    }

    /// Whether a line starts or ends a tab. The reference recognises only the short directives.
    fn is_tab(&self, line: &str, short: &str, names: &[&str]) -> bool {
        if line.contains(short) {
            return true;
        }
        self.profile == Profile::Complete
            && line.strip_prefix('{').is_some_and(|rest| {
                let rest = rest.trim_start();
                let end = rest
                    .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
                    .unwrap_or(rest.len());
                rest.get(..end)
                    .is_some_and(|name| names.iter().any(|other| other.eq_ignore_ascii_case(name)))
            })
    }

    /// Writes a line before a tab, the tab, and an optional last line.
    fn write_tab(&mut self) {
        self.write("{sot}");
        if self.class(0) != Some(Class::Tab)
            && let Some(line) = self.next()
        {
            self.write(&line.text);
        }
        while self.class(0) == Some(Class::Tab)
            && let Some(line) = self.next()
        {
            self.write(&line.text);
        }
        if let Some(Class::Chords | Class::Lyrics) = self.class(0)
            && let None | Some(Class::Blank) = self.class(1)
            && let Some(line) = self.next()
        {
            self.write(&line.text);
            self.write("");
            self.next();
        }
        self.write("{eot}");
    }
}

#[cfg(test)]
mod tests {
    use chordpro_chords::Notation;

    use super::super::{SheetOptions, convert};

    fn converted(text: &str) -> String {
        convert(text, &Notation::common(), &SheetOptions::default())
    }

    #[test]
    fn a_tab_takes_the_lines_around_it() {
        assert_eq!(
            converted("T\n\nC\nhello\n\nfoo\n|---1---2-|-3-----4-|\nG A\n\nbar\nC 032010\n"),
            "{title: T}\n\n[C]hello\n\n{sot}\nfoo\n|---1---2-|-3-----4-|\nG A\n\n{eot}\nbar\n{define C base-fret 0 frets 0 3 2 0 1 0}\n"
        );
    }

    #[test]
    fn a_fragment_infers_no_titles() {
        let options = SheetOptions {
            infer_titles: false,
            ..SheetOptions::default()
        };
        assert_eq!(
            convert("one\n\nC\ntwo\n", &Notation::common(), &options),
            "{comment: one}\n\n[C]two\n"
        );
    }

    #[test]
    fn an_empty_text_stays_empty() {
        assert_eq!(converted(""), "");
        assert_eq!(converted("\n\n"), "\n\n");
    }
}
