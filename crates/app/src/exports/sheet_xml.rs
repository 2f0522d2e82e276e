//! The files inside an Excel workbook.

use std::fmt::Write;

use super::csv::Kind;

/// The most characters of a cell, in UTF-16: Excel refuses a file with more.
const MAX_CELL_UNITS: usize = 32_767;

pub(super) const RELATIONSHIPS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" "#,
    r#"Target="xl/workbook.xml"/></Relationships>"#
);

/// Two styles of cells: the usual one, and the bold one of heads.
pub(super) const STYLES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
    r#"<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>"#,
    r#"<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>"#,
    r#"<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"#,
    r#"<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>"#,
    r#"<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>"#,
    r#"<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>"#,
    r#"<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#
);

pub(super) const SHEET_END: &str = "</sheetData></worksheet>";

/// The beginning of a sheet, with its head, which stays in sight.
pub(super) fn sheet_begin(head: &[(&'static str, Kind)]) -> String {
    let mut text = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
        r#"<sheetViews><sheetView workbookViewId="0">"#,
        r#"<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>"#,
    ));
    // In characters: a moment, a phone number or a name of common length.
    add(
        &mut text,
        format_args!(r#"<cols><col min="1" max="{}" width="24" customWidth="1"/></cols><sheetData>"#, head.len()),
    );
    text.push_str(r#"<row r="1">"#);
    for (column, (name, _)) in head.iter().enumerate() {
        add_text(&mut text, column, 1, name, r#" s="1""#);
    }
    text.push_str("</row>");
    text
}

/// Adds a row. A text cell is typed as text, so none becomes a formula.
pub(super) fn add_row<'c>(text: &mut String, row: u32, cells: impl Iterator<Item = (Kind, &'c String)>) {
    add(text, format_args!(r#"<row r="{row}">"#));
    for (column, (kind, cell)) in cells.enumerate() {
        match (kind, cell.parse::<f64>()) {
            (Kind::Count, Ok(count)) if count.is_finite() => {
                add(text, format_args!(r#"<c r="{}{row}"><v>{count}</v></c>"#, letters(column)));
            }
            _ if cell.is_empty() => {}
            _ => add_text(text, column, row, cell, ""),
        }
    }
    text.push_str("</row>");
}

fn add_text(text: &mut String, column: usize, row: u32, cell: &str, style: &str) {
    // Without the attribute, blanks at the ends are lost.
    let space = if cell.trim() == cell { "" } else { r#" xml:space="preserve""# };
    add(text, format_args!(r#"<c r="{}{row}"{style} t="inlineStr"><is><t{space}>"#, letters(column)));
    add_escaped(text, cell);
    text.push_str("</t></is></c>");
}

/// Adds a text that XML and Excel read back as it is. Excel writes what XML has no place for as `_x0001_`.
fn add_escaped(text: &mut String, cell: &str) {
    let mut units = 0;
    for (at, c) in cell.char_indices() {
        units += c.len_utf16();
        if units > MAX_CELL_UNITS {
            return;
        }
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '_' if is_escape(&cell[at..]) => text.push_str("_x005F_"),
            '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                add(text, format_args!("_x{:04X}_", u32::from(c)));
            }
            c => text.push(c),
        }
    }
}

/// Whether a text begins with what Excel would read as an escape.
fn is_escape(text: &str) -> bool {
    matches!(text.as_bytes(), [b'_', b'x' | b'X', a, b, c, d, b'_', ..] if [a, b, c, d].iter().all(|each| each.is_ascii_hexdigit()))
}

/// The letters of a column: A, B, … Z, AA.
fn letters(column: usize) -> String {
    let (before, last) = (column / 26, u8::try_from(column % 26).unwrap_or_default());
    let mut letters = if before == 0 { String::new() } else { letters(before - 1) };
    letters.push(char::from(b'A' + last));
    letters
}

/// The workbook: its sheets by name.
pub(super) fn workbook(sheets: usize) -> String {
    let mut text = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" "#,
        r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>"#,
    ));
    for sheet in 1..=sheets {
        add(&mut text, format_args!(r#"<sheet name="Sheet{sheet}" sheetId="{sheet}" r:id="rId{sheet}"/>"#));
    }
    text.push_str("</sheets></workbook>");
    text
}

/// Where the workbook's parts are.
pub(super) fn workbook_relationships(sheets: usize) -> String {
    const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut text = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    ));
    for sheet in 1..=sheets {
        let target = format_args!(r#"Type="{TYPE}/worksheet" Target="worksheets/sheet{sheet}.xml""#).to_string();
        add(&mut text, format_args!(r#"<Relationship Id="rId{sheet}" {target}/>"#));
    }
    let styles = sheets + 1;
    add(
        &mut text,
        format_args!(r#"<Relationship Id="rId{styles}" Type="{TYPE}/styles" Target="styles.xml"/></Relationships>"#),
    );
    text
}

/// The types of the files.
pub(super) fn content_types(sheets: usize) -> String {
    const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let mut text = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
        r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
        r#"<Default Extension="xml" ContentType="application/xml"/>"#,
    ));
    let mut part = |name: String, kind: &str| {
        add(&mut text, format_args!(r#"<Override PartName="/xl/{name}" ContentType="{TYPE}.{kind}+xml"/>"#));
    };
    part("workbook.xml".into(), "sheet.main");
    part("styles.xml".into(), "styles");
    for sheet in 1..=sheets {
        part(format!("worksheets/sheet{sheet}.xml"), "worksheet");
    }
    text.push_str("</Types>");
    text
}

fn add(text: &mut String, part: std::fmt::Arguments<'_>) {
    // Writing to a text does not fail.
    let _written = text.write_fmt(part);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(cell: &str) -> String {
        let mut text = String::new();
        add_escaped(&mut text, cell);
        text
    }

    #[test]
    fn every_text_is_valid_in_a_cell() {
        for (cell, expected) in [
            ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
            ("a\u{1}b\u{0}\u{ffff}", "a_x0001_b_x0000__xFFFF_"),
            ("tab\tand\nline", "tab\tand\nline"),
            ("_x0041_ stays", "_x005F_x0041_ stays"),
            ("snake_case_x", "snake_case_x"),
            ("Zoë 🦀", "Zoë 🦀"),
        ] {
            assert_eq!(escaped(cell), expected);
        }
        assert_eq!(escaped(&"🦀".repeat(20_000)).chars().count(), 16_383, "a cell has a limit");
        let mut row = String::new();
        add_row(&mut row, 7, [(Kind::Text, &" a ".to_owned()), (Kind::Count, &"NaN".to_owned())].into_iter());
        assert!(row.contains(r#"<t xml:space="preserve"> a </t>"#) && row.contains("<t>NaN</t>"), "{row}");
    }

    #[test]
    fn columns_have_letters() {
        let all: Vec<_> = [0, 25, 26, 51, 52, 701, 702].map(letters).into();
        assert_eq!(all, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
