//! Songs for an editor that shows their pages while they are written: pages whose pieces say where they come from, what is wrong,
//! and what the songs are like.

mod song;

use std::sync::Arc;

use chordpro_layout::{Document, PageLabels, TagChild, TagNode, roman};
use chordpro_paint::svg::{self, SvgOptions, SvgText};
use chordpro_song::{Book, Budget, Diagnostic, Limit, Severity, Song};

use crate::convert::{Purpose, diagnostics_of, read};
use crate::known_shapes::KnownShapes;
use crate::lint::sorted_out;
use crate::off_page;
use crate::song_report;
use crate::{Engine, Error, Format, Input, Request, pages};

pub use song::{PreviewCapo, PreviewChord, PreviewKey, PreviewSong};

/// What [`Engine::preview`] begins with next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// The songs are laid out.
    Layout,
    /// The pages are painted.
    Painting,
}

/// The pages of songs, and what there is to know about them.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Preview {
    /// The pages, in order.
    pub pages: Vec<PreviewPage>,
    /// The songs, in the order of the inputs; an input that holds several has several.
    pub songs: Vec<PreviewSong>,
    /// What is wrong, in the order of the inputs.
    pub findings: Vec<PreviewFinding>,
}

/// A page.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PreviewPage {
    /// What it is called: its number as it is printed.
    pub label: String,
    /// The inputs whose songs are on it, from 0.
    pub inputs: Vec<usize>,
    /// Its width in points.
    pub width: f64,
    /// Its height in points.
    pub height: f64,
    /// The page as [`SvgText::Pieces`].
    pub svg: String,
}

/// Something that is wrong.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PreviewFinding {
    /// The place of the input among all, from 0; `None` for what concerns all of them.
    pub input: Option<usize>,
    /// What it is.
    pub diagnostic: Diagnostic,
}

impl Engine {
    /// Lays songs out and tells all about them. `on_phase` is called as each phase but the first begins, for whoever measures them.
    ///
    /// An input that cannot be converted has its problem in [`PreviewSong::problem`], and the others have their pages.
    ///
    /// # Errors
    /// [`Error::Config`] and [`Error::Option`] for what is wrong with the request, [`Error::Exceeded`] where time is over, and what
    /// keeps inputs from being one book though each of them could be a book by itself.
    pub fn preview(
        &self,
        mut request: Request,
        on_phase: &mut dyn FnMut(Phase),
    ) -> Result<Preview, Error> {
        request.format = Format::Svg;
        request.options.strict = true;
        let mut general = Vec::new();
        let config = self.config(&request, &mut general)?;
        let pages = Pages {
            config: &config,
            shapes: &self.shapes,
        };
        let mut preview = match pages.of(&request, &[], on_phase) {
            Ok(preview) => preview,
            Err(error) if is_of_request(&error) => return Err(error),
            Err(error) => pages.of_usable(&mut request, error, on_phase)?,
        };
        let general = general.into_iter().map(|diagnostic| PreviewFinding {
            input: None,
            diagnostic,
        });
        preview.findings.splice(0..0, general);
        Ok(preview)
    }
}

impl Engine {
    /// The first page of a song as a small SVG that shows how it looks, with bars for texts.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn miniature(&self, request: &Request) -> Result<String, Error> {
        let budget = Budget::new(request.limits.clone(), Arc::clone(&request.is_over));
        let config = self.config(request, &mut Vec::new())?;
        let book = read(request, &config, &budget, Purpose::Convert)?;
        let laid = pages::laid_out(request, &book, &config, &budget)?;
        Ok(svg::miniature(&laid.document, 0, &budget)?)
    }
}

/// Whether an error is none of a song's.
fn is_of_request(error: &Error) -> bool {
    match error {
        Error::Exceeded(exceeded) => exceeded.limit == Limit::Deadline,
        Error::Option { .. } => true,
        _ => false,
    }
}

/// Makes pages under one configuration.
struct Pages<'c> {
    config: &'c Arc<chordpro_config::Config>,
    shapes: &'c KnownShapes,
}

