//! Computations on documents: citations, figures, concordance lines.

pub mod citation;

pub mod concordance;

pub mod figures;

mod quotation_marks;

pub mod reading;
