//! All faults of a request in one problem, and the places in its body.

use crate::problem::Problem;

/// The faults found so far.
#[derive(Debug, Default)]
pub struct Faults(Option<Problem>);

impl Faults {
    /// Adds a fault. The first is what the problem is called after.
    pub fn note(&mut self, fault: Problem) {
        self.0 = Some(match self.0.take() {
            None => fault,
            Some(first) => first.joined_with(fault),
        });
    }

    /// The value, where there is one; a fault is noted.
    pub fn take<T>(&mut self, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|fault| self.note(fault)).ok()
    }

    /// Ends the search.
    ///
    /// # Errors
    /// Where there is a fault: one problem with all of them.
    pub fn finish(self) -> Result<(), Problem> {
        self.0.map_or(Ok(()), Err)
    }
}

/// All values, or all faults.
///
/// # Errors
/// Where one of them is a fault.
pub fn gather<T>(results: impl Iterator<Item = Result<T, Problem>>) -> Result<Vec<T>, Problem> {
    let mut faults = Faults::default();
    let values = results.filter_map(|result| faults.take(result)).collect();
    faults.finish()?;
    Ok(values)
}

/// The JSON pointer (RFC 6901) of a member, by the names on the way to it.
pub fn pointer<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().fold(String::new(), |pointer, name| {
        pointer + "/" + &name.replace('~', "~0").replace('/', "~1")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_in_pointers() {
        assert_eq!(pointer(["files", "a/b~c.png"]), "/files/a~1b~0c.png");
        assert_eq!(pointer([]), "");
    }

    #[test]
    fn the_first_fault_names_the_problem_and_all_are_kept() {
        let mut faults = Faults::default();
        assert_eq!(faults.take(Ok::<_, Problem>(1)), Some(1));
        faults.note(Problem::field_fault("a", "/a", "first"));
        faults.note(Problem::invalid("second"));
        let problem = faults.finish().expect_err("two faults");
        assert_eq!((problem.detail(), problem.field()), ("first", Some("a")));
        let (_, body) = problem.render_text(&crate::telemetry::request_id::RequestId::generate());
        let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
        assert_eq!(
            body.get("errors"),
            Some(&serde_json::json!([
                { "detail": "first", "pointer": "/a" },
                { "detail": "second", "pointer": "" },
            ]))
        );
    }
}
