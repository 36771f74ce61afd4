//! Who is connected to whom, and how they stand to each other.
//!
//! Most looks are for one thing of all neighbours of a host. So each thing has a table of its own, in which a host has a
//! row, and what is yes or no is a bit.

use super::peers::NONE;
use crate::chunks::ChunkId;
use crate::history::{HostId, LinkId};

/// Neighbours in a block of bits.
const BLOCK: usize = u128::BITS as usize;

/// Chunks that are compared at once.
const LANE: usize = 8;

/// The neighbours of all hosts, those of a host in no particular order.
#[derive(Default)]
pub(super) struct Neighbours {
    rows: Vec<Row>,
    hosts: Vec<HostId>,
    /// The links to them.
    links: Vec<LinkId>,
    /// The places of the host in their rows.
    backs: Vec<u32>,
    /// A chunk that the neighbour has, as far as the host knows, and the host lacks: what makes the host interested in
    /// it. [`NONE`] where there is none.
    wanted: Vec<ChunkId>,
    blocks: Vec<Block>,
}

/// Where the row of a host stands in the tables.
#[derive(Clone, Copy, Default)]
struct Row {
    start: u32,
    len: u32,
    room: u32,
    first_block: u32,
}

/// How up to 128 neighbours stand to a host, a bit each.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
pub(super) struct Block {
    connected: u128,
    /// It lacks a chunk that it knows the host to have.
    interested: u128,
    /// The host unchokes it.
    unchoked: u128,
    /// It has been drawn for an optimistic unchoke.
    drawn: u128,
}

impl Block {
    pub(super) fn interested(&self) -> u128 {
        self.interested
    }

    pub(super) fn uninterested(&self) -> u128 {
        self.connected & !self.interested
    }

    /// Those that are interested and choked.
    pub(super) fn waiting(&self) -> u128 {
        self.interested & !self.unchoked
    }

    /// Those of them that have never been drawn for an optimistic unchoke.
    pub(super) fn never_drawn(&self) -> u128 {
        self.waiting() & !self.drawn
    }

    fn all(&mut self) -> [&mut u128; 4] {
        [
            &mut self.connected,
            &mut self.interested,
            &mut self.unchoked,
            &mut self.drawn,
        ]
    }
}

/// Whether the neighbour at a place is so.
pub(super) fn is_in(blocks: &[Block], are_so: impl Fn(&Block) -> u128, place: usize) -> bool {
    are_so(&blocks[place / BLOCK]) & bit(place) != 0
}

/// The places that are in sets of 128, in order.
pub(super) fn places(
    sets: impl Iterator<Item = u128> + Clone,
) -> impl Iterator<Item = usize> + Clone {
    sets.zip((0..).step_by(BLOCK)).flat_map(|(set, base)| {
        let rest = std::iter::successors(Some(set), |left| Some(left & left.wrapping_sub(1)));
        let rest = rest.take_while(|left| *left != 0);
        rest.map(move |left| base + left.trailing_zeros() as usize)
    })
}

/// The place in sets of 128 before which there are so many.
pub(super) fn nth(sets: impl Iterator<Item = u128>, n: u32) -> Option<usize> {
    let mut before = n;
    for (set, base) in sets.zip((0..).step_by(BLOCK)) {
        match before.checked_sub(set.count_ones()) {
            Some(rest) => before = rest,
            None => {
                let rest = (0..before).fold(set, |set, _| set & (set - 1));
                return Some(base + rest.trailing_zeros() as usize);
            }
        }
    }
    None
}

impl Row {
    fn range(self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }

    fn block(self, place: usize) -> usize {
        self.first_block as usize + place / BLOCK
    }
}

fn bit(place: usize) -> u128 {
    1 << (place % BLOCK)
}

fn set(bits: &mut u128, place: usize, value: bool) {
    *bits = *bits & !bit(place) | u128::from(value) << (place % BLOCK);
}

/// Appends a row with room for so many to a table, with what stood in the old one.
#[inline(never)]
fn lengthen<T: Copy>(table: &mut Vec<T>, old: Row, room: usize, none: T) {
    let end = table.len() + room;
    table.extend_from_within(old.range());
    table.resize(end, none);
}

