//! `oratory`, a terminal reader for speeches. This page is a map of the code.
//!
//! The [`keymap`] turns a key into a [`command`]. [`app::App::update`] applies commands and events to the
//! state and returns effects. [`ui::draw`] draws the state into cells. [`work`] runs what takes longer than a frame.
//!
//! ```text
//! cli ─ terminal ─ work ─ store        command line, terminal, jobs, disk
//!          │
//!          ui ── app                   state -> cells; input -> state and effects
//!                 │
//!  config ─ keymap ─ theme ─ command ─ event ─ effect ─ places     plain data
//!                 │
//!            oratory-core              speeches, and what is computed from them
//! ```
//!
//! - [`oratory_core`] knows no screen, file or clock, and cannot fail.
//! - [`app`] knows no terminal, disk or clock. Failures come back to it as events.
//! - [`ui`] takes `&App`: drawing changes nothing.
//! - Only [`terminal`] touches the terminal, and only [`store`] touches the disk.
//! - A library may be larger than memory. Of a speech, memory holds the whole text, its head, an excerpt
//!   around the reader's position, or its details alone. [`app::loading`] replaces a speech as one when more
//!   of it has been read. Matches are counted, and a single match is searched again when it is needed
//!   ([`oratory_core::search::match_index`]).
//! - When a text has changed, [`oratory_core::anchor::diff`] looks for a bookmark's paragraph in it, with the
//!   help of the text saved beside the bookmarks.
//! - Keys ([`keymap::bindings`]), settings ([`config::settings`]) and themes (`theme`) are tables. The
//!   help, the README and the example configuration are generated from them.
//! - A row is a byte range of the text. [`oratory_core::layout::grapheme`] says how it is drawn.
//! - A resize never moves the reader: the scroll offset changes only when the reader moves.

pub(crate) mod theme;

pub mod places;

pub mod command;

pub mod event;

pub mod effect;

pub mod keymap;

pub mod config;

pub mod app;

pub mod ui;

pub mod store;

pub mod work;

pub mod terminal;

pub mod cli;
