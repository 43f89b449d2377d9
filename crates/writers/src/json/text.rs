//! Texts as data: without markup, and with their runs if they have styles.

use chordpro_song::markup::{self, Content, Lines, Measure, Run, Size, Slant, Style, Text};

use super::emit::Json;

/// Writes a text as the member `name`, and its runs as the member `nameRuns` (`runs` beside `text`) if it has markup.
pub(super) fn push_text(json: &mut Json<'_>, name: &str, text: &Text) {
    json.member(name, &text.readable());
    if text.unmarked().is_some() {
        return;
    }
    let runs = text.runs();
    let says_something =
        |run: &Run<'_>| !matches!(run.content, Content::Text(_)) || *run.style != Style::default();
    if !runs.iter().any(says_something) {
        return;
    }
    if name == "text" {
        json.key("runs").list();
    } else {
        json.key(&format!("{name}Runs")).list();
    }
    for run in &runs {
        json.object();
        push_content(json, &run.content);
        push_style(json, &run.style);
        json.end_object();
    }
    json.end_list();
}

fn push_content(json: &mut Json<'_>, content: &Content<'_>) {
    match content {
        Content::Text(text) => json.member("text", text),
        Content::Symbol(name) => {
            json.member("text", markup::symbol(name).map_or("", markup::letters));
            json.member("symbol", name);
        }
        Content::Strut { label, .. } => {
            json.member("text", "");
            json.optional("anchor", label.as_deref());
        }
        Content::Image(attributes) => {
            json.member("text", "");
            json.key("image").object();
            for (key, value) in attributes {
                json.member(key, value);
            }
            json.end_object();
        }
    }
}

fn push_style(json: &mut Json<'_>, style: &Style) {
    json.optional("family", style.family.as_deref());
    json.optional(
        "slant",
        style.slant.map(|slant| match slant {
            Slant::Upright => "upright",
            Slant::Italic => "italic",
        }),
    );
    json.optional("weight", style.weight.map(markup::Weight::name));
    match style.size {
        Size::Points(points) => json.key("points").decimal(points),
        Size::Scaled(scale) if style.size != Size::default() => json.key("scale").decimal(scale),
        Size::Scaled(_) => {}
    }
    json.optional("color", style.color.as_deref());
    json.optional("background", style.background.as_deref());
    let lines = [
        ("underline", style.underline, &style.underline_color),
        ("overline", style.overline, &style.overline_color),
    ];
    for (name, lines, color) in lines {
        let number = match lines {
            Lines::None => continue,
            Lines::Single => "single",
            Lines::Double => "double",
        };
        json.member(name, number);
        json.optional(&format!("{name}Color"), color.as_deref());
    }
    if style.is_struck {
        json.key("strikethrough").boolean(true);
        json.optional("strikethroughColor", style.strike_color.as_deref());
    }
    push_rise(json, style.rise);
    json.optional("link", style.link.as_deref());
}

fn push_rise(json: &mut Json<'_>, rise: Measure) {
    if rise.is_zero() {
        return;
    }
    json.key("rise").object();
    json.key("points").decimal(rise.points);
    json.key("scale").decimal(rise.sizes);
    json.end_object();
}
