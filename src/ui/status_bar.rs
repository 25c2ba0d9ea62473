//! The status line: position, search results, key hints.
//!
//! If there is too little room, a long title is shortened first. Then key hints are dropped, except those for the help
//! and the way out, then the minutes, the percentage, the help and the title. The paragraph number and the counts are
//! never dropped.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    widgets::{Clear, Widget},
};

use super::{
    hints::{hints, kept_hints},
    status_parts::{Position, beside, counts, in_concordance, in_notebook, in_popup, in_study, selected},
    text::{after, fitted, inset, last, width, wrapped, write},
};
use crate::{
    app::App,
    config::Config,
    theme::{Role, Theme},
};

/// Blank cells between the parts of the line.
const GAP: u16 = 3;

/// Widest title that is never shortened, in cells.
const SHORT_TITLE: u16 = 16;

/// Narrowest form of a longer title, in cells.
const MIN_TITLE: u16 = 12;

/// Separates the title from the position.
const SEPARATOR: &str = " · ";

/// Widget of the status line, which is the last row of its area. A notice that does not fit beside the position covers
/// the rows above.
pub(super) struct StatusBar<'a> {
    pub(super) app: &'a App,
    pub(super) config: &'a Config,
    pub(super) theme: &'a Theme,
}

impl Widget for StatusBar<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let Self { app, config, theme } = self;
        let Some(row) = area.rows().next_back() else { return };
        let inner = inset(row);
        let notice = app.notice().unwrap_or_default();
        let parts = Parts::new(app, config, theme);
        // A notice may displace the key hints. If it does not fit even so, it is drawn above.
        let beside = parts.longest(0, notice, inner.width, theme).filter(|_| !notice.is_empty());
        let (form, beside) = match beside {
            Some(form) => (form, notice),
            None => (
                parts.longest(parts.kept_hints, "", inner.width, theme).unwrap_or_else(|| parts.shortest()),
                "",
            ),
        };
        let position = form.title_and_position(theme, inner.width, beside);
        let mut rest = inner;
        for (text, role) in
            [(position.as_str(), Role::Strong), (form.counts, Role::Text), (beside, Role::Notice)]
        {
            if !text.is_empty() {
                rest = after(write(theme, buffer, rest, text, theme.style(role)), GAP);
            }
        }
        let keys_area = last(inner, width(theme, &form.keys));
        write(theme, buffer, keys_area, &form.keys, theme.style(Role::Faint));
        if beside != notice {
            let above = Rect { height: area.height - 1, ..area };
            draw_notice(theme, notice, above, buffer);
        }
    }
}

/// Draws a notice in the last rows of `area`, over the panes.
fn draw_notice(theme: &Theme, notice: &str, area: Rect, buffer: &mut Buffer) {
    let lines = notice.lines().flat_map(|line| wrapped(theme, line, inset(area).width)).collect::<Vec<_>>();
    let skipped = usize::from(area.height).saturating_sub(lines.len());
    for (row, line) in area.rows().skip(skipped).zip(lines) {
        Clear.render(row, buffer);
        buffer.set_style(row, theme.style(Role::Text));
        write(theme, buffer, inset(row), &line, theme.style(Role::Notice));
    }
}

/// A form of the line.
#[derive(Clone)]
struct Form<'a> {
    /// The title. If it does not fit, the short name stands for it, shortened to fit.
    title: &'a str,
    short_name: &'a str,
    position: String,
    counts: &'a str,
    keys: String,
    /// `true` if necessary information is cut off. A notice must not cause that.
    is_cut: bool,
}

impl Form<'_> {
    /// Returns `true` if the form fits into `columns` cells, with `notice` and with the title shortened if necessary.
    fn fits(&self, theme: &Theme, columns: u16, notice: &str) -> bool {
        let title = width(theme, self.title);
        let title = if title > SHORT_TITLE { MIN_TITLE.min(width(theme, self.short_name)) } else { title };
        let is_above = notice.contains('\n') || self.is_cut && !notice.is_empty();
        self.width_without_title(theme, notice).saturating_add(title) <= columns && !is_above
    }

    fn width_without_title(&self, theme: &Theme, notice: &str) -> u16 {
        let separator = if self.title.is_empty() { 0 } else { width(theme, SEPARATOR) };
        let mut sum = width(theme, &self.position).saturating_add(separator);
        for part in [self.counts, notice, &self.keys] {
            if !part.is_empty() {
                sum = sum.saturating_add(width(theme, part)).saturating_add(GAP);
            }
        }
        sum
    }

    /// Returns the title, shortened to fit, and the position in the speech.
    fn title_and_position(&self, theme: &Theme, columns: u16, notice: &str) -> String {
        if self.title.is_empty() {
            return self.position.clone();
        }
        let room = columns.saturating_sub(self.width_without_title(theme, notice));
        let name = if width(theme, self.title) > room { self.short_name } else { self.title };
        format!("{}{SEPARATOR}{}", fitted(theme, name, room), self.position)
    }
}

