//! Tests of the app as users see it: keys in, frame out.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod moving;

mod turns;

mod mouse;

mod screen;

mod search;

mod concordance;

mod kwic;

mod phrases;

mod library;

mod list_of_many;

mod exporting;

mod files;

mod large;

mod annotations;

mod noting;

mod bookmarks;

mod notebook;

mod overview;

mod copying;

mod selecting;
mod session;
mod side_by_side;

mod settings;

mod words;
