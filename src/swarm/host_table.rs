//! What the picture shows, as a table.

use crate::address::view::Select;
use crate::browser::fold::use_fold;
use crate::browser::{NEVER, rendering};
use crate::drawing::words::{percent, rate, state, title};
use p2p_model::swarm::snapshot::SlotState;
use p2p_model::swarm::{HostId, Snapshot, Trace};
use p2p_model::units::{BitRate, Prefix};
use std::rc::Rc;
use yew::prelude::*;

/// Where the bounds stand beside the words instead of below them (`page.css` has the same width), there is
/// room for the table too.
const TWO_COLUMNS: &str = "(min-width: 80rem)";

/// Rows beyond these would only make the page slow.
const MOST_ROWS: usize = 100;

#[derive(PartialEq, Properties)]
pub(crate) struct HostTableProps {
    pub(crate) trace: Rc<Trace>,
    pub(crate) snapshot: Rc<Snapshot>,
    pub(crate) selected: Option<HostId>,
    pub(crate) on_select: Callback<Option<Select>>,
    pub(crate) embedded: bool,
}

/// Every host: its rates, its chunks, whom it unchokes. In a closed fold there is none of it.
#[component]
pub(crate) fn HostTable(props: &HostTableProps) -> Html {
    rendering();
    let (open, on_toggle) = use_fold(if props.embedded { NEVER } else { TWO_COLUMNS });
    html! {
        <details class="numbers" open={open} ontoggle={on_toggle}>
            <summary>{ "All hosts now, as a table" }</summary>
            if open {
                { table(props) }
            }
        </details>
    }
}

fn table(props: &HostTableProps) -> Html {
    let hosts = props.trace.hosts().len();
    let rows = (0..hosts.min(MOST_ROWS))
        .filter_map(|index| u32::try_from(index).ok())
        .map(HostId)
        .chain(props.selected.filter(|host| host.index() >= MOST_ROWS));
    html! {
        <div class="scroll" role="group" aria-label="All hosts at this instant" tabindex="0">
            <table class="hosts">
                <thead>
                    <tr>
                        <th scope="col">{ "Host" }</th>
                        <th scope="col">{ "Sends" }</th>
                        <th scope="col">{ "Receives" }</th>
                        <th scope="col">{ "Chunks" }</th>
                        <th scope="col">{ "Has" }</th>
                        <th scope="col" class="words">{ "Uploads to" }</th>
                        <th scope="col" class="words">{ "State" }</th>
                    </tr>
                </thead>
                <tbody>{ for rows.map(|host| row(props, host)) }</tbody>
            </table>
            if hosts > MOST_ROWS {
                <p class="hint">{ format!("The first {MOST_ROWS} of {hosts} hosts, and the one selected.") }</p>
            }
        </div>
    }
}

fn row(props: &HostTableProps, host: HostId) -> Html {
    let (trace, snapshot) = (&props.trace, &props.snapshot);
    let prefix = trace.scenario().prefix;
    let selected = props.selected == Some(host);
    let on_click = props
        .on_select
        .reform(move |_: MouseEvent| (!selected).then_some(Select::Host(host)));
    let known = &snapshot.hosts[host.index()];
    html! {
        <tr key={host.0} class={selected.then_some("selected")}>
            <th scope="row">
                <button type="button" class="link" aria-pressed={if selected { "true" } else { "false" }} onclick={on_click}>
                    { title(host) }
                </button>
            </th>
            <td translate="no">{ rate(snapshot.upload_rate(host), prefix) }</td>
            <td translate="no">{ rate(snapshot.download_rate(host), prefix) }</td>
            <td translate="no">{ format!("{} of {}", known.chunks.len(), trace.chunk_count()) }</td>
            <td translate="no">{ percent(snapshot.part_of_file(host, trace.scenario())) }</td>
            <td class="words">{ served(snapshot, host, 12) }</td>
            <td class="words">{ state(trace, snapshot, host) }</td>
        </tr>
    }
}

/// All hosts of a run as lines of comma-separated values, the first of them below the heads.
pub(crate) fn host_lines(
    text: &mut String,
    heads: bool,
    run: &str,
    trace: &Trace,
    snapshot: &Snapshot,
) {
    if heads {
        *text += "run,host,class,upload (b/s),download (b/s),sends (b/s),receives (b/s),chunks,\
                  part of the file,serves,state\n";
    }
    for (index, known) in trace.hosts().iter().enumerate() {
        let Some((host, now)) = u32::try_from(index)
            .ok()
            .map(HostId)
            .zip(snapshot.hosts.get(index))
        else {
            continue;
        };
        let class = known
            .class
            .map_or_else(String::new, |class| (class + 1).to_string());
        *text += &format!(
            "\"{}\",{},{class},{},{},{},{},{},{},{},{}\n",
            run.replace('"', "\"\""),
            title(host),
            bps(now.up),
            bps(now.down),
            snapshot.upload_rate(host),
            snapshot.download_rate(host),
            now.chunks.len(),
            snapshot.part_of_file(host, trace.scenario()),
            served(snapshot, host, usize::MAX).replace(", ", " "),
            state(trace, snapshot, host).replace(", ", "; "),
        );
    }
}

/// A rate without its unit.
fn bps(rate: BitRate) -> String {
    if rate.is_unlimited() {
        rate.text(Prefix::Si)
    } else {
        rate.0.to_string()
    }
}

/// Whom a host unchokes, the optimistic one marked; at most so many of them.
fn served(snapshot: &Snapshot, host: HostId, most: usize) -> String {
    let served = snapshot.hosts[host.index()]
        .links
        .iter()
        .filter_map(|link| snapshot.links.get(link.index()))
        .filter_map(|link| match link.slot {
            SlotState::Choked => None,
            SlotState::Regular { .. } => Some((link.to, false)),
            SlotState::Optimistic { .. } => Some((link.to, true)),
        });
    let mut names: Vec<(HostId, bool)> = Vec::new();
    for name in served {
        // A handful: sorting proper would only make the app larger.
        names.insert(names.partition_point(|other| *other < name), name);
    }
    let mut text: Vec<String> = names
        .iter()
        .take(most)
        .map(|(peer, optimistic)| {
            format!(
                "{}{}",
                peer.0,
                if *optimistic { " (optimistic)" } else { "" }
            )
        })
        .collect();
    if names.len() > most {
        text.push(format!("and {} more", names.len() - most));
    }
    if text.is_empty() {
        "–".to_owned()
    } else {
        text.join(", ")
    }
}
