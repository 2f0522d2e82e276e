//! An XML element, and how it is written.

use std::fmt;

/// An element with its attributes and its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    text: Option<String>,
    children: Vec<Element>,
}

impl Element {
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), text: None, children: Vec::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.attributes.push((name, value.to_string()));
        self
    }

    /// An attribute that is only there if it has a value.
    pub(super) fn with_optional(self, name: &'static str, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub(super) fn text(self, text: impl fmt::Display) -> Self {
        Self { text: Some(text.to_string()), ..self }
    }

    pub(super) fn child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }
}

impl fmt::Display for Element {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "<{}", self.name)?;
        for (name, value) in &self.attributes {
            write!(formatter, " {name}=\"{}\"", Escaped(value))?;
        }
        if self.text.is_none() && self.children.is_empty() {
            return formatter.write_str("/>");
        }
        formatter.write_str(">")?;
        if let Some(text) = &self.text {
            write!(formatter, "{}", Escaped(text))?;
        }
        for child in &self.children {
            write!(formatter, "{child}")?;
        }
        write!(formatter, "</{}>", self.name)
    }
}

/// Text that is safe both between tags and between quotes.
///
/// White space other than blanks is written by number, since attributes lose it otherwise.
/// Characters that XML can't hold are left out.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;

        for character in self.0.chars() {
            match character {
                '&' => formatter.write_str("&amp;")?,
                '<' => formatter.write_str("&lt;")?,
                '>' => formatter.write_str("&gt;")?,
                '"' => formatter.write_str("&quot;")?,
                '\'' => formatter.write_str("&apos;")?,
                '\t' | '\n' | '\r' => write!(formatter, "&#{};", u32::from(character))?,
                '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
                other => formatter.write_char(other)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::*;

    /// Reads an element with this text back, as attribute and as content.
    fn read_back(text: &str) -> (String, String) {
        let xml = Element::new("Say").with("voice", text).text(text).to_string();
        let mut reader = Reader::from_str(&xml);
        let mut attribute = String::new();
        let mut content = String::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => {
                    let first = start.attributes().next().unwrap().unwrap();
                    let raw = std::str::from_utf8(&first.value).unwrap();
                    attribute = quick_xml::escape::unescape(raw).unwrap().into_owned();
                }
                Event::Text(text) => content.push_str(&text.decode().unwrap()),
                Event::GeneralRef(reference) => {
                    let raw = format!("&{};", reference.decode().unwrap());
                    content.push_str(&quick_xml::escape::unescape(&raw).unwrap());
                }
                Event::Eof => return (attribute, content),
                _ => {}
            }
        }
    }

    #[test]
    fn elements_nest_and_close() {
        let inner = Element::new("Number").text("+14155550100");
        let dial = Element::new("Dial").with("timeout", 20).with_optional("action", None::<&str>);
        assert_eq!(dial.child(inner).to_string(), "<Dial timeout=\"20\"><Number>+14155550100</Number></Dial>");
        assert_eq!(Element::new("Hangup").to_string(), "<Hangup/>");
    }

    #[test]
    fn markup_in_text_is_escaped() {
        let text = "Tom & Jerry's </Say><Dial>\"+1900\"</Dial> ]]> Zoë 日本";
        assert_eq!(read_back(text), (text.to_owned(), text.to_owned()));
    }

    #[test]
    fn characters_invalid_in_xml_are_dropped() {
        let (attribute, content) = read_back("a\u{0}b\u{1b}c\u{ffff}d");
        assert_eq!((attribute.as_str(), content.as_str()), ("abcd", "abcd"));
    }

    proptest! {
        #[test]
        fn any_text_round_trips_through_xml(text in "[\\t\\n\\r -~¡-ÿ\u{4e00}-\u{4eff}😀]{0,40}") {
            let (attribute, content) = read_back(&text);
            prop_assert_eq!(&attribute, &text);
            prop_assert_eq!(&content, &text);
        }
    }
}
