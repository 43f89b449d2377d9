//! Formats with pages: PDF, SVG, PNG, and the dump of placed items.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use chordpro_config::Config;
use chordpro_fonts::FontBook;
use chordpro_layout::{
    ContentsPages, Document, LayoutError, LayoutOptions, Picture, PictureData, crop, csv, dump,
    lay_out,
};
use chordpro_paint::pdf::{PdfOptions, Standard, Structure};
use chordpro_paint::svg::{SourceLines, SvgOptions, SvgText};
use chordpro_paint::{PaintError, Painted, pdf, png, svg};
use chordpro_song::{Book, Budget, Diagnostic, Severity};

use crate::fonts::{self, Unusable};
use crate::{Artifact, Error, Format, Options, PageChoice, Request, Trust, off_page};

/// The default resolution of PNG pages in dots per inch.
const RESOLUTION: f64 = 150.0;

/// The message if pages of other documents are left out.
pub(crate) const PDF_ONLY: &str = "Pages of other documents are shown in PDF only";

/// Lays out the book and paints it into `artifact`.
pub(crate) fn make(
    request: &Request,
    book: &Book,
    config: &Arc<Config>,
    budget: &Budget,
    artifact: &mut Artifact,
) -> Result<(), Error> {
    let laid = laid_out(request, book, config, budget)?;
    let (fonts, document) = (&laid.fonts, &laid.document);
    let options = &request.options;
    artifact.diagnostics.extend(laid.diagnostics);
    artifact.pages = document.pages.len();
    artifact.csv = Some(csv::table(book, document, config));
    let shown = shown_pages(request, document.pages.len());
    if matches!(request.format, Format::Svg | Format::Png)
        && shown.clone().any(|page| {
            let page = document.pages.get(page);
            page.is_some_and(|page| page.underlay.is_some())
        })
    {
        artifact.diagnostics.push(Diagnostic::new(
            "underlay-left-out",
            Severity::Warning,
            PDF_ONLY,
        ));
    }
    budget.at_song(0);
    let paint_page = |page: usize| -> Result<Painted<Vec<u8>>, PaintError> {
        if request.format == Format::Svg {
            let painted = svg::paint(document, page, fonts, &svg_options(options), budget)?;
            return Ok(Painted {
                output: painted.output.into_bytes(),
                unreadable: painted.unreadable,
            });
        }
        let resolution = options.resolution.unwrap_or(RESOLUTION);
        png::paint(document, page, fonts, resolution, budget)
    };
    let mut painted = match request.format {
        Format::Svg | Format::Png => paint_page(shown.start)?,
        Format::Pages => Painted {
            output: dump::document(document, dump_structure(options)).into_bytes(),
            unreadable: BTreeSet::new(),
        },
        _ => pdf::paint(document, fonts, &pdf_options(options), budget)?,
    };
    artifact.bytes = painted.output;
    if matches!(request.format, Format::Svg | Format::Png) {
        for page in shown.skip(1) {
            let mut further = paint_page(page)?;
            painted.unreadable.append(&mut further.unreadable);
            artifact.further_pages.push(further.output);
            budget.check_bytes(artifact.length())?;
        }
    }
    let pictures = painted.unreadable.iter();
    let pictures = pictures.filter_map(|index| document.pictures.get(*index));
    artifact.diagnostics.extend(pictures.filter_map(unreadable));
    Ok(())
}

