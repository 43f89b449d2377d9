//! The order in which a page is written: that of reading, as far as nothing comes to lie over what it lay under.
//!
//! Programs that take the text out of a page take it in the order of its commands, and so does whoever copies it.

use chordpro_fonts::width;
use chordpro_layout::{Item, Layers, Pt, Role, TextRun};

/// Shapes, then headings and the body line by line, diagrams, and footers.
///
/// Headings stand before what is below them: on a page that songs share, between the songs.
pub(crate) fn for_reading(layers: &Layers) -> Vec<&Item> {
    let planes = [
        (&layers.shapes, Turn::Shapes, Turn::Body),
        (&layers.heading_shapes, Turn::Shapes, Turn::Headings),
        (&layers.heading_text, Turn::Headings, Turn::Headings),
        (&layers.text, Turn::Body, Turn::Body),
    ];
    let mut items: Vec<(Turn, &Item)> = planes
        .into_iter()
        .flat_map(|(items, shapes, text)| {
            items
                .iter()
                .map(move |item| (turn(item, shapes, text), item))
        })
        .collect();
    items.sort_by_key(|(turn, _)| *turn);
    let mut ordered = Vec::with_capacity(items.len());
    let mut headings = Vec::new();
    let mut body = Vec::new();
    let mut last = Vec::new();
    for (turn, item) in items {
        match turn {
            Turn::Shapes => ordered.push(item),
            Turn::Headings => headings.push(item),
            Turn::Body => body.push(item),
            Turn::Diagrams | Turn::Footers => last.push(item),
        }
    }
    between(headings, &line_by_line(&body), &mut ordered);
    ordered.append(&mut last);
    ordered
}

/// Where a text ends that others follow on its row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct End {
    baseline: Pt,
    left: Pt,
    right: Pt,
    is_blank: bool,
}

impl End {
    pub(crate) fn of(run: &TextRun) -> Self {
        End {
            baseline: run.y,
            left: run.x,
            right: run.x + width(&run.glyphs) * run.size / 1000.0,
            is_blank: run.text.ends_with(char::is_whitespace),
        }
    }

    /// Whether a text stands on the same row; what is raised or lowered does.
    pub(crate) fn is_followed_by(self, next: &TextRun) -> bool {
        (self.baseline - next.y).abs() < 0.45 * next.size
    }

    /// Whether a blank has to be read between this and the next text of the row: there is room, and none is written.
    pub(crate) fn is_apart_from(self, next: &TextRun) -> bool {
        let other = End::of(next);
        let gap = (other.left - self.right).max(self.left - other.right);
        !self.is_blank && !next.text.starts_with(char::is_whitespace) && gap > 0.15 * next.size
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Shapes,
    Headings,
    Body,
    Diagrams,
    Footers,
}

fn turn(item: &Item, shapes: Turn, text: Turn) -> Turn {
    match item {
        Item::Text(run) => match run.role {
            Role::Footer => Turn::Footers,
            Role::Diagram => Turn::Diagrams,
            _ => text,
        },
        Item::Form(_) => Turn::Diagrams,
        Item::Line(_) | Item::Rect(_) | Item::Path(_) | Item::Circle(_) | Item::Image(_) => shapes,
    }
}

/// Puts each heading before the first text of the body that is below it; those below everything come first, as titles do.
fn between<'i>(headings: Vec<&'i Item>, body: &[&'i Item], ordered: &mut Vec<&'i Item>) {
    let mut written = 0;
    for heading in headings {
        if let Item::Text(title) = heading {
            let is_below = |item: &&Item| matches!(item, Item::Text(run) if run.y < title.y);
            let place = body.iter().position(is_below).unwrap_or(0);
            let before = body.get(written..place).unwrap_or_default();
            ordered.extend_from_slice(before);
            written = written.max(place);
        }
        ordered.push(heading);
    }
    ordered.extend_from_slice(body.get(written..).unwrap_or_default());
}

/// Among how many items the next words are sought.
const AHEAD: usize = 16;

/// The body in lines: layout sets a chord and its syllable in turn; they are read as a row of chords and a row of words.
fn line_by_line<'i>(items: &[&'i Item]) -> Vec<&'i Item> {
    let mut ordered = Vec::with_capacity(items.len());
    let mut line = SongLine::default();
    for (index, item) in items.iter().enumerate() {
        let Item::Text(run) = item else {
            line.follow(item);
            continue;
        };
        let row = line.row_of(run).or_else(|| {
            let next = items.get(index..).unwrap_or_default().iter().take(AHEAD);
            line.row_below(run, next)
        });
        let row = row.unwrap_or_else(|| {
            std::mem::take(&mut line).write(&mut ordered);
            RowName::of(run.role)
        });
        line.add(row, run, item);
    }
    line.write(&mut ordered);
    ordered
}

