//! What the PDF writer cannot be told, changed in what it wrote: length for length, so that every offset stays right.

/// A height that no destination has: it marks the place of outline nodes that lead nowhere.
pub(super) const NOWHERE: f32 = 31_991.0;

/// Blanks out what is too much.
///
/// The type of page labels: it may be left out, and readers that look for their prefix by its key alone take the type
/// for it. The places of outline nodes that lead nowhere.
pub(super) fn blank(bytes: &mut [u8]) {
    blank_after(bytes, b"obj\n<<", b"/Type/PageLabel/");
    let marked: Vec<Vec<u8>> = nowhere(bytes);
    for place in marked {
        let tail = [b"/Dest ".as_slice(), &place, b" 0 R"].concat();
        blank_before(bytes, &tail, b">>\nendobj");
    }
}

/// The numbers of the places that [`NOWHERE`] marks.
fn nowhere(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for at in positions(bytes, b"/XYZ ") {
        let rest = bytes.get(at..).unwrap_or_default();
        let line = rest.split(|byte| *byte == b']').next().unwrap_or_default();
        // Heights are counted from the lower edge of the page in the file.
        let is_marked = line
            .split(|byte| *byte == b' ')
            .nth(2)
            .and_then(|height| std::str::from_utf8(height).ok()?.parse::<f32>().ok())
            .is_some_and(|height| height < LOWEST);
        if !is_marked {
            continue;
        }
        let before = bytes.get(..at).unwrap_or_default();
        let Some(header) = positions(before, b" 0 obj").pop() else {
            continue;
        };
        let digits = before
            .get(..header)
            .unwrap_or_default()
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        found.push(
            before
                .get(header - digits..header)
                .unwrap_or_default()
                .to_vec(),
        );
    }
    found
}

/// Pages are lower than this below their upper edge only where [`NOWHERE`] puts a place.
const LOWEST: f32 = -10_000.0;

fn blank_after(bytes: &mut [u8], before: &[u8], text: &[u8]) {
    let whole = [before, text].concat();
    for at in positions(bytes, &whole) {
        let start = at + before.len();
        // The last byte begins what follows.
        fill(bytes, start, start + text.len() - 1);
    }
}

fn blank_before(bytes: &mut [u8], text: &[u8], after: &[u8]) {
    let whole = [text, after].concat();
    for at in positions(bytes, &whole) {
        fill(bytes, at, at + text.len());
    }
}

fn fill(bytes: &mut [u8], start: usize, end: usize) {
    if let Some(part) = bytes.get_mut(start..end) {
        part.fill(b' ');
    }
}

/// Looks at the first byte alone before it compares: nearly all of a document is compressed, and that is nearly all of the cost.
fn positions(bytes: &[u8], text: &[u8]) -> Vec<usize> {
    let Some(first) = text.first() else {
        return Vec::new();
    };
    let starts = bytes.iter().enumerate().filter(|(_, byte)| *byte == first);
    starts
        .map(|(at, _)| at)
        .filter(|at| bytes.get(*at..).is_some_and(|rest| rest.starts_with(text)))
        .collect()
}
