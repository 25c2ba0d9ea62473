//! Checks any query in any text: every match follows the rules, and a plain query finds the same as a
//! letter-by-letter search of the folded text.

use std::{iter::once, ops::Range};

use oratory_core::{Budget, Document, MatchIndex, Options, Query, SearchDefaults};
use oratory_import::import_text;
use unicode_normalization::{
    UnicodeNormalization,
    char::{canonical_combining_class, is_combining_mark},
};
use unicode_segmentation::UnicodeSegmentation;

/// The first byte holds the options as bits: `@` for none, `A` for a regular expression. The query is the rest of
/// the first line.
pub fn check(bytes: &[u8]) {
    let Some((&how, rest)) = bytes.split_first() else { return };
    let rest = String::from_utf8_lossy(rest);
    let (pattern, text) = rest.split_once('\n').unwrap_or((&rest, ""));
    let is_meant = |option: u8| how & option != 0;
    let options = Options { regex: is_meant(1), word: is_meant(2), exact: is_meant(4) };
    let defaults = SearchDefaults { smart_case: !is_meant(8), folds: !is_meant(16) };
    let Ok(query) = Query::new(pattern, options, defaults) else { return };
    let speech = import_text("talk", text);
    let matches: Vec<_> = query.matches(&speech, 0..speech.block_count()).collect();
    check_matches(&speech, &matches);
    check_counts(&query, &speech, &matches);
    if !options.regex {
        check_by_hand(pattern, options, defaults, &speech, &matches);
    }
}

/// Matches are whole letters of one block, sorted, and do not overlap.
fn check_matches(speech: &Document, matches: &[Range<usize>]) {
    let mut last = 0;
    let edges = edges(speech.text());
    for matched in matches {
        assert!(last <= matched.start && matched.start < matched.end, "{matched:?} after {last}");
        last = matched.end;
        let block = speech.block(speech.block_at(matched.start).unwrap()).range;
        assert!(block.start <= matched.start && matched.end <= block.end, "{matched:?} is not in {block:?}");
        assert!(edges.binary_search(&matched.start).is_ok() && edges.binary_search(&matched.end).is_ok());
    }
}

/// Counts, numbers and positions agree with the matches.
fn check_counts(query: &Query, speech: &Document, matches: &[Range<usize>]) {
    let match_index = MatchIndex::of(query, speech, &|| true).unwrap();
    assert_eq!(match_index.total(), matches.len());
    let none = MatchIndex::of(query, speech, &|| false);
    assert!(none.is_none() || speech.block_count() == 0);
    let spread = match_index.dispersion(7);
    assert_eq!(spread.contains(&true), !matches.is_empty());
    for (number, matched) in matches.iter().enumerate() {
        assert_eq!(match_index.number(query, speech, matched.start), Some(number));
        assert_eq!(match_index.next(query, speech, matched.start).as_ref(), Some(matched));
        assert_eq!(match_index.next(query, speech, matched.start + 1).as_ref(), matches.get(number + 1));
        assert_eq!(match_index.previous(query, speech, matched.end).as_ref(), Some(matched));
        let before = number.checked_sub(1).map(|before| &matches[before]);
        assert_eq!(match_index.previous(query, speech, matched.start).as_ref(), before);
        let (first, around) = match_index.around(query, speech, number);
        assert!((first..first + around.len()).contains(&number));
        assert_eq!(around, matches[first..first + around.len()]);
    }
    let blocks = 0..speech.block_count();
    let budget = Budget::while_wanted(&|| true);
    let near: Vec<_> = query.matches_near(speech, blocks.clone(), 0..speech.text().len(), &budget).collect();
    assert_eq!(near, matches);
    assert_eq!(match_index.near(query, speech, blocks, &(0..speech.text().len())), matches);
}

