//! ChordPro directives in the sheets of other programs, parsed leniently: `{t:X}`, `{title : X}`, `{c Hello}`.

use crate::report::Taken;
use crate::song_text::{SongText, one_line};

/// A directive, with its long name in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Directive<'t> {
    pub(crate) name: String,
    pub(crate) value: &'t str,
}

/// Short names and their long forms.
const SHORT: &[(&str, &str)] = &[
    ("t", "title"),
    ("st", "subtitle"),
    ("su", "subtitle"),
    ("c", "comment"),
    ("ci", "comment_italic"),
    ("cb", "comment_box"),
    ("soc", "start_of_chorus"),
    ("eoc", "end_of_chorus"),
    ("sov", "start_of_verse"),
    ("eov", "end_of_verse"),
    ("sob", "start_of_bridge"),
    ("eob", "end_of_bridge"),
    ("sot", "start_of_tab"),
    ("eot", "end_of_tab"),
    ("sog", "start_of_grid"),
    ("eog", "end_of_grid"),
    ("np", "new_page"),
    ("npp", "new_physical_page"),
    ("ns", "new_song"),
    ("colb", "column_break"),
    ("col", "columns"),
    ("g", "diagrams"),
    ("grid", "diagrams"),
    ("ng", "no_grid"),
    ("guitar_comment", "comment"),
    ("gc", "comment"),
];

/// Names of metadata that have a ChordPro directive.
const HEADS: &[&str] = &[
    "title",
    "sorttitle",
    "subtitle",
    "artist",
    "sortartist",
    "composer",
    "lyricist",
    "arranger",
    "copyright",
    "album",
    "year",
    "key",
    "time",
    "tempo",
    "duration",
    "capo",
    "meta",
    "tag",
];

/// Names of other ChordPro directives.
const OTHERS: &[&str] = &[
    "comment",
    "comment_italic",
    "comment_box",
    "highlight",
    "image",
    "chorus",
    "define",
    "chord",
    "transpose",
    "new_song",
    "new_page",
    "new_physical_page",
    "column_break",
    "columns",
    "diagrams",
    "no_grid",
    "pagetype",
    "titles",
    "textfont",
    "textsize",
    "textcolour",
    "textcolor",
    "chordfont",
    "chordsize",
    "chordcolour",
    "chordcolor",
    "tabfont",
    "tabsize",
    "tabcolour",
    "tabcolor",
    "titlefont",
    "titlesize",
    "titlecolour",
    "titlecolor",
    "chorusfont",
    "chorussize",
    "choruscolour",
    "gridfont",
    "gridsize",
    "gridcolour",
    "footersize",
    "footerfont",
    "footercolour",
    "tocfont",
    "tocsize",
    "toccolour",
    "labelfont",
    "labelsize",
    "labelcolour",
];

impl<'t> Directive<'t> {
    /// Parses a line as a directive.
    pub(crate) fn parse(line: &'t str) -> Option<Directive<'t>> {
        let inner = line.trim().strip_prefix('{')?.strip_suffix('}')?.trim();
        let end = inner
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
            .unwrap_or(inner.len());
        let (name, rest) = inner.split_at_checked(end)?;
        if !name.starts_with(|c: char| c.is_alphabetic()) {
            return None;
        }
        let value = rest.trim_start();
        let value = value.strip_prefix(':').unwrap_or(value).trim();
        let name = name.to_lowercase();
        let long = SHORT.iter().find(|(short, _)| *short == name);
        Some(Directive {
            name: long.map_or(name, |(_, long)| (*long).to_owned()),
            value,
        })
    }

    /// The environment that it starts: `tab` for `{start_of_tab}`.
    pub(crate) fn begins(&self) -> Option<&str> {
        self.name.strip_prefix("start_of_")
    }

    /// The environment that it ends.
    pub(crate) fn ends(&self) -> Option<&str> {
        self.name.strip_prefix("end_of_")
    }

    /// The directive in its long form.
    pub(crate) fn text(&self) -> String {
        let value = one_line(self.value);
        if value.is_empty() {
            format!("{{{}}}", self.name)
        } else {
            format!("{{{}: {value}}}", self.name)
        }
    }

    /// Writes the directive, and reports its line.
    pub(crate) fn write(&self, song: &mut SongText, line: u32) {
        let name = self.name.as_str();
        if self.begins().is_some() {
            song.raw_begin(self.text(), line);
            song.report(line, Taken::Section);
        } else if self.ends().is_some() {
            song.raw_end(self.text(), line);
            song.report(line, Taken::Section);
        } else if HEADS.contains(&name) {
            if song.is_at_start() {
                song.head(name, self.value, line);
            } else {
                song.remark(self.text(), line);
            }
            let is_title = name == "title";
            song.report(line, if is_title { Taken::Title } else { Taken::Head });
        } else if name.starts_with("comment") {
            song.remark(self.text(), line);
            song.report(line, Taken::Comment);
        } else if OTHERS.contains(&name) || name.starts_with("x_") {
            song.remark(self.text(), line);
            let is_definition = name == "define";
            song.report(
                line,
                if is_definition {
                    Taken::Definition
                } else {
                    Taken::Directive
                },
            );
        } else if self.value.is_empty() {
            song.explain(
                line,
                Taken::Dropped,
                "a directive that ChordPro does not have",
            );
        } else {
            song.head(
                "meta",
                &format!("{} {}", name.replace('-', "_"), self.value),
                line,
            );
            song.explain(line, Taken::Head, "kept as metadata");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &str) -> Option<String> {
        Directive::parse(line).map(|directive| directive.text())
    }

    #[test]
    fn directives_are_read_as_people_write_them() {
        for (line, expected) in [
            ("{title : X}", "{title: X}"),
            ("{ t: X }", "{title: X}"),
            ("{c Hello}", "{comment: Hello}"),
            ("{SOC}", "{start_of_chorus}"),
            ("{meta: artist : X}", "{meta: artist : X}"),
        ] {
            assert_eq!(text(line).as_deref(), Some(expected), "{line}");
        }
        for line in ["{}", "title: X", "{title", "{: x}", "[C]"] {
            assert_eq!(text(line), None, "{line}");
        }
    }

    #[test]
    fn unknown_names_are_metadata() {
        let mut song = SongText::new();
        Directive::parse("{zoom-ipad: 1.1}")
            .expect("a directive")
            .write(&mut song, 1);
        Directive::parse("{foo}")
            .expect("a directive")
            .write(&mut song, 2);
        let song = song.finish();
        assert_eq!(song.text, "{meta: zoom_ipad 1.1}\n");
        assert_eq!(song.report[1].taken, Taken::Dropped);
    }
}