/// A book that is laid out.
pub(crate) struct LaidPages {
    /// Its fonts.
    pub(crate) fonts: Arc<FontBook>,
    /// Its pages.
    pub(crate) document: Document,
    /// What was said about them.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Lays the book out.
pub(crate) fn laid_out(
    request: &Request,
    book: &Book,
    config: &Arc<Config>,
    budget: &Budget,
) -> Result<LaidPages, Error> {
    check_paper(request, config)?;
    let (fonts, unusable) = fonts::of(book, config, request.assets.as_ref(), request.options.trust);
    let mut laid = lay_out(
        book,
        config,
        &fonts,
        &layout_options(&request.options),
        request.assets.as_ref(),
        budget,
    )
    .map_err(|error| with_reason(error, &unusable, config, &fonts))?;
    if let Some(margin) = request.options.crop {
        crop(&mut laid.document, &fonts, margin);
    }
    let mut diagnostics: Vec<Diagnostic> = unusable.iter().map(Unusable::diagnostic).collect();
    diagnostics.extend(fonts::unknown_families(book, config));
    diagnostics.extend(laid.diagnostics);
    Ok(LaidPages {
        fonts,
        document: laid.document,
        diagnostics,
    })
}

/// What laying the book out finds, and text that leaves its page.
pub(crate) fn findings(
    request: &Request,
    book: &Book,
    config: &Arc<Config>,
    budget: &Budget,
) -> Result<Vec<Diagnostic>, Error> {
    let laid = laid_out(request, book, config, budget)?;
    let mut findings = laid.diagnostics;
    findings.extend(off_page::findings(&laid.document, book));
    Ok(findings)
}

/// What is said of a picture that was left out. Pages of other documents are no pictures.
pub(crate) fn unreadable(picture: &Picture) -> Option<Diagnostic> {
    if matches!(picture.data, PictureData::Pdf(_)) {
        return None;
    }
    let message = "Picture left out: its file cannot be read";
    let mut diagnostic = Diagnostic::new("unreadable-image", Severity::Warning, message);
    diagnostic.source = picture.origin.source.clone();
    diagnostic.line = picture.origin.line;
    Some(diagnostic)
}

/// The error of layout; for a missing font with the reason why it is unusable.
fn with_reason(
    error: LayoutError,
    unusable: &[Unusable],
    config: &Config,
    fonts: &FontBook,
) -> Error {
    let LayoutError::Font { asked, .. } = &error else {
        return error.into();
    };
    // `asked` can have a size after the file name.
    let known = unusable.iter().find(|font| {
        let rest = asked.strip_prefix(&font.name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    });
    match known {
        Some(font) => Error::Config {
            message: format!("{error}: {}", font.reason),
        },
        None => match fonts::missing_files(config, fonts).join(", ") {
            missing if missing.is_empty() => error.into(),
            missing => Error::Config {
                message: format!("{error}: not found: {missing}"),
            },
        },
    }
}

/// Rejects an unknown paper size, as the reference does. An untrusted one is replaced, with a diagnostic.
fn check_paper(request: &Request, config: &Config) -> Result<(), Error> {
    match config.unknown_paper() {
        Some(name) if request.options.trust == Trust::Trusted => Err(Error::Config {
            message: format!("Unhandled paper size: {name}"),
        }),
        _ => Ok(()),
    }
}

/// The 0-based pages of a document with `count` pages that are painted as pictures. A single requested page may not exist.
fn shown_pages(request: &Request, count: usize) -> Range<usize> {
    match request.options.page {
        None => 0..1,
        Some(PageChoice::One(page)) => page.saturating_sub(1)..page.max(1),
        Some(PageChoice::All) => 0..count.max(1),
    }
}

fn layout_options(options: &Options) -> LayoutOptions {
    let mut layout = LayoutOptions::default();
    layout.title.clone_from(&options.title);
    layout.subtitle.clone_from(&options.subtitle);
    layout.start_page = options.start_page.unwrap_or(1);
    layout.contents = match options.contents {
        None => ContentsPages::Several,
        Some(true) => ContentsPages::Always,
        Some(false) => ContentsPages::Never,
    };
    layout
}

/// The backend options `standard` (`pdf/a-2b`, `pdf/ua-1`, `pdf/a-2a+ua-1`) and `tagged`.
fn pdf_options(options: &Options) -> PdfOptions {
    let mut pdf = PdfOptions::default();
    let standard = backend(options, "standard").map(str::to_ascii_lowercase);
    pdf.standard = match standard.as_deref() {
        Some("pdf/a-2b") => Standard::PdfA2b,
        Some("pdf/ua-1") => Standard::PdfUa1,
        Some("pdf/a-2a+ua-1") => Standard::PdfA2aUa1,
        _ => Standard::None,
    };
    pdf.structure = match backend(options, "tagged") {
        None | Some("" | "0") => Structure::None,
        Some(_) => Structure::Tagged,
    };
    pdf.created = options.today;
    pdf
}

/// The backend options `text` (`text`, otherwise outlines) and `lines`.
fn svg_options(options: &Options) -> SvgOptions {
    let mut svg = SvgOptions::default();
    svg.lines = match backend(options, "lines") {
        None | Some("" | "0") => SourceLines::Hidden,
        Some(_) => SourceLines::Shown,
    };
    if backend(options, "text") == Some("text") {
        svg.text = SvgText::Text;
    }
    svg
}

/// The backend option `structure`: whether the dump includes the structure of pages.
fn dump_structure(options: &Options) -> dump::Structure {
    match backend(options, "structure") {
        None | Some("" | "0") => dump::Structure::Hidden,
        Some(_) => dump::Structure::Shown,
    }
}

fn backend<'a>(options: &'a Options, name: &str) -> Option<&'a str> {
    let found = options.backend.iter().rev().find(|(key, _)| key == name);
    found.map(|(_, value)| value.as_str())
}

impl From<LayoutError> for Error {
    fn from(error: LayoutError) -> Self {
        match error {
            LayoutError::Exceeded(exceeded) => Error::Exceeded(exceeded),
            LayoutError::Document { name } => {
                let message = LayoutError::Document { name: name.clone() }.to_string();
                let mut diagnostic = Diagnostic::new("unusable-document", Severity::Error, message);
                diagnostic.source = Some(name);
                Error::Song(Box::new(diagnostic))
            }
            other => Error::Config {
                message: other.to_string(),
            },
        }
    }
}

impl From<PaintError> for Error {
    fn from(error: PaintError) -> Self {
        match error {
            PaintError::Exceeded(exceeded) => Error::Exceeded(exceeded),
            PaintError::NoSuchPage { .. } => Error::Option {
                option: "page",
                message: error.to_string(),
            },
            PaintError::Size => Error::Option {
                option: "resolution",
                message: error.to_string(),
            },
            other => Error::Output(other.to_string()),
        }
    }
}
