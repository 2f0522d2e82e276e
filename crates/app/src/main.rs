//! The program.

#[cfg_attr(not(test), expect(dead_code, reason = "the router that serves it comes next"))]
mod assets;
#[expect(dead_code, reason = "the handlers that render them come next")]
mod pages;
#[cfg_attr(not(test), expect(unused_imports, reason = "the handlers that fill the views come next"))]
#[expect(dead_code, reason = "the handlers that fill the views come next")]
mod view;

fn main() {}
