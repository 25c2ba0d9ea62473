//! The words of a document as they are counted and compared, with their places.
//!
//! A word is a word of Unicode's annex 29 with at least one letter or digit; Chinese, Japanese, Thai, Lao, Khmer and
//! Burmese are divided by a dictionary. Words joined by one hyphen without a blank are one word. Only what the speaker
//! says in numbered paragraphs is counted: no headings, signatures, names of speakers, stage directions or page furniture,
//! and no markup. So an index has as many words as [`Document::words`] counts.
//!
//! Words are compared by their form: in lower case, composed (NFC), with `'` for the typographic apostrophe and `-` for
//! every hyphen, without apostrophes at the ends. A hyphen at a line end is read as [`words_of`](super::reading::words_of)
//! reads it.
//!
//! ```
//! use oratory_core::{Document, WordIndex};
//!
//! let document = Document::of_paragraphs("talk", "The Workers’ Party’s rock-solid unity.\n\nUnity!");
//! let index = WordIndex::of(&document);
//! assert_eq!(index.forms(0..index.len()), ["the", "workers", "party's", "rock-solid", "unity", "unity"]);
//! assert_eq!(index.paragraph_of(5), 2);
//! assert_eq!(&document.text()[index.range(1..3)], "Workers’ Party’s");
//! ```

use std::{borrow::Cow, collections::HashMap, ops::Range, sync::Arc};

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::reading::is_of_line_end;
use crate::{
    document::{
        lines::is_line_end,
        sentences::sentences,
        text::{BYTES_PER_WORD, Block, Document},
        words::word_ranges,
    },
    search::{
        letters::{is_hyphen, is_ignored},
        seen::SeenText,
    },
};

/// The words of a document in order, by number, with their places. It is made once, and then nothing reads the text.
///
/// The State of the Union addresses, 2.0 million words in 249 speeches, take 45 MB.
#[derive(Debug, Default)]
pub struct WordIndex {
    counts: Arc<WordCounts>,
    language: Option<Arc<str>>,
    /// The number of each word: an index into `counts`.
    ids: Vec<u32>,
    /// The offset of each word in the document's text.
    starts: Vec<usize>,
    /// The length of each word in bytes.
    lens: Vec<u32>,
    /// For each sentence, the number of words up to its end.
    sentence_ends: Vec<usize>,
    /// For each numbered paragraph, the number of words up to its end.
    paragraph_ends: Vec<usize>,
}

impl WordIndex {
    /// Reads all words of `document`.
    pub fn of(document: &Document) -> Self {
        Self::of_paragraphs(document, |_| true)
    }

    /// Reads the words of the paragraphs whose numbers `is_read` accepts. The others keep their numbers and have no words.
    pub fn of_paragraphs(document: &Document, is_read: impl Fn(usize) -> bool) -> Self {
        let mut builder = Builder::new(document);
        for block in document.numbered() {
            let paragraph = builder.index.paragraph_ends.len() + 1;
            if is_read(paragraph) {
                builder.add(&block, paragraph);
            }
            builder.index.paragraph_ends.push(builder.index.ids.len());
        }
        builder.finish()
    }

    /// Returns the number of words.
    pub const fn len(&self) -> usize {
        self.ids.len()
    }

    /// Returns `true` if there is no word.
    pub const fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Returns the forms and their counts. They outlive the index.
    pub const fn counts(&self) -> &Arc<WordCounts> {
        &self.counts
    }

    /// Returns the language of the document, a BCP 47 tag.
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// Returns the numbers of the words, in order. Words of the same form have the same number.
    pub(super) fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// Returns the form of the word at `word`.
    ///
    /// # Panics
    ///
    /// If `word` is not below [`WordIndex::len`].
    pub(crate) fn form(&self, word: usize) -> &str {
        self.counts.form(self.ids[word])
    }

    /// Returns the forms of some words, joined by blanks.
    pub fn forms(&self, words: Range<usize>) -> Vec<&str> {
        self.ids[words].iter().map(|&id| self.counts.form(id)).collect()
    }

    /// Returns the byte range in the document's text from the first of some words to the last.
    ///
    /// # Panics
    ///
    /// If `words` is empty, or extends beyond [`WordIndex::len`].
    pub fn range(&self, words: Range<usize>) -> Range<usize> {
        let last = words.end - 1;
        self.starts[words.start]..self.starts[last] + self.lens[last] as usize
    }

