//! The stores, each test on both engines.

mod access;
mod audit;
mod calls;
mod intake;
mod line;
mod live;
mod groups;
mod isolation;
mod members;
mod numbers;
mod people;
mod recordings;