impl Pages<'_> {
    /// The preview of all inputs of `request`. `places` are theirs among all, where those that cannot be converted are left out.
    fn of(
        &self,
        request: &Request,
        places: &[usize],
        on_phase: &mut dyn FnMut(Phase),
    ) -> Result<Preview, Error> {
        let budget = Budget::new(request.limits.clone(), Arc::clone(&request.is_over));
        let mut book = read(request, self.config, &budget, Purpose::Lint)?;
        let mut diagnostics: Vec<Diagnostic> = diagnostics_of(&book).collect();
        diagnostics.extend(song_report::key_differences(&book));
        let blank = blank_inputs(&mut book, &mut diagnostics, &request.inputs);
        let mut preview = Preview::default();
        on_phase(Phase::Layout);
        if !book.songs.is_empty() {
            let mut laid = pages::laid_out(request, &book, self.config, &budget)?;
            for page in &mut laid.document.pages {
                move_sources(&mut page.structure, places);
            }
            diagnostics.extend(laid.diagnostics);
            diagnostics.extend(off_page::findings(&laid.document, &book));
            on_phase(Phase::Painting);
            preview.pages = painted(
                &laid.document,
                &laid.fonts,
                &book,
                &budget,
                &mut diagnostics,
            )?;
            preview.songs = song::all(&book, &laid.document, self.shapes);
        } else {
            on_phase(Phase::Painting);
        }
        preview.songs.extend(blank);
        preview.songs.sort_by_key(|song| song.input);
        let inputs = &request.inputs;
        let diagnostics = sorted_out(diagnostics, &book, self.config);
        let located = diagnostics.into_iter().map(|diagnostic| PreviewFinding {
            input: input_of(&diagnostic, inputs),
            diagnostic,
        });
        preview.findings = located.collect();
        preview.findings.sort_by_key(|finding| finding.input);
        Ok(preview)
    }

    /// The preview of those inputs that can be converted, where all of them together cannot, for the reason `error`.
    fn of_usable(
        &self,
        request: &mut Request,
        error: Error,
        on_phase: &mut dyn FnMut(Phase),
    ) -> Result<Preview, Error> {
        let inputs = std::mem::take(&mut request.inputs);
        let (mut usable, mut places, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        if let [input] = inputs.as_slice() {
            problems.push((0, problem(&error, input)));
        } else {
            for (place, input) in inputs.iter().enumerate() {
                request.inputs = vec![input.clone()];
                match self.of(request, &[], &mut |_| ()) {
                    Ok(_) => {
                        usable.push(input.clone());
                        places.push(place);
                    }
                    Err(error) if is_of_request(&error) => return Err(error),
                    Err(error) => problems.push((place, problem(&error, input))),
                }
            }
            if problems.is_empty() {
                return Err(error);
            }
        }
        let mut preview = Preview::default();
        if !usable.is_empty() {
            request.inputs = usable;
            preview = self.of(request, &places, on_phase)?;
            preview.move_inputs(&places);
        }
        for (place, problem) in problems {
            preview.findings.push(PreviewFinding {
                input: Some(place),
                diagnostic: problem.clone(),
            });
            preview.songs.push(PreviewSong::unusable(place, problem));
        }
        preview.songs.sort_by_key(|song| song.input);
        Ok(preview)
    }
}

impl Preview {
    /// Gives inputs the places that they have among all.
    fn move_inputs(&mut self, places: &[usize]) {
        let moved = |input: &mut usize| {
            if let Some(place) = places.get(*input) {
                *input = *place;
            }
        };
        self.songs
            .iter_mut()
            .for_each(|song| moved(&mut song.input));
        let findings = self.findings.iter_mut();
        findings
            .filter_map(|finding| finding.input.as_mut())
            .for_each(moved);
        for page in &mut self.pages {
            page.inputs.iter_mut().for_each(moved);
        }
    }
}

