//! Importer of ODT, the format of `LibreOffice`.

mod reader;

mod styles;

use oratory_core::Draft;

use self::{reader::Reader, styles::Styles};
use crate::{
    archive::Archive,
    error::ImportError,
    office::{part, properties},
};

/// Reads the text of an ODT, and the details in its properties.
///
/// # Errors
///
/// Fails if the archive or the XML in it is damaged or encrypted, or exceeds a limit.
pub(crate) fn draft(bytes: Vec<u8>) -> Result<Draft, ImportError> {
    let mut archive = Archive::open(&bytes)?;
    let manifest = part(&mut archive, "META-INF/manifest.xml")?;
    if manifest.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(ImportError::Damaged("the document is encrypted".to_owned()));
    }
    let Some(content) = part(&mut archive, "content.xml")? else {
        return Err(ImportError::Damaged("the OpenDocument text has no text in its archive".to_owned()));
    };
    let mut styles = Styles::default();
    styles.read(&part(&mut archive, "styles.xml")?.unwrap_or_default(), "the list of styles")?;
    styles.read(&content, "the text in the archive")?;
    let stated = part(&mut archive, "meta.xml")?;
    drop(archive);
    drop(bytes);
    let mut draft = Reader::new(&styles).read(&content)?;
    draft.details = stated.as_deref().map(properties).unwrap_or_default();
    Ok(draft)
}
