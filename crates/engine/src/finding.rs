//! Findings as programs exchange them: one form for the service and the command line.

use chordpro_song::{Diagnostic, Edit, Fix};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A diagnostic as plain data. Lines and columns count from 1, columns in Unicode characters; ends are behind the last one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// Its code.
    pub code: String,
    /// The message.
    pub message: String,
    /// The name of the input.
    pub source: Option<String>,
    /// The song among all songs, from 0.
    pub song: Option<usize>,
    /// The first line.
    pub line: Option<u32>,
    /// The first column, where it is known; the end comes with it.
    pub column: Option<u32>,
    /// The last line.
    pub end_line: Option<u32>,
    /// The column behind the last character.
    pub end_column: Option<u32>,
    /// What to do about it.
    pub hint: Option<String>,
    /// Ways to correct it, the likeliest first.
    pub fixes: Vec<FindingFix>,
}

/// A way to correct a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingFix {
    /// What it does, for a menu.
    pub title: String,
    /// Whether a program may apply it without asking.
    pub certain: bool,
    /// Its edits; they do not overlap.
    pub edits: Vec<FindingEdit>,
}

/// A replacement in the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FindingEdit {
    /// The first line.
    pub line: u32,
    /// The first column.
    pub column: u32,
    /// The last line.
    pub end_line: u32,
    /// The column behind the last character.
    pub end_column: u32,
    /// What stands there afterwards.
    pub text: String,
}

impl Finding {
    /// The finding as JSON. Members that are not known are absent; `fixes` is absent where there are none.
    pub fn to_json(&self) -> Value {
        let mut members = Map::new();
        let mut add = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                members.insert(name.to_owned(), value);
            }
        };
        add("severity", Some(self.severity.as_str().into()));
        add("code", Some(self.code.as_str().into()));
        add("message", Some(self.message.as_str().into()));
        add("source", self.source.as_deref().map(Value::from));
        add("song", self.song.map(Value::from));
        add("line", self.line.map(Value::from));
        add("column", self.column.map(Value::from));
        add("endLine", self.end_line.map(Value::from));
        add("endColumn", self.end_column.map(Value::from));
        add("hint", self.hint.as_deref().map(Value::from));
        let fixes = (!self.fixes.is_empty()).then(|| serde_json::to_value(&self.fixes).ok());
        add("fixes", fixes.flatten());
        Value::Object(members)
    }

    /// How many bytes its texts have.
    pub fn size(&self) -> usize {
        let texts = [&self.source, &self.hint].into_iter().flatten();
        let fixes = self.fixes.iter().map(|fix| {
            let edits = fix.edits.iter().map(|edit| edit.text.len());
            fix.title.len() + edits.sum::<usize>()
        });
        self.message.len() + texts.map(String::len).sum::<usize>() + fixes.sum::<usize>()
    }
}

impl From<Diagnostic> for Finding {
    fn from(diagnostic: Diagnostic) -> Self {
        Finding {
            severity: diagnostic.severity.name().to_owned(),
            code: diagnostic.code.to_owned(),
            message: diagnostic.message,
            source: diagnostic.source.map(|source| source.to_string()),
            song: diagnostic.song,
            line: diagnostic.line,
            column: diagnostic.column,
            end_line: diagnostic.end_line,
            end_column: diagnostic.end_column,
            hint: diagnostic.hint,
            fixes: diagnostic.fixes.into_iter().map(FindingFix::from).collect(),
        }
    }
}

impl From<Fix> for FindingFix {
    fn from(fix: Fix) -> Self {
        FindingFix {
            title: fix.title,
            certain: fix.is_certain,
            edits: fix.edits.into_iter().map(FindingEdit::from).collect(),
        }
    }
}

impl From<Edit> for FindingEdit {
    fn from(edit: Edit) -> Self {
        FindingEdit {
            line: edit.place.line,
            column: edit.place.column,
            end_line: edit.place.end_line,
            end_column: edit.place.end_column,
            text: edit.text,
        }
    }
}

#[cfg(test)]
mod tests {
    use chordpro_song::{Severity, Span};

    use super::*;

    #[test]
    fn what_is_not_known_is_absent() {
        let mut diagnostic = Diagnostic::new("unknown-chord", Severity::Warning, "Unknown");
        let json = Finding::from(diagnostic.clone()).to_json();
        assert_eq!(
            json.to_string(),
            r#"{"severity":"warning","code":"unknown-chord","message":"Unknown"}"#
        );
        diagnostic.set_place(Span::at_line(2));
        diagnostic.song = Some(0);
        let edit = Edit::replace(Span::at_line(2), "C");
        diagnostic.fixes = vec![Fix::certain("Change to C", vec![edit])];
        let json = Finding::from(diagnostic).to_json();
        assert_eq!(
            json.to_string(),
            r#"{"severity":"warning","code":"unknown-chord","message":"Unknown","song":0,"line":2,"column":1,"endLine":2,"endColumn":1,"fixes":[{"title":"Change to C","certain":true,"edits":[{"line":2,"column":1,"endLine":2,"endColumn":1,"text":"C"}]}]}"#
        );
    }
}
