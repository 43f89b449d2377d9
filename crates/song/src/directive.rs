//! Recognises directives, their names, arguments and selectors (`docs/spec/language.md#3.1`, `#4.1`).

use std::borrow::Cow;

use crate::text::{is_word, lower};
use crate::{StyleProperty, StyledElement};

/// The directives that have no family: neither sections nor properties.
const NAMES: [&str; 23] = [
    "title",
    "subtitle",
    "meta",
    "comment",
    "highlight",
    "comment_italic",
    "comment_box",
    "image",
    "chorus",
    "define",
    "chord",
    "transpose",
    "diagrams",
    "grid",
    "no_grid",
    "new_page",
    "new_physical_page",
    "column_break",
    "columns",
    "titles",
    "pagetype",
    "pagesize",
    "new_song",
];

/// The directives of sections and properties that are suggested where a name is near theirs. Any section name is valid;
/// these are the usual ones.
const FAMILIES: [&str; 36] = [
    "start_of_bridge",
    "end_of_bridge",
    "start_of_chorus",
    "end_of_chorus",
    "start_of_verse",
    "end_of_verse",
    "start_of_tab",
    "end_of_tab",
    "start_of_grid",
    "end_of_grid",
    "start_of_abc",
    "end_of_abc",
    "start_of_ly",
    "end_of_ly",
    "start_of_svg",
    "end_of_svg",
    "start_of_textblock",
    "end_of_textblock",
    "chordfont",
    "chordsize",
    "chordcolour",
    "textfont",
    "textsize",
    "textcolour",
    "titlefont",
    "titlesize",
    "titlecolour",
    "chorusfont",
    "chorussize",
    "choruscolour",
    "tabfont",
    "tabsize",
    "tabcolour",
    "gridfont",
    "gridsize",
    "gridcolour",
];

/// The names of directives, without abbreviations, for suggestions.
pub(crate) fn names<'n>() -> impl Iterator<Item = &'n str> {
    NAMES.into_iter().chain(FAMILIES)
}

/// What is between the braces of a directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written<'l> {
    /// The name in lower case, with its selector.
    pub(crate) name: Cow<'l, str>,
    /// The argument.
    pub(crate) argument: &'l str,
    /// Whether a colon stood before the name.
    pub(crate) has_leading_colon: bool,
    /// Whether a blank, not a colon, ended the name.
    pub(crate) is_ended_by_blank: bool,
}

/// A name without its selector, and the selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name<'n> {
    /// The full name, abbreviations expanded.
    pub(crate) name: &'n str,
    /// The selector, if the name has one.
    pub(crate) selector: Option<&'n str>,
}

/// What stands between the braces, where the whole line is a directive.
pub(crate) fn content(line: &str) -> Option<&str> {
    line.trim_start()
        .strip_prefix('{')?
        .trim_end()
        .strip_suffix('}')
}

/// Splits what stands between the braces in name and argument.
pub(crate) fn split(content: &str) -> Written<'_> {
    let trimmed = content.trim_start_matches([' ', ':']).trim_end();
    let skipped = content
        .get(
            ..content
                .len()
                .saturating_sub(content.trim_start_matches([' ', ':']).len()),
        )
        .unwrap_or_default();
    let (name, argument, is_ended_by_blank) = match trimmed.find([':', ' ']) {
        Some(end) => {
            let (name, rest) = trimmed.split_at(end);
            let argument = rest.get(1..).unwrap_or_default().trim_start();
            (name, argument, rest.starts_with(' '))
        }
        None => (trimmed, "", false),
    };
    Written {
        name: lower(name),
        argument,
        has_leading_colon: skipped.contains(':'),
        is_ended_by_blank,
    }
}

/// Splits off the selector and expands abbreviations; `is_metadata` tells the names of metadata items.
pub(crate) fn resolve<'n>(name: &'n str, is_metadata: impl Fn(&str) -> bool) -> Name<'n> {
    // No known name but `start_of_…` and `end_of_…` is long, and those have no hyphen before the first.
    const LONGEST: usize = 200;
    let is_section = name.starts_with("start_of_") || name.starts_with("end_of_");
    for (at, _) in name.match_indices('-') {
        if at > LONGEST && !is_section {
            break;
        }
        let (front, selector) = name.split_at(at);
        let selector = selector.get(1..).unwrap_or_default();
        if !selector.is_empty() && is_known(front, &is_metadata) {
            return Name {
                name: expand(front),
                selector: Some(selector),
            };
        }
        if is_section {
            break;
        }
    }
    Name {
        name: expand(name),
        selector: None,
    }
}

