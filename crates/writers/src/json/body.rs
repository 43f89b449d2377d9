//! The body of a song as data: sections with their elements.

use chordpro_song::{
    AssetContent, Budget, CommentStyle, Element, ElementKind, Exceeded, Image, Song,
};

use super::emit::Json;
use super::line::{push_row, push_segments};
use crate::image::{asset, source_of};
use crate::structure::{Part, sections};

/// A list of sections, and of elements outside of sections.
pub(super) fn push_body(
    json: &mut Json<'_>,
    song: &Song,
    body: &[Element],
    budget: &Budget,
) -> Result<(), Exceeded> {
    json.list();
    for part in sections(body) {
        match part {
            Part::Element(element) => push_element(json, song, element, budget)?,
            Part::Section(section) => {
                json.object();
                json.member("type", "section");
                json.member("name", section.name);
                json.optional("label", section.label);
                json.key("body").list();
                for element in section.elements {
                    push_element(json, song, element, budget)?;
                }
                json.end_list();
                json.end_object();
            }
        }
    }
    json.end_list();
    Ok(())
}

fn push_element(
    json: &mut Json<'_>,
    song: &Song,
    element: &Element,
    budget: &Budget,
) -> Result<(), Exceeded> {
    budget.at_line(element.line);
    budget.tick()?;
    budget.check_bytes(json.len() as u64)?;
    json.object();
    let data = match &element.kind {
        ElementKind::Image(image) => section_data(song, image),
        _ => None,
    };
    json.member(
        "type",
        data.map_or_else(|| type_name(&element.kind), |_| "data"),
    );
    if element.line > 0 {
        json.key("line").number(element.line);
    }
    match &element.kind {
        ElementKind::SongLine(line) => {
            json.key("segments");
            push_segments(json, line);
        }
        ElementKind::TabLine(text) => json.member("text", text),
        ElementKind::GridLine(line) | ElementKind::StrumLine(line) => push_row(json, line),
        ElementKind::Comment(comment) => {
            json.member(
                "style",
                match comment.style {
                    CommentStyle::Plain => "plain",
                    CommentStyle::Italic => "italic",
                    CommentStyle::Boxed => "boxed",
                },
            );
            json.key("segments");
            push_segments(json, &comment.content);
        }
        ElementKind::Image(image) => {
            if let Some((name, lines)) = data {
                json.member("id", &image.id);
                json.member("name", name);
                json.key("lines").strings(lines);
                push_options(json, image.options.iter());
            } else {
                push_image(json, song, image);
            }
        }
        ElementKind::Delegate(delegate) => {
            json.member("name", &delegate.name);
            json.key("lines").strings(&delegate.data);
            push_options(json, delegate.options.iter());
        }
        ElementKind::Diagrams(names) => json.key("chords").strings(names),
        ElementKind::Recall(recall) => {
            json.optional("label", recall.label.as_deref());
            if let Some(body) = &recall.body {
                json.key("body");
                push_body(json, song, body, budget)?;
            }
        }
        ElementKind::Control(control) => {
            json.member("item", &control.item);
            json.member("property", control.property.name());
            match &control.value {
                Some(value) => json.member("value", value),
                None => json.key("value").null(),
            }
        }
        ElementKind::Key(key) => json.member("key", key),
        ElementKind::Label(label) => json.member("text", label),
        ElementKind::GridShape(shape) => {
            json.key("measures").number(shape.measures);
            json.key("beats").number(shape.beats);
            json.key("left").number(shape.left);
            json.key("right").number(shape.right);
        }
        ElementKind::Setting(setting) => {
            json.member("path", &setting.path);
            json.member("value", &setting.value);
        }
        ElementKind::Ignored(text) => json.member("text", text),
        ElementKind::Empty
        | ElementKind::NewPage
        | ElementKind::ColumnBreak
        | ElementKind::SectionEnd => {}
    }
    json.end_object();
    Ok(())
}

fn type_name(kind: &ElementKind) -> &'static str {
    match kind {
        ElementKind::Empty => "blank",
        ElementKind::SongLine(_) => "line",
        ElementKind::TabLine(_) => "tab",
        ElementKind::GridLine(_) => "grid",
        ElementKind::StrumLine(_) => "strum",
        ElementKind::Comment(_) => "comment",
        ElementKind::Image(_) => "image",
        ElementKind::Delegate(_) => "data",
        ElementKind::Diagrams(_) => "diagrams",
        ElementKind::Recall(_) => "recall",
        ElementKind::NewPage => "pageBreak",
        ElementKind::ColumnBreak => "columnBreak",
        ElementKind::Control(_) => "style",
        ElementKind::Key(_) => "key",
        ElementKind::Label(_) => "label",
        ElementKind::SectionEnd => "end",
        ElementKind::GridShape(_) => "shape",
        ElementKind::Setting(_) => "setting",
        ElementKind::Ignored(_) => "ignored",
    }
}

/// The name and the lines of a section for a program (`abc`, `ly`, `svg`), where that is what a picture is made from.
fn section_data<'s>(song: &'s Song, image: &Image) -> Option<(&'s str, &'s [String])> {
    match &asset(song, image)?.content {
        AssetContent::Delegated {
            source,
            delegate,
            data,
        } if source.is_empty() => Some((delegate, data)),
        _ => None,
    }
}

fn push_image(json: &mut Json<'_>, song: &Song, image: &Image) {
    json.member("id", &image.id);
    json.member("source", source_of(song, image));
    push_options(json, image.options.iter());
}

fn push_options<'t>(json: &mut Json<'_>, options: impl Iterator<Item = (&'t String, &'t String)>) {
    json.key("options").object();
    for (key, value) in options {
        json.member(key, value);
    }
    json.end_object();
}
