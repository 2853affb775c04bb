//! A whole valid world: keys, a registry, a policy, an acknowledged invoice, the nullifier registry's answer and the
//! seller's consent. Deterministic by its seed. Setups take their shape from it, tests mutate it, vectors write it out.

use super::{AcknowledgedClaim, Acknowledgement, Claim, Consent, Transcript, consent_message};
use crate::{
    Amount, Bps, Capacity, Context, Currency, Day, DocumentType, FiscalRule, Fr, Identifier, InvoiceNumber,
    Kind, Lane, Leaf, Member, Network, ObligationPolicy, PartyId, ResponseCode, Role, Selector, TextDigest,
    binding::{Address, ChainId},
    party::registry_tree,
};
use alloc::{vec, vec::Vec};
use ark_ff::UniformRand;
use covenant_gadgets::{babyjubjub::Scalar, eddsa::SecretKey, voprf};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

/// A registered key with its secret.
#[derive(Clone)]
pub struct Registered {
    /// The entry.
    pub leaf: Leaf,
    /// The key that belongs to it.
    pub key: SecretKey,
}

/// Everything from which a claim is made; change a field, and signatures follow in [`World::claim`].
#[derive(Clone)]
pub struct World {
    /// Where nonces and blindings come from.
    pub seed: u64,
    /// The network that the proof is for.
    pub network: Network,
    /// The lender's policy.
    pub policy: ObligationPolicy,
    /// The day of judgement.
    pub as_of: Day,
    /// What the debtor signs.
    pub acknowledgement: Acknowledgement,
    /// Who signs the acknowledgement.
    pub signer: Registered,
    /// Who consents.
    pub seller: Registered,
    /// Other entries of the registry.
    pub others: Vec<Registered>,
    /// The nullifier registry's key.
    pub nullifier_key: SecretKey,
    /// Where the proof may be used.
    pub context: Context,
    /// The blinding scalar, if not drawn.
    pub blind: Option<Scalar>,
}

/// A party id from text, for constants that are valid.
fn party(identifier: &str) -> PartyId {
    identifier.parse::<Identifier>().map(|i| i.party_id()).unwrap_or_default()
}

fn day(text: &str) -> Day {
    text.parse().unwrap_or_default()
}

fn euro() -> Currency {
    "EUR".parse().unwrap_or_else(|_| unreachable!("a constant of three letters"))
}

