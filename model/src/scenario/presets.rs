//! Scenarios that are prepared for a lesson.

/// A scenario with a name, ready to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// A short name for links and tests, in lower case without spaces.
    pub name: &'static str,
    /// What a list calls it.
    pub title: &'static str,
    /// One sentence: what there is to see.
    pub summary: &'static str,
    /// The text of the scenario, exactly as the scenario prints it.
    pub text: &'static str,
}

/// The presets, in the order of a list; the first is the default scenario.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "small",
        title: "Small swarm",
        summary: "Twelve equal peers share 8 MiB in about a minute; the server alone would need over three.",
        text: "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7",
    },
    Preset {
        name: "textbook",
        title: "Textbook",
        summary: "F = 15 Gb, u_s = 30 Mb/s, d = 2 Mb/s: with ten peers the downlinks bind, and no help makes it faster.",
        // Chunks of 32 MiB keep the swarm light; the bounds do not depend on the chunk.
        text: "file=15Gb&chunk=32MiB&server=30Mbps&peers=10x1Mbps/2Mbps&seed=7",
    },
    Preset {
        name: "free-riders",
        title: "Free riders",
        summary: "A third of the small swarm uploads nothing, and everybody's bound rises by a third.",
        text: "file=8MiB&server=4Mbps&peers=8x1Mbps/8Mbps,4x0/8Mbps&seed=7",
    },
    Preset {
        name: "slow-peer",
        title: "One slow peer",
        summary: "One of twelve peers has a slow downlink, and F/d_min is the time it needs however the others help.",
        text: "file=8MiB&server=4Mbps&peers=11x1Mbps/8Mbps,1x1Mbps/1Mbps&seed=7",
    },
];
