//! HTML output (`docs/spec/outputs.md#4`).
//!
//! There are two pages: `reference` follows the reference line by line; `page` is our own, with the same class names.
//! In both, every piece of a song is escaped for its context.

mod diagram;
mod escape;
mod keyboard;
mod line;
mod looks;
mod number;
mod page;
mod picture;
mod reference;
mod rows;
mod song;
mod span;
mod styles;

use chordpro_song::{Assets, Book, Budget, Exceeded};

use crate::render::Notes;
use crate::{Profile, WriteOptions, Written};

/// Writes all songs of `book`; style sheets of the configuration come from `assets`.
///
/// # Errors
/// A limit of the budget was exceeded.
pub fn write(
    book: &Book,
    options: &WriteOptions,
    assets: &dyn Assets,
    budget: &Budget,
) -> Result<Written, Exceeded> {
    let mut text = String::with_capacity(16 << 10);
    let mut notes = Notes::default();
    match options.profile {
        Profile::Reference => {
            reference::write(&mut text, book, options, assets, budget, &mut notes)?;
        }
        Profile::Complete => page::write(&mut text, book, options, assets, budget, &mut notes)?,
    }
    budget.check_bytes(text.len() as u64)?;
    Ok(Written {
        text,
        diagnostics: notes.diagnostics,
    })
}
