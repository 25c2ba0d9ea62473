//! Iteration over the matches of a query.
//!
//! - A match lies in one block, and `^` and `$` are the ends of that block.
//! - It begins and ends at boundaries of grapheme clusters, so `가` does not match in `각`.
//! - It is not empty, and matches do not overlap.
//!
//! The text is searched as [`SeenText`] sees it. Text in plain English typography is searched as it is.
//!
//! A [`Regex`] is fast, but does not know these rules. Where its match breaks one, the [`Automaton`](super::automaton)
//! searches the rest of the block, because another match may begin inside the rejected one. The automaton also
//! matches the regular expressions that the reader types, in linear time.

use std::ops::Range;

use regex::Regex;

use super::{
    automaton::{Cache, Scan},
    boundaries::{is_grapheme_edge, is_word_edge},
    budget::Budget,
    pattern::Text,
    query::Query,
    seen::SeenText,
    terms::Merged,
};
use crate::document::text::{Block, Document};

/// In a longer block, only the part near the view is searched for a frame.
const MAX_FRAME_BLOCK_BYTES: usize = 64 * 1024;

/// The longest range that is searched with a regex, which cannot be cancelled.
const MAX_REGEX_RANGE_BYTES: usize = 256 * 1024;

impl Query {
    /// Iterates over the matches in `blocks`, in order, as ranges of the document's text.
    ///
    /// # Panics
    ///
    /// If there is no such block.
    pub fn matches<'a>(
        &'a self,
        document: &'a Document,
        blocks: Range<usize>,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        let of_term = move |term: &'a Self| {
            term.searched(
                document,
                Matches::new(term, document, term.search_ranges(document, blocks.clone()), None),
            )
        };
        Merged::new(self.terms().iter().map(of_term)).map(|(matched, _)| matched)
    }

    /// Like [`Query::matches`], but stops when the budget is spent. Then there may be more matches.
    pub fn matches_within<'a>(
        &'a self,
        document: &'a Document,
        blocks: Range<usize>,
        budget: &'a Budget<'a>,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        self.matches_by_term(document, blocks, budget).map(|(matched, _)| matched)
    }

    /// Like [`Query::matches_within`], with the number of the [term](Query::terms) of each match.
    pub(super) fn matches_by_term<'a>(
        &'a self,
        document: &'a Document,
        blocks: Range<usize>,
        budget: &'a Budget<'a>,
    ) -> impl Iterator<Item = (Range<usize>, usize)> + 'a {
        let of_term = move |term: &'a Self| {
            let ranges = term.search_ranges(document, blocks.clone());
            term.searched(document, Matches::new(term, document, ranges, Some(budget)))
        };
        Merged::new(self.terms().iter().map(of_term))
    }

    /// Iterates over the matches in `blocks` that overlap `view`, and perhaps others. Of a long block only the part
    /// near `view` is searched. There may be more if the budget is spent.
    pub fn matches_near<'a>(
        &'a self,
        document: &'a Document,
        blocks: Range<usize>,
        view: Range<usize>,
        budget: &'a Budget<'a>,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        let of_term = move |term: &'a Self| {
            let ranges = term.ranges_near(document, blocks.clone(), view.clone());
            term.searched(document, Matches::new(term, document, ranges, Some(budget)))
        };
        Merged::new(self.terms().iter().map(of_term)).map(|(matched, _)| matched)
    }

    /// Returns the ranges of `blocks` that are searched for a frame.
    fn ranges_near<'a>(
        &self,
        document: &'a Document,
        blocks: Range<usize>,
        view: Range<usize>,
    ) -> impl Iterator<Item = SearchRange> + use<'a> {
        let text = document.text();
        let markup = self.markup();
        blocks.filter_map(move |block| {
            let mut range = document.block(block).range;
            if range.len() > MAX_FRAME_BLOCK_BYTES {
                let margin = MAX_FRAME_BLOCK_BYTES / 4;
                let start = text.floor_char_boundary(view.start.saturating_sub(margin));
                let end = text.ceil_char_boundary(view.end.saturating_add(margin));
                range = range.start.max(start)..range.end.min(end);
            }
            let is_plain = document.is_plain(Some(&range).filter(|range| range.start <= range.end)?);
            Some(SearchRange { range, blocks: block..block + 1, is_plain, markup })
        })
    }

    /// Leaves out matches in page furniture, unless it is searched, and those that do not count.
    fn searched<'a>(
        &'a self,
        document: &'a Document,
        matches: impl Iterator<Item = Range<usize>> + 'a,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        matches.filter(move |matched| {
            (self.has_furniture() || !document.is_furniture(matched.start))
                && self.is_counted(document, matched)
        })
    }

    /// Divides `blocks` into ranges that are searched at once.
    fn search_ranges<'a>(
        &self,
        document: &'a Document,
        blocks: Range<usize>,
    ) -> impl Iterator<Item = SearchRange> + use<'a> {
        let is_by_block = self.is_by_block();
        let markup = self.markup();
        document.chunks(blocks).flat_map(move |(blocks, is_plain)| {
            // A search of each block has a start-up cost. A search of several at once only costs a lookup per match.
            let step = if is_by_block { 1 } else { blocks.len().max(1) };
            blocks.clone().step_by(step).map(move |first| {
                let last = (first + step).min(blocks.end) - 1;
                let range = document.block(first).range.start..document.block(last).range.end;
                SearchRange { range, blocks: first..last + 1, is_plain, markup }
            })
        })
    }

    /// Returns the range of the source of a match of a regex, if it follows the rules as far as the adjacent text tells.
    fn checked(&self, seen: &SeenText<'_>, matched: Range<usize>) -> Option<Range<usize>> {
        let source = seen.source_range(&matched).filter(|source| !source.is_empty())?;
        let is_edge = |at, offset| {
            is_grapheme_edge(seen.source(), offset) == Some(true)
                // The automaton knows the words of scripts without blanks.
                && (!self.has_word_edges() || is_word_edge(seen, at, || false))
        };
        (is_edge(matched.start, source.start) && is_edge(matched.end, source.end)).then_some(source)
    }

    /// Returns how the markup of a text is searched.
    fn markup(&self) -> Markup {
        if self.has_signs() { Markup::Both } else { Markup::Overlooked }
    }

    /// Returns the matches in a range with its markup overlooked, and between those the ones with its markup as text.
    fn matches_both(
        &self,
        document: &Document,
        searched: &SearchRange,
        budget: Option<&Budget<'_>>,
    ) -> Vec<Range<usize>> {
        let found = |markup| {
            let searched = SearchRange { markup, ..searched.clone() };
            Matches::new(self, document, std::iter::once(searched), budget).collect::<Vec<_>>()
        };
        let mut matches = found(Markup::Overlooked);
        let read = matches.len();
        for typed in found(Markup::Text) {
            let after = matches[..read].partition_point(|matched| matched.end <= typed.start);
            if matches[..read].get(after).is_none_or(|next| next.start >= typed.end) {
                matches.push(typed);
            }
        }
        matches.sort_unstable_by_key(|matched| matched.start);
        matches
    }

    /// Returns a range of blocks as the query sees it.
    fn seen<'a>(&self, document: &'a Document, searched: &SearchRange) -> SeenText<'a> {
        let ranges = searched.blocks.clone().map(|block| {
            let block = document.block(block).range;
            let range = block.start.max(searched.range.start)..block.end.min(searched.range.end);
            let spans = document.spans(&block);
            (range, if searched.markup == Markup::Text { &[] } else { spans })
        });
        let seen = if self.has_furniture() { SeenText::with_furniture } else { SeenText::new };
        seen(document.text(), ranges, self.view())
    }
}