/// The rows of a line.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum RowName {
    Label,
    Chords,
    #[default]
    Words,
}

impl RowName {
    fn of(role: Role) -> Self {
        match role {
            Role::Label => RowName::Label,
            Role::Chord | Role::Annotation => RowName::Chords,
            _ => RowName::Words,
        }
    }
}

/// A line with its chords.
#[derive(Default)]
struct SongLine<'i> {
    label: Vec<&'i Item>,
    chords: Vec<&'i Item>,
    words: Vec<&'i Item>,
    chords_at: Option<Pt>,
    /// The baseline of the words, and of the label.
    words_at: Option<Pt>,
    /// The row of the text added last, to which what is drawn along it belongs.
    current: RowName,
}

impl<'i> SongLine<'i> {
    /// The row that a run belongs to; `None` where it begins another line.
    fn row_of(&self, run: &TextRun) -> Option<RowName> {
        let is_near = |row: Option<Pt>| row.is_some_and(|y| (y - run.y).abs() < 0.45 * run.size);
        let is_close = |row: Option<Pt>| row.is_none_or(|y| (y - run.y).abs() < 2.0 * run.size);
        let is_above = |row: Option<Pt>| row.is_none_or(|y| y < run.y);
        match RowName::of(run.role) {
            RowName::Label if is_near(self.words_at) => Some(RowName::Label),
            RowName::Label => {
                (self.words_at.is_none() && is_close(self.chords_at)).then_some(RowName::Label)
            }
            // Chords among the words are part of their row.
            _ if is_near(self.words_at) => Some(RowName::Words),
            _ if is_near(self.chords_at) => Some(RowName::Chords),
            RowName::Chords => {
                (self.chords_at.is_none() && is_close(self.words_at) && is_above(self.words_at))
                    .then_some(RowName::Chords)
            }
            RowName::Words => {
                (self.words_at.is_none() && is_close(self.chords_at)).then_some(RowName::Words)
            }
        }
    }

    /// A chord may stand below the words; whether it belongs to those above or to the next ones, those tell.
    fn row_below<'n>(
        &self,
        run: &TextRun,
        mut next: impl Iterator<Item = &'n &'i Item>,
    ) -> Option<RowName>
    where
        'i: 'n,
    {
        if RowName::of(run.role) != RowName::Chords || self.chords_at.is_some() {
            return None;
        }
        let words_at = self.words_at?;
        let next = next.find_map(|item| match item {
            Item::Text(next) if RowName::of(next.role) == RowName::Words => Some(next.y),
            _ => None,
        })?;
        ((next - words_at).abs() < 0.45 * run.size).then_some(RowName::Chords)
    }

    fn add(&mut self, row: RowName, run: &TextRun, item: &'i Item) {
        let at = match row {
            RowName::Chords => &mut self.chords_at,
            RowName::Label | RowName::Words => &mut self.words_at,
        };
        at.get_or_insert(run.y);
        self.current = row;
        self.follow(item);
    }

    fn follow(&mut self, item: &'i Item) {
        match self.current {
            RowName::Label => self.label.push(item),
            RowName::Chords => self.chords.push(item),
            RowName::Words => self.words.push(item),
        }
    }

    /// The label, then the rows from the top down.
    fn write(self, ordered: &mut Vec<&'i Item>) {
        ordered.extend(self.label);
        if self.chords_at < self.words_at && self.chords_at.is_some() {
            ordered.extend(self.words);
            ordered.extend(self.chords);
        } else {
            ordered.extend(self.chords);
            ordered.extend(self.words);
        }
    }
}

