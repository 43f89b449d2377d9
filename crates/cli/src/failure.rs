//! Failures that end the program without a result, and their exit statuses (`docs/spec/cli.md#8`).

use std::io;

use crate::help;

/// A message for the terminal and the exit status that goes with it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) message: String,
    pub(crate) status: u8,
}

impl Failure {
    /// The command line cannot be used; the usage follows.
    pub(crate) fn usage(complaint: &str) -> Self {
        Failure {
            message: format!("{complaint}\n{}", help::usage()),
            status: 2,
        }
    }

    /// A file cannot be read or written.
    pub(crate) fn file(name: &str, error: &io::Error) -> Self {
        Failure {
            message: format!("{name}: {}", reason(error)),
            status: 2,
        }
    }

    /// There is no file of this name.
    pub(crate) fn missing(name: &str) -> Self {
        Failure {
            message: format!("{name}: No such file or directory"),
            status: 2,
        }
    }

    /// Anything else that follows from the arguments or the files.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Failure {
            message: message.into(),
            status: 2,
        }
    }
}

/// The reason in the words of the operating system, without its number.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error")
        .next()
        .unwrap_or_default()
        .to_owned()
}
