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
    /// The command line is invalid; the usage text follows.
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

    /// There is no file with this name.
    pub(crate) fn missing(name: &str) -> Self {
        Failure {
            message: format!("{name}: No such file or directory"),
            status: 2,
        }
    }

    /// Any other fault in the arguments or the files.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Failure {
            message: message.into(),
            status: 2,
        }
    }
}

/// The operating system's message, without the error number.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error")
        .next()
        .unwrap_or_default()
        .to_owned()
}
