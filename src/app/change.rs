//! Changes: reports and requests of one owner to the others. [`App`](super::App) delivers them by one table.

use std::{ops::Range, sync::Arc};

use oratory_core::{Annotation, Document, Options, Query};

use super::{
    list::Share,
    panes::{jumps::ReaderPosition, position::Position},
};
use crate::catalog::{DocumentId, Entry};
use crate::{
    command::{Motion, Turn},
    effect::{Effect, ExportRequest, ExportSubject, Job},
};

/// A change that an owner has made, or asks another owner to make.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// Requests a side effect.
    Effect(Effect),

    /// Replace the notice.
    Notice(String),
    /// Add a line to the notice.
    AddedNotice(String),
    /// Remove this line from the notice.
    OutdatedNotice(&'static str),

    /// Open this speech.
    Open(DocumentId),
    /// Another speech is open now. The reader has not moved in it yet.
    Opened(DocumentId),
    /// Stop the converter that loads this speech.
    StopConverting(DocumentId),
    /// Open the speech in the reading pane, and move the focus to its text.
    EnterText,
    /// Move the focus from the list or the notebook to the text.
    LeaveList,
    /// Open a speech at a range of its text.
    GoTo {
        /// The speech.
        speech: DocumentId,
        /// The range of a match or a paragraph.
        range: Range<usize>,
    },
    /// Show this range of the open speech, and select its paragraph.
    Show(Range<usize>),
    /// Return to this position in the open speech.
    ReturnTo(Position),
    /// Put the block with this index at the top of the page.
    PutOnTop(usize),
    /// The text width was set.
    WidthSet,
    /// Scroll to this share of the text.
    ScrollTo(Share),
    /// Select the paragraph in this row of the page.
    PointAt(usize),
    /// The mouse was pressed at this column and row in the text of the open speech.
    TextPressed(u16, u16),
    /// The mouse was pressed at this offset of the open speech.
    OffsetPressed(usize),
    /// Select this range of the open speech.
    Select(Range<usize>),
    /// Clear the selection.
    ClearSelection,
    /// Another passage is selected, or there are other texts in which its words may occur.
    PassageSelected,
    /// Delay a movement until the open speech is loaded.
    Delay(Motion, Option<usize>),
    /// The reader has jumped away from this position, if the present one in the same speech is another.
    Jumped(ReaderPosition),

    /// Speeches were added to the library.
    SpeechesAdded {
        /// `true` if these are its first ones.
        are_first: bool,
    },
    /// All folders have been walked.
    FoldersWalked,
    /// More of the head of a speech is shown.
    HeadReplaced(DocumentId),
    /// The text of a speech was loaded, or loaded again.
    TextReplaced {
        /// The speech.
        speech: DocumentId,
        /// The text before.
        before: Arc<Entry>,
        /// `true` if the reader asked to reload it.
        is_reload: bool,
    },
    /// The text of a speech is about to be evicted from memory.
    Evicting(DocumentId),

    /// The search prompt was opened. It is filled with these words, to be searched for with these options.
    SearchBegun(Option<(String, Options)>),
    /// The query in a search prompt has changed. It is `None` if it is empty, and `Err` if it is not valid.
    QueryEdited(Result<Option<Arc<Query>>, ()>),
    /// The search options were changed.
    OptionsChosen(Options),
    /// A query was accepted.
    QueryAccepted,
    /// A search prompt was cancelled.
    QueryCancelled,
    /// Search the speeches that have not been searched.
    SearchRest,
    /// More matches are known, or a text was loaded that a movement to a match waits for.
    MatchesFound,
    /// Go to the next match, or repeat the last search.
    NextMatch,
    /// Go to the next or previous match, this number of times.
    StepMatches(Motion, usize),
    /// The matches in a speech are outdated.
    MatchesOutdated(DocumentId),
    /// Ask for a filter. This is the present one.
    AskForFilter(String),
    /// Ask for a note on these passages, and highlight them.
    MarkLines(Vec<Marked>),

    /// Open the entry of the list with this number.
    OpenEntry(usize),
    /// Move the cursor of what is filtered.
    MoveCursor(Motion),
    /// Move the notebook's cursor to the annotation with this id.
    SelectAnnotation(String),
    /// Open the speech of the annotation under the notebook's cursor.
    ReadSelected,
    /// The filter of the list, the notebook or the concordance was changed.
    Filtered(String),
    /// List the headings of the open speech.
    ListHeadings,

    /// List the matches of a query in the concordance.
    ListMatches(Arc<Query>),
    /// Change the study view.
    Study(StudyChange),

    /// Show the notes under this block of the open speech.
    ShowNotes(usize),
    /// Ask for the name of a file, and export this to it.
    AskForExport(ExportSubject),
    /// Export to a file.
    Export(ExportRequest),

    /// Edit the note of an annotation.
    EditNote(Box<Annotation>),
    /// An annotation was given this note.
    NoteEdited(Box<Annotation>, String),
    /// Explain why an annotation was not found.
    ExplainOrphan(String),
    /// Close the popup.
    ClosePopup,
}

/// A change of the study view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StudyChange {
    /// Ask the worker the question of the view.
    Ask,
    /// Leave the view for a text. Esc comes back.
    Leave,
    /// Open two speeches side by side, and show these ranges of them in the same row.
    Compare([DocumentId; 2], Option<[Range<usize>; 2]>),
    /// Go back from two speeches to the one of the active pane.
    LeavePair,
    /// Come back to a view that the reader has left for a text or for two speeches.
    Return,
    /// Put what was shown in the same row of two pages into the same row again, on pages of another size.
    AlignAgain,
    /// Go to the next or previous passage or change of two speeches, this number of times.
    Step(Motion, usize),
    /// Go to the next counterpart of the current passage.
    NextCounterpart,
    /// Move the paragraphs of the other speech down or up, from the current one on.
    Shift(Turn),
    /// Move in two versions that stand in one column.
    Go(Motion, Option<usize>),
    /// Select the paragraph at this column and row of the screen in two versions that stand in one column.
    PointAt(u16, u16),
    /// Show the ranges that were asked for, once both texts are loaded.
    ShowWanted,
}

/// A passage with its text.
pub(crate) type Marked = (DocumentId, Arc<Document>, Range<usize>);

impl Change {
    /// Returns the change that submits `job` to the workers.
    pub(crate) const fn job(job: Job) -> Self {
        Self::Effect(Effect::Work(job))
    }

    /// Returns the change that shows a notice.
    pub(crate) fn notice(text: impl Into<String>) -> Self {
        Self::Notice(text.into())
    }
}
