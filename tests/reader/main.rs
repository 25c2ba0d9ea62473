//! Tests of the app as users see it: keys in, frame out.

#![expect(clippy::unwrap_used, reason = "in a test, what is missing is to be seen")]

mod keeping;

mod marking;

mod moving;

mod screen;

mod searching;

mod quoting;

mod settings;

mod pointing;

mod library;

mod files;

mod large;

mod concordance;
