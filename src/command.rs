//! Commands: what the reader asks for. Keys are bound to them in [`keymap::bindings`](crate::keymap::bindings).

use std::mem::discriminant;

/// A request of the reader, by key, click or typed text.
#[derive(Debug, Clone)]
pub enum Command {
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
    /// Opens the entry under the cursor.
    Open,
    /// Opens the search prompt.
    StartSearch,
    /// Opens the filter prompt of a list, the notebook or the concordance.
    StartFilter,
    /// Highlights the selection or bookmarks the current paragraph, or removes the annotation of exactly that.
    ToggleBookmark,
    /// Edits the note of the annotation under the notebook's cursor, of the selection, of the current paragraph, or of the
    /// ticked lines of the concordance.
    EditNote,
    /// Shows or hides the notes on the selection or the current paragraph.
    ShowNotes,
    /// Toggles the concordance.
    ShowConcordance,
    /// Toggles a study view.
    ShowStudy(View),
    /// Changes the scope of a study view.
    NextScope,
    /// Raises the limit of a study view.
    RaiseLimit,
    /// Lowers the limit of a study view.
    LowerLimit,
    /// Changes the way in which two speeches are compared.
    NextWay,
    /// Goes to the next counterpart of a passage in the other speech.
    NextCounterpart,
    /// Moves the paragraphs of the other speech down or up, from the current one on.
    ShiftPairing(Turn),
    /// Opens the line of the concordance under the cursor in place, shows more of it, or closes it.
    Unfold,
    /// Shows the words near the matches: their positions, then a list, then none.
    ShowNear,
    /// Leaves edge words out of a list of words, or shows them.
    ToggleEdgeWords,
    /// Asks for the name of a file, and exports the annotations in the list or the lines of the concordance to it.
    Export,
    /// Reloads the speech from its file.
    Reload,
    /// Toggles the list of headings.
    ShowOutline,
    /// Changes the order of the list of speeches, the notebook or the concordance.
    SortList,
    /// Toggles the notebook.
    ShowNotebook,
    /// Ticks the annotation or the line under the cursor, or removes its tick.
    Tick,
    /// Removes the ticked annotations, or the one under the notebook's cursor.
    RemoveBookmark,
    /// Undoes the last removal or change of annotations.
    UndoRemoval,
    /// Attaches a lost annotation: from the notebook to the current paragraph, from its popup to the proposed one.
    AttachBookmark,
    /// Copies the selected passage, or this number of paragraphs from the current one on.
    Copy(Copied, Option<usize>),
    /// Selects the current match or sentence, or clears the selection.
    Select,
    /// Moves an end of the selection. The count repeats the movement.
    MoveEnd(EndMotion, Option<usize>),
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
    /// Shows or hides markup characters.
    ToggleMarkup,
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
}

impl Command {
    /// Returns the command with `count`, if it takes a count.
    #[must_use]
    pub(crate) fn with_count(self, count: Option<usize>) -> Self {
        match self {
            Self::Move(motion, _) => Self::Move(motion, count),
            Self::Copy(form, _) => Self::Copy(form, count),
            Self::MoveEnd(motion, _) => Self::MoveEnd(motion, count),
            Self::Narrow(_) => Self::Narrow(count),
            Self::Widen(_) => Self::Widen(count),
            other => other,
        }
    }

    /// Returns `true` if the command is a jump, after which the reader may want to go back.
    pub(crate) const fn is_jump(&self) -> bool {
        matches!(
            self,
            Self::Move(Motion::Start | Motion::End | Motion::Percent, _) | Self::Open | Self::Accept
        )
    }

    /// Returns `true` if the command goes to another speech, which clears the selection.
    pub(crate) const fn leaves_speech(&self) -> bool {
        matches!(self, Self::Move(Motion::NextSpeech | Motion::PreviousSpeech, _) | Self::LastSpeech)
    }

