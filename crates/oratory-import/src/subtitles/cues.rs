//! The cues of subtitles: times, speakers, and text without tags.

use std::{borrow::Cow, ops::Range, rc::Rc};

use crate::{error::ImportError, limits::Size, markup::unescaped};

/// The cues of a file. There may be a million.
#[derive(Debug, Default)]
pub(super) struct Cues<'a> {
    /// In the order of their times.
    pub(super) all: Vec<Cue>,
    /// The lines of all cues.
    pub(super) lines: Vec<Line<'a>>,
}

/// A cue.
#[derive(Debug)]
pub(super) struct Cue {
    /// The time at which it is shown, in milliseconds.
    pub(super) start: u64,
    pub(super) end: u64,
    /// The range of its lines.
    pub(super) lines: Range<usize>,
}

/// A line of a cue.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// The speaker whom a tag names. A voice ends with its cue.
    pub(super) speaker: Option<Rc<str>>,
    pub(super) text: Cow<'a, str>,
}

/// Returns the language that the head of `WebVTT` states.
pub(super) fn language(content: &str) -> Option<String> {
    let head = content.lines().take_while(|line| !line.trim().is_empty());
    let stated =
        head.filter(|_| content.starts_with("WEBVTT")).find_map(|line| line.strip_prefix("Language:"))?;
    Some(stated.trim().to_owned()).filter(|language| !language.is_empty())
}

/// Returns the cues of subtitles, in the order of their times. If the numbers of cues start
/// again, the file is several files joined, and each part is sorted by itself. The text below a line with times that cannot be read is a
/// cue at the time of the cue above.
///
/// # Errors
///
/// Fails if there are too many lines.
pub(super) fn cues(content: &str) -> Result<Cues<'_>, ImportError> {
    let is_vtt = content.starts_with("WEBVTT");
    let Cues { all: mut cues, lines: mut of_cues } = Cues::default();
    // `false` in blocks without times: the head, notes and styles.
    let (mut is_cue, mut speaker) = (false, None);
    // The first cue of each part of the file, and the last number of a cue.
    let (mut parts, mut number) = (vec![0], None);
    let mut lines = content.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some((start, end)) = timing(line) {
            cues.push(Cue { start, end, lines: of_cues.len()..of_cues.len() });
            (is_cue, speaker) = (true, None);
            continue;
        }
        if line.contains(ARROW) && !(is_vtt && line.starts_with("NOTE")) {
            let (start, end) = cues.last().map_or((0, 0), |cue| (cue.start, cue.end));
            cues.push(Cue { start, end, lines: of_cues.len()..of_cues.len() });
            (is_cue, speaker) = (true, None);
            continue;
        }
        // The line above the times identifies the cue. In SubRip, that is a number, and any other line is text.
        let is_number = line.trim().bytes().all(|byte| byte.is_ascii_digit());
        let is_above = |next: &&str| {
            timing(next).is_some() && (is_number || is_vtt) || is_number && next.contains(ARROW)
        };
        let is_id = lines.peek().is_some_and(is_above);
        if is_id
            && !is_vtt
            && let Ok(own) = line.trim().parse::<u64>()
        {
            if own <= 1 && number.is_some_and(|last| last > own) {
                parts.push(cues.len());
            }
            number = Some(own);
        }
        if line.trim().is_empty() {
            // In SubRip, a text may have blank lines.
            is_cue &= !is_vtt;
        } else if is_cue
            && !is_id
            && let Some(cue) = cues.last_mut()
        {
            if line.contains(['<', '{']) {
                add_parsed(line, &mut speaker, &mut of_cues);
            } else {
                of_cues.push(Line { speaker: speaker.clone(), text: unescaped(line.trim()) });
            }
            cue.lines.end = of_cues.len();
            Size { lines: of_cues.len(), ..Size::default() }.check()?;
        }
    }
    // The sort is stable: cues of the same time stay in the order of the file.
    let mut rest = cues.as_mut_slice();
    for part in parts.into_iter().rev() {
        let (before, own) = rest.split_at_mut(part);
        own.sort_by_key(|cue| cue.start);
        rest = before;
    }
    Ok(Cues { all: cues, lines: of_cues })
}

/// The sign between the times of a cue. A text never has it.
const ARROW: &str = "-->";

/// Returns the times in a line such as `00:01:14,440 --> 00:01:15,760 align:start`, in milliseconds.
fn timing(line: &str) -> Option<(u64, u64)> {
    let (start, end) = line.split_once(ARROW)?;
    Some((time(start.trim())?, time(end.split_whitespace().next()?)?))
}

/// Returns a time such as `1:02:03.5` or `02:03,500` in milliseconds.
fn time(time: &str) -> Option<u64> {
    let (whole, fraction) = time.split_once([',', '.']).unwrap_or((time, ""));
    let mut seconds = 0_u64;
    for part in whole.split(':') {
        let part: u64 = part.trim().parse().ok()?;
        seconds = seconds.checked_mul(60)?.checked_add(part)?;
    }
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    seconds.checked_mul(1000)?.checked_add(digits.parse().ok()?)
}

