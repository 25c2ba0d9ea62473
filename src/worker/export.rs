//! Exports annotations, concordance lines and phrases: reads the texts that are not in memory, and writes the file.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use oratory_core::{
    Annotation, Budget, CharCounter, ComparedText, ComparisonRow, LineRow, LinesFormat, Mode, NotesFormat,
    PhraseKind, PhraseSpeech, PhraseTable, Record, Style, comparison_text, counted, near_text, words_text,
};

use super::locating::located;
use crate::{
    catalog::{Catalog, DocumentId, Entry},
    effect::{ComparisonToExport, Export, ExportContent, Lines, PhraseRows, PhraseScope},
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

/// The file of an export, and how to make it.
struct Target<'a> {
    path: PathBuf,
    may_replace: bool,
    style: Style,
    options: ReadOptions,
    wanted: &'a dyn Fn() -> bool,
}

impl<'a> Target<'a> {
    /// Returns the format of a file with lines.
    fn format(&self) -> Result<LinesFormat, String> {
        LinesFormat::of(&self.path)
    }

    /// Returns the loader of the speeches.
    fn loader(&self) -> Loader<'a> {
        Loader::new(self.options, self.wanted)
    }

    /// Writes the file, unless it is not wanted any more.
    fn save(&self, text: &str, what: &str) -> ExportOutcome {
        if !(self.wanted)() {
            return self.stopped();
        }
        match write(&self.path, text.as_bytes(), self.may_replace) {
            Ok(()) => ExportOutcome::Done(format!("exported {what} to {}", quoted(&self.path))),
            Err(NotWritten::Exists(path)) => ExportOutcome::Exists(quoted(&path)),
            Err(NotWritten::Failed(why)) => ExportOutcome::Failed(why),
        }
    }

    /// Reports that the export was stopped before its file was written.
    fn stopped(&self) -> ExportOutcome {
        ExportOutcome::Failed(format!("export stopped: {} was not written", quoted(&self.path)))
    }
}

/// Exports to a file, and reports the outcome.
pub(super) fn export(
    Export { request, content, style }: Export,
    (options, folders): (ReadOptions, &Folders),
    wanted: &dyn Fn() -> bool,
    report: &mut dyn FnMut(Event),
) {
    let (path, may_replace) = (full_path(request.name.trim()), request.may_replace);
    let target = Target { path, may_replace, style, options, wanted };
    let exported = match content {
        ExportContent::Notes(annotations) => export_notes(annotations, folders, &target),
        ExportContent::Lines(lines) => export_lines(lines, &target),
        ExportContent::Phrases(rows) => export_phrases(&rows, &target),
        ExportContent::Words((heading, rows, is_compared)) => target.format().map(|format| {
            let text = words_text(format, &heading, &rows, is_compared);
            target.save(&text, &counted(rows.len(), "word"))
        }),
        ExportContent::Near((heading, rows)) => target
            .format()
            .map(|format| target.save(&near_text(format, &heading, &rows), &counted(rows.len(), "word"))),
        ExportContent::Comparison(content) => export_comparison(&content, &target),
    };
    let outcome = match exported {
        Ok(outcome) => outcome,
        Err(_) if !wanted() => target.stopped(),
        Err(why) => ExportOutcome::Failed(why),
    };
    report(Event::Exported(request, outcome));
}

/// Exports annotations with their speeches.
fn export_notes(
    content: Vec<(Annotation, Option<Arc<Entry>>)>,
    folders: &Folders,
    target: &Target<'_>,
) -> Result<ExportOutcome, String> {
    let format = NotesFormat::of(&target.path)?;
    let mut loader = target.loader();
    let mut speeches: HashMap<_, Arc<Entry>> = HashMap::new();
    let mut annotations = Vec::new();
    for (annotation, speech) in content {
        if !(target.wanted)() {
            return Ok(target.stopped());
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
    Ok(target.save(&format.text(&records, target.style), &counted(records.len(), "passage")))
}

/// Exports lines of a concordance.
fn export_lines(
    Lines { query, chosen, speeches }: Lines,
    target: &Target<'_>,
) -> Result<ExportOutcome, String> {
    let format = target.format()?;
    let budget = Budget::while_wanted(target.wanted);
    let mut loader = target.loader();
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
            rows.push(row.cited(&document, target.style));
        }
        if budget.is_spent() || !(target.wanted)() {
            return Ok(target.stopped());
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
    Ok(target.save(&format.text(&rows), &(counted(rows.len(), "line") + &unread)))
}

/// Exports a list of phrases, with the rows of `oratory phrases`.
fn export_phrases(rows: &PhraseRows, target: &Target<'_>) -> Result<ExportOutcome, String> {
    let text = target.format().and_then(|format| text_of_phrases(rows, format, target));
    let text = text.map_err(|why| format!("cannot export phrases: {why}"))?;
    Ok(target.save(&text, &counted(rows.1.len(), "phrase")))
}

/// Exports the rows of a comparison.
fn export_comparison(content: &ComparisonToExport, target: &Target<'_>) -> Result<ExportOutcome, String> {
    let (format, mut loader) = (target.format()?, target.loader());
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
    Ok(target.save(&comparison_text(format, &rows, [a, b]), &counted(rows.len(), "row")))
}

/// Reads the speeches of a list of phrases, and returns the text of a file with some rows of `list`.
fn text_of_phrases(
    (list, rows, entries): &PhraseRows,
    format: LinesFormat,
    target: &Target<'_>,
) -> Result<String, String> {
    let mut loader = target.loader();
    let mut documents = Vec::with_capacity(entries.len());
    for speech in entries {
        if !(target.wanted)() {
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
    Ok(format.text_of_phrases(table, phrases, target.style))
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
