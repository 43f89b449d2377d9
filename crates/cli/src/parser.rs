//! Command line parser, driven by the table of options: GNU style, unique prefixes, one or two dashes, files anywhere
//! (`docs/spec/cli.md#1`).

use crate::option::{Id, Kind, OPTIONS, OptionRow, REFERENCE_MODE};

/// An option as given.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Given {
    pub(crate) id: Id,
    pub(crate) value: Value,
}

/// The value of an option.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// A flag; `false` if it is negated.
    Switch(bool),
    /// A text.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A pair.
    Pair(String, String),
}

/// The parsed command line.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Parsed {
    pub(crate) options: Vec<Given>,
    pub(crate) files: Vec<String>,
}

/// The set of available options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vocabulary {
    /// All options.
    Full,
    /// The options of reference mode.
    Reference,
}

impl Vocabulary {
    fn rows(self) -> impl Iterator<Item = &'static OptionRow> {
        OPTIONS.iter().filter(move |row| {
            self == Vocabulary::Full
                || row
                    .names
                    .first()
                    .is_some_and(|name| REFERENCE_MODE.contains(name))
        })
    }
}

/// Parses the arguments (without the program's name).
///
/// # Errors
/// The complaints, one per line.
pub(crate) fn parse(
    arguments: impl IntoIterator<Item = String>,
    vocabulary: Vocabulary,
) -> Result<Parsed, String> {
    let mut parsed = Parsed::default();
    let mut complaints = Vec::new();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        if argument == "--" {
            parsed.files.extend(arguments);
            break;
        }
        let Some(option) = argument.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
            parsed.files.push(argument);
            continue;
        };
        let option = option.strip_prefix('-').unwrap_or(option);
        match read_option(option, &mut arguments, vocabulary) {
            Ok(given) => parsed.options.push(given),
            Err(complaint) => complaints.push(complaint),
        }
    }
    if complaints.is_empty() {
        Ok(parsed)
    } else {
        Err(complaints.join("\n"))
    }
}

fn read_option(
    option: &str,
    arguments: &mut impl Iterator<Item = String>,
    vocabulary: Vocabulary,
) -> Result<Given, String> {
    let (name, given) = match option.split_once('=') {
        Some((name, value)) => (name, Some(value.to_owned())),
        None => (option, None),
    };
    let (row, is_on) = find(name, vocabulary)?;
    let value = match row.kind {
        Kind::Flag | Kind::Negatable => match given {
            Some(_) => return Err(format!("Option {name} does not take an argument")),
            None => Value::Switch(is_on),
        },
        Kind::OptionalText => Value::Text(given.unwrap_or_default()),
        Kind::Text | Kind::Integer | Kind::Number | Kind::Pair => {
            // `--option=` has no argument either.
            let text = match given {
                Some(text) => Some(text).filter(|text| !text.is_empty()),
                None => arguments.next(),
            };
            let text = text.ok_or_else(|| format!("Option {name} requires an argument"))?;
            value(name, row.kind, text)?
        }
    };
    Ok(Given { id: row.id, value })
}

fn value(name: &str, kind: Kind, text: String) -> Result<Value, String> {
    match kind {
        Kind::Integer => text.parse().map(Value::Integer).map_err(|_| {
            format!("Value \"{text}\" invalid for option {name} (integer number expected)")
        }),
        Kind::Number => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Number(number)),
            _ => Err(format!(
                "Value \"{text}\" invalid for option {name} (real number expected)"
            )),
        },
        Kind::Pair => match text.split_once('=') {
            Some((key, value)) => Ok(Value::Pair(key.to_owned(), value.to_owned())),
            None => Err(format!("Option {name}, key \"{text}\", requires a value")),
        },
        _ => Ok(Value::Text(text)),
    }
}

