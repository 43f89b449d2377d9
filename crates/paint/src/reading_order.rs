//! Reading order: the walk over a page that painters share. Decoration comes first, then the content in the order of the page's structure.
//!
//! Programs that extract or copy the text of a page take it in drawing order. So text is drawn
//! in reading order, and after all shapes and images, whatever they belong to.

use std::collections::BTreeMap;

use chordpro_layout::{Item, ItemRange, Layer, Page, SourcePlace, TagChild, TagNode, TextRun};

use crate::PaintError;

/// The key of an item: its layer and its index in the layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ItemKey {
    layer: Layer,
    index: usize,
}

/// A painter's callbacks during the walk.
pub(crate) trait Visitor<'p> {
    /// Paints an item below all content: decoration, or an item with a `key`, which its tag refers to later.
    fn ground(&mut self, key: Option<ItemKey>, item: &'p Item) -> Result<(), PaintError>;

    /// A tag opens; everything up to its end belongs to it.
    fn begin(&mut self, node: &'p TagNode) -> Result<(), PaintError>;

    /// Paints an item of the innermost tag; `spacing` tells whether a blank is read before it.
    fn content(&mut self, item: &'p Item, spacing: Spacing) -> Result<(), PaintError>;

    /// Items of the tag that began last follow, of one place in the source; `content` are those of them that are painted now.
    fn begin_items(
        &mut self,
        _range: &'p ItemRange,
        _content: impl Iterator<Item = &'p Item> + Clone,
    ) {
    }

    /// They end.
    fn end_items(&mut self) {}

    /// An item of the tag that began last, which was painted below all content.
    fn painted(&mut self, key: ItemKey);

    /// The innermost tag closes.
    fn end(&mut self, node: &'p TagNode) -> Result<(), PaintError>;
}

/// The spacing between a text and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spacing {
    /// No space.
    Close,
    /// A space that is read but not drawn.
    Blank,
}

/// Walks a page.
pub(crate) fn walk<'p>(page: &'p Page, visitor: &mut impl Visitor<'p>) -> Result<(), PaintError> {
    let named = Named::of(page);
    for layer in Layer::ALL {
        for (index, item) in page.layers.of(layer).iter().enumerate() {
            let key = ItemKey { layer, index };
            let is_named = named.has(key);
            if !is_named || is_below_content(layer, item) {
                visitor.ground(is_named.then_some(key), item)?;
            }
        }
    }
    let mut walk = Walk {
        page,
        visitor,
        row: Row::default(),
    };
    page.structure.iter().try_for_each(|node| walk.node(node))
}

/// Whether an item of a tag is nevertheless painted below all content, because text may stand on it.
fn is_below_content(layer: Layer, item: &Item) -> bool {
    matches!(layer, Layer::Shapes | Layer::HeadingShapes)
        && !matches!(item, Item::Text(_) | Item::Form(_))
}

/// Where the items come from that tags name and that are painted below all content.
pub(crate) fn sources_below(page: &Page) -> BTreeMap<ItemKey, SourcePlace> {
    fn collect(node: &TagNode, page: &Page, sources: &mut BTreeMap<ItemKey, SourcePlace>) {
        for child in &node.children {
            match child {
                TagChild::Node(node) => collect(node, page, sources),
                TagChild::Items(range) => {
                    let Some(source) = range.source else { continue };
                    let items = (range.start..).zip(page.layers.range(*range));
                    let below = items.filter(|(_, item)| is_below_content(range.layer, item));
                    let layer = range.layer;
                    sources.extend(below.map(|(index, _)| (ItemKey { layer, index }, source)));
                }
                TagChild::Blank => {}
            }
        }
    }
    let mut sources = BTreeMap::new();
    for node in &page.structure {
        collect(node, page, &mut sources);
    }
    sources
}

/// Which items tags name.
struct Named {
    layers: [Vec<bool>; Layer::ALL.len()],
}

impl Named {
    fn of(page: &Page) -> Self {
        let mut named = Named {
            layers: Layer::ALL.map(|layer| vec![false; page.layers.of(layer).len()]),
        };
        page.structure.iter().for_each(|node| named.node(node));
        named
    }

    fn node(&mut self, node: &TagNode) {
        for child in &node.children {
            match child {
                TagChild::Node(node) => self.node(node),
                TagChild::Items(range) => self.range(*range),
                TagChild::Blank => {}
            }
        }
    }

    fn range(&mut self, range: ItemRange) {
        let layer = self.layers.get_mut(range.layer as usize);
        let items = layer.and_then(|layer| layer.get_mut(range.start..range.end));
        items.into_iter().for_each(|items| items.fill(true));
    }

    fn has(&self, key: ItemKey) -> bool {
        let layer = self.layers.get(key.layer as usize);
        layer.and_then(|layer| layer.get(key.index)) == Some(&true)
    }
}

/// The state of a row of text.
#[derive(Default)]
struct Row {
    /// Whether its last text ends with a blank; `None` before the first text.
    ends_blank: Option<bool>,
    /// Whether a blank is due before the next text.
    is_blank_pending: bool,
}

impl Row {
    fn next(&mut self, run: &TextRun) -> Spacing {
        let is_pending = std::mem::take(&mut self.is_blank_pending);
        let is_set = self.ends_blank != Some(false) || run.text.starts_with(char::is_whitespace);
        self.ends_blank = Some(run.text.ends_with(char::is_whitespace));
        if is_pending && !is_set {
            Spacing::Blank
        } else {
            Spacing::Close
        }
    }
}

struct Walk<'p, 'v, V> {
    page: &'p Page,
    visitor: &'v mut V,
    row: Row,
}

impl<'p, V: Visitor<'p>> Walk<'p, '_, V> {
    fn node(&mut self, node: &'p TagNode) -> Result<(), PaintError> {
        if !node.tag.is_inline() {
            self.row = Row::default();
        }
        self.visitor.begin(node)?;
        for child in &node.children {
            match child {
                TagChild::Node(node) => self.node(node)?,
                TagChild::Items(range) => {
                    let items = self.page.layers.range(*range).iter();
                    let content = items.filter(|item| !is_below_content(range.layer, item));
                    self.visitor.begin_items(range, content);
                    self.items(*range)?;
                    self.visitor.end_items();
                }
                TagChild::Blank => self.row.is_blank_pending = true,
            }
        }
        self.visitor.end(node)
    }

    fn items(&mut self, range: ItemRange) -> Result<(), PaintError> {
        let keys = (range.start..range.end).map(|index| ItemKey {
            layer: range.layer,
            index,
        });
        for (key, item) in keys.zip(self.page.layers.range(range)) {
            if is_below_content(range.layer, item) {
                self.visitor.painted(key);
                continue;
            }
            let spacing = match item {
                Item::Text(run) => self.row.next(run),
                _ => Spacing::Close,
            };
            self.visitor.content(item, spacing)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use chordpro_fonts::FaceId;
    use chordpro_layout::{Color, Layers, PlacedImage, Role, Tag};

    use super::*;

    /// The walk recorded as text.
    #[derive(Default)]
    struct Log(String);

    impl<'p> Visitor<'p> for Log {
        fn ground(&mut self, key: Option<ItemKey>, _: &'p Item) -> Result<(), PaintError> {
            let key = key.map_or("-".to_owned(), |key| key.index.to_string());
            self.0 += &format!("ground {key} ");
            Ok(())
        }

        fn begin(&mut self, node: &'p TagNode) -> Result<(), PaintError> {
            self.0 += &format!("<{} ", node.tag.name());
            Ok(())
        }

        fn content(&mut self, item: &'p Item, spacing: Spacing) -> Result<(), PaintError> {
            if let Item::Text(run) = item {
                let blank = if spacing == Spacing::Blank { "_" } else { "" };
                self.0 += &format!("{blank}{} ", run.text);
            }
            Ok(())
        }

        fn painted(&mut self, key: ItemKey) {
            self.0 += &format!("painted {} ", key.index);
        }

        fn end(&mut self, _: &'p TagNode) -> Result<(), PaintError> {
            self.0 += "> ";
            Ok(())
        }
    }

    fn text(text: &str) -> Item {
        Item::Text(TextRun {
            x: 0.0,
            y: 0.0,
            face: FaceId(0),
            size: 10.0,
            color: Color::BLACK,
            glyphs: Vec::new(),
            text: text.to_owned(),
            role: Role::Lyrics,
        })
    }

    fn items(layer: Layer, start: usize) -> TagChild {
        TagChild::Items(ItemRange::new(layer, start..start + 1))
    }

    fn node(tag: Tag, children: Vec<TagChild>) -> TagChild {
        TagChild::Node(TagNode::new(tag, 1, children))
    }

    fn walked(layers: Layers, children: Vec<TagChild>) -> String {
        let page = Page {
            layers,
            structure: vec![TagNode::new(Tag::Line, 1, children)],
            ..Page::default()
        };
        let mut log = Log::default();
        walk(&page, &mut log).expect("nothing is painted");
        log.0
    }

    #[test]
    fn text_comes_in_the_order_of_the_structure() {
        let layers = Layers {
            text: ["C", "one ", "D", "two"].map(text).into(),
            ..Layers::default()
        };
        let chord = |index| node(Tag::Chord, vec![items(Layer::Text, index)]);
        let words = vec![items(Layer::Text, 1), items(Layer::Text, 3)];
        let rows = vec![
            node(Tag::ChordRow, vec![chord(0), TagChild::Blank, chord(2)]),
            node(Tag::Words, words),
        ];
        assert_eq!(
            walked(layers, rows),
            "<line <chord row <chord C > <chord _D > > <words one  two > > "
        );
    }

    #[test]
    fn no_blank_is_added_to_one_that_is_written() {
        let layers = Layers {
            text: ["one ", "two", " three"].map(text).into(),
            ..Layers::default()
        };
        let words = vec![
            TagChild::Blank,
            items(Layer::Text, 0),
            TagChild::Blank,
            items(Layer::Text, 1),
            TagChild::Blank,
            items(Layer::Text, 2),
        ];
        assert_eq!(walked(layers, words), "<line one  two  three > ");
    }

    #[test]
    fn pictures_and_what_no_tag_names_lie_below_the_content() {
        let image = Item::Image(PlacedImage {
            picture: 0,
            x: 0.0,
            y: 0.0,
            width: 1.0,
            height: 1.0,
        });
        let layers = Layers {
            shapes: vec![image.clone(), image],
            text: vec![text("words"), text("decoration")],
            ..Layers::default()
        };
        let children = vec![items(Layer::Text, 0), items(Layer::Shapes, 1)];
        assert_eq!(
            walked(layers, children),
            "ground - ground 1 ground - <line words painted 1 > "
        );
    }
}
