//! Queries and their matches.
//!
//! A query becomes a regular expression that is matched against the text itself. The text is never folded, so
//! offsets need no translation. Only for regular expressions that the reader types are lines joined, and
//! `joined` translates the offsets back. `fold` knows how a literal query ignores case, accents and
//! typography. This module knows the rules for matches:
//!
//! - A match lies in one block, and `^` and `$` are the ends of that block.
//! - It begins and ends at boundaries of grapheme clusters, so `가` does not match in `각`.
//! - It is not empty, and matches do not overlap.
//!
//! After a candidate that breaks a rule, the search continues one character later, because a match may begin
//! inside it.

use std::{
    error::Error,
    fmt,
    ops::Range,
    sync::{Arc, OnceLock},
};

use regex::{Regex, RegexBuilder};

use super::{
    automaton::{Automaton, Cache, PatternError, Scan},
    boundaries::{self, Rules, is_grapheme_edge, is_word_edge},
    budget::Budget,
    fold::{self, Folding, Text},
};
use crate::{
    document::text::{Block, Document},
    layout::joined::JoinedLines,
};

/// The longest query, in characters.
pub const MAX_QUERY_CHARS: usize = 4096;

/// In a block longer than this, in bytes, only the part near the view is searched for a frame.
const OVERLONG: usize = 64 * 1024;

/// The longest literal query, in bytes, that is searched with a quick regular expression first. Longer ones
/// may take long to compile and to match.
const LONGEST_QUICK_QUERY: usize = 256;

/// The longest range, in bytes, that is searched without checking whether the search is still wanted.
const LONGEST_QUICK_STRETCH: usize = 256 * 1024;

/// The size limit of a compiled literal query, in bytes. It is enough for the longest one.
const SIZE_LIMIT: usize = 10 << 20;

/// The size limit of the automaton of a regular expression, in bytes. In the worst case, each byte of a text
/// costs a pass over all of it.
const MOST_AUTOMATON_BYTES: usize = 1 << 20;

/// Search options. By default a query is literal, and ignores these differences:
///
/// | difference | is ignored |
/// | --- | --- |
/// | case | unless the query has a capital |
/// | an accent on a Latin, Greek or Cyrillic letter | unless it is typed |
/// | the form of quotes, hyphens and dashes; ligatures; `…` for `...` | always |
/// | soft hyphens and other zero-width characters | always |
/// | the amount of white space, and line ends in it | always |
/// | composed or decomposed letters | always |
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// The query is a regular expression of the `regex` crate. It ignores case unless it has a capital
    /// outside of escapes. A line end with the blanks around it counts as one blank, and `\n` matches a
    /// blank.
    pub regex: bool,
    /// A match neither begins nor ends inside a word.
    pub word: bool,
    /// Ignore only the last two lines of the table, or nothing in a regular expression.
    pub exact: bool,
}

/// Search settings of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchDefaults {
    /// A capital in a query makes it case-sensitive. Otherwise case is always ignored.
    pub smart_case: bool,
    /// Ignore all differences in the table of [`Options`]. Otherwise only case and the last two lines are
    /// ignored.
    pub folds: bool,
}

impl Default for SearchDefaults {
    fn default() -> Self {
        Self { smart_case: true, folds: true }
    }
}

/// A compiled query.
#[derive(Debug, Clone)]
pub struct Query {
    pattern: String,
    options: Options,
    folding: Folding,
    /// Regex of a literal query for plain text.
    in_plain: Option<Regex>,
    /// Regex of a literal query for arbitrary Unicode text. Compiled on first use, because compiling it is
    /// slow.
    in_any: OnceLock<Option<Regex>>,
    /// Automaton of the query. That of a literal query is compiled on first use, if a candidate of a quick
    /// regex breaks a rule or the regex could take long.
    automaton: OnceLock<Option<Arc<Automaton>>>,
}

/// The reason why a query is invalid, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryError {
    /// It is not a valid regular expression.
    Regex(String),
    /// It has too many characters.
    TooLong,
    /// The regular expression needs too much memory.
    TooLarge,
}

impl Query {
    /// Compiles a query. A pattern that is empty, or has only ignored characters, matches nothing.
    ///
    /// A blank at the end of a literal query matches white space or the end of a paragraph. A blank at its
    /// beginning matches white space or the beginning of a paragraph.
    ///
    /// # Errors
    ///
    /// If `pattern` is too long, or is meant as a regular expression and is not a valid one.
    pub fn new(pattern: &str, options: Options, defaults: SearchDefaults) -> Result<Self, QueryError> {
        if pattern.chars().nth(MAX_QUERY_CHARS).is_some() {
            return Err(QueryError::TooLong);
        }
        let has_capital =
            if options.regex { has_capital(pattern) } else { pattern.chars().any(char::is_uppercase) };
        let folding = Folding {
            case: !(options.exact || defaults.smart_case && has_capital),
            typography: !options.exact && !options.regex && defaults.folds,
        };
        let (automaton, mut in_plain) = (OnceLock::new(), None);
        if pattern.is_empty() {
            automaton.get_or_init(|| None);
        } else if options.regex {
            let regular = regular(pattern, options.word, folding.case)?;
            automaton.get_or_init(|| Some(Arc::new(regular)));
        } else if pattern.len() <= LONGEST_QUICK_QUERY {
            in_plain =
                fold::pattern(pattern, folding, Text::Plain).map(|pattern| compile(&pattern)).transpose()?;
        }
        Ok(Self {
            pattern: pattern.to_owned(),
            options,
            folding,
            in_plain,
            in_any: OnceLock::new(),
            automaton,
        })
    }

