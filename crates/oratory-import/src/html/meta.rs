//! The details of a page, from its own metadata.

use std::sync::Arc;

use oratory_core::{Date, Details, TitleSource, collapse, detail};

use crate::markup::Tag;

/// The most bytes of a `<title>`.
const MAX_TITLE_BYTES: usize = 16 * 1024;

/// Names in `<meta>`, the best first.
const TITLES: [&str; 5] = ["citation_title", "og:title", "dc.title", "dcterms.title", "twitter:title"];
const AUTHORS: [&str; 9] = [
    "citation_author",
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "twitter:creator",
];
const DATES: [&str; 15] = [
    "article:published_time",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "parsely-pub-date",
    "sailthru.date",
    "datecreated",
];
const PUBLISHERS: [&str; 3] = ["og:site_name", "dc.publisher", "dcterms.publisher"];
const LANGUAGES: [&str; 5] = ["content-language", "dc.language", "dcterms.language", "language", "og:locale"];

/// The metadata of a page.
#[derive(Debug, Default)]
pub(super) struct Meta {
    title: String,
    is_in_title: bool,
    /// The value of each name, from the first `<meta>` that has it.
    stated: Vec<(&'static str, String)>,
    language: String,
    canonical: String,
    time: String,
    publication_time: String,
}

impl Meta {
    /// Reads `tag`.
    pub(super) fn see(&mut self, tag: &Tag) {
        match &*tag.name {
            // An image may have a title too, but not before that of the page.
            "title" => self.is_in_title = !tag.is_closed && self.title.is_empty(),
            "html" if self.language.is_empty() => {
                let language =
                    [tag.get("lang"), tag.get("xml:lang")].into_iter().find(|lang| !lang.is_empty());
                self.language.push_str(language.unwrap_or_default().trim());
            }
            "meta" => self.see_meta(tag),
            "link" if tag.get("rel").eq_ignore_ascii_case("canonical") && self.canonical.is_empty() => {
                self.canonical.push_str(tag.get("href").trim());
            }
            "time" if self.time.is_empty() => {
                self.time.push_str(tag.get("datetime").trim());
                self.see_date(tag, tag.get("datetime"));
            }
            _ => self.see_date(tag, tag.get("content")),
        }
    }

    /// Reads the date of publication from an element that is marked as such in the text.
    fn see_date(&mut self, tag: &Tag, value: &str) {
        let is_publication = tag.has("pubdate") || tag.get("itemprop").eq_ignore_ascii_case("datepublished");
        if is_publication && self.publication_time.is_empty() {
            self.publication_time.push_str(value.trim());
        }
    }

    fn see_meta(&mut self, tag: &Tag) {
        let content = collapse(tag.get("content"));
        if content.is_empty() {
            return;
        }
        for attribute in ["name", "property", "itemprop", "http-equiv"] {
            let name = tag.get(attribute).trim();
            let known = [&TITLES[..], &AUTHORS, &DATES, &PUBLISHERS, &LANGUAGES, &["og:url"]];
            let name = known.into_iter().flatten().find(|known| known.eq_ignore_ascii_case(name));
            if let Some(&name) = name
                && self.stated(&[name]).is_none()
            {
                self.stated.push((name, content.clone()));
            }
        }
    }

    /// Ends the title.
    pub(super) const fn end_title(&mut self) {
        self.is_in_title = false;
    }

    /// Reads text, if it is that of the title.
    pub(super) fn add_title(&mut self, text: &str) {
        if self.is_in_title && self.title.len() + text.len() <= MAX_TITLE_BYTES {
            self.title.push_str(text);
        }
    }

    fn stated(&self, names: &[&str]) -> Option<&str> {
        let value = |name: &&str| self.stated.iter().find(|(stated, _)| stated == name);
        names.iter().find_map(value).map(|(_, value)| &**value)
    }

    /// Returns `true` if the page states a title other than that of its window, to which the name of a site is often added.
    pub(super) fn has_title(&self) -> bool {
        self.stated(&TITLES).is_some()
    }

    /// Returns the details. `heading` is the text of the main heading.
    pub(super) fn details(&self, heading: Option<&str>) -> Details {
        let words = |value: Option<&str>| value.map(|value| detail(value).into());
        let author = AUTHORS.iter().filter_map(|name| self.stated(&[name]));
        let author = author.map(|author| author.trim_start_matches("By ").trim());
        let mut author = author.filter(|author| !author.contains("://") && !author.starts_with('@'));
        let date = [self.stated(&DATES), Some(&self.publication_time), Some(&self.time)];
        let dates = date.into_iter().flatten().filter_map(date_of);
        let date = dates.min_by_key(|date| date.earliest_day().is_none());
        let urls = [&*self.canonical, self.stated(&["og:url"]).unwrap_or_default()];
        let url = urls.into_iter().find(|url| url.starts_with("http://") || url.starts_with("https://"));
        let title = self.title_with(heading);
        Details {
            title_source: if title.is_empty() { TitleSource::Name } else { TitleSource::FrontMatter },
            title,
            speaker: words(author.next()),
            reported: date,
            publisher: words(self.stated(&PUBLISHERS)),
            language: self.language(),
            url: words(url),
            ..Details::default()
        }
    }

    /// Returns the title without the name of the site.
    fn title_with(&self, heading: Option<&str>) -> String {
        let stated = self.stated(&TITLES);
        let title = detail(stated.unwrap_or(&self.title));
        let heading = heading.map(detail).unwrap_or_default();
        if title.is_empty() || stated.is_none() && !heading.is_empty() && title.starts_with(&heading) {
            return heading;
        }
        let site = self.stated(&PUBLISHERS[..1]).unwrap_or_default();
        let rest = title.strip_suffix(site).filter(|_| !site.is_empty()).map(str::trim_end);
        let rest = rest.and_then(|rest| rest.strip_suffix(['|', '-', '–', '—', '·', '•', ':', '»']));
        rest.map(|rest| rest.trim_end().to_owned()).filter(|rest| !rest.is_empty()).unwrap_or(title)
    }

    /// Returns the language as a tag such as `en` or `pt-BR`.
    fn language(&self) -> Option<Arc<str>> {
        let stated = Some(&*self.language).filter(|language| !language.is_empty());
        language_of(stated.or_else(|| self.stated(&LANGUAGES))?)
    }
}

/// Returns a language as a tag such as `en` or `pt-BR`, if it is one.
pub(crate) fn language_of(stated: &str) -> Option<Arc<str>> {
    let tag = stated.split([',', ';', ' ']).next()?.replace('_', "-");
    let is_tag = tag.split('-').enumerate().all(|(index, part)| {
        let is_long_enough =
            if index == 0 { (2..=3).contains(&part.len()) } else { (1..=8).contains(&part.len()) };
        is_long_enough && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    is_tag.then(|| tag.into())
}

/// Returns the day of a date such as `2021-04-09T10:00:00Z`, `2021/04/09` or `20210409`, or a year or a month. The calendar need
/// not have it.
pub(crate) fn date_of(stated: &str) -> Option<Date> {
    let stated = stated.trim();
    let digits = stated.len() - stated.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let date = match digits {
        4 => {
            let end =
                stated.find(|c: char| !c.is_ascii_digit() && c != '-' && c != '/').unwrap_or(stated.len());
            stated[..end].replace('/', "-").trim_end_matches('-').to_owned()
        }
        8 => format!("{}-{}-{}", &stated[..4], &stated[4..6], &stated[6..8]),
        _ => return None,
    };
    let date = Date::from(&*date);
    (date.earliest_day().is_some() || date.is_impossible()).then_some(date)
}
