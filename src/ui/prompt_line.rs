//! The prompt in the status line: a query or a filter.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    widgets::Widget,
};

use super::{
    hints::prompt_hints,
    status_parts::counts,
    text::{after, last, width, write, write_text},
};
use crate::{
    app::{
        App,
        overlays::prompt::{Prompt, SearchPrompt},
    },
    command::View,
    config::Config,
    theme::{Role, Theme},
};

/// Blank cells between the input and the text beside it.
const GAP: u16 = 3;

/// Cells of the name of a file that stay visible beside an error.
const MIN_INPUT_CELLS: usize = 12;

/// Widget of the open prompt.
pub(super) struct PromptLine<'a> {
    theme: &'a Theme,
    row: Rect,
    /// Text before the input.
    lead: String,
    /// Visible part of the input.
    shown: &'a str,
    /// Width of the visible part before the cursor.
    width_before_cursor: u16,
    /// Text at the right end: the counts, or an error.
    beside: String,
    /// `true` if the text at the right end is an error.
    is_error: bool,
}

impl<'a> PromptLine<'a> {
    /// Lays out the prompt in the first row of `area`, if a prompt is open and no popup covers it.
    pub(super) fn new(app: &'a App, config: &Config, theme: &'a Theme, area: Rect) -> Option<Self> {
        let row = area.rows().next()?;
        let prompt = app.overlays().prompt().filter(|_| !app.overlays().has_popup())?;
        let (lead, input, beside) = (lead(prompt), prompt.input(), beside_prompt(app, config, prompt));
        let line = input.value();
        let is_error =
            app.notice().is_some() || matches!(prompt, Prompt::Search(search) if search.error.is_some());
        // The input has priority, but an error is shown even if it hides the head of the input.
        let columns = usize::from(row.width);
        let needed = theme.width(&lead) + theme.ambiguous.width(line) + 1 + usize::from(GAP);
        let for_error = match prompt {
            _ if !is_error => 0,
            // The error says which names are possible.
            Prompt::Export(_) => columns.saturating_sub(theme.width(&lead) + MIN_INPUT_CELLS),
            _ => columns / 2,
        };
        let left = columns.saturating_sub(needed).max(for_error);
        let beside = beside.into_iter().find(|words| theme.width(words) < left).unwrap_or_default();
        let mut prompt = Self { theme, row, lead, shown: "", width_before_cursor: 0, beside, is_error };
        let room = usize::from(prompt.input_area().width.saturating_sub(1)).max(1);
        let cursor = line.char_indices().nth(input.cursor()).map_or(line.len(), |(offset, _)| offset);
        let before = theme.ambiguous.tail(&line[..cursor], room);
        prompt.shown = &line[cursor - before.len()..];
        prompt.width_before_cursor = u16::try_from(theme.ambiguous.width(before)).unwrap_or(u16::MAX);
        Some(prompt)
    }

    /// Returns the area of the lead and the input.
    fn left_area(&self) -> Rect {
        let beside = width(self.theme, &self.beside);
        let taken = if beside == 0 { 0 } else { beside + GAP };
        Rect { width: self.row.width.saturating_sub(taken), ..self.row }
    }

    fn input_area(&self) -> Rect {
        after(self.left_area(), width(self.theme, &self.lead))
    }

    /// Returns the position of the cursor in the input.
    pub(super) fn cursor(&self) -> Position {
        let x = self.input_area().x.saturating_add(self.width_before_cursor);
        Position { x: x.min(self.row.right().saturating_sub(1)), y: self.row.y }
    }
}

impl Widget for PromptLine<'_> {
    fn render(self, _: Rect, buffer: &mut Buffer) {
        let theme = self.theme;
        let (lead_role, beside_role) =
            if self.is_error { (Role::Error, Role::Error) } else { (Role::Strong, Role::Text) };
        write(theme, buffer, self.left_area(), &self.lead, theme.style(lead_role));
        write_text(theme, buffer, self.input_area(), self.shown, theme.style(Role::Text));
        let beside_area = last(self.row, width(theme, &self.beside) + 1);
        write(theme, buffer, beside_area, &self.beside, theme.style(beside_role));
    }
}

/// Returns the text before the input: the name of `prompt`, and the options that are on.
fn lead(prompt: &Prompt) -> String {
    match prompt {
        Prompt::Search(search) => {
            let SearchPrompt { options, .. } = &**search;
            let options = [(options.regex, "regex "), (options.word, "words "), (options.exact, "exact ")];
            options.into_iter().filter(|(on, _)| *on).map(|(_, name)| name).chain(["/"]).collect()
        }
        Prompt::Filter(_) => "filter: ".to_owned(),
        Prompt::Export(_) => "export to: ".to_owned(),
    }
}

/// Returns the text at the right end of `prompt`, from the longest form to the shortest.
fn beside_prompt(app: &App, config: &Config, prompt: &Prompt) -> Vec<String> {
    if let Some(notice) = app.notice() {
        let (fault, remedy) = notice.split_once(": ").unwrap_or((notice, notice));
        return [notice, remedy, fault, "a message"].map(ToOwned::to_owned).to_vec();
    }
    let hints = prompt_hints(app, config);
    let counts = match prompt {
        Prompt::Search(search) => match &search.error {
            Some(error) => return vec![error.clone(), "bad regex".to_owned()],
            None if !search.input.value().is_empty() => counts(app),
            None => return (0..hints.len()).map(|from| hints[from..].join("  ")).collect(),
        },
        Prompt::Filter(_) => {
            let (notebook, list) = (app.notes().notebook(), app.sidebar());
            let (phrases, words) = (app.study().phrases(), app.study().words());
            let (shown, all) = if notebook.is_open() {
                (notebook.counts().shown, notebook.counts().all)
            } else if app.study().view() == Some(View::Phrases) {
                (phrases.len(), phrases.list().map_or(0, |list| list.phrases.rows.len()))
            } else if app.study().filter().is_some() {
                (words.len(), words.found().map_or(0, |found| found.rows.len()))
            } else if let Some((search, concordance)) = app.search().active().zip(app.search().concordance())
            {
                (concordance.len(search), search.total())
            } else {
                (list.entries().len(), list.entry_count(app.library(), app.open()))
            };
            vec![format!("{shown} of {all}")]
        }
        Prompt::Export(_) => return (0..hints.len()).map(|from| hints[from..].join("  ")).collect(),
    };
    let Some(way_out) = hints.last() else { return counts };
    let with_way_out = counts.iter().map(|count| format!("{count}   {way_out}"));
    with_way_out.chain(counts.last().cloned()).collect()
}
