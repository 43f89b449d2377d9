//! `settings.columns`: the number of columns, or their widths (`docs/spec/configuration.md#13.32`).

use serde_json::json;

use super::group::scalar_fields;
use super::parts::Parts;
use super::reader::{Rule, Scalar};
use crate::Value;

/// The maximum number of columns on a page.
const MOST: f64 = 50.0;

/// The valid widths of a column.
const WIDTH: &str = "points from 0 to 14400, `\"30%\"`, or `\"*\"` for a share of the rest";

/// The columns of a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Columns {
    /// This many columns of equal width; at least 1.
    Equal(u32),
    /// Columns of these widths, from left to right; never empty.
    Widths(Vec<ColumnWidth>),
}

impl Columns {
    /// The number of columns.
    pub fn count(&self) -> usize {
        match self {
            Columns::Equal(count) => usize::try_from(*count).unwrap_or(1),
            Columns::Widths(widths) => widths.len(),
        }
    }
}

/// The width of a column, including the space after it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ColumnWidth {
    /// In points.
    Points(f64),
    /// A percentage of the text width.
    Percent(f64),
    /// A share of the remaining width.
    Rest,
}

impl ColumnWidth {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::String(text) = value {
            if text == "*" {
                return Some(ColumnWidth::Rest);
            }
            if let Some(share) = text.strip_suffix('%') {
                return Value::from(share)
                    .as_number()
                    .filter(|share| (0.0..=1000.0).contains(share))
                    .map(ColumnWidth::Percent);
            }
        }
        if !value.is_true() {
            return Some(ColumnWidth::Rest);
        }
        value
            .as_number()
            .filter(|width| (0.0..=14400.0).contains(width))
            .map(ColumnWidth::Points)
    }
}

impl Scalar for Columns {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        Self::read_parts(value, rule, &mut Parts::default())
    }

    fn read_parts(value: &Value, _: &Rule, parts: &mut Parts) -> Option<Self> {
        if let Some(list) = value.as_list() {
            let is_sensible = !list.is_empty() && list.len() <= 50;
            return is_sensible
                .then(|| parts.each(list, WIDTH, |width, _| ColumnWidth::from_value(width)))
                .flatten()
                .map(Columns::Widths);
        }
        let count = value.as_number()?;
        if count == 0.0 {
            return Some(Columns::Equal(1));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it was found to lie between 1 and 50"
        )]
        (1.0..=MOST)
            .contains(&count)
            .then_some(Columns::Equal(count as u32))
    }

    fn nothing() -> Self {
        Columns::Equal(1)
    }

    fn expected(_: &Rule) -> String {
        "a number from 1 to 50, or a list of widths: points, `\"30%\"`, or `\"*\"` for a share of the rest"
            .to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"anyOf": [
            {"type": "integer", "minimum": 1, "maximum": 50},
            {"type": "array", "items": {"type": ["number", "string", "null"]}, "minItems": 1, "maxItems": 50},
        ]})
    }
}

scalar_fields!(Columns);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_points_shares_and_rests() {
        let value = Value::from(json!(["30%", "*", 100, null]));
        assert_eq!(
            Columns::from_value(&value, &Rule::ANY),
            Some(Columns::Widths(vec![
                ColumnWidth::Percent(30.0),
                ColumnWidth::Rest,
                ColumnWidth::Points(100.0),
                ColumnWidth::Rest
            ]))
        );
    }

    #[test]
    fn a_million_columns_are_refused() {
        assert_eq!(Columns::from_value(&Value::from(1e6), &Rule::ANY), None);
        assert_eq!(
            Columns::from_value(&Value::from("3"), &Rule::ANY),
            Some(Columns::Equal(3))
        );
    }
}
