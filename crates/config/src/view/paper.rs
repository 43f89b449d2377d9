//! `pdf.papersize`: names and sizes of paper (`docs/spec/configuration.md#7.5`).

use serde_json::json;

use super::group::scalar_fields;
use super::parts::Parts;
use super::reader::{Rule, Scalar};
use crate::Value;

/// The size of a page in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PaperSize {
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
}

const NAMES: &[(&str, f64, f64)] = &[
    ("4a", 4760.0, 6716.0),
    ("4a0", 4760.0, 6716.0),
    ("2a", 3368.0, 4760.0),
    ("2a0", 3368.0, 4760.0),
    ("a0", 2380.0, 3368.0),
    ("a1", 1684.0, 2380.0),
    ("a2", 1190.0, 1684.0),
    ("a3", 842.0, 1190.0),
    ("a4", 595.0, 842.0),
    ("a5", 421.0, 595.0),
    ("a6", 297.0, 421.0),
    ("4b", 5656.0, 8000.0),
    ("4b0", 5656.0, 8000.0),
    ("2b", 4000.0, 5656.0),
    ("2b0", 4000.0, 5656.0),
    ("b0", 2828.0, 4000.0),
    ("b1", 2000.0, 2828.0),
    ("b2", 1414.0, 2000.0),
    ("b3", 1000.0, 1414.0),
    ("b4", 707.0, 1000.0),
    ("b5", 500.0, 707.0),
    ("b6", 353.0, 500.0),
    ("letter", 612.0, 792.0),
    ("legal", 612.0, 1008.0),
    ("executive", 522.0, 756.0),
    ("tabloid", 792.0, 1224.0),
    ("ledger", 1224.0, 792.0),
    ("broadsheet", 1296.0, 1584.0),
    ("36x36", 2592.0, 2592.0),
];

impl PaperSize {
    /// A4.
    pub const A4: PaperSize = PaperSize {
        width: 595.0,
        height: 842.0,
    };

    /// The paper called `name`; ASCII case is ignored.
    pub fn named(name: &str) -> Option<PaperSize> {
        NAMES
            .iter()
            .find(|(known, ..)| known.eq_ignore_ascii_case(name))
            .map(|&(_, width, height)| PaperSize { width, height })
    }
}

impl Scalar for PaperSize {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        Self::read_parts(value, rule, &mut Parts::default())
    }

    fn read_parts(value: &Value, _: &Rule, parts: &mut Parts) -> Option<Self> {
        match value {
            Value::String(name) => PaperSize::named(name),
            Value::List(sides) if sides.len() == 2 => {
                let sides = parts.each(sides, "points from 36 to 14400", |side, _| {
                    let points = side.as_number();
                    points.filter(|side| (36.0..=14400.0).contains(side))
                })?;
                match *sides.as_slice() {
                    [width, height] => Some(PaperSize { width, height }),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn nothing() -> Self {
        PaperSize::A4
    }

    fn expected(_: &Rule) -> String {
        "the name of a paper (`a0` to `a6`, `b0` to `b6`, `letter`, `legal`, `executive`, `tabloid`, `ledger`, \
         `broadsheet`), or `[width, height]` from 36 to 14400 points"
            .to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"type": "number", "minimum": 36, "maximum": 14400}, "minItems": 2, "maxItems": 2},
        ]})
    }
}

scalar_fields!(PaperSize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_is_found_by_name_in_any_case() {
        assert_eq!(PaperSize::named("A4"), Some(PaperSize::A4));
        assert_eq!(PaperSize::named("a7"), None);
    }

    #[test]
    fn paper_without_an_area_is_refused() {
        let read =
            |value: serde_json::Value| PaperSize::from_value(&Value::from(value), &Rule::ANY);
        assert_eq!(read(json!([0, 100])), None);
        assert_eq!(read(json!([1e9, 100])), None);
        assert_eq!(
            read(json!([100, 200])),
            Some(PaperSize {
                width: 100.0,
                height: 200.0
            })
        );
    }
}
