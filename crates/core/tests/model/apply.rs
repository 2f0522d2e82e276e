//! What is different once something is done.

use std::collections::BTreeSet;

use crewline_core::access::Role;

use super::act::{Act, Deed, How, Numbers, Wish};
use super::judge::access_after;
use super::rights::{Eyes, reaches};
use super::world::{
    Access, Call, Fate, Group, House, Invitation, LINK_SECONDS, Member, Number, OFFER_SECONDS, Offer, PERIOD_SECONDS,
    Period, Place, World, name_of,
};

impl World {
    pub(crate) fn apply(&mut self, act: &Act) {
        match act {
            Act::Deed { place, eyes, deed } => self.apply_deed(*place, *eyes, deed),
            Act::Accept { place, invitation, how, .. } => self.apply_accept(*place, *invitation, *how),
            Act::Plan { place, plan } => self.houses[*place].plan = *plan,
            Act::Ring { place, number } => self.houses[*place].ring(*number, false),
            Act::Wait(seconds) => self.now += seconds,
        }
    }

    fn apply_deed(&mut self, place: Place, eyes: Eyes, deed: &Deed) {
        let Some(view) = self.view(&self.houses[place], eyes) else { return };
        let (now, has_account) = (self.now, |person| self.accounts.contains(&person));
        let is_known = matches!(deed, Deed::Invite { person, .. } if has_account(*person));
        let house = &mut self.houses[place];
        match deed {
            Deed::Invite { person, role, wish, .. } => {
                let access = wish.as_ref().map_or(Access::All, Wish::access);
                let name = name_of(*person).to_owned();
                if is_known {
                    house.members.push(Member { person: *person, name, role: *role, access, is_active: true });
                } else {
                    house.sends.push((*person, now));
                    house.invitations.push(Invitation {
                        person: *person,
                        name,
                        role: *role,
                        access,
                        inviter: view.actor,
                        expires: now + LINK_SECONDS,
                        links: 1,
                        fate: Fate::Open,
                    });
                }
            }
            Deed::Cancel(id) => house.invitations[*id].fate = Fate::Cancelled,
            Deed::Resend(id) => {
                let invitation = &mut house.invitations[*id];
                invitation.expires = now + LINK_SECONDS;
                invitation.links += 1;
                // Who resends answers for it.
                invitation.inviter = view.actor;
                house.sends.push((invitation.person, now));
            }
            Deed::Edit { member, role, name, wish } => house.edit(now, *member, *role, name.clone(), wish.as_ref()),
            Deed::Remove(member) => house.end(now, *member),
            Deed::Leave => house.end(now, view.member),
            Deed::CreateGroup { name, numbers } => {
                house.groups.push(Group { name: *name, is_there: true });
                house.fill(house.groups.len() - 1, numbers);
            }
            Deed::EditGroup { group, numbers } => house.fill(*group, numbers),
            Deed::DeleteGroup(group) => house.delete_group(*group),
            Deed::AddNumber { digits, group } => {
                let source = *digits;
                let sources = BTreeSet::from([source]);
                house.numbers.push(Number { digits: *digits, group: *group, source, sources, is_active: true });
                house.ring(house.numbers.len() - 1, true);
            }
            Deed::EditNumber { number, group, source } => {
                let number = &mut house.numbers[*number];
                number.group = *group;
                number.source = *source;
                number.sources.insert(*source);
            }
            Deed::Release(number) => house.release(*number),
            Deed::Offer(to) => {
                house.offer = Some(Offer { from: view.member, to: *to, expires: now + OFFER_SECONDS });
            }
            Deed::Withdraw | Deed::Decline => house.offer = None,
            Deed::Take => house.hand_over(now),
            Deed::LogInAs(member) => house.periods.push(Period {
                actor: view.actor,
                member: *member,
                until: now + PERIOD_SECONDS,
                allows_changes: false,
                has_ended: false,
            }),
            Deed::AllowChanges => {
                if let Some(period) = house.period_mut(eyes) {
                    period.allows_changes = true;
                }
            }
            Deed::Return => {
                if let Some(period) = house.period_mut(eyes) {
                    period.has_ended = true;
                }
            }
            Deed::MakeToken => house.tokens.push(view.member),
        }
    }

