//! Decodes the bytes of a text file.

use std::{collections::TryReserveError, str::FromStr};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::wide::{self, ByteOrder, Wide, is_control};

/// A character encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(Charset);

/// An encoding of `encoding_rs`, or UTF-32, which it does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Charset {
    Standard(&'static encoding_rs::Encoding),
    Utf32(ByteOrder),
}

impl FromStr for Encoding {
    type Err = String;

    /// Parses a label of the WHATWG Encoding Standard, such as `latin1`, or else `utf-32le` or `utf-32be`.
    fn from_str(name: &str) -> Result<Self, String> {
        let charset = match name.trim().to_ascii_lowercase().as_str() {
            "utf-32" | "utf-32le" => Some(Charset::Utf32(ByteOrder::Little)),
            "utf-32be" => Some(Charset::Utf32(ByteOrder::Big)),
            // The standard has labels, such as `hz-gb-2312`, that turn every text into a single U+FFFD.
            label => encoding_rs::Encoding::for_label_no_replacement(label.as_bytes()).map(Charset::Standard),
        };
        charset.map(Self).ok_or_else(|| {
            format!("unknown encoding {name}: try utf-8, windows-1252, shift_jis, euc-kr, koi8-r …")
        })
    }
}

impl Charset {
    fn name(self) -> &'static str {
        match self {
            Self::Standard(encoding) => encoding.name(),
            Self::Utf32(ByteOrder::Little) => "UTF-32LE",
            Self::Utf32(ByteOrder::Big) => "UTF-32BE",
        }
    }

    /// Returns `true` if a byte below 0x80 is always its ASCII character, unlike in UTF-16, UTF-32 and ISO-2022-JP.
    fn is_ascii_compatible(self) -> bool {
        matches!(self, Self::Standard(encoding) if encoding.is_ascii_compatible())
    }
}