    /// Returns the words that `range`, a byte range of the text, contains or cuts.
    pub fn words_at(&self, range: &Range<usize>) -> Range<usize> {
        let after = self.starts.partition_point(|&start| start < range.end);
        let first = self.starts.partition_point(|&start| start <= range.start);
        // The word that begins before the range may end in it.
        let is_cut = |word: &usize| self.range(*word..word + 1).end > range.start;
        let first = first.checked_sub(1).filter(is_cut).unwrap_or(first);
        first..after.max(first)
    }

    /// Returns the number of the paragraph of `word`, from 1.
    pub fn paragraph_of(&self, word: usize) -> usize {
        self.paragraph_ends.partition_point(|&end| end <= word) + 1
    }

    /// Returns the number of numbered paragraphs, with or without words.
    pub const fn paragraph_count(&self) -> usize {
        self.paragraph_ends.len()
    }

    /// Returns the words of paragraph `number`, from 1. Empty if there is no such paragraph.
    pub fn paragraph(&self, number: usize) -> Range<usize> {
        words_of_part(&self.paragraph_ends, number.wrapping_sub(1))
    }

    /// Iterates over the words of the paragraphs, in order.
    pub(crate) fn paragraphs(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        (0..self.paragraph_ends.len()).map(|part| words_of_part(&self.paragraph_ends, part))
    }

    /// Returns the words of the sentence that contains `word`.
    #[cfg(test)]
    fn sentence_of(&self, word: usize) -> Range<usize> {
        words_of_part(&self.sentence_ends, self.sentence_ends.partition_point(|&end| end <= word))
    }

    /// Iterates over the places of `form`.
    pub fn places(&self, form: &str) -> impl Iterator<Item = usize> + '_ {
        let id = self.counts.id(form);
        self.ids.iter().enumerate().filter(move |(_, other)| Some(**other) == id).map(|(word, _)| word)
    }
}

/// Returns the words of the part with the index `part`, given the `ends` of all parts.
fn words_of_part(ends: &[usize], part: usize) -> Range<usize> {
    let Some(&end) = ends.get(part) else { return 0..0 };
    part.checked_sub(1).map_or(0, |before| ends[before])..end
}

/// The forms of a document, or of several, with their counts. Small: it is kept when a document is evicted.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct WordCounts {
    /// All forms, one after another.
    text: String,
    /// The end in `text` of each form.
    ends: Vec<usize>,
    /// The numbers of the forms, in the order of the forms.
    sorted: Vec<u32>,
    counts: Vec<u32>,
    /// The paragraph in which each form first occurs. 0 if the counts are those of several documents.
    first: Vec<u32>,
    total: usize,
}

impl WordCounts {
    /// Adds up the counts of several documents. Those of 248 speeches with 500,000 forms in all take 40 ms.
    pub fn sum<'a>(parts: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        let mut total = 0;
        for part in parts {
            total += part.total;
            for (form, count) in part.iter() {
                *counts.entry(form).or_default() += count;
            }
        }
        let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
        counts.sort_unstable();
        let mut sum = Self { total, ..Self::default() };
        for (form, count) in counts {
            let id = sum.push(form, 0);
            sum.counts[id as usize] = capped(count);
            sum.sorted.push(id);
        }
        sum
    }

    /// Returns the number of words.
    pub const fn total(&self) -> usize {
        self.total
    }

    /// Returns the number of different forms.
    pub const fn different(&self) -> usize {
        self.ends.len()
    }

    /// Returns the count of `form`. 0 if it does not occur.
    pub fn count(&self, form: &str) -> usize {
        self.id(form).map_or(0, |id| self.count_of(id))
    }

    /// Iterates over the forms and their counts, in the order of the forms.
    pub fn iter(&self) -> impl Iterator<Item = (&str, usize)> {
        self.sorted_ids().map(|id| (self.form(id), self.count_of(id)))
    }

    /// Iterates over the numbers of the forms, in the order of the forms.
    pub(super) fn sorted_ids(&self) -> impl Iterator<Item = u32> + '_ {
        self.sorted.iter().copied()
    }

    pub(super) fn count_of(&self, id: u32) -> usize {
        self.counts[id as usize] as usize
    }

    /// Returns the number of the paragraph in which a form first occurs, from 1. `None` for a [sum](WordCounts::sum).
    pub(super) fn first_paragraph_of(&self, id: u32) -> Option<usize> {
        Some(self.first[id as usize] as usize).filter(|&paragraph| paragraph > 0)
    }

    /// Iterates over the forms, in the order of their numbers.
    pub(super) fn forms(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|id| self.form(capped(id)))
    }

    /// Returns the number of `form`. Forms are numbered in the order of their first places.
    pub(super) fn id(&self, form: &str) -> Option<u32> {
        let at = self.sorted.binary_search_by(|&id| self.form(id).cmp(form)).ok()?;
        Some(self.sorted[at])
    }

    pub(super) fn form(&self, id: u32) -> &str {
        let id = id as usize;
        &self.text[id.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[id]]
    }

    /// For each form, returns its number in `other`.
    pub(super) fn numbers_in(&self, other: &Self) -> Vec<Option<u32>> {
        let mut numbers = vec![None; self.ends.len()];
        let mut rest = &other.sorted[..];
        for &id in &self.sorted {
            let form = self.form(id);
            while rest.first().is_some_and(|&first| other.form(first) < form) {
                rest = &rest[1..];
            }
            numbers[id as usize] = rest.first().copied().filter(|&first| other.form(first) == form);
        }
        numbers
    }

    /// Adds a new form. Returns its number.
    fn push(&mut self, form: &str, paragraph: usize) -> u32 {
        let id = capped(self.ends.len());
        self.text.push_str(form);
        self.ends.push(self.text.len());
        self.counts.push(0);
        self.first.push(capped(paragraph));
        id
    }
}

