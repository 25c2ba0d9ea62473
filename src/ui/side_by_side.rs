//! Two speeches side by side: a title above each, and the line between them.

use oratory_core::{Mode, dispersion_plot};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use super::{
    pane::Pane,
    sidebar::draw_divider,
    text::{after, fitted, inset, nth_row, width, write, write_sign},
};
use crate::{
    app::{App, panes::reading::Reading},
    theme::{Role, Sign, Theme},
};

/// Widget of two speeches side by side.
pub(super) struct SideBySidePanes<'a> {
    app: &'a App,
    theme: &'a Theme,
}

impl<'a> SideBySidePanes<'a> {
    /// Creates the widget if two speeches are side by side.
    pub(super) fn new(app: &'a App, theme: &'a Theme) -> Option<Self> {
        app.panes().is_pair().then_some(Self { app, theme })
    }
}

impl Widget for SideBySidePanes<'_> {
    fn render(self, _: Rect, buffer: &mut Buffer) {
        let Self { app, theme } = self;
        let pages = app.pages();
        let are_apart = !pages[0].reading.intersects(pages[1].reading);
        for (number, page) in pages.iter().enumerate() {
            if !are_apart && number != app.panes().active_number() {
                continue;
            }
            self.draw_head(number, page.head, buffer);
            if let Some(pane) = Pane::beside(app, theme, number) {
                pane.render(page.reading, buffer);
            }
        }
        let rule = pages[0].rule;
        if rule.width == 1 {
            draw_divider(theme, rule, buffer);
        } else if let Some(row) = nth_row(rule, 0) {
            let row = inset(row);
            for cell in row.columns() {
                write_sign(buffer, cell, theme.sign(Sign::Rule), theme.style(Role::Faint));
            }
        }
    }
}

impl SideBySidePanes<'_> {
    /// Draws the title of a pane, and where its shared passages are.
    fn draw_head(&self, number: usize, area: Rect, buffer: &mut Buffer) {
        let Self { app, theme } = self;
        let Some(row) = nth_row(area, 0) else { return };
        let is_active = app.panes().active_number() == number;
        if is_active {
            write_sign(buffer, row, theme.sign(Sign::Bar), theme.style(Role::Bar));
        }
        let row = after(row, 1);
        let row = Rect { width: row.width.saturating_sub(1), ..row };
        let Some(pane) = app.panes().all().get(number) else { return };
        let title = app.study().beside().title(number, &app.library().title(pane.open()));
        let forms = self.counts(number, area.height > 1);
        let least = width(theme, &title).min(row.width / 2);
        let form = forms.iter().find(|form| width(theme, form) + least <= row.width);
        let form = form.map_or("", String::as_str);
        let title = fitted(theme, &title, row.width.saturating_sub(width(theme, form)));
        let role = if is_active { Role::Title } else { Role::Strong };
        let rest = write(theme, buffer, row, &title, theme.style(role));
        write(theme, buffer, rest, form, theme.style(Role::Faint));
        if let Some(row) = nth_row(area, 1) {
            self.draw_plot(number, after(row, 1), buffer);
        }
    }

    /// Returns the number of shared passages of a speech, or how the two are compared, from the longest form to the shortest.
    /// If only one row is for the title, and a whole speech is compared, the position in the speech is in it too.
    fn counts(&self, number: usize, has_plot: bool) -> Vec<String> {
        let app = self.app;
        let beside = app.study().beside();
        let is_placed = !has_plot && !beside.is_part(number);
        let place = self.place(number).filter(|_| is_placed).unwrap_or_default();
        let Some(mode) = beside.compared().map(|compared| compared.mode) else {
            return match app.study().progress() {
                Some((done, of)) if done > 0 => {
                    vec![format!("{place}   reading {done} of {of} speeches"), place]
                }
                Some(_) => vec![format!("{place}   comparing…"), place],
                None => vec![format!("{place}   not compared"), place],
            };
        };
        match mode {
            Mode::Shared => {
                let count = beside.passages(number).len();
                let passages = if count == 1 { "passage" } else { "passages" };
                let Some(at) = beside.passage(number).filter(|_| !has_plot) else {
                    return vec![
                        format!("{place}   {count} shared {passages} here"),
                        format!("{place}   {count} shared {passages}"),
                        format!("{place}   {count}"),
                        place,
                    ];
                };
                let at = at.number + 1;
                vec![
                    format!("{place} · shared passage {at} of {count}"),
                    format!("{place} · {at} of {count}"),
                    place,
                ]
            }
            Mode::Parallel => {
                let place = self.place(number).unwrap_or_default();
                vec![format!("{place}   parallel"), place]
            }
            Mode::Versions => vec![place],
        }
    }

    /// Returns the current paragraph of a pane and the number of paragraphs: ` ¶ 26/26`.
    fn place(&self, number: usize) -> Option<String> {
        let (open, block) = self.app.panes().all().get(number)?.current()?;
        let document = self.app.library().document(open)?;
        let at = (block < document.block_count()).then(|| document.number_of(block)).flatten()?;
        Some(format!(" ¶ {at}/{}", document.paragraph_count()))
    }

    /// Draws where the shared passages of a speech begin.
    fn draw_plot(&self, number: usize, row: Rect, buffer: &mut Buffer) {
        let Self { app, theme } = self;
        let beside = app.study().beside();
        if beside.shared(number).is_none() {
            return;
        }
        let row = Rect { width: row.width.saturating_sub(2), ..row };
        let end = app.panes().all().get(number).and_then(|pane| app.library().document(pane.open()));
        let end = end.map_or(0, |document| document.end());
        let counts = dispersion_plot(beside.passages(number).map(|range| range.start), end, row.width.into());
        let current = beside.current_ranges().map(|ranges| ranges[number].start);
        let current = dispersion_plot(current, end, row.width.into());
        let pane = app.panes().all().get(number);
        let view = pane.and_then(|pane| pane.in_view(pane.open())).map_or(0..0, Reading::in_view);
        let cells = u128::from(row.width.max(1));
        for (((at, cell), count), current) in (0_u128..).zip(row.columns()).zip(counts).zip(current) {
            let offset = usize::try_from(end as u128 * at / cells).unwrap_or(usize::MAX);
            let is_in_view = view.contains(&offset);
            let sign = theme.sign(if count > 0 { Sign::Match } else { Sign::NoMatch });
            let style = match (current > 0, is_in_view) {
                (true, _) => theme.style(Role::CurrentMatch),
                (false, true) => theme.style(Role::Strong),
                (false, false) => theme.style(Role::Faint),
            };
            write_sign(buffer, cell, sign, style);
        }
    }
}
