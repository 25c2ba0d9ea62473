//! Finds all matches of a regular expression in time linear in the text, for any expression and text.
//!
//! `Regex::find_iter` starts a search after each match. A search may read the whole text before it knows that its match
//! is short: `.*[^A-Z]|[A-Z]` in a line of capitals takes quadratic time. So does a retry where a match ends inside a
//! grapheme. Here the text is read twice:
//!
//! 1. Backwards. For each offset, compute the states of Thompson's NFA that lead to the end of a match further on. Only
//!    an offset at which a match may end counts as an end, so that no match is rejected later.
//! 2. Forwards. From each start that leads to an end, follow the preferred transition among those that lead to one.
//!    There are no dead ends, so that no byte is read again.
//!
//! This is the two-pass matching of Frisch and Cardelli (*Greedy Regular Expression Matching*, 2004). Preference is as in
//! the `regex` crate: the leftmost match, and among those the first by the order of alternatives and the greed of
//! repetitions. A preferred match that is empty is skipped.
//!
//! The sets of states are computed lazily and cached, as in a lazy DFA. They are stored for one window of the text at a
//! time. For the other windows only the last set is stored.

use std::{collections::HashMap, ops::Range, rc::Rc};

use regex_automata::{
    nfa::thompson::{Compiler, Config, NFA, State, WhichCaptures},
    util::{look::Look, primitives::StateID, syntax},
};

use super::{boundaries::Boundaries, budget::Budget, seen::SeenText};

/// The reason why a pattern cannot be compiled.
#[derive(Debug)]
pub(crate) enum PatternError {
    /// Not a valid regular expression, with the message.
    Syntax(String),
    /// The automaton exceeds the size limit.
    TooLarge,
}

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Automaton {
    nfa: NFA,
    /// The assertions in the pattern. The set of those that hold at an offset is a bit mask, see
    /// [`Automaton::conditions`].
    looks: Vec<Look>,
    /// For each state, the states from which a byte leads to it.
    by_byte: Incoming<(u32, u8, u8)>,
    /// For each state, the states from which an epsilon transition leads to it, with its conditions.
    by_epsilon: Incoming<(u32, u32)>,
    matching: Vec<u32>,
}

/// The transitions into each state.
#[derive(Debug)]
struct Incoming<T> {
    first: Vec<usize>,
    edges: Vec<T>,
}

impl<T> Incoming<T> {
    fn new(states: usize, mut edges: Vec<(usize, T)>) -> Self {
        edges.sort_by_key(|&(to, _)| to);
        let first = (0..=states).map(|state| edges.partition_point(|&(to, _)| to < state)).collect();
        Self { first, edges: edges.into_iter().map(|(_, edge)| edge).collect() }
    }

    fn of(&self, state: u32) -> &[T] {
        &self.edges[self.first[state as usize]..self.first[state as usize + 1]]
    }
}

/// The condition that a match may end at an offset.
const MAY_END: u32 = 1;

/// The condition that a hyphen at a line end follows, which may be skipped.
const MAY_SKIP: u32 = 2;

impl Automaton {
    /// Compiles `pattern` into an automaton of at most `max_bytes`.
    pub(crate) fn new(
        pattern: &str,
        ignore_case: bool,
        max_bytes: Option<usize>,
    ) -> Result<Self, PatternError> {
        let syntax = syntax::Config::new().case_insensitive(ignore_case);
        let hir =
            syntax::parse_with(pattern, &syntax).map_err(|error| PatternError::Syntax(error.to_string()))?;
        let config = Config::new().which_captures(WhichCaptures::None).nfa_size_limit(max_bytes);
        // A pattern with valid syntax can only fail by its size.
        let nfa =
            Compiler::new().configure(config).build_from_hir(&hir).map_err(|_| PatternError::TooLarge)?;
        Ok(Self::of(nfa))
    }

