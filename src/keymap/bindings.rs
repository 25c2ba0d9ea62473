//! Every binding: what keys can do, with the keys that do it by default, where they do it, and the words
//! for it.

use super::{Binding, Task};
use crate::action::{
    Action::{
        self, Accept, AttachBookmark, Cancel, Close, Copy, DropBookmark, EditLabel, FocusList, FocusText,
        Interrupt, JumpBack, JumpForward, LastSpeech, Move, Narrow, Open, RecallNext, RecallPrevious, Reload,
        Repaint, ShowBookmarks, ShowConcordance, ShowDetails, ShowHelp, ShowOutline, SortList, StartFilter,
        StartSearch, Suspend, SwitchPane, Toggle, ToggleBookmark, ToggleList, ToggleMouse, ToggleNumbers,
        UndoDrop, Widen,
    },
    Context::{self, Concordance, List, Outline, Prompt, Sheet, Text},
    Copied, Edit,
    Motion::{
        End, HalfPageDown, HalfPageUp, NextHit, NextParagraph, NextSpeech, PageDown, PageUp, PreviousHit,
        PreviousParagraph, PreviousSpeech, RowDown, RowUp, Start,
    },
    SearchOption,
};

/// Everything but a prompt.
const ANYWHERE: &[Context] = &[Text, List, Context::Bookmarks, Outline, Concordance, Sheet];
/// A prompt too.
const EVERYWHERE: &[Context] = &[Text, List, Context::Bookmarks, Outline, Concordance, Sheet, Prompt];
/// Where hits are seen.
const WITH_HITS: &[Context] = &[Text, List, Context::Bookmarks, Outline, Concordance];
/// The text and the lists.
const PANES: &[Context] = &[Text, List, Context::Bookmarks, Outline];
const LISTS: &[Context] = &[List, Context::Bookmarks, Outline];
const TEXT: &[Context] = &[Text];
const LIST_OF_BOOKMARKS: &[Context] = &[Context::Bookmarks];
const PROMPT: &[Context] = &[Prompt];

const fn bind(
    name: &'static str,
    keys: &'static [&'static str],
    action: Action,
    contexts: &'static [Context],
    task: Task,
    help: &'static str,
    hint: &'static str,
) -> Binding {
    Binding { name, keys, action, contexts, task, help, hint }
}

