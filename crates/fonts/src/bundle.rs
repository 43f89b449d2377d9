//! Bundled faces: the fonts embedded in the program.

use std::io::Read;
use std::sync::LazyLock;

use chordpro_fonts_bundle as files;
#[cfg(feature = "freefont")]
use chordpro_fonts_freefont as freefont;
use flate2::read::GzDecoder;

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

/// A face whose file is embedded uncompressed.
macro_rules! face {
    ($name:literal, $file:path, $family:ident, $style:ident) => {
        Face::bundled($name, $file, Family::$family, $style)
    };
}

/// A rarely used face: its file is embedded as gzip and unpacked on first use. The faces of ordinary pages are not compressed,
/// because nearly every document would have to unpack them.
macro_rules! packed {
    ($name:literal, $file:path, $family:ident, $style:ident) => {
        Face::bundled(
            $name,
            || {
                static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| unpack($file()));
                &FILE
            },
            Family::$family,
            $style,
        )
    };
}

fn unpack(packed: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    GzDecoder::new(packed)
        .read_to_end(&mut file)
        .expect("the crates of the fonts test that every packed file unpacks");
    file
}

/// All bundled faces; their ids are the positions in this list.
pub(crate) fn faces() -> Vec<Face> {
    let mut faces = text_faces();
    faces.extend(other_faces());
    faces
}

/// The text faces that replace the core fonts.
#[cfg(feature = "freefont")]
fn text_faces() -> Vec<Face> {
    vec![
        face!("FreeSerif.ttf", freefont::free_serif, Serif, REGULAR),
        face!("FreeSerifBold.ttf", freefont::free_serif_bold, Serif, BOLD),
        face!(
            "FreeSerifItalic.ttf",
            freefont::free_serif_italic,
            Serif,
            ITALIC
        ),
        packed!(
            "FreeSerifBoldItalic.ttf",
            freefont::free_serif_bold_italic_gz,
            Serif,
            BOLD_ITALIC
        ),
        face!("FreeSans.ttf", freefont::free_sans, Sans, REGULAR),
        face!("FreeSansBold.ttf", freefont::free_sans_bold, Sans, BOLD),
        face!(
            "FreeSansOblique.ttf",
            freefont::free_sans_oblique,
            Sans,
            ITALIC
        ),
        packed!(
            "FreeSansBoldOblique.ttf",
            freefont::free_sans_bold_oblique_gz,
            Sans,
            BOLD_ITALIC
        ),
        face!("FreeMono.ttf", freefont::free_mono, Mono, REGULAR),
        packed!("FreeMonoBold.ttf", freefont::free_mono_bold_gz, Mono, BOLD),
        packed!(
            "FreeMonoOblique.ttf",
            freefont::free_mono_oblique_gz,
            Mono,
            ITALIC
        ),
        packed!(
            "FreeMonoBoldOblique.ttf",
            freefont::free_mono_bold_oblique_gz,
            Mono,
            BOLD_ITALIC
        ),
    ]
}

/// The text faces that replace the core fonts: as wide as the fonts they are named after, but not as FreeFont.
#[cfg(not(feature = "freefont"))]
fn text_faces() -> Vec<Face> {
    vec![
        face!(
            "LiberationSerif-Regular.ttf",
            files::liberation_serif,
            Serif,
            REGULAR
        ),
        face!(
            "LiberationSerif-Bold.ttf",
            files::liberation_serif_bold,
            Serif,
            BOLD
        ),
        face!(
            "LiberationSerif-Italic.ttf",
            files::liberation_serif_italic,
            Serif,
            ITALIC
        ),
        face!(
            "LiberationSerif-BoldItalic.ttf",
            files::liberation_serif_bold_italic,
            Serif,
            BOLD_ITALIC
        ),
        face!(
            "LiberationSans-Regular.ttf",
            files::liberation_sans,
            Sans,
            REGULAR
        ),
        face!(
            "LiberationSans-Bold.ttf",
            files::liberation_sans_bold,
            Sans,
            BOLD
        ),
        face!(
            "LiberationSans-Italic.ttf",
            files::liberation_sans_italic,
            Sans,
            ITALIC
        ),
        face!(
            "LiberationSans-BoldItalic.ttf",
            files::liberation_sans_bold_italic,
            Sans,
            BOLD_ITALIC
        ),
        face!(
            "LiberationMono-Regular.ttf",
            files::liberation_mono,
            Mono,
            REGULAR
        ),
        face!(
            "LiberationMono-Bold.ttf",
            files::liberation_mono_bold,
            Mono,
            BOLD
        ),
        face!(
            "LiberationMono-Italic.ttf",
            files::liberation_mono_italic,
            Mono,
            ITALIC
        ),
        face!(
            "LiberationMono-BoldItalic.ttf",
            files::liberation_mono_bold_italic,
            Mono,
            BOLD_ITALIC
        ),
    ]
}

