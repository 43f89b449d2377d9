//! The body of a song as data: sections with their blocks.

use chordpro_song::{
    AssetContent, Block, BlockKind, Break, Budget, CommentStyle, Exceeded, FontSize, GridShape,
    Picture, Recall, RowKind, Section, SectionKind, Song, Span, StyleChange,
};

use super::emit::Json;
use super::line::{push_row, push_segments};
use super::text::push_text;
use crate::image::{asset, source_of};

/// A list of sections, and of blocks outside of sections.
pub(super) fn push_body(
    json: &mut Json<'_>,
    song: &Song,
    sections: &[Section],
    budget: &Budget,
) -> Result<(), Exceeded> {
    json.list();
    for section in sections {
        if section.kind == SectionKind::Bare {
            let is_blank = |block: &&Block| block.kind == BlockKind::Blank;
            for block in section.blocks.iter().filter(|block| !is_blank(block)) {
                push_block(json, song, block, budget)?;
            }
        } else {
            push_section(json, song, section, budget)?;
        }
    }
    json.end_list();
    Ok(())
}

fn push_section(
    json: &mut Json<'_>,
    song: &Song,
    section: &Section,
    budget: &Budget,
) -> Result<(), Exceeded> {
    json.object();
    json.member("type", "section");
    let last = section.blocks.last().map(|block| block.place);
    let end = section.end.or(last).unwrap_or(section.place);
    push_place(
        json,
        Span {
            end_line: end.end_line,
            end_column: end.end_column,
            ..section.place
        },
    );
    json.member("name", section.kind.name());
    if section.kind == SectionKind::Lyrics {
        json.key("implied").boolean(true);
    }
    if let Some(label) = section.heading() {
        push_text(json, "label", label);
    }
    if let Some(shape) = &section.shape {
        push_shape(json, shape);
    }
    json.key("body").list();
    for block in &section.blocks {
        push_block(json, song, block, budget)?;
    }
    json.end_list();
    json.end_object();
    Ok(())
}

fn push_shape(json: &mut Json<'_>, shape: &GridShape) {
    json.key("shape").object();
    json.key("measures").number(shape.measures);
    json.key("beats").number(shape.beats);
    json.key("left").number(shape.left);
    json.key("right").number(shape.right);
    json.end_object();
}

/// Writes the source position of an element; nothing if it has none.
fn push_place(json: &mut Json<'_>, place: Span) {
    if place.line > 0 {
        json.key("line").number(place.line);
        json.key("column").number(place.column);
        json.key("endLine").number(place.end_line);
        json.key("endColumn").number(place.end_column);
    }
}

fn push_block(
    json: &mut Json<'_>,
    song: &Song,
    block: &Block,
    budget: &Budget,
) -> Result<(), Exceeded> {
    budget.at_line(block.place.line);
    budget.tick()?;
    budget.check_bytes(json.len() as u64)?;
    json.object();
    json.member("type", type_name(song, &block.kind));
    push_place(json, block.place);
    match &block.kind {
        BlockKind::Line(line) => {
            json.key("segments");
            push_segments(json, line, block.place);
        }
        BlockKind::Tab(text) | BlockKind::Ignored(text) => json.member("text", text),
        BlockKind::GridRow(row) => push_row(json, row, block.place),
        BlockKind::Comment(comment) => {
            json.member(
                "style",
                match comment.style {
                    CommentStyle::Plain => "plain",
                    CommentStyle::Italic => "italic",
                    CommentStyle::Boxed => "boxed",
                },
            );
            json.key("segments");
            push_segments(json, &comment.content, block.place);
        }
        BlockKind::Picture(picture) => push_picture(json, song, picture),
        BlockKind::TextBlock(block) => {
            json.member("name", &block.name);
            json.key("lines").strings(&block.data);
            push_options(json, block.options.iter());
        }
        BlockKind::Diagrams(names) => json.key("chords").strings(names),
        BlockKind::Recall(recall) => push_recall(json, song, recall, budget)?,
        BlockKind::Change(change) => push_change(json, change),
        BlockKind::Key(key) => json.member("key", key),
        BlockKind::Setting(setting) => {
            json.member("path", &setting.path);
            json.member("value", &setting.value);
        }
        BlockKind::Blank | BlockKind::Break(_) | BlockKind::StrayEnd => {}
    }
    json.end_object();
    Ok(())
}

fn type_name(song: &Song, kind: &BlockKind) -> &'static str {
    match kind {
        BlockKind::Blank => "blank",
        BlockKind::Line(_) => "line",
        BlockKind::Tab(_) => "tab",
        BlockKind::GridRow(row) if row.kind == RowKind::Chords => "grid",
        BlockKind::GridRow(_) => "strum",
        BlockKind::Comment(_) => "comment",
        BlockKind::Picture(picture) if section_data(song, picture).is_some() => "data",
        BlockKind::Picture(_) => "image",
        BlockKind::TextBlock(_) => "data",
        BlockKind::Diagrams(_) => "diagrams",
        BlockKind::Recall(_) => "recall",
        BlockKind::Break(Break::Page) => "pageBreak",
        BlockKind::Break(Break::Column) => "columnBreak",
        BlockKind::Change(_) => "style",
        BlockKind::Key(_) => "key",
        BlockKind::StrayEnd => "end",
        BlockKind::Setting(_) => "setting",
        BlockKind::Ignored(_) => "ignored",
    }
}

fn push_recall(
    json: &mut Json<'_>,
    song: &Song,
    recall: &Recall,
    budget: &Budget,
) -> Result<(), Exceeded> {
    if let Some(label) = recall.heading() {
        push_text(json, "label", label);
    }
    if let Some(chorus) = &recall.of {
        json.key("chorus");
        push_section(json, song, chorus, budget)?;
    }
    Ok(())
}

fn push_change(json: &mut Json<'_>, change: &StyleChange) {
    json.member("item", change.element.name());
    json.member("property", change.property.name());
    match &change.value {
        Some(value) => json.member("value", value),
        None => json.key("value").null(),
    }
    match change.size() {
        Some(FontSize::Points(points)) => json.key("points").decimal(points),
        Some(FontSize::Percent(percent)) => json.key("percent").decimal(percent),
        None => {}
    }
}

/// The name and the lines of a delegated section (`abc`, `ly`, `svg`) that an image is made from.
fn section_data<'s>(song: &'s Song, picture: &Picture) -> Option<(&'s str, &'s [String])> {
    match &asset(song, picture)?.content {
        AssetContent::Delegated {
            source,
            delegate,
            data,
        } if source.is_empty() => Some((delegate, data)),
        _ => None,
    }
}

fn push_picture(json: &mut Json<'_>, song: &Song, picture: &Picture) {
    json.member("id", &picture.id);
    if let Some((name, lines)) = section_data(song, picture) {
        json.member("name", name);
        json.key("lines").strings(lines);
    } else {
        json.member("source", source_of(song, picture));
    }
    if let Some(label) = &picture.label {
        push_text(json, "label", &label.text);
    }
    push_options(json, picture.options.iter());
}

fn push_options<'t>(json: &mut Json<'_>, options: impl Iterator<Item = (&'t String, &'t String)>) {
    json.key("options").object();
    for (key, value) in options {
        json.member(key, value);
    }
    json.end_object();
}