    fn apply_accept(&mut self, place: Place, id: usize, how: How) {
        let house = &mut self.houses[place];
        let invitation = &mut house.invitations[id];
        invitation.fate = Fate::Accepted;
        let Invitation { person, name, role, access, .. } = invitation.clone();
        let is_new = self.accounts.insert(person);
        // Who makes an account says what they are called.
        let name = if is_new && matches!(how, How::Password) { own_name(person) } else { name };
        house.members.push(Member { person, name, role, access, is_active: true });
    }
}

/// What somebody calls themselves when they make an account.
pub(crate) fn own_name(person: usize) -> String {
    format!("{} Own", name_of(person))
}

impl House {
    fn period_mut(&mut self, eyes: Eyes) -> Option<&mut Period> {
        match eyes {
            Eyes::Own(_) => None,
            Eyes::Through(period) => self.periods.get_mut(period),
        }
    }

    fn ring(&mut self, number: usize, is_recorded: bool) {
        self.calls.push(Call { number, source: self.numbers[number].source, is_recorded });
    }

    fn edit(&mut self, now: i64, member: usize, role: Option<Role>, name: Option<String>, wish: Option<&Wish>) {
        let to = role.unwrap_or(self.members[member].role);
        let access = access_after(self, member, to, wish);
        let there = &mut self.members[member];
        let is_change = there.role != to || there.access != access;
        there.role = to;
        there.access = access;
        there.name = name.unwrap_or_else(|| there.name.clone());
        if is_change {
            self.close(now, member);
        }
    }

    fn end(&mut self, now: i64, member: usize) {
        self.members[member].is_active = false;
        self.close(now, member);
    }

    /// What no longer fits once a membership is another, or over: Log in as in either direction, ownership that was
    /// offered, and the invitations that they may no longer send.
    fn close(&mut self, now: i64, member: usize) {
        for period in self.periods.iter_mut().filter(|period| period.is_live(now)) {
            period.has_ended = period.actor == member || period.member == member;
        }
        self.offer = self.offer.take().filter(|offer| offer.from != member && offer.to != member);
        let is = &self.members[member];
        for invitation in self.invitations.iter_mut().filter(|each| each.inviter == member && each.is_live(now)) {
            if !is.is_active || !reaches(is.role, invitation.role) {
                invitation.fate = Fate::Cancelled;
            }
        }
    }

    fn hand_over(&mut self, now: i64) {
        let Some(Offer { from, to, .. }) = self.offer.take() else { return };
        self.members[to].role = Role::Owner;
        self.members[to].access = Access::All;
        self.members[from].role = Role::Admin;
        self.close(now, from);
        self.close(now, to);
    }

    /// Makes these the active numbers of a group; released ones stay where they were.
    fn fill(&mut self, group: usize, numbers: &Numbers) {
        for (id, number) in self.numbers.iter_mut().enumerate().filter(|(_, number)| number.is_active) {
            if numbers.ours.contains(&id) {
                number.group = Some(group);
            } else if number.group == Some(group) {
                number.group = None;
            }
        }
    }

    /// Who has it keeps it, for its history; to whom it was only promised, it is no more.
    fn release(&mut self, number: usize) {
        self.numbers[number].is_active = false;
        for invitation in &mut self.invitations {
            if let Access::Only { numbers, .. } = &mut invitation.access {
                numbers.remove(&number);
            }
        }
    }

    fn delete_group(&mut self, group: usize) {
        self.groups[group].is_there = false;
        for number in self.numbers.iter_mut().filter(|number| number.group == Some(group)) {
            number.group = None;
        }
        let members = self.members.iter_mut().map(|member| &mut member.access);
        for access in members.chain(self.invitations.iter_mut().map(|each| &mut each.access)) {
            if let Access::Only { groups, .. } = access {
                groups.remove(&group);
            }
        }
    }
}