impl From<Wide> for Charset {
    fn from(wide: Wide) -> Self {
        match wide {
            Wide::Utf16(ByteOrder::Little) => Self::Standard(UTF_16LE),
            Wide::Utf16(ByteOrder::Big) => Self::Standard(UTF_16BE),
            Wide::Utf32(order) => Self::Utf32(order),
        }
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

/// The part of a file that is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it.
    Whole,
    /// Its beginning. An incomplete character at the end is omitted.
    Head,
}

/// Decodes `bytes`.
///
/// A byte order mark decides first. Without one, UTF-16 and UTF-32 are recognised by their zero bytes, and UTF-8 because
/// it is valid. Any other text is in the encoding that was `asked` for. Without that, it is in UTF-8 if most of its
/// non-ASCII characters are valid, or else in the encoding that `chardetng` guesses. Invalid bytes become `�`.
///
/// # Errors
///
/// Fails if there is not enough memory.
pub(crate) fn decode(
    bytes: Vec<u8>,
    asked: Option<Encoding>,
    extent: Extent,
) -> Result<Decoded, TryReserveError> {
    let decoded = decode_unchecked(bytes, asked.map(|Encoding(charset)| charset), extent)?;
    let garbled = is_garbled(&decoded.text).then(|| GARBLED.to_owned());
    Ok(Decoded { remark: joined(decoded.remark, garbled), ..decoded })
}

/// Joins two remarks.
pub(crate) fn joined(one: Option<String>, other: Option<String>) -> Option<String> {
    one.into_iter().chain(other).reduce(|one, other| format!("{one}; {other}"))
}

/// Remark on a garbled text.
const GARBLED: &str = "many characters are unreadable: if this is a text, name its encoding with --encoding";

/// Decodes as [`decode`] does, but does not check the result.
fn decode_unchecked(
    mut bytes: Vec<u8>,
    asked: Option<Charset>,
    extent: Extent,
) -> Result<Decoded, TryReserveError> {
    if let Some((wide, mark)) = wide::marked(&bytes) {
        return decode_by(wide.into(), &bytes[mark..], extent);
    }
    // An 8-bit encoding has no zero bytes. Another encoding of this kind is the reader's correction.
    if asked.is_none_or(Charset::is_ascii_compatible)
        && let Some(wide) = wide::recognized(&bytes)
    {
        let decoded = decode_by(wide.into(), &bytes, extent)?;
        let remark = format!("no byte order mark, read as {}", decoded.encoding);
        return Ok(Decoded { remark: joined(Some(remark), decoded.remark), ..decoded });
    }
    let is_marked = bytes.starts_with(UTF_8_MARK);
    if is_marked {
        bytes.drain(..UTF_8_MARK.len());
    }
    if extent == Extent::Head {
        remove_cut_character(&mut bytes);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if is_marked || is_utf_8(&text, asked, extent) => {
            return Ok(Decoded { text, encoding: UTF_8.name(), remark: None });
        }
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    match asked {
        _ if is_marked => decode_by(Charset::Standard(UTF_8), &bytes, extent),
        Some(charset) => decode_by(charset, &bytes, extent),
        None if is_mostly_utf_8(&bytes) => decode_by(Charset::Standard(UTF_8), &bytes, extent),
        None => decode_by_guess(&bytes, extent),
    }
}

/// Byte order mark in UTF-8.
pub(crate) const UTF_8_MARK: &[u8] = "\u{feff}".as_bytes();

/// Removes an incomplete UTF-8 character from the end of `bytes`.
pub fn remove_cut_character(bytes: &mut Vec<u8>) {
    let last = bytes.iter().rposition(|byte| byte & 0b1100_0000 != 0b1000_0000).unwrap_or(0);
    if str::from_utf8(&bytes[last..]).is_err_and(|error| error.error_len().is_none()) {
        bytes.truncate(last);
    }
}

/// Returns `true` if a text that is valid UTF-8 is meant as such, whatever was `asked` for the files beside it.
fn is_utf_8(text: &str, asked: Option<Charset>, extent: Extent) -> bool {
    match asked {
        None => !is_iso_2022_jp(text, extent),
        Some(asked) if asked.is_ascii_compatible() => !text.is_ascii(),
        // UTF-16 and UTF-32 have zero bytes, and ISO-2022-JP has escape sequences.
        Some(_) => !text.bytes().any(is_control),
    }
}

/// Returns `true` if an ASCII text has the escape sequences of ISO-2022-JP, the encoding of Japanese mail.
fn is_iso_2022_jp(text: &str, extent: Extent) -> bool {
    text.as_bytes().contains(&b'\x1b') && text.is_ascii() && guess(text.as_bytes(), extent) == ISO_2022_JP
}

/// Decodes by the guessed encoding.
///
/// The guess is made from the beginning, as far as that suffices, so that it is the same for a head and for the whole
/// file. If the rest contradicts it, it is made again from all bytes.
fn decode_by_guess(bytes: &[u8], extent: Extent) -> Result<Decoded, TryReserveError> {
    let mut others = bytes.iter().enumerate().filter(|(_, byte)| !byte.is_ascii());
    let sample = others.nth(GUESSED_FROM - 1).map_or(bytes, |(index, _)| &bytes[..=index]);
    let is_all = sample.len() == bytes.len();
    let encoding = guess(sample, if is_all { extent } else { Extent::Head });
    let mut decoded = decode_by(Charset::Standard(encoding), bytes, extent)?;
    if decoded.remark.is_some() && !is_all {
        let second = guess(bytes, extent);
        if second != encoding {
            decoded = decode_by(Charset::Standard(second), bytes, extent)?;
        }
    }
    // The remark on the damage would name the encoding again.
    let damage = if decoded.remark.is_some() { ", with some bytes shown as \u{FFFD}" } else { "" };
    let remark = format!("not UTF-8, read as {}{damage} (change with --encoding)", decoded.encoding);
    Ok(Decoded { remark: Some(remark), ..decoded })
}

/// Non-ASCII bytes from which the encoding is guessed. A page of Russian or Korean has as many.
const GUESSED_FROM: usize = 1024;

/// Guesses the encoding of `bytes` that are not UTF-8.
fn guess(bytes: &[u8], extent: Extent) -> &'static encoding_rs::Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, extent == Extent::Whole);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    if guessed != WINDOWS_1252 && are_symbols(bytes, guessed) { WINDOWS_1252 } else { guessed }
}

/// ASCII letters for each other byte, at least, in a text whose other bytes are only symbols.
const LETTERS_PER_SYMBOL: usize = 100;

/// Returns `true` if the few bytes beyond ASCII in a text are symbols of Windows-1252, such as `½¢`, which the `guessed` encoding
/// takes for words of another script. Letters of a language with Latin letters stand in words.
fn are_symbols(bytes: &[u8], guessed: &'static encoding_rs::Encoding) -> bool {
    let letters = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let others = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    if others == 0 || letters / others < LETTERS_PER_SYMBOL {
        return false;
    }
    let (mut start, mut has_word) = (0, false);
    for run in bytes.chunk_by(|one, other| one.is_ascii() == other.is_ascii()) {
        let end = start + run.len();
        if !run.is_ascii() {
            let has_letters = |encoding: &'static encoding_rs::Encoding| {
                encoding.decode_without_bom_handling(run).0.contains(char::is_alphabetic)
            };
            let is_word = has_letters(guessed);
            let touches_letter = bytes[..start].last().is_some_and(u8::is_ascii_alphabetic)
                || bytes.get(end).is_some_and(u8::is_ascii_alphabetic);
            if has_letters(WINDOWS_1252) || is_word && touches_letter {
                return false;
            }
            has_word |= is_word;
        }
        start = end;
    }
    has_word
}

