//! The attacks of the reference's list, one test each, against a started service: as JSON, and as a form.
//!
//! Three things are watched: a file with a word that must never come back, a program that must never run, and a listener
//! that must never be called. Where an attack names a file, the answer must be the same whether that file exists or not.

mod code;
mod files;
mod growth;
mod traces;

use std::net::TcpListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::started::{Started, exchange, start};
use crate::support::KEY;
use serde_json::{Value, json};

const WORD: &str = "canary-word-on-disk";

const SONG: &str = "{title: A}\n{artist: B}\n[C]La la [G]la\n";

/// A started service, and what attackers reach for.
struct Target {
    server: Started,
    folder: PathBuf,
    listener: TcpListener,
}

impl Target {
    async fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("attack-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        for (file, text) in [
            ("canary.txt", WORD.to_owned()),
            ("canary.css", format!("/* {WORD} */")),
            (
                "canary.json",
                format!(
                    "{{\"settings\": {{\"lyrics-only\": true}}, \"user\": {{\"name\": \"{WORD}\"}}}}"
                ),
            ),
            ("canary.cho", format!("{{comment: {WORD}}}\n")),
            ("canary.pdf", format!("%PDF-1.4 {WORD}")),
            ("canary.ttf", WORD.to_owned()),
        ] {
            std::fs::write(folder.join(file), text).expect("written");
        }
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("set");
        // Every answer is made anew.
        let server = start(&[("CACHE_SIZE", "0")]).await;
        Target {
            server,
            folder,
            listener,
        }
    }

    /// The path of a file that is there.
    fn path(&self, name: &str) -> String {
        self.folder.join(name).to_str().expect("text").to_owned()
    }

    /// The same for one that is not, as long.
    fn missing(&self, name: &str) -> String {
        self.path(name).replace("canary", "absent")
    }

    /// A file that a program would make.
    fn mark(&self) -> String {
        self.path("mark")
    }

    fn url(&self) -> String {
        format!(
            "http://{}/x.png",
            self.listener.local_addr().expect("an address")
        )
    }

    /// Sends `song` with `config` and `options`, as JSON and as a form: both answers, once nothing was read, run or called.
    async fn send(&self, song: &str, format: &str, config: &Value, options: &Value) -> [String; 2] {
        let begun = Instant::now();
        let mut all = options.as_object().cloned().expect("an object");
        all.insert("config".to_owned(), json!([config]));
        let order = json!({ "content": song, "output_format": format, "options": all }).to_string();
        let as_json = self.post("application/json", &order).await;
        let parts = [
            ("name=\"song\"; filename=\"song.cho\"", song),
            ("name=\"config\"; filename=\"my.json\"", &config.to_string()),
            ("name=\"options\"", &options.to_string()),
            ("name=\"output_format\"", format),
        ];
        let as_form = self.post_form(&parts).await;
        assert!(
            begun.elapsed() < Duration::from_secs(40),
            "{:?}",
            begun.elapsed()
        );
        let answers = [as_json, as_form];
        for answer in &answers {
            self.assert_harmless(answer);
        }
        answers
    }

    /// Tries settings at each of their doors: sent along, as lines at the top of the song, and one by one within it.
    async fn send_settings(&self, song: &str, format: &str, config: &Value) -> Vec<String> {
        let none = json!({});
        let mut answers = self.send(song, format, config, &none).await.to_vec();
        if config.as_object().is_some_and(|map| !map.is_empty()) {
            let at_the_top = format!("##config: json\n# {config}\n{song}");
            answers.extend(self.send(&at_the_top, format, &none, &none).await);
            let one_by_one = format!("{}{song}", single_settings("", config));
            answers.extend(self.send(&one_by_one, format, &none, &none).await);
        }
        answers
    }

    async fn post(&self, kind: &str, body: &str) -> String {
        let head = format!(
            "POST /convert HTTP/1.1\r\nHost: x\r\nX-API-Key: {KEY}\r\nX-Request-Id: attack\r\nConnection: close\r\n\
             Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        without_date(&exchange(self.server.address, &(head + body)).await)
    }

    async fn post_form(&self, parts: &[(&str, &str)]) -> String {
        let body: String = parts
            .iter()
            .map(|(name, text)| {
                format!("--edge\r\nContent-Disposition: form-data; {name}\r\n\r\n{text}\r\n")
            })
            .collect();
        self.post(
            "multipart/form-data; boundary=edge",
            &(body + "--edge--\r\n"),
        )
        .await
    }

    fn assert_harmless(&self, answer: &str) {
        let status: u16 = answer
            .get(9..12)
            .and_then(|text| text.parse().ok())
            .expect("a status");
        assert!(matches!(status, 200 | 400 | 422), "{answer}");
        assert!(!answer.contains(WORD), "{answer}");
        assert!(!self.folder.join("mark").exists(), "a program ran");
        assert!(self.listener.accept().is_err(), "a connection was opened");
    }

    /// Sends what `attack` makes of a file's path twice, for one that exists and one that does not: the answers must not differ.
    async fn probe(
        &self,
        file: &str,
        format: &str,
        attack: impl Fn(&str) -> (String, Value),
    ) -> Vec<String> {
        let (song, config) = attack(&self.path(file));
        let there = self.send_settings(&song, format, &config).await;
        let (song, config) = attack(&self.missing(file));
        let absent = self.send_settings(&song, format, &config).await;
        assert_eq!(there.len(), absent.len());
        for (there, absent) in there.iter().zip(&absent) {
            assert_eq!(
                without_tag(there).replace("canary", "absent"),
                without_tag(absent)
            );
        }
        there
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The settings of a tree as directives, a line each.
fn single_settings(path: &str, settings: &Value) -> String {
    match settings {
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| {
                let dot = if path.is_empty() { "" } else { "." };
                single_settings(&format!("{path}{dot}{key}"), value)
            })
            .collect(),
        Value::String(text) => format!("{{+{path}: {text}}}\n"),
        other => format!("{{+{path}: {other}}}\n"),
    }
}

fn without_lines(answer: &str, name: &str) -> String {
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let kept: Vec<_> = head
        .lines()
        .filter(|line| !line.starts_with(name))
        .collect();
    format!("{}\r\n\r\n{body}", kept.join("\r\n"))
}

fn without_date(answer: &str) -> String {
    without_lines(answer, "date:")
}

/// The tag depends on what was asked, so on the path.
fn without_tag(answer: &str) -> String {
    without_lines(answer, "etag:")
}

fn pages(answer: &str) -> Option<&str> {
    answer
        .lines()
        .find_map(|line| line.strip_prefix("chordpro-pages: "))
}
