//! The stores, each test on both engines.

mod access;
mod audit;
mod calls;
mod groups;
mod intake;
mod isolation;
mod line;
mod live;
mod members;
mod numbers;
mod people;
mod recordings;
