//! Preprocessing rules, which rewrite lines before they are parsed (`docs/spec/language.md#1.6`).

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use chordpro_config::Config;
use chordpro_config::view::PreprocessRule;
use fancy_regex::{Captures, Regex, RegexBuilder};
use indexmap::IndexMap;

use crate::Budget;
use crate::directive_syntax::ends_section;
use crate::song_reader::SongReader;

/// Steps after which a pattern is given up on a line.
const MOST_STEPS: usize = 200_000;
/// Bytes that a rule may make of a line.
const LONGEST: usize = 1 << 20;
/// Longer lines are rewritten piece by piece: looking for one match may take the length of the text times that of the pattern, or
/// [`MOST_STEPS`] of that length, and nothing ends it before. Lines of songs are shorter.
const PIECE: usize = 8 << 10;

/// The rules of a configuration, compiled.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    classes: IndexMap<String, Vec<CompiledRule>>,
}

#[derive(Debug)]
struct CompiledRule {
    pattern: Regex,
    replacement: Replacement,
    is_global: bool,
    select: Option<Regex>,
}

#[derive(Debug)]
enum Replacement {
    Literal(String),
    /// Pieces of text, each followed by a group.
    Template(Vec<(String, Option<usize>)>),
}

static NO_RULES: LazyLock<Arc<Rules>> = LazyLock::new(|| Arc::new(Rules::default()));

impl Rules {
    /// The rules of a configuration; what does not compile does nothing.
    pub(crate) fn of(config: &Config) -> Arc<Rules> {
        let preprocess = &config.parser.preprocess;
        if preprocess.is_empty() {
            return Arc::clone(&NO_RULES);
        }
        let classes = preprocess
            .0
            .iter()
            .map(|(class, rules)| {
                let rules = rules.iter().filter_map(CompiledRule::new).collect();
                (class.clone(), rules)
            })
            .collect();
        Arc::new(Rules { classes })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    pub(crate) fn has_directive_rules(&self) -> bool {
        self.classes.contains_key("directive")
    }

    pub(crate) fn has_songline_rules(&self) -> bool {
        self.classes.contains_key("songline")
    }

    /// The line as the rules of a class make it; as it is by then where time is over, which the reader notices next.
    fn apply<'l>(&self, class: &str, line: Cow<'l, str>, budget: &Budget) -> Cow<'l, str> {
        let rules = self.classes.get(class).map_or(&[][..], Vec::as_slice);
        rules
            .iter()
            .fold(line, |line, rule| rule.apply(line, budget))
    }
}

impl CompiledRule {
    fn new(rule: &PreprocessRule) -> Option<Self> {
        let (pattern, replacement) = match (&rule.pattern, &rule.target) {
            (Some(pattern), _) => (Cow::Borrowed(pattern.as_str()), template(&rule.replace)),
            (None, Some(target)) => (
                fancy_regex::escape(target),
                Replacement::Literal(rule.replace.clone()),
            ),
            (None, None) => return None,
        };
        let flags: String = rule
            .flags
            .chars()
            .filter(|flag| "imsx".contains(*flag))
            .collect();
        let pattern = if flags.is_empty() {
            pattern.into_owned()
        } else {
            format!("(?{flags}){pattern}")
        };
        Some(CompiledRule {
            pattern: compile(&pattern)?,
            replacement,
            is_global: rule.flags.contains('g'),
            select: match &rule.select {
                Some(select) => Some(compile(select)?),
                None => None,
            },
        })
    }

    fn apply<'l>(&self, line: Cow<'l, str>, budget: &Budget) -> Cow<'l, str> {
        if budget.check_time().is_err() {
            return line;
        }
        if let Some(select) = &self.select {
            let is_match = |piece| select.is_match(piece).unwrap_or(false);
            if !pieces(&line).any(|piece| budget.check_time().is_ok() && is_match(piece)) {
                return line;
            }
        }
        if line.len() <= PIECE {
            return match self.rewritten(&line, budget) {
                Some(rewritten) => Cow::Owned(rewritten),
                None => line,
            };
        }
        let mut result = String::new();
        let mut is_done = false;
        for piece in pieces(&line) {
            is_done = is_done || result.len() > LONGEST || budget.check_time().is_err();
            let rewritten = (!is_done).then(|| self.rewritten(piece, budget)).flatten();
            is_done |= rewritten.is_some() && !self.is_global;
            result.push_str(rewritten.as_deref().unwrap_or(piece));
        }
        Cow::Owned(result)
    }

    /// The text with its matches replaced; `None` where there is none.
    fn rewritten(&self, line: &str, budget: &Budget) -> Option<String> {
        let mut result = String::new();
        let mut end = 0;
        for captures in self.pattern.captures_iter(line) {
            let Some(found) = captures.ok().as_ref().and_then(|captures| {
                let found = captures.get(0)?;
                result.push_str(line.get(end..found.start())?);
                self.replacement.write(captures, &mut result);
                Some(found.end())
            }) else {
                break;
            };
            end = found;
            // Each match may have gone through the rest of the line.
            if !self.is_global || result.len() > LONGEST || budget.check_time().is_err() {
                break;
            }
        }
        if result.is_empty() && end == 0 {
            return None;
        }
        result.push_str(line.get(end..).unwrap_or_default());
        Some(result)
    }
}

