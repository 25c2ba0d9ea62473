//! URIs of speeches and annotations.

use std::path::{Path, PathBuf};

use crate::document::text::Document;

/// Namespace of ids that are no URI themselves.
const ANNOTATION: &str = "urn:oratory:annotation:";
/// Digits of percent-encoding.
const HEX: &[u8; 16] = b"0123456789ABCDEF";

const SPEECH: &str = "urn:oratory:speech:";

/// Returns the URI of an annotation with `id`. The id of an imported one may be a URI already.
pub(super) fn of_annotation(id: &str) -> String {
    let scheme = id.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_uri = matches!(scheme, "http" | "https" | "urn" | "tag")
        && !id.starts_with(ANNOTATION)
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&byte));
    if is_uri { id.to_owned() } else { format!("{ANNOTATION}{}", encoded(id.as_bytes())) }
}

/// Returns the id of the annotation with this URI.
pub(super) fn annotation_id(uri: &str) -> String {
    uri.strip_prefix(ANNOTATION).map_or_else(|| uri.to_owned(), decoded)
}

/// Returns the URI of a speech: its address on the web, or else its file, or else its id.
pub(super) fn of_document(document: &Document) -> String {
    let url = document.details().url.as_deref();
    url.map_or_else(|| of_file(document.id(), document.file()), ToOwned::to_owned)
}

/// Returns the URI of a speech by its file, with its number if there are several in one, or else by its id.
pub(super) fn of_file(id: &str, file: Option<&Path>) -> String {
    let Some(file) = file else { return format!("{SPEECH}{}", encoded(id.as_bytes())) };
    let number = id.rfind('#').map_or("", |at| &id[at..]);
    format!("file://{}{number}", encoded(file.as_os_str().as_encoded_bytes()))
}

/// Returns the file with this URI. The number of a speech in it is left out.
pub(super) fn file(uri: &str) -> Option<PathBuf> {
    let path = uri.strip_prefix("file://")?.split('#').next()?;
    path.starts_with('/').then(|| decoded(path).into())
}

/// Percent-encodes all but unreserved characters (RFC 3986, 2.3) and `/`.
fn encoded(bytes: &[u8]) -> String {
    let mut encoded = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.extend([b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]].map(char::from));
        }
    }
    encoded
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let code = digits.filter(|_| first == b'%').and_then(|digits| str::from_utf8(digits).ok());
        let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn uri_stays_a_uri() {
        for uri in ["https://hypothes.is/a/x-1", "urn:uuid:0f3a", "http://a.b/?c=d#e"] {
            assert_eq!(of_annotation(uri), uri);
        }
        for id in ["talk-1", "urn:oratory:annotation:x", "http://a b", "https://é", "a:b"] {
            assert!(of_annotation(id).starts_with(ANNOTATION), "{id}");
        }
    }

    proptest! {
        #[test]
        fn every_id_is_read_back(id in "(urn:|https:)?(oratory:annotation:)?[%2Fa-z :é가\u{0}]{0,12}") {
            let uri = of_annotation(&id);
            prop_assert!(uri.is_ascii() && !uri.contains(' '));
            prop_assert_eq!(annotation_id(&uri), id);
        }
    }
}
