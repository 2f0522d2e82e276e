//! The plans of an instance.

use std::sync::Arc;

use serde::Deserialize;

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// How many seats it has. `None` means unlimited.
    pub seats: Option<u32>,
    /// How many numbers it has. `None` means unlimited.
    pub numbers: Option<u32>,
    /// The address of the upgrade button.
    pub upgrade_url: Option<String>,
}

impl Plan {
    /// The number of seats as an `i64`. `None` means unlimited.
    pub fn limit(&self) -> Option<i64> {
        self.seats.map(i64::from)
    }
}

/// The plans of the instance, and the default for a business without a plan of its own. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Plans(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    all: Vec<Plan>,
    default: Plan,
}

/// The reason why the configured plans are invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPlans {
    /// There are no plans.
    #[error("there are no plans")]
    None,
    /// Two plans have the same key.
    #[error("there are two plans with the key {0:?}")]
    Twice(String),
    /// A plan has no key or no name.
    #[error("a plan needs a key and a name")]
    Nameless,
    /// A plan's upgrade address is invalid.
    #[error("the upgrade_url of the plan {0:?} is not an http:// or https:// address")]
    NoAddress(String),
    /// The default plan does not exist.
    #[error("there is no plan {0:?}")]
    NoDefault(String),
}

impl Plans {
    /// Checks the plans and keeps their order. Without a `default`, the first plan is the default.
    ///
    /// # Errors
    /// Returns [`BadPlans`] when the plans are invalid.
    pub fn new(all: Vec<Plan>, default: Option<&str>) -> Result<Self, BadPlans> {
        for (index, plan) in all.iter().enumerate() {
            if plan.key.trim().is_empty() || plan.name.trim().is_empty() {
                return Err(BadPlans::Nameless);
            }
            if all[..index].iter().any(|other| other.key == plan.key) {
                return Err(BadPlans::Twice(plan.key.clone()));
            }
            let is_address = |text: &String| {
                url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            };
            if !plan.upgrade_url.as_ref().is_none_or(is_address) {
                return Err(BadPlans::NoAddress(plan.key.clone()));
            }
        }
        let default = match default {
            None => all.first().ok_or(BadPlans::None)?,
            Some(key) => all.iter().find(|plan| plan.key == key).ok_or_else(|| BadPlans::NoDefault(key.to_owned()))?,
        };
        let default = default.clone();
        Ok(Self(Arc::new(Inner { all, default })))
    }

    /// The single unlimited plan of an instance without configured plans.
    pub fn unlimited() -> Self {
        let default = Plan {
            key: "self-hosted".into(),
            name: "Self-hosted".into(),
            seats: None,
            numbers: None,
            upgrade_url: None,
        };
        Self(Arc::new(Inner { all: vec![default.clone()], default }))
    }

    /// All plans, in order.
    pub fn all(&self) -> &[Plan] {
        &self.0.all
    }

    /// The plan of a business that has none of its own.
    pub fn default_plan(&self) -> &Plan {
        &self.0.default
    }

    /// The plan with a key.
    pub fn find(&self, key: &str) -> Option<&Plan> {
        self.0.all.iter().find(|plan| plan.key == key)
    }

    /// The plan of a business by its stored key: the default when there is no key or its plan is gone.
    pub fn for_key(&self, key: Option<&str>) -> &Plan {
        key.and_then(|key| self.find(key)).unwrap_or(&self.0.default)
    }

    /// The plans with more seats than `plan`.
    pub fn larger_than<'p>(&'p self, plan: &'p Plan) -> impl Iterator<Item = &'p Plan> {
        self.0.all.iter().filter(|other| match (plan.seats, other.seats) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(seats), Some(more)) => more > seats,
        })
    }

    /// The upgrade address of a plan: its own, or else that of the first plan with more seats.
    pub fn upgrade_url<'p>(&'p self, plan: &'p Plan) -> Option<&'p str> {
        let larger = self.larger_than(plan).filter_map(|plan| plan.upgrade_url.as_deref());
        plan.upgrade_url.as_deref().into_iter().chain(larger).next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(key: &str, seats: Option<u32>, url: Option<&str>) -> Plan {
        Plan { key: key.into(), name: key.into(), seats, numbers: None, upgrade_url: url.map(Into::into) }
    }

    #[test]
    fn an_unknown_plan_falls_back_to_the_default() {
        let plans = Plans::new(vec![plan("s", Some(3), None), plan("m", Some(9), None)], Some("m")).expect("plans");
        assert_eq!(plans.for_key(Some("s")).key, "s");
        assert_eq!((plans.for_key(None).key.as_str(), plans.for_key(Some("gone")).key.as_str()), ("m", "m"));
        assert_eq!(Plans::unlimited().for_key(None).limit(), None);
    }

    #[test]
    fn larger_plans_have_more_seats() {
        let all =
            vec![plan("s", Some(3), None), plan("m", Some(9), Some("https://a.example/m")), plan("l", None, None)];
        let plans = Plans::new(all, None).expect("plans");
        let larger =
            |key: &str| plans.larger_than(plans.for_key(Some(key))).map(|plan| plan.key.as_str()).collect::<Vec<_>>();
        assert_eq!((larger("s"), larger("m"), larger("l")), (vec!["m", "l"], vec!["l"], vec![]));
        assert_eq!(plans.upgrade_url(plans.for_key(Some("s"))), Some("https://a.example/m"));
        assert_eq!(plans.upgrade_url(plans.for_key(Some("l"))), None);
    }

    #[test]
    fn invalid_plans_are_explained() {
        let one = || plan("s", None, None);
        for (all, default, why) in [
            (vec![], None, BadPlans::None),
            (vec![one(), one()], None, BadPlans::Twice("s".into())),
            (vec![plan(" ", None, None)], None, BadPlans::Nameless),
            (vec![plan("s", None, Some("javascript:alert(1)"))], None, BadPlans::NoAddress("s".into())),
            (vec![one()], Some("gold"), BadPlans::NoDefault("gold".into())),
        ] {
            assert_eq!(Plans::new(all, default).err(), Some(why));
        }
    }
}
