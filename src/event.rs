//! Events: what background jobs and the terminal report to the app.

pub(crate) mod version_column;

use std::{
    ops::Range,
    path::PathBuf,
    sync::{Arc, Weak},
    time::Duration,
};

use oratory_core::{
    Annotation, AnnotationChange, Arrangement, Caution, Comparison, Figures, MatchIndex, Mode, NearTable,
    Overview, Places, Query, Resolution, VersionRow, WordRow,
};

use self::version_column::VersionColumn;
use crate::catalog::{DocumentId, Entry};
use crate::command::Command;
use crate::effect::{Counted, ExportRequest, Indexed, ScopedPhrases};
use crate::session::SavedDraft;

/// A report to the app. Unlike a [`Command`], it leaves the notice in place and does not
/// count as a movement of the reader.
#[derive(Debug, Clone)]
pub enum Event {
    /// The screen was resized to these columns and rows.
    Resized(u16, u16),
    /// The annotations were read from disk, or could not be read for this reason.
    AnnotationsRead(Result<SavedAnnotations, String>),
    /// Bookmarks were resolved in a newer text, given by its SHA-256. Each resolution comes with its bookmark's id.
    AnnotationsResolved(String, Vec<(String, Resolution)>),
    /// This change to the bookmarks was saved, or could not be saved for this reason.
    AnnotationSaved(AnnotationChange, Result<(), String>),
    /// The drafts of notes were read from disk, or could not be read for this reason.
    DraftsRead(Result<Vec<SavedDraft>, String>),
    /// The draft of the annotation with this id was saved or removed, or could not be for this reason.
    DraftSaved(String, Result<(), String>),
    /// The file of bookmarks was missing, and this number of bookmarks was saved again.
    AnnotationsRewritten(usize),
    /// The matches of a query in some speeches have been counted.
    MatchesCounted {
        /// The query. `Weak`, because it may take megabytes and this report should not keep it alive.
        query: Weak<Query>,
        /// The counts of matches in each speech.
        match_index: Vec<(DocumentId, MatchIndex)>,
    },
    /// Passages with the same words as the selected one have been counted in some speeches.
    PassageCounted {
        /// The query.
        query: Weak<Query>,
        /// The counts in each speech.
        match_index: Vec<(DocumentId, MatchIndex)>,
    },
    /// The matches of a query in the requested arrangement, each as speech and byte range.
    LinesArranged(Arc<Query>, Arrangement, Vec<(DocumentId, Range<usize>)>),
    /// The words near the matches of a query have been counted in some of the speeches, or in all.
    NearCounted(Arc<Query>, NearCount),
    /// Speeches were found in the reader's folders or in a pipe. The flag is `true` while more may follow.
    TextsFound(Vec<Arc<Entry>>, Option<bool>),
    /// This notice names texts of a folder that ignore files exclude.
    TextsIgnored(String),
    /// A speech could not be searched, because its file could not be read for this reason.
    TextUnreadable(DocumentId, String),
    /// The load of this speech was stopped.
    LoadStopped(DocumentId),
    /// This file of a speech has changed since it was read.
    FileChanged(DocumentId, ChangedFile),
    /// A speech, or more of a text from a pipe, was loaded, or could not be loaded for this reason.
    TextLoaded(DocumentId, Result<Arc<Entry>, String>),
    /// The words of long texts have been counted.
    WordsCounted,
    /// The sentences of a long text have been counted.
    SentencesCounted,
    /// The figures of this speech were computed.
    FiguresComputed(DocumentId, Figures),
    /// A question of a study view is being answered: this number of texts has been read.
    StudyProgressed {
        /// The number of the question.
        number: usize,
        /// The texts that have been read.
        done: usize,
        /// All texts.
        of: usize,
    },
    /// This is known of the answer to the question with this number, while more texts are read.
    StudyGrew(usize, Arc<Answer>),
    /// The question with this number was answered. There is no answer if a text cannot be read.
    Studied(usize, Option<Arc<Answer>>),
    /// The facts about these two speeches were computed.
    OverviewComputed([DocumentId; 2], Arc<Overview>),
    /// An export has ended.
    Exported(ExportRequest, ExportOutcome),
    /// The program is about to be suspended: the session is saved now.
    SaveSession,
    /// The reader has been idle: positions are saved, and notices count as seen.
    Idle,
    /// The positions were saved, or could not be saved for this reason.
    SessionSaved(Result<(), String>),
    /// The disk has not answered a save for this long.
    SaveIsLate(Duration),
    /// A notice to show, for example that a request to the terminal failed.
    Notice(String),
    /// A job panicked. The terminal has reported it.
    JobFailed {
        /// `true` if it was to write a file that the reader has named.
        is_export: bool,
    },
}

