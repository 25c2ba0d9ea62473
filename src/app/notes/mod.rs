//! Notes: bookmarks and highlights, their resolution in edited texts, and saving them.

pub(crate) mod annotations;

mod browsing;

mod marking;

mod note_filter;

pub(crate) mod notebook;

mod notebook_layout;

pub(crate) mod notebook_lines;

mod opened;

mod stops;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::Arc,
};

use oratory_core::{
    Annotation, AnnotationChange, AnnotationKind, BlockRange, Document, Resolution, collapse,
};

use self::{
    annotations::{Annotations, Placed},
    notebook::Notebook,
};
use super::{change::Change, env::Env, library::Library, panes::pane::Pane};
use crate::catalog::DocumentId;
use crate::{
    command::{Command, Context},
    effect::Job,
    event::SavedAnnotations,
};

/// The reader's bookmarks and highlights.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    annotations: Annotations,
    /// The speech, the block and the range of the annotation to which the reader went last.
    stop: Option<(DocumentId, usize, Range<usize>)>,
    /// The ids of the annotations whose note is shown in the text.
    opened: BTreeSet<String>,
    notebook: Notebook,
    /// The passages for which a note is typed, if there are several or they come from the concordance.
    marking: Vec<(Annotation, Arc<Document>)>,
}

impl Notes {
    /// Returns the annotations.
    pub const fn annotations(&self) -> &Annotations {
        &self.annotations
    }

    /// Looks up all bookmarks again, because `library` has changed.
    pub(crate) fn place_all(&mut self, library: &Library) -> Vec<Change> {
        self.annotations.place_all(library);
        Vec::new()
    }

    /// Requests another resolution, because more may be known of a text.
    pub(crate) fn resolve_again(&mut self) -> Vec<Change> {
        self.annotations.make_due();
        Vec::new()
    }

    /// Counts all reports as seen if they were visible while the reader was idle. Otherwise drops them.
    pub(crate) fn end_reports(&mut self, were_visible: bool) {
        if were_visible {
            self.annotations.mark_reports_seen();
        }
        self.annotations.drop_unseen_reports();
    }

    /// Saves in which texts bookmarks have been found.
    pub(crate) fn save_found(&mut self, library: &Library) -> Vec<Change> {
        if self.annotations.has_found() { self.save_rest(library) } else { Vec::new() }
    }

    /// Annotates a range of a speech, or removes the annotations of exactly this range. For a whole paragraph, these are
    /// its bookmarks: highlights in it do not count. Edits can bring two together on one paragraph.
    pub(crate) fn toggle(
        &mut self,
        at: Option<(DocumentId, Range<usize>)>,
        library: &Library,
        context: Context,
        env: &Env<'_>,
    ) -> Vec<Change> {
        let Some(new) = at.clone().and_then(|at| new_annotation(&at, library, env)) else {
            return nothing_here();
        };
        let here: Vec<String> = self.like(&new, at).map(|annotation| annotation.id.clone()).collect();
        let mut changes = vec![Change::ClearSelection];
        if here.is_empty() {
            let message = added(&new);
            changes.extend(self.add(new, message, library));
        } else {
            changes.extend(self.remove(&here, library, context, env));
        }
        changes
    }

    /// Edits the note of the `selected` annotation, or of the one at a range, which may be new.
    pub(crate) fn edit_note(
        &self,
        selected: Option<&Placed>,
        at: Option<(DocumentId, Range<usize>)>,
        library: &Library,
        env: &Env<'_>,
    ) -> Vec<Change> {
        let present = |placed| with_present_text(placed, library);
        let annotation = selected.map(present).or_else(|| {
            let at = at?;
            let new = new_annotation(&at, library, env)?;
            let here = self.like(&new, Some(at)).next().and_then(|here| self.annotations.get(&here.id));
            Some(here.map_or(new, present))
        });
        annotation.map_or_else(nothing_here, |annotation| vec![Change::EditNote(Box::new(annotation))])
    }

