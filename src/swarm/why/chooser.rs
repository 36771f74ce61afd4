//! The choice of what is looked at: a host, what it sends to another, or a chunk.

use crate::address::view::Select;
use crate::browser::rendering;
use crate::drawing::words::title;
use p2p_model::swarm::{ChunkId, HostId, Snapshot};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// Hosts one can choose from by name; beyond, the number is typed into the address.
const MOST_CHOICES: usize = 2000;

#[derive(Properties)]
pub(super) struct ChooserProps {
    /// How many hosts there are, the server included.
    pub(super) hosts: usize,
    pub(super) chunks: u32,
    pub(super) selected: Option<Select>,
    /// To whom the host selected can send, by number, and whether it does so now.
    pub(super) neighbours: Vec<(HostId, bool)>,
    pub(super) on_select: Callback<Option<Select>>,
}

/// The callback does the same as long as the figure lives.
impl PartialEq for ChooserProps {
    fn eq(&self, other: &Self) -> bool {
        self.hosts == other.hosts
            && self.chunks == other.chunks
            && self.selected == other.selected
            && self.neighbours == other.neighbours
    }
}

/// To whom the sender selected can send, by number, and whether it does so now.
pub(super) fn neighbours(snapshot: &Snapshot, selected: Option<Select>) -> Vec<(HostId, bool)> {
    let Some(from) = selected.and_then(sender) else {
        return Vec::new();
    };
    let links = snapshot.hosts[from.index()].links.iter();
    let links = links.map(|link| &snapshot.links[link.index()]);
    let mut neighbours: Vec<(HostId, bool)> = links
        .map(|link| (link.to, link.transfer().is_some()))
        .collect();
    if let Some(Select::Transfer { to, .. }) = selected
        && neighbours.iter().all(|(other, _)| *other != to)
    {
        // No neighbour any more, or not yet; it is still the one that is looked at.
        neighbours.push((to, false));
    }
    neighbours.sort_unstable();
    neighbours
}

/// The host selected, or of a transfer its sender.
fn sender(select: Select) -> Option<HostId> {
    match select {
        Select::Host(host) | Select::Transfer { from: host, .. } => Some(host),
        Select::Chunk(_) => None,
    }
}

/// What a typed number of a chunk means, `None` for none; or what would be right.
fn read_chunk(text: &str, is_valid: bool, chunks: u32) -> Result<Option<ChunkId>, String> {
    if text.is_empty() && is_valid {
        return Ok(None);
    }
    text.parse()
        .ok()
        .filter(|chunk| *chunk < chunks)
        .map(Some)
        .ok_or_else(|| match chunks {
            1 => "The file has one chunk, number 0.".to_owned(),
            _ => format!("The chunks have the numbers 0 to {}.", chunks - 1),
        })
}

/// The number of a chunk as it is being typed.
struct Draft {
    /// What was selected meanwhile.
    of: Option<Select>,
    text: String,
    /// What is wrong with it.
    fault: Option<String>,
}

