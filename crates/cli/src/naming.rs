//! Names of outputs that refer to metadata, such as `%{title}.pdf`.

use std::borrow::Cow;
use std::collections::HashMap;

use chordpro_engine::{Engine, Error, Format, Request, Variables, interpolate};

use crate::output::name_part;

/// The name with the first song's metadata substituted. The songs are read once more for it.
pub(crate) fn with_metadata(
    name: &str,
    engine: &Engine,
    request: &mut Request,
) -> Result<String, Error> {
    let format = std::mem::replace(&mut request.format, Format::Meta);
    let artifact = engine.convert(request);
    request.format = format;
    let artifact = artifact?;
    let songs: serde_json::Value = serde_json::from_slice(&artifact.bytes).unwrap_or_default();
    let song = FirstSong::from_json(&songs);
    Ok(interpolate(name, &song, "_").text.into_owned())
}

/// The metadata of the first song, made safe for file names.
struct FirstSong(HashMap<String, Vec<String>>);

impl FirstSong {
    fn from_json(songs: &serde_json::Value) -> Self {
        let items = songs
            .pointer("/0")
            .and_then(serde_json::Value::as_object)
            .map(|song| {
                song.iter()
                    .map(|(name, value)| (name.clone(), texts(value)))
                    .collect()
            });
        FirstSong(items.unwrap_or_default())
    }
}

impl Variables for FirstSong {
    fn values(&self, name: &str) -> Option<Cow<'_, [String]>> {
        self.0
            .get(name)
            .map(|values| Cow::Borrowed(values.as_slice()))
    }
}

fn texts(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::Array(values) => values.iter().flat_map(texts).collect(),
        serde_json::Value::String(text) => vec![name_part(text)],
        serde_json::Value::Number(number) => vec![name_part(&number.to_string())],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_made_fit_for_file_names() {
        let songs = serde_json::json!([{"title": "A/B: C", "artist": ["X", "Y"], "capo": 2}]);
        let song = FirstSong::from_json(&songs);
        let name = interpolate("out/%{artist} - %{title}%{capo|-%{}}.pdf", &song, "_");
        assert_eq!(name.text, "out/X_Y - A_B__C-2.pdf");
    }
}
