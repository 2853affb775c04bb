//! Tables of constants are made without the help of rayon's pool: a worker of the pool may itself be waiting for the table, and
//! then whoever makes it would wait for that worker for ever. Of a process of its own, since tables are made once.

use covenant_gadgets::{
    babyjubjub::{generator, mul::fixed_base_mul},
    cs::{Cs, Forgery, Mode, Var},
};
use std::{sync::mpsc::channel, thread, time::Duration};

#[test]
fn a_table_is_made_while_the_pool_is_busy() {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().unwrap();
    let (release, held) = channel::<()>();
    rayon::spawn(move || held.recv().unwrap_or_default());
    let (sender, receiver) = channel();
    thread::spawn(move || {
        // A replay works points out one by one; the pool is not asked for them either.
        let nothing = Forgery { var: Var::witness(1 << 20), replace: Box::new(|v| v) };
        let mut cs = Cs::with_forgeries(Mode::Full, [nothing]);
        let bits = [true, false, true].map(|bit| cs.hint_bit("bit", || bit));
        let five = fixed_base_mul(&mut cs, &bits).point().value();
        sender.send((five, cs.is_satisfied().is_ok())).unwrap();
    });
    let (five, holds) = receiver.recv_timeout(Duration::from_secs(30)).expect("the table waits for the pool");
    assert!(holds && five == covenant_gadgets::babyjubjub::mul(&generator(), &5u64.into()));
    drop(release);
}
