//! Finds annotations in the texts of a library, which may have been edited.

use std::collections::BTreeMap;

use oratory_core::{Annotation, Document, Resolution, ResolvedIn, resolve_all};
use oratory_import::import_earlier;

use crate::{
    catalog::{Catalog, DocumentId, Location},
    store::{Folders, copies},
};

/// Looks up annotations in the loaded texts of `library`. Returns them in the order of their places, with those not found
/// last.
pub(crate) fn located(
    annotations: Vec<Annotation>,
    library: &Catalog,
    folders: &Folders,
) -> Vec<(Annotation, Location)> {
    // Hash long texts now: hashes are computed lazily.
    for document in library.entries().filter_map(|speech| speech.whole()) {
        document.sha256();
    }
    let finder = library.finder();
    let mut edited: BTreeMap<DocumentId, Vec<Annotation>> = BTreeMap::new();
    for annotation in &annotations {
        let Some(id) = finder.locate(annotation, None).document() else { continue };
        if library[id].whole().is_some_and(|text| annotation.is_of_earlier_text(text)) {
            edited.entry(id).or_default().push(annotation.clone());
        }
    }
    let mut resolved = BTreeMap::new();
    for (id, annotations) in edited {
        let Some(document) = library[id].whole() else { continue };
        for (annotation, resolution) in trace(document, annotations, folders) {
            let text = document.sha256().to_owned();
            resolved.insert(annotation, ResolvedIn { text, resolution: Some(resolution) });
        }
    }
    let locate = |annotation: Annotation| {
        let location = finder.locate(&annotation, resolved.get(&annotation.id));
        (annotation, location)
    };
    let mut all: Vec<_> = annotations.into_iter().map(locate).collect();
    all.sort_by_key(|(_, location)| location.sort_key());
    all
}

/// Finds bookmarks in an edited `speech`, by the copies of the texts in which they were set. Returns the resolution of
/// each bookmark, with its id.
pub(crate) fn trace(
    speech: &Document,
    bookmarks: Vec<Annotation>,
    folders: &Folders,
) -> Vec<(String, Resolution)> {
    let mut by_text: BTreeMap<String, Vec<Annotation>> = BTreeMap::new();
    for bookmark in bookmarks {
        by_text.entry(bookmark.sha256.clone()).or_default().push(bookmark);
    }
    let traced = by_text.into_iter().filter_map(|(hash, bookmarks)| {
        let earlier = import_earlier(speech, copies::read(folders, &hash)?);
        Some(resolve_all(&earlier, speech, &bookmarks))
    });
    traced.flatten().collect()
}
