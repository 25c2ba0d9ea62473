//! A place in a speech kept by its quote, so that it is found again in a text that has changed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    library::{Finder, name},
    quote::Quote,
    revision::{Fate, Revision, digest_of_words},
    speech::Speech,
};

/// Of a longer text, in bytes, no copy is kept for its bookmarks: they are found again by their quotes, and a paragraph
/// that was changed by the digest of its words.
pub const LONGEST_COPIED: usize = 4 << 20;

/// The files that are noted of a bookmark: the latest.
const MOST_FILES: usize = 16;

/// A paragraph that the reader marked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bookmark {
    /// What tells it from every other: speech, paragraph and time.
    pub id: String,
    /// The speech's id.
    pub speech: String,
    /// The speech's title.
    pub title: String,
    /// The file from which the speech came, if it came from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The SHA-256 of the speech's text; empty if it was not known yet.
    pub sha256: String,
    /// The SHA-256 of another text in which it had its place since: by that it is found wherever its file is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<String>,
    /// The paragraph's number.
    pub paragraph: usize,
    /// The paragraph's first 64 characters, and where they stand.
    #[serde(flatten)]
    pub at: Quote,
    /// What tells the words of the paragraph from others, in a text of which no copy is kept: more may be changed than the
    /// quote. It is the head of the SHA-256 of them, in small letters and with a blank between two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// The reader's word on it, empty if there is none.
    #[serde(default)]
    pub label: String,
    /// The files in which its text was opened since, the latest last: as [`name`] writes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// When it was set. It is the last field and has no default, so that a file cut off inside a
    /// bookmark does not parse.
    pub time: Timestamp,
    /// What another version of the program put beside these fields; it is kept.
    #[serde(flatten)]
    pub other: toml::Table,
}

/// One change to the bookmarks. It carries no others, so that it can be applied to whatever is kept
/// at that moment.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Keep this one, in place of the one with the same id if there is one.
    Keep(Box<Bookmark>),
    /// Drop the one with this id, if there is one.
    Drop(String),
    /// Note where the bookmark with this id was found.
    Settle(String, Found),
}

impl Change {
    /// The id of the bookmark that it changes.
    pub fn id(&self) -> &str {
        match self {
            Self::Keep(bookmark) => &bookmark.id,
            Self::Drop(id) | Self::Settle(id, _) => id,
        }
    }
}

/// A text in which a bookmark has its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The SHA-256 of the text.
    pub text: String,
    /// The file, as [`name`] writes it, if the text comes from one.
    pub file: Option<String>,
}

/// Where a bookmark stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It has its place.
    Here {
        /// The speech's place in the library.
        speech: usize,
        /// The block there.
        block: usize,
        /// What became of the paragraph since it was marked.
        became: Became,
    },
    /// The speech is there, and its text has not been read yet.
    Unread {
        /// The speech's place in the library.
        speech: usize,
    },
    /// The speech is there, and no place in it is this one beyond doubt.
    Lost {
        /// The speech's place in the library.
        speech: usize,
    },
    /// The speech is not in the library.
    Elsewhere,
}

/// What has been found out of a bookmark that was set in an earlier text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced {
    /// The SHA-256 of the text in which it was looked for.
    pub text: String,
    /// What became of its paragraph; `None` if that is not known yet, or nobody has the earlier text.
    pub fate: Option<Fate>,
}

/// What became of a paragraph that was marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It is as it was.
    Kept,
    /// It stands elsewhere.
    Moved,
    /// It has other words.
    Changed,
}

impl Became {
    /// How that is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Moved => "moved",
            Self::Changed => "changed",
        }
    }
}

impl Standing {
    /// Where it comes among others: in the order of the places, and after them what has none.
    pub const fn order(self) -> (bool, Option<(usize, usize)>) {
        (self.place().is_none(), self.place())
    }

    /// The speech's place in the library and the block there, if it has a place.
    pub const fn place(self) -> Option<(usize, usize)> {
        match self {
            Self::Here { speech, block, .. } => Some((speech, block)),
            Self::Unread { .. } | Self::Lost { .. } | Self::Elsewhere => None,
        }
    }

