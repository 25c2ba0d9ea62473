//! The times of paragraphs, as signs of markup at their heads.

use oratory_core::{Draft, Kind, Span, SpanKind};

/// Inserts times, in milliseconds, at the heads of the paragraphs that start at these offsets.
pub(super) fn insert(draft: Draft, times: &[(usize, u64)]) -> Draft {
    let Draft { details, text, starts, kinds, titles, spans, .. } = draft;
    let mut marked = Draft { details, kinds, titles, ..Draft::default() };
    let (mut times, mut spans) = (times.iter().peekable(), spans.into_iter().peekable());
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(text.len(), |&next| next);
        let kind = marked.kinds.binary_search_by_key(&index, |&(block, _)| block);
        let kind = kind.map_or(Kind::Paragraph, |at| marked.kinds[at].1);
        marked.starts.push(marked.text.len());
        if let Some((_, time)) = times.next_if(|(offset, _)| *offset <= start)
            && kind.is_numbered()
        {
            let sign = format!("[{}]", shown(*time));
            let range = marked.text.len()..marked.text.len() + sign.len();
            marked.spans.push(Span { range, kind: SpanKind::Time });
            marked.text.push_str(&sign);
            marked.text.push(' ');
        }
        let offset = marked.text.len();
        while let Some(Span { range, kind }) = spans.next_if(|span| span.range.start < end) {
            let range = offset + range.start - start..offset + range.end - start;
            marked.spans.push(Span { range, kind });
        }
        marked.text.push_str(&text[start..end]);
    }
    marked
}

/// Formats a time for readers: `1:14`, `1:02:03`.
fn shown(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short() {
        let times = [0, 74_440, 3_599_999, 3_723_000, 360_000_000];
        assert_eq!(times.map(shown), ["0:00", "1:14", "59:59", "1:02:03", "100:00:00"]);
    }
}
