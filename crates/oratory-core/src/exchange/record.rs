//! Records: annotations as they are exported, with their places in the texts.

use std::ops::Range;

use crate::{
    anchor::{
        annotation::{Annotation, paragraph_numbers},
        resolution::Resolution,
    },
    document::{details::collapse, text::Document},
    study::{
        citation::{citation, quotation_of, style::Style},
        passage::passage_text,
    },
};

/// An annotation with its place.
#[derive(Debug)]
pub struct Record<'a> {
    /// The annotation.
    pub annotation: &'a Annotation,
    /// Name by which commands find the speech.
    pub name: String,
    /// The document of the annotation, if it is in the library.
    pub(super) document: Option<&'a Document>,
    /// The place, if the range was found.
    pub(super) place: Option<Place<'a>>,
    state: State,
}

/// The range of an annotation in a text, with the numbers of its first and last paragraph.
#[derive(Debug)]
pub(super) struct Place<'a> {
    pub(super) document: &'a Document,
    pub(super) range: Range<usize>,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// State of an annotation in the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Exact,
    Moved,
    Edited,
    Orphan,
    NotInLibrary,
}

impl<'a> Record<'a> {
    /// Describes an annotation whose resolution in a text is known, or whose text is not in the library.
    pub fn new(
        annotation: &'a Annotation,
        name: String,
        document: Option<&'a Document>,
        resolution: Option<Resolution>,
    ) -> Self {
        let found = resolution.and_then(Resolution::found);
        let place = document.zip(found).and_then(|(document, found)| {
            let [first, last] = paragraph_numbers(document, &found.bytes())?;
            Some(Place { document, range: found.bytes(), first, last })
        });
        let state = match resolution {
            None if document.is_none() => State::NotInLibrary,
            Some(Resolution::Exact(_)) if place.is_some() => State::Exact,
            Some(Resolution::Moved(_)) if place.is_some() => State::Moved,
            Some(Resolution::Edited(_)) if place.is_some() => State::Edited,
            _ => State::Orphan,
        };
        Self { annotation, name, document, place, state }
    }

    /// Returns the number of the first paragraph, or its last known number.
    pub fn paragraph(&self) -> usize {
        self.place.as_ref().map_or(self.annotation.paragraph, |place| place.first)
    }

    /// Returns the number of the last paragraph, if it is another one.
    pub(super) fn last_paragraph(&self) -> Option<usize> {
        let last = |place: &Place<'_>| (place.first < place.last).then_some(place.last);
        self.place.as_ref().map_or(self.annotation.last_paragraph, last)
    }

    /// Returns the title of the speech.
    pub(super) fn title(&self) -> &str {
        self.document.map_or(&self.annotation.title, |document| &document.details().title)
    }

    /// Returns the state as it is written in JSON.
    pub(super) const fn state(&self) -> &'static str {
        match self.state {
            State::Exact => "exact",
            State::Moved => "moved",
            State::Edited => "edited",
            State::Orphan => "orphan",
            State::NotInLibrary => "not in library",
        }
    }

    /// Returns the state in the words of the reader, with the former paragraph number if it has changed.
    pub fn status(&self) -> String {
        let status = match self.state {
            State::Exact => "unchanged",
            State::Moved => "moved",
            State::Edited => "edited",
            State::Orphan => "not found",
            State::NotInLibrary => "other text",
        };
        let then = self.annotation.paragraph;
        if self.paragraph() == then { status.to_owned() } else { format!("{status} (formerly ¶ {then})") }
    }

    /// Returns the text of the range as it is quoted. If it was not found, its first characters as saved.
    pub(super) fn quote(&self) -> String {
        self.place.as_ref().map_or_else(|| self.saved_quote(), Place::quote)
    }

    /// Returns the quotation with its citation in `style`, or the saved quote if the range was not found.
    pub fn quotation(&self, style: Style) -> String {
        let found = self.place.as_ref().and_then(|place| quotation_of(place.document, &place.range, style));
        found.unwrap_or_else(|| {
            let Annotation { title, paragraph, .. } = self.annotation;
            format!("“{}”\n— {title}, was ¶ {paragraph}", self.saved_quote())
        })
    }

    /// Returns the citation in `style`, if the range was found.
    pub(super) fn citation(&self, style: Style) -> Option<String> {
        let cite = |place: &Place<'_>| citation(place.document, place.first..=place.last, style);
        self.place.as_ref().map(cite)
    }

    fn saved_quote(&self) -> String {
        let selector = &self.annotation.selector;
        let quote = selector.head().quote;
        let more = if selector.continues() || quote != selector.exact { "…" } else { "" };
        format!("{}{more}", collapse(&quote))
    }
}

impl Place<'_> {
    /// Returns the words of the range as they are quoted.
    pub(super) fn quote(&self) -> String {
        passage_text(self.document, &self.range)
    }

    /// Returns the offsets in code points.
    pub(super) fn chars(&self) -> Range<usize> {
        let text = self.document.text();
        let start = text[..self.range.start].chars().count();
        start..start + text[self.range.clone()].chars().count()
    }
}