/// The parts of the line, each in all its forms.
struct Parts<'a> {
    /// The reader's position, or what is shown instead, the longest form first: the selection, the entry
    /// of the notebook, or why there is no position.
    position: Result<Position<'a>, Vec<String>>,
    /// The counts of matches, the longest form first.
    counts: Vec<String>,
    /// The key hints, the least important first. The last one leads out.
    hints: Vec<String>,
    /// The number of key hints at the end that are kept as long as the title.
    kept_hints: usize,
}

impl<'a> Parts<'a> {
    fn new(app: &'a App, config: &Config, theme: &Theme) -> Self {
        let instead = in_popup(app)
            .or_else(|| selected(app, theme))
            .or_else(|| in_notebook(app))
            .or_else(|| in_study(app));
        if let Some(selected) = instead.or_else(|| in_concordance(app)) {
            let (hints, kept_hints) = (hints(app, config), kept_hints(app));
            return Self { position: Err(selected), counts: Vec::new(), hints, kept_hints };
        }
        if let Some(forms) = beside(app, theme) {
            let (hints, kept_hints) = (hints(app, config), kept_hints(app));
            return Self { position: Err(forms), counts: counts(app), hints, kept_hints };
        }
        let nowhere = if app.library().is_walking() { "reading the folders…" } else { "no speeches" };
        Self {
            position: Position::new(app, config).ok_or_else(|| vec![nowhere.to_owned()]),
            counts: counts(app),
            hints: hints(app, config),
            kept_hints: kept_hints(app),
        }
    }

    /// Returns the longest form that fits with `notice` and keeps `least` key hints as long as the title. The room that
    /// is left is for more hints.
    fn longest(&self, least: usize, notice: &str, columns: u16, theme: &Theme) -> Option<Form<'_>> {
        let fits = |form: &Form<'_>| form.fits(theme, columns, notice);
        let form = self.forms(least).find(fits)?;
        if form.is_cut {
            return Some(form);
        }
        let fullest =
            (0..self.hints.len()).map(|dropped| Form { keys: self.keys(dropped), ..form.clone() }).find(fits);
        Some(fullest.unwrap_or(form))
    }

    fn shortest(&self) -> Form<'_> {
        Form { is_cut: true, ..self.form(Position::FORMS - 1, "", 0) }
    }

    /// Returns the key hints without the first `dropped`.
    fn keys(&self, dropped: usize) -> String {
        self.hints[dropped..].join("  ")
    }

    /// Iterates over the forms of the line, from the longest to the shortest. They keep `least` key hints while the
    /// title is shown, and one of them while the paragraph is shown.
    fn forms(&self, least: usize) -> impl Iterator<Item = Form<'_>> {
        const TITLED: usize = Position::FORMS_WITH_TITLE;
        let least = least.min(self.hints.len());
        let few = least.min(1);
        // The length of a selection is shortened before its key hints are dropped.
        let positions = if self.position.is_ok() { 1 } else { 2 };
        let with_hints = (least..=self.hints.len()).rev();
        let with_hints =
            with_hints.flat_map(move |hints| (0..positions).map(move |form| (form, self.count(0), hints)));
        let with_title = (0..TITLED).map(move |form| (form, self.count(1), least));
        let rest = [
            (TITLED - 1, self.count(1), few),
            (TITLED, self.count(1), few),
            (TITLED, self.count(2), few),
            (TITLED, self.count(1), 0),
        ];
        let whole = with_hints.chain(with_title).chain(rest);
        let whole = whole.map(|(form, count, hints)| self.form(form, count, hints));
        // A truncated number would be a different number, so it is left out.
        let cut = (TITLED..Position::FORMS).flat_map(|form| [self.count(2), ""].map(|count| (form, count)));
        whole.chain(cut.map(|(form, count)| Form { is_cut: true, ..self.form(form, count, 0) }))
    }

    fn form<'b>(&'b self, position: usize, counts: &'b str, hints: usize) -> Form<'b> {
        let (title, short_name, position) = match &self.position {
            Ok(at) if position < Position::FORMS_WITH_TITLE => {
                (&*at.title, &*at.short_name, at.text(position))
            }
            Ok(at) => ("", "", at.text(position)),
            Err(forms) => ("", "", forms.get(position).or_else(|| forms.last()).cloned().unwrap_or_default()),
        };
        let keys = self.keys(self.hints.len() - hints);
        Form { title, short_name, position, counts, keys, is_cut: false }
    }

    fn count(&self, form: usize) -> &str {
        self.counts.get(form).or_else(|| self.counts.last()).map_or("", String::as_str)
    }
}