/// Decodes `bytes` by this encoding.
fn decode_by(charset: Charset, bytes: &[u8], extent: Extent) -> Result<Decoded, TryReserveError> {
    let (text, is_damaged) = match charset {
        Charset::Standard(encoding) => {
            decode_in_steps(encoding.new_decoder_without_bom_handling(), bytes, extent)?
        }
        Charset::Utf32(order) => decode_utf_32(order, bytes, extent)?,
    };
    let encoding = charset.name();
    Ok(Decoded { text, encoding, remark: is_damaged.then(|| damage(encoding)) })
}

/// Decodes `bytes` in steps. The worst case of a single step would reserve three times their length. Returns `true`
/// with a text that is damaged.
fn decode_in_steps(
    mut decoder: Decoder,
    bytes: &[u8],
    extent: Extent,
) -> Result<(String, bool), TryReserveError> {
    let (mut text, mut is_damaged, mut read) = (String::new(), false, 0);
    loop {
        let step = (read + DECODED_AT_ONCE).min(bytes.len());
        let longest = decoder.max_utf8_buffer_length(step - read).unwrap_or(usize::MAX);
        text.try_reserve(longest)?;
        let is_last = step == bytes.len() && extent == Extent::Whole;
        let (result, count, had_errors) = decoder.decode_to_string(&bytes[read..step], &mut text, is_last);
        read += count;
        is_damaged |= had_errors;
        if result == CoderResult::InputEmpty && read == bytes.len() {
            return Ok((text, is_damaged));
        }
    }
}

/// Bytes decoded in one step.
const DECODED_AT_ONCE: usize = 1024 * 1024;

