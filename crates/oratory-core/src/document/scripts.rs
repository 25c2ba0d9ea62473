//! Letters of East Asian scripts. Words, lines, labels and graphemes depend on them.

/// Returns `true` for Han characters, with the marks that repeat one and stand for zero.
pub const fn is_han(c: char) -> bool {
    matches!(c, '\u{3005}' | '\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}')
}

/// Returns `true` for letters of Hiragana and Katakana, full and half width.
pub const fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}'
        | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}')
}

/// Returns `true` for Hangul syllables and letters.
pub const fn is_hangul(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7FB}' | '\u{1100}'..='\u{11FF}' | '\u{A960}'..='\u{A97C}' | '\u{3131}'..='\u{318E}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_end_where_signs_begin() {
        let all = |is: fn(char) -> bool, text: &str| text.chars().all(is);
        assert!(all(is_han, "々〇㐀䶿一鿿豈\u{FAFF}\u{20000}\u{3FFFD}"));
        assert!(all(is_kana, "ぁゟァヺーヿㇰㇿｦﾟ"));
        assert!(all(is_hangul, "가힣\u{D7FB}ᄀᇿꥠꥼㄱㆎ"));
        for sign in "、。〆〈・゠￥Ａ ｡a\u{33FF}\u{4DC0}\u{A000}\u{3130}\u{318F}".chars() {
            assert!(!is_han(sign) && !is_kana(sign) && !is_hangul(sign), "{sign:?}");
        }
    }

    #[test]
    fn letter_belongs_to_one_script() {
        for c in '\0'..=char::MAX {
            let scripts = [is_han(c), is_kana(c), is_hangul(c)];
            assert!(scripts.iter().filter(|&&is| is).count() <= 1, "{c:?}");
        }
    }
}
