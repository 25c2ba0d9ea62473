//! The command `bookmarks --import`: places annotations of other programs in the texts by their words, and saves them.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    io::{self, Read as _, Write},
    ops::Range,
    path::Path,
    sync::Arc,
};

use anyhow::{Context as _, anyhow, bail};
use oratory_core::{
    Annotation, AnnotationChange, Document, ImportFormat, Imported, Placement, Speeches, collapse,
    place_annotation,
};

use super::{
    arguments::INPUT,
    bookmarks::{texts_in, texts_of},
    find::Finder,
    outcome::{NotFound, Outcome, print_error},
    output::print,
    setup::{Setup, folders},
    texts::Texts,
};
use crate::{
    catalog::Catalog,
    store::{self, Folders, LOCK_TIMEOUT, bookmarks::Save},
    terminal,
    worker::locating::located,
};

/// The annotations in the notebook: by id, and by their present place.
struct Known {
    by_id: BTreeMap<String, Annotation>,
    by_place: BTreeMap<Place, Vec<String>>,
}

/// A range of the text with this SHA-256.
type Place = (String, usize, usize);

/// The result of an import.
#[derive(Default)]
struct Import {
    changes: Vec<(AnnotationChange, Option<Arc<Document>>)>,
    placed: usize,
    not_found: Vec<Annotation>,
    known: usize,
    without_words: usize,
}

/// Runs `oratory bookmarks --import FILE`.
pub(super) fn import(file: &Path, texts: &[OsString], setup: &Setup) -> anyhow::Result<Outcome> {
    let folders = &folders()?;
    let items = read(file)?;
    let bookmarks = store::bookmarks::read(folders)?;
    let finder = Finder::new(setup);
    let mut library: Vec<_> =
        Texts::find(texts, &finder)?.read_all()?.into_iter().map(|entry| entry.speech).collect();
    if texts.is_empty() {
        let files = items.iter().flat_map(Imported::files);
        let more = texts_of(&bookmarks, setup).into_iter().chain(texts_in(files, setup));
        library.extend(more.filter_map(|entry| entry.whole().cloned()));
    }
    let known = Known::new(bookmarks, &library, folders);
    let import = place_all(&items, &Speeches::new(library), known);
    let save = Save { changes: &import.changes, ..Save::default() };
    let saved = store::bookmarks::save(folders, &save, LOCK_TIMEOUT)?;
    for why in saved.copy_errors.values() {
        print_error(&format!("imported, but without a copy of a text: {why}"));
    }
    let outcome = print(|to| import.report(to))?;
    if import.placed + import.known == 0 {
        let why = if texts.is_empty() {
            "name its texts after the file"
        } else {
            "its words are not in the texts that you named"
        };
        bail!(NotFound(format!("nothing in {} was placed: {why}", store::quoted(file))));
    }
    Ok(outcome)
}

/// Reads the annotations in `file`, or those in JSON from standard input.
fn read(file: &Path) -> anyhow::Result<Vec<Imported>> {
    let (content, format) = if file == Path::new(INPUT) {
        let mut content = Vec::new();
        io::stdin().read_to_end(&mut content).context("cannot read standard input")?;
        (content, ImportFormat::JsonLd)
    } else {
        let format =
            ImportFormat::of(file).map_err(|why| anyhow!("cannot import {}: {why}", store::quoted(file)))?;
        (store::export::read(file)?, format)
    };
    format.read(&content).map_err(|fault| {
        anyhow!("cannot import {}: line {}: {}", store::quoted(file), fault.line, fault.reason)
    })
}

/// Places all annotations, apart from those that are in the notebook already.
fn place_all(items: &[Imported], library: &Speeches, mut known: Known) -> Import {
    let now = terminal::now();
    let mut import = Import::default();
    for item in items {
        match place_annotation(item, library, now) {
            Placement::WithoutWords => import.without_words += 1,
            Placement::Placed(annotation, _) | Placement::NotFound(annotation) if known.has(&annotation) => {
                import.known += 1;
            }
            Placement::Placed(annotation, document) => {
                known.add(&annotation);
                import.placed += 1;
                import.changes.push((AnnotationChange::Import(annotation), Some(document)));
            }
            Placement::NotFound(annotation) => {
                known.add(&annotation);
                import.not_found.push(Annotation::clone(&annotation));
                import.changes.push((AnnotationChange::Import(annotation), None));
            }
        }
    }
    import
}

impl Known {
    fn new(bookmarks: Vec<Annotation>, library: &[Arc<Document>], folders: &Folders) -> Self {
        let catalog: Catalog = library.iter().map(|document| Arc::new(Arc::clone(document).into())).collect();
        let mut known = Self { by_id: BTreeMap::new(), by_place: BTreeMap::new() };
        for (bookmark, location) in located(bookmarks, &catalog, folders) {
            if let Some((id, range)) = location.range()
                && let Some(document) = catalog[id].whole()
            {
                known.add_place(document.sha256(), &range, &bookmark.note);
            }
            known.by_id.insert(bookmark.id.clone(), bookmark);
        }
        known
    }

    /// Returns `true` if an annotation is in the notebook: one with its id, unless that was not found earlier, or one
    /// of its range with its note.
    fn has(&self, new: &Annotation) -> bool {
        if let Some(old) = self.by_id.get(&new.id) {
            return !old.is_unplaced() || new.is_unplaced();
        }
        let Some(place) = place_of(new) else { return false };
        self.by_place.get(&place).is_some_and(|notes| notes.iter().any(|note| note.contains(&new.note)))
    }

    fn add(&mut self, new: &Annotation) {
        self.by_id.insert(new.id.clone(), new.clone());
        if let Some((text, start, end)) = place_of(new) {
            self.add_place(&text, &(start..end), &new.note);
        }
    }

    fn add_place(&mut self, text: &str, range: &Range<usize>, note: &str) {
        self.by_place.entry((text.to_owned(), range.start, range.end)).or_default().push(note.to_owned());
    }
}

fn place_of(annotation: &Annotation) -> Option<Place> {
    Some((annotation.sha256.clone(), annotation.selector.start, annotation.selector.end?))
}

impl Import {
    /// Reports the numbers, and each annotation that was not found.
    fn report(&self, to: &mut dyn Write) -> anyhow::Result<()> {
        write!(to, "placed {}, not found {}", self.placed, self.not_found.len())?;
        for (count, what) in [(self.known, "already in the notebook"), (self.without_words, "without words")]
        {
            if count > 0 {
                write!(to, ", {what} {count}")?;
            }
        }
        writeln!(to)?;
        let mut listed = BTreeSet::new();
        for annotation in self.not_found.iter().filter(|annotation| listed.insert(&annotation.id)) {
            let head = annotation.selector.head();
            let more = if head.quote.len() < annotation.selector.exact.len() { "…" } else { "" };
            let title = if annotation.title.is_empty() { "no title" } else { &annotation.title };
            writeln!(to, "not found: {}: “{}{more}”", collapse(title), collapse(&head.quote))?;
        }
        Ok(())
    }
}
