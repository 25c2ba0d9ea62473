//! The key hints of the status line.

use oratory_core::Mode;

use crate::{
    app::{
        App,
        overlays::{popup::Popup, prompt::Prompt},
        study::phrase_layout::Level,
    },
    command::{Command, Context, Copied, Edit, Motion, SearchOption, Turn, View},
    config::Config,
};

/// The key hints of two speeches side by side.
const SIDE_BY_SIDE: &[Command] = &[
    Command::Copy(Copied::Quotation, None),
    Command::SwitchPane,
    Command::NextWay,
    Command::Export,
    Command::Move(Motion::NextMatch, None),
    Command::Cancel,
];

/// The key hints of two speeches side by side while a shared passage is selected.
const SHARED_PASSAGE: &[Command] = &[
    Command::NextWay,
    Command::Copy(Copied::Quotation, None),
    Command::Export,
    Command::SwitchPane,
    Command::NextCounterpart,
    Command::Move(Motion::NextMatch, None),
    Command::Cancel,
];

/// The key hints of paragraphs beside each other.
const PARALLEL: &[Command] = &[
    Command::Copy(Copied::Quotation, None),
    Command::ShiftPairing(Turn::Down),
    Command::SwitchPane,
    Command::Export,
    Command::NextWay,
    Command::Cancel,
];

/// The key hints of two versions.
const VERSIONS: &[Command] = &[
    Command::Copy(Copied::Quotation, None),
    Command::Export,
    Command::NextWay,
    Command::Move(Motion::NextMatch, None),
    Command::Cancel,
];

/// Returns the number of key hints that are kept as long as the title: the way out and the most important other keys.
pub(super) fn kept_hints(app: &App) -> usize {
    match app.context() {
        Context::List | Context::Outline | Context::Prompt | Context::Popup => 1,
        _ => 2,
    }
}

/// Returns the key hints, the least important first. The last one leads out.
pub(super) fn hints(app: &App, config: &Config) -> Vec<String> {
    let context = app.context();
    let commands: &[Command] = match context {
        Context::Text if app.library().can_stop_converting(app.open()) => {
            &[Command::ShowHelp, Command::Close, Command::Interrupt]
        }
        Context::Text if app.search().active().is_some_and(|search| search.stats(app.shown()).total > 0) => {
            &[
                Command::Move(Motion::PreviousMatch, None),
                Command::ShowConcordance,
                Command::Move(Motion::NextMatch, None),
                Command::Cancel,
            ]
        }
        Context::Text if app.search().active().is_some() => &[Command::Cancel],
        Context::Text if app.study().is_covered() => {
            &[Command::StartSearch, Command::ShowHelp, Command::Cancel]
        }
        Context::Text if app.library().len() > 1 => &[
            Command::ShowStudy(View::Words),
            Command::ShowStudy(View::Phrases),
            Command::ToggleBookmark,
            Command::StartSearch,
            Command::ShowHelp,
            Command::Close,
        ],
        Context::Text => &[Command::ToggleBookmark, Command::StartSearch, Command::ShowHelp, Command::Close],
        Context::Selection => &[
            Command::Copy(Copied::Quotation, None),
            Command::ToggleBookmark,
            Command::EditNote,
            Command::StartSearch,
            Command::Cancel,
        ],
        Context::List => {
            &[Command::ShowHelp, Command::SortList, Command::StartFilter, Command::Open, Command::Cancel]
        }
        Context::Notebook => notebook_commands(app),
        Context::Outline => &[Command::Open, Command::Cancel],
        Context::Concordance => concordance_commands(app),
        Context::Near => NEAR,
        Context::Phrases => phrase_commands(app),
        Context::Words if app.study().words().len() == 0 => &[Command::StartFilter, Command::Cancel],
        Context::Words => WORDS,
        Context::SideBySide => match app.study().beside().mode() {
            Some(Mode::Parallel) => PARALLEL,
            Some(Mode::Versions) => VERSIONS,
            _ if app.study().beside().passage(app.panes().active_number()).is_some() => SHARED_PASSAGE,
            _ => SIDE_BY_SIDE,
        },
        Context::Prompt => return prompt_hints(app, config),
        Context::Note => &[Command::Edit(Edit::Break), Command::Accept, Command::Cancel],
        Context::Popup if can_attach(app) => &[Command::AttachBookmark, Command::Cancel],
        Context::Popup if app.overlays().popup().is_some_and(Popup::has_more_than_fits) => {
            &[Command::Move(Motion::RowDown, None), Command::Move(Motion::PageDown, None), Command::Cancel]
        }
        Context::Popup => &[Command::Cancel],
    };
    commands.iter().filter_map(|command| hint(app, config, led_out(app, command))).collect()
}

