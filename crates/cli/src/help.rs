//! Help texts, manual page and completions, generated from the table of options.

use std::fmt::Write;

use crate::option::{Group, Kind, OPTIONS, OptionRow};

/// The identification. Wrappers of the reference search it for the name and version.
pub(crate) fn ident() -> String {
    format!(
        "This is ChordPro core 6.101.0 (chordpro-api {})",
        env!("CARGO_PKG_VERSION")
    )
}

/// The text of `--version`: the identification, and the build on the second line.
pub(crate) fn version() -> String {
    format!("{}\nbuild {}", ident(), chordpro_engine::BUILD)
}

/// The usage text.
pub(crate) fn usage() -> String {
    let mut text = String::from("Usage: chordpro [ options ] [ file ... ]\n");
    for group in Group::ALL {
        let _ = writeln!(text, "\n{}:", group.heading());
        for row in shown(group) {
            let names = names(row);
            if names.len() < 30 {
                let _ = writeln!(text, "    {names:<30}{}", row.help);
            } else {
                let _ = writeln!(text, "    {names}\n{:34}{}", "", row.help);
            }
        }
    }
    text
}

/// The text of `--about`.
pub(crate) fn about() -> String {
    format!(
        "{}\nConverts songs in ChordPro format to PDF, HTML, text and more.\n\
         It follows the output of ChordPro 6.101.0, and is a program of its own.",
        ident()
    )
}

/// The manual page, in roff.
pub(crate) fn man_page() -> String {
    let mut page = String::from(
        ".TH CHORDPRO 1\n.SH NAME\nchordpro \\- convert songs in ChordPro format\n\
         .SH SYNOPSIS\n.B chordpro\n[\\fIoptions\\fR] [\\fIfile\\fR ...]\n\
         .SH DESCRIPTION\nReads songs, lyrics with chords in brackets, and writes them as PDF, HTML, plain text and more.\n\
         The suffix of the output says which. A file called \\- is the standard input.\n",
    );
    for group in Group::ALL {
        let _ = writeln!(page, ".SH {}", group.heading().to_uppercase());
        for row in shown(group) {
            let _ = writeln!(page, ".TP\n.B {}\n{}.", roff(&names(row)), roff(row.help));
        }
    }
    page.push_str(
        ".SH EXIT STATUS\n.TP\n.B 0\nThe output was written.\n.TP\n.B 1\nNo input, or findings of \\-\\-lint.\n\
         .TP\n.B 2\nThe command line or a file could not be used.\n.TP\n.B 255\nA configuration or a song could not be used.\n",
    );
    page
}

/// Completions for a shell, if it is known.
pub(crate) fn completions(shell: &str) -> Option<String> {
    match shell {
        "bash" => Some(format!(
            "complete -o default -W '{}' chordpro\n",
            long_names().join(" ")
        )),
        "zsh" => {
            let mut text = String::from("#compdef chordpro\n_arguments \\\n");
            for row in described() {
                let value = if takes_value(row) { "=" } else { "" };
                for name in row.names.iter().filter(|name| name.len() > 1) {
                    let help = row.help.replace('\'', "").replace([':', '[', ']'], " ");
                    let _ = writeln!(text, "  '--{name}{value}[{help}]' \\");
                }
            }
            text.push_str("  '*:song:_files'\n");
            Some(text)
        }
        "fish" => {
            let mut text = String::new();
            for row in described() {
                text.push_str("complete -c chordpro");
                for name in row.names {
                    let dash = if name.len() == 1 { "-s" } else { "-l" };
                    let _ = write!(text, " {dash} {name}");
                }
                if takes_value(row) {
                    text.push_str(" -r");
                }
                let _ = writeln!(text, " -d '{}'", row.help.replace('\'', ""));
            }
            Some(text)
        }
        _ => None,
    }
}

fn described() -> impl Iterator<Item = &'static OptionRow> {
    OPTIONS.iter().filter(|row| !row.help.is_empty())
}

fn shown(group: Group) -> impl Iterator<Item = &'static OptionRow> {
    described().filter(move |row| row.group == group)
}

fn takes_value(row: &OptionRow) -> bool {
    !matches!(row.kind, Kind::Flag | Kind::Negatable)
}

fn long_names() -> Vec<String> {
    described()
        .flat_map(OptionRow::spellings)
        .filter(|(name, _)| name.len() > 1)
        .map(|(name, _)| format!("--{name}"))
        .collect()
}

fn names(row: &OptionRow) -> String {
    let mut names = Vec::new();
    for name in row.names {
        names.push(match (name.len(), row.kind) {
            (1, _) => format!("-{name}"),
            (_, Kind::Negatable) => format!("--[no]{name}"),
            (_, Kind::OptionalText) => format!("--{name}[={}]", row.value),
            (_, Kind::Flag) => format!("--{name}"),
            _ => format!("--{name}={}", row.value),
        });
    }
    names.join(" ")
}

fn roff(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usage_names_every_described_option() {
        let usage = usage();
        for row in described() {
            assert!(usage.contains(row.help), "{:?}", row.names);
        }
    }

    #[test]
    fn completions_know_three_shells() {
        for shell in ["bash", "zsh", "fish"] {
            let text = completions(shell).expect("a known shell");
            assert!(text.contains("transpose"), "{shell}");
        }
        assert_eq!(completions("csh"), None);
    }

    #[test]
    fn the_manual_page_escapes_dashes() {
        assert!(man_page().contains("\\-\\-transpose=N"));
    }
}
