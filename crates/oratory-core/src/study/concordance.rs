//! Concordance lines (KWIC): matches with their context, in text order or sorted by context.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};

use super::line_filter::LineFilter;
use crate::{
    document::{
        details::{Details, collapse},
        lines::is_line_end,
        names::date_key,
        spans::SpanKind,
        text::Document,
        words::{last_words, words},
    },
    layout::{
        grapheme::Ambiguous,
        joined::{gap_end, is_dropped, is_of_gap, join_lines},
    },
    search::{budget::Budget, query::Query, seen::folded},
};

/// The order of concordance lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SortOrder {
    /// In text order.
    #[default]
    Position,
    /// By the following words.
    Right,
    /// By the preceding words, the nearest first.
    Left,
    /// By the matched text.
    Form,
    /// By the date of the speech, the earliest first, undated speeches last.
    Date,
    /// In a random order that is always the same, so that the first lines are a fair sample.
    Shuffled,
}

impl SortOrder {
    /// Returns the next order, wrapping around.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Position => Self::Right,
            Self::Right => Self::Left,
            Self::Left => Self::Form,
            Self::Form => Self::Date,
            Self::Date => Self::Shuffled,
            Self::Shuffled => Self::Position,
        }
    }

    /// Returns the name of the order.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Position => "by position",
            Self::Right => "by the words after",
            Self::Left => "by the words before",
            Self::Form => "by the matched form",
            Self::Date => "by date",
            Self::Shuffled => "shuffled",
        }
    }
}

/// Returns the range of `block` without the time at its head.
fn after_time(document: &Document, block: Range<usize>) -> Range<usize> {
    let first = document.spans(&block).first().filter(|span| span.kind == SpanKind::Time);
    let Some(time) = first.filter(|time| time.range.start == block.start) else { return block };
    let blanks = document.text()[time.range.end..block.end].len()
        - document.text()[time.range.end..block.end].trim_start().len();
    time.range.end + blanks..block.end
}

/// Words of context that are compared.
const KEY_WORDS: usize = 3;

/// The longest word that is shown whole. A "word" may be megabytes long.
const MAX_WORD_BYTES: usize = 100;

/// A concordance line (KWIC, "key word in context"): a match with its context in the same block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KwicLine<'a> {
    /// The text from the beginning of the block to the match.
    pub left: &'a str,
    /// The match.
    pub matched: &'a str,
    /// The text from the match to the end of the block.
    pub right: &'a str,
}

impl<'a> KwicLine<'a> {
    /// Returns the line of the match at `matched`.
    pub fn of(document: &'a Document, matched: &Range<usize>) -> Self {
        let block = document
            .block_at(matched.start)
            .map_or_else(|| matched.clone(), |block| document.block(block).range);
        let text = document.text();
        let block = after_time(document, block);
        let (mut left, mut right) = (block.start.min(matched.start)..matched.start, matched.end..block.end);
        right.end = right.end.max(right.start);
        // A line end beside the match that stands for nothing.
        let has_line_end = |gap: &str| gap.contains(is_line_end);
        let trimmed = text[left.clone()].trim_end_matches(is_of_gap).len();
        if has_line_end(&text[left.start + trimmed..left.end]) && is_dropped(text, left.end) {
            left.end = left.start + trimmed;
        }
        let gap = right.start..gap_end(text, right.start);
        if has_line_end(&text[gap.clone()]) && gap.end < right.end && is_dropped(text, gap.start) {
            right.start = gap.end;
        }
        Self { left: &text[left], matched: &text[matched.clone()], right: &text[right] }
    }

    /// Returns up to `count` words before the match and after it, on one line.
    pub(crate) fn words(&self, count: usize) -> (String, String) {
        self.near(count).all_words(count)
    }

    /// Trims the context to the length that `count` words can have.
    fn near(self, count: usize) -> Self {
        let most = MAX_WORD_BYTES.saturating_mul(count.saturating_add(1));
        let from = self.left.ceil_char_boundary(self.left.len().saturating_sub(most));
        Self { left: &self.left[from..], right: &self.right[..self.right.floor_char_boundary(most)], ..self }
    }

