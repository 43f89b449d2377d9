//! Font books: the faces available to a conversion.

use std::sync::{Arc, OnceLock};

use crate::face::{Face, FaceId, Family, Style};
use crate::{FontError, bundle};

/// The faces available to a conversion: the bundled faces, and faces sent with the request.
#[derive(Debug, Clone)]
pub struct FontBook {
    faces: Vec<Arc<Face>>,
    bundled: usize,
    /// For each family and style, the fallback faces for missing characters, if fallback is on.
    fallback: Option<Arc<Fallback>>,
}

/// The order of fallback faces.
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
    /// The maximum size of a font file for [`FontBook::with_face`], in bytes.
    pub const LARGEST_FONT: usize = 32 << 20;

    /// The bundled faces. Created once; each face is read on first use.
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

    /// This book with one more face, and the id of that face.
    ///
    /// A face with the same name as an earlier one hides it from [`FontBook::by_file`].
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

    /// This book without fallback: missing characters are boxes, and all text runs from left to right, as in the
    /// reference.
    pub fn without_fallback(&self) -> Self {
        FontBook {
            fallback: None,
            ..self.clone()
        }
    }

    /// Whether missing characters come from fallback faces.
    pub(crate) fn has_fallback(&self) -> bool {
        self.fallback.is_some()
    }

    /// The face in the file `name`: the last one added under exactly that name, else the last with the same file name, whatever the
    /// folder.
    pub fn by_file(&self, name: &str) -> Option<FaceId> {
        let added = self.faces.iter().rposition(|face| face.name() == name);
        if let Some(place) = added {
            return u32::try_from(place).ok().map(FaceId);
        }
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        // We cannot distribute the reference's symbol font; our own drawings replace it.
        let name = match name {
            "ChordProSymbols.ttf" => bundle::SYMBOLS,
            name => name,
        };
        let place = self.faces.iter().rposition(|face| face.name() == name)?;
        u32::try_from(place).ok().map(FaceId)
    }

    /// The face that replaces a core font of PDF (`Times-Roman`, `Helvetica-Oblique`, …); ASCII case is ignored.
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

    /// The number of faces; ids are smaller than it.
    pub fn len(&self) -> usize {
        self.faces.len()
    }

    /// Whether there are no faces; never true for books made from [`FontBook::bundled`].
    pub fn is_empty(&self) -> bool {
        self.faces.is_empty()
    }

    /// Whether a face is bundled, so that its id is the same in every book.
    pub fn is_bundled(&self, face: FaceId) -> bool {
        (face.0 as usize) < self.bundled
    }

    /// A face. An id from another book may give the first face.
    pub fn face(&self, face: FaceId) -> &Face {
        self.faces
            .get(face.0 as usize)
            .or_else(|| self.faces.first())
            .expect("the bundle is never empty")
    }

    /// The face tried first for emoji that the requested face lacks.
    pub(crate) fn emoji(&self) -> Option<FaceId> {
        self.fallback.as_deref()?.emoji
    }

    /// The fallback faces for characters missing from `face`, in order: text faces of its style, its own family
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
