//! Exports annotations, concordance lines and phrases: reads the texts that are not in memory, and writes the file.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    path::Path,
    sync::Arc,
};

use oratory_core::{
    Annotation, Budget, CharCounter, ComparedText, ComparisonRow, LineRow, LinesFormat, Mode, NotesFormat,
    PhraseKind, PhraseSpeech, PhraseTable, Record, Style, comparison_text, counted, near_text, words_text,
};

use super::locating::located;
use crate::{
    catalog::{Catalog, DocumentId, Entry},
    effect::{
        ComparisonToExport, Export, ExportRequest, Lines, NearRows, PhraseRows, PhraseScope, ScopedPhrases,
        Words,
    },
    event::{Event, ExportOutcome},
    store::{
        Folders,
        export::{NotWritten, full_path, name_from_here, write},
        options::ReadOptions,
        quoted,
        texts::Loader,
    },
};

/// Words of context on each side of a match, as in `oratory search`.
const CONTEXT_WORDS: usize = 8;

/// Exports annotations with their speeches.
pub(super) fn export_notes(
    export: Export<Vec<(Annotation, Option<Arc<Entry>>)>>,
    options: ReadOptions,
    folders: &Folders,
    wanted: &dyn Fn() -> bool,
    report: &mut dyn FnMut(Event),
) {
    let Export { content, request, style } = export;
    let path = full_path(request.name.trim());
    let mut loader = Loader::new(options, wanted);
    let mut speeches: HashMap<_, Arc<Entry>> = HashMap::new();
    let mut annotations = Vec::new();
    for (annotation, speech) in content {
        if !wanted() {
            return report(Event::Exported(request, stopped(&path)));
        }
        annotations.push(annotation);
        let Some(speech) = speech else { continue };
        let key = (speech.id().to_owned(), speech.file().map(Path::to_owned));
        speeches.entry(key).or_insert_with(|| match loader.whole(&speech) {
            Ok(document) => Arc::new(document.into()),
            Err(_) => Arc::clone(&speech),
        });
    }
    let library: Catalog = speeches.into_values().collect();
    // The order is that of the list.
    let order: HashMap<String, usize> =
        annotations.iter().enumerate().map(|(index, annotation)| (annotation.id.clone(), index)).collect();
    let mut placed = located(annotations, &library, folders);
    placed.sort_by_key(|(annotation, _)| order.get(&annotation.id));
    let records = placed.iter().map(|(annotation, location)| {
        let speech = location.document().map(|id| &library[id]);
        let name = speech
            .map_or_else(|| annotation.speech.clone(), |speech| name_from_here(speech.id(), speech.file()));
        let document = speech.and_then(|speech| speech.document()).map(Arc::as_ref);
        Record::new(annotation, name, document, location.resolution())
    });
    let records: Vec<Record<'_>> = records.collect();
    let outcome = match NotesFormat::of(&path) {
        Ok(format) => {
            let what = counted(records.len(), "passage");
            save(&path, &format.text(&records, style), request.may_replace, &what, wanted)
        }
        Err(why) => ExportOutcome::Failed(why),
    };
    report(Event::Exported(request, outcome));
}

/// Exports lines of a concordance.
pub(super) fn export_lines(
    export: Export<Lines>,
    options: ReadOptions,
    wanted: &dyn Fn() -> bool,
    report: &mut dyn FnMut(Event),
) {
    let Export { content: Lines { query, chosen, speeches }, request, style } = export;
    let path = full_path(request.name.trim());
    let budget = Budget::while_wanted(wanted);
    let mut loader = Loader::new(options, wanted);
    let (mut rows, mut order): (Vec<LineRow>, _) = (Vec::new(), chosen.as_deref().map(Order::new));
    let mut unread = 0;
    for (id, speech) in speeches {
        if order.as_ref().is_some_and(|order| !order.has(id)) {
            continue;
        }
        let Ok(document) = loader.whole(&speech) else {
            unread += 1;
            continue;
        };
        let matches = query.matches_within(&document, 0..document.block_count(), &budget);
        let name = name_from_here(speech.id(), speech.file());
        let mut chars = CharCounter::default();
        for matched in matches {
            if order.as_mut().is_some_and(|order| !order.choose(id, &matched)) {
                continue;
            }
            let counted = chars.count(document.text(), &matched);
            let row = LineRow::new(&document, &name, matched, counted, CONTEXT_WORDS);
            rows.push(row.cited(&document, style));
        }
        if budget.is_spent() || !wanted() {
            return report(Event::Exported(request, stopped(&path)));
        }
    }
    let missing = order.as_ref().map_or(0, |order| order.positions.len());
    let rows = match order {
        Some(order) => order.sorted(rows),
        None => rows,
    };
    let unread = match (unread, missing) {
        (0, 0) => String::new(),
        (0, _) => format!(" without {}, whose text has changed", counted(missing, "line")),
        _ => format!(" without {}", counted(unread, "unreadable text")),
    };
    let outcome = match LinesFormat::of(&path) {
        Ok(format) => {
            let what = counted(rows.len(), "line") + &unread;
            save(&path, &format.text(&rows), request.may_replace, &what, wanted)
        }
        Err(why) => ExportOutcome::Failed(why),
    };
    report(Event::Exported(request, outcome));
}

