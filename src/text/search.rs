//! What a reader looks for, and where it stands.
//!
//! A query becomes a regular expression, and a hit is a range of the text as it is: the text is
//! never folded, so that no offset needs to be carried back. Only for the patterns that a reader
//! types its lines are joined, which `joined` undoes. How a query overlooks case, accents and
//! typography is for `fold` to say; here is what a hit is:
//!
//! - it lies in one block, and `^` and `$` are the ends of that block;
//! - it begins and ends between what a reader takes for letters, so that `가` is not in `각`;
//! - it is not empty, and no two hits overlap.
//!
//! A match that is no hit is passed over by one character only: a hit may begin inside it.

use std::{error::Error, fmt, ops::Range, sync::OnceLock};

use regex::{Regex, RegexBuilder};
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::GraphemeCursor;

use super::{
    fold::{self, Folding, Text},
    joined::Joined,
    speech::{Block, Speech},
};

/// How many characters a query may have. A longer one was hardly meant to be one.
pub const LONGEST_QUERY: usize = 4096;

/// Of a block longer than this, not all is searched for what is in view.
const OVERLONG: usize = 64 * 1024;

/// How many bytes a compiled pattern may take: enough for a literal query of that length.
const SIZE_LIMIT: usize = 10 << 20;

/// How a query is meant. By default it is literal, and overlooks what a reader would overlook:
///
/// | what | is overlooked |
/// | --- | --- |
/// | case | unless the query has a capital |
/// | an accent on a Latin, Greek or Cyrillic letter | unless it is typed |
/// | the make of quotes, hyphens and dashes; ligatures; `…` for `...` | always |
/// | soft hyphens and other characters of no width | always |
/// | how much white space there is, and whether a line ends in it | always |
/// | whether letters are composed | always |
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// The query is a regular expression of the `regex` crate. It overlooks case, unless it has a
    /// capital outside of escapes, and where lines end: a line end with the blanks around it is one
    /// blank, and `\n` stands for a blank.
    pub regex: bool,
    /// No hit begins or ends inside a word.
    pub word: bool,
    /// Only the last two lines of the table hold; for a regular expression, nothing is overlooked.
    pub exact: bool,
}

/// What the reader's configuration says of all queries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// A capital in a query makes it exact in its case. Otherwise case is overlooked in any.
    pub smart_case: bool,
    /// All that the table of [`Options`] names is overlooked. Otherwise only case and the last two
    /// lines of it are.
    pub folds: bool,
}

impl Default for Manner {
    fn default() -> Self {
        Self { smart_case: true, folds: true }
    }
}

/// What a reader looks for.
#[derive(Debug, Clone)]
pub struct Query {
    pattern: String,
    options: Options,
    folding: Folding,
    /// What finds it in a plain text; `None` finds nothing.
    in_plain: Option<Regex>,
    /// What finds it in any text, made when one is first searched: it takes much longer.
    in_any: OnceLock<Option<Regex>>,
}

/// Why a query cannot be searched for, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryError {
    /// It is no regular expression.
    Regex(String),
    /// It has too many characters.
    TooLong,
    /// It is a regular expression that would take too much memory.
    TooLarge,
}

impl Query {
    /// A query for `pattern`. One that is empty, or made only of characters that are overlooked,
    /// finds nothing.
    ///
    /// A blank at the end of a literal query stands for white space or the end of a paragraph, one
    /// at its head for white space or its beginning.
    ///
    /// # Errors
    ///
    /// If `pattern` is meant as a regular expression and is none, or if it is too long.
    pub fn new(pattern: &str, options: Options, manner: Manner) -> Result<Self, QueryError> {
        if pattern.chars().nth(LONGEST_QUERY).is_some() {
            return Err(QueryError::TooLong);
        }
        let has_capital =
            if options.regex { has_capital(pattern) } else { pattern.chars().any(char::is_uppercase) };
        let folding = Folding {
            case: !(options.exact || manner.smart_case && has_capital),
            typography: !options.exact && !options.regex && manner.folds,
        };
        let in_any = OnceLock::new();
        let in_plain = if options.regex {
            let regex =
                (!pattern.is_empty()).then(|| regular(pattern, options.word, folding.case)).transpose()?;
            in_any.get_or_init(|| regex.clone());
            regex
        } else {
            fold::pattern(pattern, folding, Text::Plain)
                .map(|pattern| compile(&pattern, false))
                .transpose()?
        };
        Ok(Self { pattern: pattern.to_owned(), options, folding, in_plain, in_any })
    }

