use crewline_core::access::{PageDirection, Refusal, Role, Thing, actions};
use crewline_core::db::Kind;
use crewline_core::members::{Filter, Member, NumberAccess, Sort, SortKey, Status, list};
use crewline_core::testing::TestBusiness;
use crewline_core::{Error, both_engines};

use crate::isolation::raw;

async fn names(business: &TestBusiness, filter: Filter, sort: Sort) -> Vec<String> {
    let page = list(business.db(), &business.owner.may().unwrap(), &filter, sort, None, 100).await.unwrap();
    page.members.into_iter().map(|member| member.name).collect()
}

#[both_engines]
async fn a_member_is_listed_with_role_and_number_access(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (one, two) = (business.number("One", "+12125550101").await, business.number("Two", "+12125550102").await);
    let group = business.group("Client A", &[two]).await;
    let viewer = business.viewer("Vera Kim", &[one, two], &[group]).await;
    let nobody = business.viewer("Nils Berg", &[], &[]).await;
    let see = business.owner.may::<actions::SeeUsers>().unwrap();
    let vera = Member::find(business.db(), &see, viewer.member()).await.unwrap().unwrap();
    assert_eq!(
        (vera.name.as_str(), vera.email.as_str(), vera.role),
        ("Vera Kim", "vera.kim@northline.example", Role::Viewer)
    );
    assert_eq!(vera.access, NumberAccess::Specific { numbers: [one, two].into(), groups: [group].into() });
    assert_eq!((vera.status, vera.joined_at, vera.last_active_at), (Status::Active, business.db().now(), None));
    let nils = Member::find(business.db(), &see, nobody.member()).await.unwrap().unwrap();
    assert_eq!(nils.access, NumberAccess::Specific { numbers: [].into(), groups: [].into() });
    let page = list(business.db(), &see, &Filter::default(), SortKey::Name.ascending(), None, 100).await.unwrap();
    assert_eq!(
        page.members.iter().map(|each| each.name.as_str()).collect::<Vec<_>>(),
        ["Nils Berg", "Olga Marsh", "Vera Kim"]
    );
    assert_eq!(page.members[2], vera);
    assert_eq!(page.members[1].access, NumberAccess::All);
}

#[both_engines]
async fn members_are_found_by_name_address_and_role(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.person("Ärne Öst", Role::Admin).await;
    business.person("Max_Rivera", Role::Manager).await;
    let find = |q: &str| Filter { q: Some(q.into()), role: None };
    assert_eq!(names(&business, find("ÄRNE"), SortKey::Name.ascending()).await, ["Ärne Öst"]);
    assert_eq!(names(&business, find("OLGA@north"), SortKey::Name.ascending()).await, ["Olga Marsh"]);
    assert_eq!(names(&business, find("_"), SortKey::Name.ascending()).await, ["Max_Rivera"]);
    assert!(names(&business, find("%%"), SortKey::Name.ascending()).await.is_empty());
    assert!(names(&business, find("a\0"), SortKey::Name.ascending()).await.len() < 4);
    assert_eq!(
        names(&business, Filter { q: None, role: Some(Role::Admin) }, SortKey::Name.ascending()).await,
        ["Ärne Öst"]
    );
    assert_eq!(
        names(&business, Filter { q: Some("a".into()), role: Some(Role::Owner) }, SortKey::Name.ascending()).await,
        ["Olga Marsh"]
    );
    assert!(names(&business, Filter { q: None, role: Some(Role::Viewer) }, SortKey::Name.ascending()).await.is_empty());
}

#[both_engines]
async fn a_removed_member_is_neither_listed_nor_found(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let max = business.person("Max Rivera", Role::Manager).await;
    raw(&business, "update members set status = 'removed', removed_at = 1 where name = 'Max Rivera'").await.unwrap();
    assert_eq!(names(&business, Filter::default(), SortKey::Name.ascending()).await, ["Olga Marsh"]);
    assert!(
        Member::find(business.db(), &business.owner.may::<actions::SeeUsers>().unwrap(), max.member())
            .await
            .unwrap()
            .is_none()
    );
}

#[both_engines]
async fn members_are_ordered_by_their_current_address(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.person("Mia Moss", Role::Manager).await;
    assert_eq!(names(&business, Filter::default(), SortKey::Email.ascending()).await, ["Mia Moss", "Olga Marsh"]);
    business
        .database
        .run(
            "update users set email = 'Zoe@Moss.example', email_canonical = 'zoe@moss.example' where name = 'Mia Moss'",
        )
        .await;
    assert_eq!(names(&business, Filter::default(), SortKey::Email.ascending()).await, ["Olga Marsh", "Mia Moss"]);
    assert_eq!(
        names(&business, Filter { q: Some("ZOE@".into()), ..Filter::default() }, SortKey::Name.ascending()).await,
        ["Mia Moss"]
    );
}

#[both_engines]
async fn a_viewer_does_not_see_the_members(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let viewer = business.viewer("Vera Kim", &[], &[]).await;
    assert_eq!(viewer.may::<actions::SeeUsers>().err(), Some(Refusal::Forbidden));
}

#[both_engines]
async fn members_are_paged_in_every_order_with_ties(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    for count in 0..9 {
        business.person(&format!("Person {count}"), Role::Manager).await;
        business.db().clock().advance_seconds(count % 2);
    }
    raw(&business, "update members set role = 'admin' where id % 3 = 1 and role = 'manager'").await.unwrap();
    raw(&business, "update members set last_active_at = joined_at / 2000 * 2000 where id % 3 = 0").await.unwrap();
    raw(&business, "update members set name = 'Same', name_folded = 'same' where id % 4 < 2").await.unwrap();
    let see = business.owner.may().unwrap();
    for sort in Sort::all() {
        let whole = list(business.db(), &see, &Filter::default(), sort, None, 100).await.unwrap().members;
        assert!(whole.len() >= 8, "{}", whole.len());
        let in_order = whole.windows(2).all(|pair| {
            let (a, b) =
                if sort.direction == PageDirection::Ascending { (&pair[0], &pair[1]) } else { (&pair[1], &pair[0]) };
            match sort.key {
                SortKey::Name => a.name.to_lowercase() <= b.name.to_lowercase(),
                SortKey::Email => a.email <= b.email,
                SortKey::Role => (a.role as u8, a.name.to_lowercase()) <= (b.role as u8, b.name.to_lowercase()),
                SortKey::Joined => a.joined_at <= b.joined_at,
                SortKey::LastActive => a.last_active_at <= b.last_active_at,
            }
        });
        assert!(in_order, "{sort}: {whole:?}");
        for limit in [1, 2, 4] {
            let (mut paged, mut cursor) = (Vec::new(), None);
            loop {
                let page = list(business.db(), &see, &Filter::default(), sort, cursor.as_ref(), limit).await.unwrap();
                paged.extend(page.members);
                cursor = page.next.map(|next| next.to_string().parse().unwrap());
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(paged, whole, "{sort} by {limit}");
        }
    }
    let by_name = list(business.db(), &see, &Filter::default(), SortKey::Name.ascending(), None, 3).await.unwrap();
    let mixed =
        list(business.db(), &see, &Filter::default(), SortKey::Joined.ascending(), by_name.next.as_ref(), 3).await;
    assert!(matches!(mixed, Err(Error::Fields(fields)) if fields.get("cursor").is_some()));
}
