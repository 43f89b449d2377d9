//! Pages of other documents in a book: covers, front and back matter, backgrounds. The documents are our own.

use std::sync::{Arc, OnceLock};

use chordpro_engine::{Artifact, AssetKind, Assets, Engine, Error, Format, Input, Request, Trust};

/// Assets with a document of three pages under any name that ends in `.pdf`.
struct ThreePages;

impl Assets for ThreePages {
    fn open(&self, kind: AssetKind, name: &str, _: Option<&str>) -> Option<Arc<[u8]>> {
        let is_known = kind == AssetKind::Document && name.ends_with("three.pdf");
        is_known.then(three_pages)
    }
}

fn three_pages() -> Arc<[u8]> {
    static DOCUMENT: OnceLock<Arc<[u8]>> = OnceLock::new();
    let bytes = DOCUMENT.get_or_init(|| {
        let song = "{title: Cover}\nx\n{new_page}\ny\n{new_page}\nz\n";
        let request = Request::new(song, Format::Pdf);
        let artifact = Engine::new().convert(&request).expect("a document");
        assert_eq!(artifact.pages, 3);
        artifact.bytes.into()
    });
    Arc::clone(bytes)
}

const BOOK: &str = "{title: One}\n[C]a\n{new_page}\nb\n{new_song}\n{title: Two}\n[C]c\n";

fn book(format: Format, defines: &[(&str, &str)]) -> Artifact {
    let mut request = Request::new(BOOK, format);
    request.assets = Arc::new(ThreePages);
    request.options.trust = Trust::Trusted;
    request.options.contents = Some(false);
    request.options.defines = defines
        .iter()
        .map(|(path, value)| ((*path).to_owned(), (*value).to_owned()))
        .collect();
    Engine::new().convert(&request).expect("a book")
}

/// For each page, the page of the other document below it.
fn underlays(defines: &[(&str, &str)]) -> Vec<Option<usize>> {
    underlays_of(book(Format::Pages, defines))
}

fn underlays_of(artifact: Artifact) -> Vec<Option<usize>> {
    let dump = String::from_utf8(artifact.bytes).expect("a dump is text");
    let mut pages = Vec::new();
    for line in dump.lines() {
        if line.starts_with("page ") {
            pages.push(None);
        } else if let Some(number) = line.strip_prefix("  underlay ")
            && let Some(page) = pages.last_mut()
        {
            *page = number.parse().ok();
        }
    }
    pages
}

#[test]
fn a_book_is_bound_between_its_matter() {
    // Three pages at the front, and a filler because songs start on right pages; songs of two pages and one; back matter that ends the
    // book on a left page.
    let pages = underlays(&[
        ("pdf.songbook.front-matter", "three.pdf"),
        ("pdf.songbook.back-matter", "three.pdf"),
    ]);
    let matter = [Some(0), Some(1), Some(2)];
    assert_eq!(pages.get(..3), Some(&matter[..]));
    assert_eq!(pages.get(pages.len() - 3..), Some(&matter[..]));
    assert_eq!(pages.len() % 2, 0, "{pages:?}");
    assert!(pages[3..pages.len() - 3].iter().all(Option::is_none));
}

#[test]
fn a_cover_comes_first() {
    let pages = underlays(&[("pdf.songbook.cover", "three.pdf")]);
    assert_eq!(pages.get(..3), Some(&[Some(0), Some(1), Some(2)][..]));
}

#[test]
fn backgrounds_may_name_a_page_and_left_pages_have_the_next() {
    let pages = underlays(&[("pdf.formats.default.background", "three.pdf:2")]);
    assert_eq!(pages, [Some(1), Some(2), Some(1)]);
    let pages = underlays(&[("pdf.formats.first.background", "three.pdf")]);
    assert_eq!(pages, [Some(0), None, None]);
}

#[test]
fn pages_beyond_the_last_are_the_last() {
    let pages = underlays(&[("pdf.formats.default.background", "three.pdf:9")]);
    assert_eq!(pages, [Some(2); 3]);
}

#[test]
fn a_document_that_is_nowhere_is_said() {
    for setting in [
        "pdf.songbook.cover",
        "pdf.songbook.front-matter",
        "pdf.songbook.back-matter",
        "pdf.formats.default.background",
    ] {
        let artifact = book(Format::Pdf, &[(setting, "none.pdf")]);
        assert_eq!(artifact.diagnostics.len(), 1, "{setting}");
    }
}

#[test]
fn every_page_is_written_with_what_lies_below() {
    let plain = book(Format::Pdf, &[]);
    let bound = book(
        Format::Pdf,
        &[
            ("pdf.songbook.cover", "three.pdf"),
            ("pdf.formats.default.background", "three.pdf"),
        ],
    );
    assert_eq!(
        plain.pages + 4,
        bound.pages,
        "a cover of three, and a filler"
    );
    assert!(bound.diagnostics.is_empty(), "{:?}", bound.diagnostics);
    let forms = |pdf: &[u8]| pdf.windows(9).filter(|part| part == b"/Resource").count();
    assert!(forms(&bound.bytes) > forms(&plain.bytes));
}

#[test]
fn pictures_of_pages_say_what_they_leave_out() {
    let background = [("pdf.formats.default.background", "three.pdf")];
    for format in [Format::Svg, Format::Png] {
        let codes = |defines| -> Vec<String> {
            let said = book(format, defines).diagnostics;
            said.iter().map(|said| said.code.to_string()).collect()
        };
        assert_eq!(codes(&background), ["underlay-left-out"]);
        assert!(codes(&[]).is_empty());
    }
}