/// The pieces that a line is rewritten in.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let (piece, after) = text.split_at(text.floor_char_boundary(PIECE));
        rest = (!after.is_empty()).then_some(after);
        Some(piece)
    })
}

impl Replacement {
    fn write(&self, captures: &Captures<'_, str>, result: &mut String) {
        match self {
            Replacement::Literal(text) => result.push_str(text),
            Replacement::Template(pieces) => {
                for (text, group) in pieces {
                    result.push_str(text);
                    if let Some(found) = group.and_then(|group| captures.get(group)) {
                        result.push_str(found.as_str());
                    }
                }
            }
        }
    }
}

fn compile(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern)
        .backtrack_limit(MOST_STEPS)
        .delegate_size_limit(1 << 20)
        .build()
        .ok()
}

/// Reads `$1`, `${1}`, `\1` and `$&` in a replacement; a backslash protects any other character.
fn template(replace: &str) -> Replacement {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = replace;
    while let Some(at) = rest.find(['$', '\\']) {
        let (before, mark) = rest.split_at(at);
        text.push_str(before);
        if let Some(escaped) = mark.strip_prefix('\\') {
            // An old spelling of `$1`.
            let group = escaped
                .get(..1)
                .and_then(|digit| digit.parse::<usize>().ok());
            if let Some(group) = group.filter(|group| *group > 0) {
                pieces.push((std::mem::take(&mut text), Some(group)));
                rest = escaped.get(1..).unwrap_or_default();
                continue;
            }
            let mut characters = escaped.chars();
            match characters.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some(other) => text.push(other),
                None => text.push('\\'),
            }
            rest = characters.as_str();
            continue;
        }
        let after = mark.get(1..).unwrap_or_default();
        if let Some(after) = after.strip_prefix('&') {
            pieces.push((std::mem::take(&mut text), Some(0)));
            rest = after;
            continue;
        }
        let braced = after
            .strip_prefix('{')
            .and_then(|inner| inner.split_once('}'));
        let (digits, after) = match braced {
            Some((digits, after)) => (digits, after),
            None => after.split_at(
                after
                    .find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(after.len()),
            ),
        };
        match digits.parse() {
            Ok(group) => {
                pieces.push((std::mem::take(&mut text), Some(group)));
                rest = after;
            }
            Err(_) => {
                text.push('$');
                rest = mark.get(1..).unwrap_or_default();
            }
        }
    }
    text.push_str(rest);
    pieces.push((text, None));
    Replacement::Template(pieces)
}

