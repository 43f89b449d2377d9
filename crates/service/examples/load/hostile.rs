//! What a hostile client sends: small requests that would take much time or memory.

use serde_json::{Value, json};

/// Bodies of conversions, each of another kind.
pub(crate) fn orders() -> Vec<String> {
    let title = format!(
        "{{title: {}}}\n{}",
        "x".repeat(60_000),
        "{np}\n".repeat(1900)
    );
    let drawing = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="5000" height="5000"><defs><clipPath id="c"><circle r="2000"/></clipPath></defs>{}</svg>"#,
        r#"<g clip-path="url(#c)"><circle r="2000"/></g>"#.repeat(9000)
    );
    let rule =
        json!({ "parser": { "preprocess": { "all": [{ "pattern": "a.*c|a", "replace": "b" }] } } });
    let page = json!({ "pdf": { "papersize": [1690, 1690] } });
    let songs: Vec<String> = (0..200)
        .map(|number| {
            format!(
                "{{title: {number}}}\n{}",
                "[C]la [G]la [Am]la la la\n".repeat(40)
            )
        })
        .collect();
    let order = |content: &str, format: &str, options: Value| json!({ "content": content, "output_format": format, "options": options });
    [
        order(&title, "pdf", json!({})),
        order(
            &format!("{{title: x}}\n{{start_of_svg}}\n{drawing}\n{{end_of_svg}}\n"),
            "png",
            json!({}),
        ),
        order(&"a".repeat(900_000), "text", json!({ "config": [rule] })),
        order(&"[C]\n".repeat(250_000), "html", json!({})),
        order(
            "{title: x}\n[C]la",
            "png",
            json!({ "resolution": 600, "config": [page] }),
        ),
        json!({ "songs": songs, "output_format": "pdf" }),
    ]
    .map(|order| order.to_string())
    .into()
}
