//! The text of the tree.

use std::fs;

use crate::failure::Outcome;
use crate::workspace;

/// A text file of the workspace.
pub(super) struct File {
    /// Its path from the root, with `/`.
    pub(super) path: String,
    /// Its contents.
    pub(super) text: String,
}

/// All text files of the workspace.
pub(super) struct Tree(Vec<File>);

impl Tree {
    /// Reads the files that git tracks or would add, without those that are not UTF-8.
    pub(super) fn read() -> Outcome<Self> {
        let paths = workspace::files()?;
        let read = |path: String| {
            let text = fs::read_to_string(workspace::root().join(&path)).ok()?;
            Some(File { path, text })
        };
        Ok(Self(paths.into_iter().filter_map(read).collect()))
    }

    /// All files.
    pub(super) fn files(&self) -> &[File] {
        &self.0
    }

    /// The files under a folder whose names have this ending.
    pub(super) fn under(&self, folder: &str, ending: &str) -> impl Iterator<Item = &File> {
        self.0.iter().filter(move |file| file.path.starts_with(folder) && file.path.ends_with(ending))
    }

    /// The file at a path.
    pub(super) fn at(&self, path: &str) -> Option<&File> {
        self.0.iter().find(|file| file.path == path)
    }

    /// A tree for the tests of the rules.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let file = |&(path, text): &(&str, &str)| File { path: path.to_owned(), text: text.to_owned() };
        Self(files.iter().map(file).collect())
    }
}

impl File {
    /// The code of a Rust file before its test module, without comments.
    pub(super) fn production_code(&self) -> String {
        if self.is_tests() {
            return String::new();
        }
        let text = self.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        text.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code)).collect::<Vec<_>>().join("\n")
    }

    /// The test code of a Rust file.
    pub(super) fn test_code(&self) -> &str {
        if self.is_tests() {
            return &self.text;
        }
        self.text.split_once("#[cfg(test)]\nmod ").map_or("", |(_, tests)| tests)
    }

    /// Whether all of it is test code.
    fn is_tests(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("/tests.rs") || self.path.starts_with("e2e/")
    }

    /// `PATH:LINE: the line` for each line that contains `words`.
    pub(super) fn lines_with(&self, words: &str) -> Vec<String> {
        let lines = self.text.lines().enumerate().filter(|(_, line)| line.contains(words));
        lines.map(|(number, line)| format!("{}:{}: {}", self.path, number + 1, line.trim())).collect()
    }
}
