//! The library used directly, without a home: parties register, the debtor acknowledges, the seller consents, the claim holds.

use covenant_gadgets::babyjubjub::codec;
use covenant_gadgets::eddsa::SecretKey;
use covenant_gadgets::voprf;
use covenant_parties::key_file::{self, Purpose};
use covenant_parties::obligation::acknowledgement::{require_payee, sign};
use covenant_parties::obligation::{
    ClaimDraft, Consented, PendingConsent, Response, SignedAcknowledgement, SignedConsent,
};
use covenant_parties::policies::AnyPolicy;
use covenant_parties::store::DEFAULT_POLICY;
use covenant_parties::trust::Trusted;
use covenant_parties::{
    Error, ErrorKind, Format, MemoryStore, Record, Registration, Registry, Store, policies, possession,
};
use covenant_statements::invoice::{self, document::Obligation};
use covenant_statements::{
    Amount, Bps, Context, Day, DocumentType, FiscalRule, Identifier, InvoiceNumber, Network,
    ObligationPolicy, Role, Selector, TextDigest, field,
};
use covenant_verifier::dsse::PublicKey;
use covenant_verifier::trust::RootKind;
use rand::{SeedableRng as _, rngs::StdRng};

const NETWORK: Network = Network::Development;
const NOW: u64 = 1_795_300_000;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A registrar's store, two parties' keys, and a nullifier registry.
struct World {
    store: MemoryStore,
    seller: SecretKey,
    debtor: SecretKey,
    nullifier: SecretKey,
    rng: StdRng,
}

impl World {
    fn new() -> Self {
        let mut rng = StdRng::seed_from_u64(1);
        let [seller, debtor, nullifier] = [(); 3].map(|()| SecretKey::generate(&mut rng));
        let store = MemoryStore::new();
        let nullifier_file = key_file::curve_key_to_json(&nullifier, Purpose::Nullifier);
        store.write(Record::NullifierKey, &nullifier_file).unwrap();
        let policy = policies::to_json(&policies::development_default());
        store.write(Record::Policy(DEFAULT_POLICY), &policy).unwrap();
        let mut world = Self { store, seller, debtor, nullifier, rng };
        world.register("VAT:DE1", Role::Seller, &world.seller.clone()).unwrap();
        world.register("VAT:DE2", Role::Debtor, &world.debtor.clone()).unwrap();
        world
    }

    /// The party shows its key, the registrar registers it.
    fn register(&mut self, id: &str, role: Role, key: &SecretKey) -> Result<(), Error> {
        let (id, public) = (id.parse::<Identifier>().unwrap(), codec::to_hex(&key.public()));
        let shown = possession::prove(NETWORK, id.party_id(), &[role], key, &mut self.rng);
        let (key, possession) = possession::read(&public, &field::bytes_hex(&shown.to_bytes()))?;
        let registration = Registration {
            identifiers: vec![id],
            roles: vec![role],
            principal: None,
            fiscal_rule: None,
            key,
            possession,
            valid_from: None,
            valid_until: None,
        };
        let rng = &mut self.rng;
        self.store.change_registry(|registry| Ok(registry.add(NETWORK, &registration, NOW, rng)?))?;
        Ok(())
    }

    fn obligation(&self) -> Obligation {
        let registry = self.store.registry().unwrap();
        let party = |id: &str| registry.find(&id.parse().unwrap()).unwrap().id();
        Obligation {
            seller: party("VAT:DE1"),
            debtor: party("VAT:DE2"),
            document_type: DocumentType(380),
            number: InvoiceNumber::new("RE-1").unwrap(),
            currency: "EUR".parse().unwrap(),
            payable: Amount(906_536),
            issue: day("2026-11-04"),
            due: Some(day("2026-12-04")),
            rate: Bps(0),
        }
    }

    fn acknowledge(&mut self, response: &Response) -> SignedAcknowledgement {
        let acknowledgement = response.acknowledge(NETWORK, &self.obligation()).unwrap();
        let signed = sign(acknowledgement, &self.debtor.clone(), &mut self.rng);
        SignedAcknowledgement::from_json(&signed.to_json(), "acknowledgement").unwrap()
    }

