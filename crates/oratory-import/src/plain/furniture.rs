//! Page furniture: page numbers and running heads, which files from page images and `pdftotext` have between the lines.
//!
//! A line is page furniture only if several lines together prove it: numbers that rise by one, or heads that return
//! with them, at the ends of pages, or at nearly equal distances. A refrain, a list of numbers and a heading that
//! happens to recur are text.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    ops::Range,
};

use super::{
    lines::{Line, Lines},
    runs::LONGEST_BROKEN_LINE,
};
use crate::{
    heading::{ends_sentence, is_titled},
    salutation::is_salutation,
};

/// The traits of a text that depend on all of its lines.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The lines that are page furniture, in ascending order, each from its first to its last visible character.
    ranges: Vec<Range<usize>>,
    /// `true` if much of the text is in lines that are too long to have been broken by hand, with others beside them.
    pub(super) is_by_lines: bool,
}

impl Survey {
    /// Reads all lines of a text.
    pub(super) fn of(lines: Lines<'_>) -> Self {
        let (candidates, is_by_lines) = candidates(lines);
        if candidates.is_empty() {
            return Self { is_by_lines, ..Self::default() };
        }
        let mut is_furniture = vec![false; candidates.len()];
        mark_page_numbers(&candidates, &mut is_furniture);
        mark_heads(&candidates, &mut is_furniture);
        let marked = candidates.iter().zip(is_furniture).filter(|(_, is_furniture)| *is_furniture);
        let ranges = marked.map(|(candidate, _)| candidate.start..candidate.end()).collect();
        Self { ranges, is_by_lines }
    }

    /// Returns `true` if a line is page furniture. `next` is the index of the first line of page furniture that is not
    /// before it.
    pub(super) fn is_furniture(&self, line: &Line<'_>, next: &mut usize) -> bool {
        while self.ranges.get(*next).is_some_and(|range| range.end < line.start) {
            *next += 1;
        }
        self.ranges.get(*next).is_some_and(|range| range.end == line.end())
    }
}

/// The most bytes of a page number with the signs beside it, and of a running head.
const LONGEST_NUMBER: usize = 32;
const LONGEST_HEAD: usize = 120;

/// The least number of page numbers or running heads that prove each other.
const FEWEST: usize = 3;

/// The least number of lines from a page number between lines of text to the next one.
const FEWEST_LINES_OF_PAGE: usize = 8;

/// The least number of bytes from a running head to the next one, if nothing else ends a page there.
const FEWEST_BYTES_OF_PAGE: usize = 400;

/// The part of their mean by which the distances between running heads may differ from it.
const TOLERANCE: f64 = 0.25;

/// A line that may be page furniture.
#[derive(Debug, Clone)]
struct Candidate<'a> {
    words: &'a str,
    start: usize,
    /// The number of lines before it that are not blank.
    ordinal: usize,
    /// The page number that the line may be.
    number: Option<u32>,
    /// `true` if blank lines or page ends are on both sides.
    is_alone: bool,
    /// `true` if a page ends directly before or after the line.
    is_at_page_end: bool,
    /// `true` if a page ends after the line.
    is_before_page_end: bool,
}

/// Returns the lines that look like page furniture, and `true` if many of those below others are long.
fn candidates(lines: Lines<'_>) -> (Vec<Candidate<'_>>, bool) {
    let mut candidates: Vec<Candidate<'_>> = Vec::new();
    let (mut ordinal, mut after_blank, mut after_page) = (0, true, false);
    let (mut long_bytes, mut short_bytes) = (0, 0);
    // The last candidate is complete once the line after it is known.
    let mut open: Option<Candidate<'_>> = None;
    for line in lines {
        let is_blank = line.is_blank();
        let number = if is_blank { None } else { page_number(line.words()) };
        if let Some(mut candidate) = open.take() {
            candidate.is_alone &= is_blank;
            candidate.is_at_page_end |= is_blank && line.ends_page;
            candidate.keep(number.is_some(), &mut candidates);
        }
        if is_blank {
            if line.ends_page
                && let Some(last) = candidates.last_mut().filter(|last| last.ordinal + 1 == ordinal)
            {
                (last.is_at_page_end, last.is_before_page_end) = (true, true);
            }
            (after_blank, after_page) = (true, after_page || line.ends_page);
            continue;
        }
        let words = line.words();
        if !after_blank {
            *(if words.len() > LONGEST_BROKEN_LINE { &mut long_bytes } else { &mut short_bytes }) +=
                words.len();
        }
        if words.len() <= LONGEST_HEAD {
            let candidate = Candidate {
                words,
                start: line.words_start(),
                ordinal,
                number,
                is_alone: after_blank,
                is_at_page_end: after_page && ordinal > 0 || line.ends_page,
                is_before_page_end: line.ends_page,
            };
            if line.ends_page {
                candidate.keep(false, &mut candidates);
            } else {
                open = Some(candidate);
            }
        }
        ordinal += 1;
        (after_blank, after_page) = (line.ends_page, line.ends_page);
    }
    if let Some(candidate) = open {
        candidate.keep(false, &mut candidates);
    }
    (candidates, 2 * long_bytes > short_bytes)
}

