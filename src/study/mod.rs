//! What can be computed from texts: how they are cited, and their figures.

pub mod citation;

pub mod details;
