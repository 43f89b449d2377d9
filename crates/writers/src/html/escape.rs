//! Escaping for each context of a page.

/// Appends element text: `&`, `<`, `>` become entities.
pub(super) fn push_text(out: &mut String, text: &str) {
    push_escaped(out, text, |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        _ => None,
    });
}

/// Appends element text with typographic apostrophes.
pub(super) fn push_curled_text(out: &mut String, text: &str) {
    push_escaped(out, text, |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\'' => Some("’"),
        _ => None,
    });
}

/// Appends an attribute value for double quotes.
pub(super) fn push_attribute(out: &mut String, text: &str) {
    push_escaped(out, text, |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        _ => None,
    });
}

/// Appends text in which both kinds of quotes are escaped as well.
pub(super) fn push_quoted_text(out: &mut String, text: &str) {
    push_escaped(out, text, |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        _ => None,
    });
}

/// Appends the content of a CSS string in double quotes, inside a style element.
///
/// Only the tag `</style` could end the element; other tags stay as they are.
pub(super) fn push_css_string(out: &mut String, text: &str) {
    const END: &str = "</style";
    let mut parts = text.split('<');
    let push = |out: &mut String, text: &str| {
        push_escaped(out, text, |c| match c {
            '"' => Some("\\22 "),
            '\\' => Some("\\5c "),
            '\n' => Some("\\a "),
            '\r' => Some("\\d "),
            '\u{c}' => Some("\\c "),
            _ => None,
        });
    };
    push(out, parts.next().unwrap_or_default());
    for part in parts {
        let ends = END.get(1..).unwrap_or_default();
        let is_end = part
            .get(..ends.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(ends));
        out.push_str(if is_end { "\\3c " } else { "<" });
        push(out, part);
    }
}

/// Appends a style sheet, without anything that could end the element.
pub(super) fn push_style_sheet(out: &mut String, css: &str) {
    let mut rest = css;
    while let Some(at) = rest.find("</") {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        out.push_str("<\\/");
        rest = after.get(2..).unwrap_or_default();
    }
    out.push_str(rest);
}

fn push_escaped(out: &mut String, text: &str, entity: impl Fn(char) -> Option<&'static str>) {
    let mut from = 0;
    for (at, c) in text.char_indices() {
        // All escaped characters are ASCII.
        if !c.is_ascii() {
            continue;
        }
        if let Some(entity) = entity(c) {
            out.push_str(text.get(from..at).unwrap_or_default());
            out.push_str(entity);
            from = at + 1;
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
}

/// Whether `address` is a safe link target: the web, mail, or a place on this page.
pub(super) fn is_safe_link(address: &str) -> bool {
    let starts = |scheme: &str| {
        address
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    starts("http://") || starts("https://") || starts("mailto:") || address.starts_with('#')
}

/// Whether `color` is only a colour: a name, `#` and digits, or numbers in `rgb(…)` or `hsl(…)`.
pub(super) fn is_color(color: &str) -> bool {
    let digits = color.strip_prefix('#');
    let is_short = color.len() <= 32;
    match digits {
        Some(digits) => {
            is_short && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        }
        None if !is_short || color.is_empty() => false,
        None => match color.split_once('(') {
            Some((name, values)) => {
                matches!(name, "rgb" | "rgba" | "hsl" | "hsla")
                    && values.strip_suffix(')').is_some_and(|values| {
                        values.bytes().all(|byte| {
                            byte.is_ascii_digit() || matches!(byte, b',' | b'.' | b'%' | b' ')
                        })
                    })
            }
            None => color.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_leave_its_style_element() {
        let mut out = String::new();
        push_css_string(&mut out, "a\"}</style><script>\\");
        assert_eq!(out, "a\\22 }\\3c /style><script>\\5c ");
    }

    #[test]
    fn a_style_sheet_cannot_end_its_element() {
        let mut out = String::new();
        push_style_sheet(&mut out, "a{}</style>b");
        assert_eq!(out, "a{}<\\/style>b");
    }

    #[test]
    fn text_is_escaped_for_its_place() {
        let mut out = String::new();
        push_curled_text(&mut out, "é<b> & it's \"x\"");
        assert_eq!(out, "é&lt;b&gt; &amp; it’s \"x\"");
        out.clear();
        push_attribute(&mut out, "\"onload='x'");
        assert_eq!(out, "&quot;onload='x'");
    }

    #[test]
    fn links_lead_to_the_web_or_mail_or_this_page() {
        assert!(is_safe_link("HTTPS://a"));
        assert!(is_safe_link("#x"));
        assert!(!is_safe_link("javascript:alert(1)"));
        assert!(!is_safe_link(" javascript:x"));
        assert!(!is_safe_link("data:text/html,x"));
    }

    #[test]
    fn colours_are_names_or_digits() {
        assert!(is_color("#ff0000"));
        assert!(is_color("lightgrey"));
        assert!(is_color("rgb(1,2,3)"));
        assert!(!is_color("rgb(1);x:url(y)"));
        assert!(!is_color("red;background:url(x)"));
        assert!(!is_color("url(x)"));
    }
}
