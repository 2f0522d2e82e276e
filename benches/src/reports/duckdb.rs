//! The peer: DuckDB in a Python environment of its own, over the same calls in a file of its own.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::Outcome;
use crate::samples::Samples;

const REQUIREMENTS: &str = include_str!("../../peers/duckdb/requirements.txt");
const SCRIPT: &str = include_str!("../../peers/duckdb/dashboard.py");

/// A dashboard that it is asked for.
pub(super) struct PeerQuestion {
    /// The ids of the viewer's numbers; `None` for all.
    pub(super) numbers: Option<Vec<u64>>,
    /// The first and the last day of the period.
    pub(super) days: [String; 2],
    /// Those of the period before.
    pub(super) before: [String; 2],
    /// Callers to call back called after this moment, in milliseconds.
    pub(super) call_back_since: i64,
}

/// Its answers, in the order of the questions.
pub(super) struct PeerResult {
    pub(super) version: String,
    /// The size of its file.
    pub(super) bytes: i64,
    pub(super) answers: Vec<(Samples, Value)>,
}

/// The peer, installed.
pub(super) struct DuckDb {
    python: PathBuf,
    script: PathBuf,
}

impl DuckDb {
    /// Installs it under the build's folder. `None` means that there is no Python with venv, or that its package can't be
    /// installed.
    pub(super) fn install(program: &Path) -> Outcome<Option<Self>> {
        let target = program.parent().and_then(Path::parent).ok_or("the program is not in a build's folder")?;
        let folder = target.join("peers/duckdb");
        fs::create_dir_all(&folder)?;
        let peer = Self { python: folder.join("python/bin/python"), script: folder.join("dashboard.py") };
        fs::write(&peer.script, SCRIPT)?;
        let Ok(version) = Command::new("python3").arg("--version").output() else { return Ok(None) };
        let (recipe, recipe_file) =
            (format!("{}{REQUIREMENTS}", String::from_utf8_lossy(&version.stdout)), folder.join("recipe.txt"));
        if peer.python.is_file() && fs::read_to_string(&recipe_file).is_ok_and(|installed| installed == recipe) {
            return Ok(Some(peer));
        }
        let requirements = folder.join("requirements.txt");
        fs::write(&requirements, REQUIREMENTS)?;
        let mut venv = Command::new("python3");
        venv.args(["-m", "venv", "--clear"]).arg(folder.join("python"));
        let mut install = Command::new(&peer.python);
        install.args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(&requirements);
        for mut command in [venv, install] {
            let done = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
            if !done.is_ok_and(|status| status.success()) {
                return Ok(None);
            }
        }
        // Last, so that an incomplete installation is repeated.
        fs::write(recipe_file, recipe)?;
        Ok(Some(peer))
    }

    /// Loads the calls of a SQLite database, and asks each question this many times.
    pub(super) fn ask(
        &self,
        folder: &Path,
        sqlite: &Path,
        zone: &str,
        questions: &[PeerQuestion],
        runs: usize,
    ) -> Outcome<PeerResult> {
        let of = |name: &str| folder.join(name);
        let (calls, database, plan) = (of("reports-calls.tsv"), of("reports.duckdb"), of("reports-plan.json"));
        export(sqlite, &calls)?;
        let questions: Vec<Value> = questions
            .iter()
            .map(|question| {
                json!({
                    "numbers": question.numbers, "days": question.days, "before": question.before,
                    "call_back_since": question.call_back_since,
                })
            })
            .collect();
        fs::write(&plan, json!({ "zone": zone, "runs": runs, "questions": questions }).to_string())?;
        if database.exists() {
            fs::remove_file(&database)?;
        }
        let mut command = Command::new(&self.python);
        command.args(["-B"]).arg(&self.script).arg(&calls).arg(&database).arg(&plan);
        let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            return Err(format!("DuckDB: {}", output.status).into());
        }
        fs::remove_file(calls)?;
        let result: Value = serde_json::from_slice(&output.stdout)?;
        let answers = result["answers"].as_array().into_iter().flatten().map(|answer| {
            let times = answer["milliseconds"].as_array().into_iter().flatten().filter_map(Value::as_f64);
            (times.map(|millis| Duration::from_secs_f64(millis / 1_000.0)).collect(), answer["answer"].clone())
        });
        Ok(PeerResult {
            version: result["version"].as_str().unwrap_or_default().to_owned(),
            bytes: result["bytes"].as_i64().unwrap_or_default(),
            answers: answers.collect(),
        })
    }
}

/// Writes the calls, the columns separated by tabs. No text among them has one.
fn export(sqlite: &Path, to: &Path) -> Outcome {
    let connection = rusqlite::Connection::open(sqlite)?;
    let mut statement = connection.prepare(
        "select id, number_id, source, status, coalesce(caller, ''), started_at, coalesce(cast(talk_seconds as text), '') \
         from calls order by id",
    )?;
    let mut rows = statement.query([])?;
    let mut out = BufWriter::new(fs::File::create(to)?);
    while let Some(row) = rows.next()? {
        let (id, number, started_at): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(5)?);
        let [source, status, caller, talk] = [2, 3, 4, 6].map(|place| row.get::<_, String>(place));
        writeln!(out, "{id}\t{number}\t{}\t{}\t{}\t{started_at}\t{}", source?, status?, caller?, talk?)?;
    }
    Ok(out.flush()?)
}