/// Decodes UTF-32 as [`decode_in_steps`] does.
fn decode_utf_32(order: ByteOrder, bytes: &[u8], extent: Extent) -> Result<(String, bool), TryReserveError> {
    let mut text = String::new();
    text.try_reserve(bytes.len() + char::REPLACEMENT_CHARACTER.len_utf8())?;
    let (units, cut) = bytes.as_chunks();
    let cut = (extent == Extent::Whole && !cut.is_empty()).then_some(None);
    let mut is_damaged = false;
    for c in units.iter().map(|&unit| char::from_u32(order.unit_32(unit))).chain(cut) {
        is_damaged |= c.is_none();
        text.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    Ok((text, is_damaged))
}

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

/// Returns `true` if more than one in 50 characters is a control character or `�`, or if there are NUL characters, which
/// no text has.
fn is_garbled(text: &str) -> bool {
    let (mut chars, mut suspects) = (0, 0);
    // The counts in a chunk fit into a byte each, so that the compiler handles 16 bytes and more at once. That takes 1 ms
    // for 10 MB; looking at each character takes 12 ms, and is done only if there are many suspects.
    for chunk in text.as_bytes().chunks(255) {
        let (mut starts, mut signs) = (0_u8, 0_u8);
        for &byte in chunk {
            starts += u8::from(byte & 0b1100_0000 != 0b1000_0000);
            // U+0080 to U+009F begin with 0xC2, and U+FFFD with 0xEF.
            signs += u8::from(is_control(byte) || matches!(byte, 0xC2 | 0xEF));
        }
        chars += usize::from(starts);
        suspects += usize::from(signs);
    }
    // A single one is a slip, however short the text is.
    let most = (chars / UNREADABLE_ONE_IN).max(1);
    let is_unreadable =
        |c: &char| *c == char::REPLACEMENT_CHARACTER || (c.is_control() && !c.is_whitespace());
    suspects > 0 && text.contains('\0')
        || suspects > most && text.chars().filter(is_unreadable).count() > most
}

/// A text is garbled if more than one in this many characters is unreadable.
const UNREADABLE_ONE_IN: usize = 50;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decode(bytes: Vec<u8>, asked: Option<Encoding>) -> (String, Option<String>) {
        let Decoded { text, remark, .. } = super::decode(bytes, asked, Extent::Whole).unwrap();
        (text, remark)
    }

    fn asked(name: &str) -> Option<Encoding> {
        let encoding = name.parse();
        assert!(encoding.is_ok(), "{encoding:?}");
        encoding.ok()
    }

    #[test]
    fn encoding_is_reported() {
        for (bytes, name, encoding) in [
            (&b"plain"[..], None, "UTF-8"),
            (b"\xef\xbb\xbfmark", None, "UTF-8"),
            (b"caf\xe9", None, "windows-1252"),
            (b"\xff\xfea\0", None, "UTF-16LE"),
            (b"\xff\xfe\0\0a\0\0\0", None, "UTF-32LE"),
            (b"\0\0\0a\0\0\0b", Some("windows-1252"), "UTF-32BE"),
            (b"plain", Some("shift_jis"), "Shift_JIS"),
            (b"plain", Some("utf-16"), "UTF-8"),
            (b"\xef\xbb\xbfmark", Some("shift_jis"), "UTF-8"),
        ] {
            let decoded = super::decode(bytes.to_vec(), name.and_then(asked), Extent::Whole).unwrap();
            assert_eq!(decoded.encoding, encoding, "{bytes:?}");
        }
    }

    fn utf_16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    fn utf_32(text: &str, order: fn(u32) -> [u8; 4]) -> Vec<u8> {
        text.chars().flat_map(|c| order(c.into())).collect()
    }

    /// Returns `text` in the encodings of two and four bytes, with their names.
    fn wide(text: &str) -> [(Vec<u8>, &'static str); 4] {
        [
            (utf_16(text, u16::to_le_bytes), "UTF-16LE"),
            (utf_16(text, u16::to_be_bytes), "UTF-16BE"),
            (utf_32(text, u32::to_le_bytes), "UTF-32LE"),
            (utf_32(text, u32::to_be_bytes), "UTF-32BE"),
        ]
    }

    #[test]
    fn byte_order_mark_decides() {
        for text in ["", "한글 café", "plain"] {
            let marked = format!("\u{feff}{text}");
            for bytes in wide(&marked).into_iter().map(|(bytes, _)| bytes).chain([marked.clone().into()]) {
                for encoding in
                    [None, asked("windows-1251"), asked("utf-8"), asked("utf-16be"), asked("utf-32")]
                {
                    assert_eq!(decode(bytes.clone(), encoding), (text.to_owned(), None));
                }
            }
        }
        assert_eq!(decode("café".into(), None), ("café".to_owned(), None));
        assert_eq!(decode(Vec::new(), None), (String::new(), None));
    }

    #[test]
    fn utf_16_and_utf_32_are_recognised_without_a_mark() {
        let one_line = [PROSE[0].1, "Hello", "a", "naïve", "Les élèves"].map(str::to_owned);
        let lines = PROSE.iter().map(|(_, text)| format!("{text}\n\n{text}\r\n"));
        for text in lines.chain(one_line) {
            for (bytes, name) in wide(&text) {
                for encoding in [None, asked("euc-kr")] {
                    let remark = format!("no byte order mark, read as {name}");
                    assert_eq!(decode(bytes.clone(), encoding), (text.clone(), Some(remark)));
                }
            }
        }
        for (bytes, _) in &wide("Hello")[..2] {
            let (text, remark) = decode(bytes.clone(), asked("utf-16le"));
            assert_eq!((text == "Hello", remark), (bytes.ends_with(&[0]), None), "the reader decides");
        }
        assert_eq!(decode(utf_32("Hello", u32::to_be_bytes), asked("utf-32be")).0, "Hello");
        // Ideographs without a blank or a line feed have no zero byte. They are read if the reader says how.
        assert_eq!(
            decode(utf_16("中文\n", u16::to_le_bytes), asked("utf-16le")),
            ("中文\n".to_owned(), None)
        );
    }

    #[test]
    fn text_with_zero_bytes_is_not_utf_16() {
        let records = "The first of them.\n\0And the second one.\n\0 \0".repeat(40);
        for text in ["one\0two\0", "\0", "\0\0\0\0", "It ends here.\n\0", " \0of all who came here", &records]
        {
            assert_eq!(decode(text.into(), None), (text.to_owned(), Some(GARBLED.to_owned())), "{text:?}");
        }
    }

    #[test]
    fn damaged_utf_32_is_read() {
        let text = "Friends, we meet here at last. ".repeat(4);
        let mut bytes = utf_32(&text, u32::to_le_bytes);
        bytes[7] = 0xff;
        bytes.extend(b"ab");
        let (read, remark) = decode(bytes.clone(), None);
        assert_eq!(read, format!("F\u{FFFD}{}\u{FFFD}", &text[2..]));
        assert!(remark.unwrap().ends_with(&damage("UTF-32LE")));
        let head = super::decode(bytes, None, Extent::Head).unwrap().text;
        assert_eq!(head, format!("F\u{FFFD}{}", &text[2..]), "the last character is incomplete");
    }

    /// Prose in encodings of its language.
    #[rustfmt::skip]
    const PROSE: [(&[&str], &str); 16] = [
        (&["windows-1252"], "Citoyens, la liberté n’est pas un privilège : elle est le bien de tous. Où que vous alliez, l’égalité vous précède ; voilà ce que nos pères ont espéré, et ce que nous célébrons aujourd’hui."),
        (&["windows-1252"], "Meine Damen und Herren, wir müssen für die Zukunft unserer Kinder kämpfen. Größe heißt nicht, über andere zu herrschen, sondern für sie da zu sein. Das ist unsere schönste Pflicht."),
        (&["windows-1251", "koi8-r", "ibm866", "iso-8859-5"], "Товарищи! Сегодня мы собрались, чтобы говорить о мире и о хлебе. Народ долго ждал этого дня, и никто не может отнять у него надежду. Мы будем работать вместе, и мы победим."),
        (&["windows-1251", "koi8-u"], "Шановні громадяни! Сьогодні ми зібралися, щоб говорити про свободу і гідність нашої країни. Її майбутнє залежить від кожного з нас, і ми не маємо права мовчати."),
        (&["windows-1250", "iso-8859-2"], "Szanowni państwo! Zebraliśmy się dzisiaj, żeby mówić o wolności i o przyszłości naszej ojczyzny. Nikt nie może odebrać nam nadziei, ponieważ źródłem jej jest nasza wspólna praca."),
        (&["windows-1250", "iso-8859-2"], "Vážení přátelé, sešli jsme se, abychom mluvili o svobodě a o budoucnosti naší země. Nikdo nám nemůže vzít naději, protože její síla je v každém z nás, a já věřím, že zvítězíme."),
        (&["windows-1253", "iso-8859-7"], "Φίλες και φίλοι, σήμερα μιλάμε για την ελευθερία και για το μέλλον της χώρας μας. Κανείς δεν μπορεί να μας πάρει την ελπίδα, γιατί η δύναμή της βρίσκεται μέσα σε όλους μας."),
        (&["windows-1254"], "Değerli vatandaşlarım, bugün burada özgürlüğü ve ülkemizin geleceğini konuşmak için toplandık. Hiç kimse bizden umudumuzu alamaz, çünkü onun gücü hepimizin içindedir."),
        (&["windows-1255"], "אזרחים יקרים, היום התכנסנו כדי לדבר על החירות ועל עתיד הארץ שלנו. איש לא יוכל לקחת מאיתנו את התקווה, כי כוחה נמצא בכל אחד ואחת מאיתנו."),
        (&["windows-1256", "iso-8859-6"], "أيها المواطنون، اجتمعنا اليوم لنتحدث عن الحرية وعن مستقبل بلادنا. لا أحد يستطيع أن يأخذ منا الأمل، لأن قوته في كل واحد منا."),
        (&["windows-1257"], "Gerbiamieji piliečiai, šiandien susirinkome kalbėti apie laisvę ir mūsų šalies ateitį. Niekas negali iš mūsų atimti vilties, nes jos jėga yra kiekviename iš mūsų, ir mes tikime, kad laimėsime."),
        (&["euc-kr"], "친애하는 동지들, 우리는 오늘 이 자리에서 나라의 앞날을 이야기하려고 모였습니다. 누구도 우리에게서 희망을 빼앗을 수 없습니다. 그 힘은 우리 모두에게 있기 때문입니다."),
        (&["shift_jis", "euc-jp", "iso-2022-jp"], "皆さん、私たちは今日、この国の未来について話し合うために集まりました。誰も私たちから希望を奪うことはできません。その力は一人一人の中にあるからです。"),
        (&["gb18030", "gbk"], "同志们，今天我们在这里开会，讨论国家的未来和人民的生活。没有人能夺走我们的希望，因为它的力量就在我们每一个人的心里。"),
        (&["big5"], "各位同胞，今天我們在這裡開會，討論國家的未來和人民的生活。沒有人能奪走我們的希望，因為它的力量就在我們每一個人的心裡。"),
        (&["windows-874"], "พี่น้องทั้งหลาย วันนี้เรามาพบกันที่นี่เพื่อพูดถึงอนาคตของประเทศของเรา ไม่มีใครสามารถเอาความหวังไปจากเราได้ เพราะพลังของมันอยู่ในตัวเราทุกคน"),
    ];

    /// Returns `text` in a legacy encoding. All of its characters exist in it.
    fn encoded(text: &str, label: &str) -> Vec<u8> {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        let (bytes, _, is_lossy) = encoding.encode(text);
        assert!(!is_lossy, "{label} has not all characters of {text}");
        bytes.into_owned()
    }

    #[test]
    fn encoding_of_prose_is_guessed_and_reported() {
        let mut wrong = Vec::new();
        for (labels, text) in PROSE {
            for label in labels {
                let (read, remark) = decode(encoded(text, label), None);
                let remark = remark.unwrap_or_default();
                let is_said = remark.starts_with("not UTF-8, read as ")
                    && remark.ends_with(" (change with --encoding)");
                if read != text || !is_said {
                    wrong.push(format!("{label}: {remark}: {read}"));
                }
                assert_eq!(decode(encoded(text, label), asked(label)), (text.to_owned(), None));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn mixed_folder_is_read_with_one_option() {
        for (labels, text) in PROSE {
            for label in labels.iter().chain(&["utf-8", "utf-16le", "utf-32be"]) {
                assert_eq!(decode(text.into(), asked(label)), (text.to_owned(), None), "UTF-8 stays UTF-8");
                assert_eq!(decode("plain\n".into(), asked(label)), ("plain\n".to_owned(), None));
            }
        }
        assert_eq!(decode(b"caf\xc3\xa9\x01".to_vec(), asked("latin1")).0, "café\u{1}");
        let damaged = [b"caf\xc3\xa9\xc3\xa9 ", "more ".repeat(10).as_bytes(), b"\xff"].concat();
        assert!(decode(damaged.clone(), asked("latin1")).0.starts_with("cafÃ©Ã©"), "it is not valid");
        assert!(decode(damaged, None).0.starts_with("caféé"));
    }

    #[test]
    fn requested_encoding_is_used() {
        assert_eq!(decode(b"\xc7\xd1\xb1\xdb".to_vec(), asked("euc-kr")), ("한글".to_owned(), None));
        let text = [b"caf\xe9", "more ".repeat(10).as_bytes()].concat();
        assert_eq!(decode(text, asked("UTF-8")).1.unwrap(), damage("UTF-8"));
        for unknown in ["klingon", "hz-gb-2312", ""] {
            let error = unknown.parse::<Encoding>().unwrap_err();
            assert!(error.starts_with(&format!("unknown encoding {unknown}")), "{error}");
        }
    }

    #[test]
    fn invalid_utf_8_is_guessed_with_a_remark() {
        let (text, remark) = decode(b"na\xefve \x93caf\xe9\x94".to_vec(), None);
        assert_eq!(text, "naïve “café”");
        assert_eq!(remark.unwrap(), "not UTF-8, read as windows-1252 (change with --encoding)");
    }

    #[test]
    fn notice_about_a_guess_names_the_encoding_once() {
        let mut damaged = 0;
        for (label, text) in [
            ("windows-1251", "Мы здесь собрались наконец. "),
            ("euc-kr", "오랜 력사의 나라에 모였다. "),
            ("shift_jis", "われわれはここに集まった。"),
            ("windows-1253", "Συγκεντρωθήκαμε εδώ επιτέλους. "),
        ] {
            for byte in [0x20, 0x98, 0xff, 0x81] {
                let mut bytes = encoded(&text.repeat(10), label);
                bytes.extend([b' ', byte]);
                let Decoded { encoding, remark, .. } = super::decode(bytes, None, Extent::Whole).unwrap();
                let remark = remark.unwrap();
                assert_eq!(remark.matches(encoding).count(), 1, "{remark}");
                damaged += usize::from(remark.contains('\u{FFFD}'));
            }
        }
        assert!(damaged > 0);
    }

    #[test]
    fn a_few_symbols_in_a_text_of_latin_letters_are_no_words() {
        let prose =
            "The cancellation of the decrease, which would otherwise occur in July, is asked for here. ";
        let before = prose.repeat(20);
        for symbols in [
            "\u{bd}\u{a2}",
            "\u{a3}\u{bd}",
            "\u{a7} 4",
            "6\u{bd}",
            "\u{a2} \u{bd} \u{b0}",
            "\u{a4}\u{b3}\u{a2}",
            "\u{b2}\u{b3}",
        ] {
            let text = format!("{before}{symbols} {prose}");
            let bytes = encoded(&text, "windows-1252");
            let decoded = super::decode(bytes, None, Extent::Whole).unwrap();
            assert_eq!((decoded.encoding, decoded.text), ("windows-1252", text), "{symbols}");
        }
        // Words of other scripts and letters in words of this one are letters.
        for (label, words) in [
            ("windows-1250", "Panie, są tu mężowie, którzy już wszystko słyszeli"),
            ("windows-1251", "Мы здесь собрались наконец, товарищи"),
            ("euc-kr", "오랜 력사의 나라에 모였다"),
            ("big5", "各位同胞，今天我們在這裡開會"),
            ("windows-1252", "liberté, égalité et fraternité, déjà"),
            ("windows-1252", "Brüder, wir grüßen euch schön"),
        ] {
            let text = format!("{before}{words}.");
            assert_eq!(decode(encoded(&text, label), None).0, text, "{label}");
        }
    }

    #[test]
    fn damaged_utf_8_stays_utf_8() {
        let text = "한글과 빵 ".repeat(20);
        let (read, remark) = decode(text.bytes().chain(*b"\xff").collect(), None);
        assert_eq!(read, format!("{text}\u{FFFD}"));
        assert_eq!(remark.unwrap(), "some bytes are not UTF-8 and are shown as \u{FFFD}");
        assert!(decode(vec![0xff, 0xfe, 0x00, 0xd8], None).1.unwrap().contains("UTF-16LE"));
    }

    #[test]
    fn garbled_text_names_the_option() {
        let is_reported = |text: &str, encoding: Option<&str>| {
            let remark = decode(text.into(), encoding.and_then(asked)).1;
            remark.is_some_and(|remark| remark.ends_with(GARBLED))
        };
        for unreadable in ["\u{1}", "\u{7f}", "\u{1b}", "\u{fffd}", "\u{81}", "\u{9f}"] {
            for (letters, expected) in [("a", true), ("é", true), ("字", true)] {
                let text = |count: usize| letters.repeat(100 - count) + &unreadable.repeat(count);
                assert!(!is_reported(&text(2), None), "2 % of {unreadable:?} are few");
                assert_eq!(is_reported(&text(3), None), expected, "{unreadable:?}");
            }
        }
        assert!(!is_reported("one \u{1b}[7m", None) && is_reported("\u{1b}[7mone\u{1b}[0m", None));
        assert!(!is_reported("\ta\n\u{b}\r\u{c}\u{85}\n", None), "white space is readable");
        assert!(
            !is_reported("，。－　한글£", None),
            "only some of their bytes are those of U+FFFD and U+0081"
        );
        assert!(is_reported(&format!("{}\0", "a".repeat(10_000)), None), "no text has NUL characters");
        let (_, remark) = decode(encoded("Größe für müde Füße", "windows-1252"), asked("utf-8"));
        assert_eq!(remark.unwrap(), format!("{}; {GARBLED}", damage("UTF-8")));
    }

    #[test]
    fn guess_from_a_head_is_that_from_the_whole() {
        for (labels, text) in PROSE {
            for label in labels {
                let text = format!("{text}\n").repeat(100);
                let whole = encoded(&text, label);
                for cut in (2_000..whole.len()).step_by(1_499) {
                    let head = super::decode(whole[..cut].to_vec(), None, Extent::Head).unwrap();
                    assert!(text.starts_with(&head.text), "{label}: {}", head.encoding);
                    assert!(text.len() - head.text.len() < 5 * (whole.len() - cut + 2));
                }
            }
        }
    }

    #[test]
    fn guess_that_the_rest_contradicts_is_made_again() {
        let korean = encoded(&PROSE[11].1.repeat(20), "euc-kr");
        let russian = encoded(&PROSE[2].1.repeat(200), "windows-1251");
        let decoded = super::decode([korean, russian].concat(), None, Extent::Whole).unwrap();
        assert_eq!(decoded.encoding, "windows-1251");
        assert!(decoded.text.ends_with(PROSE[2].1));
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded(bytes in proptest::collection::vec(any::<u8>(), 0..60), cut in 0_usize..60) {
            for label in [None, Some("utf-16be"), Some("utf-32"), Some("iso-2022-jp"), Some("gb18030")] {
                let label = label.and_then(asked);
                let whole = super::decode(bytes.clone(), label, Extent::Whole).unwrap();
                let head = super::decode(bytes[..cut.min(bytes.len())].to_vec(), label, Extent::Head).unwrap();
                prop_assert!(whole.encoding != head.encoding || whole.text.starts_with(&head.text));
            }
        }

        #[test]
        fn head_of_a_wide_text_is_its_beginning(text in "[a-zа-я가-힣 \n😀]{0,40}", cut in 0_usize..160) {
            for (bytes, name) in wide(&format!("The words of a text\n{text}")) {
                let whole = super::decode(bytes.clone(), None, Extent::Whole).unwrap();
                prop_assert_eq!(whole.encoding, name);
                let cut = (80 + cut).min(bytes.len());
                let head = super::decode(bytes[..cut].to_vec(), None, Extent::Head).unwrap();
                prop_assert_eq!(head.encoding, name);
                prop_assert!(whole.text.starts_with(&head.text));
            }
        }
    }
}
