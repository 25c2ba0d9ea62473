//! Effects that the app requests from the terminal, and jobs for background threads.

use std::{
    ops::{Range, RangeInclusive},
    path::Path,
    sync::Arc,
};

use jiff::civil;
use oratory_core::{
    Annotation, AnnotationChange, Arrangement, Collocate, Document, Limits, LinesFormat, Mode, NotesFormat,
    Phrases, Query, SharedRow, Style, VersionRow, WordCounts, WordIndex, WordRow,
};

use crate::catalog::{DocumentId, Entry};
use crate::session::{DraftChange, SessionChange};

/// A side effect that the app requests.
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
    ReadAnnotations,
    /// Saves these changes to the bookmarks, in their order. A change may come with a speech, whose text is
    /// saved beside the bookmark. If the file is missing, the bookmarks in the second field are saved again. The
    /// third field has the steps in which bookmarks were removed or changed, in order: the ids of those that the next session
    /// restores together.
    SaveAnnotations(Vec<(AnnotationChange, Option<Arc<Document>>)>, Vec<Annotation>, Vec<Vec<String>>),
    /// Resolves bookmarks in a speech whose text has changed since they were set.
    ResolveAnnotations(Arc<Document>, Vec<Annotation>),
    /// Reads the drafts of notes from disk.
    ReadDrafts,
    /// Saves this change to the drafts of notes.
    SaveDraft(DraftChange),
    /// Saves this change to the positions.
    SaveSession(Box<SessionChange>),
    /// Walks the reader's folders and looks for speeches.
    WalkFolders,
    /// Checks whether the file of this speech has changed.
    CheckFile(DocumentId, Arc<Entry>),
    /// Loads the whole speech.
    Load(DocumentId, Arc<Entry>),
    /// Counts the matches of a query. A newer search cancels an older one.
    Search {
        /// The query.
        query: Arc<Query>,
        /// The speeches, in the order of the answers.
        speeches: Vec<(DocumentId, Arc<Entry>)>,
    },
    /// Counts passages with the same words as the selected one. A newer count cancels an older one.
    CountPassage {
        /// The query.
        query: Arc<Query>,
        /// The speeches, in the order of the answers.
        speeches: Vec<(DocumentId, Arc<Entry>)>,
    },
    /// Filters and sorts the matches of a query.
    Arrange {
        /// The query.
        query: Arc<Query>,
        /// The filter and the order.
        arrangement: Arrangement,
        /// The speeches.
        speeches: Vec<(DocumentId, Arc<Entry>)>,
    },
    /// Counts the words near the matches of a query. A newer count cancels an older one.
    CountNear {
        /// The query.
        query: Arc<Query>,
        /// The speeches.
        speeches: Vec<(DocumentId, Arc<Entry>)>,
    },
    /// Answers a question of a study view. A newer question cancels an older one.
    Study(StudyJob),
    /// Cancels the last question of a study view.
    CancelStudy,
    /// Stops the load of this speech if a converter prints its text.
    StopLoad(DocumentId),
    /// Computes facts about two speeches, for the foot of the list.
    ComputeOverview([(DocumentId, Arc<Entry>); 2]),
    /// Counts the words of these speeches.
    CountWords(Vec<Arc<Document>>),
    /// Counts the sentences of a speech.
    CountSentences(Arc<Document>),
    /// Exports to a file that the reader has named.
    Export(Export),
    /// Stops the exports that have been requested.
    CancelExports,
    /// Computes the figures of this speech.
    ComputeFigures(DocumentId, Arc<Document>),
}

/// A question of a study view.
#[derive(Debug, Clone)]
pub struct StudyJob {
    /// The number of the question. The answer has the same.
    pub number: usize,
    /// The question.
    pub question: Question,
}

/// Settings of a comparison of two speeches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparing {
    /// The way to compare them, or `None` for the one that suits them.
    pub mode: Option<Mode>,
    /// The least length of shared passages.
    pub limits: Limits,
}

/// The paragraphs of a speech that are compared, or `None` for all.
pub(crate) type Part = Option<RangeInclusive<usize>>;

/// A question about the words of speeches.
#[derive(Debug, Clone)]
pub enum Question {
    /// The phrases of a speech: one list for each scope.
    Phrases {
        /// The speech.
        open: (DocumentId, Arc<Entry>),
        /// A passage of it, as a byte range. Its phrases are searched for elsewhere.
        passage: Option<Range<usize>>,
        /// The others. There may be none.
        others: Vec<(DocumentId, Arc<Entry>)>,
        /// The least length and number in several speeches.
        across: Limits,
        /// The least length and number in one speech, and of a passage.
        within: Limits,
    },
    /// The passages or changes of two speeches.
    Compared {
        /// The speeches.
        pair: [(DocumentId, Arc<Entry>); 2],
        /// The paragraphs of each.
        parts: [Part; 2],
        /// The settings of the comparison.
        how: Comparing,
    },
    /// The words of some speeches, compared with those of others.
    Words {
        /// The speeches.
        here: Vec<(DocumentId, Arc<Entry>)>,
        /// The others. There may be none.
        there: Vec<(DocumentId, Arc<Entry>)>,
    },
}