    fn of(nfa: NFA) -> Self {
        let looks: Vec<Look> = nfa.look_set_any().iter().collect();
        let (mut by_byte, mut by_epsilon, mut matching) = (Vec::new(), Vec::new(), Vec::new());
        for (from, state) in (0..).zip(nfa.states()) {
            let mut add_bytes = |low, high, to: usize| by_byte.push((to, (from, low, high)));
            let mut add_epsilon = |to: usize, conditions| by_epsilon.push((to, (from, conditions)));
            match state {
                State::ByteRange { trans } => add_bytes(trans.start, trans.end, trans.next.as_usize()),
                State::Sparse(sparse) => {
                    for trans in &*sparse.transitions {
                        add_bytes(trans.start, trans.end, trans.next.as_usize());
                    }
                }
                State::Dense(_) => {
                    for byte in 0..=u8::MAX {
                        if let Some(next) = next_by_byte(state, byte) {
                            add_bytes(byte, byte, next as usize);
                        }
                    }
                }
                State::Look { look, next } => add_epsilon(next.as_usize(), condition(&looks, *look)),
                State::Union { alternates } => {
                    for next in alternates {
                        add_epsilon(next.as_usize(), 0);
                    }
                }
                State::BinaryUnion { alt1, alt2 } => {
                    add_epsilon(alt1.as_usize(), 0);
                    add_epsilon(alt2.as_usize(), 0);
                }
                State::Capture { next, .. } => add_epsilon(next.as_usize(), 0),
                State::Fail => {}
                State::Match { .. } => matching.push(from),
            }
        }
        let states = nfa.states().len();
        let (by_byte, by_epsilon) = (Incoming::new(states, by_byte), Incoming::new(states, by_epsilon));
        Self { nfa, looks, by_byte, by_epsilon, matching }
    }

    /// Returns the condition that an assertion holds.
    fn condition(&self, look: Look) -> u32 {
        condition(&self.looks, look)
    }

    /// Returns the conditions that hold at an offset, as bits: [`MAY_END`], [`MAY_SKIP`], and one for each assertion.
    fn conditions(&self, text: &str, boundaries: &Boundaries, at: usize) -> u32 {
        let mut conditions = if boundaries.is_end(at) { MAY_END } else { 0 };
        conditions |= if boundaries.is_break(at) { MAY_SKIP } else { 0 };
        if self.looks.is_empty() || !text.is_char_boundary(at) {
            return conditions;
        }
        for (bit, &look) in self.looks.iter().enumerate() {
            if self.nfa.look_matcher().matches(look, text.as_bytes(), at) {
                conditions |= MAY_SKIP << 1 << bit;
            }
        }
        conditions
    }
}

/// Returns the bit for the condition that an assertion holds.
fn condition(looks: &[Look], look: Look) -> u32 {
    let bit = looks.iter().position(|&other| other == look).unwrap_or(0);
    MAY_SKIP << 1 << bit
}

/// Returns the state to which `byte` leads.
fn next_by_byte(state: &State, byte: u8) -> Option<u32> {
    let next = match state {
        State::ByteRange { trans } => trans.matches_byte(byte).then_some(trans.next),
        State::Sparse(sparse) => sparse.matches_byte(byte),
        State::Dense(dense) => dense.matches_byte(byte),
        _ => None,
    };
    next.map(|next| next.as_u32())
}

/// Returns `true` if only a byte leads on from the state.
const fn reads_byte(state: &State) -> bool {
    matches!(state, State::ByteRange { .. } | State::Sparse(_) | State::Dense(_))
}

/// Iterates over the members of `set`.
fn members(set: &[u64]) -> impl Iterator<Item = u32> + '_ {
    (0..).step_by(64).zip(set).flat_map(|(first, &word)| {
        let mut left = word;
        std::iter::from_fn(move || {
            let bit = (left != 0).then(|| left.trailing_zeros())?;
            left &= left - 1;
            Some(first + bit)
        })
    })
}

fn has(set: &[u64], state: u32) -> bool {
    set[state as usize / 64] >> (state % 64) & 1 == 1
}

/// Adds `state` to `set` and, if it is new, to `stack`.
fn add(state: u32, set: &mut [u64], stack: &mut Vec<u32>) {
    if !has(set, state) {
        set[state as usize / 64] |= 1 << (state % 64);
        stack.push(state);
    }
}

/// The id of a set of states.
type SetId = u32;

