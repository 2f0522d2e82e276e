//! Compares the announced effect of a change with the model's difference: who sees how many numbers and calls more or less.

use std::collections::{BTreeMap, BTreeSet};

use crewline_core::Error;
use crewline_core::access::{Thing, Viewpoint, actions};
use crewline_core::live::{Change, Subscription};
use crewline_core::mail::EmailComposer;
use crewline_core::members::{self, AccessEffect, Saving};
use crewline_core::numbers::{self, groups};

use super::act::{Act, Deed};
use super::compare::{Comparison, compare};
use super::product::{Product, group_name, phone_number, source};
use super::world::{Access, Business, Place, World};

/// Numbers and calls gained, then numbers and calls lost.
type Difference = (usize, usize, usize, usize);

/// The difference of each member who sees more or less, and how many pending invitations widen and narrow.
type Differences = (BTreeMap<usize, Difference>, (i64, i64));

impl Product {
    /// Announces the effect of an act that nothing forbids, without doing it.
    pub(crate) async fn compare_effect(&self, world: &World, act: &Act) -> Comparison {
        let Act::Deed { place, entered_as, deed } = act else { return Ok(()) };
        let Some(view) = self.view(world, *place, *entered_as).await else { return Ok(()) };
        let effect = match self.dry_run(&view, *place, deed).await {
            Ok(Some(effect)) => effect,
            Ok(None) => return Ok(()),
            Err(error) => return Err(format!("the dry run of {deed:?} is refused: {error}")),
        };
        let members = effect.members.iter().map(|member| {
            let place = self.businesses[*place].members.iter().position(|id| *id == member.member);
            let (gains, loses) = (member.gains, member.loses);
            let count = |calls: i64| usize::try_from(calls).unwrap();
            (place.unwrap(), (gains.numbers, count(gains.calls), loses.numbers, count(loses.calls)))
        });
        let product = (members.collect(), (effect.invitations_widened, effect.invitations_narrowed));
        let mut after = world.clone();
        after.apply(act);
        let model = world.businesses[*place].differences(&after.businesses[*place], world.now, deed);
        compare(format!("the effect of {deed:?}"), &product, &model)
    }

    /// The effect of a deed that may change who sees which numbers; `None` for any other deed.
    async fn dry_run(&self, view: &Viewpoint, place: Place, deed: &Deed) -> Result<Option<AccessEffect>, Error> {
        let (db, ids) = (self.db(), &self.businesses[place]);
        Ok(Some(match deed {
            Deed::Edit { member, role, name, choice } => {
                let draft = members::Draft {
                    role: role.map(|role| role.to_string()),
                    name: name.clone(),
                    access: choice.as_ref().map(|choice| self.access_draft(place, choice)),
                };
                let held = members::Member::hold(db, view.may()?, ids.members[*member]).await?;
                members::edit_if(db, &held, &draft, &EmailComposer::disabled(), Saving::DryRun).await?.effect
            }
            Deed::CreateGroup { name, numbers } => {
                let draft = groups::Draft { name: group_name(*name), number_ids: self.number_ids(place, numbers) };
                let effect = groups::create_if(db, &view.may()?, &draft, Saving::DryRun).await?.effect;
                // The form asks before the group has a name, and gets the same.
                let unnamed = groups::effect_of_create(db, &view.may()?, &draft.number_ids).await?;
                assert_eq!(unnamed.members, effect.members);
                effect
            }
            Deed::EditGroup { group, numbers } => {
                let held = groups::Group::hold(db, view.may()?, ids.groups[*group]).await?;
                let draft = groups::Draft { name: held.name.clone(), number_ids: self.number_ids(place, numbers) };
                groups::edit_if(db, &held, &draft, Saving::DryRun).await?.effect
            }
            Deed::DeleteGroup(group) => {
                let held = groups::Group::hold(db, view.may()?, ids.groups[*group]).await?;
                groups::delete_if(db, &held, Saving::DryRun).await?.effect
            }
            Deed::AddNumber { digits, group } => {
                let draft = numbers::Draft {
                    friendly_name: format!("Number {digits}"),
                    source: source(*digits),
                    group_id: self.group(place, *group),
                    ..numbers::Draft::default()
                };
                let to_add = phone_number(*digits);
                let effect = numbers::add_if(db, &view.may()?, &to_add, &draft, Saving::DryRun).await?.effect;
                let unnamed = numbers::effect_of_add(db, &view.may()?, &draft.group_id).await?;
                assert_eq!(unnamed.members, effect.members);
                effect
            }
            Deed::EditNumber { number, group, source: new_source } => {
                let held = numbers::Number::hold(db, view.may()?, ids.numbers[*number]).await?;
                let (group_id, source) = (self.group(place, *group), source(*new_source));
                let draft = numbers::Draft { group_id, source, ..numbers::Draft::of(&held) };
                numbers::edit_if(db, &held, &draft, Saving::DryRun).await?.effect
            }
            Deed::Release(number) => {
                let held = numbers::Number::hold(db, view.may()?, ids.numbers[*number]).await?;
                numbers::release_if(db, &held, Saving::DryRun).await?.effect
            }
            _ => return Ok(None),
        }))
    }

