use crewline_core::members::Revoked;

/// Says what a removal revoked, in one line for each kind with a count above zero. `streams` counts the member's live
/// streams in this process.
pub(crate) fn revoked_sentences(revoked: &Revoked, streams: u64) -> Vec<String> {
    let counts = [
        (revoked.sessions, "signed-in browser", "signed-in browsers"),
        (streams, "live stream", "live streams"),
        (revoked.tokens, "API token", "API tokens"),
        (revoked.invitations, "invitation they had sent", "invitations they had sent"),
        (revoked.impersonations, "period of Log in as", "periods of Log in as"),
    ];
    let shown = counts.into_iter().filter(|(count, ..)| *count > 0);
    shown.map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many })).collect()
}

#[cfg(test)]
mod tests {
    use super::{Revoked, revoked_sentences};

    #[test]
    fn revoked_items_are_counted_in_words() {
        let revoked = Revoked { sessions: 2, tokens: 1, invitations: 3, impersonations: 1 };
        let shown = [
            "2 signed-in browsers",
            "1 live stream",
            "1 API token",
            "3 invitations they had sent",
            "1 period of Log in as",
        ];
        assert_eq!(revoked_sentences(&revoked, 1), shown);
        assert!(revoked_sentences(&Revoked::default(), 0).is_empty());
    }
}
