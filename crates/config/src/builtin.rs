//! The built-in configuration and the presets, embedded as data.

use std::sync::LazyLock;

use crate::Value;

static DATA: LazyLock<serde_json::Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../data/defaults.json"))
        .expect("the embedded configuration is well-formed")
});

static TREE: LazyLock<Value> = LazyLock::new(|| {
    let mut tree = Value::from(DATA.get("final").cloned().unwrap_or_default());
    if let Some(map) = tree.as_map_mut() {
        map.insert(
            "user".to_owned(),
            Value::from(serde_json::json!({"name": "", "fullname": ""})),
        );
    }
    tree
});

static DEFAULTS: LazyLock<Value> = LazyLock::new(|| {
    let mut tree = TREE.clone();
    if let Some(map) = tree.as_map_mut() {
        map.insert(
            "native".to_owned(),
            Value::from(serde_json::json!({
                "fit-to-page": false,
                "keep-sections": false,
                "share-pages": false,
                "no-widows": false,
                "fallback-fonts": true,
            })),
        );
    }
    tree
});

/// The built-in tree with the guitar, normalised.
pub(crate) fn tree() -> &'static Value {
    &TREE
}

/// The same with the settings that the reference does not have.
pub(crate) fn defaults() -> &'static Value {
    &DEFAULTS
}
