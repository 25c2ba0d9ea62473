//! Bookmarks, and their location in a library whose texts may have changed.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    diff::{Revision, digest_of_words},
    resolution::Resolution,
    saved_path::SavedPath,
    selector::Selector,
};
use crate::document::{names::name, text::Document};

/// The largest text whose copy is saved beside its bookmarks. In a larger one bookmarks are found by their
/// [`Selector`], and edited paragraphs by a digest of their words.
pub const MAX_COPIED_BYTES: usize = 4 << 20;

/// Files that are recorded in a bookmark.
const MAX_FILES: usize = 16;

/// A bookmark at a paragraph.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bookmark {
    /// A unique id of speech, paragraph and time.
    pub id: String,
    /// The speech's id.
    pub speech: String,
    /// The speech's title.
    pub title: String,
    /// The file of the speech, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<SavedPath>,
    /// The SHA-256 of the speech's text, or an empty string if it was not known yet.
    pub sha256: String,
    /// The SHA-256 of a later text in which the bookmark was found. It identifies that text in any file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<String>,
    /// The number of the paragraph.
    pub paragraph: usize,
    /// The first 64 characters of the paragraph, with their context and offset.
    #[serde(flatten)]
    pub selector: Selector,
    /// The digest of the paragraph's words, if the text is larger than [`MAX_COPIED_BYTES`]. It detects changes after
    /// the quote. It is the head of the SHA-256 of the words in lower case, joined by blanks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// The label, or an empty string.
    #[serde(default)]
    pub label: String,
    /// The files in which the text was opened later, the latest last, as [`name`] writes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<SavedPath>,
    /// The time at which it was set. The last field without a default, so that a file truncated inside a
    /// bookmark does not parse.
    pub time: Timestamp,
    /// Fields written by other versions of the program, which are preserved.
    #[serde(flatten)]
    pub other: toml::Table,
}

/// A change to the bookmarks. It concerns one bookmark, so that it can be applied to a file that other
/// processes write too.
#[derive(Debug, Clone, PartialEq)]
pub enum BookmarkChange {
    /// Adds the bookmark, or replaces the one with the same id.
    Save(Box<Bookmark>),
    /// Removes the bookmark with this id.
    Remove(String),
    /// Records the text in which the bookmark with this id was found.
    RecordText(String, FoundIn),
}

impl BookmarkChange {
    /// Returns the id of the bookmark.
    pub fn id(&self) -> &str {
        match self {
            Self::Save(bookmark) => &bookmark.id,
            Self::Remove(id) | Self::RecordText(id, _) => id,
        }
    }
}

/// A text in which a bookmark was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundIn {
    /// The SHA-256 of the text.
    pub text: String,
    /// The [`name`] of the text in its file, if it has one.
    pub file: Option<PathBuf>,
}

/// The resolution of a bookmark that was set in an earlier text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedIn {
    /// The SHA-256 of the text that was searched.
    pub text: String,
    /// The resolution, or `None` if it is not known yet or the earlier text is not available.
    pub resolution: Option<Resolution>,
}

impl Bookmark {
    /// Creates a bookmark without a label at paragraph `number`. Returns `None` if there is no such paragraph.
    pub fn new(document: &Document, number: usize, now: Timestamp) -> Option<Self> {
        let range = document.block(document.paragraph_numbered(number)?).range;
        Some(Self {
            id: format!("{}-{number}-{}", document.id(), now.strftime("%Y%m%dT%H%M%S%.6fZ")),
            speech: document.id().to_owned(),
            title: document.details().title.clone(),
            file: document.file().map(SavedPath::from),
            sha256: document.identity().unwrap_or_default().to_owned(),
            latest: None,
            paragraph: number,
            words: digest_of_words(&document.text()[range.clone()])
                .filter(|_| document.text().len() > MAX_COPIED_BYTES),
            selector: Selector::of(document.text(), range),
            label: String::new(),
            files: Vec::new(),
            time: now,
            other: toml::Table::new(),
        })
    }

    /// Returns the bookmark attached to paragraph `number` of the present text. It keeps its id, label and time.
    pub fn reattached(&self, document: &Document, number: usize) -> Option<Self> {
        let Self { id, label, files, time, other, .. } = self.clone();
        Some(Self { id, label, files, other, ..Self::new(document, number, time)? })
    }

