//! `oratory`, a terminal reader for speeches.

pub mod text;

pub mod action;

pub mod keymap;

pub mod config;

pub mod app;

pub mod ui;

pub mod store;

pub mod work;

pub mod terminal;

pub mod cli;
