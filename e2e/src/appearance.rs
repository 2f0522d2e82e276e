//! The appearance of a page: its size and colour scheme.

/// The size of the page in CSS pixels, and whether the person prefers dark.
#[derive(Clone, Copy, Debug)]
pub struct Appearance {
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Whether `prefers-color-scheme` is dark.
    pub dark: bool,
}

impl Appearance {
    /// A laptop's window, light.
    pub const LAPTOP: Self = Self { width: 1280, height: 800, dark: false };
    /// A small phone, light: the narrowest that pages are made for.
    pub const PHONE: Self = Self { width: 360, height: 740, dark: false };
    /// All four that a page is audited in.
    pub const ALL: [Self; 4] = [Self::LAPTOP, Self::LAPTOP.in_the_dark(), Self::PHONE, Self::PHONE.in_the_dark()];

    /// The same for a person who prefers dark.
    pub const fn in_the_dark(self) -> Self {
        Self { dark: true, ..self }
    }
}
