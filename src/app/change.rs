//! Changes: what one owner reports, so that others can react. [`App`](super::App) delivers them by one table.

use std::{ops::Range, sync::Arc};

use oratory_core::{
    anchor::bookmark::Bookmark,
    search::query::{Options, Query},
};

use super::{
    list::Share,
    panes::{jumps::ReaderPosition, reading::Position},
};
use crate::catalog::Entry;
use crate::{
    command::Motion,
    effect::{Effect, Job},
};

/// A change that an owner has made, or asks another owner to make.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// Something is asked of the outside.
    Effect(Effect),

    /// A notice replaces the present one.
    Notice(String),
    /// A notice is added below the present one.
    AddedNotice(String),
    /// This line of the notice no longer holds.
    OutdatedNotice(&'static str),

    /// This speech is to be opened.
    Open(usize),
    /// Another speech is open now. The reader has not moved in it yet.
    Opened(usize),
    /// The speech in the reading pane is to be opened, and gets the focus.
    EnterText,
    /// The focus moves from the list to the text.
    LeaveList,
    /// A speech is to be opened at a range of its text.
    GoTo {
        /// The index of the speech.
        speech: usize,
        /// The range of a match or a paragraph.
        range: Range<usize>,
    },
    /// This range of the open speech is to be shown, and its paragraph selected.
    Show(Range<usize>),
    /// The reader returns to a position in the open speech.
    ReturnTo(Position),
    /// The block with this index goes to the top of the page.
    PutOnTop(usize),
    /// The text scrolls to this share of its length.
    ScrollTo(Share),
    /// The paragraph in this row of the page is selected.
    PointAt(usize),
    /// A movement waits until the open speech is loaded.
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
    HeadReplaced(usize),
    /// The text of a speech was loaded, or loaded again.
    TextReplaced {
        /// The index of the speech.
        speech: usize,
        /// The text before.
        before: Arc<Entry>,
        /// `true` if the reader asked to reload it.
        is_reload: bool,
    },
    /// The text of a speech is about to be evicted from memory.
    Evicting(usize),

    /// The query in a search prompt has changed. It is `None` if it is empty, and `Err` if it is not valid.
    QueryEdited(Result<Option<Arc<Query>>, ()>),
    /// These search options hold from now on.
    OptionsChosen(Options),
    /// A query was accepted.
    QueryAccepted,
    /// A search prompt was cancelled.
    QueryCancelled,
    /// Speeches that have not been searched are to be searched.
    SearchRest,
    /// More matches are known, or the text that a movement to a match waits for.
    MatchesFound,
    /// The reader goes to the next match, or repeats the last search.
    NextMatch,
    /// The reader goes to the next or previous match, this number of times.
    StepMatches(Motion, usize),
    /// The matches in a speech are outdated.
    MatchesOutdated(usize),
    /// The line of the concordance with this number is to be opened.
    OpenLine(usize),
    /// The first line of this speech in the concordance is to be selected.
    SelectLineOf(usize),

    /// The entry of the list with this number is to be opened.
    OpenEntry(usize),
    /// The list's cursor moves.
    MoveCursor(Motion),
    /// The list's cursor moves to the bookmark with this id.
    SelectBookmark(String),
    /// The list has this filter now.
    Filtered(String),
    /// The headings of the open speech are to be listed.
    ListHeadings,

    /// The label of a bookmark is to be edited.
    EditLabel(Box<Bookmark>),
    /// A bookmark has this label now.
    Labelled(Box<Bookmark>, String),
    /// A bookmark was not found, and the reader wants to know why.
    ExplainOrphan(String),
    /// The popup has done its work.
    ClosePopup,
}

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
