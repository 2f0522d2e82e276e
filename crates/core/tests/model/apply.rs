//! Applies an act to the model.

use std::collections::BTreeSet;

use crewline_core::access::Role;

use super::act::{AcceptMethod, AccessChoice, Act, Deed, Numbers};
use super::obstacles::access_after;
use super::rights::{EnteredAs, manages};
use super::world::{
    Access, Business, Group, Invitation, InvitationState, LINK_SECONDS, Member, Number, OFFER_SECONDS, Offer,
    PERIOD_SECONDS, Period, Person, Place, RING_SECONDS, World, name_of,
};

impl World {
    pub(crate) fn apply(&mut self, act: &Act) {
        match act {
            Act::Deed { place, entered_as, deed } => self.apply_deed(*place, *entered_as, deed),
            Act::Accept { place, invitation, method, .. } => self.apply_accept(*place, *invitation, *method),
            Act::Plan { place, plan } => self.businesses[*place].plan = *plan,
            Act::Ring { place, number, caller } => {
                self.businesses[*place].ring(*number, *caller);
                self.now += RING_SECONDS;
            }
            Act::Report { place, call, end } => self.businesses[*place].report(*call, *end),
            // It changes nothing that anybody sees.
            Act::Rebuild { .. } => {}
            Act::Wait(seconds) => {
                self.now += seconds;
                for business in self.businesses.iter_mut().filter(|business| business.is_review_due) {
                    business.is_review_due = false;
                    business.review();
                }
            }
        }
    }

    fn apply_deed(&mut self, place: Place, entered_as: EnteredAs, deed: &Deed) {
        let Some(view) = self.view(&self.businesses[place], entered_as) else { return };
        let now = self.now;
        // An account that nobody has proved may be anybody's, so it counts as none.
        let joins_at_once = matches!(deed, Deed::Invite { person, .. } if self.proved.contains(person));
        let business = &mut self.businesses[place];
        match deed {
            Deed::Invite { person, role, choice, is_mailed, .. } => {
                let access = choice.as_ref().map_or(Access::All, AccessChoice::access);
                let name = name_of(*person).to_owned();
                if joins_at_once {
                    business.members.push(Member { person: *person, name, role: *role, access, is_active: true });
                } else {
                    business.sends.push((*person, now));
                    business.invitations.push(Invitation {
                        person: *person,
                        name,
                        role: *role,
                        access,
                        inviter: view.actor,
                        expires: now + LINK_SECONDS,
                        links: 1,
                        is_mailed: *is_mailed,
                        state: InvitationState::Open,
                    });
                }
            }
            Deed::Cancel(id) => business.invitations[*id].state = InvitationState::Cancelled,
            Deed::Resend { invitation: id, is_mailed } => {
                let invitation = &mut business.invitations[*id];
                invitation.is_mailed = *is_mailed;
                invitation.expires = now + LINK_SECONDS;
                invitation.links += 1;
                // The sender becomes the inviter.
                invitation.inviter = view.actor;
                business.sends.push((invitation.person, now));
            }
            Deed::Edit { member, role, name, choice } => {
                business.edit(now, *member, *role, name.clone(), choice.as_ref())
            }
            Deed::Remove(member) => business.remove(now, *member),
            Deed::Leave => business.remove(now, view.member),
            Deed::CreateGroup { name, numbers } => {
                business.groups.push(Group { name: *name, exists: true });
                business.set_numbers(business.groups.len() - 1, numbers);
            }
            Deed::EditGroup { group, numbers } => business.set_numbers(*group, numbers),
            Deed::DeleteGroup(group) => business.delete_group(*group),
            Deed::AddNumber { digits, group } => {
                let source = *digits;
                let sources = BTreeSet::from([source]);
                business.numbers.push(Number { digits: *digits, group: *group, source, sources, is_active: true });
                business.leave_message(business.numbers.len() - 1);
            }
            Deed::EditNumber { number, group, source } => {
                let number = &mut business.numbers[*number];
                number.group = *group;
                number.source = *source;
                number.sources.insert(*source);
            }
            Deed::Release(number) => business.release(*number),
            Deed::Offer(to) => {
                business.offer = Some(Offer { from: view.member, to: *to, expires: now + OFFER_SECONDS });
            }
            Deed::Withdraw | Deed::Decline => business.offer = None,
            Deed::Take => business.hand_over(now),
            Deed::LogInAs(member) => business.periods.push(Period {
                actor: view.actor,
                member: *member,
                until: now + PERIOD_SECONDS,
                allows_changes: false,
                has_ended: false,
            }),
            Deed::AllowChanges => {
                if let Some(period) = business.period_mut(entered_as) {
                    period.allows_changes = true;
                }
            }
            Deed::Return => {
                if let Some(period) = business.period_mut(entered_as) {
                    period.has_ended = true;
                }
            }
            Deed::MakeToken => business.tokens.push(Some(view.member)),
            Deed::Annotate { call, change } => business.annotate(*call, change),
            Deed::Block(caller) => _ = business.blocked.insert(*caller),
            Deed::Unblock(caller) => _ = business.blocked.remove(caller),
            Deed::AddRule(rule) => business.rules.push(*rule),
            Deed::RemoveRule(rule) => _ = business.rules.remove(*rule),
            Deed::Review => business.is_review_due = true,
            // The days of the figures change; the calls do not.
            Deed::ChangeZone(_) => {}
            // Everything is as it was, but for Log in as.
            Deed::DeleteAndTakeBack => {
                for period in business.periods.iter_mut().filter(|period| period.is_live(now)) {
                    period.has_ended = true;
                }
            }
        }
    }

