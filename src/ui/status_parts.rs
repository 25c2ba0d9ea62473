//! The parts of the status line: the position in the speech, and the counts of matches.

use std::borrow::Cow;

use oratory_core::{Document, Length, Query, collapse, counted, format_duration, grouped};

use super::text::fitted;
use crate::{
    app::{
        App,
        copying::word_count,
        panes::reading::Reading,
        search::matches::MatchStats,
        sidebar::scope::Scope,
        study::{phrase_layout::Level, versions::Versions, words::name_of},
    },
    catalog::DocumentId,
    command::{Context, View},
    config::Config,
    theme::Theme,
};

/// The longest name of a side in the status line.
const MAX_SIDE_CHARS: usize = 16;

/// The narrowest screen on which the status line of a list of words always names a side.
const WIDE_COLUMNS: u16 = 110;

/// Paragraphs longer than this, in bytes, take more than a page. Their number alone does not tell where the reader is.
const LONG_PARAGRAPH_BYTES: usize = 4096;

/// Widest short name of the other speech, in cells.
const SHORT_NAME: u16 = 12;

/// The reader's position in a speech.
pub(super) struct Position<'a> {
    /// The title, which tells the speech apart from others of the same title.
    pub(super) title: Cow<'a, str>,
    /// The title without the words that all titles share, where there is no room for them.
    pub(super) short_name: Cow<'a, str>,
    paragraph: usize,
    paragraph_count: usize,
    percent: usize,
    time_left: String,
    /// The number of the current sentence and of all in its paragraph, if that is long.
    sentence: Option<String>,
    /// `true` if only the head of the text is loaded, so that its length is unknown.
    is_loading: bool,
    /// The name of the program that converts the text, while it runs.
    converter: Option<String>,
    /// `true` if the speech has no text, because its file cannot be read.
    is_unread: bool,
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
        let reading = app.panes().active().in_view(app.shown())?;
        let number = document.and_then(|document| document.number_of(reading.current()?)).unwrap_or(0);
        let progress = document.map_or(1.0, |document| reading.progress(document));
        Some(Self {
            title: app.library().title(app.shown()),
            short_name: app.library().short_name(app.shown()),
            paragraph: number,
            paragraph_count: speech.paragraph_count(),
            percent: floor(progress * 100.0),
            time_left: time_left(app, config, progress),
            sentence: document.and_then(|document| sentence(reading, document)),
            is_loading: app.library().is_loading(app.shown()),
            converter: converter(app, config),
            is_unread: app.library().unread(app.shown()).is_some(),
        })
    }

    /// Formats the position without the title. A higher `form` is shorter.
    pub(super) fn text(&self, form: usize) -> String {
        let Self { paragraph, paragraph_count, percent, time_left, .. } = self;
        if let Some(sentence) = &self.sentence {
            match form {
                0 => {
                    return format!(
                        "¶ {paragraph}/{paragraph_count} · sentence {sentence} · {percent}% · {time_left}"
                    );
                }
                1 => return format!("¶ {paragraph}/{paragraph_count} · sentence {sentence} · {percent}%"),
                2 | Self::FORMS_WITH_TITLE => return format!("sentence {sentence}"),
                _ => {}
            }
        }
        if self.is_unread && self.converter.is_none() {
            return if form <= Self::FORMS_WITH_TITLE { "cannot be read" } else { "!" }.to_owned();
        }
        match (form, &self.converter) {
            (0, Some(program)) => return format!("converting with {program}"),
            (1 | 2 | Self::FORMS_WITH_TITLE, Some(_)) => return "converting".to_owned(),
            _ => {}
        }
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

/// Returns the name of the program that converts the text in view, while it runs.
fn converter(app: &App, config: &Config) -> Option<String> {
    let speech = app.speech().filter(|_| app.library().can_stop_converting(app.shown()))?;
    let command = speech.source().converter.as_deref()?;
    let converter = config.converters.iter().find(|converter| converter.to_string() == command)?;
    converter.name().rsplit('/').next().map(ToOwned::to_owned)
}

/// Returns the number of the sentence that the reader has gone to and of all in its paragraph, if that is long. An ellipsis
/// until they are counted.
fn sentence(reading: &Reading, document: &Document) -> Option<String> {
    let sentence = reading.shown_sentence(document)?;
    let paragraph = document.block(document.block_at(sentence.start)?).range;
    let number = || match document.sentence_number(sentence.start) {
        Some((at, of)) => format!("{at}/{of}"),
        None => "…".to_owned(),
    };
    (paragraph.len() > LONG_PARAGRAPH_BYTES).then(number)
}

/// Returns the selection in words, from the longest form to the shortest: its length, and how often the same words occur
/// here and in the other speeches of the list.
pub(super) fn selected(app: &App, theme: &Theme) -> Option<Vec<String>> {
    let selection = app.panes().active().selected().filter(|_| app.context() == Context::Selection)?;
    let words = word_count(selection.words);
    let Some(here) = selection.count_in(app.shown()) else {
        let more = if selection.is_counted() { " · …" } else { "" };
        return Some(vec![format!("{words} selected{more}"), words]);
    };
    let others = app.sidebar().speeches().iter().copied().filter(|&speech| speech != app.shown());
    let others: Vec<DocumentId> = others.collect();
    let counts = others.iter().filter_map(|&speech| selection.count_in(speech));
    let (count, counted) = counts.fold((0, 0), |(sum, counted), count| (sum + count, counted + 1));
    let more = if counted < others.len() { "…" } else { "" };
    let elsewhere = match others[..] {
        [] => String::new(),
        [other] => {
            format!(", {count}{more} in {}", fitted(theme, &app.library().short_name(other), SHORT_NAME))
        }
        _ => format!(", {count}{more} elsewhere"),
    };
    let scope = in_scope(app).map(|scope| format!(" · {scope}")).unwrap_or_default();
    Some(vec![
        format!("{words} selected · {here} here{elsewhere}{scope}"),
        format!("{words} · {here} here{elsewhere}"),
        format!("{words} · {here} here"),
        words,
    ])
}

/// Returns the current passage of two speeches side by side, from the longest form to the shortest: its number on both sides,
/// its words and their number.
pub(super) fn beside(app: &App, theme: &Theme) -> Option<Vec<String>> {
    let (beside, here) = (app.study().beside(), app.panes().active_number());
    if !app.panes().is_pair() {
        return None;
    }
    if let Some((done, of)) = app.study().progress() {
        return Some(vec![format!("reading {done} of {of} speeches"), format!("{done}/{of}")]);
    }
    if let Some((at, count)) = beside.versions().map(Versions::change) {
        let at = at.map(|at| format!("{} of ", at + 1)).unwrap_or_default();
        return Some(vec![if count == 0 {
            "no differences".to_owned()
        } else {
            format!("{at}{count} changed ¶")
        }]);
    }
    if beside.shared(here).is_none() {
        return Some(vec![String::new()]);
    }
    let [count, others] = [here, 1 - here].map(|pane| beside.passages(pane).len());
    let Some(passage) = beside.passage(here) else {
        return Some(vec![format!("{count} here · {others} there"), format!("{count} · {others}")]);
    };
    let (at, beyond) = (passage.number + 1, passage.counterpart.passage + 1);
    let words = passage.counterpart.here.len();
    let range = beside.current_ranges().map(|ranges| ranges[here].clone());
    let document = app.library().document(app.open());
    let text = document.zip(range).and_then(|(document, range)| document.text().get(range));
    let text = collapse(text.unwrap_or_default());
    let quoted = |cells| format!("“{}” {}", fitted(theme, &text, cells), word_count(words));
    // Panes of one row of titles have the numbers there.
    if app.pages()[here].head.height == 1 {
        return Some(vec![quoted(34), quoted(20), quoted(10), format!("{at}/{count} · {beyond}/{others}")]);
    }
    Some(vec![
        format!("{at}/{count} here · {beyond}/{others} there   {}", quoted(34)),
        format!("{at}/{count} here · {beyond}/{others} there   {}", quoted(20)),
        format!("{at}/{count} · {beyond}/{others}   {}", quoted(20)),
        format!("{at}/{count} · {beyond}/{others}"),
        format!("{at}/{count}"),
    ])
}

/// Returns the lines in view of a popup that has more, from the longest form to the shortest.
pub(super) fn in_popup(app: &App) -> Option<Vec<String>> {
    let popup = app.overlays().popup().filter(|popup| popup.has_more_than_fits())?;
    let (lines, all) = popup.position();
    Some(vec![format!("lines {}–{} of {all}", lines.start + 1, lines.end), format!("{}/{all}", lines.end)])
}

/// Returns the number of the entry under the notebook's cursor, from the longest form to the shortest. The speech is named
/// while its text is shown.
pub(super) fn in_notebook(app: &App) -> Option<Vec<String>> {
    let notebook = app.notes().notebook();
    if !notebook.is_open() {
        return None;
    }
    let Some(placed) = app.notes().selected() else { return Some(vec![String::new()]) };
    let number = format!("{}/{}", notebook.cursor() + 1, notebook.entries().len());
    let speech = placed.location.document().filter(|_| !app.page().reading.is_empty());
    let named = speech.map(|speech| {
        let block = placed.location.position().map(|(_, block)| block);
        let found = block.and_then(|block| app.library().document(speech)?.number_of(block));
        let paragraph = found.unwrap_or(placed.annotation.paragraph);
        format!("{number} · {} · ¶ {paragraph}", app.library().title(speech))
    });
    Some(named.into_iter().chain([number]).collect())
}

/// Returns the progress of the study view, or the number of the row under its cursor, from the longest form to the shortest.
pub(super) fn in_study(app: &App) -> Option<Vec<String>> {
    let view = app.study().view()?;
    if let Some((done, of)) = app.study().progress() {
        return Some(vec![format!("reading {done} of {}", counted(of, "speech"))]);
    }
    let number = |cursor: usize, len: usize| {
        if len == 0 { String::new() } else { format!("{}/{}", grouped(cursor + 1), grouped(len)) }
    };
    let words = app.study().words();
    match view {
        View::Words => {
            let number = number(words.rows().cursor, words.len());
            let compared = words.found().filter(|found| found.is_compared() && !number.is_empty());
            let Some(found) = compared else { return Some(vec![number]) };
            let side = name_of(&found.there, app.library());
            let side = if side.chars().count() > MAX_SIDE_CHARS { "the right side" } else { &side };
            let signed = format!("{number} · log₂ is + for {side}");
            // Without its side a sign says nothing, so the less important keys give way to it.
            let is_wide = app.panes().view().size.0 >= WIDE_COLUMNS;
            return Some(if is_wide { vec![signed] } else { vec![signed, number] });
        }
        View::SideBySide => return None,
        View::Phrases => {}
    }
    let list = app.study().phrases();
    let (rows, lines) = list.rows();
    let phrase = number(rows.cursor, list.len());
    if list.level() == Level::Phrases {
        return Some(vec![phrase]);
    }
    let place = number(lines.cursor, list.places().len());
    Some(vec![format!("{phrase} · place {place}"), place])
}

/// Returns the number of the line under the concordance's cursor, from the longest form to the shortest, and how far a count
/// or the search is.
pub(super) fn in_concordance(app: &App) -> Option<Vec<String>> {
    let (concordance, search) = app.search().concordance().zip(app.search().active())?;
    if !app.context().is_concordance() {
        return None;
    }
    let near = concordance.near();
    if near.is_list() {
        let number = format!("{}/{}", grouped(near.cursor() + 1), grouped(near.len()));
        return Some(vec![if near.len() == 0 { String::new() } else { number }]);
    }
    let mut progress = String::new();
    if app.search().is_incomplete(app.library()) {
        let (searched, of) = (search.stats(app.open()).searched, search.speech_count(app.library()));
        progress = format!(" · {searched} of {of} searched");
    } else if near.is_counting() {
        progress =
            format!(" · words of {} of {} counted", near.count().read, search.speech_count(app.library()));
    }
    let len = concordance.len(search);
    let unreadable = match app.library().unreadable() {
        0 => String::new(),
        count => format!(" · {count} unreadable"),
    };
    if len == 0 {
        return Some(vec![
            format!("no line{progress}{unreadable}"),
            format!("no line{progress}"),
            "no line".to_owned(),
        ]);
    }
    let number = format!("{}/{len}", concordance.cursor() + 1);
    let line = concordance.under_cursor();
    let named = line.map(|line| {
        let block = line.matched.as_ref().zip(app.library().document(line.speech));
        let block = block.and_then(|(range, text)| text.number_of(text.block_at(range.start)?));
        let paragraph = block.map(|number| format!(" ¶ {number}")).unwrap_or_default();
        (
            app.library().title(line.speech).into_owned(),
            app.library().short_name(line.speech).into_owned(),
            paragraph,
        )
    });
    let forms = named.map(|(title, short, paragraph)| {
        [
            format!("{number} · {title}{paragraph}{progress}{unreadable}"),
            format!("{number} · {short}{paragraph}{progress}"),
        ]
    });
    let short = [format!("{number}{progress}"), number];
    Some(forms.into_iter().flatten().chain(short).collect())
}

/// Returns a literal query as alternatives, if it has a bar without blanks around it, which was searched for as it is.
fn alternatives(query: &Query) -> Option<String> {
    let parts: Vec<&str> =
        query.pattern().split('|').map(str::trim).filter(|part| !part.is_empty()).collect();
    let is_meant = query.options().regex || query.pattern().contains("\\|");
    (!is_meant && parts.len() > query.terms().len()).then(|| parts.join(" | "))
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
    if progress >= 1.0 { "end".to_owned() } else { format!("{sign}{} left", format_duration(floor(minutes))) }
}

/// Returns the number of speeches in the scope, if the list is filtered: `in 200 of 2,000`.
fn in_scope(app: &App) -> Option<String> {
    let scope = app.sidebar().scope()?;
    let count = Scope::len(Some(&scope), app.library());
    Some(format!("in {} of {}", grouped(count), grouped(app.library().len())))
}

/// Returns the counts of matches, from the longest form to the shortest.
pub(super) fn counts(app: &App) -> Vec<String> {
    let Some(search) = app.search().active() else { return in_scope(app).into_iter().collect() };
    let scope = in_scope(app).map(|scope| format!(" · {scope}")).unwrap_or_default();
    let MatchStats { at, here, total, speeches, searched } = search.stats(app.shown());
    let partial = app.search().is_incomplete(app.library());
    let unreadable = match app.library().unreadable() {
        0 => String::new(),
        count => format!(" · {count} unreadable"),
    };
    if total == 0 && !partial {
        let not_found = "not found".to_owned();
        let remedy = alternatives(&search.query).map(|terms| format!("; for either, write {terms}"));
        let remedy = remedy.unwrap_or_default();
        let shorter = format!("{not_found}{remedy}{unreadable}{scope}");
        let longest = format!("{not_found}: {}{remedy}{unreadable}{scope}", search.query.pattern());
        return vec![longest, shorter, not_found];
    }
    let at = at.map(|at| format!("{at}/")).unwrap_or_default();
    let more = if partial { "…" } else { "" };
    let of = search.speech_count(app.library());
    let plural = if of == 1 { "speech" } else { "speeches" };
    let searched = if partial { format!(", {searched} searched") } else { String::new() };
    vec![
        format!(
            "{at}{here} here · {total}{more} in {speeches} of {of} {plural}{searched}{unreadable}{scope}"
        ),
        format!("{at}{here} · {total}{more} in {speeches}{unreadable}{scope}"),
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
