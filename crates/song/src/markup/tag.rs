//! Cutting a text at its tags.

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Ordinary text, as it stands.
    Text(&'a str),
    /// `<name attributes>`.
    Open {
        /// The name as written.
        name: &'a str,
        /// What follows the name, without the closing `/`.
        attributes: &'a str,
        /// Whether it ends in `/`: opened and closed at once.
        is_closed: bool,
        /// The whole tag.
        source: &'a str,
    },
    /// `</name>`.
    Close {
        /// The name as written.
        name: &'a str,
    },
}

/// Whether `c` may stand in the name of an opening tag.
pub(super) fn is_name_char(c: char) -> bool {
    c == '-' || is_word_char(c)
}

pub(super) fn is_word_char(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// The pieces of `text`, in order. Ordinary text that is cut only by what turned out to be no tag stays in one piece.
pub(super) fn pieces(text: &str) -> Pieces<'_> {
    Pieces {
        rest: text,
        pending: None,
    }
}

/// Iterator over the pieces of a text.
#[derive(Debug, Clone)]
pub(super) struct Pieces<'a> {
    rest: &'a str,
    pending: Option<Piece<'a>>,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if let Some(piece) = self.pending.take() {
            return Some(piece);
        }
        let whole = self.rest;
        let mut from = 0;
        while let Some((start, end)) = next_angle(whole, from) {
            let source = whole.get(start..end).unwrap_or_default();
            let Some(piece) = tag(source) else {
                from = end;
                continue;
            };
            self.rest = whole.get(end..).unwrap_or_default();
            if start == 0 {
                return Some(piece);
            }
            self.pending = Some(piece);
            return whole.get(..start).map(Piece::Text);
        }
        self.rest = "";
        (!whole.is_empty()).then_some(Piece::Text(whole))
    }
}

/// The next `<…>` from byte `from` on: where it begins and where it ends. A line end cannot stand inside.
fn next_angle(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut from = from;
    loop {
        let start = from + text.get(from..)?.find('<')?;
        let end = start + text.get(start..)?.find(['>', '\n'])?;
        if text.get(end..)?.starts_with('>') {
            return Some((start, end + 1));
        }
        from = end + 1;
    }
}

/// The tag that `source`, from `<` to `>`, is.
fn tag(source: &str) -> Option<Piece<'_>> {
    let body = source.strip_prefix('<')?.strip_suffix('>')?;
    let body = body.trim_start();
    if let Some(closing) = body.strip_prefix('/') {
        let closing = closing.trim_start();
        let end = closing.find(|c| !is_word_char(c)).unwrap_or(closing.len());
        let name = closing.get(..end).filter(|name| !name.is_empty())?;
        return Some(Piece::Close { name });
    }
    let end = body.find(|c| !is_name_char(c)).unwrap_or(body.len());
    let name = body.get(..end).filter(|name| !name.is_empty())?;
    let attributes = body.get(end..)?;
    let closed = attributes.trim_end().strip_suffix('/');
    Some(Piece::Open {
        name,
        attributes: closed.unwrap_or(attributes).trim(),
        is_closed: closed.is_some(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open<'a>(name: &'a str, attributes: &'a str, is_closed: bool, source: &'a str) -> Piece<'a> {
        Piece::Open {
            name,
            attributes,
            is_closed,
            source,
        }
    }

    #[test]
    fn a_text_is_cut_at_tags() {
        assert_eq!(
            pieces("a<b>c</b x>").collect::<Vec<_>>(),
            [
                Piece::Text("a"),
                open("b", "", false, "<b>"),
                Piece::Text("c"),
                Piece::Close { name: "b" }
            ]
        );
    }

    #[test]
    fn a_closed_tag_may_have_blanks_around_its_slash() {
        assert_eq!(
            pieces("<sym flat / >").collect::<Vec<_>>(),
            [open("sym", "flat", true, "<sym flat / >")]
        );
    }

    #[test]
    fn what_is_no_tag_stays_text() {
        assert_eq!(
            pieces("<> <!x> <=> 1<2").collect::<Vec<_>>(),
            [Piece::Text("<> <!x> <=> 1<2")]
        );
        assert_eq!(
            pieces("a<b\nc>d").collect::<Vec<_>>(),
            [Piece::Text("a<b\nc>d")]
        );
    }

    #[test]
    fn blanks_before_the_name_are_allowed() {
        assert_eq!(
            pieces("< b >").collect::<Vec<_>>(),
            [open("b", "", false, "< b >")]
        );
    }
}
