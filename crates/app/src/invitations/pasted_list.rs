//! Reads a list of people that was pasted or comes from a file: rows of name, e-mail address, role and numbers.

use std::collections::HashMap;
use std::sync::Arc;

use crewline_core::access::{May, actions};
use crewline_core::invitations::MAX_AT_ONCE;
use crewline_core::members::AccessDraft;
use crewline_core::numbers::groups;
use crewline_core::numbers::{self, Filter, Number, PhoneNumber, Sort, Status};
use crewline_core::text::fold_case;

use crate::http::page_failure::PageFailure;
use crate::state::App;

/// The most numbers and groups of a business that are loaded.
const MAX_LOADED: i64 = 20_000;

/// A row as typed. Missing cells are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: String,
    /// `all`, or the names of numbers and groups.
    pub(super) access: String,
}

/// The meaning of a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Email,
    Role,
    Access,
    Other,
}

/// Reads the rows of a text. The columns are separated by tabs, semicolons or commas; the header is optional. Empty
/// lines are skipped.
pub(super) fn read(text: &str) -> Vec<Row> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = delimiter_of(first);
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).trim(csv::Trim::All).delimiter(delimiter);
    let mut reader = reader.from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    // A record can't fail: a str is UTF-8, and rows may differ in length.
    let records = reader.records().filter_map(Result::ok).filter(|record| record.iter().any(|cell| !cell.is_empty()));
    // The header, the most rows that may be invited, and one more, which is enough to refuse the list.
    let records: Vec<csv::StringRecord> = records.take(MAX_AT_ONCE + 2).collect();
    let header_columns = records.first().and_then(header);
    let default_columns = [Column::Name, Column::Email, Column::Role, Column::Access];
    let columns = header_columns.as_deref().unwrap_or(&default_columns);
    let rows = records.iter().skip(usize::from(header_columns.is_some()));
    let people = rows.flat_map(|record| match header_columns {
        None if addresses(record).nth(1).is_some() => people_of(record),
        _ => vec![row(record, columns, header_columns.is_none())],
    });
    people.take(MAX_AT_ONCE + 2).collect()
}

/// The cells of a record that are addresses, alone or after a name, by their places.
fn addresses(record: &csv::StringRecord) -> impl Iterator<Item = (usize, &str)> {
    record.iter().enumerate().filter(|(_, cell)| cell.contains('@'))
}

/// The people of a record with several addresses, as mail programs copy a list of recipients: `Ada <a@b.test>; c@d.test`.
/// A name may have a cell of its own before its address. What follows the last address is the role and the access of
/// all of them.
fn people_of(record: &csv::StringRecord) -> Vec<Row> {
    let last = addresses(record).last().map_or(0, |(at, _)| at);
    let mut rest = record.iter().skip(last + 1);
    let (role, access) = (rest.next().unwrap_or_default().to_lowercase(), rest.next().unwrap_or_default());
    let mut name = String::new();
    let mut people = Vec::new();
    for cell in record.iter().take(last + 1).map(|cell| cell.trim_end_matches([';', ' '])) {
        if !cell.contains('@') {
            cell.clone_into(&mut name);
            continue;
        }
        let (own_name, email) = name_and_address(cell).unwrap_or_else(|| (String::new(), cell.to_owned()));
        let name = if own_name.is_empty() { std::mem::take(&mut name) } else { own_name };
        people.push(Row { name, email, role: role.clone(), access: access.to_owned() });
    }
    people
}

/// Reads `Vera Kim <vera@example.com>`, as mail programs copy it.
fn name_and_address(cell: &str) -> Option<(String, String)> {
    let (name, address) = cell.strip_suffix('>')?.split_once('<')?;
    Some((name.trim().trim_matches('"').to_owned(), address.trim().to_owned()))
}

/// The delimiter of a line: the first tab, semicolon or comma outside of quotes. A semicolon after an address in angle
/// brackets comes first, since a name before one may have a comma: `Kim, Vera <vera@example.com>; Ito, …`.
fn delimiter_of(line: &str) -> u8 {
    let separates_people = |(_, rest): (&str, &str)| rest.contains('@');
    if line.replace(' ', "").split_once(">;").is_some_and(separates_people) {
        return b';';
    }
    let mut is_quoted = false;
    for byte in line.bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\t' | b';' | b',' if !is_quoted => return byte,
            _ => {}
        }
    }
    b','
}

