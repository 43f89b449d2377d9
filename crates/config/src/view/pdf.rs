//! `pdf`: settings of pages.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::json;

use super::colour::Color;
use super::contents::{CsvField, Outline};
use super::diagrams::{DiagramAlign, KeyboardDiagrams, StringDiagrams};
use super::fonts::{FontFamilies, Fonts};
use super::formats::PageFormats;
use super::group::{choice, group, scalar_fields};
use super::paper::PaperSize;
use super::parts::Parts;
use super::reader::{Rule, Scalar};
use crate::Value;

choice! {
    /// The initial page layout in viewers.
    PageLayout {
        /// As the viewer likes.
        Unset = "" | "0" | "false",
        /// One page at a time.
        SinglePage = "single_page",
        /// One column of pages.
        OneColumn = "one_column",
        /// Two columns, odd pages at the left.
        TwoColumnLeft = "two_column_left",
        /// Two columns, odd pages at the right.
        TwoColumnRight = "two_column_right",
        /// Two pages at a time, odd pages at the left.
        TwoPageLeft = "two_page_left",
        /// Two pages at a time, odd pages at the right.
        TwoPageRight = "two_page_right",
    }
    /// The replacement of the core fonts.
    CoreFonts {
        /// GNU FreeFont.
        Free = "free" | "",
        /// TeX Gyre.
        Tex = "tex",
    }
    /// The sort key of songs.
    SongOrder {
        /// They are not.
        Unsorted = "" | "0" | "false",
        /// By title.
        Title = "title",
        /// By title, descending.
        TitleDescending = "-title",
        /// By subtitle.
        Subtitle = "subtitle",
        /// By subtitle, descending.
        SubtitleDescending = "-subtitle",
    }
}

/// The pages on which tables of contents start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlignContents {
    /// On any page.
    Any,
    /// On right pages.
    Right,
    /// As songs.
    AsSongs,
}

impl Scalar for AlignContents {
    fn from_value(value: &Value, _: &Rule) -> Option<Self> {
        let text = value.to_text()?;
        Some(if text.eq_ignore_ascii_case("song") {
            AlignContents::AsSongs
        } else if value.is_true() {
            AlignContents::Right
        } else {
            AlignContents::Any
        })
    }

    fn nothing() -> Self {
        AlignContents::Right
    }

    fn expected(_: &Rule) -> String {
        "`true`, `false` or `song`".to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"enum": [true, false, "song"]})
    }
}

/// The name of a file, or none; `off`, `no`, `none` and `false` mean none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName(pub Option<String>);

impl FileName {
    /// The name.
    pub fn name(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl Scalar for FileName {
    fn from_value(value: &Value, _: &Rule) -> Option<Self> {
        let text = value.to_text()?;
        Some(FileName(value.is_said_true().then(|| text.into_owned())))
    }

    fn nothing() -> Self {
        FileName(None)
    }

    fn expected(_: &Rule) -> String {
        "the name of a PDF file, or `false`".to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": ["string", "boolean", "null"]})
    }
}

/// The width of the margin for labels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LabelWidth {
    /// As wide as the longest label.
    Auto,
    /// In points; 0 hides labels.
    Points(f64),
}

impl Scalar for LabelWidth {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        if value
            .as_str()
            .is_some_and(|text| text.eq_ignore_ascii_case("auto"))
        {
            return Some(LabelWidth::Auto);
        }
        if !value.is_true() {
            return Some(LabelWidth::Points(0.0));
        }
        f64::from_value(value, rule).map(LabelWidth::Points)
    }

    fn nothing() -> Self {
        LabelWidth::Auto
    }

    fn expected(rule: &Rule) -> String {
        format!("`auto`, or {}", f64::expected(rule))
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"anyOf": [{"const": "auto"}, {"type": "number", "minimum": 0}]})
    }
}

/// The marker drawn if a chord is wider than its syllable.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SplitMarker {
    /// The text at the start.
    pub start: String,
    /// The text repeated in between.
    pub repeat: String,
    /// The text at the end.
    pub end: String,
}

impl Scalar for SplitMarker {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        Self::read_parts(value, rule, &mut Parts::default())
    }

    fn read_parts(value: &Value, rule: &Rule, parts: &mut Parts) -> Option<Self> {
        let texts = Vec::<String>::read_parts(value, rule, parts)?;
        if texts.len() > 3 {
            return None;
        }
        let mut texts = texts.into_iter();
        Some(SplitMarker {
            start: texts.next().unwrap_or_default(),
            repeat: texts.next().unwrap_or_default(),
            end: texts.next().unwrap_or_default(),
        })
    }

    fn nothing() -> Self {
        SplitMarker::default()
    }

    fn expected(_: &Rule) -> String {
        "a text, or a list of three: the first one, the repeated one, the last one".to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"type": "string"}, "maxItems": 3},
        ]})
    }
}

