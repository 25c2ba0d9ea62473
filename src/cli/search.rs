//! The command `search`: prints matches as they are found, text by text.

use std::{io::Write, iter::Peekable, mem, ops::Range};

use anyhow::{Context as _, bail};
use oratory_core::{
    document::{details::collapse, speech::Speech},
    layout::grapheme::Ambiguous,
    search::query::{Manner, Options, Query},
    study::concordance::{By, InContext},
};

use super::{
    NothingThere, Outcome,
    arguments::{SearchArguments, Sort, Texts},
    catalog::{Catalog, Entry},
    matches::{CharCounter, Form, Printer, Row, paragraphs_with},
    output::{Output, Style},
    setup::Setup,
};
use crate::{config::Config, terminal};

/// Default of `--context`, in words on each side.
const CONTEXT_WORDS: usize = 8;

/// Runs the command.
pub(super) fn search(mut arguments: SearchArguments, setup: &Setup) -> anyhow::Result<Outcome> {
    let patterns = take_patterns(&mut arguments)?;
    let config = setup.config()?;
    let queries = queries(&patterns, &arguments, config)?;
    let words = mem::take(&mut arguments.texts.0);
    let mut texts = Catalog::new(&Texts(words).or_input(), setup)?;
    texts.require_texts()?;
    let mut output = Output::new(arguments.color);
    let mut search =
        Search { queries, arguments: &arguments, ambiguous: config.look.ambiguous, is_found: false };
    let printed = search.run(&mut texts, &mut output);
    let Search { is_found, .. } = search;
    let outcome = output.finish(printed)?;
    let patterns = patterns.join(" or ");
    match (is_found, texts.is_incomplete) {
        (true, _) => Ok(outcome),
        (false, false) => bail!(NothingThere(format!("not found: {patterns}"))),
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
    if patterns.iter().any(|pattern| pattern.trim().is_empty()) {
        bail!("the pattern is empty: give a text to search for");
    }
    Ok(patterns)
}

/// Compiles the patterns.
fn queries(patterns: &[String], arguments: &SearchArguments, config: &Config) -> anyhow::Result<Vec<Query>> {
    let SearchArguments { regex, word, exact, ignore_case, .. } = *arguments;
    // `--exact` with `--ignore-case` means a search without folding.
    let options = Options { regex, word, exact: exact && !ignore_case };
    let manner =
        Manner { smart_case: config.manner.smart_case && !ignore_case, folds: config.manner.folds && !exact };
    let compiled = patterns.iter().map(|pattern| Query::new(pattern, options, manner));
    Ok(compiled.collect::<Result<_, _>>()?)
}

/// A search of the command line.
struct Search<'a> {
    queries: Vec<Query>,
    arguments: &'a SearchArguments,
    /// Width of ambiguous characters, by which columns are aligned.
    ambiguous: Ambiguous,
    /// `true` once a match was found.
    is_found: bool,
}

