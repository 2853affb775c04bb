//! The roots of days' prices: who publishes them, for which days they are good, and what ends them.

use covenant_evm_tests::chain::{Chain, Outcome};
use covenant_evm_tests::deployment::{ANYBODY, DAY, GUARDIAN, NOON, OWNER, creation_code};
use covenant_export::evm::abi::{Address, Call, uint};
use covenant_statements::{Day, Fr, Price, PriceTree, Symbol, field};

const PUBLISHER: Address = [0x04; 20];
const TODAY: u64 = NOON / DAY;
const BAD_DAYS: &str = "BadDays(uint32,uint32)";
const BAD_ROOT: &str = "BadRoot(uint256)";
const UNTRUSTED: &str = "UntrustedRoot(uint256,uint32)";
const WRONG_DAY: &str = "WrongDay(uint32,uint32)";

#[derive(Clone)]
struct Prices {
    chain: Chain,
    contract: Address,
}

impl Prices {
    fn new() -> Self {
        let mut chain = Chain::new(31_337, NOON);
        let arguments = Call::constructor().address(OWNER).address(GUARDIAN).address(PUBLISHER);
        let contract = chain.deploy(ANYBODY, [creation_code("PriceRoots"), arguments.bytes()].concat());
        Self { chain, contract }
    }

    fn send(&mut self, from: Address, call: &[u8]) -> Outcome {
        self.chain.send(from, self.contract, call.to_vec())
    }

    fn publish(&mut self, root: u64, day: u64, last: u64) -> Outcome {
        self.publish_word(uint(root), day, last)
    }

    fn publish_word(&mut self, root: [u8; 32], day: u64, last: u64) -> Outcome {
        let call = Call::new("publish(uint256,uint32,uint32)").word(root).uint(day).uint(last);
        self.send(PUBLISHER, &call.bytes())
    }

    fn revoke(&mut self, from: Address, root: u64) -> Outcome {
        self.send(from, &Call::new("revoke(uint256)").uint(root).bytes())
    }

    fn extend(&mut self, root: u64, last: u64) -> Outcome {
        self.send(PUBLISHER, &Call::new("extend(uint256,uint32)").uint(root).uint(last).bytes())
    }

    /// What a market asks.
    fn required(&self, root: u64, as_of: u64) -> Outcome {
        let call = Call::new("requireLive(uint256,uint32)").uint(root).uint(as_of);
        self.chain.call(self.contract, call.bytes())
    }

    fn is_live(&self, root: u64, as_of: u64) -> bool {
        let call = Call::new("isLive(uint256,uint32)").uint(root).uint(as_of);
        self.chain.call(self.contract, call.bytes()).success().0 == uint(1)
    }
}

#[test]
fn a_root_is_good_for_its_days_and_for_proofs_of_today_and_yesterday() {
    let mut p = Prices::new();
    p.publish(7, TODAY, TODAY + 2).success();
    assert_eq!(
        [TODAY - 1, TODAY, TODAY + 2, TODAY + 3].map(|day| p.is_live(7, day)),
        [false, true, true, false]
    );
    p.required(7, TODAY).success();
    assert!(p.required(7, TODAY + 1).reverted_with(WRONG_DAY), "a day to come");
    assert!(p.required(7, TODAY - 1).reverted_with(UNTRUSTED), "the day before the prices'");
    assert!(p.required(8, TODAY).reverted_with(UNTRUSTED), "a prover's own prices");
    assert!(p.required(0, TODAY).reverted_with(UNTRUSTED), "no price is no root");
    p.chain.now += DAY;
    p.required(7, TODAY).success();
    p.chain.now += DAY;
    assert!(p.required(7, TODAY).reverted_with(WRONG_DAY), "the day before yesterday");
    p.required(7, TODAY + 2).success();
    p.chain.now += DAY;
    p.required(7, TODAY + 2).success();
    assert!(p.required(7, TODAY + 3).reverted_with(UNTRUSTED));
    // Markets were closed: the same prices for one day more.
    p.extend(7, TODAY + 3).success();
    p.required(7, TODAY + 3).success();
    assert!(p.extend(7, TODAY + 3).reverted_with(BAD_ROOT), "no less long");
    assert!(p.extend(7, TODAY + 32).reverted_with(BAD_DAYS));
    p.extend(7, TODAY + 31).success();
    assert!(p.extend(8, TODAY + 1).reverted_with(BAD_ROOT));
}

