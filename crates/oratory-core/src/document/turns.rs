//! Turns of speakers, in texts in which several speak.

use std::{ops::Range, sync::Arc};

use super::details::collapse;

/// A turn of a speaker. It ends where the next one begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The offset of the label that names the speaker.
    pub offset: usize,
    /// The name of the speaker, as the label has it, without its marks.
    pub name: Arc<str>,
}

/// Returns the turns that begin with `labels`, in the order of their offsets.
pub(super) fn turns(text: &str, mut labels: Vec<Range<usize>>) -> Vec<Turn> {
    labels.sort_by_key(|label| label.start);
    let mut turns: Vec<Turn> = Vec::with_capacity(labels.len());
    for label in labels {
        let name = name(&text[label.clone()]);
        // In a long debate few speakers take many turns.
        let recent = turns.iter().rev().take(8).find(|turn| *turn.name == *name);
        let name = recent.map_or_else(|| Arc::from(name.as_str()), |turn| Arc::clone(&turn.name));
        turns.push(Turn { offset: label.start, name });
    }
    turns
}

/// Returns the name in a label such as `**MR. LINCOLN:**`, `— Ann Lee` or `【主席】`.
fn name(label: &str) -> String {
    let is_sign = |c: char| c.is_whitespace() || "*_—–―-○".contains(c);
    let name = label.trim_start_matches(is_sign).trim_end_matches(is_sign);
    let name = name.strip_suffix([':', '：', '.']).unwrap_or(name);
    let name = name.trim_matches(|c: char| is_sign(c) || "【】".contains(c));
    collapse(without_time(name))
}

/// Returns a name without the time in brackets after it: `Speaker 1 (00:05)`.
pub fn without_time(name: &str) -> &str {
    let time =
        name.trim_end().rfind(['(', '[']).filter(|&start| !name[start..].contains(char::is_alphabetic));
    name[..time.unwrap_or(name.len())].trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_no_marks() {
        for (label, expected) in [
            ("MR. LINCOLN.", "MR. LINCOLN"),
            ("The  CHAIRMAN:", "The CHAIRMAN"),
            ("**Ann Lee:**", "Ann Lee"),
            ("**Ann Lee**:", "Ann Lee"),
            ("— Ann\nLee", "Ann Lee"),
            ("【主席】", "主席"),
            ("【主席】：", "主席"),
            ("○安倍晋三君", "安倍晋三君"),
            ("위원장:", "위원장"),
            ("Speaker 1 (00:05):", "Speaker 1"),
            ("Ann Lee [1:02:03]:", "Ann Lee"),
            ("Mr. SMITH (Ohio):", "Mr. SMITH (Ohio)"),
        ] {
            assert_eq!(name(label), expected);
        }
    }

    #[test]
    fn turns_are_in_order_and_share_their_names() {
        let turns = turns("A: a B: b A: c", vec![10..12, 0..2, 5..7]);
        let found: Vec<_> = turns.iter().map(|turn| (turn.offset, &*turn.name)).collect();
        assert_eq!(found, [(0, "A"), (5, "B"), (10, "A")]);
        assert!(Arc::ptr_eq(&turns[0].name, &turns[2].name));
    }
}
