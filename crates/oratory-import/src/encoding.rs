//! Decodes the bytes of a text file.

use std::{collections::TryReserveError, str::FromStr};

use encoding_rs::{CoderResult, Decoder};

/// A character encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl FromStr for Encoding {
    type Err = String;

    /// Parses a label of the WHATWG Encoding Standard, such as `latin1`.
    fn from_str(name: &str) -> Result<Self, String> {
        let found = encoding_rs::Encoding::for_label(name.trim().as_bytes());
        found.map(Self).ok_or_else(|| {
            format!("unknown encoding {name}: try utf-8, windows-1252, shift_jis, euc-kr, koi8-r …")
        })
    }
}

/// A decoded text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    /// The name of the encoding.
    pub(crate) encoding: &'static str,
    /// A remark on the decoding, for the reader.
    pub(crate) remark: Option<String>,
}

/// Decodes `bytes`.
///
/// A byte order mark decides first, then the encoding that was `asked` for. Without either, the text is UTF-8 if it
/// is valid, or if most of its non-ASCII characters are; otherwise it is Windows-1252. Invalid bytes become `�`.
///
/// # Errors
///
/// Fails if there is not enough memory.
pub(crate) fn decode(mut bytes: Vec<u8>, asked: Option<Encoding>) -> Result<Decoded, TryReserveError> {
    if let Some(Encoding(encoding)) = asked {
        return decode_by(encoding.new_decoder(), &bytes);
    }
    match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, mark)) if encoding == encoding_rs::UTF_8 => {
            bytes.drain(..mark);
        }
        Some((encoding, mark)) => {
            return decode_by(encoding.new_decoder_without_bom_handling(), &bytes[mark..]);
        }
        None => {}
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok(Decoded { text, encoding: encoding_rs::UTF_8.name(), remark: None }),
        Err(error) => error.into_bytes(),
    };
    if is_mostly_utf_8(&bytes) {
        return decode_by(encoding_rs::UTF_8.new_decoder_without_bom_handling(), &bytes);
    }
    let decoded = decode_by(encoding_rs::WINDOWS_1252.new_decoder_without_bom_handling(), &bytes)?;
    let remark = "not UTF-8, read as Windows-1252 (change with --encoding)";
    Ok(Decoded { remark: Some(remark.to_owned()), ..decoded })
}

/// Decodes `bytes` in steps. The worst case of a single step would reserve three times their length.
fn decode_by(mut decoder: Decoder, bytes: &[u8]) -> Result<Decoded, TryReserveError> {
    let (mut text, mut is_damaged, mut read) = (String::new(), false, 0);
    loop {
        let step = (read + DECODED_AT_ONCE).min(bytes.len());
        let longest = decoder.max_utf8_buffer_length(step - read).unwrap_or(usize::MAX);
        text.try_reserve(longest)?;
        let (result, count, had_errors) =
            decoder.decode_to_string(&bytes[read..step], &mut text, step == bytes.len());
        read += count;
        is_damaged |= had_errors;
        if result == CoderResult::InputEmpty && read == bytes.len() {
            let encoding = decoder.encoding().name();
            return Ok(Decoded { text, encoding, remark: is_damaged.then(|| damage(encoding)) });
        }
    }
}

/// Bytes decoded in one step.
const DECODED_AT_ONCE: usize = 1024 * 1024;

fn damage(encoding: &str) -> String {
    format!("some bytes are not {encoding} and are shown as \u{FFFD}")
}

/// Returns `true` if `bytes` has more non-ASCII characters in UTF-8 than invalid bytes.
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

    fn decode(bytes: Vec<u8>, asked: Option<Encoding>) -> (String, Option<String>) {
        let Decoded { text, remark, .. } = super::decode(bytes, asked).unwrap();
        (text, remark)
    }

    #[test]
    fn encoding_is_reported() {
        for (bytes, asked, name) in [
            (&b"plain"[..], None, "UTF-8"),
            (b"\xef\xbb\xbfmark", None, "UTF-8"),
            (b"caf\xe9", None, "windows-1252"),
            (b"\xff\xfea\0", None, "UTF-16LE"),
            (b"plain", Some("shift_jis"), "Shift_JIS"),
            (b"\xef\xbb\xbfmark", Some("shift_jis"), "UTF-8"),
        ] {
            let asked = asked.map(|name| name.parse().unwrap());
            assert_eq!(super::decode(bytes.to_vec(), asked).unwrap().encoding, name, "{bytes:?}");
        }
    }

    fn utf_16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(order).collect()
    }

    #[test]
    fn encoding_is_detected() {
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
    fn invalid_utf_8_is_read_as_windows_1252_with_a_remark() {
        let (text, remark) = decode(b"na\xefve \x93caf\xe9\x94".to_vec(), None);
        assert_eq!(text, "naïve “café”");
        assert!(remark.unwrap().starts_with("not UTF-8, read as Windows-1252"));
    }

    #[test]
    fn damaged_utf_8_stays_utf_8() {
        let (text, remark) = decode("한글\u{1}".bytes().chain(*b"\xff").collect(), None);
        assert_eq!(text, "한글\u{1}\u{FFFD}");
        assert_eq!(remark.unwrap(), "some bytes are not UTF-8 and are shown as \u{FFFD}");
        assert!(decode(vec![0xff, 0xfe, 0x00, 0xd8], None).1.unwrap().contains("UTF-16LE"));
    }

    #[test]
    fn requested_encoding_is_used() {
        let asked = |name: &str| Some(name.parse().unwrap());
        assert_eq!(decode(b"\xc7\xd1\xb1\xdb".to_vec(), asked("euc-kr")), ("한글".to_owned(), None));
        assert_eq!(decode(b"caf\xc3\xa9".to_vec(), asked("latin1")).0, "cafÃ©");
        for bytes in
            ["\u{feff}café".into(), utf_16("café", u16::to_le_bytes), utf_16("café", u16::to_be_bytes)]
        {
            for name in ["windows-1251", "utf-8", "shift_jis", "utf-16be"] {
                assert_eq!(
                    decode(bytes.clone(), asked(name)),
                    ("café".to_owned(), None),
                    "a byte order mark decides"
                );
            }
        }
        assert_eq!(decode(b"caf\xe9".to_vec(), asked("UTF-8")).1.unwrap(), damage("UTF-8"));
        assert!("klingon".parse::<Encoding>().unwrap_err().starts_with("unknown encoding klingon"));
    }
}
