//! Values of properties: quotes, words of lists, variables.

/// The text without quotes and escapes.
pub(super) fn unquote(text: &str) -> String {
    let quoted = |quote: char| {
        text.strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
    };
    if let Some(text) = quoted('\'') {
        return literal(text);
    }
    match quoted('"') {
        Some(text) => escaped(text),
        None => text.to_owned(),
    }
}

fn literal(text: &str) -> String {
    let mut result = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('\\', Some(&next @ ('\'' | '\\'))) => {
                result.push(next);
                letters.next();
            }
            _ => result.push(letter),
        }
    }
    result
}

fn escaped(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        result.push_str(before);
        let Some(letter) = after.chars().next() else {
            result.push('\\');
            return result;
        };
        let behind = after.get(letter.len_utf8()..).unwrap_or_default();
        let (letter, behind) = match letter {
            'n' => ('\n', behind),
            't' => ('\t', behind),
            'x' => hex(behind),
            '0'..='7' => octal(after),
            other => (other, behind),
        };
        result.push(letter);
        rest = behind;
    }
    result.push_str(rest);
    result
}

fn hex(text: &str) -> (char, &str) {
    if let Some((digits, behind)) = text.strip_prefix('{').and_then(|text| text.split_once('}')) {
        return (code_point(digits, 16), behind);
    }
    let end = text
        .bytes()
        .take(2)
        .take_while(u8::is_ascii_hexdigit)
        .count();
    let (digits, behind) = text.split_at(end);
    (code_point(digits, 16), behind)
}

fn octal(text: &str) -> (char, &str) {
    let end = text
        .bytes()
        .take(3)
        .take_while(|byte| (b'0'..=b'7').contains(byte))
        .count();
    let (digits, behind) = text.split_at(end);
    (code_point(digits, 8), behind)
}

fn code_point(digits: &str, radix: u32) -> char {
    u32::from_str_radix(digits, radix)
        .ok()
        .and_then(char::from_u32)
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The words of a list: split at blanks; quotes group words and are kept.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut is_escaped = false;
    for letter in text.chars() {
        match quote {
            Some(end) => {
                word.push(letter);
                if letter == end && !is_escaped {
                    quote = None;
                }
                is_escaped = letter == '\\' && !is_escaped;
            }
            None if letter.is_whitespace() => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            None => {
                if ['"', '\''].contains(&letter) && word.is_empty() {
                    quote = Some(letter);
                }
                word.push(letter);
            }
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The text with `~` and `${name}` replaced by their values.
pub(super) fn expand(text: &str, lookup: &dyn Fn(&str) -> Option<String>) -> String {
    let mut text = text.to_owned();
    if let Some(rest) = text
        .strip_prefix('~')
        .filter(|rest| rest.is_empty() || rest.starts_with('/'))
        && let Some(home) = lookup("HOME")
    {
        text = home + rest;
    }
    let mut result = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("${") {
        result.push_str(before);
        let name_end = after
            .find(|letter: char| !(letter.is_alphanumeric() || "_-.".contains(letter)))
            .unwrap_or(after.len());
        let (name, behind) = after.split_at(name_end);
        let value = lookup(name);
        // A default extends to the last brace of the value, as in the reference.
        let end = if behind.starts_with(':') {
            behind.rfind('}')
        } else {
            behind.find('}')
        };
        let Some(end) = end else {
            result.push_str("${");
            rest = after;
            continue;
        };
        let (form, tail) = behind.split_at(end);
        let value = value.unwrap_or_default();
        if let Some(default) = form.strip_prefix(':') {
            result.push_str(if value.is_empty() { default } else { &value });
        } else if let Some(parts) = form.strip_prefix('|') {
            let (then, otherwise) = parts.split_once('|').unwrap_or((parts, ""));
            result.push_str(if value.is_empty() { otherwise } else { then });
        } else if form == "?" {
            result.push_str(if value.is_empty() { "" } else { "1" });
        } else {
            result.push_str(&value);
        }
        rest = tail.get(1..).unwrap_or_default();
    }
    result.push_str(rest);
    result
}
