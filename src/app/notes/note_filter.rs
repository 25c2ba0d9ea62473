//! The filter of the notebook: words and tags, all of which an annotation must have.

use oratory_core::{Annotation, loose};

/// A filter. Case, accents and the form of quotes make no difference.
#[derive(Debug, Default)]
pub(super) struct NoteFilter {
    /// Parts of the words, note or title.
    words: Vec<String>,
    /// Whole tags, without their `#`.
    tags: Vec<String>,
}

/// The words and tags by which a filter finds an annotation, as [`loose`] compares them.
#[derive(Debug, Clone)]
pub(super) struct Searchable {
    words: String,
    tags: Vec<String>,
}

impl NoteFilter {
    /// Parses a filter: words, and tags after a `#`.
    pub(super) fn new(filter: &str) -> Self {
        let mut parsed = Self::default();
        for word in filter.split_whitespace() {
            match word.strip_prefix('#') {
                Some("") => {}
                Some(tag) => parsed.tags.push(loose(tag)),
                None => parsed.words.push(loose(word)),
            }
        }
        parsed
    }

    /// Returns `true` if an annotation has all words and tags.
    pub(super) fn matches(&self, searchable: &Searchable) -> bool {
        self.words.iter().all(|word| searchable.words.contains(word))
            && self.tags.iter().all(|tag| searchable.tags.contains(tag))
    }
}

impl Searchable {
    /// Returns what can be found of `annotation`: its words, its note with the tags, and the title of its speech.
    pub(super) fn of(annotation: &Annotation) -> Self {
        let Annotation { title, note, selector, .. } = annotation;
        let words = loose(&format!("{}\n{note}\n{title}", selector.exact));
        Self { words, tags: annotation.tags().into_iter().map(loose).collect() }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use oratory_core::Document;

    use super::*;

    fn finds(filter: &str, note: &str) -> bool {
        let speech = Document::of_paragraphs("talk", "L’été à Ålesund.\n\n조선로동당 제6차");
        let annotation = Annotation::of_paragraph(&speech, 1, Timestamp::UNIX_EPOCH).unwrap();
        let annotation = Annotation { note: note.to_owned(), ..annotation };
        NoteFilter::new(filter).matches(&Searchable::of(&annotation))
    }

    #[test]
    fn all_words_must_occur_in_words_note_or_title() {
        for filter in ["", "ete", "ALESUND", "l'ete warm", "warm Été", "#", "# warm", "#Sun", "warm #sun"] {
            assert!(finds(filter, "Warm #sun"), "{filter}");
        }
        for filter in ["ete cold", "cold", "#warm", "#su", "#sunny", "##sun", "ete #rain"] {
            assert!(!finds(filter, "Warm #sun"), "{filter}");
        }
        assert!(finds("따뜻 #해", "따뜻한 날 #해"));
        assert!(!finds("#해", "따뜻한 날 #해돋이"));
    }
}
