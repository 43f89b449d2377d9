//! The entries of contents and outlines: the song values they show, and their order (`docs/spec/pages.md#2.8`).

use std::borrow::Cow;
use std::cmp::Ordering;

use chordpro_config::format::{self, Variables};
use chordpro_song::{Budget, Exceeded, Song, markup};

use super::collation::Collation;
use super::values::Values;

/// A song as the lists of its book see it.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// The song.
    pub song: &'a Song,
    /// The number printed on its first page.
    pub number: u32,
    /// The 0-based index of its first page among the pages of songs.
    pub page: usize,
    /// The name of its destination.
    pub bookmark: &'a str,
}

/// One entry: a song with one value for each field that the list is sorted by.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The song.
    pub listed: Listed<'a>,
    /// The fields and what the entry shows for them; fields without a value are left out.
    values: Vec<(&'a str, String)>,
    keys: Vec<Key>,
}

#[derive(Debug, Clone, PartialEq)]
enum Key {
    Text(String),
    Number(f64),
}

/// A field that a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    name: &'a str,
    is_descending: bool,
    is_numeric: bool,
}

impl<'a> Field<'a> {
    /// Reads `title`, `-title` (descending) or `+year` (by number). `sorttitle` is the same field as `title`.
    pub fn parse(text: &'a str) -> Field<'a> {
        let mut field = Field {
            name: text.trim(),
            is_descending: false,
            is_numeric: false,
        };
        loop {
            if let Some(name) = field.name.strip_prefix('-') {
                field.is_descending = true;
                field.name = name;
            } else if let Some(name) = field.name.strip_prefix('+') {
                field.is_numeric = true;
                field.name = name;
            } else {
                if let Some(name) = field.name.strip_prefix("sort")
                    && !name.is_empty()
                {
                    field.name = name;
                }
                return field;
            }
        }
    }

    /// The values of the field, each with what it is sorted by. One empty pair where there are none.
    fn values(&self, variables: &dyn Variables) -> Vec<(Option<String>, String)> {
        let values = |name: &str| variables.values(name).map(Cow::into_owned);
        let shown = values(self.name).unwrap_or_default();
        let sorted = values(&format!("sort{}", self.name)).unwrap_or_default();
        let count = shown.len().max(sorted.len().min(1)).max(1);
        (0..count)
            .map(|index| {
                let shown = shown.get(index);
                let sorted = sorted.get(index).or(shown);
                (shown.cloned(), sorted.cloned().unwrap_or_default())
            })
            .collect()
    }

    fn key(&self, text: &str) -> Key {
        if self.is_numeric {
            let number = text.trim().parse().ok().filter(|n: &f64| n.is_finite());
            Key::Number(number.unwrap_or(0.0))
        } else {
            Key::Text(markup::strip(text).to_lowercase())
        }
    }
}

impl<'a> Entry<'a> {
    /// `line` with the entry's values put in.
    pub fn text(&self, line: &str) -> String {
        let separator = &self.listed.song.config.metadata.separator;
        format::interpolate(line, self, separator).text.into_owned()
    }

    /// What the entry is sorted by first, for its initial.
    pub fn first_key(&self) -> &str {
        match self.keys.first() {
            Some(Key::Text(text)) => text,
            _ => "",
        }
    }

    /// An entry of the list in the order of the book.
    pub fn plain(listed: Listed<'a>) -> Entry<'a> {
        Entry {
            listed,
            values: Vec::new(),
            keys: Vec::new(),
        }
    }
}

impl Variables for Entry<'_> {
    fn values(&self, name: &str) -> Option<Cow<'_, [String]>> {
        if let Some((_, value)) = self.values.iter().find(|(field, _)| *field == name) {
            return Some(Cow::Owned(vec![value.clone()]));
        }
        listed_values(&self.listed, name)
    }
}

struct ListedVariables<'a>(Listed<'a>);

