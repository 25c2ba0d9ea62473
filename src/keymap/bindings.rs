//! The table of all key bindings: name, default keys, command, contexts, help and hint.

use crate::command::{
    Command,
    Context::{
        self, Concordance, List, Near, Note, Notebook, Outline, Phrases, Popup, Prompt, Selection,
        SideBySide, Text, Words,
    },
    Copied, Edit, EndMotion,
    Motion::{
        End, HalfPageDown, HalfPageUp, NextAnnotation, NextMatch, NextParagraph, NextSentence, NextSpeech,
        NextTurn, PageDown, PageUp, Percent, PreviousAnnotation, PreviousMatch, PreviousParagraph,
        PreviousSentence, PreviousSpeech, PreviousTurn, RowDown, RowUp, Start,
    },
    SearchOption, Turn, View,
};

/// A command with its default keys.
#[derive(Debug)]
pub struct Binding {
    /// The name in `[keys]`.
    pub name: &'static str,
    /// The default keys, in the notation of `config.toml`: `j`, `Ctrl-f`, `PgDn`.
    pub keys: &'static [&'static str],
    /// The command that the keys give, with its argument: `Move(RowDown)` for `j`.
    pub command: Command,
    pub(crate) contexts: &'static [Context],
    /// The heading of the help.
    pub task: Task,
    /// The description in the help.
    pub help: &'static str,
    /// The description in a word or two, for the status line.
    pub(crate) hint: &'static str,
}

/// The headings of the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Moving in a text, a list, the help.
    Moving,
    /// Going from speech to speech.
    Speeches,
    /// Searching.
    Searching,
    /// Lines of the concordance.
    Concordance,
    /// The list of words near the matches.
    Near,
    /// Comparing speeches.
    Studying,
    /// Two speeches side by side.
    SideBySide,
    /// The list of phrases.
    Phrases,
    /// The list of words.
    Words,
    /// Typing in a prompt.
    Typing,
    /// Bookmarks.
    Bookmarks,
    /// The notebook.
    Notebook,
    /// Selecting a passage.
    Selecting,
    /// Copying and citing.
    Quoting,
    /// Layout of the page.
    Page,
    /// The program itself.
    Program,
}

impl Task {
    /// All tasks in the order of the help.
    pub const ALL: [Self; 16] = [
        Self::Moving,
        Self::Speeches,
        Self::Searching,
        Self::Concordance,
        Self::Near,
        Self::Studying,
        Self::SideBySide,
        Self::Phrases,
        Self::Words,
        Self::Typing,
        Self::Bookmarks,
        Self::Notebook,
        Self::Selecting,
        Self::Quoting,
        Self::Page,
        Self::Program,
    ];

    /// Returns the heading.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Moving => "Moving",
            Self::Speeches => "Speeches",
            Self::Searching => "Searching",
            Self::Concordance => "In the concordance",
            Self::Near => "In the list of words near the matches",
            Self::Studying => "Comparing speeches",
            Self::SideBySide => "Side by side",
            Self::Phrases => "In the list of phrases",
            Self::Words => "In the list of words",
            Self::Typing => "While typing",
            Self::Bookmarks => "Bookmarks",
            Self::Notebook => "In the notebook",
            Self::Selecting => "Selecting a passage",
            Self::Quoting => "Quoting",
            Self::Page => "Display (remembered until config.toml is edited)",
            Self::Program => "General",
        }
    }
}

/// All contexts in which nothing is typed.
const ANYWHERE: &[Context] =
    &[Text, Selection, List, Outline, Notebook, Concordance, Near, Phrases, Words, SideBySide, Popup];