    /// Builds the tables that all queries share, before the first query needs them.
    pub fn prepare(defaults: SearchDefaults) {
        drop(Self::new("ab", Options::default(), defaults));
    }

    /// Returns the regex that finds a literal query quickly in plain or in arbitrary text.
    fn quick(&self, is_plain: bool) -> Option<&Regex> {
        if is_plain || self.in_plain.is_none() {
            return self.in_plain.as_ref();
        }
        let made = || fold::pattern(&self.pattern, self.folding, Text::Any);
        self.in_any.get_or_init(|| made().and_then(|pattern| compile(&pattern).ok())).as_ref()
    }

    /// Returns the automaton of the query, or `None` if the query matches nothing.
    fn automaton(&self) -> Option<&Automaton> {
        let made = || {
            let pattern = fold::pattern(&self.pattern, self.folding, Text::Any)?;
            // A literal query of permitted length always compiles.
            Automaton::new(&pattern, false, None).ok().map(Arc::new)
        };
        self.automaton.get_or_init(made).as_deref()
    }

    /// Returns `true` if the automaton is compiled, or compiles in no time.
    fn is_compiled(&self) -> bool {
        self.pattern.len() <= LONGEST_QUICK_QUERY || self.automaton.get().is_some()
    }

    /// Returns `true` if each block must be searched on its own, because the query refers to the ends of
    /// paragraphs or needs the automaton.
    fn is_by_block(&self) -> bool {
        let is_blank = |c: Option<char>| c.is_some_and(char::is_whitespace);
        self.in_plain.is_none()
            || is_blank(self.pattern.chars().next())
            || is_blank(self.pattern.chars().next_back())
    }

    /// Returns a match without trailing zero-width characters that are not part of it.
    fn trimmed<'t>(&self, found: &'t str) -> &'t str {
        if self.rules().trimmed { boundaries::trimmed(found) } else { found }
    }

    /// Returns `true` if a candidate follows the rules, as far as the adjacent text tells.
    fn is_match(&self, text: &str, Range { start, end }: Range<usize>) -> bool {
        let is_edge =
            |at| is_grapheme_edge(text, at) == Some(true) && (!self.options.word || is_word_edge(text, at));
        start < end && is_edge(start) && is_edge(end)
    }

    const fn rules(&self) -> Rules {
        Rules { word: self.options.word, trimmed: self.folding.typography }
    }

    /// Returns the options of the query.
    pub const fn options(&self) -> Options {
        self.options
    }

    /// Returns the pattern as it was typed.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Iterates over the matches in `blocks`, in order, as ranges of the whole text.
    ///
    /// # Panics
    ///
    /// If there is no such block.
    pub fn matches<'a>(
        &'a self,
        speech: &'a Document,
        blocks: Range<usize>,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        Matches::new(self, speech, self.stretches(speech, blocks), None)
    }

    /// Like [`Query::matches`], but stops when the budget is spent. Then there may be more matches.
    pub fn matches_within<'a>(
        &'a self,
        speech: &'a Document,
        blocks: Range<usize>,
        budget: &'a Budget<'a>,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        Matches::new(self, speech, self.stretches(speech, blocks), Some(budget))
    }

    /// Iterates over the matches in `blocks` that overlap `view`, and perhaps others. Of an overlong block
    /// only the part near `view` is searched. There may be more if the budget is spent.
    pub fn matches_near<'a>(
        &'a self,
        speech: &'a Document,
        blocks: Range<usize>,
        view: Range<usize>,
        budget: &'a Budget<'a>,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        let text = speech.text();
        let stretches = blocks.filter_map(move |block| {
            let mut range = speech.block(block).range;
            if range.len() > OVERLONG {
                let start = text.floor_char_boundary(view.start.saturating_sub(OVERLONG / 4));
                let end = text.ceil_char_boundary(view.end.saturating_add(OVERLONG / 4));
                range = range.start.max(start)..range.end.min(end);
            }
            let is_plain = fold::is_plain(text.get(range.clone())?);
            Some(Stretch { range, block, is_plain })
        });
        Matches::new(self, speech, stretches, Some(budget))
    }

    /// Divides `blocks` into ranges that are searched at once.
    fn stretches<'a>(
        &self,
        speech: &'a Document,
        blocks: Range<usize>,
    ) -> impl Iterator<Item = Stretch> + use<'a> {
        let is_by_block = self.is_by_block();
        speech.chunks(blocks).flat_map(move |(blocks, is_plain)| {
            // Searching block by block has a start-up cost per block. Searching several at once only costs a
            // lookup per match.
            let step = if is_by_block { 1 } else { blocks.len().max(1) };
            blocks.clone().step_by(step).map(move |first| {
                let last = (first + step).min(blocks.end) - 1;
                let range = speech.block(first).range.start..speech.block(last).range.end;
                Stretch { range, block: first, is_plain }
            })
        })
    }
}

/// A range of the text that is searched at once.
#[derive(Debug)]
struct Stretch {
    range: Range<usize>,
    /// The first block in it.
    block: usize,
    /// `true` if the text is [plain](fold::is_plain) and can be searched faster.
    is_plain: bool,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Regex(fault) => write!(f, "regex: {fault}"),
            Self::TooLong => write!(f, "query too long: use at most {MAX_QUERY_CHARS} characters"),
            Self::TooLarge => f.write_str("regex too large: repeat less, or use smaller character classes"),
        }
    }
}

impl Error for QueryError {}

