//! Positions that name themselves: from x and y a receiver tells who moved and which of their moves
//! it is, so that no clock goes over the wire and every system carries the same numbers.

/// Prime, so that every step leads back.
const WIDTH: u32 = 8_191;
const STRIDE: u32 = 37;
/// `STRIDE * INVERSE % WIDTH == 1`.
const INVERSE: u32 = 6_420;
/// How many board units of height belong to one mover.
const BAND: u32 = 16;

/// Where the mover is after this step, in board units. Steps count modulo 8,191.
pub(crate) fn encode(mover: usize, step: u32) -> (f64, f64) {
    let step = step % WIDTH;
    let mover = u32::try_from(mover).expect("few movers");
    (f64::from(step * STRIDE % WIDTH), f64::from(mover * BAND + step % BAND))
}

/// The mover and the step; `None` if no step leads there.
pub(crate) fn decode(x: f64, y: f64) -> Option<(usize, u32)> {
    if !(0.0..f64::from(WIDTH)).contains(&x) || y < 0.0 {
        return None;
    }
    let (x, y) = (x.round() as u32, y.round() as u32);
    let step = x * INVERSE % WIDTH;
    (step % BAND == y % BAND).then_some(((y / BAND) as usize, step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_tells_who_moved_and_when() {
        for mover in [0, 1, 199, 999] {
            for step in 0..WIDTH {
                let (x, y) = encode(mover, step);
                assert_eq!(decode(x, y), Some((mover, step)));
            }
        }
        assert_eq!(decode(-1.0, 3.0), None);
        assert_eq!(decode(0.0, 1.0), None);
    }
}
