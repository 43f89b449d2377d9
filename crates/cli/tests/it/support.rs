//! A folder to run the program in, and its output.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

pub(crate) const SONG: &str = "{title: Boat}\n{artist: We/You}\n\n[C]Row the [G]boat\n";

/// A temporary folder for a test, isolated from the user's configuration.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("chordpro-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder can be made");
        let folder = Folder(folder);
        folder.put("a.cho", SONG);
        folder
    }

    pub(crate) fn put(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap_or_default()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.join(name).exists()
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chordpro"));
        command.current_dir(&self.0).stdin(Stdio::null());
        for variable in ["XDG_CONFIG_HOME", "CHORDPRO_LIB", "FONTDIR", "TZ"] {
            command.env_remove(variable);
        }
        command.env("HOME", self.0.join("home")).env("USER", "ann");
        command
    }

    pub(crate) fn run(&self, line: &str) -> Output {
        let words = line.split(' ').filter(|word| !word.is_empty());
        self.command()
            .args(words)
            .output()
            .expect("the program starts")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub(crate) fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}
