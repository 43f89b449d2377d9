//! The tree of pages, as its reader sees it, before it follows it.
//!
//! When a document is opened, its reader follows each branch of the tree to its end: 40 nodes that each name the next one twice have
//! 2^40 ends. Before that happens, the same reader opens the document with another catalog, whose tree is empty, and all its nodes
//! are looked at one by one.

use std::collections::HashMap;

use chordpro_song::{Budget, Exceeded};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier};
use hayro_syntax::page::{Page, Resources};
use hayro_syntax::xref::XRef;

/// The most pages of a document, those counted that it has for being named twice.
const MOST_PAGES: u64 = 20_000;
/// The deepest that nodes are nested; those of good documents are a few.
const DEEPEST: u32 = 64;
/// What an entry of a dictionary takes: its name and its place, in a table that is half empty.
const ENTRY: u64 = 96;
/// The numbers of the other catalog and its tree; documents do not have so many objects.
const CATALOG: i32 = 1_999_999_990;
const TREE: i32 = CATALOG + 1;
/// What all numbers of objects begin with that stand in the way of the two.
const RESERVED: &[u8] = b"199999999";

/// How far a node reaches.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Extent {
    /// The pages below it.
    pub(super) pages: u64,
    /// The levels of nodes, itself included.
    height: u32,
    /// The bytes that its reader keeps of dictionaries: those of pages, and of the resources of pages and nodes.
    dictionaries: u64,
}

impl Extent {
    /// The bytes that its reader keeps: each page has the resources of all nodes above it.
    pub(super) fn memory(self) -> u64 {
        let resources = u64::from(self.height) * size_of::<Resources<'_>>() as u64;
        let page = resources + size_of::<Page<'_>>() as u64;
        self.pages
            .saturating_mul(page)
            .saturating_add(self.dictionaries)
    }
}

/// The extent of the largest node; `None` where it has no end, or the document cannot be opened.
pub(super) fn extent(bytes: &[u8], budget: &Budget) -> Result<Option<Extent>, Exceeded> {
    if memchr::memmem::find(bytes, RESERVED).is_some() {
        return Ok(None);
    }
    budget.check_memory(bytes.len() as u64)?;
    let Ok(pdf) = Pdf::new(with_empty_tree(bytes)) else {
        return Ok(None);
    };
    let mut nodes = Nodes {
        xref: pdf.xref(),
        known: HashMap::new(),
        pages: HashMap::new(),
        budget,
    };
    let mut largest = Extent::default();
    for object in pdf.objects() {
        budget.tick()?;
        let dict = match object {
            Object::Dict(dict) => dict,
            Object::Stream(stream) => stream.dict().clone(),
            _ => continue,
        };
        let Some(id) = dict.obj_id() else { continue };
        let Some(extent) = nodes.named(id, &dict, 1)? else {
            return Ok(None);
        };
        largest.pages = largest.pages.max(extent.pages);
        largest.height = largest.height.max(extent.height);
        largest.dictionaries = largest.dictionaries.max(extent.dictionaries);
    }
    Ok(Some(largest))
}

/// The document, and behind it a catalog of its own whose tree is empty.
fn with_empty_tree(bytes: &[u8]) -> Vec<u8> {
    let mut document = Vec::with_capacity(bytes.len() + 512);
    document.extend_from_slice(bytes);
    document.extend_from_slice(b"\n");
    let catalog = document.len();
    document
        .extend(format!("{CATALOG} 0 obj\n<</Type/Catalog/Pages {TREE} 0 R>>\nendobj\n").bytes());
    let tree = document.len();
    document.extend(format!("{TREE} 0 obj\n<</Type/Pages/Count 0/Kids[]>>\nendobj\n").bytes());
    let table = document.len();
    let before = last_table(bytes);
    let previous = before.map_or_else(String::new, |at| format!("/Prev {at}"));
    let trailer = format!(
        "xref\n{CATALOG} 2\n{catalog:010} 00000 n \n{tree:010} 00000 n \n\
         trailer\n<</Size {}/Root {CATALOG} 0 R{previous}>>\n",
        TREE + 1
    );
    document.extend(trailer.bytes());
    // Without a table of its own, all objects of the document are searched for, and so they are here.
    let start = before.map_or(document.len(), |_| table);
    document.extend(format!("startxref\n{start}\n%%EOF\n").bytes());
    document
}

