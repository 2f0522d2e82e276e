//! The letter with a report: its figures as text and as HTML, and all of its rows as a CSV file.

use askama::Template;
use crewline_core::mail::{Attachment, OutgoingEmail};
use crewline_core::reports::Totals;
use crewline_core::reports::analytics::{AnalyticsRow, Measure};
use crewline_core::reports::saved::ReportLetter;
use crewline_core::{Error, db};

use super::dashboard_figures::about;
use super::{analytics_export, measures, row_keys, saved_question};
use crate::state::App;

/// The most rows that the letter shows. The file has those of an answer.
const MAX_SHOWN: usize = 25;

/// The figures of a letter where the report names none.
const USUAL: [Measure; 4] = [Measure::Calls, Measure::Answered, Measure::Missed, Measure::AnswerRate];

/// The sentence of a letter whose figures are of the time zone before.
const REBUILDING: &str = "The business's time zone was changed, and its figures are being counted anew. Until that is \
                          done, days and hours here are those of the former zone.";

/// The HTML of the letter.
#[derive(Template)]
#[template(path = "reports/letter.html")]
struct Letter {
    greeting: String,
    name: String,
    /// The days, what they are compared with, and the time zone.
    about: String,
    /// That the figures are being counted anew; empty where they are not.
    rebuilding: &'static str,
    /// The totals: a figure's name, its value, and the change.
    totals: Vec<(&'static str, String, String)>,
    /// The groupings in words.
    by: String,
    /// The figures' names.
    heads: Vec<&'static str>,
    rows: Vec<LetterRow>,
    /// How many rows are in the file alone; empty where none are.
    rest: String,
    /// Analytics with the question; `None` for a reader outside the team, who could not open it.
    href: Option<String>,
    footer: String,
    /// The link that ends the letters of the schedule.
    end: Option<String>,
}

/// A row of the letter.
struct LetterRow {
    name: String,
    figures: Vec<String>,
    /// The width of its bar and of the rest beside it, in percent.
    bar: (i64, i64),
}

/// The letter to a member, or to an address outside the team.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn report(app: &App, letter: &ReportLetter) -> Result<OutgoingEmail, Error> {
    let href = (!letter.is_outside).then(|| app.link(&saved_question::address(&letter.slug, &letter.question)));
    let words = words(letter, href);
    let end = letter.unsubscribe.as_ref().map(|token| app.link(&format!("/report-letters/{token}")));
    let words = Letter { end: end.clone(), ..words };
    #[expect(clippy::disallowed_methods, reason = "a letter that can't be rendered fails the job that sends it")]
    let html = words.render().map_err(|error| db::Error::Internal(error.to_string()))?;
    let table = analytics_export::csv_text(&letter.question.question, &letter.answer, &letter.currency)?;
    Ok(OutgoingEmail {
        subject: format!("{} · {}", letter.name, letter.business),
        text: words.text(),
        html,
        attachments: vec![Attachment {
            name: "report.csv".to_owned(),
            media_type: "text/csv; charset=utf-8".to_owned(),
            text: table,
        }],
        unsubscribe: end,
        ..OutgoingEmail::default()
    })
}

fn words(letter: &ReportLetter, href: Option<String>) -> Letter {
    let (answer, currency) = (&letter.answer, letter.currency.as_str());
    let shown: Vec<Measure> = match letter.question.measures.as_slice() {
        [] => USUAL.to_vec(),
        chosen => chosen.to_vec(),
    };
    let first = shown.first().copied().unwrap_or(Measure::Calls);
    let total = |measure: &Measure| {
        let change = answer.totals_before.as_ref().and_then(|before| {
            let change = measures::change(*measure, &answer.totals, before, currency)?;
            Some(if change.verdict.is_empty() { change.words } else { format!("{}: {}", change.verdict, change.words) })
        });
        (measures::label(*measure), measures::figure(*measure, &answer.totals, currency), change.unwrap_or_default())
    };
    let value = |totals: &Totals| first.of(totals).unwrap_or_default().max(0);
    let greatest = answer.rows.iter().map(|row| value(&row.totals)).max().unwrap_or_default().max(1);
    let row = |row: &AnalyticsRow| {
        // A bar is seen where there is a figure, and leaves room beside it.
        let width = (value(&row.totals) * 98 / greatest).clamp(i64::from(value(&row.totals) > 0), 98);
        LetterRow {
            name: row.keys.iter().map(row_keys::words).collect::<Vec<_>>().join(" · "),
            figures: shown.iter().map(|measure| measures::figure(*measure, &row.totals, currency)).collect(),
            bar: (width, 100 - width),
        }
    };
    let groupings = letter.question.question.group_by.as_slice();
    let rows = if groupings.is_empty() { &[][..] } else { &answer.rows[..answer.rows.len().min(MAX_SHOWN)] };
    let rest = match answer.rows.len().saturating_sub(rows.len()) {
        0 => String::new(),
        _ if groupings.is_empty() => String::new(),
        _ if answer.row_count > answer.rows.len() => {
            format!("The file has the first {} of {} rows.", answer.rows.len(), answer.row_count)
        }
        rest => format!("{rest} more rows are in the file."),
    };
    Letter {
        greeting: if letter.reader.is_empty() { "Hello,".to_owned() } else { format!("Hello {},", letter.reader) },
        name: letter.name.clone(),
        rebuilding: if answer.is_rebuilding { REBUILDING } else { "" },
        about: about(&answer.period, answer.before.as_ref(), &letter.business),
        totals: shown.iter().map(total).collect(),
        by: groupings.iter().map(|each| row_keys::label(*each)).collect::<Vec<_>>().join(" · "),
        heads: shown.iter().map(|measure| measures::label(*measure)).collect(),
        rows: rows.iter().map(row).collect(),
        rest,
        href,
        footer: if letter.is_outside {
            format!("{} has this report mailed to you, with the figures of the numbers that it chose.", letter.business)
        } else {
            format!("The figures are those of the numbers that you see in {}.", letter.business)
        },
        end: None,
    }
}

