//! Page backgrounds taken from other documents (`docs/spec/pages.md#2.6`).

use chordpro_config::view::{PageClass, PageFormats};

use super::matter::{Documents, NoDocument};
use crate::context::BookContext;
use crate::error::LayoutError;
use crate::geometry::Side;
use crate::page::Underlay;
use crate::paginator::SongPage;

/// Puts the configured backgrounds below `pages`.
///
/// # Errors
/// [`LayoutError::Exceeded`].
pub(crate) fn lay(
    pages: &mut [SongPage],
    formats: &PageFormats,
    documents: &mut Documents,
    context: &mut BookContext<'_>,
) -> Result<(), LayoutError> {
    // What has a page of another document already is one.
    for page in pages.iter_mut().filter(|page| page.page.underlay.is_none()) {
        page.page.underlay = background(page.class, page.side, formats, documents, context)?;
    }
    Ok(())
}

/// The background of pages of a class: on left pages the next page of its document.
///
/// # Errors
/// [`LayoutError::Exceeded`].
pub(crate) fn background(
    class: PageClass,
    side: Side,
    formats: &PageFormats,
    documents: &mut Documents,
    context: &mut BookContext<'_>,
) -> Result<Option<Underlay>, LayoutError> {
    let classes: &[PageClass] = match class {
        PageClass::First => &[PageClass::First, PageClass::Title, PageClass::Default],
        PageClass::Title => &[PageClass::Title, PageClass::Default],
        PageClass::Default => &[PageClass::Default],
        PageClass::Filler => &[PageClass::Filler],
    };
    let name = classes
        .iter()
        .find_map(|class| formats.class(*class).background.as_deref())
        .filter(|name| !name.is_empty());
    let Some(name) = name else {
        return Ok(None);
    };
    let (file, page) = split(name);
    let is_new = !documents.knows(file);
    let document = match documents.open(file, context)? {
        Ok(document) => document,
        Err(reason) => {
            if is_new {
                let message = match reason {
                    NoDocument::Missing => "Page background not found",
                    NoDocument::Unusable => "Page background left out: no PDF that can be used",
                };
                context.warn("missing-background", message);
            }
            return Ok(None);
        }
    };
    let next = usize::from(side == Side::Left);
    Ok(Some(document.underlay(page - 1 + next, context.budget)?))
}

/// `file:page`: the page counts from 1, and is 1 where none is given.
fn split(name: &str) -> (&str, usize) {
    match name.rsplit_once(':') {
        Some((file, page)) => match page.parse::<usize>() {
            Ok(page) => (file, page.max(1)),
            Err(_) => (name, 1),
        },
        None => (name, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_background_can_name_its_page() {
        assert_eq!(split("paper.pdf:3"), ("paper.pdf", 3));
        assert_eq!(split("paper.pdf:0"), ("paper.pdf", 1));
        assert_eq!(split("c:paper.pdf"), ("c:paper.pdf", 1));
    }
}
