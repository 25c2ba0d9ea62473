//! The command `search`: prints matches as they are found, text by text.

use std::{io::Write, iter::Peekable, mem, ops::Range};

use anyhow::{Context as _, bail};
use oratory_core::{CharCounter, Document, Options, Query, SearchDefaults, SortOrder, collapse, sort_key};

use super::{
    arguments::{QueryArgs, SearchArguments, Sort, TextArgs},
    find::Finder,
    matches::{Printer, Searched, paragraph_at, print_paragraphs},
    outcome::{NotFound, Outcome},
    output::Style,
    setup::Setup,
    texts::{Entry, Texts},
};
use crate::config::Config;

/// Default of `--context`, in words on each side.
const CONTEXT_WORDS: usize = 8;

/// Runs `oratory search`.
pub(super) fn search(mut arguments: SearchArguments, setup: &Setup) -> anyhow::Result<Outcome> {
    let patterns = take_patterns(&mut arguments)?;
    let config = setup.config()?;
    let queries = queries(&patterns, &arguments.query, arguments.furniture, config)?;
    let words = TextArgs(mem::take(&mut arguments.texts.0)).or_input();
    let finder = Finder::new(setup);
    let mut texts = Texts::find(&words, &finder)?.without_duplicates();
    texts.require_texts()?;
    let mut search = Search {
        queries,
        arguments: &arguments,
        finder: &finder,
        printer: Printer::new(&arguments, config.look.ambiguous),
        has_match: false,
    };
    let result = search.run(&mut texts);
    let outcome = search.printer.output.finish(result)?;
    let patterns = patterns.join(" or ");
    match (search.has_match, texts.is_incomplete) {
        (true, _) => Ok(outcome),
        (false, false) => bail!(NotFound(format!("not found: {patterns}"))),
        (false, true) => bail!("not found in the texts that could be read: {patterns}"),
    }
}

/// Takes the patterns out of the arguments. With `-e`, the first positional argument is a text.
fn take_patterns(arguments: &mut SearchArguments) -> anyhow::Result<Vec<String>> {
    let first = arguments.pattern.take();
    let mut patterns = mem::take(&mut arguments.patterns);
    if patterns.is_empty() {
        let pattern = first.and_then(|pattern| pattern.into_string().ok());
        patterns.push(pattern.context("the pattern is not valid UTF-8")?);
    } else {
        arguments.texts.0.splice(0..0, first);
    }
    require_text(&patterns)?;
    Ok(patterns)
}

/// Fails if a pattern is empty.
pub(super) fn require_text(patterns: &[String]) -> anyhow::Result<()> {
    if patterns.iter().any(|pattern| pattern.trim().is_empty()) {
        bail!("the pattern is empty: give a text to search for");
    }
    Ok(())
}

/// Compiles `patterns`.
pub(super) fn queries(
    patterns: &[String],
    arguments: &QueryArgs,
    furniture: bool,
    config: &Config,
) -> anyhow::Result<Vec<Query>> {
    let QueryArgs { regex, word, exact, ignore_case, .. } = *arguments;
    // `--exact` with `--ignore-case` means a search without folding.
    let options = Options { regex, word, exact: exact && !ignore_case };
    let search_defaults = SearchDefaults {
        smart_case: config.search_defaults.smart_case && !ignore_case,
        folds: config.search_defaults.folds && !exact,
    };
    let compiled = patterns.iter().map(|pattern| Query::new(pattern, options, search_defaults));
    let compiled = compiled.map(|query| query.map(|query| query.with_furniture(furniture)));
    Ok(compiled.collect::<Result<_, _>>()?)
}

struct Search<'a> {
    queries: Vec<Query>,
    arguments: &'a SearchArguments,
    finder: &'a Finder<'a>,
    printer: Printer,
    /// `true` once a match was found.
    has_match: bool,
}

