//! Everything of Crewline that is true without a browser.

pub mod carrier;
