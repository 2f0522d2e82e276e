//! The sums that reports are made of.

use crate::db::{Columns, Error, Value};

macro_rules! sums {
    ($($(#[$doc:meta])* $field:ident,)*) => {
        /// Sums over calls.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub struct Sums {
            $($(#[$doc])* pub $field: i64,)*
        }

        impl Sums {
            /// Reads the columns that come next in a row.
            pub(crate) fn from_columns(columns: &mut Columns<'_, '_>) -> Result<Self, Error> {
                Ok(Self { $($field: columns.take()?,)* })
            }

            /// The values of the columns, in their order.
            pub(crate) fn values(&self) -> Vec<&(dyn Value + '_)> {
                vec![$(&self.$field),*]
            }

            /// The names and values of the sums that differ from others.
            pub(crate) fn differences(&self, other: &Self) -> Vec<(&'static str, i64, i64)> {
                let all = [$((stringify!($field), self.$field, other.$field)),*];
                all.into_iter().filter(|(_, this, that)| this != that).collect()
            }
        }

        impl std::ops::AddAssign for Sums {
            fn add_assign(&mut self, other: Self) {
                $(self.$field += other.$field;)*
            }
        }

        impl std::ops::SubAssign for Sums {
            fn sub_assign(&mut self, other: Self) {
                $(self.$field -= other.$field;)*
            }
        }
    };
}

sums! {
    /// Calls.
    calls,
    /// Calls in which the two sides talked.
    answered,
    /// All other calls that have ended without a message.
    missed,
    /// Calls whose caller left a message.
    voicemails,
    /// Calls that were their caller's first to the number.
    first_time_callers,
    /// Calls of which the length of the talk is known.
    talks,
    /// How long the two sides talked, in all.
    talk_seconds,
    /// Calls of which the time to the answer is known.
    answers,
    /// How long callers waited for an answer, in all.
    answer_seconds,
    /// Calls that are qualified.
    qualified,
    /// The value of the calls, in the hundredth part of the business's currency.
    value_cents,
}

impl std::iter::Sum for Sums {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |mut sums, each| {
            sums += each;
            sums
        })
    }
}
