//! Random chunks, with the slots that the native check reads.

use covenant_liabilities::{Columns, F, Filler, Layout, Shape, from_ark};
use covenant_statements::{
    Fr,
    solvency::{Chunk, Slot},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

#[allow(dead_code, reason = "each test file reads its own part")]
pub(crate) struct World {
    pub(crate) layout: Layout,
    pub(crate) columns: Columns,
    pub(crate) chunk: Chunk,
    pub(crate) slots: Vec<Slot>,
}

impl World {
    /// A chunk of so many accounts with balances of all sizes.
    pub(crate) fn new(k: u32, assets: usize, accounts: usize, seed: u64) -> Self {
        let shape = Shape::new(k, assets).unwrap();
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut filler =
            Filler::new(shape, Fr::from(rng.r#gen::<u64>()), rng.r#gen(), Fr::from(rng.r#gen::<u128>()));
        let mut slots = Vec::new();
        for _ in 0..accounts {
            let balances: Vec<u64> = (0..assets)
                .map(|_| match rng.gen_range(0..8) {
                    0 => 0,
                    1 => u64::MAX,
                    _ => rng.r#gen::<u64>() >> rng.gen_range(0..64),
                })
                .collect();
            let ids: Vec<Fr> = (0..assets).map(|_| Fr::from(rng.r#gen::<u128>())).collect();
            filler.push(&ids, &balances).unwrap();
            slots.push(Slot { active: true, balances });
        }
        let (columns, chunk) = filler.finish(&mut rng).unwrap();
        let layout = Layout::new(shape);
        slots.resize(layout.capacity(), Slot { active: false, balances: vec![0; assets] });
        Self { layout, columns, chunk, slots }
    }

    #[allow(dead_code, reason = "each test file reads its own part")]
    pub(crate) fn output(&self) -> F {
        from_ark(&self.chunk.output())
    }
}
