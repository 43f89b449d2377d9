//! Tests of options of a request.

use super::*;
use serde_json::json;

fn read_json(text: &str) -> Result<ConvertOptions, Problem> {
    let value: Value = serde_json::from_str(text).expect("JSON");
    read(value.as_object().expect("object"), "options.")
}

fn detail(text: &str) -> String {
    read_json(text).expect_err("a fault").detail().to_owned()
}

#[test]
fn the_examples_of_the_table_are_valid() {
    for entry in ENTRIES {
        for example in examples(entry).as_array().expect("array") {
            let given = json!({ entry.name: example });
            assert!(
                read(given.as_object().expect("object"), "").is_ok(),
                "{}: {example}",
                entry.name
            );
        }
    }
}

#[test]
fn every_format_of_sheets_can_be_named() {
    for format in chordpro_engine::SheetFormat::all() {
        let options = read_json(&json!({ "from": format.name() }).to_string()).expect("valid");
        assert_eq!(options.engine.from, Some(format));
    }
    assert!(detail(r#"{"from": "onsogn"}"#).contains("onsong"));
}

#[test]
fn a_boolean_is_no_integer() {
    assert!(detail(r#"{"transpose": true}"#).contains("options.transpose must be an integer"));
    assert!(detail(r#"{"transpose": 1.5}"#).contains("this is 1.5"));
    assert!(detail(r#"{"transpose": "much"}"#).contains("a string"));
}

#[test]
fn an_unknown_option_gets_a_suggestion() {
    assert!(
        detail(r#"{"transpos": 1}"#)
            .contains("transpos is not an option: did you mean \"transpose\"?")
    );
    assert!(detail(r#"{"volume": 1}"#).contains("valid options are transpose"));
}

#[test]
fn a_configuration_is_a_preset_or_sent_along() {
    let options = read_json(r#"{"config": "ukulele, modern3"}"#).expect("valid");
    assert_eq!(options.engine.configs.len(), 2);
    for wrong in [
        "../../etc/passwd",
        "/etc/passwd",
        "ukulele.json",
        "file:///etc/passwd",
    ] {
        let sentence = detail(&json!({ "config": wrong }).to_string());
        assert!(
            sentence.starts_with("options.config") && sentence.contains("modern3"),
            "{sentence}"
        );
        assert!(!sentence.contains("passwd"));
    }
    assert!(read_json(r#"{"config": [{"pdf": {"columns": 2}}]}"#).is_ok());
    assert!(detail(r#"{"config": 5}"#).contains("options.config must be"));
}

#[test]
fn metadata_are_strings_numbers_or_arrays_of_those() {
    let options = read_json(r#"{"meta": {"artist": ["A", "B"], "tempo": 120}}"#).expect("valid");
    let pairs: Vec<_> = options
        .engine
        .meta
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    assert_eq!(pairs, [("artist", "A"), ("artist", "B"), ("tempo", "120")]);
    assert!(detail(r#"{"meta": {"artist": {"x": 1}}}"#).contains("options.meta.artist"));
    assert!(detail(r#"{"meta": []}"#).contains("options.meta must be"));
}

#[test]
fn diagrams_are_left_out_or_put_in_as_configured() {
    let diagrams = |text| read_json(text).expect("valid").engine.diagrams;
    assert_eq!(diagrams("{}"), None);
    assert_eq!(diagrams(r#"{"diagrams": false}"#), Some(Diagrams::None));
    assert_eq!(diagrams(r#"{"diagrams": true}"#), Some(Diagrams::All));
    let configured = r#"{"diagrams": true, "config": [{"diagrams": {"show": "user"}}]}"#;
    assert_eq!(diagrams(configured), None);
}

#[test]
fn a_whole_number_may_be_written_with_a_fraction_of_zero() {
    let transposed = |value: Value| {
        let given = json!({ "transpose": value });
        read(given.as_object().expect("an object"), "").map(|options| options.engine.transpose)
    };
    assert_eq!(transposed(json!(2.0)).expect("valid").as_deref(), Some("2"));
    assert_eq!(
        transposed(json!(-3.0)).expect("valid").as_deref(),
        Some("-3")
    );
    assert!(transposed(json!(2.5)).is_err() && transposed(json!(1e300)).is_err());
}

fn is_taken(name: &str, value: Value) -> bool {
    read(&Map::from_iter([(name.to_owned(), value)]), "").is_ok()
}

#[test]
fn the_bounds_described_are_those_in_force() {
    let mut numbers = 0;
    for entry in ENTRIES {
        let Some((least, most)) = entry.kind.bounds() else {
            continue;
        };
        numbers += 1;
        let beyond = |bound: &Value, by: f64| json!(bound.as_f64().expect("a number") + by);
        for (value, is_valid) in [
            (beyond(&least, -1.0), false),
            (beyond(&most, 1.0), false),
            (least, true),
            (most, true),
        ] {
            assert_eq!(
                is_taken(entry.name, value.clone()),
                is_valid,
                "{} {value}",
                entry.name
            );
        }
        let described = &describe()["supported_options"][entry.name];
        assert!(described["minimum"].is_number() && described["maximum"].is_number());
    }
    assert!(numbers > 3, "only {numbers}");
    assert!(is_taken("title", "x".repeat(LONGEST).into()));
    assert!(!is_taken("title", "x".repeat(LONGEST + 1).into()));
}

#[test]
fn every_listed_value_is_valid_and_no_other() {
    for entry in ENTRIES {
        for value in entry.kind.values().unwrap_or_default() {
            assert!(
                is_taken(entry.name, (*value).into()),
                "{} {value}",
                entry.name
            );
        }
        if entry.kind.values().is_some() {
            assert!(
                !is_taken(entry.name, "something else".into()),
                "{}",
                entry.name
            );
        }
    }
}

#[test]
fn every_option_is_set_and_tells_kept_answers_apart() {
    // As it is in the digest of an order.
    let key = |options: &ConvertOptions| postcard::to_extend(options, Vec::new()).expect("bytes");
    for entry in ENTRIES {
        let examples = examples(entry);
        let is_told_apart = examples.as_array().expect("array").iter().any(|example| {
            let given = Map::from_iter([(entry.name.to_owned(), example.clone())]);
            key(&read(&given, "").expect("valid")) != key(&ConvertOptions::default())
        });
        assert!(is_told_apart, "{}", entry.name);
    }
}
