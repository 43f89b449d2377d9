//! Page labels (`docs/spec/pages.md#2.9`).

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
/// The reference labels page 0 as a cover even where there is none, and once more as what it is; viewers differ in which
/// of the two they show. Here it is what it is; an empty page before the first part is labelled as a cover.
pub fn labels(parts: &[(Part, usize)], start_page: u32) -> Vec<PageLabels> {
    let blank = parts
        .first()
        .filter(|(_, first)| *first > 0)
        .map(|_| (Part::Cover, 0));
    blank
        .iter()
        .chain(parts)
        .map(|&(part, first)| {
            let (is_roman, prefix, start) = match part {
                Part::Cover => (false, "cover-", 1),
                Part::Front => (false, "front-", 1),
                Part::Contents => (true, "", 1),
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
    fn an_empty_page_before_the_first_part_is_labelled() {
        let labels = labels(&[(Part::Songs, 1)], 2);
        let shown: Vec<_> = labels
            .iter()
            .map(|labels| (labels.first, labels.prefix.as_str(), labels.start))
            .collect();
        assert_eq!(shown, [(0, "cover-", 1), (1, "", 2)]);
    }

    #[test]
    fn every_part_begins_its_own_numbers() {
        let parts = [
            (Part::Cover, 0),
            (Part::Front, 2),
            (Part::Songs, 4),
            (Part::Back, 8),
        ];
        let prefixes: Vec<_> = labels(&parts, 1)
            .into_iter()
            .map(|labels| labels.prefix)
            .collect();
        assert_eq!(prefixes, ["cover-", "front-", "", "back-"]);
    }
}