#[allow(clippy::cast_possible_truncation)] // Neighbours in all are fewer than 2³².
impl Neighbours {
    /// So many hosts, of which none has a neighbour yet and each can have so many.
    pub(super) fn new(hosts: usize, most: usize) -> Self {
        let entries = hosts * most.min(BLOCK);
        Self {
            rows: vec![Row::default(); hosts],
            hosts: Vec::with_capacity(entries),
            links: Vec::with_capacity(entries),
            backs: Vec::with_capacity(entries),
            wanted: Vec::with_capacity(entries),
            blocks: Vec::with_capacity(hosts),
        }
    }

    pub(super) fn len(&self, of: HostId) -> u32 {
        self.rows[of.index()].len
    }

    pub(super) fn hosts(&self, of: HostId) -> &[HostId] {
        &self.hosts[self.rows[of.index()].range()]
    }

    /// The links to the neighbours of a host.
    pub(super) fn links(&self, of: HostId) -> &[LinkId] {
        &self.links[self.rows[of.index()].range()]
    }

    /// The places of a host in the rows of its neighbours.
    pub(super) fn backs(&self, of: HostId) -> &[u32] {
        &self.backs[self.rows[of.index()].range()]
    }

    /// How the neighbours of a host stand to it, the first 128 first.
    pub(super) fn blocks(&self, of: HostId) -> &[Block] {
        let row = self.rows[of.index()];
        let blocks = (row.len as usize).div_ceil(BLOCK);
        &self.blocks[row.first_block as usize..][..blocks]
    }

    /// The places of the neighbours of a host that are so, in order.
    pub(super) fn places(
        &self,
        of: HostId,
        are_so: impl Fn(&Block) -> u128 + Copy,
    ) -> impl Iterator<Item = usize> + Clone {
        places(self.sets_but(of, are_so, std::iter::empty()))
    }

    /// The neighbours of a host that are so, as sets of 128, without some at other places.
    pub(super) fn sets_but(
        &self,
        of: HostId,
        are_so: impl Fn(&Block) -> u128 + Copy,
        others: impl Iterator<Item = usize> + Clone,
    ) -> impl Iterator<Item = u128> + Clone {
        let blocks = self.blocks(of).iter().enumerate();
        blocks.map(move |(number, block)| {
            let here = others.clone().filter(|other| other / BLOCK == number);
            are_so(block) & !here.fold(0, |others, other| others | bit(other))
        })
    }

    /// How many neighbours of a host are so.
    pub(super) fn count(&self, of: HostId, are_so: impl Fn(&Block) -> u128) -> u32 {
        let blocks = self.blocks(of).iter();
        blocks.map(|block| are_so(block).count_ones()).sum()
    }

    pub(super) fn is_interested(&self, of: HostId, place: usize) -> bool {
        self.block(of, place).interested & bit(place) != 0
    }

    pub(super) fn is_unchoked(&self, of: HostId, place: usize) -> bool {
        self.block(of, place).unchoked & bit(place) != 0
    }

    fn block(&self, of: HostId, place: usize) -> &Block {
        &self.blocks[self.rows[of.index()].block(place)]
    }

    fn block_mut(&mut self, of: HostId, place: usize) -> &mut Block {
        &mut self.blocks[self.rows[of.index()].block(place)]
    }

    pub(super) fn set_interested(&mut self, of: HostId, place: usize, value: bool) {
        set(&mut self.block_mut(of, place).interested, place, value);
    }

    pub(super) fn set_unchoked(&mut self, of: HostId, place: usize, value: bool) {
        set(&mut self.block_mut(of, place).unchoked, place, value);
    }

    /// A neighbour is drawn for an optimistic unchoke. Tells whether it was before.
    pub(super) fn set_drawn(&mut self, of: HostId, place: usize) -> bool {
        let drawn = &mut self.block_mut(of, place).drawn;
        let before = *drawn & bit(place) != 0;
        set(drawn, place, true);
        before
    }

    /// What a host wants of a neighbour becomes another chunk, or [`NONE`]; returns what it was.
    pub(super) fn want(&mut self, of: HostId, place: usize, chunk: ChunkId) -> ChunkId {
        let start = self.rows[of.index()].start as usize;
        std::mem::replace(&mut self.wanted[start + place], chunk)
    }

