//! One note for several passages, such as the ticked lines of the concordance.

use std::{collections::BTreeMap, mem, sync::Arc};

use oratory_core::{Annotation, AnnotationChange};

use super::{Notes, annotations::UndoStep, counted, nothing_here, undo_hint};
use crate::{
    app::{
        change::{Change, Marked},
        env::Env,
        library::Library,
    },
    command::Context,
};

impl Notes {
    /// Applies a change that concerns some annotations. Ignores all others.
    pub(crate) fn react(&mut self, change: Change, env: &Env<'_>) -> Vec<Change> {
        match change {
            Change::SelectAnnotation(id) => self.select_annotation(id),
            Change::MarkLines(lines) => self.mark(lines, env),
            _ => Vec::new(),
        }
    }

    /// Asks for a note on passages. A highlight of exactly one of them is changed, the others are new.
    pub(crate) fn mark(&mut self, lines: Vec<Marked>, env: &Env<'_>) -> Vec<Change> {
        let annotation = |(speech, text, range): Marked| {
            let new = Annotation::new(&text, range.clone(), env.now)?;
            let here = self.annotations.at_range(speech, range).find(|other| other.kind == new.kind);
            Some((here.cloned().unwrap_or(new), text))
        };
        let marking: Vec<_> = lines.into_iter().filter_map(annotation).collect();
        let Some((first, _)) = marking.first() else { return nothing_here() };
        let is_same = marking.iter().all(|(other, _)| other.note == first.note);
        let note = if is_same { first.note.clone() } else { String::new() };
        let edited = Annotation { note, ..first.clone() };
        self.marking = marking;
        vec![Change::EditNote(Box::new(edited))]
    }

    /// Returns the number of passages that share the note of `annotation`.
    pub(crate) fn noted_with(&self, annotation: &Annotation) -> usize {
        if self.is_marking(annotation) { self.marking.len() } else { 1 }
    }

    /// Returns `true` if the note of an annotation is for all passages that are being marked.
    pub(super) fn is_marking(&self, annotation: &Annotation) -> bool {
        self.marking.first().is_some_and(|(first, _)| first.id == annotation.id)
    }

    /// Saves the passages that are being marked with `note`. One that is highlighted keeps its note if this one is empty.
    pub(super) fn set_notes(&mut self, note: &str, library: &Library, env: &Env<'_>) -> Vec<Change> {
        let note = note.trim();
        let (mut step, mut texts) = (UndoStep::default(), BTreeMap::new());
        let mut saved = Vec::new();
        for (annotation, text) in mem::take(&mut self.marking) {
            let known = self.annotations.get(&annotation.id).map(|placed| placed.annotation.clone());
            let mut annotation = Annotation { note: note.to_owned(), ..annotation };
            match known {
                Some(known) if note.is_empty() || known.note == note => continue,
                Some(known) => {
                    annotation.modified = Some(env.now);
                    step.before.push(known);
                }
                None => step.added.push(annotation.id.clone()),
            }
            texts.insert(annotation.id.clone(), Arc::clone(&text));
            self.annotations.add(annotation.clone(), library);
            self.annotations.record(&AnnotationChange::Save(Box::new(annotation.clone())), false);
            saved.push(annotation);
        }
        let Some(last) = saved.last() else { return vec![Change::notice("already highlighted")] };
        let message = format!("{} saved{}", counted(&saved), undo_hint(Context::Concordance, env));
        self.annotations.set_message(&last.id, message);
        self.annotations.record_group_for_undo(step);
        self.save_rest_with(&texts, library)
    }
}
