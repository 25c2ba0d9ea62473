//! The commands that count words: `near`, `phrases`, `words` and `compare`.

pub(super) mod compare;

pub(super) mod near;

mod parallel;

pub(super) mod phrases;

mod speeches;

mod table;

mod versions;

pub(super) mod words;
