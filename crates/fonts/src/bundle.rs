//! The faces that are part of the program.

use std::io::Read;
use std::sync::LazyLock;

use flate2::read::ZlibDecoder;

use crate::face::{Face, Family, Style};

const REGULAR: Style = Style {
    is_bold: false,
    is_italic: false,
};
const BOLD: Style = Style {
    is_bold: true,
    is_italic: false,
};
const ITALIC: Style = Style {
    is_bold: false,
    is_italic: true,
};
const BOLD_ITALIC: Style = Style {
    is_bold: true,
    is_italic: true,
};

/// The file name of the symbol font.
pub(crate) const SYMBOLS: &str = "ChordProApiSymbols.ttf";

/// The file name of the face with emoji.
pub(crate) const EMOJI: &str = "NotoEmoji-Regular.ttf";

/// A face whose file is part of the program as it is.
macro_rules! face {
    ($folder:literal, $file:literal, $family:ident, $style:ident) => {
        Face::bundled(
            $file,
            || include_bytes!(concat!("../../../assets/fonts/", $folder, "/", $file)),
            Family::$family,
            $style,
        )
    };
}

/// A face that few documents use: `build.rs` packs its file, and it is unpacked when it is first read.
macro_rules! packed {
    ($file:literal, $family:ident, $style:ident) => {
        Face::bundled(
            $file,
            || {
                static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
                    unpack(include_bytes!(concat!(env!("OUT_DIR"), "/", $file, ".z")))
                });
                &FILE
            },
            Family::$family,
            $style,
        )
    };
}

fn unpack(packed: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    ZlibDecoder::new(packed)
        .read_to_end(&mut file)
        .expect("the build packed it, and a test unpacks every face");
    file
}

/// All faces of the bundle; their numbers are their places in this list.
pub(crate) fn faces() -> Vec<Face> {
    let mut faces = text_faces();
    faces.extend(other_faces());
    faces
}

/// The faces for text that the core fonts stand for.
#[cfg(feature = "freefont")]
fn text_faces() -> Vec<Face> {
    vec![
        face!("freefont", "FreeSerif.ttf", Serif, REGULAR),
        face!("freefont", "FreeSerifBold.ttf", Serif, BOLD),
        face!("freefont", "FreeSerifItalic.ttf", Serif, ITALIC),
        packed!("FreeSerifBoldItalic.ttf", Serif, BOLD_ITALIC),
        face!("freefont", "FreeSans.ttf", Sans, REGULAR),
        face!("freefont", "FreeSansBold.ttf", Sans, BOLD),
        face!("freefont", "FreeSansOblique.ttf", Sans, ITALIC),
        packed!("FreeSansBoldOblique.ttf", Sans, BOLD_ITALIC),
        face!("freefont", "FreeMono.ttf", Mono, REGULAR),
        packed!("FreeMonoBold.ttf", Mono, BOLD),
        packed!("FreeMonoOblique.ttf", Mono, ITALIC),
        packed!("FreeMonoBoldOblique.ttf", Mono, BOLD_ITALIC),
    ]
}

/// The faces for text that the core fonts stand for: as wide as those that they are named after, but not as FreeFont.
#[cfg(not(feature = "freefont"))]
fn text_faces() -> Vec<Face> {
    vec![
        face!("liberation", "LiberationSerif-Regular.ttf", Serif, REGULAR),
        face!("liberation", "LiberationSerif-Bold.ttf", Serif, BOLD),
        face!("liberation", "LiberationSerif-Italic.ttf", Serif, ITALIC),
        face!(
            "liberation",
            "LiberationSerif-BoldItalic.ttf",
            Serif,
            BOLD_ITALIC
        ),
        face!("liberation", "LiberationSans-Regular.ttf", Sans, REGULAR),
        face!("liberation", "LiberationSans-Bold.ttf", Sans, BOLD),
        face!("liberation", "LiberationSans-Italic.ttf", Sans, ITALIC),
        face!(
            "liberation",
            "LiberationSans-BoldItalic.ttf",
            Sans,
            BOLD_ITALIC
        ),
        face!("liberation", "LiberationMono-Regular.ttf", Mono, REGULAR),
        face!("liberation", "LiberationMono-Bold.ttf", Mono, BOLD),
        face!("liberation", "LiberationMono-Italic.ttf", Mono, ITALIC),
        face!(
            "liberation",
            "LiberationMono-BoldItalic.ttf",
            Mono,
            BOLD_ITALIC
        ),
    ]
}