/// The next step of a match.
#[derive(Debug, Clone, Copy)]
enum Move {
    /// The match ends here.
    End,
    /// The next byte is part of the match, and leads to this state.
    To(u32),
    /// The next byte is a hyphen at a line end, which this state skips.
    Skip(u32),
}

/// The byte after an offset, and the set at the next offset. `None` at the end of the text.
type After = Option<(SetId, u8)>;

/// The inputs of a step: the set after it, the class of the byte, the conditions, and for a forward step the
/// state.
type Key = (SetId, u8, u32, u32);

/// The id of no set and no state.
const NONE: u32 = u32::MAX;

/// Slots in each cache of steps, a power of two. A new step replaces the one in its slot.
const CACHED_STEPS: usize = 2048;

/// The size of the cached sets beyond which they are dropped.
const MAX_SET_BYTES: usize = 8 << 20;

/// The sets of states met in a search, and the steps between them.
#[derive(Debug)]
pub(crate) struct Cache<'a> {
    automaton: &'a Automaton,
    sets: Vec<Rc<[u64]>>,
    /// For each set, `true` if a match may begin with it.
    begins: Vec<bool>,
    ids: HashMap<Rc<[u64]>, SetId>,
    backwards: Vec<(Key, SetId)>,
    forwards: Vec<(Key, Move)>,
    stack: Vec<u32>,
    /// For each state, the number of the last walk that visited it. It saves clearing a set for each walk.
    walks: Vec<u32>,
    walk: u32,
}

impl<'a> Cache<'a> {
    pub(crate) fn new(automaton: &'a Automaton) -> Self {
        Self {
            automaton,
            sets: Vec::new(),
            begins: Vec::new(),
            ids: HashMap::new(),
            backwards: vec![((NONE, 0, 0, 0), NONE); CACHED_STEPS],
            forwards: vec![((NONE, 0, 0, 0), Move::End); CACHED_STEPS],
            stack: Vec::new(),
            walks: vec![0; automaton.nfa.states().len()],
            walk: 0,
        }
    }

    /// Drops all other sets and their ids if they take too much memory. Returns the new id of `kept`.
    fn make_room(&mut self, kept: &Rc<[u64]>) -> SetId {
        if self.sets.len() * kept.len() * size_of::<u64>() > MAX_SET_BYTES {
            *self = Self::new(self.automaton);
        }
        self.id(kept)
    }

    /// Returns the id of `set`.
    fn id(&mut self, set: &Rc<[u64]>) -> SetId {
        if let Some(&id) = self.ids.get(set) {
            return id;
        }
        let id = SetId::try_from(self.sets.len()).unwrap_or(NONE);
        self.begins.push(has(set, self.automaton.nfa.start_anchored().as_u32()));
        self.sets.push(Rc::clone(set));
        self.ids.insert(Rc::clone(set), id);
        id
    }

    fn key(&self, after: After, conditions: u32, state: u32) -> Key {
        // One id is reserved for the end of the text.
        let (next, byte) = after.unwrap_or((NONE - 1, 0));
        (next, self.automaton.nfa.byte_classes().get(byte), conditions, state)
    }

    /// Returns the set at an offset, or `None` if the budget runs out.
    fn step_back(&mut self, after: After, conditions: u32, budget: &Budget<'_>) -> Option<SetId> {
        let key = self.key(after, conditions, 0);
        let slot = slot_of(key);
        if self.backwards[slot].0 == key {
            return budget.spend(1).then_some(self.backwards[slot].1);
        }
        let automaton = self.automaton;
        let mut set = vec![0; automaton.nfa.states().len() / 64 + 1];
        let mut work = set.len();
        if let Some((next, byte)) = after {
            for state in members(&self.sets[next as usize]) {
                let edges = automaton.by_byte.of(state);
                work += edges.len() + 1;
                for &(from, low, high) in edges {
                    if (low..=high).contains(&byte) {
                        add(from, &mut set, &mut self.stack);
                    }
                }
                if conditions & MAY_SKIP != 0 && reads_byte(&automaton.nfa.states()[state as usize]) {
                    add(state, &mut set, &mut self.stack);
                }
            }
        }
        if conditions & MAY_END != 0 {
            automaton.matching.iter().for_each(|&state| add(state, &mut set, &mut self.stack));
        }
        while let Some(state) = self.stack.pop() {
            let edges = automaton.by_epsilon.of(state);
            work += edges.len() + 1;
            for &(from, needed) in edges {
                if conditions & needed == needed {
                    add(from, &mut set, &mut self.stack);
                }
            }
        }
        let id = self.id(&set.into());
        self.backwards[slot] = (key, id);
        budget.spend(work).then_some(id)
    }

