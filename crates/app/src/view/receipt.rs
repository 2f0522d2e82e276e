use crewline_core::members::Receipt;

/// What ended with a membership, or with a change of it: one line for each kind that there was any of.
/// `streams`: the live streams of theirs that this process held open.
pub(crate) fn receipt(receipt: &Receipt, streams: u64) -> Vec<String> {
    let counts = [
        (receipt.sessions, "signed-in browser", "signed-in browsers"),
        (streams, "live stream", "live streams"),
        (receipt.tokens, "API token", "API tokens"),
        (receipt.invitations, "invitation they had sent", "invitations they had sent"),
        (receipt.impersonations, "period of Log in as", "periods of Log in as"),
    ];
    let told = counts.into_iter().filter(|(count, ..)| *count > 0);
    told.map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many })).collect()
}

#[cfg(test)]
mod tests {
    use super::{Receipt, receipt};

    #[test]
    fn what_ended_is_counted_in_words() {
        let ended = Receipt { sessions: 2, tokens: 1, invitations: 3, impersonations: 1 };
        let told = [
            "2 signed-in browsers",
            "1 live stream",
            "1 API token",
            "3 invitations they had sent",
            "1 period of Log in as",
        ];
        assert_eq!(receipt(&ended, 1), told);
        assert!(receipt(&Receipt::default(), 0).is_empty());
    }
}
