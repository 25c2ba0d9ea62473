//! Exchange of annotations, concordance lines and phrases with other programs: the formats that are exported and imported, and
//! the placing of imported annotations in a library.
//!
//! Each format is a pure function from records to the text of a file, or back.

mod char_offsets;

pub(crate) mod comparison;

pub(crate) mod format;

pub(crate) mod imported;

pub(crate) mod lines;

mod markdown;

pub(crate) mod near;

pub(crate) mod phrases;

pub(crate) mod placing;

mod readwise;

pub(crate) mod record;

pub(crate) mod records;

mod references;

mod rows;

pub(crate) mod table;

mod uri;

mod web_annotation;

mod web_import;

pub(crate) mod words;
