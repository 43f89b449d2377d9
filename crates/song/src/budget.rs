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
    /// Pixels painted of SVG drawings: each layer of a drawing counts for itself, and so does what cuts it out.
    pub painting: u64,
    /// Bytes of the result.
    pub bytes: u64,
    /// Bytes of memory for what grows beyond its input: elements, text on pages, decoded pictures, unpacked PDF streams, and
    /// the result while it is written.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            elements: 500_000,
            pages: 5_000,
            depth: 16,
            pixels: 200_000_000,
            // A second or two of work: 57 full A4 pages at 600 dots per inch, 900 at 150.
            painting: 2_000_000_000,
            bytes: 256 << 20,
            // Five thousand full pages have about so much text.
            memory: 512 << 20,
        }
    }
}

/// The limits of a conversion, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Limit {
    /// The time set for the conversion.
    Deadline,
    /// [`Limits::elements`].
    Elements,
    /// [`Limits::pages`].
    Pages,
    /// [`Limits::depth`].
    Depth,
    /// [`Limits::pixels`].
    Pixels,
    /// [`Limits::painting`].
    Painting,
    /// [`Limits::bytes`].
    Bytes,
    /// [`Limits::memory`].
    Memory,
}

impl Limit {
    /// All limits.
    pub const ALL: [Limit; 8] = [
        Limit::Deadline,
        Limit::Elements,
        Limit::Pages,
        Limit::Depth,
        Limit::Pixels,
        Limit::Painting,
        Limit::Bytes,
        Limit::Memory,
    ];

    /// The name in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Limit::Deadline => "deadline",
            Limit::Elements => "elements",
            Limit::Pages => "pages",
            Limit::Depth => "depth",
            Limit::Pixels => "pixels",
            Limit::Painting => "painting",
            Limit::Bytes => "bytes",
            Limit::Memory => "memory",
        }
    }
}

/// A limit that was exceeded; the conversion ends with this as an ordinary error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exceeded {
    /// Which limit.
    pub limit: Limit,
    /// How much it allows, in the unit of the limit; 0 for the deadline.
    pub allowed: u64,
    /// How much was needed when the conversion ended, where that is known; all of it would need more.
    pub needed: Option<u64>,
    /// The song being worked on, by its place in the book, from 1.
    pub song: Option<u32>,
    /// The line of that song's source being worked on, from 1.
    pub line: Option<u32>,
}

impl Exceeded {
    /// A limit exceeded at no particular place.
    pub fn new(limit: Limit, allowed: u64) -> Self {
        Exceeded {
            limit,
            allowed,
            needed: None,
            song: None,
            line: None,
        }
    }

