//! Queries, compiled to regular expressions.
//!
//! A literal query becomes regular expressions too: one for a folded text, and a fast one for text in plain English
//! typography as it is.

use std::{
    error::Error,
    fmt,
    ops::Range,
    slice,
    sync::{Arc, OnceLock},
};

use regex::{Regex, RegexBuilder};

use super::{
    automaton::{Automaton, PatternError},
    fold::Folding,
    pattern::{Text, pattern},
    regex_pattern::{error_message, has_capital, line_ends_as_blanks},
    seen::View,
    terms::terms,
};
use crate::document::{text::Document, words::is_unspaced};

/// The longest query, in characters.
pub const MAX_QUERY_CHARS: usize = 4096;

/// The longest literal query, in bytes, for which a [`Regex`] is compiled. Longer ones may take long to compile and
/// to match.
const MAX_REGEX_QUERY_BYTES: usize = 256;

/// The size limit of a compiled [`Regex`], in bytes. It is enough for the longest literal query that has one.
const MAX_REGEX_BYTES: usize = 10 << 20;

/// The size limit of the automaton of a regular expression, in bytes. In the worst case, each byte of a text costs a
/// pass over all of it.
const MAX_AUTOMATON_BYTES: usize = 1 << 20;

/// Search options. By default a query is literal, and ignores these differences:
///
/// | difference | is ignored |
/// | --- | --- |
/// | case | unless the query has a capital |
/// | an accent, stroke or hook on a Latin, Greek or Cyrillic letter, but for `й` and `ў` | unless it is typed |
/// | points of Arabic and Hebrew | unless they are typed |
/// | the form of quotes, hyphens and dashes; `--` for a dash, `...` for `…`; blanks inside `« »` | always |
/// | ligatures, and `œ æ ĳ þ ß` for their letters; wide, narrow, circled, raised and lowered forms; Roman numerals | always |
/// | soft hyphens, marks of direction and other zero-width characters; tatweel | always |
/// | the amount of white space, and line ends in it or between Chinese or Japanese letters | always |
/// | a hyphen at a line end inside a word, or its absence; Markdown syntax | always |
/// | composed or decomposed letters | always |
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// The query is a regular expression of the `regex` crate. It ignores case unless it has a capital outside of
    /// escapes. A line end with the blanks around it counts as one blank, and `\n` matches a blank. Between Chinese or
    /// Japanese letters it counts as nothing.
    pub regex: bool,
    /// A match neither begins nor ends inside a word.
    pub word: bool,
    /// Ignore only the last three lines of the table. In a regular expression, case is not ignored either.
    pub exact: bool,
}

/// Search settings of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchDefaults {
    /// A capital in a query makes it case-sensitive. Otherwise case is always ignored.
    pub smart_case: bool,
    /// Ignore all differences in the table of [`Options`]. Otherwise only case and the last three lines are ignored.
    pub folds: bool,
}

impl Default for SearchDefaults {
    fn default() -> Self {
        Self { smart_case: true, folds: true }
    }
}

/// A compiled query.
///
/// A literal query may have several [terms](super::terms), with ` | ` between them. Each is searched for with the same
/// options. The matches are those of all terms, in the order of the text.
///
/// ```
/// use oratory_core::{Document, Options, Query, QueryError, SearchDefaults};
///
/// let document = Document::of_paragraphs("talk", "No man is an\nisland — said Donne.");
/// let query = Query::new("an island - said", Options::default(), SearchDefaults::default())?;
/// let matches: Vec<&str> = query
///     .matches(&document, 0..document.block_count())
///     .map(|range| &document.text()[range])
///     .collect();
/// assert_eq!(matches, ["an\nisland — said"]);
/// # Ok::<(), QueryError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Query {
    pattern: String,
    /// The terms of a query with several, or with an escaped bar. They are searched for instead of the pattern.
    terms: Vec<Self>,
    options: Options,
    folding: Folding,
    /// `true` if page numbers and running heads are searched.
    furniture: bool,
    /// The matches that count, given the pattern. All others are left out.
    only: Option<IsMatch>,
    /// Regex of a literal query for plain text.
    plain_regex: Option<Regex>,
    /// Regex of a literal query for folded text without hyphens at line ends. Compiled on first use.
    folded_regex: OnceLock<Option<Regex>>,
    /// Regex of a literal query for any folded text. Compiled on first use.
    broken_regex: OnceLock<Option<Regex>>,
    /// Automaton of the query. That of a literal query is compiled on first use: if a match of a regex breaks a rule,
    /// or the regex could take long.
    automaton: OnceLock<Option<Arc<Automaton>>>,
}