/// Three native fields; each shows what is selected, if it is of its kind.
#[component]
pub(super) fn Chooser(props: &ChooserProps) -> Html {
    rendering();
    let draft = use_state(|| None::<Draft>);
    let host = props.selected.and_then(sender);
    let (to, chunk) = match props.selected {
        Some(Select::Transfer { to, .. }) => (Some(to), None),
        Some(Select::Chunk(chunk)) => (None, Some(chunk)),
        Some(Select::Host(_)) | None => (None, None),
    };
    let value = |event: &Event| event.target_unchecked_into::<HtmlSelectElement>().value();
    let on_host = props
        .on_select
        .reform(move |event: Event| value(&event).parse().ok().map(HostId).map(Select::Host));
    let on_to = props.on_select.reform(move |event: Event| {
        let from = host?;
        let to = value(&event).parse().ok().map(HostId);
        Some(to.map_or(Select::Host(from), |to| Select::Transfer { from, to }))
    });
    // What is being typed stays as it is while the rest moves on, until something else is chosen.
    let typed = draft.as_ref().filter(|draft| draft.of == props.selected);
    let fault = typed.and_then(|draft| draft.fault.clone());
    let number = typed.map(|draft| draft.text.clone());
    let number = number.or(chunk.map(|chunk| chunk.to_string()));
    let on_input = {
        let (draft, of) = (draft.clone(), props.selected);
        Callback::from(move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            let fault = None;
            draft.set(Some(Draft { of, text, fault }));
        })
    };
    let on_chunk = {
        let (draft, on_select) = (draft.clone(), props.on_select.clone());
        let (of, chunks) = (props.selected, props.chunks);
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            let text = input.value();
            match read_chunk(&text, input.check_validity(), chunks) {
                Ok(chunk) => {
                    draft.set(None);
                    if chunk.is_some() || matches!(of, Some(Select::Chunk(_))) {
                        on_select.emit(chunk.map(Select::Chunk));
                    }
                }
                Err(message) => {
                    let fault = Some(message);
                    draft.set(Some(Draft { of, text, fault }));
                }
            }
        })
    };
    let option = |host: HostId, selected: bool| {
        html! {
            <option key={host.0} value={host.0.to_string()} {selected}>{ title(host) }</option>
        }
    };
    let group = |name: &'static str, now: bool| {
        let of_group = props.neighbours.iter().filter(|(_, sends)| *sends == now);
        let options: Vec<Html> = of_group
            .map(|(other, _)| option(*other, to == Some(*other)))
            .collect();
        html! {
            if !options.is_empty() {
                <optgroup label={name}>{ for options }</optgroup>
            }
        }
    };
    html! {
        <div class="chooser">
            <div>
                <label for="select-host">{ "Host" }</label>
                <select id="select-host" onchange={on_host}>
                    <option value="" selected={host.is_none()}>{ "–" }</option>
                    { for (0..props.hosts.min(MOST_CHOICES))
                        .filter_map(|index| u32::try_from(index).ok())
                        .map(HostId)
                        .map(|other| option(other, host == Some(other))) }
                </select>
            </div>
            <div>
                <label for="select-to">{ "and its transfer to" }</label>
                <select id="select-to" disabled={host.is_none()} onchange={on_to}>
                    <option value="" selected={to.is_none()}>{ "–" }</option>
                    { group("Under way now", true) }
                    { group("No transfer now", false) }
                </select>
            </div>
            <div class={classes!("of-chunk", fault.as_ref().map(|_| "is-wrong"))}>
                <label for="select-chunk">{ "or chunk" }</label>
                <input id="select-chunk" class="text" type="number" inputmode="numeric" min="0" max={(props.chunks - 1).to_string()} step="1"
                    placeholder="–" value={number.unwrap_or_default()}
                    aria-invalid={fault.as_ref().map(|_| "true")} aria-describedby={fault.as_ref().map(|_| "select-chunk-error")}
                    oninput={on_input} onchange={on_chunk} />
            </div>
            if let Some(message) = fault {
                <p class="error" id="select-chunk-error" role="status">{ message }</p>
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_is_a_number_below_their_count() {
        let check = |text, expected: Result<Option<ChunkId>, &str>| {
            let read = read_chunk(text, true, 32);
            assert_eq!(
                read.as_ref().copied().map_err(String::as_str),
                expected,
                "{text}"
            );
        };
        let wrong = Err("The chunks have the numbers 0 to 31.");
        check("0", Ok(Some(0)));
        check("31", Ok(Some(31)));
        check("", Ok(None));
        for text in ["32", "-1", "1.5", "1e1", "99999999999"] {
            check(text, wrong);
        }
        // What is no number at all, a browser reads as nothing and says so.
        assert!(read_chunk("", false, 32).is_err());
        assert_eq!(
            read_chunk("1", true, 1),
            Err("The file has one chunk, number 0.".to_owned())
        );
    }
}
