//! Recognises directives, their names, arguments and selectors (`docs/spec/language.md#3.1`, `#4.1`).

use std::borrow::Cow;

use crate::directive_table::Directive;
use crate::text::lower;

/// What is between the braces of a directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written<'l> {
    /// The name in lower case, with its selector.
    pub(crate) name: Cow<'l, str>,
    /// The name as it is written.
    pub(crate) name_as_written: &'l str,
    /// The argument.
    pub(crate) argument: &'l str,
    /// Whether a colon stood before the name.
    pub(crate) has_leading_colon: bool,
    /// Whether a blank, not a colon, ended the name.
    pub(crate) is_ended_by_blank: bool,
}

/// A directive, and the selector behind its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Resolved<'n> {
    /// The directive.
    pub(crate) directive: Directive<'n>,
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
        name_as_written: name,
        argument,
        has_leading_colon: skipped.contains(':'),
        is_ended_by_blank,
    }
}

/// Splits off the selector; `is_metadata` tells the names of metadata items.
pub(crate) fn resolve<'n>(name: &'n str, is_metadata: impl Fn(&str) -> bool) -> Resolved<'n> {
    // No known name but `start_of_…` and `end_of_…` is long, and those have no hyphen before the first.
    const LONGEST: usize = 200;
    let is_section = name.starts_with("start_of_") || name.starts_with("end_of_");
    for (at, _) in name.match_indices('-') {
        if at > LONGEST && !is_section {
            break;
        }
        let (front, selector) = name.split_at(at);
        let selector = selector.get(1..).unwrap_or_default();
        let directive = Directive::named(front, &is_metadata);
        if !selector.is_empty() && directive.takes_selector() {
            return Resolved {
                directive,
                selector: Some(selector),
            };
        }
        if is_section {
            break;
        }
    }
    Resolved {
        directive: Directive::named(name, is_metadata),
        selector: None,
    }
}

/// Whether a line is the end directive of this section, and nothing else.
pub(crate) fn ends_section(line: &str, section: &str) -> bool {
    content(line).is_some_and(|content| {
        let name = lower(content);
        Directive::named(&name, |_| false) == Directive::End(section)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CommentStyle, StyleProperty, StyledElement};

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
        let pair = |directive, selector| Resolved {
            directive,
            selector,
        };
        let comment = Directive::Comment(CommentStyle::Plain);
        assert_eq!(known("c-guitar"), pair(comment, Some("guitar")));
        assert_eq!(
            known("artist-x-y"),
            pair(Directive::Metadata("artist"), Some("x-y"))
        );
        assert_eq!(
            known("start_of_foo-bar!"),
            pair(Directive::Start("foo"), Some("bar!"))
        );
        let colour = Directive::Style(StyledElement::Text, StyleProperty::Color);
        assert_eq!(known("textcolour-x"), pair(colour, Some("x")));
        let unknown = |name| pair(Directive::Unknown(name), None);
        assert_eq!(known("x_foo-guitar"), unknown("x_foo-guitar"));
        assert_eq!(known("comment-"), unknown("comment-"));
        assert_eq!(known("soc"), pair(Directive::Start("chorus"), None));
    }

    #[test]
    fn a_section_ends_with_its_own_directive() {
        assert!(ends_section("{End_of_Tab}", "tab"));
        assert!(ends_section(" {eot} ", "tab"));
        assert!(!ends_section("{eot: x}", "tab"));
        assert!(!ends_section("{eot}", "grid"));
    }
}
