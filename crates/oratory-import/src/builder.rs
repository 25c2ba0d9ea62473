//! Builds the text of a document from the elements of a structured format: blocks, lines, items of lists, spans.
//!
//! ```text
//! begin(Heading), text("On Bread")           On Bread
//!                                            (a blank line between blocks)
//! item(0, "-"), text("bread")                - bread
//! item(0, "-"), text("roses")                - roses
//! ```

use std::{cmp::Reverse, mem, ops::Range};

use oratory_core::{Draft, KeptLine, Kind, Span, SpanKind, detail, is_blank, is_line_end, trimmed_len};

use crate::{error::ImportError, limits::Size};

/// A text that is being built. White space is collapsed, and added only between words.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    draft: Draft,
    /// The kind of the open block, or of the next one.
    kind: Option<Kind>,
    is_open: bool,
    /// The white space before the next word.
    pending: Pending,
    /// The open spans, the outermost first, each with its start if it has text in this block.
    open: Vec<(SpanKind, Option<usize>)>,
    /// The start of the open item of a list.
    item: Option<usize>,
    /// The columns by which further lines of the open item are indented.
    indent: usize,
    /// The number of spans before the open block.
    first_span: usize,
    notes: Notes,
    /// The open spans of emphasis, which are the innermost.
    emphasis: Vec<SpanKind>,
    /// The size of the text when it first exceeded a limit.
    excess: Option<Size>,
}

/// The notes of a text. There may be a million.
#[derive(Debug, Default)]
struct Notes {
    text: String,
    /// The ends of the notes in the text.
    ends: Vec<usize>,
}

/// White space, or the start of an item, before the next word.
#[derive(Debug, Default, PartialEq, Eq)]
enum Pending {
    #[default]
    None,
    Blank,
    KeptLine,
    /// An item at this level, from 0, with this sign.
    Item(usize, String),
    /// A cell of a row.
    Cell,
}

/// The columns by which an item is indented for each level.
const INDENT: usize = 2;

/// The deepest level of a list that is shown as such.
const MAX_LEVEL: usize = 8;

impl Builder {
    /// Ends the open block. The next text begins a block of `kind`.
    pub(crate) fn begin(&mut self, kind: Kind) {
        self.end();
        self.kind = Some(kind);
    }

    /// Checks the size of the text so far.
    ///
    /// # Errors
    ///
    /// Fails if a limit is exceeded.
    pub(crate) fn check(&self) -> Result<(), ImportError> {
        self.excess.unwrap_or_else(|| self.size()).check()
    }

    /// Ends the open block. The next text begins a paragraph.
    pub(crate) fn end(&mut self) {
        self.end_item();
        (self.pending, self.indent) = (Pending::None, 0);
        let kind = self.kind.take();
        if !mem::take(&mut self.is_open) {
            return;
        }
        let start = self.draft.starts.last().copied().unwrap_or_default();
        let end = start + trimmed_len(&self.draft.text[start..]);
        for (kind, start) in &mut self.open {
            if let Some(start) = start.take() {
                self.draft.spans.push(Span { range: start..end, kind: *kind });
            }
        }
        self.draft.text.truncate(end);
        while self.draft.lines.pop_if(|line| line.start >= end).is_some() {}
        if let Some(line) = self.draft.lines.last_mut() {
            line.marker = line.marker.min(end - line.start);
        }
        for span in &mut self.draft.spans[self.first_span..] {
            // White space at the end may have been in a span of its own.
            span.range = span.range.start.min(end)..span.range.end.min(end);
        }
        match kind {
            Some(Kind::Heading(_)) => self.add_title(start..end),
            Some(Kind::Paragraph) => self.mark_direction(start..end),
            _ => {}
        }
    }

