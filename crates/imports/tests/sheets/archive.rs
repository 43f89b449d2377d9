//! Zip files for tests.

use std::io::Write;

use rawzip::{CompressionMethod, ZipArchiveWriter};

/// A zip file with one compressed song, and one file that is not a song.
pub(crate) fn of(name: &str, content: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut packed);
    for (name, content) in [("OnSong.sqlite", b"\0".as_slice()), (name, content)] {
        let (mut entry, config) = archive
            .new_file(name)
            .compression_method(CompressionMethod::DEFLATE)
            .start()
            .expect("a file can be added");
        let encoder =
            flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
        let mut writer = config.wrap(encoder);
        writer.write_all(content).expect("it can be compressed");
        let (encoder, descriptor) = writer.finish().expect("it can be finished");
        encoder.finish().expect("it can be compressed");
        entry.finish(descriptor).expect("it can be finished");
    }
    archive.finish().expect("the archive can be finished");
    packed
}