/// Where the document says that its last table of objects stands.
fn last_table(bytes: &[u8]) -> Option<i32> {
    const WORD: &[u8] = b"startxref";
    let at = memchr::memmem::rfind(bytes, WORD)?;
    let rest = bytes.get(at + WORD.len()..)?.trim_ascii_start();
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()
}

/// The nodes that were looked at.
struct Nodes<'a> {
    xref: &'a XRef,
    /// `None` while a node is looked at: one that holds itself has no end.
    known: HashMap<ObjectIdentifier, Option<Extent>>,
    pages: HashMap<ObjectIdentifier, Extent>,
    budget: &'a Budget,
}

impl<'a> Nodes<'a> {
    /// The extent of an object, which is `dict`.
    fn named(
        &mut self,
        id: ObjectIdentifier,
        dict: &Dict<'a>,
        depth: u32,
    ) -> Result<Option<Extent>, Exceeded> {
        if let Some(known) = self.known.get(&id) {
            return Ok(*known);
        }
        self.known.insert(id, None);
        let extent = self.node(dict, depth)?;
        self.known.insert(id, extent);
        Ok(extent)
    }

    /// The extent of a dictionary, taken for a node.
    fn node(&mut self, node: &Dict<'a>, depth: u32) -> Result<Option<Extent>, Exceeded> {
        let mut extent = Extent {
            pages: 0,
            height: 1,
            dictionaries: 0,
        };
        if depth > DEEPEST {
            return Ok(None);
        }
        let Some(kids) = node.get::<Array<'_>>("Kids") else {
            return Ok(Some(extent));
        };
        extent.dictionaries = dictionaries(node);
        for kid in kids.raw_iter() {
            self.budget.tick()?;
            let Some(below) = self.kid(kid, depth)? else {
                return Ok(None);
            };
            extent.pages += below.pages;
            extent.dictionaries = extent.dictionaries.saturating_add(below.dictionaries);
            self.budget.check_memory(extent.memory())?;
            extent.height = extent.height.max(below.height + 1);
            if extent.pages > MOST_PAGES || extent.height > DEEPEST {
                return Ok(None);
            }
        }
        Ok(Some(extent))
    }

    fn kid(&mut self, kid: MaybeRef<Object<'a>>, depth: u32) -> Result<Option<Extent>, Exceeded> {
        match kid {
            MaybeRef::NotRef(object) => {
                let dict = object.into_dict().unwrap_or_default();
                if is_node(&dict) {
                    self.node(&dict, depth + 1)
                } else {
                    Ok(Some(page(&dict)))
                }
            }
            MaybeRef::Ref(reference) => {
                let id = ObjectIdentifier::from(reference);
                if id == ObjectIdentifier::new(CATALOG, 0) || id == ObjectIdentifier::new(TREE, 0) {
                    return Ok(None);
                }
                if let Some(known) = self.pages.get(&id) {
                    return Ok(Some(*known));
                }
                let dict: Dict<'_> = self.xref.get(id).unwrap_or_default();
                if is_node(&dict) {
                    return self.named(id, &dict, depth + 1);
                }
                let page = page(&dict);
                self.pages.insert(id, page);
                Ok(Some(page))
            }
        }
    }
}

/// Whether a branch of the tree is a node, and no page.
fn is_node(kid: &Dict<'_>) -> bool {
    let kind: Option<Name<'_>> = kid.get("Type");
    kind.is_some_and(|kind| kind.as_ref() == b"Pages")
}

fn page(page: &Dict<'_>) -> Extent {
    Extent {
        pages: 1,
        height: 0,
        dictionaries: dictionaries(page).saturating_add(page.len() as u64 * ENTRY),
    }
}

