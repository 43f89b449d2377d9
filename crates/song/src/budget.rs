//! The budget of one conversion: limits, and a deadline that its owner watches.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Upper limits of one conversion. All of them are inclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Limits {
    /// Body elements read or inserted by recalls, over all songs.
    pub elements: u64,
    /// Pages made.
    pub pages: u64,
    /// Depth of `##include` and of configurations that include others.
    pub depth: u64,
    /// Pixels of all pictures decoded or painted.
    pub pixels: u64,
    /// Bytes of the result.
    pub bytes: u64,
    /// Bytes of memory for what grows beyond its input: decoded pictures, text that pages repeat.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            elements: 500_000,
            pages: 5_000,
            depth: 16,
            pixels: 200_000_000,
            bytes: 256 << 20,
            // Five thousand full pages have about so much text.
            memory: 512 << 20,
        }
    }
}

/// A limit that was exceeded; the conversion ends with this as an ordinary error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Exceeded {
    /// The time set for the conversion is over.
    Deadline,
    /// [`Limits::elements`].
    Elements,
    /// [`Limits::pages`].
    Pages,
    /// [`Limits::depth`].
    Depth,
    /// [`Limits::pixels`].
    Pixels,
    /// [`Limits::bytes`].
    Bytes,
    /// [`Limits::memory`].
    Memory {
        /// The bytes that were needed when the conversion ended; all of it would need more.
        needed: u64,
        /// The limit in bytes.
        limit: u64,
    },
}

impl Exceeded {
    /// The name of the limit.
    pub fn name(self) -> &'static str {
        match self {
            Exceeded::Deadline => "deadline",
            Exceeded::Elements => "elements",
            Exceeded::Pages => "pages",
            Exceeded::Depth => "depth",
            Exceeded::Pixels => "pixels",
            Exceeded::Bytes => "bytes",
            Exceeded::Memory { .. } => "memory",
        }
    }
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Exceeded::Deadline => f.write_str("the conversion ran out of time"),
            Exceeded::Memory { needed, limit } => write!(
                f,
                "the song needs at least {} MiB of memory, which exceeds the limit of {} MiB",
                needed.div_ceil(1 << 20),
                limit >> 20
            ),
            other => write!(f, "the song exceeds the limit of {}", other.name()),
        }
    }
}

impl std::error::Error for Exceeded {}

/// What one conversion may still use. Each conversion has its own; it is not shared between threads.
///
/// The deadline is a question put to whoever set it ([`Budget::new`]): the engine's crates have no clock.
pub struct Budget {
    limits: Limits,
    is_over: Arc<dyn Fn() -> bool + Send + Sync>,
    elements: Cell<u64>,
    pages: Cell<u64>,
    pixels: Cell<u64>,
    memory: Cell<u64>,
}

impl Budget {
    /// A budget with `limits`; `is_over` answers whether time is up; it is called often and should be quick.
    pub fn new(limits: Limits, is_over: Arc<dyn Fn() -> bool + Send + Sync>) -> Self {
        Budget {
            limits,
            is_over,
            elements: Cell::new(0),
            pages: Cell::new(0),
            pixels: Cell::new(0),
            memory: Cell::new(0),
        }
    }

    /// A budget with the default limits and no deadline.
    pub fn unbounded_time() -> Self {
        Budget::new(Limits::default(), Arc::new(|| false))
    }

    /// The limits in force.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// To be called in every loop that input can lengthen. A step may take a microsecond or a second, so that each call looks at
    /// the time.
    ///
    /// # Errors
    /// [`Exceeded::Deadline`] when time is up; [`Exceeded::Memory`].
    pub fn tick(&self) -> Result<(), Exceeded> {
        self.check_memory()?;
        self.check_time()
    }

    /// Looks at the time only.
    ///
    /// # Errors
    /// [`Exceeded::Deadline`] when time is up.
    pub fn check_time(&self) -> Result<(), Exceeded> {
        if (self.is_over)() {
            Err(Exceeded::Deadline)
        } else {
            Ok(())
        }
    }

