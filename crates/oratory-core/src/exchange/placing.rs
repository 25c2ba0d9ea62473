//! Places imported annotations in a library by their words, with the rules that hold after an edit of a text: the words
//! and their context decide, and an annotation is never attached to a look-alike.

use std::{cell::OnceCell, collections::HashSet, ops::Range, sync::Arc};

use jiff::Timestamp;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::{imported::Imported, uri};
use crate::{
    anchor::{
        annotation::{Annotation, AnnotationKind},
        diff::{MIN_UNIQUE_WORDS, MIN_WORDS},
        range_selector::RangeSelector,
        saved_path::SavedPath,
    },
    document::{
        details::collapse,
        names::loose,
        text::{Document, sha256},
    },
    study::passage::passage_text,
};

/// Characters of words and context that identify a passage in a library when the file names no speech of it.
const MIN_IDENTIFYING_CHARS: usize = 32;

/// An imported annotation after placing.
#[derive(Debug)]
pub enum Placement {
    /// The range was found in a speech.
    Placed(Box<Annotation>, Arc<Document>),
    /// The range was not found with certainty.
    NotFound(Box<Annotation>),
    /// The annotation is of a whole text, without words.
    WithoutWords,
}

/// The speeches in which annotations are placed, with their words. A file may have thousands of annotations of other
/// texts, which are told by their words at once.
#[derive(Debug)]
pub struct Speeches {
    documents: Vec<Arc<Document>>,
    /// The words of each, computed on first use.
    words: Vec<OnceCell<HashSet<String>>>,
}

impl Speeches {
    /// Takes the speeches of a library.
    pub fn new(documents: Vec<Arc<Document>>) -> Self {
        let words = documents.iter().map(|_| OnceCell::new()).collect();
        Self { documents, words }
    }

    /// Returns the speeches in which an annotation may be found. Without context, they have all of its words. With it,
    /// they have at least half.
    fn possible(&self, item: &Imported) -> Vec<&Arc<Document>> {
        if !is_telling(item) {
            return Vec::new();
        }
        let wanted = words_in(&item.exact);
        let least = if item.has_context() { wanted.len().div_ceil(2) } else { wanted.len() };
        let all = self.documents.iter().zip(&self.words);
        let possible = all.filter(|(document, words)| {
            let words =
                words.get_or_init(|| words_in(document.text()).into_iter().map(|(_, word)| word).collect());
            wanted.iter().filter(|(_, word)| words.contains(word)).count() >= least
        });
        possible.map(|(document, _)| document).collect()
    }
}

/// A range in one of the speeches.
struct Found<'a> {
    document: &'a Arc<Document>,
    range: Range<usize>,
    /// `true` if words, context and offsets are those of the file.
    is_in_place: bool,
}

/// Places an annotation in one of the speeches. Address and title choose the speech, else it may be any. `now` is the
/// time of annotations without one.
pub fn place_annotation(item: &Imported, speeches: &Speeches, now: Timestamp) -> Placement {
    if item.is_of_whole_text() {
        return Placement::WithoutWords;
    }
    let named = named(item, &speeches.documents);
    let chosen = if named.is_empty() { speeches.possible(item) } else { named.clone() };
    let found = chosen.iter().filter_map(|document| find(item, document, !named.is_empty())).collect();
    if let Some(found) = only(found)
        && let Some(annotation) = annotation_at(item, &found, now)
    {
        return Placement::Placed(Box::new(annotation), Arc::clone(found.document));
    }
    let document = match named[..] {
        [document] => Some(document),
        _ => None,
    };
    Placement::NotFound(Box::new(orphan(item, document.map(Arc::as_ref), now)))
}

/// Returns the speeches that the file names: by address, or else by title, and of those with the title the ones by the
/// author.
fn named<'a>(item: &Imported, speeches: &'a [Arc<Document>]) -> Vec<&'a Arc<Document>> {
    let is_at = |document: &Document| {
        let own = [uri::of_document(document), uri::of_file(document.id(), document.file())];
        let path = document.file().map(|file| file.to_string_lossy());
        item.sources.iter().any(|source| own.contains(source) || path.as_deref() == Some(source.as_str()))
    };
    let by_address: Vec<_> = speeches.iter().filter(|document| is_at(document)).collect();
    if !by_address.is_empty() {
        return by_address;
    }
    let Some(title) = item.title.as_deref().map(loose).filter(|title| !title.is_empty()) else {
        return Vec::new();
    };
    let by_title = speeches
        .iter()
        .filter(|document| loose(&document.details().title) == title || loose(document.id()) == title);
    let by_title: Vec<_> = by_title.collect();
    let author = item.author.as_deref().map(loose);
    let is_by = |document: &Document| {
        document.details().speaker.as_deref().map(loose) == author
            || document.turns().iter().any(|turn| Some(loose(&turn.name)) == author)
    };
    let by_author: Vec<_> = by_title.iter().copied().filter(|document| is_by(document)).collect();
    if by_author.is_empty() { by_title } else { by_author }
}

