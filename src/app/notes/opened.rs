//! Notes that are shown under their passages in the text.

use std::ops::Range;

use oratory_core::BlockNotes;

use super::Notes;
use crate::{
    app::{change::Change, env::Env, library::Library},
    catalog::DocumentId,
    command::{Command, Context},
};

impl Notes {
    /// Shows the notes of the annotations that touch a range of a speech, or hides them if all are shown.
    pub(crate) fn toggle_opened(
        &mut self,
        at: Option<(DocumentId, Range<usize>)>,
        library: &Library,
        env: &Env<'_>,
    ) -> Vec<Change> {
        let here = at.iter().flat_map(|(speech, range)| self.annotations.touching(*speech, range.clone()));
        let here = here.filter(|(placed, _)| !placed.annotation.note.is_empty());
        let here = here.map(|(placed, range)| (placed.annotation.id.clone(), range.end));
        let (ids, ends): (Vec<String>, Vec<usize>) = here.unzip();
        let Some(end) = ends.into_iter().max() else {
            let key = env.key(Context::Text, &Command::EditNote);
            let remedy = key.map(|key| format!(" ({key}: add one)")).unwrap_or_default();
            return vec![Change::Notice(format!("no note here{remedy}"))];
        };
        if ids.iter().all(|id| self.opened.contains(id)) {
            self.opened.retain(|id| !ids.contains(id));
            return Vec::new();
        }
        self.opened.extend(ids);
        let document = at.and_then(|(speech, _)| library.document(speech));
        let block = document.and_then(|document| document.block_at(end - 1));
        block.map(Change::ShowNotes).into_iter().collect()
    }

    /// Returns the notes that are shown in `speech`, each under the block in which its passage ends.
    pub(crate) fn opened_in(&self, speech: DocumentId, library: &Library) -> Vec<BlockNotes> {
        let Some(document) = library.document(speech).filter(|_| !self.opened.is_empty()) else {
            return Vec::new();
        };
        let mut notes: Vec<BlockNotes> = Vec::new();
        let all = self.annotations.touching(speech, 0..document.text().len());
        for (placed, range) in all.filter(|(placed, _)| self.opened.contains(&placed.annotation.id)) {
            let (note, block) = (&placed.annotation.note, document.block_at(range.end - 1));
            let Some(block) = block.filter(|_| !note.is_empty()) else { continue };
            match notes.iter_mut().find(|notes| notes.block == block) {
                Some(notes) => {
                    notes.text.push('\n');
                    notes.starts.push(notes.text.len());
                    notes.text.push_str(note);
                }
                None => notes.push(BlockNotes { block, text: note.clone(), starts: vec![0] }),
            }
        }
        notes.sort_by_key(|notes| notes.block);
        notes
    }
}