/// Returns the matches that a plain search finds in each block, where it applies.
fn check_by_hand(
    pattern: &str,
    options: Options,
    defaults: SearchDefaults,
    speech: &Document,
    matches: &[Range<usize>],
) {
    let is_exact_in_case = defaults.smart_case && pattern.chars().any(char::is_uppercase);
    let hand = Hand {
        case: !options.exact && !is_exact_in_case,
        typography: !options.exact && defaults.folds,
        word: options.word,
    };
    let Some(wanted) = hand.letters(pattern).filter(|_| !hand.is_beyond(pattern)) else { return };
    for block in speech.blocks() {
        let text = &speech.text()[block.range.clone()];
        let is_simple = hand.parts_no_letter(text) && !hand.is_beyond(text);
        let Some(letters) = hand.letters(text).filter(|_| is_simple) else { continue };
        // In a longer chain of letters, not all spellings with ligatures are tried.
        let has_ligature = letters.windows(2).any(|two| two[0].range == two[1].range && !two[0].is_blank());
        if wanted.len() > 8 && has_ligature {
            continue;
        }
        let found = hand.matches(&wanted, text, &letters);
        let found: Vec<_> = found
            .into_iter()
            .map(|matched| matched.start + block.range.start..matched.end + block.range.start)
            .collect();
        let matches: Vec<_> =
            matches.iter().filter(|matched| block.range.contains(&matched.start)).cloned().collect();
        assert_eq!(matches, found, "{pattern:?} in {text:?}");
    }
}

/// Options of the plain search.
#[derive(Clone, Copy)]
struct Hand {
    case: bool,
    typography: bool,
    word: bool,
}

/// A folded letter, and the range of its cluster.
#[derive(Debug)]
struct Letter {
    base: char,
    marks: Vec<char>,
    range: Range<usize>,
}

impl Letter {
    const fn is_blank(&self) -> bool {
        self.base == ' ' && self.marks.is_empty()
    }
}

impl Hand {
    /// Returns the letters of a text. `None` for texts beyond the plain search: marks without a letter, marks out
    /// of order, marks on ligatures.
    fn letters(self, text: &str) -> Option<Vec<Letter>> {
        let mut places = text.char_indices().filter(|(_, c)| self.has_weight(*c));
        let weighty: String = places.clone().map(|(_, c)| c).collect();
        let mut letters: Vec<Letter> = Vec::new();
        for cluster in weighty.graphemes(true) {
            let chars = places.by_ref().take(cluster.chars().count()).collect::<Vec<_>>();
            let (&(start, _), &(last, end)) = chars.first().zip(chars.last())?;
            let range = start..last + end.len_utf8();
            let apart: String = cluster.nfd().collect();
            if cluster != apart && !cluster.nfc().eq(cluster.chars()) {
                return None;
            }
            let first = letters.len();
            for (place, c) in apart.chars().enumerate() {
                if let Some(base) = without_stroke(c).filter(|_| self.typography) {
                    let base = if self.case { base.to_ascii_lowercase() } else { base };
                    letters.push(Letter { base, marks: vec![STROKE], range: range.clone() });
                    continue;
                }
                for base in self.fold(c).chars() {
                    match letters.last_mut() {
                        Some(letter) if place > 0 && base == c => letter.marks.push(c),
                        _ => letters.push(Letter { base, marks: Vec::new(), range: range.clone() }),
                    }
                }
            }
            let is_odd = |letter: &Letter| {
                letters.len() - first > 1 && !letter.marks.is_empty()
                    || !letter.base.is_alphabetic() && letter.marks.iter().any(|&mark| is_accent(mark))
            };
            if letters[first..].iter().any(is_odd) {
                return None;
            }
        }
        letters.dedup_by(|next, letter| {
            let is_one = next.is_blank() && letter.is_blank();
            if is_one {
                letter.range.end = next.range.end;
            }
            is_one
        });
        Some(letters)
    }

