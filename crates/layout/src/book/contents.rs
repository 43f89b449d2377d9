//! Tables of contents (`docs/spec/pages.md#2.7`, `#2.8`).

use std::sync::Arc;

use chordpro_config::Config;
use chordpro_config::view::Contents;
use chordpro_song::{DiagramList, Meta, Song, SongSettings, Source, Span};

use super::entry::{Entry, Listed, entries};
use super::values;
use crate::compose::blank_line;
use crate::composer::Composer;
use crate::context::BookContext;
use crate::element_font::FontElement;
use crate::error::LayoutError;
use crate::guides::guides;
use crate::heading::headings;
use crate::page::{Layer, Link, Pt, Tag, TagChild, TagNode, Target};
use crate::page_variables::NumberStyle;
use crate::paginator::{Numbering, Paginator, SongPage};
use crate::structure::Parent;
use crate::wrap;

/// A line of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    /// The heading of the group that begins here. Line ends that it begins with are blank lines.
    heading: String,
    text: String,
    number: String,
    /// The page it leads to, among the pages of songs.
    page: usize,
}

/// The song that a table of contents is laid out as: a title, and nothing else.
pub(crate) fn pseudo_song(first: &Song, config: &Arc<Config>, label: &str) -> Song {
    let title = values::text(first, label);
    let mut meta = Meta::default();
    meta.push("title", title.clone());
    Song {
        title: Some(title),
        subtitles: Vec::new(),
        meta,
        preamble: Vec::new(),
        sections: Vec::new(),
        assets: indexmap::IndexMap::new(),
        spread_image: None,
        defines: Vec::new(),
        chords: indexmap::IndexMap::new(),
        diagrams: None::<DiagramList>,
        labels: Vec::new(),
        settings: SongSettings::default(),
        diagnostics: Vec::new(),
        source: Source {
            title: Span::default(),
            ..first.source.clone()
        },
        config: Arc::clone(config),
        initial_config: Arc::clone(config),
        ..first.clone()
    }
}

/// The pages of one table of contents; its title is that of `song`. The links lead to pages counted from the first song's.
///
/// # Errors
/// [`LayoutError`].
pub(crate) fn pages<'a>(
    contents: &'a Contents,
    song: &'a Song,
    songs: &[Listed<'_>],
    first_number: u32,
    context: &mut BookContext<'a>,
) -> Result<Vec<SongPage>, LayoutError> {
    let entries = entries(songs, &contents.fields, context.budget)?;
    let lines = lines(contents, &entries);
    let numbering = Numbering {
        first: first_number,
        style: NumberStyle::Roman,
    };
    let config = Arc::clone(&song.initial_config);
    let mut composer = Composer::new(song, &config, context)?;
    let mut pages = Paginator::new(
        composer.start(),
        composer.paper(),
        numbering,
        composer.book.budget,
    );
    pages.new_page()?;
    guides(&mut composer, &mut pages);
    for line in &lines {
        contents_line(&mut composer, &mut pages, line)?;
    }
    headings(&mut composer, &mut pages)?;
    composer.finish_song();
    Ok(pages.pages)
}

