//! What a hit is of. The codes stand in records and tables and never change their meaning.

use crate::things::Kind;

/// A kind of hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// A picture's page.
    Picture = 1,
    /// A story's page.
    Story = 2,
    /// A throng's page.
    Throng = 3,
    /// A rendition of a picture.
    Load = 4,
    /// A picture in a frame elsewhere.
    PictureEmbed = 5,
    /// A story in a frame elsewhere.
    StoryEmbed = 6,
    /// A throng in a frame elsewhere.
    ThrongEmbed = 7,
}

impl What {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Picture,
        Self::Story,
        Self::Throng,
        Self::Load,
        Self::PictureEmbed,
        Self::StoryEmbed,
        Self::ThrongEmbed,
    ];

    /// As it is stored.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The one with this code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.code() == code)
    }

    /// A hit of a page; only pictures, stories and throngs have pages that count.
    pub const fn page(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Picture => Some(Self::Picture),
            Kind::Story => Some(Self::Story),
            Kind::Throng => Some(Self::Throng),
            _ => None,
        }
    }

    /// A frame elsewhere.
    pub const fn embed(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Picture => Some(Self::PictureEmbed),
            Kind::Story => Some(Self::StoryEmbed),
            Kind::Throng => Some(Self::ThrongEmbed),
            _ => None,
        }
    }

    /// Whether it is of a page, and so somebody's arrival.
    pub const fn is_page(self) -> bool {
        matches!(self, Self::Picture | Self::Story | Self::Throng)
    }

    /// The kind of thing that was hit.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Picture | Self::Load | Self::PictureEmbed => Kind::Picture,
            Self::Story | Self::StoryEmbed => Kind::Story,
            Self::Throng | Self::ThrongEmbed => Kind::Throng,
        }
    }
}
