//! In which order the Outline tells a wall: by bounded context and lane, in these by flow, in a flow along
//! time.

use squall_board::{Board, Frame, FrameKind, Note, NoteId, Point, arrange};
use squall_model::DomainModel;

/// What stands in one context and lane.
pub(super) struct Section<'a> {
    pub(super) context: Option<&'a Frame>,
    pub(super) lane: Option<&'a Frame>,
    pub(super) flows: Vec<Flow<'a>>,
    /// How many notes stand there.
    pub(super) count: usize,
}

/// Notes that hang together, along time.
pub(super) struct Flow<'a> {
    pub(super) notes: Vec<&'a Note>,
    /// They do not hang together: each is on its own.
    pub(super) is_loose: bool,
}

impl Section<'_> {
    /// The frame that a note is put into to stand here.
    pub(super) fn frame(&self) -> Option<&Frame> {
        self.context.or(self.lane)
    }

    /// The last note along time.
    pub(super) fn last(&self) -> Option<&Note> {
        let lasts = self.flows.iter().filter_map(|flow| flow.notes.last().copied());
        lasts.reduce(|a, b| if along(a, b).is_lt() { b } else { a })
    }
}

/// The smallest of the frames around a place; its place among them.
fn around(frames: &[&Frame], at: Point) -> Option<usize> {
    let area = |frame: &Frame| frame.size.width * frame.size.height;
    let mut found: Option<usize> = None;
    for (place, frame) in frames.iter().enumerate() {
        let is_smaller = found.is_none_or(|known| area(frame) < area(frames[known]));
        if is_smaller && frame.bounds().contains(at) {
            found = Some(place);
        }
    }
    found
}

/// The smallest context around a place, or else the smallest lane.
pub(super) fn frame_around(board: &Board, at: Point) -> Option<&Frame> {
    [FrameKind::BoundedContext, FrameKind::Swimlane].into_iter().find_map(|kind| {
        let frames: Vec<&Frame> = board.frames().filter(|frame| frame.kind == kind).collect();
        around(&frames, at).map(|place| frames[place])
    })
}

fn along(a: &Note, b: &Note) -> std::cmp::Ordering {
    let order = a.centre.x.total_cmp(&b.centre.x).then(a.centre.y.total_cmp(&b.centre.y));
    order.then(a.id.cmp(&b.id))
}

/// Every note of the board once, and every frame: contexts along time, each before its lanes; then lanes
/// from top to bottom; then what is outside of all.
pub(super) fn sections<'a>(board: &'a Board, model: &DomainModel) -> Vec<Section<'a>> {
    let framed = |kind| -> Vec<&Frame> {
        let mut frames: Vec<&Frame> = board.frames().filter(|frame| frame.kind == kind).collect();
        arrange(&mut frames, |a, b| {
            let (a, b) = (a.bounds(), b.bounds());
            let (left, top) = (a.left.total_cmp(&b.left), a.top.total_cmp(&b.top));
            if kind == FrameKind::Swimlane { top.then(left) } else { left.then(top) }
        });
        frames
    };
    let (contexts, lanes) = (framed(FrameKind::BoundedContext), framed(FrameKind::Swimlane));
    // Whatever is in no context comes last; so does, there, what is in no lane either.
    let home = |context: Option<usize>, lane: Option<usize>| {
        let outside = if context.is_none() { lanes.len() + 1 } else { 0 };
        (context.unwrap_or(contexts.len()), lane.map_or(outside, |lane| lane + 1))
    };
    let mut notes: Vec<&Note> = board.notes().collect();
    let roots = roots(board, model, &notes, |note| {
        home(around(&contexts, note.centre), around(&lanes, note.centre))
    });
    let mut homes: Vec<(usize, usize)> = roots.iter().map(|it| it.0).collect();
    homes.extend((0..contexts.len()).map(|context| home(Some(context), None)));
    homes.extend((0..lanes.len()).map(|lane| home(None, Some(lane))));
    homes.push(home(None, None));
    arrange(&mut homes, Ord::cmp);
    homes.dedup();
    let mut sections: Vec<Section<'a>> = homes
        .iter()
        .map(|(context, lane)| Section {
            context: contexts.get(*context).copied(),
            lane: lane.checked_sub(1).and_then(|lane| lanes.get(lane)).copied(),
            flows: Vec::new(),
            count: 0,
        })
        .collect();
    let mut order: Vec<usize> = (0..notes.len()).collect();
    arrange(&mut order, |a, b| along(notes[*a], notes[*b]));
    let mut flow_of: Vec<Option<usize>> = vec![None; notes.len()];
    for at in order {
        let (home, root) = roots[at];
        let Ok(section) = homes.binary_search(&home) else { continue };
        let section = &mut sections[section];
        section.count += 1;
        let flow = *flow_of[root].get_or_insert(section.flows.len());
        if flow == section.flows.len() {
            section.flows.push(Flow { notes: Vec::new(), is_loose: false });
        }
        section.flows[flow].notes.push(notes[at]);
    }
    notes.clear();
    for section in &mut sections {
        for flow in std::mem::take(&mut section.flows) {
            if flow.notes.len() > 1 {
                section.flows.push(flow);
            } else {
                notes.extend(flow.notes);
            }
        }
        if !notes.is_empty() {
            let notes = std::mem::take(&mut notes);
            section.flows.push(Flow { notes, is_loose: true });
        }
    }
    sections
}

