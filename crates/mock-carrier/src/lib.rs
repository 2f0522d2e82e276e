//! A carrier for tests and the demo: signs webhooks, executes TwiML, serves recordings and the REST subset.