    /// Charges `count` body elements, and ticks.
    ///
    /// # Errors
    /// [`Exceeded::Elements`], or those of [`Budget::tick`].
    pub fn charge_elements(&self, count: u64) -> Result<(), Exceeded> {
        charge(
            &self.elements,
            count,
            self.limits.elements,
            Exceeded::Elements,
        )?;
        self.tick()
    }

    /// Charges one page, and ticks.
    ///
    /// # Errors
    /// [`Exceeded::Pages`], or those of [`Budget::tick`].
    pub fn charge_page(&self) -> Result<(), Exceeded> {
        charge(&self.pages, 1, self.limits.pages, Exceeded::Pages)?;
        self.tick()
    }

    /// Charges `count` pixels.
    ///
    /// # Errors
    /// [`Exceeded::Pixels`].
    pub fn charge_pixels(&self, count: u64) -> Result<(), Exceeded> {
        charge(&self.pixels, count, self.limits.pixels, Exceeded::Pixels)
    }

    /// Charges bytes of memory that the conversion keeps until its end. Once the limit is exceeded every [`Budget::tick`] fails as
    /// well, so that what cannot fail itself may leave the error to the loop around it.
    ///
    /// # Errors
    /// [`Exceeded::Memory`].
    pub fn charge_memory(&self, bytes: u64) -> Result<(), Exceeded> {
        self.memory.set(self.memory.get().saturating_add(bytes));
        self.check_memory()
    }

    fn check_memory(&self) -> Result<(), Exceeded> {
        let (needed, limit) = (self.memory.get(), self.limits.memory);
        if needed > limit {
            Err(Exceeded::Memory { needed, limit })
        } else {
            Ok(())
        }
    }

    /// Checks a size in bytes against the limit of the result.
    ///
    /// # Errors
    /// [`Exceeded::Bytes`].
    pub fn check_bytes(&self, size: u64) -> Result<(), Exceeded> {
        if size > self.limits.bytes {
            Err(Exceeded::Bytes)
        } else {
            Ok(())
        }
    }

    /// Checks a depth against [`Limits::depth`].
    ///
    /// # Errors
    /// [`Exceeded::Depth`].
    pub fn check_depth(&self, depth: u64) -> Result<(), Exceeded> {
        if depth > self.limits.depth {
            Err(Exceeded::Depth)
        } else {
            Ok(())
        }
    }
}

fn charge(used: &Cell<u64>, count: u64, limit: u64, error: Exceeded) -> Result<(), Exceeded> {
    let total = used.get().saturating_add(count);
    used.set(total);
    if total > limit { Err(error) } else { Ok(()) }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget")
            .field("limits", &self.limits)
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_inclusive_and_then_refuses() {
        let budget = Budget::new(
            Limits {
                pages: 2,
                ..Limits::default()
            },
            Arc::new(|| false),
        );
        assert_eq!(budget.charge_page(), Ok(()));
        assert_eq!(budget.charge_page(), Ok(()));
        assert_eq!(budget.charge_page(), Err(Exceeded::Pages));
    }

    #[test]
    fn ticking_notices_that_time_is_over() {
        let budget = Budget::new(Limits::default(), Arc::new(|| true));
        assert_eq!(budget.tick(), Err(Exceeded::Deadline));
    }

    #[test]
    fn memory_beyond_the_limit_ends_every_loop() {
        let limits = Limits {
            memory: 3 << 20,
            ..Limits::default()
        };
        let budget = Budget::new(limits, Arc::new(|| false));
        assert_eq!(budget.charge_memory(3 << 20), Ok(()));
        assert_eq!(budget.tick(), Ok(()));
        let error = budget.charge_memory(1).expect_err("too much");
        assert_eq!(budget.tick(), Err(error));
        assert_eq!(
            error.to_string(),
            "the song needs at least 4 MiB of memory, which exceeds the limit of 3 MiB"
        );
    }
}
