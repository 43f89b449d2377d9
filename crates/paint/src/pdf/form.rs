//! Re-used drawings: each is written once and placed where it is wanted.

use chordpro_layout::{Document, PlacedForm};
use krilla::geom::Transform;
use krilla::graphic::Graphic;
use krilla::surface::Surface;

use super::{Frame, Painter, length, tag};
use crate::PaintError;

/// The drawings of a document, made when they are first placed.
pub(super) struct Forms<'a> {
    document: &'a Document,
    made: Vec<Made>,
}

#[derive(Clone)]
enum Made {
    NotYet,
    /// Being made: a drawing that holds itself is left out.
    Now,
    Done(Graphic),
}

impl<'a> Forms<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Forms {
            document,
            made: vec![Made::NotYet; document.forms.len()],
        }
    }
}

impl Painter<'_> {
    pub(super) fn form(
        &mut self,
        surface: &mut Surface<'_>,
        frame: Frame,
        placed: &PlacedForm,
    ) -> Result<(), PaintError> {
        let Some(graphic) = self.graphic(surface, placed.form)? else {
            return Ok(());
        };
        let alternative = self
            .forms
            .document
            .forms
            .get(placed.form)
            .map_or("", |form| form.alternative.as_str());
        let place = Transform::from_row(
            length(placed.scale_x),
            0.0,
            0.0,
            length(placed.scale_y),
            frame.x(placed.x),
            frame.y(placed.y),
        );
        tag::figure(&mut self.tags, surface, alternative, |surface| {
            surface.push_transform(&place);
            surface.draw_graphic(graphic);
            surface.pop();
        });
        Ok(())
    }

    fn graphic(
        &mut self,
        surface: &mut Surface<'_>,
        number: usize,
    ) -> Result<Option<Graphic>, PaintError> {
        let document = self.forms.document;
        let (Some(made), Some(form)) =
            (self.forms.made.get_mut(number), document.forms.get(number))
        else {
            return Ok(None);
        };
        match made {
            Made::Now => return Ok(None),
            Made::Done(graphic) => return Ok(Some(graphic.clone())),
            Made::NotYet => *made = Made::Now,
        }
        // Within a drawing nothing is tagged by itself: the drawing is a picture as a whole.
        let tags = self.tags.take();
        let mut builder = surface.stream_builder();
        let mut inner = builder.surface();
        let mut result = Ok(());
        for item in &form.items {
            result = self
                .budget
                .tick()
                .map_err(PaintError::from)
                .and_then(|()| self.item(&mut inner, Frame { top: 0.0 }, item));
            if result.is_err() {
                break;
            }
        }
        inner.finish();
        let graphic = Graphic::new(builder.finish(), false);
        self.tags = tags;
        result?;
        if let Some(made) = self.forms.made.get_mut(number) {
            *made = Made::Done(graphic.clone());
        }
        Ok(Some(graphic))
    }
}
