//! The statements that write calls, each with the way in which reports hear of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A statement that writes calls, and why the sums of the reports stay right.
const WRITERS: [(&str, &str); 13] = [
    ("calls/annotations/lock.sql", "changes nothing"),
    ("calls/annotations/save.sql", "recorded beside it"),
    ("calls/intake/add.sql", "insert_call records a call that has ended"),
    ("calls/intake/save.sql", "a merged report is recorded where it is saved"),
    ("calls/qualification/judge.sql", "recorded with the change that it follows"),
    ("calls/qualification/lock.sql", "changes nothing"),
    ("calls/tally/make_way.sql", "recorded with the call that came before"),
    ("calls/tally/promote.sql", "the merged report that moved the call records it"),
    ("deletion/rows/calls.sql", "the business is gone, and its sums go too"),
    ("demo/annotate.sql", "recorded beside it"),
    ("reports/rebuild/set_first.sql", "the sums of the month are written in the same transaction"),
    ("reports/rebuild/set_sampled.sql", "no sum depends on it"),
    ("reports/rebuild/unset_first.sql", "the sums are written by the same build"),
];

fn statements(folder: &Path, all: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() {
            statements(&path, all);
        } else if path.extension().is_some_and(|extension| extension == "sql") {
            let name = path.display().to_string();
            let name = name.rsplit_once("/src/").map_or(name.clone(), |(_, name)| name.to_owned());
            all.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_statement_that_writes_calls_is_known_to_the_reports() {
    let mut all = BTreeMap::new();
    statements(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let writes = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        words.windows(3).any(|three| match three {
            [verb @ ("insert" | "delete"), word @ ("into" | "from"), "calls"] => {
                (*verb == "insert") == (*word == "into")
            }
            ["update", "calls", "set"] => true,
            _ => false,
        })
    };
    let writers: Vec<&str> = all.iter().filter(|(_, text)| writes(text)).map(|(name, _)| name.as_str()).collect();
    assert_eq!(writers, WRITERS.map(|(name, _)| name));
}
