//! The stores, each test on both engines.

mod access;
mod audit;
mod calls;
mod intake;
mod line;
mod live;
mod people;
mod recordings;
