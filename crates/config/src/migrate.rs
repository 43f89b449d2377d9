//! Migration of old and short forms in a configuration, before merging (`docs/spec/configuration.md#5.1`).

use crate::view::fonts;
use crate::{Issue, Map, Value};

/// Expands short fonts to maps, and families with several names to several families.
pub(crate) fn expand(settings: &mut Map, issues: &mut Vec<Issue>) {
    let Some(pdf) = settings.get_mut("pdf").and_then(Value::as_map_mut) else {
        return;
    };
    if let Some(fonts) = pdf.get_mut("fonts").and_then(Value::as_map_mut) {
        for (name, font) in fonts.iter_mut() {
            if let Value::String(text) = font {
                *font = expand_font(name, text, issues);
            }
        }
    }
    if let Some(families) = pdf.get_mut("fontconfig").and_then(Value::as_map_mut)
        && families.keys().any(|names| names.contains(','))
    {
        let entries = std::mem::take(families);
        for (names, faces) in entries {
            for name in names
                .split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty())
            {
                families.insert(name.to_owned(), faces.clone());
            }
        }
    }
}

/// The map for a short font.
pub(crate) fn expand_font(name: &str, text: &str, issues: &mut Vec<Issue>) -> Value {
    let (font, unknown) = fonts::shorthand(text);
    issues.extend(unknown.into_iter().map(|property| {
        Issue::new(
            "unknown-font-property",
            format!("pdf.fonts.{name}"),
            format!("Unknown font property: {property} (ignored)"),
        )
    }));
    Value::from(font)
}

/// Converts obsolete settings to current ones; `name` is the configuration's name, for messages.
pub(crate) fn modernise(settings: &mut Map, name: &str, issues: &mut Vec<Issue>) {
    let mut obsolete = |old: &str, new: &str| {
        issues.push(Issue::new(
            "obsolete-setting",
            old,
            format!("{name}: {old} is obsolete, use {new} instead"),
        ));
    };
    let mut toc_title = None;
    if let Some(pdf) = settings.get_mut("pdf").and_then(Value::as_map_mut) {
        if let Some(value) = pdf.shift_remove("diagramscolumn") {
            obsolete("pdf.diagramscolumn", "pdf.diagrams.show");
            if value.is_true() {
                put(pdf, &["diagrams", "show"], Value::from("right"));
            }
        }
        toc_title = pdf
            .get_mut("formats")
            .and_then(Value::as_map_mut)
            .and_then(|formats| formats.get_mut("default"))
            .and_then(Value::as_map_mut)
            .and_then(|class| class.shift_remove("toc-title"));
        // Obsolete settings beside the current group apply as well, but are reported as unknown.
        let mut unknown = Map::new();
        if pdf.contains_key("songbook") {
            let controls = pdf.iter().filter(|(name, _)| is_page_control(name));
            unknown.extend(controls.map(|(name, value)| (name.clone(), value.clone())));
        }
        songbook(pdf);
        pdf.extend(unknown);
    }
    if let Some(title) = toc_title {
        obsolete("pdf.formats.default.toc-title", "toc.title");
        put(settings, &["toc", "title"], title);
    }
}

/// Whether a setting of `pdf` is an obsolete page control. These also apply if they are set one by one.
pub(crate) fn is_page_control(name: &str) -> bool {
    matches!(
        name,
        "even-odd-pages" | "pagealign-songs" | "sort-pages" | "front-matter" | "back-matter"
    )
}

