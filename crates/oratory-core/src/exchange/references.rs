//! The speeches with annotations, as a bibliography.

use super::record::Record;
use crate::study::citation::{references, style::Style};

/// Returns the references to the speeches of `records`, each once. Of a speech that is not in the library, nothing is
/// known.
pub(super) fn references_of(records: &[Record<'_>], style: Style) -> String {
    let cited: Vec<_> = records.iter().filter_map(|record| Some((record.document?, None))).collect();
    if cited.is_empty() && style != Style::CslJson {
        return String::new();
    }
    references(&cited, style)
}