/// The way in which the markup of a text is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Markup {
    /// A match may have markup inside.
    Overlooked,
    /// Markup is text.
    Text,
    /// Both, one after the other.
    Both,
}

/// A range of the text that is searched at once.
#[derive(Debug, Clone)]
struct SearchRange {
    range: Range<usize>,
    /// The blocks that it lies in.
    blocks: Range<usize>,
    /// `true` if a regex for plain text finds the same in it.
    is_plain: bool,
    markup: Markup,
}

/// Iterator over the matches in some ranges of a text.
struct Matches<'a, R> {
    query: &'a Query,
    document: &'a Document,
    ranges: R,
    budget: Option<&'a Budget<'a>>,
    unlimited: Budget<'static>,
    cache: Option<Cache<'a>>,
    /// The range being searched with a regex.
    regex_search: Option<RegexSearch<'a>>,
    /// The range being searched with the automaton. If both are set, it is a part of the other one.
    automaton_search: Option<AutomatonSearch<'a>>,
    /// Matches that are found, but not returned yet.
    found: std::vec::IntoIter<Range<usize>>,
}

struct RegexSearch<'a> {
    regex: &'a Regex,
    range: Range<usize>,
    markup: Markup,
    seen: SeenText<'a>,
    /// The offset in `seen` at which the search continues.
    offset: usize,
    /// The block of the last match of `regex`.
    block: Block,
}

struct AutomatonSearch<'a> {
    seen: SeenText<'a>,
    scan: Scan,
}

/// The result of a step of a search with a regex.
enum Step {
    Found(Range<usize>),
    /// A match breaks a rule. The block must be searched with the automaton from the offset `from` on.
    Rejected {
        block: SearchRange,
        from: usize,
    },
    Done,
}

impl<'a, R: Iterator<Item = SearchRange>> Matches<'a, R> {
    fn new(query: &'a Query, document: &'a Document, ranges: R, budget: Option<&'a Budget<'a>>) -> Self {
        Self {
            query,
            document,
            ranges,
            budget,
            unlimited: Budget::unlimited(),
            cache: None,
            regex_search: None,
            automaton_search: None,
            found: Vec::new().into_iter(),
        }
    }

    /// Starts the search of the next range. Returns `None` if there is none.
    fn begin(&mut self) -> Option<()> {
        let searched = self.ranges.next()?;
        if searched.markup == Markup::Both && !searched.is_plain {
            self.found = self.query.matches_both(self.document, &searched, self.budget).into_iter();
            return Some(());
        }
        if self.query.regex(Text::Plain).is_none() || searched.range.len() > MAX_REGEX_RANGE_BYTES {
            let from = searched.range.start;
            return self.begin_automaton(&searched, from);
        }
        let (text, seen) = if searched.is_plain {
            (Text::Plain, SeenText::plain(self.document.text(), searched.range.clone()))
        } else {
            let seen = self.query.seen(self.document, &searched);
            (if seen.breaks().is_empty() { Text::Folded } else { Text::Broken }, seen)
        };
        let Some(regex) = self.query.regex(text) else {
            return self.begin_automaton(&searched, searched.range.start);
        };
        let block = self.document.block(searched.blocks.start);
        self.regex_search = Some(RegexSearch {
            regex,
            range: searched.range,
            markup: searched.markup,
            seen,
            offset: 0,
            block,
        });
        Some(())
    }

