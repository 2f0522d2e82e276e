"""The grammar check itself: what it must let through, and what it must find."""

import unittest

from twiml_grammar import violations


def found(body, provider="twilio"):
    return violations(f"<Response>{body}</Response>", provider=provider)


class TwimlGrammar(unittest.TestCase):
    def test_a_whole_call_is_let_through(self):
        self.assertEqual([], found(
            '<Start><Recording channels="dual" recordingStatusCallback="https://a.test/r"/></Start>'
            '<Gather input="dtmf" numDigits="1" action="https://a.test/g"><Say>One <break strength="weak"/></Say></Gather>'
            '<Redirect method="POST">https://a.test/n</Redirect>'
            '<Dial action="https://a.test/d" answerOnBridge="true" timeout="30">'
            '<Number statusCallbackEvent="ringing completed">+14155550100</Number></Dial><Hangup/>'
        ))

    def test_an_element_in_the_wrong_place_is_found(self):
        self.assertEqual(["Response/Number[1]: <Number> is not allowed in <Response>"], found("<Number>1</Number>"))

    def test_a_misspelt_attribute_is_found(self):
        self.assertEqual(["Response/Dial[1]: attribute 'tmeout' is not known"], found('<Dial tmeout="3">1</Dial>'))

    def test_a_value_that_the_carrier_does_not_know_is_found(self):
        self.assertEqual(1, len(found('<Reject reason="no"/>')))

    def test_an_address_that_is_not_absolute_is_found(self):
        self.assertEqual(1, len(found('<Redirect>/next</Redirect>')))
        self.assertEqual(1, len(found('<Dial action="next">1</Dial>')))

    def test_text_where_none_belongs_is_found(self):
        self.assertEqual(["Response/Hangup[1]: takes no text, and has 'now'"], found("<Hangup>now</Hangup>"))

    def test_a_noun_without_its_text_is_found(self):
        self.assertEqual(["Response/Dial[1]/Number[1]: has no text"], found("<Dial><Number/></Dial>"))

    def test_what_one_carrier_alone_has_is_found_with_another(self):
        dual = '<Dial recordingChannels="dual">1</Dial>'
        self.assertEqual([], found(dual, "telnyx"))
        self.assertEqual(1, len(found(dual, "twilio")))
        self.assertEqual(1, len(found('<Dial answerOnBridge="true">1</Dial>', "telnyx")))

    def test_what_is_not_xml_is_found(self):
        self.assertEqual(1, len(violations("<Response><Dial")))


if __name__ == "__main__":
    unittest.main()
