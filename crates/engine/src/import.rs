//! Import of sheets in other formats, alone or on the way to a document (`docs/spec/language.md#1.3`,
//! `docs/spec/cli.md#6`).

use std::borrow::Cow;
use std::sync::Arc;

use chordpro_config::{Config, view};
use chordpro_imports::chords_over_lyrics::{self, Classifier, SheetOptions};
use chordpro_imports::{self as imports, ImportError, ImportOptions, SheetFormat};
use chordpro_song::bracket_chords::{has_bracket_chords, strictness};
use chordpro_song::decode::{decode, decode_lenient};
use chordpro_song::{Book, Budget, Diagnostic, Profile, Severity};

use crate::{Engine, Error, Import, Input, Request};

impl Engine {
    /// Converts each input to ChordPro, from the format in [`Options::from`](crate::Options::from) or else the detected
    /// one. Nothing is read as a song yet.
    ///
    /// # Errors
    /// [`Error::Config`] and [`Error::Option`]; [`Error::Song`] for an input that cannot be read in its format; [`Error::Exceeded`]
    /// if the deadline has passed, or the texts are too long.
    pub fn import(&self, request: &Request) -> Result<Vec<Import>, Error> {
        let budget = Budget::new(request.limits.clone(), Arc::clone(&request.is_over));
        let (config, _) = self.configuration(request)?;
        let options = import_options(&config, request);
        let mut made = Vec::with_capacity(request.inputs.len());
        let mut bytes = 0;
        for (index, input) in request.inputs.iter().enumerate() {
            budget.check_time()?;
            let import = imports::import(&input.content, request.options.from, &options)
                .map_err(|error| failed(&error, input, index))?;
            bytes += import
                .songs
                .iter()
                .map(|song| song.text.len() as u64)
                .sum::<u64>();
            budget.check_bytes(bytes)?;
            made.push(import);
        }
        Ok(made)
    }

    /// Reads each input as chords over lyrics, and returns their ChordPro text, concatenated.
    ///
    /// # Errors
    /// [`Error::Config`] and [`Error::Option`]; [`Error::Exceeded`] if the deadline has passed, or the text is too long.
    pub fn import_chords_over_lyrics(&self, request: &Request) -> Result<String, Error> {
        let budget = Budget::new(request.limits.clone(), Arc::clone(&request.is_over));
        let (config, _) = self.configuration(request)?;
        let mut songs = String::new();
        for input in &request.inputs {
            budget.check_time()?;
            songs.push_str(&over_lyrics(input, &config, request).text);
            budget.check_bytes(songs.len() as u64)?;
        }
        Ok(songs)
    }
}

/// The inputs of a request as ChordPro.
pub(crate) struct Sources<'r> {
    pub(crate) inputs: Cow<'r, [Input]>,
    /// The diagnostics of conversions.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// For each converted input, the sheet line of each of its lines.
    places: Vec<Option<Vec<u32>>>,
}

/// An input as ChordPro.
struct Converted {
    text: String,
    places: Option<Vec<u32>>,
}

/// The signature of PDF documents; their pages replace a song.
const PDF: &[u8] = b"%PDF-";

/// Converts the inputs that are not ChordPro.
pub(crate) fn sources<'r>(
    request: &'r Request,
    config: &Config,
    budget: &Budget,
) -> Result<Sources<'r>, Error> {
    let mut sources = Sources {
        inputs: Cow::Borrowed(&request.inputs),
        diagnostics: Vec::new(),
        places: vec![None; request.inputs.len()],
    };
    for (index, input) in request.inputs.iter().enumerate() {
        budget.check_time()?;
        let Some((converted, diagnostic)) = converted(input, index, config, request)? else {
            continue;
        };
        budget.check_bytes(converted.text.len() as u64)?;
        if let Some(input) = sources.inputs.to_mut().get_mut(index) {
            input.content = Arc::from(converted.text.into_bytes());
        }
        if let Some(places) = sources.places.get_mut(index) {
            *places = converted.places;
        }
        sources.diagnostics.extend(diagnostic);
    }
    Ok(sources)
}

impl Sources<'_> {
    /// Moves the diagnostics of converted songs to their places in the sheets.
    pub(crate) fn locate(&self, book: &mut Book) {
        for song in &mut book.songs {
            let places = self.places.get(song.source.input).and_then(Option::as_ref);
            if let Some(places) = places {
                let name = Arc::clone(&song.source.name);
                for diagnostic in &mut song.diagnostics {
                    if diagnostic
                        .source
                        .as_ref()
                        .is_none_or(|source| *source == name)
                    {
                        move_to(diagnostic, places);
                    }
                }
            }
        }
    }
}