    /// Starts the search of a range with the automaton, at the offset `from`.
    fn begin_automaton(&mut self, searched: &SearchRange, from: usize) -> Option<()> {
        let budget = self.budget.unwrap_or(&self.unlimited);
        // A worker compiles a long query. Until then nothing is found between a key and its frame.
        if budget.is_limited() && !self.query.is_compiled() {
            budget.spend(usize::MAX);
            return None;
        }
        let automaton = self.query.automaton()?;
        let cache = self.cache.get_or_insert_with(|| Cache::new(automaton));
        let seen = self.query.seen(self.document, searched);
        let scan = Scan::new(&seen, seen.seen_offset(from), self.query.has_word_edges(), cache, budget)?;
        self.automaton_search = Some(AutomatonSearch { seen, scan });
        Some(())
    }

    /// Returns the next match of the automaton.
    fn step_automaton(&mut self) -> Option<Range<usize>> {
        let (AutomatonSearch { seen, scan }, cache) = (self.automaton_search.as_mut()?, self.cache.as_mut()?);
        let matched = scan.next(seen.text(), cache, self.budget.unwrap_or(&self.unlimited))?;
        seen.source_range(&matched)
    }

    /// Looks for the next match of the regex.
    fn step_regex(&mut self) -> Step {
        let Some(search) = &mut self.regex_search else { return Step::Done };
        let Some(found) = search.regex.find_at(search.seen.text(), search.offset) else { return Step::Done };
        if !self.budget.unwrap_or(&self.unlimited).spend(found.end() - search.offset) {
            return Step::Done;
        }
        let found = found.range();
        let checked = self.query.checked(&search.seen, found.clone());
        let start =
            checked.as_ref().map_or_else(|| search.seen.source_offset(found.start), |source| source.start);
        while search.block.range.end <= start && search.block.index + 1 < self.document.block_count() {
            search.block = self.document.block(search.block.index + 1);
        }
        let block =
            search.block.range.start.max(search.range.start)..search.block.range.end.min(search.range.end);
        if let Some(source) = checked.filter(|source| source.end <= block.end) {
            search.offset = found.end;
            return Step::Found(source);
        }
        let next = search.seen.seen_offset(block.end).max(found.start + 1);
        search.offset = search.seen.text().ceil_char_boundary(next);
        let blocks = search.block.index..search.block.index + 1;
        Step::Rejected {
            block: SearchRange { range: block, blocks, is_plain: false, markup: search.markup },
            from: start,
        }
    }
}

