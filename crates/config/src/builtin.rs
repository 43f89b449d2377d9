//! The built-in configuration, embedded as data.

use std::sync::{Arc, LazyLock};

use chordpro_chords::{Library, Tuning};

use crate::draft::Draft;
use crate::merge::Manner;
use crate::normalise::normalise;
use crate::{NoHost, Source, Trust, Value, migrate};

/// The built-in tree with the guitar, merged but not normalised.
static MERGED: LazyLock<Merged> = LazyLock::new(|| {
    let data: serde_json::Value = serde_json::from_str(include_str!("../data/defaults.json"))
        .expect("the embedded configuration is well-formed");
    let mut tree = Value::from(data.get("builtin").cloned().unwrap_or_default());
    if let Some(map) = tree.as_map_mut() {
        migrate::expand(map, &mut Vec::new());
        map.shift_remove("chords");
        map.insert("include".to_owned(), Value::List(Vec::new()));
    }
    let empty = Arc::new(Library::empty(Tuning::default()));
    let mut draft = Draft::new(tree, empty, Manner::Config, Trust::Untrusted, &NoHost);
    draft
        .add(&Source::Preset("guitar".to_owned()))
        .expect("the guitar is a preset");
    Merged {
        tree: draft.tree,
        library: draft.library,
    }
});

struct Merged {
    tree: Value,
    library: Arc<Library>,
}

static NORMAL: LazyLock<Value> = LazyLock::new(|| {
    let mut tree = MERGED.tree.clone();
    if let Some(map) = tree.as_map_mut() {
        normalise(map, &Value::Null).expect("the embedded configuration can be put in order");
    }
    tree
});

static DEFAULTS: LazyLock<Value> = LazyLock::new(|| {
    let mut tree = NORMAL.clone();
    if let Some(map) = tree.as_map_mut() {
        map.insert(
            "native".to_owned(),
            Value::from(serde_json::json!({
                "fit-to-page": false,
                "keep-sections": false,
                "share-pages": false,
                "no-widows": false,
                "right-to-left": false,
                "fallback-fonts": true,
                "spelling": "profile",
                "minor-degrees": "profile",
                "generated-diagrams": "profile",
                "key": "",
                "capo": "",
                "simplify": "none",
                "findings": {},
            })),
        );
    }
    tree
});

/// The built-in tree with the guitar, not normalised: the base that configurations are merged over.
pub(crate) fn merged() -> &'static Value {
    &MERGED.tree
}

/// The chords of the guitar.
pub(crate) fn library() -> Arc<Library> {
    Arc::clone(&MERGED.library)
}

/// The normalised built-in tree with the guitar.
pub(crate) fn tree() -> &'static Value {
    &NORMAL
}

/// The normalised built-in tree with the settings that the reference does not have.
pub(crate) fn defaults() -> &'static Value {
    &DEFAULTS
}