/// Moves a diagnostic to its sheet line, and drops the columns, which do not match.
fn move_to(diagnostic: &mut Diagnostic, places: &[u32]) {
    let place = diagnostic
        .line
        .and_then(|line| usize::try_from(line).ok()?.checked_sub(1))
        .and_then(|index| places.get(index));
    if let Some(place) = place {
        diagnostic.line = Some(*place);
        diagnostic.column = None;
        diagnostic.end_line = None;
        diagnostic.end_column = None;
        diagnostic.fixes.clear();
    }
}

/// Converts an input that is not ChordPro; `None` for ChordPro and for PDF documents.
fn converted(
    input: &Input,
    index: usize,
    config: &Config,
    request: &Request,
) -> Result<Option<(Converted, Option<Diagnostic>)>, Error> {
    let options = &request.options;
    if input.content.starts_with(PDF) && options.from.is_none() {
        return Ok(None);
    }
    // A requested conversion is not reported.
    match options.from {
        None if options.fragment => Ok(None),
        None => recognised(input, index, config, request),
        Some(SheetFormat::ChordPro) => Ok(None),
        // The reference does not convert fragments.
        Some(SheetFormat::ChordsOverLyrics)
            if options.fragment && options.profile == Profile::Reference =>
        {
            Ok(None)
        }
        Some(SheetFormat::ChordsOverLyrics) => {
            Ok(Some((over_lyrics(input, config, request), None)))
        }
        Some(format) => {
            let options = import_options(config, request);
            let import = imports::import(&input.content, Some(format), &options)
                .map_err(|error| failed(&error, input, index))?;
            Ok(Some((joined(import), None)))
        }
    }
}

/// Converts an input whose detected format is certain, or a text without directives, which is read as chords over
/// lyrics.
fn recognised(
    input: &Input,
    index: usize,
    config: &Config,
    request: &Request,
) -> Result<Option<(Converted, Option<Diagnostic>)>, Error> {
    let is_complete = request.options.profile == Profile::Complete;
    if is_complete {
        let options = import_options(config, request);
        if let Some(detection) = imports::detect_foreign(&input.content, &options) {
            let import = imports::import(&input.content, Some(detection.format), &options)
                .map_err(|error| failed(&error, input, index))?;
            let (format, reason) = (detection.format.title(), detection.reason);
            let message = format!("Read {} as {format}: {reason}", input.name);
            return Ok(Some((
                joined(import),
                Some(about(
                    input,
                    Diagnostic::new("imported", Severity::Info, message),
                )),
            )));
        }
    }
    let text = decode(&input.content);
    let is_sheet = chords_over_lyrics::looks_like_it(&text)
        && (!is_complete
            || !chords_over_lyrics::has_only_comments(&text)
                && !has_bracket_chords(&text, &config.notes, strictness(config)));
    if !is_sheet {
        return Ok(None);
    }
    let message = format!("Converting {} to ChordPro format", input.name);
    let converted = over_lyrics(input, config, request);
    Ok(Some((
        converted,
        Some(about(
            input,
            Diagnostic::new("converted", Severity::Info, message),
        )),
    )))
}

/// A diagnostic with the name of its input.
fn about(input: &Input, mut diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.source = Some(Arc::clone(&input.name));
    diagnostic
}

/// Converts chords over lyrics. In the reference profile, and with the classifier that only the reference has, the result is exactly
/// the reference's.
fn over_lyrics(input: &Input, config: &Config, request: &Request) -> Converted {
    let is_complete = request.options.profile == Profile::Complete;
    if is_complete && config.a2crd.classifier == view::Classifier::PctChords {
        let options = import_options(config, request);
        let format = Some(SheetFormat::ChordsOverLyrics);
        // If a line or the whole text exceeds the import limits, the reference's converter is used, which has none.
        if let Ok(import) = imports::import(&input.content, format, &options) {
            return joined(import);
        }
    }
    let mut options = SheetOptions::default();
    options.tabstop = usize::try_from(config.a2crd.tabstop).unwrap_or(0);
    options.infer_titles = config.a2crd.infer_titles && !request.options.fragment;
    options.classifier = match config.a2crd.classifier {
        view::Classifier::PctChords => Classifier::Percentage,
        view::Classifier::Classic => Classifier::Classic,
    };
    options.strictness = strictness(config);
    options.profile = request.options.profile;
    let text = if is_complete {
        decode_lenient(&input.content)
    } else {
        decode(&input.content)
    };
    Converted {
        text: chords_over_lyrics::convert(&text, &config.notes, &options),
        places: None,
    }
}

