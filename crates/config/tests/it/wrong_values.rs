//! An invalid value of any setting is reported with the full name, the given and the valid values, and replaced by the default.

use chordpro_config::view::Row;
use chordpro_config::{AllSettings, Config, ConfigError, Issue, NoHost, Source, Trust, rows};
use serde_json::{Value, json};

/// Settings whose invalid values end the run, as in the reference; the error names the setting.
const FATAL: [&str; 3] = ["parser.altbrackets", "settings.transpose", "pdf.formats"];

/// A setting with more structure than texts, which has its own messages.
const TUNING: &str = "tuning";

/// Settings with `value` at `path`.
fn settings(path: &str, value: &Value) -> Value {
    path.rsplit('.')
        .fold(value.clone(), |below, step| json!({step: below}))
}

fn load(settings: &Value) -> Result<(Config, Vec<Issue>), ConfigError> {
    let source = Source::text("mine.json", &settings.to_string());
    Config::load(&[source], &[], Trust::Trusted, &NoHost)
}

/// A complaint if the report about `value` at the row's path is missing or incomplete.
fn complaint_missing(row: &Row, value: &Value) -> Option<String> {
    let at = format!("{} = {value}", row.path);
    let (config, issues) = match load(&settings(&row.path, value)) {
        Ok(loaded) => loaded,
        Err(error) if FATAL.contains(&row.path.as_str()) => {
            let says = error.to_string().contains(&row.path)
                || error.to_string().contains("transpose value");
            return (!says).then(|| format!("{at}: {error}"));
        }
        Err(error) => return Some(format!("{at}: {error}")),
    };
    let about: Vec<&Issue> = issues
        .iter()
        .filter(|issue| issue.setting.starts_with(&row.path))
        .collect();
    if about.is_empty() {
        return Some(format!("{at}: nothing is said"));
    }
    let is_only_unknown = about.iter().all(|issue| issue.code == "unknown-setting");
    for issue in about {
        let names_it = issue.message.contains(&issue.setting) || row.path == TUNING;
        if !names_it || issue.hint.as_deref().is_none_or(|hint| hint.len() < 8) {
            return Some(format!("{at}: {issue:?}"));
        }
    }
    let builtin = Config::builtin();
    let (view, usual): (&AllSettings, &AllSettings) = (&config, &builtin);
    (view != usual && row.path != TUNING && !is_only_unknown)
        .then(|| format!("{at}: the default is not used"))
}

