//! XML within limits: only the five predefined entities, no document type with content, a maximum number of nodes and depth.

use roxmltree::{Document, Node, ParsingOptions};

use crate::limits::{MAX_XML_DEPTH, MAX_XML_NODES};
use crate::{ImportError, SheetFormat};

/// The root element's name and the namespace that it declares, read without parsing the document.
pub(crate) fn root(text: &str) -> Option<(&str, &str)> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    if !rest.starts_with('<') {
        return None;
    }
    // A prologue has a declaration, a document type, instructions and comments; many more are not a prologue.
    for _ in 0..32 {
        rest = rest.trim_start();
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->")?.1;
        } else if let Some(declaration) = rest.strip_prefix("<!DOCTYPE") {
            let (declared, after) = declaration.split_once('>')?;
            // Entity declarations are rejected; the error names the root element.
            if declared.contains('[') {
                let name = declared.split_whitespace().next()?;
                return Some((name, ""));
            }
            rest = after;
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            rest = rest.split_once('>')?.1;
        } else {
            break;
        }
    }
    let tag = rest.strip_prefix('<')?;
    let tag = tag.split_once('>').map_or(tag, |(tag, _)| tag);
    let end = tag
        .find(|c: char| c.is_whitespace() || c == '/')
        .unwrap_or(tag.len());
    let (name, attributes) = tag.split_at_checked(end)?;
    let name = name.rsplit(':').next()?;
    let is_name = name.starts_with(|c: char| c.is_alphabetic());
    let namespace = attributes
        .split_once("xmlns=")
        .and_then(|(_, value)| value.get(1..)?.split(['"', '\'']).next())
        .unwrap_or("");
    is_name.then_some((name, namespace))
}

/// The text of a document with its document type replaced by spaces.
///
/// # Errors
/// [`ImportError::Malformed`] if the document type declares anything, and [`ImportError::TooLarge`] if elements are nested too
/// deeply.
pub(crate) fn prepared(text: &str, format: SheetFormat) -> Result<String, ImportError> {
    let text = text.trim_start_matches('\u{feff}');
    check_depth(text, format)?;
    let Some(start) = text.find("<!DOCTYPE") else {
        return Ok(text.to_owned());
    };
    let declaration = text.get(start..).unwrap_or("");
    let end = declaration
        .find('>')
        .map_or(declaration.len(), |end| end + 1);
    let declaration = declaration.get(..end).unwrap_or("");
    if declaration.contains('[') {
        return Err(ImportError::malformed(
            format,
            "its document type declares entities, which are never expanded",
        ));
    }
    let blanks: String = declaration
        .chars()
        .map(|c| if c == '\n' || c == '\r' { c } else { ' ' })
        .collect();
    Ok(text.replacen(declaration, &blanks, 1))
}

/// Checks the nesting depth approximately: the content of comments and texts counts as well.
fn check_depth(text: &str, format: SheetFormat) -> Result<(), ImportError> {
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        if let Some(closing) = after.strip_prefix('/') {
            rest = closing;
            depth = depth.saturating_sub(1);
        } else if !after.starts_with(['!', '?']) {
            let Some(end) = after.find('>') else { break };
            let (tag, tail) = after.split_at_checked(end).unwrap_or((after, ""));
            rest = tail;
            if !tag.ends_with('/') {
                depth += 1;
            }
            if depth > MAX_XML_DEPTH {
                return Err(ImportError::TooLarge {
                    format,
                    what: "the depth of its elements",
                    allowed: MAX_XML_DEPTH,
                    unit: "levels",
                });
            }
        }
    }
    Ok(())
}

/// A document, and the start of each line.
pub(crate) struct Xml<'t> {
    document: Document<'t>,
    lines: Vec<usize>,
}

impl<'t> Xml<'t> {
    /// Reads a [`prepared`] document.
    pub(crate) fn parse(text: &'t str, format: SheetFormat) -> Result<Self, ImportError> {
        let options = ParsingOptions {
            allow_dtd: false,
            nodes_limit: MAX_XML_NODES,
            ..ParsingOptions::default()
        };
        let document =
            Document::parse_with_options(text, options).map_err(|error| match error {
                roxmltree::Error::NodesLimitReached => ImportError::TooLarge {
                    format,
                    what: "the number of its elements",
                    allowed: MAX_XML_NODES as usize,
                    unit: "nodes",
                },
                // The parser's messages can quote the sheet.
                error => ImportError::Malformed {
                    format,
                    reason: "it is not well-formed XML".to_owned(),
                    line: Some(error.pos().row),
                },
            })?;
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Ok(Xml {
            document,
            lines: std::iter::once(0).chain(ends).collect(),
        })
    }

    /// The root element.
    pub(crate) fn root(&self) -> Node<'_, 't> {
        self.document.root_element()
    }

    /// The 1-based source line where a node starts.
    pub(crate) fn line(&self, node: Node<'_, '_>) -> u32 {
        let at = node.range().start;
        let line = self.lines.partition_point(|start| *start <= at);
        u32::try_from(line.max(1)).unwrap_or(u32::MAX)
    }
}

/// The children of a node called `name`, in any namespace.
pub(crate) fn children<'a, 't: 'a>(
    node: Node<'a, 't>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 't>> {
    node.children()
        .filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The first child called `name`.
pub(crate) fn child<'a, 't: 'a>(node: Node<'a, 't>, name: &'static str) -> Option<Node<'a, 't>> {
    children(node, name).next()
}

/// The text of a node and its descendants, trimmed.
pub(crate) fn text(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text);
    let text: String = texts.filter_map(|text| text.text()).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMAT: SheetFormat = SheetFormat::OpenSong;

    #[test]
    fn the_root_is_seen_without_parsing() {
        assert_eq!(
            root("<?xml version=\"1.0\"?>\n<song>\n"),
            Some(("song", ""))
        );
        assert_eq!(
            root("<!-- a --><x:song xmlns=\"urn:b\" y=\"\"/>"),
            Some(("song", "urn:b"))
        );
        assert_eq!(
            root("<!DOCTYPE a><score-partwise>"),
            Some(("score-partwise", ""))
        );
        assert_eq!(root("hello <b>"), None);
        assert_eq!(root("<- here"), None);
    }

    #[test]
    fn entities_are_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><song>&c;</song>";
        assert!(matches!(
            prepared(bomb, FORMAT),
            Err(ImportError::Malformed { .. })
        ));
        let plain = prepared("<!DOCTYPE score PUBLIC \"-//a//b\" \"c\">\n<song/>", FORMAT);
        let plain = plain.expect("a document");
        assert!(Xml::parse(&plain, FORMAT).is_ok());
        let unknown = prepared("<song>&c;</song>", FORMAT).expect("a document");
        assert!(Xml::parse(&unknown, FORMAT).is_err());
    }

    #[test]
    fn depth_is_limited() {
        let deep = "<a>".repeat(100_000);
        assert!(matches!(
            prepared(&deep, FORMAT),
            Err(ImportError::TooLarge { .. })
        ));
    }

    #[test]
    fn nodes_know_their_lines() {
        let text = prepared("<song>\n<title>T</title>\n</song>", FORMAT).expect("a document");
        let xml = Xml::parse(&text, FORMAT).expect("well-formed");
        let title = child(xml.root(), "title").expect("a title");
        assert_eq!(xml.line(title), 2);
        assert_eq!(super::text(title), "T");
    }
}