/// The columns of a header, or `None` if the record is not a header. A header names the e-mail column and has no `@`.
fn header(record: &csv::StringRecord) -> Option<Vec<Column>> {
    let columns: Vec<Column> = record
        .iter()
        .map(|cell| match fold_case(cell).as_str() {
            "name" | "display name" | "full name" => Column::Name,
            "e-mail" | "email" | "mail" | "e-mail address" | "email address" => Column::Email,
            "role" => Column::Role,
            "number access" | "access" | "numbers" => Column::Access,
            _ => Column::Other,
        })
        .collect();
    let is_header = columns.contains(&Column::Email) && !record.iter().any(|cell| cell.contains('@'));
    is_header.then_some(columns)
}

fn row(record: &csv::StringRecord, columns: &[Column], guess: bool) -> Row {
    let mut row = Row::default();
    for (cell, column) in record.iter().zip(columns) {
        let field = match column {
            Column::Name => &mut row.name,
            Column::Email => &mut row.email,
            Column::Role => &mut row.role,
            Column::Access => &mut row.access,
            Column::Other => continue,
        };
        cell.clone_into(field);
    }
    if guess && row.name.contains('@') && !row.email.contains('@') {
        if let Some((name, address)) = name_and_address(&row.name) {
            // The other cells are one column earlier.
            (row.access, row.role) = (std::mem::take(&mut row.role), std::mem::take(&mut row.email));
            (row.name, row.email) = (name, address);
        } else {
            std::mem::swap(&mut row.name, &mut row.email);
        }
    }
    row.role = row.role.to_lowercase();
    row
}

/// The ids of a business's numbers and groups by their names.
pub(super) struct AccessNames {
    groups: HashMap<String, Vec<String>>,
    numbers: HashMap<String, Vec<String>>,
    digits: HashMap<PhoneNumber, String>,
    country: String,
}

impl AccessNames {
    pub(super) async fn of(app: &App, may: &May<actions::SeeNumbers>) -> Result<Self, PageFailure> {
        let active = Filter { status: Some(Status::Active), ..Filter::default() };
        let all = numbers::list(&app.db, may, &active, Sort::Name, None, MAX_LOADED).await?.numbers;
        let groups = groups::list(&app.db, may, None, None, MAX_LOADED).await?.groups;
        let groups = groups.into_iter().map(|group| (group.name, group.id.to_string()));
        Ok(Self::from(groups, &all, may.viewpoint().country()))
    }

    fn from(groups: impl Iterator<Item = (String, String)>, all: &[Number], country: &str) -> Self {
        let mut names = Self {
            groups: HashMap::new(),
            numbers: HashMap::new(),
            digits: HashMap::new(),
            country: country.to_owned(),
        };
        for (name, id) in groups {
            names.groups.entry(fold_case(&name)).or_default().push(id);
        }
        for number in all {
            names.numbers.entry(fold_case(&number.friendly_name)).or_default().push(number.id.to_string());
            names.digits.insert(number.phone_number.clone(), number.id.to_string());
        }
        names
    }

