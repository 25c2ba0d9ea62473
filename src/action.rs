//! What the reader asks for, and what the world must then do: plain data, that does nothing itself.

use std::{
    mem::discriminant,
    ops::Range,
    sync::{Arc, Weak},
    time::Duration,
};

use crate::{
    places,
    study::{concordance::By, details::Figures},
    text::{
        bookmark::{Bookmark, Change},
        counts::Counts,
        revision::Fate,
        search::Query,
        speech::Speech,
    },
};

/// What is asked of the app: by a key, by the terminal, or by a job that is done.
#[derive(Debug, Clone)]
pub enum Action {
    /// Go somewhere; a count repeats it, or names the paragraph.
    Move(Motion, Option<usize>),
    /// Go to the speech that was read before this one.
    LastSpeech,
    /// Go back to where the last jump was made.
    JumpBack,
    /// Go forward again.
    JumpForward,
    /// Go from the list to the text, or from the text to the list.
    SwitchPane,
    /// Go to the list.
    FocusList,
    /// Go to the text.
    FocusText,
    /// Show the list, or hide it.
    ToggleList,
    /// Read what the list's cursor is on.
    Open,
    /// Begin to type a query.
    StartSearch,
    /// Begin to type what the list's entries are to contain.
    StartFilter,
    /// Bookmark the current paragraph, or take its bookmark away.
    ToggleBookmark,
    /// Give a bookmark a label: the one under the list's cursor, or one at the current paragraph.
    EditLabel,
    /// Show all hits, a line each, in the text's place, or the text again.
    ShowConcordance,
    /// Read the speech again from its file.
    Reload,
    /// Put the headings of the speech in the list's place, or the speeches back.
    ShowOutline,
    /// List the speeches in another order.
    SortList,
    /// Put the bookmarks in the list's place, or the speeches back.
    ShowBookmarks,
    /// Take away the bookmark under the list's cursor.
    DropBookmark,
    /// Bring back the bookmark that was taken away last.
    UndoDrop,
    /// Attach a bookmark that is lost to a paragraph: in their list to the current one, on its sheet to the one
    /// that is proposed there.
    AttachBookmark,
    /// Copy the current paragraph.
    Copy(Copied),
    /// Show the keys.
    ShowHelp,
    /// Show the details of the speech.
    ShowDetails,
    /// Set a narrower column: by one step, or so many.
    Narrow(Option<usize>),
    /// Set a wider column: by one step, or so many.
    Widen(Option<usize>),
    /// Give the column the width that the configuration has.
    ResetWidth,
    /// Show the paragraph numbers, or hide them.
    ToggleNumbers,
    /// Take the mouse from the terminal, or give it back.
    ToggleMouse,
    /// The mouse was pressed at this column and row.
    Press(u16, u16),
    /// The mouse is drawn along, pressed, at this column and row.
    Drag(u16, u16),
    /// The mouse's wheel was turned up or down at this column and row.
    Wheel(Turn, u16, u16),
    /// Close the topmost thing: prompt, help, list, highlight.
    Cancel,
    /// Close what was opened over the text, else quit.
    Close,
    /// Cancel what is open, else quit.
    Interrupt,
    /// Stop, until the shell continues the program.
    Suspend,
    /// Draw the whole screen anew.
    Repaint,
    /// Say what number has been typed before a movement so far.
    ShowCount(usize),
    /// Do nothing: a key was pressed that has no meaning yet.
    Ignore,
    /// Say that this key, as it is written, does nothing here.
    UnknownKey(String),
    /// Change the line in the prompt.
    Edit(Edit),
    /// Turn a search option on or off.
    Toggle(SearchOption),
    /// Put the search made before this one in the prompt; in a filter, go up.
    RecallPrevious,
    /// Put the search made after this one in the prompt; in a filter, go down.
    RecallNext,
    /// Take what the prompt holds.
    Accept,
    /// The screen has this size now: columns, rows.
    Resize(u16, u16),
    /// These bookmarks were on disk; or why they cannot be read.
    BookmarksRead(Result<Vec<Bookmark>, String>),
    /// What became of bookmarks in the text with this SHA-256, which is a later one than theirs: each by its id.
    Traced(String, Vec<(String, Fate)>),
    /// This change to the bookmarks is on disk; or why not.
    BookmarkSaved(Change, Result<(), String>),
    /// The file was missing; this many bookmarks have been written again.
    BookmarksRestored(usize),
    /// The hits of a query in some speeches have been counted.
    Found {
        /// The query as it was sent out. It may take megabytes, and is not kept by what waits to be told of it.
        query: Weak<Query>,
        /// The speeches by their place in the library, and how many hits there are in each.
        counts: Vec<(usize, Counts)>,
    },
    /// The hits of a query in another order than that of their places: each by its speech's place in the library,
    /// and its bytes there.
    Sorted(Arc<Query>, By, Vec<(usize, Range<usize>)>),
    /// Speeches have been found in the reader's folders, and whether there may be more; or in a text from a pipe.
    Shelved(Vec<Arc<Speech>>, Option<bool>),
    /// Ignore files leave out texts of a folder, as this line says.
    LeftOut(String),
    /// A speech could not be searched: its file cannot be read, for this reason.
    Unread(usize, String),
    /// The file of this speech has changed since it was read.
    Changed(usize),
    /// A speech has been read whole, or more of the head of a text from a pipe; or why it cannot be.
    Loaded(usize, Result<Arc<Speech>, String>),
    /// The words of a long text have been counted.
    Counted,
    /// The figures of the speech with this place in the library.
    Studied(usize, Figures),
    /// Have the places saved.
    KeepPlaces,
    /// The reader has come to rest: have them saved, and what was said has been seen.
    Rest,
    /// The places are on disk; or why not.
    PlacesSaved(Result<(), String>),
    /// For so long the disk has not told whether something is saved.
    SavingIsLate(Duration),
    /// Show a notice: something that was asked of the terminal has not been done.
    Notify(String),
    /// A job came to nothing through a fault of the program, which has been told on the terminal.
    JobFailed,
}