/// Returns the only place, or the only exact one. Speeches with the same text count once.
fn only(mut all: Vec<Found<'_>>) -> Option<Found<'_>> {
    if all.iter().any(|found| found.is_in_place) {
        all.retain(|found| found.is_in_place);
    }
    let first = all.first()?;
    let is_same =
        |found: &Found<'_>| found.range == first.range && found.document.sha256() == first.document.sha256();
    all.iter().all(is_same).then(|| all.swap_remove(0))
}

/// Finds the range in a speech.
fn find<'a>(item: &Imported, document: &'a Arc<Document>, is_named: bool) -> Option<Found<'a>> {
    let text = document.text();
    let position = item.position.as_ref().and_then(|position| bytes(text, position));
    if item.exact.trim().is_empty() {
        // Without words, only the name of the speech says that its text is meant.
        let range = position.filter(|_| is_named)?;
        return Some(Found { document, range, is_in_place: true });
    }
    let selector =
        RangeSelector { start: position.as_ref().map_or(0, |range| range.start), ..selector(item) };
    let at = RangeSelector { end: position.map(|range| range.end), ..selector };
    if let Some(range) = at.at_offset(text) {
        return Some(Found { document, range, is_in_place: true });
    }
    let words = words_in(&item.exact);
    let range = if item.has_context() {
        at.resolve(text).found().or_else(|| edited(item, document))
    } else {
        alone(&at, document).filter(|_| is_named || words.len() >= MIN_UNIQUE_WORDS)
    };
    // Quotes and dashes may differ.
    let least = if item.has_context() || !is_named { MIN_UNIQUE_WORDS } else { MIN_WORDS };
    let range = range.or_else(|| by_words(item, &words, text).filter(|_| words.len() >= least));
    range.map(|range| Found { document, range, is_in_place: false })
}

/// Returns `true` if words and context are enough to tell a text from others.
fn is_telling(item: &Imported) -> bool {
    let all = [&item.exact, &item.prefix, &item.suffix].into_iter().flat_map(|text| text.chars());
    all.filter(|c| !c.is_whitespace()).count() >= MIN_IDENTIFYING_CHARS
}

/// Returns the selector of the words and their context, at no offset.
fn selector(item: &Imported) -> RangeSelector {
    let Imported { exact, prefix, suffix, .. } = item.clone();
    RangeSelector { exact, prefix, suffix, ..RangeSelector::default() }
}

/// Returns the place of words without context, if they are in one place only. The inside of a longer word is a place, too. A
/// paragraph is also known by its words as they are quoted.
fn alone(selector: &RangeSelector, document: &Document) -> Option<Range<usize>> {
    if let Some(range) = selector.only_occurrence(document.text()).ok()? {
        return Some(range);
    }
    let words = collapse(&selector.exact);
    let blocks = document.blocks().filter(|block| block.kind.is_numbered());
    let mut same = blocks.filter(|block| collapse(&passage_text(document, &block.range)) == words);
    same.next().filter(|_| same.next().is_none()).map(|block| block.range)
}

/// Finds the only range with the same words. Signs at its ends belong to it as far as the file has some there.
fn by_words(item: &Imported, words: &[Word], text: &str) -> Option<Range<usize>> {
    let all = words_in(text);
    let (first, last) = (words.first()?, words.last()?);
    let is_same = |there: &[Word]| there.iter().map(|(_, word)| word).eq(words.iter().map(|(_, word)| word));
    let mut same = all.windows(words.len()).filter(|there| is_same(there));
    let there = same.next().filter(|_| same.next().is_none())?;
    let (start, end) = (there.first()?.0.start, there.last()?.0.end);
    let is_sign = |c: &char| !c.is_alphanumeric() && !c.is_whitespace();
    let before = item.exact[..first.0.start].chars().filter(is_sign).count();
    let after = item.exact[last.0.end..].chars().filter(is_sign).count();
    let before: usize =
        text[..start].chars().rev().take_while(is_sign).take(before).map(char::len_utf8).sum();
    let after: usize = text[end..].chars().take_while(is_sign).take(after).map(char::len_utf8).sum();
    Some(start - before..end + after)
}

