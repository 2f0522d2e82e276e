//! The peer: DuckDB in a Python environment of its own, over the same calls in a file of its own.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::Outcome;
use crate::business::TIME_ZONE;
use crate::samples::Samples;

const REQUIREMENTS: &str = include_str!("../../peers/duckdb/requirements.txt");
const SCRIPT: &str = include_str!("../../peers/duckdb/reports.py");

/// A question that it is asked.
pub(super) struct PeerQuestion {
    /// Its kind, by the script's word.
    pub(super) kind: &'static str,
    /// The viewer, by the place among those of the plan.
    pub(super) viewer: usize,
    /// The first and the last day of the period.
    pub(super) days: [String; 2],
    /// Those of the period before, if the question asks for it.
    pub(super) before: Option<[String; 2]>,
    /// Callers to call back called after this moment, in milliseconds.
    pub(super) call_back_since: i64,
}

/// Everything that it is asked.
pub(super) struct Plan {
    /// The numbers of each viewer by their ids; `None` for all.
    pub(super) viewers: Vec<Option<Vec<u64>>>,
    pub(super) questions: Vec<PeerQuestion>,
    /// How often each question is asked.
    pub(super) runs: usize,
}

/// An answer with its times.
pub(super) type PeerAnswer = (Samples, Value);

/// Its answers, in the order of the questions.
pub(super) struct PeerResult {
    pub(super) version: String,
    /// The size of its file.
    pub(super) bytes: i64,
    pub(super) answers: Vec<PeerAnswer>,
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
        let peer = Self { python: folder.join("python/bin/python"), script: folder.join("reports.py") };
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

    /// Asks all questions of a plan. Its file is made from the calls of a SQLite database, if it is not there yet. `None` means
    /// that neither of them is there.
    pub(super) fn ask(
        &self,
        folder: &Path,
        database: &Path,
        sqlite: Option<&Path>,
        plan: &Plan,
    ) -> Outcome<Option<PeerResult>> {
        let (calls, plan_file) = (folder.join("reports-calls.tsv"), folder.join("reports-plan.json"));
        fs::write(&plan_file, plan.json().to_string())?;
        let mut command = Command::new(&self.python);
        command.args(["-B"]).arg(&self.script).arg(database).arg(&plan_file);
        if !database.exists() {
            let Some(sqlite) = sqlite else { return Ok(None) };
            export(sqlite, &calls)?;
            command.arg(&calls);
        }
        let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
        if calls.exists() {
            fs::remove_file(calls)?;
        }
        if !output.status.success() {
            return Err(format!("DuckDB: {}", output.status).into());
        }
        let result: Value = serde_json::from_slice(&output.stdout)?;
        let answers = result["answers"].as_array().into_iter().flatten().map(|answer| {
            let times = answer["milliseconds"].as_array().into_iter().flatten().filter_map(Value::as_f64);
            (times.map(|millis| Duration::from_secs_f64(millis / 1_000.0)).collect(), answer["answer"].clone())
        });
        Ok(Some(PeerResult {
            version: result["version"].as_str().unwrap_or_default().to_owned(),
            bytes: result["bytes"].as_i64().unwrap_or_default(),
            answers: answers.collect(),
        }))
    }
}

impl Plan {
    fn json(&self) -> Value {
        let questions: Vec<Value> = self
            .questions
            .iter()
            .map(|PeerQuestion { kind, viewer, days, before, call_back_since }| {
                json!({
                    "kind": kind, "viewer": viewer, "days": days, "before": before, "call_back_since": call_back_since,
                })
            })
            .collect();
        json!({ "zone": TIME_ZONE, "runs": self.runs, "viewers": self.viewers, "questions": questions })
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
        let text = |place: usize| Ok::<_, Box<dyn std::error::Error + Send + Sync>>(row.get_ref(place)?.as_str()?);
        let (source, status, caller, talk) = (text(2)?, text(3)?, text(4)?, text(6)?);
        writeln!(out, "{id}\t{number}\t{source}\t{status}\t{caller}\t{started_at}\t{talk}")?;
    }
    Ok(out.flush()?)
}