fn is_known(name: &str, is_metadata: &impl Fn(&str) -> bool) -> bool {
    expand(name).len() != name.len()
        || NAMES.contains(&name)
        || section_start(name).is_some()
        || section_end(name).is_some()
        || property(name).is_some()
        || is_metadata(name)
}

/// The full name of an abbreviation; any other name as it is.
pub(crate) fn expand(name: &str) -> &str {
    match name {
        "c" => "comment",
        "cb" => "comment_box",
        "cf" => "chordfont",
        "ci" => "comment_italic",
        "col" => "columns",
        "colb" => "column_break",
        "cs" => "chordsize",
        "eob" => "end_of_bridge",
        "eoc" => "end_of_chorus",
        "eog" => "end_of_grid",
        "eot" => "end_of_tab",
        "eov" => "end_of_verse",
        "g" => "diagrams",
        "ng" => "no_grid",
        "np" => "new_page",
        "npp" => "new_physical_page",
        "ns" => "new_song",
        "sob" => "start_of_bridge",
        "soc" => "start_of_chorus",
        "sog" => "start_of_grid",
        "sot" => "start_of_tab",
        "sov" => "start_of_verse",
        "st" => "subtitle",
        "t" => "title",
        "tf" => "textfont",
        "ts" => "textsize",
        other => other,
    }
}

/// The section that a `start_of_…` opens.
pub(crate) fn section_start(name: &str) -> Option<&str> {
    section(name.strip_prefix("start_of_")?)
}

/// The section that an `end_of_…` closes.
pub(crate) fn section_end(name: &str) -> Option<&str> {
    section(name.strip_prefix("end_of_")?)
}

fn section(name: &str) -> Option<&str> {
    (!name.is_empty() && name.chars().all(is_word)).then_some(name)
}

/// What a font, size or colour directive changes.
pub(crate) fn property(name: &str) -> Option<(StyledElement, StyleProperty)> {
    let (element, property) = StyledElement::ALL
        .into_iter()
        .find_map(|element| Some((element, name.strip_prefix(element.name())?)))
        .filter(|(_, property)| !property.is_empty())?;
    let property = match property {
        "font" => StyleProperty::Font,
        "size" => StyleProperty::Size,
        "color" | "colour" => StyleProperty::Color,
        _ => return None,
    };
    Some((element, property))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(content: &str) -> (String, &str) {
        let written = split(content);
        (written.name.into_owned(), written.argument)
    }

    #[test]
    fn the_whole_line_is_a_directive_or_nothing() {
        assert_eq!(content("  {c: x} "), Some("c: x"));
        assert_eq!(content("{c: a} {c: b}"), Some("c: a} {c: b"));
        assert_eq!(content("text {c: x} more"), None);
        assert_eq!(content("{c: open"), None);
        assert_eq!(content("{}"), Some(""));
        assert_eq!(content("{"), None);
    }

    #[test]
    fn a_name_ends_at_the_first_colon_or_blank() {
        for written in [
            "comment:a",
            "comment a",
            "COMMENT:   a",
            ":comment: a",
            " comment: a ",
        ] {
            assert_eq!(parts(written), ("comment".to_owned(), "a"), "{written}");
        }
        assert_eq!(parts("comment : a"), ("comment".to_owned(), ": a"));
        assert_eq!(parts("comment::a"), ("comment".to_owned(), ":a"));
        assert_eq!(parts("comment=a"), ("comment=a".to_owned(), ""));
    }

    #[test]
    fn selectors_belong_to_known_names_only() {
        let known = |name| resolve(name, |key| key == "artist");
        let pair = |name, selector| Name { name, selector };
        assert_eq!(known("c-guitar"), pair("comment", Some("guitar")));
        assert_eq!(known("artist-x-y"), pair("artist", Some("x-y")));
        assert_eq!(
            known("start_of_foo-bar!"),
            pair("start_of_foo", Some("bar!"))
        );
        assert_eq!(known("textcolour-x"), pair("textcolour", Some("x")));
        assert_eq!(known("x_foo-guitar"), pair("x_foo-guitar", None));
        assert_eq!(known("soc"), pair("start_of_chorus", None));
        assert_eq!(known("comment-"), pair("comment-", None));
    }

    #[test]
    fn properties_have_an_item_and_a_kind() {
        assert_eq!(
            property("chorussize"),
            Some((StyledElement::Chorus, StyleProperty::Size))
        );
        assert_eq!(
            property("titlecolour"),
            Some((StyledElement::Title, StyleProperty::Color))
        );
        assert_eq!(property("chordpro"), None);
        assert_eq!(property("lyricsfont"), None);
    }
}