/// Exports a list of phrases, with the rows of `oratory phrases`.
pub(super) fn export_phrases(
    export: Export<PhraseRows>,
    options: ReadOptions,
    wanted: &dyn Fn() -> bool,
    report: &mut dyn FnMut(Event),
) {
    let Export { content: (list, rows, entries), request, style } = export;
    let path = full_path(request.name.trim());
    let text = LinesFormat::of(&path)
        .and_then(|format| text_of_phrases(&list, &rows, &entries, (format, style), options, wanted));
    let outcome = match text {
        Ok(text) => save(&path, &text, request.may_replace, &counted(rows.len(), "phrase"), wanted),
        Err(_) if !wanted() => stopped(&path),
        Err(why) => ExportOutcome::Failed(format!("cannot export phrases: {why}")),
    };
    report(Event::Exported(request, outcome));
}

/// Exports words with their counts.
pub(super) fn export_words(export: Export<Words>, wanted: &dyn Fn() -> bool, report: &mut dyn FnMut(Event)) {
    let Export { content: (heading, rows, is_compared), request, .. } = export;
    let text = |format| words_text(format, &heading, &rows, is_compared);
    export_rows(request, (rows.len(), "word"), text, wanted, report);
}

/// Exports the words near the matches of a search, with the rows of `oratory near`.
pub(super) fn export_near(
    export: Export<NearRows>,
    wanted: &dyn Fn() -> bool,
    report: &mut dyn FnMut(Event),
) {
    let Export { content: (heading, rows), request, .. } = export;
    export_rows(request, (rows.len(), "word"), |format| near_text(format, &heading, &rows), wanted, report);
}

/// Writes `text` in the format of the file.
fn export_rows(
    request: ExportRequest,
    (count, noun): (usize, &str),
    text: impl FnOnce(LinesFormat) -> String,
    wanted: &dyn Fn() -> bool,
    report: &mut dyn FnMut(Event),
) {
    let path = full_path(request.name.trim());
    let outcome = match LinesFormat::of(&path) {
        Ok(format) => save(&path, &text(format), request.may_replace, &counted(count, noun), wanted),
        Err(why) => ExportOutcome::Failed(why),
    };
    report(Event::Exported(request, outcome));
}

/// Exports the rows of a comparison.
pub(super) fn export_comparison(
    export: Export<ComparisonToExport>,
    options: ReadOptions,
    wanted: &dyn Fn() -> bool,
    report: &mut dyn FnMut(Event),
) {
    let Export { content, request, .. } = export;
    let outcome = match comparison_file(&content, &request, options, wanted) {
        Ok(outcome) => outcome,
        Err(_) if !wanted() => stopped(&full_path(request.name.trim())),
        Err(why) => ExportOutcome::Failed(why),
    };
    report(Event::Exported(request, outcome));
}

fn comparison_file(
    content: &ComparisonToExport,
    request: &ExportRequest,
    options: ReadOptions,
    wanted: &dyn Fn() -> bool,
) -> Result<ExportOutcome, String> {
    let path = full_path(request.name.trim());
    let (format, mut loader) = (LinesFormat::of(&path)?, Loader::new(options, wanted));
    let [(one, _), (other, _)] = &content.speeches;
    let documents = [loader.whole(one)?, loader.whole(other)?];
    let names = [one, other].map(|speech| name_from_here(speech.id(), speech.file()));
    let ids = [one, other].map(|speech| speech.id().to_owned());
    let labels = if ids[0] == ids[1] { names } else { ids };
    let text = |side: usize| ComparedText {
        document: &documents[side],
        index: &content.speeches[side].1,
        label: &labels[side],
    };
    let (a, b) = (text(0), text(1));
    let rows: Vec<ComparisonRow<'_>> = match content.mode {
        Mode::Shared => content.shared.iter().map(|row| ComparisonRow::shared(a, b, row)).collect(),
        Mode::Parallel => content.pairs.iter().map(|&pair| ComparisonRow::parallel(a, b, pair)).collect(),
        Mode::Versions => content.versions.iter().map(|row| ComparisonRow::version(a, b, row)).collect(),
    };
    let what = counted(rows.len(), "row");
    Ok(save(&path, &comparison_text(format, &rows, [a, b]), request.may_replace, &what, wanted))
}

