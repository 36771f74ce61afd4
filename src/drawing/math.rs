//! The formulas of the model as MathML, and the letters of formulas in sentences.

use p2p_course::exercise::Math;
use yew::prelude::*;

/// What stands inside `math`.
pub(crate) fn typeset(math: &Math) -> Html {
    match math {
        Math::Value(value) => {
            let whole = value.bytes().all(|byte| byte.is_ascii_digit());
            leaf(if whole { "mn" } else { "mtext" }, value)
        }
        Math::Symbol(name, "") => leaf("mi", name),
        Math::Symbol(name, sub) => {
            // An index of one letter is a variable or stands for a word; a longer one is a word.
            let kind = if sub.len() == 1 { "mi" } else { "mtext" };
            row("msub", vec![leaf("mi", name), leaf(kind, sub)])
        }
        Math::Fraction(above, below) => row("mfrac", vec![typeset(above), typeset(below)]),
        Math::Product(factors) => joined(factors, "·", true),
        Math::Sum(terms) => joined(terms, "+", false),
        Math::Difference(one, other) => {
            row("mrow", vec![typeset(one), leaf("mo", "−"), grouped(other)])
        }
        Math::Total(of) => row("mrow", vec![leaf("mo", "∑"), grouped(of)]),
        Math::Max(terms) => row(
            "mrow",
            vec![
                leaf("mi", "max"),
                leaf("mo", "{"),
                joined(terms, ",\u{a0}", false),
                leaf("mo", "}"),
            ],
        ),
        Math::Chain(first, rest) => {
            let mut links = vec![typeset(first)];
            for (relation, math) in rest {
                links.push(leaf("mo", &relation.to_string()));
                links.push(typeset(math));
            }
            row("mrow", links)
        }
    }
}

/// Plain words with their indices set low: `u_s` in a sentence.
pub(crate) fn prose(text: &str) -> Html {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('_') {
        let end = behind
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(behind.len());
        let (index, after) = behind.split_at(end);
        pieces.push(Html::from(before));
        pieces.push(html! { <sub translate="no">{ index.to_owned() }</sub> });
        rest = after;
    }
    pieces.push(Html::from(rest));
    html! { <>{ for pieces }</> }
}

/// A letter with an index, as in the lecture.
pub(crate) fn subscripted(letter: &'static str, index: &'static str) -> Html {
    html! { <var translate="no">{ letter }<sub>{ index }</sub></var> }
}

fn joined(parts: &[Math], operator: &str, bracket: bool) -> Html {
    let mut links = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            // A comma with a gap behind it is no operator, which would stand apart on both sides.
            let tag = if operator.starts_with(',') {
                "mtext"
            } else {
                "mo"
            };
            links.push(leaf(tag, operator));
        }
        links.push(if bracket {
            grouped(part)
        } else {
            typeset(part)
        });
    }
    row("mrow", links)
}

/// In brackets where it would be read otherwise without them.
fn grouped(math: &Math) -> Html {
    match math {
        Math::Sum(_) | Math::Difference(..) | Math::Chain(..) => row(
            "mrow",
            vec![leaf("mo", "("), typeset(math), leaf("mo", ")")],
        ),
        _ => typeset(math),
    }
}

fn leaf(tag: &'static str, text: &str) -> Html {
    row(tag, vec![Html::from(text)])
}

fn row(tag: &'static str, parts: Vec<Html>) -> Html {
    html! { <@{tag}>{ for parts }</@> }
}
