//! Annotations: bookmarks of whole paragraphs and highlights of passages, with their notes, and their location in a
//! library whose texts may have changed.

use std::{ops::Range, path::PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use unicode_normalization::char::is_combining_mark;

use super::{
    diff::{Revision, digest_of_words},
    passages::Passages,
    range_selector::RangeSelector,
    resolution::{BlockRange, Resolution},
    saved_path::SavedPath,
    selector::is_longer,
};
use crate::document::{names::document_name, text::Document};

/// The largest text whose copy is saved beside its annotations. In a larger one they are found by their
/// [`RangeSelector`], and edited paragraphs by a digest of their words.
pub const MAX_COPIED_BYTES: usize = 4 << 20;

/// Files that are recorded in an annotation.
const MAX_FILES: usize = 16;

/// A bookmark or a highlight, with its note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// A unique id of speech, range and time.
    pub id: String,
    /// The kind. Files of version 1 have bookmarks only.
    #[serde(default, skip_serializing_if = "AnnotationKind::is_bookmark")]
    pub kind: AnnotationKind,
    /// The speech's id.
    pub speech: String,
    /// The speech's title.
    pub title: String,
    /// The file of the speech, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<SavedPath>,
    /// The SHA-256 of the speech's text, or an empty string if it was not known yet.
    pub sha256: String,
    /// The SHA-256 of a later text in which the annotation was found. It identifies that text in any file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<String>,
    /// The number of the first paragraph.
    pub paragraph: usize,
    /// The number of the last paragraph, if it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_paragraph: Option<usize>,
    /// The text of the range, with its context and offsets.
    #[serde(flatten)]
    pub selector: RangeSelector,
    /// The digest of the paragraph's words, if the text is larger than [`MAX_COPIED_BYTES`]. It detects changes in
    /// the paragraph of a bookmark. It is the head of the SHA-256 of the words in lower case, joined by blanks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// The note, which may have several lines, or an empty string.
    #[serde(default, alias = "label")]
    pub note: String,
    /// The files in which the text was opened later, the latest last, as [`document_name`] writes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<SavedPath>,
    /// The time of the last change of range or note, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<Timestamp>,
    /// The time at which it was added. The last field without a default, so that a file truncated inside an
    /// annotation does not parse.
    #[serde(alias = "time")]
    pub created: Timestamp,
    /// Fields written by other versions of the program, which are preserved.
    #[serde(flatten)]
    pub other: toml::Table,
}

/// A kind of annotation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AnnotationKind {
    /// The annotation of a whole paragraph.
    #[default]
    Bookmark,
    /// The annotation of any other range.
    Highlight,
}

impl AnnotationKind {
    /// Returns the name, in a file and in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bookmark => "bookmark",
            Self::Highlight => "highlight",
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    const fn is_bookmark(&self) -> bool {
        matches!(self, Self::Bookmark)
    }
}

/// A change to the annotations. It concerns one annotation, so that it can be applied to a file that other processes
/// write too.
#[derive(Debug, Clone, PartialEq)]
pub enum AnnotationChange {
    /// Adds the annotation, or replaces the one with the same id.
    Save(Box<Annotation>),
    /// Restores the annotation as it was before it was removed or changed.
    Restore(Box<Annotation>),
    /// Adds an annotation from another program, unless there is one with its id, or one of its range with its note.
    Import(Box<Annotation>),
    /// Removes the annotation with this id.
    Remove(String),
    /// Records the text in which the annotation with this id was found.
    RecordText(String, FoundIn),
}

impl AnnotationChange {
    /// Returns the id of the annotation.
    pub fn id(&self) -> &str {
        match self {
            Self::Save(annotation) | Self::Restore(annotation) | Self::Import(annotation) => &annotation.id,
            Self::Remove(id) | Self::RecordText(id, _) => id,
        }
    }
}

/// A text in which an annotation was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundIn {
    /// The SHA-256 of the text.
    pub text: String,
    /// The [`document_name`] of the text in its file, if it has one.
    pub file: Option<PathBuf>,
}

/// The resolution of an annotation that was made in an earlier text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedIn {
    /// The SHA-256 of the text that was searched.
    pub text: String,
    /// The resolution, or `None` if it is not known yet or the earlier text is not available.
    pub resolution: Option<Resolution>,
}

