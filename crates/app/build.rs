//! Joins the stylesheets and the scripts into one file each, and compresses them, so that a page needs few requests.
//!
//! Scripts are small ES modules in `assets/js`. Each becomes a function that is called once and returns the module's
//! exports, in the order in which they import each other. An import or export in another form than these fails the
//! build, with the place:
//!
//! ```js
//! import "./menu.js";
//! import { announce, other } from "./toast.js";
//! export function announce(sentence) {}
//! export async function replace(id, url) {}
//! export const LIMIT = 3;
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const ENTRY: &str = "crewline.js";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=assets");
    let assets = Path::new("assets");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("no OUT_DIR"))?);
    // The sheets are numbered, so the sorted names give the order in which they are joined.
    let sheets: String = read_folder(&assets.join("css"))?.into_values().collect();
    let modules = read_folder(&assets.join("js"))?;
    let mut script = Script { modules: &modules, joined: BTreeMap::new(), text: String::new() };
    script.add(ENTRY, &[]).map_err(io::Error::other)?;
    if let Some(unused) = modules.keys().find(|name| !script.joined.contains_key(*name)) {
        return Err(io::Error::other(format!("assets/js/{unused}: no module imports it")));
    }
    let script = without_comments(&script.text);
    for (name, text) in [
        ("crewline.css", sheets.as_str()),
        ("crewline.js", script.as_str()),
        ("favicon.svg", &fs::read_to_string(assets.join("favicon.svg"))?),
    ] {
        fs::write(out.join(name), text)?;
        let mut compressed = Vec::new();
        let settings = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
        brotli::BrotliCompress(&mut text.as_bytes(), &mut compressed, &settings)?;
        fs::write(out.join(format!("{name}.br")), compressed)?;
    }
    Ok(())
}

/// A script without the lines that are comments alone, which are for readers of the source.
fn without_comments(script: &str) -> String {
    script.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]).collect()
}

/// The files of a folder by their names, in order.
fn read_folder(folder: &Path) -> io::Result<BTreeMap<String, String>> {
    fs::read_dir(folder)?
        .map(|entry| {
            let entry = entry?;
            Ok((entry.file_name().to_string_lossy().into_owned(), fs::read_to_string(entry.path())?))
        })
        .collect()
}

/// The modules joined so far.
struct Script<'m> {
    modules: &'m BTreeMap<String, String>,
    /// The variable that holds the exports of each module.
    joined: BTreeMap<String, String>,
    text: String,
}

impl Script<'_> {
    /// Adds a module after those that it imports. `importers` are the modules that led here.
    fn add(&mut self, name: &str, importers: &[&str]) -> Result<(), String> {
        if self.joined.contains_key(name) {
            return Ok(());
        }
        if importers.contains(&name) {
            return Err(format!("assets/js/{name}: the imports form a circle: {importers:?}"));
        }
        let source = self
            .modules
            .get(name)
            .ok_or_else(|| format!("assets/js/{name}, which {importers:?} imports, is missing"))?;
        let importers = [importers, &[name]].concat();
        let (mut body, mut exports) = (String::new(), Vec::new());
        for (line, number) in source.lines().zip(1..) {
            let problem = || format!("assets/js/{name}:{number}: write this import or export as build.rs says: {line}");
            if let Some(import) = line.strip_prefix("import ") {
                let (names, target) = read_import(import).ok_or_else(problem)?;
                self.add(target, &importers)?;
                if !names.is_empty() {
                    body.push_str(&format!("const {{ {names} }} = {};\n", self.joined[target]));
                }
            } else if let Some(declaration) = line.strip_prefix("export ") {
                exports.push(read_declared_name(declaration).ok_or_else(problem)?);
                body.push_str(declaration);
                body.push('\n');
            } else if line.contains("import(") || line.trim_start().starts_with("import ") {
                return Err(problem());
            } else {
                body.push_str(line);
                body.push('\n');
            }
        }
        let variable = name.trim_end_matches(".js").to_owned() + "Module";
        self.text
            .push_str(&format!("const {variable} = (() => {{\n{body}return {{ {} }};\n}})();\n", exports.join(", ")));
        self.joined.insert(name.to_owned(), variable);
        Ok(())
    }
}

/// Reads `"./menu.js";` or `{ a, b } from "./menu.js";` as the names and the file.
fn read_import(text: &str) -> Option<(&str, &str)> {
    let (names, file) = text.rsplit_once("\"./").map(|(before, file)| (before.trim(), file.strip_suffix("\";")))?;
    let names = match names {
        "" => "",
        names => names.strip_prefix("{ ")?.strip_suffix(" } from")?,
    };
    names.split(", ").all(|name| name.is_empty() || is_identifier(name)).then_some((names, file?))
}

/// Reads the name that a declaration declares.
fn read_declared_name(declaration: &str) -> Option<&str> {
    let rest =
        ["async function ", "function ", "const ", "class "].iter().find_map(|word| declaration.strip_prefix(word))?;
    let name = rest.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next()?;
    is_identifier(name).then_some(name)
}

fn is_identifier(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