#[cfg(test)]
mod tests {
    use chordpro_fonts::FaceId;
    use chordpro_layout::Color;

    use super::*;

    fn text(role: Role, x: Pt, y: Pt, text: &str) -> Item {
        Item::Text(TextRun {
            x,
            y,
            face: FaceId(0),
            size: 10.0,
            color: Color::BLACK,
            glyphs: Vec::new(),
            text: text.to_owned(),
            role,
        })
    }

    fn chord(x: Pt, y: Pt, name: &str) -> Item {
        text(Role::Chord, x, y, name)
    }

    fn words(x: Pt, y: Pt, phrase: &str) -> Item {
        text(Role::Lyrics, x, y, phrase)
    }

    fn read(text: Vec<Item>, heading_text: Vec<Item>) -> String {
        let layers = Layers {
            text,
            heading_text,
            ..Layers::default()
        };
        let texts = for_reading(&layers).into_iter().map(|item| match item {
            Item::Text(run) => run.text.as_str(),
            _ => "",
        });
        texts.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn chords_above_are_a_row_between_the_label_and_the_words() {
        // As layout sets them: a chord, its syllable, the next chord.
        let items = vec![
            chord(40.0, 162.0, "C"),
            text(Role::Label, 1.0, 150.0, "Verse"),
            words(40.0, 150.0, "one"),
            chord(80.0, 162.0, "D"),
            words(80.0, 150.0, "two"),
            words(40.0, 126.0, "three"),
            chord(90.0, 138.0, "E"),
            words(90.0, 126.0, "four"),
            words(40.0, 112.0, "five"),
            chord(40.0, 98.0, "F"),
            words(40.0, 86.0, "six"),
            chord(80.0, 98.0, "G"),
        ];
        assert_eq!(
            read(items, Vec::new()),
            "Verse C D one two E three four five F G six"
        );
    }

    #[test]
    fn chords_below_are_a_row_after_their_words() {
        let items = vec![
            words(40.0, 150.0, "one"),
            chord(80.0, 138.0, "D"),
            words(80.0, 150.0, "two"),
            chord(40.0, 112.0, "E"),
            words(40.0, 124.0, "three"),
            chord(80.0, 112.0, "F"),
            words(80.0, 124.0, "four"),
        ];
        assert_eq!(read(items, Vec::new()), "one two D three four E F");
    }

    #[test]
    fn chords_among_the_words_stay_there() {
        let items = vec![
            chord(40.0, 150.0, "C"),
            words(50.0, 150.0, "one"),
            chord(80.0, 150.0, "D"),
            words(90.0, 150.0, "two"),
        ];
        assert_eq!(read(items, Vec::new()), "C one D two");
    }

    #[test]
    fn raised_letters_stay_with_their_words() {
        let items = vec![
            words(40.0, 150.0, "x"),
            words(50.0, 153.0, "2"),
            words(60.0, 150.0, "y"),
        ];
        assert_eq!(read(items, Vec::new()), "x 2 y");
    }

    #[test]
    fn a_title_between_songs_is_read_between_them() {
        let items = vec![words(40.0, 150.0, "one"), words(40.0, 100.0, "two")];
        let headings = vec![
            text(Role::Title, 40.0, 180.0, "First"),
            text(Role::Title, 40.0, 130.0, "Second"),
            text(Role::Subtitle, 40.0, 120.0, "song"),
            text(Role::Title, 40.0, 20.0, "below"),
        ];
        assert_eq!(read(items, headings), "First one Second song below two");
    }
}