    fn all_words(&self, count: usize) -> (String, String) {
        // If the match is part of a word, the rest of that word is not counted.
        let glued_left = usize::from(self.left.ends_with(|c: char| !c.is_whitespace()));
        let glued_right = usize::from(self.right.starts_with(|c: char| !c.is_whitespace()));
        let [left, right] = [self.left, self.right].map(|context| join_lines(context, 0..context.len()));
        let mut left: Vec<&str> =
            left.split_whitespace().rev().take(count.saturating_add(glued_left)).collect();
        left.reverse();
        let right: Vec<&str> = right.split_whitespace().take(count.saturating_add(glued_right)).collect();
        let blank = |is_glued: usize| if is_glued == 0 { " " } else { "" };
        let left = if left.is_empty() { String::new() } else { left.join(" ") + blank(glued_left) };
        let right =
            if right.is_empty() { String::new() } else { blank(glued_right).to_owned() + &right.join(" ") };
        (left, right)
    }

    /// Returns the sort key of the match in `order` by words: folded words, as a search compares them. A match without
    /// context sorts first.
    fn key(&self, order: SortOrder) -> Vec<String> {
        let near = self.near(KEY_WORDS);
        match order {
            SortOrder::Position | SortOrder::Date | SortOrder::Shuffled => Vec::new(),
            SortOrder::Right => words(near.right).take(KEY_WORDS).map(folded).collect(),
            SortOrder::Left => last_words(near.left).take(KEY_WORDS).map(folded).collect(),
            SortOrder::Form => vec![folded(self.matched), collapse(self.matched)],
        }
    }
}

/// A match in one of several documents, with the key by which it is sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortableMatch<D> {
    key: Vec<String>,
    /// The id of the document.
    pub document: D,
    /// The range of the match in the document's text.
    pub range: Range<usize>,
}

/// The lines of a concordance that are shown, and their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrangement {
    /// The order.
    pub order: SortOrder,
    /// The filter.
    pub filter: LineFilter,
}

/// Returns the matches in a document, called `id`, that pass the filter, with their sort keys. There may be more if the
/// budget is spent.
pub fn sortable_matches<D: Copy>(
    query: &Query,
    id: D,
    document: &Document,
    arrangement: &Arrangement,
    budget: &Budget<'_>,
) -> Vec<SortableMatch<D>> {
    let Arrangement { order, filter } = arrangement;
    let matches = query.matches_within(document, 0..document.block_count(), budget).collect();
    let sortable =
        |range: Range<usize>| SortableMatch { key: sort_key(document, &range, *order), document: id, range };
    filter.kept(document, matches).into_iter().map(sortable).collect()
}

/// Returns the key by which the match at `matched` is sorted.
pub fn sort_key(document: &Document, matched: &Range<usize>, order: SortOrder) -> Vec<String> {
    match order {
        SortOrder::Date => day_key(document.details()),
        SortOrder::Shuffled => vec![shuffle_key(document, matched.start)],
        _ => KwicLine::of(document, matched).key(order),
    }
}

/// Returns the sort key of the date of a speech.
fn day_key(details: &Details) -> Vec<String> {
    let (rank, day, words) = date_key(details);
    // Years from -9999 to 9999 sort as text.
    let day =
        day.map(|day| format!("{:05}-{:02}-{:02}", i32::from(day.year()) + 10_000, day.month(), day.day()));
    vec![rank.to_string(), day.unwrap_or(words)]
}