    /// The place in the library of the speech to which it belongs, if that is there.
    pub const fn speech(self) -> Option<usize> {
        match self {
            Self::Here { speech, .. } | Self::Unread { speech } | Self::Lost { speech } => Some(speech),
            Self::Elsewhere => None,
        }
    }
}

impl Bookmark {
    /// A bookmark without a label at paragraph `number`, if there is one of that number.
    pub fn new(speech: &Speech, number: usize, now: Timestamp) -> Option<Self> {
        let range = speech.block(speech.paragraph_numbered(number)?).range;
        Some(Self {
            id: format!("{}-{number}-{}", speech.id(), now.strftime("%Y%m%dT%H%M%S%.6fZ")),
            speech: speech.id().to_owned(),
            title: speech.details().title.clone(),
            file: speech.file().map(ToOwned::to_owned),
            sha256: speech.identity().unwrap_or_default().to_owned(),
            latest: None,
            paragraph: number,
            words: digest_of_words(&speech.text()[range.clone()])
                .filter(|_| speech.text().len() > LONGEST_COPIED),
            at: Quote::of(speech.text(), range),
            label: String::new(),
            files: Vec::new(),
            time: now,
            other: toml::Table::new(),
        })
    }

    /// The same bookmark at paragraph `number` as that is now.
    pub fn renewed(&self, speech: &Speech, number: usize) -> Option<Self> {
        let Self { id, label, files, time, other, .. } = self.clone();
        Some(Self { id, label, files, other, ..Self::new(speech, number, time)? })
    }

    /// Where it stands in a library: in the same text, wherever that is; else in what has its name in its
    /// file, and there where its paragraph is now, if that has been traced; else where its quote is.
    pub fn standing(&self, library: &Finder<'_>, traced: Option<&Traced>) -> Standing {
        let texts = [Some(&self.sha256), self.latest.as_ref()];
        let own = name(&self.speech, self.file.as_deref());
        let names = self.files.iter().rev().chain([&own]);
        let found = library.find(texts.into_iter().flatten(), names);
        let Some((speech, text)) = found else { return Standing::Elsewhere };
        if !text.is_whole() {
            return Standing::Unread { speech };
        }
        let traced = traced.filter(|traced| text.identity() == Some(&traced.text));
        let (block, became) = match traced.and_then(|traced| traced.fate) {
            Some(Fate::Kept(block)) => (Some(block), Became::Kept),
            Some(Fate::Moved(block)) => (Some(block), Became::Moved),
            Some(Fate::Changed(block)) => (Some(block), Became::Changed),
            Some(Fate::Lost(_)) => (None, Became::Kept),
            None => {
                let place = self.place(text);
                let has_others = place.is_some_and(|block| self.has_other_words(text, block));
                (place, if has_others { Became::Changed } else { Became::Kept })
            }
        };
        block.map_or(Standing::Lost { speech }, |block| Standing::Here { speech, block, became })
    }

    /// Whether a block of what its speech is now has other words than its paragraph, as far as is known.
    fn has_other_words(&self, speech: &Speech, block: usize) -> bool {
        let words = || digest_of_words(&speech.text()[speech.block(block).range]);
        self.is_of_earlier_text(speech) && self.words.is_some() && words() != self.words
    }

    /// Notes where it was found. Returns `true` if that is news.
    pub fn settle(&mut self, found: &Found) -> bool {
        let is_text_known =
            [Some(&self.sha256), self.latest.as_ref()].into_iter().flatten().any(|text| *text == found.text);
        if self.sha256.is_empty() {
            self.sha256.clone_from(&found.text);
        } else if !is_text_known {
            self.latest = Some(found.text.clone());
        }
        let own = name(&self.speech, self.file.as_deref());
        let file = found.file.as_ref().filter(|file| *self.files.last().unwrap_or(&own) != **file);
        if let Some(file) = file {
            self.files.retain(|other| other != file);
            self.files.push(file.clone());
            let surplus = self.files.len().saturating_sub(MOST_FILES);
            self.files.drain(..surplus);
        }
        !is_text_known || file.is_some()
    }

