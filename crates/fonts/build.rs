//! Packs the faces that few documents use, so that the program is smaller by the four megabytes that this saves.

use std::error::Error;
use std::fs::File;
use std::path::Path;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// The files that `bundle.rs` unpacks. The faces of ordinary pages are not among them: they would have to be unpacked for
/// nearly every document.
const PACKED: &[&str] = &[
    "droid/DroidSansFallback.ttf",
    "emoji/NotoEmoji-Regular.ttf",
    "freefont/FreeMonoBold.ttf",
    "freefont/FreeMonoBoldOblique.ttf",
    "freefont/FreeMonoOblique.ttf",
    "freefont/FreeSansBoldOblique.ttf",
    "freefont/FreeSerifBoldItalic.ttf",
    "noto/NotoSansArabic-Regular.ttf",
    "noto/NotoSansBengali-Regular.ttf",
    "noto/NotoSansDevanagari-Regular.ttf",
    "noto/NotoSansSymbols2-Regular.ttf",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/fonts");
    let out = std::env::var("OUT_DIR")?;
    for file in PACKED {
        let path = fonts.join(file);
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path.file_name().ok_or("a file has a name")?;
        let packed = File::create(Path::new(&out).join(name).with_extension("ttf.z"))?;
        let mut encoder = ZlibEncoder::new(packed, Compression::best());
        std::io::copy(&mut File::open(&path)?, &mut encoder)?;
        encoder.finish()?;
    }
    Ok(())
}
