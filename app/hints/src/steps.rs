//! How much the rules look at. Counted in tests only, where it shows that their work grows with the wall
//! and no faster; elsewhere it is nothing.

#[cfg(test)]
use std::cell::Cell;

/// How many elements, links, notes and fields were looked at.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    #[cfg(test)]
    taken: Cell<usize>,
}

impl Steps {
    /// Takes so many more.
    pub(crate) fn count(&self, more: usize) {
        #[cfg(test)]
        self.taken.set(self.taken.get() + more);
        #[cfg(not(test))]
        let _ = more;
    }

    /// How many were taken.
    #[cfg(test)]
    pub(crate) fn taken(&self) -> usize {
        self.taken.get()
    }
}
