//! Draws the diagram of one chord.

use std::fmt::Write as _;
use std::sync::Arc;

use chordpro_engine::{
    Artifact, ChordQuery, ChordReport, ChordShape, ConfigSource, Engine, Format, Request,
    look_up_chord,
};
use serde_json::{Value, json};

use super::task::{Answer, Failure};
use crate::request::chord_query::Theme;

/// The ink of light diagrams, which gives way to `currentColor`: a colour that nothing else has.
const MARK: &str = "#010203";
/// Points to the inch.
const POINTS: f64 = 72.0;
/// The resolution of PNG without a size.
const RESOLUTION: f64 = 192.0;

/// How a diagram is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Picture {
    /// The width in pixels.
    pub(super) size: Option<u16>,
    /// The colours.
    pub(super) theme: Theme,
    /// Whether fingers are shown.
    pub(super) has_fingers: bool,
    /// SVG or PNG.
    pub(super) format: Format,
}

/// What became of it.
pub(super) enum Drawn {
    /// The picture.
    Picture(Box<Artifact>),
    /// None: the answer says why.
    Nothing(Answer),
}

/// Draws the shape at `position`, from 1, of a chord.
pub(super) fn diagram(
    engine: &Engine,
    query: &ChordQuery,
    position: u8,
    picture: Picture,
    song: impl Fn(String) -> Request,
) -> Result<Drawn, Failure> {
    let report = match look_up_chord(query) {
        Ok(report) => report,
        Err(error) => return Ok(Drawn::Nothing(Answer::NoChord(error))),
    };
    let is_keyboard = report.tuning.is_empty();
    let shape = report.shapes.get(usize::from(position).saturating_sub(1));
    let known = if is_keyboard {
        usize::from(!report.keys.is_empty())
    } else {
        report.shapes.len()
    };
    if usize::from(position) > known || known == 0 {
        return Ok(Drawn::Nothing(Answer::NoDiagram(known)));
    }
    let definition = match shape {
        Some(shape) if !is_keyboard => strings(&report.name, shape),
        _ => keys(&report),
    };
    let width = width(&report);
    let mut drawing = song(definition);
    drawing.options.configs = vec![config(&report, picture, width)];
    drawing.options.resolution = Some(match picture.size {
        Some(size) => f64::from(size) * POINTS / width,
        None => RESOLUTION,
    });
    let mut artifact = engine.convert(&drawing).map_err(Failure::from)?;
    if picture.format == Format::Svg {
        artifact.bytes = styled(artifact.bytes, picture);
    }
    Ok(Drawn::Picture(Box::new(artifact)))
}

/// The shape as a directive.
fn strings(name: &str, shape: &ChordShape) -> String {
    let mut text = format!("{{chord: {name} base-fret {} frets", shape.base_fret);
    for fret in &shape.frets {
        let _ = match fret {
            Some(fret) => write!(text, " {fret}"),
            None => write!(text, " x"),
        };
    }
    if shape.fingers.iter().any(Option::is_some) {
        text.push_str(" fingers");
        for finger in &shape.fingers {
            text.push(' ');
            text.push_str(finger.as_deref().unwrap_or("-"));
        }
    }
    text.push_str("}\n");
    text
}

fn keys(report: &ChordReport) -> String {
    let keys: Vec<String> = report.keys.iter().map(u8::to_string).collect();
    format!("{{chord: {} keys {}}}\n", report.name, keys.join(" "))
}

/// How wide the picture is, in points: the strings, the base fret beside them, and a name that is longer.
fn width(report: &ChordReport) -> f64 {
    if report.tuning.is_empty() {
        return 110.0;
    }
    // Six points between strings (`pdf.diagrams.width`), and room for the base fret and the margins.
    let strings = f64::from(u8::try_from(report.tuning.len()).unwrap_or(u8::MAX));
    let name = f64::from(u8::try_from(report.name.chars().count()).unwrap_or(u8::MAX));
    (strings * 6.0 + 28.0).max(name * 6.0 + 20.0)
}

/// A page just large enough for one diagram, without headings.
fn config(report: &ChordReport, picture: Picture, width: f64) -> ConfigSource {
    let nothing =
        json!({ "title": ["", "", ""], "subtitle": ["", "", ""], "footer": ["", "", ""] });
    let ink = match picture.theme {
        Theme::Light => "#000000",
        Theme::Dark => "#ffffff",
        Theme::CurrentColor => MARK,
    };
    let kind = if report.tuning.is_empty() {
        "keyboard"
    } else {
        report.instrument.as_str()
    };
    let mut config = json!({
        "diagrams": { "show": "none" },
        "instrument": { "type": kind },
        "pdf": {
            "papersize": [width, 100],
            "diagrams": { "fingers": picture.has_fingers },
            "margintop": 8, "marginbottom": 2, "marginleft": 10, "marginright": 2, "headspace": 0, "footspace": 0,
            "theme": { "foreground": ink, "background": "none" },
            "formats": { "default": nothing, "title": nothing, "first": nothing },
        },
    });
    if let (Some(map), false) = (config.as_object_mut(), report.tuning.is_empty()) {
        map.insert("tuning".to_owned(), Value::from(report.tuning.clone()));
    }
    ConfigSource::Text {
        name: "diagram.json".to_owned(),
        content: Arc::from(config.to_string().into_bytes()),
    }
}

/// The SVG with the size and the colour that were asked for.
fn styled(bytes: Vec<u8>, picture: Picture) -> Vec<u8> {
    let Ok(mut text) = String::from_utf8(bytes) else {
        return Vec::new();
    };
    if picture.theme == Theme::CurrentColor {
        text = text.replace(MARK, "currentColor");
    }
    if let Some(size) = picture.size
        && let Some(sized) = sized(&text, size)
    {
        text = sized;
    }
    text.into_bytes()
}

/// The SVG with another width and height on its first element; the view box stays.
fn sized(text: &str, size: u16) -> Option<String> {
    let end = text.find('>')?;
    let start = text.get(..end)?.rfind("<svg")?;
    let head = text.get(start..end)?;
    let value = |name: &str| {
        let at = head.find(&format!(" {name}=\""))? + name.len() + 3;
        let rest = head.get(at..)?;
        rest.split_once('"').map(|(value, _)| value.to_owned())
    };
    let (width, height) = (value("width")?, value("height")?);
    let number = |text: &str| {
        text.trim_end_matches("pt")
            .trim_end_matches("px")
            .parse::<f64>()
            .ok()
    };
    let ratio = number(&height)? / number(&width)?;
    let tall = (f64::from(size) * ratio).round();
    let head = head
        .replace(
            &format!(" width=\"{width}\""),
            &format!(" width=\"{size}\""),
        )
        .replace(
            &format!(" height=\"{height}\""),
            &format!(" height=\"{tall}\""),
        );
    Some(format!("{}{head}{}", text.get(..start)?, text.get(end..)?))
}

#[cfg(test)]
mod tests {
    use super::sized;

    #[test]
    fn a_picture_takes_the_width_that_was_asked_for() {
        let svg = r#"<svg xmlns="x" width="60pt" height="90pt" viewBox="0 0 60 90"><g/></svg>"#;
        assert_eq!(
            sized(svg, 120).as_deref(),
            Some(r#"<svg xmlns="x" width="120" height="180" viewBox="0 0 60 90"><g/></svg>"#)
        );
    }
}
