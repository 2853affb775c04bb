//! An attestation with a real proof, and the trust store that accepts it.

use ark_bn254::Fr;
use covenant_gadgets::babyjubjub;
use covenant_statements::{
    Amount, Capacity, Context, Day, Kind, Lane, Network, ObligationPolicy, PartyId, Point, Selector,
};
use covenant_verifier::attestation::VerifyOptions;
use covenant_verifier::attestation::obligation::{ObligationStatement, Parts, statement};
use covenant_verifier::dsse::{Envelope, PublicKey};
use covenant_verifier::groth16::VerifyingKey;
use covenant_verifier::trust::{
    AuditorEntry, CustodyEntry, EntityEntry, HomeRegistry, KeyEntry, NullifierKeyEntry, PolicyEntry,
    ProverEntry, RootEntry, RootKind, TrustDocument, TrustStore,
};
use ed25519_dalek::{Signer, SigningKey};

use super::{ProvingKey, prove, setup};

pub(crate) const CIRCUIT: &str = "invoice/1";
pub(crate) const NULLIFIER: u64 = 1_111;
pub(crate) const NOTE: u64 = 2_222;
pub(crate) const ROOT: u64 = 3_333;

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A prover with its keys, and everything that its attestations name.
pub(crate) struct World {
    pub(crate) network: Network,
    pub(crate) signing: SigningKey,
    pub(crate) proving: ProvingKey,
    pub(crate) verifying: VerifyingKey,
    pub(crate) policy: ObligationPolicy,
    pub(crate) nullifier_key: Point,
    pub(crate) context: Context,
    pub(crate) as_of: Day,
}

impl World {
    pub(crate) fn new(network: Network) -> Self {
        let (proving, verifying) = setup(11);
        let policy = ObligationPolicy {
            version: 1,
            max_amount: Amount(100_000_000),
            max_tenor_days: 120,
            tax_lane_tenor_days: 60,
            kinds: vec![Kind::Invoice, Kind::Loan],
            capacities: vec![Capacity::Debtor],
            lanes: vec![Lane::Acknowledged],
            currencies: vec!["EUR".parse().unwrap()],
            without_terms: true,
            terms: vec![],
            any_payee: true,
            payees: vec![],
            verification_agents: vec![],
        };
        let context = Context {
            selector: Selector::new(network, CIRCUIT, &verifying.to_bytes()),
            chain: "eip155:31337".parse().unwrap(),
            contract: "0x00000000000000000000000000000000000000c1".parse().unwrap(),
            beneficiary: "0x00000000000000000000000000000000000000b2".parse().unwrap(),
            expiry: day("2026-12-31").end_unix_seconds(),
            sequence: 0,
        };
        Self {
            network,
            signing: SigningKey::from_bytes(&[42; 32]),
            proving,
            verifying,
            policy,
            nullifier_key: babyjubjub::generator(),
            context,
            as_of: day("2026-11-22"),
        }
    }

    pub(crate) fn public_key(&self) -> PublicKey {
        PublicKey::from_bytes(&self.signing.verifying_key().to_bytes()).unwrap()
    }

    pub(crate) fn statement(&self) -> ObligationStatement {
        self.statement_of(NOTE)
    }

    /// The statement, proved for its own public inputs.
    pub(crate) fn statement_of(&self, note: u64) -> ObligationStatement {
        let placeholder = prove(&self.proving, [Fr::from(0u64); 4], 1);
        let mut parts = Parts {
            network: self.network,
            verifying_key: &self.verifying,
            policy: &self.policy,
            as_of: self.as_of,
            registry_root: Fr::from(ROOT),
            nullifier_key: self.nullifier_key,
            context: &self.context,
            nullifier: Fr::from(NULLIFIER),
            note: Fr::from(note),
            proof: &placeholder,
            log_index: None,
        };
        let inputs = statement(&parts).predicate.public_inputs.in_order();
        let proof = prove(&self.proving, inputs, 2);
        parts.proof = &proof;
        statement(&parts)
    }

    pub(crate) fn seal(&self, payload: Vec<u8>) -> Vec<u8> {
        let sign = |message: &[u8]| self.signing.sign(message).to_bytes();
        Envelope::seal(payload, &self.public_key(), sign).to_json().into_bytes()
    }

    pub(crate) fn attestation(&self) -> Vec<u8> {
        self.seal(self.statement().to_payload().unwrap())
    }

    pub(crate) fn trust(&self) -> TrustDocument {
        let development = self.network == Network::Development;
        TrustDocument {
            until: day("2026-12-31"),
            not_before: day("2026-11-01"),
            keys: vec![KeyEntry::new(CIRCUIT, &self.verifying, development)],
            roots: vec![RootEntry {
                kind: RootKind::Parties,
                root: Fr::from(ROOT),
                from: day("2026-11-01"),
                until: day("2026-11-30"),
            }],
            nullifier_keys: vec![NullifierKeyEntry {
                key: self.nullifier_key,
                home: HomeRegistry { chain: self.context.chain.clone(), contract: self.context.contract },
            }],
            policies: vec![PolicyEntry::new(&self.policy).unwrap()],
            provers: vec![ProverEntry {
                name: "prover".into(),
                ed25519: self.public_key(),
                from: day("2026-01-01"),
                until: day("2027-12-31"),
            }],
            ..TrustDocument::empty(self.network)
        }
    }

    /// The same with an entry in every list.
    pub(crate) fn full_trust(&self) -> TrustDocument {
        let mut trust = self.trust();
        trust.roots.push(RootEntry { kind: RootKind::Prices, ..trust.roots[0].clone() });
        let custody = |id: &str, d0: u64| CustodyEntry {
            id: id.into(),
            d0: Fr::from(d0),
            policy: self.policy.digest(),
            roles: Fr::from(4_444u64),
            epoch: 1,
            counter: 12,
            sequence: 40,
        };
        TrustDocument {
            facilities: vec![custody("facility 7", 5_555)],
            pools: vec![custody("pool A", 6_666)],
            entities: vec![EntityEntry {
                name: "an exchange".into(),
                party: PartyId(Fr::from(7_777u64)),
                scope: Fr::from(8_888u64),
            }],
            auditors: vec![AuditorEntry {
                name: "an auditor".into(),
                key: self.nullifier_key,
                from: day("2026-10-01"),
                until: day("2026-12-31"),
            }],
            ..trust
        }
    }

    pub(crate) fn store(&self) -> TrustStore {
        TrustStore::from_document(self.trust()).unwrap()
    }
}

pub(crate) fn today() -> VerifyOptions {
    VerifyOptions::at_day(day("2026-11-25"))
}