/// Iterator over the matches in some ranges of a text.
struct Matches<'a, S> {
    query: &'a Query,
    speech: &'a Document,
    stretches: S,
    budget: Option<&'a Budget<'a>>,
    cache: Option<Cache<'a>>,
    /// The range being searched with a quick regex, which does not know the rules for matches.
    quick: Option<Quick<'a>>,
    /// The range being searched with the automaton. If both are set, it is a part of the quick one.
    scanned: Option<Scanned<'a>>,
}

/// A quick search of some blocks.
struct Quick<'a> {
    regex: &'a Regex,
    text: &'a str,
    /// The offset of `text` in the whole text.
    start: usize,
    /// The offset in `text` at which the search continues.
    at: usize,
    /// The block of the last candidate.
    block: Block,
}

/// A search of a block, or a part of one, with the automaton.
struct Scanned<'a> {
    text: JoinedLines<'a>,
    /// The offset of `text` in the whole text.
    start: usize,
    scan: Scan,
}

impl<'a, S: Iterator<Item = Stretch>> Matches<'a, S> {
    fn new(query: &'a Query, speech: &'a Document, stretches: S, budget: Option<&'a Budget<'a>>) -> Self {
        Self { query, speech, stretches, budget, cache: None, quick: None, scanned: None }
    }

    /// Starts the search of the next range. Returns `None` if there is none.
    fn begin(&mut self) -> Option<()> {
        let Stretch { range, block, is_plain } = self.stretches.next()?;
        if let Some(regex) = self.query.quick(is_plain).filter(|_| range.len() <= LONGEST_QUICK_STRETCH) {
            let (text, block) = (&self.speech.text()[range.clone()], self.speech.block(block));
            self.quick = Some(Quick { regex, text, start: range.start, at: 0, block });
            return Some(());
        }
        self.scan(range.clone(), range.start)
    }

    /// Starts the search of a range with the automaton, at the offset `from`.
    fn scan(&mut self, range: Range<usize>, from: usize) -> Option<()> {
        // A worker compiles a long query. Until then nothing is found between a key and its frame.
        if let Some(budget) = self.budget.filter(|budget| budget.is_limited() && !self.query.is_compiled()) {
            budget.spend(usize::MAX);
            return None;
        }
        let automaton = self.query.automaton()?;
        let cache = self.cache.get_or_insert_with(|| Cache::new(automaton));
        let text = &self.speech.text()[range.clone()];
        // A literal pattern matches all kinds of white space itself.
        let text =
            if self.query.options.regex { JoinedLines::new(text) } else { JoinedLines::unjoined(text) };
        let (from, rules) = (from - range.start, self.query.rules());
        let scan = with(self.budget, |budget| Scan::new(text.text(), from, rules, cache, budget))?;
        self.scanned = Some(Scanned { text, start: range.start, scan });
        Some(())
    }

    /// Returns the next match of the automaton.
    fn next_scanned(&mut self) -> Option<Range<usize>> {
        let (Scanned { text, start, scan }, cache) = (self.scanned.as_mut()?, self.cache.as_mut()?);
        let found = with(self.budget, |budget| scan.next(text.text(), cache, budget))?;
        let end = found.start + self.query.trimmed(&text.text()[found.clone()]).len();
        Some(*start + text.original_offset(found.start)..*start + text.original_offset(end))
    }

    /// Makes one step of the quick search.
    fn step_quick(&mut self) -> Step {
        let Some(quick) = &mut self.quick else { return Step::Done };
        let Some(found) = quick.regex.find_at(quick.text, quick.at) else { return Step::Done };
        let (start, end) = (found.start(), found.start() + self.query.trimmed(found.as_str()).len());
        if self.budget.is_some_and(|budget| !budget.spend(found.end() - quick.at)) {
            return Step::Done;
        }
        let range = quick.start + start..quick.start + end;
        while quick.block.range.end <= range.start && quick.block.index + 1 < self.speech.block_count() {
            quick.block = self.speech.block(quick.block.index + 1);
        }
        let stretch = quick.start..quick.start + quick.text.len();
        let block = quick.block.range.start.max(stretch.start)..quick.block.range.end.min(stretch.end);
        if range.end <= block.end && self.query.is_match(quick.text, start..end) {
            quick.at = end;
            return Step::Found(range);
        }
        quick.at = (block.end - stretch.start).max(quick.text.ceil_char_boundary(start + 1));
        Step::Rejected { block, from: range.start }
    }
}

/// The result of a step of a quick search.
enum Step {
    Found(Range<usize>),
    /// The candidate breaks a rule. The automaton, which knows the rules, must search the rest of the block.
    Rejected {
        block: Range<usize>,
        from: usize,
    },
    Done,
}

impl<S: Iterator<Item = Stretch>> Iterator for Matches<'_, S> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            if self.budget.is_some_and(Budget::is_spent) {
                return None;
            }
            if self.scanned.is_some() {
                if let found @ Some(_) = self.next_scanned() {
                    return found;
                }
                self.scanned = None;
                continue;
            }
            match self.step_quick() {
                Step::Found(range) => return Some(range),
                Step::Rejected { block, from } => self.scan(block, from)?,
                Step::Done => {
                    self.quick = None;
                    self.begin()?;
                }
            }
        }
    }
}

/// Runs `work` with the budget, or with an unlimited one.
fn with<T>(budget: Option<&Budget<'_>>, work: impl FnOnce(&Budget<'_>) -> T) -> T {
    match budget {
        Some(budget) => work(budget),
        None => work(&Budget::while_wanted(&|| true)),
    }
}

