//! Prints every TwiML document that this crate can make, one JSON object a line, for the grammar check.

fn main() {
    for (name, xml) in crewline_carrier::twiml::all_documents() {
        println!("{}", serde_json::json!({ "name": name, "xml": xml }));
    }
}