/// Adds a line without its tags to `lines`, divided where another speaker begins. `speaker` is the one at the start of the
/// line, and then the one at its end.
fn add_parsed(line: &str, speaker: &mut Option<Rc<str>>, lines: &mut Vec<Line<'_>>) {
    let (mut text, mut rest) = (String::new(), line);
    let mut add = |speaker: &Option<Rc<str>>, text: &mut String| {
        let words = text.trim();
        if !words.is_empty() {
            lines.push(Line { speaker: speaker.clone(), text: Cow::Owned(unescaped(words).into_owned()) });
        }
        text.clear();
    };
    while let Some(at) = rest.find(['<', '{']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(length) = tag_length(rest) else {
            let sign = rest.len().min(1);
            text.push_str(&rest[..sign]);
            rest = &rest[sign..];
            continue;
        };
        let tag = &rest[1..length - 1];
        rest = &rest[length..];
        let name = tag.split([' ', '.', '\t']).next().unwrap_or_default();
        match name {
            "v" => {
                add(speaker, &mut text);
                let named = tag.split_once([' ', '\t']).map(|(_, name)| unescaped(name.trim()));
                *speaker = named.filter(|name| !name.is_empty()).map(Into::into);
            }
            "/v" => {
                add(speaker, &mut text);
                *speaker = None;
            }
            _ => {}
        }
    }
    text.push_str(rest);
    add(speaker, &mut text);
}

/// The most bytes of a tag.
const MAX_TAG_BYTES: usize = 256;

/// Returns the length of the tag at the beginning of a text: `<i>`, `<00:01:14.440>` or `{\an8}`.
fn tag_length(text: &str) -> Option<usize> {
    let head = &text.as_bytes()[..text.len().min(MAX_TAG_BYTES)];
    let is_tag = match head {
        [b'<', next, ..] => next.is_ascii_alphanumeric() || *next == b'/',
        [b'{', next, ..] => *next == b'\\',
        _ => false,
    };
    let close = if head.first() == Some(&b'<') { b'>' } else { b'}' };
    Some(1 + head.iter().position(|&byte| byte == close)?).filter(|_| is_tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_both_formats() {
        for (line, times) in [
            ("00:01:14,440 --> 00:01:15,760", Some((74_440, 75_760))),
            ("01:14.4 --> 1:00:00.000 align:start", Some((74_400, 3_600_000))),
            ("0:00 --> 0:01", Some((0, 1000))),
            ("a --> b", None),
            ("99999999999999999999:00 --> 0:01", None),
            ("18446744073709551615:00:00 --> 0:01", None),
            ("--> 0:01", None),
        ] {
            assert_eq!(timing(line), times, "{line}");
        }
    }

    /// Returns the texts of cues.
    fn texts(content: &str) -> Vec<String> {
        let Cues { all, lines } = cues(content).unwrap();
        let text =
            |cue: &Cue| lines[cue.lines.clone()].iter().map(|line| &*line.text).collect::<Vec<_>>().join(" ");
        all.iter().map(text).collect()
    }

    #[test]
    fn text_above_times_is_kept_unless_it_identifies_the_cue() {
        let subrip = "1\n0:01 --> 0:02\nOne.\nTwo.\n0:03 --> 0:04\nThree.\n4\n0:05 --> 0:06\nFour.\n";
        assert_eq!(texts(subrip), ["One. Two.", "Three.", "Four."]);
        let vtt = "WEBVTT\n\nintro\n0:01 --> 0:02\nOne.\n\nnext\n0:03 --> 0:04\nTwo.\n";
        assert_eq!(texts(vtt), ["One.", "Two."]);
    }

    #[test]
    fn joined_files_stay_in_their_order() {
        let file = |word: &str| {
            format!(
                "1\n0:05 --> 0:06\n{word} 2\n\n2\n0:01 --> 0:02\n{word} 1\n\n3\n0:09 --> 0:10\n{word} 3\n\n"
            )
        };
        let joined = file("a") + &file("b") + &file("c");
        assert_eq!(texts(&joined), ["a 1", "a 2", "a 3", "b 1", "b 2", "b 3", "c 1", "c 2", "c 3"]);
        // Cues in any order, whose numbers say so, are one file.
        let mixed = "3\n0:09 --> 0:10\nc\n\n2\n0:05 --> 0:06\nb\n\n4\n0:11 --> 0:12\nd\n";
        assert_eq!(texts(mixed), ["b", "c", "d"]);
    }

    #[test]
    fn tags_are_dropped_and_voices_are_speakers() {
        let lines = |line| -> Vec<(Option<Rc<str>>, String)> {
            let mut lines = Vec::new();
            add_parsed(line, &mut None, &mut lines);
            lines.into_iter().map(|line| (line.speaker, line.text.into_owned())).collect()
        };
        let ann = Some("Ann Lee".into());
        assert_eq!(
            lines("{\\an8}<i>We</i> <00:01.000><c.loud>meet</c> &lt;here&gt; 2 < 3 {x}"),
            [(None, "We meet <here> 2 < 3 {x}".to_owned())]
        );
        assert_eq!(
            lines("<v.loud Ann Lee>Yes.</v> <v Bo>No."),
            [(ann, "Yes.".to_owned()), (Some("Bo".into()), "No.".to_owned())]
        );
        assert_eq!(lines("<i></i>"), []);
        assert_eq!(lines("&amp;lt; <"), [(None, "&lt; <".to_owned())]);
    }
}
