//! The orders of the list of speeches.

use std::{cmp::Reverse, collections::HashMap};

use oratory_core::{Details, Length, date_key, loose, natural_key};

use crate::catalog::{DocumentId, Entry};

/// An order of the list of speeches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Order {
    /// In the order in which they were named or found.
    #[default]
    Found,
    /// By date, the earliest first, undated speeches last.
    Date,
    /// By speaker, the family name first if it is known, then by date. Speeches without a speaker last.
    Speaker,
    /// By title.
    Title,
    /// By length, the longest first.
    Length,
    /// By the path of the file.
    Path,
    /// By the number of matches of the search, the most first.
    Matches,
}

impl Order {
    /// Returns the next order, wrapping around.
    #[must_use]
    pub(crate) const fn next(self) -> Self {
        match self {
            Self::Found => Self::Date,
            Self::Date => Self::Speaker,
            Self::Speaker => Self::Title,
            Self::Title => Self::Length,
            Self::Length => Self::Path,
            Self::Path => Self::Matches,
            Self::Matches => Self::Found,
        }
    }

    /// Returns the name of the order.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Found => "as found",
            Self::Date => "by date",
            Self::Speaker => "by speaker",
            Self::Title => "by title",
            Self::Length => "by length",
            Self::Path => "by path",
            Self::Matches => "by matches",
        }
    }

    /// Sorts speeches, which have these numbers of `matches`. The sort is stable.
    pub(crate) fn sort<'a>(
        self,
        order: &mut [DocumentId],
        matches: &HashMap<DocumentId, usize>,
        speech: impl Fn(DocumentId) -> &'a Entry,
    ) {
        match self {
            Self::Found => {}
            Self::Matches => order.sort_by_key(|id| Reverse(matches.get(id).copied().unwrap_or(0))),
            Self::Speaker => order.sort_by_cached_key(|&id| {
                let details = speech(id).details();
                (speaker_key(details), date_key(details))
            }),
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

/// Returns the sort key of a speaker. Without one, it is the last.
fn speaker_key(details: &Details) -> (bool, String) {
    let speaker = details.speaker.as_deref().unwrap_or_default();
    let family = details.speaker_family.as_deref().unwrap_or_default();
    (speaker.is_empty(), natural_key(&loose(&format!("{family} {speaker}"))))
}
