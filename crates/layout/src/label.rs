//! Labels and the label margin (`docs/spec/pages.md#4.2`).

use chordpro_config::view::{DiagramAlign, LabelWidth};
use chordpro_song::markup::Text;

use crate::composer::Composer;
use crate::element_font::FontElement;
use crate::page::{Layer, Pt, Tag, TagChild};

/// The lines of a label: they are parted by line ends, and by `\n` as it is written.
fn lines(label: &str) -> impl Iterator<Item = &str> {
    label.split('\n').flat_map(|line| line.split("\\n"))
}

/// From one line of a label to the next, in label sizes.
const LINE_HEIGHT: f64 = 1.2;

impl Composer<'_, '_> {
    /// The width of the label margin that the song needs.
    pub(crate) fn label_margin(&mut self) -> Pt {
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

    /// Draws the pending label beside a line whose body starts at `x`.
    pub(crate) fn draw_label(&mut self, x: Pt, baseline: Pt) {
        let Some(label) = self.style.pending_label.take() else {
            return;
        };
        if self.indent == 0.0 || label.text.is_empty() {
            return;
        }
        let mut children = Vec::new();
        let font = self.font(FontElement::Label);
        self.sets_in(&font);
        let mut y = baseline;
        for line in lines(&label.text) {
            let at = match self.style.config.pdf.labels.align {
                DiagramAlign::Right => x - self.width("m", &font) - self.width(line, &font),
                // The text starts where its middle should be: the reference adds where it should subtract.
                DiagramAlign::Center => x - self.indent + self.width(line, &font) / 2.0,
                DiagramAlign::Left | DiagramAlign::Spread => x - self.indent,
            };
            let width = self.width(line, &font);
            let at = self.mirrored(at, width);
            if !children.is_empty() {
                children.push(TagChild::Blank);
            }
            self.text(at, y, line, &font)
                .tag(Layer::Text, &mut children);
            y -= LINE_HEIGHT * font.size;
        }
        self.tag(Tag::Label, label.line, children);
    }
}
