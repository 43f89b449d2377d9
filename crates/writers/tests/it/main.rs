//! Integration tests of the text formats.

mod hostile;
mod json_schema;
mod random_songs;
mod round_trip;