    /// Makes a stage direction of a paragraph in which nothing else stands.
    fn mark_direction(&mut self, paragraph: Range<usize>) {
        let spans = &self.draft.spans[self.first_span..];
        let mut offset = paragraph.start;
        for span in spans.iter().filter(|span| span.kind == SpanKind::StageDirection) {
            if !is_blank(&self.draft.text[offset.min(span.range.start)..span.range.start]) {
                return;
            }
            offset = span.range.end;
        }
        if offset == paragraph.end {
            self.draft.kinds.push((self.draft.starts.len() - 1, Kind::StageDirection));
            self.draft.spans.truncate(self.first_span);
        }
    }

    /// Adds the title of a heading whose text has signs in it, such as that of a note.
    fn add_title(&mut self, heading: Range<usize>) {
        let (mut title, mut offset) = (String::new(), heading.start);
        let spans = self.draft.spans[self.first_span..].iter();
        for sign in spans.filter(|span| span.kind == SpanKind::Marker) {
            title += &self.draft.text[offset.min(sign.range.start)..sign.range.start];
            offset = sign.range.end;
        }
        if offset > heading.start {
            title += &self.draft.text[offset..heading.end];
            self.draft.titles.push((self.draft.starts.len() - 1, detail(&title)));
        }
    }

    /// Returns the kind of the open block.
    pub(crate) fn open_kind(&self) -> Option<Kind> {
        self.is_open.then(|| self.kind.unwrap_or(Kind::Paragraph))
    }

    /// Adds text to the open block, or to a new one.
    pub(crate) fn text(&mut self, text: &str) {
        let is_gap = |c: char| c == ' ' || c == '\t' || is_line_end(c);
        let mut rest = text;
        loop {
            let end = rest.find(is_gap).unwrap_or(rest.len());
            self.word(&rest[..end]);
            if end == rest.len() {
                return;
            }
            self.blank();
            rest = rest[end..].trim_start_matches(is_gap);
        }
    }

    /// Adds text without white space.
    fn word(&mut self, word: &str) {
        let word = if self.is_open {
            word
        } else {
            word.trim_start_matches(|c: char| is_blank(c.encode_utf8(&mut [0; 4])))
        };
        if word.is_empty() || self.is_full() {
            return;
        }
        if !self.is_open {
            self.open_block();
        }
        self.flush();
        let start = self.draft.text.len();
        for (_, open) in self.open.iter_mut().rev().take_while(|(_, open)| open.is_none()) {
            *open = Some(start);
        }
        self.draft.text.push_str(word);
    }

    /// Returns `true` once the text exceeds a limit. Nothing is added then.
    fn is_full(&mut self) -> bool {
        if self.size().is_over() {
            self.excess = self.excess.or_else(|| Some(self.size()));
        }
        self.excess.is_some()
    }

    /// Returns the size of the text so far, with the notes.
    const fn size(&self) -> Size {
        let size = Size::of(&self.draft);
        let Notes { text, ends } = &self.notes;
        Size { bytes: size.bytes + text.len(), blocks: size.blocks + ends.len(), ..size }
    }

    fn open_block(&mut self) {
        if !self.draft.text.is_empty() {
            self.draft.text.push_str("\n\n");
        }
        let kind = match self.pending {
            Pending::Item(..) => Kind::List,
            _ => self.kind.unwrap_or(Kind::Paragraph),
        };
        self.kind = Some(kind);
        if kind != Kind::Paragraph {
            self.draft.kinds.push((self.draft.starts.len(), kind));
        }
        self.draft.starts.push(self.draft.text.len());
        self.first_span = self.draft.spans.len();
        self.is_open = true;
        if !matches!(self.pending, Pending::Item(..)) {
            self.pending = Pending::None;
        }
        if kind == Kind::Quotation {
            self.sign(0, ">");
        }
    }

