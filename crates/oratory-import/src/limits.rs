//! Limits on imported files, so that none takes many seconds or gigabytes of memory.
//!
//! They are at least five times what the largest real files have, in any format.

use memchr::memchr2_iter;
use oratory_core::{Draft, grouped};

use crate::error::ImportError;

/// The most elements of a file, and the most references to characters. One of the longest e-books, the Mahabharata, has 400,000, and a day in parliament 60,000.
const MAX_ELEMENTS: usize = 2_500_000;

/// The most blocks of a text, spans, and lines that are kept. Long books have 10,000 blocks, and the longest documents
/// 35,000.
pub(crate) const MAX_PARTS: usize = 500_000;

/// The most styles of a document, and the most lists. A program that converts spreadsheets makes 30,000.
const MAX_STYLES: usize = 200_000;

/// The most bytes of a text. A file may add the same name, or the same note, again and again.
const MAX_TEXT_BYTES: usize = 48_000_000;

/// The elements and the references of a file that have been counted. An archive has them in several parts.
#[derive(Debug, Default)]
pub(crate) struct Elements {
    starts: usize,
    ends: usize,
    references: usize,
}

impl Elements {
    /// Adds the elements and references in `markup`.
    ///
    /// # Errors
    ///
    /// Fails if the file has too many.
    pub(crate) fn count(&mut self, markup: &str) -> Result<(), ImportError> {
        let bytes = markup.as_bytes();
        for at in memchr2_iter(b'<', b'&', bytes) {
            match bytes.get(at + 1) {
                _ if bytes[at] == b'&' => self.references += 1,
                Some(b'/') => self.ends += 1,
                Some(b'!' | b'?' | b'<' | b' ') | None => {}
                Some(_) => self.starts += 1,
            }
        }
        if self.starts.max(self.ends) > MAX_ELEMENTS {
            Err(over(MAX_ELEMENTS, "elements"))
        } else if self.references > MAX_ELEMENTS {
            Err(over(MAX_ELEMENTS, "references such as &amp;"))
        } else {
            Ok(())
        }
    }
}

/// The size of a text, or of what has been read of it.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) bytes: usize,
    pub(crate) blocks: usize,
    pub(crate) spans: usize,
    /// The lines that are kept.
    pub(crate) lines: usize,
}

impl Size {
    /// Returns the size of a draft.
    pub(crate) const fn of(draft: &Draft) -> Self {
        let Draft { text, starts, spans, lines, .. } = draft;
        Self { bytes: text.len(), blocks: starts.len(), spans: spans.len(), lines: lines.len() }
    }

    /// Returns the sum of both sizes.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self {
            bytes: self.bytes + other.bytes,
            blocks: self.blocks + other.blocks,
            spans: self.spans + other.spans,
            lines: self.lines + other.lines,
        }
    }

    /// Checks the size of the text.
    ///
    /// # Errors
    ///
    /// Fails if a limit is exceeded.
    pub(crate) fn check(self) -> Result<(), ImportError> {
        self.excess().map_or(Ok(()), |(most, what)| Err(over(most, what)))
    }

    /// Returns `true` if the text exceeds a limit. Nothing needs to be added then.
    pub(crate) const fn is_over(self) -> bool {
        self.excess().is_some()
    }

    /// Returns the limit that the text exceeds, and what it limits.
    const fn excess(self) -> Option<(usize, &'static str)> {
        match self {
            Self { bytes, .. } if bytes > MAX_TEXT_BYTES => Some((MAX_TEXT_BYTES, "bytes of text")),
            Self { blocks, .. } if blocks > MAX_PARTS => Some((MAX_PARTS, "paragraphs")),
            Self { spans, .. } if spans > MAX_PARTS => {
                Some((MAX_PARTS, "notes, page breaks, items and styled parts"))
            }
            Self { lines, .. } if lines > MAX_PARTS => Some((MAX_PARTS, "lines")),
            _ => None,
        }
    }
}

/// Checks the number of styles and lists.
///
/// # Errors
///
/// Fails if a limit is exceeded.
pub(crate) fn check_styles(count: usize) -> Result<(), ImportError> {
    if count > MAX_STYLES { Err(over(MAX_STYLES, "styles and lists")) } else { Ok(()) }
}

fn over(most: usize, what: &str) -> ImportError {
    ImportError::Damaged(format!("it is over the limit of {} {what}", grouped(most)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_counted_over_all_parts() {
        let mut elements = Elements::default();
        let half = "<br/>".repeat(MAX_ELEMENTS / 2);
        assert!(elements.count(&half).is_ok() && elements.count(&half).is_ok());
        for other in ["1 < 2 <", "<!-- no -->", "<?xml?>", "</p>"] {
            assert!(elements.count(other).is_ok(), "{other}");
        }
        let error = elements.count("<p>").map_err(|error| error.to_string());
        assert_eq!(error, Err("it is over the limit of 2,500,000 elements".to_owned()));
        let ends = "</p>".repeat(MAX_ELEMENTS + 1);
        assert!(Elements::default().count(&ends).is_err(), "ends without starts");
        let error =
            Elements::default().count(&"&lt;".repeat(MAX_ELEMENTS + 1)).map_err(|error| error.to_string());
        assert_eq!(error, Err("it is over the limit of 2,500,000 references such as &amp;".to_owned()));
    }

    #[test]
    fn size_at_the_limit_is_accepted() {
        let most = Size { bytes: MAX_TEXT_BYTES, blocks: MAX_PARTS, spans: MAX_PARTS, lines: MAX_PARTS };
        assert!(most.check().is_ok() && !most.is_over());
        for (over, what) in [
            (Size { bytes: MAX_TEXT_BYTES + 1, ..most }, "48,000,000 bytes of text"),
            (Size { blocks: MAX_PARTS + 1, ..most }, "500,000 paragraphs"),
            (Size { spans: MAX_PARTS + 1, ..most }, "500,000 notes, page breaks, items and styled parts"),
            (Size { lines: MAX_PARTS + 1, ..most }, "500,000 lines"),
        ] {
            let error = over.check().map_err(|error| error.to_string());
            assert_eq!(error, Err(format!("it is over the limit of {what}")));
            assert!(over.is_over());
        }
    }
}
