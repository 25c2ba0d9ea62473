//! What can be computed from texts: how they are cited, their figures, every hit in its line.

pub mod citation;

pub mod concordance;

pub mod details;
