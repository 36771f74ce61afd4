//! The names of the charts of a run and of the sections of Learn, as they stand in addresses and over them.

/// The charts of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChartKind {
    Completed,
    Copies,
    UploadFinish,
    UploadUse,
}

impl ChartKind {
    /// All of them, in the order of the page.
    pub(crate) const ALL: [Self; 4] = [
        Self::Completed,
        Self::Copies,
        Self::UploadFinish,
        Self::UploadUse,
    ];

    /// For names of files and elements.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Copies => "copies",
            Self::UploadFinish => "upload-finish",
            Self::UploadUse => "upload-use",
        }
    }

    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Completed => "Peers that have the whole file",
            Self::Copies => "Copies of every chunk",
            Self::UploadFinish => "Download time against upload rate",
            Self::UploadUse => "How much of the upload is used",
        }
    }
}

/// A section of Learn, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Section(pub(crate) usize);

/// The names of the sections among the figures of frames, and their headings. Behind `learn/` stands the name in
/// addresses.
const SECTIONS: [(&str, &str); 8] = [
    ("learn/race", "One file, many people"),
    (
        "learn/client-server",
        "Client–server: every copy from one place",
    ),
    ("learn/p2p", "P2P: who takes also gives"),
    ("learn/bittorrent", "BitTorrent: a newcomer arrives"),
    ("learn/chunks", "Which chunk next: rarest first"),
    ("learn/choking", "Whom to unchoke: tit-for-tat"),
    ("learn/upload", "Upload more, finish sooner"),
    ("learn/bound", "How near to the bound?"),
];

impl Section {
    /// How many there are.
    pub(crate) const COUNT: usize = SECTIONS.len();

    /// All of them, in their order.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT).map(Self)
    }

    /// The section of this name in addresses.
    pub(crate) fn find(slug: &str) -> Option<Self> {
        Self::all().find(|section| section.slug() == slug)
    }

    /// Its name among the figures of frames.
    pub(crate) const fn figure(self) -> &'static str {
        SECTIONS[self.0].0
    }

    /// Its name in addresses.
    pub(crate) fn slug(self) -> &'static str {
        self.figure().trim_start_matches("learn/")
    }

    /// Its heading.
    pub(crate) const fn title(self) -> &'static str {
        SECTIONS[self.0].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_found_by_their_names() {
        for section in Section::all() {
            assert_eq!(Section::find(section.slug()), Some(section));
        }
        assert_eq!(Section::find(""), None);
        assert_eq!(Section::find("Race"), None);
    }
}
