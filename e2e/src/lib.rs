//! A real browser against the real binary, on both engines.