/// The faces for scripts and symbols.
fn other_faces() -> Vec<Face> {
    vec![
        face!("symbols", "ChordProApiSymbols.ttf", Other, REGULAR),
        face!("musejazz", "MuseJazzText.otf", Other, REGULAR),
        face!("noto", "NotoSansHebrew-Regular.ttf", Other, REGULAR),
        packed!("NotoSansArabic-Regular.ttf", Other, REGULAR),
        packed!("NotoSansDevanagari-Regular.ttf", Other, REGULAR),
        face!("noto", "NotoSansArmenian-Regular.ttf", Other, REGULAR),
        face!("noto", "NotoSansGeorgian-Regular.ttf", Other, REGULAR),
        face!("noto", "NotoSansThai-Regular.ttf", Other, REGULAR),
        packed!("NotoSansBengali-Regular.ttf", Other, REGULAR),
        face!("noto", "NotoSansTamil-Regular.ttf", Other, REGULAR),
        face!("noto", "NotoMusic-Regular.ttf", Other, REGULAR),
        packed!("NotoSansSymbols2-Regular.ttf", Other, REGULAR),
        packed!("DroidSansFallback.ttf", Other, REGULAR),
        packed!("NotoEmoji-Regular.ttf", Other, REGULAR),
        #[cfg(not(feature = "freefont"))]
        face!("dejavu", "DejaVuSans.ttf", Other, REGULAR),
    ]
}

/// The faces for scripts and symbols, in the order in which they are tried.
pub(crate) const FALLBACK: &[&str] = &[
    #[cfg(not(feature = "freefont"))]
    "DejaVuSans.ttf",
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
    EMOJI,
];

/// The core fonts of PDF and the faces that stand in for them (`docs/spec/pages.md#1.2`).
///
/// Symbol and ZapfDingbats are not remapped by the reference; here the serif face stands for them, which has the
/// Greek letters, the mathematical signs and the dingbats at their own code points.
#[cfg(feature = "freefont")]
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

/// The core fonts of PDF with the faces that they stand for where there is no FreeFont.
#[cfg(not(feature = "freefont"))]
pub(crate) const CORE: &[(&str, &str)] = &[
    ("times-roman", "LiberationSerif-Regular.ttf"),
    ("times-bold", "LiberationSerif-Bold.ttf"),
    ("times-italic", "LiberationSerif-Italic.ttf"),
    ("times-bolditalic", "LiberationSerif-BoldItalic.ttf"),
    ("helvetica", "LiberationSans-Regular.ttf"),
    ("helvetica-bold", "LiberationSans-Bold.ttf"),
    ("helvetica-oblique", "LiberationSans-Italic.ttf"),
    ("helvetica-boldoblique", "LiberationSans-BoldItalic.ttf"),
    ("courier", "LiberationMono-Regular.ttf"),
    ("courier-bold", "LiberationMono-Bold.ttf"),
    ("courier-oblique", "LiberationMono-Italic.ttf"),
    ("courier-boldoblique", "LiberationMono-BoldItalic.ttf"),
    ("symbol", "DejaVuSans.ttf"),
    ("zapfdingbats", "DejaVuSans.ttf"),
];

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_face_is_the_file_that_it_is_named_after() {
        let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/fonts");
        let folders: Vec<_> = fs::read_dir(fonts)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .collect();
        for face in faces() {
            let file = folders
                .iter()
                .find_map(|folder| fs::read(folder.join(face.name())).ok());
            let file = file.unwrap_or_else(|| panic!("{} is no file", face.name()));
            assert!(face.bytes().as_ref() == file, "{}", face.name());
        }
    }
}
