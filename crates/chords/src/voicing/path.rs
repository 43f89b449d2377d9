//! The easiest path through the chords of a song.

use super::shape::Voicing;

/// The voicings of a song's chords with the least hand movement: for each chord the index into its list, or `None` if it has no
/// voicings.
pub fn easiest_path(chords: &[Vec<Voicing>]) -> Vec<Option<usize>> {
    // Per chord: the best total cost up to each voicing, and the previous voicing on that path.
    let mut rows: Vec<Vec<(u64, usize)>> = Vec::with_capacity(chords.len());
    let mut previous: Option<usize> = None;
    for (index, list) in chords.iter().enumerate() {
        let row = list
            .iter()
            .map(|voicing| {
                let own = u64::from(voicing.cost);
                let before = previous.and_then(|before| {
                    let totals = rows.get(before)?;
                    let from = chords.get(before)?;
                    (0..)
                        .zip(totals.iter().zip(from))
                        .map(|(place, (total, from))| (total.0 + movement(from, voicing), place))
                        .min()
                });
                before.map_or((own, 0), |(total, place)| (total + own, place))
            })
            .collect();
        rows.push(row);
        if !list.is_empty() {
            previous = Some(index);
        }
    }
    trace_back(&rows)
}

fn trace_back(rows: &[Vec<(u64, usize)>]) -> Vec<Option<usize>> {
    let mut path = vec![None; rows.len()];
    let mut place: Option<usize> = None;
    for (row, chosen) in rows.iter().zip(&mut path).rev() {
        if row.is_empty() {
            continue;
        }
        let here = place.or_else(|| {
            (0..row.len()).min_by_key(|place| row.get(*place).map(|(total, _)| *total))
        });
        *chosen = here;
        place = here
            .and_then(|here| row.get(here))
            .map(|(_, before)| *before);
    }
    path
}

/// The hand movement between two voicings, in cost units: frets that it shifts, and strings whose fret changes.
fn movement(from: &Voicing, to: &Voicing) -> u64 {
    let position = |voicing: &Voicing| voicing.pressed().min().unwrap_or(1);
    let shift = u64::from(position(from).abs_diff(position(to)));
    let changed = from
        .frets
        .iter()
        .zip(&to.frets)
        .filter(|(from, to)| from != to && to.is_some_and(|fret| fret > 0))
        .count();
    shift * 20 + changed as u64 * 5
}
