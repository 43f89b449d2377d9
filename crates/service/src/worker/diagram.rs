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
/// The room around a drawing, in points.
const MARGIN: f64 = 2.0;
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
    let draw = |format, resolution| {
        let mut drawing = song(definition.clone());
        drawing.format = format;
        drawing.options.configs = vec![config(&report, picture)];
        drawing.options.crop = Some(MARGIN);
        drawing.options.resolution = Some(resolution);
        engine.convert(&drawing).map_err(Failure::from)
    };
    let mut resolution = RESOLUTION;
    if let (Some(size), Format::Png) = (picture.size, picture.format) {
        // How wide a drawing is shows once it is drawn.
        let drawn = draw(Format::Svg, RESOLUTION)?;
        let width = String::from_utf8_lossy(&drawn.bytes);
        let width = head(&width).and_then(|head| length(head, "width"));
        resolution = width.map_or(RESOLUTION, |width| f64::from(size) * POINTS / width);
    }
    let mut artifact = draw(picture.format, resolution)?;
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

/// A page for one diagram, without headings; it is cut down to the drawing.
fn config(report: &ChordReport, picture: Picture) -> ConfigSource {
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
            "papersize": [400, 200],
            "diagrams": { "fingers": picture.has_fingers },
            "margintop": 20, "marginbottom": 20, "marginleft": 20, "marginright": 20, "headspace": 0, "footspace": 0,
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
    let head = head(text)?;
    let (width, height) = (attribute(head, "width")?, attribute(head, "height")?);
    let ratio = length(head, "height")? / length(head, "width")?;
    let tall = (f64::from(size) * ratio).round();
    let sized = head
        .replace(
            &format!(" width=\"{width}\""),
            &format!(" width=\"{size}\""),
        )
        .replace(
            &format!(" height=\"{height}\""),
            &format!(" height=\"{tall}\""),
        );
    Some(text.replacen(head, &sized, 1))
}

/// The tag of the first element of an SVG, up to its end.
fn head(text: &str) -> Option<&str> {
    let tag = text.get(text.find("<svg")?..)?;
    tag.split_once('>').map(|(head, _)| head)
}

/// An attribute of a tag.
fn attribute<'t>(head: &'t str, name: &str) -> Option<&'t str> {
    let at = head.find(&format!(" {name}=\""))? + name.len() + 3;
    head.get(at..)?.split_once('"').map(|(value, _)| value)
}

/// An attribute that is a length, without its unit.
fn length(head: &str, name: &str) -> Option<f64> {
    let text = attribute(head, name)?;
    let text = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    text.parse().ok()
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
