//! The statement of a list: one file, which is expanded to one text for each form and direction.
//!
//! The file holds markers, which are expanded here:
//!
//! | marker | becomes |
//! | --- | --- |
//! | `/* after */` | `>` or `<`: rows after a place, in the direction of reading |
//! | `/* until */` | `<` or `>=`: rows before the end of the range |
//! | `/* way */` | nothing, or `desc` |
//! | `/* key */` | the expression of the line `-- key NAME: EXPRESSION` of the form |
//! | `/* if NAME */ … /* else */ … /* end */` | the first part in form NAME, else the optional second |
//! | `/* part FILE from N */` | the text of a second file, whose values `$+0`, `$+1`, … are `$N` and those after it |
//!
//! A file's forms are the names of its keys or, without keys, the empty name and the names of its `if`s. A test
//! prepares and plans every form in both directions on both engines.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::sql::{BusinessSql, VisibleSql};
use crate::db::{Error, words};

words! {
    /// The direction in which a list is read.
    pub enum PageDirection {
        /// From the least to the greatest; in lists by time, towards newer rows.
        Ascending = "asc",
        /// From the greatest to the least; in lists by time, towards older rows.
        Descending = "desc",
    }
}

impl PageDirection {
    /// The other direction.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// The statement of a list, whose texts are of the kind `S`.
#[derive(Debug)]
pub(crate) struct ListSql<S> {
    text: &'static str,
    part: &'static str,
    wrap: fn(String) -> S,
    texts: OnceLock<Vec<Text<S>>>,
}

/// One of a list's statements.
#[derive(Debug)]
struct Text<S> {
    form: String,
    direction: PageDirection,
    sql: S,
}

impl ListSql<BusinessSql> {
    /// Checks the text as [`BusinessSql::new`] does.
    pub(crate) const fn business(text: &'static str) -> Self {
        BusinessSql::check(text);
        Self { text, part: "", wrap: |text| BusinessSql { text: Cow::Owned(text) }, texts: OnceLock::new() }
    }
}

impl ListSql<VisibleSql> {
    /// Checks the text as [`VisibleSql::new`] does. `part` is the text for its markers of a second file.
    pub(crate) const fn visible(text: &'static str, part: &'static str) -> Self {
        VisibleSql::check(text);
        Self { text, part, wrap: |text| VisibleSql::of(Cow::Owned(text)), texts: OnceLock::new() }
    }
}

impl<S> ListSql<S> {
    /// The statement of a form and direction.
    ///
    /// # Errors
    /// When the file has no such form.
    pub(crate) fn for_form(&self, form: &str, direction: PageDirection) -> Result<&S, Error> {
        let texts = self.texts.get_or_init(|| {
            let text = with_parts(self.text, |_| self.part.to_owned());
            let all = expansions(&text).into_iter();
            all.map(|(form, direction, text)| Text { form: form.to_owned(), direction, sql: (self.wrap)(text) })
                .collect()
        });
        let text = texts.iter().find(|text| text.direction == direction && text.form == form);
        text.map(|text| &text.sql).ok_or_else(|| Error::Internal(format!("a list has no form {form:?}")))
    }
}

/// A list's file with the texts of the files that it names as parts.
pub(super) fn with_parts(text: &str, part_of: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(PART) {
        let (marker, after) = after.split_once(" */").unwrap_or((after, ""));
        let (file, first) = marker.split_once(" from ").unwrap_or((marker, ""));
        out.push_str(before);
        out.push_str(&numbered(&part_of(file), first.parse().unwrap_or_default()));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A part whose first value is `$first`, without the lines of comment at its top.
fn numbered(part: &str, first: usize) -> String {
    let lines = part.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
    let mut out = String::with_capacity(lines.len());
    let mut values = lines.split("$+");
    out.push_str(values.next().unwrap_or_default());
    for after in values {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let place: usize = after[..digits].parse().unwrap_or_default();
        out.push('$');
        out.push_str(&(first + place).to_string());
        out.push_str(&after[digits..]);
    }
    out
}

/// Every form of a list's file, in both directions.
pub(super) fn expansions(text: &str) -> Vec<(&str, PageDirection, String)> {
    let keys: Vec<(&str, &str)> = text.lines().filter_map(|line| line.strip_prefix(KEY)?.split_once(": ")).collect();
    let forms = match keys.is_empty() {
        true => std::iter::once("").chain(names(text)).collect::<Vec<_>>(),
        false => keys.iter().map(|(name, _)| *name).collect(),
    };
    let mut all: Vec<(&str, PageDirection, String)> = Vec::new();
    for form in forms {
        let expression = keys.iter().find(|(name, _)| *name == form).map_or("", |(_, expression)| expression);
        for &direction in PageDirection::ALL {
            if !all.iter().any(|(other, of, _)| *other == form && *of == direction) {
                all.push((form, direction, expand(text, form, expression, direction)));
            }
        }
    }
    all
}

const KEY: &str = "-- key ";
const PART: &str = "/* part ";
const IF: &str = "/* if ";
const ELSE: &str = "/* else */";
const END: &str = "/* end */";

fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(IF).skip(1).filter_map(|rest| rest.split_once(" */")).map(|(name, _)| name)
}

fn expand(text: &str, form: &str, expression: &str, direction: PageDirection) -> String {
    let (after, until, order) = match direction {
        PageDirection::Ascending => (">", "<", ""),
        PageDirection::Descending => ("<", ">=", "desc"),
    };
    let lines = text.lines().filter(|line| !line.starts_with(KEY));
    let mut out = String::with_capacity(text.len());
    let text = lines.collect::<Vec<_>>().join("\n");
    let mut rest = text.as_str();
    while let Some((before, block)) = rest.split_once(IF) {
        let (block, tail) = block.split_once(END).unwrap_or((block, ""));
        let (name, block) = block.split_once(" */").unwrap_or((block, ""));
        let (then, otherwise) = block.split_once(ELSE).unwrap_or((block, ""));
        out.push_str(before);
        out.push_str(if name == form { then } else { otherwise });
        rest = tail;
    }
    out.push_str(rest);
    [("/* after */", after), ("/* until */", until), ("/* way */", order), ("/* key */", expression)]
        .iter()
        .fold(out, |text, (marker, part)| text.replace(marker, part))
}

/// The statement of a list over one business's rows, from the file beside.
macro_rules! business_list_sql {
    ($file:literal) => {
        $crate::access::ListSql::business(include_str!($file))
    };
}
pub(crate) use business_list_sql;

/// The statement of a list over rows that belong to numbers, from the file beside, and from a second one for its parts.
macro_rules! visible_list_sql {
    ($file:literal) => {
        $crate::access::ListSql::visible(include_str!($file), "")
    };
    ($file:literal, $part:literal) => {
        $crate::access::ListSql::visible(include_str!($file), include_str!($part))
    };
}
pub(crate) use visible_list_sql;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sort_key_and_direction_are_inserted() {
        let text = "-- key name: m.name\n-- key age: coalesce(m.age, 0)\nwhere business_id = $1 and (/* key */, id) \
            /* after */ ($2, $3) and id /* until */ $4 order by /* key */ /* way */";
        let all = expansions(text);
        let expected = [
            ("name", PageDirection::Ascending),
            ("name", PageDirection::Descending),
            ("age", PageDirection::Ascending),
            ("age", PageDirection::Descending),
        ];
        assert_eq!(all.iter().map(|(form, direction, _)| (*form, *direction)).collect::<Vec<_>>(), expected);
        assert_eq!(all[0].2, "where business_id = $1 and (m.name, id) > ($2, $3) and id < $4 order by m.name ");
        let oldest = "where business_id = $1 and (coalesce(m.age, 0), id) < ($2, $3) and id >= $4 \
            order by coalesce(m.age, 0) desc";
        assert_eq!(all[3].2, oldest);
    }

    #[test]
    fn an_optional_part_appears_only_in_its_form() {
        let text =
            "business_id = $1/* if a */ and a/* end *//* if b */ and b/* else */ and c/* end *//* if a */ d/* end */";
        let all = expansions(text);
        let ascending = all.iter().filter(|(_, direction, _)| *direction == PageDirection::Ascending);
        let texts: Vec<_> = ascending.map(|(form, _, text)| (*form, text.as_str())).collect();
        let expected =
            [("", "business_id = $1 and c"), ("a", "business_id = $1 and a and c d"), ("b", "business_id = $1 and b")];
        assert_eq!(texts, expected);
    }

    #[test]
    fn a_part_is_numbered_from_its_place() {
        let part = "-- About it.\nand (c.a = $+0 or c.b in ($+1, $+10)) and c.business_id = $1";
        let text = with_parts("x = $2 /* if a *//* part matching.sql from 3 *//* end */ y", |file| {
            assert_eq!(file, "matching.sql");
            part.to_owned()
        });
        let expected = "x = $2 /* if a */and (c.a = $3 or c.b in ($4, $13)) and c.business_id = $1/* end */ y";
        assert_eq!(text, expected);
    }

    #[test]
    fn an_unknown_form_is_refused() {
        let list = ListSql::business("select business_id = $1 /* if status */ and status = $2 /* end */");
        assert!(
            list.for_form("status", PageDirection::Ascending).is_ok()
                && list.for_form("", PageDirection::Descending).is_ok()
        );
        assert!(list.for_form("source", PageDirection::Ascending).is_err());
    }
}