impl Annotation {
    /// Annotates a range of a text, without a note: a bookmark if it is a whole paragraph, or else a highlight. White
    /// space at the ends of a highlight is left out. Returns `None` if nothing else is there, or if no range of the text
    /// is meant, or if the text has no paragraph.
    pub fn new(document: &Document, range: Range<usize>, now: Timestamp) -> Option<Self> {
        let text = document.text();
        text.get(range.clone())?;
        let is_paragraph = |range: &Range<usize>| {
            let block = document.block_at(range.start).filter(|&block| document.block(block).range == *range);
            block.is_some_and(|block| document.number_of(block).is_some())
        };
        let range = if is_paragraph(&range) { range } else { trimmed(text, range) };
        if range.is_empty() {
            return None;
        }
        let is_bookmark = is_paragraph(&range);
        let [first, last] = paragraph_numbers(document, &range)?;
        let (kind, place) = if is_bookmark {
            (AnnotationKind::Bookmark, String::new())
        } else {
            (AnnotationKind::Highlight, format!("-{}-{}", range.start, range.end))
        };
        let digest = || digest_of_words(&text[range.clone()]);
        Some(Self {
            id: format!("{}-{first}{place}-{}", document.id(), now.strftime("%Y%m%dT%H%M%S%.6fZ")),
            kind,
            speech: document.id().to_owned(),
            title: document.details().title.clone(),
            file: document.file().map(SavedPath::from),
            sha256: document.identity().unwrap_or_default().to_owned(),
            latest: None,
            paragraph: first,
            last_paragraph: (first < last).then_some(last),
            words: (is_bookmark && text.len() > MAX_COPIED_BYTES).then(digest).flatten(),
            selector: RangeSelector::of(text, range),
            note: String::new(),
            files: Vec::new(),
            modified: None,
            created: now,
            other: toml::Table::new(),
        })
    }

    /// Bookmarks paragraph `number`. Returns `None` if there is no such paragraph.
    pub fn of_paragraph(document: &Document, number: usize, now: Timestamp) -> Option<Self> {
        Self::new(document, document.block(document.paragraph_numbered(number)?).range, now)
    }

    /// Returns the annotation attached to `range` of the present text. It keeps its id, note and times.
    pub fn reattached(&self, document: &Document, range: Range<usize>) -> Option<Self> {
        let Self { id, note, files, modified, created, other, .. } = self.clone();
        Some(Self { id, note, files, modified, other, ..Self::new(document, range, created)? })
    }

    /// Returns `true` for the annotation of a whole paragraph.
    pub const fn is_bookmark(&self) -> bool {
        self.kind.is_bookmark()
    }

    /// Returns the time of the last change of range or note, or else the time at which it was added.
    pub fn modified(&self) -> Timestamp {
        self.modified.unwrap_or(self.created)
    }

    /// Returns the first line of the note that is not blank, or an empty string.
    pub fn first_line(&self) -> &str {
        self.note.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
    }

    /// Returns the [tags](tags_in) in the note.
    pub fn tags(&self) -> Vec<&str> {
        tags_in(&self.note)
    }

    /// Returns the texts in which the annotation may be found, by their SHA-256: the best first.
    pub fn texts(&self) -> impl Iterator<Item = &String> {
        [Some(&self.sha256), self.latest.as_ref()].into_iter().flatten()
    }

    /// Returns the [`document_name`]s of the documents in which the annotation may be found, the best first.
    pub fn names(&self) -> impl Iterator<Item = PathBuf> {
        let own = document_name(&self.speech, self.file.as_deref());
        self.files.iter().rev().map(|file| file.to_path_buf()).chain([own])
    }

    /// Finds the range in `document`. The [`Resolution`] is the one in `resolved` if it is of this text, or else that of
    /// the selector.
    pub fn resolve(&self, document: &Document, resolved: Option<&ResolvedIn>) -> Resolution {
        let resolved = resolved.filter(|resolved| document.identity() == Some(&resolved.text));
        let known = resolved.and_then(|resolved| resolved.resolution);
        known.unwrap_or_else(|| {
            if self.is_bookmark() {
                self.resolve_paragraph(document).map(|block| BlockRange::of_block(document, block))
            } else {
                self.selector.resolve(document.text()).map(|range| BlockRange::new(document, &range))
            }
        })
    }

