use crewline_core::access::{Refusal, Role, Sees, actions, enter};
use crewline_core::both_engines;
use crewline_core::people::sessions;
use crewline_core::secret::digest;
use crewline_core::testing::{House, session};
use secrecy::ExposeSecret;

both_engines! {
    async fn a_session_enters_its_persons_businesses_and_no_other(kind) {
        let house = House::new(kind).await;
        let (_, neighbour) = house.neighbour().await;
        assert_eq!((house.owner.role(), house.owner.sees()), (Role::Owner, Sees::All));
        let token = session(house.db(), "olga@northline.example").await;
        let hash = digest(token.expose_secret());
        for slug in [neighbour.slug(), "unknown", ""] {
            assert!(enter::by_session(house.db(), &hash, slug, "").await.unwrap().is_none(), "{slug}");
        }
        sessions::close(house.db(), &hash).await.unwrap();
        assert!(enter::by_session(house.db(), &hash, &house.slug, "").await.unwrap().is_none());
    }

    async fn a_session_ends_with_its_time(kind) {
        let house = House::new(kind).await;
        let token = session(house.db(), "olga@northline.example").await;
        house.db().clock().advance_seconds(31 * 86_400);
        assert!(enter::by_session(house.db(), &digest(token.expose_secret()), &house.slug, "").await.unwrap().is_none());
    }

    async fn a_role_may_what_the_table_says_and_no_more(kind) {
        let house = House::new(kind).await;
        let viewer = house.viewer("Vera Kim", &[], &[]).await;
        assert_eq!(viewer.sees(), Sees::Granted);
        assert!(viewer.may::<actions::SeeCalls>().is_ok());
        assert_eq!(viewer.may::<actions::EditNumbers>().err(), Some(Refusal::Forbidden));
        assert!(house.owner.may::<actions::DeleteBusiness>().is_ok());
    }
}