fn lines(contents: &Contents, entries: &[Entry<'_>]) -> Vec<Line> {
    let has_groups = !contents.break_text.is_empty();
    let mut lines: Vec<Line> = Vec::with_capacity(entries.len());
    let mut group = String::new();
    for entry in entries {
        let mut line = Line {
            heading: String::new(),
            text: entry.text(&contents.line),
            number: entry.text(&contents.pageno),
            page: entry.listed.page,
        };
        if has_groups {
            let heading = entry.text(&contents.break_text);
            if group != heading {
                line.heading.clone_from(&heading);
                group = heading;
            } else if lines
                .last()
                .is_some_and(|last| last.text == line.text && last.number == line.number)
            {
                continue;
            }
        }
        lines.push(line);
    }
    lines
}

/// The lines of a text: parted by line ends, and by `\n` as it is written. Those at its end that are empty do not count.
fn text_lines(mut text: &str) -> impl Iterator<Item = &str> {
    while let Some(rest) = text.strip_suffix('\n').or_else(|| text.strip_suffix("\\n")) {
        text = rest;
    }
    let lines = text.split('\n').flat_map(|line| line.split("\\n"));
    lines.take(if text.is_empty() { 0 } else { usize::MAX })
}

fn contents_line(
    composer: &mut Composer<'_, '_>,
    pages: &mut Paginator<'_>,
    line: &Line,
) -> Result<(), LayoutError> {
    composer.book.budget.charge_elements(1)?;
    let font = composer.font(FontElement::Toc);
    let step = font.size * composer.style.config.pdf.spacing.toc;
    let mut heading = line.heading.as_str();
    while let Some(rest) = heading
        .strip_prefix('\n')
        .or_else(|| heading.strip_prefix("\\n"))
    {
        let goes_on = rest.starts_with('\n') || rest.starts_with("\\n");
        if pages.position().ignores_blanks {
            pages.position_mut().ignores_blanks = goes_on;
        } else {
            let blank = blank_line(composer);
            composer.put(pages, blank);
        }
        heading = rest;
    }
    pages.position_mut().ignores_blanks = false;
    let written = text_lines(&line.text).count() + text_lines(heading).count();
    #[expect(clippy::cast_precision_loss, reason = "lines are few")]
    pages.make_room(step * written as f64)?;
    composer.measure = pages.position().measure();
    let top = composer.measure.top;
    composer.section = Some(Parent {
        tag: Tag::Contents,
        line: 0,
    });
    let heading = contents_text(composer, heading, None, step)?;
    composer.tag(Tag::Entry, 0, heading);
    let upper = composer.measure.top;
    let entry = contents_text(composer, &line.text, Some(&line.number), step)?;
    let height = top - composer.measure.top;
    let rect = [
        composer.measure.left,
        composer.measure.top,
        composer.measure.right,
        upper,
    ];
    debug_assert!(top >= upper, "lines go down");
    let links = &mut composer.drawing.links;
    let link = Tag::Link(links.len());
    links.push(Link {
        rect,
        target: Target::Page(line.page),
    });
    if !entry.is_empty() {
        let link = TagNode::new(link, 0, entry).into_child();
        composer.tag(Tag::Entry, 0, vec![link]);
    }
    let row = composer.row(None, height);
    composer.put(pages, row);
    Ok(())
}

/// Draws a text from the current height down, and goes below it. The number stands at the right of its first line.
fn contents_text(
    composer: &mut Composer<'_, '_>,
    text: &str,
    number: Option<&str>,
    step: Pt,
) -> Result<Vec<TagChild>, LayoutError> {
    let mut tags = Vec::new();
    let font = composer.font(FontElement::Toc);
    composer.sets_in(&font);
    let mut x = composer.measure.left + composer.indent;
    let shown = number.unwrap_or_default();
    let room = composer.measure.right - x - composer.width(&format!("xxx{shown}"), &font);
    let mut number = number;
    for line in text_lines(text) {
        let mut rest = line;
        loop {
            composer.book.budget.tick()?;
            let (head, tail) = wrap::cut(rest, room, |head| composer.width(head, &font));
            let baseline = composer.measure.top - font.baseline();
            if !tags.is_empty() {
                tags.push(TagChild::Blank);
            }
            composer
                .text(x, baseline, head, &font)
                .tag(Layer::Text, &mut tags);
            if let Some(number) = number.take() {
                let at = composer.measure.right - composer.width(number, &font);
                tags.push(TagChild::Blank);
                composer
                    .text(at, baseline, number, &font)
                    .tag(Layer::Text, &mut tags);
                if !tail.is_empty() {
                    let indent = composer.style.config.settings.wrapindent.clone();
                    x += composer.width(&indent, &font);
                }
            }
            composer.measure.top -= step;
            rest = tail;
            if rest.is_empty() {
                break;
            }
        }
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::text_lines;

    #[test]
    fn line_ends_behind_a_text_are_no_lines() {
        let lines = |text| text_lines(text).collect::<Vec<_>>();
        assert_eq!(lines("A\\n\nB\\n\n"), ["A", "", "B"]);
        assert_eq!(lines("\nA"), ["", "A"]);
        assert!(lines("\\n\n").is_empty());
        assert!(lines("").is_empty());
    }
}