    /// Makes what all queries need, which takes longer than one of them: done beforehand, nobody waits for it.
    pub fn prepare(manner: Manner) {
        drop(Self::new("ab", Options::default(), manner));
    }

    /// What finds it in a plain text, or in any.
    fn regex(&self, is_plain: bool) -> Option<&Regex> {
        if is_plain {
            return self.in_plain.as_ref();
        }
        let made = || fold::pattern(&self.pattern, self.folding, Text::Any);
        // A literal pattern that is not too long always compiles.
        self.in_any.get_or_init(|| made().and_then(|pattern| compile(&pattern, false).ok())).as_ref()
    }

    /// Whether it is found in each block on its own: what it says of a paragraph's ends holds only there.
    fn knows_ends(&self) -> bool {
        let is_blank = |c: Option<char>| c.is_some_and(char::is_whitespace);
        self.options.regex
            || is_blank(self.pattern.chars().next())
            || is_blank(self.pattern.chars().next_back())
    }

    /// How the query is meant.
    pub const fn options(&self) -> Options {
        self.options
    }

    /// What is looked for, as it was typed.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// The hits in these blocks, in order, as ranges of the whole text.
    ///
    /// # Panics
    ///
    /// If there is no such block.
    pub fn hits<'a>(
        &'a self,
        speech: &'a Speech,
        blocks: Range<usize>,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        let stretches = speech.chunks(blocks).flat_map(move |(blocks, is_plain)| {
            // Searched one by one, blocks cost a start each; together, only a look at where a hit lies.
            let step = if self.knows_ends() { 1 } else { blocks.len().max(1) };
            let stretches = blocks.clone().step_by(step);
            stretches.map(move |first| (first..(first + step).min(blocks.end), is_plain))
        });
        stretches.flat_map(move |(blocks, is_plain)| Hits::new(self, speech, blocks, is_plain))
    }

    /// The hits in these blocks that are in `view`, and perhaps others: of an overlong block only what is near is
    /// searched.
    pub fn hits_near<'a>(
        &'a self,
        speech: &'a Speech,
        blocks: Range<usize>,
        view: Range<usize>,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        let is_overlong = |block: usize| speech.block(block).range.len() > OVERLONG;
        let (whole, parts): (Vec<usize>, Vec<usize>) = blocks.partition(|&block| !is_overlong(block));
        let whole = whole.into_iter().flat_map(move |block| self.hits(speech, block..block + 1));
        let near = parts.into_iter().flat_map(move |block| Hits::near(self, speech, block, &view));
        let mut hits: Vec<_> = whole.chain(near).collect();
        hits.sort_unstable_by_key(|hit| hit.start);
        hits.into_iter()
    }

    /// A stretch of a text as it is searched for this query.
    fn read<'a>(&self, stretch: &'a str) -> Joined<'a> {
        // A literal pattern knows by itself what is white space, of blocks that are searched together too.
        if self.options.regex { Joined::new(stretch) } else { Joined::as_it_is(stretch) }
    }

    /// The hit that a match in `text` makes, if it makes one.
    fn hit(&self, text: &str, found: Range<usize>) -> Option<Range<usize>> {
        let Range { start, mut end } = found;
        if self.folding.typography {
            // A soft hyphen after a hit is none of it. The joiners are: they are of its last letter.
            let hyphens = |c| fold::is_ignored(c) && !matches!(c, '\u{200C}' | '\u{200D}');
            end = start + text[start..end].trim_end_matches(hyphens).len();
        }
        let is_edge = |at| is_letter_edge(text, at) && (!self.options.word || is_word_edge(text, at));
        (start < end && is_edge(start) && is_edge(end)).then_some(start..end)
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Regex(fault) => write!(f, "regex: {fault}"),
            Self::TooLong => f.write_str("query too long"),
            Self::TooLarge => f.write_str("regex: too large: repeat less, or fewer kinds of letters"),
        }
    }
}

impl Error for QueryError {}

/// The hits in some blocks that are searched together.
struct Hits<'a> {
    query: &'a Query,
    regex: Option<&'a Regex>,
    speech: &'a Speech,
    /// The text of the blocks, and what lies between them; for a pattern with its lines joined.
    text: Joined<'a>,
    /// Where that begins.
    start: usize,
    /// Where the search goes on in it.
    at: usize,
    /// The block in which the last hit was.
    block: Block,
}

