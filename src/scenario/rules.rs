//! Every rule of the swarm, with what it does and where it comes from.

use crate::scenario::Quantity;
use crate::scenario::controls::Edited;
use crate::scenario::field::Field;
use p2p_model::scenario::{Key, OwnRules, Scenario};
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Rules that answer the same question.
struct Group {
    question: &'static str,
    rules: &'static [Rule],
}

/// A rule of the swarm: its key, its name and what it does. Who says so is in the model's table.
struct Rule {
    key: &'static str,
    name: &'static str,
    /// One sentence.
    meaning: &'static str,
    takes: Takes,
}

/// What a rule can be set to.
enum Takes {
    /// One of these words, each with what it means.
    Words(&'static [(&'static str, &'static str)]),
    /// Something typed, such as these.
    Text(&'static [&'static str]),
}
use Takes::{Text, Words};

const GROUPS: &[Group] = &[
    Group {
        question: "Arrivals and departures",
        rules: &[
            Rule {
                key: "arrive",
                name: "Peers arrive",
                meaning: "All at once (0s), one each so many seconds, or at random so far apart on average.",
                takes: Text(&["0s", "3s", "poisson:3s"]),
            },
            Rule {
                key: "finish",
                name: "A finished peer",
                meaning: "Stays as a seed, leaves at once, or leaves after a time.",
                takes: Text(&["stay", "leave", "leave:30s"]),
            },
            Rule {
                key: "origin",
                name: "The server",
                meaning: "Stays, or leaves once it has sent so many times the bits of the file.",
                takes: Text(&["stay", "leave:1", "leave:2"]),
            },
            Rule {
                key: "at",
                name: "Acts",
                meaning: "Acts on the swarm at given times, with commas between: a peer or the server leaves, fails or stops uploading; a peer joins; a link gets other rates.",
                takes: Text(&[
                    "30s:leave:7",
                    "30s:fail:7",
                    "30s:mute:server",
                    "30s:join:1",
                    "30s:rates:7:2Mbps/8Mbps",
                ]),
            },
        ],
    },
    Group {
        question: "Who knows what",
        rules: &[Rule {
            key: "have",
            name: "News of a chunk",
            meaning: "A peer tells its neighbours of a new chunk at once (now), or they ask for news every so many seconds.",
            takes: Text(&["now", "10s"]),
        }],
    },
    Group {
        question: "Which chunk",
        rules: &[
            Rule {
                key: "pick",
                name: "Next chunk",
                meaning: "Which of the chunks it lacks a peer requests next. Its first one is random, also with rarest first.",
                takes: Words(&[
                    ("rarest", "rarest first"),
                    ("random", "random"),
                    ("order", "in order"),
                ]),
            },
            Rule {
                key: "endgame",
                name: "Endgame",
                meaning: "Whether a peer that has requested all it lacks asks idle neighbours for a last block too, and cancels what is too late.",
                takes: Words(&[("on", "on"), ("off", "off")]),
            },
        ],
    },
    Group {
        question: "Whom to unchoke",
        rules: &[
            Rule {
                key: "choke",
                name: "A leecher unchokes",
                meaning: "Whom a leecher uploads to in its regular slots.",
                takes: Words(&[
                    ("rate", "the peers that gave most"),
                    ("random", "anyone, at random"),
                ]),
            },
            Rule {
                key: "serve",
                name: "A seed unchokes",
                meaning: "Whom a host with the whole file uploads to in its regular slots.",
                takes: Words(&[
                    ("fastest", "the peers that take fastest"),
                    ("round", "each in turn"),
                    ("random", "anyone, at random"),
                ]),
            },
            Rule {
                key: "slots",
                name: "Slots",
                meaning: "How many neighbours a host uploads to at once in regular slots. The optimistic unchoke comes on top.",
                takes: Text(&[]),
            },
            Rule {
                key: "rechoke",
                name: "Rechoke every",
                meaning: "How often a host chooses anew whom to unchoke.",
                takes: Text(&[]),
            },
            Rule {
                key: "optimistic",
                name: "Optimistic unchoke every",
                meaning: "How often a host draws one more neighbour at random and unchokes it too; off for never.",
                takes: Text(&["30s", "off"]),
            },
            Rule {
                key: "snub",
                name: "Snubbed after",
                meaning: "A neighbour that has unchoked this host and still sends nothing for so long gets no regular slot in return; off for never.",
                takes: Text(&["60s", "off"]),
            },
        ],
    },
    Group {
        question: "What links carry",
        rules: &[Rule {
            key: "overhead",
            name: "Overhead",
            meaning: "The part of every link that carries no file: headers, acknowledgements, messages. The bounds do not count it.",
            takes: Text(&["0%", "7%"]),
        }],
    },
    Group {
        question: "Tracker and connections",
        rules: &[
            Rule {
                key: "list",
                name: "Tracker names",
                meaning: "How many peers the tracker names in a reply.",
                takes: Text(&[]),
            },
            Rule {
                key: "connect",
                name: "Connect up to",
                meaning: "A peer starts connections while it has fewer than this.",
                takes: Text(&[]),
            },
            Rule {
                key: "accept",
                name: "Accept up to",
                meaning: "A peer accepts connections while it has fewer than this.",
                takes: Text(&[]),
            },
            Rule {
                key: "few",
                name: "Few neighbours",
                meaning: "A peer with fewer neighbours than this asks the tracker again.",
                takes: Text(&[]),
            },
            Rule {
                key: "announce",
                name: "Look for more every",
                meaning: "How often a peer looks whether its neighbours are few.",
                takes: Text(&[]),
            },
        ],
    },
];

