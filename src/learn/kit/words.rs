//! The words of a section: plain text with a few marks, and places for what the model says.
//!
//! `**seed**` defines a term, `*only*` stresses a word, `$N·F/u_s$` is mathematics, `{cs}` is the place of a value.
//! An empty line ends a paragraph; lines that begin with `- ` are a list.

use yew::prelude::*;

/// What stands in the places of a text, by name.
pub(crate) type Values = [(&'static str, Html)];

/// The paragraphs and lists of a text.
pub(crate) fn paragraphs(text: &str, values: &Values) -> Html {
    let blocks = text.split("\n\n").map(str::trim);
    let block = |block: &str| {
        let Some(list) = block.strip_prefix("- ") else {
            return html! { <p>{ inline(block, values) }</p> };
        };
        html! { <ul>{ for list.split("\n- ").map(|item| html! { <li>{ inline(item, values) }</li> }) }</ul> }
    };
    html! { <>{ for blocks.filter(|text| !text.is_empty()).map(block) }</> }
}

/// A text without paragraphs.
pub(crate) fn inline(text: &str, values: &Values) -> Html {
    const MARKS: [(&str, &str); 4] = [("**", "**"), ("*", "*"), ("$", "$"), ("{", "}")];
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['*', '$', '{']) {
        let (before, marked) = rest.split_at(start);
        let found = MARKS.iter().find(|(open, _)| marked.starts_with(open));
        let cut =
            found.and_then(|(open, close)| Some((*open, marked[open.len()..].split_once(close)?)));
        let Some((open, (inner, after))) = cut else {
            break;
        };
        pieces.push(Html::from(before));
        pieces.push(match open {
            "**" => html! { <dfn>{ inner.to_owned() }</dfn> },
            "*" => html! { <em>{ inner.to_owned() }</em> },
            "$" => formula(inner),
            _ => value(inner, values),
        });
        rest = after;
    }
    pieces.push(Html::from(rest));
    html! { <>{ for pieces }</> }
}

fn value(name: &str, values: &Values) -> Html {
    let known = values.iter().find(|(known, _)| *known == name);
    debug_assert!(
        known.is_some(),
        "the text has a place `{name}`, and nothing for it"
    );
    known.map(|(_, html)| html.clone()).unwrap_or_default()
}

/// Mathematics in a sentence: letters are variables, `_s` is an index, words stand upright.
pub(crate) fn formula(text: &str) -> Html {
    let mut pieces: Vec<Html> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let letters = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let (head, tail) =
            rest.split_at(letters.max(if letters == 0 { first.len_utf8() } else { 0 }));
        rest = tail;
        if letters != 1 {
            pieces.push(Html::from(head));
            continue;
        }
        let index = tail.strip_prefix('_').map(|tail| {
            let end = tail
                .find(|c: char| !c.is_ascii_alphanumeric())
                .unwrap_or(tail.len());
            tail.split_at(end)
        });
        let sub = index.map(|(index, after)| {
            rest = after;
            html! { <sub>{ index.to_owned() }</sub> }
        });
        pieces.push(html! { <var translate="no">{ head.to_owned() }{ sub }</var> });
    }
    html! { <span class="math" translate="no">{ for pieces }</span> }
}

/// The names of the places in a text.
#[cfg(test)]
pub(crate) fn places(text: &str) -> Vec<&str> {
    let after = text.split('{').skip(1);
    after
        .filter_map(|part| Some(part.split_once('}')?.0))
        .collect()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::tests::{html, rendered};

    #[derive(PartialEq, Properties)]
    struct TextProps {
        text: &'static str,
    }

    #[component]
    fn Text(props: &TextProps) -> Html {
        crate::browser::rendering();
        paragraphs(props.text, &[("cs", html! { <b>{ "180 s" }</b> })])
    }

    fn written(text: &'static str) -> String {
        rendered::<Text>(TextProps { text })
    }

    #[test]
    fn marks_become_elements_and_values_take_their_places() {
        let html = written("A **seed** *only*: {cs} for $N·F/u_s$.\n\n- one\n- two");
        for part in [
            "<dfn>seed</dfn>",
            "<em>only</em>",
            "<b>180 s</b>",
            "<var translate=\"no\">N</var>·",
            "/<var translate=\"no\">u<sub>s</sub></var>",
            "<li>one</li><li>two</li>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn a_mark_without_its_end_stays_as_it_is() {
        assert_eq!(
            html::read(&written("5 * 3 and 4 $")).text(),
            "5 * 3 and 4 $"
        );
    }

    #[test]
    fn words_in_formulas_stand_upright() {
        let html = written("$max{F}$");
        assert!(
            html.contains("max{<var translate=\"no\">F</var>}"),
            "{html}"
        );
        assert_eq!(places("{a} and {b}"), ["a", "b"]);
    }
}