/// Returns `true` if a range of a document counts as a match of a pattern.
pub(crate) type IsMatch = fn(&str, &Document, &Range<usize>) -> bool;

/// The reason why a query is invalid, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryError {
    /// It is not a valid regular expression.
    Regex(String),
    /// It has more than [`MAX_QUERY_CHARS`] characters.
    TooLong,
    /// The regular expression needs too much memory.
    TooLarge,
}

impl Query {
    /// Compiles a query. A pattern that is empty, or has only ignored characters, matches nothing.
    ///
    /// A blank at the end of a literal query matches white space or the end of a paragraph. A blank at its beginning
    /// matches white space or the beginning of a paragraph.
    ///
    /// # Errors
    ///
    /// If `pattern` is too long, or is meant as a regular expression and is not a valid one.
    pub fn new(pattern: &str, options: Options, defaults: SearchDefaults) -> Result<Self, QueryError> {
        if pattern.chars().nth(MAX_QUERY_CHARS).is_some() {
            return Err(QueryError::TooLong);
        }
        let terms = if options.regex { Vec::new() } else { terms(pattern) };
        match &terms[..] {
            [] => {}
            [only] if only == pattern => {}
            terms => {
                let terms = terms.iter().map(|term| Self::of_term(term, options, defaults));
                let terms = terms.collect::<Result<_, _>>()?;
                return Ok(Self {
                    pattern: pattern.to_owned(),
                    terms,
                    ..Self::of_term("", options, defaults)?
                });
            }
        }
        Self::of_term(pattern, options, defaults)
    }

    /// Compiles a query of one term.
    fn of_term(pattern: &str, options: Options, defaults: SearchDefaults) -> Result<Self, QueryError> {
        let has_capital =
            if options.regex { has_capital(pattern) } else { pattern.chars().any(char::is_uppercase) };
        let folding = Folding {
            case: !(options.exact || defaults.smart_case && has_capital),
            typography: !options.exact && !options.regex && defaults.folds,
            marks: false,
        };
        let folding = folding.of_query(pattern);
        let mut query = Self {
            pattern: pattern.to_owned(),
            terms: Vec::new(),
            options,
            folding,
            furniture: false,
            only: None,
            plain_regex: None,
            folded_regex: OnceLock::new(),
            broken_regex: OnceLock::new(),
            automaton: OnceLock::new(),
        };
        if pattern.is_empty() {
            query.automaton = None.into();
        } else if options.regex {
            query.automaton = Some(Arc::new(compile_typed(pattern, folding.case)?)).into();
        } else if query.has_regex() {
            let pattern = self::pattern(pattern, folding, Text::Plain);
            query.plain_regex = pattern.map(|pattern| compile(&pattern)).transpose()?;
        }
        Ok(query)
    }

    /// Returns the query with page numbers and running heads searched if `furniture` is true. By default they are left
    /// out.
    #[must_use]
    pub fn with_furniture(self, furniture: bool) -> Self {
        let terms = self.terms.into_iter().map(|term| term.with_furniture(furniture)).collect();
        Self { terms, furniture, ..self }
    }

    /// Returns the terms. A query without a separator is its only one.
    pub fn terms(&self) -> &[Self] {
        if self.terms.is_empty() { slice::from_ref(self) } else { &self.terms }
    }

    /// Returns the query with the matches left out for which `is_match` returns `false`.
    #[must_use]
    pub(crate) fn only(self, is_match: IsMatch) -> Self {
        Self { only: Some(is_match), ..self }
    }

    /// Returns `true` if matches begin and end at edges of words. [`Query::only`] decides what a word is, but in scripts
    /// without blanks, where a match may overlap two words, these must be left out before.
    pub(super) fn has_word_edges(&self) -> bool {
        self.options.word && (self.only.is_none() || self.pattern.contains(is_unspaced))
    }

