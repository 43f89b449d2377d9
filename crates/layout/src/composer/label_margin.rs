//! The margin for labels (`docs/spec/pages.md#4.2`).

use chordpro_config::view::LabelWidth;
use chordpro_song::markup::Text;

use super::Composer;
use crate::element_font::FontElement;
use crate::page::Pt;

/// The lines of a label: they are parted by line ends, and by `\n` as it is written.
pub(crate) fn lines(label: &str) -> impl Iterator<Item = &str> {
    label.split('\n').flat_map(|line| line.split("\\n"))
}

impl Composer<'_, '_> {
    /// The width of the label margin that the song needs.
    pub(super) fn label_margin(&mut self) -> Pt {
        if !self.style.config.pdf.labels.comment.is_empty() {
            return 0.0;
        }
        if let LabelWidth::Points(width) = self.style.config.pdf.labels.width {
            return width;
        }
        let song = self.song;
        // The old form of a grid's label stands with its shape. Grids keep their room where they are not shown.
        let of_grids = song
            .sections
            .iter()
            .filter_map(|section| section.shape.as_ref()?.label.as_ref());
        let labels: Vec<&str> = song
            .labels
            .iter()
            .map(String::as_str)
            .chain(of_grids.map(Text::as_written))
            .collect();
        if labels.is_empty() {
            return 0.0;
        }
        let font = self.font(FontElement::Label);
        let widest = labels
            .into_iter()
            .flat_map(lines)
            .map(|line| self.width(line, &font))
            .fold(0.0, Pt::max);
        widest + self.width("    ", &font)
    }
}