/// A song, a document of three pages, and another song.
fn with_document(format: Format, document: &[u8]) -> Request {
    let mut request = Request::new("{title: One}\na\n", format);
    request.options.contents = Some(false);
    let inputs = &mut request.inputs;
    inputs.push(Input::new("folder/three.pdf", document));
    inputs.push(Input::new("two.cho", "{title: Two}\nb\n"));
    request
}

#[test]
fn documents_stand_among_songs() {
    let convert = |request: &Request| Engine::new().convert(request).expect("a book");
    let artifact = convert(&with_document(Format::Pages, &three_pages()));
    let csv = artifact.csv.clone().expect("books have tables");
    // The song before it has one page, and everything starts on right pages.
    let pages = [None, None, Some(0), Some(1), Some(2), None, None];
    assert_eq!(underlays_of(artifact), pages);
    assert!(csv.contains("\nCover;3-5;"), "{csv}");
    let mut first = with_document(Format::Pages, &three_pages());
    first.inputs.remove(0);
    let dump = String::from_utf8(convert(&first).bytes).expect("a dump is text");
    assert!(dump.starts_with("title \"Cover\"\n"), "{dump}");
}

#[test]
fn documents_are_listed_where_they_are_given_a_title() {
    let mut request = with_document(Format::Pages, &three_pages());
    request.options.contents = Some(true);
    let count = |request: &Request, text: &str| {
        let artifact = Engine::new().convert(request).expect("a book");
        let dump = String::from_utf8(artifact.bytes).expect("a dump is text");
        dump.matches(text).count()
    };
    assert_eq!(count(&request, "\"Mine\""), 0);
    let listed = count(&request, "link ");
    if let Some(document) = request.inputs.get_mut(1) {
        document.meta = vec![("title".to_owned(), "Mine".to_owned())];
    }
    assert_eq!(
        count(&request, "\"Mine\""),
        4,
        "in both tables and outlines"
    );
    assert!(count(&request, "link ") > listed);
}

#[test]
fn texts_say_which_documents_they_leave_out() {
    for format in [Format::Text, Format::Cho, Format::Html, Format::Json] {
        let request = with_document(format, &three_pages());
        let artifact = Engine::new().convert(&request).expect("two songs");
        let said: Vec<_> = artifact.diagnostics.iter().collect();
        let [left_out] = said[..] else {
            panic!("{format:?}: {said:?}");
        };
        assert_eq!(left_out.code, "document-left-out");
        assert_eq!(left_out.source.as_deref(), Some("folder/three.pdf"));
        assert_eq!(artifact.songs, 2);
    }
}

#[test]
fn documents_that_cannot_be_used_are_refused_by_name() {
    let whole = three_pages();
    let catalog = "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n";
    let pages = "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n";
    let nested = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
    let page =
        format!("3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/X{nested}>>\nendobj\n");
    let trailer = "trailer\n<</Root 1 0 R>>\n";
    let deep = format!("{catalog}{pages}{page}{trailer}");
    // Each node names the next one twice.
    let nodes: String = (2..42)
        .map(|node| {
            let next = node + 1;
            let kids = format!("{next} 0 R {next} 0 R");
            format!("{node} 0 obj\n<</Type/Pages/Kids[{kids}]/Count 2>>\nendobj\n")
        })
        .collect();
    let leaf = "42 0 obj\n<</Type/Page/MediaBox[0 0 9 9]>>\nendobj\n";
    let doubling = format!("{catalog}{nodes}{leaf}{trailer}");
    for damaged in [
        &b"%PDF-1.7\njunk"[..],
        b"%PDF-",
        &whole[..whole.len() / 3],
        deep.as_bytes(),
        doubling.as_bytes(),
    ] {
        let request = with_document(Format::Pdf, damaged);
        let error = Engine::new().convert(&request).expect_err("no document");
        let Error::Song(said) = error else {
            panic!("{error}");
        };
        assert_eq!(said.code, "unusable-document");
        assert_eq!(said.source.as_deref(), Some("folder/three.pdf"));
    }
}

#[test]
fn fillers_have_the_size_of_the_song_before_them() {
    let mut request = Request::new(BOOK, Format::Pages);
    request.inputs.insert(
        0,
        Input::new("small.cho", "{title: S}\n{+pdf.papersize: [300, 400]}\na\n"),
    );
    request.options.contents = Some(false);
    let artifact = Engine::new().convert(&request).expect("a book");
    let dump = String::from_utf8(artifact.bytes).expect("a dump is text");
    let pages = dump.lines().filter(|line| line.starts_with("page "));
    let widths: Vec<&str> = pages.filter_map(|line| line.split(' ').nth(2)).collect();
    assert_eq!(widths, ["300.00", "300.00", "595.00", "595.00", "595.00"]);
}

#[test]
fn sorted_songs_have_a_title_to_sort_by_in_the_table() {
    let song = "{title: The Zebra}\n{sorttitle: Zebra, The}\na\n{new_song}\n{title: Apple}\na\n";
    let table = |define: Option<(&str, &str)>| {
        let mut request = Request::new(song, Format::Pages);
        let define = define.map(|(name, value)| (name.to_owned(), value.to_owned()));
        request.options.defines.extend(define);
        let artifact = Engine::new().convert(&request).expect("a book");
        artifact.csv.expect("books have tables")
    };
    let plain = table(None);
    assert!(plain.contains("\nApple;7;;"), "{plain}");
    for setting in ["pdf.songbook.sort-songs", "pdf.songbook.compact-songs"] {
        let value = if setting.ends_with("sort-songs") {
            "title"
        } else {
            "1"
        };
        let sorted = table(Some((setting, value)));
        assert!(sorted.contains(";Apple;;"), "{sorted}");
        assert!(sorted.contains(";Zebra, The;;"), "{sorted}");
    }
}
