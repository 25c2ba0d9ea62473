//! Paths as strings, the form in which the rest of the program knows them.
//!
//! A path may contain bytes that are not UTF-8. Each is written as the private-use character U+10FF00 plus its
//! value, which is reversible. So is each byte of such a character itself.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
};

/// Code point of byte 0.
#[cfg(unix)]
const BASE: u32 = 0x10_FF00;

/// Returns `true` if `c` represents a byte that is not UTF-8. Such bytes are never ASCII.
const fn is_byte(c: char) -> bool {
    matches!(c, '\u{10FF80}'..='\u{10FFFF}')
}

/// Converts a path to a string, from which [`from_written`] restores it.
#[cfg(unix)]
pub fn written(path: &Path) -> String {
    use std::os::unix::ffi::OsStrExt;

    fn write(bytes: &[u8], to: &mut String) {
        to.extend(bytes.iter().filter_map(|&byte| char::from_u32(BASE + u32::from(byte))));
    }
    let mut string = String::new();
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                c if is_byte(c) => write(c.encode_utf8(&mut [0; 4]).as_bytes(), &mut string),
                c => string.push(c),
            }
        }
        write(chunk.invalid(), &mut string);
    }
    string
}

/// Converts a path to a string. Invalid Unicode is lost.
#[cfg(not(unix))]
pub fn written(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Converts a string of [`written`] back to a path.
#[cfg(unix)]
pub fn from_written(string: &str) -> PathBuf {
    use std::{ffi::OsString, os::unix::ffi::OsStringExt};

    let mut bytes = Vec::with_capacity(string.len());
    for c in string.chars() {
        match u8::try_from(u32::from(c).wrapping_sub(BASE)) {
            Ok(byte) if is_byte(c) => bytes.push(byte),
            _ => bytes.extend(c.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
    OsString::from_vec(bytes).into()
}

/// Converts a string of [`written`] back to a path.
#[cfg(not(unix))]
pub fn from_written(string: &str) -> PathBuf {
    string.into()
}

/// Formats a string of [`written`] for display, with `�` for bytes that are not UTF-8.
pub fn shown(string: &str) -> Cow<'_, str> {
    if string.contains(is_byte) { string.replace(is_byte, "\u{FFFD}").into() } else { string.into() }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::{
        ffi::{OsStr, OsString},
        os::unix::ffi::{OsStrExt, OsStringExt},
    };

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bytes_that_are_not_utf_8_become_private_use_characters() {
        let path = Path::new(OsStr::from_bytes(b"/a/b\xff.txt"));
        assert_eq!(written(path), "/a/b\u{10FFFF}.txt");
        assert_eq!(shown(&written(path)), "/a/b\u{FFFD}.txt");
        assert_eq!(written(Path::new("/가/b.txt")), "/가/b.txt");
        assert_eq!(shown("/가/b.txt"), "/가/b.txt");
        // A path with such a character stays distinct.
        assert_eq!(written(Path::new("\u{10FFFF}")), "\u{10FFF4}\u{10FF8F}\u{10FFBF}\u{10FFBF}");
    }

    proptest! {
        #[test]
        fn every_path_is_restored(
            bytes in proptest::collection::vec(any::<u8>(), 0..20),
            text in "[a/가\u{10FEFF}\u{10FF00}\u{10FF7F}-\u{10FFFF}]{0,8}",
        ) {
            let whole = [bytes, text.into_bytes()].concat();
            let path = PathBuf::from(OsString::from_vec(whole));
            prop_assert_eq!(from_written(&written(&path)), path);
        }
    }
}