    fn draft(&self, signed: SignedAcknowledgement) -> Result<ClaimDraft, Error> {
        let policy = self.store.default_policy()?;
        ClaimDraft::new(NETWORK, self.store.registry()?, signed, policy, day("2026-11-22"))
    }

    fn consent(&mut self, draft: ClaimDraft, context: Context) -> Result<Consented, Error> {
        let seller = self.seller.clone();
        let pending = PendingConsent::new(draft, &seller, context, &mut self.rng)?;
        let key = self.store.nullifier_key()?;
        let evaluation = voprf::evaluate(&key, pending.blinded(), &mut self.rng).unwrap();
        pending.complete(key.public(), evaluation, &mut self.rng)
    }
}

fn context() -> Context {
    Context {
        selector: Selector([7; 32]),
        chain: "eip155:31337".parse().unwrap(),
        contract: "0x00000000000000000000000000000000000000aa".parse().unwrap(),
        beneficiary: "0x00000000000000000000000000000000000000bb".parse().unwrap(),
        expiry: day("2026-12-31").end_unix_seconds(),
        sequence: 0,
    }
}

#[test]
fn a_claim_comes_about_without_a_home() {
    let mut world = World::new();
    let signed = world.acknowledge(&Response::approval(day("2026-11-22")));
    let draft = world.draft(signed.clone()).unwrap();
    invoice::check_acknowledged(&draft.acknowledged).unwrap();
    let consented = world.consent(draft, context()).unwrap();
    invoice::check(&consented.claim).unwrap();

    // The prover makes the same claim of the files that it is handed.
    let file = consented.consent.to_json();
    let consent = SignedConsent::from_json(&file, "consent").unwrap();
    let claim = world.draft(signed).unwrap().with_consent(&consent).unwrap();
    invoice::check(&claim).unwrap();
    let public = claim.public_inputs().unwrap();
    assert_eq!((public.nullifier, public.note), (consented.nullifier, consented.note));

    let registry = world.store.registry().unwrap();
    let home = format!("{}:{}", consent.context.chain, consent.context.contract);
    let signing = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let trusted = Trusted {
        network: NETWORK,
        until: Day::MAX,
        keys: Vec::new(),
        registry: &registry,
        nullifier_key: Some((world.nullifier.public(), home.parse().unwrap())),
        policies: world.store.trusted_policies().unwrap(),
        prices: &world.store.prices().unwrap(),
        facilities: Vec::new(),
        pools: Vec::new(),
        entities: Default::default(),
        prover: Some(("a prover", PublicKey::from_bytes(signing.verifying_key().as_bytes()).unwrap())),
    };
    let store = trusted.to_store().unwrap();
    assert!(store.trusts_root(RootKind::Parties, &claim.acknowledged.registry_root, day("2026-11-22")));
    assert!(store.policy::<ObligationPolicy>(&claim.acknowledged.policy.digest()).is_some());
    assert!(store.nullifier_key(&world.nullifier.public()).is_some());
}

#[test]
fn a_second_consent_has_another_note_and_one_nullifier() {
    let mut world = World::new();
    let signed = world.acknowledge(&Response::approval(day("2026-11-22")));
    let draft = world.draft(signed.clone()).unwrap();
    let first = world.consent(draft, context()).unwrap();
    let draft = world.draft(signed).unwrap();
    let second = world.consent(draft, context()).unwrap();
    assert_eq!(first.nullifier, second.nullifier);
    assert_ne!(first.note, second.note);
}

