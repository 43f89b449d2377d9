//! Pages to PNG, one picture for each page.
