//! Accessibility faults in a page, found by axe.

use serde_json::Value;

use crate::{Browser, Outcome, settings};

const RUN: &str = "
const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ['violations'] }).then(result => done(result.violations), error => done(String(error)));
";

impl Browser {
    /// Everything that axe finds on the page, in words, one entry for each place.
    ///
    /// # Errors
    /// When axe is not there, or can't run in the page.
    pub async fn axe_violations(&self) -> Outcome<Vec<String>> {
        let script = tokio::fs::read_to_string(settings::axe()?).await?;
        // A dialog that still fades in has too little contrast.
        self.settled().await?;
        self.driver.execute(script, Vec::new()).await?;
        let result = self.driver.execute_async(RUN, Vec::new()).await?;
        match result.json() {
            Value::Array(violations) => Ok(violations.iter().flat_map(in_words).collect()),
            other => Err(crate::Failure::new(format!("axe can't run in the page: {other}"))),
        }
    }
}

fn in_words(violation: &Value) -> Vec<String> {
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let rule = format!("{}: {}", text(violation, "id"), text(violation, "help"));
    let places = violation["nodes"].as_array().into_iter().flatten();
    places.map(|place| format!("{rule}: at {} {}", place["target"], text(place, "html"))).collect()
}