impl Action {
    /// The same action with the count that was typed before it, where it takes one.
    #[must_use]
    pub fn with_count(self, count: Option<usize>) -> Self {
        match self {
            Self::Move(motion, _) => Self::Move(motion, count),
            Self::Narrow(_) => Self::Narrow(count),
            Self::Widen(_) => Self::Widen(count),
            other => other,
        }
    }

    /// Whether it is a jump: a movement after which the reader may want to go back.
    pub const fn is_jump(&self) -> bool {
        matches!(
            self,
            Self::Move(Motion::Start | Motion::End | Motion::Percent, _) | Self::Open | Self::Accept
        )
    }

    /// Whether both ask for the same, whatever count or data they carry.
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
    /// A row down.
    RowDown,
    /// A row up.
    RowUp,
    /// A page down, with one row of overlap.
    PageDown,
    /// A page up, with one row of overlap.
    PageUp,
    /// Half a page down.
    HalfPageDown,
    /// Half a page up.
    HalfPageUp,
    /// To the start; with a count, to that paragraph.
    Start,
    /// To the end; with a count, to that paragraph.
    End,
    /// To so many per cent of the whole, which the count names.
    Percent,
    /// To the next paragraph.
    NextParagraph,
    /// To the previous paragraph.
    PreviousParagraph,
    /// To the next speech.
    NextSpeech,
    /// To the previous speech.
    PreviousSpeech,
    /// To the next hit.
    NextHit,
    /// To the previous hit.
    PreviousHit,
}

impl Motion {
    /// Returns `true` for a movement that a reader reads on with, and `false` for a jump or a step back.
    pub const fn reads_on(self) -> bool {
        matches!(self, Self::RowDown | Self::PageDown | Self::HalfPageDown | Self::NextParagraph)
    }
}

/// A change to the line that is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Put letters in, one by one.
    Type(String),
    /// Put a text in.
    Paste(String),
    /// One character back.
    Left,
    /// One character on.
    Right,
    /// One word back.
    WordLeft,
    /// One word on.
    WordRight,
    /// To the start of the line.
    Home,
    /// To the end of the line.
    End,
    /// Take away the character before the cursor.
    Backspace,
    /// Take away the character under the cursor.
    Delete,
    /// Take away the word before the cursor.
    DeleteWord,
    /// Take away the word after the cursor.
    DeleteNextWord,
    /// Take away all that stands before the cursor.
    DeleteToStart,
    /// Take away all that stands after the cursor.
    DeleteToEnd,
    /// Put back what was taken away last.
    Yank,
}

/// How a query is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchOption {
    /// As a regular expression.
    Regex,
    /// Whole words only.
    Word,
    /// To the letter.
    Exact,
}

/// What is copied of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// The paragraph in quotation marks with its citation.
    Quotation,
    /// Its text alone.
    Text,
}

/// Which way the wheel of the mouse is turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Towards the start.
    Up,
    /// Towards the end.
    Down,
}

/// Which keys mean what: where the reader's attention is.
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
    /// A sheet over the panes: the help, the details.
    Sheet,
}

impl Context {
    /// All of them.
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

/// What the app wants of the world.
#[derive(Debug, Clone)]
pub enum Effect {
    /// End the program.
    Quit,
    /// Give the terminal back and stop.
    Suspend,
    /// Draw every cell anew.
    Repaint,
    /// Send this text to the terminal's clipboard.
    Copy(String),
    /// Give a text to a program that puts it into the clipboard.
    CopyWith {
        /// The program and its arguments.
        command: Vec<String>,
        /// The text.
        text: String,
        /// What it is, for the notice.
        what: String,
    },
    /// Take the mouse from the terminal, or give it back.
    Mouse(bool),
    /// Have a worker do this.
    Work(Job),
}

/// Work that does not fit between a key and its frame.
#[derive(Debug, Clone)]
pub enum Job {
    /// Read the bookmarks.
    ReadBookmarks,
    /// Apply these changes to the bookmarks on disk, in their order. A copy of the speech's text is kept with a
    /// bookmark in it. If the file is missing, it is written again with the bookmarks that come with the job.
    SaveBookmarks(Vec<(Change, Option<Arc<Speech>>)>, Vec<Bookmark>),
    /// Find out what became of bookmarks in a speech since it had the text that they were set in.
    Trace(Arc<Speech>, Vec<Bookmark>),
    /// Apply this change to the places on disk.
    SavePlaces(Box<places::Change>),
    /// Look for speeches in the reader's folders.
    Walk,
    /// Look whether the file of a speech has changed.
    Look(usize, Arc<Speech>),
    /// Read a speech whole, whose place in the library is told too.
    Load(usize, Arc<Speech>),
    /// Count the hits of a query. A newer search ends an older one.
    Search {
        /// What to look for.
        query: Arc<Query>,
        /// Where: places in the library and the speeches there, in the order in which to answer.
        speeches: Vec<(usize, Arc<Speech>)>,
    },
    /// Put the hits of a query in an order. Each speech comes with its place in the library.
    Sort {
        /// What to look for.
        query: Arc<Query>,
        /// In which order.
        by: By,
        /// Where.
        speeches: Vec<(usize, Arc<Speech>)>,
    },
    /// Count the words of these speeches.
    Count(Vec<Arc<Speech>>),
    /// Find the figures of a speech, whose place in the library is told too.
    Study(usize, Arc<Speech>),
}
