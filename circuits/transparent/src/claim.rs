//! What is claimed: this institution, at this moment and within this scope, owes these totals to so many accounts. A file for the auditor.

use crate::{Error, F, Shape};
use ark_ff::{BigInteger, PrimeField as _};
use covenant_statements::{
    Bps, Fr, Network,
    serde_forms::field_hex,
    solvency::{Chunk, Environment, Slot, check},
};
use halo2_proofs::pasta::group::ff::PrimeField;
use serde::{Deserialize, Serialize};

/// The largest claim's file, in bytes.
pub const MAX_FILE: usize = 16 << 10;

/// A claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What the statement is judged by, every part in clear. Its number of accounts is the count: this lane has no chunks.
    pub environment: Environment,
    /// What is owed, asset by asset in the scope's order: 1 to 32.
    pub totals: Vec<u128>,
}

impl Claim {
    /// What these accounts come to, whatever number of accounts the environment says.
    #[must_use]
    pub fn of<'a>(
        environment: Environment,
        assets: usize,
        accounts: impl IntoIterator<Item = &'a [u64]>,
    ) -> Self {
        let mut chunk = Chunk::empty(Fr::from(0u64), 0, assets, Fr::from(0u64));
        accounts.into_iter().for_each(|balances| chunk.add(balances));
        Self { environment: Environment { accounts: chunk.count, ..environment }, totals: chunk.totals }
    }

    /// The circuit that it takes.
    ///
    /// # Errors
    /// [`Error::Shape`].
    pub fn shape(&self) -> Result<Shape, Error> {
        let accounts = usize::try_from(self.environment.accounts).map_err(|_| Error::Shape)?;
        Shape::new(accounts, self.totals.len())
    }

    /// The native check: whether these slots are what is claimed, by the rules of a chunk.
    ///
    /// # Errors
    /// [`Error::Shape`]; [`Error::Rule`] with the first rule that fails.
    pub fn check(&self, slots: impl IntoIterator<Item = Slot>) -> Result<(), Error> {
        let mut totals = self.totals.clone();
        totals.resize(self.shape()?.assets(), 0);
        let (count, zero) = (self.environment.accounts, Fr::from(0u64));
        // The rules of a chunk end with its output, which this lane doesn't have: the totals themselves are public.
        let chunk = Chunk { environment: zero, index: 0, count, totals, blinding: zero };
        check(&chunk, slots, chunk.output()).map_err(Error::Rule)
    }

    /// The public inputs: environment, scope, as_of, count, one total for each asset of the circuit.
    ///
    /// # Errors
    /// [`Error::Shape`].
    pub fn public(&self) -> Result<Vec<F>, Error> {
        let Environment { scope, as_of, accounts, .. } = self.environment;
        let mut public =
            vec![from_ark(&self.environment.to_field()), from_ark(&scope), F::from(as_of), F::from(accounts)];
        public.extend(self.totals.iter().map(|total| F::from_u128(*total)));
        public.resize(crate::shape::PUBLIC + self.shape()?.assets(), F::from(0));
        Ok(public)
    }

    /// The file.
    ///
    /// # Errors
    /// [`Error::Claim`] where it would not be read back.
    pub fn to_json(&self) -> Result<String, Error> {
        let text = serde_json::to_string_pretty(&Form::of(self)).map_err(|_| Error::Claim)? + "\n";
        if Self::from_json(text.as_bytes())? == *self { Ok(text) } else { Err(Error::Claim) }
    }

    /// Reads the file: every value in its one form, nothing unknown, nothing behind it.
    ///
    /// # Errors
    /// [`Error::Claim`]; [`Error::Shape`] for a number of accounts or assets that no circuit takes.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > MAX_FILE {
            return Err(Error::Claim);
        }
        let form: Form = serde_json::from_slice(bytes).map_err(|_| Error::Claim)?;
        let claim = form.claim()?;
        claim.shape()?;
        Ok(claim)
    }
}

/// BN254's scalars are below Pasta's modulus: each is one element, and two are never the same.
fn from_ark(x: &Fr) -> F {
    let mut repr = [0u8; 32];
    repr.copy_from_slice(&x.into_bigint().to_bytes_le());
    Option::from(F::from_repr(repr)).unwrap_or_default()
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    version: u32,
    network: Network,
    #[serde(with = "field_hex")]
    entity: Fr,
    #[serde(with = "field_hex")]
    scope: Fr,
    #[serde(with = "field_hex")]
    policy: Fr,
    threshold_bps: u32,
    as_of: u64,
    #[serde(with = "field_hex")]
    price_root: Fr,
    #[serde(with = "field_hex")]
    registry_root: Fr,
    accounts: u64,
    totals: Vec<String>,
}

impl Form {
    fn of(claim: &Claim) -> Self {
        let Environment {
            network,
            entity,
            scope,
            policy,
            threshold,
            as_of,
            price_root,
            registry_root,
            accounts,
        } = claim.environment;
        let totals = claim.totals.iter().map(u128::to_string).collect();
        let threshold_bps = threshold.0;
        Self {
            version: 1,
            network,
            entity,
            scope,
            policy,
            threshold_bps,
            as_of,
            price_root,
            registry_root,
            accounts,
            totals,
        }
    }

    fn claim(self) -> Result<Claim, Error> {
        let Self {
            network,
            entity,
            scope,
            policy,
            threshold_bps,
            as_of,
            price_root,
            registry_root,
            accounts,
            ..
        } = self;
        let total = |text: &String| text.parse().ok().filter(|total: &u128| total.to_string() == *text);
        let totals = self.totals.iter().map(total).collect::<Option<Vec<u128>>>().ok_or(Error::Claim)?;
        if self.version != 1 {
            return Err(Error::Claim);
        }
        let threshold = Bps(threshold_bps);
        let environment = Environment {
            network,
            entity,
            scope,
            policy,
            threshold,
            as_of,
            price_root,
            registry_root,
            accounts,
        };
        Ok(Claim { environment, totals })
    }
}