    /// The first place from another on of a neighbour that a host wants a chunk of.
    pub(super) fn next_wanted(&self, of: HostId, from: usize, chunk: ChunkId) -> Option<usize> {
        let wanted = &self.wanted[self.rows[of.index()].range()];
        let mut lanes = wanted[from..].chunks(LANE).zip((from..).step_by(LANE));
        lanes.find_map(|(lane, base)| {
            // All are compared, so that the compiler can use wide registers.
            let is_in = lane
                .iter()
                .fold(false, |any, &other| any | (other == chunk));
            let place = || lane.iter().position(|&other| other == chunk);
            is_in.then(place).flatten().map(|place| base + place)
        })
    }

    /// Connects two hosts that know nothing of each other yet, where a host can have so many neighbours. Returns the
    /// places of the second in the row of the first, and of the first in that of the second.
    pub(super) fn connect(&mut self, hosts: [HostId; 2], link: LinkId, most: usize) -> [u32; 2] {
        let places = hosts.map(|host| self.len(host));
        for (end, links) in [link, link.back()].into_iter().enumerate() {
            let (of, host) = (hosts[end], hosts[1 - end]);
            let entry = self.push(of, most);
            self.hosts[entry] = host;
            self.links[entry] = links;
            self.backs[entry] = places[1 - end];
            self.wanted[entry] = NONE;
        }
        places
    }

    /// Makes room for one more neighbour of a host, and returns its place in the tables.
    fn push(&mut self, of: HostId, most: usize) -> usize {
        let Row { len, room, .. } = self.rows[of.index()];
        if len == room {
            self.make_room(of, most);
        }
        let row = &mut self.rows[of.index()];
        row.len += 1;
        let entry = (row.start + len) as usize;
        let connected = &mut self.block_mut(of, len as usize).connected;
        set(connected, len as usize, true);
        entry
    }

    /// Gives a host a longer row, at the end of the tables: at once all that it can need, where that is not much.
    fn make_room(&mut self, of: HostId, most: usize) {
        let old = self.rows[of.index()];
        let room = most.min((2 * old.len as usize).max(BLOCK));
        let row = Row {
            start: self.hosts.len() as u32,
            room: room as u32,
            first_block: self.blocks.len() as u32,
            ..old
        };
        lengthen(&mut self.hosts, old, room, HostId::SERVER);
        lengthen(&mut self.links, old, room, LinkId(NONE));
        lengthen(&mut self.backs, old, room, NONE);
        lengthen(&mut self.wanted, old, room, NONE);
        let first = old.first_block as usize;
        self.blocks
            .extend_from_within(first..first + (old.len as usize).div_ceil(BLOCK));
        let blocks = row.first_block as usize + room.div_ceil(BLOCK);
        self.blocks.resize(blocks, Block::default());
        self.rows[of.index()] = row;
    }

    /// Takes a neighbour out. The last one gets its place; returns the link to that one, if it is another.
    pub(super) fn swap_remove(&mut self, of: HostId, place: usize) -> Option<LinkId> {
        let row = &mut self.rows[of.index()];
        row.len -= 1;
        let last = row.len as usize;
        let [entry, last_entry] = [place, last].map(|place| row.start as usize + place);
        let [block, last_block] = [place, last].map(|place| row.block(place));
        self.hosts[entry] = self.hosts[last_entry];
        self.links[entry] = self.links[last_entry];
        self.backs[entry] = self.backs[last_entry];
        self.wanted[entry] = self.wanted[last_entry];
        let mut moved = self.blocks[last_block];
        for (to, from) in self.blocks[block].all().into_iter().zip(moved.all()) {
            set(to, place, *from & bit(last) != 0);
        }
        for bits in self.blocks[last_block].all() {
            set(bits, last, false);
        }
        if place == last {
            return None;
        }
        let other = self.rows[self.hosts[entry].index()].start + self.backs[entry];
        self.backs[other as usize] = place as u32;
        Some(self.links[entry])
    }

    /// A host has no neighbour any more. Returns those that it had.
    pub(super) fn clear(&mut self, of: HostId) -> Vec<(LinkId, HostId)> {
        let all = self
            .links(of)
            .iter()
            .copied()
            .zip(self.hosts(of).iter().copied())
            .collect();
        let row = &mut self.rows[of.index()];
        let first = row.first_block as usize;
        self.blocks[first..first + (row.len as usize).div_ceil(BLOCK)].fill(Block::default());
        row.len = 0;
        all
    }
}
