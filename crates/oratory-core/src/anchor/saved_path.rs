//! Paths in state files, which are text although a path need not be.

use std::{
    ops::Deref,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A path that is saved in a state file.
///
/// A path in UTF-8 is saved as it is. Any other is saved as a `file://` URL, in which the bytes that are not UTF-8 are
/// percent-encoded, and `%` too. Every path is read back unchanged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SavedPath(PathBuf);

/// Start of a percent-encoded path.
const SCHEME: &str = "file://";

/// Characters that stand for a byte that is not UTF-8 in files of version 0.1: U+10FF00 plus the byte. A path that
/// contains one of them is percent-encoded, so that it is not taken for such a file's.
const OLD_BYTES: std::ops::RangeInclusive<char> = '\u{10FF80}'..='\u{10FFFF}';

impl<P: Into<PathBuf>> From<P> for SavedPath {
    fn from(path: P) -> Self {
        Self(path.into())
    }
}

impl Deref for SavedPath {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Serialize for SavedPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&encode(self))
    }
}

impl<'de> Deserialize<'de> for SavedPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(decode(&String::deserialize(deserializer)?)))
    }
}

fn encode(path: &Path) -> String {
    match path.to_str() {
        Some(text) if !text.starts_with(SCHEME) && !text.contains(is_old_byte) => text.to_owned(),
        _ => percent_encode(path),
    }
}

fn percent_encode(path: &Path) -> String {
    let mut url = SCHEME.to_owned();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            if c == '%' || is_old_byte(c) {
                push_bytes(c.encode_utf8(&mut [0; 4]).as_bytes(), &mut url);
            } else {
                url.push(c);
            }
        }
        push_bytes(chunk.invalid(), &mut url);
    }
    url
}

fn push_bytes(bytes: &[u8], url: &mut String) {
    url.extend(bytes.iter().map(|byte| format!("%{byte:02X}")));
}

fn is_old_byte(c: char) -> bool {
    OLD_BYTES.contains(&c)
}

fn decode(text: &str) -> PathBuf {
    text.strip_prefix(SCHEME).map_or_else(|| decode_old_bytes(text), |url| to_path(percent_decode(url)))
}

/// Decodes `%` and two hexadecimal digits to a byte. Any other `%`, which only a person can have written, stays.
fn percent_decode(url: &str) -> Vec<u8> {
    let mut parts = url.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        // `from_str_radix` would accept a sign too.
        let digits = part.get(..2).filter(|digits| !digits.starts_with('+'));
        if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            bytes.extend_from_slice(&part.as_bytes()[2..]);
        } else {
            bytes.push(b'%');
            bytes.extend_from_slice(part.as_bytes());
        }
    }
    bytes
}

/// Decodes a path of version 0.1.
fn decode_old_bytes(text: &str) -> PathBuf {
    if !text.contains(is_old_byte) {
        return text.into();
    }
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match u8::try_from(u32::from(c).wrapping_sub(0x10_FF00)) {
            Ok(byte) if is_old_byte(c) => bytes.push(byte),
            _ => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    to_path(bytes)
}

#[cfg(unix)]
fn to_path(bytes: Vec<u8>) -> PathBuf {
    use std::{ffi::OsString, os::unix::ffi::OsStringExt};

    OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn to_path(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path(bytes: &[u8]) -> PathBuf {
        to_path(bytes.to_vec())
    }

    #[test]
    fn path_in_utf_8_is_saved_as_it_is() {
        for text in ["/가/b.txt", "/100%.txt", "/50%25.txt", "input-1", ""] {
            assert_eq!(encode(Path::new(text)), text);
            assert_eq!(decode(text), Path::new(text));
        }
    }

    #[test]
    fn any_other_path_is_percent_encoded() {
        for (bytes, url) in [
            (&b"/a/b\xff.txt"[..], "file:///a/b%FF.txt"),
            (b"/caf\xe9 100%.txt#2", "file:///caf%E9 100%25.txt#2"),
            (b"file://a", "file://file://a"),
            ("/\u{10FFFF}".as_bytes(), "file:///%F4%8F%BF%BF"),
        ] {
            assert_eq!(encode(&path(bytes)), url);
            assert_eq!(decode(url), path(bytes));
        }
    }

    #[test]
    fn path_of_version_0_1_is_read() {
        assert_eq!(decode("/a/b\u{10FFFF}%41.txt"), path(b"/a/b\xff%41.txt"));
        // U+10FFFF itself was saved byte by byte.
        assert_eq!(decode("\u{10FFF4}\u{10FF8F}\u{10FFBF}\u{10FFBF}"), Path::new("\u{10FFFF}"));
    }

    #[test]
    fn stray_percent_sign_stays() {
        for (url, decoded) in
            [("file://%", "%"), ("file://%4", "%4"), ("file://%%41%x%+4", "%A%x%+4"), ("file://%가", "%가")]
        {
            assert_eq!(decode(url), Path::new(decoded));
        }
    }

    proptest! {
        #[test]
        fn every_path_is_read_back(
            start in "(file://)?",
            bytes in proptest::collection::vec(any::<u8>(), 0..20),
            text in "[a%4/가\u{10FEFF}\u{10FF00}\u{10FF7F}-\u{10FFFF}]{0,8}",
        ) {
            let path = path(&[start.into_bytes(), bytes, text.into_bytes()].concat());
            prop_assert_eq!(decode(&encode(&path)), path);
        }
    }
}
