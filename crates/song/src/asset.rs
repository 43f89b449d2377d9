//! `##image`, `##asset` and `##include`: special comments that add assets or lines (`docs/spec/language.md#1.7`).

use std::sync::Arc;

use base64::Engine;

use crate::attributes::{self, Attributes};
use crate::decode::decode;
use crate::image::{BASE64, bitmap};
use crate::song_reader::SongReader;
use crate::{AssetContent, AssetKind, ReadError};

/// What a comment with two hashes was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Special {
    /// A comment like others.
    Comment,
    /// It did its work, and leaves nothing in the song.
    Done,
}

impl SongReader<'_, '_> {
    /// A comment that begins with two hashes; most are just comments.
    pub(crate) fn special_comment(&mut self, comment: &str) -> Result<Special, ReadError> {
        let Some((name, arguments)) = comment.split_once(':') else {
            return Ok(Special::Comment);
        };
        if !arguments.starts_with(char::is_whitespace) {
            return Ok(Special::Comment);
        }
        let name = name.to_lowercase();
        let (name, selector) = match name.split_once('-') {
            Some((name, selector)) => (name, Some(selector)),
            None => (name.as_str(), None),
        };
        if !matches!(name, "image" | "asset" | "include")
            || selector.is_some_and(|selector| !self.is_selected(selector))
        {
            return Ok(Special::Comment);
        }
        let attributes = attributes::parse(arguments, None);
        match name {
            "image" => self.image_comment(attributes),
            "asset" => self.asset_comment(attributes),
            _ => self.include_comment(&attributes)?,
        }
        Ok(Special::Done)
    }

    fn image_comment(&mut self, attributes: Attributes) {
        let Some(id) = attributes.get("id").filter(|id| !id.is_empty()).cloned() else {
            self.source
                .warn("missing-image-id", "Missing id for image asset");
            return;
        };
        let mut bytes = Vec::new();
        for line in self.source.lines.take_data_lines() {
            let encoded: Vec<u8> = line.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
            bytes.extend(BASE64.decode(encoded).unwrap_or_default());
        }
        match bitmap(String::new(), bytes.into()) {
            Ok(content) => self.define_asset(&id, content, attributes),
            Err(reason) => self.source.warn("unreadable-image", reason),
        }
    }

    fn asset_comment(&mut self, attributes: Attributes) {
        let given = |key: &str| attributes.get(key).filter(|value| !value.is_empty());
        let Some(id) = given("id").cloned() else {
            self.source.warn("missing-asset-id", "Missing id for asset");
            return;
        };
        let Some(kind) = given("type").cloned() else {
            self.source
                .warn("missing-asset-type", "Missing type for asset");
            return;
        };
        if self.delegate_kind(&kind).is_none() {
            self.source.warn(
                "unhandled-asset-type",
                format!("Unhandled type for asset: {kind}"),
            );
            return;
        }
        let content = AssetContent::Delegated {
            source: String::new(),
            delegate: kind,
            data: self.source.lines.take_data_lines(),
        };
        self.define_asset(&id, content, attributes);
    }

    fn include_comment(&mut self, attributes: &Attributes) -> Result<(), ReadError> {
        let Some(source) = attributes.get("src").filter(|source| !source.is_empty()) else {
            return Ok(());
        };
        let depth = u64::try_from(self.source.lines.depth()).unwrap_or(u64::MAX);
        self.session
            .budget
            .check_depth(depth)
            .map_err(ReadError::Exceeded)?;
        let beside = self.source.lines.name().map(|name| &**name);
        let bytes = self.session.assets.open(AssetKind::Include, source, beside);
        match bytes {
            Some(bytes) => {
                let text = decode(&bytes).into_owned();
                // Included text counts as often as it is included, or sixteen files would be worth sixty thousand.
                self.charges.charge(text.len().checked_div(16).unwrap_or(0));
                self.source.lines.include(Arc::from(source.as_str()), text);
            }
            None => self.source.warn(
                "missing-include",
                format!("Missing include for \"{source}\""),
            ),
        }
        Ok(())
    }
}
