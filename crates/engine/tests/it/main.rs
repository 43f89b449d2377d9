//! Integration tests of the engine that need no process and no socket. Case files are in the test program `cases`.

mod absurd;
mod attacks;
mod combinations;
mod definitions;
mod diagnostics;
mod examples;
mod exports;
mod fixes;
mod fonts;
mod language;
mod matter;
mod module_graph;
mod native;
mod native_pairs;
mod packages;
mod page_pictures;
mod pages;
mod pictures;
mod purity;
mod scripts;
mod songs;
mod specification;
mod structure;
