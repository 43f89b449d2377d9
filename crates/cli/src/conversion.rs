//! Execution of an invocation.

use std::io::Read;
use std::sync::Arc;

use chordpro_engine::{
    Artifact, Config, ConfigSource, Diagnostic, Engine, Error, Format, Input, PageChoice, Request,
    converted_config, print,
};

use crate::failure::Failure;
use crate::filelist::{self, Entry, Line};
use crate::files::FileAssets;
use crate::invocation::Invocation;
use crate::output::{self, Target};
use crate::task::{ChordDump, Fixing, Printout, Task};
use crate::{configs, dump, fixing, import, lint, user};

/// Executes an invocation; returns the exit status.
pub(crate) fn run(mut invocation: Invocation) -> Result<u8, Failure> {
    if invocation.prints_ident {
        println!("{}", crate::help::ident());
    } else if invocation.verbosity > 0 {
        // The reference writes this to standard output, where it would mix with the document.
        eprintln!("{}", crate::help::ident());
    }
    if let Task::Say(text) = &invocation.task {
        say(text)?;
        return Ok(0);
    }
    if let Task::ConvertConfig(name) = &invocation.task {
        return convert_config(name, &invocation);
    }
    let entries = entries(&mut invocation)?;
    let mut request = request(&mut invocation)?;
    if invocation.verbosity > 0 {
        let given = request.options.configs.iter().map(ConfigSource::name);
        for (index, name) in std::iter::once("<builtin>").chain(given).enumerate() {
            eprintln!("Config[{index}]: {name}");
        }
    }
    let engine = Engine::new();
    match invocation.task {
        Task::PrintConfig(printout) => {
            let (config, said) = engine
                .configuration(&request)
                .map_err(|error| failure(&error))?;
            tell(&said);
            say(&printed(printout, &config))?;
            return Ok(0);
        }
        Task::DumpChords(dump) => {
            let (config, said) = engine
                .configuration(&request)
                .map_err(|error| failure(&error))?;
            tell(&said);
            say(&match dump {
                ChordDump::Directives => dump::directives(&config.library),
                ChordDump::Json => dump::json(&config),
            })?;
            return Ok(0);
        }
        _ => {}
    }
    if entries.is_empty() && !invocation.has_chord_song {
        return Err(Failure {
            status: 1,
            ..Failure::usage("No input files")
        });
    }
    request.inputs = inputs(&entries, &invocation)?;
    if invocation.has_chord_song {
        let (config, said) = engine
            .configuration(&request)
            .map_err(|error| failure(&error))?;
        tell(&said);
        let song = dump::song(&config.library);
        request.inputs.push(Input::new("built-in chords", song));
    }
    match invocation.task {
        Task::Lint(report, fixing) => {
            let findings = match fixing {
                Fixing::Off => engine.lint(&request).map_err(|error| failure(&error))?,
                fixing => fixing::run(&engine, request, fixing)?,
            };
            say(&lint::report(&findings, report))?;
            Ok(u8::from(lint::has_problem(&findings)))
        }
        Task::Inspect => {
            let songs = engine.inspect(&request).map_err(|error| failure(&error))?;
            say(&format!("{:#}\n", serde_json::json!({ "songs": songs })))?;
            Ok(0)
        }
        Task::Import => {
            let text = engine
                .import_chords_over_lyrics(&request)
                .map_err(|error| failure(&error))?;
            output::write(&result(&invocation), text.as_bytes())?;
            Ok(0)
        }
        Task::ImportSheets => import::run(&engine, &request, &invocation),
        _ => {
            convert(&engine, &invocation, request)?;
            Ok(0)
        }
    }
}

fn printed(printout: Printout, config: &Config) -> String {
    match printout {
        Printout::Template => print::template(),
        Printout::Default => print::defaults(),
        Printout::Final => print::effective(config),
        Printout::Delta => print::difference(config),
    }
}

