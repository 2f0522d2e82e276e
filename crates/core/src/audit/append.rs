//! Adds an entry to a business's chain, inside the transaction of the change that it tells of.

use super::entry::{Event, Link};
use crate::access::{BusinessSql, Scoped, Viewpoint, business_sql};
use crate::db::Error;
use crate::ids::{MemberId, UserId};

static NEXT: BusinessSql = business_sql!("next.sql");
static APPEND: BusinessSql = business_sql!("append.sql");
static HEAD: BusinessSql = business_sql!("head.sql");

/// Who did it, as the entry keeps them.
#[derive(Clone, Debug)]
pub(crate) struct Doer {
    pub(super) user: Option<UserId>,
    pub(super) name: String,
    pub(super) as_member: Option<MemberId>,
    pub(super) as_name: Option<String>,
    pub(super) address: Option<String>,
}

impl Doer {
    /// A person; under Log in as, both.
    pub(crate) fn person(viewpoint: &Viewpoint) -> Self {
        let logged_in_as = viewpoint.impersonation().map(|_| viewpoint);
        Self {
            user: Some(viewpoint.actor().user),
            name: viewpoint.actor().name.clone(),
            as_member: logged_in_as.map(Viewpoint::member),
            as_name: logged_in_as.map(|as_whom| as_whom.name().to_owned()),
            address: Some(viewpoint.address().to_owned()),
        }
    }

    /// A person who is logged in as a teammate, where no viewpoint says so.
    pub(crate) fn acting(user: UserId, name: &str, as_whom: (MemberId, &str), address: Option<&str>) -> Self {
        Self {
            user: Some(user),
            name: name.to_owned(),
            as_member: Some(as_whom.0),
            as_name: Some(as_whom.1.to_owned()),
            address: address.map(str::to_owned),
        }
    }

    /// Somebody who has an account and comes into a business of which they were no member.
    pub(crate) fn newcomer(user: UserId, name: &str, address: &str) -> Self {
        Self { user: Some(user), address: Some(address.to_owned()), ..Self::named(name) }
    }

    /// Somebody who is no member at the time: the operator at the command line, a founder.
    pub(crate) fn named(name: &str) -> Self {
        Self { user: None, name: name.to_owned(), as_member: None, as_name: None, address: None }
    }
}

/// Adds the entry. The update of the head comes first: it holds back other changes to the same chain.
pub(crate) async fn append(tx: &mut Scoped<'_>, doer: &Doer, event: &Event) -> Result<(), Error> {
    let (sequence, before) = tx.one::<(i64, Vec<u8>)>(&NEXT, &[&Vec::<u8>::new()]).await?;
    let at = tx.now();
    let json = |value: &Option<serde_json::Value>| value.as_ref().map(ToString::to_string);
    let (was, is) = (json(&event.before), json(&event.after));
    let (user, as_member) = (doer.user.map(|id| id.to_string()), doer.as_member.map(|id| id.to_string()));
    let link = Link {
        business: tx.scope().business(),
        sequence,
        at,
        texts: [
            user.as_deref(),
            Some(&doer.name),
            as_member.as_deref(),
            doer.as_name.as_deref(),
            Some(event.action),
            Some(event.subject_kind),
            Some(&event.subject_id),
            Some(&event.subject_name),
            was.as_deref(),
            is.as_deref(),
            doer.address.as_deref(),
        ],
    };
    let hash = link.hash(&before);
    tx.run(
        &APPEND,
        &[
            &sequence,
            &at,
            &doer.user,
            &doer.name,
            &doer.as_member,
            &doer.as_name,
            &event.action,
            &event.subject_kind,
            &event.subject_id,
            &event.subject_name,
            &was,
            &is,
            &doer.address,
            &hash,
        ],
    )
    .await?;
    tx.run(&HEAD, &[&hash]).await?;
    Ok(())
}
