//! The figures of a speech: how long it is, by several measures, and what tells it from any other.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::{details::collapse, speech::Speech, words::count_words};

/// How many words are spoken in a minute, at the measured pace of a speech.
pub const SPOKEN_PER_MINUTE: usize = 130;

/// What is counted of a speech: its numbered paragraphs, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Words, as [`Speech::words`] counts them.
    pub words: usize,
    /// Sentences, of Unicode's annex 29. A paragraph's end ends a sentence, a line's end does not.
    pub sentences: usize,
    /// Words in the longest sentence.
    pub longest_sentence: usize,
    /// The SHA-256 of the text.
    pub sha256: String,
}

impl Figures {
    /// The figures of a speech. All of its text is read.
    pub fn of(speech: &Speech) -> Self {
        let (mut sentences, mut longest_sentence) = (0, 0);
        for block in speech.numbered() {
            for sentence in collapse(&speech.text()[block.range]).unicode_sentences() {
                sentences += 1;
                longest_sentence = longest_sentence.max(count_words(sentence));
            }
        }
        Self { words: speech.words(), sentences, longest_sentence, sha256: speech.sha256().to_owned() }
    }

    /// The mean of the sentences' lengths, in words; nothing where there are none.
    #[expect(clippy::cast_precision_loss, reason = "no text has 2^52 words")]
    pub fn mean_sentence(&self) -> Option<f64> {
        (self.sentences > 0).then(|| self.words as f64 / self.sentences as f64)
    }
}

/// How many minutes so many words take at so many a minute, rounded up.
pub fn minutes(words: usize, per_minute: usize) -> usize {
    words.div_ceil(per_minute.max(1))
}

/// So many minutes as they are told: from two hours on with hours, and from ten on in hours alone, rounded up.
pub fn duration(minutes: usize) -> String {
    match minutes {
        0..120 => format!("{minutes} min"),
        120..600 => format!("{} h {} min", minutes / 60, minutes % 60),
        _ => format!("{} h", minutes.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_counted_and_no_more() {
        let text = "+++\nspeaker = \"Ann Lee\"\n+++\nFriends,\n\nWe meet here,\nat last. Is it late? No.\n\nAnn Lee\n";
        let figures = Figures::of(&Speech::parse("talk", text.to_owned()));
        assert_eq!((figures.words, figures.sentences, figures.longest_sentence), (10, 4, 5));
        assert_eq!(figures.mean_sentence(), Some(2.5));
        assert_eq!(figures.sha256.len(), 64);
    }

    #[test]
    fn of_nothing_there_is_no_mean() {
        let figures = Figures::of(&Speech::parse("talk", String::new()));
        assert_eq!((figures.words, figures.sentences, figures.mean_sentence()), (0, 0, None));
    }

    #[test]
    fn a_minute_that_is_begun_counts() {
        assert_eq!([0, 1, 130, 131].map(|words| minutes(words, 130)), [0, 1, 1, 2]);
        assert_eq!(minutes(5, 0), 5);
        let told = ["0 min", "119 min", "2 h 0 min", "9 h 59 min", "10 h", "101 h"];
        assert_eq!([0, 119, 120, 599, 600, 6001].map(duration), told);
    }
}
