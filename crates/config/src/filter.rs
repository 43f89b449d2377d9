//! Filter for untrusted settings: what untrusted input may not change (`docs/spec/configuration.md#11`).
//!
//! Settings that refer to a program, a file, a folder or an address, or reveal something about the machine, are dropped, with an
//! issue that names the setting. All others are either harmless or checked where they are read.

use crate::{Issue, Map, Value, preset};

/// Drops the settings that untrusted input may not set from a tree.
pub(crate) fn drop_denied(settings: &mut Map, issues: &mut Vec<Issue>) {
    walk(settings, &mut Vec::new(), issues);
}

/// Whether untrusted input may set `value` at `path`; drops the parts of it that are denied.
pub(crate) fn allows(path: &[&str], value: &mut Value, issues: &mut Vec<Issue>) -> bool {
    for end in 1..path.len() {
        if path.get(..end).is_some_and(is_closed) {
            issues.push(denied(path));
            return false;
        }
    }
    if is_denied(path, value) {
        issues.push(denied(path));
        return false;
    }
    let mut path: Vec<String> = path.iter().map(|&step| step.to_owned()).collect();
    walk_value(value, &mut path, issues);
    true
}

fn walk(map: &mut Map, path: &mut Vec<String>, issues: &mut Vec<Issue>) {
    map.retain(|key, value| {
        path.push(key.clone());
        let steps: Vec<&str> = path.iter().map(String::as_str).collect();
        let is_kept = !is_denied(&steps, value);
        if is_kept {
            walk_value(value, path, issues);
        } else {
            issues.push(denied(&steps));
        }
        path.pop();
        is_kept
    });
}

fn walk_value(value: &mut Value, path: &mut Vec<String>, issues: &mut Vec<Issue>) {
    match value {
        Value::Map(map) => walk(std::sync::Arc::make_mut(map), path, issues),
        Value::List(list) => {
            for (index, item) in list.iter_mut().enumerate() {
                path.push(index.to_string());
                walk_value(item, path, issues);
                path.pop();
            }
        }
        _ => {}
    }
}

fn denied(path: &[&str]) -> Issue {
    let setting = path.join(".");
    let message = format!("{setting} cannot be set here; it is ignored");
    Issue::new("denied-setting", setting, message)
}

/// Whether `path` and everything below it is denied.
fn is_closed(path: &[&str]) -> bool {
    matches!(
        path,
        ["debug" | "user" | "latex" | "diagnostics"]
            | ["html", "module"]
            | ["pdf", "library" | "fontdir"]
    )
}

fn is_denied(path: &[&str], value: &Value) -> bool {
    if is_closed(path) {
        return true;
    }
    match path {
        ["include"] => !is_presets(value),
        ["delegates", _] => value.as_map().is_none() && value.is_true(),
        ["delegates", _, "type"] | ["delegates", _, _, "type"] => !switches_off(value),
        [
            "delegates",
            _,
            "pdf" | "html" | "text" | "chordpro" | "markdown",
        ] => value.as_map().is_none(),
        ["delegates", _, _, ..] => true,
        ["html", "styles", name] => *name != "embed",
        ["pdf", "songbook", "cover" | "front-matter" | "back-matter"]
        | ["pdf", "formats", _, "background"] => value.is_true(),
        ["contents", _, "template"] => value.is_true() && value.as_str() != Some("stdtoc"),
        ["pdf", "fonts", _] => value.as_str().is_some_and(is_path_like),
        ["pdf", "fonts", _, "file" | "name" | "description"]
        | ["pdf", "fontconfig", _, _]
        | ["pdf", "fontconfig", _, _, "file"] => value.as_str().is_some_and(is_path_like),
        _ => false,
    }
}

fn switches_off(value: &Value) -> bool {
    value
        .to_text()
        .is_some_and(|kind| ["none", "omit", "", "0"].contains(&kind.as_ref()))
}

fn is_presets(value: &Value) -> bool {
    let is_preset = |name: &Value| name.as_str().is_some_and(|name| preset(name).is_some());
    match value {
        Value::List(names) => names.iter().all(is_preset),
        Value::Null => true,
        name => is_preset(name),
    }
}