/// Rewrites one configuration file, without merging and without songs (`docs/spec/cli.md#4.3`).
fn convert_config(name: &str, invocation: &Invocation) -> Result<u8, Failure> {
    if !invocation.files.is_empty() || !invocation.lists.is_empty() {
        return Err(Failure::refused(
            "\"--convert-config\" requires a single config file name",
        ));
    }
    let content = std::fs::read(name).map_err(|error| {
        let failure = Failure::file(name, &error);
        let reason = failure
            .message
            .rsplit_once(": ")
            .map_or("", |(_, reason)| reason);
        Failure {
            message: format!("Cannot open config {name} [{reason}]"),
            ..failure
        }
    })?;
    let text =
        converted_config(name, &content, &FileAssets::new()).map_err(|error| failure(&error))?;
    output::write(&result(invocation), text.as_bytes())?;
    Ok(0)
}

/// The target of a text other than a document: standard output, unless a file is named.
fn result(invocation: &Invocation) -> Target {
    match &invocation.output {
        Some(name) if name != "-" => Target::File(name.clone()),
        _ => Target::Standard,
    }
}

fn convert(engine: &Engine, invocation: &Invocation, mut request: Request) -> Result<(), Failure> {
    let songs: Vec<String> = request
        .inputs
        .iter()
        .map(|input| input.name.to_string())
        .collect();
    let (mut target, format) = output::choose(invocation, &songs)?;
    request.format = format;
    if let Target::File(name) = &mut target {
        if output::suffix(name).eq_ignore_ascii_case("msp") {
            let variant = ("variant".to_owned(), "msp".to_owned());
            request.options.backend.insert(0, variant);
        }
        if name.contains("%{") {
            *name = crate::naming::with_metadata(name, engine, &mut request)
                .map_err(|error| failure(&error))?;
        }
        request.options.page.get_or_insert(PageChoice::All);
    }
    let artifact = engine.convert(&request).map_err(|error| failure(&error))?;
    tell(&artifact.diagnostics);
    // A missing cover ends the run, because a book without the requested cover is not wanted; so does a song that sets a missing
    // setting, as in the reference. The diagnostic was already printed.
    let ends_run = |said: &Diagnostic| matches!(said.code, "missing-matter" | "invalid-setting");
    if artifact.diagnostics.iter().any(ends_run) {
        return Err(Failure::refused(""));
    }
    if artifact.songs == 0 && artifact.bytes.is_empty() && has_pages(format) {
        // The missing song was already reported. As in the reference, there is no file and no failure.
        return Ok(());
    }
    write_pages(&target, &artifact)?;
    if invocation.writes_csv
        && let (Some(csv), Target::File(name)) = (&artifact.csv, &target)
    {
        let name = std::path::Path::new(name).with_extension("csv");
        output::write(&Target::File(name.display().to_string()), csv.as_bytes())?;
    }
    if invocation.verbosity > 0 {
        let (songs, pages, bytes) = (artifact.songs, artifact.pages, artifact.length());
        eprintln!("Songs: {songs}, pages: {pages}, bytes: {bytes}");
    }
    Ok(())
}

/// Whether documents of this format have pages.
fn has_pages(format: Format) -> bool {
    matches!(
        format,
        Format::Pdf | Format::Svg | Format::Png | Format::Pages
    )
}

/// Writes the document; if its pages are pictures and there are several, each goes into a separate file.
fn write_pages(target: &Target, artifact: &Artifact) -> Result<(), Failure> {
    let Target::File(name) = target else {
        if matches!(artifact.format, Format::Svg | Format::Png) && artifact.pages > 1 {
            let (format, pages) = (artifact.format.name(), artifact.pages);
            eprintln!(
                "The document has {pages} pages, {format} shows one; with --output=FILE all are written"
            );
        }
        return output::write(target, &artifact.bytes);
    };
    if artifact.further_pages.is_empty() {
        return output::write(target, &artifact.bytes);
    }
    let pages = std::iter::once(&artifact.bytes).chain(&artifact.further_pages);
    for (number, page) in (1..).zip(pages) {
        output::write(&Target::File(output::page_name(name, number)), page)?;
    }
    Ok(())
}

