//! Queries, their matches, and an index of matches.

mod automaton;

pub mod budget;

mod boundaries;

pub(crate) mod letters;

pub(crate) mod fold;

pub(crate) mod seen;

mod pattern;

mod regex_pattern;

pub mod query;

mod matches;

pub mod match_index;

pub mod suggest;

pub mod terms;
