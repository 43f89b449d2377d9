//! The book of faces that a conversion may use.

use std::sync::{Arc, OnceLock};

use crate::face::{Face, FaceId, Family, Style};
use crate::{FontError, bundle};

/// The faces that a conversion may use: the bundle, and those sent with the request.
#[derive(Debug, Clone)]
pub struct FontBook {
    faces: Vec<Arc<Face>>,
    bundled: usize,
    /// For each family and style, the faces tried for characters that a face lacks, if any are.
    fallback: Option<Arc<Fallback>>,
}

/// The order of faces to try.
#[derive(Debug, Default)]
struct Fallback {
    /// Faces for text, with their family and style.
    text: Vec<(Family, Style, FaceId)>,
    /// Faces for scripts and symbols, in order.
    scripts: Vec<FaceId>,
    /// The face for emoji.
    emoji: Option<FaceId>,
}

impl FontBook {
    /// The largest font file that [`FontBook::with_face`] takes, in bytes.
    pub const LARGEST_FONT: usize = 32 << 20;

    /// The faces that are part of the program. Made once; faces are read when they are first used.
    pub fn bundled() -> Arc<FontBook> {
        static BOOK: OnceLock<Arc<FontBook>> = OnceLock::new();
        Arc::clone(BOOK.get_or_init(|| Arc::new(FontBook::new())))
    }

    fn new() -> Self {
        let faces: Vec<Arc<Face>> = bundle::faces().into_iter().map(Arc::new).collect();
        let numbered = || faces.iter().zip(0..).map(|(face, n)| (face, FaceId(n)));
        let text = numbered()
            .filter(|(face, _)| face.family() != Family::Other)
            .map(|(face, id)| (face.family(), face.style(), id))
            .collect();
        let scripts = bundle::FALLBACK
            .iter()
            .filter_map(|name| numbered().find(|(face, _)| face.name() == *name))
            .map(|(_, id)| id)
            .collect();
        let emoji = numbered()
            .find(|(face, _)| face.name() == bundle::EMOJI)
            .map(|(_, id)| id);
        FontBook {
            bundled: faces.len(),
            faces,
            fallback: Some(Arc::new(Fallback {
                text,
                scripts,
                emoji,
            })),
        }
    }

    /// This book with one more face, and the number of that face.
    ///
    /// A face that is called like one before it hides that one from [`FontBook::by_file`].
    ///
    /// # Errors
    /// See [`FontError`].
    pub fn with_face(&self, name: &str, bytes: Arc<[u8]>) -> Result<(Self, FaceId), FontError> {
        if bytes.len() > Self::LARGEST_FONT {
            return Err(FontError::TooLarge);
        }
        let face = Face::checked(name, bytes)?;
        let mut book = self.clone();
        let number = u32::try_from(book.faces.len()).map_err(|_| FontError::TooLarge)?;
        book.faces.push(Arc::new(face));
        Ok((book, FaceId(number)))
    }

    /// This book without help from other faces: characters that a face lacks are boxes, and all text runs from left to
    /// right, as in the reference.
    pub fn without_fallback(&self) -> Self {
        FontBook {
            fallback: None,
            ..self.clone()
        }
    }

    /// Whether characters that a face lacks come from others.
    pub(crate) fn has_fallback(&self) -> bool {
        self.fallback.is_some()
    }

    /// The face in the file called `name`: the very file that was added under that name, else one of the same name in
    /// whatever directory.
    pub fn by_file(&self, name: &str) -> Option<FaceId> {
        let added = self.faces.iter().rposition(|face| face.name() == name);
        if let Some(place) = added {
            return u32::try_from(place).ok().map(FaceId);
        }
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        // The reference's own symbol font is not ours to give; our drawings take its place.
        let name = match name {
            "ChordProSymbols.ttf" => bundle::SYMBOLS,
            name => name,
        };
        let place = self.faces.iter().rposition(|face| face.name() == name)?;
        u32::try_from(place).ok().map(FaceId)
    }

    /// The face that a core font of PDF (`Times-Roman`, `Helvetica-Oblique`, …) stands for; ASCII case does not matter.
    pub fn by_core_name(&self, name: &str) -> Option<FaceId> {
        let (_, file) = bundle::CORE
            .iter()
            .find(|(core, _)| core.eq_ignore_ascii_case(name))?;
        self.by_file(file)
    }

    /// The face with music symbols and strum arrows.
    pub fn symbols(&self) -> FaceId {
        self.by_file(bundle::SYMBOLS)
            .expect("the symbol font is always part of the bundle")
    }

    /// How many faces there are; their numbers are those below it.
    pub fn len(&self) -> usize {
        self.faces.len()
    }

    /// Whether there is no face; never so for books made from [`FontBook::bundled`].
    pub fn is_empty(&self) -> bool {
        self.faces.is_empty()
    }

    /// Whether a face is part of the bundle: then its number means the same in every book.
    pub fn is_bundled(&self, face: FaceId) -> bool {
        (face.0 as usize) < self.bundled
    }

    /// A face. Numbers of another book give the first face.
    pub fn face(&self, face: FaceId) -> &Face {
        self.faces
            .get(face.0 as usize)
            .or_else(|| self.faces.first())
            .expect("the bundle is never empty")
    }

    /// The face that is tried first for emoji that the asked face lacks.
    pub(crate) fn emoji(&self) -> Option<FaceId> {
        self.fallback.as_deref()?.emoji
    }

    /// The faces to try for characters that `face` lacks, in order: text faces of its style, the one of its family
    /// first, then regular ones, then faces for scripts and symbols.
    pub(crate) fn fallback(&self, face: FaceId) -> impl Iterator<Item = FaceId> {
        let asked = self.face(face);
        let (family, style) = (asked.family(), asked.style());
        let text = self
            .fallback
            .as_deref()
            .map_or(&[][..], |all| all.text.as_slice());
        let scripts = self
            .fallback
            .as_deref()
            .map_or(&[][..], |all| all.scripts.as_slice());
        let of_style = move |style: Style| {
            let own = move |is_own: bool| {
                text.iter()
                    .filter(move |entry| entry.1 == style && (entry.0 == family) == is_own)
                    .map(|entry| entry.2)
            };
            own(true).chain(own(false))
        };
        of_style(style)
            .chain(of_style(Style::default()))
            .chain(scripts.iter().copied())
            .filter(move |candidate| *candidate != face)
    }
}
