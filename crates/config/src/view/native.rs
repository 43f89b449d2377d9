//! `native`: settings that the reference does not have, off unless it is said otherwise.

use super::group::group;

group! {
    /// `native`: settings that the reference does not have.
    Native {
        /// Make a song smaller until it fits on one page, down to a readable size.
        fit_to_page = "fit-to-page": bool;
        /// Keep the lines of a section in one column of one page where one holds them.
        keep_sections = "keep-sections": bool;
        /// Begin a song on the page on which the one before it ends, where there is room for all of it.
        share_pages = "share-pages": bool;
        /// Leave no single line of a section at the foot or the head of a column.
        no_widows = "no-widows": bool;
        /// Begin lines that run from right to left at the right edge of their column, with their labels.
        right_to_left = "right-to-left": bool;
        /// Take characters that a song's font lacks from other fonts, and set right-to-left text right to left.
        fallback_fonts = "fallback-fonts": bool;
    }
}