    /// The name of the limit.
    pub fn name(self) -> &'static str {
        self.limit.name()
    }

    /// The sentence without the place.
    fn sentence(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let allowed = self.allowed;
        match self.limit {
            Limit::Deadline => f.write_str("the conversion ran out of time"),
            Limit::Memory => {
                let needed = self.needed.unwrap_or(allowed).div_ceil(1 << 20);
                let allowed = allowed >> 20;
                write!(
                    f,
                    "the conversion needs at least {needed} MiB of memory, which exceeds the limit of {allowed} MiB"
                )
            }
            Limit::Bytes if allowed >= 1 << 20 => {
                let allowed = allowed >> 20;
                write!(f, "the result exceeds the limit of {allowed} MiB")
            }
            Limit::Bytes => write!(f, "the result exceeds the limit of {allowed} bytes"),
            Limit::Depth => write!(
                f,
                "files include each other deeper than the limit of {allowed}"
            ),
            Limit::Pixels => write!(f, "the pictures exceed the limit of {allowed} pixels"),
            Limit::Painting => write!(
                f,
                "the SVG drawings exceed the limit of {allowed} painted pixels, each layer counted"
            ),
            Limit::Elements | Limit::Pages => {
                write!(f, "the song exceeds the limit of {allowed} {}", self.name())
            }
        }
    }
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.song, self.line) {
            _ if self.limit == Limit::Deadline => {}
            (Some(song), Some(line)) => write!(f, "song {song}, line {line}: ")?,
            (Some(song), None) => write!(f, "song {song}: ")?,
            (None, _) => {}
        }
        self.sentence(f)
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
    painting: Cell<u64>,
    memory: Cell<u64>,
    /// The song being worked on; 0 where it is none in particular.
    song: Cell<u32>,
    /// Its line being worked on; 0 where it is none in particular.
    line: Cell<u32>,
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
            painting: Cell::new(0),
            memory: Cell::new(0),
            song: Cell::new(0),
            line: Cell::new(0),
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

    /// Notes that work on a song begins, by its place in the book from 1; 0 for work on the book as a whole. Errors name it.
    pub fn at_song(&self, song: usize) {
        self.song.set(u32::try_from(song).unwrap_or(u32::MAX));
        self.line.set(0);
    }

    /// Notes that work on a line of the song begins; 0 for none in particular. Errors name it.
    pub fn at_line(&self, line: u32) {
        self.line.set(line);
    }

    /// To be called in every loop that input can lengthen. A step may take a microsecond or a second, so that each call looks at
    /// the time.
    ///
    /// # Errors
    /// [`Limit::Deadline`] when time is up; [`Limit::Memory`].
    pub fn tick(&self) -> Result<(), Exceeded> {
        self.check_memory(0)?;
        self.check_time()
    }

    /// Looks at the time only.
    ///
    /// # Errors
    /// [`Limit::Deadline`] when time is up.
    pub fn check_time(&self) -> Result<(), Exceeded> {
        if (self.is_over)() {
            Err(self.exceeded(Limit::Deadline, 0))
        } else {
            Ok(())
        }
    }

    /// Charges `count` body elements, and ticks.
    ///
    /// # Errors
    /// [`Limit::Elements`], or those of [`Budget::tick`].
    pub fn charge_elements(&self, count: u64) -> Result<(), Exceeded> {
        self.charge(&self.elements, count, Limit::Elements, self.limits.elements)?;
        self.tick()
    }

    /// Charges one page, and ticks.
    ///
    /// # Errors
    /// [`Limit::Pages`], or those of [`Budget::tick`].
    pub fn charge_page(&self) -> Result<(), Exceeded> {
        self.charge(&self.pages, 1, Limit::Pages, self.limits.pages)?;
        self.tick()
    }

    /// Charges `count` pixels.
    ///
    /// # Errors
    /// [`Limit::Pixels`].
    pub fn charge_pixels(&self, count: u64) -> Result<(), Exceeded> {
        self.charge(&self.pixels, count, Limit::Pixels, self.limits.pixels)
    }

    /// Charges the painting of `count` pixels of a drawing.
    ///
    /// # Errors
    /// [`Limit::Painting`].
    pub fn charge_painting(&self, count: u64) -> Result<(), Exceeded> {
        self.charge(&self.painting, count, Limit::Painting, self.limits.painting)
    }

    /// Charges bytes of memory that the conversion keeps until its end. Once the limit is exceeded every [`Budget::tick`] fails as
    /// well, so that what cannot fail itself may leave the error to the loop around it.
    ///
    /// # Errors
    /// [`Limit::Memory`].
    pub fn charge_memory(&self, bytes: u64) -> Result<(), Exceeded> {
        self.memory.set(self.memory.get().saturating_add(bytes));
        self.check_memory(0)
    }

    /// Checks whether there is memory for so many bytes beside what is kept; they are given back at once.
    ///
    /// # Errors
    /// [`Limit::Memory`].
    pub fn check_memory(&self, bytes: u64) -> Result<(), Exceeded> {
        let needed = self.memory.get().saturating_add(bytes);
        if needed > self.limits.memory {
            let mut exceeded = self.exceeded(Limit::Memory, self.limits.memory);
            exceeded.needed = Some(needed);
            Err(exceeded)
        } else {
            Ok(())
        }
    }

    /// Checks a size in bytes against the limit of the result, and whether there is memory for it.
    ///
    /// # Errors
    /// [`Limit::Bytes`], [`Limit::Memory`].
    pub fn check_bytes(&self, size: u64) -> Result<(), Exceeded> {
        if size > self.limits.bytes {
            Err(self.exceeded(Limit::Bytes, self.limits.bytes))
        } else {
            self.check_memory(size)
        }
    }

    /// Checks a depth against [`Limits::depth`].
    ///
    /// # Errors
    /// [`Limit::Depth`].
    pub fn check_depth(&self, depth: u64) -> Result<(), Exceeded> {
        if depth > self.limits.depth {
            Err(self.exceeded(Limit::Depth, self.limits.depth))
        } else {
            Ok(())
        }
    }

    fn charge(
        &self,
        used: &Cell<u64>,
        count: u64,
        limit: Limit,
        allowed: u64,
    ) -> Result<(), Exceeded> {
        let total = used.get().saturating_add(count);
        used.set(total);
        if total > allowed {
            let mut exceeded = self.exceeded(limit, allowed);
            exceeded.needed = Some(total);
            Err(exceeded)
        } else {
            Ok(())
        }
    }

    /// The error for a limit, with the place that is worked on.
    #[cold]
    fn exceeded(&self, limit: Limit, allowed: u64) -> Exceeded {
        Exceeded {
            song: Some(self.song.get()).filter(|song| *song > 0),
            line: Some(self.line.get()).filter(|line| *line > 0),
            ..Exceeded::new(limit, allowed)
        }
    }
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
        let exceeded = budget.charge_page().expect_err("a third page");
        assert_eq!((exceeded.limit, exceeded.allowed), (Limit::Pages, 2));
        assert_eq!(
            exceeded.to_string(),
            "the song exceeds the limit of 2 pages"
        );
    }

    #[test]
    fn ticking_notices_that_time_is_over() {
        let budget = Budget::new(Limits::default(), Arc::new(|| true));
        let exceeded = budget.tick().expect_err("no time");
        assert_eq!(exceeded.limit, Limit::Deadline);
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
            "the conversion needs at least 4 MiB of memory, which exceeds the limit of 3 MiB"
        );
    }

    #[test]
    fn an_error_names_the_place_that_is_worked_on() {
        let limits = Limits {
            elements: 1,
            bytes: 10,
            memory: 20,
            ..Limits::default()
        };
        let budget = Budget::new(limits, Arc::new(|| false));
        budget.at_song(3);
        let exceeded = budget.check_bytes(11).expect_err("eleven bytes");
        assert_eq!(
            exceeded.to_string(),
            "song 3: the result exceeds the limit of 10 bytes"
        );
        budget.at_line(12);
        let exceeded = budget.charge_elements(2).expect_err("two elements");
        assert_eq!((exceeded.song, exceeded.line), (Some(3), Some(12)));
        assert_eq!(
            exceeded.to_string(),
            "song 3, line 12: the song exceeds the limit of 1 elements"
        );
    }

    #[test]
    fn memory_for_a_while_is_checked_and_given_back() {
        let limits = Limits {
            memory: 20,
            ..Limits::default()
        };
        let budget = Budget::new(limits, Arc::new(|| false));
        assert_eq!(budget.charge_memory(15), Ok(()));
        assert_eq!(budget.check_memory(5), Ok(()));
        assert!(budget.check_memory(6).is_err());
        assert!(budget.check_bytes(6).is_err(), "a result takes memory");
        assert_eq!(budget.tick(), Ok(()));
    }
}
