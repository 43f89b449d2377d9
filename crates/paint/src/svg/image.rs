//! Images: bitmaps and SVG drawings, each written once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chordpro_layout::{PictureData, PlacedImage};

use super::write::{escaped, number};
use super::{Frame, Painter, SvgText};
use crate::PaintError;
use crate::bitmap::{self, Kind};
use crate::drawing_effort::Contents;

/// The images that a page uses: `data:` URLs by number.
#[derive(Default)]
pub(super) struct Pictures {
    addresses: BTreeMap<usize, Option<String>>,
}

impl Pictures {
    pub(super) fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }

    /// The placed images that cannot be read.
    pub(super) fn unreadable(&self) -> BTreeSet<usize> {
        let addresses = self.addresses.iter();
        addresses
            .filter(|(_, address)| address.is_none())
            .map(|(number, _)| *number)
            .collect()
    }

    /// Each picture is one unit wide and high; where it is placed it is scaled.
    pub(super) fn write(&self, out: &mut String, ids: &str) {
        for (number, address) in &self.addresses {
            if let Some(address) = address {
                let _ = write!(
                    out,
                    "<image id=\"{ids}{number}\" width=\"1\" height=\"1\" preserveAspectRatio=\"none\" href=\"{address}\"/>"
                );
            }
        }
    }
}

impl Painter<'_> {
    /// What the ids of pictures begin with.
    pub(super) fn picture_ids(&self) -> String {
        match self.options.text {
            SvgText::Pieces => format!("p{}-", self.page + 1),
            SvgText::Outlines | SvgText::Text => "p".to_owned(),
        }
    }

    pub(super) fn image(&mut self, frame: Frame, placed: &PlacedImage) -> Result<(), PaintError> {
        let Some(picture) = self.document.pictures.get(placed.picture) else {
            return Ok(());
        };
        if !self.pictures.addresses.contains_key(&placed.picture) {
            match &picture.data {
                PictureData::Bitmap(bytes) => bitmap::charge(bytes, 0, self.budget)?,
                PictureData::Svg(tree) => Contents::of(tree).check_svg(self.budget)?,
                PictureData::Pdf(_) => {}
            }
            let address = address(&picture.data);
            self.pictures.addresses.insert(placed.picture, address);
        }
        if !matches!(self.pictures.addresses.get(&placed.picture), Some(Some(_))) {
            return Ok(());
        }
        let ids = self.picture_ids();
        let _ = write!(self.body, "<use href=\"#{ids}{}\"", placed.picture);
        if self.options.text != SvgText::Pieces {
            let alternative = escaped(&picture.alternative);
            let _ = write!(self.body, " role=\"img\" aria-label=\"{alternative}\"");
        }
        let _ = write!(
            self.body,
            " transform=\"translate({} {}) scale({} {})\"/>",
            number(placed.x),
            number(frame.y(placed.y + placed.height)),
            number(placed.width),
            number(placed.height),
        );
        Ok(())
    }
}

/// An image as a `data:` URL; `None` if it cannot be shown.
fn address(data: &PictureData) -> Option<String> {
    let (media_type, encoded) = match data {
        PictureData::Bitmap(bytes) => {
            // Viewers show nothing for a broken file, and nobody would notice.
            bitmap::decode(bytes)?;
            let media_type = match bitmap::kind(bytes)? {
                Kind::Png => "image/png",
                Kind::Jpeg => "image/jpeg",
                Kind::Gif => "image/gif",
                Kind::WebP => "image/webp",
            };
            (media_type, STANDARD.encode(bytes))
        }
        PictureData::Svg(tree) => {
            let text = tree.to_string(&usvg::WriteOptions::default());
            ("image/svg+xml", STANDARD.encode(text))
        }
        PictureData::Pdf(_) => return None,
    };
    Some(format!("data:{media_type};base64,{encoded}"))
}
