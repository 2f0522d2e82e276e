use crewline_core::access::Role;

/// The person at the keyboard, as the profile menu shows them.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// The membership's opaque id, by which the page knows news about itself.
    pub(crate) id: String,
    /// Their display name in this business.
    pub(crate) name: String,
    /// The e-mail address, as typed.
    pub(crate) email: String,
    /// Their role in this business.
    pub(crate) role: Role,
}

impl Person {
    /// The letters that stand for the person.
    pub(crate) fn initials(&self) -> String {
        initials(&self.name)
    }
}

/// The first letters of the first and the last word of a name, as far as there are any.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    let letters = first.into_iter().chain(last).flat_map(char::to_uppercase).collect::<String>();
    if letters.is_empty() { "•".to_owned() } else { letters }
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_the_first_and_last_words_letters() {
        let shown = ["Olga Marsh", "ada", "Ana María de la Cruz", "  ", "<b> (x)", "محمد علي"].map(initials);
        assert_eq!(shown, ["OM", "A", "AC", "•", "BX", "مع"]);
    }
}
