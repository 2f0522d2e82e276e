use crewline_core::members::Revoked;

/// What ended with a membership, or with a change of it: one line for each kind that there was any of.
/// `streams`: the live streams of theirs that this process held open.
pub(crate) fn revoked_sentences(receipt: &Revoked, streams: u64) -> Vec<String> {
    let counts = [
        (receipt.sessions, "signed-in browser", "signed-in browsers"),
        (streams, "live stream", "live streams"),
        (receipt.tokens, "API token", "API tokens"),
        (receipt.invitations, "invitation they had sent", "invitations they had sent"),
        (receipt.impersonations, "period of Log in as", "periods of Log in as"),
    ];
    let shown = counts.into_iter().filter(|(count, ..)| *count > 0);
    shown.map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many })).collect()
}

#[cfg(test)]
mod tests {
    use super::{Revoked, revoked_sentences};

    #[test]
    fn revoked_items_are_counted_in_words() {
        let ended = Revoked { sessions: 2, tokens: 1, invitations: 3, impersonations: 1 };
        let shown = [
            "2 signed-in browsers",
            "1 live stream",
            "1 API token",
            "3 invitations they had sent",
            "1 period of Log in as",
        ];
        assert_eq!(revoked_sentences(&ended, 1), shown);
        assert!(revoked_sentences(&Revoked::default(), 0).is_empty());
    }
}
