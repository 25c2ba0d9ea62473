//! Importer of DOCX, the format of Word.

mod numbering;

mod reader;

mod styles;

use std::collections::HashMap;

use oratory_core::{Details, Draft};

use self::{numbering::Numbering, reader::Reader, styles::Styles};
use crate::{
    archive::Archive,
    error::ImportError,
    office::{self, part, properties},
    xml::{Token, Xml},
};

/// Reads the text of a DOCX, and the details in its properties.
///
/// # Errors
///
/// Fails if the archive or the XML in it is damaged, or exceeds a limit.
pub(crate) fn draft(bytes: Vec<u8>) -> Result<Draft, ImportError> {
    let mut archive = Archive::open(&bytes)?;
    let package = relations(&mut archive, "", "_rels/.rels")?;
    let main = main_part(&package);
    let (folder, name) = main.rsplit_once('/').unwrap_or(("", main));
    let parts = relations(&mut archive, folder, &format!("{folder}/_rels/{name}.rels"))?;
    let mut read = |kind: &str| match parts.get(kind) {
        Some(name) => Ok(part(&mut archive, name)?.unwrap_or_default()),
        None => Ok::<_, ImportError>(String::new()),
    };
    let (styles, numbering) = (read("styles")?, read("numbering")?);
    let (footnotes, endnotes) = (read("footnotes")?, read("endnotes")?);
    let stated = package.get("core-properties").map(|name| part(&mut archive, name)).transpose()?.flatten();
    let Some(content) = part(&mut archive, main)? else {
        return Err(ImportError::Damaged("the Word document has no text in its archive".to_owned()));
    };
    // The file, and each part, is freed before more of it is parsed.
    drop(archive);
    drop(bytes);
    let (styles, numbering) = (parsed(styles, Styles::read)?, parsed(numbering, Numbering::read)?);
    let notes = [parsed(footnotes, reader::notes)?, parsed(endnotes, reader::notes)?];
    let mut draft = Reader::new(&styles, numbering, &notes).read(&content)?;
    draft.details = stated.as_deref().map(properties).unwrap_or_default();
    Ok(draft)
}

/// Parses a part, and frees it.
fn parsed<T>(content: String, parse: impl FnOnce(&str) -> Result<T, ImportError>) -> Result<T, ImportError> {
    let parsed = parse(&content);
    drop(content);
    parsed
}

/// Returns the details of a DOCX, and an estimate of the bytes of its text. `None` if its properties do not suffice.
///
/// # Errors
///
/// Fails if the archive or the XML in it is damaged, or exceeds a limit.
pub(crate) fn head(bytes: &[u8]) -> Result<Option<(Details, usize)>, ImportError> {
    let mut archive = Archive::open(bytes)?;
    let package = relations(&mut archive, "", "_rels/.rels")?;
    if archive.length(main_part(&package)) == 0 {
        return Ok(None);
    }
    let mut read = |kind: &str| match package.get(kind) {
        Some(name) => Ok(part(&mut archive, name)?.unwrap_or_default()),
        None => Ok::<_, ImportError>(String::new()),
    };
    Ok(office::head(&read("core-properties")?, &read("extended-properties")?))
}

/// Returns the name of the part that is the text.
fn main_part(package: &HashMap<String, String>) -> &str {
    package.get("officeDocument").map_or("word/document.xml", String::as_str)
}

/// Returns the parts to which a part relates, by the last word of the kind of relation. `folder` is that of the part.
fn relations(
    archive: &mut Archive<'_>,
    folder: &str,
    name: &str,
) -> Result<HashMap<String, String>, ImportError> {
    let mut relations = HashMap::new();
    let content = part(archive, name)?.unwrap_or_default();
    let mut xml = Xml::new(&content, "the list of relations");
    while let Some(token) = xml.next()? {
        let Token::Start(tag) = token else { continue };
        let (Some(kind), Some(target)) = (tag.attribute("Type"), tag.attribute("Target")) else { continue };
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        relations.entry(kind).or_insert_with(|| resolved(folder, &target));
    }
    Ok(relations)
}

/// Returns the name of a part that is named from a folder of the archive.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => {
                steps.pop();
            }
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}
