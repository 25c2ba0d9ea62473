//! From a file's bytes to text, whatever it was written in.

use std::{borrow::Cow, str::FromStr};

/// A way to write text in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl FromStr for Encoding {
    type Err = String;

    /// An encoding by any of its names on the web.
    fn from_str(name: &str) -> Result<Self, String> {
        let found = encoding_rs::Encoding::for_label(name.trim().as_bytes());
        found.map(Self).ok_or_else(|| {
            format!("unknown encoding {name}: try utf-8, windows-1252, shift_jis, euc-kr, koi8-r …")
        })
    }
}

/// The text in these bytes, and what the reader has to know of how it was read.
///
/// A byte order mark, which is no part of the text, tells UTF-8 and UTF-16, whatever was asked for; else it is what
/// was asked for. Without that, what is no UTF-8 is taken for Windows-1252, unless more of it is UTF-8 beyond ASCII
/// than is not: then it is damaged. What is damaged is shown as `�`.
pub(super) fn decode(mut bytes: Vec<u8>, asked: Option<Encoding>) -> (String, Option<String>) {
    if let Some(Encoding(encoding)) = asked {
        let (text, encoding, is_damaged) = encoding.decode(&bytes);
        return (text.into_owned(), is_damaged.then(|| damage(encoding.name())));
    }
    match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, mark)) if encoding == encoding_rs::UTF_8 => {
            bytes.drain(..mark);
        }
        Some((encoding, mark)) => {
            let (text, is_damaged) = encoding.decode_without_bom_handling(&bytes[mark..]);
            return (text.into_owned(), is_damaged.then(|| damage(encoding.name())));
        }
        None => {}
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return (text, None),
        Err(error) => error.into_bytes(),
    };
    if is_mostly_utf_8(&bytes) {
        return (String::from_utf8_lossy(&bytes).into_owned(), Some(damage("UTF-8")));
    }
    let (text, _): (Cow<'_, str>, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
    let remark = "not UTF-8, read as Windows-1252 (change with --encoding)";
    (text.into_owned(), Some(remark.to_owned()))
}

fn damage(encoding: &str) -> String {
    format!("some bytes are not {encoding} and are shown as \u{FFFD}")
}

/// Whether more characters beyond ASCII are UTF-8 than bytes are not.
fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    good > bad
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(order).collect()
    }

    #[test]
    fn what_a_text_is_written_in_is_seen() {
        for (bytes, expected) in [
            (b"caf\xc3\xa9".to_vec(), "café"),
            (b"\xef\xbb\xbfcaf\xc3\xa9".to_vec(), "café"),
            (utf_16("한글 café", u16::to_le_bytes), "한글 café"),
            (utf_16("한글 café", u16::to_be_bytes), "한글 café"),
            (Vec::new(), ""),
        ] {
            assert_eq!(decode(bytes, None), (expected.to_owned(), None));
        }
    }

    #[test]
    fn what_is_no_utf_8_is_windows_1252_and_that_is_said() {
        let (text, remark) = decode(b"na\xefve \x93caf\xe9\x94".to_vec(), None);
        assert_eq!(text, "naïve “café”");
        assert!(remark.unwrap().starts_with("not UTF-8, read as Windows-1252"));
    }

    #[test]
    fn damaged_utf_8_is_still_utf_8() {
        let (text, remark) = decode("한글\u{1}".bytes().chain(*b"\xff").collect(), None);
        assert_eq!(text, "한글\u{1}\u{FFFD}");
        assert_eq!(remark.unwrap(), "some bytes are not UTF-8 and are shown as \u{FFFD}");
        assert!(decode(vec![0xff, 0xfe, 0x00, 0xd8], None).1.unwrap().contains("UTF-16LE"));
    }

    #[test]
    fn what_was_asked_for_is_what_it_is() {
        let asked = |name: &str| Some(name.parse().unwrap());
        assert_eq!(decode(b"\xc7\xd1\xb1\xdb".to_vec(), asked("euc-kr")), ("한글".to_owned(), None));
        assert_eq!(decode(b"caf\xc3\xa9".to_vec(), asked("latin1")).0, "cafÃ©");
        for bytes in
            ["\u{feff}café".into(), utf_16("café", u16::to_le_bytes), utf_16("café", u16::to_be_bytes)]
        {
            for name in ["windows-1251", "utf-8", "shift_jis", "utf-16be"] {
                assert_eq!(decode(bytes.clone(), asked(name)), ("café".to_owned(), None), "a mark decides");
            }
        }
        assert_eq!(decode(b"caf\xe9".to_vec(), asked("UTF-8")).1.unwrap(), damage("UTF-8"));
        assert!("klingon".parse::<Encoding>().unwrap_err().starts_with("unknown encoding klingon"));
    }
}
