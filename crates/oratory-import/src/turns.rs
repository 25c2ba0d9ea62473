//! Speaker turns and stage directions: the parts of a transcript that nobody spoke.
//!
//! ```text
//! The President. My agenda—[laughter]—is long.     a label, then a stage direction within the paragraph
//!
//! [Applause]                                       a block of its own
//!
//! Audience members. Boo!                           another speaker
//! ```

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use oratory_core::{Draft, Kind, Span, SpanKind};

use crate::{
    block_range::block_range,
    label::{Class, Label, is_short_cjk_name, label},
    stage::{is_all_directions, stage_directions},
};

/// The name of a speaker whom nothing names.
pub(crate) const UNKNOWN: &str = "Unknown speaker";

/// The first label must stand within this share of the text, given as a divisor, or within this many bytes.
/// Minutes have labels from the beginning, but in the message of President Carter of 1980, the items of a list
/// (“Energy: …”) return after a tenth of the text.
const HEAD_SHARE: usize = 50;
const HEAD_BYTES: usize = 3000;

/// The most different labels of a text that are compared. No meeting has as many speakers.
const MOST_LABELS: usize = 10_000;

/// Marks the names of speakers and the stage directions of a text. A block in which several speakers speak is divided.
/// `speakers` are names that the text states itself.
pub(crate) fn annotate(text: &str, draft: &mut Draft, speakers: &[String]) {
    let names = confirmed(&seen(text, draft, speakers), text.len(), draft.starts.len());
    let mut annotated = Annotated { text, speakers, names, draft: Draft::default() };
    let mut kinds = std::mem::take(&mut draft.kinds).into_iter().peekable();
    let mut titles = std::mem::take(&mut draft.titles).into_iter().peekable();
    let starts = std::mem::take(&mut draft.starts);
    for (index, &start) in starts.iter().enumerate() {
        let range = block_range(text, &starts, index);
        let kind = kinds.next_if(|(block, _)| *block == index).map_or(Kind::Paragraph, |(_, kind)| kind);
        let title = titles.next_if(|(block, _)| *block == index).map(|(_, title)| title);
        let crossing = draft.spans.partition_point(|span| span.range.start < start);
        annotated.add_block(range, kind, title, &draft.spans[crossing..]);
    }
    let found = annotated.draft;
    if found.starts.len() > starts.len() {
        draft.lines.retain(|line| line.marker > 0 || found.starts.binary_search(&line.start).is_err());
    }
    // The sort is stable: a name comes before the emphasis in it.
    draft.spans.splice(0..0, found.spans);
    draft.spans.sort_by_key(|span| span.range.start);
    (draft.starts, draft.kinds, draft.titles) = (found.starts, found.kinds, found.titles);
}

/// A text, of which the blocks are annotated one by one.
struct Annotated<'a> {
    text: &'a str,
    speakers: &'a [String],
    /// The labels of speakers.
    names: HashSet<String>,
    /// The blocks so far, and the spans that are new.
    draft: Draft,
}

impl Annotated<'_> {
    /// Adds a block, divided where another speaker begins. `spans` are those that begin in it or after it.
    fn add_block(&mut self, range: Range<usize>, kind: Kind, title: Option<String>, spans: &[Span]) {
        let block = &self.text[range.clone()];
        let labels =
            if self.names.is_empty() { Vec::new() } else { labels(self.text, &range, kind, self.speakers) };
        let is_cut = |offset: usize| {
            let mut inside = spans.iter().take_while(|span| span.range.start < range.start + offset);
            !inside.any(|span| span.range.end > range.start + offset)
        };
        let turns = labels
            .into_iter()
            .filter(|(offset, label)| self.names.contains(&label.name) && (*offset == 0 || is_cut(*offset)));
        let turns: Vec<(usize, Label)> = turns.collect();
        let is_divided = turns.iter().any(|(offset, _)| *offset > 0);
        if turns.first().is_none_or(|(offset, _)| *offset > 0) {
            let end = turns.first().map_or(block.len(), |(offset, _)| *offset);
            self.add_part(range.start..range.start + end, None, kind, title);
        }
        for (place, (offset, label)) in turns.iter().enumerate() {
            let end = turns.get(place + 1).map_or(block.len(), |(next, _)| *next);
            let part = range.start + offset..range.start + end;
            let is_line = !self.text[part.clone()].trim_end().contains('\n');
            let kind = if is_divided && is_line { Kind::Paragraph } else { kind };
            self.add_part(part, Some(label), kind, None);
        }
    }

    /// Adds a block that has one speaker, and begins with the label of the speaker if there is one.
    fn add_part(&mut self, part: Range<usize>, label: Option<&Label>, kind: Kind, title: Option<String>) {
        let (index, text) = (self.draft.starts.len(), self.text[part.clone()].trim_end());
        let label_end = label.map_or(0, |label| label.range.end);
        let rest = &text[label_end.min(text.len())..];
        let directions = if is_annotated(kind) { stage_directions(rest) } else { Vec::new() };
        let kind = match label {
            Some(_) if rest.trim().is_empty() => Kind::Speaker,
            // A heading is not spoken, so a label with words after it is not one.
            Some(_) if matches!(kind, Kind::Heading(_)) => Kind::Paragraph,
            None if is_all_directions(text, &directions) => Kind::StageDirection,
            _ => kind,
        };
        self.draft.starts.push(part.start);
        if kind != Kind::Paragraph {
            self.draft.kinds.push((index, kind));
        }
        if let Some(title) = title.filter(|_| matches!(kind, Kind::Heading(_))) {
            self.draft.titles.push((index, title));
        }
        if matches!(kind, Kind::Speaker | Kind::StageDirection) {
            return;
        }
        let name = label.map(|label| Span { range: at(&label.range, part.start), kind: SpanKind::Speaker });
        let directions = directions
            .iter()
            .map(|range| Span { range: at(range, part.start + label_end), kind: SpanKind::StageDirection });
        self.draft.spans.extend(name.into_iter().chain(directions));
    }
}

