//! Importer of subtitles: `SubRip` (`.srt`) and `WebVTT` (`.vtt`).
//!
//! Cues are joined to paragraphs. Each paragraph begins with its time, a span of its own, so that it is shown on demand,
//! and neither searched nor quoted.
//!
//! ```text
//! 00:01:14,440 --> 00:01:15,760      [1:14] Friends, we meet here at last.
//! Friends, we meet
//!
//! 00:01:15,880 --> 00:01:19,520
//! here at last.
//! ```

mod cues;

mod times;

use std::{mem, rc::Rc};

use oratory_core::{Details, Draft, Kind, collapse};

use self::cues::{Cue, Line};
use crate::{
    builder::Builder,
    error::ImportError,
    heading::ends_sentence,
    label::{Class, label},
    turns::{UNKNOWN, annotate},
};

/// The shortest pause after a sentence that ends a paragraph, and the shortest one within a sentence, in milliseconds.
const PAUSE: u64 = 2_000;
const LONG_PAUSE: u64 = 6_000;

/// A paragraph of this many words ends with the next sentence.
const LONG_PARAGRAPH: usize = 100;

/// Reads subtitles. `speakers` are names that begin a turn.
///
/// # Errors
///
/// Fails if the text exceeds a limit.
pub(crate) fn draft(content: &str, speakers: &[String]) -> Result<Draft, ImportError> {
    let cues = cues::cues(content)?;
    let language = cues::language(content);
    let is_punctuated = cues.lines.iter().any(|line| ends_sentence(&line.text));
    let mut text = Text { builder: Builder::default(), is_punctuated, ..Text::default() };
    for cue in &cues.all {
        text.add(cue, &cues.lines[cue.lines.clone()], speakers);
        text.builder.check()?;
    }
    drop(cues);
    let mut draft = text.builder.finish()?;
    let is_timed =
        |(block, _): &(usize, &usize)| draft.kinds.binary_search_by_key(block, |&(other, _)| other).is_err();
    let paragraphs = draft.starts.iter().enumerate().filter(is_timed);
    let times: Vec<(usize, u64)> = paragraphs.map(|(_, &start)| start).zip(text.times).collect();
    let body = mem::take(&mut draft.text);
    annotate(&body, &mut draft, speakers);
    draft.text = body;
    draft.details = Details { language: language.map(Into::into), ..Details::default() };
    Ok(times::insert(draft, &times))
}

/// The text so far.
#[derive(Debug, Default)]
struct Text {
    builder: Builder,
    /// The times of the paragraphs, in milliseconds.
    times: Vec<u64>,
    /// `false` if sentences have no ends, as in subtitles that a program has made.
    is_punctuated: bool,
    /// The speaker whom a tag names. `None` before the first tag and after a line without a speaker.
    speaker: Option<Rc<str>>,
    /// The end of the last cue, in milliseconds.
    end: u64,
    last_line: String,
    words: usize,
}

impl Text {
    fn add(&mut self, cue: &Cue, lines: &[Line<'_>], speakers: &[String]) {
        let pause = cue.start.saturating_sub(self.end);
        for (index, Line { speaker, text }) in lines.iter().enumerate() {
            // Subtitles that roll up repeat the line above.
            if *text == self.last_line && pause < PAUSE && *speaker == self.speaker {
                continue;
            }
            let text_of_line = collapse(text);
            let is_remark = is_remark(&text_of_line);
            // A remark without a speaker does not end the turn.
            if *speaker != self.speaker && (speaker.is_some() || !is_remark) {
                self.speaker.clone_from(speaker);
                self.builder.begin(Kind::Speaker);
                self.builder.text(speaker.as_deref().unwrap_or(UNKNOWN));
                self.builder.end();
            }
            if is_remark {
                self.builder.begin(Kind::StageDirection);
                self.builder.text(&text_of_line);
                self.builder.end();
            } else {
                let pause = if index == 0 { pause } else { 0 };
                if self.builder.open_kind().is_none() || self.is_parted(pause, &text_of_line, speakers) {
                    self.builder.begin(Kind::Paragraph);
                    self.times.push(cue.start);
                    self.words = 0;
                }
                self.builder.blank();
                self.builder.text(&text_of_line);
                self.words += text_of_line.split(' ').count();
            }
            text.as_ref().clone_into(&mut self.last_line);
        }
        self.end = cue.end;
    }

    /// Returns `true` if a line begins a paragraph after a pause.
    fn is_parted(&self, pause: u64, line: &str, speakers: &[String]) -> bool {
        let is_label = label(line, speakers).is_some_and(|label| label.class != Class::Never);
        let is_change = line.starts_with(">>") || line.starts_with("- ") || line.starts_with("– ");
        let is_ended = !self.is_punctuated || ends_sentence(&self.last_line);
        is_label
            || is_change
            || pause >= LONG_PAUSE
            || is_ended && pause >= PAUSE
            || self.is_punctuated && is_ended && self.words >= LONG_PARAGRAPH
    }
}

/// Returns `true` for a line that says what is heard: `[MUSIC]`.
fn is_remark(line: &str) -> bool {
    [('[', ']'), ('(', ')')].iter().any(|&(open, close)| {
        let inner = line.strip_prefix(open).and_then(|line| line.strip_suffix(close));
        inner.is_some_and(|inner| !inner.is_empty() && !inner.contains([open, close]))
    })
}