    /// Returns `true` if `other` is on the same paragraph of the same text.
    pub fn shares_paragraph(&self, other: &Self) -> bool {
        let is_same_text = if self.sha256.is_empty() {
            self.speech == other.speech && self.file == other.file
        } else {
            true
        };
        is_same_text && self.sha256 == other.sha256 && self.at.offset == other.at.offset
    }

    /// Takes over what the reader made of another bookmark on the same paragraph: above all its label, beside its own.
    pub fn merge(&mut self, other: &Self) {
        for (name, value) in &other.other {
            self.other.entry(name.clone()).or_insert_with(|| value.clone());
        }
        let new = other.files.iter().filter(|file| !self.files.contains(file));
        let files: Vec<String> = new.chain(&self.files).cloned().collect();
        self.files = files;
        if self.label.is_empty() {
            self.label.clone_from(&other.label);
        } else if !other.label.is_empty() && other.label != self.label {
            self.label = format!("{}; {}", other.label, self.label);
        }
    }

    /// Whether a speech that is called as its own has another text now.
    pub fn is_of_earlier_text(&self, speech: &Speech) -> bool {
        !self.sha256.is_empty() && speech.identity().is_some_and(|now| now != self.sha256)
    }

    /// The block of `speech` at whose beginning it stands: the one at its offset, if its quote is
    /// there with the same text around it; else the one with its quote where most of what stands
    /// around agrees, if at least half of one side does. `None` if there is no such block or more than
    /// one: it is never attached to a look-alike.
    pub fn place(&self, speech: &Speech) -> Option<usize> {
        let start = |index: usize| speech.block(index).range.start;
        let at_offset = speech.block_at(self.at.offset).filter(|&index| start(index) == self.at.offset);
        if at_offset.is_some_and(|index| self.at.stands_at(speech.text(), start(index))) {
            return at_offset;
        }
        let agreement = |index| Some((self.at.agreement(speech.text(), start(index))?, index));
        let close = (0..speech.block_count()).filter_map(agreement).filter(|(found, _)| found.is_close);
        let mut close: Vec<_> = close.map(|(found, index)| (found.characters, index)).collect();
        close.sort_unstable_by(|one, other| other.cmp(one));
        match close[..] {
            [(best, _), (second, _), ..] if best == second => None,
            [(_, index), ..] => Some(index),
            [] => None,
        }
    }
}

