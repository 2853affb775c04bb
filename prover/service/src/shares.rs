//! How much of what there is one tenant may hold.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Counts what each holds, up to a number.
#[derive(Debug)]
pub(crate) struct Shares {
    most: usize,
    held: Mutex<HashMap<String, usize>>,
}

/// One of them, until it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    of: Arc<Shares>,
    who: String,
}

impl Shares {
    /// Of `all`, one tenant among several holds half at most: there is always some left for another.
    pub(crate) fn new(all: usize, several: bool) -> Arc<Self> {
        let most = if several { (all / 2).max(1) } else { all };
        Arc::new(Self { most, held: Mutex::default() })
    }

    /// One more for `who`, if it may hold one more.
    pub(crate) fn take(self: &Arc<Self>, who: &str) -> Option<Share> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(who.to_owned()).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Share { of: Arc::clone(self), who: who.to_owned() })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut held = self.of.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.who) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_several_holds_half() {
        let shares = Shares::new(5, true);
        let held: Vec<_> = (0..3).map(|_| shares.take("a")).collect();
        assert_eq!(held.iter().flatten().count(), 2);
        assert!(shares.take("b").is_some());
        drop(held);
        assert!(shares.take("a").is_some());
        assert!(shares.held.lock().unwrap().is_empty(), "who holds nothing is forgotten");
        assert!(Shares::new(1, true).take("a").is_some());
    }

    #[test]
    fn one_alone_holds_all() {
        let shares = Shares::new(3, false);
        let held: Vec<_> = (0..4).map(|_| shares.take("a")).collect();
        assert_eq!(held.iter().flatten().count(), 3);
    }
}
