//! Completion of a document once its blocks are known: speakers, the title, the signature.

use oratory_core::{Details, Document, Draft, KeptLine, Kind, Source, collapse, detail, full_lines};

use crate::{byline, format::Format, title, turns};

/// Finds the speakers and the title of a text whose blocks are known. Its headings may be `guessed`.
pub(crate) fn completed(
    source: Source,
    mut draft: Draft,
    is_guessed: bool,
    details: impl FnOnce(Option<&str>) -> Details,
) -> Document {
    let text = std::mem::take(&mut draft.text);
    // A stage direction must not become the title. In some formats, turns are marked or have been found.
    let is_marked = draft.kinds.iter().any(|&(_, kind)| kind == Kind::Speaker);
    if !is_marked && Format::named(source.format) != Format::Subtitles {
        turns::annotate(&text, &mut draft, &source.layout.speakers);
    }
    draft.details = details(title::title(&text, &draft, is_guessed).as_deref());
    if draft.details.speaker.is_none() {
        draft.details.speaker = byline::speaker(&text, &draft).map(|name| detail(name).into());
    }
    if let Some(&start) = draft.starts.last().filter(|_| draft.starts.len() > 1)
        && let Some(speaker) = &draft.details.speaker
    {
        let block = text[start..].trim_end();
        if full_lines(block).next().is_some_and(|line| collapse(line) == **speaker) {
            let last = draft.starts.len() - 1;
            draft.kinds.retain(|&(block, _)| block != last);
            draft.titles.retain(|&(block, _)| block != last);
            draft.kinds.push((last, Kind::Signature));
            draft.lines.retain(|line| line.start < start);
            draft.lines.extend(line_starts(block, start));
        }
    }
    Document::new(source, Draft { text, ..draft })
}

/// Returns the lines of a block that begins at `start`, all of which are kept.
fn line_starts(block: &str, start: usize) -> impl Iterator<Item = KeptLine> {
    block.match_indices('\n').map(move |(feed, _)| KeptLine { start: start + feed + 1, marker: 0 })
}
