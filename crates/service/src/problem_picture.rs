//! A problem as a picture, for pages that show what a link leads to and nothing else.

use std::fmt::Write as _;

/// Characters of a line, at most.
const LINE: usize = 64;

/// Lines of the sentence, at most.
const LINES: usize = 6;

/// The picture: status and title, and under them what is wrong, as SVG without scripts or references.
pub(crate) fn svg(status: u16, title: &str, detail: &str) -> String {
    let lines = wrapped(detail);
    let height = 66 + 20 * lines.len();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"560\" height=\"{height}\" viewBox=\"0 0 560 {height}\" role=\"img\" \
         font-family=\"sans-serif\">\
         <rect x=\"1\" y=\"1\" width=\"558\" height=\"{}\" rx=\"6\" fill=\"#fff8f6\" stroke=\"#b3261e\" stroke-width=\"2\"/>\
         <text x=\"18\" y=\"34\" font-size=\"18\" font-weight=\"bold\" fill=\"#b3261e\">{status} {}</text>",
        height - 2,
        escaped(title),
    );
    for (number, line) in lines.iter().enumerate() {
        let _ = write!(
            svg,
            "<text x=\"18\" y=\"{}\" font-size=\"14\" fill=\"#222\">{}</text>",
            62 + 20 * number,
            escaped(line)
        );
    }
    svg.push_str("</svg>");
    svg
}

/// The words of a text in lines, as many as there is room for.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let word: String = word.chars().take(LINE).collect();
        let used = lines.last().map_or(0, |line| line.chars().count());
        if used > 0 && used + 1 + word.chars().count() > LINE {
            if lines.len() == LINES {
                break;
            }
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
    }
    lines
}

/// The text within an element; characters that XML has no place for are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
    {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_cannot_leave_the_picture() {
        let svg = svg(
            422,
            "The song <b>",
            "</text><script>alert(1)</script> & \u{7} more",
        );
        assert!(!svg.contains("<script") && !svg.contains("<b>"), "{svg}");
        assert!(svg.contains("&lt;script&gt;alert(1)"), "{svg}");
        assert!(!svg.contains('\u{7}'));
    }

    #[test]
    fn a_long_sentence_ends_with_the_picture() {
        let lines = wrapped(&"word ".repeat(1000));
        assert_eq!(lines.len(), LINES);
        assert!(lines.iter().all(|line| line.len() <= LINE));
        assert_eq!(wrapped(&"x".repeat(500)), ["x".repeat(LINE)]);
    }
}
