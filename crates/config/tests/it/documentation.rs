//! The documentation matches the code, and every setting of the reference has a field.

use std::path::PathBuf;

use chordpro_config::{Config, Value, documentation, rows};

fn docs(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs")
        .join(name)
}

/// Compares a file with its expected content; `UPDATE_DOCS=1` writes it.
fn is_current(name: &str, expected: &str) {
    let path = docs(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, expected).expect("the documentation can be written");
    }
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        text == expected,
        "docs/{name} is out of date: run the tests with UPDATE_DOCS=1"
    );
}

#[test]
fn the_page_of_settings_is_current() {
    is_current("configuration.md", &documentation::page());
}

#[test]
fn the_schema_is_current() {
    is_current("config.schema.json", &documentation::schema());
}

/// Settings of the reference that have no field: they are consumed, or have no effect.
const NO_FIELDS: [&str; 4] = ["$schema", "assets", "chords", "include"];

#[test]
fn every_setting_of_the_reference_has_its_field() {
    let rows = rows();
    let has_field = |path: &str| {
        rows.iter().any(|row| {
            path == row.path
                || path
                    .strip_prefix(&row.path)
                    .is_some_and(|rest| rest.starts_with('.'))
        })
    };
    let settings = include_str!("data/settings.txt");
    assert!(settings.lines().count() > 250);
    for path in settings.lines() {
        assert!(
            has_field(path) || NO_FIELDS.contains(&path),
            "{path} has no field"
        );
    }
}

/// Fields of settings that the reference has without a default.
const WITHOUT_DEFAULT: [&str; 16] = [
    "config.description",
    "config.omit",
    "html.comments",
    "pdf.fonts.annotation",
    "pdf.fonts.chorus",
    "pdf.fonts.diagram",
    "pdf.fonts.diagram_base",
    "pdf.fonts.empty",
    "pdf.fonts.footer",
    "pdf.fonts.grid_margin",
    "pdf.fonts.label",
    "pdf.fonts.subtitle",
    "pdf.spacing.footer",
    "pdf.spacing.subtitle",
    "settings.chord-format",
    "text.comments",
];

#[test]
fn every_field_has_a_default() {
    let builtin = Config::builtin();
    let rows = rows();
    assert!(rows.len() > 200, "there are {} settings", rows.len());
    for row in rows {
        let steps: Vec<&str> = row.path.split('.').collect();
        let has_default = builtin.tree().at(&steps).is_some();
        let is_own = row.path.starts_with("native.");
        assert!(
            has_default || is_own || WITHOUT_DEFAULT.contains(&row.path.as_str()),
            "{} has no default",
            row.path
        );
    }
}

#[test]
fn no_default_lacks_its_field() {
    fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
        match value {
            Value::Map(map) if !map.is_empty() => {
                for (key, value) in map.iter() {
                    let below = if path.is_empty() {
                        key.clone()
                    } else {
                        format!("{path}.{key}")
                    };
                    leaves(value, &below, found);
                }
            }
            _ => found.push(path.to_owned()),
        }
    }
    let mut found = Vec::new();
    leaves(Config::builtin().tree(), "", &mut found);
    let rows = rows();
    assert!(found.len() > 200, "{} defaults were found", found.len());
    for path in found {
        let has_field = rows.iter().any(|row| {
            path == row.path
                || path
                    .strip_prefix(&row.path)
                    .is_some_and(|rest| rest.starts_with('.'))
        });
        assert!(
            has_field || NO_FIELDS.contains(&path.as_str()),
            "{path} has no field"
        );
    }
}
