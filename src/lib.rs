//! `oratory`, a terminal reader for speeches.
//!
//! `docs/architecture.md` is the map of the code: what lives where, the words, the invariants, and the way of a key.
//! In short: the [`keymap`] turns a key into a [`command`], background work reports [`event`]s,
//! [`App::update`](app::App::update) applies both to the state and returns [`effect`]s, and [`ui::draw`] draws the
//! state into cells.

mod app;

mod catalog;

pub mod cli;

mod command;

mod config;

mod effect;

mod event;

mod keymap;

mod session;

pub mod store;

mod terminal;

mod theme;

pub mod ui;

mod worker;

// What tests, benchmarks, fuzz targets and examples drive. The program itself needs only `cli::main`.
pub use self::{
    app::{
        App, env::Env, notes::annotations::Placed, panes::reading::Reading, search::concordance::Concordance,
        sidebar::Item,
    },
    catalog::{Catalog, DocumentId, Entry, Location},
    command::{Command, Edit, Motion, Turn},
    config::{Clipboard, Config, read::parse as parse_config, settings::SETTINGS},
    effect::{Effect, Job},
    event::{Event, Input, SavedAnnotations},
    keymap::bindings::{BINDINGS, Task},
    session::{ReadRanges, SavedPosition, SavedSearch, SessionChange},
    terminal::{event_loop::run, input_handler::InputHandler, renderer::Renderer, screen::Screen},
    worker::{World, perform},
};
