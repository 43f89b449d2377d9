//! Reading one song, line by line.

use std::borrow::Cow;
use std::sync::Arc;

use chordpro_config::Config;

use crate::asset::Special;
use crate::block_size::block_size;
use crate::charges::Charges;
use crate::chord_resolver::ChordResolver;
use crate::chord_tables::ChordTables;
use crate::directive_syntax::{self, Written, ends_section};
use crate::findings::SourceLines;
use crate::lines::{Lines, LogicalLine};
use crate::lint::{Lint, LintMemory};
use crate::markup::ShortCodes;
use crate::preprocess::Rules;
use crate::properties::Properties;
use crate::reader::Session;
use crate::section_builder::SectionBuilder;
use crate::sections::{Section, Sections};
use crate::text::is_blank;
use crate::transposing::Transposing;
use crate::variables::SongVariables;
use crate::{
    BlockKind, Diagnostic, Edit, Fix, Meta, Profile, ReadError, Section as Part, Severity, Song,
    SongInput, SongSettings, Source, Span, bracket_chords,
};

/// What a substitution that is given up counts in elements.
const FAILED_SUBSTITUTION: usize = 100;

/// Where a song begins.
pub(crate) struct SongStart<'i> {
    pub(crate) input: &'i SongInput,
    pub(crate) input_index: usize,
    pub(crate) bookmark: &'i str,
    /// Whether it is the first song of its input: the only one that may begin with `##config`.
    pub(crate) is_first: bool,
}

/// Whether a song goes on after a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Line,
    EndOfSong,
}

/// What became of a directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It did its work, or is to be passed over in silence.
    Done,
    /// It was not accepted; the line stays in the song as it is.
    Refused,
}

/// The state while a song is read. Its methods are spread over the modules of what they read.
pub(crate) struct SongReader<'s, 't> {
    pub(crate) session: &'s Session<'s>,
    /// The lines, and what is found wrong with them.
    pub(crate) source: SourceLines<'s, 't>,
    pub(crate) charges: Charges<'s>,
    pub(crate) config: Arc<Config>,
    pub(crate) rules: Arc<Rules>,
    pub(crate) song: Song,
    pub(crate) sections: Sections,
    pub(crate) properties: Properties,
    pub(crate) transposing: Transposing,
    /// The chords of the song.
    pub(crate) chords: ChordTables,
    /// What findings need besides.
    pub(crate) lint_memory: LintMemory,
    /// Whether lyrics have begun although no title was given.
    is_untitled: bool,
}

impl<'s, 't> SongReader<'s, 't> {
    pub(crate) fn new(
        session: &'s Session<'s>,
        lines: &'s mut Lines<'t>,
        config: Arc<Config>,
        start: &SongStart<'_>,
    ) -> Result<Self, ReadError> {
        let mut reader = SongReader {
            session,
            song: new_song(session, lines, &config, start),
            source: SourceLines::new(lines, Arc::clone(&config), session.options.is_lint),
            charges: Charges::new(session.budget),
            rules: Rules::of(&config),
            transposing: Transposing::default(),
            config,
            sections: Sections::default(),
            properties: Properties::default(),
            chords: ChordTables::default(),
            lint_memory: LintMemory::default(),
            is_untitled: false,
        };
        reader.configure(start)?;
        reader.start_metadata(start);
        crate::metadata::take_given_key_and_capo(&mut reader);
        Ok(reader)
    }

    /// Reads up to the end of the song.
    pub(crate) fn read(mut self) -> Result<Song, ReadError> {
        self.song.source.line = self.source.lines.upcoming_number();
        while let Some(line) = self.source.lines.next_line() {
            self.session.budget.at_line(self.source.lines.number());
            self.session.budget.tick().map_err(ReadError::Exceeded)?;
            let text_place =
                (self.source.is_lint() && self.source.lines.depth() == 1 && !is_blank(&line.text))
                    .then(|| self.source.lines.span());
            if self.read_line(line)? == Next::EndOfSong {
                break;
            }
            self.lint_memory.last_text = text_place.or(self.lint_memory.last_text);
            if let Some(exceeded) = self.charges.exceeded() {
                return Err(exceeded.into());
            }
        }
        self.finish()
    }