/// Whether a font name could be a path to another folder.
fn is_path_like(name: &str) -> bool {
    name.contains(['/', '\\', '\0']) || name.contains("..") || name.trim_start().starts_with('~')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The filtered settings, and the names of the dropped ones.
    fn filtered(settings: serde_json::Value) -> (Value, Vec<String>) {
        let mut settings = Value::from(settings);
        let mut issues = Vec::new();
        drop_denied(settings.as_map_mut().expect("a map"), &mut issues);
        (
            settings,
            issues.into_iter().map(|issue| issue.setting).collect(),
        )
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "it reads better where it is called"
    )]
    fn drops(settings: serde_json::Value, path: &str) {
        let (_, dropped) = filtered(settings.clone());
        assert_eq!(dropped, [path], "{settings}");
    }

    fn keeps(settings: serde_json::Value) {
        assert_eq!(
            filtered(settings.clone()),
            (Value::from(settings), Vec::new())
        );
    }

    #[test]
    fn row_1_rules_of_delegates_are_dropped() {
        drops(
            json!({"delegates": {"abc": {"preprocess": {"lines": [{"pattern": "x", "flags": "e"}]}}}}),
            "delegates.abc.preprocess",
        );
    }

    #[test]
    fn row_2_modules_and_handlers_are_dropped() {
        drops(
            json!({"delegates": {"x": {"module": "system"}}}),
            "delegates.x.module",
        );
        drops(
            json!({"delegates": {"x": {"pdf": {"handler": "run"}}}}),
            "delegates.x.pdf.handler",
        );
        drops(json!({"html": {"module": "Evil"}}), "html.module");
        drops(json!({"pdf": {"library": "Evil"}}), "pdf.library");
    }

    #[test]
    fn row_3_programs_are_dropped() {
        for key in [
            "program", "args", "input", "result", "errors", "config", "preamble",
        ] {
            drops(
                json!({"delegates": {"ly": {key: "/bin/sh"}}}),
                &format!("delegates.ly.{key}"),
            );
        }
        drops(
            json!({"delegates": {"ly": {"type": "image"}}}),
            "delegates.ly.type",
        );
        drops(json!({"delegates": {"ly": "x"}}), "delegates.ly");
        keeps(json!({"delegates": {"ly": {"type": "none"}, "abc": {"pdf": {"type": "omit"}}}}));
    }

    #[test]
    fn row_5_only_presets_are_included() {
        drops(json!({"include": ["/etc/passwd"]}), "include");
        drops(json!({"include": ["modern1", "../x.json"]}), "include");
        keeps(json!({"include": ["modern1", "notes:german"]}));
    }

    #[test]
    fn row_12_documents_are_dropped() {
        for key in ["cover", "front-matter", "back-matter"] {
            drops(
                json!({"pdf": {"songbook": {key: "/x.pdf"}}}),
                &format!("pdf.songbook.{key}"),
            );
        }
        drops(
            json!({"pdf": {"formats": {"title": {"background": "/x.pdf:2"}}}}),
            "pdf.formats.title.background",
        );
        keeps(json!({"pdf": {"songbook": {"cover": false}}}));
    }

    #[test]
    fn row_13_fonts_are_no_paths() {
        drops(json!({"pdf": {"fontdir": ["/etc"]}}), "pdf.fontdir");
        drops(
            json!({"pdf": {"fonts": {"text": {"file": "/x.ttf"}}}}),
            "pdf.fonts.text.file",
        );
        drops(
            json!({"pdf": {"fonts": {"text": "../x.ttf 12"}}}),
            "pdf.fonts.text",
        );
        drops(
            json!({"pdf": {"fontconfig": {"x": {"bold": "~/x.ttf"}}}}),
            "pdf.fontconfig.x.bold",
        );
        drops(
            json!({"pdf": {"fontconfig": {"x": {"bold": {"file": "a\\b.ttf"}}}}}),
            "pdf.fontconfig.x.bold.file",
        );
        keeps(
            json!({"pdf": {"fonts": {"text": "Mine.ttf 12", "chord": {"description": "serif bold"}}}}),
        );
    }

    #[test]
    fn row_14_style_sheets_are_dropped() {
        drops(
            json!({"html": {"styles": {"print": "\"><script>"}}}),
            "html.styles.print",
        );
        keeps(json!({"html": {"styles": {"embed": true}}}));
    }

    #[test]
    fn row_15_templates_are_dropped() {
        drops(
            json!({"contents": [{"template": "/etc/passwd"}]}),
            "contents.0.template",
        );
        drops(json!({"latex": {"templates": {"songbook": "x"}}}), "latex");
        keeps(json!({"contents": [{"template": "stdtoc"}]}));
    }

    #[test]
    fn row_18_and_19_nothing_of_the_machine_is_shown() {
        drops(json!({"debug": {"runtimeinfo": 1}}), "debug");
        drops(json!({"user": {"name": "root"}}), "user");
        drops(json!({"diagnostics": {"format": "%f"}}), "diagnostics");
    }

    #[test]
    fn a_path_is_filtered_as_a_tree_is() {
        let denies = |path: &str, value: serde_json::Value| {
            let steps: Vec<&str> = path.split('.').collect();
            !allows(&steps, &mut Value::from(value), &mut Vec::new())
        };
        assert!(denies("pdf.fontdir.>", json!("/etc")));
        assert!(denies("debug.runtimeinfo", json!(1)));
        assert!(denies(
            "contents.table_of_contents.template",
            json!("/etc/passwd")
        ));
        assert!(denies("delegates.abc.program", json!("sh")));
        assert!(denies("delegates.abc", json!("x")));
        assert!(denies("pdf.fonts.text", json!("/x.ttf")));
        assert!(!denies("pdf.fonts.text.size", json!(12)));
        let mut value = Value::from(json!({"file": "/x.ttf", "size": 3}));
        let mut issues = Vec::new();
        assert!(allows(&["pdf", "fonts", "text"], &mut value, &mut issues));
        assert_eq!(value, Value::from(json!({"size": 3})));
        assert_eq!(issues.len(), 1);
    }
}
