//! A view as its reader sees it.

use super::ViewQuestion;
use super::stored::Stored;
use super::visible::Visible;
use crate::access::{Action, BusinessSql, May, Thing, business_sql};
use crate::calls::Omission;
use crate::db::{self, Db};
use crate::ids::CallViewId;
use crate::time::Timestamp;

static FIND: BusinessSql = business_sql!("find.sql");

/// A view as its reader sees it: of its filters, what is within the reader's number access. It is made only by reading it for a
/// viewpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallView(ViewFields);

/// The fields of a [`CallView`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ViewFields {
    /// Its id.
    pub id: CallViewId,
    /// Its name.
    pub name: String,
    /// The filters, without the numbers, groups, sources and tags that the reader does not see.
    pub question: ViewQuestion,
    /// Whether the reader sees nothing of what one of its filters chooses, so that no call passes it.
    pub matches_nothing: bool,
    /// The omission of its filters for the reader, if there is one.
    pub omission: Option<Omission>,
    /// The names of the numbers of its filters.
    pub numbers: Vec<String>,
    /// The names of the groups of its filters.
    pub groups: Vec<String>,
    /// Whether the team sees it.
    pub is_shared: bool,
    /// Whether it is the reader's own.
    pub is_own: bool,
    /// The name of its author, for those who see the Users page; `None` also when the author is no member any more.
    pub author: Option<String>,
    /// Whether the reader may edit and remove it.
    pub may_edit: bool,
    /// When it was saved.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl CallView {
    pub(super) fn new(fields: ViewFields) -> Self {
        Self(fields)
    }
}

impl std::ops::Deref for CallView {
    type Target = ViewFields;
    fn deref(&self) -> &ViewFields {
        &self.0
    }
}

impl Thing for CallView {
    type Id = CallViewId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: CallViewId) -> Result<Option<Self>, db::Error> {
        let viewpoint = may.viewpoint();
        let rows = db.read::<Stored>(may, &FIND, &[&viewpoint.member(), &id]).await?;
        let visible = match Visible::read(db, viewpoint, &rows).await {
            Ok(visible) => visible,
            Err(crate::Error::Db(error)) => return Err(error),
            // A role that sees no calls finds no view.
            Err(_) => return Ok(None),
        };
        Ok(rows.into_iter().next().map(|stored| visible.view(viewpoint, stored)))
    }
}