    /// Finds the block of a bookmark.
    fn resolve_paragraph(&self, document: &Document) -> Resolution<usize> {
        match self.find_block(document) {
            Some(block) if self.has_other_words(document, block) || self.is_cut_in(document, block) => {
                Resolution::Edited(block)
            }
            Some(block) => Resolution::Exact(block),
            None => self.find_inside(document).map_or(Resolution::Orphan(None), Resolution::Edited),
        }
    }

    /// Finds the block that contains the quote at its offset, with the same context. Another version of the program may
    /// have divided the text into other blocks: earlier versions made each list item a paragraph.
    fn find_inside(&self, document: &Document) -> Option<usize> {
        let head = self.selector.head();
        let block = document.block_at(head.offset).map(|index| document.block(index))?;
        let is_there = block.range.contains(&head.offset) && head.matches_at(document.text(), head.offset);
        is_there.then_some(block.index)
    }

    /// Returns `true` if a block ends within the quote that it begins with. Another version of the program may have taken
    /// several paragraphs for one.
    fn is_cut_in(&self, document: &Document, block: usize) -> bool {
        is_longer(&self.selector.exact, &document.text()[document.block(block).range])
    }

    /// Returns `true` if the words of a block are known to differ from those of the bookmarked paragraph.
    fn has_other_words(&self, document: &Document, block: usize) -> bool {
        let words = || digest_of_words(&document.text()[document.block(block).range]);
        self.is_of_earlier_text(document) && self.words.is_some() && words() != self.words
    }

    /// Records the text in which the annotation was found. Returns `true` if that is new.
    pub fn record_text(&mut self, found: &FoundIn) -> bool {
        let is_text_known =
            [Some(&self.sha256), self.latest.as_ref()].into_iter().flatten().any(|text| *text == found.text);
        if self.sha256.is_empty() {
            self.sha256.clone_from(&found.text);
        } else if !is_text_known {
            self.latest = Some(found.text.clone());
        }
        let own = document_name(&self.speech, self.file.as_deref());
        let latest = self.files.last().map_or(&*own, |file| &**file);
        let file = found.file.as_ref().filter(|file| latest != **file);
        if let Some(file) = file {
            self.files.retain(|other| **other != **file);
            self.files.push(file.clone().into());
            let surplus = self.files.len().saturating_sub(MAX_FILES);
            self.files.drain(..surplus);
        }
        !is_text_known || file.is_some()
    }

    /// Returns `true` if `other` is of the same range of the same text.
    pub fn shares_range(&self, other: &Self) -> bool {
        let is_same_text = if self.sha256.is_empty() {
            self.speech == other.speech && self.file == other.file
        } else {
            true
        };
        !self.is_unplaced()
            && is_same_text
            && self.sha256 == other.sha256
            && self.range_key() == other.range_key()
    }

    /// Returns the key that equal ranges of a text share. A paragraph is known by its start.
    pub fn range_key(&self) -> (AnnotationKind, usize, Option<usize>) {
        let end = self.selector.end.filter(|_| !self.is_bookmark());
        (self.kind, self.selector.start, end)
    }

    /// Returns `true` if `other` has the words of this one too. Of a paragraph, its beginning is compared, which is all
    /// that files of version 1 have.
    pub fn shares_words(&self, other: &Self) -> bool {
        let is_same = || self.selector.head() == other.selector.head();
        self.selector == other.selector || self.is_bookmark() && other.is_bookmark() && is_same()
    }

    /// Merges another annotation of the same range into this one, above all its note.
    pub fn merge(&mut self, other: &Self) {
        for (name, value) in &other.other {
            self.other.entry(name.clone()).or_insert_with(|| value.clone());
        }
        let new = other.files.iter().filter(|file| !self.files.contains(file));
        let files: Vec<SavedPath> = new.chain(&self.files).cloned().collect();
        self.files = files;
        self.modified = self.modified.max(other.modified);
        if self.note.is_empty() {
            self.note.clone_from(&other.note);
        } else if !other.note.is_empty() && other.note != self.note {
            let is_line = !self.note.contains('\n') && !other.note.contains('\n');
            self.note = format!("{}{}{}", other.note, if is_line { "; " } else { "\n" }, self.note);
        }
    }