/// The answer to a question of a study view.
#[derive(Debug)]
pub enum Answer {
    /// The phrases.
    Phrases(FoundPhrases),
    /// The words.
    Words(FoundWords),
    /// The comparison of two speeches.
    Compared(Compared),
}

/// The phrases of a speech.
#[derive(Debug)]
pub struct FoundPhrases {
    /// The lists. There is at least one.
    pub lists: Vec<Arc<ScopedPhrases>>,
    /// The speeches that are left out, because they are largely the text of the open one.
    pub(crate) alike: Vec<DocumentId>,
    /// The number of other speeches that have not been read, or cannot be.
    pub(crate) unread: usize,
}

/// The comparison of two speeches.
#[derive(Debug)]
pub struct Compared {
    /// The way in which they were compared.
    pub mode: Mode,
    /// The speeches.
    pub(crate) speeches: [Indexed; 2],
    /// The shared passages. There are none in other ways.
    pub comparison: Comparison,
    /// The aligned paragraphs of two versions. There are none in other ways.
    pub versions: Vec<VersionRow>,
    /// Both versions in one column.
    pub(crate) column: Option<Arc<VersionColumn>>,
}

/// Words with the speeches in which they are.
#[derive(Debug)]
pub struct FoundWords {
    /// The words.
    pub rows: Vec<WordRow>,
    /// The speeches.
    pub(crate) here: Vec<Counted>,
    /// The speeches that they are compared with.
    pub(crate) there: Vec<Counted>,
    /// The number of speeches on either side that have not been read, or cannot be.
    pub(crate) unread: [usize; 2],
    /// The number of words that both have.
    pub(crate) in_both: usize,
    /// The caution on short texts, if two are compared.
    pub(crate) caution: Option<Caution>,
    /// The greatest counts and G² of all words.
    pub(crate) widest: Widest,
    /// The places of the words, on each side that is one speech.
    pub(crate) places: [Option<Places>; 2],
}

/// The greatest figures in a list of words, for which its columns have room.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Widest {
    pub(crate) here: usize,
    pub(crate) there: usize,
    pub(crate) g2: f64,
}

impl Widest {
    /// Returns the greatest figures of these words.
    pub(crate) fn of(rows: &[WordRow]) -> Self {
        rows.iter().fold(Self::default(), |most, row| Self {
            here: most.here.max(row.contrast.here),
            there: most.there.max(row.contrast.there),
            g2: most.g2.max(row.g2.abs()),
        })
    }
}

impl FoundWords {
    /// Returns `true` if there are speeches to compare with.
    pub(crate) const fn is_compared(&self) -> bool {
        !self.there.is_empty()
    }
}

/// The outcome of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportOutcome {
    /// The file was written. The message names it.
    Done(String),
    /// There is a file of this name, which the reader has not agreed to replace.
    Exists(String),
    /// The file could not be written, for this reason.
    Failed(String),
}

/// The words near the matches of a query, as far as they are counted.
#[derive(Debug, Clone, Default)]
pub struct NearCount {
    /// The words.
    pub table: Arc<NearTable>,
    /// The number of speeches that have been read.
    pub read: usize,
    /// The number of all speeches.
    pub of: usize,
}

/// The input of [`App::update`](crate::app::App::update).
#[derive(Debug, Clone)]
pub enum Input {
    /// A request of the reader.
    Command(Command),
    /// A report of a job or of the terminal.
    Event(Event),
}

impl From<Command> for Input {
    fn from(command: Command) -> Self {
        Self::Command(command)
    }
}

impl From<Event> for Input {
    fn from(event: Event) -> Self {
        Self::Event(event)
    }
}

/// The annotations on disk.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SavedAnnotations {
    /// The annotations, in the order in which they were added.
    pub annotations: Vec<Annotation>,
    /// The annotations that were removed or changed last, as they were before.
    pub undo: Vec<Annotation>,
}

/// A file of a speech that has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangedFile {
    /// The file of the text, or its sidecar.
    Text,
    /// A file of a folder, which states details of the speech.
    Beside(PathBuf),
}