/// The thief of a key signs and proves for a day on which the key was still good.
#[test]
fn nobody_backdates_past_a_revocation() {
    let mut world = World::new();
    let today = Day::of_unix_seconds(NOW).unwrap();
    let yesterday = Day::new(today.get() - 1).unwrap();
    let rng = &mut world.rng;
    let debtor = "VAT:DE2".parse().unwrap();
    world.store.change_registry(|registry| Ok(registry.revoke(&debtor, today, NOW, rng)?)).unwrap();
    let mut response = Response::approval(yesterday);
    response.due = Some(day("2026-12-04"));
    let signed = world.acknowledge(&response);
    let registry = world.store.registry().unwrap();
    let policy = world.store.default_policy().unwrap();
    let draft = ClaimDraft::new(NETWORK, registry.clone(), signed, policy, yesterday).unwrap();
    invoice::check_acknowledged(&draft.acknowledged).expect("on that day the key was good");

    let signing = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let trusted = Trusted {
        network: NETWORK,
        until: Day::MAX,
        keys: Vec::new(),
        registry: &registry,
        nullifier_key: None,
        policies: world.store.trusted_policies().unwrap(),
        prices: &world.store.prices().unwrap(),
        facilities: Vec::new(),
        pools: Vec::new(),
        entities: Default::default(),
        prover: Some(("a prover", PublicKey::from_bytes(signing.verifying_key().as_bytes()).unwrap())),
    };
    let trust = trusted.to_store().unwrap();
    assert!(
        !trust.trusts_root(RootKind::Parties, &draft.acknowledged.registry_root, yesterday),
        "no day before the revocation"
    );
    assert!(trust.trusts_root(RootKind::Parties, &draft.acknowledged.registry_root, today));
}

fn refused(result: Result<impl Sized, Error>) -> (ErrorKind, &'static str) {
    let error = result.err().expect("a refusal");
    (error.kind(), error.code())
}

#[test]
fn what_does_not_fit_is_refused_with_the_codes_that_scripts_know() {
    use ErrorKind::{Refused, Unsatisfied};
    let mut world = World::new();
    let approval = Response::approval(day("2026-11-22"));
    let signed = world.acknowledge(&approval);

    let stranger = SignedAcknowledgement { signer: world.nullifier.public(), ..signed.clone() };
    assert_eq!(refused(world.draft(stranger)), (Unsatisfied, "invoice/signer-not-registered"));
    let expired = Context { expiry: day("2026-11-21").end_unix_seconds(), ..context() };
    let draft = world.draft(signed.clone()).unwrap();
    assert_eq!(refused(world.consent(draft, expired)), (Unsatisfied, "consent/expired"));
    let draft = world.draft(signed.clone()).unwrap();
    let debtor = world.debtor.clone();
    let pending = PendingConsent::new(draft, &debtor, context(), &mut world.rng);
    assert_eq!(refused(pending), (Unsatisfied, "invoice/seller-role"));

    // An answer under another key than the registry's.
    let draft = world.draft(signed.clone()).unwrap();
    let seller = world.seller.clone();
    let pending = PendingConsent::new(draft, &seller, context(), &mut world.rng).unwrap();
    let evaluation = voprf::evaluate(&world.nullifier, pending.blinded(), &mut world.rng).unwrap();
    let answered = pending.complete(world.debtor.public(), evaluation, &mut world.rng);
    assert_eq!(refused(answered), (Refused, "nullifier/refused"));

    let draft = world.draft(signed.clone()).unwrap();
    let consented = world.consent(draft, context()).unwrap();
    let policy = world.store.default_policy().unwrap();
    let registry = world.store.registry().unwrap();
    let tomorrow = ClaimDraft::new(NETWORK, registry, signed.clone(), policy, day("2026-11-23")).unwrap();
    let other_day = tomorrow.with_consent(&consented.consent);
    assert_eq!(refused(other_day), (Unsatisfied, "consent/other-as-of"));
    let mut narrower = world.store.default_policy().unwrap();
    narrower.max_tenor_days -= 1;
    let registry = world.store.registry().unwrap();
    let draft = ClaimDraft::new(NETWORK, registry, signed, narrower, day("2026-11-22")).unwrap();
    assert_eq!(refused(draft.with_consent(&consented.consent)), (Unsatisfied, "consent/other-policy"));
}