/// The faces for scripts and symbols.
fn other_faces() -> Vec<Face> {
    vec![
        face!(
            "ChordProApiSymbols.ttf",
            files::chord_pro_api_symbols,
            Other,
            REGULAR
        ),
        face!("MuseJazzText.otf", files::muse_jazz_text, Other, REGULAR),
        face!(
            "NotoSansHebrew-Regular.ttf",
            files::noto_sans_hebrew,
            Other,
            REGULAR
        ),
        packed!(
            "NotoSansArabic-Regular.ttf",
            files::noto_sans_arabic_gz,
            Other,
            REGULAR
        ),
        packed!(
            "NotoSansDevanagari-Regular.ttf",
            files::noto_sans_devanagari_gz,
            Other,
            REGULAR
        ),
        face!(
            "NotoSansArmenian-Regular.ttf",
            files::noto_sans_armenian,
            Other,
            REGULAR
        ),
        face!(
            "NotoSansGeorgian-Regular.ttf",
            files::noto_sans_georgian,
            Other,
            REGULAR
        ),
        face!(
            "NotoSansThai-Regular.ttf",
            files::noto_sans_thai,
            Other,
            REGULAR
        ),
        packed!(
            "NotoSansBengali-Regular.ttf",
            files::noto_sans_bengali_gz,
            Other,
            REGULAR
        ),
        face!(
            "NotoSansTamil-Regular.ttf",
            files::noto_sans_tamil,
            Other,
            REGULAR
        ),
        face!("NotoMusic-Regular.ttf", files::noto_music, Other, REGULAR),
        packed!(
            "NotoSansSymbols2-Regular.ttf",
            files::noto_sans_symbols_2_gz,
            Other,
            REGULAR
        ),
        packed!(
            "DroidSansFallback.ttf",
            files::droid_sans_fallback_gz,
            Other,
            REGULAR
        ),
        packed!(
            "NotoEmoji-Regular.ttf",
            files::noto_emoji_gz,
            Other,
            REGULAR
        ),
        #[cfg(not(feature = "freefont"))]
        face!("DejaVuSans.ttf", files::dejavu_sans, Other, REGULAR),
    ]
}

/// The faces for scripts and symbols, in fallback order.
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

/// The core fonts of PDF and the faces that replace them (`docs/spec/pages.md#1.2`).
///
/// The reference does not remap Symbol and ZapfDingbats; here the serif face replaces them, which has the Greek letters,
/// mathematical signs and dingbats at their own code points.
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

/// The core fonts of PDF and the faces that replace them in builds without FreeFont.
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
    use super::*;

    #[test]
    fn every_face_is_the_font_that_its_file_is_named_after() {
        let faces = faces();
        assert!(faces.len() > 20, "there are {} faces", faces.len());
        for face in faces {
            let bytes = face.bytes();
            let tables = ttf_parser::Face::parse(bytes.as_ref(), 0).expect("a font");
            let own = tables
                .names()
                .into_iter()
                .filter(|name| name.name_id == ttf_parser::name_id::POST_SCRIPT_NAME)
                .find_map(|name| name.to_string())
                .expect("a name");
            let file = face.name().rsplit_once('.').map(|(stem, _)| stem);
            let plain = |name: &str| name.trim_end_matches("-Regular").to_owned();
            assert_eq!(Some(plain(&own)), file.map(plain), "{}", face.name());
        }
    }
}
