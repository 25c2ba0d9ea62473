//! Actions, effects and jobs, as plain data: requests to the app, and its requests to the outside.

use std::{
    mem::discriminant,
    ops::Range,
    sync::{Arc, Weak},
    time::Duration,
};

use oratory_core::{
    anchor::{
        bookmark::{Bookmark, Change},
        diff::Fate,
    },
    document::speech::Speech,
    search::{counts::Counts, query::Query},
    study::{concordance::By, figures::Figures},
};

use crate::places;

/// A request to the app, from a key, the terminal or a finished job.
#[derive(Debug, Clone)]
pub enum Action {
    /// Moves. The count repeats the movement, or names a paragraph.
    Move(Motion, Option<usize>),
    /// Switches to the speech that was open before this one.
    LastSpeech,
    /// Goes back to the position before the last jump.
    JumpBack,
    /// Goes forward again in the jump list.
    JumpForward,
    /// Moves the focus from the list to the text, or back.
    SwitchPane,
    /// Moves the focus to the list.
    FocusList,
    /// Moves the focus to the text.
    FocusText,
    /// Toggles the list.
    ToggleList,
    /// Opens the entry under the list's cursor.
    Open,
    /// Opens the search prompt.
    StartSearch,
    /// Opens the filter prompt of a list.
    StartFilter,
    /// Adds a bookmark at the current paragraph, or removes the one there.
    ToggleBookmark,
    /// Edits the label of the bookmark under the list's cursor, or at the current paragraph.
    EditLabel,
    /// Toggles the concordance.
    ShowConcordance,
    /// Reloads the speech from its file.
    Reload,
    /// Toggles the list of headings.
    ShowOutline,
    /// Changes the order of the list of speeches or of the concordance.
    SortList,
    /// Toggles the list of bookmarks.
    ShowBookmarks,
    /// Removes the bookmark under the list's cursor.
    DropBookmark,
    /// Undoes the last removal or change of a bookmark.
    UndoDrop,
    /// Attaches a lost bookmark: from the list to the current paragraph, from its popup to the proposed one.
    AttachBookmark,
    /// Copies the current paragraph.
    Copy(Copied),
    /// Toggles the help.
    ShowHelp,
    /// Shows the details of the speech.
    ShowDetails,
    /// Narrows the text column by the given number of steps, or by one.
    Narrow(Option<usize>),
    /// Widens the text column by the given number of steps, or by one.
    Widen(Option<usize>),
    /// Resets the text width to the configured one.
    ResetWidth,
    /// Toggles the paragraph numbers.
    ToggleNumbers,
    /// Toggles mouse support.
    ToggleMouse,
    /// A mouse button was pressed at this column and row.
    Press(u16, u16),
    /// The mouse was dragged to this column and row.
    Drag(u16, u16),
    /// The mouse wheel was turned at this column and row.
    Wheel(Turn, u16, u16),
    /// Closes the topmost of prompt, popup, list and highlight.
    Cancel,
    /// Closes what is open over the text, or quits.
    Close,
    /// Cancels, stops a search, or quits.
    Interrupt,
    /// Suspends the program until the shell continues it.
    Suspend,
    /// Redraws the whole screen.
    Repaint,
    /// Shows the count typed so far.
    ShowCount(usize),
    /// Does nothing: the key begins a longer input.
    Ignore,
    /// Reports that this key does nothing here.
    UnknownKey(String),
    /// Edits the line in the prompt.
    Edit(Edit),
    /// Toggles a search option.
    Toggle(SearchOption),
    /// Puts the previous search into the prompt; in a filter, moves up.
    RecallPrevious,
    /// Puts the next search into the prompt; in a filter, moves down.
    RecallNext,
    /// Accepts the input of the prompt.
    Accept,
    /// The screen was resized to these columns and rows.
    Resize(u16, u16),
    /// The bookmarks were read from disk, or could not be read for this reason.
    BookmarksRead(Result<Vec<Bookmark>, String>),
    /// Bookmarks were resolved in a newer text, given by its SHA-256. Each resolution comes with its
    /// bookmark's id.
    Traced(String, Vec<(String, Fate)>),
    /// This change to the bookmarks was saved, or could not be saved for this reason.
    BookmarkSaved(Change, Result<(), String>),
    /// The file of bookmarks was missing, and this number of bookmarks was saved again.
    BookmarksRestored(usize),
    /// The matches of a query in some speeches have been counted.
    Found {
        /// The query. `Weak`, because it may take megabytes and this report should not keep it alive.
        query: Weak<Query>,
        /// The counts of matches, each with its speech's index in the library.
        counts: Vec<(usize, Counts)>,
    },
    /// The matches of a query in the requested order, each as speech index and byte range.
    Sorted(Arc<Query>, By, Vec<(usize, Range<usize>)>),
    /// Speeches were found in the reader's folders or in a pipe. The flag is `true` while more may follow.
    Shelved(Vec<Arc<Speech>>, Option<bool>),
    /// This notice names texts of a folder that ignore files exclude.
    LeftOut(String),
    /// A speech could not be searched, because its file could not be read for this reason.
    Unread(usize, String),
    /// The file of this speech has changed since it was read.
    Changed(usize),
    /// A speech, or more of a text from a pipe, was loaded, or could not be loaded for this reason.
    Loaded(usize, Result<Arc<Speech>, String>),
    /// The words of long texts have been counted.
    Counted,
    /// The figures of the speech with this index were computed.
    Studied(usize, Figures),
    /// Saves the positions now.
    KeepPlaces,
    /// The reader has been idle: positions are saved, and notices count as seen.
    Rest,
    /// The positions were saved, or could not be saved for this reason.
    PlacesSaved(Result<(), String>),
    /// The disk has not answered a save for this long.
    SavingIsLate(Duration),
    /// Shows a notice, for example that a request to the terminal failed.
    Notify(String),
    /// A job panicked. The terminal has reported it.
    JobFailed,
}

