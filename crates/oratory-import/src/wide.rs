//! Recognises UTF-16 and UTF-32, whose characters of ASCII have zero bytes.

/// An encoding of two or four bytes for a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wide {
    Utf16(ByteOrder),
    Utf32(ByteOrder),
}

/// The order of the bytes of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    const fn other(self) -> Self {
        match self {
            Self::Little => Self::Big,
            Self::Big => Self::Little,
        }
    }

    const fn unit_16(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        }
    }

    /// Returns the unit of UTF-32 that these bytes are.
    pub(crate) const fn unit_32(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        }
    }
}

/// Returns the encoding that a byte order mark names, and the length of the mark.
pub(crate) fn marked(bytes: &[u8]) -> Option<(Wide, usize)> {
    match bytes {
        // No text in UTF-16 begins with a NUL character.
        [0xFF, 0xFE, 0, 0, ..] => Some((Wide::Utf32(ByteOrder::Little), 4)),
        [0, 0, 0xFE, 0xFF, ..] => Some((Wide::Utf32(ByteOrder::Big), 4)),
        [0xFF, 0xFE, ..] => Some((Wide::Utf16(ByteOrder::Little), 2)),
        [0xFE, 0xFF, ..] => Some((Wide::Utf16(ByteOrder::Big), 2)),
        _ => None,
    }
}

/// Returns the encoding of a text without a byte order mark, if its zero bytes leave no doubt.
pub(crate) fn recognized(bytes: &[u8]) -> Option<Wide> {
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    if !sample.contains(&0) {
        return None;
    }
    let orders = [ByteOrder::Little, ByteOrder::Big];
    if let Some(order) = orders.into_iter().find(|&order| is_utf_32(sample, order)) {
        return Some(Wide::Utf32(order));
    }
    orders.into_iter().find(|&order| is_utf_16(sample, order)).map(Wide::Utf16)
}

/// The number of bytes examined, a multiple of four.
const SAMPLE_BYTES: usize = 64 * 1024;

/// One in this many units may be invalid or in the other byte order.
const WRONG_ONE_IN: usize = 50;

/// Returns `true` if nearly all units are characters. Of other texts, hardly any unit is one: its highest byte would
/// have to be zero, and the one below it at most 0x10.
fn is_utf_32(sample: &[u8], order: ByteOrder) -> bool {
    let (units, _) = sample.as_chunks();
    let wrong = units.iter().filter(|&&unit| !char::from_u32(order.unit_32(unit)).is_some_and(is_readable));
    !units.is_empty() && wrong.count() <= units.len() / WRONG_ONE_IN
}

/// Returns `true` if nearly all units are readable, and most of them have a zero as their higher byte, or blanks and line
/// feeds show the order.
fn is_utf_16(sample: &[u8], order: ByteOrder) -> bool {
    let (mut pairs, _) = sample.as_chunks();
    // The sample may end within a pair of surrogates.
    if let [before @ .., last] = pairs
        && (0xD800..0xDC00).contains(&order.unit_16(*last))
    {
        pairs = before;
    }
    let units = |order: ByteOrder| pairs.iter().map(move |&pair| order.unit_16(pair));
    let wrong = char::decode_utf16(units(order)).filter(|c| !c.as_ref().is_ok_and(|&c| is_readable(c)));
    if pairs.is_empty() || wrong.count() > pairs.len() / WRONG_ONE_IN {
        return false;
    }
    if units(order).filter(|&unit| unit < 0x100).count() * 4 > pairs.len() * 3 {
        return true;
    }
    // In the other order, a blank is U+2000 and a line feed U+0A00, which texts do not have.
    let blanks = |order| units(order).filter(|unit| matches!(unit, 0x0A | 0x0D | 0x20)).count();
    let here = blanks(order);
    // Two letters of an 8-bit text look like an ideograph. But its blanks are single bytes.
    let single = sample.split(|&byte| byte == b' ').count().saturating_sub(1 + here);
    here > blanks(order.other()) * WRONG_ONE_IN && single * BLANK_ONE_IN <= sample.len()
}

/// In prose, more than one in this many bytes is a blank.
const BLANK_ONE_IN: usize = 12;

/// Returns `true` for a character of a text: no control character and no private one.
fn is_readable(c: char) -> bool {
    let is_ascii_control = u8::try_from(c).is_ok_and(is_control);
    !is_ascii_control
        && !matches!(c, '\u{80}'..='\u{84}' | '\u{86}'..='\u{9F}' | '\u{E000}'..='\u{F8FF}' | '\u{FFFE}'..='\u{FFFF}')
}

/// Returns `true` for the byte of an ASCII control character that is not white space.
pub(crate) const fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\t'..=b'\r')
}