/// Moves a range by `offset`.
const fn at(range: &Range<usize>, offset: usize) -> Range<usize> {
    offset + range.start..offset + range.end
}

/// Returns `true` if blocks of this kind may have a speaker and stage directions.
const fn is_annotated(kind: Kind) -> bool {
    kind.is_numbered() || matches!(kind, Kind::Heading(_))
}

/// Returns the labels in `block`, each with the offset of its line in the block.
fn labels(text: &str, block: &Range<usize>, kind: Kind, speakers: &[String]) -> Vec<(usize, Label)> {
    let mut labels = Vec::new();
    if !is_annotated(kind) {
        return labels;
    }
    let (mut offset, mut before, mut is_after_label) = (0, "", true);
    for line in text[block.clone()].split_inclusive('\n') {
        // In the middle of a sentence, a name with a colon is part of the sentence.
        let may_begin = is_after_label || ends_sentence(before);
        let label = if may_begin { label(line, speakers) } else { None };
        let label = label.filter(|label| {
            label.class != Class::Never && (!label.is_dashed || offset == 0 && !is_attribution(text, block))
        });
        (before, is_after_label) = (line, label.as_ref().is_some_and(|label| label.is_alone));
        if let Some(label) = label {
            let start = offset + label.range.start;
            labels.push((start, Label { range: 0..label.range.len(), ..label }));
        }
        offset += line.len();
    }
    labels
}

/// Returns `true` if a name after a dash says whose words were quoted above, or is a signature.
fn is_attribution(text: &str, block: &Range<usize>) -> bool {
    let quoted = text[..block.start].trim_end().ends_with(['”', '"', '»', '’', '“', '」', '』']);
    quoted || text[block.end..].trim().is_empty()
}

/// Returns `true` if a sentence ends with a line.
fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end();
    let end = line.trim_end_matches(|c: char| "”’\"'»)]）］】」』*_".contains(c));
    end.is_empty() || end.len() < line.len() || end.ends_with(|c: char| ".?!…。！？‽;—–".contains(c))
}

/// A label, as it has been seen in a text.
#[derive(Debug, Clone, Copy)]
struct Seen {
    count: usize,
    /// The offset of the first.
    first: usize,
    class: Class,
}

/// Finds the labels of `text`, whether they are those of speakers or not.
fn seen(text: &str, draft: &Draft, speakers: &[String]) -> HashMap<String, Seen> {
    let mut seen: HashMap<String, Seen> = HashMap::new();
    let mut kinds = draft.kinds.iter().peekable();
    for index in 0..draft.starts.len() {
        let range = block_range(text, &draft.starts, index);
        let kind = kinds.next_if(|(block, _)| *block == index).map_or(Kind::Paragraph, |&(_, kind)| kind);
        for (offset, label) in labels(text, &range, kind, speakers) {
            if let Some(seen) = seen.get_mut(&label.name) {
                seen.count += 1;
            } else if seen.len() < MOST_LABELS {
                let first = Seen { count: 1, first: range.start + offset, class: label.class };
                seen.insert(label.name, first);
            }
        }
    }
    seen
}