impl Action {
    /// Returns the action with `count`, if it takes a count.
    #[must_use]
    pub fn with_count(self, count: Option<usize>) -> Self {
        match self {
            Self::Move(motion, _) => Self::Move(motion, count),
            Self::Narrow(_) => Self::Narrow(count),
            Self::Widen(_) => Self::Widen(count),
            other => other,
        }
    }

    /// Returns `true` if the action is a jump, after which the reader may want to go back.
    pub const fn is_jump(&self) -> bool {
        matches!(
            self,
            Self::Move(Motion::Start | Motion::End | Motion::Percent, _) | Self::Open | Self::Accept
        )
    }

    /// Returns `true` if both are the same kind of action, whatever their count or data.
    pub fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Move(motion, _), Self::Move(other, _)) => motion == other,
            (Self::Toggle(option), Self::Toggle(other)) => option == other,
            (Self::Copy(copied), Self::Copy(other)) => copied == other,
            (Self::Edit(edit), Self::Edit(other)) => discriminant(edit) == discriminant(other),
            _ => discriminant(self) == discriminant(other),
        }
    }
}

/// A movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Motion {
    /// One row down.
    RowDown,
    /// One row up.
    RowUp,
    /// One page down, less one row.
    PageDown,
    /// One page up, less one row.
    PageUp,
    /// Half a page down.
    HalfPageDown,
    /// Half a page up.
    HalfPageUp,
    /// To the start, or with a count to that paragraph.
    Start,
    /// To the end, or with a count to that paragraph.
    End,
    /// To the percentage of the text that the count gives.
    Percent,
    /// To the next paragraph.
    NextParagraph,
    /// To the previous paragraph.
    PreviousParagraph,
    /// To the next speech.
    NextSpeech,
    /// To the previous speech.
    PreviousSpeech,
    /// To the next match.
    NextHit,
    /// To the previous match.
    PreviousHit,
}

impl Motion {
    /// Returns `true` if the movement continues reading, `false` if it jumps or goes back.
    pub const fn reads_on(self) -> bool {
        matches!(self, Self::RowDown | Self::PageDown | Self::HalfPageDown | Self::NextParagraph)
    }
}