/// Reads the speeches of a list of phrases, and returns the text of a file with some rows of `list`.
fn text_of_phrases(
    list: &ScopedPhrases,
    rows: &[usize],
    entries: &[Arc<Entry>],
    (format, style): (LinesFormat, Style),
    options: ReadOptions,
    wanted: &dyn Fn() -> bool,
) -> Result<String, String> {
    let mut loader = Loader::new(options, wanted);
    let mut documents = Vec::with_capacity(entries.len());
    for speech in entries {
        if !wanted() {
            return Err("interrupted".to_owned());
        }
        documents.push(loader.whole(speech)?);
    }
    // As in the command: by id, or by name if several speeches have the same id.
    let mut files: HashMap<&str, HashSet<Option<&Path>>> = HashMap::new();
    for speech in entries {
        files.entry(speech.id()).or_default().insert(speech.file());
    }
    let label = |speech: &Arc<Entry>| match files.get(speech.id()) {
        Some(files) if files.len() > 1 => name_from_here(speech.id(), speech.file()),
        _ => speech.id().to_owned(),
    };
    let labels: Vec<String> = entries.iter().map(label).collect();
    let speeches = list.speeches.iter().zip(&documents).zip(&labels);
    let speeches: Vec<PhraseSpeech<'_>> =
        speeches.map(|(((_, index), document), label)| PhraseSpeech::new(label, document, index)).collect();
    let kind = match list.scope {
        PhraseScope::Shared => PhraseKind::Shared,
        PhraseScope::Repeated => PhraseKind::Repeated,
        PhraseScope::Passage | PhraseScope::Used => PhraseKind::Used,
    };
    let table = PhraseTable { kind, phrases: &list.phrases, speeches: &speeches };
    let phrases = rows.iter().filter_map(|&row| list.phrases.rows.get(row));
    Ok(format.text_of_phrases(table, phrases, style))
}

/// The order of the chosen lines.
struct Order {
    /// The positions of the lines that were not found yet, by speech and offset.
    positions: HashMap<(DocumentId, usize, usize), usize>,
    /// The positions of the rows made so far.
    rows: Vec<usize>,
    speeches: HashSet<DocumentId>,
}

impl Order {
    fn new(chosen: &[(DocumentId, Range<usize>)]) -> Self {
        let positions = chosen.iter().enumerate();
        let positions =
            positions.map(|(position, (id, matched))| ((*id, matched.start, matched.end), position));
        let speeches = chosen.iter().map(|(id, _)| *id).collect();
        Self { positions: positions.collect(), rows: Vec::new(), speeches }
    }

    /// Returns `true` if lines of a speech are chosen.
    fn has(&self, speech: DocumentId) -> bool {
        self.speeches.contains(&speech)
    }

    /// Returns `true` if the line of a match is chosen. Its row comes next.
    fn choose(&mut self, speech: DocumentId, matched: &Range<usize>) -> bool {
        let position = self.positions.remove(&(speech, matched.start, matched.end));
        self.rows.extend(position);
        position.is_some()
    }

    /// Puts `rows` into the order of the lines.
    fn sorted(self, rows: Vec<LineRow>) -> Vec<LineRow> {
        let mut rows: Vec<_> = self.rows.into_iter().zip(rows).collect();
        rows.sort_unstable_by_key(|(position, _)| *position);
        rows.into_iter().map(|(_, row)| row).collect()
    }
}

/// Writes the file, unless it is not wanted any more.
fn save(path: &Path, text: &str, may_replace: bool, what: &str, wanted: &dyn Fn() -> bool) -> ExportOutcome {
    if !wanted() {
        return stopped(path);
    }
    match write(path, text.as_bytes(), may_replace) {
        Ok(()) => ExportOutcome::Done(format!("exported {what} to {}", quoted(path))),
        Err(NotWritten::Exists(path)) => ExportOutcome::Exists(quoted(&path)),
        Err(NotWritten::Failed(why)) => ExportOutcome::Failed(why),
    }
}

/// Reports that an export was stopped before its file was written.
fn stopped(path: &Path) -> ExportOutcome {
    ExportOutcome::Failed(format!("export stopped: {} was not written", quoted(path)))
}