    /// Returns the texts in which the bookmark may be found, by their SHA-256: the best first.
    pub fn texts(&self) -> impl Iterator<Item = &String> {
        [Some(&self.sha256), self.latest.as_ref()].into_iter().flatten()
    }

    /// Returns the [`name`]s of the documents in which the bookmark may be found, the best first.
    pub fn names(&self) -> impl Iterator<Item = PathBuf> {
        let own = name(&self.speech, self.file.as_deref());
        self.files.iter().rev().map(|file| file.to_path_buf()).chain([own])
    }

    /// Finds the paragraph in `document`. The [`Resolution`] is the one in `resolved` if it is of this text, or else
    /// that of the quote.
    pub fn resolve(&self, document: &Document, resolved: Option<&ResolvedIn>) -> Resolution {
        let resolved = resolved.filter(|resolved| document.identity() == Some(&resolved.text));
        let known = resolved.and_then(|resolved| resolved.resolution);
        known.unwrap_or_else(|| match self.find_block(document) {
            Some(block) if self.has_other_words(document, block) => Resolution::Edited(block),
            Some(block) => Resolution::Exact(block),
            None => self.find_inside(document).map_or(Resolution::Orphan(None), Resolution::Edited),
        })
    }

    /// Finds the block that contains the quote at its offset, with the same context. Another version of the program may
    /// have divided the text into other blocks: an item of a list was a paragraph once.
    fn find_inside(&self, document: &Document) -> Option<usize> {
        let offset = self.selector.offset;
        let block = document.block_at(offset).map(|index| document.block(index))?;
        (block.range.contains(&offset) && self.selector.matches_at(document.text(), offset))
            .then_some(block.index)
    }

    /// Returns `true` if the words of a block are known to differ from those of the bookmarked paragraph.
    fn has_other_words(&self, document: &Document, block: usize) -> bool {
        let words = || digest_of_words(&document.text()[document.block(block).range]);
        self.is_of_earlier_text(document) && self.words.is_some() && words() != self.words
    }