    /// Returns the preferred step from `state` among those that lead to the end of a match, or `None` if the
    /// budget runs out.
    fn step(&mut self, state: u32, after: After, conditions: u32, budget: &Budget<'_>) -> Option<Move> {
        let key = self.key(after, conditions, state);
        let slot = slot_of(key);
        if self.forwards[slot].0 == key {
            return budget.spend(1).then_some(self.forwards[slot].1);
        }
        self.walk = self.walk.wrapping_add(1);
        let mut work = 0;
        let mut found = None;
        self.stack.push(state);
        while let Some(state) = self.stack.pop() {
            work += 1;
            if std::mem::replace(&mut self.walks[state as usize], self.walk) == self.walk {
                continue;
            }
            found = self.follow(state, after, conditions);
            if found.is_some() {
                break;
            }
        }
        self.stack.clear();
        let found = found.filter(|_| budget.spend(work))?;
        self.forwards[slot] = (key, found);
        Some(found)
    }

    /// Returns the step at `state`. For an epsilon transition, pushes the next states on the stack, the
    /// preferred one last.
    fn follow(&mut self, id: u32, after: After, conditions: u32) -> Option<Move> {
        let state = &self.automaton.nfa.states()[id as usize];
        match state {
            State::Match { .. } => return (conditions & MAY_END != 0).then_some(Move::End),
            State::Fail => {}
            State::Look { look, next } => {
                let needed = self.automaton.condition(*look);
                self.stack.extend((conditions & needed == needed).then_some(next.as_u32()));
            }
            State::Union { alternates } => {
                self.stack.extend(alternates.iter().rev().map(StateID::as_u32));
            }
            State::BinaryUnion { alt1, alt2 } => self.stack.extend([alt2.as_u32(), alt1.as_u32()]),
            State::Capture { next, .. } => self.stack.push(next.as_u32()),
            State::ByteRange { .. } | State::Sparse(_) | State::Dense(_) => {
                let (next, byte) = after?;
                let next = &self.sets[next as usize];
                if let Some(to) = next_by_byte(state, byte).filter(|&to| has(next, to)) {
                    return Some(Move::To(to));
                }
                return (conditions & MAY_SKIP != 0 && has(next, id)).then_some(Move::Skip(id));
            }
        }
        None
    }
}