impl SongReader<'_, '_> {
    /// Applies the rules for all lines and those for the section in force; of several resulting lines all but the
    /// first are queued.
    pub(crate) fn preprocess_line<'l>(&mut self, line: Cow<'l, str>) -> Cow<'l, str> {
        let rules = Arc::clone(&self.rules);
        let address = line.as_ptr();
        let mut line = rules.apply("all", line, self.session.budget);
        let name = self.sections.body.name();
        if !name.is_empty() && !ends_section(&line, name) {
            line = rules.apply(&format!("env-{name}"), line, self.session.budget);
        }
        if line.as_ptr() != address {
            self.source.lines.forget_places();
        }
        if !line.contains('\n') {
            return line;
        }
        let mut pieces: Vec<&str> = line.split('\n').collect();
        if pieces.last().is_some_and(|last| last.is_empty()) {
            pieces.pop();
        }
        self.charges.charge(pieces.len());
        for piece in pieces.iter().skip(1).rev() {
            self.source.lines.queue_front((*piece).to_owned());
        }
        Cow::Owned(
            pieces
                .first()
                .map(|first| (*first).to_owned())
                .unwrap_or_default(),
        )
    }

    pub(crate) fn preprocess_directive<'l>(&self, content: &'l str) -> Cow<'l, str> {
        self.rules
            .apply("directive", Cow::Borrowed(content), self.session.budget)
    }

    pub(crate) fn preprocess_songline<'l>(&self, line: &'l str) -> Cow<'l, str> {
        self.rules
            .apply("songline", Cow::Borrowed(line), self.session.budget)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(
        pattern: Option<&str>,
        target: Option<&str>,
        replace: &str,
        flags: &str,
    ) -> CompiledRule {
        CompiledRule::new(&PreprocessRule {
            target: target.map(str::to_owned),
            pattern: pattern.map(str::to_owned),
            replace: replace.to_owned(),
            flags: flags.to_owned(),
            select: None,
        })
        .expect("a rule")
    }

    #[test]
    fn patterns_refer_to_groups() {
        let rule = rule(Some("^=(.*)"), None, "{c: $1}\nnext", "g");
        assert_eq!(
            rule.apply("=hello".into(), &Budget::unbounded_time()),
            "{c: hello}\nnext"
        );
        assert_eq!(
            rule.apply("hello".into(), &Budget::unbounded_time()),
            "hello"
        );
    }

    #[test]
    fn targets_are_literal() {
        let rule = rule(None, Some("a.b"), "$1", "g");
        assert_eq!(
            rule.apply("a.b axb a.b".into(), &Budget::unbounded_time()),
            "$1 axb $1"
        );
    }

    #[test]
    fn without_g_only_the_first_is_replaced() {
        assert_eq!(
            rule(Some("a"), None, "b", "").apply("aa".into(), &Budget::unbounded_time()),
            "ba"
        );
        assert_eq!(
            rule(Some("A"), None, "", "gi").apply("aab".into(), &Budget::unbounded_time()),
            "b"
        );
    }

    #[test]
    fn a_pattern_that_never_ends_is_given_up() {
        let rule = rule(Some(r"^(a|aa)+\1b$"), None, "x", "g");
        let line = "a".repeat(60);
        assert_eq!(
            rule.apply(line.as_str().into(), &Budget::unbounded_time()),
            line
        );
    }

    #[test]
    fn long_lines_are_rewritten_piece_by_piece() {
        let budget = Budget::unbounded_time();
        let line = format!("{}a", "é".repeat(PIECE));
        let all = rule(Some("é"), None, "e", "g").apply(line.as_str().into(), &budget);
        assert_eq!(all, format!("{}a", "e".repeat(PIECE)));
        let first = rule(Some("é"), None, "e", "").apply(line.as_str().into(), &budget);
        assert_eq!(first, line.replacen('é', "e", 1));
        let none = rule(Some("x"), None, "e", "g").apply(line.as_str().into(), &budget);
        assert_eq!(none, line);
    }

    #[test]
    fn a_pattern_that_goes_back_and_forth_on_a_long_line_looks_at_the_time() {
        use std::sync::atomic::{AtomicUsize, Ordering};

        let calls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&calls);
        let is_over = move || counted.fetch_add(1, Ordering::Relaxed) >= 3;
        let budget = Budget::new(crate::Limits::default(), Arc::new(is_over));
        let rule = rule(Some(r"(a*)*\1c"), None, "b", "g");
        let line = "a".repeat(PIECE * 50);
        assert_eq!(rule.apply(line.as_str().into(), &budget), line);
        let calls = calls.load(Ordering::Relaxed);
        assert_eq!(calls, 4, "it is looked at before each piece");
    }

    #[test]
    fn a_line_with_many_matches_ends_with_the_time() {
        use std::sync::atomic::{AtomicUsize, Ordering};

        let calls = AtomicUsize::new(0);
        let is_over = move || calls.fetch_add(1, Ordering::Relaxed) >= 10;
        let budget = Budget::new(crate::Limits::default(), Arc::new(is_over));
        let rule = rule(Some("a.*c|a"), None, "b", "g");
        let line = "a".repeat(1000);
        let made = rule.apply(line.as_str().into(), &budget);
        assert_eq!(made.matches('b').count(), 10);
        assert_eq!(rule.apply(line.as_str().into(), &budget), line);
    }
}
