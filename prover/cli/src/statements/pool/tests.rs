//! Requests about a pool from strangers.

use covenant_parties::Format as _;
use covenant_statements::Context;
use covenant_statements::pool::sample::World;
use covenant_statements::pool::{Claim, MAX_LINES};

use super::Pool;
use crate::statements::{AnyStatement as _, ClaimRequest, Entry, Statement as _, garbage};

fn claim(lines: usize) -> (Claim, Context) {
    let world = World::new(2, lines);
    (world.claim(), world.context)
}

fn request(lines: usize) -> Vec<u8> {
    let (claim, context) = claim(lines);
    Pool::request(claim, context).to_json()
}

#[test]
fn requests_come_back_and_hold() {
    let report = Entry::<Pool>::NEW.check(&request(5)).unwrap();
    assert_eq!((report.rules.len(), report.not_run.len()), (7, 0));
}

#[test]
fn altered_requests_are_refused_or_judged() {
    let judged = garbage::judged(&Entry::<Pool>::NEW, &request(3), "pool/");
    assert!(judged > 50, "{judged} were still claims: too few to show anything");
}

/// The largest tier fits the bound with room.
#[test]
fn a_full_pool_fits_into_a_request() {
    let bytes = request(MAX_LINES).len();
    assert!(bytes < ClaimRequest::<Claim>::MAX_BYTES / 2, "{bytes}");
}

#[test]
fn parts_of_another_context_are_no_request() {
    let (claim, mut context) = claim(3);
    context.expiry += 1;
    let request = Pool::request(claim, context).to_json();
    let refusal = Entry::<Pool>::NEW.check(&request).unwrap_err();
    assert_eq!((&*refusal.code, refusal.field.as_deref()), ("request/malformed", Some("context")));
}
