//! How late a loan is: the buckets of a tape and the columns of a loss table.

/// The state of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum State {
    /// No day past due.
    Current = 0,
    /// 1 to 29 days past due.
    Days1To29 = 1,
    /// 30 to 59 days past due.
    Days30To59 = 2,
    /// 60 to 89 days past due.
    Days60To89 = 3,
    /// 90 days past due, or more.
    Days90 = 4,
    /// Declared in default, whatever its days past due.
    Defaulted = 5,
}

impl State {
    /// How many there are.
    pub const COUNT: usize = 6;
    /// How many of them are told by days past due.
    pub const BUCKETS: usize = 5;
    /// The fewest and the most days past due of each; a defaulted loan may have any.
    pub const DAYS: [(u16, u16); Self::COUNT] =
        [(0, 0), (1, 29), (30, 59), (60, 89), (90, u16::MAX), (0, u16::MAX)];

    /// The state of a line with these days past due.
    #[must_use]
    pub const fn of(days_past_due: u16, defaulted: bool) -> Self {
        match days_past_due {
            _ if defaulted => Self::Defaulted,
            0 => Self::Current,
            1..=29 => Self::Days1To29,
            30..=59 => Self::Days30To59,
            60..=89 => Self::Days60To89,
            _ => Self::Days90,
        }
    }

    /// The bucket that it counts in: a defaulted loan in the last, so that it is never shown as current.
    #[must_use]
    pub const fn bucket(self) -> usize {
        match self {
            Self::Defaulted => Self::Days90 as usize,
            _ => self as usize,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_meet_and_do_not_overlap() {
        for days in 0..=u16::MAX {
            let state = State::of(days, false);
            let (first, last) = State::DAYS[state as usize];
            assert!((first..=last).contains(&days));
            let others = State::DAYS[..State::BUCKETS].iter().filter(|(a, b)| (*a..=*b).contains(&days));
            assert_eq!(others.count(), 1, "{days} days");
        }
        assert_eq!(State::of(0, true).bucket(), State::Days90.bucket());
    }
}
