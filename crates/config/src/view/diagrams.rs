//! `pdf.diagrams` and `pdf.kbdiagrams`: chord diagrams on pages.

use serde_json::json;

use super::colour::Color;
use super::group::{choice, group, scalar_fields};
use super::reader::{Rule, Scalar};
use crate::Value;

choice! {
    /// Where the diagrams of a song stand.
    DiagramPosition {
        /// At the foot of the first page.
        Bottom = "bottom",
        /// At the head of the first page.
        Top = "top",
        /// In a column at the right of the first page.
        Right = "right",
        /// After the last line.
        Below = "below",
    }
    /// How a row of diagrams is aligned.
    DiagramAlign {
        /// At the left.
        Left = "left",
        /// At the right.
        Right = "right",
        /// In the centre.
        Center = "center",
        /// Over the whole width.
        Spread = "spread",
    }
    /// How a barré is drawn.
    BarStyle {
        /// A thick line.
        Line = "line",
        /// An arc over the strings.
        Arc = "arc",
    }
    /// A side of a diagram.
    Corner {
        /// Left.
        Left = "left",
        /// Right.
        Right = "right",
    }
}

/// Where finger numbers are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FingerNumbers {
    /// In the dots.
    Inside,
    /// Under the diagram.
    Below,
    /// Nowhere.
    Hidden,
}

impl Scalar for FingerNumbers {
    fn from_value(value: &Value, _: &Rule) -> Option<Self> {
        let text = value.to_text()?;
        Some(if text.eq_ignore_ascii_case("below") {
            FingerNumbers::Below
        } else if value.is_true() {
            FingerNumbers::Inside
        } else {
            FingerNumbers::Hidden
        })
    }

    fn nothing() -> Self {
        FingerNumbers::Inside
    }

    fn expected(_: &Rule) -> String {
        "`true`, `false` or `below`".to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"enum": [true, false, "below"]})
    }
}

scalar_fields!(FingerNumbers);

group! {
    /// `pdf.diagrams`: diagrams for strings.
    StringDiagrams {
        /// How rows of diagrams are aligned.
        align = "align": DiagramAlign;
        /// How a barré is drawn.
        barstyle = "barstyle": BarStyle;
        /// Thickness of a barré as a fraction of the dots.
        barwidth = "barwidth": f64 [Rule::number(0.0, 10.0)];
        /// Size of dots as a fraction of the cell width.
        dotsize = "dotsize": f64 [Rule::number(0.0, 10.0)];
        /// Finger numbers in the dots, below the diagram, or not at all.
        fingers = "fingers": FingerNumbers;
        /// The side of the base fret number.
        fretbaseposition = "fretbaseposition": Corner;
        /// The text of the base fret; `%s` is the number.
        fretbasetext = "fretbasetext": String;
        /// Height of a cell.
        height = "height": f64 [Rule::points(0.1, 1000.0)];
        /// Gap between diagrams in cells.
        hspace = "hspace": f64 [Rule::number(0.0, 1000.0)];
        /// Thickness of lines as a fraction of the cell width.
        linewidth = "linewidth": f64 [Rule::number(0.0, 10.0)];
        /// Thickness of the nut in lines.
        nutwidth = "nutwidth": f64 [Rule::number(0.0, 1000.0)];
        /// Position of the diagrams.
        show = "show": DiagramPosition;
        /// Frets shown; a diagram shows at least 3.
        vcells = "vcells": f64 [Rule::number(1.0, 24.0)];
        /// Vertical gap in cells.
        vspace = "vspace": f64 [Rule::number(0.0, 1000.0)];
        /// Width of a cell.
        width = "width": f64 [Rule::points(0.1, 1000.0)];
    }

    /// `pdf.kbdiagrams`: diagrams for keys.
    KeyboardDiagrams {
        /// How rows of diagrams are aligned.
        align = "align": DiagramAlign;
        /// The leftmost white key: `C` or `F`.
        base = "base": String [Rule::words(&["C", "F"])];
        /// Height of a diagram.
        height = "height": f64 [Rule::points(0.1, 5000.0)];
        /// Gap between diagrams in keys.
        hspace = "hspace": f64 [Rule::number(0.0, 1000.0)];
        /// White keys shown.
        keys = "keys": f64 [Rule::numbers(&[7.0, 10.0, 14.0, 17.0, 21.0])];
        /// Thickness of lines as a fraction of the key width.
        linewidth = "linewidth": f64 [Rule::number(0.0, 10.0)];
        /// Colour of pressed keys.
        pressed = "pressed": Color;
        /// Position of the diagrams.
        show = "show": DiagramPosition;
        /// Vertical gap as a factor of the height.
        vspace = "vspace": f64 [Rule::number(0.0, 1000.0)];
        /// Width of a white key.
        width = "width": f64 [Rule::points(0.1, 1000.0)];
    }
}
