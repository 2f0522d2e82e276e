use crewline_core::invitations::{Delivery, DeliveryStatus};

/// The problem of an invitation's delivery that a person should know; `None` where nothing is wrong.
pub(crate) fn delivery_in_words(delivery: &Delivery) -> Option<String> {
    let problem = delivery.problem.as_deref();
    match delivery.status {
        DeliveryStatus::Failed => Some(format!("Could not be delivered: {}", problem.unwrap_or("no reason is known"))),
        DeliveryStatus::Waiting => {
            problem.map(|problem| format!("Could not be delivered yet, and is tried again: {problem}"))
        }
        DeliveryStatus::Sent | DeliveryStatus::ByHand => None,
    }
}

/// How far the letter with an invitation's link has come.
pub(crate) fn delivery_status_in_words(status: DeliveryStatus) -> &'static str {
    match status {
        DeliveryStatus::Waiting => "Waits to be sent",
        DeliveryStatus::Sent => "Sent to the mail server",
        DeliveryStatus::Failed => "Not delivered",
        DeliveryStatus::ByHand => "Handed over by a member",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_is_mentioned_where_something_is_wrong() {
        let words = |status, problem: Option<&str>| {
            delivery_in_words(&Delivery { status, problem: problem.map(str::to_owned) })
        };
        let (failed, waiting) = (DeliveryStatus::Failed, DeliveryStatus::Waiting);
        assert_eq!(
            words(failed, Some("no such user (550)")).as_deref(),
            Some("Could not be delivered: no such user (550)")
        );
        assert_eq!(
            words(waiting, Some("not now (450)")).as_deref(),
            Some("Could not be delivered yet, and is tried again: not now (450)")
        );
        for status in [waiting, DeliveryStatus::Sent, DeliveryStatus::ByHand] {
            assert_eq!(words(status, None), None);
        }
    }
}
