//! Files whose text is not theirs, but taken out of them: web pages, e-books, and texts in XML.

use std::mem;

use oratory_core::{
    Detail, Details, Document, Draft, LONGEST_DETAIL, LayoutOptions, Paragraphs, TitleSource,
    impossible_date, shortened,
};

use crate::{
    completion::completed,
    docx,
    encoding::{Encoding, Extent, joined},
    entities, epub,
    error::ImportError,
    file::{File, decoded_as, sidecar_of},
    format::Format,
    front_matter::FrontMatter,
    html::{self, charset},
    limits::Elements,
    odt, plain,
    stated::MAX_FRONT_MATTER_BYTES,
    subtitles, tei,
};

/// The bytes of a web page for each byte of its text, about.
const MARKUP_RATIO: usize = 3;

/// Returns the most megabytes of a file from which a text is taken. An archive may have any length, because of its images.
const fn max_megabytes(format: Format) -> Option<usize> {
    match format {
        Format::Html | Format::Tei => Some(32),
        // An hour takes a tenth of a megabyte.
        Format::Subtitles => Some(8),
        _ => None,
    }
}

/// Fails for a file that is longer than any with a speech: it would take seconds, and gigabytes of memory.
fn check_size(format: Format, size: usize) -> Result<(), ImportError> {
    match max_megabytes(format) {
        Some(most) if size > most * 1_000_000 => {
            Err(ImportError::Damaged(format!("it is over the limit of {most} MB for {}", format.name())))
        }
        _ => Ok(()),
    }
}

/// Imports all of `file`.
///
/// # Errors
///
/// Fails if the file is damaged, too large or not a text, or if there is not enough memory.
pub(crate) fn import(file: File, format: Format, bytes: Vec<u8>) -> Result<Vec<Document>, ImportError> {
    check_size(format, bytes.len())?;
    match format {
        Format::Epub | Format::Docx | Format::Odt => return Ok(vec![import_archive(file, format, bytes)?]),
        Format::Tei => return import_tei(file, bytes),
        Format::Subtitles => {
            let asked = file.encoding;
            let (file, sidecar, content) = decoded_as(file, bytes, asked, Extent::Whole)?;
            let draft = subtitles::draft(&content, &sidecar.options.speakers)?;
            return Ok(vec![document(file, None, &sidecar, draft)]);
        }
        _ => {}
    }
    let (mut file, sidecar, content) = decoded_page(file, bytes, Extent::Whole)?;
    Elements::default().count(&content)?;
    let (content, unresolved) = entities::expanded(content.into());
    file.source.notice = joined(file.source.notice, unresolved);
    let page = html::page(content.into_owned(), &sidecar.options)?;
    Ok(vec![document(file, None, &sidecar, Draft { details: page.details, ..page.draft })])
}

/// Imports the details of a file of `size` bytes in all, if its `head` suffices. Other formats than HTML have them
/// anywhere.
///
/// # Errors
///
/// Fails if the file is too large or not a text, or if there is not enough memory.
pub(crate) fn import_head(
    file: File,
    format: Format,
    head: Vec<u8>,
    size: usize,
) -> Result<Option<Vec<(Document, usize)>>, ImportError> {
    check_size(format, size)?;
    if format != Format::Html {
        return Ok(None);
    }
    let is_all_read = head.len() > MAX_FRONT_MATTER_BYTES;
    let (file, sidecar, content) = decoded_page(file, head, Extent::Head)?;
    let page = html::page(content, &sidecar.options)?;
    if !page.has_title && !is_all_read {
        return Ok(None);
    }
    let draft = Draft { details: page.details, ..Draft::default() };
    Ok(Some(vec![(document(file, None, &sidecar, draft), size / MARKUP_RATIO)]))
}

/// Imports the details of a file that is an archive, if they suffice without its text. An archive has them anywhere, so
/// these are all of its `bytes`.
///
/// # Errors
///
/// Fails if the file is damaged.
pub(crate) fn import_details(
    mut file: File,
    format: Format,
    bytes: &[u8],
) -> Result<Option<(Document, usize)>, ImportError> {
    let head = match format {
        Format::Epub => epub::head(bytes)?,
        Format::Docx => docx::head(bytes)?,
        Format::Odt => odt::head(bytes)?,
        _ => None,
    };
    let Some((details, length)) = head else { return Ok(None) };
    let sidecar = sidecar_of(&mut file);
    let draft = Draft { details, ..Draft::default() };
    Ok(Some((document(file, None, &sidecar, draft), length)))
}

