//! Import limits: content beyond them is an error, so that hostile input ends in bounded time.

/// Bytes of a sheet, or of an unpacked archive in total. The largest song books shared as one file have a few megabytes.
pub(crate) const MAX_BYTES: usize = 16 << 20;

/// Bytes of a line of text. A lyrics line has about a hundred; an iReal Pro playlist is one line, and has a separate limit.
pub(crate) const MAX_LINE: usize = 64 << 10;

/// Files in an archive.
pub(crate) const MAX_ENTRIES: usize = 5_000;

/// Songs in one file.
pub(crate) const MAX_SONGS: usize = 5_000;

/// Nodes of an XML document: elements, attributes and texts. A lead sheet of 200 measures has about 10 000.
pub(crate) const MAX_XML_NODES: u32 = 1_000_000;

/// Nesting depth of an XML document. MusicXML needs about ten levels.
pub(crate) const MAX_XML_DEPTH: usize = 64;