/// Returns the sort key of the match at `start` in a random order. It depends on the name of the speech and the place
/// alone, so that the order is the same each time, whatever else is in the library.
fn shuffle_key(document: &Document, start: usize) -> String {
    // FNV-1a, whose last bits are mixed as in SplitMix64.
    let bytes = document.id().bytes().chain(start.to_le_bytes());
    let hash = bytes.fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    let hash = (hash ^ hash >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let hash = (hash ^ hash >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    format!("{:016x}", hash ^ hash >> 31)
}

/// Sorts matches by their keys. The sort is stable.
pub fn sort_matches<D>(matches: &mut [SortableMatch<D>]) {
    matches.sort_by(|one, other| one.key.cmp(&other.key));
}

/// In fewer cells, titles are only cut at the end: an ellipsis in the middle needs text on both sides of it.
const MIN_DISTINCT_CELLS: usize = 6;

/// In as few cells, titles that begin alike show whole words at their end.
const MAX_NARROW_CELLS: usize = 12;

/// Shortens `titles` to at most `cells` cells each and keeps them distinct. They are cut at the end, after a whole word if
/// that tells them apart. Titles that begin alike are cut in the middle, and those that also end alike before the first
/// different word.
pub fn distinct_titles(titles: &[&str], cells: usize, ambiguous: Ambiguous) -> Vec<String> {
    let room = cells.saturating_sub(ambiguous.width("…"));
    let long: BTreeSet<&str> =
        titles.iter().copied().filter(|title| ambiguous.width(title) > cells).collect();
    let end = |title: &str| format!("{}…", ambiguous.head(title, room).trim_end());
    let after_word = |title: &str| format!("{}…", whole_words(title, room, ambiguous));
    if cells < MIN_DISTINCT_CELLS {
        let cut = |&title: &&str| if long.contains(title) { end(title) } else { title.to_owned() };
        return titles.iter().map(cut).collect();
    }
    let middle = |title: &str| {
        // In few cells, whole words at the end say more than the beginning.
        let words = title.match_indices(' ').map(|(blank, _)| &title[blank + 1..]);
        let tail = words.filter(|_| cells <= MAX_NARROW_CELLS).find(|words| ambiguous.width(words) <= room);
        let tail = tail.unwrap_or_else(|| ambiguous.tail(title, room / 2));
        format!("{}…{tail}", ambiguous.head(title, room.saturating_sub(ambiguous.width(tail))))
    };
    let (mut by_end, mut by_middle) = (HashMap::<_, usize>::new(), HashMap::<_, Vec<&str>>::new());
    for &title in &long {
        for form in BTreeSet::from([end(title), after_word(title)]) {
            *by_end.entry(form).or_default() += 1;
        }
        by_middle.entry(middle(title)).or_default().push(title);
    }
    let form = |&title: &&str| {
        if !long.contains(title) {
            return title.to_owned();
        }
        let middle = middle(title);
        let is_unique = |form: &String| by_end.get(form) == Some(&1);
        if let Some(form) = [after_word(title), end(title)].into_iter().find(is_unique) {
            return form;
        }
        match by_middle.get(&middle) {
            Some(alike) if alike.len() > 1 => cut_to_difference(title, alike, room, ambiguous),
            _ => middle,
        }
    };
    titles.iter().map(form).collect()
}

/// Returns the beginning of a title in at most `cells` cells: whole words, if they take at least half of the cells.
fn whole_words(title: &str, cells: usize, ambiguous: Ambiguous) -> &str {
    let head = ambiguous.head(title, cells);
    let is_whole = title[head.len()..].starts_with(' ');
    let words = if is_whole { head } else { head.rfind(' ').map_or("", |blank| &head[..blank]) };
    let words = words.trim_end_matches([' ', ',', ':', ';']);
    if 2 * ambiguous.width(words) >= cells { words } else { head.trim_end() }
}

/// Cuts the text before the word in which `title` differs from the most similar of `alike`.
fn cut_to_difference(title: &str, alike: &[&str], room: usize, ambiguous: Ambiguous) -> String {
    let common = |other: &&str| {
        let same = title.char_indices().zip(other.chars()).find(|((_, one), other)| one != other);
        same.map_or(0, |((at, _), _)| at)
    };
    let difference = alike.iter().filter(|other| **other != title).map(common).max().unwrap_or(0);
    let word = title[..difference].rfind(' ').map_or(0, |blank| blank + 1);
    let head = ambiguous.head(title, room / 4);
    let from = word.max(head.len());
    let rest = &title[from..];
    let room = room.saturating_sub(ambiguous.width(head));
    if ambiguous.width(rest) <= room {
        return format!("{head}…{rest}");
    }
    match room.checked_sub(ambiguous.width("…")) {
        Some(room) => format!("{head}…{}…", ambiguous.head(rest, room).trim_end()),
        None => format!("{head}…"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::query::{Options, SearchDefaults};

    fn sorted(text: &str, pattern: &str, by: SortOrder) -> Vec<String> {
        let speech = Document::of_paragraphs("test", text);
        let query = Query::new(pattern, Options::default(), SearchDefaults::default()).unwrap();
        let arrangement = Arrangement { order: by, ..Arrangement::default() };
        let mut matches = sortable_matches(&query, 0, &speech, &arrangement, &Budget::unlimited());
        sort_matches(&mut matches);
        let line = |SortableMatch { range, .. }: &SortableMatch<_>| {
            let (left, right) = KwicLine::of(&speech, range).words(2);
            format!("{left}[{}]{right}", &speech.text()[range.clone()])
        };
        matches.iter().map(line).collect()
    }

    const TEXT: &str = "the cell of Zeal, a cell of an age.\n\nCell\n\nour cells; one cell";

    #[test]
    fn lines_are_in_text_order() {
        let lines = [
            "the [cell] of Zeal,",
            "Zeal, a [cell] of an",
            "[Cell]",
            "our [cell]s; one cell",
            "cells; one [cell]",
        ];
        assert_eq!(sorted(TEXT, "cell", SortOrder::Position), lines);
    }

    #[test]
    fn shuffled_lines_are_a_fair_sample() {
        let text = "x ".repeat(3000);
        let speech = Document::of_paragraphs("test", text.trim_end());
        let query = Query::new("x", Options::default(), SearchDefaults::default()).unwrap();
        let arrangement = Arrangement { order: SortOrder::Shuffled, ..Arrangement::default() };
        let shuffled = || {
            let mut matches = sortable_matches(&query, 0, &speech, &arrangement, &Budget::unlimited());
            sort_matches(&mut matches);
            matches
        };
        assert_eq!(shuffled(), shuffled(), "the seed is fixed");
        let mut tenths = [0; 10];
        for matched in &shuffled()[..500] {
            tenths[matched.range.start * 10 / text.len()] += 1;
        }
        assert!(tenths.iter().all(|count| (25..=75).contains(count)), "{tenths:?}");
    }

    #[test]
    fn edge_of_a_paragraph_sorts_first_and_case_does_not_count() {
        let right = sorted(TEXT, "cell", SortOrder::Right);
        assert_eq!(right[..2], ["[Cell]", "cells; one [cell]"], "equals in the order of their places");
        assert_eq!(right[2..], ["Zeal, a [cell] of an", "the [cell] of Zeal,", "our [cell]s; one cell"]);
        let left = sorted(TEXT, "cell", SortOrder::Left);
        assert_eq!(left[0], "[Cell]");
        assert_eq!(left[1..3], ["Zeal, a [cell] of an", "cells; one [cell]"]);
    }

    #[test]
    fn second_and_third_word_decide_between_equals() {
        let text = "x one two b\n\nx one two a\n\nx one three\n\nx one";
        assert_eq!(
            sorted(text, "x", SortOrder::Right),
            ["[x] one", "[x] one three", "[x] one two", "[x] one two"]
        );
        let speech = Document::of_paragraphs("test", text);
        let query = Query::new("x", Options::default(), SearchDefaults::default()).unwrap();
        let arrangement = Arrangement { order: SortOrder::Right, ..Arrangement::default() };
        let mut matches = sortable_matches(&query, 0, &speech, &arrangement, &Budget::unlimited());
        sort_matches(&mut matches);
        assert!(speech.text()[matches[2].range.end..].starts_with(" one two a"));
    }

    #[test]
    fn accents_and_forms_of_quotes_do_not_count() {
        let text = "x zebra\n\nx école\n\nx ecology\n\nx Ecole\n\nx don’t z\n\nx don't a";
        let sorted_right =
            ["[x] don't a", "[x] don’t z", "[x] école", "[x] Ecole", "[x] ecology", "[x] zebra"];
        assert_eq!(sorted(text, "x", SortOrder::Right), sorted_right);
        assert_eq!(
            sorted("zebra x\n\nécole x\n\necole x", "x", SortOrder::Left),
            ["école [x]", "ecole [x]", "zebra [x]"]
        );
    }

    #[test]
    fn hyphenated_word_is_compared_as_one() {
        let text = "x well-known z\n\nx well done\n\nx well - made";
        assert_eq!(sorted(text, "x", SortOrder::Right), ["[x] well done", "[x] well -", "[x] well-known z"]);
        let text = "b well-known x\n\na known x\n\nc known x";
        assert_eq!(
            sorted(text, "x", SortOrder::Left),
            ["a known [x]", "c known [x]", "b well-known [x]"],
            "`known` before `well-known`"
        );
    }

    #[test]
    fn endless_word_is_shown_in_part() {
        let text = format!("{0}needle{0}", "x".repeat(100_000));
        let matched = 100_000..100_006;
        let speech = Document::of_paragraphs("test", &text);
        let (left, right) = KwicLine::of(&speech, &matched).words(8);
        assert_eq!((left.len(), right.len()), (900, 900));
    }

    #[test]
    fn titles_are_cut_after_whole_words_if_that_tells_them_apart() {
        let titles =
            ["Farewell Address to the Nation", "Second Inaugural", "Second Message", "Constitutional"];
        assert_eq!(
            distinct_titles(&titles, 12, Ambiguous::Narrow),
            ["Farewell…", "Second Inau…", "Second Mess…", "Constitutio…"]
        );
        let titles = ["Address to the Nation", "Of bread, and of roses"];
        assert_eq!(distinct_titles(&titles, 12, Ambiguous::Narrow), ["Address to…", "Of bread…"]);
    }

    #[test]
    fn shortened_titles_stay_distinct() {
        let shortened = |titles: &[&str]| distinct_titles(titles, 14, Ambiguous::Narrow);
        assert_eq!(shortened(&["Opening Speech", "Closing"]), ["Opening Speech", "Closing"]);
        assert_eq!(
            shortened(&["Address to the Nation", "Report of the Congress"]),
            ["Address to…", "Report of the…"]
        );
        let numbered = ["Speech at the Congress 1", "Speech at the Congress 2"];
        assert_eq!(shortened(&numbered), ["Speech …ress 1", "Speech …ress 2"]);
        let middle = ["Report to the Seventh Congress of it", "Report to the Eighth Congress of it"];
        assert_eq!(shortened(&middle), ["Rep…Seventh C…", "Rep…Eighth Co…"]);
        assert_eq!(distinct_titles(&numbered, 8, Ambiguous::Narrow), ["Speech…1", "Speech…2"]);
        let parts = ["Speech at the Congress, part 1", "Speech at the Congress, part 2"];
        assert_eq!(distinct_titles(&parts, 8, Ambiguous::Narrow), ["S…part 1", "S…part 2"]);
        for cells in 0..40 {
            for title in distinct_titles(&middle, cells, Ambiguous::Wide) {
                assert!(Ambiguous::Wide.width(&title) <= cells.max(2), "{title} in {cells}");
            }
        }
    }

    #[test]
    fn equal_forms_are_together() {
        assert_eq!(
            sorted("Unity, unity; UNITY. unity", "unity", SortOrder::Form)
                .iter()
                .map(|line| &line[line.find('[').unwrap()..=line.find(']').unwrap()])
                .collect::<Vec<_>>(),
            ["[UNITY]", "[Unity]", "[unity]", "[unity]"]
        );
        let text = "our\n  cell here\n\nour cell now\n\nOUR CELL, our cèll\n\nour\r\ncell too";
        assert_eq!(
            sorted(text, "our cell", SortOrder::Form),
            [
                "[OUR CELL], our cèll",
                "[our\n  cell] here",
                "[our cell] now",
                "[our\r\ncell] too",
                "OUR CELL, [our cèll]"
            ]
        );
    }
}
