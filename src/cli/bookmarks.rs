//! The command `bookmarks`: prints bookmarks and highlights with their status in the texts.

use std::{collections::BTreeSet, env, io::Write, ops::Range, path::Path, sync::Arc};

use anyhow::bail;
use oratory_core::{
    anchor::{
        annotation::{Annotation, numbers},
        resolution::Resolution,
    },
    document::{details::collapse, text::Document},
    study::{
        citation::{citation, quotation_of, style::Style},
        passage::passage_text,
    },
};
use serde::Serialize;

use super::{
    arguments::{BookmarksArguments, INPUT},
    find::Finder,
    naming::name_of,
    outcome::{NotFound, Outcome},
    output::print,
    range::rsplit_once,
    setup::{Setup, folders},
    texts::{Entry, Texts},
};
use crate::catalog::{self, Catalog, Location};
use crate::{
    app::{
        library::Library as AppLibrary,
        notes::annotations::{Annotations, Placed},
    },
    session::INPUT_PREFIX,
    store::{self, Folders, LOCK_TIMEOUT, state::Restored, texts},
    worker::trace,
};

/// Runs `oratory bookmarks`.
pub(super) fn bookmarks(arguments: &BookmarksArguments, setup: &Setup) -> anyhow::Result<Outcome> {
    let BookmarksArguments { texts, md, json, restore } = arguments;
    let folders = folders()?;
    if *restore {
        return restore_file(&folders);
    }
    let bookmarks = store::bookmarks::read(&folders)?;
    let finder = Finder::new(setup);
    let named = Texts::find(&texts.0, &finder)?.read_all()?;
    // Without words, search the files with bookmarks too, as long as they exist.
    let marked = if texts.0.is_empty() { texts_of(&bookmarks, setup) } else { Vec::new() };
    let library =
        named.iter().map(|entry| Arc::new(Arc::clone(&entry.speech).into())).chain(marked).collect();
    let has_any = !bookmarks.is_empty();
    let mut placed = resolved(bookmarks, &library, &folders);
    if !texts.0.is_empty() {
        placed.retain(|bookmark| is_in(bookmark, &named, &library));
    }
    if placed.is_empty() && !md && !json {
        let message =
            if has_any { "there are no bookmarks in these texts" } else { "there are no bookmarks yet" };
        bail!(NotFound(message.to_owned()));
    }
    print(|to| {
        for (index, Placed { annotation: bookmark, location, .. }) in placed.into_iter().enumerate() {
            let printed = Printed::new(bookmark, location, &library, &finder);
            if *json {
                writeln!(to, "{}", serde_json::to_string(&printed)?)?;
                continue;
            }
            if index > 0 {
                writeln!(to)?;
            }
            if *md { print_markdown(&printed, to)? } else { print_plain(&printed, to)? }
        }
        Ok(())
    })
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
            writeln!(to, "the damaged file is now {}", store::quoted(&damaged))?;
        }
        Ok(())
    })
}

