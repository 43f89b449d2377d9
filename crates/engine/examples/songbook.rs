//! Makes one PDF of many songs, with a cover, a table of contents and an outline:
//!
//! `cargo run -p chordpro-engine --example songbook -- book.pdf one.cho two.cho`
//!
//! Without arguments it makes a book of two short songs, and prints its table of contents.

use std::error::Error;
use std::fs;

use chordpro_engine::{Engine, Format, Input, Request};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    println!("{}", run(&arguments)?);
    Ok(())
}

/// Runs with the given arguments, and returns the text to print.
pub(crate) fn run(arguments: &[String]) -> Result<String, Box<dyn Error>> {
    let (output, inputs) = match arguments {
        [output, songs @ ..] => (Some(output), read(songs)?),
        [] => (None, short_songs()),
    };
    // On letter paper, sorted by title; every song starts on a right page, as configured.
    let request = Request::book(inputs, Format::Pdf)
        .title("Our Songs")
        .define("pdf.papersize", "letter")
        .define("pdf.songbook.sort-songs", "title");
    let book = Engine::new().convert(&request)?;
    for diagnostic in &book.diagnostics {
        eprintln!("{}", diagnostic.text());
    }
    if let Some(output) = output {
        fs::write(output, &book.bytes)?;
    }
    let contents = book.csv.unwrap_or_default();
    Ok(format!(
        "{} songs on {} pages\n{contents}",
        book.songs, book.pages
    ))
}

fn read(songs: &[String]) -> Result<Vec<Input>, Box<dyn Error>> {
    let read = |song: &String| Ok(Input::new(song, fs::read(song)?));
    songs.iter().map(read).collect()
}

fn short_songs() -> Vec<Input> {
    vec![
        Input::new(
            "swing-low.cho",
            "{title: Swing Low}\nSwing [D]low, sweet [G]chari[D]ot\n",
        ),
        Input::new(
            "amazing-grace.cho",
            "{title: Amazing Grace}\n[C]Amazing grace\n",
        ),
    ]
}
