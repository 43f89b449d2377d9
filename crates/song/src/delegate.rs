//! Delegated sections, whose lines are data for a handler: `abc`, `ly`, `svg`, `textblock` (`docs/spec/language.md#5.5`).

use chordpro_chords::{Accidentals, Transposition};
use chordpro_config::view::DelegateKind;

use crate::attributes::{self, Attributes};
use crate::directive_syntax;
use crate::markup::Text;
use crate::sections::Section;
use crate::song_reader::SongReader;
use crate::truth::{is_set, is_true};
use crate::{AssetContent, BlockKind, Label, Picture, TextBlock};

/// A delegated section while it is read.
#[derive(Debug)]
pub(crate) struct DelegateData {
    name: String,
    kind: DelegateKind,
    options: Attributes,
    data: Vec<String>,
}

impl SongReader<'_, '_> {
    pub(crate) fn start_delegate(&mut self, name: &str, argument: &str, kind: DelegateKind) {
        let mut options = if argument.is_empty() {
            Attributes::new()
        } else {
            attributes::parse(argument, Some("label"))
        };
        if options.get("label").is_some_and(String::is_empty) {
            options.shift_remove("label");
        }
        let print = self.transposing.print();
        if print.amount != 0 {
            let text = if self.is_corrected() {
                amount_text(print)
            } else {
                full_text(print)
            };
            options.insert("transpose".to_owned(), text);
        }
        if let Some(label) = options.get("label") {
            self.song.labels.push(label.clone());
        }
        self.sections.mode = Section::Delegated(Box::new(DelegateData {
            name: name.to_owned(),
            kind,
            options,
            data: Vec::new(),
        }));
    }

    /// Collects a line, or ends the section.
    pub(crate) fn delegate_line(&mut self, line: &str) {
        let is_end = directive_syntax::content(line)
            .and_then(|content| content.strip_prefix("end_of_"))
            .is_some_and(|name| name == &**self.sections.body.name());
        if is_end {
            let section = std::mem::replace(&mut self.sections.mode, Section::Plain);
            if let Section::Delegated(data) = section {
                self.end_delegate(*data);
            }
            let name = self.sections.body.name().to_string();
            self.end_section(&name);
            return;
        }
        let text = self.substitute(line).into_owned();
        self.charges.charge(1);
        if let Section::Delegated(delegate) = &mut self.sections.mode {
            delegate.data.push(text);
        }
    }

    fn end_delegate(&mut self, mut delegate: DelegateData) {
        if delegate.kind == DelegateKind::Html {
            self.push(BlockKind::TextBlock(TextBlock {
                name: delegate.name,
                data: delegate.data,
                options: delegate.options,
            }));
            return;
        }
        let has_id = delegate.options.get("id").is_some_and(|id| !id.is_empty());
        if !has_id && !delegate.take_options_from_data() {
            self.source
                .warn("no-svg", "An svg section holds no <svg> element (ignored)");
            return;
        }
        let mut options = delegate.options;
        if options.get("omit").is_some_and(|omit| is_true(omit)) {
            return;
        }
        self.drop_useless_align(&mut options);
        let given = options.shift_remove("id").filter(|id| !id.is_empty());
        let is_definition = given.is_some();
        let id = given.unwrap_or_else(|| self.next_image_id());
        let spread = options.shift_remove("spread");
        let label = options.shift_remove("label").filter(|label| is_set(label));
        let content = AssetContent::Delegated {
            source: String::new(),
            delegate: delegate.name,
            data: delegate.data,
        };
        self.define_asset(&id, content, options.clone());
        if let Some(space) = spread {
            self.spread(&id, &space);
            return;
        }
        if is_definition {
            return;
        }
        if let Some(label) = label {
            let place = self.source.lines.span();
            let text = Text::new(self.with_line_breaks(label), self.short_codes());
            self.put(|body| body.label(Label { text, place }));
        }
        self.push(BlockKind::Picture(Picture {
            id,
            label: None,
            options,
        }));
    }
}

impl DelegateData {
    /// Takes the attribute lines that stand before the data proper; `false` where there is no data at all.
    fn take_options_from_data(&mut self) -> bool {
        let starts = |test: fn(&str) -> bool| self.data.iter().position(|line| test(line));
        let start = match self.name.as_str() {
            "svg" => match starts(|line| line.contains("<svg")) {
                Some(start) => start,
                None => return false,
            },
            "ly" => starts(|line| line.starts_with(['%', '\\'])).unwrap_or(0),
            "abc" => starts(is_abc_start).unwrap_or(0),
            _ => 0,
        };
        let lines: Vec<String> = self.data.drain(..start).collect();
        for line in lines {
            for (key, value) in attributes::parse(&line, None) {
                self.options.entry(key).or_insert(value);
            }
        }
        if matches!(self.name.as_str(), "abc" | "ly") && !self.options.contains_key("align") {
            let is_centered = self
                .options
                .get("center")
                .is_some_and(|value| is_set(value));
            let align = if is_centered { "center" } else { "left" };
            self.options.insert("align".to_owned(), align.to_owned());
        }
        true
    }
}

/// Whether a line is ABC: an information field, or an instruction.
fn is_abc_start(line: &str) -> bool {
    let mut characters = line.chars();
    match characters.next() {
        Some('%') => true,
        Some(first) => first.is_ascii_uppercase() && characters.next() == Some(':'),
        None => false,
    }
}

/// A transposition as an option: its amount, with the accidentals that are asked for.
fn amount_text(print: &Transposition) -> String {
    format!("{}{}", print.amount, suffix(print.forced))
}

/// The same as the reference has it: with a sign, the key and the direction.
fn full_text(print: &Transposition) -> String {
    let key = print.key.as_ref().map_or("", |key| key.name.as_str());
    let direction = match print.direction {
        0 => "",
        1.. => "+",
        _ => "-",
    };
    format!("{:+}{}{key}{direction}", print.amount, suffix(print.forced))
}

fn suffix(forced: Accidentals) -> &'static str {
    match forced {
        Accidentals::ByDirection => "",
        Accidentals::Sharps => "s",
        Accidentals::Flats => "f",
        Accidentals::ByKey => "k",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(name: &str, lines: &[&str]) -> DelegateData {
        DelegateData {
            name: name.to_owned(),
            kind: DelegateKind::Image,
            options: Attributes::new(),
            data: lines.iter().map(|line| (*line).to_owned()).collect(),
        }
    }

    #[test]
    fn attributes_may_stand_before_the_data() {
        let mut abc = data("abc", &["scale=0.5 center", "X:1", "K:C"]);
        assert!(abc.take_options_from_data());
        assert_eq!(abc.data, ["X:1", "K:C"]);
        assert_eq!(abc.options.get("scale").map(String::as_str), Some("0.5"));
        assert_eq!(abc.options.get("align").map(String::as_str), Some("center"));
    }

    #[test]
    fn an_svg_section_needs_an_svg() {
        assert!(!data("svg", &["nothing"]).take_options_from_data());
    }
}
