//! `oratory`, a terminal reader for speeches.
//!
//! `docs/architecture.md` is the map of the code: what lives where, the words, the invariants, and the way of a key.
//! In short: the [`keymap`] turns a key into a [`command`], background work reports [`event`]s,
//! [`App::update`](app::App::update) applies both to the state and returns [`effect`]s, and [`ui::draw`] draws the
//! state into cells.

mod theme;

pub mod catalog;

pub mod session;

pub mod command;

pub mod event;

pub mod effect;

pub mod keymap;

pub mod config;

pub mod app;

pub mod ui;

pub mod store;

pub mod worker;

pub mod terminal;

pub mod cli;
