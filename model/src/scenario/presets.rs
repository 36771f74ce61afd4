//! Scenarios that are prepared for a lesson, one for each thing there is to see.

/// A scenario with a name, ready to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// A short name for links and tests, in lower case without spaces.
    pub name: &'static str,
    /// What a gallery has above it and its like; those of one group stand together.
    pub group: &'static str,
    /// What a list calls it.
    pub title: &'static str,
    /// One sentence: what there is to see. What it claims is tested.
    pub summary: &'static str,
    /// The text of the scenario, exactly as the scenario prints it.
    pub text: &'static str,
}

const BOUNDS: &str = "Why peers help";
const CHUNKS: &str = "Which chunk first";
const UNCHOKING: &str = "Whom to unchoke";
const CROWDS: &str = "Coming and going";

/// The presets, in the order of a list; the first is the default scenario.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "small",
        group: BOUNDS,
        title: "Small swarm",
        summary: "Twelve equal peers share 8 MiB in about a minute; the server alone would need over three.",
        text: "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7",
    },
    Preset {
        name: "one-client",
        group: BOUNDS,
        title: "One server, one client",
        summary: "With one client there is nobody to help it: client–server and P2P both take 16.8 s.",
        text: "file=8MiB&server=4Mbps&peers=1x1Mbps/8Mbps&seed=7",
    },
    Preset {
        name: "textbook",
        group: BOUNDS,
        title: "Textbook",
        summary: "F = 15 Gb, u_s = 30 Mb/s, d = 2 Mb/s: with ten peers the downlinks bind, and no help makes it faster.",
        // Chunks of 32 MiB keep the swarm light; the bounds do not depend on the chunk.
        text: "file=15Gb&chunk=32MiB&server=30Mbps&peers=10x1Mbps/2Mbps&seed=7",
    },
    Preset {
        name: "self-scaling",
        group: BOUNDS,
        title: "A hundred peers",
        summary: "Each of a hundred peers brings its uplink: the server alone would need 28 minutes, and the bound of \
                  P2P is 65 s, only 14 s more than for twelve.",
        text: "file=8MiB&server=4Mbps&peers=100x1Mbps/8Mbps&seed=7",
    },
    Preset {
        name: "slow-peer",
        group: BOUNDS,
        title: "One slow peer",
        summary: "One of twelve peers has a slow downlink, and F/d_min is the time it needs however the others help.",
        text: "file=8MiB&server=4Mbps&peers=11x1Mbps/8Mbps,1x1Mbps/1Mbps&seed=7",
    },
    Preset {
        name: "rarest-first",
        group: CHUNKS,
        title: "Rarest first saves the file",
        summary: "The server leaves after sending as many bits as two copies have; by then every chunk has reached \
                  some peer, and all forty finish.",
        text: "file=16MiB&server=4Mbps&peers=40x1Mbps/8Mbps&seed=7&origin=leave:2",
    },
    Preset {
        name: "random",
        group: CHUNKS,
        title: "Random loses it",
        summary: "The same swarm picks its chunks at random: when the server leaves, some chunks have reached nobody, \
                  and no peer ever has the file.",
        text: "file=16MiB&server=4Mbps&peers=40x1Mbps/8Mbps&seed=7&pick=random&origin=leave:2",
    },
    Preset {
        name: "in-order",
        group: CHUNKS,
        title: "In order loses more",
        summary: "The same swarm takes the chunks in order: when the server leaves, only the beginning of the file has \
                  reached the peers.",
        text: "file=16MiB&server=4Mbps&peers=40x1Mbps/8Mbps&seed=7&pick=order&origin=leave:2",
    },
    Preset {
        name: "asking",
        group: CHUNKS,
        title: "Asking every ten seconds",
        summary: "Peers ask each other every ten seconds which chunks they have, as in the lecture; on fast links that \
                  is seldom, and the swarm takes longer than with news at once.",
        text: "file=8MiB&server=20Mbps&peers=12x5Mbps/40Mbps&seed=7&have=10s",
    },
    Preset {
        name: "classes",
        group: UNCHOKING,
        title: "Faster upload, sooner done",
        summary: "Three classes of six peers: who uploads faster gets better partners, and has the file sooner.",
        text: "file=32MiB&server=4Mbps&peers=6x3Mbps/16Mbps,6x1Mbps/16Mbps,6x300kbps/16Mbps&seed=7&serve=round\
               &finish=leave",
    },
    Preset {
        name: "free-riders",
        group: UNCHOKING,
        title: "Free riders",
        summary: "A third of the small swarm uploads nothing, and everybody's bound rises by a third.",
        text: "file=8MiB&server=4Mbps&peers=8x1Mbps/8Mbps,4x0/8Mbps&seed=7",
    },
    Preset {
        name: "tit-for-tat",
        group: UNCHOKING,
        title: "Tit-for-tat",
        summary: "Ten of forty peers upload nothing; under tit-for-tat they have the file only after all the others.",
        text: "file=32MiB&server=4Mbps&peers=30x1Mbps/8Mbps,10x0/8Mbps&seed=7&serve=round",
    },
    Preset {
        name: "no-tit-for-tat",
        group: UNCHOKING,
        title: "No tit-for-tat",
        summary: "The same forty peers draw at random whom they unchoke: free riders take no longer than the others.",
        text: "file=32MiB&server=4Mbps&peers=30x1Mbps/8Mbps,10x0/8Mbps&seed=7&choke=random&serve=round",
    },
    Preset {
        name: "no-luck",
        group: UNCHOKING,
        title: "No optimistic unchoke",
        summary: "Nobody is ever unchoked optimistically, better partners are not found, and on average over many seeds the \
                  last peer is done later.",
        text: "file=32MiB&server=4Mbps&peers=20x1Mbps/8Mbps&seed=7&optimistic=off",
    },
    Preset {
        name: "own-rules",
        group: UNCHOKING,
        title: "Peers with rules of their own",
        summary: "Two of twelve peers give a tenth, to one neighbour at a time, and leave when they are done; \
                  tit-for-tat makes them the last.",
        text: "file=32MiB&server=4Mbps&peers=10x1Mbps/8Mbps,2x100kbps/8Mbps(slots=1;optimistic=off;finish=leave)\
               &seed=7&serve=round",
    },
    Preset {
        name: "newcomers",
        group: CROWDS,
        title: "Newcomers",
        summary: "Peers come at random, three seconds apart on average: the last ones find many who give, and take \
                  less than half as long as the first ones.",
        text: "file=8MiB&server=4Mbps&peers=60x1Mbps/8Mbps&seed=7&arrive=poisson:3s",
    },
    Preset {
        name: "growing",
        group: CROWDS,
        title: "A crowd that grows",
        summary: "Peers leave as soon as they are done, and the server is slow: nearly all wait for the same chunk, and \
                  more come than leave.",
        text: "file=2MiB&server=100kbps&peers=200x1Mbps/8Mbps&seed=7&finish=leave&arrive=poisson:5s",
    },
    Preset {
        name: "lingering",
        group: CROWDS,
        title: "A crowd that shrinks",
        summary: "In the same crowd everybody stays for 20 s more, long enough to pass the missing chunk on: the crowd \
                  shrinks and stays small.",
        text: "file=2MiB&server=100kbps&peers=200x1Mbps/8Mbps&seed=7&finish=leave:20s&arrive=poisson:5s",
    },
    Preset {
        name: "failure",
        group: CROWDS,
        title: "Two hosts go",
        summary: "Peer 3 falls silent after 15 s, and the server leaves after 40 s; the peers have a whole copy among \
                  them by then, and all but peer 3 finish.",
        text: "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7&at=15s:fail:3,40s:leave:server",
    },
    Preset {
        name: "thousand",
        group: CROWDS,
        title: "A thousand peers",
        summary: "The server alone would need more than two hours for a thousand peers; among themselves they take \
                  less than three minutes.",
        // Sixteen chunks only, so that the history of so many stays light.
        text: "file=4MiB&server=4Mbps&peers=1000x1Mbps/8Mbps&seed=7",
    },
];
