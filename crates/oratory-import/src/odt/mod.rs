//! Importer of ODT, the format of `LibreOffice`.

mod reader;

mod styles;

use oratory_core::{Details, Draft};

use self::{reader::Reader, styles::Styles};
use crate::{
    archive::Archive,
    error::ImportError,
    office::{self, part, properties},
};

/// Reads the text of an ODT, and the details in its properties.
///
/// # Errors
///
/// Fails if the archive or the XML in it is damaged or encrypted, or exceeds a limit.
pub(crate) fn draft(bytes: Vec<u8>) -> Result<Draft, ImportError> {
    let mut archive = opened(&bytes)?;
    let Some(content) = part(&mut archive, "content.xml")? else {
        return Err(ImportError::Damaged("the OpenDocument text has no text in its archive".to_owned()));
    };
    let mut styles = Styles::default();
    styles.read(&part(&mut archive, "styles.xml")?.unwrap_or_default(), "the list of styles")?;
    styles.read(&content, "the text in the archive")?;
    styles.complete();
    let stated = part(&mut archive, "meta.xml")?;
    drop(archive);
    drop(bytes);
    let mut draft = Reader::new(&styles).read(&content)?;
    draft.details = stated.as_deref().map(properties).unwrap_or_default();
    Ok(draft)
}

/// Returns the details of an ODT, and an estimate of the bytes of its text. `None` if its properties do not suffice.
///
/// # Errors
///
/// Fails if the archive is damaged or the document encrypted.
pub(crate) fn head(bytes: &[u8]) -> Result<Option<(Details, usize)>, ImportError> {
    let mut archive = opened(bytes)?;
    let stated = part(&mut archive, "meta.xml")?.filter(|_| archive.length("content.xml") > 0);
    Ok(stated.and_then(|stated| office::head(&stated, &stated)))
}

/// Opens the archive of a document that is not encrypted.
fn opened(bytes: &[u8]) -> Result<Archive<'_>, ImportError> {
    let mut archive = Archive::open(bytes)?;
    let manifest = part(&mut archive, "META-INF/manifest.xml")?;
    if manifest.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(ImportError::Damaged("the document is encrypted".to_owned()));
    }
    Ok(archive)
}