    fn read_line(&mut self, line: LogicalLine<'t>) -> Result<Next, ReadError> {
        self.source.shown = Some(line.clone());
        self.source.focus = None;
        let LogicalLine {
            text,
            is_preprocessed,
            ..
        } = line;
        let text = if is_preprocessed || self.rules.is_empty() {
            text
        } else {
            self.preprocess_line(text)
        };
        if let Section::Skipped { name } = &self.sections.mode {
            if ends_section(&text, name) {
                self.sections.leave();
            }
            return Ok(Next::Line);
        }
        if let Some(arguments) = new_song_arguments(&text) {
            return Ok(self.new_song_directive(&text, arguments));
        }
        if text.starts_with('#') {
            self.comment_line(&text)?;
            return Ok(Next::Line);
        }
        match self.sections.mode {
            Section::Tab => {
                if is_tab_end(&text) {
                    self.end_section("tab");
                } else {
                    self.push(BlockKind::Tab(text.into_owned()));
                }
                return Ok(Next::Line);
            }
            Section::Delegated(_) => {
                self.delegate_line(&text);
                return Ok(Next::Line);
            }
            _ => {}
        }
        if let Some(content) = directive_syntax::content(&text) {
            self.directive_line(&text, content)?;
            return Ok(Next::Line);
        }
        let said = self.source.count();
        if !matches!(self.sections.mode, Section::Grid) {
            self.lint(|lint| lint.check_braces(&text));
        }
        if self.wants_title() {
            if is_blank(&text) {
                self.song.preamble.push(text.into_owned());
                return Ok(Next::Line);
            }
            let is_lyrics = self.is_rather_lyrics(&text);
            if self.source.count() == said {
                self.report_missing_title(&text, is_lyrics);
            }
            if is_lyrics {
                self.is_untitled = true;
                // A title given with the request is the song's, where the song brings none itself.
                self.song.title = self.song.meta.first("title").map(str::to_owned);
            } else {
                self.source.lines.queue_front(format!("{{title:{text}}}"));
                return Ok(Next::Line);
            }
        }
        if matches!(self.sections.mode, Section::Grid) {
            self.grid_line(&text);
        } else if is_blank(&text) {
            self.push(BlockKind::Blank);
        } else {
            self.lyrics_line(&text);
        }
        Ok(Next::Line)
    }