/// Returns the slot of a step in its cache.
fn slot_of((next, class, conditions, state): Key) -> usize {
    let mixed =
        (u64::from(next) << 8 | u64::from(class)) ^ u64::from(conditions ^ state.rotate_left(12)) << 32;
    (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize % CACHED_STEPS
}

/// Bytes of a text whose sets are stored at a time.
const WINDOW_BYTES: usize = 4096;

/// A search through one text.
#[derive(Debug)]
pub(crate) struct Scan {
    boundaries: Boundaries,
    /// The windows, from the one in which the search begins.
    windows: Vec<Window>,
    first: usize,
    /// The window whose sets are loaded.
    loaded: Option<usize>,
    /// The sets in the loaded window, including the offset at its end.
    sets: Vec<SetId>,
    /// The offset at which the search continues.
    at: usize,
}

#[derive(Debug, Clone)]
struct Window {
    /// The set at the end of the window.
    last: Rc<[u64]>,
    /// `true` if a match may begin in the window.
    begins: bool,
}

impl Scan {
    /// Starts a search of `seen` at the offset `from`. If `word`, a match is of whole words. Returns `None` if the
    /// budget runs out.
    pub(crate) fn new(
        seen: &SeenText<'_>,
        from: usize,
        word: bool,
        cache: &mut Cache<'_>,
        budget: &Budget<'_>,
    ) -> Option<Self> {
        let boundaries = Boundaries::new(seen, word, budget)?;
        let text = seen.text();
        let (first, count) = (from / WINDOW_BYTES, text.len() / WINDOW_BYTES + 1);
        let conditions = cache.automaton.conditions(text, &boundaries, text.len());
        let mut set = cache.step_back(None, conditions, budget)?;
        let mut windows = Vec::with_capacity(count.saturating_sub(first));
        for window in (first..count).rev() {
            let last = Rc::clone(&cache.sets[set as usize]);
            set = cache.make_room(&last);
            let mut begins = false;
            for at in range(window, text).rev() {
                let conditions = cache.automaton.conditions(text, &boundaries, at);
                set = cache.step_back(Some((set, text.as_bytes()[at])), conditions, budget)?;
                begins |= cache.begins[set as usize];
            }
            windows.push(Window { last, begins });
        }
        windows.reverse();
        Some(Self { boundaries, windows, first, loaded: None, sets: Vec::new(), at: from })
    }

    /// Returns the next match, or `None` if there is none or the budget runs out.
    pub(crate) fn next(
        &mut self,
        text: &str,
        cache: &mut Cache<'_>,
        budget: &Budget<'_>,
    ) -> Option<Range<usize>> {
        while self.at < text.len() {
            let window = self.at / WINDOW_BYTES;
            let range = range(window, text);
            if !self.windows[window - self.first].begins {
                self.at = range.end;
                continue;
            }
            self.load(window, text, cache, budget)?;
            let begins = |at: &usize| {
                cache.begins[self.sets[at - range.start] as usize] && self.boundaries.is_start(*at)
            };
            let Some(start) = (self.at..range.end).find(begins) else {
                self.at = range.end;
                continue;
            };
            let found = self.match_at(start, text, cache, budget)?;
            self.at = found.end.max(start + 1);
            if !found.is_empty() {
                return Some(found);
            }
        }
        None
    }

    /// Returns the match that begins at `start`, or after the hyphen there.
    fn match_at(
        &mut self,
        mut start: usize,
        text: &str,
        cache: &mut Cache<'_>,
        budget: &Budget<'_>,
    ) -> Option<Range<usize>> {
        let mut state = cache.automaton.nfa.start_anchored().as_u32();
        let mut at = start;
        loop {
            let mut after = None;
            if let Some(&byte) = text.as_bytes().get(at) {
                let window = at / WINDOW_BYTES;
                self.load(window, text, cache, budget)?;
                after = Some((self.sets[at + 1 - window * WINDOW_BYTES], byte));
            }
            let conditions = cache.automaton.conditions(text, &self.boundaries, at);
            match cache.step(state, after, conditions, budget)? {
                Move::End => return Some(start..at),
                Move::To(next) => state = next,
                Move::Skip(same) => {
                    state = same;
                    start += usize::from(at == start);
                }
            }
            at += 1;
        }
    }

    /// Computes the sets of `window`.
    fn load(&mut self, window: usize, text: &str, cache: &mut Cache<'_>, budget: &Budget<'_>) -> Option<()> {
        if self.loaded == Some(window) {
            return Some(());
        }
        let mut set = cache.make_room(&self.windows[window - self.first].last);
        self.sets.clear();
        self.sets.push(set);
        for at in range(window, text).rev() {
            let conditions = cache.automaton.conditions(text, &self.boundaries, at);
            set = cache.step_back(Some((set, text.as_bytes()[at])), conditions, budget)?;
            self.sets.push(set);
        }
        self.sets.reverse();
        self.loaded = Some(window);
        Some(())
    }
}

/// Returns the range of `window`.
fn range(window: usize, text: &str) -> Range<usize> {
    let start = window * WINDOW_BYTES;
    start..text.len().min(start + WINDOW_BYTES)
}

#[cfg(test)]
mod tests {
    use proptest::{collection, prelude::*, sample};
    use regex::Regex;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    fn seen(text: &str) -> SeenText<'_> {
        SeenText::plain(text, 0..text.len())
    }

    /// Returns the matches of a pattern, and the steps that the search took.
    fn search(pattern: &str, text: &str) -> (Vec<Range<usize>>, u64) {
        let automaton = Automaton::new(pattern, false, None).unwrap();
        let mut cache = Cache::new(&automaton);
        let budget = Budget::while_wanted(&|| true);
        let mut scan = Scan::new(&seen(text), 0, false, &mut cache, &budget).unwrap();
        let found = std::iter::from_fn(|| scan.next(text, &mut cache, &budget)).collect();
        (found, budget.used())
    }

    fn found<'t>(pattern: &str, text: &'t str) -> Vec<&'t str> {
        search(pattern, text).0.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn match_that_would_end_inside_a_grapheme_ends_before_it() {
        assert_eq!(found("t.*e", "the cafe\u{301}"), ["the"]);
        assert_eq!(found("(?i)T.*E|x", "the cafe\u{301} x"), ["the", "x"]);
        assert_eq!(found("a.*?e", "ae\u{301} e e"), ["ae\u{301} e"], "or after it, if it is not greedy");
        assert_eq!(found("e|e\u{301}", "ee\u{301}"), ["e", "e\u{301}"]);
        assert_eq!(found("e", "e\u{301}"), [""; 0]);
        assert_eq!(found("\u{301}", "e\u{301}"), [""; 0]);
    }

    #[test]
    fn empty_matches_are_skipped() {
        assert_eq!(found("a*", "baab"), ["aa"]);
        assert_eq!(found("(.*zzz)?", "a zzz b"), ["a zzz"]);
        assert_eq!(found("|a", "aa"), [""; 0]);
        assert_eq!(found("^|$|\\b", "one two"), [""; 0]);
    }

    #[test]
    fn matches_cross_windows() {
        let text = format!("a{}b, a{}b", "é".repeat(WINDOW_BYTES), "x".repeat(WINDOW_BYTES - 2));
        let expected: Vec<&str> =
            text.split_inclusive('b').map(|part| part.trim_start_matches(", ")).collect();
        assert_eq!(found("a[^b]*b", &text), expected);
        assert_eq!(found("(?s).+", &text), [text.as_str()]);
        assert_eq!(found("b$", &text), ["b"]);
    }

    #[test]
    fn budget_that_runs_out_ends_the_search() {
        let automaton = Automaton::new("a", false, None).unwrap();
        let text = "a".repeat(100_000);
        let mut cache = Cache::new(&automaton);
        let budget = Budget::limited(1000);
        assert!(Scan::new(&seen(&text), 0, false, &mut cache, &budget).is_none());
        assert!(budget.is_spent());
        let checks = std::cell::Cell::new(0);
        let wanted = || {
            checks.set(checks.get() + 1);
            checks.get() < 3
        };
        let budget = Budget::while_wanted(&wanted);
        assert!(Scan::new(&seen(&text), 0, false, &mut cache, &budget).is_none());
        assert!(budget.used() < 100_000, "a search checks between the bytes of a text if it is wanted");
    }

    /// Patterns that take a naive loop quadratic time or more.
    const COSTLY: [&str; 9] = [
        ".*e",
        "(.*zzz)?",
        ".*[^A-Z]|[A-Z]",
        "(?:(?:(?:.?){5}){5}){5}zz",
        "(a*)*b",
        "(?:a|b|ab)*?c",
        r"\b.*\b\B",
        "[^ ]*[^ ]*[^ ]*!",
        "e\u{301}*x|.",
    ];

    #[test]
    fn cost_is_linear_in_the_text() {
        for text in
            ["Le cafe\u{301} e\u{301}tait ferme\u{301} ", "AAAA", "ab", "e\u{301}\u{301}\u{301}", "a "]
        {
            for pattern in COSTLY {
                let cost = |bytes: usize| search(pattern, &text.repeat(bytes / text.len())).1;
                let (half, whole) = (cost(20_000), cost(40_000));
                assert!(whole < half * 5 / 2, "{pattern:?} in {text:?}: {half} steps, then {whole}");
                assert!(whole < 40_000 * 100, "{pattern:?} in {text:?}: {whole} steps");
            }
        }
    }

    /// Generates patterns of pieces that combine in many ways.
    fn pattern() -> impl Strategy<Value = String> {
        let pieces = vec![
            "a",
            "b",
            "e",
            "e\u{301}",
            "\u{301}",
            "é",
            " ",
            ".",
            r"\s",
            r"\w",
            "[^a]",
            "[a-e]",
            "(a|b )",
            "(a|ab)",
            "(?:",
            ")",
            "(",
            "|",
            "*",
            "+",
            "?",
            "*?",
            "+?",
            "??",
            "{2}",
            "{1,3}?",
            "가",
            "\u{1100}\u{1161}",
            "\u{11A8}",
        ];
        collection::vec(sample::select(pieces), 1..8).prop_map(|pieces| pieces.concat())
    }

    fn text() -> impl Strategy<Value = String> {
        let pieces = vec![
            "a",
            "b",
            "e",
            "e\u{301}",
            "\u{301}",
            "é",
            " ",
            "\r\n",
            "가",
            "\u{1100}\u{1161}",
            "\u{11A8}",
            "👩\u{200D}👧",
        ];
        collection::vec(sample::select(pieces), 0..14).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn search_without_rules_finds_what_a_regex_finds(
            pattern in prop_oneof![
                pattern(),
                collection::vec(sample::select(vec![
                    "a", "b", " ", ".", r"\b", r"\B", "^", "$", "(?m)", "(?:", ")", "|", "*", "+?", r"\w", "{2,3}",
                ]), 1..8).prop_map(|pieces| pieces.concat()),
            ],
            text in "[ab e.]{0,20}",
        ) {
            let Ok(regex) = Regex::new(&pattern) else { return Ok(()) };
            let mut expected = Vec::new();
            let mut at = 0;
            while let Some(found) = regex.find_at(&text, at) {
                at = found.end().max(found.start() + 1);
                expected.extend(Some(found.range()).filter(|found| !found.is_empty()));
                if at > text.len() {
                    break;
                }
            }
            prop_assert_eq!(search(&pattern, &text).0, expected);
        }

        #[test]
        fn every_match_is_the_first_of_whole_graphemes(pattern in pattern(), text in text()) {
            let Ok(whole) = Regex::new(&format!("^(?:{pattern})$")) else { return Ok(()) };
            let Ok(regex) = Regex::new(&pattern) else { return Ok(()) };
            let edges: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
            let mut at = 0;
            let (all, steps) = search(&pattern, &text);
            for found in all.iter().map(Some).chain([None]) {
                let start = found.map_or(text.len(), |found| found.start);
                for &from in edges.iter().filter(|&&edge| edge >= at && edge < start) {
                    let is_match = |&&to: &&usize| to > from && whole.is_match(&text[from..to]);
                    let missed = edges.iter().find(is_match);
                    // A preferred match that is empty is skipped, also where the one before it in the order of
                    // preference ends inside a grapheme: `[^a]|.*?`.
                    let preferred = regex.find_at(&text, from).filter(|found| found.start() == from);
                    let is_skipped = preferred.is_some_and(|found| {
                        found.is_empty() || !edges.contains(&found.end()) && whole.is_match("")
                    });
                    prop_assert!(missed.is_none() || is_skipped, "{from}..{missed:?} is missed");
                }
                if let Some(found) = found {
                    prop_assert!(edges.contains(&found.start) && edges.contains(&found.end) && !found.is_empty());
                    prop_assert!(whole.is_match(&text[found.clone()]));
                    at = found.end;
                }
            }
            prop_assert!(steps < 100_000);
        }

        #[test]
        fn cost_of_any_pattern_is_linear_in_the_text(pattern in pattern(), text in text()) {
            prop_assume!(!text.is_empty() && Regex::new(&pattern).is_ok());
            let cost = |bytes: usize| search(&pattern, &text.repeat(bytes / text.len() + 1)).1;
            let (half, whole) = (cost(10_000), cost(20_000));
            prop_assert!(whole < half * 5 / 2 + 10_000, "{half} steps, then {whole}");
        }
    }
}