/// Compiles a regular expression typed by the reader.
fn regular(pattern: &str, word: bool, caseless: bool) -> Result<Automaton, QueryError> {
    let pattern = line_ends_as_blanks(pattern);
    let automaton = |pattern: &str| Automaton::new(pattern, caseless, Some(MOST_AUTOMATON_BYTES));
    let made = automaton(&pattern)?;
    if !word {
        return Ok(made);
    }
    // The word edges are part of the pattern, so that `note|notes` finds the word `notes`. A word edge is any
    // position that is not between two word characters.
    Ok(automaton(&format!(r"(?:\b|\b{{start-half}})(?:{pattern})(?:\b|\b{{end-half}})"))?)
}

impl From<PatternError> for QueryError {
    fn from(error: PatternError) -> Self {
        match error {
            PatternError::Syntax(drawing) => Self::Regex(fault(&drawing)),
            PatternError::TooLarge => Self::TooLarge,
        }
    }
}

/// Replaces `\n` and `\r\n` in a pattern by the blank that a line end is read as, also in classes, except in
/// negated ones: `[^\n]` matches any letter.
fn line_ends_as_blanks(pattern: &str) -> String {
    let mut blanked = String::with_capacity(pattern.len());
    // For each open class, `true` if it is negated.
    let mut classes: Vec<bool> = Vec::new();
    let mut is_escaped = false;
    for (at, c) in pattern.char_indices() {
        let rest = &pattern[at + c.len_utf8()..];
        match (c, classes.last()) {
            ('r', None) if is_escaped && rest.starts_with("\\n") => drop(blanked.pop()),
            ('n', None) if is_escaped => blanked += "x20",
            ('n', Some(false)) if is_escaped => blanked += "n\\x20",
            _ => blanked.push(c),
        }
        match c {
            '[' if !is_escaped => classes.push(rest.starts_with('^')),
            ']' if !is_escaped => drop(classes.pop()),
            _ => {}
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    blanked
}

fn compile(pattern: &str) -> Result<Regex, QueryError> {
    let mut builder = RegexBuilder::new(pattern);
    builder.size_limit(SIZE_LIMIT).dfa_size_limit(SIZE_LIMIT);
    builder.build().map_err(|_| QueryError::TooLarge)
}

/// Extracts the message from the multi-line error of the `regex` crate.
fn fault(drawing: &str) -> String {
    let last = drawing.lines().last().unwrap_or(drawing).trim();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

/// Returns `true` if a regular expression has a capital that stands for itself, unlike those of `\W`, `\pL`,
/// `\x4A`, `(?P<Name>` and `(?U)`.
fn has_capital(pattern: &str) -> bool {
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => rest = after_escape(rest),
            '(' if rest.starts_with('?') => rest = rest.find([':', ')', '>']).map_or("", |end| &rest[end..]),
            _ if c.is_uppercase() => return true,
            _ => {}
        }
    }
    false
}

/// Returns the pattern after an escape, given the text after its backslash.
fn after_escape(rest: &str) -> &str {
    let mut chars = rest.chars();
    let digits = match chars.next() {
        Some('p' | 'P') => 1,
        Some('x') => 2,
        Some('u') => 4,
        Some('U') => 8,
        _ => return chars.as_str(),
    };
    let argument = chars.as_str();
    if argument.starts_with('{') {
        return argument.find('}').map_or("", |end| &argument[end..]);
    }
    argument.char_indices().nth(digits).map_or("", |(end, _)| &argument[end..])
}

#[cfg(test)]
mod tests {
    use proptest::{collection, prelude::*, sample};
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    const PLAIN: Options = Options { regex: false, word: false, exact: false };
    const REGEX: Options = Options { regex: true, ..PLAIN };
    const WORD: Options = Options { word: true, ..PLAIN };
    const EXACT: Options = Options { exact: true, ..PLAIN };

    /// Returns the range of each match.
    fn places(text: &str, pattern: &str, options: Options) -> Vec<(usize, usize)> {
        let speech = Document::of_paragraphs("test", text);
        assert_eq!(speech.text(), text, "the test's text is not trimmed");
        let query = Query::new(pattern, options, SearchDefaults::default()).unwrap();
        query.matches(&speech, 0..speech.block_count()).map(|matched| (matched.start, matched.end)).collect()
    }

    fn matches<'a>(text: &'a str, pattern: &str, options: Options) -> Vec<&'a str> {
        places(text, pattern, options).into_iter().map(|(start, end)| &text[start..end]).collect()
    }

    #[track_caller]
    fn assert_found(text: &str, pattern: &str) {
        assert_eq!(matches(text, pattern, PLAIN), [text], "{pattern:?} in {text:?}");
    }

    #[track_caller]
    fn assert_not_found(text: &str, pattern: &str) {
        assert!(matches(text, pattern, PLAIN).is_empty(), "{pattern:?} in {text:?}");
    }

    #[test]
    fn pairs_of_text_and_query() {
        #[derive(serde::Deserialize)]
        struct Pairs {
            found: Vec<(String, String)>,
            not_found: Vec<(String, String)>,
        }
        let pairs = include_str!("../../../../tests/data/search-folds.json");
        let pairs: Pairs = serde_json::from_str(pairs).unwrap();
        for (text, query) in &pairs.found {
            assert_found(text, query);
        }
        for (text, query) in &pairs.not_found {
            assert_not_found(text, query);
        }
    }

    #[test]
    fn no_capital_means_any_case() {
        assert_eq!(matches("Party PARTY party", "party", PLAIN), ["Party", "PARTY", "party"]);
        assert_eq!(matches("Party PARTY party", "Party", PLAIN), ["Party"]);
    }

    #[test]
    fn smart_case_and_folds_can_be_turned_off() {
        let found = |text: &str, pattern: &str, smart_case, folds| {
            let speech = Document::of_paragraphs("test", text);
            let query = Query::new(pattern, PLAIN, SearchDefaults { smart_case, folds }).unwrap();
            query.matches(&speech, 0..speech.block_count()).count()
        };
        assert_eq!(found("Party party", "Party", true, true), 1);
        assert_eq!(found("Party party", "Party", false, true), 2);
        let (text, pattern) = ("café Café cafe don’t", "cafe");
        assert_eq!(found(text, pattern, true, true), 3);
        assert_eq!(found(text, pattern, true, false), 1);
        assert_eq!(found(text, "CAFÉ", false, false), 2, "case is still overlooked");
        assert_eq!(found(text, "don't", true, true), 1);
        assert_eq!(found(text, "don't", true, false), 0);
        assert_eq!(
            found("a\u{A0}b cafe\u{301}", "a  b café", true, false),
            1,
            "blanks and composition always are"
        );
    }

    #[test]
    fn case_is_folded_in_full() {
        for text in ["strasse", "STRASSE", "Straße", "STRAẞE", "ſtraſſe"] {
            assert_found(text, "straße");
            assert_found(text, "strasse");
        }
        assert_found("ßss", "ssss");
        assert_found("sßs", "ssss");
        assert_found("ΟΔΟΣ", "οδος");
        assert_found("οδος", "οδοσ");
        assert_found("i\u{307}stanbul", "istanbul");
        assert_found("ԵՒ", "և");
        assert_found("և", "եւ");
        assert_found("ᾼ", "αι");
        assert_not_found("ırmak", "irmak");
        assert_not_found("Straße", "STRASSE");
    }

    #[test]
    fn ligatures_are_their_letters_whatever_the_case() {
        assert_found("eﬀect oﬃce ﬂag ﬆone", "effect office flag stone");
        assert_found("Oﬃce", "Office");
        assert_found("ﬁne", "ﬁne");
        assert_found("fine", "ﬁne");
        // No match begins or ends inside a ligature.
        assert_not_found("oﬀ", "of");
    }

    #[test]
    fn offsets_are_of_the_text_and_of_no_folded_copy() {
        assert_eq!(places("ẞa b", "b", PLAIN), [(5, 6)]);
        assert_eq!(places("İİ b", "b", PLAIN), [(5, 6)]);
    }

    #[test]
    fn accents_are_overlooked_unless_typed() {
        for text in ["cafe", "café", "cafe\u{301}", "Café"] {
            assert_found(text, "cafe");
        }
        for query in ["café", "cafe\u{301}"] {
            assert_found("café", query);
            assert_found("CAFE\u{301}", query);
            assert_not_found("cafe", query);
            assert_not_found("cafê", query);
        }
        assert_found("ёлка", "елка");
        assert_found("Ἀθῆναι", "αθηναι");
        assert_found("α\u{345}", "α");
        assert_found("fi\u{301}", "fi");
        assert_not_found("ø", "o");
    }

    #[test]
    fn a_typed_accent_is_found_however_it_is_composed() {
        let spellings = ["ệ", "ẹ\u{302}", "ê\u{323}", "e\u{323}\u{302}"];
        for (text, query) in spellings.iter().flat_map(|text| spellings.map(|query| (text, query))) {
            assert_found(text, query);
            assert_found(&text.to_uppercase(), query);
        }
        assert_found("\u{212B}", "å");
    }

    #[test]
    fn scripts_of_composed_letters() {
        assert_found("가\u{11A8}", "각");
        assert_found("か\u{3099}", "が");
        assert_found("が", "か\u{3099}");
        assert_not_found("が", "か");
        assert_not_found("か\u{3099}", "か");
        assert_found("क\u{94D}\u{200D}ष", "क\u{94D}\u{200D}ष");
        assert_found("👩\u{200D}👧", "👩\u{200D}👧");
        assert_not_found("👩\u{200D}👧", "👩");
        assert_found("ᲗᲑ", "თბ");
    }

    #[test]
    fn white_space_is_one_blank() {
        assert_found("a\u{A0}\u{3000} b\r\nc", "a b  c");
        assert_found("a \u{200B} b", "a b");
        assert_not_found("ab", "a b");
    }

    #[test]
    fn quotes_dashes_and_ellipses_are_alike() {
        assert_found("‘Workers’ ‚′‵‹", "'workers' ''''");
        assert_found("“a” „‟ «b»", "\"a\" \"\" \"b\"");
        assert_found("-‐‑‒–—―−", "--------");
        assert_found("'tis", "’tis");
        assert_found("wait…", "wait...");
        assert_found("wait....", "wait….");
        assert_not_found("\"", "'");
    }

    #[test]
    fn characters_of_no_width_are_skipped_inside_a_hit() {
        assert_found("co\u{AD}\u{200B}op\u{2060}e\u{FEFF}ration", "cooperation");
        assert_found("cooperation", "co\u{AD}operation");
        assert_eq!(matches("co\u{AD}op", "co", PLAIN), ["co"]);
        assert_eq!(matches("co\u{200D}op", "co", PLAIN), ["co\u{200D}"]);
    }

    #[test]
    fn exact_is_as_typed_but_for_white_space_and_composition() {
        assert_eq!(matches("party Party", "party", EXACT), ["party"]);
        assert_eq!(matches("café", "cafe\u{301}", EXACT), ["café"]);
        assert_eq!(matches("a\nb", "a b", EXACT), ["a\nb"]);
        assert_eq!(matches("a\u{AD}b", "a\u{AD}", EXACT), ["a\u{AD}"]);
        for (text, query) in [("café", "cafe"), ("’", "'"), ("–", "-"), ("ﬁ", "fi"), ("a\u{AD}b", "ab")]
        {
            assert!(matches(text, query, EXACT).is_empty(), "{query:?} in {text:?}");
        }
    }

    #[test]
    fn blanks_at_the_ends_of_a_query() {
        let text = "the party\nof the party\n\nparty";
        assert_eq!(places(text, "party ", PLAIN), [(4, 10), (17, 22), (24, 29)]);
        assert_eq!(places(text, " party", PLAIN), [(3, 9), (16, 22), (24, 29)]);
        assert_eq!(places(text, " ", PLAIN), [(3, 4), (9, 10), (12, 13), (16, 17)]);
        assert_eq!(matches("a b", " b", WORD), [" b"]);
    }

    #[test]
    fn no_hit_spans_paragraphs() {
        assert_eq!(matches("a\n\nb\n\na b", "a b", PLAIN), ["a b"]);
        assert_eq!(matches("a\n\nb\n\na b", r"a\s+b", REGEX), ["a b"]);
        assert_eq!(places("ab\n\nba b", "^b|b$", REGEX), [(1, 2), (4, 5), (7, 8)]);
    }

    #[test]
    fn a_regular_expression_reads_over_line_ends() {
        let patterns = [
            "hard wrapped",
            "hard.wrapped",
            "is.*here",
            "hard +wrapped",
            "hard[ ]wrapped",
            r"hard\p{Zs}wrapped",
            "hard[[:blank:]]wrapped",
            r"hard\swrapped",
            r"hard\nwrapped",
            r"hard\r?\nwrapped",
            r"hard\r\nwrapped",
            r"hard[\n]wrapped",
            r"hard[\r\n]+wrapped",
            r"hard[^\n]wrapped",
            "(?m)hard[^x]wrapped here.$",
        ];
        for line_end in ["\n", "\r\n", " \t\n", "\n    ", "  \r\n\t"] {
            let text = format!(
                "Title\n\nThis line is hard{line_end}wrapped here.\n\nThis line is hard wrapped here."
            );
            for pattern in patterns {
                assert_eq!(matches(&text, pattern, REGEX).len(), 2, "{pattern:?} in {text:?}");
            }
            assert_eq!(matches(&text, "hard wrapped", REGEX)[0], format!("hard{line_end}wrapped"));
            for none in
                ["hard  wrapped", "hard {2}wrapped", "hard..wrapped", "(?m)hard$|^wrapped", r"here\.\s+This"]
            {
                assert!(matches(&text, none, REGEX).is_empty(), "{none:?} in {text:?}");
            }
            assert_eq!(matches(&text, "[^ ]+", REGEX)[..5], ["Title", "This", "line", "is", "hard"]);
            assert_eq!(matches(&text, r"[^\n]+", REGEX).len(), 3, "a paragraph each");
        }
    }

    #[test]
    fn a_match_that_is_no_hit_hides_none() {
        // The first candidate is the head of another syllable.
        assert_eq!(places("\u{1100}\u{1161}\u{11A8}\u{1100}\u{1161}", "가", PLAIN), [(9, 15)]);
        assert_eq!(places("aab ab", "ab", WORD), [(4, 6)]);
        assert_eq!(places("a a b", "a b|a a b", Options { word: true, ..REGEX }), [(0, 5)]);
        assert_eq!(places("xa a a", "a a", WORD), [(3, 6)]);
    }

    #[test]
    fn regular_expressions_fold_case_unless_they_have_a_capital() {
        assert_eq!(matches("Notes notes", "n.tes", REGEX), ["Notes", "notes"]);
        assert_eq!(matches("Notes notes", "N.tes", REGEX), ["Notes"]);
        assert_eq!(matches("Notes notes", r"n\Stes", REGEX), ["Notes", "notes"]);
        assert_eq!(matches("Notes notes", "n.tes", Options { exact: true, ..REGEX }), ["notes"]);
        assert_eq!(matches("café", "caf.", REGEX), ["café"]);
        assert!(matches("cafe\u{301}", "caf.", REGEX).is_empty());
        for capital in ["A", r"\\A", r"\p{Lu}A", r"\x4AA", r"\u{4A}A", "(?P<Name>A)", "[a-Z]", "É"] {
            assert!(has_capital(capital), "{capital}");
        }
        for none in ["a", r"\A\W", r"\pL", r"\p{Lu}", r"\x4A", r"\u004A", "(?P<Name>a)", "(?U:a)", "\\"] {
            assert!(!has_capital(none), "{none}");
        }
    }

    #[test]
    fn empty_matches_are_no_hits() {
        assert_eq!(places("baab", "a*", REGEX), [(1, 3)]);
        assert!(places("ab", "^|$", REGEX).is_empty());
        for nothing in ["", "\u{AD}"] {
            assert!(places("ab\u{AD}", nothing, PLAIN).is_empty());
        }
        assert!(places("ab", "", REGEX).is_empty());
    }

    #[test]
    fn words_are_whole() {
        let text = "notes, notes’ Notes_ footnotes note\u{AD}s notes\u{301} (notes)";
        let found = ["notes", "notes", "note\u{AD}s", "notes\u{301}", "notes"];
        assert_eq!(matches(text, "notes", WORD), found);
        assert!(matches("footnotes foot\u{AD}notes notes1", "notes", WORD).is_empty());
        let words = Options { word: true, ..REGEX };
        assert_eq!(matches("notes’ footnotes", "note|notes", words), ["notes"]);
        assert_eq!(matches("notes’ footnotes", "(notes’|foot)", words), ["notes’"]);
    }

    #[test]
    fn faults_are_one_line() {
        let fault = |pattern: &str, options| {
            Query::new(pattern, options, SearchDefaults::default()).err().unwrap().to_string()
        };
        assert_eq!(fault("(a", REGEX), "regex: unclosed group");
        assert_eq!(fault("a)(b", Options { word: true, ..REGEX }), "regex: unopened group");
        assert_eq!(
            fault("[b-a]", REGEX),
            "regex: invalid character class range, the start must be <= the end"
        );
        let too_large = "regex too large: repeat less, or use smaller character classes";
        for pattern in
            [r"\w{9999}", "a{1000}{1000}", "((((a{99}){99}){99}){99}){99}", r"(\pL|\d{9,999}){999}"]
        {
            assert_eq!(fault(pattern, REGEX), too_large);
        }
        let nested = format!("{}a{}", "(".repeat(400), ")".repeat(400));
        assert!(fault(&nested, REGEX).contains("nest"), "{}", fault(&nested, REGEX));
        assert_eq!(
            fault(&"e".repeat(MAX_QUERY_CHARS + 1), PLAIN),
            "query too long: use at most 4096 characters"
        );
    }

    #[test]
    fn a_long_query_is_compiled_by_whoever_has_time() {
        let (speech, query) = (Document::of_paragraphs("test", &"e".repeat(900)), "e".repeat(300));
        let query = Query::new(&query, PLAIN, SearchDefaults::default()).unwrap();
        let budget = Budget::of(1_000_000_000);
        assert_eq!(query.matches_within(&speech, 0..1, &budget).count(), 0);
        assert!(budget.is_spent());
        assert_eq!(query.matches(&speech, 0..1).count(), 3);
        assert_eq!(query.matches_within(&speech, 0..1, &Budget::of(1_000_000_000)).count(), 3);
    }

    #[test]
    fn a_query_of_a_thousand_letters() {
        let text = "sociälist construction, the ﬁrst ß ".repeat(40);
        let query = "socialist construction, the first ss ".repeat(28);
        let found = matches(text.trim_end(), query.trim_end(), PLAIN);
        assert_eq!(found, ["sociälist construction, the ﬁrst ß ".repeat(28).trim_end()]);
    }

    #[test]
    fn a_query_knows_what_was_typed() {
        let query = Query::new("Party ", WORD, SearchDefaults::default()).unwrap();
        assert_eq!(query.pattern(), "Party ");
    }

    /// Generates texts that are hard to search.
    fn tangled(pieces: Range<usize>) -> impl Strategy<Value = String> {
        let piece = sample::select(vec![
            "a",
            "A",
            "e",
            "é",
            "e",
            "\u{301}",
            "s",
            "S",
            "ß",
            "ẞ",
            "ſ",
            "f",
            "i",
            "ﬁ",
            "ﬀ",
            "ﬃ",
            "İ",
            "ı",
            "α",
            "ᾳ",
            "ᾴ",
            "ι",
            "ΐ",
            "ς",
            "Σ",
            "й",
            "'",
            "’",
            "ŉ",
            "n",
            "\"",
            "-",
            "—",
            "…",
            ".",
            " ",
            "\u{A0}",
            "\n",
            "\r\n",
            "\n\n",
            "\u{AD}",
            "\u{200D}",
            "\u{200B}",
            "가",
            "각",
            "\u{1100}",
            "\u{1161}",
            "\u{11A8}",
            "か",
            "か\u{3099}",
            "が",
            "क",
            "क\u{94D}ष",
            "👩",
            "🇰",
            "🇵",
            "և",
            "ե",
            "ւ",
            "1",
            "_",
            "(",
            "\\",
        ]);
        collection::vec(piece, pieces).prop_map(|pieces| pieces.concat())
    }

    fn options() -> impl Strategy<Value = Options> {
        any::<[bool; 3]>().prop_map(|[regex, word, exact]| Options { regex, word, exact })
    }

    proptest! {
        #[test]
        fn a_plain_text_is_searched_as_any_other(
            text in "[aAbfi ’'\\-–…. \u{a0}\n“\"]{0,60}",
            pattern in "[aAbfi '’\\-.“]{1,4}",
            folds: bool,
            exact: bool,
        ) {
            let speech = Document::of_paragraphs("test", &text);
            let defaults = SearchDefaults { folds, ..SearchDefaults::default() };
            let query = Query::new(&pattern, Options { exact, ..PLAIN }, defaults).unwrap();
            let found = |query: &Query, is_plain| -> Vec<_> {
                let all = query.stretches(&speech, 0..speech.block_count());
                Matches::new(query, &speech, all.map(|stretch| Stretch { is_plain, ..stretch }), None).collect()
            };
            let slow = Query { in_plain: None, automaton: OnceLock::new(), ..query.clone() };
            prop_assert_eq!(found(&query, true), found(&slow, true), "the automaton finds the same");
            prop_assert_eq!(found(&query, true), found(&query, false));
        }

        #[test]
        fn blocks_searched_together_have_the_hits_of_each(
            text in "[ab \n]{0,80}",
            pattern in "[ab ]{1,3}",
        ) {
            let speech = Document::of_paragraphs("test", &text);
            let query = Query::new(&pattern, PLAIN, SearchDefaults::default()).unwrap();
            let together: Vec<_> = query.matches(&speech, 0..speech.block_count()).collect();
            let each = (0..speech.block_count()).flat_map(|block| query.matches(&speech, block..block + 1));
            prop_assert_eq!(together, each.collect::<Vec<_>>());
        }

        #[test]
        fn regular_expressions_find_what_they_find_in_joined_lines(
            lines in collection::vec(("[ab]{1,2}( {1,2}[ab.]{1,2}){0,3}", "[ \t]{0,2}\r?\n[ \t]{0,2}|\n\n"), 0..8),
            pieces in collection::vec(sample::select(vec![
                "a", "b", " ", ".", r"\s", r"\S", "[^a]", "[ ab]", "(a|b )", r"\b", r"\B", "$", "^", "+", "*?", "{2}",
                "(?m)", "??", "a b", "|",
            ]), 1..6),
            word: bool,
        ) {
            let text: String = lines.into_iter().map(|(line, end)| line + &end).collect();
            let options = Options { word, ..REGEX };
            let Ok(query) = Query::new(&pieces.concat(), options, SearchDefaults::default()) else { return Ok(()) };
            let speech = Document::of_paragraphs("test", &text);
            for block in speech.blocks() {
                // Joins the text byte by byte, each with its offset.
                let whole = &speech.text()[block.range.clone()];
                let mut joined: Vec<(u8, usize)> = Vec::new();
                let mut offset = 0;
                for line in whole.split_inclusive('\n') {
                    let shown = if offset == 0 { line } else { line.trim_start_matches([' ', '\t']) };
                    let start = offset + line.len() - shown.len();
                    let kept = if line.ends_with('\n') { shown.trim_end() } else { shown };
                    joined.extend(kept.bytes().enumerate().map(|(at, byte)| (byte, start + at)));
                    if line.ends_with('\n') {
                        joined.push((b' ', start + kept.len()));
                    }
                    offset += line.len();
                }
                let end = whole.len();
                let place = |at: usize| block.range.start + joined.get(at).map_or(end, |&(_, place)| place);
                let read = String::from_utf8(joined.iter().map(|&(byte, _)| byte).collect()).unwrap();
                let reference = Document::of_paragraphs("test", &read);
                prop_assert_eq!((reference.text(), reference.block_count()), (&*read, 1));
                let expected: Vec<_> = query.matches(&reference, 0..1).map(|matched| place(matched.start)..place(matched.end)).collect();
                let matches: Vec<_> = query.matches(&speech, block.index..block.index + 1).collect();
                prop_assert_eq!(matches, expected);
            }
        }

        #[test]
        fn hits_are_whole_letters_of_one_block_and_in_order(
            text in tangled(0..40),
            pattern in tangled(0..4),
            options in options(),
        ) {
            let speech = Document::of_paragraphs("test", &text);
            let Ok(query) = Query::new(&pattern, options, SearchDefaults::default()) else { return Ok(()) };
            let mut last = 0;
            for block in speech.blocks() {
                let text = &speech.text()[block.range.clone()];
                let letters: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
                for matched in query.matches(&speech, block.index..block.index + 1) {
                    let (start, end) = (matched.start - block.range.start, matched.end - block.range.start);
                    prop_assert!(last <= matched.start && matched.start < matched.end && matched.end <= block.range.end);
                    prop_assert!(letters.contains(&start));
                    prop_assert!(end == text.len() || letters.contains(&end));
                    last = matched.end;
                }
            }
        }

        #[test]
        fn what_stands_in_a_text_is_found_by_itself(text in tangled(1..6), exact: bool) {
            // An accent at the head of a text would have no base.
            let speech = Document::of_paragraphs("test", &format!("a{text}"));
            prop_assume!(speech.block_count() == 1);
            let text = speech.text().trim();
            let matches = matches(text, text, Options { exact, ..PLAIN });
            let trimmed = |text: &str| text.trim_end_matches(|c| !exact && fold::is_ignored(c)).to_owned();
            let matches: Vec<String> = matches.into_iter().map(trimmed).collect();
            prop_assert_eq!(matches, [trimmed(text)]);
        }

        #[test]
        fn plain_letters_are_found_as_by_hand(text in "([abABc.]{1,4}( |\n|\n\n)){0,20}", pattern in "[ab][ab c]?[ab]") {
            let speech = Document::of_paragraphs("test", &text);
            let query = Query::new(&pattern, PLAIN, SearchDefaults::default()).unwrap();
            let mut by_hand = Vec::new();
            for block in speech.blocks() {
                let mut at = block.range.start;
                while at + pattern.len() <= block.range.end {
                    let one = speech.text()[at..at + pattern.len()].to_lowercase().replace('\n', " ");
                    let is_match = one == pattern;
                    by_hand.extend(is_match.then_some(at..at + pattern.len()));
                    at += if is_match { pattern.len() } else { 1 };
                }
            }
            let matches: Vec<_> = query.matches(&speech, 0..speech.block_count()).collect();
            prop_assert_eq!(matches, by_hand);
        }

        #[test]
        fn words_of_a_speech_are_found_where_they_stand(
            block in any::<sample::Index>(),
            first in any::<sample::Index>(),
            count in 1..=5_usize,
            lower: bool,
        ) {
            let speech = Document::of_paragraphs("closing", include_str!("../../../../texts/closing.txt"));
            let block = speech.block(block.index(speech.block_count()));
            let text = &speech.text()[block.range.clone()];
            let words: Vec<&str> = text.split_whitespace().collect();
            let first = first.index(words.len());
            let words = &words[first..words.len().min(first + count)];
            let offset = |word: &str| word.as_ptr().addr() - speech.text().as_ptr().addr();
            let wanted = offset(words[0])..offset(words[words.len() - 1]) + words[words.len() - 1].len();
            let pattern = words.join(" ");
            let pattern = if lower { pattern.to_lowercase() } else { pattern };
            let query = Query::new(&pattern, PLAIN, SearchDefaults::default()).unwrap();
            prop_assert!(query.matches(&speech, block.index..block.index + 1).any(|matched| matched == wanted));
        }
    }
}