    /// Looks for slips, where that is what the song is read for.
    pub(crate) fn lint<T>(&mut self, look: impl FnOnce(&mut Lint<'_, 's, 't>) -> T) -> Option<T> {
        if !self.source.is_lint() {
            return None;
        }
        let (chords, config) = (&self.chords, &*self.config);
        let is_chord = |name: &str| {
            let strictness = bracket_chords::strictness(config);
            config.notes.parse(name, strictness).is_some() || chords.known(name, config).is_some()
        };
        Some(look(&mut Lint {
            source: &mut self.source,
            memory: &mut self.lint_memory,
            config,
            is_chord: &is_chord,
        }))
    }

    fn report_missing_title(&mut self, line: &str, is_lyrics: bool) {
        let message = "Missing {title} -- prepare for surprising results";
        let mut finding = Diagnostic::new("missing-title", Severity::Warning, message);
        let line = line.trim();
        if !is_lyrics && let Some(place) = self.source.lines.span_of(line) {
            let edit = Edit::replace(place, format!("{{title: {line}}}"));
            let mut fix = Fix::new("Make the line the title", vec![edit]);
            // Where something else is wrong, a title may be meant that is misspelt.
            fix.is_certain = self.source.count() == 0 && !line.contains(['[', '{', '}']);
            finding = finding.with_fix(fix);
        }
        self.source.add(finding);
    }

    /// Whether the next line of text has to be the title (`docs/spec/language.md#1.11`).
    fn wants_title(&self) -> bool {
        self.song.title.is_none() && !self.is_untitled && !self.session.options.is_fragment
    }

    /// Whether a line that would become the title is lyrics, as the chords in it show. The reference makes it the title,
    /// and its chords are lost.
    fn is_rather_lyrics(&self, line: &str) -> bool {
        let notation = &self.config.notes;
        self.session.options.profile == Profile::Complete
            && bracket_chords::has_bracket_chords(
                line,
                notation,
                bracket_chords::strictness(&self.config),
            )
    }

    /// `{new_song}` begins a new song where this one has a body already.
    fn new_song_directive(&mut self, line: &str, arguments: &str) -> Next {
        // A key that was given is in the body before any line is read.
        let given = usize::from(self.transposing.has_given_key());
        let sections = self.sections.body.sections().iter();
        if sections
            .map(|section| section.blocks.len().max(1))
            .sum::<usize>()
            > given
        {
            self.source.lines.put_back(line.to_owned());
            return Next::EndOfSong;
        }
        let arguments = arguments.trim_start_matches([' ', ':']);
        let attributes = crate::attributes::parse(arguments, None);
        if let Some(toc) = attributes.get("toc") {
            self.song.meta.push("_TOC", toc.clone());
        }
        if let Some(value) = attributes.get("forceifempty") {
            self.push_setting("forceifempty", value.clone());
        }
        Next::Line
    }

    fn comment_line(&mut self, line: &str) -> Result<(), ReadError> {
        if let Some(special) = line.strip_prefix("##")
            && self.special_comment(special)? == Special::Done
        {
            return Ok(());
        }
        if self.retains_comments() {
            if self.song.title.is_none() {
                self.song.preamble.push(line.to_owned());
            } else {
                self.push(BlockKind::Ignored(line.to_owned()));
            }
        }
        Ok(())
    }

    /// Whether the format keeps comments. A song may say so as well, from there on.
    fn retains_comments(&self) -> bool {
        self.config
            .tree()
            .at(&[&self.session.options.backend, "comments"])
            .and_then(|value| value.as_str())
            == Some("retain")
    }

    fn directive_line(&mut self, line: &str, content: &str) -> Result<(), ReadError> {
        let content = if self.rules.has_directive_rules() {
            self.preprocess_directive(content)
        } else {
            Cow::Borrowed(content)
        };
        let mut written = directive_syntax::split(&content);
        if self.is_lenient() && written.is_ended_by_blank {
            // `{title : X}`
            let argument = written.argument;
            written.argument = argument.strip_prefix(':').map_or(argument, str::trim_start);
        }
        self.source.focus = self.source.lines.span_of(line.trim());
        if self.session.options.is_reference_mode {
            self.complain_about_form(&written);
        }
        if !self.session.options.is_reference_mode {
            self.lint(|lint| lint.check_form(&content, &written));
        }
        if content.contains('}') {
            self.lint(|lint| lint.check_braces(line));
        }
        if self.directive(&content, &written)? == Outcome::Refused {
            self.push(BlockKind::Ignored(line.to_owned()));
        }
        Ok(())
    }

    fn complain_about_form(&mut self, written: &Written<'_>) {
        if written.has_leading_colon {
            self.source.warn(
                "leading-colon",
                "Incorrect start of directive (':' not allowed at start)",
            );
        }
        if written.is_ended_by_blank {
            self.source
                .warn("missing-colon", "Directive name must be followed by a ':'");
        }
    }

    /// Whether what the reference gets wrong is put right: in the text formats of the complete profile. Pages follow the
    /// reference in both.
    pub(crate) fn is_corrected(&self) -> bool {
        self.session.options.profile == Profile::Complete && self.session.options.backend != "pdf"
    }

    /// Whether slips that have one meaning are read as they are meant: in the complete profile, for pages as well.
    pub(crate) fn is_lenient(&self) -> bool {
        self.session.options.profile == Profile::Complete
    }

    /// Puts a block into the section in force.
    pub(crate) fn push(&mut self, kind: BlockKind) {
        let place = self.source.lines.span();
        self.put(|body| body.push(kind, place));
        let block = self
            .sections
            .body
            .sections()
            .last()
            .and_then(|last| last.blocks.last());
        self.charges.charge_memory(block.map_or(0, block_size));
    }

    /// Changes the body, and charges what that takes.
    pub(crate) fn put(&mut self, change: impl FnOnce(&mut SectionBuilder)) {
        self.charges.charge(1);
        let begun = self.sections.put(&self.transposing, change);
        self.charges
            .charge_memory(begun.saturating_mul(size_of::<Part>()));
    }

    /// Resolves chords with what is in force here.
    pub(crate) fn resolver(&mut self) -> ChordResolver<'_, 's, 't> {
        ChordResolver {
            is_corrected: self.is_corrected(),
            profile: self.session.options.profile,
            tables: &mut self.chords,
            config: &self.config,
            transposing: &self.transposing,
            meta: &self.song.meta,
            source: &mut self.source,
        }
    }