fn import_options(config: &Config, request: &Request) -> ImportOptions {
    let mut options = ImportOptions::default();
    options.notation = Arc::clone(&config.notes);
    options.strictness = strictness(config);
    options.tabstop = usize::try_from(config.a2crd.tabstop).unwrap_or(0);
    options.infer_titles = config.a2crd.infer_titles && !request.options.fragment;
    options.is_fragment = request.options.fragment;
    options
}

/// All songs of a sheet as one text.
fn joined(import: Import) -> Converted {
    let mut text = String::new();
    let mut places = Vec::new();
    for (index, song) in import.songs.into_iter().enumerate() {
        if index > 0 {
            text.push_str("{new_song}\n");
            places.push(song.places.first().copied().unwrap_or(1));
        }
        text.push_str(&song.text);
        places.extend(song.places);
    }
    Converted {
        text,
        places: Some(places),
    }
}

/// The error for an input that cannot be read in its format.
fn failed(error: &ImportError, input: &Input, index: usize) -> Error {
    let message = format!("{}: {error}", input.name);
    let mut diagnostic = about(
        input,
        Diagnostic::new("import-failed", Severity::Error, message),
    );
    diagnostic.input = Some(index);
    diagnostic.line = error.line();
    Error::Song(Box::new(diagnostic))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, Input};

    const TEXT: &str = "Row\n\nCfoo   Gbar\nhello  world\n";

    fn request() -> Request {
        Request::new(TEXT, Format::Cho).profile(Profile::Reference)
    }

    fn text(request: &Request) -> String {
        Engine::new()
            .import_chords_over_lyrics(request)
            .expect("a text")
    }

    #[test]
    fn names_of_chords_are_as_strict_as_the_settings_say() {
        let mut request = request();
        assert_eq!(
            text(&request),
            "{title: Row}\n\nCfoo   Gbar\nhello  world\n"
        );
        let relaxed = ("settings.chordnames".to_owned(), "relaxed".to_owned());
        request.options.defines.push(relaxed);
        assert_eq!(text(&request), "{title: Row}\n\n[Cfoo]hello  [Gbar]world\n");
    }

    #[test]
    fn every_input_is_converted_in_order() {
        let mut request = request();
        request.inputs.push(Input::new("two", "Two\n\nC\nx\n"));
        let text = text(&request);
        assert!(
            text.find("{title: Row}") < text.find("{title: Two}"),
            "{text}"
        );
    }

    #[test]
    fn limits_hold() {
        let mut late = request();
        late.is_over = Arc::new(|| true);
        let mut long = request();
        long.limits.bytes = 10;
        for request in [late, long] {
            let error = Engine::new().import_chords_over_lyrics(&request);
            assert!(matches!(error, Err(Error::Exceeded(_))), "{error:?}");
            let error = Engine::new().import(&request);
            assert!(matches!(error, Err(Error::Exceeded(_))), "{error:?}");
        }
    }

    #[test]
    fn what_is_certain_is_taken_directly_and_findings_stand_where_they_are_in_the_sheet() {
        let sheet = "Swing Low\nTraditional\nKey: D\n\nChorus:\nSwing [D]low, sweet [Xyz]chariot\n[*ok]and [G]home\n";
        let request = Request::new(sheet, Format::Text);
        let artifact = Engine::new().convert(&request).expect("a document");
        let text = String::from_utf8(artifact.bytes).expect("text");
        assert!(text.contains("Swing low"), "{text}");
        assert!(
            artifact
                .diagnostics
                .iter()
                .any(|diagnostic| diagnostic.code == "imported")
        );
        let reference = request.profile(Profile::Reference);
        let artifact = Engine::new().convert(&reference).expect("a document");
        assert!(
            artifact
                .diagnostics
                .iter()
                .all(|diagnostic| diagnostic.code != "imported")
        );
    }

    #[test]
    fn what_cannot_be_read_names_the_format() {
        let mut request = Request::new("<song>", Format::Text);
        request.options.from = Some(SheetFormat::OpenSong);
        let error = Engine::new().convert(&request).expect_err("no XML");
        let Error::Song(diagnostic) = error else {
            panic!("{error}");
        };
        assert!(
            diagnostic.message.contains("OpenSong"),
            "{}",
            diagnostic.message
        );
        assert_eq!(diagnostic.code, "import-failed");
    }
}
