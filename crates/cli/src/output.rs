//! Output selection: target and format of the result (`docs/spec/cli.md#3`).

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use chordpro_engine::Format;

use crate::failure::Failure;
use crate::invocation::Invocation;

/// The target of the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// Standard output.
    Standard,
    /// A file; the name can contain metadata of the first song.
    File(String),
}

/// The requested target and format.
pub(crate) fn choose(
    invocation: &Invocation,
    songs: &[String],
) -> Result<(Target, Format), Failure> {
    let target = match (&invocation.output, songs) {
        (Some(name), _) if name == "-" => Target::Standard,
        (Some(name), _) => Target::File(name.clone()),
        (None, _) if !io::stdout().is_terminal() => Target::Standard,
        // A document must not overwrite itself.
        (None, [song]) if song != "-" && !suffix(song).eq_ignore_ascii_case("pdf") => {
            Target::File(Path::new(song).with_extension("pdf").display().to_string())
        }
        (None, _) => {
            return Err(Failure::refused(
                "Please use \"--output\" to specify the output file name",
            ));
        }
    };
    let format = match (&invocation.format, &target) {
        (Some(name), _) => generated(name)?,
        (None, Target::File(name)) => by_suffix(name)?,
        (None, Target::Standard) => Format::Pdf,
    };
    Ok((target, format))
}

/// The format of `--generate`, by our name or the reference's.
fn generated(name: &str) -> Result<Format, Failure> {
    Format::from_name(name).ok_or_else(|| Failure::refused(format!("No backend for {name}")))
}

/// The format for a file name extension. For an unknown one, the reference writes PDF, which hides mistakes.
fn by_suffix(name: &str) -> Result<Format, Failure> {
    let suffix = suffix(name);
    Format::from_name(suffix).ok_or_else(|| {
        let known: Vec<&str> = Format::all().map(Format::suffix).collect();
        let what = if suffix.is_empty() {
            format!("{name}: no suffix")
        } else {
            format!("{name}: unknown suffix")
        };
        Failure::refused(format!(
            "{what}; use one of {}, or --generate",
            known.join(", ")
        ))
    })
}

/// The extension of a file name, without its dot.
pub(crate) fn suffix(name: &str) -> &str {
    Path::new(name)
        .extension()
        .and_then(|suffix| suffix.to_str())
        .unwrap_or("")
}

/// The file name for a page with a 1-based number: `x.png` becomes `x-1.png`.
pub(crate) fn page_name(name: &str, number: usize) -> String {
    let (stem, suffix) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_suffix = !suffix.is_empty() && !suffix.contains(['/', std::path::MAIN_SEPARATOR]);
    if is_suffix {
        format!("{stem}-{number}.{suffix}")
    } else {
        format!("{name}-{number}")
    }
}

/// Writes the result.
pub(crate) fn write(target: &Target, bytes: &[u8]) -> Result<(), Failure> {
    match target {
        Target::Standard => {
            let mut output = io::stdout().lock();
            output
                .write_all(bytes)
                .and_then(|()| output.flush())
                .map_err(|error| match error.kind() {
                    // The reader closed the pipe early.
                    io::ErrorKind::BrokenPipe => Failure {
                        message: String::new(),
                        status: 1,
                    },
                    _ => Failure::file("standard output", &error),
                })
        }
        Target::File(name) => {
            std::fs::write(name, bytes).map_err(|error| Failure::file(name, &error))
        }
    }
}

/// A metadata value as part of a file name: anything except letters, digits, underscores and dashes becomes an underscore, so
/// that no song can choose the folder.
pub(crate) fn name_part(value: &str) -> String {
    value
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() || letter == '_' || letter == '-' {
                letter
            } else {
                '_'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suffix_says_what() {
        assert!(matches!(by_suffix("a/b.TXT"), Ok(Format::Text)));
        assert!(matches!(by_suffix("a.pages"), Ok(Format::Pages)));
        for name in ["a.foo", "a", "dir.d/a", ".pdf"] {
            assert!(by_suffix(name).is_err(), "{name}");
        }
    }

    #[test]
    fn generate_knows_the_names_of_the_reference() {
        for (name, format) in [
            ("PDF", Format::Pdf),
            ("HTML", Format::Html),
            ("ChordPro", Format::Cho),
            ("Text", Format::Text),
            ("Markdown", Format::Markdown),
            ("Meta", Format::Meta),
        ] {
            assert_eq!(generated(name), Ok(format));
        }
        assert_eq!(
            generated("LilyPond"),
            Err(Failure::refused("No backend for LilyPond"))
        );
    }

    #[test]
    fn the_number_of_a_page_stands_before_the_suffix() {
        assert_eq!(page_name("a.b/x.png", 2), "a.b/x-2.png");
        assert_eq!(page_name("a.b/x", 1), "a.b/x-1");
    }

    #[test]
    fn a_value_cannot_leave_the_folder() {
        assert_eq!(name_part("../etc/My Song?"), "___etc_My_Song_");
    }
}
