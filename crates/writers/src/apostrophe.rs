//! Typographic apostrophes: every format except Markdown writes `’` for `'` in running text (`docs/spec/outputs.md#1.7`).

use std::borrow::Cow;

/// The text with typographic apostrophes.
pub(crate) fn curl(text: &str) -> Cow<'_, str> {
    if text.contains('\'') {
        Cow::Owned(text.replace('\'', "’"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Appends the text with typographic apostrophes.
pub(crate) fn push_curled(out: &mut String, text: &str) {
    let mut parts = text.split('\'');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push('’');
        out.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn straight_apostrophes_become_curly() {
        assert_eq!(curl("it's 'so'"), "it’s ’so’");
        let mut out = String::new();
        push_curled(&mut out, "don't");
        assert_eq!(out, "don’t");
    }
}
