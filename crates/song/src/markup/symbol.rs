//! Names of the symbol font's glyphs, and strum codes (`docs/spec/language.md#8.6`).

/// The code point of a symbol in the symbol font, by name (`flat`, `circle-3`, `arrow-up`, `strum_dn`).
pub fn symbol(name: &str) -> Option<char> {
    if let Some(code) = name.strip_prefix("strum_") {
        return strum(code);
    }
    if let Some(rest) = name.strip_prefix("circle-") {
        let mut chars = rest.chars();
        let c = chars.next().filter(char::is_ascii_alphanumeric)?;
        return chars.next().is_none().then(|| c.to_ascii_uppercase());
    }
    if name.starts_with("arrow-") {
        return arrow(name);
    }
    SYMBOLS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, glyph)| *glyph)
}

/// The code point of the arrow for a strum code (`dn`, `u+`, `dxa+`).
pub fn strum(code: &str) -> Option<char> {
    if code == "x" {
        return Some('\u{21B0}');
    }
    let (first, rest) = match code.as_bytes().first()? {
        b'u' => (0x2190, code.strip_prefix("up").or(code.strip_prefix('u'))?),
        b'd' => (0x21A0, code.strip_prefix("dn").or(code.strip_prefix('d'))?),
        _ => return None,
    };
    // The long stems stand alone or with an accent only.
    if (code.starts_with("up") || code.starts_with("dn")) && !matches!(rest, "" | "+") {
        return None;
    }
    let offset = STRUMS.iter().position(|suffix| *suffix == rest)?;
    char::from_u32(first + u32::try_from(offset).ok()?)
}

/// Characters that every font has, for a glyph of the symbol font.
pub fn letters(glyph: char) -> &'static str {
    let at = |start: u32| usize::try_from(u32::from(glyph).saturating_sub(start)).unwrap_or(0);
    let sign = |texts: &[&'static str], start| texts.get(at(start)).copied();
    // Each of the circled characters has three bytes.
    let circled = |text: &'static str, start| text.get(at(start) * 3..at(start) * 3 + 3);
    let letters = match glyph {
        '!'..='+' => sign(&SIGNS, u32::from('!')),
        ':'..='?' => sign(&BARS, u32::from(':')),
        '0'..='9' => circled("⓪①②③④⑤⑥⑦⑧⑨", u32::from('0')),
        'A'..='Z' => circled("ⒶⒷⒸⒹⒺⒻⒼⒽⒾⒿⓀⓁⓂⓃⓄⓅⓆⓇⓈⓉⓊⓋⓌⓍⓎⓏ", u32::from('A')),
        '\u{2190}'..='\u{219B}' => sign(&UP, 0x2190),
        '\u{21A0}'..='\u{21AB}' => sign(&DOWN, 0x21A0),
        _ => None,
    };
    letters.unwrap_or("x")
}

const SIGNS: [&str; 11] = ["♭", "♮", "♯", "Δ", "|:", ":|", ":|:", ":", "%", "%%", ":|:"];
const BARS: [&str; 6] = ["|", "||", "|.", "|", "|", "||"];
const UP: [&str; 12] = [
    "↑", "↑~", "↑.", "↑>", "↑~>", "↑.>", "↑x", "↑x~", "↑x.", "↑x>", "↑x~>", "↑x.>",
];
const DOWN: [&str; 12] = [
    "↓", "↓~", "↓.", "↓>", "↓~>", "↓.>", "↓x", "↓x~", "↓x.", "↓x>", "↓x~>", "↓x.>",
];

/// What follows `u` or `d`, in the order of the glyphs.
const STRUMS: [&str; 12] = [
    "", "a", "s", "+", "a+", "s+", "x", "xa", "xs", "x+", "xa+", "xs+",
];

/// What follows `arrow-up` or `arrow-down`, long and short, in the order of the glyphs.
const ARROWS: [(&str, &str); 12] = [
    ("", ""),
    ("-with-arpeggio", "-arp"),
    ("-with-staccato", "-stc"),
    ("-with-accent", "-acc"),
    ("-with-accent-and-arpeggio", "-acc-arp"),
    ("-with-accent-and-staccato", "-acc-stc"),
    ("-muted", "-mut"),
    ("-muted-with-arpeggio", "-mut-arp"),
    ("-muted-with-staccato", "-mut-stc"),
    ("-muted-with-accent", "-mut-acc"),
    ("-muted-with-accent-and-arpeggio", "-mut-acc-arp"),
    ("-muted-with-accent-and-staccato", "-mut-acc-stc"),
];

fn arrow(name: &str) -> Option<char> {
    if name == "arrow-mute" {
        return Some('\u{21B0}');
    }
    let (first, rest) = name
        .strip_prefix("arrow-up")
        .map(|rest| (0x2190, rest))
        .or_else(|| name.strip_prefix("arrow-down").map(|rest| (0x21A0, rest)))?;
    let offset = ARROWS
        .iter()
        .position(|(long, short)| *long == rest || *short == rest)?;
    char::from_u32(first + u32::try_from(offset).ok()?)
}

const SYMBOLS: &[(&str, char)] = &[
    ("flat", '!'),
    ("natural", '"'),
    ("sharp", '#'),
    ("delta", '$'),
    ("repeat-start", '%'),
    ("repeat-end", '&'),
    ("repeat-end-start1", '\''),
    ("repeat-colon", '('),
    ("repeat1", ')'),
    ("repeat2", '*'),
    ("repeat-end-start", '+'),
    ("bar", ':'),
    ("double-bar", ';'),
    ("end-bar", '<'),
    ("start-bar", '='),
    ("thick-bar", '>'),
    ("double-thick-bar", '?'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_code_points() {
        assert_eq!(symbol("flat"), Some('!'));
        assert_eq!(symbol("circle-a"), Some('A'));
        assert_eq!(symbol("arrow-up-acc-arp"), Some('\u{2194}'));
        assert_eq!(
            symbol("arrow-down-muted-with-accent-and-staccato"),
            Some('\u{21AB}')
        );
        assert_eq!(symbol("strum_dn+"), Some('\u{21A3}'));
        assert_eq!(symbol("piano"), None);
    }

    #[test]
    fn every_symbol_can_be_said_in_letters() {
        let said = |name| symbol(name).map(letters);
        assert_eq!(said("flat"), Some("♭"));
        assert_eq!(said("repeat-end-start"), Some(":|:"));
        assert_eq!(said("double-thick-bar"), Some("||"));
        assert_eq!(said("circle-0"), Some("⓪"));
        assert_eq!(said("circle-z"), Some("Ⓩ"));
        assert_eq!(said("strum_ua+"), Some("↑~>"));
        assert_eq!(
            said("arrow-down-muted-with-accent-and-staccato"),
            Some("↓x.>")
        );
        assert_eq!(said("arrow-mute"), Some("x"));
    }

    #[test]
    fn strum_codes_lead_to_arrows() {
        assert_eq!(strum("up"), Some('\u{2190}'));
        assert_eq!(strum("uxs+"), Some('\u{219B}'));
        assert_eq!(strum("d"), Some('\u{21A0}'));
        assert_eq!(strum("dna"), None);
        assert_eq!(strum("C"), None);
    }
}
