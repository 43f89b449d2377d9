//! The grammar of substitutions: `%{key:modifiers=test|then|else}`.

/// A substitution without inner substitutions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Substitution<'t> {
    /// Its start in the text.
    pub(super) begin: usize,
    /// Its end in the text.
    pub(super) end: usize,
    /// The name, optionally with an index.
    pub(super) key: &'t str,
    /// The text after the first colon.
    pub(super) modifiers: Option<&'t str>,
    /// The text that the value is compared with.
    pub(super) test: Option<&'t str>,
    /// The result if the test succeeds, or the value is not empty.
    pub(super) then: Option<&'t str>,
    /// The result otherwise.
    pub(super) otherwise: Option<&'t str>,
}

/// Characters that a backslash escapes.
const ESCAPABLE: &[u8] = b"\\{}|%";

/// The position of the next `%{` from `from` on that is neither escaped nor `%{}`.
pub(super) fn find(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        at += match (byte, next) {
            (b'\\', Some(next)) if ESCAPABLE.contains(next) => 2,
            (b'%', Some(b'{')) if bytes.get(at + 2) == Some(&b'}') => 3,
            (b'%', Some(b'{')) => return Some(at),
            _ => 1,
        };
    }
    None
}

/// The substitution that starts at `begin`, a position of `%{`. `None` if it is invalid or contains another one.
pub(super) fn parse(text: &str, begin: usize) -> Option<Substitution<'_>> {
    let key_begin = begin + 2;
    let rest = text.get(key_begin..)?;
    let mut key_length = 0;
    for (index, letter) in rest.char_indices() {
        let is_word = letter.is_alphanumeric() || letter == '_';
        if !(is_word || (index > 0 && (letter == '-' || letter == '.'))) {
            break;
        }
        key_length = index + letter.len_utf8();
    }
    if key_length == 0 {
        return None;
    }
    let bytes = text.as_bytes();
    let mut at = key_begin + key_length;
    let mut found = Substitution {
        begin,
        end: at,
        key: text.get(key_begin..at)?,
        modifiers: None,
        test: None,
        then: None,
        otherwise: None,
    };
    if bytes.get(at) == Some(&b':') {
        let end = part_end(bytes, at + 1, Until::TestOrBar)?;
        found.modifiers = text.get(at + 1..end);
        at = end;
    }
    if bytes.get(at) == Some(&b'=') {
        let end = part_end(bytes, at + 1, Until::Bar)?;
        found.test = text.get(at + 1..end);
        at = end;
    }
    for part in [&mut found.then, &mut found.otherwise] {
        if bytes.get(at) == Some(&b'|') {
            let end = part_end(bytes, at + 1, Until::Bar)?;
            *part = text.get(at + 1..end);
            at = end;
        }
    }
    found.end = at + 1;
    (bytes.get(at) == Some(&b'}')).then_some(found)
}

/// What ends a part, besides `}`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    Bar,
    TestOrBar,
}

/// The end of the part that starts at `at`; `None` if the text ends first, or a substitution starts in the part.
fn part_end(bytes: &[u8], mut at: usize, until: Until) -> Option<usize> {
    let mut depth = 0u32;
    loop {
        let byte = *bytes.get(at)?;
        let next = bytes.get(at + 1);
        match (byte, next) {
            (b'\\', Some(next)) if ESCAPABLE.contains(next) => at += 2,
            (b'%', Some(b'{')) if bytes.get(at + 2) == Some(&b'}') => at += 3,
            (b'%', Some(b'{')) => return None,
            (b'|' | b'}', _) => return Some(at),
            (b'=', _) if until == Until::TestOrBar && depth == 0 => return Some(at),
            _ => {
                match byte {
                    b'(' => depth = depth.saturating_add(1),
                    b')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                at += 1;
            }
        }
    }
}

/// A part with escapes removed and `%{}` replaced by `value`.
pub(super) fn unescape(part: &str, value: &str) -> String {
    let mut result = String::with_capacity(part.len() + value.len());
    let mut rest = part;
    while let Some(at) = rest.find(['\\', '%']) {
        let (before, after) = rest.split_at(at);
        result.push_str(before);
        let escaped = after
            .strip_prefix('\\')
            .and_then(|after| after.chars().next())
            .filter(|letter| letter.is_ascii() && ESCAPABLE.contains(&(*letter as u8)));
        if let Some(letter) = escaped {
            result.push(letter);
            rest = after.get(2..).unwrap_or_default();
        } else if let Some(behind) = after.strip_prefix("%{}") {
            result.push_str(value);
            rest = behind;
        } else {
            let (letter, behind) = after.split_at(1);
            result.push_str(letter);
            rest = behind;
        }
    }
    result.push_str(rest);
    result
}

/// The modifiers between colons; `\:` is a literal colon, and empty modifiers are skipped.
pub(super) fn split_modifiers(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut is_escaped = false;
        let end = text.find(|letter| {
            let is_end = letter == ':' && !is_escaped;
            is_escaped = letter == '\\' && !is_escaped;
            is_end
        });
        rest = end.and_then(|end| text.get(end + 1..));
        text.get(..end.unwrap_or(text.len()))
    })
    .filter(|modifier| !modifier.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_parts_are_found() {
        let found = parse("%{a.b-c:lc:lpad(3,=)=x|y|z}!", 0).expect("a substitution");
        assert_eq!(found.key, "a.b-c");
        assert_eq!(found.modifiers, Some("lc:lpad(3,=)"));
        assert_eq!(found.test, Some("x"));
        assert_eq!(found.then, Some("y"));
        assert_eq!(found.otherwise, Some("z"));
        assert_eq!(found.end, 27);
    }

    #[test]
    fn an_escaped_colon_belongs_to_its_modifier() {
        let modifiers: Vec<_> = split_modifiers(r"a:replace(\:,x)::b").collect();
        assert_eq!(modifiers, ["a", r"replace(\:,x)", "b"]);
    }

    #[test]
    fn escapes_are_undone_once() {
        assert_eq!(unescape(r"\\\{\}\|\%\n%{}%", "v"), r"\{}|%\nv%");
    }
}
