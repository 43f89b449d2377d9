//! Configuration issues: faults that do not prevent the use of a configuration.

/// One issue of a configuration. Messages contain no paths of the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Issue {
    /// A stable name in kebab case, such as `unknown-setting`.
    pub code: &'static str,
    /// The setting, such as `pdf.chorus.indent`; empty if the issue is about the whole configuration.
    pub setting: String,
    /// The message, the reference's if it has one.
    pub message: String,
    /// The valid values.
    pub hint: Option<String>,
}

impl Issue {
    /// An issue without a hint.
    pub fn new(code: &'static str, setting: impl Into<String>, message: impl Into<String>) -> Self {
        Issue {
            code,
            setting: setting.into(),
            message: message.into(),
            hint: None,
        }
    }

    /// The same issue with a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
