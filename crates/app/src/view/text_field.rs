/// One text field of a form: the typed value, and the sentence that says what to change.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextField {
    /// The field's name in the form, and its id in the page: unique within a page.
    pub(crate) name: &'static str,
    /// The value, as typed. Empty for passwords, which are never written back.
    pub(crate) value: String,
    /// The sentence that says what to change.
    pub(crate) error: Option<String>,
}

impl TextField {
    /// An empty field.
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, ..Self::default() }
    }

    /// The field with this text in it.
    pub(crate) fn with_value(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: value.into(), error: None }
    }

    /// The same field, refused with this sentence.
    pub(crate) fn refused(self, sentence: impl Into<String>) -> Self {
        Self { error: Some(sentence.into()), ..self }
    }
}

/// One option of a select.
#[derive(Clone, Debug)]
pub(crate) struct SelectOption {
    /// The value that the form sends.
    pub(crate) value: String,
    /// The text that the person reads.
    pub(crate) label: String,
}

impl SelectOption {
    /// An option that sends `value` and shows `label`.
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// A form field to choose one of several options.
#[derive(Clone, Debug, Default)]
pub(crate) struct SelectField {
    /// The field's name in the form, and its id in the page: unique within a page.
    pub(crate) name: &'static str,
    /// The chosen value; empty when nothing is chosen.
    pub(crate) value: String,
    /// The options, in the order to show.
    pub(crate) options: Vec<SelectOption>,
    /// The sentence that says what to change.
    pub(crate) error: Option<String>,
}

impl SelectField {
    /// A field with these options, `value` chosen.
    pub(crate) fn new(name: &'static str, value: impl Into<String>, options: Vec<SelectOption>) -> Self {
        Self { name, value: value.into(), options, error: None }
    }

    /// The same field, refused with this sentence.
    #[cfg(test)]
    pub(crate) fn refused(self, sentence: impl Into<String>) -> Self {
        Self { error: Some(sentence.into()), ..self }
    }
}

/// A line of the summary above a refused form.
#[derive(Clone, Debug)]
pub(crate) struct FieldProblem {
    /// The id of the field that it is about.
    pub(crate) name: &'static str,
    /// The sentence that says what to change.
    pub(crate) sentence: String,
}

/// The lines of the summary, from the fields in the order of the page.
pub(crate) fn field_problems<'a>(
    fields: impl IntoIterator<Item = (&'static str, &'a Option<String>)>,
) -> Vec<FieldProblem> {
    fields
        .into_iter()
        .filter_map(|(name, error)| {
            error.as_ref().map(|sentence| FieldProblem { name, sentence: format!("{}: {sentence}", field_label(name)) })
        })
        .collect()
}

/// The name of a field in a summary, where the field itself may be out of sight.
fn field_label(name: &'static str) -> &'static str {
    match name {
        "account" => "Account",
        "add_tag" => "Add tags",
        "api_base" => "API address",
        "api_token" => "API token",
        "at" => "At",
        "business_name" => "Business name",
        "confirm_password" => "Your password",
        "caller" => "Caller",
        "colour" => "Colour",
        "conditions" => "Conditions",
        "country" => "Country",
        "currency" => "Currency",
        "current_password" => "Current password",
        "day_of_month" => "Day of the month",
        "deleted_name" => "Name of the business",
        "email" => "E-mail",
        "every" => "Mail it",
        "forward_to" => "Forward to",
        "friendly_name" => "Friendly name",
        "group_id" => "Group",
        "groups" => "Number groups",
        "hours" => "Hours",
        "name" | "rule_name" | "tag_name" | "token_name" => "Name",
        "members" => "To",
        "note_text" => "Note",
        "into" => "Merge into",
        "matches" => "A call has to meet",
        "new_password" => "New password",
        "number_access" => "Number access",
        "password" => "Password",
        "phone_number" => "Phone number",
        "provider" => "Provider",
        "reason" => "Reason",
        "role-choice" => "Role",
        "rows" => "People",
        "rule-tags" => "Tags",
        "secondary_secret" => "Secondary secret",
        "secret" => "Secret",
        "setup_code" => "Set-up code",
        "source" => "Source",
        "sources" => "Sources",
        "successor" => "New Owner",
        "talk_seconds" => "Talk time",
        "time_zone" => "Time zone",
        "value" => "Value",
        "weekday" => "Day of the week",
        // The test of the gallery names a field that is missing here.
        name => name,
    }
}