/// A speech with its words.
pub(crate) type Indexed = (DocumentId, Arc<WordIndex>);

/// The counts of the words of a speech, and its language, a BCP 47 tag.
#[derive(Debug, Clone)]
pub(crate) struct SpeechCounts {
    pub(crate) counts: Arc<WordCounts>,
    pub(crate) language: Option<Arc<str>>,
}

/// A speech with the counts of its words.
pub(crate) type Counted = (DocumentId, SpeechCounts);

/// The phrases of a scope, with the speeches in which they are.
#[derive(Debug)]
pub struct ScopedPhrases {
    /// The scope.
    pub(crate) scope: PhraseScope,
    /// The phrases.
    pub phrases: Phrases,
    /// The least length and number.
    pub(crate) limits: Limits,
    /// The speeches, by the numbers that the places of the phrases name.
    pub(crate) speeches: Vec<Indexed>,
    /// The number of words in phrases, for each speech of a list of one or two, and for the open one of a longer list.
    pub(crate) covered: Vec<usize>,
    /// For each phrase of a library, the numbers of the first and the last other speech, and the first one's day.
    pub(crate) uses: Vec<Uses>,
}

/// The first and the last use of a phrase in other speeches.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Uses {
    /// The number of the first speech.
    pub(crate) first: usize,
    /// The number of the last one.
    pub(crate) last: usize,
    /// The day of the first.
    pub(crate) day: Option<civil::Date>,
}

/// The scope of a list of phrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PhraseScope {
    /// The phrases of a passage that occur elsewhere: in the rest of the speech, which has number 1, and in the others.
    Passage,
    /// The phrases that two speeches share.
    Shared,
    /// The phrases that other speeches have too.
    Used,
    /// The phrases that a speech repeats.
    Repeated,
}

/// The subject of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportSubject {
    /// The annotations with these ids.
    Notes(Vec<String>),
    /// The lines of the concordance.
    Lines,
    /// The list of phrases.
    Phrases,
    /// The words in the list.
    Words,
    /// The words near the matches of the search.
    Near,
    /// The comparison of two speeches.
    Comparison,
}

impl ExportSubject {
    /// Returns the error in the name of a file, if it is empty or its extension is of no format.
    pub(crate) fn fault(&self, name: &str) -> Option<String> {
        let path = Path::new(name.trim());
        if path.as_os_str().is_empty() {
            return Some("type the name of a file".to_owned());
        }
        match self {
            Self::Notes(_) => NotesFormat::of(path).err(),
            Self::Lines | Self::Phrases | Self::Words | Self::Near | Self::Comparison => {
                LinesFormat::of(path).err()
            }
        }
    }
}

/// A request of the reader to export to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRequest {
    /// The subject.
    pub subject: ExportSubject,
    /// The name of the file, as it was typed.
    pub name: String,
    /// `true` if the reader has agreed to replace a file of this name.
    pub may_replace: bool,
}

/// The lines of a concordance.
#[derive(Debug, Clone)]
pub(crate) struct Lines {
    /// The query.
    pub query: Arc<Query>,
    /// The matches in their order, or `None` for all in the order of the texts.
    pub chosen: Option<Vec<(DocumentId, Range<usize>)>>,
    /// The speeches.
    pub speeches: Vec<(DocumentId, Arc<Entry>)>,
}

/// A list of phrases: its rows in their order, and its speeches.
pub(crate) type PhraseRows = (Arc<ScopedPhrases>, Vec<usize>, Vec<Arc<Entry>>);

/// Words: the lines above them, the words, and `true` if two sides are compared.
pub(crate) type Words = (Vec<String>, Vec<WordRow>, bool);

/// Words near matches: the lines above them, and the words.
pub(crate) type NearRows = (Vec<String>, Vec<Collocate>);

/// A comparison of two speeches to export. Only the rows of its way are used.
#[derive(Debug, Clone)]
pub(crate) struct ComparisonToExport {
    pub(crate) mode: Mode,
    pub(crate) speeches: [(Arc<Entry>, Arc<WordIndex>); 2],
    pub(crate) shared: Vec<SharedRow>,
    pub(crate) pairs: Vec<(Option<usize>, Option<usize>)>,
    pub(crate) versions: Vec<VersionRow>,
}

/// An export with its content.
#[derive(Debug, Clone)]
pub struct Export {
    /// The request.
    pub request: ExportRequest,
    /// The content.
    pub(crate) content: ExportContent,
    /// The style of the citations.
    pub style: Style,
}

/// The content of an export.
#[derive(Debug, Clone)]
pub(crate) enum ExportContent {
    /// Annotations with their speeches, as far as those are in the library.
    Notes(Vec<(Annotation, Option<Arc<Entry>>)>),
    /// Lines of a concordance.
    Lines(Lines),
    /// A list of phrases.
    Phrases(PhraseRows),
    /// Words with their counts.
    Words(Words),
    /// The words near the matches of a search.
    Near(NearRows),
    /// The rows of a comparison.
    Comparison(ComparisonToExport),
}