impl Variables for ListedVariables<'_> {
    fn values(&self, name: &str) -> Option<Cow<'_, [String]>> {
        listed_values(&self.0, name)
    }
}

fn listed_values<'v>(listed: &Listed<'_>, name: &str) -> Option<Cow<'v, [String]>> {
    match name {
        "page" => Some(Cow::Owned(vec![listed.number.to_string()])),
        "bookmark" => Some(Cow::Owned(vec![listed.bookmark.to_owned()])),
        _ => Values::new(listed.song)
            .values(name)
            .map(|values| Cow::Owned(values.into_owned())),
    }
}

/// The entries of a list over `fields`, in its order.
///
/// # Errors
/// [`Exceeded`] where songs have so many values that their combinations exceed the budget.
pub fn entries<'a>(
    songs: &[Listed<'a>],
    fields: &'a [String],
    budget: &Budget,
) -> Result<Vec<Entry<'a>>, Exceeded> {
    let songs = songs.iter().filter(|listed| listed.song.is_in_contents());
    if let [field] = fields
        && field == "songindex"
    {
        return Ok(songs.map(|listed| Entry::plain(*listed)).collect());
    }
    let fields: Vec<Field<'a>> = fields.iter().map(|field| Field::parse(field)).collect();
    let mut entries = Vec::new();
    for listed in songs {
        let first = entries.len();
        entries.push(Entry::plain(*listed));
        let variables = ListedVariables(*listed);
        for field in &fields {
            let values = field.values(&variables);
            let before = entries.split_off(first);
            budget.charge_elements((before.len().saturating_mul(values.len())) as u64)?;
            for entry in before {
                for (shown, sorted) in &values {
                    let mut entry = entry.clone();
                    if let Some(shown) = shown {
                        entry.values.push((field.name, shown.clone()));
                    }
                    entry.keys.push(field.key(sorted));
                    entries.push(entry);
                }
            }
        }
    }
    let mut collation = Collation::new();
    entries.sort_by(|left, right| {
        let pairs = left.keys.iter().zip(&right.keys).zip(&fields);
        for ((left, right), field) in pairs {
            let order = match (left, right) {
                (Key::Text(left), Key::Text(right)) => collation.compare(left, right),
                (Key::Number(left), Key::Number(right)) => left.total_cmp(right),
                _ => Ordering::Equal,
            };
            if order != Ordering::Equal {
                return if field.is_descending {
                    order.reverse()
                } else {
                    order
                };
            }
        }
        Ordering::Equal
    });
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_can_descend_and_count() {
        let field = Field::parse("-year");
        assert_eq!((field.name, field.is_descending), ("year", true));
        assert_eq!(Field::parse("-sorttitle"), Field::parse("-title"));
        assert_eq!(Field::parse("sort").name, "sort");
        let field = Field::parse("+year");
        assert_eq!((field.name, field.is_numeric), ("year", true));
        assert_eq!(field.key("12"), Key::Number(12.0));
        assert_eq!(
            Field::parse("title").key("<b>Ab</b>c"),
            Key::Text("abc".to_owned())
        );
    }

    #[test]
    fn a_song_of_several_titles_has_an_entry_for_each() {
        let mut song = crate::sample::song(Vec::new());
        for (key, value) in [
            ("title", "One"),
            ("title", "Two"),
            ("title", "Three"),
            ("sorttitle", "z"),
            ("sorttitle", "a"),
        ] {
            song.meta.push(key, value);
        }
        let listed = Listed {
            song: &song,
            number: 1,
            page: 0,
            bookmark: "song_1",
        };
        let fields = ["sorttitle".to_owned()];
        let budget = Budget::unbounded_time();
        let entries = entries(&[listed], &fields, &budget).expect("three entries");
        let texts: Vec<String> = entries.iter().map(|entry| entry.text("%{title}")).collect();
        assert_eq!(texts, ["Two", "Three", "One"]);
    }
}