impl Search<'_> {
    /// Runs the search in the selected form.
    fn run(&mut self, texts: &mut Catalog, output: &mut Output) -> anyhow::Result<()> {
        match (self.arguments.paragraphs, self.arguments.sort) {
            (None, Some(Sort::Right)) => self.sorted(By::Right, texts, output),
            (None, Some(Sort::Left)) => self.sorted(By::Left, texts, output),
            (None, Some(Sort::Form)) => self.sorted(By::Form, texts, output),
            _ => self.in_order(texts, output),
        }
    }

    /// Prints text by text. Keeps nothing of a text when the next one is read.
    fn in_order(&mut self, texts: &mut Catalog, output: &mut Output) -> anyhow::Result<()> {
        let SearchArguments { count, names, only_matching, paragraphs, .. } = *self.arguments;
        let mut printer = self.printer(output);
        printer.begin(output)?;
        let mut is_first = true;
        for entry in texts {
            let mut matches = Matches::new(&self.queries, &entry, self.arguments.max_count);
            if count || names {
                let found = if names { usize::from(matches.next().is_some()) } else { matches.count() };
                if found > 0 {
                    self.is_found = true;
                    output.styled(Style::Name, &entry.name)?;
                    let count = if names { String::new() } else { format!(":{found}") };
                    writeln!(output, "{count}")?;
                }
            } else if let Some(around) = paragraphs {
                let matches: Vec<_> = matches.collect();
                if !matches.is_empty() {
                    self.is_found = true;
                    if !mem::take(&mut is_first) {
                        writeln!(output, "--")?;
                    }
                    paragraphs_with(&matches, around, &entry, output)?;
                }
            } else {
                let mut chars = CharCounter::default();
                for found in matches {
                    let is_first_row = !mem::replace(&mut self.is_found, true);
                    if only_matching {
                        let text = &entry.speech.text()[found];
                        output.styled(Style::Match, &collapse(text))?;
                        writeln!(output)?;
                    } else {
                        let place = chars.count(entry.speech.text(), &found);
                        printer.print(Row::new(&entry, &found, &place, self.words()), output)?;
                    }
                    // A program that reads the output, such as `head -1`, may need only this line.
                    if is_first_row {
                        output.flush()?;
                    }
                }
                printer.finish(output)?;
            }
            output.flush()?;
        }
        Ok(())
    }

    /// Prints the matches of all texts, sorted by `by`.
    fn sorted(&mut self, by: By, texts: &mut Catalog, output: &mut Output) -> anyhow::Result<()> {
        let mut entries = Vec::new();
        let mut all = Vec::new();
        for entry in texts {
            let mut chars = CharCounter::default();
            for found in Matches::new(&self.queries, &entry, self.arguments.max_count) {
                let place = chars.count(entry.speech.text(), &found);
                let key = InContext::of(&entry.speech, &found).key(by);
                all.push((key, entries.len(), found, place));
            }
            entries.push(entry);
        }
        all.sort_by(|(one, ..), (other, ..)| one.cmp(other));
        self.is_found = !all.is_empty();
        let mut printer = self.printer(output);
        printer.begin(output)?;
        for (_, entry, found, place) in &all {
            let entry = &entries[*entry];
            if self.arguments.only_matching {
                output.styled(Style::Match, &collapse(&entry.speech.text()[found.clone()]))?;
                writeln!(output)?;
            } else {
                printer.print(Row::new(entry, found, place, self.words()), output)?;
            }
        }
        printer.finish(output)
    }

    fn printer(&self, output: &Output) -> Printer {
        let form = match self.arguments {
            SearchArguments { json: true, .. } => Form::Json,
            SearchArguments { tsv: true, .. } => Form::Tsv,
            _ => {
                let columns = output.is_terminal().then(|| terminal::size().0);
                Form::Plain { columns, ambiguous: self.ambiguous }
            }
        };
        Printer::new(form)
    }

    fn words(&self) -> usize {
        self.arguments.context.unwrap_or(CONTEXT_WORDS)
    }
}

/// Matches of several queries in one text, in order. Of overlapping matches the first counts. Of matches with the
/// same beginning, that of the first query counts.
struct Matches<'a> {
    of_queries: Vec<Peekable<Box<dyn Iterator<Item = Range<usize>> + 'a>>>,
    entry: &'a Entry,
    /// Number of matches still allowed.
    left: usize,
}

impl<'a> Matches<'a> {
    fn new(queries: &'a [Query], entry: &'a Entry, max_count: Option<usize>) -> Self {
        let speech: &'a Speech = &entry.speech;
        let of_query = |query: &'a Query| -> Peekable<Box<dyn Iterator<Item = Range<usize>> + 'a>> {
            let hits: Box<dyn Iterator<Item = _>> = Box::new(query.hits(speech, 0..speech.block_count()));
            hits.peekable()
        };
        let of_queries = queries.iter().map(of_query).collect();
        Self { of_queries, entry, left: max_count.unwrap_or(usize::MAX) }
    }

    /// Returns the next match in any paragraph.
    fn any(&mut self) -> Option<Range<usize>> {
        let firsts = self.of_queries.iter_mut().filter_map(|matches| matches.peek());
        let first = firsts.min_by_key(|found| found.start)?.clone();
        for matches in &mut self.of_queries {
            while matches.next_if(|found| found.start < first.end).is_some() {}
        }
        Some(first)
    }
}

impl Iterator for Matches<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        self.left = self.left.checked_sub(1)?;
        loop {
            let found = self.any()?;
            if self.entry.contains(found.start) {
                return Some(found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn matches_of_several_patterns_do_not_overlap() {
        let speech = Arc::new(Speech::parse("test", "abc bcd ab\n\nabcd".to_owned()));
        let entry = Entry { name: "test".to_owned(), speech, paragraphs: Vec::new() };
        let query = |pattern: &str| Query::new(pattern, Options::default(), Manner::default()).unwrap();
        let queries = ["bc", "ab", "abcd"].map(query);
        let found = |max| {
            let matches = Matches::new(&queries, &entry, max);
            matches.map(|found| (found.start, &entry.speech.text()[found])).collect::<Vec<_>>()
        };
        assert_eq!(found(None), [(0, "ab"), (4, "bc"), (8, "ab"), (12, "ab")]);
        assert_eq!(found(Some(2)).len(), 2);
    }
}
