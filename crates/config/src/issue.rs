//! What is worth saying about a configuration that can be used nevertheless.

/// One thing said about a configuration. No message holds a path of the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Issue {
    /// A stable name in kebab case, such as `unknown-setting`.
    pub code: &'static str,
    /// The setting, such as `pdf.chorus.indent`; empty where it is about a configuration as a whole.
    pub setting: String,
    /// The sentence, the reference's where it has one.
    pub message: String,
    /// What would be valid.
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
