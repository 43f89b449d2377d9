//! Any text as a format string: it ends, and stays within its bounds.
#![no_main]

use std::borrow::Cow;

use chordpro_config::format::{Variables, interpolate};
use libfuzzer_sys::fuzz_target;

struct Song(Vec<String>);

impl Variables for Song {
    fn values(&self, name: &str) -> Option<Cow<'_, [String]>> {
        match name {
            "title" => Some(Cow::Borrowed(&self.0)),
            "artist" => Some(Cow::Owned(vec!["A".to_owned(), "%{title}".to_owned()])),
            "empty" => Some(Cow::Owned(Vec::new())),
            _ => None,
        }
    }
}

fuzz_target!(|data: (&str, &str)| {
    let (text, title) = data;
    let made = interpolate(text, &Song(vec![title.to_owned()]), "; ");
    assert!(made.text.len() <= text.len().max(1 << 17));
});