/// What became of bookmarks that were set in an earlier text of a speech: each by its id. One that was not in that
/// text is left out.
pub fn fates(old: &Speech, new: &Speech, bookmarks: &[Bookmark]) -> Vec<(String, Fate)> {
    let revision = Revision::new(old, new);
    let fate = |bookmark: &Bookmark| Some((bookmark.id.clone(), revision.fate(bookmark.place(old)?)));
    bookmarks.iter().filter_map(fate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::library::Library;

    const NOW: &str = "2026-11-24T03:56:15.123456Z";

    fn speech(text: &str) -> Speech {
        Speech::parse("talk", text.to_owned())
    }

    fn bookmark(speech: &Speech, number: usize) -> Bookmark {
        Bookmark::new(speech, number, NOW.parse().unwrap()).unwrap()
    }

    /// Four paragraphs, of which the first and the third are alike.
    fn talk() -> Speech {
        let long = "word ".repeat(40);
        speech(&format!("Comrades,\n\nOne. {long}\n\nComrades,\n\nTwo. {long}\n"))
    }

    #[test]
    fn keeps_the_quote_and_what_stands_around_it() {
        let talk = talk();
        let mark = bookmark(&talk, 3);
        assert_eq!(mark.id, "talk-3-20261124T035615.123456Z");
        assert_eq!((mark.speech.as_str(), mark.title.as_str()), ("talk", "talk"));
        assert_eq!(mark.sha256, talk.sha256());
        assert_eq!(mark.at.quote, "Comrades,");
        assert_eq!(mark.at.before.chars().count(), 64);
        assert!(mark.at.before.ends_with("word word \n\n"));
        assert_eq!(mark.at.after.chars().count(), 64);
        assert!(mark.at.after.starts_with("\n\nTwo. word"));
        assert!(talk.text()[mark.at.offset..].starts_with("Comrades,\n\nTwo."));
        assert_eq!(bookmark(&talk, 4).at.quote.chars().count(), 64);
        assert_eq!(bookmark(&talk, 1).at.before, "");
    }

    #[test]
    fn there_is_none_for_a_paragraph_that_is_not_there() {
        let now = NOW.parse().unwrap();
        assert_eq!(Bookmark::new(&talk(), 0, now), None);
        assert_eq!(Bookmark::new(&talk(), 5, now), None);
        assert_eq!(Bookmark::new(&speech(""), 1, now), None);
    }

    #[test]
    fn no_cluster_is_split() {
        let family = "👨‍👩‍👧";
        assert_eq!(family.chars().count(), 5);
        let talk = speech(&format!("{}\n\n{0}", family.repeat(30)));
        let mark = bookmark(&talk, 2);
        assert_eq!(mark.at.quote, family.repeat(12));
        assert_eq!(mark.at.before, format!("{}\n\n", family.repeat(12)));
        assert_eq!(mark.at.after, family.repeat(12));

        let endless = format!("a{}", "\u{301}".repeat(100));
        assert_eq!(bookmark(&speech(&endless), 1).at.quote.chars().count(), 64);
    }

    #[test]
    fn finds_itself_in_the_same_text() {
        let talk = talk();
        for number in 1..=4 {
            assert_eq!(bookmark(&talk, number).place(&talk), talk.paragraph(number));
        }
        // Nothing but the offset tells these apart.
        let refrain = speech(&"Again.\n\n".repeat(90));
        for number in 1..=90 {
            assert_eq!(bookmark(&refrain, number).place(&refrain), refrain.paragraph(number));
        }
    }

    #[test]
    fn finds_itself_in_a_changed_text_by_what_stands_around_it() {
        let talk = talk();
        let places = |text: &str| [1, 2, 3, 4].map(|number| bookmark(&talk, number).place(&speech(text)));
        let later = format!("Said at the table.\n\n{}", talk.text());
        assert_eq!(places(&later), [Some(1), Some(2), Some(3), Some(4)]);
        let other = talk.text().replace("Comrades,\n\nTwo.", "Friends,\n\nTwo.");
        assert_eq!(places(&other), [Some(0), Some(1), None, Some(3)]);
    }

    #[test]
    fn in_a_text_of_which_nobody_has_a_copy_other_words_after_the_quote_are_a_change() {
        let long = "Word after word, ".repeat(30);
        let talk = |end: &str| speech(&format!("Comrades,\n\n{long}{end}\n\nIt ends here."));
        let digest = digest_of_words(&format!("{long}and on."));
        let mark = Bookmark { words: digest, ..bookmark(&talk("and on"), 2) };
        let became = |end: &str| {
            let library = Library::new([talk(end)]);
            assert_ne!(library[0].sha256(), mark.sha256);
            match mark.standing(&library.finder(), None) {
                Standing::Here { block: 1, became, .. } => became.name(),
                _ => "lost",
            }
        };
        assert_eq!([became("and on."), became("AND\non!"), became("and off.")], ["kept", "kept", "changed"]);
    }

    #[test]
    fn is_never_attached_to_a_look_alike() {
        let talk = talk();
        let mark = bookmark(&talk, 3);
        let without = speech(&talk.text().replace("Comrades,\n\nTwo.", "Two."));
        assert_eq!(mark.place(&without), None, "the first paragraph has the same words");

        let twice = speech(&format!("New.\n\n{0}\n\n{0}", talk.text()));
        assert_eq!(mark.place(&twice), None, "either could be meant");
    }

    #[test]
    fn what_a_hand_wrote_into_it_does_no_harm() {
        let talk = speech("가나다\n\n라마바");
        let mark = bookmark(&talk, 2);
        for offset in [1, 10, 12, 1_000_000, usize::MAX] {
            assert_eq!(
                Bookmark { at: Quote { offset, ..mark.at.clone() }, ..mark.clone() }.place(&talk),
                Some(1)
            );
        }
        let nothing = Bookmark { at: Quote::default(), ..mark };
        assert_eq!(nothing.place(&talk), None);
        assert_eq!(nothing.place(&speech("")), None);
    }
}
