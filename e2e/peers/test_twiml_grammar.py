"""Tests of the grammar check: documents that it must accept, and violations that it must report."""

import unittest

from twiml_grammar import violations


def violations_in(body, provider="twilio"):
    return violations(f"<Response>{body}</Response>", provider=provider)


class TwimlGrammar(unittest.TestCase):
    def test_a_whole_call_is_accepted(self):
        self.assertEqual([], violations_in(
            '<Start><Recording channels="dual" recordingStatusCallback="https://a.test/r"/></Start>'
            '<Gather input="dtmf" numDigits="1" action="https://a.test/g"><Say>One <break strength="weak"/></Say></Gather>'
            '<Redirect method="POST">https://a.test/n</Redirect>'
            '<Dial action="https://a.test/d" answerOnBridge="true" timeout="30">'
            '<Number statusCallbackEvent="ringing completed">+14155550100</Number></Dial><Hangup/>'
        ))

    def test_an_element_in_the_wrong_place_is_reported(self):
        self.assertEqual(["Response/Number[1]: <Number> is not allowed in <Response>"], violations_in("<Number>1</Number>"))

    def test_a_misspelt_attribute_is_reported(self):
        self.assertEqual(["Response/Dial[1]: attribute 'tmeout' is not known"], violations_in('<Dial tmeout="3">1</Dial>'))

    def test_an_unknown_value_is_reported(self):
        self.assertEqual(1, len(violations_in('<Reject reason="no"/>')))

    def test_an_address_that_is_not_absolute_is_reported(self):
        self.assertEqual(1, len(violations_in('<Redirect>/next</Redirect>')))
        self.assertEqual(1, len(violations_in('<Dial action="next">1</Dial>')))

    def test_text_in_an_empty_element_is_reported(self):
        self.assertEqual(["Response/Hangup[1]: takes no text, and has 'now'"], violations_in("<Hangup>now</Hangup>"))

    def test_a_noun_without_its_text_is_reported(self):
        self.assertEqual(["Response/Dial[1]/Number[1]: has no text"], violations_in("<Dial><Number/></Dial>"))

    def test_an_extension_of_one_carrier_is_reported_with_another(self):
        dual = '<Dial recordingChannels="dual">1</Dial>'
        self.assertEqual([], violations_in(dual, "telnyx"))
        self.assertEqual(1, len(violations_in(dual, "twilio")))
        self.assertEqual(1, len(violations_in('<Dial answerOnBridge="true">1</Dial>', "telnyx")))

    def test_broken_xml_is_reported(self):
        self.assertEqual(1, len(violations("<Response><Dial")))


if __name__ == "__main__":
    unittest.main()
