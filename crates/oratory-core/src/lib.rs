//! Documents, their layout and their search, independent of any screen, file or clock.
//!
//! Nothing here reads a file or a clock, or can fail. Any text can be laid out, searched and bookmarked.
//!
//! - [`document`]: a text, its blocks and its details.
//! - [`layout`]: graphemes, their display width, and rows of a given width.
//! - [`search`]: queries, their matches, and an index of matches.
//! - [`anchor`]: positions that survive a change of the text.
//! - [`study`]: citations, figures, concordance lines.
//! - [`exchange`]: annotations and concordance lines in the formats of other programs.
//!
//! ```
//! use oratory_core::{
//!     document::text::Document,
//!     layout::rows::{Layout, ScrollOffset},
//!     search::query::{Options, Query, QueryError, SearchDefaults},
//!     study::citation::{quotation, style::Style},
//! };
//!
//! let document = Document::of_paragraphs("talk", "Friends,\n\nwe have come a long way, and the way goes on.");
//! let query = Query::new("long way", Options::default(), SearchDefaults::default())?;
//! let range = query.matches(&document, 0..document.block_count()).next().unwrap();
//! assert_eq!(&document.text()[range.clone()], "long way");
//!
//! let row = Layout::new(&document, 24).rows_from(ScrollOffset::Text(range.start)).next().unwrap();
//! assert_eq!(document.text()[row.range].trim_end(), "we have come a long way,");
//! assert!(quotation(&document, 2..=2, Style::Chicago).unwrap().ends_with("”\n— talk, para. 2."));
//! # Ok::<(), QueryError>(())
//! ```

pub mod document;

pub mod layout;

pub mod search;

pub mod anchor;

pub mod study;

pub mod exchange;
