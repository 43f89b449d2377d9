//! The `{image}` directive (`docs/spec/language.md#5.7`).

use std::sync::Arc;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use indexmap::IndexMap;

use crate::attributes;
use crate::chord_resolver::{Manner, Resolved};
use crate::markup::Text;
use crate::song_reader::{Outcome, SongReader};
use crate::text::is_word;
use crate::truth::is_true;
use crate::{Asset, AssetContent, AssetKind, BlockKind, Label, Picture, SpreadImage};

/// What an image directive says.
#[derive(Debug, Default)]
struct ImageItems {
    source: Option<String>,
    id: Option<String>,
    chord: Option<String>,
    label: Option<String>,
    /// Everything else that was accepted, in the order written.
    options: IndexMap<String, String>,
    is_omitted: bool,
}

impl SongReader<'_, '_> {
    /// `{image: …}`.
    pub(crate) fn image_directive(&mut self, argument: &str) -> Outcome {
        let Some(mut items) = self.image_items(argument) else {
            return Outcome::Refused;
        };
        if items.is_omitted {
            return Outcome::Refused;
        }
        if items.source.is_none() && items.id.is_none() && items.chord.is_none() {
            self.source
                .warn("missing-image-source", "Missing image source");
            return Outcome::Refused;
        }
        self.drop_useless_align(&mut items.options);
        let content = match (items.chord.take(), items.source.take()) {
            (Some(chord), _) => Some(self.chord_picture(&chord)),
            (None, Some(source)) => match self.picture(&source) {
                Some(content) => Some(content),
                None => return Outcome::Refused,
            },
            (None, None) => None,
        };
        let spread = items.options.shift_remove("spread");
        let is_definition = items.id.is_some() && content.is_some();
        let id = match items.id.take() {
            Some(id) => id,
            None => self.next_image_id(),
        };
        if let Some(content) = content {
            let mut options = IndexMap::new();
            for key in ["type", "persist", "href"] {
                if let Some(value) = items.options.shift_remove(key) {
                    options.insert(key.to_owned(), value);
                }
            }
            if is_definition && !items.options.is_empty() {
                let names: Vec<&str> = items.options.keys().map(String::as_str).collect();
                let names = names.join(" ");
                self.source.warn(
                    "asset-with-attributes",
                    format!("Asset definition \"{id}\" does not take attributes ({names})"),
                );
                return Outcome::Refused;
            }
            self.define_asset(&id, content, options);
        }
        if let Some(space) = spread {
            self.spread(&id, &space);
            return Outcome::Refused;
        }
        if is_definition {
            return Outcome::Refused;
        }
        let place = self.source.lines.span();
        let label = items.label.take().map(|label| {
            self.song.labels.push(label.clone());
            let text = Text::new(label, self.short_codes());
            Label { text, place }
        });
        self.push(BlockKind::Picture(Picture {
            id,
            label,
            options: items.options,
        }));
        Outcome::Done
    }

    /// Reads the attributes in the order written; `None` where one is of no use.
    fn image_items(&mut self, argument: &str) -> Option<ImageItems> {
        let mut items = ImageItems::default();
        let (source, rest) = leading_source(argument);
        items.source = source;
        for (key, value) in attributes::parse(rest, None) {
            if items.accept(&key, &value) {
                continue;
            }
            if items.source.is_some() {
                self.source.warn(
                    "unknown-image-attribute",
                    format!("Unknown image attribute: {key}"),
                );
            } else {
                items.source = Some(key);
            }
        }
        Some(items)
    }

    /// An alignment makes no sense where the place is a percentage.
    pub(crate) fn drop_useless_align(&mut self, options: &mut IndexMap<String, String>) {
        let is_percentage = options.get("x").is_some_and(|x| x.ends_with('%'));
        if is_percentage && options.contains_key("align") {
            self.source.warn(
                "useless-align",
                "Useless combination of x percentage with align (align ignored)",
            );
            options.shift_remove("align");
        }
    }

    /// A name for a picture without one.
    pub(crate) fn next_image_id(&self) -> String {
        let count = self.session.images.get().saturating_add(1);
        self.session.images.set(count);
        format!("_Image{count:03}")
    }

    pub(crate) fn define_asset(
        &mut self,
        id: &str,
        content: AssetContent,
        options: IndexMap<String, String>,
    ) {
        self.song.assets.insert(
            id.to_owned(),
            Asset {
                content,
                options,
                line: self.source.lines.number(),
                context: Arc::clone(self.sections.body.name()),
            },
        );
    }

    /// Makes a picture the one that spreads over the columns.
    pub(crate) fn spread(&mut self, id: &str, space: &str) {
        if self.song.spread_image.is_some() {
            self.source
                .warn("several-spreads", "Skipping superfluous spread image");
            return;
        }
        self.song.spread_image = Some(SpreadImage {
            id: id.to_owned(),
            space: space.parse().unwrap_or(0.0),
        });
    }

