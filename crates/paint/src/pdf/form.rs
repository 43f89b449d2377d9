//! Form XObjects: a drawing that is placed often is written once and referenced; one that is placed once is inlined in
//! its page, which takes fewer bytes.

use chordpro_layout::{Document, Form, Item, PlacedForm};
use krilla::geom::Transform;
use krilla::graphic::Graphic;
use krilla::surface::Surface;

use super::{Frame, Painter, length, tag};
use crate::PaintError;

/// The drawings of a document, created when they are first placed.
pub(super) struct Forms<'a> {
    document: &'a Document,
    made: Vec<Made>,
    /// The number of times each is placed.
    uses: Vec<usize>,
}

#[derive(Clone)]
enum Made {
    NotYet,
    /// In progress: a drawing that contains itself is left out.
    Now,
    Done(Graphic),
}

impl<'a> Forms<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let mut uses = vec![0; document.forms.len()];
        let on_pages = document.pages.iter().flat_map(|page| page.layers.iter());
        let in_drawings = document.forms.iter().flat_map(|form| &form.items);
        for item in on_pages.chain(in_drawings) {
            if let Item::Form(placed) = item
                && let Some(count) = uses.get_mut(placed.form)
            {
                *count += 1;
            }
        }
        Forms {
            document,
            made: vec![Made::NotYet; document.forms.len()],
            uses,
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
        let document = self.forms.document;
        let Some(form) = document.forms.get(placed.form) else {
            return Ok(());
        };
        let place = Transform::from_row(
            length(placed.scale_x),
            0.0,
            0.0,
            length(placed.scale_y),
            frame.x(placed.x),
            frame.y(placed.y),
        );
        let is_shared = self
            .forms
            .uses
            .get(placed.form)
            .is_some_and(|uses| *uses > 1);
        let graphic = if is_shared {
            let Some(graphic) = self.graphic(surface, placed.form, form)? else {
                return Ok(());
            };
            Some(graphic)
        } else {
            None
        };
        // Nothing inside a drawing is tagged separately: the drawing is one figure.
        let mut tags = self.tags.take();
        let mut result = Ok(());
        tag::figure(&mut tags, surface, &form.alternative, |surface| {
            surface.push_transform(&place);
            match graphic {
                Some(graphic) => surface.draw_graphic(graphic),
                None => result = self.items(surface, Frame { top: 0.0 }, &form.items),
            }
            surface.pop();
        });
        self.tags = tags;
        result
    }

    /// A drawing to reference; `None` while it is being created.
    fn graphic(
        &mut self,
        surface: &mut Surface<'_>,
        number: usize,
        form: &Form,
    ) -> Result<Option<Graphic>, PaintError> {
        let Some(made) = self.forms.made.get_mut(number) else {
            return Ok(None);
        };
        match made {
            Made::Now => return Ok(None),
            Made::Done(graphic) => return Ok(Some(graphic.clone())),
            Made::NotYet => *made = Made::Now,
        }
        let tags = self.tags.take();
        let mut builder = surface.stream_builder();
        let mut inner = builder.surface();
        let result = self.items(&mut inner, Frame { top: 0.0 }, &form.items);
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
