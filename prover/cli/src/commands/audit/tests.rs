//! The report on small circuits: one that is whole, and its likes with a constraint less.

use covenant_relations::{Circuit, Cs, Pin, Refused, Relation};
use covenant_soundness::Ledger;
use covenant_statements::{CircuitInfo, Fr, Violation};
use serde_json::Value;

use super::gates::{Effort, Gates};
use super::verdict;
use crate::failure::{Exit, Failure};

static INFO: CircuitInfo = CircuitInfo {
    id: "product/1",
    statement: "product",
    title: "a product",
    inputs: &["product"],
    figures: &[],
    rules: &[],
    lines: None,
};

const LEDGER: Ledger = Ledger {
    caught_by: &[&[("left", &["public"]), ("right", &["public"]), ("product", &["product"])]],
    equivalent: &[],
    free: &["left"],
    undeletable: &[],
};

/// left · right is public.
struct Product {
    public: u64,
    has_public: bool,
    has_product: bool,
}

impl Circuit for Product {
    fn info(&self) -> &'static CircuitInfo {
        &INFO
    }

    fn check(&self) -> Result<(), Violation> {
        Ok(())
    }

    fn synthesize(&self, cs: &mut Cs) {
        let public = cs.public(Fr::from(self.public));
        let left = cs.input("left", Fr::from(3u64));
        let right = cs.input("right", Fr::from(4u64));
        let product = cs.hint("product", || left.value() * right.value());
        if self.has_product {
            cs.enforce("product", &left, &right, &product);
        }
        if self.has_public {
            cs.enforce_equal("public", &product, &public);
        }
    }
}

fn whole(_: u64) -> Box<dyn Circuit> {
    Box::new(Product { public: 12, has_public: true, has_product: true })
}

/// The gates on a circuit; pinned is the whole one.
fn gates(sample: fn(u64) -> Box<dyn Circuit>) -> Result<Gates, Failure> {
    with_refused(sample, Vec::new)
}

fn with_refused(
    sample: fn(u64) -> Box<dyn Circuit>,
    refused: fn() -> Vec<Refused>,
) -> Result<Gates, Failure> {
    let digest = hex::encode(covenant_relations::digest(&whole(0).full()));
    let pin = Pin { constraints: 2, witness: 3, digest: digest.leak() };
    let small = Some(sample);
    let relation = Relation { info: &INFO, pin, ledger: LEDGER, refused, sample, small };
    Gates::run(&relation, Effort { members: None, groups: None, seed: 1 }, |_, _| {})
}

/// What is refused of it, as people and as scripts are told.
fn refused(sample: fn(u64) -> Box<dyn Circuit>) -> (String, Value) {
    let failure = verdict(&gates(sample).expect("gates")).err().expect("a refusal");
    assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Refused, "circuit/not-passed"));
    (failure.explanation().to_owned(), failure.to_json())
}

#[test]
fn a_whole_circuit_passes() {
    let reply = verdict(&gates(whole).expect("gates")).unwrap_or_else(|failure| panic!("{failure:?}"));
    assert!(reply.text.starts_with("product/1  a product\n"), "{}", reply.text);
    assert!(reply.text.ends_with("\nEvery gate is passed."), "{}", reply.text);
    assert!(!reply.text.contains("FOUND"), "{}", reply.text);
    let gates = &reply.json["gates"];
    for gate in ["pin", "forged_values", "rank", "deletion"] {
        assert_eq!(gates[gate]["passed"], true, "{gate}");
    }
    assert_eq!((&reply.json["passed"], &reply.json["whole"]), (&true.into(), &true.into()));
    assert_eq!(gates["forged_values"]["variables"], 3);
    assert_eq!((&gates["rank"]["columns"], &gates["rank"]["free_secrets"]), (&3.into(), &1.into()));
    let deletion = &gates["deletion"];
    let shown = |by: &str| deletion["shown_by"][by].as_u64().expect("a count");
    // A forged public input breaks one group alone; the other takes a witness.
    assert_eq!((&deletion["total"], shown("case"), shown("witness")), (&2.into(), 1, 1), "{deletion}");
}

/// Nothing ties the product to what is public.
#[test]
fn a_constraint_that_is_missing_is_found() {
    let (text, json) = refused(|_| Box::new(Product { public: 12, has_public: false, has_product: true }));
    assert!(text.contains("Pin: NOT PASSED") && text.contains("2 pinned"), "{text}");
    assert!(text.contains("right: v + 1 for v in column 3 is accepted"), "{text}");
    assert!(text.contains("right: column 3 can move; in product"), "{text}");
    assert!(text.ends_with("\nNot passed: pin, forged values, rank."), "{text}");
    assert_eq!((&json["ok"], &json["passed"]), (&false.into(), &false.into()));
    assert_eq!(json["message"], "product/1 does not pass: pin, forged values, rank");
    let findings = json["gates"]["forged_values"]["findings"].as_array().expect("findings");
    let accepted = |finding: &&Value| finding["kind"] == "accepted" && finding["place"] == "right";
    assert!(findings.iter().find(accepted).is_some_and(|finding| finding["column"] == 3), "{findings:?}");
    assert_eq!(json["gates"]["rank"]["findings"][0]["place"], "right");
}

/// Nothing ties the factors to the product.
#[test]
fn values_that_hang_loose_are_found() {
    let (text, json) = refused(|_| Box::new(Product { public: 12, has_public: true, has_product: false }));
    let unnamed = "product: an unrelated value for v is caught by public, which the ledger does not name";
    assert!(text.contains(unnamed), "{text}");
    assert!(text.contains("right: column 3 can move; in no constraint"), "{text}");
    assert_eq!(json["gates"]["pin"]["passed"], false);
}

#[test]
fn a_negative_case_that_holds_is_found() {
    let gates = with_refused(whole, || vec![("another product", whole(1))]).expect("gates");
    assert_eq!(gates.failed(), ["deletion"]);
    assert!(gates.text().contains("ACCEPTED         another product\n"), "{}", gates.text());
    assert_eq!(gates.to_json()["gates"]["deletion"]["accepted_cases"][0], "another product");
}

#[test]
fn nothing_is_said_of_a_circuit_whose_sample_is_invalid() {
    let failure = gates(|_| Box::new(Product { public: 13, has_public: true, has_product: true }));
    let failure = failure.err().expect("a refusal");
    assert_eq!(failure.code, "circuit/sample-unsatisfied");
    assert!(failure.message.contains("public"), "{}", failure.message);
}