    /// Returns `true` if a match is not left out.
    pub(super) fn is_counted(&self, document: &Document, matched: &Range<usize>) -> bool {
        self.only.is_none_or(|is_match| is_match(&self.pattern, document, matched))
    }

    /// Returns `true` if page numbers and running heads are searched.
    pub(super) const fn has_furniture(&self) -> bool {
        self.furniture
    }

    /// Builds the tables that all queries share, before the first query needs them.
    pub fn prepare(defaults: SearchDefaults) {
        drop(Self::new("ab", Options::default(), defaults));
    }

    /// Returns the options of the query.
    pub const fn options(&self) -> Options {
        self.options
    }

    /// Returns the pattern as it was typed.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Returns the regex that finds a literal query in a text of this kind.
    pub(super) fn regex(&self, text: Text) -> Option<&Regex> {
        let regex = match text {
            _ if self.plain_regex.is_none() => return None,
            Text::Plain => return self.plain_regex.as_ref(),
            Text::Folded => &self.folded_regex,
            Text::Broken => &self.broken_regex,
        };
        regex.get_or_init(|| compile(&pattern(&self.pattern, self.folding, text)?).ok()).as_ref()
    }

    /// Returns the view of a text that the automaton and the regex for folded text search.
    pub(super) fn view(&self) -> View {
        if self.options.regex { View::Verbatim } else { View::Folded(self.folding.table()) }
    }

    /// Returns `true` if the query may contain Markdown syntax, which is found only if the markup is searched as text.
    pub(super) fn has_signs(&self) -> bool {
        !self.options.regex
            && self.pattern.contains(['*', '_', '`', '[', ']', '(', ')', '<', '>', '#', '&', '\\', '/'])
    }

    /// Returns the automaton of the query, or `None` if the query matches nothing.
    pub(super) fn automaton(&self) -> Option<&Automaton> {
        let compiled = || {
            let pattern = pattern(&self.pattern, self.folding, Text::Broken)?;
            // A literal query of permitted length always compiles.
            Automaton::new(&pattern, false, None).ok().map(Arc::new)
        };
        self.automaton.get_or_init(compiled).as_deref()
    }

    /// Returns `true` if the automaton is compiled, or compiles in no time.
    pub(super) fn is_compiled(&self) -> bool {
        self.has_regex() || self.automaton.get().is_some()
    }

    const fn has_regex(&self) -> bool {
        self.pattern.len() <= MAX_REGEX_QUERY_BYTES
    }

    /// Returns `true` if each block must be searched on its own, because the query refers to the ends of paragraphs
    /// or needs the automaton.
    pub(super) fn is_by_block(&self) -> bool {
        let is_blank = |c: Option<char>| c.is_some_and(char::is_whitespace);
        self.plain_regex.is_none()
            || is_blank(self.pattern.chars().next())
            || is_blank(self.pattern.chars().next_back())
    }

    /// Returns the query with its automaton only.
    #[cfg(test)]
    pub(super) fn without_regex(&self) -> Self {
        let terms = self.terms.iter().map(Self::without_regex).collect();
        Self { plain_regex: None, automaton: OnceLock::new(), terms, ..self.clone() }
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Regex(message) => write!(f, "regex: {message}"),
            Self::TooLong => write!(f, "query too long: use at most {MAX_QUERY_CHARS} characters"),
            Self::TooLarge => f.write_str("regex too large: repeat less, or use smaller character classes"),
        }
    }
}

impl Error for QueryError {}

impl From<PatternError> for QueryError {
    fn from(error: PatternError) -> Self {
        match error {
            PatternError::Syntax(message) => Self::Regex(error_message(&message)),
            PatternError::TooLarge => Self::TooLarge,
        }
    }
}

fn compile(pattern: &str) -> Result<Regex, QueryError> {
    let mut builder = RegexBuilder::new(pattern);
    builder.size_limit(MAX_REGEX_BYTES).dfa_size_limit(MAX_REGEX_BYTES);
    builder.build().map_err(|_| QueryError::TooLarge)
}

/// Compiles a regular expression typed by the reader.
fn compile_typed(pattern: &str, ignore_case: bool) -> Result<Automaton, QueryError> {
    Ok(Automaton::new(&line_ends_as_blanks(pattern), ignore_case, Some(MAX_AUTOMATON_BYTES))?)
}
