//! iReal Pro links: their fields, and the shuffled character order of newer ones.

use percent_encoding::percent_decode_str;

/// A chart in a link.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Chart {
    pub(super) title: String,
    pub(super) composer: String,
    pub(super) style: String,
    pub(super) key: String,
    pub(super) tempo: u32,
    pub(super) music: String,
    /// The 1-based source line.
    pub(super) line: u32,
}

/// The prefix of charts in newer links.
const SHUFFLED: &str = "1r34LbKcu7";

/// Whether a text contains a link.
pub(crate) fn is_link(text: &str) -> bool {
    text.contains("irealb://") || text.contains("irealbook://")
}

/// The charts of all links in a text.
pub(super) fn charts(text: &str) -> Vec<Chart> {
    let mut charts = Vec::new();
    for (line, number) in text.split('\n').zip(1..) {
        let mut rest = line;
        while let Some(at) = rest.find("ireal") {
            let before = rest.get(..at).and_then(|before| before.chars().next_back());
            let link = rest.get(at..).unwrap_or("");
            let (body, is_new) = match (
                link.strip_prefix("irealb://"),
                link.strip_prefix("irealbook://"),
            ) {
                (Some(body), _) => (body, true),
                (_, Some(body)) => (body, false),
                _ => {
                    rest = link.get(5..).unwrap_or("");
                    continue;
                }
            };
            // A link in a web page ends at its quote, any other at the end of its line.
            let end = match before {
                Some(quote @ ('"' | '\'')) => body.find(quote).unwrap_or(body.len()),
                _ => body.len(),
            };
            let (body, after) = body.split_at_checked(end).unwrap_or((body, ""));
            rest = after;
            let decoded = percent_decode_str(body.trim()).decode_utf8_lossy();
            let found = if is_new { new(&decoded) } else { old(&decoded) };
            charts.extend(found.into_iter().map(|chart| Chart {
                line: number,
                ..chart
            }));
        }
    }
    charts
}

/// Parses `title=composer==style=key==music=accompaniment=tempo=repeats`, with `===` between charts.
fn new(body: &str) -> Vec<Chart> {
    let charts = body.split("===").filter_map(|song| {
        let fields: Vec<&str> = song.split('=').collect();
        let at = fields
            .iter()
            .position(|field| field.starts_with(SHUFFLED))?;
        let field = |index: usize| fields.get(index).copied().unwrap_or("").trim().to_owned();
        let music = fields.get(at)?.strip_prefix(SHUFFLED)?;
        Some(Chart {
            title: field(0),
            composer: field(1),
            style: field(3),
            key: field(4),
            tempo: field(at + 2).parse().unwrap_or(0),
            music: expanded(&in_order(music)),
            line: 0,
        })
    });
    charts.collect()
}

/// Parses `title=composer=style=key=n=music`, repeated for each chart.
fn old(body: &str) -> Vec<Chart> {
    let fields: Vec<&str> = body.split('=').collect();
    let charts = fields.chunks_exact(6).map(|fields| {
        let field = |index: usize| fields.get(index).copied().unwrap_or("").trim().to_owned();
        Chart {
            title: field(0),
            composer: field(1),
            style: field(2),
            key: field(3),
            tempo: 0,
            music: expanded(fields.get(5).copied().unwrap_or("")),
            line: 0,
        }
    });
    charts.collect()
}

/// Unshuffles a chart: in every full block of 50 characters, the first five are swapped with the last five, and the tenth to the
/// 23rd with their mirror images.
fn in_order(music: &str) -> String {
    let mut letters: Vec<char> = music.chars().collect();
    let total = letters.len();
    let mut start = 0;
    // A block that would leave fewer than two characters is not shuffled.
    while total.saturating_sub(start) > 51 {
        if let Some(block) = letters.get_mut(start..start + 50) {
            for index in (0..5).chain(10..24) {
                block.swap(index, 49 - index);
            }
        }
        start += 50;
    }
    letters.into_iter().collect()
}

/// Expands abbreviations: three empty cells, a bar line, a repeated measure.
fn expanded(music: &str) -> String {
    music
        .replace("XyQ", "   ")
        .replace("LZ", " |")
        .replace("Kcl", "| x")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shuffle_undoes_itself() {
        let music: String = (0..130).map(|n| char::from(b'!' + (n % 90))).collect();
        assert_ne!(in_order(&music), music);
        assert_eq!(in_order(&in_order(&music)), music);
    }

    #[test]
    fn links_are_found_in_pages_and_alone() {
        let body = "A=B=Swing=C=n=[C   |G   Z";
        for text in [
            format!("irealbook://{body}"),
            format!(
                "<p>\n<a href=\"irealbook://{}\">A</a>",
                body.replace(' ', "%20")
            ),
        ] {
            let charts = charts(&text);
            assert_eq!(charts.len(), 1, "{text}");
            assert_eq!(charts[0].music, "[C   |G   Z");
            assert_eq!(charts[0].key, "C");
        }
        assert!(charts("ireal irealx:// ireal").is_empty());
    }

    #[test]
    fn newer_links_have_a_tempo() {
        let charts = charts(
            "irealb://A=B C==Bossa=D-==1r34LbKcu7[D-7XyQ|G7XyQZ=Bossa=140=3===X=Y==Z=C==1r34LbKcu7[C===",
        );
        assert_eq!(charts.len(), 2);
        assert_eq!((charts[0].tempo, charts[0].style.as_str()), (140, "Bossa"));
        assert_eq!(charts[0].music, "[D-7   |G7   Z");
    }
}
