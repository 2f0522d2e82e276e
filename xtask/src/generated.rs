//! Files that the program writes about itself. They are in the tree to be read and reviewed; a test compares them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::failure::{Context, Failure, Outcome};
use crate::{build, program, workspace};

/// A file, and the arguments with which the program prints its contents.
const FILES: &[(&str, &[&str])] =
    &[("docs/PERMISSIONS.md", &["generate", "permissions"]), ("docs/openapi.json", &["generate", "openapi"])];

/// `cargo xtask gen [--check]`.
///
/// # Errors
/// When the program can't be built or run, or, with `--check`, a file is not what it prints.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    match arguments {
        [] => write(),
        [flag] if flag == "--check" => check(),
        _ => Err(Failure::new("gen takes --check or nothing")),
    }
}

/// Checks that every generated file is what the program prints now.
///
/// # Errors
/// When one is not, or is missing.
pub(crate) fn check() -> Outcome {
    let mut stale = Vec::new();
    for (file, text) in generate_all()? {
        if fs::read(workspace::root().join(file)).ok().as_deref() == Some(text.as_bytes()) {
            println!("{file} is up to date");
        } else {
            stale.push(file);
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("out of date: {}. cargo xtask gen writes them", stale.join(", "))))
}

fn write() -> Outcome {
    for (file, text) in generate_all()? {
        let path = workspace::root().join(file);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text).context(&format!("write {file}"))?;
        println!("{file}");
    }
    Ok(())
}

fn generate_all() -> Outcome<Vec<(&'static str, String)>> {
    let crewline = build::fresh_program("crewline")?;
    FILES.iter().map(|(file, arguments)| Ok((*file, print(&crewline, file, arguments)?))).collect()
}

fn print(crewline: &Path, file: &str, arguments: &[&str]) -> Outcome<String> {
    let text = program::output(Command::new(crewline).args(arguments))?;
    let text = String::from_utf8(text).context(&format!("read the output for {file}"))?;
    if file.ends_with(".json") {
        with_sorted_keys(&text).context(&format!("read the output for {file}"))
    } else {
        Ok(text)
    }
}

/// JSON with the keys of each object sorted: serde_json's own order depends on the other packages of the build.
fn with_sorted_keys(text: &str) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&sorted(serde_json::from_str(text)?))?;
    text.push('\n');
    Ok(text)
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(entries) => {
            let entries: BTreeMap<String, Value> =
                entries.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            Value::Object(entries.into_iter().collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(sorted).collect()),
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use super::with_sorted_keys;

    #[test]
    fn generated_json_has_its_keys_in_a_fixed_order() {
        let text = with_sorted_keys(r#"{"b":[{"d":1,"c":2}],"a":null}"#).unwrap();
        assert_eq!(text, "{\n  \"a\": null,\n  \"b\": [\n    {\n      \"c\": 2,\n      \"d\": 1\n    }\n  ]\n}\n");
    }
}