    /// Adds the white space before a word.
    fn flush(&mut self) {
        match mem::take(&mut self.pending) {
            Pending::None => {}
            Pending::Blank => self.draft.text.push(' '),
            Pending::KeptLine => {
                self.draft.text.push('\n');
                let (start, marker) = (self.draft.text.len(), self.indent);
                self.draft.text.extend(std::iter::repeat_n(' ', marker));
                self.draft.lines.push(KeptLine { start, marker });
            }
            Pending::Cell => {
                let start = self.draft.text.len() + 1;
                self.draft.text.push_str(" | ");
                self.draft.spans.push(Span { range: start..start + 1, kind: SpanKind::Marker });
            }
            Pending::Item(level, sign) => {
                self.end_item();
                let is_first = self.draft.starts.last() == Some(&self.draft.text.len());
                if !is_first {
                    self.draft.text.push('\n');
                }
                let indent = if is_first { 0 } else { level.min(MAX_LEVEL) * INDENT };
                self.item = Some(self.draft.text.len() + indent);
                self.sign(indent, &sign);
            }
        }
    }

    /// Adds `sign` at the head of a line, and the blank after it.
    fn sign(&mut self, indent: usize, sign: &str) {
        let line = self.draft.text.len();
        self.draft.text.extend(std::iter::repeat_n(' ', indent));
        let start = self.draft.text.len();
        self.draft.text.push_str(sign);
        self.draft.spans.push(Span { range: start..self.draft.text.len(), kind: SpanKind::Marker });
        self.draft.text.push(' ');
        self.indent = self.draft.text.len() - line;
        self.draft.lines.push(KeptLine { start: line, marker: self.indent });
    }

    fn end_item(&mut self) {
        if let Some(start) = self.item.take() {
            self.draft.spans.push(Span { range: start..self.draft.text.len(), kind: SpanKind::ListItem });
        }
    }

    /// Separates the next word from the last one.
    pub(crate) fn blank(&mut self) {
        // Page furniture ends with a line of its own.
        if self.is_open && self.pending == Pending::None && !self.draft.text.ends_with('\n') {
            self.pending = Pending::Blank;
        }
    }

    /// Joins the next word to the last one.
    pub(crate) fn join(&mut self) {
        if self.pending == Pending::Blank {
            self.pending = Pending::None;
        }
    }

    /// Begins a new line in the open block, which is kept at any text width.
    pub(crate) fn line(&mut self) {
        if self.is_open && !matches!(self.pending, Pending::Item(..) | Pending::Cell) {
            self.pending = Pending::KeptLine;
        }
    }

    /// Begins an item of a list at `level`, from 0. Items that follow each other are one block.
    pub(crate) fn item(&mut self, level: usize, sign: &str) {
        if self.kind != Some(Kind::List) {
            self.end();
        }
        self.pending = Pending::Item(level, sign.to_owned());
    }

    /// Begins a cell of a row, which is a block. Empty cells are left out.
    pub(crate) fn cell(&mut self) {
        if self.is_open {
            self.pending = Pending::Cell;
        }
    }

    /// Begins a span, which may extend over several blocks.
    pub(crate) fn open(&mut self, kind: SpanKind) {
        self.open.push((kind, None));
    }

    /// Ends the span that was begun last.
    pub(crate) fn close(&mut self) {
        if let Some((kind, Some(start))) = self.open.pop() {
            self.draft.spans.push(Span { range: start..self.draft.text.len(), kind });
        }
    }

    /// Emphasizes the text that follows, in these ways only. Parts with the same emphasis are one span.
    pub(crate) fn emphasize(&mut self, kinds: &[SpanKind]) {
        let kept = self.emphasis.iter().zip(kinds).take_while(|(before, kind)| before == kind).count();
        for _ in kept..self.emphasis.len() {
            self.close();
        }
        for &kind in &kinds[kept..] {
            self.open(kind);
        }
        self.emphasis = kinds.to_vec();
    }

    /// Adds text as a span of `kind`.
    pub(crate) fn span(&mut self, kind: SpanKind, text: &str) {
        self.open(kind);
        self.text(text);
        self.close();
    }

    /// Adds a block of `kind` before the one that is begun.
    pub(crate) fn block_before(&mut self, kind: Kind, text: &str) {
        let (begun, pending) = (self.kind, mem::take(&mut self.pending));
        self.begin(kind);
        self.text(text);
        self.end();
        (self.kind, self.pending) = (begun, pending);
    }