    /// The tags that the configuration in force adds.
    pub(crate) fn short_codes(&self) -> ShortCodes<'_> {
        ShortCodes::of(&self.config)
    }

    /// Puts metadata into a text.
    pub(crate) fn substitute<'x>(&mut self, text: &'x str) -> Cow<'x, str> {
        if !text.contains("%{") {
            return Cow::Borrowed(text);
        }
        let result = chordpro_config::format::interpolate(
            text,
            &self.variables(),
            &self.config.metadata.separator,
        );
        let (text, warnings) = (result.text, result.warnings);
        let text = text.into_owned();
        self.charges.charge_text(text.len());
        for warning in warnings {
            // It was given up after much work.
            self.charges.charge(FAILED_SUBSTITUTION);
            self.source.warn("format-string", warning);
        }
        Cow::Owned(text)
    }

    /// The variables as they are now.
    pub(crate) fn variables(&self) -> SongVariables<'_> {
        SongVariables::reading(&self.song, &self.config)
    }

    /// Takes another configuration from here on.
    pub(crate) fn set_config(&mut self, config: Arc<Config>) {
        self.source.set_config(Arc::clone(&config));
        self.config = config;
        self.rules = Rules::of(&self.config);
        self.chords.forget_tokens();
        self.update_outer_transposition();
    }
}

fn new_song(
    session: &Session<'_>,
    lines: &Lines<'_>,
    config: &Arc<Config>,
    start: &SongStart<'_>,
) -> Song {
    Song {
        title: None,
        subtitles: Vec::new(),
        meta: Meta::default(),
        preamble: Vec::new(),
        sections: Vec::new(),
        assets: indexmap::IndexMap::new(),
        spread_image: None,
        defines: Vec::new(),
        chords: indexmap::IndexMap::new(),
        diagrams: None,
        labels: Vec::new(),
        settings: SongSettings::default(),
        system: String::new(),
        is_movable: false,
        transposed: 0,
        source: Source {
            name: Arc::clone(&start.input.name),
            line: lines.number(),
            input: start.input_index,
            title: Span::default(),
        },
        index: 0,
        bookmark: start.bookmark.to_owned(),
        surroundings: Arc::clone(&session.surroundings),
        config: Arc::clone(config),
        initial_config: Arc::clone(config),
        diagnostics: Vec::new(),
        is_missing: false,
        is_blank: false,
        document: None,
    }
}

/// The arguments of a `{new_song}` line, its name in any case (`docs/spec/language.md#1.9`).
fn new_song_arguments(line: &str) -> Option<&str> {
    let content = directive_syntax::content(line)?;
    let rest = ["new_song", "ns"].iter().find_map(|name| {
        let (start, rest) = content.split_at_checked(name.len())?;
        start.eq_ignore_ascii_case(name).then_some(rest)
    })?;
    rest.chars()
        .next()
        .is_none_or(|c| !crate::text::is_word(c))
        .then_some(rest)
}

fn is_tab_end(line: &str) -> bool {
    directive_syntax::content(line).is_some_and(|content| matches!(content, "end_of_tab" | "eot"))
}
