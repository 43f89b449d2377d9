//! Case files: a song, options, and the expected output. `tests/README.md` describes them; `UPDATE_CASES=1` rewrites the outputs.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chordpro_engine::{ConfigSource, Diagrams, Engine, Format, Options, Profile, Request, Trust};
use libtest_mimic::{Failed, Trial};

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::new);

/// An option in the head of a case.
struct CaseOption {
    name: &'static str,
    /// The valid values, as in `tests/README.md`.
    values: &'static str,
    effect: &'static str,
    /// Applies a value; `None` if it is invalid.
    apply: fn(&mut Options, &str) -> Option<()>,
}

/// All options of cases.
const OPTIONS: &[CaseOption] = &[
    CaseOption {
        name: "profile",
        values: "`reference`, `complete`",
        effect: "The profile; `complete` if absent.",
        apply: |options, value| {
            options.profile = choose(
                value,
                &[
                    ("reference", Profile::Reference),
                    ("complete", Profile::Complete),
                ],
            )?;
            Some(())
        },
    },
    CaseOption {
        name: "config",
        values: "a preset",
        effect: "Adds a preset to the configuration. May be repeated.",
        apply: |options, value| {
            options.configs.push(ConfigSource::Preset(value.to_owned()));
            Some(())
        },
    },
    CaseOption {
        name: "define",
        values: "`path=value`",
        effect: "Sets one setting, after all presets. May be repeated.",
        apply: |options, value| {
            options.defines.push(pair(value)?);
            Some(())
        },
    },
    CaseOption {
        name: "meta",
        values: "`name=value`",
        effect: "Sets metadata of every song. May be repeated.",
        apply: |options, value| {
            options.meta.push(pair(value)?);
            Some(())
        },
    },
    CaseOption {
        name: "backend",
        values: "`name=value`",
        effect: "An option of the output format (`--backend-option`). May be repeated.",
        apply: |options, value| {
            options.backend.push(pair(value)?);
            Some(())
        },
    },
    CaseOption {
        name: "transpose",
        values: "as `--transpose`",
        effect: "Transposes the song.",
        apply: |options, value| {
            options.transpose = Some(value.to_owned());
            Some(())
        },
    },
    CaseOption {
        name: "transcode",
        values: "a notation",
        effect: "Writes chords in another notation.",
        apply: |options, value| {
            options.transcode = Some(value.to_owned());
            Some(())
        },
    },
    CaseOption {
        name: "decapo",
        values: "`yes`, `no`",
        effect: "Replaces the capo by a transposition.",
        apply: |options, value| {
            options.decapo = yes_or_no(value)?;
            Some(())
        },
    },
    CaseOption {
        name: "lyrics only",
        values: "`yes`, `no`",
        effect: "Leaves out chords and what belongs to them.",
        apply: |options, value| {
            options.lyrics_only = yes_or_no(value)?;
            Some(())
        },
    },
    CaseOption {
        name: "single space",
        values: "`yes`, `no`",
        effect: "No chord row above lines without chords.",
        apply: |options, value| {
            options.single_space = yes_or_no(value)?;
            Some(())
        },
    },
    CaseOption {
        name: "diagrams",
        values: "`all`, `user`, `none`",
        effect: "Which chord diagrams are shown.",
        apply: |options, value| {
            options.diagrams = Some(choose(
                value,
                &[
                    ("all", Diagrams::All),
                    ("user", Diagrams::User),
                    ("none", Diagrams::None),
                ],
            )?);
            Some(())
        },
    },
    CaseOption {
        name: "strict",
        values: "`yes`, `no`",
        effect: "Reports what is tolerated otherwise.",
        apply: |options, value| {
            options.strict = yes_or_no(value)?;
            Some(())
        },
    },
    CaseOption {
        name: "title",
        values: "a text",
        effect: "The title of the book, for its cover.",
        apply: |options, value| {
            options.title = Some(value.to_owned());
            Some(())
        },
    },
    CaseOption {
        name: "trust",
        values: "`own`, `stranger`",
        effect: "Whose settings these are; a `stranger`'s if absent.",
        apply: |options, value| {
            options.trust = choose(
                value,
                &[("own", Trust::Trusted), ("stranger", Trust::default())],
            )?;
            Some(())
        },
    },
    CaseOption {
        name: "spec",
        values: "as `language 5.3, outputs 2`",
        effect: "The clauses of `docs/spec` that the case shows. Changes nothing.",
        apply: |_, _| Some(()),
    },
];

fn choose<T: Copy>(value: &str, choices: &[(&str, T)]) -> Option<T> {
    let (_, chosen) = choices.iter().find(|(name, _)| *name == value)?;
    Some(*chosen)
}

fn yes_or_no(value: &str) -> Option<bool> {
    choose(value, &[("yes", true), ("no", false)])
}

fn pair(text: &str) -> Option<(String, String)> {
    let (key, value) = text.split_once('=')?;
    Some((key.to_owned(), value.to_owned()))
}

struct Case<'a> {
    /// Everything before the output.
    head: &'a str,
    request: Request,
    expected: &'a str,
}