impl Search<'_> {
    /// Prints in the order of `--sort`. Whole paragraphs are never sorted.
    fn run(&mut self, texts: &mut Texts) -> anyhow::Result<()> {
        self.printer.print_header()?;
        match (self.arguments.paragraphs, self.arguments.sort) {
            (None, Some(Sort::Right)) => self.sorted(SortOrder::Right, texts),
            (None, Some(Sort::Left)) => self.sorted(SortOrder::Left, texts),
            (None, Some(Sort::Form)) => self.sorted(SortOrder::Form, texts),
            (None, Some(Sort::Date)) => self.sorted(SortOrder::Date, texts),
            (None, Some(Sort::Shuffled)) => self.sorted(SortOrder::Shuffled, texts),
            _ => self.in_order(texts),
        }
    }

    /// Prints text by text. Keeps nothing of a text when the next one is read.
    fn in_order(&mut self, texts: &mut Texts) -> anyhow::Result<()> {
        for entry in texts.read_each() {
            if self.arguments.count || self.arguments.names {
                self.print_name(&entry)?;
            } else if let Some(around) = self.arguments.paragraphs {
                self.print_paragraphs(&entry, around)?;
            } else {
                self.print_matches(&entry)?;
            }
            self.printer.output.flush()?;
        }
        Ok(())
    }

    /// Prints the name of a text with a match, and with `--count` the number of its matches.
    fn print_name(&mut self, entry: &Entry) -> anyhow::Result<()> {
        let is_name_enough = self.arguments.names;
        let count = self.matches(entry).take(if is_name_enough { 1 } else { usize::MAX }).count();
        if count == 0 {
            return Ok(());
        }
        self.has_match = true;
        let output = &mut self.printer.output;
        output.styled(Style::Name, &entry.name(self.finder))?;
        let count = if is_name_enough { String::new() } else { format!(":{count}") };
        writeln!(output, "{count}")?;
        Ok(())
    }

    /// Prints the paragraphs with matches, with `around` paragraphs before and after each.
    fn print_paragraphs(&mut self, entry: &Entry, around: usize) -> anyhow::Result<()> {
        let matches: Vec<_> = self.matches(entry).collect();
        if matches.is_empty() {
            return Ok(());
        }
        let output = &mut self.printer.output;
        if mem::replace(&mut self.has_match, true) {
            writeln!(output, "--")?;
        }
        print_paragraphs(&matches, around, &entry.speech, &entry.name(self.finder), output)
    }

    /// Prints each match in its context as it is found.
    fn print_matches(&mut self, entry: &Entry) -> anyhow::Result<()> {
        let mut matches = Matches::new(&self.queries, entry, self.arguments.max_count).peekable();
        if matches.peek().is_none() {
            return Ok(());
        }
        // A program that reads the output, such as `head -1`, may need only the first line.
        let mut is_first_row = !mem::replace(&mut self.has_match, true);
        let searched = Searched::new(&entry.speech, entry.name(self.finder));
        let mut chars = CharCounter::default();
        for matched in matches {
            let chars = chars.count(entry.speech.text(), &matched);
            print_match(&mut self.printer, self.arguments, &searched, &matched, &chars)?;
            if mem::take(&mut is_first_row) {
                self.printer.output.flush()?;
            }
        }
        self.printer.print_waiting()
    }

    /// Prints the matches of all texts, sorted by `order`.
    fn sorted(&mut self, order: SortOrder, texts: &mut Texts) -> anyhow::Result<()> {
        let mut entries = Vec::new();
        let mut all = Vec::new();
        for entry in texts.read_each() {
            let mut chars = CharCounter::default();
            for matched in self.matches(&entry) {
                let chars = chars.count(entry.speech.text(), &matched);
                let key = sort_key(&entry.speech, &matched, order);
                all.push((key, entries.len(), matched, chars));
            }
            entries.push(Searched::new(&entry.speech, entry.name(self.finder)));
        }
        all.sort_by(|(one, ..), (other, ..)| one.cmp(other));
        self.has_match = !all.is_empty();
        for (_, index, matched, chars) in all {
            print_match(&mut self.printer, self.arguments, &entries[index], &matched, &chars)?;
        }
        self.printer.print_waiting()
    }

    fn matches<'b>(&'b self, entry: &'b Entry) -> Matches<'b> {
        Matches::new(&self.queries, entry, self.arguments.max_count)
    }
}

/// Prints the match at `matched`. `chars` is its range in code points.
fn print_match(
    printer: &mut Printer,
    arguments: &SearchArguments,
    searched: &Searched,
    matched: &Range<usize>,
    chars: &Range<usize>,
) -> anyhow::Result<()> {
    if arguments.only_matching {
        let text = searched.speech().text();
        printer.output.styled(Style::Match, &collapse(&text[matched.clone()]))?;
        return Ok(writeln!(printer.output)?);
    }
    printer.print(searched, matched, chars, arguments.context.unwrap_or(CONTEXT_WORDS))
}

type Ranges<'a> = Box<dyn Iterator<Item = Range<usize>> + 'a>;

/// Matches of several queries in one text, in order. Of overlapping matches the first counts. Of matches with the
/// same beginning, that of the first query counts.
pub(super) struct Matches<'a> {
    of_queries: Vec<Peekable<Ranges<'a>>>,
    entry: &'a Entry,
    /// Matches still allowed by `--max-count`.
    left: usize,
}

impl<'a> Matches<'a> {
    pub(super) fn new(queries: &'a [Query], entry: &'a Entry, max_count: Option<usize>) -> Self {
        let speech: &'a Document = &entry.speech;
        let of_queries = queries
            .iter()
            .map(|query| -> Ranges<'a> { Box::new(query.matches(speech, 0..speech.block_count())) })
            .map(Iterator::peekable);
        Self { of_queries: of_queries.collect(), entry, left: max_count.unwrap_or(usize::MAX) }
    }

    /// Returns the next match in any paragraph, selected or not.
    fn any(&mut self) -> Option<Range<usize>> {
        let firsts = self.of_queries.iter_mut().filter_map(|matches| matches.peek());
        let first = firsts.min_by_key(|matched| matched.start)?.clone();
        for matches in &mut self.of_queries {
            while matches.next_if(|matched| matched.start < first.end).is_some() {}
        }
        Some(first)
    }
}

impl Iterator for Matches<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        self.left = self.left.checked_sub(1)?;
        loop {
            let matched = self.any()?;
            if self.entry.selects(paragraph_at(&self.entry.speech, matched.start)) {
                return Some(matched);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Arc};

    use super::*;
    use oratory_import::import_text;

    #[test]
    fn matches_of_several_patterns_do_not_overlap() {
        let speech = Arc::new(import_text("test", "abc bcd ab\n\nabcd"));
        let entry = Entry::whole(speech, Path::new("test"));
        let query =
            |pattern: &str| Query::new(pattern, Options::default(), SearchDefaults::default()).unwrap();
        let queries = ["bc", "ab", "abcd"].map(query);
        let found = |max| {
            let matches = Matches::new(&queries, &entry, max);
            matches.map(|matched| (matched.start, &entry.speech.text()[matched])).collect::<Vec<_>>()
        };
        assert_eq!(found(None), [(0, "ab"), (4, "bc"), (8, "ab"), (12, "ab")]);
        assert_eq!(found(Some(2)).len(), 2);
    }
}