impl<'a> Hits<'a> {
    fn new(query: &'a Query, speech: &'a Speech, blocks: Range<usize>, is_plain: bool) -> Self {
        let block = speech.block(blocks.start);
        let (start, end) = (block.range.start, speech.block(blocks.end - 1).range.end);
        let text = query.read(&speech.text()[start..end]);
        Self { query, regex: query.regex(is_plain), speech, text, start, at: 0, block }
    }

    /// The hits in a block near `view`.
    fn near(query: &'a Query, speech: &'a Speech, index: usize, view: &Range<usize>) -> Self {
        let block = speech.block(index);
        let all = speech.text();
        let start = all.floor_char_boundary(view.start.saturating_sub(OVERLONG / 4)).max(block.range.start);
        let end = all.ceil_char_boundary(view.end.saturating_add(OVERLONG / 4)).min(block.range.end);
        let text = &all[start..end.max(start)];
        let regex = query.regex(fold::is_plain(text));
        Self { query, regex, speech, text: query.read(text), start, at: 0, block }
    }

    /// Whether a hit, in bytes of the whole text, lies in one block. Hits are asked for in their order.
    fn is_in_one_block(&mut self, hit: &Range<usize>) -> bool {
        while self.block.range.end <= hit.start && self.block.index + 1 < self.speech.block_count() {
            self.block = self.speech.block(self.block.index + 1);
        }
        self.block.range.start <= hit.start && hit.end <= self.block.range.end
    }
}

impl Iterator for Hits<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let regex = self.regex?;
        while self.at <= self.text.text().len() {
            let found = regex.find_at(self.text.text(), self.at)?.range();
            if let Some(Range { start, end }) = self.query.hit(self.text.text(), found.clone()) {
                let hit = self.start + self.text.place(start)..self.start + self.text.place(end);
                if self.is_in_one_block(&hit) {
                    self.at = end;
                    return Some(hit);
                }
            }
            let passed_over = self.text.text()[found.start..].chars().next();
            self.at = found.start + passed_over.map_or(1, char::len_utf8);
        }
        None
    }
}

/// The regular expression that the reader typed.
fn regular(pattern: &str, word: bool, caseless: bool) -> Result<Regex, QueryError> {
    let pattern = line_ends_as_blanks(pattern);
    let regex = compile(&pattern, caseless)?;
    if !word {
        return Ok(regex);
    }
    // The edges are part of the pattern, so that `note|notes` finds the word `notes`. A word edge is
    // anywhere but between two characters of a word.
    compile(&format!(r"(?:\b|\b{{start-half}})(?:{pattern})(?:\b|\b{{end-half}})"), caseless)
}

/// A pattern whose every `\n`, and `\r\n`, stands for the blank that a line end is read as. In a class it stands for that
/// too, but not where the class is of all others: `[^\n]` is any letter.
fn line_ends_as_blanks(pattern: &str) -> String {
    let mut blanked = String::with_capacity(pattern.len());
    // Whether each class that is open here is of all others.
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

fn compile(pattern: &str, caseless: bool) -> Result<Regex, QueryError> {
    let mut builder = RegexBuilder::new(pattern);
    builder.case_insensitive(caseless).size_limit(SIZE_LIMIT).dfa_size_limit(SIZE_LIMIT);
    builder.build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => QueryError::TooLarge,
        error => QueryError::Regex(fault(&error.to_string())),
    })
}

