//! Importer of TEI, the format of scholarly editions and, as `ParlaMint`, of parliamentary records.
//!
//! ```text
//! <u who="#LeeAnn">            Lee Ann                  a turn
//!   <seg>Friends!</seg>        Friends!                 a paragraph
//!   <kinesic><desc>Applause    Applause                 a stage direction
//! ```

mod elements;

mod header;

mod names;

mod reader;

use oratory_core::{Draft, Kind, detail};

use self::{
    header::Header,
    names::Names,
    reader::{Reader, Spacing},
};
use crate::{
    error::ImportError,
    limits::Size,
    xml::{Token, Xml},
};

/// The most texts of a corpus in one file.
const MAX_TEXTS: usize = 20_000;

/// Reads the texts of a TEI file: one, or those of a corpus.
///
/// # Errors
///
/// Fails if the XML is damaged, or has no text or too many.
pub(crate) fn drafts(content: &str) -> Result<Vec<Draft>, ImportError> {
    let mut xml = Xml::new(content, "the XML");
    let spacing = Spacing::of(content);
    let mut names = Names::of(content)?;
    let mut header = Header::default();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut size = Size::default();
    while let Some(token) = xml.next()? {
        let Token::Start(tag) = token else { continue };
        match tag.name() {
            "TEI" | "TEI.2" | "teiCorpus" => {
                header.language = tag.attribute("lang").map(|tag| detail(&tag)).or(header.language);
            }
            "teiHeader" => {
                header.read(&mut xml)?;
            }
            "text" if drafts.len() == MAX_TEXTS => {
                return Err(ImportError::Damaged(format!("the XML has more than {MAX_TEXTS} texts")));
            }
            "text" => {
                let mut draft = Reader::new(&mut names, spacing).read(&mut xml)?;
                size = size.and(Size::of(&draft));
                size.check()?;
                let is_transcript = draft.kinds.iter().any(|&(_, kind)| kind == Kind::Speaker);
                draft.details = header.details(is_transcript);
                drafts.push(draft);
            }
            _ => xml.skip()?,
        }
    }
    if drafts.iter().all(|draft: &Draft| draft.starts.is_empty()) {
        return Err(ImportError::NoText);
    }
    Ok(drafts)
}