/// Reads the texts of `bookmarks`, as far as their files still exist.
fn texts_of(bookmarks: &[Annotation], setup: &Setup) -> Vec<Arc<catalog::Entry>> {
    let options = setup.read_options();
    let mut paths: BTreeSet<&Path> = BTreeSet::new();
    for bookmark in bookmarks {
        paths.extend(bookmark.file.as_deref());
        // The number of a speech in a file follows its path.
        paths.extend(bookmark.files.iter().map(|file| match rsplit_once(file.as_os_str(), '#') {
            Some((path, _)) if !texts::is_file(file) => Path::new(path),
            _ => file,
        }));
    }
    let files = paths.iter().filter(|path| texts::is_file(path));
    let opened = files.filter_map(|path| texts::open(path, texts::Extent::Whole, options).ok());
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

/// A printed bookmark, and a record of `--json`.
#[derive(Debug, Serialize)]
struct Printed {
    speech: String,
    title: String,
    /// Current number of the paragraph, or its last known number.
    paragraph: usize,
    /// `kept`, `moved`, `changed`, `lost` or `not here`.
    standing: &'static str,
    /// [`Self::standing`] in the words of the reader.
    #[serde(skip)]
    status: &'static str,
    /// Number of the paragraph when the bookmark was set.
    paragraph_then: usize,
    /// First line of the note.
    label: String,
    /// Text of the range. If it was not found, its first characters as saved.
    quote: String,
    citation: Option<String>,
    time: String,
    /// Byte offset of the range, if it was found.
    offset: Option<usize>,
    kind: &'static str,
    note: String,
    tags: Vec<String>,
    created: String,
    modified: String,
    /// Number of the last paragraph, if it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_paragraph: Option<usize>,
    /// Byte offsets of the range, if it was found.
    start: Option<usize>,
    end: Option<usize>,
    /// These offsets in code points.
    char_start: Option<usize>,
    char_end: Option<usize>,
    /// Name by which every command finds the speech, or [`Self::speech`] if it is not in the library.
    name: String,
    /// [`Self::quote`] with its citation, for readers.
    #[serde(skip)]
    quotation: String,
}

/// Resolves bookmarks against `library`. Returns them in the order of their texts, with those not found last.
fn resolved(bookmarks: Vec<Annotation>, library: &Catalog, folders: &Folders) -> Vec<Placed> {
    // Hash long texts now: hashes are computed lazily.
    for document in library.entries().filter_map(|speech| speech.whole()) {
        document.sha256();
    }
    let library = &AppLibrary::new(library.clone());
    let mut all = Annotations::default();
    all.merge(bookmarks, library);
    for (speech, bookmarks) in all.take_unresolved(library) {
        let Some(speech) = library.whole(speech) else { continue };
        all.store_resolutions(speech.sha256(), trace(speech, bookmarks, folders), library);
    }
    all.all().to_vec()
}

/// Returns `true` if the bookmark belongs to one of the texts, and to the paragraphs selected in it.
fn is_in(placed: &Placed, texts: &[Entry], library: &Catalog) -> bool {
    let Some(speech) = placed.location.document().and_then(|id| library[id].document()) else { return false };
    let block = placed.location.position().map(|(_, block)| block);
    let number = block.and_then(|block| speech.number_of(block)).unwrap_or(placed.annotation.paragraph);
    texts.iter().any(|entry| entry.speech.sha256() == speech.sha256() && entry.selects(Some(number)))
}

impl Printed {
    fn new(bookmark: Annotation, location: Location, library: &Catalog, finder: &Finder<'_>) -> Self {
        let name = location.document().map(|speech| name_from_here(&library[speech], finder));
        let found =
            location.range().and_then(|(speech, range)| Found::new(library[speech].document()?, range));
        let more =
            if bookmark.selector.continues() || bookmark.selector.head().quote != bookmark.selector.exact {
                "…"
            } else {
                ""
            };
        let saved_quote = format!("{}{more}", collapse(&bookmark.selector.head().quote));
        let (standing, status) = standing(location, found.is_some());
        let found = found.as_ref();
        Self {
            paragraph: found.map_or(bookmark.paragraph, |found| found.first),
            last_paragraph: found
                .map_or(bookmark.last_paragraph, |found| (found.first < found.last).then_some(found.last)),
            paragraph_then: bookmark.paragraph,
            quote: found.map_or_else(|| saved_quote.clone(), Found::quote),
            citation: found.map(Found::citation),
            quotation: found.and_then(Found::quotation).unwrap_or_else(|| {
                format!("“{saved_quote}”\n— {}, was ¶ {}", bookmark.title, bookmark.paragraph)
            }),
            time: bookmark.created.to_string(),
            created: bookmark.created.to_string(),
            modified: bookmark.modified().to_string(),
            offset: found.map(|found| found.range.start),
            start: found.map(|found| found.range.start),
            end: found.map(|found| found.range.end),
            char_start: found.map(|found| found.chars_before(found.range.start)),
            char_end: found.map(|found| found.chars_before(found.range.end)),
            kind: bookmark.kind.name(),
            tags: bookmark.tags().into_iter().map(ToOwned::to_owned).collect(),
            name: name.unwrap_or_else(|| bookmark.speech.clone()),
            label: bookmark.first_line().to_owned(),
            speech: bookmark.speech,
            title: bookmark.title,
            note: bookmark.note,
            standing,
            status,
        }
    }

    /// Describes the status, with the former paragraph number if it has changed.
    fn status(&self) -> String {
        if self.paragraph == self.paragraph_then {
            return self.status.to_owned();
        }
        format!("{} (formerly ¶ {})", self.status, self.paragraph_then)
    }
}

/// The range of an annotation in a text, with the numbers of its first and last paragraph.
struct Found<'a> {
    document: &'a Document,
    range: Range<usize>,
    first: usize,
    last: usize,
}

impl<'a> Found<'a> {
    fn new(document: &'a Document, range: Range<usize>) -> Option<Self> {
        let [first, last] = numbers(document, &range)?;
        Some(Self { document, range, first, last })
    }

    fn citation(&self) -> String {
        citation(self.document, self.first..=self.last, Style::Chicago)
    }

    fn quote(&self) -> String {
        passage_text(self.document, &self.range)
    }

    fn quotation(&self) -> Option<String> {
        quotation_of(self.document, &self.range, Style::Chicago)
    }

    fn chars_before(&self, offset: usize) -> usize {
        self.document.text()[..offset].chars().count()
    }
}

/// Returns the status as it is printed in JSON, and in the words of the reader.
const fn standing(location: Location, is_found: bool) -> (&'static str, &'static str) {
    match location {
        Location::NotInLibrary => ("not here", "other text"),
        Location::Resolved { resolution: Resolution::Exact(_), .. } if is_found => ("kept", "unchanged"),
        Location::Resolved { resolution: Resolution::Moved(_), .. } if is_found => ("moved", "moved"),
        Location::Resolved { resolution: Resolution::Edited(_), .. } if is_found => ("changed", "edited"),
        Location::Resolved { .. } | Location::NotLoaded { .. } => ("lost", "not found"),
    }
}

fn print_plain(printed: &Printed, to: &mut dyn Write) -> anyhow::Result<()> {
    let label =
        if printed.label.is_empty() { String::new() } else { format!("  {}", collapse(&printed.label)) };
    writeln!(to, "{}:{}  {}{label}", printed.name, printed.paragraph, printed.status())?;
    printed.quotation.lines().try_for_each(|line| writeln!(to, "  {line}"))?;
    Ok(())
}

fn print_markdown(printed: &Printed, to: &mut dyn Write) -> anyhow::Result<()> {
    let heading = if printed.label.is_empty() { &printed.title } else { &printed.label };
    writeln!(to, "## {} (¶ {})\n", escaped(&collapse(heading)), printed.paragraph)?;
    let lines: Vec<String> = printed.quotation.lines().map(|line| format!("> {}", escaped(line))).collect();
    // Two blanks before a line end make a line break in Markdown.
    writeln!(to, "{}", lines.join("  \n"))?;
    let status = printed.status();
    if status != "unchanged" {
        writeln!(to, "\n*{status}*")?;
    }
    Ok(())
}

/// Escapes the special characters of Markdown.
fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for c in words.chars() {
        if r"\`*_[]<>#|".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
