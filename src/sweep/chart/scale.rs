//! Easy numbers for logarithmic axes, and places for names.

use crate::drawing::axes::some_length;

/// The largest of 1, 2, 5 times a power of ten that is not above `value`.
pub(super) fn below(value: f64) -> f64 {
    let value = some_length(value);
    let power = 10f64.powf(value.log10().floor());
    let steps = [5.0, 2.0, 1.0].into_iter().map(|step| step * power);
    steps
        .into_iter()
        .find(|step| *step <= value * (1.0 + 1e-9))
        .unwrap_or(power)
}

/// 1, 2, 5, 10, … times a power of ten from one number to another; over a long way powers of ten only.
pub(super) fn decades(from: f64, to: f64) -> Vec<f64> {
    let steps: &[f64] = if to / from > 3000.0 {
        &[1.0]
    } else {
        &[1.0, 2.0, 5.0]
    };
    let mut power = 10f64.powf(some_length(from).log10().floor());
    let mut numbers = Vec::new();
    while power <= to && numbers.len() < 60 {
        numbers.extend(steps.iter().map(|step| step * power));
        power *= 10.0;
    }
    numbers.retain(|number| (from * (1.0 - 1e-9)..=to * (1.0 + 1e-9)).contains(number));
    numbers
}

/// Places as near to those wanted, given in order, as can be with a distance between them, within two ends.
pub(super) fn apart(wanted: &[i32], first: i32, last: i32, distance: i32) -> Vec<i32> {
    let mut places = Vec::with_capacity(wanted.len());
    let mut free = first;
    for want in wanted {
        let place = (*want).max(free);
        places.push(place);
        free = place + distance;
    }
    let mut free = last;
    for place in places.iter_mut().rev() {
        *place = (*place).min(free);
        free = *place - distance;
    }
    places
}
