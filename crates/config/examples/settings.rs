//! Prints every setting with its fields in the typed view and its documentation, one per line, for `scripts/settings`.

fn main() {
    for row in chordpro_config::rows() {
        println!("{}\t{}\t{}", row.path, row.fields.join(" "), row.about);
    }
}
