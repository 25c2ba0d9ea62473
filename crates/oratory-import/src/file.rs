//! A file to import, and its decoding.

use std::{mem, path::Path};

use oratory_core::document::text::Source;

use crate::{
    encoding::{Decoded, Encoding, Extent, decode, joined},
    error::ImportError,
    format::Format,
    front_matter::{FrontMatter, Sidecar, read_sidecar},
    magic,
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
    if let Some(what) = magic::not_text(&bytes, file.source.file.as_deref()) {
        return Err(ImportError::NotText(with_converter(what, file.source.file.as_deref())));
    }
    let Decoded { text, encoding, remark } = decode(bytes, asked, extent)?;
    file.source.encoding = Some(encoding);
    let sidecar = sidecar_of(&mut file);
    file.source.notice = joined(file.source.notice, remark);
    Ok((file, sidecar, text))
}

/// Suggests a converter before the advice in `what`. The extensions of texts get no suggestion.
fn with_converter(what: String, file: Option<&Path>) -> String {
    let extension = file.and_then(|file| Some(file.extension()?.to_str()?.to_lowercase()));
    let extension = extension.filter(|extension| {
        extension.chars().all(|c| c.is_ascii_alphanumeric()) && !Format::has_extension(extension)
    });
    match (extension, what.split_once(": ")) {
        (Some(extension), Some((what, advice)))
            if advice.starts_with("convert ") || advice.starts_with("recognise ") =>
        {
            format!("{what}: set a converter for {extension} in config.toml, or {advice}")
        }
        _ => what,
    }
}

/// Returns what the sidecar and the folders of a file state. A fault of the sidecar goes into the notice.
pub(crate) fn sidecar_of(file: &mut File) -> FrontMatter {
    let outside = FrontMatter::outside(mem::take(&mut file.outside));
    let (sidecar, fault) = match file.sidecar.take() {
        Some(sidecar) => read_sidecar(&sidecar, outside),
        None => (outside, None),
    };
    file.source.notice = joined(file.source.notice.take(), fault);
    sidecar
}