    /// Returns `annotation` with the text of its present position, and that position, if it is found.
    pub(crate) fn located(
        &self,
        annotation: Annotation,
        library: &Library,
    ) -> (Annotation, Option<(DocumentId, Range<usize>)>) {
        let known = self.annotations.get(&annotation.id).map(|placed| placed.location);
        let location =
            known.unwrap_or_else(|| Placed::new(annotation.clone(), &library.catalog().finder()).location);
        let renewed = location
            .range()
            .and_then(|(speech, range)| annotation.reattached(library.document(speech)?, range));
        (renewed.unwrap_or(annotation), location.range())
    }

    /// Saves `annotation` with `note`, which may have several lines.
    pub(crate) fn set_note(
        &mut self,
        annotation: Annotation,
        note: &str,
        library: &Library,
        env: &Env<'_>,
    ) -> Vec<Change> {
        if self.is_marking(&annotation) {
            return self.set_notes(note, library, env);
        }
        let note = note.trim().to_owned();
        let before = self.annotations.get(&annotation.id).map(|placed| placed.annotation.clone());
        let mut annotation = Annotation { note, ..annotation };
        if let Some(before) = before.filter(|before| before.note != annotation.note) {
            annotation.modified = Some(env.now);
            self.annotations.record_for_undo(before);
        }
        let line = annotation.first_line();
        let colon = if line.is_empty() { "" } else { ": " };
        let message = format!("{}{colon}{line}", added(&annotation));
        let mut changes = vec![Change::ClearSelection];
        changes.extend(self.add(annotation, message, library));
        changes
    }

    /// Removes the annotations with `ids`.
    pub(crate) fn remove(
        &mut self,
        ids: &[String],
        library: &Library,
        context: Context,
        env: &Env<'_>,
    ) -> Vec<Change> {
        let message = match self.annotations.remove(ids) {
            [] => return Vec::new(),
            [one] => {
                let words = in_quotes(one);
                let colon = if words.is_empty() { "" } else { ":" };
                format!("{} removed{colon}{words}", one.kind.name())
            }
            several => format!("{} removed", counted(several)),
        };
        self.changed(ids, format!("{message}{}", undo_hint(context, env)));
        for id in ids {
            self.annotations.record(&AnnotationChange::Remove(id.clone()), false);
        }
        self.save_rest(library)
    }

    /// Restores the annotations that were removed or changed last. They replace newer ones of their ranges.
    pub(crate) fn undo(&mut self, open: DocumentId, library: &Library) -> Vec<Change> {
        let (withdrawn, restored) = self.annotations.undo();
        for annotation in &withdrawn {
            self.annotations.record(&AnnotationChange::Remove(annotation.id.clone()), false);
        }
        let Some(first) = restored.first() else {
            let Some(last) = withdrawn.last() else { return vec![Change::notice("nothing to undo")] };
            let message = format!("{} removed", counted(&withdrawn));
            self.changed(std::slice::from_ref(&last.id), message);
            return self.save_rest(library);
        };
        let location =
            |annotation: &Annotation| Placed::new(annotation.clone(), &library.catalog().finder()).location;
        let message = match &restored[..] {
            [one] => {
                let described = described(one, location(one).position(), open, library);
                format!("{} restored: {described}", one.kind.name())
            }
            several => format!("{} restored", counted(several)),
        };
        let selected = Change::SelectAnnotation(first.id.clone());
        let ids: Vec<String> = restored.iter().map(|annotation| annotation.id.clone()).collect();
        for annotation in restored {
            let others = self.like(&annotation, location(&annotation).range());
            let others: Vec<String> =
                others.filter(|other| !ids.contains(&other.id)).map(|other| other.id.clone()).collect();
            for other in others {
                self.annotations.displace(&other);
                self.annotations.record(&AnnotationChange::Remove(other), false);
            }
            self.annotations.add(annotation.clone(), library);
            self.annotations.record(&AnnotationChange::Restore(Box::new(annotation)), false);
        }
        self.changed(&ids, message);
        let mut changes = self.save_rest(library);
        changes.push(selected);
        changes
    }

