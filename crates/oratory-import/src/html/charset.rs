//! The encoding that an HTML or XML file states.

use crate::encoding::Encoding;

/// The bytes in which a statement is looked for. Browsers look at 1,024, but many pages have scripts before it.
const HEAD_BYTES: usize = 8 * 1024;

/// Returns the encoding that a file names in its head. One of 16 bits is not meant, because the statement is in ASCII.
pub(crate) fn stated(bytes: &[u8]) -> Option<Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]).to_ascii_lowercase();
    let declared = head.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split("?>").next());
    let label = declared.and_then(|declaration| value(declaration, "encoding"));
    let mut tags = head.split("<meta").skip(1).map(|tag| tag.split('>').next().unwrap_or(tag));
    let label = label.or_else(|| tags.find_map(|tag| value(tag, "charset")))?;
    if label.starts_with("utf-16") || label.starts_with("utf-32") { None } else { label.parse().ok() }
}

/// Returns the value after a name and `=`.
fn value<'a>(markup: &'a str, name: &str) -> Option<&'a str> {
    let rest = markup.split(name).skip(1).find_map(|rest| rest.trim_start().strip_prefix('='))?;
    let rest = rest.trim_start().trim_start_matches(['"', '\'']);
    rest.split(|c: char| c.is_whitespace() || "\"';/".contains(c)).next().filter(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stated_encoding_is_found() {
        for (head, label) in [
            ("<html><meta charset=koi8-r>", "koi8-r"),
            ("<META HTTP-EQUIV='Content-Type' CONTENT='text/html; Charset=Shift_JIS'>", "shift_jis"),
            ("<meta name=x content='charset'><meta charset = \"gbk\"/>", "gbk"),
            ("<?xml version='1.0' encoding='iso-8859-2'?><html>", "iso-8859-2"),
        ] {
            assert_eq!(stated(head.as_bytes()), Some(label.parse().unwrap()), "{head}");
        }
        for head in
            ["", "<meta charset=utf-16>", "<meta charset=nonsense>", "charset=koi8-r", "<meta charset="]
        {
            assert_eq!(stated(head.as_bytes()), None, "{head}");
        }
    }
}
