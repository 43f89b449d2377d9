//! What the project promises, beside what was measured.

/// Promises and measurements.
#[derive(Debug, Default)]
pub(crate) struct Promises(Vec<Promise>);

#[derive(Debug)]
struct Promise {
    what: String,
    found: f64,
    bound: String,
    is_kept: bool,
}

impl Promises {
    /// `what` is to be `bound` or less.
    pub(crate) fn at_most(&mut self, what: &str, found: f64, bound: f64) {
        self.note(what, found, format!("at most {bound:.1}"), found <= bound);
    }

    /// `what` is to be `bound` or more.
    pub(crate) fn at_least(&mut self, what: &str, found: f64, bound: f64) {
        self.note(what, found, format!("at least {bound:.1}"), found >= bound);
    }

    fn note(&mut self, what: &str, found: f64, bound: String, is_kept: bool) {
        self.0.push(Promise {
            what: what.to_owned(),
            found,
            bound,
            is_kept,
        });
    }

    /// Prints all of them; whether all are kept.
    pub(crate) fn print(&self) -> bool {
        println!();
        for promise in &self.0 {
            let word = if promise.is_kept { "kept  " } else { "MISSED" };
            println!(
                "{word} {}: {:.1} ({})",
                promise.what, promise.found, promise.bound
            );
        }
        self.0.iter().all(|promise| promise.is_kept)
    }
}