fn all_are_complained_about(wrong: impl Fn(&Row) -> Vec<Value>) {
    let mut missing = Vec::new();
    let mut count = 0;
    for row in rows() {
        for value in wrong(&row) {
            count += 1;
            missing.extend(complaint_missing(&row, &value));
        }
    }
    assert!(count > 0, "nothing was tried");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_setting_complains_about_a_value_of_another_kind() {
    all_are_complained_about(|_| {
        vec![
            json!([{"zork": 1}]),
            json!({"zork": {"": [{"zork": 1}]}}),
            json!([[["zork", [1]]]]),
        ]
    });
}

#[test]
fn every_number_complains_about_a_text_and_about_what_is_out_of_range() {
    all_are_complained_about(|row| {
        let mut wrong = Vec::new();
        let schemas = row.schema.get("anyOf").and_then(Value::as_array);
        for schema in schemas.unwrap_or(&vec![row.schema.clone()]) {
            let kind = schema.get("type").and_then(Value::as_str);
            if !matches!(kind, Some("number" | "integer")) {
                continue;
            }
            wrong.extend([json!("zork"), json!("12pt"), json!(1e300)]);
            for (bound, step) in [("minimum", -1.0), ("maximum", 1.0)] {
                let bound = schema.get(bound).and_then(Value::as_f64);
                // Nothing, 0 and less mean one column, and no margin for labels.
                wrong.extend(
                    bound
                        .map(|bound| bound + step)
                        .filter(|n| *n != 0.0)
                        .map(Value::from),
                );
            }
        }
        wrong
    });
}

#[test]
fn every_enumeration_complains_about_a_name_that_is_none() {
    // Any other true value means `true` there, as in the reference.
    let truths = [
        "native.generated-diagrams",
        "pdf.diagrams.fingers",
        "pdf.songbook.align-tocs",
    ];
    all_are_complained_about(|row| {
        let is_enumeration = row.schema.get("enum").is_some() && !truths.contains(&&*row.path);
        if is_enumeration {
            vec![json!("zork"), json!(12345), json!(true)]
        } else {
            Vec::new()
        }
    });
}

#[test]
fn settings_that_are_names_of_something_complain_about_a_name_that_is_none() {
    let names = [
        ("pdf.papersize", "a99"),
        ("pdf.theme.foreground", "zork"),
        ("pdf.chorus.bar.color", "#12"),
        ("pdf.chorus.recall.type", "zork"),
        ("tuning", "zork"),
    ];
    let rows = rows();
    for (path, name) in names {
        let row = rows.iter().find(|row| row.path == path).expect("a setting");
        assert_eq!(complaint_missing(row, &json!(name)), None);
    }
}

/// The issues about settings, each as `setting: message`.
fn said(settings: &Value) -> Vec<String> {
    let (_, issues) = load(settings).expect("settings that can be used");
    let said = issues.iter().map(|issue| {
        let hint = issue.hint.as_deref().unwrap_or_default();
        format!("{} ({hint})", issue.message)
    });
    said.collect()
}

#[test]
fn what_is_wrong_inside_of_a_value_is_said_by_its_place() {
    let tries = [
        (
            json!({"contents": [{"zork": 1}]}),
            "contents.0.fields is missing; the default of contents is used (give all of `fields`, `label`, `line` or `pageno`)",
        ),
        (
            json!({"contents": [{"fields": [], "label": "", "line": "", "pageno": ""}]}),
            "contents.0.fields cannot be a list; the default of contents is used (give names of metadata, 1 to 100)",
        ),
        (
            json!({"pdf": {"outlines": [{"fields": ["title"], "letter": "many"}]}}),
            "pdf.outlines.0.letter cannot be \"many\"; the default of pdf.outlines is used (give a number)",
        ),
        (
            json!({"settings": {"columns": ["30%", "wide"]}}),
            "settings.columns.1 cannot be \"wide\"; the default of settings.columns is used (give points from 0 to 14400, `\"30%\"`, or `\"*\"` for a share of the rest)",
        ),
        (
            json!({"gridstrum": {"symbols": {"D": ["x"]}}}),
            "gridstrum.symbols.D cannot be a list; it is left out (give a text)",
        ),
        (
            json!({"pdf": {"fonts": {"text": {"size": 0}}}}),
            "pdf.fonts.text.size cannot be 0; the default is used (give points from 0.5 to 1000)",
        ),
        (
            json!({"pdf": {"fonts": {"text": "serif 12; color=zork"}}}),
            "pdf.fonts.text.color cannot be \"zork\"; the default is used (give a colour: `#rrggbb`, a name, or a name of the theme)",
        ),
        (
            json!({"delegates": {"abc": {"kind": "image"}}}),
            "delegates.abc.kind is not known; it has no effect (there is `type`, `module`, `handler`, `subtype`, `align`, `omit`, `preamble`, `postamble`, `program`, `args`, `input`, `result`, `errors`, `preprocess`, `config`, `pdf`, `html`, `text`, `chordpro` or `markdown`)",
        ),
        (
            json!({"pdf": {"grids": {"cellbar": {"colour": "red"}}}}),
            "Config error: unknown item pdf.grids.cellbar.colour (there is `color` or `width`)",
        ),
        (
            json!({"pdf": {"papersize": [100, "tall"]}}),
            "pdf.papersize.1 cannot be \"tall\"; the default of pdf.papersize is used (give points from 36 to 14400)",
        ),
        (
            json!({"notes": {"sharp": ["C", {}]}}),
            "notes.sharp.1 cannot be a map; the default of notes.sharp is used (give a note name, or a list of spellings)",
        ),
        (
            json!({"parser": {"preprocess": {"all": [{"pattern": "a", "flags": "ge"}]}}}),
            "parser.preprocess.all.0.flags cannot be \"ge\"; the default of parser.preprocess is used (give letters of `g`, `i`, `m`, `s`, `x`)",
        ),
        (
            json!({"delegates": {"abc": {"pdf": {"align": "up"}}}}),
            "delegates.abc.pdf.align cannot be \"up\"; the default of delegates is used (give `left`, `center` or `right`)",
        ),
        (
            json!({"pdf": {"fontconfig": {"mine": {"bold": {}}}}}),
            "pdf.fontconfig.mine.bold.file is missing; the default of pdf.fontconfig is used (give all of `file`)",
        ),
        (
            json!({"tuning": ["E2", "H9"]}),
            "Invalid tuning in config: Invalid tuning (unknown note): H (give a list of notes with octaves from low to high, such as [E2 A2 D3 G3 B3 E4])",
        ),
    ];
    for (settings, message) in tries {
        let said = said(&settings);
        assert!(
            said.iter().any(|one| one == message),
            "{settings}: {said:#?}"
        );
    }
}

#[test]
fn a_heading_that_is_none_ends_the_run_by_its_name() {
    let error = load(&json!({"pdf": {"formats": {"title": {"footer": ["a", "b"]}}}}))
        .expect_err("two parts are no heading");
    assert_eq!(
        error.to_string(),
        "Config error in pdf.formats.title.footer: 2 fields instead of 3"
    );
}

#[test]
fn the_name_of_an_instrument_alone_is_taken_for_its_type() {
    let (config, issues) = load(&json!({"instrument": "ukulele"})).expect("usable");
    assert_eq!(config.instrument.kind, "ukulele");
    assert_eq!(config.instrument.description, "");
    let messages: Vec<&str> = issues.iter().map(|issue| issue.message.as_str()).collect();
    assert_eq!(messages, ["Missing or invalid instrument - set to ukulele"]);
}

#[test]
fn what_has_no_effect_in_a_list_is_said() {
    let contents = json!({"contents": [
        {"fields": ["title"], "label": "", "line": "", "pageno": "", "brake": "x", "_mine": 1},
    ]});
    let (config, issues) = load(&contents).expect("usable");
    assert_eq!(config.contents.as_ref().as_ref().map(Vec::len), Some(1));
    let settings: Vec<&str> = issues.iter().map(|issue| issue.setting.as_str()).collect();
    assert_eq!(settings, ["contents.0.brake"]);
}

#[test]
fn a_song_s_wrong_setting_is_said_in_the_same_way() {
    let builtin = Config::builtin();
    let (mut silent, mut told, mut refused) = (Vec::new(), 0, 0);
    for row in rows() {
        for text in ["[{zork: 1}]", "{zork: {zork: [{zork: 1}]}}"] {
            match builtin.set(&row.path, text, Trust::Trusted) {
                Ok((_, issues)) if !issues.is_empty() => told += 1,
                Ok((config, _)) if config.tree() == builtin.tree() => {}
                Ok(_) => silent.push(format!("{} = {text}", row.path)),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(told > 400 && refused < 20, "{told} told, {refused} refused");
    // Strings are tuned before songs change settings, and page classes with other names are ignored.
    silent.retain(|path| !path.starts_with(TUNING) && !path.starts_with("pdf.formats"));
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn a_thousand_wrong_parts_are_not_told_one_by_one() {
    let many: Vec<Value> = (0..1000).map(|_| json!({})).collect();
    let count = said(&json!({"metadata": {"keys": many}})).len();
    assert!((1..=20).contains(&count), "{count}");
}
