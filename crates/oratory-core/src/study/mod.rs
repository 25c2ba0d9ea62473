//! Computations on documents: citations, figures, concordance lines, and what two speeches or a library have in common.
//!
//! Everything that counts words starts from a [`words::WordIndex`].

pub mod citation;

pub mod collocates;

pub mod compare;

pub mod concordance;

pub mod dispersion;

pub mod edges;

pub mod figures;

pub mod forms;

pub mod keyness;

pub mod line_filter;

pub mod near;

pub mod overview;

pub mod phrases;

pub mod passage;

mod quotation_marks;

pub mod reading;

mod runs;

mod suffixes;

pub mod versions;

pub mod words;