/// The option called `name`: by a full spelling, else by a prefix that is unique.
fn find(name: &str, vocabulary: Vocabulary) -> Result<(&'static OptionRow, bool), String> {
    let mut fitting: Vec<(&'static OptionRow, bool, String)> = Vec::new();
    for row in vocabulary.rows() {
        for (spelling, is_on) in row.spellings() {
            if spelling == name {
                return Ok((row, is_on));
            }
            // Single letters have no prefixes, and the empty text is not a prefix.
            if !name.is_empty() && spelling.starts_with(name) {
                fitting.push((row, is_on, spelling));
            }
        }
    }
    let Some((first, is_on, _)) = fitting.first() else {
        return Err(format!("Unknown option: {name}"));
    };
    let is_same = |row: &OptionRow| std::ptr::eq(row, *first);
    if fitting
        .iter()
        .all(|(row, other, _)| is_same(row) && other == is_on)
    {
        return Ok((first, *is_on));
    }
    let mut names: Vec<&str> = fitting
        .iter()
        .map(|(_, _, spelling)| spelling.as_str())
        .collect();
    names.sort_unstable();
    Err(format!("Option {name} is ambiguous ({})", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Parsed, String> {
        parse(line.split(' ').map(str::to_owned), Vocabulary::Full)
    }

    fn one(line: &str) -> (Id, Value) {
        let parsed = read(line).expect("a valid line");
        let given = parsed.options.first().expect("an option").clone();
        (given.id, given.value)
    }

    fn text(value: &str) -> Value {
        Value::Text(value.to_owned())
    }

    #[test]
    fn values_follow_or_stand_behind_an_equals_sign() {
        for line in [
            "--output=z.txt",
            "--output z.txt",
            "-o z.txt",
            "-o=z.txt",
            "-output=z.txt",
            "--outp z.txt",
        ] {
            assert_eq!(one(line), (Id::Output, text("z.txt")), "{line}");
        }
    }

    #[test]
    fn a_value_may_begin_with_a_dash() {
        assert_eq!(one("--transpose -2"), (Id::Transpose, text("-2")));
        assert_eq!(one("-p -3"), (Id::StartPage, Value::Integer(-3)));
    }

    #[test]
    fn a_prefix_must_be_unique() {
        assert_eq!(one("--transp 1").0, Id::Transpose);
        assert_eq!(one("--no-str"), (Id::Strict, Value::Switch(false)));
        assert_eq!(
            read("--trans 1"),
            Err("Option trans is ambiguous (transcode, transpose)".to_owned())
        );
    }

    #[test]
    fn a_full_spelling_wins_over_longer_ones() {
        assert_eq!(one("-t 12"), (Id::TextSize, Value::Integer(12)));
        assert_eq!(one("--diagrams all").0, Id::Diagrams);
    }

    #[test]
    fn negations_have_two_forms() {
        for line in ["--no-toc", "--notoc"] {
            assert_eq!(one(line), (Id::Contents, Value::Switch(false)));
        }
        assert_eq!(one("--noa2crd"), (Id::Import, Value::Switch(false)));
    }

    #[test]
    fn complaints_follow_the_reference() {
        for (line, complaint) in [
            ("--nosuchoption", "Unknown option: nosuchoption"),
            ("-lX", "Unknown option: lX"),
            ("--Output=x", "Unknown option: Output"),
            ("--strict=1", "Option strict does not take an argument"),
            ("--output", "Option output requires an argument"),
            ("--diagrams= s.cho", "Option diagrams requires an argument"),
            (
                "-p abc",
                "Value \"abc\" invalid for option p (integer number expected)",
            ),
            (
                "-w 1x",
                "Value \"1x\" invalid for option w (real number expected)",
            ),
            ("--meta foo", "Option meta, key \"foo\", requires a value"),
            ("--no-lyrics-only", "Unknown option: no-lyrics-only"),
        ] {
            assert_eq!(read(line), Err(complaint.to_owned()), "{line}");
        }
    }

    #[test]
    fn files_stand_anywhere_and_a_dash_is_one() {
        let parsed = read("a.cho --strict - -- --b.cho").expect("a valid line");
        assert_eq!(parsed.files, ["a.cho", "-", "--b.cho"]);
    }

    #[test]
    fn reference_mode_knows_few_options() {
        let read = |line: &str| parse([line.to_owned()], Vocabulary::Reference);
        assert!(read("--strict").is_ok());
        assert_eq!(read("-X"), Err("Unknown option: X".to_owned()));
    }
}
