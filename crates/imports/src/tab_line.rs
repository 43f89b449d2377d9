//! Tablature lines, and chord fingerings.

/// Whether a line is a string of a tablature: `e|--3--|`, `B:--0--`, `|---1---|`, or mostly dashes and frets.
pub(crate) fn is_tab(line: &str) -> bool {
    let line = line.trim();
    if line.len() < 6 || !line.contains("--") {
        return false;
    }
    let (mut total, mut fretted, mut bars) = (0_usize, 0_usize, 0_usize);
    for c in line.chars().filter(|c| !c.is_whitespace()) {
        total += 1;
        match c {
            '|' | ':' => bars += 1,
            '-'
            | '0'..='9'
            | 'h'
            | 'p'
            | 'b'
            | '/'
            | '\\'
            | '~'
            | 'x'
            | 'X'
            | '('
            | ')'
            | '^'
            | '*'
            | 's'
            | 'r'
            | 't'
            | '=' => {
                fretted += 1;
            }
            _ => {}
        }
    }
    let begins_with_string = line
        .trim_start_matches(|c: char| matches!(c, 'A'..='G' | 'a'..='g' | '#' | ' '))
        .starts_with(['|', ':', '-']);
    begins_with_string && bars > 0 && (fretted + bars) * 10 >= total * 8
}

/// Whether a line is a rule: only dashes, equals signs, underscores or asterisks.
pub(crate) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3
        && line
            .chars()
            .all(|c| matches!(c, '-' | '=' | '_' | '*' | '~' | '+' | '.' | '—' | '–'))
}

/// Definitions of the chords in a line of fingerings: `Am: x02210   D5 x577xx`, `G = 320003`. `None` if it contains anything else.
pub(crate) fn definitions(line: &str) -> Option<Vec<String>> {
    let mut words = line
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | '|' | ','))
        .filter(|word| !word.is_empty());
    let mut definitions = Vec::new();
    while let Some(name) = words.next() {
        if !name.starts_with(|c| matches!(c, 'A'..='G')) {
            return None;
        }
        definitions.push(definition(name, words.next()?)?);
    }
    (!definitions.is_empty()).then_some(definitions)
}

/// `{define: …}` of a chord with these frets: `x02210`, `x-0-2-2-1-0`, `8-10-10-9-8-8`.
fn definition(name: &str, frets: &str) -> Option<String> {
    let frets: Vec<Option<u32>> = if frets.contains('-') && frets.len() > 6 {
        frets.split('-').map(fret).collect::<Option<_>>()?
    } else {
        let mut letters = [0_u8; 4];
        frets
            .chars()
            .map(|c| fret(c.encode_utf8(&mut letters)))
            .collect::<Option<_>>()?
    };
    // A ukulele has four strings, a guitar six, some seven.
    if !(4..=7).contains(&frets.len()) || frets.iter().all(Option::is_none) {
        return None;
    }
    Some(define(name, &frets))
}

fn fret(text: &str) -> Option<Option<u32>> {
    match text {
        "x" | "X" => Some(None),
        digits => digits
            .parse::<u32>()
            .ok()
            .filter(|fret| *fret < 25)
            .map(Some),
    }
}

/// `{define: NAME base-fret B frets …}` for frets counted from the nut.
pub(crate) fn define(name: &str, frets: &[Option<u32>]) -> String {
    let highest = frets.iter().flatten().max().copied().unwrap_or(0);
    let lowest = frets
        .iter()
        .flatten()
        .filter(|fret| **fret > 0)
        .min()
        .copied()
        .unwrap_or(1);
    // A diagram shows four frets; chords higher up need a base fret.
    let base = if highest > 4 { lowest } else { 1 };
    let frets = frets.iter().map(|fret| match fret {
        None => "x".to_owned(),
        Some(0) => "0".to_owned(),
        Some(fret) => (fret + 1 - base).to_string(),
    });
    let frets = frets.collect::<Vec<_>>().join(" ");
    format!("{{define: {name} base-fret {base} frets {frets}}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_tablature() {
        for line in [
            "e|--3-----0-|",
            "B|--0--1--1-|",
            "E:-----3h5--:",
            "|---1---2-|-3-----4-|",
            "  G|-----|",
        ] {
            assert!(is_tab(line), "{line}");
        }
        for line in [
            "--------",
            "====",
            "G | D | C",
            "well -- I said",
            "e|",
            "Am -- C -- G",
        ] {
            assert!(!is_tab(line), "{line}");
        }
    }

    #[test]
    fn fingerings_become_definitions() {
        let one = |line| definitions(line).map(|all| all.join(" "));
        assert_eq!(
            one("Am: x02210").as_deref(),
            Some("{define: Am base-fret 1 frets x 0 2 2 1 0}")
        );
        assert_eq!(
            one("D5 = x577xx").as_deref(),
            Some("{define: D5 base-fret 5 frets x 1 3 3 x x}")
        );
        assert_eq!(
            one("C 8-10-10-9-8-8").as_deref(),
            Some("{define: C base-fret 8 frets 1 3 3 2 1 1}")
        );
        assert_eq!(
            definitions("Am: x02210  D5 x577xx").map(|all| all.len()),
            Some(2)
        );
        for line in ["Am", "Hello 032010", "C 32", "C G", ""] {
            assert_eq!(definitions(line), None, "{line}");
        }
    }
}
