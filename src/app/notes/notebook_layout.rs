//! Lays out the rows of the notebook in view. Only these are laid out, because entries have different heights.

use oratory_core::{Ambiguous, Annotation, Resolution, TextWidth, collapse, wrap_text};

use super::{
    annotations::{Annotations, Placed},
    notebook::{NoteCounts, NoteEntry, Notebook, title},
    notebook_lines::{Line, LineKind, Lines, MARGIN, NOTE_INDENT, Words, note_lines},
};
use crate::{app::library::Library, catalog::Location};

/// The narrowest list, in cells, whose entries have their words beside the reference.
const WIDE: u16 = 60;

/// Maximum number of rows of a note.
const MAX_NOTE_ROWS: usize = 3;

/// The most bytes of a note of which rows are made.
const MAX_NOTE_BYTES: usize = 2_000;

/// Lays out an entry of the notebook.
struct Layout<'a> {
    notebook: &'a Notebook,
    annotations: &'a Annotations,
    library: &'a Library,
    columns: u16,
    words_column: Option<u16>,
    ambiguous: Ambiguous,
}

impl Notebook {
    /// Lays out the rows in view in a list of `size`. The entry under the cursor is in view.
    pub(super) fn refresh_lines(
        &mut self,
        annotations: &Annotations,
        library: &Library,
        size: (u16, u16),
        ambiguous: Ambiguous,
    ) {
        let mut lines = Lines { size, ambiguous, top: self.lines.top, ..Lines::default() };
        lines.head = self.head(size.0, ambiguous);
        lines.words_column = (size.0 >= WIDE).then(|| self.words_column(annotations, library, ambiguous));
        let (cursor, room) = (self.cursor(), lines.room());
        let layout = self.layout(annotations, library, &lines);
        // The last page is full.
        let last = layout.first_of_page(self.entries().len().saturating_sub(1), room);
        lines.top = lines.top.min(last).min(cursor).max(layout.first_of_page(cursor, room));
        for entry in lines.top..self.entries().len() {
            if lines.rows.len() >= room {
                break;
            }
            let kinds = layout.lines(entry).into_iter().map(|kind| Line { entry, kind });
            lines.rows.extend(kinds);
        }
        lines.rows.truncate(room);
        self.lines = lines;
    }

    /// Scrolls by an entry, down or up. The cursor stays in view.
    pub(super) fn scroll(&mut self, is_down: bool, annotations: &Annotations, library: &Library) {
        let (top, room) = (self.lines.top, self.lines.room());
        let layout = self.layout(annotations, library, &self.lines);
        let last = layout.first_of_page(self.entries().len().saturating_sub(1), room);
        let top = if is_down { (top + 1).min(last) } else { top.saturating_sub(1) };
        let mut lowest = top;
        while lowest + 1 < self.entries().len() && layout.first_of_page(lowest + 1, room) <= top {
            lowest += 1;
        }
        let cursor = self.cursor().clamp(top, lowest);
        self.lines.top = top;
        self.select(cursor, annotations);
    }

    fn layout<'a>(&'a self, annotations: &'a Annotations, library: &'a Library, lines: &Lines) -> Layout<'a> {
        Layout {
            notebook: self,
            annotations,
            library,
            columns: lines.size.0,
            words_column: lines.words_column,
            ambiguous: lines.ambiguous,
        }
    }

    /// Returns the title without its first word: in one row, or if that is too long, in two.
    fn head(&self, columns: u16, ambiguous: Ambiguous) -> Vec<String> {
        let NoteCounts { all, shown, notes, ticked } = self.counts();
        let of = if self.filter().is_empty() { String::new() } else { format!("{shown} of ") };
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let passages = format!("{of}{all} passage{}", plural(all));
        let notes = if notes == 0 { String::new() } else { format!(", {notes} note{}", plural(notes)) };
        let mut rest = vec![self.order().name().to_owned()];
        if !self.filter().is_empty() {
            rest.push(format!("filter {}", self.filter()));
        }
        rest.extend(self.scope().map(|scope| format!("in speeches with {scope}")));
        if ticked > 0 {
            rest.push(format!("{ticked} ticked"));
        }
        let rest = rest.join(" · ");
        let whole = format!("{passages}{notes} · {rest}");
        let room = usize::from(columns).saturating_sub("Notebook".len() + 5);
        if ambiguous.width(&whole) <= room {
            return vec![whole];
        }
        let first = format!("{passages}{notes}");
        vec![if ambiguous.width(&first) <= room { first } else { passages }, rest]
    }

    /// Returns the column of the words: after the longest reference.
    fn words_column(&self, annotations: &Annotations, library: &Library, ambiguous: Ambiguous) -> u16 {
        let all = annotations.all();
        let references = self.entries().iter().map(|entry| reference(self, &all[entry.index], library));
        let longest = references.map(|reference| ambiguous.width(&reference)).max().unwrap_or(0);
        MARGIN + u16::try_from(longest).unwrap_or(u16::MAX).min(WIDE / 2) + 2
    }
}