    /// Sets the notice to show once the changes to these annotations are saved.
    fn changed(&mut self, ids: &[String], message: String) {
        if let Some(last) = ids.last() {
            self.annotations.set_message(last, message);
        }
    }

    /// Adds the annotations read from disk, or reports why they cannot be read.
    pub(crate) fn store_read(
        &mut self,
        read: Result<SavedAnnotations, String>,
        library: &Library,
    ) -> Vec<Change> {
        match read {
            Ok(SavedAnnotations { annotations, undo }) => {
                self.annotations.merge(annotations, library);
                self.annotations.add_earlier_undo(undo);
                Vec::new()
            }
            Err(reason) => {
                self.annotations.set_read_error(reason.clone());
                vec![Change::AddedNotice(reason)]
            }
        }
    }

    /// Requests resolutions for bookmarks whose text has changed, and reports those that have come in. `is_reported`
    /// is `true` if an earlier session has reported the bookmarks in the open text.
    pub(crate) fn resolve(
        &mut self,
        open: DocumentId,
        library: &Library,
        is_reported: impl FnOnce() -> bool,
    ) -> Vec<Change> {
        if !self.annotations.is_due((open, library.version(), self.annotations.changes())) {
            return Vec::new();
        }
        let unresolved: BTreeMap<DocumentId, Vec<Annotation>> = self.annotations.take_unresolved(library);
        self.annotations.record_found(library);
        let mut changes = Vec::new();
        // Report each version of a text once. The list always shows the state of its bookmarks.
        if !is_reported()
            && let Some(report) = self.annotations.report(open, library)
        {
            changes.push(Change::AddedNotice(report));
        }
        for (speech, bookmarks) in unresolved {
            let document = library.whole(speech).cloned();
            changes
                .extend(document.map(|document| Change::job(Job::ResolveAnnotations(document, bookmarks))));
        }
        changes
    }

    /// Stores the resolutions of bookmarks, given by id, in the text with this SHA-256.
    pub(crate) fn store_resolutions(
        &mut self,
        text: &str,
        resolutions: Vec<(String, Resolution)>,
        library: &Library,
    ) -> Vec<Change> {
        self.annotations.store_resolutions(text, resolutions, library);
        Vec::new()
    }

    /// Attaches the annotation `id`, which was not found: from its popup to the proposed range, from the list to the
    /// range `at`. If the proposed passage lies in that range, it is used instead.
    pub(crate) fn attach(
        &mut self,
        id: Option<String>,
        at: Option<(DocumentId, Range<usize>)>,
        library: &Library,
        context: Context,
        env: &Env<'_>,
    ) -> Vec<Change> {
        let is_popup = context == Context::Popup;
        let Some(placed) = id.and_then(|id| self.annotations.get(&id)) else {
            let notice = Change::notice("only entries that were not found can be attached");
            return if is_popup { Vec::new() } else { vec![notice] };
        };
        let (old, speech) = (placed.annotation.clone(), placed.location.document());
        let candidate = placed.candidate().map(BlockRange::bytes);
        let range = if is_popup {
            candidate
        } else {
            at.filter(|(open, _)| speech == Some(*open)).map(|(_, range)| {
                let inside =
                    |passage: &Range<usize>| range.start <= passage.start && passage.end <= range.end;
                candidate.filter(inside).unwrap_or(range)
            })
        };
        let at = speech.zip(range);
        let attached =
            at.clone().and_then(|(speech, range)| old.reattached(library.document(speech)?, range));
        let Some(attached) = attached else { return vec![how_to_attach(context, env)] };
        // A range has one annotation.
        if let Some(other) = self.like(&attached, at).next() {
            let (number, kind) = (other.paragraph, other.kind.name());
            return vec![Change::Notice(format!("¶ {number} already has a {kind}: remove it first"))];
        }
        let attached = Annotation { modified: Some(env.now), ..attached };
        let id = old.id.clone();
        self.annotations.record_for_undo(old);
        let message = format!("attached to ¶ {}{}", attached.paragraph, undo_hint(Context::Notebook, env));
        let mut changes = self.add(attached, message, library);
        changes.extend([Change::ClosePopup, Change::SelectAnnotation(id)]);
        changes
    }

