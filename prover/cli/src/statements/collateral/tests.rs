//! Requests about a vault from strangers: whatever the bytes, a claim that is judged, or a refusal.

use covenant_parties::Format as _;
use covenant_statements::collateral::Rewrite;
use covenant_statements::collateral::sample::World;
use covenant_statements::{Claim as _, Context};

use super::Collateral;
use crate::statements::rewrite::Release;
use crate::statements::{AnyStatement, Entry, Statement as _, garbage};

/// A certificate's request and a rewrite's, of a vault of three lines.
fn requests() -> [(&'static dyn AnyStatement, Vec<u8>); 2] {
    let context = Context {
        chain: "eip155:31337".parse().unwrap(),
        ..covenant_statements::invoice::sample::World::new(1).context
    };
    let mut claim = World::new(2, 3).claim();
    claim.context = context.to_field();
    let mut rewrite = Rewrite { claim: claim.clone(), released: vec![false; claim.notes.len()] };
    rewrite.claim.exposure.0 = 0;
    [
        (&Entry::<Collateral>::NEW, Collateral::request(claim, context.clone()).to_json()),
        (&Entry::<Release>::NEW, Release::request(rewrite, context).to_json()),
    ]
}

#[test]
fn requests_come_back_and_hold() {
    for (statement, request) in requests() {
        let report = statement.check(&request).unwrap();
        assert_eq!((report.rules.len(), report.not_run.len()), (7, 0));
    }
}

/// A lower exposure holds as well; what is asked for here is an answer.
#[test]
fn altered_requests_are_refused_or_judged() {
    for (statement, good) in requests() {
        let judged = garbage::judged(statement, &good, "collateral/");
        assert!(judged > 50, "{judged} were still claims: too few to show anything");
    }
}

/// A rewrite has a bit for each line.
#[test]
fn a_rewrite_of_other_lines_is_no_request() {
    let [_, (statement, good)] = requests();
    let mut longer: serde_json::Value = serde_json::from_slice(&good).unwrap();
    longer["content"]["claim"]["released"].as_array_mut().unwrap().push(false.into());
    let longer = longer.to_string();
    assert_eq!(statement.check(longer.as_bytes()).unwrap_err().code, "request/malformed");
    let claim = World::new(2, 3).claim();
    assert!(Rewrite { released: Vec::new(), claim }.validate().is_err());
}
