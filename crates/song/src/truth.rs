//! The format's several notions of true and false (`docs/spec/language.md#0`).

/// Whether a value is neither empty nor exactly `0`.
pub fn is_set(value: &str) -> bool {
    !value.is_empty() && value != "0"
}

/// Whether a value says yes: set, not blank, and none of `false null no none off 0` in any case.
pub fn is_true(value: &str) -> bool {
    is_set(value)
        && !value.trim().is_empty()
        && !["false", "null", "no", "none", "off"]
            .iter()
            .any(|word| value.eq_ignore_ascii_case(word))
}

/// Whether a value is one of `on true 1` in any case.
pub fn is_affirmed(value: &str) -> bool {
    value == "1" || value.eq_ignore_ascii_case("on") || value.eq_ignore_ascii_case("true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_empty_and_zero_are_unset() {
        assert!(!is_set("") && !is_set("0"));
        assert!(is_set("0.0") && is_set("00") && is_set(" "));
    }

    #[test]
    fn words_of_refusal_are_not_true() {
        for word in ["", "0", "No", "OFF", "none", "NULL", "false", "  "] {
            assert!(!is_true(word), "{word:?}");
        }
        assert!(is_true("yes") && is_true("00") && is_true("nope"));
    }

    #[test]
    fn only_three_words_affirm() {
        assert!(is_affirmed("On") && is_affirmed("TRUE") && is_affirmed("1"));
        assert!(!is_affirmed("yes"));
    }
}