/// A word as it is compared, with its range.
type Word = (Range<usize>, String);

/// Returns the words of `text` as they are compared.
fn words_in(text: &str) -> Vec<Word> {
    let folded = |word: &str| {
        let plain = |c: char| if c == '’' { '\'' } else { c };
        word.nfc().flat_map(char::to_lowercase).map(plain).collect()
    };
    let words = text.unicode_word_indices();
    words.map(|(at, word)| (at..at + word.len(), folded(word))).collect()
}

/// Finds a range whose words have changed: between its beginning and its end, if each is identified by itself, and if at
/// least half of the words are left.
fn edited(item: &Imported, document: &Document) -> Option<Range<usize>> {
    let text = document.text();
    let [head, tail] = selector(item).ends()?;
    let [head, tail] = [head.resolve(text).found()?, tail.resolve(text).found()?];
    let range = head.start..tail.end;
    if head.end > tail.start || range.len() > 2 * item.exact.len() {
        return None;
    }
    let [old, new] = [&item.exact[..], &text[range.clone()]]
        .map(|text| text.unicode_words().map(str::to_lowercase).collect::<Vec<_>>());
    let left: usize = capture_diff_slices(Algorithm::Myers, &old, &new)
        .into_iter()
        .map(|operation| if let DiffOp::Equal { len, .. } = operation { len } else { 0 })
        .sum();
    (2 * left >= old.len()).then_some(range)
}

/// Converts a range of code points. Returns `None` if the text is shorter.
fn bytes(text: &str, chars: &Range<usize>) -> Option<Range<usize>> {
    let mut offsets = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let start = offsets.nth(chars.start)?;
    let end = offsets.nth(chars.end.checked_sub(chars.start + 1)?)?;
    Some(start..end)
}

/// Annotates a range that was found.
fn annotation_at(item: &Imported, found: &Found<'_>, now: Timestamp) -> Option<Annotation> {
    let new = Annotation::new(found.document, found.range.clone(), item.created.unwrap_or(now))?;
    let id = item.id.clone().unwrap_or_else(|| new.id.clone());
    Some(Annotation { id, note: item.note.clone(), modified: item.modified, ..new })
}

/// Makes an annotation that is not found anywhere, with the words and the context of the file. Its offsets are unknown.
fn orphan(item: &Imported, document: Option<&Document>, now: Timestamp) -> Annotation {
    let created = item.created.unwrap_or(now);
    let title = item.title.clone().or_else(|| item.sources.first().cloned()).unwrap_or_default();
    let title = document.map_or(title, |document| document.details().title.clone());
    let speech = document.map_or_else(|| title.clone(), |document| document.id().to_owned());
    // The position is no more than a hint at which of several places is proposed.
    let numbered = item.paragraph.zip(document).and_then(|(number, document)| {
        Some(document.block(document.paragraph_numbered(number)?).range.start)
    });
    let position = item.position.as_ref().zip(document);
    let position = position.and_then(|(position, document)| Some(bytes(document.text(), position)?.start));
    let start = position.or(numbered).unwrap_or(0);
    // The same words of the same speech have the same id.
    let digest =
        sha256([&*speech, &item.exact, &item.prefix, &item.suffix, &item.note].join("\0").as_bytes());
    Annotation {
        id: item.id.clone().unwrap_or_else(|| format!("{speech}-{}", &digest[..16])),
        kind: AnnotationKind::Highlight,
        speech,
        title,
        file: document.and_then(|document| document.file().map(SavedPath::from)),
        sha256: String::new(),
        latest: None,
        paragraph: item.paragraph.unwrap_or(1).max(1),
        last_paragraph: None,
        selector: RangeSelector { start, ..selector(item) },
        words: None,
        note: item.note.clone(),
        files: Vec::new(),
        modified: item.modified,
        created,
        other: toml::Table::new(),
    }
}
