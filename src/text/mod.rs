//! Speeches, their layout and their search, independent of any screen.
//!
//! Nothing here reads a file or a clock, or can fail. Any bytes can be laid out, searched and bookmarked.

pub mod details;

pub mod title_page;

pub mod words;

mod heading;

mod blocks;

mod parts;

pub mod speech;

pub mod library;

mod stand_in;

pub mod glyph;

pub mod markdown;

pub mod layout;

pub mod fold;

pub mod joined;

mod boundaries;

pub mod budget;

mod automaton;

pub mod search;

pub mod counts;

pub mod quote;

pub mod revision;

pub mod bookmark;

pub mod nearest;

pub mod names;
