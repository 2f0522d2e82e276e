//! Tables for spreadsheets: CSV and Excel workbooks, read and sent page by page so that only one page is in memory. Each noun defines its columns in its `export.rs`.

pub(crate) mod csv;
mod sheet_xml;
pub(crate) mod workbook;

use crewline_core::time::Timestamp;
use crewline_core::{Error, Fields};
use jiff::ZonedDateTime;
use jiff::tz::TimeZone;

/// How many rows are read at a time.
pub(crate) const PAGE_SIZE: i64 = 500;

/// The format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileFormat {
    /// Comma-separated values.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

impl FileFormat {
    /// Parses the name of a format. An empty name means CSV.
    ///
    /// # Errors
    /// Returns `Fields` when there is no such format.
    pub(crate) fn from_name(name: &str) -> Result<Self, Error> {
        match name {
            "" | "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            _ => Err(Error::Fields(Fields(vec![("format", "Calls are exported as csv or xlsx.".to_owned())]))),
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// A moment as a spreadsheet and a person read it, with the zone's offset: `2026-03-02 07:00:00-05:00`.
pub(crate) fn moment(at: Timestamp, zone: &TimeZone) -> String {
    ZonedDateTime::new(at.jiff(), zone.clone()).strftime("%Y-%m-%d %H:%M:%S%:z").to_string()
}

/// `calls-northline-2026-03-02.csv`.
pub(crate) fn file_name(noun: &str, slug: &str, now: Timestamp, zone: &TimeZone, format: FileFormat) -> String {
    let day = ZonedDateTime::new(now.jiff(), zone.clone()).strftime("%Y-%m-%d");
    format!("{noun}-{slug}-{day}.{}", format.extension())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exported_time_includes_its_offset() {
        let (at, zone) = (Timestamp::from_millis(1_772_452_800_000), TimeZone::get("America/New_York").unwrap());
        assert_eq!(moment(at, &zone), "2026-03-02 07:00:00-05:00");
        assert_eq!(moment(at, &TimeZone::UTC), "2026-03-02 12:00:00+00:00");
        assert_eq!(file_name("calls", "northline", at, &zone, FileFormat::Xlsx), "calls-northline-2026-03-02.xlsx");
    }
}