impl<R: Iterator<Item = SearchRange>> Iterator for Matches<'_, R> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            if let Some(found) = self.found.next() {
                return Some(found);
            }
            if self.budget.is_some_and(Budget::is_spent) {
                return None;
            }
            if self.automaton_search.is_some() {
                let matched = self.step_automaton();
                if matched.is_some() {
                    return matched;
                }
                self.automaton_search = None;
                continue;
            }
            match self.step_regex() {
                Step::Found(range) => return Some(range),
                Step::Rejected { block, from } => self.begin_automaton(&block, from)?,
                Step::Done => {
                    self.regex_search = None;
                    self.begin()?;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection, prelude::*, sample};
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;
    use crate::document::text::{Draft, Kind, Source};
    use crate::search::{
        letters,
        query::{MAX_QUERY_CHARS, Options, SearchDefaults},
    };

    const PLAIN: Options = Options { regex: false, word: false, exact: false };
    const REGEX: Options = Options { regex: true, ..PLAIN };
    const WORD: Options = Options { word: true, ..PLAIN };
    const EXACT: Options = Options { exact: true, ..PLAIN };

    /// Returns the range of each match.
    fn ranges(text: &str, pattern: &str, options: Options) -> Vec<(usize, usize)> {
        let document = Document::of_paragraphs("test", text);
        assert_eq!(document.text(), text, "the test's text is not trimmed");
        let query = Query::new(pattern, options, SearchDefaults::default()).unwrap();
        query
            .matches(&document, 0..document.block_count())
            .map(|matched| (matched.start, matched.end))
            .collect()
    }

    fn matches<'a>(text: &'a str, pattern: &str, options: Options) -> Vec<&'a str> {
        ranges(text, pattern, options).into_iter().map(|(start, end)| &text[start..end]).collect()
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
    fn text_and_query_match_as_listed() {
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

    /// Asserts that the first of two texts has a match of the second.
    #[track_caller]
    fn assert_found_in(text: &str, pattern: &str) {
        assert_eq!(matches(text, pattern, PLAIN).len(), 1, "{pattern:?} in {text:?}");
    }

    #[test]
    fn letters_with_a_stroke_or_a_hook_match_those_without() {
        for (text, pattern) in [
            ("Lech Wałęsa spoke.", "walesa"),
            ("Lech Wałęsa spoke.", "wałesa"),
            ("Đilas and Đinđić", "dilas"),
            ("Đilas and Đinđić", "dindic"),
            ("Søren Ørsted", "orsted"),
            ("Søren Ørsted", "Orsted"),
            ("đảng cộng sản", "dang cong san"),
            ("Ħamrun, ŧ ŋ", "hamrun, t n"),
            ("Ɓala ɗan Ƙasa Ƴar ɠ", "bala dan kasa yar g"),
            ("Guðmundur Þór", "gudmundur thor"),
            ("Þórr", "Thor"),
            ("ÞÓRR", "THOR"),
            ("Kıbrıs", "kibris"),
            ("ǿ", "ø"),
            ("ɟ ʉ ɵ ɨ ƶ ȼ ƚ ƀ ʈ", "j u o i z c l b t"),
            ("ґрунт", "грунт"),
            ("Қазақ", "казак"),
        ] {
            assert_found_in(text, pattern);
        }
        for (text, pattern) in [("Walesa", "wałesa"), ("Orsted", "ørsted"), ("łódź", "đ"), ("Łódź", "lodz L")]
        {
            assert_not_found(text, pattern);
        }
    }

    #[test]
    fn letters_that_are_two_match_them_both_ways() {
        for (text, pattern) in [
            ("une œuvre, le cœur", "oeuvre"),
            ("une œuvre, le cœur", "coeur"),
            ("une oeuvre", "œuvre"),
            ("Cæsar spoke", "caesar"),
            ("ŒUVRE", "OEUVRE"),
            ("Œuvre", "Oeuvre"),
            ("Oeuvre", "Œuvre"),
            ("ǽ", "ae"),
            ("ĳsland Ĳ", "ijsland ij"),
            ("die Straße", "Strasse".to_lowercase().as_str()),
            ("Die Straße Strasse", "Die Strasse Straße"),
            ("ǆ Ǉ", "dž lj"),
        ] {
            assert_found_in(text, pattern);
        }
        assert_not_found("œuvre", "o");
        assert_not_found("œuvre", "e uvre");
    }

    #[test]
    fn compatibility_characters_match_their_letters() {
        for (text, pattern) in [
            ("ＷＰＫ ２０２１", "wpk 2021"),
            ("wpk 2021", "ｗｐｋ　２０２１"),
            ("Ⅷ Congress", "viii congress"),
            ("ⅷ Congress", "viii Congress"),
            ("ⅻ", "xii"),
            ("m² and x₂ⁿ", "m2 and x2n"),
            ("①②⑩ ❶❿ ➀ ➓ ⓫ ⓪", "1210 110 1 10 11 0"),
            ("Ⓐⓐ 🅐 🅰 🄰", "aa a a a"),
            ("№ 5", "no 5"),
            ("½ cup", "1/2 cup"),
            ("𝐁𝑜𝕝𝒹", "bold"),
            ("ﾌﾟﾛﾚﾀﾘｱ ｶﾞ", "プロレタリア ガ"),
            ("㈱ ㍻", "(株) 平成"),
            ("ﷲ", "الله"),
            ("ﻣﺤﻤﺪ", "محمد"),
            ("ª ™ ℃", "a tm °c"),
            ("ﾡ", "ㄱ"),
        ] {
            assert_found(text, pattern);
            assert_eq!(matches(text, pattern, EXACT).len(), 0);
        }
        assert_not_found("Ⅷ", "v");
        assert_not_found("ㅎㅏㄴ", "한");
    }

    #[test]
    fn points_of_arabic_and_hebrew_are_ignored_unless_typed() {
        for (text, pattern) in [
            ("مُحَمَّد", "محمد"),
            ("محمـــد", "محمد"),
            ("محمد", "محمـد"),
            ("الرَّحْمٰنِ", "الرحمن"),
            ("أَحْمَد", "أحمد"),
            ("ا\u{64E}\u{654}", "أ"),
            ("שָׁלוֹם", "שלום"),
            ("בְּרֵאשִׁ֖ית", "בראשית"),
            ("שָׁלוֹם", "שָׁלוֹם"),
            ("אל־קודס", "אל-קודס"),
            ("צה״ל", "צה\"ל"),
            ("ג׳ורג׳", "ג'ורג'"),
        ] {
            assert_found(text, pattern);
        }
        for (text, pattern) in [("محمد", "مُحَمَّد"), ("أحمد", "احمد"), ("مِن", "مَن"), ("شلום", "שלום")]
        {
            assert_not_found(text, pattern);
        }
    }

    #[test]
    fn short_i_and_short_u_of_cyrillic_are_letters() {
        for (text, pattern) in
            [("мой край", "мои"), ("бой", "бои"), ("ўзбек", "узбек"), ("Й", "и"), ("и\u{306}", "и")]
        {
            assert_not_found(text, pattern);
        }
        for (text, pattern) in
            [("ёлка", "елка"), ("їжак", "іжак"), ("МОЙ", "мой"), ("мои\u{306}", "мой"), ("мо\u{301}й", "мой")]
        {
            assert_found(text, pattern);
        }
    }

    #[test]
    fn characters_without_a_width_are_ignored() {
        for c in [
            "\u{200E}",
            "\u{200F}",
            "\u{61C}",
            "\u{202A}",
            "\u{202B}",
            "\u{202C}",
            "\u{202D}",
            "\u{202E}",
            "\u{2066}",
            "\u{2067}",
            "\u{2068}",
            "\u{2069}",
            "\u{AD}",
            "\u{200B}",
            "\u{200C}",
            "\u{200D}",
            "\u{2060}",
            "\u{2061}",
            "\u{FEFF}",
            "\u{34F}",
            "\u{180E}",
            "\u{FE0E}",
            "\u{FE0F}",
            "\u{E0101}",
        ] {
            assert_found(&format!("foo{c} bar baz"), "foo bar baz");
            assert_found(&format!("foo {c}bar"), "foo bar");
            assert_found(&format!("foo{c}bar baz"), "foobar baz");
            assert_found("foo bar", &format!("fo{c}o bar"));
            assert_eq!(matches(&format!("foo{c}bar"), "foobar", EXACT).len(), 0);
        }
    }

    #[test]
    fn run_of_hyphens_is_a_dash() {
        for (text, pattern) in [
            ("unity--the base", "unity—the base"),
            ("unity—the base", "unity--the base"),
            ("unity---the base", "unity–the base"),
            ("unity -- the base", "unity — the base"),
            ("é unity--the base", "é unity—the base"),
            ("a\u{2011}b\u{2010}c\u{2E3A}d\u{FF0D}e\u{58A}f", "a-b-c-d-e-f"),
        ] {
            assert_found(text, pattern);
        }
        assert_eq!(ranges("a--b", "-", PLAIN), [(1, 3)]);
        assert_not_found("a - - b", "a - b");
        assert_eq!(matches("a--b", "a—b", EXACT).len(), 0);
    }

    #[test]
    fn blanks_inside_french_quotes_are_ignored() {
        for blank in [" ", "\u{A0}", "\u{202F}", "\u{2009}", "\n", " \u{200B}"] {
            assert_found(&format!("«{blank}unité{blank}»"), "\"unite\"");
            assert_found(&format!("‹{blank}unité{blank}›"), "'unite'");
            assert_found("“unité”", &format!("«{blank}unité{blank}»"));
            assert_found_in(&format!("l’«{blank}unité{blank}», dit-il"), "l'\"unite\", dit");
            assert_found_in(&format!("Il dit «{blank}oui{blank}» et"), "dit \"oui\" et");
        }
        assert_found("er sagte »Wort« und", "er sagte \"wort\" und");
        assert_not_found("er sagte »Wort« und", "sagte\"wort");
        assert_not_found("“ unité ”", "\"unite\"");
    }

    #[test]
    fn word_that_a_line_end_parts_is_found_with_and_without_its_hyphen() {
        for hyphen in ["-", "\u{2010}", "\u{2011}", "\u{AD}", "\u{AC}"] {
            for end in ["\n", "\r\n", " \n", "\n  "] {
                let text = format!("Here is revolu{hyphen}{end}tionary zeal, élan");
                let hit = format!("revolu{hyphen}{end}tionary");
                for (pattern, options) in [
                    ("revolutionary", PLAIN),
                    ("revolu-tionary", PLAIN),
                    ("revolutionary", EXACT),
                    ("revolutionary", WORD),
                    ("revolutionary", REGEX),
                    ("revolu-tionary", REGEX),
                    (r"r\w+y", REGEX),
                    ("revolu-?tionary", REGEX),
                    ("revolutionary", Options { word: true, ..REGEX }),
                ] {
                    assert_eq!(
                        matches(&text, pattern, options),
                        [&*hit],
                        "{pattern} in {text:?} {options:?}"
                    );
                }
                assert!(
                    matches(&text, "tionary", WORD).is_empty() && matches(&text, "revolu", WORD).is_empty()
                );
                assert!(matches(&text, "tionary", Options { word: true, ..REGEX }).is_empty());
            }
        }
        let text = "a co-\noperation of mother-in-\nlaws and pre-\nand post-war revolu-\ntionary men";
        for (pattern, hit) in [
            ("co-operation", "co-\noperation"),
            ("cooperation", "co-\noperation"),
            ("mother-in-law", "mother-in-\nlaw"),
            ("pre- and", "pre-\nand"),
            ("post-war revolutionary m", "post-war revolu-\ntionary m"),
            ("co-", "co-"),
        ] {
            assert_eq!(matches(text, pattern, PLAIN), [hit], "{pattern}");
            assert_eq!(matches(text, "co-operation.*revolutionary", REGEX).len(), 1);
        }
        assert_eq!(matches("revolu-\ntionary", "tion", REGEX), ["tion"]);
        assert_eq!(matches("unity--\nthe base", "unity— the base", PLAIN), ["unity--\nthe base"]);
        assert_eq!(matches("co- operation", "cooperation", PLAIN).len(), 0);
    }

    #[test]
    fn page_furniture_is_searched_only_if_asked() {
        let text = "unity one\n\nunity 12\n\nunity two";
        let draft = Draft {
            text: text.to_owned(),
            starts: vec![0, 11, 21],
            kinds: vec![(1, Kind::Furniture)],
            ..Draft::default()
        };
        let document = Document::new(Source::default(), draft);
        let query = Query::new("unity", PLAIN, SearchDefaults::default()).unwrap();
        let budget = Budget::limited(1_000_000);
        let starts = |query: &Query| {
            let all: Vec<_> = query.matches(&document, 0..3).map(|matched| matched.start).collect();
            let within: Vec<_> =
                query.matches_within(&document, 0..3, &budget).map(|matched| matched.start).collect();
            let near: Vec<_> = query
                .matches_near(&document, 0..3, 0..text.len(), &budget)
                .map(|matched| matched.start)
                .collect();
            assert_eq!((&all, &all), (&within, &near));
            all
        };
        assert_eq!(starts(&query), [0, 21]);
        assert_eq!(starts(&query.with_furniture(true)), [0, 11, 21]);
    }

    #[test]
    fn query_without_capitals_ignores_case() {
        assert_eq!(matches("Party PARTY party", "party", PLAIN), ["Party", "PARTY", "party"]);
        assert_eq!(matches("Party PARTY party", "Party", PLAIN), ["Party"]);
    }

    #[test]
    fn smart_case_and_folds_can_be_turned_off() {
        let found = |text: &str, pattern: &str, smart_case, folds| {
            let document = Document::of_paragraphs("test", text);
            let query = Query::new(pattern, PLAIN, SearchDefaults { smart_case, folds }).unwrap();
            query.matches(&document, 0..document.block_count()).count()
        };
        assert_eq!(found("Party party", "Party", true, true), 1);
        assert_eq!(found("Party party", "Party", false, true), 2);
        let (text, pattern) = ("café Café cafe don’t", "cafe");
        assert_eq!(found(text, pattern, true, true), 3);
        assert_eq!(found(text, pattern, true, false), 1);
        assert_eq!(found(text, "CAFÉ", false, false), 2, "case is still ignored");
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
        assert_not_found("irmak", "ırmak");
        assert_not_found("Straße", "STRASSE");
    }

    #[test]
    fn ligatures_match_their_letters_in_any_case() {
        assert_found("eﬀect oﬃce ﬂag ﬆone", "effect office flag stone");
        assert_found("Oﬃce", "Office");
        assert_found("ﬁne", "ﬁne");
        assert_found("fine", "ﬁne");
        // No match begins or ends inside a ligature.
        assert_not_found("oﬀ", "of");
    }

    #[test]
    fn offsets_are_those_of_the_text() {
        assert_eq!(ranges("ẞa b", "b", PLAIN), [(5, 6)]);
        assert_eq!(ranges("İİ b", "b", PLAIN), [(5, 6)]);
    }

    #[test]
    fn accents_are_ignored_unless_typed() {
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
        assert_not_found("o", "ø");
    }

    #[test]
    fn typed_accent_matches_any_composition() {
        let spellings = ["ệ", "ẹ\u{302}", "ê\u{323}", "e\u{323}\u{302}"];
        for (text, query) in spellings.iter().flat_map(|text| spellings.map(|query| (text, query))) {
            assert_found(text, query);
            assert_found(&text.to_uppercase(), query);
        }
        assert_found("\u{212B}", "å");
    }

    #[test]
    fn composed_letters_match_as_a_whole() {
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
    fn hangul_that_continues_no_syllable_is_a_letter_of_its_own() {
        for text in ["a\u{11A8}", "a\u{1161}", "각\u{11A8}a", "\u{FFFD}a\u{11BC}"] {
            assert_found_in(text, "a");
        }
        assert_found_in("\u{1100}\u{11A8}", "\u{1100}");
        assert_not_found("\u{1100}\u{1161}", "\u{1100}");
        assert_not_found("가\u{11A8}", "가");
        assert_not_found("각\u{11A8}", "각");
    }

    #[test]
    fn any_white_space_matches_a_blank() {
        assert_found("a\u{A0}\u{3000} b\r\nc", "a b  c");
        assert_found("a \u{200B} b", "a b");
        assert_not_found("ab", "a b");
    }

    #[test]
    fn quotes_dashes_and_ellipses_match_each_other() {
        assert_found("‘Workers’ ‚′‵‹", "'workers' ''''");
        assert_found("“a” „‟ «b»", "\"a\" \"\" \"b\"");
        assert_found("-‐‑‒–—―−", "--------");
        assert_found("'tis", "’tis");
        assert_found("wait…", "wait...");
        assert_found("wait....", "wait….");
        assert_not_found("\"", "'");
    }

    #[test]
    fn zero_width_characters_are_skipped_inside_a_match() {
        assert_found("co\u{AD}\u{200B}op\u{2060}e\u{FEFF}ration", "cooperation");
        assert_found("cooperation", "co\u{AD}operation");
        assert_eq!(matches("co\u{AD}op", "co", PLAIN), ["co"]);
        assert_eq!(matches("co\u{200D}op", "co", PLAIN), ["co\u{200D}"]);
    }

    #[test]
    fn exact_ignores_white_space_and_composition_only() {
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
    fn blank_at_the_end_of_a_query_matches_the_end_of_a_paragraph() {
        let text = "the party\nof the party\n\nparty";
        assert_eq!(ranges(text, "party ", PLAIN), [(4, 10), (17, 22), (24, 29)]);
        assert_eq!(ranges(text, " party", PLAIN), [(3, 9), (16, 22), (24, 29)]);
        assert_eq!(ranges(text, " ", PLAIN), [(3, 4), (9, 10), (12, 13), (16, 17)]);
        assert_eq!(matches("a b", " b", WORD), [" b"]);
    }

    #[test]
    fn match_never_spans_paragraphs() {
        assert_eq!(matches("a\n\nb\n\na b", "a b", PLAIN), ["a b"]);
        assert_eq!(matches("a\n\nb\n\na b", r"a\s+b", REGEX), ["a b"]);
        assert_eq!(ranges("ab\n\nba b", "^b|b$", REGEX), [(1, 2), (4, 5), (7, 8)]);
    }

    #[test]
    fn line_end_is_one_blank_to_a_regular_expression() {
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
    fn rejected_candidate_hides_no_match() {
        // The first candidate is the head of another syllable.
        assert_eq!(ranges("\u{1100}\u{1161}\u{11A8}\u{1100}\u{1161}", "가", PLAIN), [(9, 15)]);
        assert_eq!(ranges("aab ab", "ab", WORD), [(4, 6)]);
        assert_eq!(ranges("a a b", "a b|a a b", Options { word: true, ..REGEX }), [(0, 5)]);
        assert_eq!(ranges("xa a a", "a a", WORD), [(3, 6)]);
    }

    #[test]
    fn regular_expression_ignores_case_unless_it_has_a_capital() {
        assert_eq!(matches("Notes notes", "n.tes", REGEX), ["Notes", "notes"]);
        assert_eq!(matches("Notes notes", "N.tes", REGEX), ["Notes"]);
        assert_eq!(matches("Notes notes", r"n\Stes", REGEX), ["Notes", "notes"]);
        assert_eq!(matches("Notes notes", "n.tes", Options { exact: true, ..REGEX }), ["notes"]);
        assert_eq!(matches("café", "caf.", REGEX), ["café"]);
        assert!(matches("cafe\u{301}", "caf.", REGEX).is_empty());
    }

    #[test]
    fn empty_matches_are_skipped() {
        assert_eq!(ranges("baab", "a*", REGEX), [(1, 3)]);
        assert!(ranges("ab", "^|$", REGEX).is_empty());
        for nothing in ["", "\u{AD}"] {
            assert!(ranges("ab\u{AD}", nothing, PLAIN).is_empty());
        }
        assert!(ranges("ab", "", REGEX).is_empty());
    }

    #[test]
    fn word_search_finds_whole_words() {
        let text = "notes, notes’ Notes_ footnotes note\u{AD}s notes\u{301} (notes)";
        let found = ["notes", "notes", "note\u{AD}s", "notes\u{301}", "notes"];
        assert_eq!(matches(text, "notes", WORD), found);
        assert!(matches("footnotes foot\u{AD}notes notes1", "notes", WORD).is_empty());
        let words = Options { word: true, ..REGEX };
        assert_eq!(matches("notes’ footnotes", "note|notes", words), ["notes"]);
        assert_eq!(matches("notes’ footnotes", "(notes’|foot)", words), ["notes’"]);
    }

    #[test]
    fn word_search_divides_scripts_without_blanks() {
        for (text, pattern) in [
            ("ประชาชนไทยทุกคนต้องสามัคคี", "คน"),
            ("中国人民站起来了", "站起来"),
            ("中国人民站\n起来了", "站起来"),
            ("社会主義の建設", "建設"),
            ("GDP增长", "增长"),
            ("GDP增长", "gdp"),
            ("សួស្តីពិភពលោក", "ពិភពលោក"),
        ] {
            for options in [WORD, Options { word: true, ..REGEX }] {
                assert_eq!(matches(text, pattern, options).len(), 1, "{pattern} in {text}");
            }
        }
        for (text, pattern) in [("中国人民站起来了", "国人"), ("ประชาชน", "ชน"), ("社会主義の建設", "設")]
        {
            assert_eq!(matches(text, pattern, PLAIN).len(), 1);
            assert!(matches(text, pattern, WORD).is_empty(), "{pattern} in {text}");
        }
    }

    #[test]
    fn a_line_end_between_wide_letters_is_no_blank() {
        for options in [PLAIN, WORD, REGEX] {
            for text in ["我们要团结\n起来", "我们要团结 \r\n  起来", "要团结起来，\n建设"]
            {
                let pattern = if text.contains('，') { "起来，建设" } else { "团结起来" };
                assert_eq!(matches(text, pattern, options).len(), 1, "{pattern} in {text:?}");
            }
        }
        assert_eq!(matches("민족의\n장래", "민족의 장래", PLAIN).len(), 1);
        assert!(matches("민족의\n장래", "민족의장래", PLAIN).is_empty());
    }

    #[test]
    fn errors_are_one_line() {
        let error = |pattern: &str, options| {
            Query::new(pattern, options, SearchDefaults::default()).err().unwrap().to_string()
        };
        assert_eq!(error("(a", REGEX), "regex: unclosed group");
        assert_eq!(error("a)(b", Options { word: true, ..REGEX }), "regex: unopened group");
        assert_eq!(
            error("[b-a]", REGEX),
            "regex: invalid character class range, the start must be <= the end"
        );
        let too_large = "regex too large: repeat less, or use smaller character classes";
        for pattern in
            [r"\w{9999}", "a{1000}{1000}", "((((a{99}){99}){99}){99}){99}", r"(\pL|\d{9,999}){999}"]
        {
            assert_eq!(error(pattern, REGEX), too_large);
        }
        let nested = format!("{}a{}", "(".repeat(400), ")".repeat(400));
        assert!(error(&nested, REGEX).contains("nest"), "{}", error(&nested, REGEX));
        assert_eq!(
            error(&"e".repeat(MAX_QUERY_CHARS + 1), PLAIN),
            "query too long: use at most 4096 characters"
        );
    }

    #[test]
    fn long_query_is_not_compiled_between_a_key_and_its_frame() {
        let (document, query) = (Document::of_paragraphs("test", &"e".repeat(900)), "e".repeat(300));
        let query = Query::new(&query, PLAIN, SearchDefaults::default()).unwrap();
        let budget = Budget::limited(1_000_000_000);
        assert_eq!(query.matches_within(&document, 0..1, &budget).count(), 0);
        assert!(budget.is_spent());
        assert_eq!(query.matches(&document, 0..1).count(), 3);
        assert_eq!(query.matches_within(&document, 0..1, &Budget::limited(1_000_000_000)).count(), 3);
    }

    #[test]
    fn query_of_a_thousand_letters_is_found() {
        let text = "sociälist construction, the ﬁrst ß ".repeat(40);
        let query = "socialist construction, the first ss ".repeat(28);
        let found = matches(text.trim_end(), query.trim_end(), PLAIN);
        assert_eq!(found, ["sociälist construction, the ﬁrst ß ".repeat(28).trim_end()]);
    }

    #[test]
    fn query_returns_its_pattern() {
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
        fn regexes_and_automaton_find_the_same(
            text in "[aAbfi ’'\\-–…. \u{a0}\n“\"]{0,60}",
            pattern in "[aAbfi '’\\-.“]{1,4}",
            folds: bool,
            exact: bool,
        ) {
            let document = Document::of_paragraphs("test", &text);
            let defaults = SearchDefaults { folds, ..SearchDefaults::default() };
            let query = Query::new(&pattern, Options { exact, ..PLAIN }, defaults).unwrap();
            let found = |query: &Query, is_plain| -> Vec<_> {
                let all = query.search_ranges(&document, 0..document.block_count());
                Matches::new(query, &document, all.map(|range| SearchRange { is_plain: is_plain && range.is_plain, ..range }), None).collect()
            };
            let slow = query.without_regex();
            prop_assert_eq!(found(&query, true), found(&slow, true), "the automaton finds the same");
            prop_assert_eq!(found(&query, true), found(&query, false));
        }

        #[test]
        fn blocks_searched_together_have_the_matches_of_each(
            text in "[ab \n]{0,80}",
            pattern in "[ab ]{1,3}",
        ) {
            let document = Document::of_paragraphs("test", &text);
            let query = Query::new(&pattern, PLAIN, SearchDefaults::default()).unwrap();
            let together: Vec<_> = query.matches(&document, 0..document.block_count()).collect();
            let each = (0..document.block_count()).flat_map(|block| query.matches(&document, block..block + 1));
            prop_assert_eq!(together, each.collect::<Vec<_>>());
        }

        #[test]
        fn regular_expression_finds_the_same_in_joined_lines(
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
            let document = Document::of_paragraphs("test", &text);
            for block in document.blocks() {
                // Joins the text byte by byte, each with its offset.
                let whole = &document.text()[block.range.clone()];
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
                let matches: Vec<_> = query.matches(&document, block.index..block.index + 1).collect();
                prop_assert_eq!(matches, expected);
            }
        }

        #[test]
        fn matches_are_whole_graphemes_of_one_block_in_order(
            text in tangled(0..40),
            pattern in tangled(0..4),
            options in options(),
        ) {
            let document = Document::of_paragraphs("test", &text);
            let Ok(query) = Query::new(&pattern, options, SearchDefaults::default()) else { return Ok(()) };
            let mut last = 0;
            for block in document.blocks() {
                let text = &document.text()[block.range.clone()];
                let letters: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
                for matched in query.matches(&document, block.index..block.index + 1) {
                    let (start, end) = (matched.start - block.range.start, matched.end - block.range.start);
                    prop_assert!(last <= matched.start && matched.start < matched.end && matched.end <= block.range.end);
                    prop_assert!(letters.contains(&start));
                    prop_assert!(end == text.len() || letters.contains(&end));
                    last = matched.end;
                }
            }
        }

        #[test]
        fn text_matches_itself(text in tangled(1..6), exact: bool) {
            // An accent at the head of a text would have no base.
            let document = Document::of_paragraphs("test", &format!("a{text}"));
            prop_assume!(document.block_count() == 1);
            let text = &document.text()[document.block(0).range];
            let matches = matches(text, text, Options { exact, ..PLAIN });
            let trimmed = |text: &str| text.trim_end_matches(|c| !exact && letters::is_ignored(c)).to_owned();
            let matches: Vec<String> = matches.into_iter().map(trimmed).collect();
            prop_assert_eq!(matches, [trimmed(text)]);
        }

        #[test]
        fn plain_letters_are_found_as_by_hand(text in "([abABc.]{1,4}( |\n|\n\n)){0,20}", pattern in "[ab][ab c]?[ab]") {
            let document = Document::of_paragraphs("test", &text);
            let query = Query::new(&pattern, PLAIN, SearchDefaults::default()).unwrap();
            let mut by_hand = Vec::new();
            for block in document.blocks() {
                let mut at = block.range.start;
                while at + pattern.len() <= block.range.end {
                    let one = document.text()[at..at + pattern.len()].to_lowercase().replace('\n', " ");
                    let is_match = one == pattern;
                    by_hand.extend(is_match.then_some(at..at + pattern.len()));
                    at += if is_match { pattern.len() } else { 1 };
                }
            }
            let matches: Vec<_> = query.matches(&document, 0..document.block_count()).collect();
            prop_assert_eq!(matches, by_hand);
        }

        #[test]
        fn words_of_a_speech_are_found(
            block in any::<sample::Index>(),
            first in any::<sample::Index>(),
            count in 1..=5_usize,
            lower: bool,
        ) {
            let document = Document::of_paragraphs("closing", include_str!("../../../../texts/closing.txt"));
            let block = document.block(block.index(document.block_count()));
            let text = &document.text()[block.range.clone()];
            let words: Vec<&str> = text.split_whitespace().collect();
            let first = first.index(words.len());
            let words = &words[first..words.len().min(first + count)];
            let offset = |word: &str| word.as_ptr().addr() - document.text().as_ptr().addr();
            let wanted = offset(words[0])..offset(words[words.len() - 1]) + words[words.len() - 1].len();
            let pattern = words.join(" ");
            let pattern = if lower { pattern.to_lowercase() } else { pattern };
            let query = Query::new(&pattern, PLAIN, SearchDefaults::default()).unwrap();
            prop_assert!(query.matches(&document, block.index..block.index + 1).any(|matched| matched == wanted));
        }
    }
}
