//! Just enough HTML to rewrite the page that trunk made from our index.html.
//!
//! Only tags of that page are read: lower case, attributes in double quotes.

use std::ops::Range;

/// One start tag: where it is, and its text from `<` to `>`.
pub(crate) struct Tag<'a> {
    pub(crate) range: Range<usize>,
    text: &'a str,
}

impl<'a> Tag<'a> {
    /// The value of an attribute.
    pub(crate) fn get(&self, attribute: &str) -> Option<&'a str> {
        let start = self.text.find(&format!(" {attribute}=\""))? + attribute.len() + 3;
        let length = self.text[start..].find('"')?;
        Some(&self.text[start..start + length])
    }
}

/// All start tags of this name, in order.
pub(crate) fn tags<'a>(html: &'a str, name: &str) -> Vec<Tag<'a>> {
    let opening = format!("<{name}");
    html.match_indices(&opening)
        .filter_map(|(start, _)| {
            let text = &html[start..=start + html[start..].find('>')?];
            let whole_name = text[opening.len()..].starts_with([' ', '\n', '>']);
            let range = start..start + text.len();
            whole_name.then_some(Tag { range, text })
        })
        .collect()
}

/// Replaces parts of the text; the parts must not overlap.
pub(crate) fn replace(html: &str, mut parts: Vec<(Range<usize>, String)>) -> String {
    parts.sort_by_key(|(range, _)| range.start);
    let mut result = String::new();
    let mut done = 0;
    for (range, new) in parts {
        result.push_str(&html[done..range.start]);
        result.push_str(&new);
        done = range.end;
    }
    result.push_str(&html[done..]);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<linker><link rel="icon" href="a.svg"><link id="app" rel="x">"#;

    #[test]
    fn tags_are_found_by_their_whole_name() {
        let links = tags(PAGE, "link");
        let rels: Vec<_> = links.iter().map(|link| link.get("rel")).collect();
        assert_eq!(rels, [Some("icon"), Some("x")]);
        assert_eq!(links[0].get("href"), Some("a.svg"));
        assert_eq!(links[1].get("href"), None);
    }

    #[test]
    fn parts_are_replaced_and_the_rest_stays() {
        let parts = tags(PAGE, "link")
            .into_iter()
            .rev()
            .map(|link| (link.range, "-".to_owned()))
            .collect();
        assert_eq!(replace(PAGE, parts), "<linker>--");
    }
}