/// The bytes that the reader keeps of the resources of a page or a node.
fn dictionaries(of: &Dict<'_>) -> u64 {
    let resources: Dict<'_> = of.get("Resources").unwrap_or_default();
    let kinds = [
        "ExtGState",
        "Font",
        "Properties",
        "ColorSpace",
        "XObject",
        "Pattern",
        "Shading",
    ];
    let entries = kinds.map(|kind| {
        let dict: Dict<'_> = resources.get(kind).unwrap_or_default();
        dict.len() as u64
    });
    entries.iter().sum::<u64>().saturating_mul(ENTRY)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document of these objects, from number 1; the first is the catalog.
    fn document(objects: &[String]) -> Vec<u8> {
        misplaced(objects, 0)
    }

    /// The same, whose table is wrong by so many bytes.
    fn misplaced(objects: &[String], error: usize) -> Vec<u8> {
        let mut document = b"%PDF-1.7\n".to_vec();
        let mut places = Vec::new();
        for (number, object) in (1..).zip(objects) {
            places.push(document.len() + error);
            document.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
        }
        let table = document.len();
        let count = places.len() + 1;
        document.extend(format!("xref\n0 {count}\n0000000000 65535 f \n").bytes());
        for place in places {
            document.extend(format!("{place:010} 00000 n \n").bytes());
        }
        let trailer = format!("trailer\n<</Root 1 0 R/Size {count}>>\nstartxref\n{table}\n%%EOF");
        document.extend(trailer.bytes());
        document
    }

    fn catalog() -> String {
        "<</Type/Catalog/Pages 2 0 R>>".to_owned()
    }

    /// Nodes in a row, each of which names the next one `times`, and a page behind them.
    fn chain(nodes: usize, times: usize) -> Vec<String> {
        let node = |number: usize| {
            let kid = format!("{} 0 R ", number + 1);
            format!("<</Type/Pages/Count 1/Kids[{}]>>", kid.repeat(times))
        };
        let nodes = (2..nodes + 2).map(node);
        let page = "<</Type/Page/MediaBox[0 0 9 9]>>".to_owned();
        std::iter::once(catalog())
            .chain(nodes)
            .chain([page])
            .collect()
    }

    fn pages(document: &[u8]) -> Option<u64> {
        let extent = extent(document, &Budget::unbounded_time()).expect("there is time");
        extent.map(|extent| extent.pages)
    }

    #[test]
    fn pages_are_counted_as_often_as_they_are_reached() {
        assert_eq!(pages(&document(&chain(1, 1))), Some(1));
        assert_eq!(pages(&document(&chain(3, 2))), Some(8));
        assert_eq!(pages(&document(&chain(40, 1))), Some(1));
        assert_eq!(pages(&document(&chain(40, 2))), None, "2^40 pages");
        assert_eq!(pages(&document(&chain(100, 1))), None, "too deep");
    }

    #[test]
    fn a_broken_table_hides_nothing() {
        for (nodes, times, expected) in [(3, 2, Some(8)), (40, 2, None)] {
            let objects = chain(nodes, times);
            let text = String::from_utf8(document(&objects)).expect("plain text");
            let without = text.replace("startxref", "startxxxx");
            assert_eq!(pages(without.as_bytes()), expected, "none");
            assert_eq!(pages(&misplaced(&objects, 3)), expected, "wrong places");
        }
    }

    #[test]
    fn a_node_that_holds_itself_has_no_end() {
        let node = "<</Type/Pages/Kids[2 0 R 3 0 R]>>".to_owned();
        let page = "<</Type/Page>>".to_owned();
        assert_eq!(pages(&document(&[catalog(), node, page])), None);
    }

    #[test]
    fn the_numbers_of_the_other_catalog_are_taken() {
        let node = format!("<</Type/Pages/Kids[{TREE} 0 R]>>");
        assert_eq!(pages(&document(&[catalog(), node])), None);
    }

    #[test]
    fn nodes_within_nodes_count() {
        let node = "<</Type/Pages/Kids[<</Type/Pages/Kids[3 0 R 3 0 R]>> 3 0 R]>>".to_owned();
        let page = "<</Type/Page>>".to_owned();
        assert_eq!(pages(&document(&[catalog(), node, page])), Some(3));
    }
}