    /// Returns `true` for an annotation of another program that has not been found in any text: only its words are known.
    pub const fn is_unplaced(&self) -> bool {
        !self.is_bookmark() && self.selector.end.is_none()
    }

    /// Returns `true` if the annotation was made in another text than that of `document`.
    pub fn is_of_earlier_text(&self, document: &Document) -> bool {
        !self.sha256.is_empty() && document.identity().is_some_and(|now| now != self.sha256)
    }

    /// Finds the block that begins with the quote: at its offset if the context is the same, or else where most of the
    /// context agrees, at least half of one side. Returns `None` if no block or more than one qualifies, so that a
    /// bookmark is never attached to a look-alike.
    pub(crate) fn find_block(&self, document: &Document) -> Option<usize> {
        let head = self.selector.head();
        let start = |index: usize| document.block(index).range.start;
        let at_offset = document.block_at(head.offset).filter(|&index| start(index) == head.offset);
        if at_offset.is_some_and(|index| head.matches_at(document.text(), start(index))) {
            return at_offset;
        }
        let agreement = |index| Some((head.agreement(document.text(), start(index))?, index));
        let close = (0..document.block_count()).filter_map(agreement).filter(|(found, _)| found.is_close);
        let mut close: Vec<_> = close.map(|(found, index)| (found.characters, index)).collect();
        close.sort_unstable_by(|one, other| other.cmp(one));
        match close[..] {
            [(best, _), (second, _), ..] if best == second => None,
            [(_, index), ..] => Some(index),
            [] => None,
        }
    }
}