    /// Reads a number access: `all`, or names and digits separated by semicolons or bars.
    ///
    /// # Errors
    /// Returns a sentence that says what to change.
    pub(super) fn access(&self, words: &str) -> Result<Arc<AccessDraft>, String> {
        if matches!(fold_case(words).as_str(), "all" | "all numbers") {
            return Ok(Arc::new(AccessDraft { kind: "all".into(), ..AccessDraft::default() }));
        }
        let mut draft = AccessDraft { kind: "specific".into(), ..AccessDraft::default() };
        for word in words.split([';', '|']).map(str::trim).filter(|word| !word.is_empty()) {
            let key = fold_case(word);
            let (groups, numbers) = (self.groups.get(&key), self.numbers.get(&key));
            match (groups.map_or(&[][..], Vec::as_slice), numbers.map_or(&[][..], Vec::as_slice)) {
                ([group], []) => draft.group_ids.push(group.clone()),
                ([], [number]) => draft.number_ids.push(number.clone()),
                ([], []) => {
                    let digits = numbers::parse_phone_number(word, &self.country).ok();
                    match digits.and_then(|number| self.digits.get(&number)) {
                        Some(number) => draft.number_ids.push(number.clone()),
                        None => return Err(format!("There is no number or group “{word}”.")),
                    }
                }
                ([_, ..], [_, ..]) => {
                    return Err(format!("“{word}” is a number and a group. Give the number's digits, or rename one."));
                }
                _ => return Err(format!("There are several called “{word}”. Give the digits instead.")),
            }
        }
        Ok(Arc::new(draft))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<[String; 4]> {
        read(text).into_iter().map(|row| [row.name, row.email, row.role, row.access]).collect()
    }

    #[test]
    fn rows_are_read_with_any_delimiter() {
        let vera = ["Vera Kim", "vera@example.com", "viewer", "Vans"].map(str::to_owned);
        for text in [
            "Vera Kim,vera@example.com,Viewer,Vans",
            "Vera Kim;vera@example.com;VIEWER;Vans\n",
            "Vera Kim\tvera@example.com\tviewer\tVans",
            "\u{feff}Name,E-mail,Role,Number access\r\nVera Kim,vera@example.com,Viewer,Vans\r\n",
            "\n\n  Vera Kim , vera@example.com , viewer , Vans \n\n",
            "Role,Numbers,Joined,Email,Name\nviewer,Vans,today,vera@example.com,Vera Kim",
            "vera@example.com,Vera Kim,viewer,Vans",
            "Vera Kim <vera@example.com>,viewer,Vans",
            "\"Vera Kim\" <vera@example.com>;viewer;Vans",
        ] {
            assert_eq!(rows(text), std::slice::from_ref(&vera), "{text}");
        }
        let plain = ["Vera Kim", "vera@example.com", "", ""].map(str::to_owned);
        for text in ["Vera Kim <vera@example.com>", "Vera Kim,vera@example.com", "Vera Kim,vera@example.com,,"] {
            assert_eq!(rows(text), std::slice::from_ref(&plain), "{text}");
        }
        assert_eq!(rows("vera@example.com"), [["", "vera@example.com", "", ""].map(str::to_owned)]);
        assert_eq!(rows(" \n,,\n"), Vec::<[String; 4]>::new());
    }

    #[test]
    fn every_address_of_a_row_is_a_person() {
        let people =
            |text: &str| -> Vec<(String, String)> { read(text).into_iter().map(|row| (row.name, row.email)).collect() };
        let pair = |name: &str, email: &str| (name.to_owned(), email.to_owned());
        for text in ["c1@x.test, c2@x.test", "c1@x.test;c2@x.test", "c1@x.test\tc2@x.test", "<c1@x.test>, <c2@x.test>;"]
        {
            assert_eq!(people(text), [pair("", "c1@x.test"), pair("", "c2@x.test")], "{text}");
        }
        for text in [
            "Ada Low <a@x.test>; Bo Kim <b@x.test>",
            "Ada Low <a@x.test>, \"Bo Kim\" <b@x.test>",
            "Ada Low <a@x.test> ;Bo Kim <b@x.test>;",
            "Ada Low, a@x.test, Bo Kim, b@x.test",
        ] {
            assert_eq!(people(text), [pair("Ada Low", "a@x.test"), pair("Bo Kim", "b@x.test")], "{text}");
        }
        assert_eq!(people("Low, Ada <a@x.test>; Kim, Bo <b@x.test>")[1], pair("Kim, Bo", "b@x.test"));
        let shared = ["", "c2@x.test", "viewer", "Vans"].map(str::to_owned);
        assert_eq!(rows("c1@x.test, c2@x.test, Viewer, Vans")[1], shared);
        let line = "a@x.test, ".repeat(2_000);
        assert_eq!(people(&line).len(), MAX_AT_ONCE + 2, "a long line is bounded, too");
    }

    #[test]
    fn reading_stops_one_row_beyond_the_limit() {
        let text = "Vera,vera@example.com\n".repeat(10_000);
        for header in ["", "Name,E-mail\n"] {
            let count = rows(&format!("{header}{text}")).len();
            assert!((MAX_AT_ONCE + 1..=MAX_AT_ONCE + 2).contains(&count), "{count}");
        }
    }

    #[test]
    fn a_quoted_cell_may_contain_the_delimiter() {
        let text = "Vera,vera@example.com,viewer,\"Vans; Bay, north\"";
        assert_eq!(rows(text)[0][3], "Vans; Bay, north");
        assert_eq!(rows("Vera \"V\" Kim,vera@example.com")[0][0], "Vera \"V\" Kim");
    }

    #[test]
    fn groups_are_found_by_name_and_unknown_names_are_reported() {
        let groups = [("Vans", "grp_1"), ("Vans Süd", "grp_2"), ("Twice", "grp_3"), ("TWICE", "grp_4")];
        let groups = groups.into_iter().map(|(name, id)| (name.to_owned(), id.to_owned()));
        let names = AccessNames::from(groups, &[], "US");
        assert_eq!(names.access("All Numbers").map(|draft| draft.kind.clone()).as_deref(), Ok("all"));
        let two = names.access("vans | VANS SÜD").expect("two groups");
        assert_eq!((two.kind.as_str(), &two.group_ids), ("specific", &vec!["grp_1".to_owned(), "grp_2".to_owned()]));
        assert!(names.access("Vans; Boats").is_err_and(|sentence| sentence.contains("“Boats”")));
        assert!(names.access("twice").is_err_and(|sentence| sentence.contains("several")));
        assert!(names.access("(212) 555-0199").is_err());
    }
}
