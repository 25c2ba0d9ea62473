//! Text that never heard of a screen: speeches, their layout, their search.
//!
//! Nothing here reads a file, asks a clock or can fail: whatever bytes a speech is made of, it can
//! be laid out, searched and marked.

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
