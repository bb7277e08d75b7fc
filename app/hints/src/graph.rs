//! Loops in a directed graph of small numbers.

use squall_board::arrange;
/// The strongly connected components with at least one loop, each in ascending order, by their first
/// member. Linear in nodes and edges, and without recursion, since chains on a wall can be long.
///
/// # Source
/// Tarjan, "Depth-first search and linear graph algorithms" (1972).
pub(crate) fn loops(after: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let count = after.len();
    let mut order = vec![UNSEEN; count];
    let mut lowest = vec![UNSEEN; count];
    let mut is_open = vec![false; count];
    let mut open: Vec<usize> = Vec::new();
    let mut found: Vec<Vec<usize>> = Vec::new();
    let mut next_order = 0;
    let mut path: Vec<(usize, usize)> = Vec::new();
    for root in 0..count {
        if order[root] != UNSEEN {
            continue;
        }
        path.push((root, 0));
        while let Some((node, edge)) = path.pop() {
            if edge == 0 {
                order[node] = next_order;
                lowest[node] = next_order;
                next_order += 1;
                open.push(node);
                is_open[node] = true;
            }
            if let Some(&next) = after[node].get(edge) {
                path.push((node, edge + 1));
                if order[next] == UNSEEN {
                    path.push((next, 0));
                } else if is_open[next] {
                    lowest[node] = lowest[node].min(order[next]);
                }
                continue;
            }
            if let Some(&(parent, _)) = path.last() {
                lowest[parent] = lowest[parent].min(lowest[node]);
            }
            if lowest[node] == order[node] {
                let from = open.iter().rposition(|it| *it == node).unwrap_or(0);
                let mut members = open.split_off(from);
                members.iter().for_each(|member| is_open[*member] = false);
                arrange(&mut members, usize::cmp);
                if members.len() > 1 || after[node].contains(&node) {
                    found.push(members);
                }
            }
        }
    }
    arrange(&mut found, Vec::cmp);
    found
}

/// For every node the number of its loop, `None` outside of all.
pub(crate) fn loop_of(after: &[Vec<usize>]) -> Vec<Option<usize>> {
    let mut of = vec![None; after.len()];
    for (number, members) in loops(after).into_iter().enumerate() {
        members.into_iter().for_each(|member| of[member] = Some(number));
    }
    of
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_are_found_and_chains_are_not() {
        assert!(loops(&[vec![1], vec![2], vec![]]).is_empty());
        assert_eq!(loops(&[vec![1], vec![2], vec![0, 3], vec![]]), [[0, 1, 2]]);
        assert_eq!(loops(&[vec![0], vec![2], vec![1]]), [vec![0], vec![1, 2]]);
        assert_eq!(loop_of(&[vec![1], vec![0], vec![0]]), [Some(0), Some(0), None]);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let mut chain: Vec<Vec<usize>> = (1..200_000).map(|next| vec![next]).collect();
        chain.push(vec![0]);
        assert_eq!(loops(&chain)[0].len(), 200_000);
    }
}
