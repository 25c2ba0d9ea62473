//! Annotations as one `AnnotationCollection` of the W3C's Web Annotation Data Model.
//!
//! Offsets of its `TextPositionSelector` are code points of the document's text, as the model demands.

use serde_json::{Value, json};

use super::{record::Record, uri};
use crate::anchor::range_selector::RangeSelector;

const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// Returns the collection of `records`, in one page.
pub(super) fn collection(records: &[Record<'_>]) -> String {
    let items: Vec<Value> = records.iter().map(annotation).collect();
    let collection = json!({
        "@context": CONTEXT,
        "id": "urn:oratory:notebook",
        "type": "AnnotationCollection",
        "label": "Notebook",
        "total": items.len(),
        "first": {
            "id": "urn:oratory:notebook:1",
            "type": "AnnotationPage",
            "startIndex": 0,
            "items": items,
        },
    });
    // Text and numbers can always be written as JSON.
    serde_json::to_string_pretty(&collection).unwrap_or_default() + "\n"
}

fn annotation(record: &Record<'_>) -> Value {
    let annotation = record.annotation;
    let mut item = json!({
        "id": uri::of_annotation(&annotation.id),
        "type": "Annotation",
        "motivation": motivation(record),
        "created": annotation.created.to_string(),
    });
    if let Some(modified) = annotation.modified {
        item["modified"] = modified.to_string().into();
    }
    let bodies = bodies(record);
    if !bodies.is_empty() {
        item["body"] = bodies.into();
    }
    item["target"] = target(record);
    item
}

/// Returns the reason for which the annotation was made. The model asks for one.
fn motivation(record: &Record<'_>) -> &'static str {
    let annotation = record.annotation;
    let is_tag = |word: &str| word.strip_prefix('#').is_some_and(|tag| annotation.tags().contains(&tag));
    if !annotation.note.split_whitespace().all(is_tag) {
        "commenting"
    } else if !annotation.tags().is_empty() {
        "tagging"
    } else if annotation.is_bookmark() {
        "bookmarking"
    } else {
        "highlighting"
    }
}

fn bodies(record: &Record<'_>) -> Vec<Value> {
    let annotation = record.annotation;
    let body = |value: &str, purpose: &str| json!({ "type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose });
    let note = (!annotation.note.is_empty()).then(|| body(&annotation.note, "commenting"));
    note.into_iter().chain(annotation.tags().into_iter().map(|tag| body(tag, "tagging"))).collect()
}

fn target(record: &Record<'_>) -> Value {
    let annotation = record.annotation;
    let id = match record.document {
        Some(document) => uri::of_document(document),
        None => uri::of_file(&annotation.speech, annotation.file.as_deref()),
    };
    let mut source = json!({ "id": id, "type": "Text", "format": "text/plain", "label": record.title() });
    if let Some(language) = record.document.and_then(|document| document.details().language.as_deref()) {
        source["language"] = language.into();
    }
    let quote = |exact: &str, selector: &RangeSelector| {
        let (prefix, suffix) = (&selector.prefix, &selector.suffix);
        json!({ "type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix })
    };
    let selector = match &record.place {
        Some(place) => {
            let text = place.document.text();
            let exact = &text[place.range.clone()];
            let chars = place.chars();
            vec![
                quote(exact, &RangeSelector::of(text, place.range.clone())),
                json!({ "type": "TextPositionSelector", "start": chars.start, "end": chars.end }),
            ]
        }
        // Without the text, offsets in code points are not known.
        None => vec![quote(&annotation.selector.exact, &annotation.selector)],
    };
    json!({ "type": "SpecificResource", "source": source, "selector": selector })
}
