//! Links, outline, page labels, and viewer settings.

use std::sync::Arc;

use chordpro_layout::{Link, OutlineNode, PageLabels, PageLayout, Target};
use hayro_syntax::Pdf;

use super::{count, painted};
use crate::sample;

#[test]
fn links_lead_to_addresses_names_and_pages_and_dead_ones_are_left_out() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    for target in [
        Target::Named("song_1".to_owned()),
        Target::Named("nowhere".to_owned()),
        Target::Page(0),
        Target::Page(9),
        Target::Remote {
            file: "other.pdf".to_owned(),
            name: "there".to_owned(),
        },
    ] {
        page.links.push(Link {
            rect: [0.0, 0.0, 10.0, 10.0],
            target,
        });
    }
    let bytes = painted(&document);
    assert_eq!(count(&bytes, "/Subtype/Link"), 4);
    assert_eq!(count(&bytes, "/URI(https://example.org/?a=1&b=2)"), 1);
    assert_eq!(count(&bytes, "/URI(other.pdf#there)"), 1);
}

#[test]
fn pages_have_labels() {
    let mut document = sample::document();
    let page = document.pages.first().unwrap().clone();
    document.pages = vec![page; 3];
    let label = |first, is_roman, prefix: &str, start| PageLabels {
        first,
        is_roman,
        prefix: prefix.to_owned(),
        start,
    };
    document.labels = vec![
        label(0, false, "cover-", 1),
        label(0, true, "", 1),
        label(1, false, "", 5),
    ];
    let bytes = painted(&document);
    assert_eq!(count(&bytes, "/S/r"), 1);
    assert_eq!(count(&bytes, "/St 5"), 1);
    assert_eq!(count(&bytes, "cover-"), 0);
    assert_eq!(count(&bytes, "/Type/PageLabel/"), 0);
}

#[test]
fn a_viewer_is_told_how_to_lay_out_the_pages() {
    let mut document = sample::document();
    assert_eq!(count(&painted(&document), "/PageLayout/SinglePage"), 1);
    document.info.page_layout = Some(PageLayout::TwoPageLeft);
    assert_eq!(count(&painted(&document), "/PageLayout/TwoPageLeft"), 1);
}

#[test]
fn an_outline_node_without_a_page_leads_nowhere() {
    let mut document = sample::document();
    let leaf = document.outline.remove(0);
    document.outline = vec![OutlineNode {
        title: "By Title".to_owned(),
        page: None,
        children: vec![leaf],
        is_collapsed: true,
    }];
    let bytes = painted(&document);
    assert_eq!(count(&bytes, "/Title(Swing Low)/Dest "), 1);
    assert_eq!(count(&bytes, "/Title(By Title)"), 1);
    assert_eq!(count(&bytes, "/Title(By Title)/Dest "), 0);
    assert_eq!(Pdf::new(Arc::new(bytes)).unwrap().pages().len(), 1);
}
