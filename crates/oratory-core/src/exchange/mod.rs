//! Exchange of annotations, concordance lines and phrases with other programs: the formats that are exported and imported, and
//! the placing of imported annotations in a library.
//!
//! Each format is a pure function from records to the text of a file, or back.

mod char_offsets;

pub mod comparison;

pub mod format;

pub mod imported;

pub mod lines;

mod markdown;

pub mod near;

pub mod phrases;

pub mod placing;

mod readwise;

pub mod record;

pub mod records;

mod references;

mod rows;

pub mod table;

mod uri;

mod web_annotation;

mod web_import;

pub mod words;
