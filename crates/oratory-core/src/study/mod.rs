//! Computations on documents: citations, figures, concordance lines, and what two speeches or a library have in common.
//!
//! Everything that counts words starts from a [`words::WordIndex`].

pub(crate) mod citation;

pub(crate) mod collocates;

pub(crate) mod compare;

pub(crate) mod concordance;

pub(crate) mod dispersion;

pub(crate) mod edges;

pub(crate) mod figures;

pub(crate) mod forms;

pub(crate) mod keyness;

pub(crate) mod line_filter;

pub(crate) mod near;

pub(crate) mod overview;

pub(crate) mod phrases;

pub(crate) mod passage;

mod quotation_marks;

pub(crate) mod reading;

mod runs;

mod suffixes;

pub(crate) mod versions;

pub(crate) mod words;
