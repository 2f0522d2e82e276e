//! The loads that README and docs quote.
