//! Computations on documents: citations, figures, concordance lines.

pub mod citation;

pub mod collocates;

pub mod concordance;

pub mod dispersion;

pub mod edges;

pub mod figures;

pub mod keyness;

pub mod phrases;

mod quotation_marks;

pub mod reading;

mod suffixes;

pub mod words;