    /// Returns `true` for texts that the plain search does not know: of scripts with points, with letters that only
    /// a table takes apart, with blanks inside French quotes, runs of dashes, or words that a line end parts.
    fn is_beyond(self, text: &str) -> bool {
        let is_unknown = |c: char| {
            let is_decomposed =
                plainly(c) == c.to_string() && !c.is_whitespace() && !once(c).nfkd().eq(once(c).nfd());
            let is_extended = matches!(c, '\u{C6}' | '\u{D0}' | '\u{DE}' | '\u{DF}' | '\u{E6}' | '\u{F0}' | '\u{FE}'
                | '\u{100}'..='\u{2AF}' | '\u{48A}'..='\u{52F}' | '\u{1D00}'..='\u{1DBF}' | '\u{1E9E}' | '\u{2C60}'..='\u{2C7F}'
                | '\u{A720}'..='\u{A7FF}' | '\u{AB30}'..='\u{AB6F}')
                && once(c).nfd().eq(once(c))
                && without_stroke(c).is_none();
            let is_pointed =
                matches!(c, '\u{58A}'..='\u{8FF}' | '\u{2044}' | '\u{2215}' | '«' | '»' | '‹' | '›');
            // The sharp s is two letters in any case.
            is_decomposed || is_pointed || is_extended && !(c == 'ß' && self.case)
        };
        let shown: String =
            text.chars().filter(|&c| !matches!(c, ' ' | '\t') && (c == '\u{AD}' || !is_ignored(c))).collect();
        let hyphens = ['-', '\u{2010}', '\u{2011}', '\u{AD}', '\u{AC}'];
        let line_ends = ['\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}'];
        let is_dash = |c: char| plainly(c) == "-";
        let pairs = || shown.chars().zip(shown.chars().skip(1));
        pairs().any(|(one, next)| hyphens.contains(&one) && line_ends.contains(&next))
            || self.typography
                && (text.chars().any(is_unknown) || pairs().any(|(one, next)| is_dash(one) && is_dash(next)))
    }

    fn has_weight(self, c: char) -> bool {
        !self.typography || !is_ignored(c)
    }

    fn fold(self, c: char) -> String {
        if c.is_whitespace() {
            return " ".to_owned();
        }
        let caseless =
            || c.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
        let letters = if self.case && c != 'ı' { caseless() } else { c.to_string() };
        if self.typography { letters.chars().map(plainly).collect() } else { letters }
    }

    /// Returns `true` if characters of zero width neither separate nor join letters.
    fn parts_no_letter(self, text: &str) -> bool {
        let weighty: String = text.chars().filter(|&c| self.has_weight(c)).collect();
        let (edges, edges_without) = (edges(text), edges(&weighty));
        let mut at = 0;
        let mut after_edge = false;
        text.char_indices().all(|(offset, c)| {
            after_edge |= edges.contains(&offset);
            if !self.has_weight(c) {
                return true;
            }
            let agrees = after_edge == edges_without.contains(&at);
            at += c.len_utf8();
            after_edge = false;
            agrees
        })
    }

    fn matches(self, wanted: &[Letter], text: &str, letters: &[Letter]) -> Vec<Range<usize>> {
        let edges = edges(text);
        let is_edge = |at: usize| {
            edges.contains(&at) && !(self.word && ends_in_word(&text[..at]) && begins_in_word(&text[at..]))
        };
        let mut matches: Vec<Range<usize>> = Vec::new();
        for first in 0..letters.len() {
            let start = letters[first].range.start;
            let is_inside = first > 0 && letters[first - 1].range.end > start;
            if is_inside || matches.last().is_some_and(|matched| start < matched.end) {
                continue;
            }
            let Some(after) = self.end(wanted, letters, first) else { continue };
            let end = letters[after - 1].range.end;
            if letters.get(after).is_some_and(|next| next.range.start < end) {
                continue;
            }
            let end = self.with_joiners(text, end);
            if is_edge(start) && is_edge(end) {
                matches.push(start..end);
            }
        }
        matches
    }