/// An edit of the line in a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Inserts typed characters, one by one.
    Type(String),
    /// Inserts pasted text.
    Paste(String),
    /// One character back.
    Left,
    /// One character forward.
    Right,
    /// One word back.
    WordLeft,
    /// One word forward.
    WordRight,
    /// To the start of the line.
    Home,
    /// To the end of the line.
    End,
    /// Deletes the character before the cursor.
    Backspace,
    /// Deletes the character under the cursor.
    Delete,
    /// Deletes the word before the cursor.
    DeleteWord,
    /// Deletes the word after the cursor.
    DeleteNextWord,
    /// Deletes everything before the cursor.
    DeleteToStart,
    /// Deletes everything after the cursor.
    DeleteToEnd,
    /// Inserts what was deleted last.
    Yank,
}

/// A search option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchOption {
    /// The query is a regular expression.
    Regex,
    /// The query matches whole words only.
    Word,
    /// Case, accents, quotes and dashes must match.
    Exact,
}

/// The part of a paragraph to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// The paragraph in quotation marks with its citation.
    Quotation,
    /// The text of the paragraph alone.
    Text,
}

/// A direction of the mouse wheel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Towards the start.
    Up,
    /// Towards the end.
    Down,
}

/// The part of the program that has the focus. It decides what keys do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// The text.
    Text,
    /// The list of speeches.
    List,
    /// The list of bookmarks.
    Bookmarks,
    /// The list of headings.
    Outline,
    /// The concordance.
    Concordance,
    /// A prompt.
    Prompt,
    /// A popup over the panes: help or details.
    Sheet,
}

impl Context {
    /// All contexts.
    pub const ALL: [Self; 7] = [
        Self::Text,
        Self::List,
        Self::Bookmarks,
        Self::Outline,
        Self::Concordance,
        Self::Prompt,
        Self::Sheet,
    ];
}

/// A request of the app to the outside.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Quits the program.
    Quit,
    /// Restores the terminal and suspends the program.
    Suspend,
    /// Redraws every cell.
    Repaint,
    /// Sends this text to the terminal's clipboard (OSC 52).
    Copy(String),
    /// Pipes a text into a clipboard program.
    CopyWith {
        /// The program and its arguments.
        command: Vec<String>,
        /// The text.
        text: String,
        /// A description of the text, for the notice.
        what: String,
    },
    /// Turns mouse support on or off.
    Mouse(bool),
    /// Submits a job to the workers.
    Work(Job),
}

/// A job: work that takes too long to run between a key and its frame.
#[derive(Debug, Clone)]
pub enum Job {
    /// Reads the bookmarks from disk.
    ReadBookmarks,
    /// Saves these changes to the bookmarks, in their order. A change may come with a speech, whose text is
    /// saved beside the bookmark. If the file is missing, the bookmarks in the second field are saved again.
    SaveBookmarks(Vec<(Change, Option<Arc<Speech>>)>, Vec<Bookmark>),
    /// Resolves bookmarks in a speech whose text has changed since they were set.
    Trace(Arc<Speech>, Vec<Bookmark>),
    /// Saves this change to the positions.
    SavePlaces(Box<places::Change>),
    /// Walks the reader's folders and looks for speeches.
    Walk,
    /// Checks whether the file of the speech with this index has changed.
    Look(usize, Arc<Speech>),
    /// Loads the whole speech with this index.
    Load(usize, Arc<Speech>),
    /// Counts the matches of a query. A newer search cancels an older one.
    Search {
        /// The query.
        query: Arc<Query>,
        /// The speeches with their indexes in the library, in the order of the answers.
        speeches: Vec<(usize, Arc<Speech>)>,
    },
    /// Sorts the matches of a query.
    Sort {
        /// The query.
        query: Arc<Query>,
        /// The order.
        by: By,
        /// The speeches with their indexes in the library.
        speeches: Vec<(usize, Arc<Speech>)>,
    },
    /// Counts the words of these speeches.
    Count(Vec<Arc<Speech>>),
    /// Computes the figures of the speech with this index.
    Study(usize, Arc<Speech>),
}
