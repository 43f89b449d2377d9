//! The arguments of the command line.

use chordpro_engine::{ConfigSource, Diagrams, Format, Options, Profile, Trust};

use crate::{Failure, files};

/// What the user asks for.
pub(crate) struct Arguments {
    pub(crate) inputs: Vec<String>,
    pub(crate) output: String,
    pub(crate) format: Format,
    pub(crate) options: Options,
}

/// Reads the arguments (without the program's name).
pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Arguments, Failure> {
    let mut options = Options {
        profile: Profile::Reference,
        trust: Trust::Trusted,
        ..Options::default()
    };
    let mut inputs = Vec::new();
    let mut output = None;
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let Some(option) = argument.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
            inputs.push(argument);
            continue;
        };
        let option = option.strip_prefix('-').unwrap_or(option);
        let (name, mut given) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (option, None),
        };
        let mut value = || {
            given
                .take()
                .or_else(|| arguments.next())
                .ok_or_else(|| usage(&format!("Option {name} requires an argument")))
        };
        match name {
            "o" | "output" => output = Some(value()?),
            "config" | "cfg" => options.configs.push(config(&value()?)?),
            "define" => options.defines.push(pair(&value()?)),
            "meta" => options.meta.push(pair(&value()?)),
            "transpose" | "x" => options.transpose = Some(value()?),
            "transcode" | "xc" => options.transcode = Some(value()?),
            "diagrams" => options.diagrams = diagrams(&value()?),
            "no-chord-grids" | "nochord-grids" => options.diagrams = Some(Diagrams::None),
            "decapo" => options.decapo = true,
            "lyrics-only" | "l" => options.lyrics_only = true,
            "single-space" | "a" => options.single_space = true,
            "fragment" | "F" => options.fragment = true,
            "strict" => options.strict = true,
            "crd" => options.chords_over_lyrics = Some(true),
            "noa2crd" | "no-a2crd" => options.chords_over_lyrics = Some(false),
            "toc" => options.contents = Some(true),
            "no-toc" | "notoc" => options.contents = Some(false),
            "title" => options.title = Some(value()?),
            "subtitle" => options.subtitle = Some(value()?),
            "start-page-number" | "p" => options.start_page = value()?.parse().ok(),
            "vertical-space" => options.vertical_space = value()?.parse().ok(),
            "page-size" | "P" => options.defines.push(("pdf.papersize".to_owned(), value()?)),
            "profile" => {
                options.profile = if value()? == "complete" {
                    Profile::Complete
                } else {
                    Profile::Reference
                };
            }
            "encoding" => drop(value()?),
            "no-strict" | "no-config" | "noconfig" | "no-default-configs" | "no-songconfig" => {}
            _ => return Err(usage(&format!("Unknown option: {name}"))),
        }
    }
    let output =
        output.ok_or_else(|| usage("Please use \"--output\" to specify the output file name"))?;
    let suffix = output.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    let format = Format::from_name(suffix)
        .ok_or_else(|| usage(&format!("Unknown output format: {suffix}")))?;
    if inputs.is_empty() {
        return Err(Failure {
            message: "usage: chordpro [options] file ...".to_owned(),
            status: 1,
        });
    }
    Ok(Arguments {
        inputs,
        output,
        format,
        options,
    })
}

fn config(name: &str) -> Result<ConfigSource, Failure> {
    match std::fs::read(name) {
        Ok(content) => Ok(ConfigSource::Text {
            name: name.to_owned(),
            content: content.into(),
        }),
        Err(_) if !name.contains('.') && !name.contains('/') => {
            Ok(ConfigSource::Preset(name.to_owned()))
        }
        Err(error) => Err(Failure {
            message: format!("{name}: {}", files::reason(&error)),
            status: 2,
        }),
    }
}

fn diagrams(value: &str) -> Option<Diagrams> {
    match value.to_lowercase().as_str() {
        "all" => Some(Diagrams::All),
        "user" => Some(Diagrams::User),
        "none" => Some(Diagrams::None),
        _ => None,
    }
}

fn pair(text: &str) -> (String, String) {
    let (key, value) = text.split_once('=').unwrap_or((text, ""));
    (key.to_owned(), value.to_owned())
}

fn usage(message: &str) -> Failure {
    Failure {
        message: format!("{message}\nusage: chordpro [options] file ..."),
        status: 2,
    }
}