/// Returns `count` or a length as it is stored. No document has 2^32 words, and no word as many bytes.
fn capped(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A [`WordIndex`] while it is made.
struct Builder<'a> {
    document: &'a Document,
    ids: HashMap<String, u32>,
    counts: WordCounts,
    index: WordIndex,
}

impl<'a> Builder<'a> {
    fn new(document: &'a Document) -> Self {
        let words = document.text().len() / BYTES_PER_WORD;
        let index = WordIndex {
            language: document.details().language.as_deref().map(Arc::from),
            ids: Vec::with_capacity(words),
            starts: Vec::with_capacity(words),
            lens: Vec::with_capacity(words),
            ..WordIndex::default()
        };
        Self { document, ids: HashMap::new(), counts: WordCounts::default(), index }
    }

    /// Adds the words of `paragraph`.
    fn add(&mut self, block: &Block, paragraph: usize) {
        let spoken = self.document.spoken(block);
        let mut sentences = sentences(&spoken, self.index.language()).into_iter().peekable();
        let mut part_start = 0;
        for part in self.document.spoken_parts(block) {
            for word in word_ranges(part.text()) {
                while sentences.next_if(|sentence| sentence.end <= part_start + word.start).is_some() {
                    self.end_sentence();
                }
                self.add_word(&part, word, paragraph);
            }
            // A blank stands between the parts in the spoken text.
            part_start += part.text().len() + 1;
        }
        self.end_sentence();
    }

    fn end_sentence(&mut self) {
        let words = self.index.ids.len();
        if self.index.sentence_ends.last().copied().unwrap_or(0) < words {
            self.index.sentence_ends.push(words);
        }
    }

    fn add_word(&mut self, part: &SeenText<'_>, word: Range<usize>, paragraph: usize) {
        let form = form_of(self.document, part, word.clone());
        let id = self.ids.get(&*form).copied().unwrap_or_else(|| {
            let id = self.counts.push(&form, paragraph);
            self.ids.insert(form.into_owned(), id);
            id
        });
        self.counts.counts[id as usize] = self.counts.counts[id as usize].saturating_add(1);
        self.index.ids.push(id);
        let source = source_of(part, &word);
        self.index.starts.push(source.start);
        self.index.lens.push(capped(source.len()));
    }

    fn finish(self) -> WordIndex {
        let Self { mut index, mut counts, .. } = self;
        counts.total = index.ids.len();
        let mut sorted: Vec<u32> = (0..capped(counts.ends.len())).collect();
        sorted.sort_unstable_by(|&one, &other| counts.form(one).cmp(counts.form(other)));
        counts.sorted = sorted;
        counts.text.shrink_to_fit();
        counts.ends.shrink_to_fit();
        counts.counts.shrink_to_fit();
        counts.first.shrink_to_fit();
        index.ids.shrink_to_fit();
        index.starts.shrink_to_fit();
        index.lens.shrink_to_fit();
        index.sentence_ends.shrink_to_fit();
        index.paragraph_ends.shrink_to_fit();
        index.counts = Arc::new(counts);
        index
    }
}

/// Returns the range in the document's text of a word of `part`.
pub(super) fn source_of(part: &SeenText<'_>, word: &Range<usize>) -> Range<usize> {
    part.source_range(word).unwrap_or_else(|| part.source_offset(word.start)..part.source_offset(word.end))
}

