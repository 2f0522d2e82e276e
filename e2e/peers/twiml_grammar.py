"""Checks TwiML documents against the grammar of the official library.

The library builds documents and checks none. So each of its builders is called with a marked value for every
parameter; the result shows the element's name, its attributes, whether it takes text, and its possible children. The
values of attributes are in twiml_values.py.

    twiml_grammar.py FILE…      each file is a document
    twiml_grammar.py --lines    standard input: a JSON object a line, {"name", "xml"[, "provider"][, "kind"]}

Every violation is a line on standard output; the exit code is 1 if there is one, or if nothing was checked.
"""

import inspect
import json
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from functools import cache

from twilio.twiml import TwiML
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import VoiceResponse

import twiml_values

ROOTS = {"voice": VoiceResponse, "messaging": MessagingResponse}
XML_NAMESPACE = "{http://www.w3.org/XML/1998/namespace}"


@dataclass
class Element:
    """The library's rules for an element in one place."""

    attributes: set = field(default_factory=set)
    required: set = field(default_factory=set)
    takes_text: bool = False
    needs_text: bool = False
    classes: list = field(default_factory=list)


def builders(cls):
    """The methods with which the library puts an element into one of class `cls`."""
    own = {name for name, _ in inspect.getmembers(TwiML, inspect.isfunction)}
    for name, method in inspect.getmembers(cls, inspect.isfunction):
        if name not in own and not name.startswith("_"):
            yield method


@cache
def children(cls):
    """The possible children of an element of class `cls`: tag to Element."""
    elements = {}
    for method in builders(cls):
        parameters = [
            parameter
            for parameter in list(inspect.signature(method).parameters.values())[1:]
            if parameter.kind is not inspect.Parameter.VAR_KEYWORD
        ]
        marks = {parameter.name: f"mark-{parameter.name}" for parameter in parameters}
        child = method(blank(cls), **marks)
        mandatory = {marks[p.name] for p in parameters if p.default is inspect.Parameter.empty}
        element = elements.setdefault(child.name, Element())
        element.attributes |= set(child.attrs)
        element.required |= {name for name, value in child.attrs.items() if value in mandatory}
        element.takes_text |= child.value is not None
        element.needs_text |= child.value in mandatory
        element.classes.append(type(child))
    return elements


def blank(cls):
    """An element of class `cls`, with a value for each parameter."""
    parameters = list(inspect.signature(cls.__init__).parameters.values())[1:]
    return cls(**{p.name: "blank" for p in parameters if p.kind is not inspect.Parameter.VAR_KEYWORD})


def violations(xml, kind="voice", provider="twilio"):
    """The violations of the grammar in a document, each in words with its place."""
    try:
        root = ElementTree.fromstring(xml)
    except ElementTree.ParseError as error:
        return [f"not XML: {error}"]
    if root.tag != "Response":
        return [f"the root is <{root.tag}>, not <Response>"]
    faults = [f"Response: attribute {name!r} is not known" for name in root.attrib]
    return faults + list(child_violations(root, [ROOTS[kind]], "Response", provider))


def child_violations(parent, classes, place, provider):
    """The violations in the children of `parent`."""
    allowed = {tag: element for cls in classes for tag, element in children(cls).items()}
    counted = {}
    for child in parent:
        counted[child.tag] = counted.get(child.tag, 0) + 1
        where = f"{place}/{child.tag}[{counted[child.tag]}]"
        element = allowed.get(child.tag)
        if element is None:
            yield f"{where}: <{child.tag}> is not allowed in <{parent.tag}>"
            continue
        yield from attribute_violations(child, parent.tag, element, where, provider)
        yield from text_violations(child, element, where)
        yield from child_violations(child, element.classes, where, provider)


def attribute_violations(child, parent, element, where, provider):
    added, missing = twiml_values.differences(provider, child.tag)
    attributes = {name.replace(XML_NAMESPACE, "xml:"): value for name, value in child.attrib.items()}
    for name, value in attributes.items():
        if name in missing:
            yield f"{where}: attribute {name!r} is not {provider}'s"
        elif name not in element.attributes and name not in added:
            yield f"{where}: attribute {name!r} is not known"
        else:
            wrong = twiml_values.wrong(parent, child.tag, name, value)
            if wrong:
                yield f"{where}: attribute {name!r} is {value!r}: {wrong}"
    for name in sorted(element.required - set(attributes)):
        yield f"{where}: attribute {name!r} is missing"


def text_violations(child, element, where):
    text = "".join([child.text or ""] + [inner.tail or "" for inner in child]).strip()
    if text and not element.takes_text:
        yield f"{where}: takes no text, and has {text!r}"
    if element.needs_text and not text and not len(child):
        yield f"{where}: has no text"
    if child.tag in twiml_values.ADDRESSES and text:
        wrong = twiml_values.address(text)
        if wrong:
            yield f"{where}: is {text!r}: {wrong}"


def documents(arguments):
    """(name, xml, kind, provider) of each document to check."""
    if arguments == ["--lines"]:
        for line in filter(str.strip, sys.stdin):
            document = json.loads(line)
            provider = document.get("provider") or provider_in(document["name"])
            yield document["name"], document["xml"], document.get("kind", "voice"), provider
        return
    for name in arguments:
        with open(name, encoding="utf-8") as file:
            yield name, file.read(), "voice", provider_in(name)


def provider_in(name):
    """The provider in a document's name."""
    return next((p for p in ("telnyx", "signalwire") if p in name.lower()), "twilio")


def main(arguments):
    checked = broken = 0
    for name, xml, kind, provider in documents(arguments):
        faults = violations(xml, kind, provider)
        checked += 1
        broken += bool(faults)
        for violation in faults:
            print(f"{name}: {violation}")
    print(f"twiml grammar: {checked - broken} passed, {broken} failed")
    return 1 if broken or not checked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
