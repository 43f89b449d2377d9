//! What a page of a document takes in memory when it is taken over.
//!
//! Its content is unpacked for each page anew, however many pages share it, and so are its resources written.

use std::collections::HashMap;

use chordpro_song::{Budget, Exceeded};
use hayro_syntax::object::{Array, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};

use super::filters::unpack;
use super::packing;

/// What a page takes beside its content and its resources.
const PAGE: u64 = 2 << 10;
/// While a stream is unpacked there are up to so many copies of it.
const COPIES: u64 = 3;

/// The lengths of streams that were unpacked once.
#[derive(Debug, Default)]
pub(crate) struct Lengths(HashMap<ObjectIdentifier, u64>);

impl Lengths {
    /// The bytes that taking over a page keeps.
    ///
    /// # Errors
    /// What it needs for a while exceeds the budget.
    pub(crate) fn weight(&mut self, page: &Page<'_>, budget: &Budget) -> Result<u64, Exceeded> {
        let content = self.content(page, budget)?;
        // It is kept unpacked, and packed again.
        let content = content.saturating_add(content / 4);
        let resources = resources(page.resources());
        Ok(content.saturating_add(2 * resources).saturating_add(PAGE))
    }

    fn content(&mut self, page: &Page<'_>, budget: &Budget) -> Result<u64, Exceeded> {
        let dict = page.raw();
        if let Some(stream) = dict.get::<Stream<'_>>("Contents") {
            let length = self.length(&stream, budget)?;
            budget.check_memory(length.saturating_mul(COPIES))?;
            return Ok(length);
        }
        let mut total = 0_u64;
        let Some(streams) = dict.get::<Array<'_>>("Contents") else {
            return Ok(total);
        };
        for stream in streams.iter::<Stream<'_>>() {
            budget.tick()?;
            let length = self.length(&stream, budget)?;
            total = total.saturating_add(length + 1);
            budget.check_memory(length.saturating_mul(COPIES).saturating_add(total))?;
        }
        Ok(total)
    }

    /// The length of a stream that is unpacked.
    fn length(&mut self, stream: &Stream<'_>, budget: &Budget) -> Result<u64, Exceeded> {
        let id = stream.obj_id();
        if let Some(length) = self.0.get(&id) {
            return Ok(*length);
        }
        let data = stream.raw_data();
        let mut longest = 0;
        for filters in packing::readings(stream.dict()).unwrap_or_default() {
            let mut length = 0;
            unpack(&filters, &data, &mut |part, _| {
                length += part.len() as u64;
                budget.tick().is_ok()
            });
            budget.tick()?;
            longest = length.max(longest);
        }
        let length = longest.max(data.len() as u64);
        self.0.insert(id, length);
        Ok(length)
    }
}

/// The bytes of all resources that a page and the nodes above it name.
fn resources(resources: &Resources<'_>) -> u64 {
    let mut total = 0;
    let mut level = Some(resources);
    while let Some(own) = level {
        let dicts = [
            &own.ext_g_states,
            &own.fonts,
            &own.properties,
            &own.color_spaces,
            &own.x_objects,
            &own.patterns,
            &own.shadings,
        ];
        total += dicts
            .map(|dict| dict.data().len() as u64)
            .iter()
            .sum::<u64>();
        level = own.parent();
    }
    total
}