/// Returns `true` for a name of several words, such as “Ann Lee”. A single word may be any word.
fn is_full(name: &str) -> bool {
    name.contains(' ')
}

/// Returns the labels that are those of speakers, in a text of this `length` in bytes and with this number of `blocks`.
fn confirmed(seen: &HashMap<String, Seen>, length: usize, blocks: usize) -> HashSet<String> {
    let is_repeated = |name: &str| seen.get(name).is_some_and(|seen| seen.count > 1);
    let is_pair =
        |name: &str, partner: &str| seen.contains_key(partner) && (is_repeated(name) || is_repeated(partner));
    let turns = seen.iter().filter(|(name, label)| match label.class {
        Class::Pair(partner) => is_pair(name, partner),
        Class::Address | Class::Never => false,
        _ => label.count > 1,
    });
    let first = turns.clone().map(|(_, label)| label.first).min().unwrap_or(length);
    let is_early = first <= HEAD_BYTES.max(length / HEAD_SHARE);
    let has = |class| turns.clone().any(|(_, label)| label.class == class);
    let (has_office, has_name) = (has(Class::Office), has(Class::Name));
    let has_full_name = turns.clone().any(|(name, label)| label.class == Class::Word && is_full(name));
    let count = turns.clone().count();
    // Where most blocks begin with a label, a word with a colon is the name of another speaker.
    let is_dialogue = count > 1 && 2 * turns.clone().map(|(_, label)| label.count).sum::<usize>() > blocks;
    let is_speaker = |(name, label): &(&String, &Seen)| match label.class {
        Class::Known => true,
        Class::Pair(partner) => is_pair(name, partner),
        // The words of someone who speaks once must not be attributed to the speaker before.
        Class::Office => label.count > 1 || has_office,
        Class::Name if label.count == 1 => {
            is_early
                && (has_office || has_name)
                && (name.starts_with(char::is_uppercase) || is_short_cjk_name(name))
        }
        Class::Name => is_early,
        Class::Word if label.count == 1 => is_early && (is_dialogue || has_full_name && is_full(name)),
        Class::Word => is_early && (count > 1 || seen.len() > 1),
        Class::Address => label.count > 1 && count > 1,
        Class::Never => false,
    };
    seen.iter().filter(is_speaker).map(|(name, _)| name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annotated(text: &str, speakers: &[&str]) -> Vec<String> {
        let mut draft = Draft { starts: vec![0], ..Draft::default() };
        draft.starts.extend(text.match_indices("\n\n").map(|(gap, _)| gap + 2));
        let speakers: Vec<String> = speakers.iter().map(ToString::to_string).collect();
        annotate(text, &mut draft, &speakers);
        let spans = draft.spans.iter().filter(|span| span.kind == SpanKind::Speaker);
        spans.map(|span| text[span.range.clone()].to_owned()).collect()
    }

    #[test]
    fn stated_speakers_need_no_second_turn() {
        let text = "Comrades: One.\n\nAnn Lee: Two.\n\nNote: Three.\n\nBo: Four.";
        assert!(annotated(text, &[]).is_empty());
        assert_eq!(annotated(text, &["ann lee"]), ["Ann Lee:"]);
        assert_eq!(annotated(text, &["Ann Lee", "Bo", "Comrades"]), ["Comrades:", "Ann Lee:", "Bo:"]);
    }

    #[test]
    fn everyone_who_speaks_in_a_dialogue_has_a_turn() {
        let text = "Lincoln: I am glad.\n\nDouglas: I thank him.\n\nLincoln: No need.\n\nHale: May I be heard?\n\n\
                    Lincoln: Certainly.\n\nDouglas: Go on. Note: it is late.";
        assert_eq!(annotated(text, &[])[3], "Hale:");
        let speech =
            "Ann: One.\n\nTwo.\n\nThree.\n\nBo: Four.\n\nHope: five.\n\nSix.\n\nAnn: Seven.\n\nBo: Eight.";
        assert_eq!(annotated(speech, &[]), ["Ann:", "Bo:", "Ann:", "Bo:"]);
    }

    #[test]
    fn lines_within_a_list_item_are_not_divided() {
        let text = "Q: Why?\nA: No.\nQ: So?\nA: Yes.";
        let item = Span { range: 0..text.len(), kind: SpanKind::ListItem };
        let mut draft = Draft { starts: vec![0], spans: vec![item], ..Draft::default() };
        annotate(text, &mut draft, &[]);
        assert_eq!(draft.starts, [0]);
        draft.spans.clear();
        annotate(text, &mut draft, &[]);
        assert_eq!(draft.starts, [0, 8, 15, 22]);
    }
}