const EVERYWHERE: &[Context] = &[
    Text,
    Selection,
    List,
    Outline,
    Notebook,
    Concordance,
    Near,
    Phrases,
    Words,
    SideBySide,
    Popup,
    Prompt,
    Note,
];
/// Contexts in which matches are visible and can be searched for.
const WITH_MATCHES: &[Context] = &[Text, Selection, List, Outline, Concordance];
/// The text and the lists.
const PANES: &[Context] = &[Text, Selection, List, Outline];
/// The lists, and the text while no passage is selected.
const UNSELECTED: &[Context] = &[Text, List, Outline];
/// The text, alone or beside another, and the lists.
const TEXTS_AND_LISTS: &[Context] = &[Text, Selection, List, Outline, SideBySide];
const SIDE_BY_SIDE: &[Context] = &[SideBySide];
const LISTS: &[Context] = &[List, Outline, Notebook];
const TEXT: &[Context] = &[Text, Selection, SideBySide];
/// The text while no passage is selected.
const UNSELECTED_TEXT: &[Context] = &[Text, SideBySide];
const SELECTION: &[Context] = &[Selection];
/// Contexts with a passage, a current paragraph or a selected concordance line.
const PARAGRAPHS: &[Context] = &[Text, Selection, SideBySide, Concordance];
const PHRASES: &[Context] = &[Phrases];
const NOTEBOOK: &[Context] = &[Notebook];
const CONCORDANCE: &[Context] = &[Concordance];
const NEAR: &[Context] = &[Near];
const WORDS: &[Context] = &[Words];
const PROMPT: &[Context] = &[Prompt];
const NOTE: &[Context] = &[Note];
/// The prompts and the editor of a note.
const TYPING: &[Context] = &[Prompt, Note];

const fn bind(
    name: &'static str,
    keys: &'static [&'static str],
    command: Command,
    contexts: &'static [Context],
    task: Task,
    help: &'static str,
    hint: &'static str,
) -> Binding {
    Binding { name, keys, command, contexts, task, help, hint }
}