    /// Adds the number or the head of a page, which may stand in a paragraph. Within other blocks it is left out.
    pub(crate) fn furniture(&mut self, text: &str) {
        let text = detail(text);
        match self.open_kind() {
            _ if self.is_full() => return,
            None => return self.block_before(Kind::Furniture, &text),
            Some(Kind::Paragraph) if !is_blank(&text) => {}
            Some(_) => return,
        }
        let start = self.draft.text.len();
        self.pending = Pending::None;
        self.draft.text.push_str("\n\n");
        self.draft.lines.push(KeptLine { start: self.draft.text.len(), marker: 0 });
        self.draft.text.push_str(&text);
        self.draft.text.push_str("\n\n");
        self.draft.spans.push(Span { range: start..self.draft.text.len(), kind: SpanKind::Furniture });
        self.draft.lines.push(KeptLine { start: self.draft.text.len(), marker: 0 });
    }

    /// Adds a reference to `note`, whose text follows at the end.
    pub(crate) fn note(&mut self, note: &str) {
        if is_blank(note) || self.is_full() {
            return;
        }
        self.notes.text.push_str(note);
        self.notes.ends.push(self.notes.text.len());
        let reference = format!("[{}]", self.notes.ends.len());
        self.join();
        self.span(SpanKind::Marker, &reference);
    }

    /// Begins a text that stands beside this one, such as that of a text box. It is resumed by [`Self::resume`].
    pub(crate) fn aside(&mut self) -> Self {
        Self { notes: mem::take(&mut self.notes), ..Self::default() }
    }

    /// Goes on after a text beside this one.
    pub(crate) fn resume(&mut self, aside: &mut Self) {
        aside.end();
        self.notes = mem::take(&mut aside.notes);
        self.excess = self.excess.or(aside.excess);
    }

    /// Returns `true` if there is no text.
    pub(crate) const fn is_empty(&self) -> bool {
        self.draft.text.is_empty()
    }

    /// Ends the open block, and adds the blocks of a text that stands beside this one.
    pub(crate) fn add_aside(&mut self, aside: Self) {
        self.end();
        let Draft { text, starts, kinds, titles, spans, lines, .. } = aside.draft;
        if text.is_empty() {
            return;
        }
        if !self.draft.text.is_empty() {
            self.draft.text.push_str("\n\n");
        }
        let (offset, index) = (self.draft.text.len(), self.draft.starts.len());
        self.draft.text.push_str(&text);
        self.draft.starts.extend(starts.into_iter().map(|start| offset + start));
        self.draft.kinds.extend(kinds.into_iter().map(|(block, kind)| (index + block, kind)));
        self.draft.titles.extend(titles.into_iter().map(|(block, title)| (index + block, title)));
        self.draft.spans.extend(
            spans
                .into_iter()
                .map(|Span { range, kind }| Span { range: offset + range.start..offset + range.end, kind }),
        );
        let lines = lines.into_iter().map(|line| KeptLine { start: offset + line.start, ..line });
        self.draft.lines.extend(lines);
    }

