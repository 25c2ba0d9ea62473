//! Draws the app: one widget for each pane, one full-screen [`Buffer`] for each frame.
//!
//! Drawing changes nothing. ratatui's own text widgets are not used, because they know neither `ambiguous_width` nor
//! the replacements for characters that would be invisible: all text goes through the functions in `text`.

mod concordance;

mod highlights;

mod hints;

mod lines;

mod markup;

mod near;

mod note_editor;

mod notebook;

mod overview;

mod pane;

mod phrase_columns;

mod phrase_head;

mod phrases;

mod plot;

mod popup;

mod prompt_line;

mod scroll_bar;

mod shared;

mod side_by_side;

mod sidebar;

mod speech_row;

mod status_bar;

mod status_parts;

mod text;

mod versions;

mod word_columns;

mod words;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    widgets::Widget as _,
};

use self::{
    lines::ConcordancePane, note_editor::NoteEditor, notebook::NotebookPane, pane::Pane,
    phrases::PhrasesPane, popup::Popup, prompt_line::PromptLine, side_by_side::SideBySidePanes,
    sidebar::Sidebar, status_bar::StatusBar, versions::VersionsPane, words::WordsPane,
};
use crate::{
    app::App,
    config::Config,
    theme::{Role, Theme},
};

/// Draws a frame. The cells of `frame` must be blank.
pub fn draw(app: &App, config: &Config, frame: &mut Buffer) {
    let theme = &Theme::new(&config.look);
    let base = theme.style(Role::Text);
    if base != Style::new() {
        frame.set_style(frame.area, base);
    }
    let page = app.page();
    if let Some(popup) = Popup::new(app, theme) {
        let above_status = frame.area.height.saturating_sub(page.status.height);
        popup.render(Rect { height: above_status, ..frame.area }, frame);
    } else if let Some(notebook) = NotebookPane::new(app, config, theme) {
        notebook.render(page.list, frame);
        sidebar::draw_divider(theme, page.rule, frame);
        match Pane::new(app, theme) {
            Some(text) => text.render(page.reading, frame),
            None => notebook::draw_lost(app, theme, page.reading, frame),
        }
    } else if let Some(beside) = SideBySidePanes::new(app, theme) {
        match VersionsPane::new(app, theme) {
            Some(versions) => versions.render(page.reading, frame),
            None => beside.render(frame.area, frame),
        }
    } else if let Some(phrases) = PhrasesPane::new(app, config, theme) {
        phrases.render(page.reading, frame);
    } else if let Some(words) = WordsPane::new(app, theme) {
        words.render(page.reading, frame);
    } else {
        Sidebar::new(app, config, theme).render(page.list, frame);
        sidebar::draw_divider(theme, page.rule, frame);
        if let Some(concordance) = ConcordancePane::new(app, theme) {
            concordance.render(page.reading, frame);
        } else if let Some(pane) = Pane::new(app, theme) {
            pane.render(page.reading, frame);
        }
    }
    if let Some(note) = NoteEditor::new(app, theme) {
        note.render(frame.area, frame);
    }
    if let Some(prompt) = PromptLine::new(app, config, theme, page.status) {
        prompt.render(page.status, frame);
    } else if !page.status.is_empty() {
        // Drawn last, because a long notice covers rows above the status line.
        StatusBar { app, config, theme }.render(frame.area, frame);
    }
}

/// Returns the position of the terminal's cursor, where the focus is.
pub fn cursor(app: &App, config: &Config) -> Option<Position> {
    let theme = &Theme::new(&config.look);
    let page = app.page();
    if let Some(popup) = Popup::new(app, theme) {
        return Some(popup.cursor());
    }
    if let Some(note) = NoteEditor::new(app, theme) {
        return Some(note.cursor());
    }
    if let Some(prompt) = PromptLine::new(app, config, theme, page.status) {
        return Some(prompt.cursor());
    }
    if let Some(notebook) = NotebookPane::new(app, config, theme) {
        return Some(notebook.cursor(page.list));
    }
    if let Some(phrases) = PhrasesPane::new(app, config, theme) {
        return Some(phrases.cursor(page.reading));
    }
    if let Some(words) = WordsPane::new(app, theme) {
        return Some(words.cursor(page.reading));
    }
    if let Some(versions) = VersionsPane::new(app, theme) {
        return Some(versions.cursor());
    }
    if app.sidebar().has_focus() {
        return Sidebar::new(app, config, theme).cursor(page.list);
    }
    match ConcordancePane::new(app, theme) {
        Some(concordance) => Some(concordance.cursor(page.reading)),
        None => Pane::new(app, theme).map(|pane| pane.cursor()),
    }
}
