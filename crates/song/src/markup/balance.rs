//! Carrying markup over the phrases of a line.

use std::borrow::Cow;

use super::tag::{Piece, is_word_char, pieces};

/// How many open tags are carried on.
const DEEPEST: usize = 16;
/// How long they may be together. A longer one ends with its phrase, since it would be repeated for every phrase that follows.
const LONGEST: usize = 1024;

/// The phrases of a line, each with matching tags: what is open at the end of a phrase is closed there and opened again
/// at the beginning of the next.
pub fn balance<'a>(phrases: impl IntoIterator<Item = &'a str>) -> Vec<Cow<'a, str>> {
    let mut open: Vec<(String, &str)> = Vec::new();
    phrases
        .into_iter()
        .map(|phrase| {
            if open.is_empty() && !phrase.contains('<') {
                return Cow::Borrowed(phrase);
            }
            let mut text = String::with_capacity(phrase.len() + 16);
            for (_, source) in &open {
                text.push_str(source);
            }
            let carried = open.len();
            follow(phrase, &mut open);
            if carried == 0 && open.is_empty() {
                return Cow::Borrowed(phrase);
            }
            text.push_str(phrase);
            // What is no tag yet would become one with the closing tag behind it.
            if ends_within_tag(phrase) {
                return Cow::Owned(text);
            }
            for (name, _) in open.iter().rev() {
                text.push_str("</");
                text.push_str(name);
                text.push('>');
            }
            Cow::Owned(text)
        })
        .collect()
}

/// Keeps track of the tags that are open.
fn follow<'a>(phrase: &'a str, open: &mut Vec<(String, &'a str)>) {
    for piece in pieces(phrase) {
        match piece {
            Piece::Open {
                name,
                is_closed: false,
                source,
                ..
            } if is_closable(name)
                && open.len() < DEEPEST
                && carried(open) + source.len() <= LONGEST =>
            {
                open.push((name.to_lowercase(), source));
            }
            Piece::Close { name } => {
                if open
                    .last()
                    .is_some_and(|(last, _)| *last == name.to_lowercase())
                {
                    open.pop();
                }
            }
            Piece::Open { .. } | Piece::Text(_) => {}
        }
    }
}

/// Whether a tag can be closed by its name: names of closing tags have no hyphens.
fn is_closable(name: &str) -> bool {
    name.chars().all(is_word_char)
}

/// Whether a phrase ends in a tag that is not finished.
fn ends_within_tag(phrase: &str) -> bool {
    phrase.rfind('<') > phrase.rfind(['>', '\n'])
}

/// How long the tags are that are carried on.
fn carried(open: &[(String, &str)]) -> usize {
    open.iter().map(|(_, source)| source.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_tags_go_on_in_the_next_phrase() {
        let phrases = ["<b>bo", "ld</b> x", "y"];
        assert_eq!(balance(phrases), ["<b>bo</b>", "<b>ld</b> x", "y"]);
    }

    #[test]
    fn attributes_are_kept_when_reopening() {
        let phrases = ["<span color='red'>a", "b"];
        assert_eq!(
            balance(phrases),
            ["<span color='red'>a</span>", "<span color='red'>b</span>"]
        );
    }

    #[test]
    fn a_phrase_that_ends_within_a_tag_loses_nothing() {
        let phrases = ["<b>l></a", "z"];
        let shown: Vec<_> = balance(phrases)
            .iter()
            .map(|phrase| super::super::plain(phrase).into_owned())
            .collect();
        assert_eq!(shown, ["l></a", "z"]);
    }

    #[test]
    fn a_tag_that_cannot_be_closed_is_not() {
        let phrases = ["<-b>a", "b"];
        assert_eq!(balance(phrases), ["<-b>a", "b"]);
    }

    #[test]
    fn tags_beyond_measure_are_not_repeated_for_every_phrase() {
        let long = format!("<span color='{}'>a", "x".repeat(100_000));
        let mut phrases = vec![long, "<i>".repeat(1_000)];
        phrases.resize(1_000, "b".to_owned());
        let length: usize = balance(phrases.iter().map(String::as_str))
            .iter()
            .map(|phrase| phrase.len())
            .sum();
        assert!(length < 400_000, "{length}");
    }
}
