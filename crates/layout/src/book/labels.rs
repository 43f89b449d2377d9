//! The labels of a book's pages (clause 2.9).

use crate::page::PageLabels;

/// A part of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The cover.
    Cover,
    /// Front matter.
    Front,
    /// Contents.
    Contents,
    /// Songs.
    Songs,
    /// Back matter.
    Back,
}

impl Part {
    /// The name of the destination at the beginning of the part.
    pub fn destination(self) -> Option<&'static str> {
        match self {
            Part::Cover => Some("cover"),
            Part::Front => Some("front"),
            Part::Contents => Some("toc"),
            Part::Songs => None,
            Part::Back => Some("back"),
        }
    }
}

/// The labels of parts that begin at these 0-based pages, in order.
///
/// The reference labels page 0 twice where no cover is there. Viewers then show the label of a cover before songs, the
/// label of contents before contents, and so do we.
pub fn labels(parts: &[(Part, usize)], start_page: u32) -> Vec<PageLabels> {
    parts
        .iter()
        .map(|&(part, first)| {
            let (is_roman, prefix, start) = match part {
                Part::Cover => (false, "cover-", 1),
                Part::Front => (false, "front-", 1),
                Part::Contents => (true, "", 1),
                Part::Songs if first == 0 => (false, "cover-", 1),
                Part::Songs => (false, "", start_page),
                Part::Back => (false, "back-", 1),
            };
            PageLabels {
                first,
                is_roman,
                prefix: prefix.to_owned(),
                start,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_have_roman_labels_and_songs_their_own_numbers() {
        let labels = labels(&[(Part::Contents, 0), (Part::Songs, 4)], 11);
        assert!(labels[0].is_roman);
        assert_eq!(labels[1].start, 11);
        assert_eq!(labels[1].prefix, "");
    }

    #[test]
    fn songs_at_the_very_beginning_have_the_labels_of_a_cover() {
        let labels = labels(&[(Part::Songs, 0), (Part::Back, 6)], 1);
        assert_eq!(labels[0].prefix, "cover-");
        assert_eq!(labels[1].prefix, "back-");
    }
}
