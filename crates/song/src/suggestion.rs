//! "Did you mean": the nearest of a few known names.

/// The known name that `name` was probably meant to be: at most two letters off, and less than half of it.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    meant(name, known).map(|(candidate, _)| candidate)
}

/// How sure it is which name was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sureness {
    /// One slip leads to one name alone.
    Certain,
    /// Others are as near, or it is further off.
    Likely,
}

/// The same, and how sure it is.
pub fn meant<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<(&'a str, Sureness)> {
    if name.len() > 64 {
        return None;
    }
    let lower = name.to_lowercase();
    let mut best: Option<(usize, &'a str)> = None;
    let mut count = 0;
    for candidate in known {
        let distance = distance(&lower, &candidate.to_lowercase());
        if distance > 2 || distance * 2 >= candidate.len() {
            continue;
        }
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, before)) if distance == least => count += usize::from(before != candidate),
            _ => {
                best = Some((distance, candidate));
                count = 1;
            }
        }
    }
    let (distance, candidate) = best?;
    let sureness = if distance <= 1 && count == 1 {
        Sureness::Certain
    } else {
        Sureness::Likely
    };
    Some((candidate, sureness))
}

/// How many slips lie between two words: a letter too many, too few, or another, or two that are swapped.
pub fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    // The rows of the table of distances between the beginnings of both words; three of them are needed.
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let mut last = None;
    for (i, from) in a.iter().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(i + 1);
        let mut left_letter = None;
        for (j, to) in b.iter().enumerate() {
            let at =
                |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX - 2);
            let replaced = at(&row, j) + usize::from(from != to);
            let mut least = replaced.min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            if last == Some(to) && left_letter == Some(from) {
                least = least.min(at(&before, j.saturating_sub(1)) + 1);
            }
            next.push(least);
            left_letter = Some(to);
        }
        before = std::mem::replace(&mut row, next);
        last = Some(from);
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_the_name_and_a_stranger_finds_none() {
        let known = ["transpose", "config", "meta"];
        assert_eq!(nearest("transpos", known), Some("transpose"));
        assert_eq!(nearest("Confgi", known), Some("config"));
        assert_eq!(nearest("volume", known), None);
        assert_eq!(nearest("mtea", known), Some("meta"));
        assert_eq!(nearest("mtae", known), None);
    }

    #[test]
    fn swapped_letters_are_one_slip() {
        for (a, b, expected) in [
            ("title", "titel", 1),
            ("chorus", "chrous", 1),
            ("ab", "ba", 1),
            ("kitten", "sitting", 3),
            ("", "abc", 3),
            ("abc", "", 3),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn only_one_name_one_slip_away_is_certain() {
        assert_eq!(
            meant("titel", ["title", "titles"]),
            Some(("title", Sureness::Certain))
        );
        assert_eq!(
            meant("titlx", ["title", "titly"]),
            Some(("title", Sureness::Likely))
        );
        assert_eq!(meant("tixxe", ["title"]), Some(("title", Sureness::Likely)));
    }
}