    fn apply_accept(&mut self, place: Place, id: usize, method: AcceptMethod) {
        let sets_password = self.sets_password(&self.businesses[place].invitations[id]);
        let invitation = &mut self.businesses[place].invitations[id];
        invitation.state = InvitationState::Accepted;
        let Invitation { person, name, role, access, is_mailed, .. } = invitation.clone();
        let is_new = self.accounts.insert(person);
        if sets_password && !is_new {
            self.end_unproved_access(person);
        }
        if sets_password && is_mailed {
            self.proved.insert(person);
        }
        // An account whose password was set here has the name that its owner chose.
        let name = if sets_password && matches!(method, AcceptMethod::Password) { own_name(person) } else { name };
        self.businesses[place].members.push(Member { person, name, role, access, is_active: true });
    }
}

impl World {
    /// Ends what an account had before its address was proved: it may be somebody else's.
    fn end_unproved_access(&mut self, person: Person) {
        let now = self.now;
        for business in &mut self.businesses {
            let is_theirs = |member: &usize| business.members[*member].person == person;
            for period in business.periods.iter_mut().filter(|period| period.is_live(now)) {
                period.has_ended = is_theirs(&period.actor);
            }
            for token in &mut business.tokens {
                *token = token.filter(|member| !is_theirs(member));
            }
        }
    }
}

/// The name that a person chooses for their new account.
pub(crate) fn own_name(person: usize) -> String {
    format!("{} Own", name_of(person))
}

impl Business {
    fn period_mut(&mut self, entered_as: EnteredAs) -> Option<&mut Period> {
        match entered_as {
            EnteredAs::Own(_) => None,
            EnteredAs::LoggedInAs(period) => self.periods.get_mut(period),
        }
    }

    fn edit(
        &mut self,
        now: i64,
        member: usize,
        role: Option<Role>,
        name: Option<String>,
        choice: Option<&AccessChoice>,
    ) {
        let to = role.unwrap_or(self.members[member].role);
        let access = access_after(self, member, to, choice);
        let target = &mut self.members[member];
        let is_change = target.role != to || target.access != access;
        target.role = to;
        target.access = access;
        target.name = name.unwrap_or_else(|| target.name.clone());
        if is_change {
            self.revoke_excess(now, member);
        }
    }

    fn remove(&mut self, now: i64, member: usize) {
        self.members[member].is_active = false;
        self.revoke_excess(now, member);
    }

    /// Revokes what a changed or removed member loses: Log in as in either direction, an offer of ownership, and the
    /// invitations that they may no longer send.
    fn revoke_excess(&mut self, now: i64, member: usize) {
        for period in self.periods.iter_mut().filter(|period| period.is_live(now)) {
            period.has_ended = period.actor == member || period.member == member;
        }
        self.offer = self.offer.take().filter(|offer| offer.from != member && offer.to != member);
        let inviter = &self.members[member];
        for invitation in self.invitations.iter_mut().filter(|each| each.inviter == member && each.is_live(now)) {
            if !inviter.is_active || !manages(inviter.role, invitation.role) {
                invitation.state = InvitationState::Cancelled;
            }
        }
    }

    fn hand_over(&mut self, now: i64) {
        let Some(Offer { from, to, .. }) = self.offer.take() else { return };
        self.members[to].role = Role::Owner;
        self.members[to].access = Access::All;
        self.members[from].role = Role::Admin;
        self.revoke_excess(now, from);
        self.revoke_excess(now, to);
    }

    /// Sets the active numbers of a group; released ones keep their group.
    fn set_numbers(&mut self, group: usize, numbers: &Numbers) {
        for (id, number) in self.numbers.iter_mut().enumerate().filter(|(_, number)| number.is_active) {
            if numbers.ours.contains(&id) {
                number.group = Some(group);
            } else if number.group == Some(group) {
                number.group = None;
            }
        }
    }

    /// Members keep it, for its history; pending invitations lose it.
    fn release(&mut self, number: usize) {
        self.numbers[number].is_active = false;
        for invitation in &mut self.invitations {
            if let Access::Only { numbers, .. } = &mut invitation.access {
                numbers.remove(&number);
            }
        }
    }

    fn delete_group(&mut self, group: usize) {
        self.groups[group].exists = false;
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
