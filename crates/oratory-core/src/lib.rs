//! Documents, their layout and their search, independent of any screen, file or clock.
//!
//! Nothing here reads a file or a clock, or can fail. Any text can be laid out, searched and bookmarked.
//!
//! - [`Document`]: a text, its blocks and its details.
//! - [`Layout`]: a document and a width to rows. [`Grapheme`]: what a cell shows.
//! - [`Query`]: a search, its matches, and a [`MatchIndex`] of them.
//! - [`Selector`] and [`Annotation`]: positions that survive a change of the text.
//! - [`quotation`] and [`citation`], [`Figures`], [`KwicLine`]; [`WordIndex`], [`Phrases`], [`Comparison`].
//! - [`NotesFormat`] and [`LinesFormat`]: annotations and concordance lines in the formats of other programs.
//!
//! ```
//! use oratory_core::{Document, Layout, Options, Query, QueryError, ScrollOffset, SearchDefaults, Style, quotation};
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

mod document;

mod layout;

mod search;

mod anchor;

mod study;

mod exchange;

// The public items of all modules. Users import them from the root.
pub use self::{
    anchor::{
        annotation::{
            Annotation, AnnotationChange, AnnotationKind, FoundIn, MAX_COPIED_BYTES, ResolvedIn,
            paragraph_numbers, resolve_all,
        },
        range_selector::RangeSelector,
        resolution::{BlockRange, Resolution},
        saved_path::SavedPath,
        selector::Selector,
    },
    document::{
        details::{
            Date, Detail, Details, LONGEST_DETAIL, OtherDetail, TitleSource, collapse, detail,
            impossible_date, line_of, toml_fault, with_line,
        },
        edtf::ENGLISH_MONTHS,
        layout_options::{LayoutOptions, Paragraphs},
        lines::{full_lines, is_blank, is_line_end, line_end, trimmed_len},
        names::{date_key, document_name, is_same_name, loose, natural_key, shared_words},
        reference::Reference,
        scripts::{is_han, is_hangul, is_kana},
        sentences::sentences,
        spans::{KeptLine, Look, Markup, Span, SpanKind, looks},
        text::{BYTES_PER_WORD, Block, Document, Draft, Kind, Length, Source, sha256},
        title_page::{TitleLine, TitlePage},
        turns::{Turn, without_time},
        units::{Unit, whole_graphemes},
        words::count_words,
    },
    exchange::{
        comparison::{ComparedText, ComparisonRow, RowPlace, comparison_text},
        format::{ImportFormat, LinesFormat, NotesFormat},
        imported::{Fault, Imported},
        lines::{CharCounter, LineRow},
        near::{NearRecord, near_text},
        phrases::{PhraseKind, PhraseRow, PhraseSpeech, PhraseTable},
        placing::{Placement, Speeches, place_annotation},
        record::Record,
        records::cells_of,
        table::{Separator, table_line},
        words::{WordRecord, words_text},
    },
    layout::{
        grapheme::{Ambiguous, Grapheme, is_plain, shortened, trim_row},
        joined::join_lines,
        markup::shown_parts,
        rows::{BlockNotes, Layout, Row, RowKind, ScrollOffset, block_lines, wrap_block},
        wrap::{TextWidth, wrap, wrap_text},
    },
    search::{
        budget::Budget,
        match_index::{MatchIndex, frame_budget},
        query::{MAX_QUERY_CHARS, Options, Query, QueryError, SearchDefaults},
        suggest::{closest, misspelt, similar},
        terms::as_term,
    },
    study::{
        citation::style::{STYLES, Style},
        citation::{citation, paragraph_range, paragraph_text, quotation, quotation_of, references},
        collocates::{
            Collocate, Collocates, MIN_NEAR, NEAR_SPAN, NearOrder, NeighbourCounts, Neighbours, matches_near,
            neighbours,
        },
        compare::{Comparison, Counterpart, Mode, SharedRow, SharedText, Shift, Side, parallel_rows},
        concordance::{
            Arrangement, KwicLine, SortOrder, SortableMatch, distinct_titles, sort_key, sort_matches,
            sortable_matches,
        },
        dispersion::{Places, deviation_of_proportions, dispersion_plot},
        edges::is_edge_word,
        figures::{
            Figures, SPOKEN_PER_MINUTE, Share, counted, format_duration, grouped, minutes, percent,
            speaker_shares,
        },
        forms::query_of,
        keyness::{
            Caution, Contrast, G2_OF_ONE_IN_20, G2_OF_ONE_IN_1000, WordOrder, WordRow, contrast_bar, in_both,
            per_1000, ratio_text, sort_words, word_rows,
        },
        line_filter::LineFilter,
        near::{NEAR_REACH, NearCounter, NearTable},
        overview::Overview,
        passage::{passage_numbers, passage_parts, passage_text, quoted},
        phrases::{
            Edges, Limits, OPEN_SPEECH, Phrase, PhraseOrder, PhraseSearch, Phrases, Place, repeated_phrases,
            shared_phrases,
        },
        reading::{text_of, words_of},
        versions::{
            Edit, VersionKind, VersionRow, caution_on_versions, range_with_marks, version_counts,
            version_rows, word_diff,
        },
        words::{WordCounts, WordIndex},
    },
};
