//! Pages to SVG, one picture for each page.