scalar_fields!(AlignContents, FileName, LabelWidth, SplitMarker);

/// A page margin.
const MARGIN: Rule = Rule::points(0.0, 5000.0);
/// A distance in either direction.
const OFFSET: Rule = Rule::points(-5000.0, 5000.0);
/// The distance of baselines as a factor of the font size.
const SPACING: Rule = Rule::number(0.01, 100.0);

group! {
    /// `pdf`: pages.
    Pdf {
        /// The line above the song if chords are in a side column.
        capoheading = "capoheading": String [Rule::FORMAT];
        /// If not 0, chords are in a side column at this distance from the left margin.
        chordscolumn = "chordscolumn": f64 [OFFSET];
        /// Choruses.
        chorus = "chorus": Arc<PdfChorus>;
        /// Gap between columns.
        columnspace = "columnspace": f64 [MARGIN];
        /// Core fonts.
        corefonts = "corefonts": Arc<CoreFontSettings>;
        /// The list of songs.
        csv = "csv": Arc<Csv>;
        /// Diagrams for strings.
        diagrams = "diagrams": Arc<StringDiagrams>;
        /// Font families with their faces.
        fontconfig = "fontconfig": Arc<FontFamilies>;
        /// Font folders.
        fontdir = "fontdir": Vec<String> [Rule::FILE];
        /// The font of each element.
        fonts = "fonts": Arc<Fonts>;
        /// Distance of the footer below the bottom margin; 0 for no footer.
        footspace = "footspace": f64 [OFFSET];
        /// Headings and footers by page class.
        formats = "formats": Arc<PageFormats>;
        /// Grids.
        grids = "grids": Arc<Grids>;
        /// Headings only on the first page of a song; other pages start higher.
        head_first_only = "head-first-only": bool;
        /// Distance of the title above the top margin; 0 for no headings.
        headspace = "headspace": f64 [OFFSET];
        /// Document properties: `title`, `author`, `subject`, `keywords` and any others.
        info = "info": IndexMap<String, String> [Rule::FORMAT];
        /// Diagrams for keys.
        kbdiagrams = "kbdiagrams": Arc<KeyboardDiagrams>;
        /// Labels.
        labels = "labels": Arc<Labels>;
        /// Has no effect here.
        library = "library": Option<String>;
        /// Bottom margin.
        marginbottom = "marginbottom": f64 [MARGIN];
        /// Left margin; on left pages the right one.
        marginleft = "marginleft": f64 [MARGIN];
        /// Right margin; on left pages the left one.
        marginright = "marginright": f64 [MARGIN];
        /// Top margin.
        margintop = "margintop": f64 [MARGIN];
        /// Bookmark trees (PDF outlines).
        outlines = "outlines": Vec<Outline>;
        /// The initial page layout in viewers.
        page_layout = "page_layout": PageLayout;
        /// The paper size.
        papersize = "papersize": PaperSize;
        /// Draw the margins.
        showlayout = "showlayout": bool;
        /// Books of several songs.
        songbook = "songbook": Arc<Songbook>;
        /// Distances of baselines as factors of the font size.
        spacing = "spacing": Arc<Spacing>;
        /// The marker drawn if a chord is wider than its syllable.
        split_marker = "split-marker": SplitMarker;
        /// Colours.
        theme = "theme": Arc<Theme>;
        /// Ignore `{titles}` and `settings.titles`.
        titles_directive_ignore = "titles-directive-ignore": bool;
    }

    /// `pdf.chorus`: choruses.
    PdfChorus {
        /// The bar beside a chorus.
        bar = "bar": Arc<ChorusBar>;
        /// Indent of a chorus.
        indent = "indent": f64 [OFFSET];
        /// Recalled choruses.
        recall = "recall": Arc<PdfRecall>;
        /// The label of choruses. Has no effect, as in the reference.
        tag = "tag": String;
    }

    /// `pdf.chorus.bar`: the bar beside a chorus.
    ChorusBar {
        /// Colour of the bar.
        color = "color": Color;
        /// Distance of the bar from the text; 0 for no bar.
        offset = "offset": f64 [OFFSET];
        /// Width of the bar; 0 for no bar.
        width = "width": f64 [Rule::points(0.0, 1000.0)];
    }

    /// `pdf.chorus.recall`: recalled choruses.
    PdfRecall {
        /// Bar and indent for quoted recalls, too.
        choruslike = "choruslike": bool;
        /// Repeat the lines of the chorus.
        quote = "quote": bool;
        /// The text of a recall.
        tag = "tag": String;
        /// The font of that text: a name in `pdf.fonts`.
        kind = "type": String;
    }

    /// `pdf.corefonts`: core fonts.
    CoreFontSettings {
        /// The replacement of the core fonts. Has no effect here: GNU FreeFont always replaces them.
        remap = "remap": CoreFonts;
    }

    /// `pdf.csv`: the list of songs.
    Csv {
        /// The columns of the list.
        fields = "fields": Vec<CsvField>;
        /// The separator between columns.
        separator = "separator": String;
        /// Only songs; otherwise also cover, table of contents and other matter.
        songsonly = "songsonly": bool;
        /// The separator between several values of a column.
        vseparator = "vseparator": String;
    }

    /// `pdf.grids`: grids.
    Grids {
        /// Lines between cells.
        cellbar = "cellbar": Arc<CellBar>;
        /// Show grids.
        show = "show": bool;
        /// Vertical stretch of grid lines.
        stretch = "stretch": f64 [Rule::number(0.01, 100.0)];
        /// Repeat signs and their like.
        symbols = "symbols": Arc<GridSymbols>;
        /// Volta brackets.
        volta = "volta": Arc<Volta>;
    }

    /// `pdf.grids.cellbar`: lines between cells.
    CellBar {
        /// Colour of these lines or signs.
        color = "color": Color;
        /// Width of the lines; 0 for none.
        width = "width": f64 [Rule::points(0.0, 1000.0)];
    }

    /// `pdf.grids.symbols`: repeat signs and their like.
    GridSymbols {
        /// Colour of these lines or signs.
        color = "color": Color;
    }

    /// `pdf.grids.volta`: volta brackets.
    Volta {
        /// Colour of these lines or signs.
        color = "color": Color;
        /// The fraction of the measure that a bracket covers.
        span = "span": f64 [Rule::number(0.0, 100.0)];
    }

    /// `pdf.labels`: labels of sections.
    Labels {
        /// How labels are aligned in their margin.
        align = "align": DiagramAlign;
        /// `comment`, `comment_italic` or `comment_box` shows labels as comments, without a margin.
        comment = "comment": String [Rule::words(&["", "comment", "comment_italic", "comment_box"])];
        /// Width of the label margin; 0 hides labels.
        width = "width": LabelWidth [Rule::points(0.0, 5000.0)];
    }

    /// `pdf.songbook`: books of several songs.
    Songbook {
        /// Songs start on right pages.
        align_songs = "align-songs": bool;
        /// Blank pages get the song's headings and footers.
        align_songs_extend = "align-songs-extend": bool;
        /// Songs start on left pages.
        align_songs_spread = "align-songs-spread": bool;
        /// The pages on which tables of contents start.
        align_tocs = "align-tocs": AlignContents;
        /// A PDF file at the end.
        back_matter = "back-matter": FileName;
        /// Order songs so that two-page songs need no page turn.
        compact_songs = "compact-songs": bool;
        /// A PDF file before everything.
        cover = "cover": FileName;
        /// Left and right pages differ.
        dual_pages = "dual-pages": bool;
        /// A PDF file before the contents.
        front_matter = "front-matter": FileName;
        /// The sort key of songs.
        sort_songs = "sort-songs": SongOrder;
    }

    /// `pdf.spacing`: distances of baselines as factors of the font size.
    Spacing {
        /// Chord lines.
        chords = "chords": f64 [SPACING];
        /// Names above diagrams.
        diagramchords = "diagramchords": f64 [SPACING];
        /// Empty lines.
        empty = "empty": f64 [Rule::number(0.0, 100.0)];
        /// Footers; 1 if not set.
        footer = "footer": Option<f64> [SPACING];
        /// Grid lines.
        grid = "grid": f64 [SPACING];
        /// Lyrics lines.
        lyrics = "lyrics": f64 [SPACING];
        /// Subtitles; 1 if not set.
        subtitle = "subtitle": Option<f64> [SPACING];
        /// Tab lines.
        tab = "tab": f64 [SPACING];
        /// Titles.
        title = "title": f64 [SPACING];
        /// Lines of tables of contents.
        toc = "toc": f64 [SPACING];
    }

    /// `pdf.theme`: colours.
    Theme {
        /// The page background; `none` or `white` draws nothing.
        background = "background": Color;
        /// The text colour.
        foreground = "foreground": Color;
        /// A very light colour.
        foreground_light = "foreground-light": Color;
        /// A light colour.
        foreground_medium = "foreground-medium": Color;
    }
}
