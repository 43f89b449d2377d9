//! What the routes about single chords are asked for: `GET /diagrams/{file}` and `GET /chords/{name}`.

use chordpro_engine::ChordQuery;
use percent_encoding::percent_decode_str;

use crate::problem::Problem;
use crate::request::validation::Faults;
use crate::suggestion;

/// The longest name of a chord, in characters.
const LONGEST_NAME: usize = 40;
/// The longest value of a parameter, in bytes.
const LONGEST_VALUE: usize = 200;

/// How a diagram looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiagramLook {
    /// The width of the picture in pixels; of SVG the width it asks for. As drawn where absent.
    pub size: Option<u16>,
    /// The colours.
    pub theme: Theme,
    /// Which of the chord's shapes, from 1.
    pub position: u8,
    /// Whether fingers are shown where they are known.
    pub has_fingers: bool,
}

/// The colours of a diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Theme {
    /// Black, for light pages.
    Light,
    /// White, for dark pages.
    Dark,
    /// That of the text around it (SVG).
    CurrentColor,
}

impl Theme {
    /// The names, as `theme=` takes them.
    pub const NAMES: [&str; 3] = ["light", "dark", "currentColor"];
}

/// Parameters of `GET /chords/{name}`.
pub const CHORD_PARAMETERS: &[&str] = &["instrument", "tuning", "left", "key"];
/// Parameters of `GET /diagrams/{file}`.
pub const DIAGRAM_PARAMETERS: &[&str] = &[
    "instrument",
    "tuning",
    "left",
    "size",
    "theme",
    "position",
    "fingers",
];
/// Parameters of signed links.
const LINK_PARAMETERS: &[&str] = &["client", "expires", "signature"];

/// Whether a text can be the name of a chord.
pub fn is_name(chord: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || "#+-()/°ø^*♭♯&.".contains(c);
    // What begins with an asterisk is an annotation in songs.
    !chord.is_empty()
        && chord.chars().count() <= LONGEST_NAME
        && !chord.starts_with('*')
        && chord.chars().all(is_plain)
}

/// Reads the parameters of a query about `chord`; `names` are those that the route knows.
///
/// # Errors
/// All faults: unknown parameters, and values that are none.
pub fn read(
    chord: &str,
    query: &str,
    names: &[&str],
) -> Result<(ChordQuery, DiagramLook), Problem> {
    let mut asked = ChordQuery {
        name: chord.to_owned(),
        ..ChordQuery::default()
    };
    let mut look = DiagramLook {
        size: None,
        theme: Theme::Light,
        position: 1,
        has_fingers: true,
    };
    let mut faults = Faults::default();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if LINK_PARAMETERS.contains(&name) {
            continue;
        }
        let value = percent_decode_str(value).decode_utf8_lossy();
        faults.take(if names.contains(&name) {
            take(name, value.trim(), &mut asked, &mut look)
        } else {
            Err(unknown(name, names))
        });
    }
    faults.finish()?;
    Ok((asked, look))
}

fn take(
    name: &str,
    value: &str,
    asked: &mut ChordQuery,
    look: &mut DiagramLook,
) -> Result<(), Problem> {
    let fault = |valid: &str| Err(fault(name, &format!("{name} must be {valid}")));
    if value.len() > LONGEST_VALUE {
        return fault("shorter");
    }
    match name {
        "instrument" => value.clone_into(&mut asked.instrument),
        "tuning" => {
            asked.tuning = value
                .split(',')
                .map(|pitch| pitch.trim().to_owned())
                .collect();
        }
        "key" => asked.key = Some(value.to_owned()),
        "left" => match boolean(value) {
            Some(is_left) => asked.is_left_handed = is_left,
            None => return fault("true or false"),
        },
        "fingers" => match boolean(value) {
            Some(has_fingers) => look.has_fingers = has_fingers,
            None => return fault("true or false"),
        },
        "size" => match value.parse() {
            Ok(size @ 24..=1024) => look.size = Some(size),
            _ => return fault("a width in pixels from 24 to 1024"),
        },
        "position" => match value.parse() {
            Ok(position @ 1..=12) => look.position = position,
            _ => return fault("a number from 1 to 12"),
        },
        _ => match value {
            "light" => look.theme = Theme::Light,
            "dark" => look.theme = Theme::Dark,
            "currentColor" => look.theme = Theme::CurrentColor,
            _ => return fault(&format!("one of {}", Theme::NAMES.join(", "))),
        },
    }
    Ok(())
}

fn boolean(value: &str) -> Option<bool> {
    match value {
        "true" | "1" | "yes" | "on" | "" => Some(true),
        "false" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}

fn fault(name: &str, detail: &str) -> Problem {
    Problem::invalid(detail.to_owned()).with("field", name.into())
}

fn unknown(name: &str, names: &[&str]) -> Problem {
    let shown: String = name.chars().take(40).collect();
    let hint = suggestion::nearest(name, names.iter().copied()).map_or_else(
        || format!("valid parameters are {}", names.join(", ")),
        |near| format!("did you mean \"{near}\"?"),
    );
    fault(&shown, &format!("{shown} is not a parameter: {hint}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_and_unknown_ones_refused() {
        let (asked, look) = read(
            "Am7",
            "instrument=ukulele&tuning=D2,A2,D3&left=yes&size=200&theme=dark&position=3&fingers=no&client=a&signature=b",
            DIAGRAM_PARAMETERS,
        )
        .expect("valid");
        assert_eq!(asked.tuning, ["D2", "A2", "D3"]);
        assert!(asked.is_left_handed && !look.has_fingers);
        assert_eq!(
            (look.size, look.theme, look.position),
            (Some(200), Theme::Dark, 3)
        );
        for wrong in [
            "sise=3",
            "size=3",
            "theme=pink",
            "position=0",
            "left=maybe",
            "key=C",
        ] {
            assert!(read("C", wrong, DIAGRAM_PARAMETERS).is_err(), "{wrong}");
        }
    }

    #[test]
    fn names_have_no_braces_and_no_control_characters() {
        for name in ["Am7", "F#m7(b5)/A", "C°"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "{title}", "*x", "a b", "\0"] {
            assert!(!is_name(name), "{name:?}");
        }
    }
}