/// Every binding, in the order of the help.
#[rustfmt::skip]
pub static BINDINGS: &[Binding] = &[
    bind("row_down", &["j", "Down"], Move(RowDown, None), ANYWHERE, Task::Moving, "a row down", "down"),
    bind("row_up", &["k", "Up"], Move(RowUp, None), ANYWHERE, Task::Moving, "a row up", "up"),
    bind("page_down", &["Space", "PgDn", "Ctrl-f"], Move(PageDown, None), ANYWHERE, Task::Moving, "a page down, with one row of overlap", "page"),
    bind("page_down_in_text", &["f"], Move(PageDown, None), &[Text, Sheet], Task::Moving, "a page down, in the text", "page"),
    bind("page_up", &["b", "PgUp", "Ctrl-b"], Move(PageUp, None), ANYWHERE, Task::Moving, "a page up", "page up"),
    bind("half_page_down", &["d", "Ctrl-d"], Move(HalfPageDown, None), ANYWHERE, Task::Moving, "half a page down", "half down"),
    bind("half_page_up", &["u", "Ctrl-u"], Move(HalfPageUp, None), &[Text, List, Outline, Concordance, Sheet], Task::Moving, "half a page up", "half up"),
    bind("start", &["g", "Home"], Move(Start, None), ANYWHERE, Task::Moving, "the start; with a number before it, that paragraph", "start"),
    bind("end", &["G", "End"], Move(End, None), ANYWHERE, Task::Moving, "the end; with a number before it, that paragraph", "end"),
    bind("next_paragraph", &["}"], Move(NextParagraph, None), TEXT, Task::Moving, "the next paragraph", "next ¶"),
    bind("previous_paragraph", &["{"], Move(PreviousParagraph, None), TEXT, Task::Moving, "the previous paragraph", "previous ¶"),

    bind("next_speech", &["]"], Move(NextSpeech, None), PANES, Task::Speeches, "the next speech, where it was left", "next speech"),
    bind("previous_speech", &["["], Move(PreviousSpeech, None), PANES, Task::Speeches, "the previous speech, where it was left", "previous speech"),
    bind("last_speech", &["o"], LastSpeech, PANES, Task::Speeches, "the speech read before this one, and back", "back"),
    bind("jump_back", &["'", "Ctrl-o"], JumpBack, PANES, Task::Speeches, "back to where the last jump was made", "back"),
    bind("jump_forward", &["\""], JumpForward, PANES, Task::Speeches, "forward again", "forward"),
    bind("switch_pane", &["Tab"], SwitchPane, PANES, Task::Speeches, "from the text to the list, and back", "switch"),
    bind("go_to_list", &["h", "Left"], FocusList, PANES, Task::Speeches, "to the list", "list"),
    bind("go_to_text", &["l", "Right"], FocusText, PANES, Task::Speeches, "to the text", "text"),
    bind("reload", &["r"], Reload, TEXT, Task::Speeches, "read the speech again from its file, if that has changed", "reload"),
    bind("outline", &["t"], ShowOutline, PANES, Task::Speeches, "the headings of the speech in the list's place, or the speeches again", "headings"),
    bind("sort", &["s"], SortList, &[List, Concordance], Task::Speeches, "sort the speeches in their list, or the hits in the concordance", "sort"),
    bind("open", &["Enter"], Open, &[List, Context::Bookmarks, Outline, Concordance], Task::Speeches, "read what the list's cursor is on", "read"),

    bind("search", &["/"], StartSearch, WITH_HITS, Task::Searching, "search, from here on", "search"),
    bind("concordance", &["c"], ShowConcordance, WITH_HITS, Task::Searching, "all hits, a line each, in the text's place, or the text again", "lines"),
    bind("filter", &["f"], StartFilter, LISTS, Task::Searching, "show only the entries that contain something (in a list)", "filter"),
    bind("next_hit", &["n"], Move(NextHit, None), PANES, Task::Searching, "the next hit, in this speech or a later one", "next"),
    bind("previous_hit", &["N"], Move(PreviousHit, None), PANES, Task::Searching, "the previous hit", "previous"),

    bind("accept", &["Enter"], Accept, PROMPT, Task::Typing, "take what is typed: stay at the hit, keep the label, keep the filter", "done"),
    bind("recall_previous", &["Up", "Ctrl-p"], RecallPrevious, PROMPT, Task::Typing, "the search made before; up in a filtered list", "before"),
    bind("recall_next", &["Down", "Ctrl-n"], RecallNext, PROMPT, Task::Typing, "the search made after; down in a filtered list", "after"),
    bind("regex", &["Alt-r"], Toggle(SearchOption::Regex), PROMPT, Task::Typing, "a regular expression, or words", "regex"),
    bind("whole_words", &["Alt-w"], Toggle(SearchOption::Word), PROMPT, Task::Typing, "whole words only, or parts too", "words"),
    bind("exact", &["Alt-c"], Toggle(SearchOption::Exact), PROMPT, Task::Typing, "to the letter, or capitals, accents, quotes and dashes alike", "exact"),
    bind("char_left", &["Left", "Ctrl-b"], Action::Edit(Edit::Left), PROMPT, Task::Typing, "a character back", "left"),
    bind("char_right", &["Right", "Ctrl-f"], Action::Edit(Edit::Right), PROMPT, Task::Typing, "a character on", "right"),
    bind("word_left", &["Alt-b", "Ctrl-Left"], Action::Edit(Edit::WordLeft), PROMPT, Task::Typing, "a word back", "word left"),
    bind("word_right", &["Alt-f", "Ctrl-Right"], Action::Edit(Edit::WordRight), PROMPT, Task::Typing, "a word on", "word right"),
    bind("line_start", &["Home", "Ctrl-a"], Action::Edit(Edit::Home), PROMPT, Task::Typing, "the start of the line", "start"),
    bind("line_end", &["End", "Ctrl-e"], Action::Edit(Edit::End), PROMPT, Task::Typing, "the end of the line", "end"),
    bind("delete_before", &["Backspace", "Ctrl-h"], Action::Edit(Edit::Backspace), PROMPT, Task::Typing, "delete the character before", "delete"),
    bind("delete_under", &["Del", "Ctrl-d"], Action::Edit(Edit::Delete), PROMPT, Task::Typing, "delete the character under the cursor", "delete"),
    bind("delete_word", &["Ctrl-w"], Action::Edit(Edit::DeleteWord), PROMPT, Task::Typing, "delete the word before", "delete word"),
    bind("delete_to_start", &["Ctrl-u"], Action::Edit(Edit::DeleteToStart), PROMPT, Task::Typing, "delete to the start of the line", "clear"),
    bind("delete_to_end", &["Ctrl-k"], Action::Edit(Edit::DeleteToEnd), PROMPT, Task::Typing, "delete to the end of the line", "clear"),
    bind("put_back", &["Ctrl-y"], Action::Edit(Edit::Yank), PROMPT, Task::Typing, "put back what was deleted", "put back"),

    bind("bookmark", &["m"], ToggleBookmark, TEXT, Task::Bookmarks, "bookmark the current paragraph, or take its bookmark away", "mark"),
    bind("label", &["M"], EditLabel, TEXT, Task::Bookmarks, "bookmark the current paragraph with a label, or edit its label", "label"),
    bind("bookmarks", &["B"], ShowBookmarks, PANES, Task::Bookmarks, "the bookmarks in the list's place, or the speeches again", "bookmarks"),
    bind("rename", &["r"], EditLabel, LIST_OF_BOOKMARKS, Task::Bookmarks, "edit the bookmark's label (in their list)", "rename"),
    bind("delete_bookmark", &["x"], DropBookmark, LIST_OF_BOOKMARKS, Task::Bookmarks, "delete the bookmark (in their list)", "delete"),
    bind("attach", &["a"], AttachBookmark, &[Context::Bookmarks, Sheet], Task::Bookmarks, "attach a lost bookmark to the ¶ proposed; in their list, to the current one", "attach"),
    bind("undo", &["u"], UndoDrop, LIST_OF_BOOKMARKS, Task::Bookmarks, "undo the last deletion, here or in the text (in their list)", "undo"),

    bind("copy", &["y"], Copy(Copied::Quotation), TEXT, Task::Quoting, "copy the current paragraph with its citation", "copy"),
    bind("copy_text", &["Y"], Copy(Copied::Text), TEXT, Task::Quoting, "copy the text of the current paragraph alone", "copy text"),
    bind("details", &["i"], ShowDetails, ANYWHERE, Task::Quoting, "the details of the speech: what is known of it, its length, its SHA-256", "details"),

    bind("narrower", &["-"], Narrow(None), PANES, Task::Page, "a narrower column; with a number before it, so many steps", "narrower"),
    bind("wider", &["+", "="], Widen(None), PANES, Task::Page, "a wider column; with a number before it, so many steps", "wider"),
    bind("numbers", &["#"], ToggleNumbers, PANES, Task::Page, "show or hide the paragraph numbers", "numbers"),
    bind("toggle_list", &["\\"], ToggleList, PANES, Task::Page, "hide or show the list", "list"),
    bind("mouse", &["Alt-m"], ToggleMouse, ANYWHERE, Task::Page, "give the mouse to the program, or back to the terminal", "mouse"),

    bind("help", &["?", "F1"], ShowHelp, ANYWHERE, Task::Program, "these keys", "help"),
    bind("help_while_typing", &["F1"], ShowHelp, PROMPT, Task::Program, "these keys, while typing too", "help"),
    bind("cancel", &["Esc"], Cancel, EVERYWHERE, Task::Program, "close the topmost thing: prompt, help, list, highlight", "done"),
    bind("close", &["q"], Close, ANYWHERE, Task::Program, "close what was opened over the text, else quit", "quit"),
    bind("interrupt", &["Ctrl-c"], Interrupt, EVERYWHERE, Task::Program, "cancel, or stop a search, else quit", "quit"),
    bind("suspend", &["Ctrl-z"], Suspend, EVERYWHERE, Task::Program, "suspend; the shell's fg comes back", "suspend"),
    bind("repaint", &["Ctrl-l"], Repaint, EVERYWHERE, Task::Program, "draw the screen anew", "repaint"),
];