/// Returns the command that leads out of the program in place of the one that leads back, if it was started for the view.
fn led_out<'a>(app: &App, command: &'a Command) -> &'a Command {
    let is_start_view = app.context() == Context::SideBySide && app.study().is_start_view();
    let is_out = is_start_view && matches!(command, Command::Cancel) && app.search().active().is_none();
    if is_out { &Command::Close } else { command }
}

/// The commands of the list of words, the least important first.
const WORDS: &[Command] = &[
    Command::ShowStudy(View::Phrases),
    Command::StartFilter,
    Command::SortList,
    Command::Export,
    Command::NextScope,
    Command::ToggleEdgeWords,
    Command::Open,
    Command::Cancel,
];

/// The commands of the list of words near the matches, the least important first.
const NEAR: &[Command] =
    &[Command::Export, Command::SortList, Command::ToggleEdgeWords, Command::Open, Command::Cancel];

/// Returns the key hints of the prompt, the least important first.
pub(super) fn prompt_hints(app: &App, config: &Config) -> Vec<String> {
    let options = [SearchOption::Regex, SearchOption::Word, SearchOption::Exact].map(Command::Toggle);
    let commands: &[Command] = match app.overlays().prompt() {
        Some(Prompt::Search(_)) => &options,
        _ => &[Command::Accept],
    };
    commands.iter().chain([&Command::Cancel]).filter_map(|command| hint(app, config, command)).collect()
}

/// Returns the hint for `command`: a key and a word.
fn hint(app: &App, config: &Config, command: &Command) -> Option<String> {
    let (key, word) = config.keymap.hint(app.context(), command)?;
    let word = match (command, app.overlays().prompt()) {
        // The keys of a passage need the room.
        (Command::Cancel, _) if app.context() == Context::Selection => return Some(key.to_string()),
        (Command::Cancel, _) => way_out(app),
        (Command::Interrupt, _) => "stop",
        (Command::AttachBookmark, _) if app.context() == Context::Notebook => {
            return Some(format!("{key} {}", attach_hint(app, word)));
        }
        (Command::RaiseLimit, _) => {
            let lower = config.keymap.hint(app.context(), &Command::LowerLimit);
            let lower = lower.map(|(key, _)| format!("/{key}")).unwrap_or_default();
            return Some(format!("{key}{lower} words"));
        }
        (Command::Open, _) if app.context() == Context::Phrases => match app.study().phrases().level() {
            Level::Phrases => "lines",
            Level::Places => word,
        },
        (Command::Open, _) if is_empty_list(app) => return None,
        (Command::Open, _) if app.context() == Context::Words => "lines",
        (Command::ToggleEdgeWords, _) if app.context() == Context::Near && is_without_edges(app) => {
            "with the, of…"
        }
        (Command::NextScope, _) if app.context() == Context::Words => {
            app.study().words().next_scope(app.study().subject())?
        }
        (Command::ToggleEdgeWords, _)
            if app.context() == Context::Words && app.study().words().skips_edge_words() =>
        {
            "with the, of…"
        }
        (Command::ShowConcordance, _) => "lines",
        (Command::Copy(..), _) => "quote",
        (Command::StartSearch, _) if app.context() == Context::Selection => "find",
        (Command::ToggleBookmark, _) if app.context() == Context::Selection => "mark",
        (Command::Accept, None) => "save",
        (Command::Accept, Some(Prompt::Filter(_))) => "keep",
        (Command::Accept, Some(Prompt::Export(_))) => "write",
        _ => word,
    };
    Some(format!("{key} {word}"))
}

/// Returns the commands of the list of phrases that are hinted at, the least important first.
fn phrase_commands(app: &App) -> &'static [Command] {
    let list = app.study().phrases();
    match list.level() {
        Level::Places => &[
            Command::Move(Motion::PreviousMatch, None),
            Command::Move(Motion::NextMatch, None),
            Command::Open,
            Command::Cancel,
        ],
        Level::Phrases if list.len() == 0 => {
            &[Command::ToggleEdgeWords, Command::NextScope, Command::LowerLimit, Command::Cancel]
        }
        Level::Phrases => &[
            Command::ToggleEdgeWords,
            Command::SortList,
            Command::StartFilter,
            Command::RaiseLimit,
            Command::Export,
            Command::ShowStudy(View::SideBySide),
            Command::Open,
            Command::Cancel,
        ],
    }
}

