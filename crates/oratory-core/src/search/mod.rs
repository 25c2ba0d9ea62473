//! Queries, matching, and counts of matches.

pub mod fold;

pub mod budget;

pub mod boundaries;

mod automaton;

pub mod query;

pub mod match_index;

pub mod suggest;
