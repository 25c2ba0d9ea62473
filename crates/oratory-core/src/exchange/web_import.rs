//! Reads web annotations, as this program and others write them.

use std::ops::Range;

use jiff::Timestamp;
use serde_json::Value;

use super::{
    imported::{Fault, Imported},
    uri,
};
use crate::document::details::collapse;

/// Reads the annotations of a JSON-LD file: one, an array, a page or a collection.
pub(super) fn read(text: &str) -> Result<Vec<Imported>, Fault> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default();
        Fault { line: error.line().max(1), reason: collapse(reason) }
    })?;
    let mut all = Vec::new();
    if add(&value, &mut all) { Ok(all) } else { Err(fault("no web annotation: an object with a target")) }
}

fn fault(reason: &str) -> Fault {
    Fault { line: 1, reason: reason.to_owned() }
}

/// Adds the annotations in a value. Returns `false` if it is neither an annotation nor a list of them.
fn add(value: &Value, all: &mut Vec<Imported>) -> bool {
    match value {
        Value::Array(values) => values.iter().all(|value| add(value, all)),
        Value::Object(object) => {
            if let Some(target) = object.get("target") {
                add_annotation(value, target, all);
                return true;
            }
            let lists: Vec<&Value> =
                ["first", "items", "@graph"].iter().filter_map(|name| object.get(*name)).collect();
            // Pages elsewhere are only named.
            let is_list = ["AnnotationCollection", "AnnotationPage"].iter().any(|name| is_of(value, name));
            lists.iter().all(|list| add(list, all)) && (is_list || !lists.is_empty())
        }
        _ => false,
    }
}

/// Adds `annotation` once for each of its targets.
fn add_annotation(annotation: &Value, target: &Value, all: &mut Vec<Imported>) {
    let id = text(&annotation["id"]).or_else(|| text(&annotation["@id"]));
    let mut item = Imported {
        created: time(&annotation["created"]),
        modified: time(&annotation["modified"]),
        ..Imported::default()
    };
    let (mut notes, mut tags) = (Vec::new(), Vec::new());
    let purpose = text(&annotation["motivation"]);
    for body in [&annotation["bodyValue"], &annotation["body"]] {
        add_body(body, purpose.as_deref() == Some("tagging"), &mut notes, &mut tags);
    }
    item.note = notes.join("\n\n");
    item.add_tags(tags.iter().map(String::as_str));
    for (index, target) in list(target).into_iter().enumerate() {
        let mut item = item.clone();
        item.id = id.as_deref().map(uri::annotation_id);
        if let Some(id) = item.id.as_mut().filter(|_| index > 0) {
            *id = format!("{id}#{}", index + 1);
        }
        add_target(target, &mut item);
        all.push(item);
    }
}

/// Collects the text of `body`: a string, an object with a value, a list of either.
fn add_body(body: &Value, is_tag: bool, notes: &mut Vec<String>, tags: &mut Vec<String>) {
    let is_tag = match &body["purpose"] {
        Value::Null => is_tag,
        purpose => list(purpose).into_iter().any(|purpose| purpose.as_str() == Some("tagging")),
    };
    match body {
        Value::Array(bodies) => bodies.iter().for_each(|body| add_body(body, is_tag, notes, tags)),
        Value::String(value) => {
            let list = if is_tag { tags } else { notes };
            list.push(value.clone());
        }
        Value::Object(object) => {
            let names = ["value", "items", "chars", "source", "id"];
            let value = names.iter().find_map(|name| object.get(*name));
            if let Some(value @ (Value::String(_) | Value::Array(_))) = value {
                add_body(value, is_tag, notes, tags);
            }
        }
        _ => {}
    }
}

fn add_target(target: &Value, item: &mut Imported) {
    let source = match &target["source"] {
        Value::Null => target,
        source => source,
    };
    let addresses = [source, &source["id"], &source["@id"], &source["canonical"], &source["url"]];
    item.sources.extend(addresses.into_iter().filter_map(text));
    item.title = ["label", "title", "name", "dcterms:title", "dc:title"]
        .iter()
        .find_map(|name| list(&source[*name]).first().and_then(|title| text(title)))
        .map(|title| collapse(&title));
    item.author = text(&source["creator"]).or_else(|| text(&source["creator"]["name"]));
    add_selector(&target["selector"], item);
}

