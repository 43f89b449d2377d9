//! What a song of a request has for itself, before the options of the request: its key and its capo in the book.

use chordpro_engine::Input;
use serde_json::{Map, Value};

use crate::problem::Problem;
use crate::request::convert_options;

/// The setting that a capo is.
pub(super) const CAPO: &str = "native.capo";

/// The members that are options of the song.
pub(super) const NAMES: [&str; 2] = ["transpose", "capo"];

/// Gives `input` the options among the `members` of the song `at` its place, from 0.
///
/// # Errors
/// Values that are none.
pub(super) fn set(
    members: &Map<String, Value>,
    at: usize,
    input: &mut Input,
) -> Result<(), Problem> {
    let given = members
        .iter()
        .filter(|(name, _)| NAMES.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()));
    let options = convert_options::read(&given.collect(), &format!("songs[{at}]."))?;
    let engine = options.engine;
    input.defines.extend(engine.defines);
    let transpose = engine.transpose;
    input
        .defines
        .extend(transpose.map(|transpose| ("settings.transpose".to_owned(), transpose)));
    Ok(())
}
