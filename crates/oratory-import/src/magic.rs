//! Recognises files that are not texts by their magic numbers.

use std::path::Path;

use memchr::memmem;

use crate::{
    encoding::{Extent, UTF_8_MARK, decode},
    wide::{self, is_control},
    xml::root,
};

/// A format: bytes that its files have at these offsets, what such a file is, and what the reader can do with it.
type Format = (&'static [(usize, &'static [u8])], &'static str, Advice);

/// Advice to the reader of a file that is not a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Advice {
    /// Make a text of it with a program, which can be set as a converter.
    Convert(&'static str),
    /// Something else, or nothing.
    Other(&'static str),
}

/// Returns what `file` is, with advice, if it is not a text: "a PDF", "convert it, for example with …".
pub(crate) fn not_text(bytes: &[u8], file: Option<&Path>) -> Option<(&'static str, Advice)> {
    // Readers of PDF accept blank lines before it.
    let sample = bytes[..bytes.len().min(SAMPLE_BYTES)].trim_ascii_start();
    let is_of =
        |(signature, ..): &&Format| signature.iter().all(|(offset, magic)| is_at(sample, *offset, magic));
    if is_zip(sample) {
        return Some(zipped(sample, file));
    }
    let ambiguous = || AMBIGUOUS.iter().find(is_of).filter(|_| sample.iter().copied().any(is_control));
    let found = FORMATS.iter().find(is_of).or_else(ambiguous).map(|&(_, what, advice)| (what, advice));
    found.or_else(|| no_archive(file))
}

/// The number of bytes examined. The list reads no fewer, so a file is refused with the same message everywhere.
const SAMPLE_BYTES: usize = 4096;

fn is_at(sample: &[u8], offset: usize, magic: &[u8]) -> bool {
    sample.get(offset..).is_some_and(|rest| rest.starts_with(magic))
}

const OCR: Advice = Advice::Convert("recognise its text, for example with `tesseract FILE -`");
const EBOOK: Advice = Advice::Convert("convert it, for example with `ebook-convert FILE FILE.txt`");
const OFFICE: Advice = Advice::Convert("convert it, for example with `soffice --convert-to pdf FILE`");
const TRANSCRIPT: Advice = Advice::Other("open a transcript of it");
const NO_TEXT: Advice = Advice::Other("it has no text to read");

/// Formats whose magic number begins no text.
#[rustfmt::skip]
const FORMATS: &[Format] = &[
    (&[(0, b"%PDF-")], "a PDF", Advice::Convert("convert it, for example with `pdftotext FILE`")),
    (&[(0, b"%!PS-Adobe")], "a PostScript file", Advice::Convert("convert it, for example with `ps2ascii FILE`")),
    (&[(0, b"AT&TFORM")], "a DjVu document", Advice::Convert("convert it, for example with `djvutxt FILE`")),
    (&[(0, b"{\\rtf")], "a rich text file (RTF)", Advice::Convert("convert it, for example with `unrtf --text FILE`")),
    (&[(0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")], "an old Word or Office document", Advice::Convert("convert it, for example with `antiword FILE`")),
    (&[(0, b"\xFFWPC")], "a WordPerfect document", Advice::Convert("convert it, for example with `wpd2text FILE`")),
    (&[(60, b"BOOKMOBI")], "an e-book (MOBI)", EBOOK),
    (&[(60, b"TEXtREAd")], "an e-book (PalmDOC)", EBOOK),
    (&[(0, b"\x89PNG")], "an image (PNG)", OCR),
    (&[(0, b"\xFF\xD8\xFF")], "an image (JPEG)", OCR),
    (&[(0, b"\0\0\0\x0CjP  ")], "an image (JPEG 2000)", OCR),
    (&[(0, b"II*\0")], "an image (TIFF)", OCR),
    (&[(0, b"MM\0*")], "an image (TIFF)", OCR),
    (&[(0, b"\x1F\x8B")], "a gzip archive", Advice::Other("unpack it, for example with `gunzip -k FILE`")),
    (&[(0, b"\x1F\x9D")], "a compressed file (.Z)", Advice::Other("unpack it, for example with `gunzip -k FILE`")),
    (&[(0, b"BZh"), (4, b"1AY&SY")], "a bzip2 archive", Advice::Other("unpack it, for example with `bunzip2 -k FILE`")),
    (&[(0, b"\xFD7zXZ\0")], "an xz archive", Advice::Other("unpack it, for example with `unxz -k FILE`")),
    (&[(0, b"\x28\xB5\x2F\xFD")], "a zstd archive", Advice::Other("unpack it, for example with `unzstd FILE`")),
    (&[(0, b"\x04\x22\x4D\x18")], "an lz4 archive", Advice::Other("unpack it, for example with `unlz4 FILE`")),
    (&[(0, b"7z\xBC\xAF\x27\x1C")], "a 7z archive", Advice::Other("unpack it, for example with `7z x FILE`")),
    (&[(0, b"Rar!\x1A\x07")], "a rar archive", Advice::Other("unpack it, for example with `unrar x FILE`")),
    (&[(0, b"!<arch>\n")], "an ar archive", Advice::Other("unpack it, for example with `ar x FILE`")),
    (&[(0, b"\xED\xAB\xEE\xDB")], "an RPM package", NO_TEXT),
    (&[(0, b"SQLite format 3\0")], "an SQLite database", Advice::Other("export its texts, for example with `sqlite3 FILE .dump`")),
    (&[(0, b"\x7FELF")], "a program (ELF)", NO_TEXT),
    (&[(0, b"\xFE\xED\xFA\xCE")], "a program (Mach-O)", NO_TEXT),
    (&[(0, b"\xFE\xED\xFA\xCF")], "a program (Mach-O)", NO_TEXT),
    (&[(0, b"\xCE\xFA\xED\xFE")], "a program (Mach-O)", NO_TEXT),
    (&[(0, b"\xCF\xFA\xED\xFE")], "a program (Mach-O)", NO_TEXT),
    (&[(0, b"\xCA\xFE\xBA\xBE")], "a program (Mach-O or Java)", NO_TEXT),
    (&[(0, b"\0asm")], "a program (WebAssembly)", NO_TEXT),
    (&[(0, b"\x1A\x45\xDF\xA3")], "a video (Matroska)", TRANSCRIPT),
    (&[(0, b"\0\0\x01\xBA")], "a video (MPEG)", TRANSCRIPT),
    (&[(0, b"\0\0\x01\xB3")], "a video (MPEG)", TRANSCRIPT),
    (&[(0, b"\x30\x26\xB2\x75\x8E\x66\xCF\x11")], "a video (ASF)", TRANSCRIPT),
    (&[(0, b"FLV\x01")], "a video (Flash)", TRANSCRIPT),
    (&[(0, b"\0\x01\0\0\0")], "a font", NO_TEXT),
];

/// Formats whose magic number could begin a text. Their files have control characters as well.
#[rustfmt::skip]
const AMBIGUOUS: &[Format] = &[
    (&[(0, b"GIF87a")], "an image (GIF)", OCR),
    (&[(0, b"GIF89a")], "an image (GIF)", OCR),
    (&[(0, b"RIFF"), (8, b"WEBP")], "an image (WebP)", OCR),
    (&[(0, b"BM"), (6, b"\0\0\0\0")], "an image (BMP)", OCR),
    (&[(0, b"8BPS")], "an image (Photoshop)", OCR),
    (&[(4, b"ftyphei")], "an image (HEIF)", OCR),
    (&[(4, b"ftypmif1")], "an image (HEIF)", OCR),
    (&[(4, b"ftypavif")], "an image (AVIF)", OCR),
    (&[(257, b"ustar")], "a tar archive", Advice::Other("unpack it, for example with `tar -xf FILE`")),
    (&[(0, b"BZh"), (4, b"\x17\x72\x45\x38\x50\x90")], "a bzip2 archive", Advice::Other("unpack it, for example with `bunzip2 -k FILE`")),
    (&[(0, b"MSCF")], "a cabinet archive", Advice::Other("unpack it, for example with `cabextract FILE`")),
    (&[(0, b"LZIP")], "an lzip archive", Advice::Other("unpack it, for example with `lzip -dk FILE`")),
    (&[(0, b"ITSF")], "a help file (CHM)", Advice::Other("unpack it, for example with `7z x FILE`")),
    (&[(0, b"MZ")], "a program (Windows)", NO_TEXT),
    (&[(4, b"ftypM4A")], "an audio file (M4A)", TRANSCRIPT),
    (&[(4, b"ftyp")], "a video (MP4)", TRANSCRIPT),
    (&[(4, b"moov")], "a video (QuickTime)", TRANSCRIPT),
    (&[(0, b"RIFF"), (8, b"AVI ")], "a video (AVI)", TRANSCRIPT),
    (&[(0, b"RIFF"), (8, b"WAVE")], "an audio file (WAV)", TRANSCRIPT),
    (&[(0, b"FORM"), (8, b"AIF")], "an audio file (AIFF)", TRANSCRIPT),
    (&[(0, b"ID3")], "an audio file (MP3)", TRANSCRIPT),
    (&[(0, b"\xFF\xFB")], "an audio file (MP3)", TRANSCRIPT),
    (&[(0, b"\xFF\xF3")], "an audio file (MP3)", TRANSCRIPT),
    (&[(0, b"\xFF\xF2")], "an audio file (MP3)", TRANSCRIPT),
    (&[(0, b"\xFF\xFA")], "an audio file (MP3)", TRANSCRIPT),
    (&[(0, b"\xFF\xF1")], "an audio file (AAC)", TRANSCRIPT),
    (&[(0, b"\xFF\xF9")], "an audio file (AAC)", TRANSCRIPT),
    (&[(0, b"OggS")], "an audio or video file (Ogg)", TRANSCRIPT),
    (&[(0, b"fLaC")], "an audio file (FLAC)", TRANSCRIPT),
    (&[(0, b"MThd")], "an audio file (MIDI)", NO_TEXT),
    (&[(0, b"OTTO")], "a font", NO_TEXT),
    (&[(0, b"wOF")], "a font", NO_TEXT),
];

/// Magic numbers of zip archives: with entries, empty, and split.
const ZIP: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];

/// Returns `true` for a zip archive.
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    ZIP.iter().any(|magic| bytes.starts_with(magic))
}

/// Returns `true` for a zip archive that begins as an e-book does: with an uncompressed entry that names the format.
pub(crate) fn is_epub(bytes: &[u8]) -> bool {
    memmem::find(&bytes[..bytes.len().min(SAMPLE_BYTES)], EPUB).is_some()
}

/// Returns `true` for a zip archive that begins as an ODT does.
pub(crate) fn is_odt(bytes: &[u8]) -> bool {
    memmem::find(&bytes[..bytes.len().min(SAMPLE_BYTES)], ODT).is_some()
}

/// Returns `true` for a zip archive with the text of a Word document. The names of all entries stand at its end.
pub(crate) fn is_docx(bytes: &[u8]) -> bool {
    memmem::find(bytes, b"word/document").is_some()
}

const ODT: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.text";

const EPUB: &[u8] = b"mimetypeapplication/epub+zip";

/// Returns `true` for a text that begins as a web page does, after comments and a declaration of XML.
pub(crate) fn is_html(bytes: &[u8]) -> bool {
    let sample = String::from_utf8_lossy(&bytes[..bytes.len().min(SAMPLE_BYTES)]).to_ascii_lowercase();
    let mut rest = sample.trim_start_matches('\u{feff}').trim_start();
    while let Some(end) =
        if rest.starts_with("<!--") { Some("-->") } else { rest.starts_with("<?xml").then_some("?>") }
        && let Some((_, after)) = rest.split_once(end)
    {
        rest = after.trim_start();
    }
    let is_word_end = |rest: &str| rest.starts_with(|c: char| c == '>' || c.is_whitespace());
    let doctype =
        rest.strip_prefix("<!doctype").map(str::trim_start).and_then(|rest| rest.strip_prefix("html"));
    doctype.or_else(|| rest.strip_prefix("<html")).is_some_and(is_word_end)
}

/// Returns `true` for an XML file whose outermost element is one of TEI.
pub(crate) fn is_tei(bytes: &[u8]) -> bool {
    matches!(root_of(bytes).as_deref(), Some("TEI" | "TEI.2" | "teiCorpus"))
}

/// Returns `true` for a text that begins with an element of XML.
pub(crate) fn has_root(bytes: &[u8]) -> bool {
    root_of(bytes).is_some()
}

/// Returns the name of the outermost element of a text in XML.
fn root_of(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let is_xml = head.strip_prefix(UTF_8_MARK).unwrap_or(head).trim_ascii_start().starts_with(b"<");
    if !is_xml && wide::marked(head).is_none() {
        return None;
    }
    let decoded = decode(head.to_vec(), None, Extent::Head);
    decoded.ok().and_then(|decoded| root(&decoded.text))
}

/// Returns `true` for a text with the times of subtitles at its beginning, in any encoding.
pub(crate) fn has_cues(bytes: &[u8]) -> bool {
    let sample = bytes[..bytes.len().min(SAMPLE_BYTES)].iter().copied().filter(|&byte| byte != 0);
    memmem::find(&sample.collect::<Vec<_>>(), b"-->").is_some()
}

/// Formats of texts that are zip archives: extensions, and what a file is not if it is none.
const ARCHIVES: [(&[&str], &str); 3] = [
    (&["docx", "docm", "dotx", "dotm"], "not a Word file"),
    (&["odt", "ott"], "not an OpenDocument file"),
    (&["epub"], "not an e-book"),
];

/// Returns what a file that is no zip archive is not, by its name, with the reason.
fn no_archive(file: Option<&Path>) -> Option<(&'static str, Advice)> {
    let extension = file?.extension()?.to_str()?.to_lowercase();
    let (_, what) = ARCHIVES.iter().find(|(extensions, _)| extensions.contains(&extension.as_str()))?;
    Some((what, Advice::Other("its name says so, but not its content")))
}

/// Formats that are zip archives: extensions, a name or content of an entry, what such a file is, and advice.
#[rustfmt::skip]
const ZIPPED: &[(&[&str], &[u8], &str, Advice)] = &[
    (&["ods", "odp", "odg"], b"application/vnd.oasis.opendocument", "an OpenDocument file", OFFICE),
    (&["xlsx", "xlsm"], b"xl/workbook.xml", "an Excel document", OFFICE),
    (&["pptx", "pptm"], b"ppt/presentation.xml", "a PowerPoint document", OFFICE),
];

/// Returns what a zip archive is, by its entries or else by its name, with advice.
fn zipped(sample: &[u8], file: Option<&Path>) -> (&'static str, Advice) {
    let contains = |part: &[u8]| sample.windows(part.len()).any(|window| window == part);
    let extension = file.and_then(|file| file.extension()?.to_str()).unwrap_or_default().to_lowercase();
    let by_entry = ZIPPED.iter().find(|(_, entry, ..)| contains(entry));
    let by_name = || ZIPPED.iter().find(|(extensions, ..)| extensions.contains(&extension.as_str()));
    let found = by_entry.or_else(by_name).map(|&(_, _, what, advice)| (what, advice));
    found.unwrap_or(("a zip archive", Advice::Other("unpack it, for example with `unzip FILE`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(bytes: &[u8], file: &str) -> Option<&'static str> {
        not_text(bytes, Some(Path::new(file))).map(|(what, _)| what)
    }

    /// Returns a file of a format: its magic numbers, with zero bytes between and after them.
    fn made((signature, ..): &Format) -> Vec<u8> {
        let mut bytes = vec![0; 600];
        for (offset, magic) in *signature {
            bytes[*offset..offset + magic.len()].copy_from_slice(magic);
        }
        bytes
    }

    #[test]
    fn files_are_named_by_their_magic_number_with_advice() {
        for format @ (_, what, advice) in FORMATS.iter().chain(AMBIGUOUS) {
            assert_eq!(not_text(&made(format), None), Some((*what, *advice)));
        }
        let pdf = ("a PDF", Advice::Convert("convert it, for example with `pdftotext FILE`"));
        assert_eq!(not_text(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", None), Some(pdf));
        assert_eq!(not_text(b"\r\n%PDF-1.4\n1 0 obj", None), Some(pdf));
    }

    #[test]
    fn text_may_begin_with_the_letters_of_a_magic_number() {
        for (signature, ..) in AMBIGUOUS {
            let mut text = vec![b' '; 600];
            for (offset, magic) in
                signature.iter().filter(|(_, magic)| !magic.iter().copied().any(is_control))
            {
                text[*offset..offset + magic.len()].copy_from_slice(magic);
            }
            assert_eq!(not_text(&text, None), None, "{}", text.escape_ascii());
        }
        for text in ["BM is a firm.", "MZ", "GIF89a is a format.", "PK", "PDF-", "ID3 tags", "", "RIFF"] {
            assert_eq!(not_text(text.as_bytes(), None), None);
        }
        let utf_16: Vec<u8> = "\u{feff}MZ".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(not_text(&utf_16, None), None);
    }

    #[test]
    fn zip_archives_are_distinguished() {
        let header = b"PK\x03\x04\x14\0\0\0\0\0\0\0!\0oa\xab,\x14\0\0\0\x14\0\0\0\x08\0\0\0mimetype";
        let zip = |content: &[u8]| [header, content].concat();
        for (bytes, file, expected) in [
            (zip(b"application/vnd.oasis.opendocument.spreadsheet"), "a", "an OpenDocument file"),
            (zip(b"\x03\x04xl/workbook.xml"), "a.txt", "an Excel document"),
            (zip(b""), "Speech.PPTX", "a PowerPoint document"),
            (zip(b"password/list"), "a.txt", "a zip archive"),
            (b"PK\x05\x06".to_vec(), "a.zip", "a zip archive"),
        ] {
            assert_eq!(name(&bytes, file), Some(expected));
        }
    }
}