    /// Watches the business of an act that moves numbers.
    pub(crate) async fn watch_moves(&self, world: &World, act: &Act) -> Option<(Subscription, Viewpoint)> {
        let Act::Deed { place, entered_as, deed } = act else { return None };
        let view = self.view(world, *place, *entered_as).await.filter(|_| deed.moves_numbers())?;
        let watching = self.businesses[*place].carrier.bus.watch(&view.may::<actions::SeeCalls>().ok()?);
        Some((watching, view))
    }

    /// The members whose pages are told of an act, and nobody else.
    pub(crate) async fn compare_told(
        &self,
        world: &World,
        act: &Act,
        mut watching: Subscription,
        view: &Viewpoint,
    ) -> Comparison {
        let Act::Deed { place, deed, .. } = act else { return Ok(()) };
        let ids = &self.businesses[*place];
        ids.carrier.bus.publish(view.business(), Change::Everything);
        let mut told = BTreeSet::new();
        loop {
            let change = tokio::time::timeout(std::time::Duration::from_secs(10), watching.next()).await;
            match change.map_err(|_| "no change in time".to_owned())? {
                Change::Access(member) => _ = told.insert(ids.members.iter().position(|id| *id == member).unwrap()),
                Change::Everything => break,
                // Each stream finds out by itself whether it concerns its viewer.
                Change::Numbers => {}
                other => return Err(format!("{deed:?} announces {other:?}")),
            }
        }
        let business = &world.businesses[*place];
        let only = |member: &usize| business.members[*member].access != Access::All;
        let expected: BTreeSet<usize> = match deed {
            Deed::Release(number) => {
                let viewers = business.active_members().filter(only);
                viewers.filter(|member| business.seen_numbers(*member).contains(number)).collect()
            }
            Deed::DeleteGroup(group) => {
                let has = |member: &usize| match &business.members[*member].access {
                    Access::All => false,
                    Access::Only { groups, .. } => groups.contains(group),
                };
                business.active_members().filter(has).collect()
            }
            _ => {
                let mut after = world.clone();
                after.apply(act);
                business.differences(&after.businesses[*place], world.now, deed).0.into_keys().collect()
            }
        };
        compare(format!("who is told of {deed:?}"), &told, &expected)
    }
}

impl Deed {
    /// Whether it can change who sees which numbers by a change of numbers or groups.
    pub(crate) fn moves_numbers(&self) -> bool {
        matches!(
            self,
            Self::CreateGroup { .. }
                | Self::EditGroup { .. }
                | Self::DeleteGroup(_)
                | Self::AddNumber { .. }
                | Self::EditNumber { .. }
                | Self::Release(_)
        )
    }
}

impl Business {
    /// The numbers and calls that each member sees more or less after a deed. The calls are those that are there before it.
    fn differences(&self, after: &Self, now: i64, deed: &Deed) -> Differences {
        let mut members = BTreeMap::new();
        for member in self.active_members() {
            // Members with All Numbers see every new number, and nobody has to be told.
            let sees_all = self.members[member].access == Access::All;
            if matches!(deed, Deed::AddNumber { .. }) && sees_all {
                continue;
            }
            let (was, is) = (self.seen_numbers(member), after.seen_numbers(member));
            let (gained, lost) = (&is - &was, &was - &is);
            let calls = |of: &BTreeSet<usize>| self.calls.iter().filter(|call| of.contains(&call.number)).count();
            if !gained.is_empty() || !lost.is_empty() {
                members.insert(member, (gained.len(), calls(&gained), lost.len(), calls(&lost)));
            }
        }
        (members, self.promise_differences(after, now, deed))
    }

    /// How many live invitations promise more, and how many less.
    fn promise_differences(&self, after: &Self, now: i64, deed: &Deed) -> (i64, i64) {
        if !deed.moves_numbers() {
            return (0, 0);
        }
        let promised = |business: &Self, invitation: usize| -> BTreeSet<usize> {
            let Access::Only { numbers, groups } = &business.invitations[invitation].access else {
                return BTreeSet::new();
            };
            let all = 0..business.numbers.len();
            let in_group = |id: &usize| business.numbers[*id].group.is_some_and(|group| groups.contains(&group));
            all.filter(|id| numbers.contains(id) || in_group(id)).collect()
        };
        let live = (0..self.invitations.len()).filter(|id| self.invitations[*id].is_live(now));
        live.fold((0, 0), |(widened, narrowed), id| {
            let (was, is) = (promised(self, id), promised(after, id));
            (widened + i64::from(!is.is_subset(&was)), narrowed + i64::from(!was.is_subset(&is)))
        })
    }
}
