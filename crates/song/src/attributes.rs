//! Attribute lists, `key=value key="two words" flag` (`docs/spec/language.md#3.3`).

use std::borrow::Cow;

use indexmap::IndexMap;

use crate::text::is_word;

/// Attributes in the order written; of a key given twice the last value counts.
pub type Attributes = IndexMap<String, String>;

/// Reads an attribute list. With a `default` key, a text that does not begin with `key=value` is the value of that key.
pub fn parse(text: &str, default: Option<&str>) -> Attributes {
    let text = text.trim();
    let mut attributes = Attributes::new();
    if let Some(key) = default
        && !begins_with_pair(text)
    {
        attributes.insert(key.to_owned(), text.to_owned());
        return attributes;
    }
    for word in split_words(text).unwrap_or_default() {
        add(&mut attributes, word);
    }
    attributes
}

/// The text with straight quotes for the typographic ones around values: `label=“Verse 1”` as word processors write it.
pub(crate) fn with_straight_quotes(text: Cow<'_, str>) -> Cow<'_, str> {
    let opens = |c: char| matches!(c, '“' | '„' | '”' | '«' | '»');
    if !text.contains(opens) {
        return text;
    }
    let mut straight = String::with_capacity(text.len());
    let mut is_open = false;
    let mut before = ' ';
    for c in text.chars() {
        let is_quote = opens(c) && (is_open || before == '=');
        is_open ^= is_quote;
        straight.push(if is_quote { '"' } else { c });
        before = c;
    }
    Cow::Owned(straight)
}

/// Whether the text begins like `key=x`, `key="x`, `key=-1`.
fn begins_with_pair(text: &str) -> bool {
    let Some((key, value)) = text.split_once('=') else {
        return false;
    };
    if key.is_empty() || !key.chars().all(is_word) {
        return false;
    }
    let mut value = value.chars();
    match value.next() {
        Some('\'' | '"') => true,
        Some('-' | '+') => value.next().is_some_and(char::is_numeric),
        Some(first) => is_word(first),
        None => false,
    }
}

/// Words separated by whitespace; quotes group and are kept, a backslash protects the next character.
/// `None` where a quote is not closed.
pub fn split_words(text: &str) -> Option<Vec<&str>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut quote = None;
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        if c == '\\' {
            start = start.or(Some(at));
            characters.next()?;
        } else if let Some(open) = quote {
            if c == open {
                quote = None;
            }
        } else if c.is_whitespace() {
            if let Some(start) = start.take() {
                words.push(text.get(start..at).unwrap_or_default());
            }
        } else {
            start = start.or(Some(at));
            if c == '"' || c == '\'' {
                quote = Some(c);
            }
        }
    }
    if quote.is_some() {
        return None;
    }
    if let Some(start) = start {
        words.push(text.get(start..).unwrap_or_default());
    }
    Some(words)
}

fn add(attributes: &mut Attributes, word: &str) {
    match word.split_once('=') {
        Some((key, value)) if !key.is_empty() && !value.is_empty() => {
            let value = quoted(value).map_or_else(|| value.to_owned(), unescape);
            attributes.insert(key.to_owned(), value);
        }
        _ => {
            let negated = word
                .strip_prefix("no")
                .map(|key| key.strip_prefix(['-', '_']).unwrap_or(key))
                .filter(|key| !key.is_empty() && key.chars().all(is_word));
            if let Some(key) = negated {
                attributes.insert(key.to_owned(), "0".to_owned());
            } else {
                let count = attributes.get(word).and_then(|n| n.parse::<u32>().ok());
                let count = count.unwrap_or(0).saturating_add(1);
                attributes.insert(word.to_owned(), count.to_string());
            }
        }
    }
}

/// What is between the quotes, where a value has the same quote at both ends.
fn quoted(value: &str) -> Option<&str> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.strip_prefix(quote)?.strip_suffix(quote)
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match characters.next() {
            Some('n') => plain.push('\n'),
            Some(other) => plain.push(other),
            None => plain.push('\\'),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(text: &str) -> Vec<(String, String)> {
        parse(text, Some("label")).into_iter().collect()
    }

    fn pair(key: &str, value: &str) -> (String, String) {
        (key.to_owned(), value.to_owned())
    }

    #[test]
    fn typographic_quotes_around_values_become_straight() {
        let straight = |text: &str| with_straight_quotes(Cow::Borrowed(text)).into_owned();
        assert_eq!(straight("label=“Verse 1” x"), "label=\"Verse 1\" x");
        assert_eq!(straight("label=„Verse 1“"), "label=\"Verse 1\"");
        assert_eq!(straight("The “best” verse"), "The “best” verse");
    }

    #[test]
    fn text_without_a_key_is_the_default_keys_value() {
        assert_eq!(labelled("Verse 1"), [pair("label", "Verse 1")]);
        assert_eq!(labelled("\"quoted\""), [pair("label", "\"quoted\"")]);
        assert_eq!(labelled("label="), [pair("label", "label=")]);
        assert_eq!(labelled("a-b=3"), [pair("label", "a-b=3")]);
    }

    #[test]
    fn a_quoted_value_may_have_blanks_and_escapes() {
        assert_eq!(labelled("label=\"Verse 1\""), [pair("label", "Verse 1")]);
        assert_eq!(
            labelled(r#"label="a\nb \"c\"""#),
            [pair("label", "a\nb \"c\"")]
        );
        assert_eq!(labelled("label=\"\""), [pair("label", "")]);
    }

    #[test]
    fn an_unquoted_value_ends_at_the_blank() {
        assert_eq!(
            labelled("label=Verse 1"),
            [pair("label", "Verse"), pair("1", "1")]
        );
    }

    #[test]
    fn an_unquoted_value_is_literal() {
        assert_eq!(labelled("a=x\"y\""), [pair("a", "x\"y\"")]);
    }

    #[test]
    fn unbalanced_quotes_give_nothing() {
        assert_eq!(labelled("x=\"oops"), []);
    }

    #[test]
    fn bare_words_count_and_no_denies() {
        assert_eq!(
            labelled("a=1 b b noc no-d no_e north"),
            [
                pair("a", "1"),
                pair("b", "2"),
                pair("c", "0"),
                pair("d", "0"),
                pair("e", "0"),
                pair("rth", "0")
            ]
        );
    }
}