/// Returns the form by which a word of a part of a text is compared.
pub(super) fn form_of<'t>(document: &Document, part: &'t SeenText<'_>, word: Range<usize>) -> Cow<'t, str> {
    let text = &part.text()[word.clone()];
    if text.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(text);
    }
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    let mut form = String::with_capacity(text.len());

    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let next = rest.trim_start();
        // In a text as it is, the line end after the hyphen is part of the word. Otherwise, the hyphen is a known break.
        let is_at_line_end = rest[..rest.len() - next.len()].contains(is_line_end)
            || part.breaks().binary_search(&(word.start + at)).is_ok();
        match c {
            _ if is_hyphen(c) && is_at_line_end => {
                let hyphen = source_char(part, word.start + at).unwrap_or(c);
                let is_letter = |c: char| c.is_alphanumeric();
                let head = text[..at].rsplit(|c: char| !is_letter(c)).next().unwrap_or_default();
                let tail = next.split(|c: char| !is_letter(c)).next().unwrap_or_default();
                if !is_of_line_end(document, head, hyphen, tail) {
                    form.push('-');
                }
            }
            '\u{2010}' | '\u{2011}' => form.push('-'),
            '’' | '‘' | 'ʼ' | '＇' => form.push('\''),
            _ if is_ignored(c) || c.is_whitespace() => {}
            _ => form.push(c),
        }
    }
    let mut form = form.to_lowercase();
    if is_nfc_quick(form.chars()) != IsNormalized::Yes {
        form = form.nfc().collect();
    }
    let bare = form.trim_matches('\'');
    if bare.len() < form.len() && !bare.is_empty() {
        form = bare.to_owned();
    }
    Cow::Owned(form)
}

