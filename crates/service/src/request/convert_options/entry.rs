//! What an option is: its name, its values, and how one that was read is set.

use chordpro_engine::{ConfigSource, PageChoice};
use serde_json::Value;

use super::field::Field;
use super::values::ConvertOptions;
use crate::problem::Problem;
use crate::request::presets;

/// Which values an option takes, and how one that was read is set.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A whole number within bounds.
    Integer {
        /// The least.
        least: i64,
        /// The greatest.
        most: i64,
        /// Sets it.
        set: fn(&mut ConvertOptions, i64),
    },
    /// A number within bounds.
    Number {
        /// The least.
        least: f64,
        /// The greatest.
        most: f64,
        /// Sets it.
        set: fn(&mut ConvertOptions, f64),
    },
    /// `true` or `false`.
    Boolean {
        /// Sets it.
        set: fn(&mut ConvertOptions, bool),
    },
    /// Text.
    Text {
        /// Sets it.
        set: fn(&mut ConvertOptions, &str),
    },
    /// One of these words.
    Choice {
        /// The words.
        values: &'static [&'static str],
        /// Sets it.
        set: fn(&mut ConvertOptions, &str),
    },
    /// A day such as 2026-01-31, in seconds since 1970.
    Day {
        /// Sets it.
        set: fn(&mut ConvertOptions, i64),
    },
    /// Names to values.
    Meta {
        /// Sets it.
        set: fn(&mut ConvertOptions, Vec<(String, String)>),
    },
    /// The name of a preset, names separated by commas, or an array of names and configurations.
    Config {
        /// Sets it.
        set: fn(&mut ConvertOptions, Vec<ConfigSource>),
    },
    /// The number of a page, or `all`.
    Page {
        /// Sets it.
        set: fn(&mut ConvertOptions, PageChoice),
    },
    /// Semitones, with a suffix or without, or a key.
    Transposition {
        /// Sets it.
        set: fn(&mut ConvertOptions, String),
    },
    /// A key such as `Bb` or `F#m`.
    Key {
        /// Sets it.
        set: fn(&mut ConvertOptions, String),
    },
    /// The name of a file, without a suffix once it is read.
    FileName {
        /// Sets it.
        set: fn(&mut ConvertOptions, String),
    },
}

impl Kind {
    /// The type's name, as `/options` shows it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Integer { .. } => "integer",
            Kind::Number { .. } => "number",
            Kind::Boolean { .. } => "boolean",
            Kind::Text { .. }
            | Kind::Choice { .. }
            | Kind::Day { .. }
            | Kind::Key { .. }
            | Kind::FileName { .. } => "string",
            Kind::Meta { .. } => "object",
            Kind::Config { .. } => "string or array",
            Kind::Page { .. } | Kind::Transposition { .. } => "integer or string",
        }
    }

    /// The least and the greatest value, of numbers.
    pub fn bounds(self) -> Option<(Value, Value)> {
        match self {
            Kind::Integer { least, most, .. } => Some((least.into(), most.into())),
            Kind::Number { least, most, .. } => Some((least.into(), most.into())),
            _ => None,
        }
    }

    /// All valid words, where they can be listed.
    pub fn values(self) -> Option<&'static [&'static str]> {
        match self {
            Kind::Choice { values, .. } => Some(values),
            Kind::Config { .. } => Some(presets::names()),
            _ => None,
        }
    }

    /// Reads `field` and sets it in `options`.
    pub(super) fn take(
        self,
        field: &Field<'_>,
        options: &mut ConvertOptions,
    ) -> Result<(), Problem> {
        match self {
            Kind::Integer { least, most, set } => set(options, field.integer(least, most)?),
            Kind::Number { least, most, set } => set(options, field.number(least, most)?),
            Kind::Boolean { set } => set(options, field.boolean()?),
            Kind::Text { set } => set(options, field.text()?),
            Kind::Choice { values, set } => set(options, field.one_of(values)?),
            Kind::Day { set } => set(options, field.day()?),
            Kind::Meta { set } => set(options, field.meta()?),
            Kind::Config { set } => set(options, field.configs()?),
            Kind::Page { set } => set(options, field.page()?),
            Kind::Transposition { set } => set(options, field.transposition()?),
            Kind::Key { set } => set(options, field.key()?),
            Kind::FileName { set } => set(options, field.file_stem()?),
        }
        Ok(())
    }
}

/// One option.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The name.
    pub name: &'static str,
    /// Its values.
    pub kind: Kind,
    /// What it does.
    pub description: &'static str,
    /// Values, as JSON text.
    pub examples: &'static str,
}