/// Every binding, in the order of the help. The first of several bindings of a command gives its hint.
#[rustfmt::skip]
pub static BINDINGS: &[Binding] = &[
    bind("row_down", &["j", "Down"], Command::Move(RowDown, None), ANYWHERE, Task::Moving, "down one row", "down"),
    bind("row_up", &["k", "Up"], Command::Move(RowUp, None), ANYWHERE, Task::Moving, "up one row", "up"),
    bind("page_down", &["Space", "PgDn", "Ctrl-f"], Command::Move(PageDown, None), ANYWHERE, Task::Moving, "page down (keeps one row)", "page"),
    bind("page_down_in_text", &["f"], Command::Move(PageDown, None), &[Text, Selection, SideBySide, Popup], Task::Moving, "page down (in the text)", "page"),
    bind("page_up", &["b", "PgUp", "Ctrl-b"], Command::Move(PageUp, None), ANYWHERE, Task::Moving, "page up (keeps one row)", "page up"),
    bind("half_page_down", &["d", "Ctrl-d"], Command::Move(HalfPageDown, None), ANYWHERE, Task::Moving, "down half a page", "half down"),
    bind("half_page_up", &["u", "Ctrl-u"], Command::Move(HalfPageUp, None), &[Text, Selection, List, Outline, Concordance, Near, Phrases, Words, SideBySide, Popup], Task::Moving, "up half a page", "half up"),
    bind("start", &["g", "Home"], Command::Move(Start, None), ANYWHERE, Task::Moving, "go to the start, or to a paragraph (12g)", "start"),
    bind("end", &["G", "End"], Command::Move(End, None), ANYWHERE, Task::Moving, "go to the end, or to a paragraph (12G)", "end"),
    bind("percent", &["%"], Command::Move(Percent, None), ANYWHERE, Task::Moving, "go to a percentage of the whole (50%)", "per cent"),
    bind("next_paragraph", &["}"], Command::Move(NextParagraph, None), UNSELECTED_TEXT, Task::Moving, "next paragraph", "next ¶"),
    bind("previous_paragraph", &["{"], Command::Move(PreviousParagraph, None), UNSELECTED_TEXT, Task::Moving, "previous paragraph", "previous ¶"),
    bind("next_sentence", &[")"], Command::Move(NextSentence, None), UNSELECTED_TEXT, Task::Moving, "next sentence", "next sentence"),
    bind("previous_sentence", &["("], Command::Move(PreviousSentence, None), UNSELECTED_TEXT, Task::Moving, "previous sentence", "previous sentence"),
    bind("next_turn", &[">"], Command::Move(NextTurn, None), TEXT, Task::Moving, "next turn of a speaker", "next turn"),
    bind("previous_turn", &["<"], Command::Move(PreviousTurn, None), TEXT, Task::Moving, "previous turn of a speaker", "previous turn"),

    bind("next_speech", &["]"], Command::Move(NextSpeech, None), PANES, Task::Speeches, "next speech, where you left it", "next speech"),
    bind("previous_speech", &["["], Command::Move(PreviousSpeech, None), PANES, Task::Speeches, "previous speech, where you left it", "previous speech"),
    bind("last_speech", &["o"], Command::LastSpeech, PANES, Task::Speeches, "switch to the speech you read before this one", "back"),
    bind("jump_back", &["'", "Ctrl-o"], Command::JumpBack, TEXTS_AND_LISTS, Task::Speeches, "go back to where you were before the last jump", "back"),
    bind("jump_forward", &["\""], Command::JumpForward, TEXTS_AND_LISTS, Task::Speeches, "go forward again", "forward"),
    bind("switch_pane", &["Tab"], Command::SwitchPane, PANES, Task::Speeches, "switch between the text and the list", "switch"),
    bind("go_to_list", &["h", "Left"], Command::FocusList, UNSELECTED, Task::Speeches, "go to the list", "list"),
    bind("go_to_text", &["l", "Right"], Command::FocusText, UNSELECTED, Task::Speeches, "go to the text", "text"),
    bind("reload", &["r"], Command::Reload, TEXT, Task::Speeches, "reload the speech from its file", "reload"),
    bind("outline", &["t"], Command::ShowOutline, PANES, Task::Speeches, "toggle the list of headings", "headings"),
    bind("sort", &["s"], Command::SortList, &[List, Notebook, Concordance], Task::Speeches, "change the order (in the list of speeches, the notebook, the concordance)", "sort"),
    bind("open", &["Enter"], Command::Open, &[List, Outline, Notebook, Concordance, Phrases, Words], Task::Speeches, "open the selected entry", "read"),

    bind("search", &["/"], Command::StartSearch, &[Text, Selection, List, Outline, Concordance, Near, SideBySide], Task::Searching, "search from here (a | b: either), or for the selection; empty: again", "search"),
    bind("concordance", &["c"], Command::ShowConcordance, &[Text, Selection, List, Outline, Concordance, Near], Task::Searching, "toggle the concordance: every match on one line", "concordance"),
    bind("filter", &["f"], Command::StartFilter, LISTS, Task::Searching, "filter the list or the notebook; searches cover what the list shows", "filter"),
    bind("next_match", &["n"], Command::Move(NextMatch, None), WITH_MATCHES, Task::Searching, "next match (repeats the last search)", "next"),
    bind("previous_match", &["N"], Command::Move(PreviousMatch, None), WITH_MATCHES, Task::Searching, "previous match", "previous"),

    bind("phrases", &["p"], Command::ShowStudy(View::Phrases), &[Text, Selection, List, Outline, Concordance, Near, Phrases, Words, SideBySide], Task::Studying, "toggle the phrases that speeches have in common, or that the selection has", "phrases"),
    bind("words", &["w"], Command::ShowStudy(View::Words), &[Text, List, Phrases, Words, SideBySide], Task::Studying, "toggle the words that tell speeches apart", "words"),
    bind("lines_of_row", &["c"], Command::ShowConcordance, &[Phrases, Words], Task::Studying, "the lines of the selected phrase or word, like Enter", "lines"),
    bind("side_by_side", &["|"], Command::ShowStudy(View::SideBySide), &[Text, List, Phrases, Words, SideBySide], Task::Studying, "two speeches side by side; in the list: the open and the selected one", "compare"),

    bind("next_passage", &["n"], Command::Move(NextMatch, None), SIDE_BY_SIDE, Task::SideBySide, "next shared passage or change; while a search is shown: next match", "next"),
    bind("previous_passage", &["N"], Command::Move(PreviousMatch, None), SIDE_BY_SIDE, Task::SideBySide, "previous shared passage or change, or match", "previous"),
    bind("next_counterpart", &["o"], Command::NextCounterpart, SIDE_BY_SIDE, Task::SideBySide, "go to the next place of the passage in the other speech", "other place"),
    bind("other_pane", &["Tab"], Command::SwitchPane, SIDE_BY_SIDE, Task::SideBySide, "switch to the other speech", "pane"),
    bind("next_way", &["s"], Command::NextWay, SIDE_BY_SIDE, Task::SideBySide, "compare in another way: shared passages, parallel, versions", "way"),
    bind("shift_down", &["J"], Command::ShiftPairing(Turn::Down), SIDE_BY_SIDE, Task::SideBySide, "move the paragraphs beside this one and below down by one (remembered)", "shift"),
    bind("shift_up", &["K"], Command::ShiftPairing(Turn::Up), SIDE_BY_SIDE, Task::SideBySide, "move the paragraphs beside this one and below up by one", "shift up"),
    bind("longer_passages", &["+"], Command::RaiseLimit, SIDE_BY_SIDE, Task::SideBySide, "share only longer passages", "longer"),
    bind("shorter_passages", &["-"], Command::LowerLimit, SIDE_BY_SIDE, Task::SideBySide, "share shorter passages too", "shorter"),

    bind("next_scope", &["Tab"], Command::NextScope, PHRASES, Task::Phrases, "next scope: in the others, repeated in this speech, repeated in the other", "scope"),
    bind("longer_phrases", &["+"], Command::RaiseLimit, PHRASES, Task::Phrases, "longer phrases only: one word more", "longer"),
    bind("shorter_phrases", &["-"], Command::LowerLimit, PHRASES, Task::Phrases, "shorter phrases too: one word less", "shorter"),
    bind("phrase_edges", &["a"], Command::ToggleEdgeWords, PHRASES, Task::Phrases, "show or hide phrases that begin or end with words such as the and of", "all edges"),
    bind("sort_phrases", &["s"], Command::SortList, PHRASES, Task::Phrases, "change the order: by length, frequency or place; in a library also by date", "sort"),
    bind("filter_phrases", &["f"], Command::StartFilter, PHRASES, Task::Phrases, "filter by words (!word: without it)", "filter"),
    bind("next_place", &["n"], Command::Move(NextMatch, None), PHRASES, Task::Phrases, "next phrase, or next place", "next"),
    bind("previous_place", &["N"], Command::Move(PreviousMatch, None), PHRASES, Task::Phrases, "previous phrase, or previous place", "previous"),
    bind("export_phrases", &["e"], Command::Export, PHRASES, Task::Phrases, "export the phrases to a file", "export"),

    bind("swap", &["Tab"], Command::NextScope, WORDS, Task::Words, "compare the other way; in a library, with or without the others", "the other way"),
    bind("sort_words", &["s"], Command::SortList, WORDS, Task::Words, "change the order: by difference, count, word, log ratio, first place", "sort"),
    bind("filter_words", &["f"], Command::StartFilter, WORDS, Task::Words, "filter by parts of words (part*: those that begin with it)", "filter"),
    bind("without_edge_words", &["a"], Command::ToggleEdgeWords, WORDS, Task::Words, "hide or show words such as the and of", "without the, of…"),
    bind("export_words", &["e"], Command::Export, WORDS, Task::Words, "export the words to a file", "export"),

    bind("accept", &["Enter"], Command::Accept, TYPING, Task::Typing, "accept (stay at the match, save the note, keep the filter)", "done"),
    bind("recall_previous", &["Up", "Ctrl-p"], Command::RecallPrevious, PROMPT, Task::Typing, "previous search; up in a filtered list", "before"),
    bind("recall_next", &["Down", "Ctrl-n"], Command::RecallNext, PROMPT, Task::Typing, "next search; down in a filtered list", "after"),
    bind("break_line", &["Alt-Enter", "Ctrl-j"], Command::Edit(Edit::Break), NOTE, Task::Typing, "break the line (in a note)", "new line"),
    bind("up_in_note", &["Up", "Ctrl-p"], Command::Edit(Edit::Up), NOTE, Task::Typing, "up one row (in a note)", "up"),
    bind("down_in_note", &["Down", "Ctrl-n"], Command::Edit(Edit::Down), NOTE, Task::Typing, "down one row (in a note)", "down"),
    bind("regex", &["F2", "Alt-r"], Command::Toggle(SearchOption::Regex), PROMPT, Task::Typing, "toggle regular expressions", "regex"),
    bind("whole_words", &["F3", "Alt-w"], Command::Toggle(SearchOption::Word), PROMPT, Task::Typing, "toggle whole words", "words"),
    bind("exact", &["F4", "Alt-c"], Command::Toggle(SearchOption::Exact), PROMPT, Task::Typing, "toggle exact matching (case, accents, quotes)", "exact"),
    bind("char_left", &["Left", "Ctrl-b"], Command::Edit(Edit::Left), TYPING, Task::Typing, "back one character", "left"),
    bind("char_right", &["Right", "Ctrl-f"], Command::Edit(Edit::Right), TYPING, Task::Typing, "forward one character", "right"),
    bind("word_left", &["Alt-b", "Ctrl-Left", "Alt-Left"], Command::Edit(Edit::WordLeft), TYPING, Task::Typing, "back one word", "word left"),
    bind("word_right", &["Alt-f", "Ctrl-Right", "Alt-Right"], Command::Edit(Edit::WordRight), TYPING, Task::Typing, "forward one word", "word right"),
    bind("line_start", &["Home", "Ctrl-a"], Command::Edit(Edit::Home), TYPING, Task::Typing, "go to the start of the line", "start"),
    bind("line_end", &["End", "Ctrl-e"], Command::Edit(Edit::End), TYPING, Task::Typing, "go to the end of the line", "end"),
    bind("delete_before", &["Backspace", "Ctrl-h"], Command::Edit(Edit::Backspace), TYPING, Task::Typing, "delete the character before; close the prompt if it is empty", "delete"),
    bind("delete_under", &["Del", "Ctrl-d"], Command::Edit(Edit::Delete), TYPING, Task::Typing, "delete the character under the cursor", "delete"),
    bind("delete_word", &["Ctrl-w", "Alt-Backspace"], Command::Edit(Edit::DeleteWord), TYPING, Task::Typing, "delete the previous word", "delete word"),
    bind("delete_next_word", &["Alt-d"], Command::Edit(Edit::DeleteNextWord), TYPING, Task::Typing, "delete the next word", "delete word"),
    bind("delete_to_start", &["Ctrl-u"], Command::Edit(Edit::DeleteToStart), TYPING, Task::Typing, "delete to the start of the line", "clear"),
    bind("delete_to_end", &["Ctrl-k"], Command::Edit(Edit::DeleteToEnd), TYPING, Task::Typing, "delete to the end of the line", "clear"),
    bind("paste", &["Ctrl-y"], Command::Edit(Edit::Yank), TYPING, Task::Typing, "paste the last deletion", "paste"),

    bind("tick_line", &["m"], Command::Tick, CONCORDANCE, Task::Concordance, "tick the line, or remove its tick", "tick"),
    bind("mark_lines", &["M"], Command::EditNote, CONCORDANCE, Task::Concordance, "highlight the ticked lines, or the selected one, with one note", "mark"),
    bind("open_line", &["z"], Command::Unfold, CONCORDANCE, Task::Concordance, "open the line in place: sentence, paragraph, closed", "open"),
    bind("filter_lines", &["f"], Command::StartFilter, CONCORDANCE, Task::Concordance, "filter by words in the paragraph (!word: without; +: ticked)", "filter"),
    bind("words_near", &["w"], Command::ShowNear, CONCORDANCE, Task::Concordance, "words before and after; again: words near, by difference", "near"),

    bind("lines_near", &["Enter"], Command::Open, NEAR, Task::Near, "show only the lines with this word near the match", "show its lines"),
    bind("sort_near", &["s"], Command::SortList, NEAR, Task::Near, "change the order: by difference, count, word, log ratio", "sort"),
    bind("edge_words", &["a"], Command::ToggleEdgeWords, NEAR, Task::Near, "leave out words such as the and of, or list them again", "without the, of…"),
    bind("export_near", &["e"], Command::Export, NEAR, Task::Near, "export the words to a file", "export"),
    bind("all_lines", &["w"], Command::ShowNear, NEAR, Task::Near, "return to the lines of the concordance", "lines"),

    bind("bookmark", &["m"], Command::ToggleBookmark, TEXT, Task::Bookmarks, "highlight the selection or bookmark the paragraph; again: remove it", "bookmark"),
    bind("note", &["M"], Command::EditNote, TEXT, Task::Bookmarks, "write or edit a note on the selection or paragraph", "note"),
    bind("show_note", &["Enter"], Command::ShowNotes, TEXT, Task::Bookmarks, "show or hide the notes on the selection or paragraph", "notes"),
    bind("next_annotation", &["."], Command::Move(NextAnnotation, None), TEXT, Task::Bookmarks, "next highlight or bookmark; selects a highlight", "next mark"),
    bind("previous_annotation", &[","], Command::Move(PreviousAnnotation, None), TEXT, Task::Bookmarks, "previous highlight or bookmark; selects a highlight", "previous mark"),

    bind("notebook", &["B"], Command::ShowNotebook, &[Text, Selection, List, Outline, Notebook, Concordance, Near, Phrases, Words, SideBySide], Task::Notebook, "toggle the notebook: all bookmarks and highlights", "notebook"),
    bind("tick", &["m"], Command::Tick, NOTEBOOK, Task::Notebook, "tick the entry, or remove its tick", "tick"),
    bind("edit_note", &["r"], Command::EditNote, NOTEBOOK, Task::Notebook, "edit the note", "note"),
    bind("remove", &["x"], Command::RemoveBookmark, NOTEBOOK, Task::Notebook, "remove the ticked entries, or the selected one", "remove"),
    bind("undo", &["u"], Command::UndoRemoval, NOTEBOOK, Task::Notebook, "undo the last removal or change", "undo"),
    bind("attach", &["a"], Command::AttachBookmark, &[Notebook, Popup], Task::Notebook, "attach an entry that was not found to the current or suggested paragraph", "attach"),
    bind("undo_in_text", &["U"], Command::UndoRemoval, &[Text, Selection, List, Outline, Notebook, Concordance, Near, SideBySide], Task::Bookmarks, "undo the last removal or change", "undo"),

    bind("select", &["v"], Command::Select, TEXT, Task::Selecting, "select the current match or sentence; clear the selection", "select"),
    bind("end_forward", &["l", "Right"], Command::MoveEnd(EndMotion::EndOn, None), SELECTION, Task::Selecting, "move its end one word on", "longer"),
    bind("end_back", &["h", "Left"], Command::MoveEnd(EndMotion::EndBack, None), SELECTION, Task::Selecting, "move its end one word back", "shorter"),
    bind("start_forward", &["L", "Shift-Right"], Command::MoveEnd(EndMotion::StartOn, None), SELECTION, Task::Selecting, "move its start one word on", "start on"),
    bind("start_back", &["H", "Shift-Left"], Command::MoveEnd(EndMotion::StartBack, None), SELECTION, Task::Selecting, "move its start one word back", "start back"),
    bind("sentence_forward", &[")"], Command::MoveEnd(EndMotion::SentenceOn, None), SELECTION, Task::Selecting, "move its end one sentence on", "sentence on"),
    bind("sentence_back", &["("], Command::MoveEnd(EndMotion::SentenceBack, None), SELECTION, Task::Selecting, "move its end one sentence back", "sentence back"),
    bind("paragraph_forward", &["}"], Command::MoveEnd(EndMotion::ParagraphOn, None), SELECTION, Task::Selecting, "move its end one paragraph on", "¶ on"),
    bind("paragraph_back", &["{"], Command::MoveEnd(EndMotion::ParagraphBack, None), SELECTION, Task::Selecting, "move its end one paragraph back", "¶ back"),

    bind("copy", &["y"], Command::Copy(Copied::Quotation, None), PARAGRAPHS, Task::Quoting, "copy the selection or paragraph with its citation (3y: three)", "copy"),
    bind("copy_text", &["Y"], Command::Copy(Copied::Text, None), PARAGRAPHS, Task::Quoting, "copy the words of the selection or paragraph", "copy text"),
    bind("export", &["e"], Command::Export, &[Notebook, Concordance, SideBySide], Task::Quoting, "export the notebook, the concordance or the comparison to a file", "export"),
    bind("details", &["i"], Command::ShowDetails, ANYWHERE, Task::Quoting, "show details: file, source, length, SHA-256", "details"),

    bind("narrower", &["-"], Command::Narrow(None), PANES, Task::Page, "narrower column (5-: five steps)", "narrower"),
    bind("wider", &["+"], Command::Widen(None), PANES, Task::Page, "wider column (5+: five steps)", "wider"),
    bind("reset_width", &["="], Command::ResetWidth, PANES, Task::Page, "reset the column to the configured width", "reset"),
    bind("numbers", &["#"], Command::ToggleNumbers, TEXTS_AND_LISTS, Task::Page, "toggle the paragraph numbers", "numbers"),
    bind("markup", &["*"], Command::ToggleMarkup, TEXTS_AND_LISTS, Task::Page, "toggle markup characters; in subtitles: the times", "markup"),
    bind("toggle_list", &["\\"], Command::ToggleList, WITH_MATCHES, Task::Page, "toggle the list", "list"),
    bind("mouse", &["Alt-m"], Command::ToggleMouse, ANYWHERE, Task::Page, "toggle the mouse (off: the terminal selects text)", "mouse"),

    bind("help", &["?", "F1"], Command::ShowHelp, ANYWHERE, Task::Program, "toggle this help", "help"),
    bind("help_while_typing", &["F1"], Command::ShowHelp, TYPING, Task::Program, "toggle this help while typing", "help"),
    bind("cancel", &["Esc"], Command::Cancel, EVERYWHERE, Task::Program, "close or cancel; clear the selection or the highlight", "done"),
    bind("close", &["q"], Command::Close, ANYWHERE, Task::Program, "close the popup, clear the selection, or quit", "quit"),
    bind("interrupt", &["Ctrl-c"], Command::Interrupt, EVERYWHERE, Task::Program, "cancel, stop a search, or quit", "quit"),
    bind("suspend", &["Ctrl-z"], Command::Suspend, EVERYWHERE, Task::Program, "suspend (fg in the shell comes back)", "suspend"),
    bind("repaint", &["Ctrl-l"], Command::Repaint, EVERYWHERE, Task::Program, "redraw the screen", "repaint"),
];
