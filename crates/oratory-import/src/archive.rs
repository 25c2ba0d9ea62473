//! Zip archives, from which only what is asked for is unpacked, and never more than a text needs.
//!
//! A file of a few kilobytes may claim gigabytes. Everything is limited here, so that an importer need not ask.

use std::io::{Cursor, ErrorKind, Read};

use memchr::memmem;
use zip::{ZipArchive, result::ZipError};

use crate::{error::ImportError, limits::Elements};

/// The most entries of an archive. The largest e-books have 5,000, most of them images.
const MAX_ENTRIES: usize = 20_000;

/// The most bytes of an entry that is unpacked.
const MAX_ENTRY_BYTES: u64 = 64 << 20;

/// The most bytes that are unpacked in all.
const MAX_ARCHIVE_BYTES: u64 = 96 << 20;

/// The most bytes of an entry for each byte in the archive. Prose has 2 to 5, and markup up to 40.
const MAX_RATIO: u64 = 200;

/// An entry up to this length, in bytes, may have any ratio.
const FREE_BYTES: u64 = 1 << 20;

/// The signature of an entry in the directory of an archive.
const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";

/// A zip archive.
#[derive(Debug)]
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// The most bytes of an entry that is unpacked.
    most: u64,
    /// The bytes that may still be unpacked.
    left: u64,
    /// The elements in the entries that have been read.
    pub(crate) elements: Elements,
}

impl<'a> Archive<'a> {
    /// Reads the directory of an archive.
    ///
    /// # Errors
    ///
    /// Fails if the archive is damaged, or has too many entries.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, ImportError> {
        // Counted beforehand, because the directory takes ten times as much memory once it is parsed.
        if memmem::find_iter(bytes, DIRECTORY_ENTRY).nth(MAX_ENTRIES).is_some() {
            return Err(damaged(format!("the archive has more than {MAX_ENTRIES} entries")));
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| fault("", &error))?;
        Ok(Self { zip, most: MAX_ENTRY_BYTES, left: MAX_ARCHIVE_BYTES, elements: Elements::default() })
    }

    /// Limits the bytes of an entry, and of all, that are unpacked.
    pub(crate) fn limited(self, most: u64, left: u64) -> Self {
        Self { most, left, ..self }
    }

    /// Returns the length that an entry states, unpacked. 0 if there is none, or if it exceeds the limit.
    pub(crate) fn length(&mut self, name: &str) -> u64 {
        let entry = self.zip.index_for_name(name).and_then(|index| self.zip.by_index_raw(index).ok());
        entry.map(|entry| entry.size()).filter(|&length| length <= self.most).unwrap_or(0)
    }

    /// Unpacks the entry with this name. `None` if there is none.
    ///
    /// # Errors
    ///
    /// Fails if the entry is damaged, encrypted, or exceeds a limit.
    pub(crate) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, ImportError> {
        let mut entry = match self.zip.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(fault(name, &error)),
        };
        let (packed, stated) = (entry.compressed_size(), entry.size());
        let by_ratio = packed.saturating_mul(MAX_RATIO).max(FREE_BYTES);
        let most = by_ratio.min(self.most).min(self.left);
        let mut content = Vec::new();
        if stated <= most {
            // The stated length may be wrong in either direction.
            let read = entry.by_ref().take(most + 1).read_to_end(&mut content);
            read.map_err(|error| fault(name, &ZipError::Io(error)))?;
        }
        let length = stated.max(content.len() as u64);
        if length > by_ratio {
            let ratio = format!("more than {MAX_RATIO} times as long unpacked, which no text is");
            return Err(damaged(format!("{} in the archive is {ratio}", shown(name))));
        }
        if length > most {
            return Err(damaged(format!("{} in the archive is too long unpacked", shown(name))));
        }
        self.left -= length;
        Ok(Some(content))
    }
}

fn damaged(fault: String) -> ImportError {
    ImportError::Damaged(fault)
}

/// Translates an error of the archive, or of the entry with `name`.
fn fault(name: &str, error: &ZipError) -> ImportError {
    let subject =
        if name.is_empty() { "the archive".to_owned() } else { format!("{} in the archive", shown(name)) };
    damaged(match error {
        ZipError::Io(error) if error.kind() == ErrorKind::OutOfMemory => return ImportError::OutOfMemory,
        ZipError::Io(error) if error.to_string() == "Invalid checksum" => {
            format!("{subject} has a wrong checksum")
        }
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => format!("{subject} is encrypted"),
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            format!("{subject} is compressed in an unsupported way")
        }
        _ => format!("{subject} is damaged or cut short"),
    })
}

/// The most characters of a name in a message.
const MAX_NAME_CHARS: usize = 100;

