//! Exporting annotations, concordance lines, phrases, words and comparisons to a file that the reader names.

use super::{
    change::Change, env::Env, keys::JOB_FAILED, library::Library, notes::Notes, overlays::Overlays,
    search::Search, study::Study,
};
use crate::{
    catalog::DocumentId,
    command::{Command, Context},
    effect::{Effect, Export, ExportContent, ExportRequest, ExportSubject, Job},
    event::ExportOutcome,
};

/// Characters of the words of a query in the name of a file.
const MAX_NAME_CHARS: usize = 40;

/// Asks for the name of a file for what is shown: the lines of the concordance, the words near its matches, the phrases, the
/// words, or the annotations in the notebook.
pub(super) fn export_shown(context: Context, notes: &Notes) -> Vec<Change> {
    let subject = match context {
        Context::Near => ExportSubject::Near,
        Context::Concordance => ExportSubject::Lines,
        Context::Phrases => ExportSubject::Phrases,
        Context::Words => ExportSubject::Words,
        Context::SideBySide => ExportSubject::Comparison,
        _ => ExportSubject::Notes(notes.shown_ids()),
    };
    vec![Change::AskForExport(subject)]
}

/// Asks for the name of a file, unless there is nothing to export.
pub(super) fn ask(
    subject: ExportSubject,
    search: &Search,
    study: &Study,
    library: &Library,
    overlays: &mut Overlays,
) -> Vec<Change> {
    let name = match &subject {
        ExportSubject::Notes(ids) => (!ids.is_empty()).then(|| "notes.md".to_owned()),
        ExportSubject::Words => (study.words().len() > 0).then(|| {
            let others = study.subject().others.clone();
            file_of("words", [study.subject().open].into_iter().chain(others), library)
        }),
        ExportSubject::Near => search.near_to_export(library).map(|_| {
            let pattern = search.active().map_or("", |active| active.query.pattern());
            file_name(&format!("near {pattern}"))
        }),
        ExportSubject::Lines => search
            .active()
            .filter(|active| active.total() > 0)
            .map(|active| file_name(active.query.pattern())),
        ExportSubject::Phrases => {
            let speeches = study.phrases().speeches_to_export();
            speeches.map(|speeches| file_of("phrases", speeches, library))
        }
        ExportSubject::Comparison => study.beside().compared().map(|compared| {
            let names = compared.speeches.each_ref().map(|(speech, _)| library.short_name(*speech));
            file_name(&names.join(" "))
        }),
    };
    match name {
        Some(name) => overlays.open_export(subject, name),
        None => vec![Change::notice("nothing to export")],
    }
}

/// Returns the name of a file about speeches: with the names of up to two, or else the first and the number of the others.
fn file_of(subject: &str, speeches: impl IntoIterator<Item = DocumentId>, library: &Library) -> String {
    let names: Vec<_> = speeches.into_iter().map(|speech| library.short_name(speech)).collect();
    match &names[..] {
        [] => file_name(subject),
        [one] => file_name(&format!("{subject} {one}")),
        [one, other] => file_name(&format!("{subject} {one} {other}")),
        [one, others @ ..] => file_name(&format!("{subject} {one} {} others", others.len())),
    }
}

/// Returns the name of a Markdown file for a query.
fn file_name(pattern: &str) -> String {
    let words: Vec<&str> =
        pattern.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let name: String = words.join("-").to_lowercase().chars().take(MAX_NAME_CHARS).collect();
    format!("{}.md", if name.is_empty() { "lines" } else { name.trim_end_matches('-') })
}

/// Requests the export.
pub(super) fn export(
    request: ExportRequest,
    notes: &Notes,
    library: &Library,
    (search, study): (&Search, &Study),
    overlays: &mut Overlays,
    env: &Env<'_>,
) -> Vec<Change> {
    let content = match &request.subject {
        ExportSubject::Notes(ids) => {
            let placed = ids.iter().filter_map(|id| notes.annotations().get(id));
            let annotations = placed.map(|placed| {
                let speech = placed.location.document().and_then(|id| library.get(id));
                (placed.annotation.clone(), speech.cloned())
            });
            Some(ExportContent::Notes(annotations.collect()))
        }
        ExportSubject::Words => study.words().exported(library).map(ExportContent::Words),
        ExportSubject::Near => search.near_to_export(library).map(ExportContent::Near),
        ExportSubject::Lines => search.lines_to_export(library).map(ExportContent::Lines),
        ExportSubject::Phrases => study.phrases().exported(library).map(ExportContent::Phrases),
        ExportSubject::Comparison => study.beside().to_export(library).map(ExportContent::Comparison),
    };
    let Some(content) = content else { return Vec::new() };
    let job = Job::Export(Export { request, content, style: env.config.citation });
    overlays.begin_export();
    let stop = env.key(Context::Text, &Command::Interrupt);
    let stop = stop.map(|key| format!(" ({key}: stop)")).unwrap_or_default();
    vec![Change::Notice(format!("exporting…{stop}")), Change::job(job)]
}

/// Reports the export. If there is a file of this name, the prompt asks again.
pub(super) fn report(request: ExportRequest, outcome: ExportOutcome, overlays: &mut Overlays) -> Vec<Change> {
    overlays.end_export();
    match outcome {
        ExportOutcome::Done(message) | ExportOutcome::Failed(message) => vec![Change::Notice(message)],
        ExportOutcome::Exists(path) if overlays.is_any_open() => {
            vec![Change::Notice(format!("not exported: {path} exists"))]
        }
        ExportOutcome::Exists(_) => overlays.ask_to_replace(request),
    }
}

/// Reports that a job has failed, which may be an export.
pub(super) fn report_failed(is_export: bool, overlays: &mut Overlays) -> Vec<Change> {
    if is_export {
        overlays.end_export();
    }
    vec![Change::notice(JOB_FAILED), Change::Effect(Effect::Repaint)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failed_export_has_ended() {
        for is_export in [true, false] {
            let mut overlays = Overlays::default();
            overlays.begin_export();
            report_failed(is_export, &mut overlays);
            assert_eq!(overlays.stop_exports().is_none(), is_export);
        }
    }

    #[test]
    fn file_is_named_after_the_query() {
        for (pattern, name) in [
            ("Party", "party.md"),
            ("human feelings", "human-feelings.md"),
            ("../../etc", "etc.md"),
            ("(a|b)*", "a-b.md"),
            ("***", "lines.md"),
            ("당", "당.md"),
            (&"a".repeat(50), &format!("{}.md", "a".repeat(40))),
        ] {
            assert_eq!(file_name(pattern), name);
        }
    }
}
