//! The machine, versions and settings of a run.

use std::fs;
use std::process::Command;

use crate::Outcome;
use crate::database::Databases;

/// The machine, the versions and the engines' settings, as a list.
pub(crate) async fn describe(databases: &Databases) -> Outcome<String> {
    let processor = line("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".into());
    let cores = std::thread::available_parallelism()?;
    let memory = line("/proc/meminfo", "MemTotal").and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    let memory = memory.unwrap_or_default().div_ceil(1_048_576);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let compiler = Command::new("rustc").arg("--version").output().map(|output| output.stdout).unwrap_or_default();
    let server = databases.server().await?;
    let mut settings = Vec::new();
    for name in ["fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "wal_sync_method"] {
        let value: String = server.query_one(&format!("show {name}"), &[]).await?.try_get(0)?;
        settings.push(format!("{name} {value}"));
    }
    let version: String = server.query_one("show server_version", &[]).await?.try_get(0)?;
    Ok([
        format!("* Machine: {processor}, {cores} cores, {memory} GiB, Linux {}", kernel.trim()),
        format!("* Load when the run began: {}", load.split(' ').take(3).collect::<Vec<_>>().join(" ")),
        format!("* Crewline {}, {}", env!("CARGO_PKG_VERSION"), String::from_utf8_lossy(&compiler).trim()),
        format!("* SQLite {}: WAL, synchronous full, cache 16 MiB and mmap 256 MiB a connection", rusqlite::version()),
        format!("* PostgreSQL {version}: {}", settings.join(", ")),
    ]
    .join("\n"))
}

/// The value of the first line of a file that begins with a name.
fn line(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
