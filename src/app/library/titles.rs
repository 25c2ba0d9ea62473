//! Prefixes that tell speeches of the same title apart.

use std::collections::HashMap;

use oratory_core::{Ambiguous, distinct_titles};

use crate::catalog::{Catalog, DocumentId, Entry};

/// Maximum width, in cells, of a folder's name before a title.
const MAX_FOLDER_CELLS: usize = 12;

/// Maximum width, in cells, of the end of a short name or path before a title.
const MAX_ENDING_CELLS: usize = 18;

/// Maximum width, in cells, of a short title.
const SHORT_TITLE_CELLS: usize = 10;

/// Returns the first words of each title, as far as they fit into a reference, or a form that is cut anywhere, if the
/// first words of another title are the same.
pub(crate) fn short_titles(titles: &[&str]) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for title in titles {
        *counts.entry(first_words(title)).or_default() += 1;
    }
    let cut = distinct_titles(titles, SHORT_TITLE_CELLS, Ambiguous::Narrow);
    let form = |(&title, cut): (&&str, String)| {
        let words = first_words(title);
        if !words.is_empty() && counts[words] == 1 { words.to_owned() } else { cut }
    };
    titles.iter().zip(cut).map(form).collect()
}

/// Returns the first words of a title that fit into a short one. The last word is not cut.
fn first_words(title: &str) -> &str {
    let head = Ambiguous::Narrow.head(title, SHORT_TITLE_CELLS);
    if head.len() == title.len() || title[head.len()..].starts_with(' ') {
        return head;
    }
    head.rfind(' ').map_or("", |end| head[..end].trim_end_matches([' ', ',', ':', ';', '–', '—']))
}

/// Returns the prefixes of the titles in a catalog that are not unique.
pub(super) fn prefixes(catalog: &Catalog) -> HashMap<DocumentId, String> {
    let mut by_title: HashMap<&str, Vec<DocumentId>> = HashMap::new();
    for (id, speech) in catalog.iter() {
        by_title.entry(&speech.details().title).or_default().push(id);
    }
    let shared = by_title.into_values().filter(|speeches| speeches.len() > 1);
    shared.flat_map(|speeches| told_apart(catalog, &speeches)).collect()
}

/// Returns prefixes for speeches of one title: for each, the first form that no other one has.
fn told_apart(catalog: &Catalog, speeches: &[DocumentId]) -> Vec<(DocumentId, String)> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for form in speeches.iter().flat_map(|&id| forms(&catalog[id])) {
        *counts.entry(form).or_default() += 1;
    }
    let unique = |&id: &DocumentId| {
        let form = forms(&catalog[id]).find(|form| counts.get(form) == Some(&1))?;
        Some((id, form))
    };
    speeches.iter().filter_map(unique).collect()
}

/// Iterates over the possible prefixes of `speech`, the best first.
fn forms(speech: &Entry) -> impl Iterator<Item = String> {
    let file = speech.file();
    let folder = file.and_then(|file| Some(file.parent()?.file_name()?.to_string_lossy()));
    let folder = folder.map(|folder| format!("{}/", Ambiguous::Narrow.head(&folder, MAX_FOLDER_CELLS)));
    let path = file.map(|file| ending(&file.to_string_lossy()));
    [folder, Some(ending(speech.id())), path].into_iter().flatten()
}

/// Returns the end of a short name or path.
fn ending(name: &str) -> String {
    let end = Ambiguous::Narrow.tail(name, MAX_ENDING_CELLS);
    format!("{}{end}:", if end.len() < name.len() { "…" } else { "" })
}