/// Decodes a page by the encoding that it states, unless another is asked for.
fn decoded_page(
    file: File,
    bytes: Vec<u8>,
    extent: Extent,
) -> Result<(File, FrontMatter, String), ImportError> {
    let asked = file.encoding.or_else(|| charset::stated(&bytes));
    decoded_as(file, bytes, asked, extent)
}

/// Imports a file that is an archive.
fn import_archive(mut file: File, format: Format, bytes: Vec<u8>) -> Result<Document, ImportError> {
    let sidecar = sidecar_of(&mut file);
    let (draft, notice) = match format {
        Format::Docx => (docx::draft(bytes)?, None),
        Format::Odt => (odt::draft(bytes)?, None),
        _ => epub::draft(&bytes, &sidecar.options)?,
    };
    file.source.notice = joined(file.source.notice, notice);
    Ok(document(file, None, &sidecar, draft))
}

/// Imports a TEI file, which may have several texts.
fn import_tei(file: File, bytes: Vec<u8>) -> Result<Vec<Document>, ImportError> {
    let asked = file.encoding.or_else(|| declared_encoding(&bytes));
    let (file, sidecar, content) = decoded_as(file, bytes, asked, Extent::Whole)?;
    Elements::default().count(&content)?;
    let (content, unresolved) = entities::expanded(content.into());
    let drafts = tei::drafts(&content)?;
    let is_one = drafts.len() == 1;
    let documents = drafts.into_iter().enumerate().map(|(index, draft)| {
        let mut file = file.clone();
        file.source.notice = joined(file.source.notice, unresolved.clone());
        if !is_one {
            file.source.id = format!("{}#{}", file.source.id, index + 1);
        }
        document(file, (!is_one).then_some(index + 1), &sidecar, draft)
    });
    Ok(documents.collect())
}

/// The bytes in which an XML file declares its encoding.
const DECLARATION_BYTES: usize = 256;

/// Returns the encoding that an XML file declares.
fn declared_encoding(bytes: &[u8]) -> Option<Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION_BYTES)]);
    let declaration = head.split("?>").next().filter(|declaration| declaration.contains("<?xml"))?;
    let (_, value) = declaration.split_once("encoding")?;
    value.split(['"', '\'']).nth(1)?.parse().ok()
}

/// Completes the document of a file, or of its `part`, from 1, with the details that its sidecar states, or else the file, or
/// else its folders.
pub(crate) fn document(
    mut file: File,
    part: Option<usize>,
    sidecar: &FrontMatter,
    mut draft: Draft,
) -> Document {
    file.source.layout = sidecar.options.clone();
    let found = mem::take(&mut draft.details);
    let title = file.title;
    file.source.properties = shared(&found, &sidecar.details_over(found.clone(), part));
    // Dates that a sidecar corrects are not reported.
    let is_kept = |name: &str| file.source.properties.contains(&name);
    let dates = found.named().into_iter().filter(|(name, _)| is_kept(name));
    let faults = dates.filter_map(|(name, detail)| match detail? {
        Detail::Date(date) => impossible_date(name, date),
        Detail::Words(_) => None,
    });
    let fault = faults.reduce(|one, other| format!("{one}; {other}"));
    file.source.notice = joined(file.source.notice.take(), fault);
    completed(file.source, draft, false, |heading| {
        let mut details = sidecar.details_over(found, part);
        if details.title.is_empty() {
            details.title_source = if heading.is_some() { TitleSource::Heading } else { TitleSource::Name };
            details.title = shortened(heading.unwrap_or(&title), LONGEST_DETAIL).into_owned();
        }
        details
    })
}

/// Returns the names of the details that are stated in both.
fn shared(one: &Details, other: &Details) -> Vec<&'static str> {
    let title = (!one.title.is_empty() && one.title == other.title).then_some("title");
    let pairs = one.named().into_iter().zip(other.named());
    let equal = pairs.filter(|((_, detail), (_, other))| detail.is_some() && detail == other);
    title.into_iter().chain(equal.map(|((name, _), _)| name)).collect()
}

/// Finds the blocks of an earlier text that was taken out of a file. Blank lines separate them.
pub(crate) fn draft(text: &str) -> Draft {
    let options = LayoutOptions {
        paragraphs: Some(Paragraphs::BlankLines),
        no_headings: true,
        no_join: true,
        ..LayoutOptions::default()
    };
    plain::draft(text, &options)
}
