//! The command `bookmarks`: prints bookmarks and highlights with their status in the texts.

use std::{
    collections::BTreeSet,
    env,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::bail;
use oratory_core::{Annotation, NotesFormat, Record, Style, collapse};

use super::{
    arguments::{BookmarksArguments, INPUT},
    cite::style,
    find::Finder,
    naming::name_of,
    outcome::{NotFound, Outcome},
    output::print,
    range::rsplit_once,
    setup::{Setup, folders},
    texts::{Entry, Texts},
};
use crate::{
    catalog::{self, Catalog, Location},
    session::INPUT_PREFIX,
    store::{self, Folders, LOCK_TIMEOUT, folders::FolderReader, state::Restored, texts},
    worker::locating::located,
};

/// Runs `oratory bookmarks`.
pub(super) fn bookmarks(arguments: &BookmarksArguments, setup: &Setup) -> anyhow::Result<Outcome> {
    let folders = folders()?;
    if arguments.restore {
        return restore_file(&folders);
    }
    let (texts, format) = (&arguments.texts.0, format(arguments));
    let bookmarks = store::bookmarks::read(&folders)?;
    let finder = Finder::new(setup);
    let named = Texts::find(texts, &finder)?.read_all()?;
    // Without words, search the files with bookmarks too, as long as they exist.
    let marked = if texts.is_empty() { texts_of(&bookmarks, setup) } else { Vec::new() };
    let library =
        named.iter().map(|entry| Arc::new(Arc::clone(&entry.speech).into())).chain(marked).collect();
    let has_any = !bookmarks.is_empty();
    let mut placed = located(bookmarks, &library, &folders);
    if !texts.is_empty() {
        placed.retain(|(bookmark, location)| is_in(bookmark, *location, &named, &library));
    }
    if placed.is_empty() && format.is_none() {
        let message =
            if has_any { "there are no bookmarks in these texts" } else { "there are no bookmarks yet" };
        bail!(NotFound(message.to_owned()));
    }
    let records = placed.iter().map(|(bookmark, location)| record(bookmark, *location, &library, &finder));
    let records: Vec<Record<'_>> = records.collect();
    let style = style(arguments.style, setup);
    print(|to| match format {
        Some(format) => Ok(to.write_all(format.text(&records, style).as_bytes())?),
        None => print_plain(&records, style, to),
    })
}

/// Returns the format to print, or `None` for plain text.
const fn format(arguments: &BookmarksArguments) -> Option<NotesFormat> {
    match arguments {
        BookmarksArguments { md: true, .. } => Some(NotesFormat::Markdown),
        BookmarksArguments { json: true, .. } => Some(NotesFormat::Json),
        BookmarksArguments { jsonld: true, .. } => Some(NotesFormat::JsonLd),
        BookmarksArguments { csv: true, .. } => Some(NotesFormat::Csv),
        _ => None,
    }
}

/// Replaces a damaged bookmarks file by its backup, for `--restore`.
fn restore_file(folders: &Folders) -> anyhow::Result<Outcome> {
    let path = store::quoted(&store::bookmarks::path(folders));
    let Some((count, Restored { backup, damaged })) = store::bookmarks::restore(folders, LOCK_TIMEOUT)?
    else {
        bail!(NotFound(format!("nothing to restore: {path} is not damaged")));
    };
    let noun = if count == 1 { "bookmark" } else { "bookmarks" };
    print(|to| {
        writeln!(to, "restored {count} {noun} in {path} from {}", store::quoted(&backup))?;
        if let Some(damaged) = damaged {
            writeln!(
                to,
                "the damaged file is now {}; only it has the last change before",
                store::quoted(&damaged)
            )?;
        }
        Ok(())
    })
}

/// Reads the texts of `bookmarks`, as far as their files still exist.
pub(super) fn texts_of(bookmarks: &[Annotation], setup: &Setup) -> Vec<Arc<catalog::Entry>> {
    let mut paths: BTreeSet<&Path> = BTreeSet::new();
    for bookmark in bookmarks {
        paths.extend(bookmark.file.as_deref());
        // The number of a speech in a file follows its path.
        paths.extend(bookmark.files.iter().map(|file| match rsplit_once(file.as_os_str(), '#') {
            Some((path, _)) if !texts::is_file(file) => Path::new(path),
            _ => file,
        }));
    }
    texts_in(paths.into_iter().map(Path::to_owned), setup)
}

/// Reads the texts in files, as far as they exist.
pub(super) fn texts_in(files: impl Iterator<Item = PathBuf>, setup: &Setup) -> Vec<Arc<catalog::Entry>> {
    let options = setup.read_options();
    let files = files.filter(|path| texts::is_file(path));
    let mut folders = FolderReader::new(options.encoding);
    let opened =
        files.filter_map(|path| texts::open_in(&path, texts::Extent::Whole, options, &mut folders).ok());
    opened.flatten().map(Arc::new).collect()
}

/// Returns the name by which every command finds a speech to which a bookmark led.
fn name_from_here(speech: &catalog::Entry, finder: &Finder<'_>) -> String {
    let (id, file) = (speech.id(), speech.file());
    let Some(file) = file else {
        let is_input = id.starts_with(INPUT_PREFIX);
        return name_of(id, None, Path::new(if is_input { INPUT } else { "" }), finder);
    };
    let here = env::current_dir().unwrap_or_default();
    name_of(id, Some(file), file.strip_prefix(here).unwrap_or(file), finder)
}

/// Describes `bookmark` and its place.
fn record<'a>(
    bookmark: &'a Annotation,
    location: Location,
    library: &'a Catalog,
    finder: &Finder<'_>,
) -> Record<'a> {
    let speech = location.document().map(|speech| &library[speech]);
    let name = speech.map_or_else(|| bookmark.speech.clone(), |speech| name_from_here(speech, finder));
    let document = speech.and_then(|speech| speech.document()).map(Arc::as_ref);
    Record::new(bookmark, name, document, location.resolution())
}

/// Returns `true` if the bookmark belongs to one of the texts, and to the paragraphs selected in it.
fn is_in(bookmark: &Annotation, location: Location, texts: &[Entry], library: &Catalog) -> bool {
    let Some(speech) = location.document().and_then(|id| library[id].document()) else { return false };
    let block = location.position().map(|(_, block)| block);
    let number = block.and_then(|block| speech.number_of(block)).unwrap_or(bookmark.paragraph);
    texts.iter().any(|entry| entry.speech.sha256() == speech.sha256() && entry.selects(Some(number)))
}

fn print_plain(records: &[Record<'_>], style: Style, to: &mut dyn Write) -> anyhow::Result<()> {
    for (index, record) in records.iter().enumerate() {
        if index > 0 {
            writeln!(to)?;
        }
        let label = collapse(record.annotation.first_line());
        let label = if label.is_empty() { label } else { format!("  {label}") };
        writeln!(to, "{}:{}  {}{label}", record.name, record.paragraph(), record.status())?;
        record.quotation(style).lines().try_for_each(|line| writeln!(to, "  {line}"))?;
    }
    Ok(())
}