/// The songs of all lists, then those of the command line; titles from lists are applied.
fn entries(invocation: &mut Invocation) -> Result<Vec<Entry>, Failure> {
    let mut lines = Vec::new();
    for list in &invocation.lists {
        lines.extend(filelist::read(list)?);
    }
    for file in &invocation.files {
        lines.push(filelist::parse(file)?);
    }
    let mut entries = Vec::new();
    for line in lines {
        match line {
            Line::Song(entry) => entries.push(entry),
            Line::Title(title) => invocation.options.title = Some(title),
            Line::Subtitle(subtitle) => invocation.options.subtitle = Some(subtitle),
        }
    }
    matter(&mut entries, invocation);
    Ok(entries)
}

/// PDF documents at the start and the end of a list are front and back matter.
fn matter(entries: &mut Vec<Entry>, invocation: &mut Invocation) {
    if invocation.lists.is_empty() || entries.len() < 2 {
        return;
    }
    let mut define = |setting: &str, entry: Entry| {
        let path = format!("pdf.songbook.{setting}");
        invocation.options.defines.push((path, entry.file));
    };
    if entries.first().is_some_and(is_document) {
        define("front-matter", entries.remove(0));
    }
    if entries.last().is_some_and(is_document)
        && let Some(entry) = entries.pop()
    {
        define("back-matter", entry);
    }
}

fn request(invocation: &mut Invocation) -> Result<Request, Failure> {
    let mut options = std::mem::take(&mut invocation.options);
    options.configs = configs::sources(&invocation.configs)?;
    options.today.get_or_insert_with(user::today);
    options.user = options.user.or_else(user::names);
    Ok(Request::book([], Format::Pdf)
        .options(options)
        .assets(Arc::new(FileAssets::new())))
}

/// The inputs; documents that cannot be read are left out, as in the reference.
fn inputs(entries: &[Entry], invocation: &Invocation) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::with_capacity(entries.len());
    for entry in entries {
        let content = if is_document(entry) {
            match document(&entry.file)? {
                Some(content) => content,
                None => continue,
            }
        } else {
            content(&entry.file)?
        };
        let mut input = Input::new(&entry.file, content);
        input.config = match &entry.config {
            Some(name) => Some(configs::named(name)?),
            None => configs::beside(&entry.file, &invocation.configs),
        };
        input.meta.clone_from(&entry.meta);
        input.defines.clone_from(&entry.defines);
        inputs.push(input);
    }
    if inputs.is_empty() && !invocation.has_chord_song {
        // The missing inputs were already reported.
        return Err(Failure::refused(""));
    }
    Ok(inputs)
}

/// Whether an entry is a document whose pages replace a song.
fn is_document(entry: &Entry) -> bool {
    output::suffix(&entry.file).eq_ignore_ascii_case("pdf")
}

/// A document; `None` if it cannot be read, which is reported.
fn document(name: &str) -> Result<Option<Vec<u8>>, Failure> {
    match content(name) {
        Ok(content) if content.starts_with(b"%PDF-") => Ok(Some(content)),
        Ok(_) => Err(Failure {
            message: format!("{name} does not appear to be a valid PDF"),
            status: 255,
        }),
        Err(failure) => {
            eprintln!("{} (skipped)", failure.message);
            Ok(None)
        }
    }
}

fn content(name: &str) -> Result<Vec<u8>, Failure> {
    if name == "-" {
        let mut content = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut content)
            .map_err(|error| Failure::file("standard input", &error))?;
        return Ok(content);
    }
    std::fs::read(name).map_err(|error| Failure::file(name, &error))
}

fn say(text: &str) -> Result<(), Failure> {
    let end = if text.ends_with('\n') || text.is_empty() {
        ""
    } else {
        "\n"
    };
    output::write(&Target::Standard, format!("{text}{end}").as_bytes())
}

fn tell(diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        eprintln!("{}", diagnostic.text());
    }
}

pub(crate) fn failure(error: &Error) -> Failure {
    let message = match error {
        Error::Song(diagnostic) => diagnostic.text().to_owned(),
        error => error.to_string(),
    };
    let status = match error {
        Error::Option { .. } => 2,
        _ => 255,
    };
    Failure { message, status }
}