#[test]
fn a_day_has_one_root_and_a_root_one_day() {
    let mut p = Prices::new();
    assert!(p.publish(7, TODAY + 1, TODAY + 1).reverted_with(BAD_DAYS), "prices of a day to come");
    assert!(p.publish(7, TODAY, TODAY - 1).reverted_with(BAD_DAYS));
    assert!(p.publish(7, TODAY, TODAY + 32).reverted_with(BAD_DAYS));
    assert!(p.publish(0, TODAY, TODAY).reverted_with(BAD_ROOT));
    p.publish(7, TODAY, TODAY).success();
    assert!(p.publish(7, TODAY - 1, TODAY).reverted_with(BAD_ROOT), "never a second time");
    assert!(p.publish(8, TODAY, TODAY).reverted_with("DayTaken(uint32,uint256)"));
    p.publish(9, TODAY - 1, TODAY).success();
    // x and x + r would be two names of one root.
    let mut modulus = field::to_be_bytes(&-Fr::from(1u64));
    modulus[31] += 1;
    assert!(p.publish_word(modulus, TODAY - 2, TODAY).reverted_with("NotCanonical(uint256)"));
    // A wrong root is ended for good, and its day is free for the right one.
    p.revoke(PUBLISHER, 7).success();
    assert!(p.required(7, TODAY).reverted_with(UNTRUSTED));
    assert!(p.revoke(PUBLISHER, 7).reverted_with(BAD_ROOT));
    assert!(p.extend(7, TODAY + 1).reverted_with(BAD_ROOT), "nothing that was revoked comes back");
    assert!(p.publish(7, TODAY, TODAY).reverted_with(BAD_ROOT));
    p.publish(8, TODAY, TODAY).success();
    p.required(8, TODAY).success();
    assert!(p.revoke(PUBLISHER, 99).reverted_with(BAD_ROOT));
}

#[test]
fn each_does_what_it_may() {
    let mut p = Prices::new();
    p.publish(7, TODAY, TODAY).success();
    let publish = Call::new("publish(uint256,uint32,uint32)").uint(8).uint(TODAY - 1).uint(TODAY).bytes();
    let extend = Call::new("extend(uint256,uint32)").uint(7).uint(TODAY + 1).bytes();
    let set = Call::new("setPublisher(address)").address(ANYBODY).bytes();
    let depose = Call::new("deposePublisher()").bytes();
    for from in [OWNER, GUARDIAN, ANYBODY] {
        assert!(p.send(from, &publish).reverted_with("NotPublisher(address)"));
        assert!(p.send(from, &extend).reverted_with("NotPublisher(address)"));
    }
    for from in [PUBLISHER, GUARDIAN, ANYBODY] {
        assert!(p.send(from, &set).reverted_with("OwnableUnauthorizedAccount(address)"));
    }
    for from in [PUBLISHER, ANYBODY] {
        assert!(p.send(from, &depose).reverted_with("NotGuardian(address)"));
    }
    assert!(p.revoke(ANYBODY, 7).reverted_with("NotRevoker(address)"));
    for from in [OWNER, GUARDIAN, PUBLISHER] {
        p.clone().revoke(from, 7).success();
    }
    // A publisher that does harm: its right and its roots end at once, and days are free for another's.
    p.publish(9, TODAY - 1, TODAY).success();
    p.send(GUARDIAN, &depose).success();
    assert!(!p.is_live(7, TODAY) && !p.is_live(9, TODAY));
    assert!(p.send(PUBLISHER, &publish).reverted_with("NotPublisher(address)"));
    p.send(OWNER, &set).success();
    let again = Call::new("publish(uint256,uint32,uint32)").uint(8).uint(TODAY).uint(TODAY).bytes();
    p.send(ANYBODY, &again).success();
    p.required(8, TODAY).success();
    assert!(p.required(7, TODAY).reverted_with(UNTRUSTED), "what has ended does not come back");
    // A change of publishers without harm leaves what there is.
    p.send(OWNER, &Call::new("setPublisher(address)").address(PUBLISHER).bytes()).success();
    p.required(8, TODAY).success();
}

/// The root that the tools make is the one that a contract takes.
#[test]
fn a_real_root_is_taken() {
    let symbol: Symbol = "XAU".parse().unwrap();
    let price = Price {
        asset: symbol.asset(),
        currency: "USD".parse().unwrap(),
        price: 412_345,
        confidence: 4_123,
        published_at: Day::new(TODAY as u32).unwrap().end_unix_seconds(),
    };
    let root = field::to_be_bytes(&PriceTree::new(vec![price]).unwrap().root());
    let mut p = Prices::new();
    p.publish_word(root, TODAY, TODAY + 1).success();
    let call = Call::new("requireLive(uint256,uint32)").word(root).uint(TODAY);
    p.chain.call(p.contract, call.bytes()).success();
}
