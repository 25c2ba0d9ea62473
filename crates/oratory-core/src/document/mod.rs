//! A text, its blocks, and what is known about it.

pub mod details;

pub mod title_page;

pub mod words;

mod heading;

mod blocks;

mod parts;

pub mod speech;

pub mod library;

pub mod markdown;

pub mod names;