impl Candidate<'_> {
    /// Keeps a number, and a line that does not end as a sentence does and stands alone, at the end of a page or beside a
    /// number.
    fn keep(self, is_before_number: bool, candidates: &mut Vec<Self>) {
        let is_after_number =
            candidates.last().is_some_and(|last| last.number.is_some() && last.ordinal + 1 == self.ordinal);
        let is_apart = self.is_alone || self.is_at_page_end || is_before_number || is_after_number;
        let is_head = || self.words.contains(char::is_alphabetic) && !ends_sentence(self.words);
        if self.number.is_some() || is_apart && is_head() {
            candidates.push(self);
        }
    }

    const fn end(&self) -> usize {
        self.start + self.words.len()
    }

    /// Returns `true` if the line may be a running head even if no other sign of a page break is near.
    fn is_titled(&self) -> bool {
        self.words.contains(char::is_whitespace) && is_titled(self.words) && !is_salutation(self.words)
    }
}

/// Returns the number of a line that is a page number: `12`, `- 12 -`, `[12]`, `Page 12 of 20`, `12/20`, `12|20`, `第12页`.
fn page_number(words: &str) -> Option<u32> {
    if words.len() > LONGEST_NUMBER || !words.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let bare = words.trim_matches(|c: char| c.is_whitespace() || "-–—~|[]()<>·•*".contains(c));
    let lower = bare.to_lowercase();
    let named = PAGE_WORDS.iter().find_map(|word| lower.strip_prefix(word)).unwrap_or(&lower);
    let named = named.trim_start_matches(['.', ' ', '\u{a0}']);
    let digits = named.len() - named.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = named.split_at(digits);
    let total = rest.trim_start_matches(|c: char| c.is_whitespace() || "/|.".contains(c));
    let total = TOTAL_WORDS.iter().find_map(|word| total.strip_prefix(word)).unwrap_or(total).trim_start();
    let is_complete = rest.is_empty()
        || rest.chars().next().is_some_and(|c| c.is_whitespace() || "/|".contains(c))
            && !total.is_empty()
            && total.bytes().all(|byte| byte.is_ascii_digit())
        || PAGE_COUNTERS.contains(&rest.trim());
    let number = number.parse().ok()?;
    // Years that follow each other are headings.
    (is_complete && number < 1500).then_some(number)
}

/// Words for a page before its number.
const PAGE_WORDS: &[&str] = &[
    "page",
    "pag",
    "pg",
    "p",
    "seite",
    "s",
    "página",
    "pagina",
    "stranica",
    "strona",
    "стр",
    "страница",
    "第",
];

/// Words between the number of a page and the number of pages.
const TOTAL_WORDS: &[&str] = &["of", "von", "de", "sur", "di", "из"];

/// Words for a page after its number.
const PAGE_COUNTERS: &[&str] = &["页", "頁", "ページ", "쪽", "페이지"];

/// Returns the hash of a line in which every number and every run of white space is the same.
fn hash_without_digits(words: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut before = None;
    for c in words.chars() {
        let c = if c.is_numeric() {
            '0'
        } else if c.is_whitespace() {
            ' '
        } else {
            c
        };
        if !(before == Some(c) && matches!(c, '0' | ' ')) {
            c.hash(&mut hasher);
        }
        before = Some(c);
    }
    hasher.finish()
}

