//! The body of a song as nested sections (`docs/spec/outputs.md#1.4`).

use std::sync::Arc;

use chordpro_song::{Element, ElementKind};

/// A part of a song's body.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part<'a> {
    /// A section with its elements.
    Section(Section<'a>),
    /// An element outside sections.
    Element(&'a Element),
}

/// A section.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Section<'a> {
    /// Its name: of the environment, or `verse` for lyrics outside of any.
    pub(crate) name: &'a str,
    /// Its label, in [`sections`] only.
    pub(crate) label: Option<&'a str>,
    /// Its elements.
    pub(crate) elements: Vec<&'a Element>,
}

/// The structure as the reference makes it: a section is recognised by a change of context only, and going back to no
/// context opens a section without name, which stays empty.
pub(crate) fn contexts(body: &[Element]) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut current = "";
    for element in body {
        let context = match element.kind {
            ElementKind::Empty if element.context.is_empty() => {
                current = "";
                continue;
            }
            ElementKind::SongLine(_) if element.context.is_empty() => "verse",
            _ => &*element.context,
        };
        if context != current {
            parts.push(Part::Section(Section {
                name: context,
                label: None,
                elements: Vec::new(),
            }));
            current = context;
        }
        match parts.iter_mut().next_back() {
            Some(Part::Section(section)) if !context.is_empty() => section.elements.push(element),
            _ => parts.push(Part::Element(element)),
        }
    }
    parts
}

/// The structure as readers mean it: sections begin and end where the song says so, adjacent ones of one name stay
/// apart, lyrics outside sections form verses up to the next blank line, and each section knows its label.
pub(crate) fn sections(body: &[Element]) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut open: Option<(&Arc<str>, bool)> = None;
    for element in body {
        let context = &element.context;
        let is_lyrics = matches!(element.kind, ElementKind::SongLine(_));
        if let (ElementKind::Label(_), "image") = (&element.kind, &**context) {
            // The label of a picture belongs where the picture is.
            match (open, parts.last_mut()) {
                (Some(_), Some(Part::Section(section))) => section.elements.push(element),
                _ => parts.push(Part::Element(element)),
            }
            continue;
        }
        if context.is_empty() {
            // Outside environments: lyrics open a verse, and small things between its lines stay in it.
            let in_verse = open.is_some_and(|(_, is_implied)| is_implied);
            match &element.kind {
                ElementKind::Empty => {
                    open = None;
                    continue;
                }
                _ if is_lyrics && !in_verse => {
                    parts.push(Part::Section(Section::new("verse")));
                    open = Some((context, true));
                }
                ElementKind::Comment(_) | ElementKind::Setting(_) | ElementKind::Control(_)
                    if in_verse => {}
                _ if is_lyrics => {}
                _ => {
                    open = None;
                    parts.push(Part::Element(element));
                    continue;
                }
            }
        } else if open.is_none_or(|(name, is_implied)| is_implied || name != context) {
            parts.push(Part::Section(Section::new(context)));
            open = Some((context, false));
        }
        let Some(Part::Section(section)) = parts.last_mut() else {
            continue;
        };
        match &element.kind {
            ElementKind::SectionEnd => open = None,
            ElementKind::Label(label) if section.is_at_start() => {
                section.label = Some(label);
            }
            ElementKind::GridShape(shape) if section.label.is_none() => {
                section.label = shape.label.as_deref();
                section.elements.push(element);
            }
            _ => section.elements.push(element),
        }
    }
    parts
}

impl<'a> Section<'a> {
    fn new(name: &'a str) -> Self {
        Section {
            name,
            label: None,
            elements: Vec::new(),
        }
    }

    /// Whether nothing but the shape of a grid has been seen.
    fn is_at_start(&self) -> bool {
        self.elements
            .iter()
            .all(|element| matches!(element.kind, ElementKind::GridShape(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chordpro_song::SongLine;

    fn element(context: &str, kind: ElementKind) -> Element {
        Element {
            kind,
            context: context.into(),
            line: 1,
        }
    }

    fn line(context: &str) -> Element {
        element(context, ElementKind::SongLine(SongLine::default()))
    }

    fn outline(parts: &[Part<'_>]) -> Vec<(String, usize)> {
        parts
            .iter()
            .map(|part| match part {
                Part::Section(section) => (section.name.to_owned(), section.elements.len()),
                Part::Element(_) => ("*".to_owned(), 0),
            })
            .collect()
    }

    #[test]
    fn a_change_of_context_opens_a_section_even_without_name() {
        let body = [
            line("chorus"),
            element("", ElementKind::ColumnBreak),
            line(""),
            element("", ElementKind::Empty),
            line(""),
        ];
        assert_eq!(
            outline(&contexts(&body)),
            [
                ("chorus".into(), 1),
                (String::new(), 0),
                ("*".into(), 0),
                ("verse".into(), 1),
                ("verse".into(), 1),
            ]
        );
    }

    #[test]
    fn adjacent_sections_of_one_name_stay_apart() {
        let body = [
            element("chorus", ElementKind::Label("1".into())),
            line("chorus"),
            element("chorus", ElementKind::SectionEnd),
            element("chorus", ElementKind::Label("2".into())),
            line("chorus"),
            element("chorus", ElementKind::SectionEnd),
        ];
        let parts = sections(&body);
        let labels: Vec<_> = parts
            .iter()
            .map(|part| match part {
                Part::Section(section) => section.label,
                Part::Element(_) => None,
            })
            .collect();
        assert_eq!(labels, [Some("1"), Some("2")]);
    }

    #[test]
    fn a_verse_outside_environments_ends_at_a_blank_line() {
        let body = [
            line(""),
            line(""),
            element("", ElementKind::Empty),
            line(""),
            line("bridge"),
        ];
        assert_eq!(
            outline(&sections(&body)),
            [
                ("verse".into(), 2),
                ("verse".into(), 1),
                ("bridge".into(), 1)
            ]
        );
    }
}