/// Returns `true` if edge words are left out of the list of words near the matches.
fn is_without_edges(app: &App) -> bool {
    app.search().concordance().is_some_and(|concordance| concordance.near().is_without_edges())
}

/// Returns `true` if lines are left out of the concordance.
fn has_line_filter(app: &App) -> bool {
    app.search().concordance().is_some_and(|concordance| concordance.view().is_filtered())
}

/// Returns the commands of the concordance that are hinted at, the least important first.
fn concordance_commands(app: &App) -> &'static [Command] {
    let (search, concordance) = (app.search().active(), app.search().concordance());
    if search.zip(concordance).is_some_and(|(search, concordance)| concordance.len(search) == 0) {
        return if has_line_filter(app) {
            &[Command::StartFilter, Command::Cancel]
        } else {
            &[Command::Cancel]
        };
    }
    &[
        Command::SortList,
        Command::StartFilter,
        Command::Open,
        Command::Unfold,
        Command::Tick,
        Command::ShowNear,
        Command::Export,
        Command::Cancel,
    ]
}

/// Returns the commands of the notebook that are hinted at, the least important first.
fn notebook_commands(app: &App) -> &'static [Command] {
    const WITH_UNDO: &[Command] = &[
        Command::Tick,
        Command::SortList,
        Command::StartFilter,
        Command::UndoRemoval,
        Command::RemoveBookmark,
        Command::EditNote,
        Command::Open,
        Command::Cancel,
    ];
    const WITHOUT_UNDO: &[Command] = &[
        Command::Tick,
        Command::SortList,
        Command::RemoveBookmark,
        Command::StartFilter,
        Command::EditNote,
        Command::Open,
        Command::Cancel,
    ];
    let is_empty = app.notes().notebook().entries().is_empty();
    match app.notes().annotations().can_undo() {
        true if is_empty => &[Command::UndoRemoval, Command::Cancel],
        false if is_empty => &[Command::Cancel],
        _ if can_attach(app) => {
            &[Command::RemoveBookmark, Command::AttachBookmark, Command::Open, Command::Cancel]
        }
        true => WITH_UNDO,
        false => WITHOUT_UNDO,
    }
}

/// Returns the effect of attaching the entry under the cursor of the notebook: to the current paragraph of its speech.
fn attach_hint(app: &App, word: &str) -> String {
    let speech = app.overlays().orphan(app.notes()).and_then(|placed| placed.location.document());
    let current = app.panes().active().current().filter(|(open, _)| speech == Some(*open));
    let number = current.and_then(|(open, block)| app.library().document(open)?.number_of(block));
    number.map_or_else(|| word.to_owned(), |number| format!("{word} to ¶ {number}"))
}

/// Returns the word for the effect of Esc.
fn way_out(app: &App) -> &'static str {
    match app.context() {
        Context::Prompt => "cancel",
        Context::Note => "leave",
        Context::Popup => "close",
        Context::Concordance if has_line_filter(app) => "clear",
        Context::Phrases | Context::Words
            if app.study().filter().is_some_and(|filter| !filter.is_empty()) =>
        {
            "clear"
        }
        Context::SideBySide if app.search().active().is_some() => "clear",
        Context::Concordance | Context::Near | Context::Phrases | Context::Words | Context::SideBySide => {
            "back"
        }
        Context::Text | Context::Selection if app.study().is_covered() => "back",
        Context::List | Context::Outline if app.sidebar().filter().is_empty() => "back",
        Context::Notebook if app.notes().notebook().filter().is_empty() => "back",
        Context::Text if app.search().came_from_concordance() => "back",
        Context::List | Context::Notebook | Context::Outline | Context::Text | Context::Selection => "clear",
    }
}

/// Returns `true` if a bookmark that was not found is selected and can be attached.
fn can_attach(app: &App) -> bool {
    let is_proposed = app.overlays().has_popup();
    app.overlays().orphan(app.notes()).is_some_and(|placed| !is_proposed || placed.candidate().is_some())
}

/// Returns `true` in a list of speeches or headings that shows none.
fn is_empty_list(app: &App) -> bool {
    matches!(app.context(), Context::List | Context::Outline) && app.sidebar().is_empty()
}
