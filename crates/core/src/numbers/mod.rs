//! Numbers: the tracking numbers of a business.

mod add;
mod draft;
mod number;
mod phone_number;
mod shown;

pub use add::add;
pub use draft::Draft;
pub use number::{Number, Status};
pub use phone_number::{BadPhoneNumber, PhoneNumber};
pub use shown::shown;