    /// Records the text in which the bookmark was found. Returns `true` if that is new.
    pub fn record_text(&mut self, found: &FoundIn) -> bool {
        let is_text_known =
            [Some(&self.sha256), self.latest.as_ref()].into_iter().flatten().any(|text| *text == found.text);
        if self.sha256.is_empty() {
            self.sha256.clone_from(&found.text);
        } else if !is_text_known {
            self.latest = Some(found.text.clone());
        }
        let own = name(&self.speech, self.file.as_deref());
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

    /// Returns `true` if `other` is at the same paragraph of the same text.
    pub fn shares_paragraph(&self, other: &Self) -> bool {
        let is_same_text = if self.sha256.is_empty() {
            self.speech == other.speech && self.file == other.file
        } else {
            true
        };
        is_same_text && self.sha256 == other.sha256 && self.selector.offset == other.selector.offset
    }

    /// Merges another bookmark at the same paragraph into this one, above all its label.
    pub fn merge(&mut self, other: &Self) {
        for (name, value) in &other.other {
            self.other.entry(name.clone()).or_insert_with(|| value.clone());
        }
        let new = other.files.iter().filter(|file| !self.files.contains(file));
        let files: Vec<SavedPath> = new.chain(&self.files).cloned().collect();
        self.files = files;
        if self.label.is_empty() {
            self.label.clone_from(&other.label);
        } else if !other.label.is_empty() && other.label != self.label {
            self.label = format!("{}; {}", other.label, self.label);
        }
    }

    /// Returns `true` if the bookmark was set in another text than that of `document`.
    pub fn is_of_earlier_text(&self, document: &Document) -> bool {
        !self.sha256.is_empty() && document.identity().is_some_and(|now| now != self.sha256)
    }

    /// Finds the block that begins with the quote: at its offset if the context is the same, or else where most of the
    /// context agrees, at least half of one side. Returns `None` if no block or more than one qualifies, so that a
    /// bookmark is never attached to a look-alike.
    pub(crate) fn find_block(&self, document: &Document) -> Option<usize> {
        let start = |index: usize| document.block(index).range.start;
        let at_offset =
            document.block_at(self.selector.offset).filter(|&index| start(index) == self.selector.offset);
        if at_offset.is_some_and(|index| self.selector.matches_at(document.text(), start(index))) {
            return at_offset;
        }
        let agreement = |index| Some((self.selector.agreement(document.text(), start(index))?, index));
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

/// Resolves `bookmarks` that were set in `old`, an earlier text of the document `new`. Returns each [`Resolution`] with
/// its bookmark's id. Bookmarks that are not in `old` are left out.
pub fn resolve_all(old: &Document, new: &Document, bookmarks: &[Bookmark]) -> Vec<(String, Resolution)> {
    let revision = Revision::new(old, new);
    let resolve = |bookmark: &Bookmark| {
        let resolution = match bookmark.find_block(old) {
            Some(block) => revision.resolve(block),
            None => match revision.resolve(bookmark.find_inside(old)?) {
                Resolution::Exact(block) | Resolution::Moved(block) => Resolution::Edited(block),
                other => other,
            },
        };
        Some((bookmark.id.clone(), resolution))
    };
    bookmarks.iter().filter_map(resolve).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::text::{Draft, Kind};

    const NOW: &str = "2026-11-24T03:56:15.123456Z";

    fn speech(text: &str) -> Document {
        Document::of_paragraphs("talk", text)
    }

    fn bookmark(speech: &Document, number: usize) -> Bookmark {
        Bookmark::new(speech, number, NOW.parse().unwrap()).unwrap()
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
        assert_eq!(mark.selector.quote, "Comrades,");
        assert_eq!(mark.selector.prefix.chars().count(), 64);
        assert!(mark.selector.prefix.ends_with("word word \n\n"));
        assert_eq!(mark.selector.suffix.chars().count(), 64);
        assert!(mark.selector.suffix.starts_with("\n\nTwo. word"));
        assert!(talk.text()[mark.selector.offset..].starts_with("Comrades,\n\nTwo."));
        assert_eq!(bookmark(&talk, 4).selector.quote.chars().count(), 64);
        assert_eq!(bookmark(&talk, 1).selector.prefix, "");
    }

    #[test]
    fn missing_paragraph_gets_no_bookmark() {
        let now = NOW.parse().unwrap();
        assert_eq!(Bookmark::new(&talk(), 0, now), None);
        assert_eq!(Bookmark::new(&talk(), 5, now), None);
        assert_eq!(Bookmark::new(&speech(""), 1, now), None);
    }

    #[test]
    fn grapheme_cluster_is_not_split() {
        let family = "👨‍👩‍👧";
        assert_eq!(family.chars().count(), 5);
        let talk = speech(&format!("{}\n\n{0}", family.repeat(30)));
        let mark = bookmark(&talk, 2);
        assert_eq!(mark.selector.quote, family.repeat(12));
        assert_eq!(mark.selector.prefix, format!("{}\n\n", family.repeat(12)));
        assert_eq!(mark.selector.suffix, family.repeat(12));

        let endless = format!("a{}", "\u{301}".repeat(100));
        assert_eq!(bookmark(&speech(&endless), 1).selector.quote.chars().count(), 64);
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
        assert_eq!(mark.resolve(&list, None), Resolution::Edited(1));
        assert_eq!(
            resolve_all(&list, &list, std::slice::from_ref(&mark)),
            [(mark.id, Resolution::Edited(1))]
        );
    }

    #[test]
    fn digest_detects_changes_after_the_quote() {
        let long = "Word after word, ".repeat(30);
        let talk = |end: &str| speech(&format!("Comrades,\n\n{long}{end}\n\nIt ends here."));
        let digest = digest_of_words(&format!("{long}and on."));
        let mark = Bookmark { words: digest, ..bookmark(&talk("and on"), 2) };
        let became = |end: &str| {
            let text = talk(end);
            assert_ne!(text.sha256(), mark.sha256);
            mark.resolve(&text, None)
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
                Bookmark { selector: Selector { offset, ..mark.selector.clone() }, ..mark.clone() }
                    .find_block(&talk),
                Some(1)
            );
        }
        let nothing = Bookmark { selector: Selector::default(), ..mark };
        assert_eq!(nothing.find_block(&talk), None);
        assert_eq!(nothing.find_block(&speech("")), None);
    }
}
