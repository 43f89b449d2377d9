//! Integration tests of configurations.

mod documentation;
mod wrong_values;