/// Takes quote and position from `selector` or a list of them, of which the first of each kind counts.
fn add_selector(selector: &Value, item: &mut Imported) {
    for selector in list(selector) {
        let exact = text(&selector["exact"]);
        let position = position(selector);
        let is_known = exact.is_some() || position.is_some();
        if let Some(exact) = exact.filter(|_| item.exact.is_empty()) {
            item.exact = exact;
            item.prefix = text(&selector["prefix"]).unwrap_or_default();
            item.suffix = text(&selector["suffix"]).unwrap_or_default();
        }
        if item.position.is_none() && is_of(selector, "TextPositionSelector") {
            item.position = position;
        }
        if !is_known && selector.is_object() {
            add_selector(&selector["refinedBy"], item);
            add_selector(&selector["items"], item);
        }
    }
}

fn position(selector: &Value) -> Option<Range<usize>> {
    let offset = |name: &str| usize::try_from(selector[name].as_u64()?).ok();
    let range = offset("start")?..offset("end")?;
    (range.start < range.end).then_some(range)
}

/// Returns the values of a property that may have one or several.
fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(values) => values.iter().collect(),
        Value::Null => Vec::new(),
        value => vec![value],
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(ToOwned::to_owned)
}

fn time(value: &Value) -> Option<Timestamp> {
    value.as_str()?.parse().ok()
}

/// Returns `true` if a value has this type.
fn is_of(value: &Value, name: &str) -> bool {
    [&value["type"], &value["@type"]].into_iter().flat_map(list).any(|kind| kind.as_str() == Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(json: &str) -> Imported {
        let mut all = read(json).unwrap();
        assert_eq!(all.len(), 1, "{json}");
        all.remove(0)
    }

    #[test]
    fn every_shape_of_the_model_is_read() {
        let annotation = r#"{"type":"Annotation","id":"http://a/1","bodyValue":"well said",
            "target":{"source":"http://b","selector":{"type":"TextQuoteSelector","exact":"unity"}}}"#;
        let expected = one(annotation);
        assert_eq!((expected.exact.as_str(), expected.note.as_str()), ("unity", "well said"));
        assert_eq!(
            (expected.id.as_deref(), &expected.sources[..]),
            (Some("http://a/1"), &["http://b".to_owned()][..])
        );
        for json in [
            format!("[{annotation}]"),
            format!(r#"{{"type":"AnnotationPage","items":[{annotation}]}}"#),
            format!(r#"{{"type":["AnnotationCollection"],"first":{{"items":[{annotation}]}}}}"#),
            format!(r#"{{"@graph":[{annotation}]}}"#),
            annotation.replace(r#""bodyValue":"#, r#""body":"#),
            annotation.replace(
                r#""bodyValue":"well said""#,
                r#""body":[{"type":"TextualBody","value":"well said"}]"#,
            ),
            annotation.replace(
                r#"{"type":"TextQuoteSelector","exact":"unity"}"#,
                r#"[{"type":"XPathSelector","value":"/p"},{"exact":"unity"}]"#,
            ),
            annotation.replace(
                r#"{"type":"TextQuoteSelector","exact":"unity"}"#,
                r#"{"type":"FragmentSelector","refinedBy":{"exact":"unity"}}"#,
            ),
        ] {
            assert_eq!(one(&json), expected, "{json}");
        }
        let position = one(r#"{"target":{"selector":{"type":"TextPositionSelector","start":2,"end":5}}}"#);
        assert_eq!((position.position, position.exact.as_str()), (Some(2..5), ""));
        let tagged = one(r#"{"target":"http://b","motivation":"tagging","body":["big idea","b"]}"#);
        assert_eq!(tagged.note, "#big-idea #b");
        assert!(read("[]").unwrap().is_empty());
        assert!(read(r#"{"type":"AnnotationCollection","total":0}"#).unwrap().is_empty());
    }

    #[test]
    fn fault_has_its_line() {
        assert_eq!(read("{\n \"target\": {\n").unwrap_err().line, 3);
        assert_eq!(read("[\n1,]").unwrap_err().line, 2);
        for json in ["1", "{}", "[1]", r#"{"title":"x"}"#, r#"{"items":[{}]}"#] {
            assert_eq!(
                read(json).unwrap_err().reason,
                "no web annotation: an object with a target",
                "{json}"
            );
        }
        assert!(read(&"[".repeat(100_000)).is_err());
        for hostile in [
            r#"{"target":[null,1,[],{"selector":1}],"body":{"value":{}},"id":3}"#,
            r#"{"target":{"selector":{"type":"TextPositionSelector","start":-1,"end":1e99}}}"#,
            r#"{"target":{"selector":{"type":"TextPositionSelector","start":9,"end":1}}}"#,
        ] {
            assert!(read(hostile).unwrap().iter().all(Imported::is_of_whole_text), "{hostile}");
        }
    }
}
