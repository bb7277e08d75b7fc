//! Collecting into sets and maps, and sorting, with little code: what the library does for very many is
//! faster, but comes into the browser's modules once for every type.

use std::cmp::Ordering;

/// Collects the items one by one, where `collect` would sort first and build from below.
#[must_use]
pub fn gather<C: Default + Extend<T>, T>(items: impl IntoIterator<Item = T>) -> C {
    let mut gathered = C::default();
    gathered.extend(items);
    gathered
}

/// Sorts the items; equal ones keep their order. Only places are sorted, and the items then put there.
pub fn arrange<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let mut places: Vec<usize> = (0..items.len()).collect();
    arrange_places(&mut places, &|a, b| compare(&items[a], &items[b]));
    let mut unplaced: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(places.into_iter().filter_map(|place| unplaced[place].take()));
}

fn arrange_places(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|a, b| compare(*a, *b));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn arranged_is_sorted_with_equals_in_their_order(items: Vec<(u8, u16)>) {
            let (mut arranged, mut sorted) = (items.clone(), items);
            arrange(&mut arranged, |a, b| (a.0 % 8).cmp(&(b.0 % 8)));
            sorted.sort_by_key(|item| item.0 % 8);
            prop_assert_eq!(arranged, sorted);
        }
    }
}