impl Layout<'_> {
    /// Returns the first entry of a page of `room` rows that ends with the entry `last`.
    fn first_of_page(&self, last: usize, room: usize) -> usize {
        let mut first = last;
        if first >= self.notebook.entries().len() {
            return 0;
        }
        // The blank row after the last entry may be cut off.
        let mut rows = self.lines(last).len() - 1;
        while first > 0 {
            rows += self.lines(first - 1).len();
            if rows > room {
                break;
            }
            first -= 1;
        }
        first
    }

    /// Returns the rows of `entry`.
    fn lines(&self, entry: usize) -> Vec<LineKind> {
        let NoteEntry { index, heading } = &self.notebook.entries()[entry];
        let placed = &self.annotations.all()[*index];
        let annotation = &placed.annotation;
        let words = self.words(annotation);
        let (beside, below) =
            if self.words_column.is_some() { (Some(words), None) } else { (None, Some(words)) };
        let heading = heading.clone().map(|(name, count)| LineKind::Heading(name, count));
        let first = LineKind::Reference {
            reference: reference(self.notebook, placed, self.library),
            words: beside,
            right: right(placed),
            is_ticked: self.notebook.is_ticked(&annotation.id),
        };
        let mut lines: Vec<LineKind> = heading.into_iter().chain([first]).collect();
        lines.extend(below.map(LineKind::Words));
        lines.extend(self.proposal(placed).map(LineKind::Remark));
        let notes = self.note_rows(annotation).into_iter().enumerate();
        lines.extend(notes.map(|(at, row)| LineKind::Note(row, at == 0)));
        lines.push(LineKind::Blank);
        lines
    }

    fn words(&self, annotation: &Annotation) -> Words {
        let exact = &annotation.selector.exact;
        // A row of `columns` cells shows fewer bytes.
        let near = &exact[..exact.floor_char_boundary(8 * usize::from(self.columns))];
        let is_cut = near.len() < exact.len() || annotation.selector.continues();
        Words { is_paragraph: annotation.is_bookmark(), text: collapse(near), is_cut }
    }

    /// Returns the rows of the note, at most [`MAX_NOTE_ROWS`].
    fn note_rows(&self, annotation: &Annotation) -> Vec<String> {
        let indent = self.words_column.unwrap_or(MARGIN + NOTE_INDENT) + NOTE_INDENT + 1;
        let cells = self.columns.saturating_sub(indent).max(1);
        let width = TextWidth { cells, ambiguous: self.ambiguous, ..TextWidth::default() };
        let mut rows = Vec::new();
        for line in note_lines(annotation) {
            let near = &line[..line.floor_char_boundary(MAX_NOTE_BYTES)];
            rows.extend(wrap_text(&collapse(near), width));
            if rows.len() > MAX_NOTE_ROWS {
                break;
            }
        }
        if rows.len() > MAX_NOTE_ROWS {
            rows.truncate(MAX_NOTE_ROWS);
            if let Some(last) = rows.last_mut() {
                let room = usize::from(cells).saturating_sub(self.ambiguous.width("…") + 1);
                *last = format!("{} …", self.ambiguous.head(last, room).trim_end());
            }
        }
        rows
    }

    /// Names the paragraph that is proposed for an annotation that was not found.
    fn proposal(&self, placed: &Placed) -> Option<String> {
        let candidate = placed.candidate()?;
        let number = self.library.document(placed.location.document()?)?.number_of(candidate.block)?;
        Some(format!("perhaps ¶ {number} now"))
    }
}

/// Returns the short name of an annotation's speech, and the number of its paragraph.
fn reference(notebook: &Notebook, placed: &Placed, library: &Library) -> String {
    let Annotation { paragraph, last_paragraph, .. } = &placed.annotation;
    let found = placed.location.position();
    let found = found.and_then(|(speech, block)| library.document(speech)?.number_of(block));
    let first = found.unwrap_or(*paragraph);
    // The passage may have moved with all of its paragraphs.
    let last = last_paragraph.map(|last| first + last.saturating_sub(*paragraph));
    let last = last.map(|last| format!("–{last}")).unwrap_or_default();
    let title = title(placed, library);
    format!("{} ¶ {first}{last}", notebook.short_title(&title))
}

/// Returns the state of an annotation and its tags, from the longest form to the shortest.
fn right(placed: &Placed) -> Vec<String> {
    let state = match placed.location {
        Location::Resolved { resolution: Resolution::Moved(_), .. } => "moved",
        Location::Resolved { resolution: Resolution::Edited(_), .. } => "edited",
        Location::Resolved { resolution: Resolution::Orphan(_), .. } => "not found",
        Location::NotInLibrary => "other text",
        Location::Resolved { resolution: Resolution::Exact(_), .. } | Location::NotLoaded { .. } => "",
    };
    let tags: Vec<String> = placed.annotation.tags().into_iter().map(|tag| format!("#{tag}")).collect();
    let form = |shown: usize| {
        let more = if shown < tags.len() { vec![format!("+{}", tags.len() - shown)] } else { Vec::new() };
        let parts = [state.to_owned()].into_iter().filter(|state| !state.is_empty());
        parts.chain(tags[..shown].iter().cloned()).chain(more).collect::<Vec<_>>().join("  ")
    };
    (0..=tags.len()).rev().map(form).chain([state.to_owned()]).collect()
}