/// Where each note is at home, and a note that stands for all that it hangs together with there.
fn roots<H: Copy + PartialEq>(
    board: &Board,
    model: &DomainModel,
    notes: &[&Note],
    home: impl Fn(&Note) -> H,
) -> Vec<(H, usize)> {
    let mut roots: Vec<(H, usize)> =
        notes.iter().enumerate().map(|(at, note)| (home(note), at)).collect();
    let root = |roots: &mut Vec<(H, usize)>, mut at: usize| {
        while roots[at].1 != at {
            let above = roots[at].1;
            roots[at].1 = roots[above].1;
            at = above;
        }
        at
    };
    let find = |id: NoteId| notes.binary_search_by(|note| note.id.cmp(&id)).ok();
    let drawn = board.arrows().map(|arrow| (arrow.from, arrow.to));
    let derived = model.flows.iter().flat_map(|flow| &flow.pairs).map(|pair| (pair.from, pair.to));
    let pinned = notes.iter().filter_map(|note| Some((note.id, note.host?)));
    for (from, to) in drawn.chain(derived).chain(pinned) {
        let (Some(from), Some(to)) = (find(from), find(to)) else { continue };
        if roots[from].0 == roots[to].0 {
            let (from, to) = (root(&mut roots, from), root(&mut roots, to));
            roots[from.max(to)].1 = from.min(to);
        }
    }
    for at in 0..roots.len() {
        roots[at].1 = root(&mut roots, at);
    }
    roots
}

#[cfg(test)]
mod tests {
    use squall_board::fixture;

    use super::*;

    /// The sections of a wall, a line each: its frames, then its flows.
    fn told(wall: &str) -> Vec<String> {
        let board = fixture::board(wall);
        let model = squall_model::derive(&board);
        let line = |section: &Section<'_>| {
            let frames = [section.context, section.lane].into_iter().flatten();
            let mut parts: Vec<String> = frames.map(|frame| frame.title.clone()).collect();
            for flow in &section.flows {
                let texts: Vec<&str> = flow.notes.iter().map(|note| note.text.as_str()).collect();
                parts.push([if flow.is_loose { "~" } else { "" }, &texts.join(" ")].concat());
            }
            parts.join("; ")
        };
        sections(&board, &model).iter().map(line).collect()
    }

    #[test]
    fn contexts_come_along_time_then_lanes_then_what_is_outside() {
        let wall = "context Billing @ 2000,0 900x600; context Sales @ 0,0 900x600;
            lane Customer @ 1000,800 4000x300; lane Clerk @ 1000,100 4000x300;
            event Paid @ 2000,-200; event Ordered @ 0,-200; event Typed @ 0,100;
            event Left @ 2900,100; event Gone @ 9000,9000; event Came @ 0,800";
        assert_eq!(
            told(wall),
            [
                "Sales; ~Ordered",
                "Sales; Clerk; ~Typed",
                "Billing; ~Paid",
                "Clerk; ~Left",
                "Customer; ~Came",
                "~Gone"
            ]
        );
    }

    #[test]
    fn flows_are_told_along_time_and_what_is_on_its_own_at_the_end() {
        let wall = "event Late @ 3000,0; event Lone @ 10,900; event Paid @ 900,0;
            command Pay @ 500,0; event Free @ 1500,900; command Wait @ 2000,0;
            Pay -> Paid; Wait -> Late";
        assert_eq!(told(wall), ["Pay Paid; Wait Late; ~Lone Free"]);
    }

    #[test]
    fn what_stands_together_or_is_pinned_is_one_flow() {
        assert_eq!(told("command Pay @ 0,0; event Paid @ 150,0"), ["Pay Paid"]);
        let board = fixture::board("");
        assert_eq!(
            sections(&board, &squall_model::derive(&board)).len(),
            1,
            "a bare wall has a place"
        );
    }
}
