//! Charts: SVG made on the server from view structs.
//!
//! A chart fills the width that it is given, without a script. Places along an axis are percentages of the drawing, so that
//! texts and lines keep their size; shapes are in a nested drawing that is stretched, and their strokes are not. Colours are
//! classes, so that the stylesheet decides them for light, dark, print and contrast themes. Each chart has the same figures as
//! a table, which is what a screen reader reads and where the script finds the words of its readout.

mod heat_map;
mod ranking;
#[cfg(test)]
pub(crate) mod samples;
mod scale;
mod share;
mod spark;
mod time_axis;
mod time_chart;
mod time_paths;
mod unit;
mod week;

pub(crate) use heat_map::{HeatMap, HeatMeasure, HourOfWeek};
pub(crate) use ranking::{RankedRow, Ranking};
pub(crate) use share::share_words;
pub(crate) use spark::Spark;
pub(crate) use time_axis::{Interval, TimeAxis};
pub(crate) use time_chart::{OtherPeriod, Series, Shape, TimeChart};
pub(crate) use unit::Unit;
pub(crate) use week::weekday_name;