    /// The diagram of a chord; a name in brackets is transposed.
    fn chord_picture(&mut self, name: &str) -> AssetContent {
        let manner = if name.starts_with('[') {
            Manner::Used
        } else {
            Manner::Definition
        };
        let name = match self.resolver().resolve(name, manner) {
            Some(Resolved::Chord(chord)) => chord.name.clone(),
            Some(Resolved::NoChord(name)) => name,
            None => name.to_owned(),
        };
        AssetContent::ChordDiagram { name }
    }

    /// The picture behind a source; what cannot be found is said.
    fn picture(&mut self, source: &str) -> Option<AssetContent> {
        if let Some(name) = source.strip_prefix("chord:") {
            return Some(AssetContent::ChordDiagram {
                name: name.to_owned(),
            });
        }
        let bytes = if source.starts_with("data:") {
            data_uri(source).map(Arc::from)
        } else {
            let beside = self.source.lines.name().map(|name| &**name);
            self.session.assets.open(AssetKind::Image, source, beside)
        };
        let Some(bytes) = bytes else {
            self.source.warn_with_hint(
                "missing-image",
                format!("Missing image for \"{}\"", abridged(source)),
                "give the picture as a data: source, or send it along",
            );
            // A name without a folder is looked for at once; others are left to the back-ends.
            let is_plain = !source.contains(['/', '\\']) && !source.starts_with("data:");
            return (!is_plain).then(|| AssetContent::Missing {
                source: source.to_owned(),
            });
        };
        Some(self.picture_content(source, bytes))
    }

    fn picture_content(&mut self, source: &str, bytes: Arc<[u8]>) -> AssetContent {
        if let Some(delegate) = self.delegate_of(source, &bytes) {
            return AssetContent::Delegated {
                source: source.to_owned(),
                delegate,
                data: crate::decode::decode(&bytes)
                    .lines()
                    .map(str::to_owned)
                    .collect(),
            };
        }
        match bitmap(source.to_owned(), bytes) {
            Ok(content) => content,
            Err(reason) => {
                self.source.say("unreadable-image", reason);
                AssetContent::Missing {
                    source: source.to_owned(),
                }
            }
        }
    }

    /// The delegate that draws a file: by its suffix, or because it is an SVG.
    fn delegate_of(&self, source: &str, bytes: &[u8]) -> Option<String> {
        if source.starts_with("data:") {
            let head = bytes.get(..bytes.len().min(1_024)).unwrap_or_default();
            let is_svg = String::from_utf8_lossy(head).contains("<svg");
            return is_svg.then(|| "svg".to_owned());
        }
        let (_, suffix) = source.rsplit_once('.')?;
        let suffix = suffix.to_lowercase();
        self.delegate_kind(&suffix).map(|_| suffix)
    }
}

impl ImageItems {
    /// Takes an attribute; `false` where it is not known, or its value has the wrong form.
    fn accept(&mut self, key: &str, value: &str) -> bool {
        let lower = key.to_lowercase();
        let some = || (!value.is_empty()).then(|| value.to_owned());
        match (key, lower.as_str()) {
            ("scale", _) => match scale(value) {
                Some(scale) => self.option("scale", scale),
                None => return false,
            },
            ("center", _) => {
                if is_true(value) {
                    self.option("align", "center".to_owned());
                } else {
                    self.option("center", "0".to_owned());
                }
            }
            ("align", _) if matches!(value, "left" | "center" | "right") => {
                self.option("align", value.to_owned());
            }
            ("anchor", _)
                if matches!(
                    value,
                    "paper" | "page" | "allpages" | "column" | "float" | "line"
                ) =>
            {
                self.option("anchor", value.to_owned());
            }
            (_, "src" | "uri") if !value.is_empty() => self.source = some(),
            (_, "id") if !value.is_empty() => self.id = some(),
            (_, "chord") if !value.is_empty() => self.chord = some(),
            (_, "label") if !value.is_empty() => {
                self.label = some();
                self.option("label", value.to_owned());
            }
            (_, "type" | "href" | "title") if !value.is_empty() => {
                self.option(&lower, value.to_owned());
            }
            (_, "width" | "height") if is_measure(value) => self.option(&lower, value.to_owned()),
            (_, "x" | "y") if is_offset(value) => self.option(&lower, value.to_owned()),
            (_, "omit") => {
                self.is_omitted = is_true(value);
                self.option(&lower, value.to_owned());
            }
            (_, "border" | "spread" | "persist") => self.option(&lower, value.to_owned()),
            (_, "bordertrbl") if !value.is_empty() && value.chars().all(|c| "trbl".contains(c)) => {
                self.option(&lower, value.to_owned());
            }
            _ => return false,
        }
        true
    }

    fn option(&mut self, key: &str, value: String) {
        self.options.insert(key.to_owned(), value);
    }
}