/// Gives the inputs that parts of a page come from the places that they have among all.
fn move_sources(nodes: &mut [TagNode], places: &[usize]) {
    for child in nodes.iter_mut().flat_map(|node| &mut node.children) {
        match child {
            TagChild::Node(node) => move_sources(std::slice::from_mut(node), places),
            TagChild::Items(range) => {
                if let Some(source) = &mut range.source
                    && let Some(place) = places.get(source.input)
                {
                    source.input = *place;
                }
            }
            TagChild::Blank => {}
        }
    }
}

/// What keeps an input from being converted.
fn problem(error: &Error, input: &Input) -> Diagnostic {
    let mut problem = match error {
        Error::Song(diagnostic) => (**diagnostic).clone(),
        other => Diagnostic::new("unusable-song", Severity::Error, other.to_string()),
    };
    if let Error::Exceeded(exceeded) = error {
        problem.line = exceeded.line;
    }
    problem
        .source
        .get_or_insert_with(|| Arc::clone(&input.name));
    problem.severity = Severity::Error;
    problem
}

/// Takes the inputs out of the book in which there is no song, with what is said of that.
fn blank_inputs(
    book: &mut Book,
    diagnostics: &mut Vec<Diagnostic>,
    inputs: &[Input],
) -> Vec<PreviewSong> {
    book.songs.retain(|song| !song.is_blank);
    let mut blank = Vec::new();
    for diagnostic in diagnostics {
        if diagnostic.code == "no-songs"
            && let Some(input) = input_of(diagnostic, inputs)
        {
            blank.push(PreviewSong::unusable(input, diagnostic.clone()));
        }
    }
    blank
}

/// The place of the input that a diagnostic is about.
fn input_of(diagnostic: &Diagnostic, inputs: &[Input]) -> Option<usize> {
    if diagnostic.input.is_some() {
        return diagnostic.input;
    }
    let source = diagnostic.source.as_ref()?;
    let same = inputs
        .iter()
        .position(|input| Arc::ptr_eq(&input.name, source));
    same.or_else(|| inputs.iter().position(|input| input.name == *source))
}

fn painted(
    document: &Document,
    fonts: &chordpro_fonts::FontBook,
    book: &Book,
    budget: &Budget,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Vec<PreviewPage>, Error> {
    budget.at_song(0);
    let mut options = SvgOptions::default();
    options.text = SvgText::Pieces;
    let (mut painted, mut bytes) = (Vec::with_capacity(document.pages.len()), 0);
    for (index, page) in document.pages.iter().enumerate() {
        let svg = svg::paint(document, index, fonts, &options, budget)?;
        let unreadable = svg.unreadable.iter();
        let pictures = unreadable.filter_map(|picture| document.pictures.get(*picture));
        for diagnostic in pictures.filter_map(pages::unreadable) {
            if !diagnostics.contains(&diagnostic) {
                diagnostics.push(diagnostic);
            }
        }
        bytes += svg.output.len() as u64;
        budget.check_bytes(bytes)?;
        painted.push(PreviewPage {
            label: label(&document.labels, index),
            inputs: inputs_on(document, book, index),
            width: page.width,
            height: page.height,
            svg: svg.output,
        });
    }
    Ok(painted)
}

/// The inputs whose songs are on a page.
fn inputs_on(document: &Document, book: &Book, page: usize) -> Vec<usize> {
    let songs = document.songs.iter();
    let on_page = songs.filter(|song| (song.first..song.first + song.count).contains(&page));
    let input = |song: &Song| song.source.input;
    let mut inputs: Vec<usize> = on_page
        .filter_map(|song| book.songs.get(song.song).map(input))
        .collect();
    inputs.dedup();
    inputs
}

/// What the page at `index` is called.
fn label(labels: &[PageLabels], index: usize) -> String {
    let Some(range) = labels.iter().rev().find(|range| range.first <= index) else {
        return (index + 1).to_string();
    };
    let offset = u32::try_from(index - range.first).unwrap_or(u32::MAX);
    let number = range.start.saturating_add(offset);
    if range.is_roman {
        range.prefix.clone() + &roman(number)
    } else {
        range.prefix.clone() + &number.to_string()
    }
}
