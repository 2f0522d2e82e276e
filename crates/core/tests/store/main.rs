//! The stores, each test on both engines.

mod access;
mod audit;
mod groups;
mod isolation;
mod members;
mod numbers;
mod people;