impl World {
    /// A valid world; others with another seed have other keys and salts.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut register = |role, id: PartyId, principal, rule| {
            let key = SecretKey::generate(&mut rng);
            let leaf = Leaf {
                role,
                party: id,
                principal,
                fiscal_rule: rule,
                key: key.public(),
                valid_from: day("2026-01-01"),
                valid_until: day("2027-12-31"),
                salt: Fr::rand(&mut rng),
            };
            Registered { leaf, key }
        };
        let (debtor_id, seller_id) = (party("VAT:NL123456789B01"), party("VAT:DE136695976"));
        let signer = register(Role::Debtor, debtor_id, None, None);
        let seller = register(Role::Seller, seller_id, None, Some(FiscalRule::CALENDAR));
        let others = vec![
            register(Role::Agent, party("VAT:IE6388047V"), Some(debtor_id), None),
            register(Role::VerificationAgent, party("VAT:FR40303265045"), None, None),
            register(Role::Debtor, party("VAT:ATU12345675"), None, None),
            register(Role::Seller, party("VAT:BE0123456749"), None, Some(FiscalRule::CALENDAR)),
        ];
        Self {
            seed,
            network: Network::Development,
            policy: policy(others[1].leaf.party),
            as_of: day("2026-11-22"),
            acknowledgement: acknowledgement(seller_id, debtor_id),
            signer,
            seller,
            others,
            nullifier_key: SecretKey::generate(&mut rng),
            context: context(),
            blind: None,
        }
    }

    /// The registry: the signer, the seller, then the others.
    #[must_use]
    pub fn registry(&self) -> covenant_gadgets::merkle::Tree {
        let entries = [&self.signer, &self.seller].into_iter().chain(&self.others);
        let leaves: Vec<Fr> = entries.map(|r| r.leaf.hash()).collect();
        registry_tree(leaves).unwrap_or_else(|| unreachable!("a handful of leaves fits"))
    }

    /// The claim of conditions 1 to 3, signed with this world's keys.
    #[must_use]
    pub fn acknowledged(&self) -> AcknowledgedClaim {
        let mut rng = self.rng(1);
        let tree = self.registry();
        AcknowledgedClaim {
            network: self.network,
            policy: self.policy.clone(),
            as_of: self.as_of,
            registry_root: tree.root(),
            acknowledgement: self.acknowledgement.clone(),
            signature: self.signer.key.sign(self.acknowledgement.message(), &mut rng),
            signer: self.member(&tree, 0, &self.signer),
        }
    }

    /// The whole claim, signed with this world's keys; it satisfies the statement if the world's fields do.
    #[must_use]
    pub fn claim(&self) -> Claim {
        let mut rng = self.rng(2);
        let tree = self.registry();
        let ack = &self.acknowledgement;
        let rule = self.seller.leaf.fiscal_rule.unwrap_or(FiscalRule::CALENDAR);
        let id = crate::CanonicalId::new(ack.seller, ack.document_type, ack.issue, rule, ack.number.clone());
        let input = voprf::hash_to_curve(id.hash_to_curve_inputs());
        let blind = self.blind.unwrap_or_else(|| Scalar::rand(&mut rng));
        let blinded = covenant_gadgets::babyjubjub::mul_scalar(&input, &blind);
        let evaluation = voprf::evaluate(&self.nullifier_key, &blinded, &mut rng).unwrap_or_else(|_| {
            voprf::Evaluation { evaluated: blinded, c: Fr::default(), s: Scalar::default() }
        });
        let consent = Consent {
            context: self.context.to_field(),
            transcript: Transcript { key: self.nullifier_key.public(), blind, evaluation },
            blinding: Fr::rand(&mut rng),
            seller: self.member(&tree, 1, &self.seller),
            signature: self.seller.key.sign(Fr::default(), &mut rng),
        };
        let mut claim = Claim { acknowledged: self.acknowledged(), consent };
        self.sign_consent(&mut claim);
        claim
    }

    /// Signs the consent anew, for whatever note and context the claim has now.
    pub fn sign_consent(&self, claim: &mut Claim) {
        let note = claim.note().map(|n| n.commitment()).unwrap_or_default();
        let message = consent_message(claim.acknowledged.network, claim.consent.context, note);
        claim.consent.signature = self.seller.key.sign(message, &mut self.rng(3));
    }

    fn member(&self, tree: &covenant_gadgets::merkle::Tree, index: usize, registered: &Registered) -> Member {
        let path = tree.path(index).unwrap_or_else(|| unreachable!("the leaf is in the tree"));
        Member { leaf: registered.leaf.clone(), path }
    }

    fn rng(&self, stream: u64) -> ChaCha20Rng {
        ChaCha20Rng::seed_from_u64(self.seed.wrapping_mul(1000).wrapping_add(stream))
    }
}

/// The policy of the sample: what a lender might take.
#[must_use]
pub fn policy(verification_agent: PartyId) -> ObligationPolicy {
    ObligationPolicy {
        version: 1,
        max_amount: Amount(100_000_000),
        max_tenor_days: 180,
        tax_lane_tenor_days: 60,
        kinds: vec![Kind::Invoice, Kind::Loan],
        capacities: vec![Capacity::Debtor, Capacity::Agent, Capacity::VerificationAgent],
        lanes: vec![Lane::Acknowledged],
        currencies: vec![euro()],
        without_terms: true,
        terms: vec![TextDigest::of(b"no set-off")],
        any_payee: false,
        payees: vec![TextDigest::of(b"DE89370400440532013000")],
        verification_agents: vec![verification_agent],
    }
}

fn acknowledgement(seller: PartyId, debtor: PartyId) -> Acknowledgement {
    Acknowledgement {
        network: Network::Development,
        code: ResponseCode::Ap,
        seller,
        document_type: DocumentType::INVOICE,
        number: InvoiceNumber::new("RE-2026/0815")
            .unwrap_or_else(|_| unreachable!("a constant in normal form")),
        debtor,
        capacity: Capacity::Debtor,
        currency: euro(),
        amount: Amount(1_234_500),
        issue: day("2026-10-01"),
        due: day("2026-12-31"),
        rate: Bps(0),
        acknowledged_on: day("2026-10-05"),
        last_valid: day("2026-12-31"),
        terms: Some(TextDigest::of(b"no set-off")),
        payee: Some(TextDigest::of(b"DE89370400440532013000")),
    }
}

fn context() -> Context {
    Context {
        selector: Selector([0x11; 32]),
        chain: "eip155:31337".parse::<ChainId>().unwrap_or_else(|_| unreachable!("a constant name")),
        contract: Address(core::array::from_fn(|i| if i < 12 { 0 } else { 0x22 })),
        beneficiary: Address(core::array::from_fn(|i| if i < 12 { 0 } else { 0x33 })),
        expiry: day("2026-12-31").end_unix_seconds(),
        sequence: 0,
    }
}