/// Marks numbers that rise by one.
fn mark_page_numbers(candidates: &[Candidate<'_>], is_furniture: &mut [bool]) {
    // For each number, the index of the last candidate that has it. For each candidate, the one with the number before.
    let mut last: HashMap<u32, usize> = HashMap::new();
    let mut before: Vec<Option<usize>> = vec![None; candidates.len()];
    let mut lengths = vec![0; candidates.len()];
    for (index, candidate) in candidates.iter().enumerate() {
        let Some(number) = candidate.number else { continue };
        let previous = number.checked_sub(1).and_then(|number| last.get(&number).copied());
        let previous = previous.filter(|&previous| is_next_page(&candidates[previous], candidate));
        (before[index], lengths[index]) = (previous, previous.map_or(1, |previous| lengths[previous] + 1));
        last.insert(number, index);
    }
    // A candidate has the length of the longest sequence that goes through it.
    for index in (0..candidates.len()).rev() {
        if let Some(previous) = before[index] {
            lengths[previous] = lengths[previous].max(lengths[index]);
        }
        // Two numbers that stand alone are not words either.
        let fewest = if candidates[index].is_alone { FEWEST - 1 } else { FEWEST };
        // A number alone at the foot of a page needs no other.
        let is_foot = candidates[index].number.is_some()
            && candidates[index].is_alone
            && candidates[index].is_before_page_end;
        is_furniture[index] = lengths[index] >= fewest || is_foot;
    }
}

/// Returns `true` if a number may be that of the page after another one.
fn is_next_page(one: &Candidate<'_>, next: &Candidate<'_>) -> bool {
    let is_named = |words: &str| words.contains(|c: char| c.is_alphabetic() || "/|".contains(c));
    let are_apart = |candidate: &Candidate<'_>| {
        candidate.is_alone || candidate.is_at_page_end || is_named(candidate.words)
    };
    let lines = next.ordinal - one.ordinal - 1;
    lines >= if are_apart(one) && are_apart(next) { 1 } else { FEWEST_LINES_OF_PAGE }
}

/// Marks lines that return beside page ends, or at nearly equal distances.
fn mark_heads(candidates: &[Candidate<'_>], is_furniture: &mut [bool]) {
    let mut returns: HashMap<u64, Vec<usize>> = HashMap::new();
    for (index, candidate) in candidates.iter().enumerate() {
        if candidate.number.is_none() {
            returns.entry(hash_without_digits(candidate.words)).or_default().push(index);
        }
    }
    for heads in returns.into_values().filter(|heads| heads.len() >= FEWEST - 1) {
        let ends_page = |&index: &usize| {
            let is_beside_number = |other: usize| {
                is_furniture[other]
                    && candidates[other].number.is_some()
                    && candidates[other].ordinal.abs_diff(candidates[index].ordinal) == 1
            };
            candidates[index].is_at_page_end
                || index > 0 && is_beside_number(index - 1)
                || index + 1 < candidates.len() && is_beside_number(index + 1)
        };
        let at_page_ends = heads.iter().filter(|index| ends_page(index)).count();
        let is_furniture_of = if let [one, other] = heads[..] {
            at_page_ends == 2 && candidates[one].words == candidates[other].words
        } else {
            at_page_ends >= FEWEST && at_page_ends * 3 >= heads.len() * 2 || are_regular(candidates, &heads)
        };
        if is_furniture_of {
            for index in heads {
                is_furniture[index] = true;
            }
        }
    }
}

/// Returns `true` if lines that stand alone return at nearly equal distances.
fn are_regular(candidates: &[Candidate<'_>], heads: &[usize]) -> bool {
    if !heads.iter().all(|&index| candidates[index].is_alone && candidates[index].is_titled()) {
        return false;
    }
    let distances = heads.windows(2).map(|pair| candidates[pair[1]].start - candidates[pair[0]].start);
    let distances: Vec<usize> = distances.collect();
    let mean = distances.iter().sum::<usize>() / distances.len().max(1);
    #[expect(clippy::cast_precision_loss, reason = "no text has 2^52 bytes")]
    let is_near = |&distance: &usize| distance.abs_diff(mean) as f64 <= TOLERANCE * mean as f64;
    mean >= FEWEST_BYTES_OF_PAGE && distances.iter().all(is_near)
}
