#![doc = include_str!("../README.md")]
// clippy.toml lists what a pure library must not use.
#![cfg_attr(
    not(test),
    deny(
        clippy::disallowed_macros,
        clippy::disallowed_methods,
        clippy::disallowed_types,
        clippy::iter_over_hash_type
    )
)]

/// One function for each file of the folder `data`. Functions that are never inlined, because the compiler copies the bytes of
/// statics and of inlined functions into the metadata of the crate.
macro_rules! files {
    ($($name:ident = $file:literal;)*) => {
        $(
            #[doc = concat!("The file `", $file, "`.")]
            #[inline(never)]
            pub fn $name() -> &'static [u8] {
                include_bytes!(concat!("../data/", $file))
            }
        )*

        #[cfg(test)]
        const FILES: &[(&str, fn() -> &'static [u8])] = &[$(($file, $name)),*];
    };
}

files! {
    chord_pro_api_symbols = "symbols/ChordProApiSymbols.ttf";
    muse_jazz_text = "musejazz/MuseJazzText.otf";
    noto_sans_hebrew = "noto/NotoSansHebrew-Regular.ttf";
    noto_sans_arabic_gz = "noto/NotoSansArabic-Regular.ttf.gz";
    noto_sans_devanagari_gz = "noto/NotoSansDevanagari-Regular.ttf.gz";
    noto_sans_armenian = "noto/NotoSansArmenian-Regular.ttf";
    noto_sans_georgian = "noto/NotoSansGeorgian-Regular.ttf";
    noto_sans_thai = "noto/NotoSansThai-Regular.ttf";
    noto_sans_bengali_gz = "noto/NotoSansBengali-Regular.ttf.gz";
    noto_sans_tamil = "noto/NotoSansTamil-Regular.ttf";
    noto_music = "noto/NotoMusic-Regular.ttf";
    noto_sans_symbols_2_gz = "noto/NotoSansSymbols2-Regular.ttf.gz";
    droid_sans_fallback_gz = "droid/DroidSansFallback.ttf.gz";
    noto_emoji_gz = "emoji/NotoEmoji-Regular.ttf.gz";
    liberation_serif = "liberation/LiberationSerif-Regular.ttf";
    liberation_serif_bold = "liberation/LiberationSerif-Bold.ttf";
    liberation_serif_italic = "liberation/LiberationSerif-Italic.ttf";
    liberation_serif_bold_italic = "liberation/LiberationSerif-BoldItalic.ttf";
    liberation_sans = "liberation/LiberationSans-Regular.ttf";
    liberation_sans_bold = "liberation/LiberationSans-Bold.ttf";
    liberation_sans_italic = "liberation/LiberationSans-Italic.ttf";
    liberation_sans_bold_italic = "liberation/LiberationSans-BoldItalic.ttf";
    liberation_mono = "liberation/LiberationMono-Regular.ttf";
    liberation_mono_bold = "liberation/LiberationMono-Bold.ttf";
    liberation_mono_italic = "liberation/LiberationMono-Italic.ttf";
    liberation_mono_bold_italic = "liberation/LiberationMono-BoldItalic.ttf";
    dejavu_sans = "dejavu/DejaVuSans.ttf";
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use sha2::{Digest, Sha256};

    use super::FILES;

    /// The output of `sha256sum` for the files as distributed by their authors.
    const SUMS: &str = include_str!("../data/SHA256SUMS");

    #[test]
    fn every_file_is_the_one_its_authors_distribute() {
        let sums: Vec<String> = FILES
            .iter()
            .map(|(file, bytes)| line(file, bytes()))
            .collect();
        let mut listed: Vec<&str> = SUMS.lines().collect();
        listed.sort_unstable();
        let mut found: Vec<&str> = sums.iter().map(String::as_str).collect();
        found.sort_unstable();
        assert_eq!(found, listed);
    }

    /// The `sha256sum` line for a file; for a compressed one, after `gunzip`.
    fn line(file: &str, bytes: &[u8]) -> String {
        let mut unpacked = Vec::new();
        let (name, bytes) = match file.strip_suffix(".gz") {
            Some(name) => {
                flate2::read::GzDecoder::new(bytes)
                    .read_to_end(&mut unpacked)
                    .expect("a packed font unpacks");
                (name, unpacked.as_slice())
            }
            None => (file, bytes),
        };
        let digest: String = Sha256::digest(bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("{digest}  {name}")
    }
}