    /// Reports that `change` has been saved, or why not. Changes made without a key are not reported. If the file was
    /// unreadable before, its bookmarks are read now.
    pub(crate) fn report_saved(
        &mut self,
        change: &AnnotationChange,
        saved: Result<(), String>,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        if saved.is_ok() && self.annotations.clear_read_error() {
            changes.push(Change::job(Job::ReadAnnotations));
        }
        self.annotations.record(change, saved.is_ok());
        if matches!(change, AnnotationChange::RecordText(..)) {
            return changes;
        }
        let message = self.annotations.take_message(change.id());
        match saved {
            Ok(()) => changes.extend(message.map(Change::Notice)),
            Err(reason) => {
                if let Some(message) = message {
                    // Shown when a later attempt succeeds.
                    self.annotations.set_message(change.id(), message);
                }
                changes.push(Change::Notice(format!("{reason} (will retry)")));
            }
        }
        changes
    }

    /// Saves the changes that are still unsaved.
    pub(crate) fn save_rest(&mut self, library: &Library) -> Vec<Change> {
        self.save_rest_with(&BTreeMap::new(), library)
    }

    /// Saves the changes that are still unsaved. `texts` are those of annotations, by their ids.
    fn save_rest_with(&mut self, texts: &BTreeMap<String, Arc<Document>>, library: &Library) -> Vec<Change> {
        let mut changes = Vec::new();
        for change in self.annotations.take_unsaved() {
            let text = texts.get(change.id()).cloned().or_else(|| self.text_to_copy(&change, library));
            changes.push((change, text));
        }
        if changes.is_empty() {
            return Vec::new();
        }
        let steps = self.annotations.steps(changes.iter().map(|(change, _)| change.id().to_owned()));
        vec![Change::job(Job::SaveAnnotations(changes, self.annotations.in_file(), steps))]
    }

    fn add(&mut self, annotation: Annotation, message: String, library: &Library) -> Vec<Change> {
        self.annotations.set_message(&annotation.id, message);
        self.annotations.add(annotation.clone(), library);
        self.save(&AnnotationChange::Save(Box::new(annotation)), library)
    }

    /// Saves `change` after those still unsaved.
    fn save(&mut self, change: &AnnotationChange, library: &Library) -> Vec<Change> {
        self.annotations.record(change, false);
        self.save_rest(library)
    }

    /// Returns the text to save beside an annotation.
    fn text_to_copy(&self, change: &AnnotationChange, library: &Library) -> Option<Arc<Document>> {
        let Placed { annotation, location, .. } = self.annotations.get(change.id())?;
        library.whole(location.document()?).filter(|text| !annotation.is_of_earlier_text(text)).cloned()
    }

    /// Returns the annotations of a range that are of the same kind as `annotation`.
    fn like(
        &self,
        annotation: &Annotation,
        at: Option<(DocumentId, Range<usize>)>,
    ) -> impl Iterator<Item = &Annotation> + use<'_> {
        let kind = annotation.kind;
        let here = at.into_iter().flat_map(|(speech, range)| self.annotations.at_range(speech, range));
        here.filter(move |other| other.kind == kind)
    }
}

/// Returns the annotation with the text of its present position, if it has moved.
fn with_present_text(Placed { annotation, location, .. }: &Placed, library: &Library) -> Annotation {
    let renewed =
        location.range().and_then(|(speech, range)| annotation.reattached(library.document(speech)?, range));
    renewed.unwrap_or_else(|| annotation.clone())
}

