//! Prints every setting with the fields that lead to it and what is said of it, a line each, for `scripts/settings`.

fn main() {
    for row in chordpro_config::rows() {
        println!("{}\t{}\t{}", row.path, row.fields.join(" "), row.about);
    }
}
