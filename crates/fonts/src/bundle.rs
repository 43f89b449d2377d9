//! The faces that are part of the program.

use crate::face::{Face, Family, Style};

const REGULAR: Style = Style {
    is_bold: false,
    is_italic: false,
};
#[cfg(feature = "freefont")]
const BOLD: Style = Style {
    is_bold: true,
    is_italic: false,
};
#[cfg(feature = "freefont")]
const ITALIC: Style = Style {
    is_bold: false,
    is_italic: true,
};
#[cfg(feature = "freefont")]
const BOLD_ITALIC: Style = Style {
    is_bold: true,
    is_italic: true,
};

/// The file name of the symbol font.
pub(crate) const SYMBOLS: &str = "ChordProApiSymbols.ttf";

macro_rules! face {
    ($folder:literal, $file:literal, $family:ident, $style:ident) => {
        Face::bundled(
            $file,
            include_bytes!(concat!("../../../assets/fonts/", $folder, "/", $file)),
            Family::$family,
            $style,
        )
    };
}

/// All faces of the bundle; their numbers are their places in this list.
pub(crate) fn faces() -> Vec<Face> {
    vec![
        #[cfg(feature = "freefont")]
        face!("freefont", "FreeSerif.ttf", Serif, REGULAR),
        #[cfg(feature = "freefont")]
        face!("freefont", "FreeSerifBold.ttf", Serif, BOLD),
        #[cfg(feature = "freefont")]
        face!("freefont", "FreeSerifItalic.ttf", Serif, ITALIC),
        #[cfg(feature = "freefont")]
        face!("freefont", "FreeSerifBoldItalic.ttf", Serif, BOLD_ITALIC),
        #[cfg(feature = "freefont")]
        face!("freefont", "FreeSans.ttf", Sans, REGULAR),
        #[cfg(feature = "freefont")]
        face!("freefont", "FreeSansBold.ttf", Sans, BOLD),
        #[cfg(feature = "freefont")]
        face!("freefont", "FreeSansOblique.ttf", Sans, ITALIC),
        #[cfg(feature = "freefont")]
        face!("freefont", "FreeSansBoldOblique.ttf", Sans, BOLD_ITALIC),
        #[cfg(feature = "freefont")]
        face!("freefont", "FreeMono.ttf", Mono, REGULAR),
        #[cfg(feature = "freefont")]
        face!("freefont", "FreeMonoBold.ttf", Mono, BOLD),
        #[cfg(feature = "freefont")]
        face!("freefont", "FreeMonoOblique.ttf", Mono, ITALIC),
        #[cfg(feature = "freefont")]
        face!("freefont", "FreeMonoBoldOblique.ttf", Mono, BOLD_ITALIC),
        face!("symbols", "ChordProApiSymbols.ttf", Other, REGULAR),
        face!("musejazz", "MuseJazzText.otf", Other, REGULAR),
        face!("noto", "NotoSansHebrew-Regular.ttf", Other, REGULAR),
        face!("noto", "NotoSansArabic-Regular.ttf", Other, REGULAR),
        face!("noto", "NotoSansDevanagari-Regular.ttf", Other, REGULAR),
        face!("noto", "NotoSansArmenian-Regular.ttf", Other, REGULAR),
        face!("noto", "NotoSansGeorgian-Regular.ttf", Other, REGULAR),
        face!("noto", "NotoSansThai-Regular.ttf", Other, REGULAR),
        face!("noto", "NotoSansBengali-Regular.ttf", Other, REGULAR),
        face!("noto", "NotoSansTamil-Regular.ttf", Other, REGULAR),
        face!("noto", "NotoMusic-Regular.ttf", Other, REGULAR),
        face!("noto", "NotoSansSymbols2-Regular.ttf", Other, REGULAR),
        face!("droid", "DroidSansFallback.ttf", Other, REGULAR),
    ]
}

/// The faces for scripts and symbols, in the order in which they are tried.
pub(crate) const FALLBACK: &[&str] = &[
    "NotoSansHebrew-Regular.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansDevanagari-Regular.ttf",
    "NotoSansArmenian-Regular.ttf",
    "NotoSansGeorgian-Regular.ttf",
    "NotoSansThai-Regular.ttf",
    "NotoSansBengali-Regular.ttf",
    "NotoSansTamil-Regular.ttf",
    "NotoMusic-Regular.ttf",
    "NotoSansSymbols2-Regular.ttf",
    "DroidSansFallback.ttf",
];

/// The core fonts of PDF with the faces that they stand for (clause 1.2 of the page specification).
///
/// Symbol and ZapfDingbats are not remapped by the reference; here the serif face stands for them, which has the
/// Greek letters, the mathematical signs and the dingbats at their own code points.
pub(crate) const CORE: &[(&str, &str)] = &[
    ("times-roman", "FreeSerif.ttf"),
    ("times-bold", "FreeSerifBold.ttf"),
    ("times-italic", "FreeSerifItalic.ttf"),
    ("times-bolditalic", "FreeSerifBoldItalic.ttf"),
    ("helvetica", "FreeSans.ttf"),
    ("helvetica-bold", "FreeSansBold.ttf"),
    ("helvetica-oblique", "FreeSansOblique.ttf"),
    ("helvetica-boldoblique", "FreeSansBoldOblique.ttf"),
    ("courier", "FreeMono.ttf"),
    ("courier-bold", "FreeMonoBold.ttf"),
    ("courier-oblique", "FreeMonoOblique.ttf"),
    ("courier-boldoblique", "FreeMonoBoldOblique.ttf"),
    ("symbol", "FreeSerif.ttf"),
    ("zapfdingbats", "FreeSerif.ttf"),
];
