//! `oratory`, a terminal reader for speeches: the map of its code.
//!
//! A key becomes an [`action`] by way of the [`keymap`]; [`app::App::update`] carries it out on the state
//! and returns effects; [`ui::draw`] makes the state into cells; [`work`] does what does not fit between
//! a key and its frame.
//!
//! ```text
//! cli ─ terminal ─ work ─ store        the doors: command line, terminal, jobs, disk
//!          │
//!          ui ── app                   state -> cells; action -> state and effects
//!                 │
//!  config ─ keymap ─ theme ─ action ─ places     what they speak of, as plain data
//!                 │
//!               study ─ text           speeches, and what can be computed from them
//! ```
//!
//! - [`text`] never heard of a screen, a file or a clock, and cannot fail.
//! - [`app`] knows no terminal, no disk, no clock; what failed comes back to it as an action.
//! - [`ui`] takes `&App`: drawing changes nothing.
//! - [`terminal`] is the one door to the terminal, [`store`] the one door to the disk.
//! - [`study`] computes from texts: citations, figures, the concordance.
//! - A library may be larger than memory: a speech is here whole, by its head, by an excerpt around the reader's
//!   place or by its details alone, and is replaced as one when more of it has been read ([`app::loading`]). Hits
//!   are counted, and a hit is found again when it is asked for ([`text::counts`]).
//! - When a text has become another one, a bookmark's paragraph is traced in it by the text that is kept beside the
//!   bookmarks ([`text::revision`]).
//! - Keys ([`keymap::bindings`]), settings ([`config::SETTINGS`]) and looks ([`theme`]) are tables: the help,
//!   the README and the example of a configuration are written from them.
//! - A row is a byte range of the text; what it looks like is [`text::glyph`]'s answer.
//! - A resize never moves the reader: the anchor changes only when the reader moves.

pub mod text;

pub mod study;

pub mod theme;

pub mod places;

pub mod action;

pub mod keymap;

pub mod config;

pub mod app;

pub mod ui;

pub mod store;

pub mod work;

pub mod terminal;

pub mod cli;