/// Returns the open speech and the range of its current paragraph.
pub(crate) fn current(pane: &Pane, library: &Library) -> Option<(DocumentId, Range<usize>)> {
    let open = pane.open();
    Some((open, pane.selection(library.document(open)?, 1)?))
}

/// Returns the notice that the file was missing and that all bookmarks have been saved again.
pub(crate) fn rewritten(count: usize) -> Change {
    let (all, noun) = if count == 1 { ("", "bookmark") } else { ("all ", "bookmarks") };
    Change::AddedNotice(format!("bookmarks file was missing: rewrote it with {all}{count} {noun}"))
}

/// Creates an annotation of a range of a speech.
fn new_annotation(
    (speech, range): &(DocumentId, Range<usize>),
    library: &Library,
    env: &Env<'_>,
) -> Option<Annotation> {
    Annotation::new(library.document(*speech)?, range.clone(), env.now)
}

fn nothing_here() -> Vec<Change> {
    vec![Change::notice("no paragraph to bookmark")]
}

/// Returns the notice that `annotation` was added.
fn added(annotation: &Annotation) -> String {
    let last = annotation.last_paragraph.map(|last| format!("–{last}")).unwrap_or_default();
    let verb = if annotation.is_bookmark() { "bookmarked" } else { "highlighted in" };
    format!("{verb} ¶ {}{last}", annotation.paragraph)
}

/// Describes `annotation` by its paragraph and its words, and by its speech if that is not open.
fn described(
    annotation: &Annotation,
    position: Option<(DocumentId, usize)>,
    open: DocumentId,
    library: &Library,
) -> String {
    let number = position.and_then(|(speech, block)| library.document(speech)?.number_of(block));
    let is_open = position.is_some_and(|(speech, _)| speech == open);
    let speech = if is_open { String::new() } else { format!(" in {}", annotation.title) };
    format!("¶ {}{speech}{}", number.unwrap_or(annotation.paragraph), in_quotes(annotation))
}

/// Counts annotations by their kinds.
fn counted(all: &[Annotation]) -> String {
    let of = |kind: AnnotationKind| all.iter().filter(|annotation| annotation.kind == kind).count();
    let counts = [AnnotationKind::Bookmark, AnnotationKind::Highlight].map(|kind| (of(kind), kind.name()));
    let parts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, name)| {
        let plural = if *count == 1 { "" } else { "s" };
        format!("{count} {name}{plural}")
    });
    parts.collect::<Vec<_>>().join(" and ")
}

/// Explains how to attach a bookmark to a paragraph that is not suggested.
fn how_to_attach(context: Context, env: &Env<'_>) -> Change {
    let reason = if context == Context::Popup {
        "no likely paragraph: go to the right one"
    } else {
        "not attached: go to the paragraph"
    };
    let keys = env
        .key(Context::Text, &Command::ShowNotebook)
        .zip(env.key(Context::Notebook, &Command::AttachBookmark))
        .map(|(list, attach)| format!(", press {list}, then {attach}"))
        .unwrap_or_default();
    Change::Notice(format!("{reason}{keys}"))
}

/// Returns the key that undoes, in parentheses.
fn undo_hint(context: Context, env: &Env<'_>) -> String {
    let key = env.key(context, &Command::UndoRemoval);
    key.map(|key| format!(" ({key}: undo)")).unwrap_or_default()
}

/// Returns the first line of the note as notices quote it. A highlight without a note is quoted by its words.
fn in_quotes(annotation: &Annotation) -> String {
    let head = annotation.selector.head();
    let line = match annotation.first_line() {
        "" if annotation.is_bookmark() => return String::new(),
        "" if head.quote.len() < annotation.selector.exact.len() => format!("{}…", collapse(&head.quote)),
        "" => collapse(&head.quote),
        line => collapse(line),
    };
    format!(" “{line}”")
}
