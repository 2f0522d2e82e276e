//! XML as a tree.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element with its attributes, its child elements and the text directly in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Element {
    /// Case-sensitive.
    pub name: String,
    /// In order.
    pub attributes: Vec<(String, String)>,
    /// In order.
    pub children: Vec<Element>,
    /// Trimmed.
    pub text: String,
}

/// The body is not one well-formed XML document with `Response` at its root.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a document: {0}")]
pub struct NotXml(String);

impl NotXml {
    pub(super) fn root(name: &str) -> Self {
        Self(format!("the root is <{name}>, not <Response>"))
    }
}

impl Element {
    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Reads a whole document.
    ///
    /// # Errors
    ///
    /// When it is not well-formed, or has no root or several.
    pub fn parse(xml: &str) -> Result<Self, NotXml> {
        let mut reader = Reader::from_str(xml);
        // The first element is the document itself, so that text and further roots in it can be refused.
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().map_err(invalid_xml)? {
                Event::Start(start) => open.push(element(&start)?),
                Event::Empty(start) => {
                    let child = element(&start)?;
                    innermost(&mut open)?.children.push(child);
                }
                Event::End(_) => {
                    let mut child = open.pop().unwrap_or_default();
                    child.text = child.text.trim().to_owned();
                    innermost(&mut open)?.children.push(child);
                }
                Event::Text(text) => {
                    innermost(&mut open)?.text.push_str(&text.decode().map_err(invalid_xml)?);
                }
                Event::CData(text) => {
                    innermost(&mut open)?.text.push_str(&text.decode().map_err(invalid_xml)?);
                }
                Event::GeneralRef(reference) => {
                    let name = reference.decode().map_err(invalid_xml)?;
                    let text = match reference.resolve_char_ref().map_err(invalid_xml)? {
                        Some(character) => character.to_string(),
                        None => quick_xml::escape::resolve_xml_entity(&name)
                            .ok_or_else(|| NotXml(format!("&{name}; is not known")))?
                            .to_owned(),
                    };
                    innermost(&mut open)?.text.push_str(&text);
                }
                Event::DocType(_) => {
                    return Err(NotXml("a document type has no place in it".to_owned()));
                }
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof => break,
            }
        }
        let document = open.pop().unwrap_or_default();
        if !open.is_empty() {
            return Err(NotXml(format!("<{}> is not closed", document.name)));
        }
        if !document.text.trim().is_empty() {
            return Err(NotXml("text outside of the root".to_owned()));
        }
        let mut roots = document.children.into_iter();
        match (roots.next(), roots.next()) {
            (Some(root), None) => Ok(root),
            (None, _) => Err(NotXml("the body is empty".to_owned())),
            (Some(_), Some(_)) => Err(NotXml("more than one root".to_owned())),
        }
    }
}

fn innermost(open: &mut [Element]) -> Result<&mut Element, NotXml> {
    open.last_mut().ok_or_else(|| NotXml("an end without a start".to_owned()))
}

fn element(start: &BytesStart<'_>) -> Result<Element, NotXml> {
    let name = String::from_utf8_lossy(start.name().as_ref()).into_owned();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(invalid_xml)?;
        let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
        let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(invalid_xml)?.into_owned();
        attributes.push((key, value));
    }
    Ok(Element { name, attributes, ..Element::default() })
}

fn invalid_xml(error: impl std::fmt::Display) -> NotXml {
    NotXml(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_attributes_and_references_are_read() {
        let root = Element::parse(
            "<?xml version=\"1.0\"?>\n<Response><Say a='1 &lt; 2'>Tom &amp; J&#233;r&#xf4;me</Say><Hangup/></Response>",
        )
        .unwrap();
        assert_eq!(root.name, "Response");
        assert_eq!(root.children[0].text, "Tom & Jérôme");
        assert_eq!(root.children[0].attribute("a"), Some("1 < 2"));
        assert_eq!(root.children[1].name, "Hangup");
    }

    #[test]
    fn malformed_xml_is_refused() {
        for xml in
            ["", "hello", "<A>", "<A></B>", "</A>", "<A/><B/>", "<A/>text", "<A>&nosuch;</A>", "<!DOCTYPE x><A/>"]
        {
            assert!(Element::parse(xml).is_err(), "{xml:?} was read");
        }
    }
}
