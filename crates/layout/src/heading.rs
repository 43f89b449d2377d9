//! Titles, subtitles and footers (`docs/spec/pages.md#2.4`).
//!
//! They are drawn when the whole song is laid out, with the fonts as they are at its end.

use chordpro_config::view::{Heading, HeadingRow, PageClass, Titles};

use chordpro_song::Song;

use crate::LayoutError;
use crate::composer::Composer;
use crate::element_font::FontElement;
use crate::geometry::Side;
use crate::page::{Layer, Pt, SourcePlace, Tag, TagChild, TagNode};
use crate::page_variables::interpolated;
use crate::paginator::Paginator;
use crate::position::PageFacts;
use crate::structure;
use crate::typeset::Markup;

/// The classes that a class takes headings from, in order.
fn fallbacks(class: PageClass) -> &'static [PageClass] {
    match class {
        PageClass::First => &[PageClass::First, PageClass::Title, PageClass::Default],
        PageClass::Title => &[PageClass::Title, PageClass::Default],
        PageClass::Default => &[PageClass::Default],
        PageClass::Filler => &[],
    }
}

/// What a heading is on pages of a class: only the first page of a song has its title.
fn heading_tag(heading: Heading, class: PageClass) -> Tag {
    let is_first = matches!(class, PageClass::First | PageClass::Title);
    match heading {
        Heading::Footer => Tag::Footer,
        Heading::Title if is_first => Tag::Title,
        Heading::Subtitle if is_first => Tag::Subtitle,
        Heading::Title | Heading::Subtitle => Tag::RunningHead,
    }
}

/// Draws the headings of all pages. They are read before the body, footers behind it.
///
/// # Errors
/// [`LayoutError::Exceeded`]: each page has its own copy of them.
pub(crate) fn headings(
    composer: &mut Composer<'_, '_>,
    pages: &mut Paginator<'_>,
) -> Result<(), LayoutError> {
    composer.book.budget.at_line(0);
    for index in 0..pages.pages.len() {
        titles_of(composer, pages, index);
        footer_of(composer, pages, index);
        composer.pass_on_warnings(0);
        composer.book.budget.tick()?;
    }
    Ok(())
}

/// Draws the titles of all pages, but no footers.
pub(crate) fn titles(composer: &mut Composer<'_, '_>, pages: &mut Paginator<'_>) {
    for index in 0..pages.pages.len() {
        titles_of(composer, pages, index);
        composer.pass_on_warnings(0);
    }
}

fn titles_of(composer: &mut Composer<'_, '_>, pages: &mut Paginator<'_>, index: usize) {
    let pdf = composer.style.config.pdf.clone();
    if pdf.headspace == 0.0 {
        return;
    }
    let title = composer.font(FontElement::Title);
    let y = pdf.papersize.height - pdf.margintop + pdf.headspace - title.baseline();
    let spacing = pdf.spacing.title;
    let (y, mut titles) = draw_heading(composer, pages, index, Heading::Title, y, spacing);
    let spacing = pdf.spacing.subtitle.unwrap_or(1.0);
    let (_, subtitles) = draw_heading(composer, pages, index, Heading::Subtitle, y, spacing);
    titles.extend(subtitles);
    if let Some(structure) = pages.structure(index) {
        structure.splice(0..0, titles);
    }
}

fn footer_of(composer: &mut Composer<'_, '_>, pages: &mut Paginator<'_>, index: usize) {
    let pdf = composer.style.config.pdf.clone();
    if pdf.footspace == 0.0 {
        return;
    }
    let y = pdf.marginbottom - pdf.footspace;
    let spacing = pdf.spacing.footer.unwrap_or(1.0);
    let (_, footers) = draw_heading(composer, pages, index, Heading::Footer, y, spacing);
    if let Some(structure) = pages.structure(index) {
        structure.extend(footers);
    }
}

/// Where a heading comes from: the title from its directive, others from the song as a whole; `None` for what is no song's.
fn source_of(song: &Song, heading: Heading) -> Option<SourcePlace> {
    let whole = SourcePlace {
        input: song.source.input,
        ..SourcePlace::default()
    };
    let is_titled = song.source.title.line > 0;
    is_titled.then(|| match heading {
        Heading::Title => whole.at(song.source.title),
        Heading::Subtitle | Heading::Footer => whole,
    })
}

