//! A file to import, and its decoding.

use std::{mem, path::Path};

use oratory_core::Source;

use crate::{
    encoding::{Decoded, Encoding, Extent, decode, joined},
    error::ImportError,
    format::Format,
    front_matter::{FrontMatter, Sidecar, read_sidecar},
    magic::{Advice, not_text},
    outside::Outside,
};

/// A file to import.
#[derive(Debug, Clone, Default)]
pub struct File {
    /// The id and the name of the file, and a notice about how it was read.
    pub source: Source,
    /// The title, if neither front matter nor a heading gives one.
    pub title: String,
    /// The encoding. Detected if `None`.
    pub encoding: Option<Encoding>,
    /// The file beside it that states details and layout, if there is one.
    pub sidecar: Option<Sidecar>,
    /// The details that its folders state.
    pub outside: Outside,
}

/// Decodes the bytes of a file that is a text, notes the encoding, and reads the sidecar.
pub(crate) fn decoded(
    file: File,
    bytes: Vec<u8>,
    extent: Extent,
) -> Result<(File, FrontMatter, String), ImportError> {
    let asked = file.encoding;
    decoded_as(file, bytes, asked, extent)
}

/// Decodes as [`decoded`] does, in the encoding that was `asked` for.
pub(crate) fn decoded_as(
    mut file: File,
    bytes: Vec<u8>,
    asked: Option<Encoding>,
    extent: Extent,
) -> Result<(File, FrontMatter, String), ImportError> {
    let path = file.source.file.as_deref();
    if let Some((what, advice)) = not_text(&bytes, path) {
        return Err(ImportError::NotText(format!("{what}: {}", in_words(advice, path))));
    }
    let Decoded { text, encoding, remark } = decode(bytes, asked, extent)?;
    file.source.encoding = Some(encoding);
    let sidecar = sidecar_of(&mut file);
    file.source.notice = joined(file.source.notice, remark);
    Ok((file, sidecar, text))
}

/// Puts advice into words. They suggest a converter if one could help, but not for the extensions of texts.
fn in_words(advice: Advice, file: Option<&Path>) -> String {
    let extension = file.and_then(|file| Some(file.extension()?.to_str()?.to_lowercase()));
    let extension = extension.filter(|extension| {
        extension.chars().all(|c| c.is_ascii_alphanumeric()) && !Format::has_extension(extension)
    });
    match (advice, extension) {
        (Advice::Convert(words), Some(extension)) => {
            format!("set a converter for {extension} in config.toml, or {words}")
        }
        (Advice::Convert(words) | Advice::Other(words), _) => words.to_owned(),
    }
}

/// Returns what the sidecar and the folders of `file` state. A fault of the sidecar goes into the notice.
pub(crate) fn sidecar_of(file: &mut File) -> FrontMatter {
    let outside = FrontMatter::outside(mem::take(&mut file.outside));
    let (sidecar, fault) = match file.sidecar.take() {
        Some(sidecar) => read_sidecar(&sidecar, outside),
        None => (outside, None),
    };
    file.source.notice = joined(file.source.notice.take(), fault);
    sidecar
}