/// Returns the tags in a note, each once, without their `#`. A tag has letters, digits, `-` and `_`. Inside a word or an
/// address, `#` begins no tag.
pub(crate) fn tags_in(note: &str) -> Vec<&str> {
    let mut tags: Vec<&str> = Vec::new();
    for (at, _) in note.match_indices('#') {
        let (before, after) = (&note[..at], &note[at + 1..]);
        let begins =
            before.chars().next_back().is_none_or(|c| c.is_whitespace() || "([{\"'“‘«,;".contains(c));
        let tag = after.split(|c: char| !is_of_tag(c)).next().unwrap_or_default();
        let tag = tag.trim_end_matches(['-', '_']);
        if begins && tag.chars().any(char::is_alphanumeric) && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// Returns `true` for a character that a tag may have.
pub(crate) fn is_of_tag(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || c == '-' || c == '_'
}

/// Returns `range` without the white space at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    let start = range.start + words.len() - words.trim_start().len();
    start..start.max(range.start + words.trim_end().len())
}

/// Returns the numbers of the first and the last paragraph in `range`. If it is in none, as in a heading, that is the
/// paragraph before it or, at the beginning, after it.
pub fn paragraph_numbers(document: &Document, range: &Range<usize>) -> Option<[usize; 2]> {
    let number = |offset| document.number_of(document.numbered_at(offset)?);
    let last = number(range.end - 1)?;
    let first = document.block_at(range.start)?;
    let first = (first..document.block_count())
        .take_while(|&index| document.block(index).range.start < range.end)
        .find_map(|index| document.number_of(index));
    let first = first.unwrap_or(last);
    Some([first, last.max(first)])
}

/// Resolves `annotations` that were made in `old`, an earlier text of the document `new`. Returns each [`Resolution`]
/// with its annotation's id. Annotations that are not in `old` are left out.
pub fn resolve_all(old: &Document, new: &Document, annotations: &[Annotation]) -> Vec<(String, Resolution)> {
    let revision = Revision::new(old, new);
    let passages = Passages::new(&revision, old, new);
    let resolve = |annotation: &Annotation| {
        let resolution = if annotation.is_bookmark() {
            let resolution = match annotation.find_block(old) {
                Some(block) if !annotation.is_cut_in(old, block) => revision.resolve(block),
                block => match revision.resolve(block.or_else(|| annotation.find_inside(old))?) {
                    Resolution::Exact(block) | Resolution::Moved(block) => Resolution::Edited(block),
                    other => other,
                },
            };
            resolution.map(|block| BlockRange::of_block(new, block))
        } else {
            passages.resolve(&annotation.selector)?
        };
        Some((annotation.id.clone(), resolution))
    };
    annotations.iter().filter_map(resolve).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::text::{Draft, Kind};

    const NOW: &str = "2026-11-24T03:56:15.123456Z";

    fn speech(text: &str) -> Document {
        Document::of_paragraphs("talk", text)
    }

    fn bookmark(speech: &Document, number: usize) -> Annotation {
        Annotation::of_paragraph(speech, number, NOW.parse().unwrap()).unwrap()
    }

    /// Returns four paragraphs, of which the first and the third are alike.
    fn talk() -> Document {
        let long = "word ".repeat(40);
        speech(&format!("Comrades,\n\nOne. {long}\n\nComrades,\n\nTwo. {long}\n"))
    }

    #[test]
    fn bookmark_has_the_quote_and_its_context() {
        let talk = talk();
        let mark = bookmark(&talk, 3);
        assert_eq!(mark.id, "talk-3-20261124T035615.123456Z");
        assert_eq!((mark.speech.as_str(), mark.title.as_str()), ("talk", "talk"));
        assert_eq!(mark.sha256, talk.sha256());
        assert_eq!(mark.selector.exact, "Comrades,");
        assert_eq!(mark.selector.prefix.chars().count(), 64);
        assert!(mark.selector.prefix.ends_with("word word \n\n"));
        assert_eq!(mark.selector.suffix.chars().count(), 64);
        assert!(mark.selector.suffix.starts_with("\n\nTwo. word"));
        assert!(talk.text()[mark.selector.start..].starts_with("Comrades,\n\nTwo."));
        assert_eq!(bookmark(&talk, 4).selector.head().quote.chars().count(), 64);
        assert_eq!(bookmark(&talk, 1).selector.prefix, "");
    }

    #[test]
    fn missing_paragraph_gets_no_bookmark() {
        let now = NOW.parse().unwrap();
        assert_eq!(Annotation::of_paragraph(&talk(), 0, now), None);
        assert_eq!(Annotation::of_paragraph(&talk(), 5, now), None);
        assert_eq!(Annotation::of_paragraph(&speech(""), 1, now), None);
    }

    #[test]
    fn grapheme_cluster_is_not_split() {
        let family = "👨‍👩‍👧";
        assert_eq!(family.chars().count(), 5);
        let talk = speech(&format!("{}\n\n{0}", family.repeat(30)));
        let mark = bookmark(&talk, 2);
        assert_eq!(mark.selector.head().quote, family.repeat(12));
        assert_eq!(mark.selector.prefix, format!("{}\n\n", family.repeat(12)));
        assert_eq!(mark.selector.head().suffix, family.repeat(12));

        let endless = format!("a{}", "\u{301}".repeat(100));
        assert_eq!(bookmark(&speech(&endless), 1).selector.head().quote.chars().count(), 64);
    }

    #[test]
    fn bookmark_is_found_in_the_same_text() {
        let talk = talk();
        for number in 1..=4 {
            assert_eq!(bookmark(&talk, number).find_block(&talk), talk.paragraph(number));
        }
        // Only the offset distinguishes these paragraphs.
        let refrain = speech(&"Again.\n\n".repeat(90));
        for number in 1..=90 {
            assert_eq!(bookmark(&refrain, number).find_block(&refrain), refrain.paragraph(number));
        }
    }

    #[test]
    fn bookmark_is_found_in_an_edited_text_by_its_context() {
        let talk = talk();
        let places =
            |text: &str| [1, 2, 3, 4].map(|number| bookmark(&talk, number).find_block(&speech(text)));
        let later = format!("Said at the table.\n\n{}", talk.text());
        assert_eq!(places(&later), [Some(1), Some(2), Some(3), Some(4)]);
        let other = talk.text().replace("Comrades,\n\nTwo.", "Friends,\n\nTwo.");
        assert_eq!(places(&other), [Some(0), Some(1), None, Some(3)]);
    }

    #[test]
    fn bookmark_within_a_larger_block_is_edited() {
        let items = speech("We demand:\n\n- bread;\n\n- peace.\n\nThat is all.");
        let mark = bookmark(&items, 3);
        let (source, text) = (items.source().clone(), items.text().to_owned());
        let starts = ["We", "- bread", "That"].map(|word| text.find(word).unwrap()).to_vec();
        let list =
            Document::new(source, Draft { text, starts, kinds: vec![(1, Kind::List)], ..Draft::default() });
        let second = Resolution::Edited(BlockRange::of_block(&list, 1));
        assert_eq!(mark.resolve(&list, None), second);
        assert_eq!(resolve_all(&list, &list, std::slice::from_ref(&mark)), [(mark.id, second)]);
    }

    #[test]
    fn digest_detects_changes_after_the_quote() {
        let long = "Word after word, ".repeat(30);
        let talk = |end: &str| speech(&format!("Comrades,\n\n{long}{end}\n\nIt ends here."));
        let digest = digest_of_words(&format!("{long}and on."));
        let mark = Annotation { words: digest, ..bookmark(&talk("and on"), 2) };
        let became = |end: &str| {
            let text = talk(end);
            assert_ne!(text.sha256(), mark.sha256);
            mark.resolve(&text, None).map(|found| found.block)
        };
        assert_eq!(
            [became("and on."), became("AND\non!"), became("and off.")],
            [Resolution::Exact(1), Resolution::Exact(1), Resolution::Edited(1)]
        );
    }

    #[test]
    fn bookmark_is_never_attached_to_a_look_alike() {
        let talk = talk();
        let mark = bookmark(&talk, 3);
        let without = speech(&talk.text().replace("Comrades,\n\nTwo.", "Two."));
        assert_eq!(mark.find_block(&without), None, "the first paragraph has the same words");

        let twice = speech(&format!("New.\n\n{0}\n\n{0}", talk.text()));
        assert_eq!(mark.find_block(&twice), None, "either could be meant");
    }

    #[test]
    fn bookmark_edited_by_hand_does_no_harm() {
        let talk = speech("가나다\n\n라마바");
        let mark = bookmark(&talk, 2);
        for offset in [1, 10, 12, 1_000_000, usize::MAX] {
            assert_eq!(
                Annotation {
                    selector: RangeSelector { start: offset, ..mark.selector.clone() },
                    ..mark.clone()
                }
                .find_block(&talk),
                Some(1)
            );
        }
        let nothing = Annotation { selector: RangeSelector::default(), ..mark };
        assert_eq!(nothing.find_block(&talk), None);
        assert_eq!(nothing.find_block(&speech("")), None);
    }

    fn annotated(document: &Document, range: Range<usize>) -> Option<Annotation> {
        Annotation::new(document, range, NOW.parse().unwrap())
    }

    #[test]
    fn annotation_of_a_whole_paragraph_is_a_bookmark() {
        let talk = speech("Comrades,\n\nthe harvest is in.\n\nI thank you.");
        let whole = annotated(&talk, 11..29).unwrap();
        assert_eq!(whole, bookmark(&talk, 2));
        assert!(whole.is_bookmark());
        assert_eq!(annotated(&talk, 9..31).unwrap(), whole, "white space at the ends does not count");
        let passage = annotated(&talk, 15..29).unwrap();
        assert_eq!(passage.kind, AnnotationKind::Highlight);
        assert_eq!((passage.paragraph, passage.last_paragraph), (2, None));
        assert_eq!(passage.id, "talk-2-15-29-20261124T035615.123456Z");
        assert_eq!((passage.selector.exact.as_str(), passage.selector.end), ("harvest is in.", Some(29)));
        let longer = annotated(&talk, 0..35).unwrap();
        assert_eq!(
            (longer.kind, longer.paragraph, longer.last_paragraph),
            (AnnotationKind::Highlight, 1, Some(3))
        );
        for nothing in [9..11, 3..3, Range { start: 12, end: 11 }, 40..50, 0..usize::MAX] {
            assert_eq!(annotated(&talk, nothing), None);
        }
        assert_eq!(annotated(&speech("각하"), 1..3), None);
    }

    #[test]
    fn note_has_lines_and_tags() {
        let note = "  Of #unity and #통일_1, (#faults-) twice #unity.\n\nSee https://a.example/b#c, d#e, &#39; and \
                    https://a.example/#f; #ça-va #- # 1";
        let mark = Annotation { note: note.to_owned(), ..bookmark(&talk(), 2) };
        assert_eq!(mark.tags(), ["unity", "통일_1", "faults", "ça-va"]);
        assert_eq!(mark.first_line(), "Of #unity and #통일_1, (#faults-) twice #unity.");
    }

    #[test]
    fn record_of_version_1_is_a_bookmark() {
        let talk = speech(&format!("Comrades,\n\n{}", "the harvest is in. ".repeat(20)));
        let new = bookmark(&talk, 2);
        let head = new.selector.head();
        let old = format!(
            "id = \"{}\"\nspeech = \"talk\"\ntitle = \"talk\"\nsha256 = \"{}\"\nparagraph = 2\nquote = \"{}\"\n\
             before = \"Comrades,\\n\\n\"\nafter = \"{}\"\noffset = 11\nlabel = \"on bread\"\ntime = \"{NOW}\"\nown = 1",
            new.id, new.sha256, head.quote, head.suffix
        );
        let old: Annotation = toml::from_str(&old).unwrap();
        assert!(old.is_bookmark() && old.shares_range(&new) && old.shares_words(&new));
        assert_eq!((old.note.as_str(), old.created, old.modified()), ("on bread", new.created, new.created));
        assert_eq!((old.selector.head(), old.other.len()), (head, 1));
        assert_eq!(old.resolve(&talk, None), Resolution::Exact(BlockRange::of_block(&talk, 1)));
        let written = toml::to_string(&old).unwrap();
        assert!(written.contains("start = 11\n") && written.contains("note = \"on bread\""), "{written}");
        assert_eq!(toml::from_str::<Annotation>(&written).unwrap(), old);
    }

    #[test]
    fn merged_notes_keep_every_line() {
        let talk = talk();
        let with = |note: &str| Annotation { note: note.to_owned(), ..bookmark(&talk, 2) };
        let merged = |one: &str, other: &str| {
            let mut merged = with(one);
            merged.merge(&with(other));
            merged.note
        };
        assert_eq!(merged("two", "one"), "one; two");
        assert_eq!(merged("three", "one\ntwo"), "one\ntwo\nthree");
        assert_eq!([merged("", "one"), merged("one", ""), merged("one", "one")], ["one"; 3]);
    }

    /// Returns a text of distinct words, and the number of words in each paragraph.
    fn text_of(sizes: &[usize]) -> Vec<Vec<String>> {
        let mut next = 0..;
        let mut paragraph =
            |size: usize| (0..size).filter_map(|_| next.next()).map(|n| format!("word{n}")).collect();
        sizes.iter().map(|&size| paragraph(size)).collect()
    }

    fn joined(paragraphs: &[Vec<String>]) -> String {
        paragraphs.iter().map(|words| words.join(" ")).collect::<Vec<_>>().join("\n\n")
    }

    /// A passage: its first paragraph and word, and its last, in a text of paragraphs with these numbers of words. It is
    /// within a paragraph unless it may be `longer`.
    fn passage(longer: bool) -> impl Strategy<Value = (Vec<usize>, [(usize, usize); 2])> {
        let of = move |sizes: Vec<usize>| {
            any::<[prop::sample::Index; 4]>().prop_map(move |[first, word, last, other]| {
                let first = first.index(sizes.len());
                let last = if longer { last.index(sizes.len()) } else { first };
                let one = (first, word.index(sizes[first]));
                let other = (last, other.index(sizes[last]));
                (sizes.clone(), [one.min(other), one.max(other)])
            })
        };
        prop::collection::vec(14..30_usize, 3..8).prop_flat_map(of)
    }

    /// Returns the range of the words from `first` to `last`, which the text has once.
    fn range_of(text: &str, [first, last]: [&str; 2]) -> Range<usize> {
        let at = |word: &str| {
            text.match_indices(word)
                .map(|(at, _)| at..at + word.len())
                .find(|range| text[range.end..].chars().next().is_none_or(char::is_whitespace))
        };
        at(first).unwrap().start..at(last).unwrap().end
    }

    proptest! {
        /// A passage resolves to itself in its own text, and keeps its words if anything else is inserted or removed.
        #[test]
        fn passage_keeps_its_words_after_edits_elsewhere(
            (sizes, [first, last]) in prop_oneof![passage(false), passage(true)],
            inserted in 1..9_usize,
            edited in any::<[prop::sample::Index; 2]>(),
            removes in any::<bool>(),
        ) {
            let mut text = text_of(&sizes);
            let ends = [first, last].map(|(paragraph, word)| text[paragraph][word].clone());
            let ends = ends.each_ref().map(String::as_str);
            let old = speech(&joined(&text));
            let range = range_of(old.text(), ends);
            let passage = annotated(&old, range.clone()).unwrap();
            prop_assert_eq!(passage.resolve(&old, None).found().map(BlockRange::bytes), Some(range.clone()));
            if !passage.is_bookmark() {
                let same = resolve_all(&old, &old, std::slice::from_ref(&passage));
                prop_assert_eq!(same[0].1, Resolution::Exact(BlockRange::new(&old, &range)));
            }

            let paragraph = edited[0].index(text.len());
            let at = edited[1].index(text[paragraph].len());
            prop_assume!(!((first..=last).contains(&(paragraph, at))));
            if removes {
                text[paragraph].remove(at);
            } else {
                text[paragraph].splice(at..at, (0..inserted).map(|n| format!("new{n}")));
            }
            let new = speech(&joined(&text));
            let resolution = resolve_all(&old, &new, std::slice::from_ref(&passage))[0].1;
            prop_assert!(matches!(resolution, Resolution::Exact(_) | Resolution::Moved(_)), "{:?}", resolution);
            prop_assert_eq!(&new.text()[resolution.found().unwrap().bytes()], &old.text()[range]);
        }

        /// An edit inside a passage changes its words, and its ends stay the same words.
        #[test]
        fn ends_of_an_edited_passage_are_mapped((sizes, [first, last]) in passage(false), edited in any::<prop::sample::Index>()) {
            let mut text = text_of(&sizes);
            prop_assume!(last.1 >= first.1 + 4);
            let old = speech(&joined(&text));
            let ends = [first, last].map(|(paragraph, word)| text[paragraph][word].clone());
            let ends = ends.each_ref().map(String::as_str);
            let passage = annotated(&old, range_of(old.text(), ends)).unwrap();
            let inside = first.1 + 1 + edited.index(last.1 - first.1 - 1);
            text[first.0][inside] = "other".to_owned();
            let new = speech(&joined(&text));
            let resolution = resolve_all(&old, &new, std::slice::from_ref(&passage))[0].1;
            let mapped = range_of(new.text(), ends);
            prop_assert_eq!(resolution, Resolution::Edited(BlockRange::new(&new, &mapped)));
        }

        /// A passage whose words are removed is never attached to the same words elsewhere.
        #[test]
        fn removed_passage_is_an_orphan_beside_a_look_alike((sizes, [first, last]) in passage(false), other in any::<prop::sample::Index>()) {
            let last = (last.0, last.1.min(first.1 + sizes[first.0] / 2 - 1));
            let mut text = text_of(&sizes);
            let words = text[first.0][first.1..=last.1].to_vec();
            let other = (first.0 + 1 + other.index(text.len() - 1)) % text.len();
            text[other].splice(3..3, words.clone());
            let old = speech(&joined(&text));
            let start = old.block(first.0).range.start + joined(&[text[first.0][..first.1].to_vec()]).len();
            let start = start + usize::from(first.1 > 0);
            let passage = annotated(&old, start..start + words.join(" ").len()).unwrap();
            prop_assume!(!passage.is_bookmark());
            text[first.0].drain(first.1..=last.1);
            let new = speech(&joined(&text));
            let resolution = resolve_all(&old, &new, std::slice::from_ref(&passage))[0].1;
            let Resolution::Orphan(Some(candidate)) = resolution else { panic!("{resolution:?}") };
            prop_assert_eq!(&new.text()[candidate.bytes()], words.join(" "));
        }
    }
}
