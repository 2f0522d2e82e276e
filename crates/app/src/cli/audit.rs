//! `crewline audit`: checks the chain of the audit log, prints its head, and seals it anew; and searches for leaks.

use std::path::Path;

use clap::Subcommand;
use crewline_core::audit::{self, Head};
use crewline_core::businesses;

use super::output::print_result;
use super::{CommandError, Opener, Outcome, find_operator, leaks, to_error};

/// The commands for the audit log.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check the chain of one business, or of all.
    Verify {
        /// The business's name in addresses.
        #[arg(long, value_name = "SLUG")]
        business: Option<String>,
        /// Heads that `crewline audit head` printed earlier, or the file with them: the log has to hold these entries still.
        #[arg(long, value_name = "FILE|TEXT")]
        head: Vec<String>,
    },
    /// Print the head of one business's log, or of each: keep it in another place, for `audit verify --head`.
    Head {
        /// The business's name in addresses.
        #[arg(long, value_name = "SLUG")]
        business: Option<String>,
    },
    /// Sign in as each viewer with Specific Numbers, in a copy of the database, and report what they receive of numbers
    /// that are not theirs. Fails if there is anything.
    Leaks(leaks::Arguments),
    /// Seal a log anew that can't be verified any more, such as after the instance's key was lost.
    Reseal {
        /// The business's name in addresses.
        #[arg(long, value_name = "SLUG")]
        business: String,
    },
}

/// Runs a command for the audit log.
pub(super) async fn run(opener: &Opener, command: Command) -> Outcome {
    match command {
        Command::Verify { business, head } => verify(opener, business, &head).await,
        Command::Head { business } => print_heads(opener, business).await,
        Command::Leaks(arguments) => leaks::run(opener, arguments).await,
        Command::Reseal { business } => {
            let app = opener.open().await?;
            let operator = find_operator(app, &business).await?;
            audit::reseal(&app.db, &operator).await.map_err(to_error)?;
            print_result(format_args!("{business}: sealed anew; the entries before can't be checked any more"))?;
            Ok(())
        }
    }
}

/// Checks the chains, and against the heads that were kept. The first bad entry of a log fails the command.
async fn verify(opener: &Opener, business: Option<String>, texts: &[String]) -> Outcome {
    let mut kept = Vec::new();
    for text in texts {
        kept.extend(read_heads(text, business.as_deref())?);
    }
    let app = opener.open().await?;
    let mut slugs = slugs(opener, business).await?;
    // A business that is gone with its log is found by its head alone.
    slugs.extend(kept.iter().map(|(slug, _)| slug.clone()));
    slugs.sort();
    slugs.dedup();
    for slug in slugs {
        let operator = find_operator(app, &slug).await?;
        let of_business: Vec<Head> = kept.iter().filter(|(of, _)| *of == slug).map(|(_, head)| head.clone()).collect();
        let log = match audit::verify_with(&app.db, &operator, &of_business).await? {
            Ok(log) => log,
            Err(broken) => return Err(CommandError(format!("{slug}: {broken}"))),
        };
        let mut line = format!("{slug}: {} entries, the chain holds", log.head.sequence);
        match of_business.len() {
            0 => {}
            1 => line.push_str(" and has the entry that was kept"),
            count => line.push_str(&format!(" and has the {count} entries that were kept")),
        }
        match log.unchecked {
            0 => {}
            1 => line.push_str("; the first is from before the log was sealed anew, and is not checked"),
            count => line
                .push_str(&format!("; the first {count} are from before the log was sealed anew, and are not checked")),
        }
        print_result(&line)?;
    }
    Ok(())
}

async fn print_heads(opener: &Opener, business: Option<String>) -> Outcome {
    let app = opener.open().await?;
    for slug in slugs(opener, business).await? {
        let operator = find_operator(app, &slug).await?;
        match audit::verify(&app.db, &operator).await? {
            Ok(log) => print_result(format_args!("{slug} {}", log.head))?,
            Err(broken) => return Err(CommandError(format!("{slug}: {broken}"))),
        }
    }
    Ok(())
}

async fn slugs(opener: &Opener, business: Option<String>) -> Result<Vec<String>, CommandError> {
    match business {
        Some(slug) => Ok(vec![slug]),
        None => Ok(businesses::slugs(&opener.open().await?.db).await?),
    }
}

/// Reads heads from a text, or from a file if the text is none: lines of a business and a head, or of a head of the
/// business that the command names. Heads of other businesses than that one are left out.
fn read_heads(text: &str, business: Option<&str>) -> Result<Vec<(String, Head)>, CommandError> {
    let heads = match parse_heads(text, business) {
        Some(heads) => heads,
        None if Path::new(text).exists() => {
            let content = std::fs::read_to_string(text)
                .map_err(|error| CommandError(format!("{text} can't be read: {error}")))?;
            parse_heads(&content, business)
                .ok_or_else(|| CommandError(format!("{text} has a line that `crewline audit head` does not print")))?
        }
        None => {
            return Err(CommandError(format!(
                "{text:?} is neither a file nor what `crewline audit head` prints: write --head \"SLUG NUMBER:CODE\""
            )));
        }
    };
    Ok(heads.into_iter().filter(|(slug, _)| business.is_none_or(|business| business == slug)).collect())
}

/// The heads of a text; `None` when a line is none, or there is no line.
fn parse_heads(text: &str, business: Option<&str>) -> Option<Vec<(String, Head)>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let heads: Option<Vec<_>> = lines
        .map(|line| match line.split_once(' ') {
            Some((slug, head)) => Some((slug.to_owned(), head.trim().parse().ok()?)),
            None => Some((business?.to_owned(), line.parse().ok()?)),
        })
        .collect();
    heads.filter(|heads| !heads.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_from_lines_with_or_without_a_business() {
        let head = format!("3:{}", "A".repeat(43));
        let slugs = |text: &str, business: Option<&str>| {
            parse_heads(text, business).map(|heads| heads.into_iter().map(|(slug, _)| slug).collect::<Vec<_>>())
        };
        assert_eq!(slugs(&format!("north {head}\n\n south  {head} \r\n"), None).unwrap(), ["north", "south"]);
        assert_eq!(slugs(&head, Some("north")).unwrap(), ["north"]);
        for wrong in [head.as_str(), "", "north", "north 3", "north 3:AA"] {
            assert_eq!(slugs(wrong, None), None, "{wrong}");
        }
        assert!(read_heads("/nowhere/at/all", None).is_err());
    }
}