    /// Returns `true` if the command moves in the jump list, which is no new jump.
    pub(crate) const fn is_in_jump_list(&self) -> bool {
        matches!(self, Self::JumpBack | Self::JumpForward)
    }

    /// Returns `true` if both are the same kind of command, whatever their count or data.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Move(motion, _), Self::Move(other, _)) => motion == other,
            (Self::Toggle(option), Self::Toggle(other)) => option == other,
            (Self::Copy(copied, _), Self::Copy(other, _)) => copied == other,
            (Self::MoveEnd(motion, _), Self::MoveEnd(other, _)) => motion == other,
            (Self::ShowStudy(view), Self::ShowStudy(other)) => view == other,
            (Self::ShiftPairing(turn), Self::ShiftPairing(other)) => turn == other,
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
    /// To the next sentence.
    NextSentence,
    /// To the previous sentence.
    PreviousSentence,
    /// To the next turn of a speaker.
    NextTurn,
    /// To the previous turn of a speaker.
    PreviousTurn,
    /// To the next speech.
    NextSpeech,
    /// To the previous speech.
    PreviousSpeech,
    /// To the next match.
    NextMatch,
    /// To the previous match.
    PreviousMatch,
    /// To the next highlight or bookmark.
    NextAnnotation,
    /// To the previous highlight or bookmark.
    PreviousAnnotation,
}

impl Motion {
    /// Returns `true` if the movement continues reading, `false` if it jumps or goes back.
    pub(crate) const fn reads_on(self) -> bool {
        matches!(
            self,
            Self::RowDown | Self::PageDown | Self::HalfPageDown | Self::NextParagraph | Self::NextSentence
        )
    }
}

/// A movement of an end of the selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndMotion {
    /// The end, one word on.
    EndOn,
    /// The end, one word back.
    EndBack,
    /// The start, one word on.
    StartOn,
    /// The start, one word back.
    StartBack,
    /// The end, one sentence on.
    SentenceOn,
    /// The end, one sentence back.
    SentenceBack,
    /// The end, one paragraph on.
    ParagraphOn,
    /// The end, one paragraph back.
    ParagraphBack,
}

/// An edit of the line in a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Inserts typed characters, one by one.
    Type(String),
    /// Inserts pasted text.
    Paste(String),
    /// Breaks the line.
    Break,
    /// One row up.
    Up,
    /// One row down.
    Down,
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

/// The form in which a passage is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// In quotation marks, with its citation.
    Quotation,
    /// The words alone.
    Text,
}

/// A study view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The list of phrases.
    Phrases,
    /// The list of words.
    Words,
    /// Two speeches side by side.
    SideBySide,
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
pub(crate) enum Context {
    /// The text.
    Text,
    /// The text, while a passage is selected.
    Selection,
    /// The list of speeches.
    List,
    /// The notebook.
    Notebook,
    /// The list of headings.
    Outline,
    /// The concordance.
    Concordance,
    /// The list of words near the matches, in place of the lines of the concordance.
    Near,
    /// The list of phrases.
    Phrases,
    /// The list of words.
    Words,
    /// Two speeches side by side.
    SideBySide,
    /// A prompt.
    Prompt,
    /// The editor of a note.
    Note,
    /// A popup over the panes: help or details.
    Popup,
}

impl Context {
    /// All contexts.
    pub(crate) const ALL: [Self; 13] = [
        Self::Text,
        Self::Selection,
        Self::List,
        Self::Notebook,
        Self::Outline,
        Self::Concordance,
        Self::Near,
        Self::Phrases,
        Self::Words,
        Self::SideBySide,
        Self::Prompt,
        Self::Note,
        Self::Popup,
    ];

    /// Returns `true` if the concordance has the focus.
    pub(crate) const fn is_concordance(self) -> bool {
        matches!(self, Self::Concordance | Self::Near)
    }

    /// Returns `true` if letters are typed, and no keys of commands.
    pub(crate) const fn is_typing(self) -> bool {
        matches!(self, Self::Prompt | Self::Note)
    }
}