/// The rules that are not as usual: their keys and values.
pub(crate) fn changed(scenario: &Scenario) -> Vec<(&'static str, String)> {
    let usual = Scenario::default();
    let rules = GROUPS.iter().flat_map(|group| group.rules);
    rules
        .map(|rule| (rule.key, scenario.value(rule.key)))
        .filter(|(key, value)| *value != usual.value(key))
        .collect()
}

/// The scenario in one line; of the rules, those that are not as usual.
pub(crate) fn in_short(scenario: &Scenario) -> String {
    let prefix = scenario.prefix;
    let classes: Vec<String> = scenario
        .peers
        .iter()
        .map(|class| {
            format!(
                "{} × {} up, {} down{}{}",
                class.count,
                class.up.human(prefix),
                class.down.human(prefix),
                if class.own == OwnRules::default() {
                    ""
                } else {
                    " "
                },
                class.own
            )
        })
        .collect();
    let mut text = format!(
        "{}, server {}, peers {}",
        scenario.file.human(prefix),
        scenario.server.human(prefix),
        classes.join(" and ")
    );
    for (key, value) in changed(scenario) {
        text += &format!("; {key}={value}");
    }
    text
}

/// A value of a rule in words: "next chunk: in order".
pub(crate) fn in_words(key: &str, value: &str) -> String {
    let rules = || GROUPS.iter().flat_map(|group| group.rules);
    let Some(rule) = rules().find(|rule| rule.key == key) else {
        return format!("{key}: {value}");
    };
    let word = match rule.takes {
        Words(words) => words.iter().find(|(word, _)| *word == value),
        Text(_) => None,
    };
    let value = word.map_or(value, |(_, meaning)| meaning);
    format!("{}: {value}", rule.name.to_ascii_lowercase())
}

/// The key and the name of every rule, by the question it answers.
pub(crate) fn by_question() -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
    let names = |group: &Group| {
        group
            .rules
            .iter()
            .map(|rule| (rule.key, rule.name))
            .collect()
    };
    GROUPS
        .iter()
        .map(|group| (group.question, names(group)))
        .collect()
}

/// The fold with all of them.
pub(crate) fn rules(props: &Edited) -> Html {
    let changed = changed(&props.scenario).len();
    html! {
        <details class="rules">
            <summary>
                { "Rules of the swarm" }
                if changed > 0 {
                    <span class="changed">{ format!(" · {changed} changed") }</span>
                }
            </summary>
            { for GROUPS.iter().map(|group| html! {
                <fieldset class="rule-group">
                    <legend>{ group.question }</legend>
                    { for group.rules.iter().map(|rule| rule_control(props, rule)) }
                </fieldset>
            }) }
        </details>
    }
}

/// The source of a rule.
fn source(key: &str) -> &'static str {
    Key::of(key).map_or("", |key| key.source)
}

fn rule_control(props: &Edited, rule: &'static Rule) -> Html {
    let field = Field::Key(rule.key);
    let id = format!("rule-{}", rule.key);
    let hint = html! {
        <>{ rule.meaning }{ " " }<span class="source">{ format!("({}.)", source(rule.key)) }</span></>
    };
    let words = match rule.takes {
        Words(words) => words,
        Text(examples) => {
            return html! {
                <Quantity {id} label={rule.name} {field} {examples} {hint} scenario={props.scenario.clone()}
                    on_edit={props.on_edit.clone()} />
            };
        }
    };
    let present = field.text(&props.scenario);
    let on_change = {
        let (scenario, on_edit) = (props.scenario.clone(), props.on_edit.clone());
        Callback::from(move |event: Event| {
            let word = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Ok(next) = field.edit(&scenario, &word) {
                on_edit.emit((field, Rc::new(next)));
            }
        })
    };
    let hint_id = format!("{id}-hint");
    html! {
        <div class="quantity">
            <label for={id.clone()}>{ rule.name }</label>
            <select {id} onchange={on_change} aria-describedby={hint_id.clone()}>
                { for words.iter().map(|(word, meaning)| html! {
                    <option value={*word} selected={*word == present}>{ *meaning }</option>
                }) }
            </select>
            <p class="hint" id={hint_id}>{ hint }</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use p2p_model::scenario::KEYS;

    /// The keys that have controls of their own elsewhere.
    const ELSEWHERE: [&str; 6] = ["prefix", "file", "chunk", "server", "peers", "seed"];

    #[test]
    fn every_rule_of_the_model_has_a_control() {
        let mut shown: Vec<&str> = GROUPS
            .iter()
            .flat_map(|group| group.rules.iter().map(|rule| rule.key))
            .chain(ELSEWHERE)
            .collect();
        let mut keys = KEYS.each_ref().map(|key| key.name);
        shown.sort_unstable();
        keys.sort_unstable();
        assert_eq!(shown, keys);
    }

    #[test]
    fn what_a_control_offers_is_right() {
        let scenario = Scenario::default();
        for rule in GROUPS.iter().flat_map(|group| group.rules) {
            let field = Field::Key(rule.key);
            let offers: Vec<&str> = match rule.takes {
                Words(words) => words.iter().map(|(word, _)| *word).collect(),
                Text(examples) => examples.to_vec(),
            };
            for offer in offers {
                let next = field.edit(&scenario, offer).expect(offer);
                assert_eq!(field.text(&next), offer, "{}", rule.key);
            }
            // The present value is always one that the control can show.
            if let Words(words) = rule.takes {
                let present = field.text(&scenario);
                assert!(words.iter().any(|(word, _)| *word == present));
            }
            assert!(rule.meaning.ends_with('.'), "{}", rule.meaning);
            let source = source(rule.key);
            assert!(source.len() > 4 && !source.ends_with('.'), "{source}");
        }
    }
}
