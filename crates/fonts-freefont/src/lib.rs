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
    free_serif = "FreeSerif.ttf";
    free_serif_bold = "FreeSerifBold.ttf";
    free_serif_italic = "FreeSerifItalic.ttf";
    free_serif_bold_italic_gz = "FreeSerifBoldItalic.ttf.gz";
    free_sans = "FreeSans.ttf";
    free_sans_bold = "FreeSansBold.ttf";
    free_sans_oblique = "FreeSansOblique.ttf";
    free_sans_bold_oblique_gz = "FreeSansBoldOblique.ttf.gz";
    free_mono = "FreeMono.ttf";
    free_mono_bold_gz = "FreeMonoBold.ttf.gz";
    free_mono_oblique_gz = "FreeMonoOblique.ttf.gz";
    free_mono_bold_oblique_gz = "FreeMonoBoldOblique.ttf.gz";
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
