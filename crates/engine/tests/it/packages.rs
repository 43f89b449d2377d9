//! Every crate can be published: it needs no file from outside its folder, and has the metadata that a registry requires. All
//! crates and deployment files have the same version.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// The version of the engine, and of everything else.
const VERSION: &str = env!("CARGO_PKG_VERSION");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The folders of the published crates.
fn published() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(root().join("crates"))
        .expect("the crates")
        .map(|entry| entry.expect("a crate").path())
        .filter(|folder| !text(folder.join("Cargo.toml")).contains("\npublish = false #"))
        .collect();
    folders.sort();
    assert!(folders.len() >= 12, "{folders:?}");
    folders
}

/// The Rust files under a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|suffix| suffix == "rs") {
            found.push(path);
        }
    }
}

/// Whether the path `to`, relative to the file `from`, stays in `folder`.
fn stays_inside(folder: &Path, from: &Path, to: &str) -> bool {
    let inside = from.strip_prefix(folder).expect("a file of the crate");
    let mut level = inside.components().count().saturating_sub(1);
    for component in Path::new(to).components() {
        match component {
            Component::ParentDir if level == 0 => return false,
            Component::ParentDir => level -= 1,
            Component::Normal(_) => level += 1,
            _ => {}
        }
    }
    true
}

#[test]
fn no_crate_needs_a_file_from_outside_its_folder() {
    let mut included = 0;
    for folder in published() {
        let mut files = Vec::new();
        // The packaged files; benchmarks and integration tests are not.
        for part in ["src", "examples", "build.rs"] {
            sources(&folder.join(part), &mut files);
        }
        for file in files {
            let code = text(&file);
            for part in code.split("include_").skip(1) {
                let argument = ["str!(", "bytes!("]
                    .iter()
                    .find_map(|macro_name| part.strip_prefix(macro_name));
                let Some(path) = argument.and_then(|rest| rest.split('"').nth(1)) else {
                    continue;
                };
                assert!(
                    stays_inside(&folder, &file, path),
                    "{}: {path}",
                    file.display()
                );
                included += 1;
            }
            // The build folder of the crate does not exist later, so files must not be read from it.
            assert!(!code.contains("CARGO_MANIFEST_DIR"), "{}", file.display());
        }
    }
    assert!(included > 10, "{included} files are included");
}

#[test]
fn every_package_says_what_a_registry_wants_to_know() {
    for folder in published() {
        let manifest = text(folder.join("Cargo.toml"));
        for key in ["description", "keywords", "categories", "readme", "license"] {
            let is_there = manifest.lines().any(|line| line.starts_with(key));
            assert!(is_there, "{}: {key}", folder.display());
        }
        let readme = text(folder.join("README.md"));
        let (_, rest) = manifest.split_once("name = \"").expect("a name");
        let name = rest.split('"').next().expect("a name");
        assert!(readme.starts_with(&format!("# {name}\n")), "{name}");
        assert!(readme.contains("icence"), "{name}");
    }
}

#[test]
fn every_package_holds_its_licences() {
    for folder in published() {
        if folder.ends_with("fonts-freefont") {
            assert!(text(folder.join("COPYING")).contains("GNU GENERAL PUBLIC LICENSE"));
            assert!(text(folder.join("COPYRIGHT")).contains("Font Exception"));
            continue;
        }
        for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
            assert_eq!(
                text(folder.join(licence)),
                text(licence),
                "{}",
                folder.display()
            );
        }
        if folder.ends_with("fonts-bundle") {
            for entry in fs::read_dir(folder.join("data")).expect("the fonts") {
                let family = entry.expect("an entry").path();
                assert!(
                    family.is_file() || family.join("COPYRIGHT").is_file(),
                    "{family:?}"
                );
            }
        }
    }
}

#[test]
fn one_version_goes_for_everything() {
    let manifest = text("Cargo.toml");
    let (_, package) = manifest
        .split_once("[workspace.package]")
        .expect("a package");
    assert!(
        package
            .trim_start()
            .starts_with(&format!("version = \"{VERSION}\"\n"))
    );
    let paths: Vec<&str> = manifest
        .lines()
        .filter(|line| line.contains("path = \"crates/"))
        .collect();
    assert_eq!(
        paths.len(),
        fs::read_dir(root().join("crates"))
            .expect("the crates")
            .count()
            - 1
    );
    for line in paths {
        assert!(line.contains(&format!("version = \"{VERSION}\"")), "{line}");
    }
    for folder in published() {
        let manifest = text(folder.join("Cargo.toml"));
        assert!(
            manifest.contains("\nversion.workspace = true\n"),
            "{}",
            folder.display()
        );
    }
    let chart = text("deploy/helm/chordpro-api/Chart.yaml");
    assert!(chart.contains(&format!("\nversion: {VERSION}\n")));
    assert!(chart.contains(&format!("\nappVersion: \"{VERSION}\"\n")));
    let description = text("docs/openapi.json");
    assert!(description.contains(&format!("\"version\": \"{VERSION}\"")));
    let changes = text("CHANGELOG.md");
    let (_, latest) = changes
        .split_once("## [Unreleased]\n")
        .expect("an open section");
    let (_, latest) = latest.split_once("\n## [").expect("a version");
    assert!(
        latest.starts_with(&format!("{VERSION}] - 20")),
        "{latest:.40}"
    );
}