    /// Adds the notes, and returns the draft.
    ///
    /// # Errors
    ///
    /// Fails if the text exceeds a limit.
    pub(crate) fn finish(mut self) -> Result<Draft, ImportError> {
        self.check()?;
        self.open.clear();
        let Notes { text, ends } = mem::take(&mut self.notes);
        let mut start = 0;
        for (index, &end) in ends.iter().enumerate() {
            self.begin(Kind::Definition);
            self.text(&format!("[{}] {}", index + 1, &text[start..end]));
            start = end;
        }
        self.end();
        // Outer spans come before those in them.
        self.draft.spans.retain(|span| !span.range.is_empty());
        self.draft.spans.sort_by_key(|span| (span.range.start, Reverse(span.range.end)));
        Ok(self.draft)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    enum Step {
        Begin(Kind),
        End,
        Text(String),
        Blank,
        Join,
        KeptLine,
        Item(usize),
        Open,
        Close,
        Emphasize(bool, bool),
        Note(String),
        Furniture(String),
        Cell,
        Aside(String),
    }

    fn step() -> impl Strategy<Value = Step> {
        let words = "[ab1\u{a0}\u{200b}\u{2028}é]{0,3}( [ab]{0,2}|\n)?";
        let kinds = [
            Kind::Paragraph,
            Kind::Heading(1),
            Kind::Quotation,
            Kind::Verse,
            Kind::Speaker,
            Kind::StageDirection,
        ];
        prop_oneof![
            prop::sample::select(kinds.to_vec()).prop_map(Step::Begin),
            Just(Step::End),
            words.prop_map(Step::Text),
            words.prop_map(Step::Text),
            Just(Step::Blank),
            Just(Step::Join),
            Just(Step::KeptLine),
            (0_usize..12).prop_map(Step::Item),
            Just(Step::Open),
            Just(Step::Close),
            any::<(bool, bool)>().prop_map(|(strong, weak)| Step::Emphasize(strong, weak)),
            words.prop_map(Step::Note),
            words.prop_map(Step::Furniture),
            Just(Step::Cell),
            words.prop_map(Step::Aside),
        ]
    }

    fn take(builder: &mut Builder, step: Step) {
        match step {
            Step::Begin(kind) => builder.begin(kind),
            Step::End => builder.end(),
            Step::Text(text) => builder.text(&text),
            Step::Blank => builder.blank(),
            Step::Join => builder.join(),
            Step::KeptLine => builder.line(),
            Step::Item(level) => builder.item(level, "-"),
            Step::Open => builder.open(SpanKind::StageDirection),
            Step::Close => builder.close(),
            Step::Emphasize(strong, weak) => {
                let kinds = [(strong, SpanKind::Strong), (weak, SpanKind::Emphasis)];
                let kinds: Vec<SpanKind> =
                    kinds.into_iter().filter(|(is_on, _)| *is_on).map(|(_, kind)| kind).collect();
                builder.emphasize(&kinds);
            }
            Step::Note(note) => builder.note(&note),
            Step::Furniture(text) => builder.furniture(&text),
            Step::Cell => builder.cell(),
            Step::Aside(text) => {
                let mut aside = builder.aside();
                aside.text(&text);
                builder.resume(&mut aside);
                builder.add_aside(aside);
            }
        }
    }

    proptest! {
        #[test]
        fn blocks_contain_their_lines_and_spans(steps in prop::collection::vec(step(), 0..40)) {
            let mut builder = Builder::default();
            for step in steps {
                take(&mut builder, step);
            }
            let Draft { text, starts, kinds, spans, lines, titles, .. } = builder.finish().unwrap();
            let mut end = 0;
            let mut ends = Vec::new();
            for (index, &start) in starts.iter().enumerate() {
                let next = starts.get(index + 1).copied().unwrap_or(text.len());
                prop_assert_eq!(&text[end..start], if index == 0 { "" } else { "\n\n" });
                end = start + trimmed_len(&text[start..next]);
                prop_assert!(start < end);
                ends.push(end);
            }
            prop_assert_eq!(end, text.len());
            let block_of = |offset| starts.partition_point(|&start| start <= offset) - 1;
            for span in &spans {
                prop_assert!(span.range.start < span.range.end && span.range.end <= ends[block_of(span.range.start)], "{:?}", span);
            }
            for line in &lines {
                prop_assert!(line.start < end && line.start + line.marker <= ends[block_of(line.start)], "{:?}", line);
            }
            prop_assert!(spans.is_sorted_by_key(|span| span.range.start));
            prop_assert!(lines.is_sorted_by(|one, next| one.start < next.start), "{:?}", lines);
            prop_assert!(kinds.is_sorted_by(|one, next| one.0 < next.0));
            prop_assert!(titles.is_sorted_by(|one, next| one.0 < next.0));
        }
    }
}
