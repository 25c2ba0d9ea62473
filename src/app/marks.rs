//! The bookmarks as the reader sees them: each with its place in the library, in the order of the
//! texts. The file on disk is their shadow.

use crate::text::{
    bookmark::{Bookmark, Standing},
    library::Library,
};

/// All bookmarks.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    kept: Vec<Mark>,
    /// What was taken away, the last at the end.
    dropped: Vec<Bookmark>,
    /// Why bookmarks are not saved, if they are not.
    unsaved: Option<String>,
    /// How often they have changed.
    changes: usize,
}

/// One bookmark with its place.
#[derive(Debug, Clone)]
pub struct Mark {
    /// The bookmark.
    pub bookmark: Bookmark,
    /// Where that is.
    pub standing: Standing,
}

impl Marks {
    /// All bookmarks, in the order of their places; those without a place are last.
    pub fn all(&self) -> &[Mark] {
        &self.kept
    }

    /// The bookmarks at a block of a speech.
    pub fn at(&self, speech: usize, block: usize) -> impl Iterator<Item = &Bookmark> {
        let place = (speech, block);
        let before = |mark: &Mark| mark.standing.place().is_some_and(|other| other < place);
        let from = self.kept[self.kept.partition_point(before)..].iter();
        from.take_while(move |mark| mark.standing.place() == Some(place)).map(|mark| &mark.bookmark)
    }

    /// Where the bookmark with this id stands.
    pub fn standing(&self, id: &str) -> Option<Standing> {
        self.kept.iter().find(|mark| mark.bookmark.id == id).map(|mark| mark.standing)
    }

    /// The blocks of a speech that have a bookmark, in order.
    pub fn blocks(&self, speech: usize) -> impl Iterator<Item = usize> + '_ {
        let place = move |mark: &Mark| mark.standing.place().filter(|(of, _)| *of == speech);
        self.kept.iter().filter_map(place).map(|(_, block)| block)
    }

    /// Why bookmarks are not saved, if they are not.
    pub fn unsaved(&self) -> Option<&str> {
        self.unsaved.as_deref()
    }

    /// From now on nothing is saved, for this reason.
    pub fn stop_saving(&mut self, reason: String) {
        self.unsaved = Some(reason);
    }

    /// Adds a bookmark, or replaces the one with the same id.
    pub fn keep(&mut self, bookmark: Bookmark, library: &Library) {
        self.changes += 1;
        self.forget(&bookmark.id);
        let standing = bookmark.standing(library);
        self.kept.push(Mark { bookmark, standing });
        self.kept.sort_by_key(|mark| mark.standing.order());
    }

    /// Finds the places of all bookmarks anew: the library has changed.
    pub fn place_again(&mut self, library: &Library) {
        for mark in &mut self.kept {
            mark.standing = mark.bookmark.standing(library);
        }
        self.kept.sort_by_key(|mark| mark.standing.order());
        self.changes += 1;
    }

    /// How often they have changed: what is derived from them holds for as long as this does.
    pub const fn changes(&self) -> usize {
        self.changes
    }

    /// Takes a bookmark away, to be brought back by [`Marks::undo`].
    pub fn drop(&mut self, id: &str) {
        self.changes += 1;
        let dropped = self.forget(id);
        self.dropped.extend(dropped);
    }

    /// The bookmark that was taken away last, which is to be kept again.
    pub fn undo(&mut self) -> Option<Bookmark> {
        self.dropped.pop()
    }

    fn forget(&mut self, id: &str) -> Option<Bookmark> {
        let index = self.kept.iter().position(|mark| mark.bookmark.id == id)?;
        Some(self.kept.remove(index).bookmark)
    }
}
