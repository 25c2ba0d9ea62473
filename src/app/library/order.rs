//! The orders of the list of speeches.

use std::cmp::Reverse;

use oratory_core::document::{
    names::{date_key, loose, natural_key},
    text::Length,
};

use crate::catalog::{DocumentId, Entry};

/// An order of the list of speeches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Order {
    /// In the order in which they were named or found.
    #[default]
    Found,
    /// By date, the earliest first, undated speeches last.
    Date,
    /// By title.
    Title,
    /// By length, the longest first.
    Length,
    /// By the path of the file.
    Path,
}

impl Order {
    /// Returns the next order, wrapping around.
    #[must_use]
    pub(crate) const fn next(self) -> Self {
        match self {
            Self::Found => Self::Date,
            Self::Date => Self::Title,
            Self::Title => Self::Length,
            Self::Length => Self::Path,
            Self::Path => Self::Found,
        }
    }

    /// Returns the name of the order.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Found => "as found",
            Self::Date => "by date",
            Self::Title => "by title",
            Self::Length => "by length",
            Self::Path => "by path",
        }
    }

    /// Sorts speeches. The sort is stable.
    pub(crate) fn sort<'a>(self, order: &mut [DocumentId], speech: impl Fn(DocumentId) -> &'a Entry) {
        match self {
            Self::Found => {}
            Self::Date => order.sort_by_cached_key(|&id| date_key(speech(id).details())),
            Self::Title => {
                order.sort_by_cached_key(|&id| natural_key(&loose(&speech(id).details().title)));
            }
            Self::Length => order.sort_by_key(|&id| {
                let (Length::Counted(words) | Length::Estimated(words)) = speech(id).length();
                Reverse(words)
            }),
            Self::Path => order
                .sort_by_cached_key(|&id| speech(id).file().map(|file| natural_key(&file.to_string_lossy()))),
        }
    }
}
