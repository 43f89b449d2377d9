//! `chordpro lint --fix`: corrections that are certain, made in the files or shown as a difference.

use std::collections::BTreeSet;
use std::sync::Arc;

use chordpro_engine::{Diagnostic, Engine, Fix, Input, Request, decode, encode_like, fix};
use similar::TextDiff;

use crate::conversion::failure;
use crate::failure::Failure;
use crate::output::{self, Target};
use crate::task::Fixing;

/// Corrections may uncover others; that ends soon.
const MAX_ROUNDS: usize = 8;

/// Corrects the inputs of `request`; gives what is still wrong with them.
pub(crate) fn run(
    engine: &Engine,
    mut request: Request,
    fixing: Fixing,
) -> Result<Vec<Diagnostic>, Failure> {
    let before = request.inputs.clone();
    let mut findings = lint(engine, &request)?;
    for _ in 0..MAX_ROUNDS {
        if !correct(&mut request.inputs, &findings) {
            break;
        }
        findings = lint(engine, &request)?;
    }
    let mut written = BTreeSet::new();
    for (old, new) in before.iter().zip(&request.inputs) {
        if old.content != new.content && written.insert(Arc::clone(&old.name)) {
            hand_over(old, new, fixing)?;
        }
    }
    Ok(findings)
}

fn lint(engine: &Engine, request: &Request) -> Result<Vec<Diagnostic>, Failure> {
    engine.lint(request).map_err(|error| failure(&error))
}

/// Makes the certain fixes of `findings`; whether there was one.
fn correct(inputs: &mut [Input], findings: &[Diagnostic]) -> bool {
    let mut is_changed = false;
    for input in inputs {
        // What an included file is to be corrected in stands in that file.
        let of_input = findings
            .iter()
            .filter(|finding| finding.source.as_ref() == Some(&input.name));
        let certain =
            of_input.filter_map(|finding| finding.fixes.iter().find(|fix| fix.is_certain));
        let certain: Vec<&Fix> = certain.collect();
        if certain.is_empty() {
            continue;
        }
        let text = decode(&input.content);
        let (corrected, count) = fix::apply(&text, certain);
        // A text that does not become the same bytes again is left alone.
        let is_faithful = encode_like(&input.content, &text).as_deref() == Some(&*input.content);
        match encode_like(&input.content, &corrected) {
            Some(bytes) if count > 0 && is_faithful => {
                is_changed |= *bytes != *input.content;
                input.content = Arc::from(bytes);
            }
            Some(_) if count == 0 => {}
            _ => eprintln!("{}: not corrected: its encoding is damaged", input.name),
        }
    }
    is_changed
}

fn hand_over(old: &Input, new: &Input, fixing: Fixing) -> Result<(), Failure> {
    if fixing == Fixing::Shown {
        let (before, after) = (decode(&old.content), decode(&new.content));
        let name = &*old.name;
        let difference = TextDiff::from_lines(&*before, &*after);
        let mut shown = difference.unified_diff();
        let text = shown.header(name, name).to_string();
        return output::write(&Target::Standard, text.as_bytes());
    }
    let target = match &*old.name {
        "-" => Target::Standard,
        name => Target::File(name.to_owned()),
    };
    output::write(&target, &new.content)
}