/// The source at the front of an argument whose first word has no `key=` in it.
fn leading_source(argument: &str) -> (Option<String>, &str) {
    let argument = argument.trim();
    let words = attributes::split_words(argument).unwrap_or_default();
    let Some(first) = words.first() else {
        return (None, argument);
    };
    // A padded base64 source is taken whole: its equals signs are no attribute.
    let has_key = !first.starts_with("data:")
        && first
            .split_once('=')
            .is_some_and(|(key, _)| key.chars().next_back().is_some_and(is_word));
    if has_key {
        return (None, argument);
    }
    let rest = argument.get(first.len()..).unwrap_or_default();
    let unquoted = first
        .strip_prefix(['"', '\''])
        .and_then(|source| source.strip_suffix(['"', '\'']))
        .unwrap_or(first);
    ((!unquoted.is_empty()).then(|| unquoted.to_owned()), rest)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A number with an optional fraction.
fn is_number(text: &str) -> bool {
    match text.split_once('.') {
        Some((whole, fraction)) => is_digits(whole) && is_digits(fraction),
        None => is_digits(text),
    }
}

fn is_measure(text: &str) -> bool {
    is_number(text.strip_suffix('%').unwrap_or(text))
}

fn is_offset(text: &str) -> bool {
    let text = text
        .strip_prefix("base")
        .filter(|rest| rest.starts_with(['+', '-']))
        .unwrap_or(text);
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    is_measure(text)
}

/// A factor, or two: for width and height. Percentages become fractions.
fn scale(text: &str) -> Option<String> {
    let factor = |text: &str| {
        let (number, divisor) = match text.strip_suffix('%') {
            Some(number) => (number, 100.0),
            None => (text, 1.0),
        };
        let number = number
            .strip_prefix('.')
            .map_or_else(|| number.to_owned(), |fraction| format!("0.{fraction}"));
        is_number(&number)
            .then(|| number.parse::<f64>().ok())
            .flatten()
            .map(|number| number / divisor)
    };
    let (width, height) = match text.split_once(',') {
        Some((width, height)) => (factor(width)?, factor(height)?),
        None => (factor(text)?, factor(text)?),
    };
    Some(format!("{width},{height}"))
}

fn abridged(source: &str) -> String {
    match source.char_indices().nth(60) {
        Some((end, _)) if source.starts_with("data:") => {
            format!("{}…", source.get(..end).unwrap_or_default())
        }
        _ => source.to_owned(),
    }
}

/// The content of a picture file, by what its bytes say.
pub(crate) fn bitmap(source: String, data: Arc<[u8]>) -> Result<AssetContent, String> {
    let kind = imagesize::image_type(&data).map_err(|_| "Unrecognized file format".to_owned())?;
    let size = imagesize::blob_size(&data).map_err(|_| "Unrecognized file format".to_owned())?;
    let subtype = match kind {
        imagesize::ImageType::Png => "png",
        imagesize::ImageType::Jpeg => "jpg",
        imagesize::ImageType::Gif => "gif",
        imagesize::ImageType::Bmp => "bmp",
        imagesize::ImageType::Tiff => "tif",
        imagesize::ImageType::Webp => "webp",
        _ => return Err("Unrecognized file format".to_owned()),
    };
    Ok(AssetContent::Bitmap {
        source,
        data,
        subtype: subtype.to_owned(),
        width: u32::try_from(size.width).unwrap_or(u32::MAX),
        height: u32::try_from(size.height).unwrap_or(u32::MAX),
    })
}

/// Base64 as it is found in songs: with or without padding.
pub(crate) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The bytes of a `data:` source.
pub(crate) fn data_uri(source: &str) -> Option<Vec<u8>> {
    let (media, payload) = source.strip_prefix("data:")?.split_once(',')?;
    if media.ends_with(";base64") {
        let payload: Vec<u8> = percent_encoding::percent_decode_str(payload)
            .filter(|b| !b.is_ascii_whitespace())
            .collect();
        BASE64.decode(payload).ok()
    } else {
        Some(percent_encoding::percent_decode_str(payload).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_may_be_the_source() {
        assert_eq!(
            leading_source("a.png scale=2"),
            (Some("a.png".to_owned()), " scale=2")
        );
        assert_eq!(
            leading_source("\"a b.png\" x=1"),
            (Some("a b.png".to_owned()), " x=1")
        );
        assert_eq!(leading_source("src=a.png"), (None, "src=a.png"));
        assert_eq!(
            leading_source("data:image/png;base64,AA== x=1")
                .0
                .as_deref(),
            Some("data:image/png;base64,AA==")
        );
    }

    #[test]
    fn attributes_have_forms() {
        let mut items = ImageItems::default();
        assert!(
            items.accept("Width", "50%") && items.accept("x", "base-3") && items.accept("y", "-0")
        );
        assert!(items.accept("scale", "50%,2") && items.accept("center", "1"));
        assert!(!items.accept("width", "abc") && !items.accept("align", "middle"));
        assert!(!items.accept("Scale", "2") && !items.accept("trbl", "t"));
        assert_eq!(
            items.options.get("scale").map(String::as_str),
            Some("0.5,2")
        );
    }

    #[test]
    fn data_sources_are_decoded() {
        assert_eq!(data_uri("data:,a%20b").as_deref(), Some(&b"a b"[..]));
        assert_eq!(
            data_uri("data:text/plain;base64,YWI=").as_deref(),
            Some(&b"ab"[..])
        );
        assert_eq!(
            data_uri("data:text/plain;base64,YWI").as_deref(),
            Some(&b"ab"[..])
        );
    }
}