    /// Returns the last letter of a match of `wanted` at `first`, if there is one.
    fn end(self, wanted: &[Letter], letters: &[Letter], first: usize) -> Option<usize> {
        let last = wanted.len().checked_sub(1)?;
        let mut at = first;
        for (place, letter) in wanted.iter().enumerate() {
            let next = letters.get(at);
            let is_end_enough = last > 0
                && letter.is_blank()
                && (place == 0 && letters[first].range.start == 0 || place == last && next.is_none());
            if next.is_some_and(|next| self.agree(letter, next)) {
                at += 1;
            } else if !is_end_enough {
                return None;
            }
        }
        (at > first).then_some(at)
    }

    fn agree(self, wanted: &Letter, letter: &Letter) -> bool {
        let overlooks = self.typography && wanted.marks.is_empty() && takes_accents(wanted.base);
        let is_short = |mark: char| mark == '\u{306}' && matches!(wanted.base, 'и' | 'у' | 'И' | 'У');
        let is_overlooked =
            |&mark: &char| mark == STROKE || ('\u{300}'..='\u{36F}').contains(&mark) && !is_short(mark);
        wanted.base == letter.base
            && (wanted.marks == letter.marks || overlooks && letter.marks.iter().all(is_overlooked))
    }

    /// Returns the end of a match, including the joiners of its last letter.
    fn with_joiners(self, text: &str, end: usize) -> usize {
        let rest = &text[end..];
        let skipped = rest.len() - rest.trim_start_matches(|c| !self.has_weight(c)).len();
        end + rest[..skipped].trim_end_matches(|c| !matches!(c, '\u{200C}' | '\u{200D}')).len()
    }
}

/// Returns the boundaries of the clusters of a text.
fn edges(text: &str) -> Vec<usize> {
    text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect()
}

fn is_ignored(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// The mark of a stroke in a folded text.
const STROKE: char = '\u{FDD0}';

/// Returns a letter without its stroke, for a few letters.
fn without_stroke(c: char) -> Option<char> {
    let known =
        [('ı', 'i'), ('ł', 'l'), ('Ł', 'L'), ('ø', 'o'), ('Ø', 'O'), ('đ', 'd'), ('Đ', 'D'), ('ħ', 'h')];
    known.into_iter().find_map(|(stroked, letter)| (stroked == c).then_some(letter))
}

fn is_accent(c: char) -> bool {
    canonical_combining_class(c) != 0
}

/// Returns the plain spelling of a typographic variant.
fn plainly(c: char) -> String {
    match c {
        '`' | '´' | 'ʹ' | 'ʻ'..='ʽ' | '‘'..='‛' | '′' | '‵' | '‹' | '›' | '＇' => {
            "'".to_owned()
        }
        'ʺ' | '“'..='‟' | '«' | '»' | '″' | '‶' | '〝' | '〞' | '〟' | '＂' => "\"".to_owned(),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => "-".to_owned(),
        '\u{FB00}'..='\u{FB17}' => c.nfkd().collect(),
        '…' => "...".to_owned(),
        _ => c.to_string(),
    }
}

/// Returns `true` if accents on this letter are ignored: Latin, Greek and Cyrillic letters.
fn takes_accents(base: char) -> bool {
    let is_of_script = matches!(base,
        '\u{41}'..='\u{52F}' | '\u{1C80}'..='\u{1C8F}' | '\u{1D00}'..='\u{1FFF}' | '\u{2126}'..='\u{212B}'
        | '\u{2C60}'..='\u{2C7F}' | '\u{A640}'..='\u{A7FF}' | '\u{AB30}'..='\u{AB6F}');
    is_of_script && base.is_alphabetic() && !is_combining_mark(base)
}

fn ends_in_word(text: &str) -> bool {
    text.trim_end_matches(is_ignored).chars().next_back().is_some_and(is_of_word)
}

fn begins_in_word(text: &str) -> bool {
    text.trim_start_matches(is_ignored).chars().next().is_some_and(is_of_word)
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_combining_mark(c)
}
