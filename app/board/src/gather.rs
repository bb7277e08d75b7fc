//! Collecting into sets and maps with little code.

/// Collects the items one by one. What `collect` does for sets and maps, sorting first and building from
/// below, is faster for very many; but it comes into the browser's module once for every type.
#[must_use]
pub fn gather<C: Default + Extend<T>, T>(items: impl IntoIterator<Item = T>) -> C {
    let mut gathered = C::default();
    gathered.extend(items);
    gathered
}