#[test]
fn nobody_signs_more_than_the_document_says() {
    let world = World::new();
    let approval = Response::approval(day("2026-11-22"));
    let obligation = world.obligation();
    let more = Response { accepted: Some(Amount(906_537)), ..approval.clone() };
    let error = more.acknowledge(NETWORK, &obligation).unwrap_err();
    assert_eq!((error.code(), error.field()), ("invoice/accepted-over-payable", "accepted_amount"));
    let no_due = Obligation { due: None, ..obligation.clone() };
    assert_eq!(approval.acknowledge(NETWORK, &no_due).unwrap_err().code(), "acknowledge/due-missing");
    let note = Obligation { document_type: DocumentType(381), ..no_due };
    assert_eq!(approval.acknowledge(NETWORK, &note).unwrap_err().code(), "invoice/document-type");
    let less = Response { accepted: Some(Amount(1)), due: Some(day("2026-12-24")), ..approval };
    let acknowledgement = less.acknowledge(NETWORK, &obligation).unwrap();
    assert_eq!((acknowledgement.amount, acknowledgement.last_valid), (Amount(1), day("2026-12-24")));
    assert!(obligation.matches(&acknowledgement).is_ok());
}

#[test]
fn whoever_is_to_be_paid_has_to_be_named_where_the_document_names_another() {
    let account = TextDigest::of(b"an account");
    let error = require_payee(true, None).unwrap_err();
    assert_eq!((error.code(), error.field()), ("acknowledge/payee-missing", "payee"));
    assert_eq!(Error::from(error).kind(), ErrorKind::Input);
    assert!(require_payee(true, Some(&account)).is_ok());
    assert!(require_payee(false, None).is_ok() && require_payee(false, Some(&account)).is_ok());
}

#[test]
fn a_change_that_is_refused_leaves_the_registry_as_it_was() {
    let mut world = World::new();
    let before = world.store.read(Record::Registry).unwrap();
    let key = SecretKey::generate(&mut world.rng);
    let second_rule = |registry: &mut Registry, rng: &mut StdRng| {
        let identifiers = vec!["VAT:DE1".parse().unwrap(), "0088:1".parse().unwrap()];
        let party = registry.party_of(&identifiers)?;
        let registration = Registration {
            identifiers,
            possession: possession::prove(NETWORK, party, &[Role::Seller], &key, rng),
            roles: vec![Role::Seller],
            principal: None,
            fiscal_rule: Some(FiscalRule::from_month(4).unwrap()),
            key: key.public(),
            valid_from: None,
            valid_until: None,
        };
        registry.add(NETWORK, &registration, NOW, rng)
    };
    let rng = &mut world.rng;
    let refusal = world.store.change_registry(|registry| Ok(second_rule(registry, rng)?));
    assert_eq!(refused(refusal), (ErrorKind::Input, "party/fiscal-rule"));
    assert_eq!(*world.store.read(Record::Registry).unwrap(), *before);
    let mut registry = world.store.registry().unwrap();
    second_rule(&mut registry, &mut world.rng).unwrap_err();
    assert_eq!(registry.to_json(), *before, "nor is the registry changed in memory");
}

#[test]
fn policies_are_trusted_by_digest_and_each_once() {
    let world = World::new();
    let default = world.store.default_policy().unwrap();
    world.store.trust_policy(&default.clone().into()).unwrap();
    let trusted = world.store.trusted_policies().unwrap();
    assert!(trusted.len() == 1 && trusted[0] == default.clone().into(), "two records of one policy");
    let mut narrower = default.clone();
    narrower.max_tenor_days -= 1;
    world.store.trust_policy(&narrower.clone().into()).unwrap();
    assert_eq!(world.store.trusted_policies().unwrap().len(), 2);
    assert_eq!(world.store.policy(&AnyPolicy::from(narrower.clone()).name()).unwrap(), narrower);
    narrower.currencies.clear();
    world.store.trust_policy(&narrower.clone().into()).unwrap();
    assert_eq!(refused(world.store.trusted_policies()), (ErrorKind::Input, "policy/invalid"));
}

#[test]
fn a_store_without_a_record_says_which() {
    let store = MemoryStore::default();
    assert_eq!(refused(store.registry()), (ErrorKind::Input, "store/no-record"));
    assert_eq!(refused(store.nullifier_key()), (ErrorKind::Refused, "home/no-nullifier-key"));
    assert_eq!(store.prover_key().err().unwrap().field().as_deref(), Some("home.prover_key"));
}
