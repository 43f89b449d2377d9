//! The table of directives: names, short names, arguments, where they stand (`docs/spec/language.md#3.5`).
//!
//! Reading, suggestions and completion take directives from here, and a test compares the table with the specification.

use crate::text::is_word;
use crate::{Break, CommentStyle, StyleProperty, StyledElement};

/// A directive, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Directive<'n> {
    /// `{title}`.
    Title,
    /// `{subtitle}`.
    Subtitle,
    /// `{meta}`.
    Meta,
    /// `{comment}` and its like.
    Comment(CommentStyle),
    /// `{image}`.
    Image,
    /// `{chorus}`.
    Chorus,
    /// `{define}`.
    Define,
    /// `{chord}`.
    Chord,
    /// `{transpose}`.
    Transpose,
    /// `{diagrams}`.
    Diagrams,
    /// `{grid}`: diagrams are on.
    DiagramsOn,
    /// `{no_grid}`: diagrams are off.
    DiagramsOff,
    /// `{new_page}`, `{column_break}`.
    Break(Break),
    /// `{columns}`.
    Columns,
    /// `{titles}`.
    Titles,
    /// `{pagetype}`, `{pagesize}`.
    PaperSize,
    /// `{new_song}`.
    NewSong,
    /// `{start_of_NAME}`.
    Start(&'n str),
    /// `{end_of_NAME}`.
    End(&'n str),
    /// `{ITEMfont}`, `{ITEMsize}`, `{ITEMcolour}`.
    Style(StyledElement, StyleProperty),
    /// `{+PATH}`.
    Set(&'n str),
    /// `{-PATH}`.
    Unset(&'n str),
    /// An item of the metadata, by its name.
    Metadata(&'n str),
    /// None of these.
    Unknown(&'n str),
}

/// What a directive takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// Nothing.
    None,
    /// A text.
    Text,
    /// A text; without one the directive takes the last one back.
    OptionalText,
    /// A whole number.
    Number,
    /// `key=value` pairs.
    Attributes,
    /// `key=value` pairs, or the label alone.
    Label,
    /// The name of a metadata item, and its value.
    NameAndValue,
    /// The name of a chord, and how it is played.
    ChordDefinition,
    /// A number of semitones, with `s`, `f` or `k` for the spelling; without one the directive takes the last one back.
    Transposition,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// Where a directive may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectivePlace {
    /// Anywhere in a song.
    Anywhere,
    /// Not within a section.
    OutsideSections,
    /// Before a song, which it begins.
    BeforeSong,
}

/// What is known of a directive, for completion and documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DirectiveInfo {
    /// The name.
    pub name: &'static str,
    /// The short name, if there is one.
    pub short: Option<&'static str>,
    /// What it takes.
    pub argument: Argument,
    /// Where it may stand.
    pub place: DirectivePlace,
    /// What it does, in a few words.
    pub summary: &'static str,
}

/// A row of the table: what is known of a directive, and which it is.
type Row = (DirectiveInfo, Directive<'static>);

const fn row(
    name: &'static str,
    short: Option<&'static str>,
    argument: Argument,
    summary: &'static str,
    directive: Directive<'static>,
) -> Row {
    let place = match directive {
        Directive::Chorus => DirectivePlace::OutsideSections,
        Directive::NewSong => DirectivePlace::BeforeSong,
        _ => DirectivePlace::Anywhere,
    };
    let info = DirectiveInfo {
        name,
        short,
        argument,
        place,
        summary,
    };
    (info, directive)
}

/// The directives with a name of their own.
#[rustfmt::skip]
const TABLE: [Row; 23] = [
    row("title", Some("t"), Argument::Text, "The title of the song", Directive::Title),
    row("subtitle", Some("st"), Argument::Text, "A subtitle", Directive::Subtitle),
    row("meta", None, Argument::NameAndValue, "An item of the metadata", Directive::Meta),
    row("comment", Some("c"), Argument::Text, "A comment", Directive::Comment(CommentStyle::Plain)),
    row("highlight", None, Argument::Text, "A comment", Directive::Comment(CommentStyle::Plain)),
    row("comment_italic", Some("ci"), Argument::Text, "A comment in italics", Directive::Comment(CommentStyle::Italic)),
    row("comment_box", Some("cb"), Argument::Text, "A comment in a box", Directive::Comment(CommentStyle::Boxed)),
    row("image", None, Argument::Attributes, "A picture", Directive::Image),
    row("chorus", None, Argument::Label, "Recalls the chorus", Directive::Chorus),
    row("define", None, Argument::ChordDefinition, "Defines a chord", Directive::Define),
    row("chord", None, Argument::ChordDefinition, "Shows the diagram of a chord in place", Directive::Chord),
    row("transpose", None, Argument::Transposition, "Transposes what follows", Directive::Transpose),
    row("diagrams", Some("g"), Argument::Word(&["on", "off", "right", "bottom", "top", "below"]), "Whether and where the song shows chord diagrams", Directive::Diagrams),
    row("grid", None, Argument::None, "Shows chord diagrams", Directive::DiagramsOn),
    row("no_grid", Some("ng"), Argument::None, "Shows no chord diagrams", Directive::DiagramsOff),
    row("new_page", Some("np"), Argument::None, "Begins a page", Directive::Break(Break::Page)),
    row("new_physical_page", Some("npp"), Argument::None, "Begins a page", Directive::Break(Break::Page)),
    row("column_break", Some("colb"), Argument::None, "Begins a column", Directive::Break(Break::Column)),
    row("columns", Some("col"), Argument::Number, "The number of columns", Directive::Columns),
    row("titles", None, Argument::Word(&["left", "right", "center", "centre"]), "Where titles stand", Directive::Titles),
    row("pagetype", None, Argument::Text, "The size of the paper", Directive::PaperSize),
    row("pagesize", None, Argument::Text, "The size of the paper", Directive::PaperSize),
    row("new_song", Some("ns"), Argument::Attributes, "Begins a song", Directive::NewSong),
];

/// The sections with a short name: `{soc}` and `{eoc}` are `{start_of_chorus}` and `{end_of_chorus}`.
const SHORT_SECTIONS: [(char, &str); 5] = [
    ('b', "bridge"),
    ('c', "chorus"),
    ('g', "grid"),
    ('t', "tab"),
    ('v', "verse"),
];

/// The usual sections. Any other name is one as well.
const SECTIONS: [&str; 9] = [
    "bridge",
    "chorus",
    "verse",
    "tab",
    "grid",
    "abc",
    "ly",
    "svg",
    "textblock",
];

/// The short names of style directives.
const SHORT_STYLES: [(&str, StyledElement, StyleProperty); 4] = [
    ("cf", StyledElement::Chord, StyleProperty::Font),
    ("cs", StyledElement::Chord, StyleProperty::Size),
    ("tf", StyledElement::Text, StyleProperty::Font),
    ("ts", StyledElement::Text, StyleProperty::Size),
];

/// The elements whose style directives are suggested where a name is near theirs.
const USUAL_STYLES: [StyledElement; 6] = [
    StyledElement::Chord,
    StyledElement::Text,
    StyledElement::Title,
    StyledElement::Chorus,
    StyledElement::Tab,
    StyledElement::Grid,
];

/// The directives that have a name of their own.
pub fn directives() -> impl Iterator<Item = DirectiveInfo> {
    TABLE.iter().map(|(info, _)| *info)
}

/// The usual names of directives, in full, for suggestions.
pub(crate) fn usual_names() -> Vec<String> {
    let own = TABLE.iter().map(|(info, _)| info.name.to_owned());
    let sections = SECTIONS
        .iter()
        .flat_map(|name| [format!("start_of_{name}"), format!("end_of_{name}")]);
    let styles = USUAL_STYLES.iter().flat_map(|element| {
        let name = element.name();
        ["font", "size", "colour"].map(|property| format!("{name}{property}"))
    });
    own.chain(sections).chain(styles).collect()
}

impl<'n> Directive<'n> {
    /// The directive of this name, which is in lower case; `is_metadata` tells the names of metadata items.
    pub(crate) fn named(name: &'n str, is_metadata: impl Fn(&str) -> bool) -> Self {
        if let Some((_, directive)) = TABLE
            .iter()
            .find(|(info, _)| info.name == name || info.short == Some(name))
        {
            return *directive;
        }
        let section = section(name).or_else(|| short_section(name));
        if let Some(directive) = section {
            return directive;
        }
        if let Some((element, property)) = style(name) {
            return Directive::Style(element, property);
        }
        match name.split_at_checked(1) {
            Some(("+", path)) if is_path(path) => Directive::Set(path),
            Some(("-", path)) if is_path(path) => Directive::Unset(path),
            _ if is_metadata(name) => Directive::Metadata(name),
            _ => Directive::Unknown(name),
        }
    }

    /// Whether the name may have a selector behind it.
    pub(crate) fn takes_selector(self) -> bool {
        !matches!(
            self,
            Directive::Set(_) | Directive::Unset(_) | Directive::Unknown(_)
        )
    }
}

fn section(name: &str) -> Option<Directive<'_>> {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(is_word);
    let start = name.strip_prefix("start_of_").filter(|name| is_name(name));
    let end = name.strip_prefix("end_of_").filter(|name| is_name(name));
    start.map(Directive::Start).or(end.map(Directive::End))
}

fn short_section(name: &str) -> Option<Directive<'static>> {
    let mut letters = name.chars();
    let (kind, "o", letter) = (letters.next()?, name.get(1..2)?, name.chars().nth(2)?) else {
        return None;
    };
    let section = SHORT_SECTIONS.iter().find(|(short, _)| *short == letter);
    let (_, section) = section.filter(|_| name.len() == 3)?;
    match kind {
        's' => Some(Directive::Start(section)),
        'e' => Some(Directive::End(section)),
        _ => None,
    }
}

/// What a font, size or colour directive changes.
fn style(name: &str) -> Option<(StyledElement, StyleProperty)> {
    if let Some((_, element, property)) = SHORT_STYLES.iter().find(|(short, _, _)| *short == name) {
        return Some((*element, *property));
    }
    StyledElement::ALL.into_iter().find_map(|element| {
        let property = match name.strip_prefix(element.name())? {
            "font" => StyleProperty::Font,
            "size" => StyleProperty::Size,
            "color" | "colour" => StyleProperty::Color,
            _ => return None,
        };
        Some((element, property))
    })
}

/// Whether a text is a path of settings, perhaps with the mark for appending or prepending.
fn is_path(path: &str) -> bool {
    let bare = path
        .strip_suffix(".>")
        .or_else(|| path.strip_suffix(".<"))
        .unwrap_or(path);
    !bare.is_empty() && bare.chars().all(|c| is_word(c) || c == '-' || c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specification() -> String {
        // Tests run in the folder of their crate.
        let text = std::fs::read_to_string("../../docs/spec/language.md");
        text.expect("the specification is part of the project")
    }

    fn named(name: &str) -> Directive<'_> {
        Directive::named(name, |name| name == "artist")
    }

    /// The rows of the specification's table: names, short names, argument.
    fn specified() -> Vec<(Vec<String>, Vec<String>, String)> {
        let specification = specification();
        let (_, after) = specification
            .split_once("| Directive | Abbr. | Arg |")
            .expect("the specification has the table");
        let words = |cell: &str| -> Vec<String> {
            let parts = cell.split('`').skip(1).step_by(2);
            parts
                .flat_map(str::split_whitespace)
                .map(str::to_owned)
                .collect()
        };
        let rows = after
            .lines()
            .skip(2)
            .take_while(|line| line.starts_with('|'));
        rows.map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            (words(cells[1]), words(cells[2]), cells[3].to_owned())
        })
        .collect()
    }

    #[test]
    fn the_table_has_the_names_of_the_specification() {
        let mut own: Vec<&str> = TABLE.iter().map(|(info, _)| info.name).collect();
        let is_own = |name: &String| !name.contains(|c: char| c.is_ascii_uppercase() || c == '…');
        for (names, _, _) in specified() {
            for name in names.iter().filter(|name| is_own(name)) {
                match own.iter().position(|known| known == name) {
                    Some(at) => drop(own.swap_remove(at)),
                    // Metadata items are those of the configuration.
                    None => assert!(
                        names.contains(&"artist".to_owned()) || name == "color",
                        "{{{name}}} is in the specification"
                    ),
                }
            }
        }
        assert!(own.is_empty(), "{own:?} are not in the specification");
    }

    #[test]
    fn the_table_has_the_short_names_of_the_specification() {
        let mut count = 0;
        for (names, shorts, _) in specified() {
            for short in &shorts {
                count += 1;
                let expected = match named(short) {
                    Directive::Start(section) => {
                        format!("start_of_{section}")
                    }
                    Directive::End(section) => format!("end_of_{section}"),
                    Directive::Style(element, property) => {
                        format!("{}{}", element.name(), property.name())
                    }
                    directive => {
                        assert_eq!(directive, named(&names[0]), "{short}");
                        continue;
                    }
                };
                assert_eq!(named(short), named(&expected), "{short}");
            }
        }
        let short_names = TABLE.iter().filter(|(info, _)| info.short.is_some());
        let families = 2 * SHORT_SECTIONS.len() + SHORT_STYLES.len();
        assert_eq!(count, short_names.count() + families);
    }

    #[test]
    fn arguments_are_those_of_the_specification() {
        for (names, _, argument) in specified() {
            let row = TABLE.iter().find(|(info, _)| info.name == names[0]);
            let Some((info, _)) = row else { continue };
            let expected = match info.argument {
                Argument::None => "–",
                Argument::Text | Argument::OptionalText => "T",
                Argument::Number => "N",
                Argument::Attributes | Argument::Label => "KV",
                Argument::NameAndValue => "`NAME VALUE`",
                Argument::ChordDefinition => "",
                Argument::Transposition => "`[±]N[s|f|k]`",
                Argument::Word(words) => {
                    let listed = argument.trim_start_matches('`');
                    assert!(listed.starts_with(words[0]), "{}: {argument}", info.name);
                    continue;
                }
            };
            let expected = expected.split('|').next().unwrap_or_default();
            assert!(argument.starts_with(expected), "{}: {argument}", info.name);
        }
    }

    #[test]
    fn families_have_an_item_and_a_kind() {
        let style = Directive::Style;
        assert_eq!(
            named("chorussize"),
            style(StyledElement::Chorus, StyleProperty::Size)
        );
        assert_eq!(
            named("titlecolour"),
            style(StyledElement::Title, StyleProperty::Color)
        );
        assert_eq!(named("chordpro"), Directive::Unknown("chordpro"));
        assert_eq!(named("lyricsfont"), Directive::Unknown("lyricsfont"));
        assert_eq!(named("soc"), Directive::Start("chorus"));
        assert_eq!(named("eov"), Directive::End("verse"));
        assert_eq!(named("start_of_x"), Directive::Start("x"));
        assert_eq!(named("start_of_"), Directive::Unknown("start_of_"));
        assert_eq!(named("+pdf.a-b.>"), Directive::Set("pdf.a-b.>"));
        assert_eq!(named("-x"), Directive::Unset("x"));
        assert_eq!(named("artist"), Directive::Metadata("artist"));
    }

    #[test]
    fn names_and_summaries_are_unlike() {
        let names = usual_names();
        for (at, name) in names.iter().enumerate() {
            assert!(!names[..at].contains(name), "{name}");
            assert!(!matches!(named(name), Directive::Unknown(_)), "{name}");
        }
        assert!(directives().all(|info| !info.summary.is_empty()));
    }
}