/// Converts obsolete page controls to current ones.
pub(crate) fn songbook(pdf: &mut Map) {
    let mut book = Map::new();
    let number = |value: &Value| value.as_number().unwrap_or(0.0);
    for name in ["front-matter", "back-matter"] {
        if let Some(value) = pdf.shift_remove(name) {
            book.insert(name.to_owned(), value);
        }
    }
    let mut set = |name: &str, value: Value| {
        book.insert(name.to_owned(), value);
    };
    if let Some(value) = pdf.shift_remove("even-odd-pages") {
        set("dual-pages", Value::Bool(number(&value) != 0.0));
        if number(&value) < 0.0 {
            set("align-songs-spread", Value::Bool(true));
        }
    }
    if let Some(value) = pdf.shift_remove("pagealign-songs") {
        set("align-songs", Value::Bool(number(&value) != 0.0));
        set("align-songs-extend", Value::Bool(number(&value) > 1.0));
    }
    if let Some(value) = pdf.shift_remove("sort-pages") {
        let text = value.to_text().unwrap_or_default();
        let words: Vec<&str> = text.split(',').map(str::trim).collect();
        let sign = if words.contains(&"desc") { "-" } else { "" };
        for word in &words {
            match *word {
                "title" | "subtitle" => set("sort-songs", Value::from(format!("{sign}{word}"))),
                "2page" => set("align-songs-spread", Value::Bool(true)),
                "compact" => set("compact-songs", Value::Bool(true)),
                _ => {}
            }
        }
    }
    if !book.is_empty() {
        let now = pdf
            .entry("songbook".to_owned())
            .or_insert_with(Value::empty_map);
        match now.as_map_mut() {
            Some(now) => now.extend(book),
            None => *now = Value::from(book),
        }
    }
}

fn put(map: &mut Map, path: &[&str], value: Value) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    if rest.is_empty() {
        map.insert((*first).to_owned(), value);
        return;
    }
    let below = map
        .entry((*first).to_owned())
        .or_insert_with(Value::empty_map);
    if let Some(below) = below.as_map_mut() {
        put(below, rest, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn modern(old: serde_json::Value) -> (Value, Vec<String>) {
        let mut settings = Value::from(old);
        let mut issues = Vec::new();
        modernise(settings.as_map_mut().expect("a map"), "x.json", &mut issues);
        (
            settings,
            issues.into_iter().map(|issue| issue.message).collect(),
        )
    }

    #[test]
    fn settings_of_old_become_those_of_today() {
        let (settings, messages) = modern(json!({"pdf": {
            "diagramscolumn": 1,
            "formats": {"default": {"toc-title": "Foo"}},
            "even-odd-pages": -1, "pagealign-songs": 2, "sort-pages": "title,desc,compact", "front-matter": "x.pdf",
        }}));
        assert_eq!(
            settings,
            Value::from(json!({
                "pdf": {
                    "formats": {"default": {}},
                    "diagrams": {"show": "right"},
                    "songbook": {
                        "front-matter": "x.pdf", "dual-pages": true, "align-songs-spread": true,
                        "align-songs": true, "align-songs-extend": true, "sort-songs": "-title", "compact-songs": true,
                    },
                },
                "toc": {"title": "Foo"},
            }))
        );
        assert_eq!(
            messages,
            [
                "x.json: pdf.diagramscolumn is obsolete, use pdf.diagrams.show instead",
                "x.json: pdf.formats.default.toc-title is obsolete, use toc.title instead",
            ]
        );
    }

    #[test]
    fn page_controls_of_old_hold_beside_those_of_today() {
        let given = json!({"pdf": {
            "even-odd-pages": 0, "songbook": {"dual-pages": true, "align-songs": false},
        }});
        let expected = json!({"pdf": {
            "songbook": {"dual-pages": false, "align-songs": false}, "even-odd-pages": 0,
        }});
        assert_eq!(modern(given).0, Value::from(expected));
    }

    #[test]
    fn fonts_and_families_are_spelled_out() {
        let mut settings = Value::from(json!({"pdf": {
            "fonts": {"text": "serif 12; weight=3"},
            "fontconfig": {"a, b": {"": "A.ttf"}},
        }}));
        let mut issues = Vec::new();
        expand(settings.as_map_mut().expect("a map"), &mut issues);
        assert_eq!(
            settings,
            Value::from(json!({"pdf": {
                "fonts": {"text": {"description": "serif 12"}},
                "fontconfig": {"a": {"": "A.ttf"}, "b": {"": "A.ttf"}},
            }}))
        );
        assert_eq!(issues.len(), 1);
    }
}