/// Formats the name of an entry for a message on one line.
pub(crate) fn shown(name: &str) -> String {
    let is_shown =
        |c: char| !c.is_control() && !matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    name.chars()
        .take(MAX_NAME_CHARS)
        .map(|c| if is_shown(c) { c } else { char::REPLACEMENT_CHARACTER })
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::{Write, repeat};

    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    use super::*;

    /// Makes an archive of entries with these names and contents. The first is not compressed, as in an EPUB.
    pub(crate) fn packed(entries: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (index, (name, content)) in entries.iter().enumerate() {
            let method = if index == 0 { CompressionMethod::Stored } else { CompressionMethod::Deflated };
            zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// Makes an archive of an entry of `length` zero bytes, whose lengths are stated as `stated`.
    fn zeros(length: u64, stated: Option<u32>) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("zeros", SimpleFileOptions::default()).unwrap();
        std::io::copy(&mut repeat(0).take(length), &mut zip).unwrap();
        let mut bytes = zip.finish().unwrap().into_inner();
        if let Some(stated) = stated {
            let directory = memmem::rfind(&bytes, DIRECTORY_ENTRY).unwrap();
            for at in [22, directory + 24] {
                bytes[at..at + 4].copy_from_slice(&stated.to_le_bytes());
            }
        }
        bytes
    }

    fn read(bytes: &[u8], name: &str) -> Result<Option<Vec<u8>>, String> {
        Archive::open(bytes).and_then(|mut archive| archive.read(name)).map_err(|error| error.to_string())
    }

    #[test]
    fn entries_are_read_by_name() {
        let bytes = packed(&[("mimetype", "application/epub+zip"), ("a/é.xml", "<a>one</a>")]);
        assert_eq!(read(&bytes, "a/é.xml"), Ok(Some(b"<a>one</a>".to_vec())));
        assert_eq!(read(&bytes, "mimetype"), Ok(Some(b"application/epub+zip".to_vec())));
        assert_eq!(read(&bytes, "A/é.xml"), Ok(None));
    }

    #[test]
    fn bomb_is_refused_before_it_is_unpacked() {
        let ratio =
            Err("zeros in the archive is more than 200 times as long unpacked, which no text is".to_owned());
        assert_eq!(read(&zeros(2 << 20, Some(u32::MAX - 1)), "zeros"), ratio, "by its stated length");
        assert_eq!(read(&zeros(8 << 20, Some(1000)), "zeros"), ratio, "whatever length it states");
        assert_eq!(read(&zeros(1 << 20, None), "zeros").unwrap().unwrap().len(), 1 << 20, "short");
    }

    #[test]
    fn entries_have_a_limit_in_all() {
        let bytes = packed(&[("mimetype", ""), ("talk", "Friends, we meet here.")]);
        let mut archive = Archive::open(&bytes).unwrap();
        archive.left = 50;
        assert!(archive.read("talk").is_ok() && archive.read("talk").is_ok());
        let error = archive.read("talk").unwrap_err().to_string();
        assert_eq!(error, "talk in the archive is too long unpacked");
    }

    #[test]
    fn number_of_entries_is_limited() {
        let mut bytes = packed(&[("mimetype", "")]);
        assert!(Archive::open(&bytes).is_ok());
        bytes.splice(0..0, DIRECTORY_ENTRY.repeat(MAX_ENTRIES));
        let error = Archive::open(&bytes).unwrap_err().to_string();
        assert_eq!(error, "the archive has more than 20000 entries");
    }

    #[test]
    fn damage_is_reported_in_one_line() {
        let text = "Friends, we meet here. ".repeat(500);
        let whole = packed(&[("mimetype", "x"), ("talk\n.xml", &text)]);
        let mut wrong = whole.clone();
        let directory = memmem::rfind(&wrong, DIRECTORY_ENTRY).unwrap();
        wrong[directory + 16] ^= 1;
        assert_eq!(
            read(&wrong, "talk\n.xml"),
            Err("talk\u{fffd}.xml in the archive has a wrong checksum".to_owned())
        );
        let mut encrypted = whole.clone();
        encrypted[directory + 8] |= 1;
        assert_eq!(
            read(&encrypted, "talk\n.xml"),
            Err("talk\u{fffd}.xml in the archive is encrypted".to_owned())
        );
        let mut other = whole.clone();
        other[directory + 10] = 12;
        assert_eq!(
            read(&other, "talk\n.xml"),
            Err("talk\u{fffd}.xml in the archive is compressed in an unsupported way".to_owned())
        );
        for length in 0..whole.len() {
            let cut = Err("the archive is damaged or cut short".to_owned());
            assert_eq!(read(&whole[..length], "talk\n.xml"), cut, "{length}");
        }
    }

    #[test]
    fn flipped_bytes_never_panic() {
        let text = "Friends, we meet here. ".repeat(50);
        let whole = packed(&[("mimetype", "x"), ("talk.xml", &text)]);
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut bytes = whole.clone();
                bytes[at] ^= 1 << bit;
                if let Ok(Some(content)) = read(&bytes, "talk.xml") {
                    assert_eq!(content, text.as_bytes(), "{at}");
                }
            }
        }
    }
}
