use crewline_core::access::Role;

/// The viewpoint's member, as the profile menu shows them.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// The membership's opaque id, by which the page recognizes live events about this member.
    pub(crate) id: String,
    /// Their display name in this business.
    pub(crate) name: String,
    /// The e-mail address, as typed.
    pub(crate) email: String,
    /// Their role in this business.
    pub(crate) role: Role,
}

impl Person {
    /// The initials of the name.
    pub(crate) fn initials(&self) -> String {
        initials(&self.name)
    }
}

/// The first letters of the first and the last word of a name; a dot when there are none.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    let letters = first.into_iter().chain(last).flat_map(char::to_uppercase).collect::<String>();
    if letters.is_empty() { "•".to_owned() } else { letters }
}

/// Whether an e-mail address mixes scripts, so that it may look like another one.
pub(crate) fn mixes_scripts(email: &str) -> bool {
    crewline_core::accounts::Email::mixes_scripts(email)
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_those_of_the_first_and_last_word() {
        let texts = ["Olga Marsh", "ada", "Ana María de la Cruz", "  ", "<b> (x)", "محمد علي"].map(initials);
        assert_eq!(texts, ["OM", "A", "AC", "•", "BX", "مع"]);
    }
}