impl Letter {
    /// The letter as text.
    fn text(&self) -> String {
        let totals = self.totals.iter().map(|(name, value, change)| {
            if change.is_empty() { format!("{name}: {value}") } else { format!("{name}: {value} ({change})") }
        });
        let rows = self.rows.iter().map(|row| {
            let figures = self.heads.iter().zip(&row.figures).map(|(head, figure)| format!("{head} {figure}"));
            format!("- {}: {}", row.name, figures.collect::<Vec<_>>().join(", "))
        });
        let mut parts = vec![
            self.greeting.clone(),
            format!("{}\n{}", self.name, self.about),
            self.rebuilding.to_owned(),
            totals.collect::<Vec<_>>().join("\n"),
            rows.collect::<Vec<_>>().join("\n"),
            self.rest.clone(),
            self.href.as_ref().map(|href| format!("Open it in Crewline:\n{href}")).unwrap_or_default(),
            self.footer.clone(),
            self.end.as_ref().map(|end| format!("End these letters: {end}")).unwrap_or_default(),
        ];
        parts.retain(|part| !part.is_empty());
        format!("{}\n", parts.join("\n\n"))
    }
}

#[cfg(test)]
mod tests {
    use crewline_core::calls::Sums;
    use crewline_core::reports::analytics::{Analytics, AnalyticsQuestion, Grouping, Groupings, Key};
    use crewline_core::reports::calendar::{Compare, Period, PeriodChoice};
    use crewline_core::reports::saved::SavedQuestion;
    use crewline_core::time::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;

    fn letter(sources: &[(&str, i64)]) -> ReportLetter {
        let zone = TimeZone::get("America/Chicago").unwrap();
        let period = Period::new(PeriodChoice::default(), &zone, Timestamp::from_millis(1_772_452_800_000)).unwrap();
        let totals = |calls| Totals { sums: Sums { calls, missed: calls, ..Sums::default() }, ..Totals::default() };
        let row = |(source, calls): &(&str, i64)| AnalyticsRow {
            keys: vec![Key::Source((*source).to_owned())],
            totals: totals(*calls),
            totals_before: Some(totals(1)),
        };
        let question = AnalyticsQuestion {
            group_by: Groupings::new(vec![Grouping::Source]).unwrap(),
            ..AnalyticsQuestion::default()
        };
        ReportLetter {
            business: "Northline".into(),
            slug: "northline".into(),
            reader: "Vera".into(),
            is_outside: false,
            currency: "USD".into(),
            name: "Sources <b>".into(),
            question: SavedQuestion { question, measures: Vec::new() },
            answer: Analytics {
                before: period.before(Compare::Previous),
                period,
                is_rebuilding: false,
                rows: sources.iter().map(row).collect(),
                row_count: sources.len(),
                totals: totals(4),
                totals_before: Some(totals(2)),
                next: None,
            },
            unsubscribe: None,
        }
    }

    #[test]
    fn a_letter_names_the_zone_and_draws_bars_without_images_or_scripts() {
        let words =
            words(&letter(&[("Radio", 3), ("Truck <wrap>", 1), ("", 0)]), Some("https://crew.example/x".into()));
        let text = words.text();
        assert!(text.contains("All times America/Chicago, Northline's zone."), "{text}");
        assert!(text.contains("Calls: 4 (Better: 100% more than 2)"), "{text}");
        assert!(text.contains("- Radio: Calls 3, Answered 0, Missed 3, Answer rate 0%"), "{text}");
        #[expect(clippy::disallowed_methods, reason = "a letter that can't be rendered fails the test")]
        let html = words.render().unwrap();
        assert!(html.contains("width=\"98%\"") && html.contains("width=\"32%\""), "{html}");
        assert!(html.contains("Truck &#60;wrap&#62;") && html.contains("Sources &#60;b&#62;"), "{html}");
        for part in ["<img", "<script", "url("] {
            assert!(!html.contains(part), "{part}");
        }
    }

    #[test]
    fn a_letter_outside_the_team_leads_nowhere_and_says_by_whom_it_was_sent() {
        let letter = ReportLetter { is_outside: true, reader: String::new(), ..letter(&[("Radio", 3)]) };
        let words = words(&letter, None);
        let text = words.text();
        assert!(text.starts_with("Hello,\n") && text.contains("Northline has this report mailed to you"), "{text}");
        #[expect(clippy::disallowed_methods, reason = "a letter that can't be rendered fails the test")]
        let html = words.render().unwrap();
        assert!(!text.contains("Open it in Crewline") && !html.contains("Open it in Crewline"), "{text}");
    }

    #[test]
    fn a_letter_says_that_its_figures_are_being_counted_anew() {
        let mut letter = letter(&[("Radio", 3)]);
        assert!(!words(&letter, None).text().contains("counted anew"));
        letter.answer.is_rebuilding = true;
        let words = words(&letter, None);
        #[expect(clippy::disallowed_methods, reason = "a letter that can't be rendered fails the test")]
        let html = words.render().unwrap();
        assert!(words.text().contains("counted anew") && html.contains("counted anew"), "{html}");
    }

    #[test]
    fn rows_beyond_the_first_are_counted() {
        let many: Vec<(&str, i64)> = (0..40).map(|at| ("Radio", at)).collect();
        let words = words(&letter(&many), None);
        assert_eq!((words.rows.len(), words.rest.as_str()), (25, "15 more rows are in the file."));
    }
}
