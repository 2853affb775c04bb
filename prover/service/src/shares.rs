//! How much of what there is one may hold.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Counts what each holds. Among several, nobody takes one more that would leave fewer than it holds itself: the first may come to a half, the next to a quarter, and
/// so on, and whoever holds none gets one while there is any.
#[derive(Debug)]
pub(crate) struct Shares {
    all: usize,
    several: bool,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    total: usize,
    by: HashMap<String, usize>,
}

/// One of them, until it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    of: Arc<Shares>,
    who: String,
}

impl Shares {
    /// Of `all`; with `several` false they are anybody's.
    pub(crate) fn new(all: usize, several: bool) -> Arc<Self> {
        Arc::new(Self { all, several, held: Mutex::default() })
    }

    /// One more for `who`, if it may hold one more.
    pub(crate) fn take(self: &Arc<Self>, who: &str) -> Option<Share> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let free = self.all.saturating_sub(held.total);
        let own = held.by.get(who).copied().unwrap_or_default();
        let may = free > 0 && (!self.several || own == 0 || own < free);
        if !may {
            return None;
        }
        held.total += 1;
        *held.by.entry(who.to_owned()).or_default() += 1;
        Some(Share { of: Arc::clone(self), who: who.to_owned() })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut held = self.of.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.total -= 1;
        if let Some(count) = held.by.get_mut(&self.who) {
            *count -= 1;
            if *count == 0 {
                held.by.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_several_leaves_as_many_as_it_holds() {
        let shares = Shares::new(16, true);
        let fill = |who: &str| std::iter::from_fn(|| shares.take(who)).collect::<Vec<_>>();
        let all: Vec<Vec<Share>> = ["a", "b", "c", "d", "e"].into_iter().map(fill).collect();
        assert_eq!(all.iter().map(Vec::len).collect::<Vec<_>>(), [8, 4, 2, 1, 1]);
        assert!(shares.take("f").is_none());
        drop(all);
        let held = shares.held.lock().unwrap();
        assert!(held.total == 0 && held.by.is_empty(), "who holds nothing is forgotten");
    }

    #[test]
    fn one_alone_holds_all() {
        let shares = Shares::new(3, false);
        let held: Vec<_> = (0..4).map(|_| shares.take("a")).collect();
        assert_eq!(held.iter().flatten().count(), 3);
        assert!(Shares::new(1, true).take("a").is_some());
    }
}
