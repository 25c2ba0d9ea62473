//! The citation styles and their names.

/// A style of citations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Style {
    /// A footnote.
    #[default]
    Chicago,
    /// A footnote for a speech that has been cited before.
    ChicagoShort,
    /// An entry of a bibliography.
    ChicagoBibliography,
    /// A citation in parentheses.
    Mla,
    /// An entry of a list of works cited.
    MlaWorksCited,
    /// A citation in parentheses.
    Apa,
    /// An entry of a list of references.
    ApaReference,
    /// A citation in Pandoc's Markdown.
    Pandoc,
    /// A record of a `.bib` file.
    Biblatex,
    /// A record of CSL-JSON.
    CslJson,
    /// A record of a `.ris` file.
    Ris,
}

/// All styles with their names and descriptions. Those that cite paragraphs come first.
pub const STYLES: [(Style, &str, &str); 11] = [
    (Style::Chicago, "chicago", "footnote of The Chicago Manual of Style"),
    (Style::ChicagoShort, "chicago-short", "short footnote of Chicago"),
    (Style::Mla, "mla", "in-text citation of the MLA Handbook"),
    (Style::Apa, "apa", "in-text citation of the APA Manual"),
    (Style::Pandoc, "pandoc", "citation key in Pandoc's Markdown"),
    (Style::ChicagoBibliography, "chicago-bibliography", "bibliography entry of Chicago"),
    (Style::MlaWorksCited, "mla-works-cited", "works-cited entry of MLA"),
    (Style::ApaReference, "apa-reference", "reference list entry of APA"),
    (Style::Biblatex, "biblatex", "record for BibLaTeX (.bib)"),
    (Style::CslJson, "csl-json", "record for Pandoc and Zotero (.csl.json)"),
    (Style::Ris, "ris", "record for EndNote and Zotero (.ris)"),
];

impl Style {
    /// Returns the style called `name`.
    pub fn named(name: &str) -> Option<Self> {
        STYLES.iter().find(|(_, known, _)| *known == name).map(|(style, ..)| *style)
    }

    /// Returns the name of the style.
    pub fn name(self) -> &'static str {
        STYLES.iter().find(|(style, ..)| *style == self).map_or("", |(_, name, _)| name)
    }

    /// Returns `true` if the style cites paragraphs, and `false` if it describes a whole text.
    pub const fn cites_paragraphs(self) -> bool {
        matches!(self, Self::Chicago | Self::ChicagoShort | Self::Mla | Self::Apa | Self::Pandoc)
    }

    /// Returns `true` if citations and records have a key.
    pub(super) const fn has_keys(self) -> bool {
        matches!(self, Self::Pandoc | Self::Biblatex | Self::CslJson | Self::Ris)
    }

    /// Returns the names of the styles that [cite paragraphs](Self::cites_paragraphs).
    pub fn names_for_paragraphs() -> Vec<&'static str> {
        let styles = STYLES.iter().filter(|(style, ..)| style.cites_paragraphs());
        styles.map(|(_, name, _)| *name).collect()
    }
}
