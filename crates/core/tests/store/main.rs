//! The stores, each test on both engines.

mod access;
mod audit;
mod people;
