//! The parts of the status line: the position in the speech, and the counts of matches.

use oratory_core::{document::text::Length, study::figures::duration};

use crate::{
    app::{App, search::matches::MatchStats},
    config::Config,
};

/// The reader's position in a speech.
pub(super) struct Position<'a> {
    pub(super) title: &'a str,
    paragraph: usize,
    paragraph_count: usize,
    percent: usize,
    time_left: String,
    /// `true` if only the head of the text is loaded, so that its length is unknown.
    is_loading: bool,
}

impl<'a> Position<'a> {
    /// Number of forms of [`text`](Self::text).
    pub(super) const FORMS: usize = 6;

    /// Number of forms that are shown beside the title. The next one is as long as the last of them.
    pub(super) const FORMS_WITH_TITLE: usize = 3;

    /// Returns the position in the speech in view, if there is one.
    pub(super) fn new(app: &'a App, config: &Config) -> Option<Self> {
        let speech = app.speech()?;
        let document = speech.document();
        let reading = app.panes().active().reading(app.shown())?;
        let number = document.and_then(|document| document.number_of(reading.current()?)).unwrap_or(0);
        let progress = document.map_or(1.0, |document| reading.progress(document));
        Some(Self {
            title: &speech.details().title,
            paragraph: number,
            paragraph_count: speech.paragraph_count(),
            percent: floor(progress * 100.0),
            time_left: time_left(app, config, progress),
            is_loading: app.library().is_loading(app.shown()),
        })
    }

    /// Formats the position without the title. A higher `form` is shorter.
    pub(super) fn text(&self, form: usize) -> String {
        let Self { paragraph, paragraph_count, percent, time_left, .. } = self;
        match form {
            0 | 1 if self.is_loading => format!("¶ {paragraph} · loading"),
            2 | Self::FORMS_WITH_TITLE if self.is_loading => format!("¶ {paragraph}"),
            0 => format!("¶ {paragraph}/{paragraph_count} · {percent}% · {time_left}"),
            1 => format!("¶ {paragraph}/{paragraph_count} · {percent}%"),
            2 | Self::FORMS_WITH_TITLE => format!("¶ {paragraph}/{paragraph_count}"),
            4 => format!("¶ {paragraph}"),
            _ => paragraph.to_string(),
        }
    }
}

/// Returns the time to read the rest of the speech.
fn time_left(app: &App, config: &Config, progress: f64) -> String {
    let length = app.speech().map_or(Length::Counted(0), |speech| speech.length());
    let rate = as_float(config.words_per_minute.max(1));
    let (sign, words) = match length {
        Length::Counted(words) => ("", words),
        Length::Estimated(words) => ("~", words),
    };
    let minutes = (as_float(words) * (1.0 - progress) / rate).ceil();
    if progress >= 1.0 { "end".to_owned() } else { format!("{sign}{} left", duration(floor(minutes))) }
}

/// Returns the counts of matches, from the longest form to the shortest.
pub(super) fn counts(app: &App) -> Vec<String> {
    let Some(search) = app.search().active() else { return Vec::new() };
    let MatchStats { at, here, total, speeches, searched } = search.stats(app.shown());
    let partial = app.search().is_incomplete(app.library());
    let unreadable = match app.library().unreadable() {
        0 => String::new(),
        count => format!(" · {count} unreadable"),
    };
    if total == 0 && !partial {
        let not_found = "not found".to_owned();
        let shorter = format!("{not_found}{unreadable}");
        return vec![format!("{not_found}: {}{unreadable}", search.query.pattern()), shorter, not_found];
    }
    let at = at.map(|at| format!("{at}/")).unwrap_or_default();
    let more = if partial { "…" } else { "" };
    let of = app.library().len();
    let plural = if of == 1 { "speech" } else { "speeches" };
    let searched = if partial { format!(", {searched} searched") } else { String::new() };
    vec![
        format!("{at}{here} here · {total}{more} in {speeches} of {of} {plural}{searched}{unreadable}"),
        format!("{at}{here} · {total}{more} in {speeches}{unreadable}"),
        format!("{at}{here}"),
    ]
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count of words")]
const fn floor(value: f64) -> usize {
    value as usize
}

#[expect(clippy::cast_precision_loss, reason = "no text has 2^52 words")]
const fn as_float(value: usize) -> f64 {
    value as f64
}