/// What is wrong with a pattern, from the drawing that the `regex` crate makes of it.
fn fault(drawing: &str) -> String {
    let last = drawing.lines().last().unwrap_or(drawing).trim();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

/// Whether a regular expression has a capital that stands for itself, which those of `\W`, `\pL`,
/// `\x4A`, `(?P<Name>` and `(?U)` do not.
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

/// What stands after the escape whose backslash stands before `rest`.
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

/// Whether `at` lies between two grapheme clusters of `text`.
fn is_letter_edge(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    if let (Some(before), Some(after)) = (at.checked_sub(1).map(|before| bytes[before]), bytes.get(at))
        && before.is_ascii()
        && after.is_ascii()
    {
        return (before, *after) != (b'\r', b'\n');
    }
    // With the whole text at hand the cursor never asks for more.
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

/// Whether `at` is anywhere but between two characters of a word.
fn is_word_edge(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(fold::is_ignored).chars().next_back();
    let after = text[at..].trim_start_matches(fold::is_ignored).chars().next();
    !(before.is_some_and(is_of_word) && after.is_some_and(is_of_word))
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_combining_mark(c)
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

    /// Where each hit begins and ends.
    fn places(text: &str, pattern: &str, options: Options) -> Vec<(usize, usize)> {
        let speech = Speech::parse("test", text.to_owned());
        assert_eq!(speech.text(), text, "the test's text is not trimmed");
        let query = Query::new(pattern, options, Manner::default()).unwrap();
        query.hits(&speech, 0..speech.block_count()).map(|hit| (hit.start, hit.end)).collect()
    }

    fn hits<'a>(text: &'a str, pattern: &str, options: Options) -> Vec<&'a str> {
        places(text, pattern, options).into_iter().map(|(start, end)| &text[start..end]).collect()
    }

    #[track_caller]
    fn assert_found(text: &str, pattern: &str) {
        assert_eq!(hits(text, pattern, PLAIN), [text], "{pattern:?} in {text:?}");
    }

    #[track_caller]
    fn assert_not_found(text: &str, pattern: &str) {
        assert!(hits(text, pattern, PLAIN).is_empty(), "{pattern:?} in {text:?}");
    }

    #[test]
    fn pairs_of_text_and_query() {
        #[derive(serde::Deserialize)]
        struct Pairs {
            found: Vec<(String, String)>,
            not_found: Vec<(String, String)>,
        }
        let pairs = include_str!("../../tests/data/search-folds.json");
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
        assert_eq!(hits("Party PARTY party", "party", PLAIN), ["Party", "PARTY", "party"]);
        assert_eq!(hits("Party PARTY party", "Party", PLAIN), ["Party"]);
    }

    #[test]
    fn smart_case_and_folds_can_be_turned_off() {
        let found = |text: &str, pattern: &str, smart_case, folds| {
            let speech = Speech::parse("test", text.to_owned());
            let query = Query::new(pattern, PLAIN, Manner { smart_case, folds }).unwrap();
            query.hits(&speech, 0..speech.block_count()).count()
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
        // No hit begins or ends in the middle of one.
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
        assert_eq!(hits("co\u{AD}op", "co", PLAIN), ["co"]);
        assert_eq!(hits("co\u{200D}op", "co", PLAIN), ["co\u{200D}"]);
    }

    #[test]
    fn exact_is_as_typed_but_for_white_space_and_composition() {
        assert_eq!(hits("party Party", "party", EXACT), ["party"]);
        assert_eq!(hits("café", "cafe\u{301}", EXACT), ["café"]);
        assert_eq!(hits("a\nb", "a b", EXACT), ["a\nb"]);
        assert_eq!(hits("a\u{AD}b", "a\u{AD}", EXACT), ["a\u{AD}"]);
        for (text, query) in [("café", "cafe"), ("’", "'"), ("–", "-"), ("ﬁ", "fi"), ("a\u{AD}b", "ab")]
        {
            assert!(hits(text, query, EXACT).is_empty(), "{query:?} in {text:?}");
        }
    }

    #[test]
    fn blanks_at_the_ends_of_a_query() {
        let text = "the party\nof the party\n\nparty";
        assert_eq!(places(text, "party ", PLAIN), [(4, 10), (17, 22), (24, 29)]);
        assert_eq!(places(text, " party", PLAIN), [(3, 9), (16, 22), (24, 29)]);
        assert_eq!(places(text, " ", PLAIN), [(3, 4), (9, 10), (12, 13), (16, 17)]);
        assert_eq!(hits("a b", " b", WORD), [" b"]);
    }

    #[test]
    fn no_hit_spans_paragraphs() {
        assert_eq!(hits("a\n\nb\n\na b", "a b", PLAIN), ["a b"]);
        assert_eq!(hits("a\n\nb\n\na b", r"a\s+b", REGEX), ["a b"]);
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
                assert_eq!(hits(&text, pattern, REGEX).len(), 2, "{pattern:?} in {text:?}");
            }
            assert_eq!(hits(&text, "hard wrapped", REGEX)[0], format!("hard{line_end}wrapped"));
            for none in
                ["hard  wrapped", "hard {2}wrapped", "hard..wrapped", "(?m)hard$|^wrapped", r"here\.\s+This"]
            {
                assert!(hits(&text, none, REGEX).is_empty(), "{none:?} in {text:?}");
            }
            assert_eq!(hits(&text, "[^ ]+", REGEX)[..5], ["Title", "This", "line", "is", "hard"]);
            assert_eq!(hits(&text, r"[^\n]+", REGEX).len(), 3, "a paragraph each");
        }
    }

    #[test]
    fn a_match_that_is_no_hit_hides_none() {
        // The first `가` that matches is the head of another letter.
        assert_eq!(places("\u{1100}\u{1161}\u{11A8}\u{1100}\u{1161}", "가", PLAIN), [(9, 15)]);
        assert_eq!(places("aab ab", "ab", WORD), [(4, 6)]);
        assert_eq!(places("a a b", "a b|a a b", Options { word: true, ..REGEX }), [(0, 5)]);
        assert_eq!(places("xa a a", "a a", WORD), [(3, 6)]);
    }

    #[test]
    fn regular_expressions_fold_case_unless_they_have_a_capital() {
        assert_eq!(hits("Notes notes", "n.tes", REGEX), ["Notes", "notes"]);
        assert_eq!(hits("Notes notes", "N.tes", REGEX), ["Notes"]);
        assert_eq!(hits("Notes notes", r"n\Stes", REGEX), ["Notes", "notes"]);
        assert_eq!(hits("Notes notes", "n.tes", Options { exact: true, ..REGEX }), ["notes"]);
        assert_eq!(hits("café", "caf.", REGEX), ["café"]);
        assert!(hits("cafe\u{301}", "caf.", REGEX).is_empty());
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
        assert_eq!(hits(text, "notes", WORD), found);
        assert!(hits("footnotes foot\u{AD}notes notes1", "notes", WORD).is_empty());
        let words = Options { word: true, ..REGEX };
        assert_eq!(hits("notes’ footnotes", "note|notes", words), ["notes"]);
        assert_eq!(hits("notes’ footnotes", "(notes’|foot)", words), ["notes’"]);
    }

    #[test]
    fn faults_are_one_line() {
        let fault = |pattern: &str, options| {
            Query::new(pattern, options, Manner::default()).err().unwrap().to_string()
        };
        assert_eq!(fault("(a", REGEX), "regex: unclosed group");
        assert_eq!(fault("a)(b", Options { word: true, ..REGEX }), "regex: unopened group");
        assert_eq!(
            fault("[b-a]", REGEX),
            "regex: invalid character class range, the start must be <= the end"
        );
        let too_large = "regex: too large: repeat less, or fewer kinds of letters";
        for pattern in
            [r"\w{9999}", "a{1000}{1000}", "((((a{99}){99}){99}){99}){99}", r"(\pL|\d{9,999}){999}"]
        {
            assert_eq!(fault(pattern, REGEX), too_large);
        }
        let nested = format!("{}a{}", "(".repeat(400), ")".repeat(400));
        assert!(fault(&nested, REGEX).contains("nest"), "{}", fault(&nested, REGEX));
        assert_eq!(fault(&"e".repeat(LONGEST_QUERY + 1), PLAIN), "query too long");
    }

    #[test]
    fn a_query_of_a_thousand_letters() {
        let text = "sociälist construction, the ﬁrst ß ".repeat(40);
        let query = "socialist construction, the first ss ".repeat(28);
        let found = hits(text.trim_end(), query.trim_end(), PLAIN);
        assert_eq!(found, ["sociälist construction, the ﬁrst ß ".repeat(28).trim_end()]);
    }

    #[test]
    fn a_query_knows_what_was_typed() {
        let query = Query::new("Party ", WORD, Manner::default()).unwrap();
        assert_eq!(query.pattern(), "Party ");
    }

    /// A text of pieces that are told apart with difficulty.
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
            let speech = Speech::parse("test", text);
            let manner = Manner { folds, ..Manner::default() };
            let query = Query::new(&pattern, Options { exact, ..PLAIN }, manner).unwrap();
            let found = |is_plain| -> Vec<_> {
                let blocks = (0..speech.block_count()).map(|block| block..block + 1);
                blocks.flat_map(|blocks| Hits::new(&query, &speech, blocks, is_plain)).collect()
            };
            prop_assert_eq!(found(true), found(false));
        }

        #[test]
        fn blocks_searched_together_have_the_hits_of_each(
            text in "[ab \n]{0,80}",
            pattern in "[ab ]{1,3}",
        ) {
            let speech = Speech::parse("test", text);
            let query = Query::new(&pattern, PLAIN, Manner::default()).unwrap();
            let together: Vec<_> = query.hits(&speech, 0..speech.block_count()).collect();
            let each = (0..speech.block_count()).flat_map(|block| query.hits(&speech, block..block + 1));
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
            let Ok(query) = Query::new(&pieces.concat(), options, Manner::default()) else { return Ok(()) };
            let speech = Speech::parse("test", text);
            for block in speech.blocks() {
                // The joined text byte by byte, each with its place in the text.
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
                let reference = Speech::parse("test", read.clone());
                prop_assert_eq!((reference.text(), reference.block_count()), (&*read, 1));
                let expected: Vec<_> = query.hits(&reference, 0..1).map(|hit| place(hit.start)..place(hit.end)).collect();
                let hits: Vec<_> = query.hits(&speech, block.index..block.index + 1).collect();
                prop_assert_eq!(hits, expected);
            }
        }

        #[test]
        fn hits_are_whole_letters_of_one_block_and_in_order(
            text in tangled(0..40),
            pattern in tangled(0..4),
            options in options(),
        ) {
            let speech = Speech::parse("test", text);
            let Ok(query) = Query::new(&pattern, options, Manner::default()) else { return Ok(()) };
            let mut last = 0;
            for block in speech.blocks() {
                let text = &speech.text()[block.range.clone()];
                let letters: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
                for hit in query.hits(&speech, block.index..block.index + 1) {
                    let (start, end) = (hit.start - block.range.start, hit.end - block.range.start);
                    prop_assert!(last <= hit.start && hit.start < hit.end && hit.end <= block.range.end);
                    prop_assert!(letters.contains(&start));
                    prop_assert!(end == text.len() || letters.contains(&end));
                    last = hit.end;
                }
            }
        }

        #[test]
        fn what_stands_in_a_text_is_found_by_itself(text in tangled(1..6), exact: bool) {
            // An accent at the head of a text would be on nothing.
            let speech = Speech::parse("test", format!("a{text}"));
            prop_assume!(speech.block_count() == 1);
            let text = speech.text().trim();
            let hits = hits(text, text, Options { exact, ..PLAIN });
            let trimmed = |text: &str| text.trim_end_matches(|c| !exact && fold::is_ignored(c)).to_owned();
            let hits: Vec<String> = hits.into_iter().map(trimmed).collect();
            prop_assert_eq!(hits, [trimmed(text)]);
        }

        #[test]
        fn plain_letters_are_found_as_by_hand(text in "([abABc.]{1,4}( |\n|\n\n)){0,20}", pattern in "[ab][ab c]?[ab]") {
            let speech = Speech::parse("test", text);
            let query = Query::new(&pattern, PLAIN, Manner::default()).unwrap();
            let mut by_hand = Vec::new();
            for block in speech.blocks() {
                let mut at = block.range.start;
                while at + pattern.len() <= block.range.end {
                    let one = speech.text()[at..at + pattern.len()].to_lowercase().replace('\n', " ");
                    let is_hit = one == pattern;
                    by_hand.extend(is_hit.then_some(at..at + pattern.len()));
                    at += if is_hit { pattern.len() } else { 1 };
                }
            }
            let hits: Vec<_> = query.hits(&speech, 0..speech.block_count()).collect();
            prop_assert_eq!(hits, by_hand);
        }

        #[test]
        fn words_of_a_speech_are_found_where_they_stand(
            block in any::<sample::Index>(),
            first in any::<sample::Index>(),
            count in 1..=5_usize,
            lower: bool,
        ) {
            let speech = Speech::parse("closing", include_str!("../../texts/closing.txt").to_owned());
            let block = speech.block(block.index(speech.block_count()));
            let text = &speech.text()[block.range.clone()];
            let words: Vec<&str> = text.split_whitespace().collect();
            let first = first.index(words.len());
            let words = &words[first..words.len().min(first + count)];
            let offset = |word: &str| word.as_ptr().addr() - speech.text().as_ptr().addr();
            let wanted = offset(words[0])..offset(words[words.len() - 1]) + words[words.len() - 1].len();
            let pattern = words.join(" ");
            let pattern = if lower { pattern.to_lowercase() } else { pattern };
            let query = Query::new(&pattern, PLAIN, Manner::default()).unwrap();
            prop_assert!(query.hits(&speech, block.index..block.index + 1).any(|hit| hit == wanted));
        }
    }
}