/// Draws the rows of a heading from `y` down; gives where the next row would be, and a tag for each.
fn draw_heading(
    composer: &mut Composer<'_, '_>,
    pages: &mut Paginator<'_>,
    index: usize,
    heading: Heading,
    y: Pt,
    spacing: f64,
) -> (Pt, Vec<TagNode>) {
    let mut tags = Vec::new();
    let facts = pages.facts(index);
    let PageFacts { class, side, .. } = facts;
    let Some(rows) = heading_rows(composer, class, side, heading) else {
        return (y, tags);
    };
    let font = composer.font(match heading {
        Heading::Title => FontElement::Title,
        Heading::Subtitle => FontElement::Subtitle,
        Heading::Footer => FontElement::Footer,
    });
    let (left, right) = pages.position().geometry.text_area(side);
    let mut y = y;
    for row in rows {
        let mut children = Vec::new();
        for (place, part) in row.iter().enumerate() {
            let text = interpolated(
                part,
                composer.song,
                facts,
                pages.number_style(),
                &composer.style.config.metadata.separator,
            );
            if text.is_empty() {
                continue;
            }
            composer.sets_in(&font);
            let requests = composer.typesetter.pictures(&text, &font);
            let pictures = composer.inline_pictures(&requests);
            let width = composer.typesetter.width_with(&text, &font, &pictures);
            let x = match place {
                0 => left,
                1 => (right + left - width) / 2.0,
                _ => right - width,
            };
            let line = composer
                .typesetter
                .line(&text, &font, Markup::Parsed, &pictures);
            if !children.is_empty() {
                children.push(TagChild::Blank);
            }
            pages
                .place_heading(index, (x, y), line, &composer.song.bookmark)
                .tag(Layer::HeadingText, &mut children);
        }
        if !children.is_empty() {
            if let Some(source) = source_of(composer.song, heading) {
                structure::locate(&mut children, source);
            }
            tags.push(TagNode::new(heading_tag(heading, class), 0, children));
        }
        y -= font.size * spacing;
    }
    (y, tags)
}

/// The rows of a heading on pages of a class and side.
fn heading_rows(
    composer: &Composer<'_, '_>,
    class: PageClass,
    side: Side,
    heading: Heading,
) -> Option<Vec<HeadingRow>> {
    let formats = &composer.style.config.pdf.formats;
    let (rows, is_for_side) = fallbacks(class).iter().find_map(|class| {
        let even = (side == Side::Left)
            .then(|| formats.class_even(*class).heading(heading))
            .flatten();
        match even {
            Some(rows) => Some((rows, true)),
            None => Some((formats.class(*class).heading(heading)?, false)),
        }
    })?;
    let titles = titles_place(composer);
    Some(
        rows.iter()
            .map(|row| {
                let [left, center, right] = row.clone();
                let [left, center, right] = match titles {
                    Titles::Left => [center, left, right],
                    Titles::Right => [left, right, center],
                    Titles::Center => [left, center, right],
                };
                if side == Side::Left && !is_for_side {
                    [right, center, left]
                } else {
                    [left, center, right]
                }
            })
            .collect(),
    )
}

/// Where the song's titles go.
fn titles_place(composer: &Composer<'_, '_>) -> Titles {
    if composer.style.config.pdf.titles_directive_ignore {
        return Titles::Center;
    }
    match composer.song.settings.titles.as_deref() {
        Some("left") => Titles::Left,
        Some("right") => Titles::Right,
        Some("center" | "centre") => Titles::Center,
        _ => composer.style.config.settings.titles,
    }
}

#[cfg(test)]
mod tests {
    use chordpro_song::Song;

    use crate::sample::{configured, line, pages, place, song};

    fn titled(title: &str, subtitle: &str, body: Vec<chordpro_song::BlockKind>) -> Song {
        let mut song = song(body);
        song.meta.push("title", title);
        if !subtitle.is_empty() {
            song.meta.push("subtitle", subtitle);
        }
        song
    }

    #[test]
    fn titles_are_centred_and_subtitles_stand_below() {
        let song = titled("Swing Low Sweet Chariot", "spiritual", vec![line("x")]);
        let pages = pages(&song);
        assert_eq!(place(&pages[0], "Swing Low Sweet Chariot"), (220.91, 809.4));
        assert_eq!(place(&pages[0], "spiritual").1, 792.6);
    }

    #[test]
    fn an_apostrophe_is_measured_wider_than_it_is_drawn() {
        let song = titled("Don't 'quote'", "", vec![line("x")]);
        assert_eq!(
            place(&pages(&song)[0], "Don\u{2019}t \u{2019}quote\u{2019}").0,
            258.69
        );
    }

    #[test]
    fn left_pages_have_their_footers_mirrored() {
        let song = titled("T", "", (0..60).map(|_| line("[C]x")).collect());
        let pages = pages(&song);
        assert_eq!(place(&pages[1], "2"), (40.0, 20.0));
        assert_eq!(place(&pages[2], "T"), (40.0, 20.0));
    }

    #[test]
    fn without_headings_on_other_pages_the_body_starts_higher() {
        let song = titled("T", "", (0..60).map(|_| line("x")).collect());
        let song = configured(song, &[("pdf.head-first-only", "1")]);
        assert_eq!(place(&pages(&song)[1], "x").1, 811.2);
    }

    #[test]
    fn a_directive_moves_titles() {
        let mut song = titled("T", "", vec![line("x")]);
        song.settings.titles = Some("left".to_owned());
        assert_eq!(place(&pages(&song)[0], "T").0, 40.0);
    }
}