impl<'a> Case<'a> {
    fn parse(text: &'a str) -> Result<Self, String> {
        let (options, rest) = text
            .split_once("--- song\n")
            .ok_or("there is no line `--- song`")?;
        let (song, rest) = rest
            .split_once("\n--- ")
            .ok_or("there is no line `--- FORMAT` after the song")?;
        let (format, expected) = rest.split_once('\n').unwrap_or((rest, ""));
        let format = Format::all()
            .find(|known| known.name() == format)
            .ok_or_else(|| {
                let all: Vec<_> = Format::all().map(Format::name).collect();
                format!(
                    "there is no format `{format}`; there are {}",
                    all.join(", ")
                )
            })?;
        let mut request = Request::new(format!("{song}\n"), format);
        for line in options.lines().skip(1) {
            let (name, value) = line
                .split_once(": ")
                .ok_or_else(|| format!("`{line}` is no option: `name: value` is"))?;
            let option = OPTIONS
                .iter()
                .find(|option| option.name == name)
                .ok_or_else(|| format!("there is no option `{name}`; see tests/README.md"))?;
            (option.apply)(&mut request.options, value)
                .ok_or_else(|| format!("{name} takes {}, not `{value}`", option.values))?;
        }
        Ok(Case {
            head: text.strip_suffix(expected).unwrap_or(text),
            request,
            expected,
        })
    }

    /// The output: diagnostics, then the document; for HTML, only the body.
    fn output(&self) -> Result<String, String> {
        let artifact = match ENGINE.convert(&self.request) {
            Ok(artifact) => artifact,
            Err(error) => return Ok(format!("! {error}\n")),
        };
        let mut output = String::new();
        for diagnostic in &artifact.diagnostics {
            let severity = diagnostic.severity.name();
            let line = diagnostic
                .line
                .map_or_else(String::new, |line| format!(" in line {line}"));
            writeln!(output, "! {severity}{line}: {}", diagnostic.message)
                .expect("a string takes it");
        }
        let text = String::from_utf8(artifact.bytes)
            .map_err(|_| "a case needs a format that is text".to_owned())?;
        let body = match text.split_once("<body>\n") {
            Some((_, body)) => body
                .trim_end_matches("</html>\n")
                .trim_end_matches("</body>\n"),
            None => text.as_str(),
        };
        output.push_str(body);
        if !output.ends_with('\n') {
            output.push('\n');
        }
        Ok(output)
    }
}

/// The tests: one for each file of `tests/cases`, named `case/FILE`, and one for the table of options.
pub(crate) fn tests() -> Vec<Trial> {
    let tests_folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests");
    let entries =
        fs::read_dir(tests_folder.join("cases")).expect("the cases are part of the project");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry of a folder can be read").path())
        .filter(|path| path.extension().is_some_and(|suffix| suffix == "case"))
        .collect();
    files.sort();
    assert!(files.len() >= 100, "only {} cases were found", files.len());
    let mut tests: Vec<Trial> = files
        .into_iter()
        .map(|file| {
            let name = file.file_stem().unwrap_or_default().display();
            Trial::test(format!("case/{name}"), move || compare(&file))
        })
        .collect();
    let readme = tests_folder.join("README.md");
    tests.push(Trial::test("case options are documented", move || {
        compare_table(&readme)
    }));
    tests
}

fn is_update() -> bool {
    std::env::var_os("UPDATE_CASES").is_some()
}

fn compare(file: &Path) -> Result<(), Failed> {
    let text = fs::read_to_string(file)?;
    let case = Case::parse(&text)?;
    let output = case.output()?;
    if output == case.expected {
        return Ok(());
    }
    if is_update() {
        fs::write(file, format!("{}{output}", case.head))?;
        return Ok(());
    }
    Err(difference(case.expected, &output).into())
}

/// The lines from the first to the last difference, expected and actual.
fn difference(expected: &str, output: &str) -> String {
    let (expected, output): (Vec<_>, Vec<_>) =
        (expected.lines().collect(), output.lines().collect());
    let same = |pair: &(&&str, &&str)| pair.0 == pair.1;
    let start = expected.iter().zip(&output).take_while(same).count();
    let end = expected
        .iter()
        .skip(start)
        .rev()
        .zip(output.iter().skip(start).rev())
        .take_while(same)
        .count();
    let mut text = format!("differs from line {} of the output on", start + 1);
    for (mark, lines) in [('-', &expected), ('+', &output)] {
        let count = lines.len() - start - end;
        for line in lines.iter().skip(start).take(count) {
            write!(text, "\n{mark} {line}").expect("a string takes it");
        }
    }
    text + "\nIf that is right, `UPDATE_CASES=1 cargo case NAME` writes it into the case."
}

/// Compares the table of options in `tests/README.md` with [`OPTIONS`].
fn compare_table(readme: &Path) -> Result<(), Failed> {
    const START: &str = "| option | values | effect |\n| --- | --- | --- |\n";
    let text = fs::read_to_string(readme)?;
    let (before, rest) = text
        .split_once(START)
        .ok_or("tests/README.md has no table of options")?;
    let rows: usize = rest
        .split_inclusive('\n')
        .take_while(|line| line.starts_with('|'))
        .map(str::len)
        .sum();
    let (rows, after) = rest.split_at(rows);
    let mut table = String::new();
    for option in OPTIONS {
        let CaseOption {
            name,
            values,
            effect,
            ..
        } = option;
        writeln!(table, "| `{name}` | {values} | {effect} |").expect("a string takes it");
    }
    if rows == table {
        return Ok(());
    }
    if is_update() {
        fs::write(readme, format!("{before}{START}{table}{after}"))?;
        return Ok(());
    }
    Err("tests/README.md shows other options; UPDATE_CASES=1 writes the table".into())
}
