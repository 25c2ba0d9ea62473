//! Queries, their matches, and an index of matches.

mod automaton;

pub(crate) mod budget;

mod boundaries;

pub(crate) mod letters;

pub(crate) mod fold;

pub(crate) mod seen;

mod pattern;

mod regex_pattern;

pub(crate) mod query;

mod matches;

pub(crate) mod match_index;

pub(crate) mod suggest;

pub(crate) mod terms;