/// Returns the character of the source that the character at `at` of a part stands for.
fn source_char(part: &SeenText<'_>, at: usize) -> Option<char> {
    part.source()[part.source_offset(at)..].chars().next()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        document::{
            spans::{Span, SpanKind},
            text::{Draft, Kind, Source},
        },
        study::reading::words_of,
    };

    fn forms(text: &str) -> String {
        let index = WordIndex::of(&Document::of_paragraphs("talk", text));
        index.forms(0..index.len()).join("|")
    }

    #[test]
    fn index_of_some_paragraphs_keeps_their_numbers() {
        let document = Document::of_paragraphs("talk", "One two.\n\nThree. Four?\n\nFive two.");
        let index = WordIndex::of_paragraphs(&document, |number| number != 2);
        assert_eq!(index.forms(0..index.len()), ["one", "two", "five", "two"]);
        assert_eq!((0..4).map(|word| index.paragraph_of(word)).collect::<Vec<_>>(), [1, 1, 3, 3]);
        assert_eq!((index.paragraph_count(), index.paragraph(2)), (3, 2..2));
        assert_eq!(&document.text()[index.range(2..4)], "Five two");
        assert_eq!((index.sentence_of(1), index.sentence_of(2)), (0..2, 2..4));
        assert_eq!(index.counts().iter().collect::<Vec<_>>(), [("five", 1), ("one", 1), ("two", 2)]);
        assert!(WordIndex::of_paragraphs(&document, |_| false).is_empty());
    }

    #[test]
    fn words_are_compared_by_their_forms() {
        for (text, expected) in [
            ("Don’t! don't DON‘T", "don't|don't|don't"),
            ("the Workers’ and the workers' 'twas", "the|workers|and|the|workers|twas"),
            ("rock-solid rock\u{2010}solid rock\u{2011}solid", "rock-solid|rock-solid|rock-solid"),
            ("rock - solid rock--solid rock–solid", "rock|solid|rock|solid|rock|solid"),
            ("10 000 3.5 % — … 1945", "10|000|3.5|1945"),
            ("E\u{301}TE\u{301} été", "été|été"),
            ("re\u{AD}volution", "revolution"),
            ("中国人民站起来了。", "中国人|民|站起来|了"),
            ("ประชาชนไทย", "ประชาชน|ไทย"),
            ("조선로동당 만세", "조선로동당|만세"),
        ] {
            assert_eq!(forms(text), expected, "{text:?}");
        }
    }

    #[test]
    fn hyphen_at_a_line_end_is_read_as_in_a_quotation() {
        for text in [
            "a co-\noperation",
            "revolu-\n  tionary. Revolutionary!",
            "post-revolu-\r\ntionary; revolutionary",
            "co-\noperation, cooperation, co-operation",
            "revo\u{AD}\nlution",
            "uni\u{AC}\nversal",
            "mother-in-\nlaw",
            "Anglo-\nSaxon, Anglosaxon",
        ] {
            let read = words_of(&Document::of_paragraphs("talk", text), 0..text.len());
            assert_eq!(forms(text), forms(&read), "{text:?}");
        }
    }

    /// A heading, a paragraph with markup, a stage direction and the name of the speaker, and a signature.
    fn marked() -> Document {
        let text = "Title\n\nMr. A: So *we* (applause) come &amp; go. Then *co*-\n*operate*.\n\nThe end";
        let at = |part: &str| text.find(part).unwrap();
        let span = |part: &str, kind| Span { range: at(part)..at(part) + part.len(), kind };
        let marker = |at: usize| Span { range: at..at + 1, kind: SpanKind::Marker };
        let mut spans = vec![
            span("Mr. A:", SpanKind::Speaker),
            marker(at("*we*")),
            marker(at("*we*") + 3),
            span("(applause)", SpanKind::StageDirection),
            span("&amp;", SpanKind::Entity('&')),
            marker(at("*co*")),
            marker(at("*co*") + 3),
            marker(at("*operate*")),
            marker(at("*operate*") + 8),
        ];
        spans.sort_by_key(|span| span.range.start);
        let draft = Draft {
            text: text.to_owned(),
            starts: vec![0, at("Mr. A"), at("The end")],
            kinds: vec![(0, Kind::Heading(1)), (2, Kind::Signature)],
            spans,
            ..Draft::default()
        };
        Document::new(Source::default(), draft)
    }

    #[test]
    fn only_spoken_words_are_counted_and_have_their_places_in_the_source() {
        let document = marked();
        let index = WordIndex::of(&document);
        let words = ["so", "we", "come", "go", "then", "co-operate"];
        assert_eq!(index.forms(0..index.len()), words);
        assert_eq!(index.len(), document.words());
        let source = |word: usize| &document.text()[index.range(word..word + 1)];
        assert_eq!([0, 1, 3, 5].map(source), ["So", "we", "go", "co*-\n*operate"]);
        assert_eq!((index.paragraph(1), index.paragraph(2)), (0..6, 0..0));
        assert_eq!((index.sentence_of(1), index.sentence_of(5)), (0..4, 4..6));
        let at = document.text().find("come &amp;").unwrap();
        assert_eq!(index.words_at(&(at + 2..at + 12)), 2..4, "cut words are included");
        assert_eq!(index.words_at(&(at - 5..at - 2)), 2..2, "no word");
    }

    proptest! {
        #[test]
        fn index_has_the_words_of_the_document_in_their_places(
            text in "([A-Za-zé'’.? 中国はไทย한\u{AD}\u{2010}-]|\n|\n\n){0,60}",
        ) {
            let document = Document::of_paragraphs("talk", &text);
            let index = WordIndex::of(&document);
            prop_assert_eq!(index.len(), document.words());
            prop_assert_eq!(index.paragraph_count(), document.paragraph_count());
            prop_assert_eq!(index.counts().total(), index.len());
            prop_assert_eq!(index.counts().iter().map(|(_, count)| count).sum::<usize>(), index.len());
            let mut end = 0;
            for word in 0..index.len() {
                let range = index.range(word..word + 1);
                prop_assert!(end <= range.start && range.start < range.end);
                end = range.end;
                // What stands there has the same form.
                prop_assert_eq!(index.words_at(&range), word..word + 1);
                let paragraph = index.paragraph_of(word);
                prop_assert!(index.paragraph(paragraph).contains(&word));
                prop_assert!(index.sentence_of(word).contains(&word));
                let number = document.number_of(document.block_at(range.start).unwrap());
                prop_assert_eq!(number, Some(paragraph));
                prop_assert!(index.places(index.form(word)).any(|place| place == word));
            }
            let paragraphs: Vec<usize> = index.paragraphs().flatten().collect();
            prop_assert_eq!(paragraphs, (0..index.len()).collect::<Vec<_>>());
        }

        #[test]
        fn sum_of_counts_has_all_words(texts in prop::collection::vec("([a-e]{1,2} ){0,20}", 0..4)) {
            let indexes: Vec<WordIndex> =
                texts.iter().map(|text| WordIndex::of(&Document::of_paragraphs("talk", text))).collect();
            let sum = WordCounts::sum(indexes.iter().map(|index| &**index.counts()));
            let whole = WordIndex::of(&Document::of_paragraphs("talk", &texts.concat()));
            prop_assert_eq!(sum.total(), whole.len());
            prop_assert_eq!(sum.iter().collect::<Vec<_>>(), whole.counts().iter().collect::<Vec<_>>());
        }
    }
}
