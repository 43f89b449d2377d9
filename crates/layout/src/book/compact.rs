//! Orders songs so that two-page songs need no page turn (`compact-songs`, `docs/spec/pages.md#2.7`).

/// The order of songs by their numbers of pages, for a book whose first song page has the number `start_page`: up to the
/// first left page one of an odd length, all of an even length, the other odd ones.
pub fn order(lengths: &[usize], start_page: u32) -> Vec<usize> {
    let is_even = |index: &usize| {
        lengths
            .get(*index)
            .is_some_and(|length| length.is_multiple_of(2))
    };
    let (even, odd): (Vec<usize>, Vec<usize>) = (0..lengths.len()).partition(is_even);
    let before = if start_page.is_multiple_of(2) { 0 } else { 1 };
    let (first, others) = odd.split_at(odd.len().min(before));
    [first, &even, others].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_songs_are_first_in_a_book_that_begins_on_a_left_page() {
        assert_eq!(order(&[2, 1, 4, 3, 2], 4), [0, 2, 4, 1, 3]);
    }

    #[test]
    fn even_songs_follow_the_first_odd_one() {
        assert_eq!(order(&[2, 1, 4, 3, 2], 1), [1, 0, 2, 4, 3]);
        assert_eq!(order(&[1, 3, 1, 3], 1), [0, 1, 2, 3]);
        assert_eq!(order(&[2, 2], 1), [0, 1]);
        assert!(order(&[], 1).is_empty());
    }
}
